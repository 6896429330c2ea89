//! Spans of time as Go's `time.ParseDuration` reads them: `5s`, `1m30s`, `-1.5h`.

use crate::quote::quote;
use sim::Duration;

/// A span of time that may be negative, in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span(pub i64);

impl Span {
    /// As a duration; what is negative becomes nothing (the daemon refuses it before it counts).
    pub fn duration(self) -> Duration {
        Duration::from_nanos(u64::try_from(self.0).unwrap_or(0))
    }
}

/// `time.ParseDuration`.
pub(crate) fn parse(text: &str) -> Result<Span, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    if rest == "0" {
        return Ok(Span(0));
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let (amount, scale, after) = number(rest).ok_or_else(invalid)?;
        let end = after
            .find(|letter: char| letter == '.' || letter.is_ascii_digit())
            .unwrap_or(after.len());
        let unit = &after[..end];
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let nanos = nanos_of(unit).ok_or_else(|| {
            format!(
                "time: unknown unit {} in duration {}",
                quote(unit),
                quote(text)
            )
        })?;
        total += amount.checked_mul(nanos).ok_or_else(invalid)? / scale;
        rest = &after[end..];
    }
    let total = if negative { -total } else { total };
    i64::try_from(total).map(Span).map_err(|_| invalid())
}

/// docker/cli `opts.PositiveDurationOpt`.
pub(crate) fn parse_positive(text: &str) -> Result<Span, String> {
    let span = parse(text)?;
    if span.0 < 0 {
        return Err("duration cannot be negative".to_owned());
    }
    Ok(span)
}

/// The number a duration begins with: its digits, what they are divided by, and the rest.
fn number(text: &str) -> Option<(i128, i128, &str)> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let whole_end = text.find(|letter| !is_digit(letter)).unwrap_or(text.len());
    let (whole, rest) = text.split_at(whole_end);
    let (part, rest) = match rest.strip_prefix('.') {
        Some(after) => {
            let end = after
                .find(|letter| !is_digit(letter))
                .unwrap_or(after.len());
            after.split_at(end)
        }
        None => ("", rest),
    };
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    // More than nine digits of a fraction are less than a nanosecond even of an hour's thousandth.
    let part = &part[..part.len().min(12)];
    let amount: i128 = format!("{whole}{part}").parse().ok()?;
    let scale = 10i128.pow(u32::try_from(part.len()).ok()?);
    Some((amount, scale, rest))
}

fn nanos_of(unit: &str) -> Option<i128> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        let check = |text: &str, nanos: i64| assert_eq!(parse(text), Ok(Span(nanos)), "{text}");
        check("0", 0);
        check("5s", 5_000_000_000);
        check("1m30s", 90_000_000_000);
        check("-1.5h", -5_400_000_000_000);
        check("0.5ms", 500_000);
        check("720h", 2_592_000_000_000_000);
    }

    #[test]
    fn what_is_no_duration_is_refused_in_gos_words() {
        let check = |text: &str, words: &str| assert_eq!(parse(text), Err(words.to_owned()));
        check("10", "time: missing unit in duration \"10\"");
        check("", "time: invalid duration \"\"");
        check("abc", "time: invalid duration \"abc\"");
        check("10x", "time: unknown unit \"x\" in duration \"10x\"");
        assert_eq!(
            parse_positive("-1s"),
            Err("duration cannot be negative".into())
        );
    }
}
