//! Moments as `--since` and `--until` name them: a date, seconds since 1970, or how long ago
//! (moby `api/types/time/timestamp.go`).

use sim::Timestamp;

use crate::context::{Context, Stop};
use crate::flag::value::duration;
use crate::quote::quote;

/// The moment a flag names, if it is given.
pub(crate) fn flag(cx: &Context<'_>, name: &str) -> Result<Option<Timestamp>, Stop> {
    match cx.invocation.given.last(name) {
        None | Some("") => Ok(None),
        Some(text) => match parse(text, cx.now()) {
            Some(at) => Ok(Some(at)),
            None => Err(Stop::error(format!(
                "invalid value for {}: failed to parse value as time or duration: {}",
                quote(name),
                quote(text)
            ))),
        },
    }
}

/// Reads a moment.
fn parse(text: &str, now: Timestamp) -> Option<Timestamp> {
    if let Ok(span) = duration::parse(text) {
        return Some(Timestamp(now.0.saturating_sub(span.0)));
    }
    if let Some(at) = unix(text) {
        return Some(at);
    }
    date(text)
}

/// `1792000000.123`.
fn unix(text: &str) -> Option<Timestamp> {
    let (seconds, part) = text.split_once('.').unwrap_or((text, ""));
    let seconds: i64 = seconds.parse().ok()?;
    let is_digits = part.bytes().all(|byte| byte.is_ascii_digit());
    let nanos: i64 = if is_digits {
        format!("{part:0<9}").get(..9)?.parse().ok()?
    } else {
        return None;
    };
    Some(Timestamp(seconds.checked_mul(1_000_000_000)? + nanos))
}

/// A date with its time and zone in RFC 3339.
pub(crate) fn date_and_time(text: &str) -> Option<Timestamp> {
    let has_zone = text.ends_with('Z') || text.get(19..)?.contains(['+', '-']);
    if has_zone { date(text) } else { None }
}

/// `2013-01-02`, `2013-01-02T15:04`, `2013-01-02T15:04:05.5Z`, with `Z` or an offset.
fn date(text: &str) -> Option<Timestamp> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = day.splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: u32 = parts.next()?.parse().ok()?;
    let day: u32 = parts.next()?.parse().ok()?;
    let (time, offset) = zone(time)?;
    let (seconds, nanos) = clock(time)?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let at = Timestamp::from_civil(year, month, day, seconds, nanos);
    Some(Timestamp(at.0 - offset * 1_000_000_000))
}

/// The time without its zone, and the zone's seconds east of Greenwich.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(time) = time.strip_suffix('Z') {
        return Some((time, 0));
    }
    let Some(at) = time.rfind(['+', '-']) else {
        return Some((time, 0));
    };
    let (hours, minutes) = time[at + 1..].split_once(':')?;
    let seconds = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
    let sign = if time[at..].starts_with('-') { -1 } else { 1 };
    Some((&time[..at], sign * seconds))
}

/// `15:04:05.5` as seconds of the day and nanoseconds.
fn clock(time: &str) -> Option<(u32, u32)> {
    if time.is_empty() {
        return Some((0, 0));
    }
    let (time, part) = time.split_once('.').unwrap_or((time, ""));
    let nanos = format!("{part:0<9}").get(..9)?.parse().ok()?;
    let mut seconds = 0;
    let mut weight = 3600;
    for number in time.split(':') {
        seconds += number.parse::<u32>().ok()? * weight;
        weight /= 60;
    }
    (seconds < 86_400).then_some((seconds, nanos))
}

/// RFC 3339 with nine digits of a second, always: `2026-11-20T19:08:08.500000000Z`.
pub(crate) fn fixed(at: Timestamp) -> String {
    let (year, month, day, hour, minute, second, nanos) = at.civil();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_dates_seconds_or_spans() {
        let now = Timestamp::from_civil(2026, 11, 20, 12 * 3600, 0);
        let check = |text: &str, expected: &str| {
            assert_eq!(fixed(parse(text, now).unwrap()), expected, "{text}");
        };
        check("30m", "2026-11-20T11:30:00.000000000Z");
        check("2026-11-20", "2026-11-20T00:00:00.000000000Z");
        check("2026-11-20T01:02:03.5Z", "2026-11-20T01:02:03.500000000Z");
        check("2026-11-20T01:02+09:00", "2026-11-19T16:02:00.000000000Z");
        check("0.25", "1970-01-01T00:00:00.250000000Z");
        assert_eq!(parse("yesterday", now), None);
    }
}
