//! `printf`

use super::echo::carry_out;
use super::{Io, Started};
use crate::escape::{self, Letter, next_escape};
use crate::limits;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let (text, status) = format(&words[1..], "", io);
    io.out(&text);
    Started::Done(status)
}

/// What comes out, and the exit status. Errors begin with `complaint`, the shell's own when it is
/// the shell's builtin.
pub(crate) fn format(words: &[String], complaint: &str, io: &mut Io<'_, '_>) -> (String, u8) {
    let words = match words {
        [dashes, rest @ ..] if dashes == "--" => rest,
        words => words,
    };
    let Some((pattern, arguments)) = words.split_first() else {
        io.err("printf: usage: printf [-v var] format [arguments]\n");
        return (String::new(), 2);
    };
    let mut printer = Printer {
        arguments,
        next: 0,
        out: String::new(),
        errors: Vec::new(),
    };
    loop {
        let before = printer.next;
        let goes_on = printer.once(pattern);
        if printer.out.len() > limits::TEXT {
            printer
                .errors
                .push("write error: Cannot allocate memory".to_owned());
            printer.out.clear();
            break;
        }
        // The pattern is used again until all arguments are; one that takes none is used once.
        if !goes_on || printer.next >= arguments.len() || printer.next == before {
            break;
        }
    }
    for error in &printer.errors {
        io.err(&format!("{complaint}printf: {error}\n"));
    }
    (printer.out, u8::from(!printer.errors.is_empty()))
}

/// Once by the first word, as `awk` prints: mistakes are passed over.
pub(super) fn once(words: &[String]) -> String {
    let Some((pattern, arguments)) = words.split_first() else {
        return String::new();
    };
    let mut printer = Printer {
        arguments,
        next: 0,
        out: String::new(),
        errors: Vec::new(),
    };
    printer.once(pattern);
    printer.out
}

struct Printer<'a> {
    arguments: &'a [String],
    next: usize,
    out: String,
    errors: Vec<String>,
}

/// What stands between `%` and the letter.
#[derive(Clone, Copy, Debug, Default)]
struct Directive {
    to_left: bool,
    with_zeros: bool,
    with_sign: bool,
    with_blank: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

/// Digits behind the point that numbers here have.
const SHOWN: usize = 18;

/// The sign, so many digits that count, and the power of ten of the first of them.
fn digits_of(text: &str, count: usize) -> (&str, String, i64) {
    let sign = if text.starts_with('-') { "-" } else { "" };
    let text = text.trim_start_matches('-');
    let whole = text.find('.').unwrap_or(text.len());
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    let zeros = all.len() - all.trim_start_matches('0').len();
    if zeros == all.len() {
        return ("", "0".repeat(count), 0);
    }
    let mut power = whole as i64 - 1 - zeros as i64;
    let mut digits: Vec<u8> = all.bytes().skip(zeros).collect();
    digits.resize(digits.len().max(count + 1), b'0');
    let is_up = digits[count] >= b'5';
    digits.truncate(count);
    if is_up {
        match digits.iter().rposition(|it| *it != b'9') {
            Some(at) => {
                digits[at] += 1;
                digits[at + 1..].fill(b'0');
            }
            None => {
                digits.fill(b'0');
                digits[0] = b'1';
                power += 1;
            }
        }
    }
    (sign, String::from_utf8_lossy(&digits).into_owned(), power)
}

/// `%e`: `1.234500e+03`
fn scientific(text: &str, precision: usize) -> String {
    let (sign, digits, power) = digits_of(text, precision + 1);
    let (first, rest) = digits.split_at(1);
    let point = if rest.is_empty() { "" } else { "." };
    let direction = if power < 0 { '-' } else { '+' };
    format!("{sign}{first}{point}{rest}e{direction}{:02}", power.abs())
}

/// `%g`: whichever of `%e` and `%f` is the shorter, without zeros at its end.
fn shortest(text: &str, count: usize) -> String {
    let (sign, digits, power) = digits_of(text, count);
    let trimmed = digits.trim_end_matches('0');
    let digits = if trimmed.is_empty() { "0" } else { trimmed };
    if power < -4 || power >= count as i64 {
        return scientific(text, digits.len() - 1);
    }
    if power < 0 {
        let zeros = "0".repeat(power.unsigned_abs() as usize - 1);
        return format!("{sign}0.{zeros}{digits}");
    }
    let whole = power as usize + 1;
    if digits.len() <= whole {
        return format!("{sign}{digits}{}", "0".repeat(whole - digits.len()));
    }
    format!("{sign}{}.{}", &digits[..whole], &digits[whole..])
}

/// Filled from the left. Rust's own formatting panics beyond 65,535 columns.
pub(super) fn padded(text: &str, filler: char, width: usize) -> String {
    let missing = width.saturating_sub(text.chars().count());
    let mut padded: String = std::iter::repeat_n(filler, missing).collect();
    padded.push_str(text);
    padded
}

/// Wider than this nothing is printed.
const WIDTH_LIMIT: usize = 1_000_000;

impl Printer<'_> {
    /// Goes through the pattern once; tells whether it may be used again.
    fn once(&mut self, pattern: &str) -> bool {
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            match first {
                '%' => match self.directive(&rest[1..]) {
                    Some(after) => rest = after,
                    None => return false,
                },
                '\\' => {
                    let (letter, after) =
                        next_escape(rest, &mut self.out).unwrap_or((Letter::Done, ""));
                    match letter {
                        Letter::Done => (),
                        Letter::Unknown(letter) => self.out.extend(['\\', letter]),
                        Letter::Stop => return false,
                    }
                    rest = after;
                }
                _ => {
                    let end = rest.find(['%', '\\']).unwrap_or(rest.len());
                    self.out.push_str(&rest[..end]);
                    rest = &rest[end..];
                }
            }
        }
        true
    }

    /// One `%…`; what stands behind it, or `None` to stop.
    fn directive<'p>(&mut self, text: &'p str) -> Option<&'p str> {
        let mut directive = Directive::default();
        let mut rest = text;
        while let Some(flag) = rest.chars().next().filter(|it| "-0+ #".contains(*it)) {
            match flag {
                '-' => directive.to_left = true,
                '0' => directive.with_zeros = true,
                '+' => directive.with_sign = true,
                ' ' => directive.with_blank = true,
                _ => directive.alternate = true,
            }
            rest = &rest[1..];
        }
        let (width, after) = self.size(rest);
        directive.width = width.unwrap_or(0);
        rest = after;
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = self.size(after);
            directive.precision = Some(precision.unwrap_or(0));
            rest = after;
        }
        rest = rest
            .trim_start_matches(['l', 'h', 'z', 'j', 't', 'L'])
            .trim_start_matches("ll");
        let Some(letter) = rest.chars().next() else {
            self.errors.push("`%': missing format character".to_owned());
            return None;
        };
        let after = &rest[letter.len_utf8()..];
        match letter {
            '%' => self.out.push('%'),
            's' => {
                let text = self.argument();
                let cut: String = text
                    .chars()
                    .take(directive.precision.unwrap_or(usize::MAX))
                    .collect();
                self.pad(&cut, &directive);
            }
            'c' => {
                let first: String = self.argument().chars().take(1).collect();
                self.pad(&first, &directive);
            }
            'b' => {
                let (text, is_cut) = carry_out(&self.argument());
                self.pad(&text, &directive);
                if is_cut {
                    return None;
                }
            }
            'q' => {
                let text = escape::escaped(&self.argument());
                self.pad(&text, &directive);
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => self.number(letter, &directive),
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' => self.decimal(letter, &directive),
            _ => {
                self.errors
                    .push(format!("`{letter}': invalid format character"));
                return None;
            }
        }
        Some(after)
    }

    /// A number or `*`, which takes an argument.
    fn size<'p>(&mut self, text: &'p str) -> (Option<usize>, &'p str) {
        if let Some(after) = text.strip_prefix('*') {
            let size = self.argument().parse().unwrap_or(0);
            return (Some(self.within_limit(size)), after);
        }
        let end = text
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(text.len());
        let size = match &text[..end] {
            "" => None,
            // More digits than a number has are more than the limit, too.
            digits => Some(self.within_limit(digits.parse().unwrap_or(usize::MAX))),
        };
        (size, &text[end..])
    }

    /// Unlike the real one, which would pad with gigabytes, it refuses to.
    fn within_limit(&mut self, size: usize) -> usize {
        if size <= WIDTH_LIMIT {
            return size;
        }
        let problem = format!("{size}: width is more than {WIDTH_LIMIT}");
        self.errors.push(problem);
        0
    }

    fn argument(&mut self) -> String {
        let argument = self.arguments.get(self.next).cloned().unwrap_or_default();
        self.next += 1;
        argument
    }

    fn number(&mut self, letter: char, directive: &Directive) {
        let word = self.argument();
        let value = self.whole(&word);
        let digits = match letter {
            'x' => format!("{value:x}"),
            'X' => format!("{value:X}"),
            'o' => format!("{value:o}"),
            'u' => (value as u64).to_string(),
            _ => value.unsigned_abs().to_string(),
        };
        let digits = padded(&digits, '0', directive.precision.unwrap_or(1));
        let prefix = match letter {
            'x' if directive.alternate => "0x",
            'X' if directive.alternate => "0X",
            'o' if directive.alternate => "0",
            'd' | 'i' if value < 0 => "-",
            'd' | 'i' if directive.with_sign => "+",
            'd' | 'i' if directive.with_blank => " ",
            _ => "",
        };
        self.pad_number(prefix, &digits, directive);
    }

    fn whole(&mut self, word: &str) -> i64 {
        if let Some(letter) = word.strip_prefix(['"', '\'']) {
            return letter
                .chars()
                .next()
                .map_or(0, |it| i64::from(u32::from(it)));
        }
        if word.is_empty() {
            return 0;
        }
        let (negative, digits) = match word.trim_start().strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, word.trim_start().trim_start_matches('+')),
        };
        let value = if let Some(hex) = digits.strip_prefix("0x") {
            i64::from_str_radix(hex, 16).ok()
        } else if digits.len() > 1 && digits.starts_with('0') {
            i64::from_str_radix(digits, 8).ok()
        } else {
            digits.parse().ok()
        };
        let value = value.unwrap_or_else(|| {
            self.errors.push(format!("{word}: invalid number"));
            let end = digits
                .find(|it: char| !it.is_ascii_digit())
                .unwrap_or(digits.len());
            digits[..end].parse().unwrap_or(0)
        });
        if negative { -value } else { value }
    }

    /// `%f` in whole numbers: the digits as they were given, rounded to the precision.
    fn decimal(&mut self, letter: char, directive: &Directive) {
        let word = self.argument();
        let precision = directive.precision.unwrap_or(6).min(100);
        match crate::decimal::Decimal::parse(&word) {
            Some(value) => {
                let text = match letter.to_ascii_lowercase() {
                    'e' => scientific(&value.rounded(SHOWN), precision),
                    'g' => shortest(&value.rounded(SHOWN), precision.max(1)),
                    _ => value.rounded(precision),
                };
                let text = match letter.is_ascii_uppercase() {
                    true => text.to_uppercase(),
                    false => text,
                };
                match text.strip_prefix('-') {
                    Some(digits) => self.pad_number("-", digits, directive),
                    None => self.pad_number(
                        if directive.with_sign { "+" } else { "" },
                        &text,
                        directive,
                    ),
                }
            }
            None => {
                if !word.is_empty() {
                    self.errors.push(format!("{word}: invalid number"));
                }
                let zero = crate::decimal::Decimal::default().rounded(precision);
                self.pad_number("", &zero, directive);
            }
        }
    }

    fn pad_number(&mut self, prefix: &str, digits: &str, directive: &Directive) {
        let zeros = directive.with_zeros && !directive.to_left;
        if zeros {
            let width = directive.width.saturating_sub(prefix.len());
            self.out.push_str(prefix);
            self.out.push_str(&padded(digits, '0', width));
        } else {
            self.pad(&format!("{prefix}{digits}"), directive);
        }
    }

    fn pad(&mut self, text: &str, directive: &Directive) {
        let width = directive.width;
        if directive.to_left {
            let missing = width.saturating_sub(text.chars().count());
            self.out.push_str(text);
            self.out.push_str(&" ".repeat(missing));
        } else {
            self.out.push_str(&padded(text, ' ', width));
        }
    }
}
