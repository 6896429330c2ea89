//! `date`

use sim::{Duration, Timestamp};

use super::{Io, Started};

const DAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut format = "%a %b %e %H:%M:%S %Z %Y".to_owned();
    let mut at = io.host.wall;
    let mut wanted = None;
    let mut words = words[1..].iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-u" | "--utc" | "--universal" => (),
            "-R" | "--rfc-email" => format = "%a, %d %b %Y %H:%M:%S %z".to_owned(),
            "-I" | "--iso-8601" | "-Idate" => format = "%Y-%m-%d".to_owned(),
            "-Iseconds" | "--iso-8601=seconds" => format = "%Y-%m-%dT%H:%M:%S+00:00".to_owned(),
            "--rfc-3339=seconds" => format = "%Y-%m-%d %H:%M:%S+00:00".to_owned(),
            "-d" | "--date" => wanted = words.next().cloned(),
            _ if word.starts_with("--date=") => wanted = Some(word[7..].to_owned()),
            _ if word.starts_with("-d") => wanted = Some(word[2..].to_owned()),
            _ => match word.strip_prefix('+') {
                Some(wanted) => format = wanted.to_owned(),
                None => {
                    let message = format!("date: invalid option or date ‘{word}’\n");
                    return Started::refuse(&message, 1, io);
                }
            },
        }
    }
    if let Some(text) = wanted {
        match moved(&text, at) {
            Some(moved) => at = moved,
            None => {
                return Started::refuse(&format!("date: invalid date ‘{text}’\n"), 1, io);
            }
        }
    }
    io.out(&format!("{}\n", formatted(&format, at)));
    Started::Done(0)
}

/// `now`, `@seconds`, `5 minutes ago`, `1 hour`, `yesterday`
fn moved(text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Some(seconds) = text.strip_prefix('@') {
        return Some(Timestamp(
            seconds.parse::<i64>().ok()?.checked_mul(1_000_000_000)?,
        ));
    }
    if let Some((day, rest)) = day(text.trim()) {
        let (time, rest) = time(rest);
        return moved(rest, Timestamp(day.0 + i64::from(time) * 1_000_000_000));
    }
    const DAY: i64 = 86_400;
    let seconds = match text.trim() {
        "" | "now" | "today" => 0,
        "yesterday" => -DAY,
        "tomorrow" => DAY,
        other => {
            let words: Vec<&str> = other.trim_start_matches('+').split_whitespace().collect();
            let (count, unit, sign) = match words.as_slice() {
                [count, unit, "ago"] => (count, unit, -1),
                [count, unit] => (count, unit, 1),
                _ => return None,
            };
            let length = match unit.trim_end_matches('s') {
                "sec" | "second" => 1,
                "min" | "minute" => 60,
                "hour" => 3_600,
                "day" => DAY,
                "week" => 7 * DAY,
                _ => return None,
            };
            count.parse::<i64>().ok()?.checked_mul(length * sign)?
        }
    };
    let length = Duration::from_secs(seconds.unsigned_abs());
    Some(if seconds < 0 {
        Timestamp(now.0.saturating_sub(length.as_nanos() as i64))
    } else {
        now + length
    })
}

/// `2024-02-29` at the start of a text, and what stands behind it.
fn day(text: &str) -> Option<(Timestamp, &str)> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut numbers = date.split('-').map(|it| it.parse::<u32>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let at = Timestamp::from_civil(i64::from(year), month.clamp(1, 12), day, 0, 0);
    let (_, real_month, real_day, ..) = at.civil();
    let is_real = (real_month, real_day) == (month, day);
    (is_real && !rest.starts_with(|it: char| it.is_ascii_digit())).then_some((at, rest))
}

/// ` 10:30`, `T10:30:05Z` at the start of a text: the second of the day, and what stands behind.
fn time(text: &str) -> (u32, &str) {
    let rest = text.trim_start_matches(['T', ' ']);
    let end = rest
        .find(|it: char| !it.is_ascii_digit() && it != ':')
        .unwrap_or(rest.len());
    let numbers: Vec<u32> = rest[..end].split(':').flat_map(str::parse).collect();
    let second = match numbers.as_slice() {
        [hour @ 0..24, minute @ 0..60] => hour * 3_600 + minute * 60,
        [hour @ 0..24, minute @ 0..60, second @ 0..60] => hour * 3_600 + minute * 60 + second,
        _ => return (0, text),
    };
    let rest = rest[end..].trim_start_matches('Z');
    (second, rest.strip_prefix(" UTC").unwrap_or(rest))
}

/// A date by strftime's letters.
pub(super) fn formatted(format: &str, at: Timestamp) -> String {
    let (year, month, day, hour, minute, second, nanos) = at.civil();
    let days = at.0.div_euclid(86_400_000_000_000);
    let weekday = (days + 4).rem_euclid(7) as usize;
    let month_name = MONTHS[month as usize - 1];
    let first_of_year = Timestamp::from_civil(year, 1, 1, 0, 0)
        .0
        .div_euclid(86_400_000_000_000);
    let hour_of_twelve = (hour + 11) % 12 + 1;
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let mut directive = letters.next().unwrap_or('%');
        let unpadded = directive == '-';
        if unpadded {
            directive = letters.next().unwrap_or('-');
        }
        let digits = letters.as_str();
        if directive == '3' && digits.starts_with('N') {
            letters.next();
            out.push_str(&format!("{:03}", nanos / 1_000_000));
            continue;
        }
        let shown = match directive {
            'Y' => format!("{year:04}"),
            'y' => format!("{:02}", year.rem_euclid(100)),
            'C' => format!("{:02}", year / 100),
            'm' => format!("{month:02}"),
            'd' => format!("{day:02}"),
            'e' => format!("{day:>2}"),
            'H' => format!("{hour:02}"),
            'I' => format!("{hour_of_twelve:02}"),
            'k' => format!("{hour:>2}"),
            'l' => format!("{hour_of_twelve:>2}"),
            'M' => format!("{minute:02}"),
            'S' => format!("{second:02}"),
            'N' => format!("{nanos:09}"),
            's' => (at.0.div_euclid(1_000_000_000)).to_string(),
            'F' => format!("{year:04}-{month:02}-{day:02}"),
            'T' | 'X' => format!("{hour:02}:{minute:02}:{second:02}"),
            'R' => format!("{hour:02}:{minute:02}"),
            'D' | 'x' => format!("{month:02}/{day:02}/{:02}", year.rem_euclid(100)),
            'a' => DAYS[weekday][..3].to_owned(),
            'A' => DAYS[weekday].to_owned(),
            'b' | 'h' => month_name[..3].to_owned(),
            'B' => month_name.to_owned(),
            'c' => formatted("%a %b %e %H:%M:%S %Y", at),
            'r' => formatted("%I:%M:%S %p", at),
            'j' => format!("{:03}", days - first_of_year + 1),
            'u' => (if weekday == 0 { 7 } else { weekday }).to_string(),
            'w' => weekday.to_string(),
            'p' => (if hour < 12 { "AM" } else { "PM" }).to_owned(),
            other => constant(other),
        };
        out.push_str(if unpadded {
            shown.trim_start_matches(['0', ' '])
        } else {
            &shown
        });
    }
    out
}

/// What stands for the same at any time; a letter that means nothing stays.
fn constant(letter: char) -> String {
    match letter {
        'Z' => "UTC".to_owned(),
        'z' => "+0000".to_owned(),
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        '%' => "%".to_owned(),
        other => format!("%{other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_shown_as_gnu_shows_them() {
        let at = Timestamp::from_civil(2026, 11, 20, 9 * 3600 + 5, 7_000_000);
        assert_eq!(
            formatted("%a %b %e %H:%M:%S %Z %Y", at),
            "Fri Nov 20 09:00:05 UTC 2026"
        );
        assert_eq!(
            formatted("%F %T.%3N %j %-d %s", at),
            "2026-11-20 09:00:05.007 324 20 1795165205"
        );
    }

    #[test]
    fn times_can_be_moved() {
        let now = Timestamp::from_civil(2026, 11, 20, 3600, 0);
        let moved = moved("5 minutes ago", now).expect("it is a date");
        assert_eq!(formatted("%T", moved), "00:55:00");
    }
}
