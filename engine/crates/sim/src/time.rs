//! Virtual time: `Instant` counts from the start of the world, `Timestamp` is a date.

use core::fmt;
use core::ops::{Add, AddAssign, Sub};
use core::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment of the simulation: nanoseconds since the world began.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(u64);

impl Instant {
    /// The moment the world began.
    pub const START: Instant = Instant(0);

    /// The moment `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Instant {
        Instant(nanos)
    }

    /// Nanoseconds since the start.
    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// Time since the start.
    pub const fn elapsed(self) -> Duration {
        Duration::from_nanos(self.0)
    }

    /// Time since `earlier`; zero when `earlier` is not earlier.
    pub const fn since(self, earlier: Instant) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, duration: Duration) -> Instant {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        Instant(self.0.saturating_add(nanos))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Instant> for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.since(earlier)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{:06}s",
            self.0 / 1_000_000_000,
            self.0 / 1_000 % 1_000_000
        )
    }
}

/// A date and time of day in UTC: nanoseconds since 1970. What a machine's clock shows and what
/// Docker writes into objects; nothing in the engine waits on it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Go's zero time, `0001-01-01T00:00:00Z`, which Docker prints for "never". It lies outside
    /// of what nanoseconds since 1970 can say, so the smallest number stands for it.
    pub const ZERO: Timestamp = Timestamp(i64::MIN);

    /// Whether this is Go's zero time.
    pub fn is_zero(self) -> bool {
        self == Timestamp::ZERO
    }

    /// Time since `earlier`; zero when `earlier` is not earlier.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// Year, month, day, hour, minute, second and nanosecond.
    pub fn civil(self) -> (i64, u32, u32, u32, u32, u32, u32) {
        if self.is_zero() {
            return (1, 1, 1, 0, 0, 0, 0);
        }
        let seconds = self.0.div_euclid(1_000_000_000);
        let nanos = self.0.rem_euclid(1_000_000_000) as u32;
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400));
        let of_day = seconds.rem_euclid(86_400) as u32;
        (
            year,
            month,
            day,
            of_day / 3600,
            of_day / 60 % 60,
            of_day % 60,
            nanos,
        )
    }

    /// The moment of a date and time of day in UTC.
    pub fn from_civil(
        year: i64,
        month: u32,
        day: u32,
        second_of_day: u32,
        nanos: u32,
    ) -> Timestamp {
        let seconds = days_from_civil(year, month, day) * 86_400 + i64::from(second_of_day);
        Timestamp(seconds * 1_000_000_000 + i64::from(nanos))
    }

    /// The form of RFC 3339 with as many digits of a second as needed, as Go's `RFC3339Nano`.
    pub fn rfc3339(self) -> String {
        let (year, month, day, hour, minute, second, nanos) = self.civil();
        let fraction = fraction(nanos);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }
}

impl Add<Duration> for Timestamp {
    type Output = Timestamp;

    fn add(self, duration: Duration) -> Timestamp {
        let nanos = i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
        Timestamp(self.0.saturating_add(nanos))
    }
}

impl fmt::Display for Timestamp {
    /// As Go prints a `time.Time` in UTC: `2026-11-20 19:08:08.499763546 +0000 UTC`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second, nanos) = self.civil();
        let fraction = fraction(nanos);
        write!(
            f,
            "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction} +0000 UTC"
        )
    }
}

/// `.5` for half a second, nothing for none: trailing zeros are cut.
fn fraction(nanos: u32) -> String {
    if nanos == 0 {
        return String::new();
    }
    format!(".{nanos:09}").trim_end_matches('0').to_owned()
}

/// Howard Hinnant's "days from civil", proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = i64::from((month + 9) % 12);
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = (day_of_year - (153 * month_from_march + 2) / 5 + 1) as u32;
    let month = ((month_from_march + 2) % 12 + 1) as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_prints_as_go_prints_it() {
        let at = Timestamp::from_civil(2026, 11, 20, 19 * 3600 + 8 * 60 + 8, 499_763_546);
        assert_eq!(at.to_string(), "2026-11-20 19:08:08.499763546 +0000 UTC");
        assert_eq!(at.rfc3339(), "2026-11-20T19:08:08.499763546Z");
        assert_eq!(Timestamp::ZERO.rfc3339(), "0001-01-01T00:00:00Z");
    }

    #[test]
    fn civil_and_days_are_inverse() {
        for days in (-200_000..200_000).step_by(37) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }
}
