//! Amounts as people say them (docker/go-units), and how wide text is on a terminal.

use sim::{Duration, Timestamp};

/// `units.HumanDuration`: `Less than a second`, `3 minutes`, `About an hour`, `18 months`.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let minutes = seconds / 60;
    // Hours are rounded, except where whole years are counted.
    let hours = (seconds + 1800) / 3600;
    match (seconds, minutes, hours) {
        (0, ..) => "Less than a second".to_owned(),
        (1, ..) => "1 second".to_owned(),
        (2..60, ..) => format!("{seconds} seconds"),
        (_, 1, _) => "About a minute".to_owned(),
        (_, 2..60, _) => format!("{minutes} minutes"),
        (.., 1) => "About an hour".to_owned(),
        (.., 2..48) => format!("{hours} hours"),
        (.., 48..336) => format!("{} days", hours / 24),
        (.., 336..1440) => format!("{} weeks", hours / 24 / 7),
        (.., 1440..17520) => format!("{} months", hours / 24 / 30),
        _ => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

/// `5 seconds ago`.
pub(crate) fn ago(now: Timestamp, then: Timestamp) -> String {
    format!("{} ago", duration(now.since(then)))
}

/// `units.BytesSize`: four digits in powers of 1024: `5.882GiB`.
pub(crate) fn bytes(size: i64) -> String {
    const UNITS: [&str; 9] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];
    scaled(size, 1024, &UNITS, 4)
}

/// `units.HumanSizeWithPrecision`: so many digits in powers of 1000: `2.94MB`.
pub(crate) fn size(size: i64, digits: u32) -> String {
    const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
    scaled(size, 1000, &UNITS, digits)
}

fn scaled(size: i64, base: u128, units: &[&str], digits: u32) -> String {
    let sign = if size < 0 { "-" } else { "" };
    let size = u128::from(size.unsigned_abs());
    let mut unit = 0;
    let mut divisor = 1u128;
    while size >= divisor * base && unit + 1 < units.len() {
        divisor *= base;
        unit += 1;
    }
    format!(
        "{sign}{}{}",
        significant(size, divisor, digits),
        units[unit]
    )
}

/// `%.{digits}g` of a fraction.
fn significant(above: u128, below: u128, digits: u32) -> String {
    let whole = above / below;
    let whole_digits = if whole == 0 { 1 } else { whole.ilog10() + 1 };
    let places = digits.saturating_sub(whole_digits);
    let scale = 10u128.pow(places);
    let rounded = (above * scale * 2 + below) / (below * 2);
    if rounded >= 10u128.pow(digits.max(whole_digits)) && rounded.ilog10() + 1 - places > digits {
        // Rounded up to one digit more than there is room for: Go writes an exponent.
        return format!("1e+{:02}", rounded.ilog10() - places);
    }
    let (whole, part) = (rounded / scale, rounded % scale);
    if part == 0 {
        return whole.to_string();
    }
    let width = places as usize;
    format!("{whole}.{part:0width$}")
        .trim_end_matches('0')
        .to_owned()
}

/// How many columns of a terminal a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.chars().map(letter_columns).sum()
}

/// One, two for the wide letters of East Asia, none for those that combine with the one before.
pub(crate) fn letter_columns(letter: char) -> usize {
    match u32::from(letter) {
        0..0x20 | 0x7f..0xa0 | 0x300..0x370 | 0x200b..0x2010 | 0xfe00..0xfe10 => 0,
        0x1100..0x1160
        | 0x2e80..0x303f
        | 0x3041..0x3400
        | 0x3400..0x4dc0
        | 0x4e00..0xa4d0
        | 0xa960..0xa980
        | 0xac00..0xd7a4
        | 0xf900..0xfb00
        | 0xfe30..0xfe70
        | 0xff00..0xff61
        | 0xffe0..0xffe7
        | 0x1f300..0x1f650
        | 0x1f900..0x1fa00
        | 0x20000..0x3fffe => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_docker_says_them() {
        let check = |seconds: u64, expected: &str| {
            assert_eq!(duration(Duration::from_secs(seconds)), expected);
        };
        check(0, "Less than a second");
        check(1, "1 second");
        check(59, "59 seconds");
        check(60, "About a minute");
        check(119, "About a minute");
        check(120, "2 minutes");
        check(3600, "About an hour");
        check(5399, "About an hour");
        check(5400, "2 hours");
        check(48 * 3600, "2 days");
        check(30 * 24 * 3600, "4 weeks");
        check(90 * 24 * 3600, "3 months");
        check(3 * 365 * 24 * 3600, "3 years");
    }

    #[test]
    fn sizes_are_said_as_docker_says_them() {
        assert_eq!(bytes(6_316_261_376), "5.882GiB");
        assert_eq!(bytes(32 << 20), "32MiB");
        assert_eq!(bytes(0), "0B");
        assert_eq!(bytes(1023), "1023B");
        assert_eq!(size(2_939_000, 3), "2.94MB");
        assert_eq!(size(2_939_000, 4), "2.939MB");
        assert_eq!(size(999_600, 3), "1e+03kB");
        assert_eq!(size(1_500, 3), "1.5kB");
    }
}
