//! Numbers as Go's `strconv`, `big.Rat` and docker/go-units read them, without floating point.

use api::go::Ratio;

use crate::quote::quote;

/// `strconv.ParseBool`.
pub(crate) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Ok(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Ok(false),
        _ => Err(failure("ParseBool", text, "invalid syntax")),
    }
}

/// `strconv.ParseInt` with base 0: decimal, `0x`, `0o`, `0b`.
pub(crate) fn integer(text: &str) -> Result<i64, String> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let syntax = || failure("ParseInt", text, "invalid syntax");
    let range = || failure("ParseInt", text, "value out of range");
    let size = magnitude(digits).ok_or_else(syntax)?.ok_or_else(range)?;
    let size = i128::try_from(size).map_err(|_| range())?;
    i64::try_from(if negative { -size } else { size }).map_err(|_| range())
}

/// `strconv.ParseUint` with base 0, into so many bits.
pub(crate) fn unsigned(text: &str, bits: u32) -> Result<u64, String> {
    let syntax = || failure("ParseUint", text, "invalid syntax");
    let range = || failure("ParseUint", text, "value out of range");
    let size = magnitude(text).ok_or_else(syntax)?.ok_or_else(range)?;
    let limit = u128::from(u64::MAX >> (64 - bits));
    if size > limit {
        return Err(range());
    }
    u64::try_from(size).map_err(|_| range())
}

/// `strconv.ParseUint` with base 10: no prefixes.
pub(crate) fn decimal(text: &str) -> Result<u64, String> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits {
        return Err(failure("ParseUint", text, "invalid syntax"));
    }
    text.parse()
        .map_err(|_| failure("ParseUint", text, "value out of range"))
}

/// The digits of a number in base 0: `None` if they are no number, `Some(None)` if it is too big.
fn magnitude(text: &str) -> Option<Option<u128>> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, lower.as_str())
    };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    Some(u128::from_str_radix(digits, radix).ok())
}

/// `strconv.ParseFloat`, kept in millionths.
pub(crate) fn float(text: &str) -> Result<Ratio, String> {
    let syntax = || failure("ParseFloat", text, "invalid syntax");
    let exact = Exact::parse(text).ok_or_else(syntax)?;
    let millionths = exact
        .times(1_000_000)
        .ok_or_else(|| failure("ParseFloat", text, "value out of range"))?;
    Ok(Ratio { millionths })
}

/// docker/cli `opts.ParseCPUs`: a fraction of whole nano-CPUs: `0.5`, `1/4`, `1e-3`.
pub(crate) fn nano_cpus(text: &str) -> Result<i64, String> {
    let refused = || format!("failed to parse {text} as a rational number");
    let too_precise = || "value is too precise".to_owned();
    let (above, below) = match text.split_once('/') {
        Some((above, below)) => {
            let below: i128 = below.parse().map_err(|_| refused())?;
            let above: i128 = above.parse().map_err(|_| refused())?;
            (above, below)
        }
        None => {
            let exact = Exact::parse(text).ok_or_else(refused)?;
            (exact.digits, exact.denominator().ok_or_else(too_precise)?)
        }
    };
    if below <= 0 {
        return Err(refused());
    }
    let nanos = above.checked_mul(1_000_000_000).ok_or_else(refused)?;
    if nanos % below != 0 {
        return Err(too_precise());
    }
    i64::try_from(nanos / below).map_err(|_| refused())
}

/// docker/go-units `RAMInBytes`: `64m`, `1.5 GiB`, `4096`.
pub(crate) fn bytes(text: &str) -> Result<i64, String> {
    let invalid_size = || format!("invalid size: '{text}'");
    let last = text
        .rfind(|letter: char| letter.is_ascii_digit() || letter == '.' || letter == ' ')
        .ok_or_else(invalid_size)?;
    let suffix = text[last + 1..].to_ascii_lowercase();
    let number = if text[last..].starts_with(' ') {
        &text[..last]
    } else {
        &text[..=last]
    };
    let exact =
        Exact::parse(number).ok_or_else(|| failure("ParseFloat", number, "invalid syntax"))?;
    if exact.digits < 0 {
        return Err(invalid_size());
    }
    let multiplier = multiplier(&suffix).ok_or_else(|| {
        // Too long a suffix is reported as it was typed, any other in lower case.
        let shown = if suffix.len() > 3 {
            &text[last + 1..]
        } else {
            &suffix
        };
        format!("invalid suffix: '{shown}'")
    })?;
    exact.times(multiplier).ok_or_else(invalid_size)
}

fn multiplier(suffix: &str) -> Option<i128> {
    let (unit, rest) = match suffix.chars().next() {
        None => return Some(1),
        Some(unit) => (unit, &suffix[unit.len_utf8()..]),
    };
    let power = match unit {
        'b' => return rest.is_empty().then_some(1),
        'k' => 1,
        'm' => 2,
        'g' => 3,
        't' => 4,
        'p' => 5,
        _ => return None,
    };
    matches!(rest, "" | "b" | "ib").then_some(1024i128.pow(power))
}

/// A decimal number kept exactly: `digits` · 10^`exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Exact {
    digits: i128,
    exponent: i32,
}

impl Exact {
    fn parse(text: &str) -> Option<Exact> {
        let (number, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, number) = match number.as_bytes().first() {
            Some(b'-') => (true, &number[1..]),
            Some(b'+') => (false, &number[1..]),
            _ => (false, number),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let all = format!("{whole}{part}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let digits: i128 = all.parse().ok()?;
        let shift = i32::try_from(part.len()).ok()?;
        Some(Exact {
            digits: if negative { -digits } else { digits },
            exponent: exponent.checked_sub(shift)?,
        })
    }

    /// For a number below one: what its digits are divided by.
    fn denominator(self) -> Option<i128> {
        match self.exponent {
            exponent if exponent >= 0 => Some(1),
            exponent => 10i128.checked_pow(exponent.unsigned_abs()),
        }
    }

    /// Multiplied and cut to a whole number.
    fn times(self, factor: i128) -> Option<i64> {
        let product = self.digits.checked_mul(factor)?;
        let power = 10i128.checked_pow(self.exponent.unsigned_abs())?;
        let whole = if self.exponent >= 0 {
            product.checked_mul(power)?
        } else {
            product / power
        };
        i64::try_from(whole).ok()
    }
}

fn failure(function: &str, text: &str, reason: &str) -> String {
    format!("strconv.{function}: parsing {}: {reason}", quote(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_strconv_reads_them() {
        assert_eq!(unsigned("3", 64), Ok(3));
        assert_eq!(unsigned("0x10", 64), Ok(16));
        assert_eq!(
            unsigned("x", 64),
            Err("strconv.ParseUint: parsing \"x\": invalid syntax".into())
        );
        assert_eq!(
            unsigned("-1", 64),
            Err("strconv.ParseUint: parsing \"-1\": invalid syntax".into())
        );
        assert_eq!(
            unsigned("70000", 16),
            Err("strconv.ParseUint: parsing \"70000\": value out of range".into())
        );
        assert_eq!(integer("-5"), Ok(-5));
        assert!(integer("99999999999999999999").is_err());
        assert_eq!(boolean("T"), Ok(true));
        assert_eq!(
            boolean("maybe"),
            Err("strconv.ParseBool: parsing \"maybe\": invalid syntax".into())
        );
    }

    #[test]
    fn fractions_are_exact() {
        assert_eq!(
            float("0.25"),
            Ok(Ratio {
                millionths: 250_000
            })
        );
        assert_eq!(
            float("1e-1"),
            Ok(Ratio {
                millionths: 100_000
            })
        );
        assert!(float("a").is_err());
        assert_eq!(nano_cpus("0.5"), Ok(500_000_000));
        assert_eq!(nano_cpus("1/4"), Ok(250_000_000));
        assert_eq!(nano_cpus("64"), Ok(64_000_000_000));
        assert_eq!(
            nano_cpus("abc"),
            Err("failed to parse abc as a rational number".into())
        );
        assert_eq!(
            nano_cpus("0.0000000001"),
            Err("value is too precise".into())
        );
    }

    #[test]
    fn sizes_have_suffixes() {
        assert_eq!(bytes("64m"), Ok(64 << 20));
        assert_eq!(bytes("1.5GiB"), Ok(3 << 29));
        assert_eq!(bytes("1 kb"), Ok(1024));
        assert_eq!(bytes("10"), Ok(10));
        assert_eq!(bytes("1x"), Err("invalid suffix: 'x'".into()));
        assert_eq!(bytes("m"), Err("invalid size: 'm'".into()));
        assert_eq!(
            bytes("1.2.3"),
            Err("strconv.ParseFloat: parsing \"1.2.3\": invalid syntax".into())
        );
    }
}
