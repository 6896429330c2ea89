//! The client itself, as `docker version` and `docker info` show it.

use api::go::{Field, Struct, Value};
use sim::Timestamp;

use crate::command::moment;

/// The version of the Engine API that a client of 28.5 speaks.
pub(crate) const API_VERSION: &str = "1.51";

/// How a client was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Build {
    pub git_commit: &'static str,
    pub go_version: &'static str,
    pub built: &'static str,
}

/// The builds behind the versions that Swarm Lab's machines have: Debian's, which the recordings
/// were made with, and Docker's own.
pub(crate) fn build(version: &str) -> Build {
    match version {
        "28.5.2+dfsg4" => Build {
            git_commit: "9cc6dea35e9a963f281434761c656fba4ac43aed",
            go_version: "go1.27.1",
            built: "Tue Sep 15 11:02:57 2026",
        },
        _ => Build {
            git_commit: "ecc6942",
            go_version: "go1.25.3",
            built: "Wed Nov  5 14:43:25 2025",
        },
    }
}

/// docker/cli `clientVersion`. Only `docker version` asks which API version was agreed on.
pub(crate) fn value(version: &str, asks_api: bool) -> Value {
    let build = build(version);
    let api = if asks_api { API_VERSION } else { "" };
    let text = |name, json, text: &str| Field::new(Value::Str(text.to_owned()), name, json);
    Value::Struct(Struct {
        name: "clientVersion",
        fields: vec![
            Field::new(Value::Nil, "Platform", "Platform").omitempty(),
            text("Version", "Version", version).omitempty(),
            text("APIVersion", "ApiVersion", api).omitempty(),
            text("DefaultAPIVersion", "DefaultAPIVersion", API_VERSION).omitempty(),
            text("GitCommit", "GitCommit", build.git_commit).omitempty(),
            text("GoVersion", "GoVersion", build.go_version).omitempty(),
            text("Os", "Os", "linux").omitempty(),
            text("Arch", "Arch", "amd64").omitempty(),
            text("BuildTime", "BuildTime", build.built).omitempty(),
            text("Context", "Context", "default"),
        ],
    })
}

/// Go's `time.ANSIC` for a date in RFC 3339; what is none stays as it is.
pub(crate) fn date(text: &str) -> String {
    match moment::date_and_time(text) {
        Some(at) => ansi_c(at),
        None => text.to_owned(),
    }
}

/// `Tue Sep 15 11:02:57 2026`.
fn ansi_c(at: Timestamp) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const DAY: i64 = 86_400_000_000_000;
    let (year, month, day, hour, minute, second, _) = at.civil();
    // 1970 began on a Thursday.
    let week_day = usize::try_from(at.0.div_euclid(DAY).rem_euclid(7)).unwrap_or(0);
    let month = MONTHS[month as usize - 1];
    format!(
        "{} {month} {day:2} {hour:02}:{minute:02}:{second:02} {year}",
        DAYS[week_day]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_the_c_library_writes_them() {
        assert_eq!(
            date("2026-09-15T11:02:57.000000000+00:00"),
            "Tue Sep 15 11:02:57 2026"
        );
        assert_eq!(date("2025-11-05T14:43:25Z"), "Wed Nov  5 14:43:25 2025");
        assert_eq!(date("Tue Sep 15 11:02:57 2026"), "Tue Sep 15 11:02:57 2026");
    }
}
