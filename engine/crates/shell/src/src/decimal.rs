//! Numbers with a fraction, without floats: awk's sums, `printf %f`, `sort -g`.
//!
//! Whole numbers of billionths, so that the same sum is the same on every machine. Unlike awk's
//! doubles they keep nine digits behind the point, and stop at about 10^29.

use core::cmp::Ordering;
use core::fmt;

/// A number in billionths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decimal(i128);

const ONE: i128 = 1_000_000_000;
const DIGITS: usize = 9;

impl Decimal {
    pub(crate) fn whole(number: i64) -> Decimal {
        Decimal(i128::from(number) * ONE)
    }

    /// The whole text as a number: `12`, `-0.5`, `1e3`.
    pub(crate) fn parse(text: &str) -> Option<Decimal> {
        let (number, length) = Decimal::leading(text.trim())?;
        (length == text.trim().len()).then_some(number)
    }

    /// The number that a text begins with, or zero: how awk reads a field.
    pub(crate) fn prefix(text: &str) -> Decimal {
        Decimal::leading(text.trim_start()).map_or(Decimal(0), |(number, _)| number)
    }

    fn leading(text: &str) -> Option<(Decimal, usize)> {
        let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
        let sign = usize::from(text.starts_with(['-', '+']));
        let whole = digits(sign);
        let mut at = sign + whole;
        let mut value: i128 = text[sign..at].bytes().fold(0, push);
        value = value.checked_mul(ONE).unwrap_or(i128::MAX);
        let mut fraction = 0;
        if text[at..].starts_with('.') {
            fraction = digits(at + 1);
            let shown = &text[at + 1..at + 1 + fraction];
            let padded: String = shown
                .chars()
                .chain(std::iter::repeat('0'))
                .take(DIGITS)
                .collect();
            value = value.saturating_add(padded.parse().unwrap_or(0));
            at += 1 + fraction;
        }
        if whole + fraction == 0 {
            return None;
        }
        if let Some((exponent, length)) = exponent(&text[at..]) {
            at += length;
            for _ in 0..exponent.unsigned_abs() {
                value = if exponent > 0 {
                    value.saturating_mul(10)
                } else {
                    value / 10
                };
            }
        }
        Some((
            Decimal(if text.starts_with('-') { -value } else { value }),
            at,
        ))
    }

    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The number without its fraction.
    pub(crate) fn truncated(self) -> i64 {
        i64::try_from(self.0 / ONE).unwrap_or(if self.0 < 0 { i64::MIN } else { i64::MAX })
    }

    pub(crate) fn plus(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_add(other.0))
    }

    pub(crate) fn minus(self, other: Decimal) -> Decimal {
        Decimal(self.0.saturating_sub(other.0))
    }

    pub(crate) fn times(self, other: Decimal) -> Decimal {
        match self.0.checked_mul(other.0) {
            Some(product) => Decimal(product / ONE),
            None => Decimal((self.0 / ONE).saturating_mul(other.0)),
        }
    }

    /// None when divided by zero.
    pub(crate) fn over(self, other: Decimal) -> Option<Decimal> {
        if other.0 == 0 {
            return None;
        }
        Some(match self.0.checked_mul(ONE) {
            Some(scaled) => Decimal(scaled / other.0),
            None => Decimal((self.0 / other.0).saturating_mul(ONE)),
        })
    }

    pub(crate) fn remainder(self, other: Decimal) -> Option<Decimal> {
        self.0.checked_rem(other.0).map(Decimal)
    }

    /// With exactly so many digits behind the point.
    pub(crate) fn rounded(self, digits: usize) -> String {
        let kept = digits.min(DIGITS);
        let unit = 10_i128.pow((DIGITS - kept) as u32);
        let (value, unit) = (self.0.unsigned_abs(), unit.unsigned_abs());
        // A half goes to the even neighbour, as in C.
        let is_up = match (value % unit * 2).cmp(&unit) {
            Ordering::Greater => true,
            Ordering::Equal => (value / unit) % 2 == 1,
            Ordering::Less => false,
        };
        let rounded = value / unit + u128::from(is_up);
        let shown = format!("{rounded:0>width$}", width = kept + 1);
        let (whole, fraction) = shown.split_at(shown.len() - kept);
        let sign = if self.0 < 0 && rounded > 0 { "-" } else { "" };
        if digits == 0 {
            return format!("{sign}{whole}");
        }
        let zeros = "0".repeat(digits - kept);
        format!("{sign}{whole}.{fraction}{zeros}")
    }
}

fn push(sum: i128, digit: u8) -> i128 {
    sum.saturating_mul(10)
        .saturating_add(i128::from(digit - b'0'))
}

/// `e-3`: its value, and how long it is.
fn exponent(text: &str) -> Option<(i32, usize)> {
    let rest = text.strip_prefix(['e', 'E'])?;
    let sign = usize::from(rest.starts_with(['-', '+']));
    let digits = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let value: i32 = rest[..sign + digits].parse().ok()?;
    Some((value.clamp(-60, 60), 1 + sign + digits))
}

impl fmt::Display for Decimal {
    /// As awk prints it (`%.6g`): six digits that count, no zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 % ONE == 0 {
            return write!(f, "{}", self.0 / ONE);
        }
        let whole_digits = match (self.0 / ONE).unsigned_abs().cmp(&0) {
            Ordering::Equal => 0,
            _ => (self.0 / ONE).unsigned_abs().to_string().len(),
        };
        let leading_zeros = match whole_digits {
            0 => {
                let fraction = format!("{:09}", self.0.unsigned_abs());
                fraction.len() - fraction.trim_start_matches('0').len()
            }
            _ => 0,
        };
        let digits = 6_usize.saturating_sub(whole_digits) + leading_zeros;
        let text = self.rounded(digits);
        let text = if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        };
        f.write_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn numbers_are_read_and_shown() {
        let shown = |text: &str| Decimal::prefix(text).to_string();
        assert_eq!(shown("12"), "12");
        assert_eq!(shown("-0.50"), "-0.5");
        assert_eq!(shown("3.14159265"), "3.14159");
        assert_eq!(shown("1e3x"), "1000");
        assert_eq!(shown("0.00012345"), "0.00012345");
        assert_eq!(shown("abc"), "0");
        assert_eq!(Decimal::parse("12px"), None);
    }

    #[test]
    fn sums_do_not_drift() {
        let tenth = Decimal::prefix("0.1");
        let sum = (0..10).fold(Decimal::default(), |sum, _| sum.plus(tenth));
        assert_eq!(sum, Decimal::whole(1));
        assert_eq!(
            Decimal::whole(2)
                .over(Decimal::whole(3))
                .map(|it| it.rounded(2)),
            Some("0.67".to_owned())
        );
    }
}
