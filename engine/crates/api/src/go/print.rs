//! Go's `fmt.Sprint` (`%v`): what a template prints for a value that is not a plain string.

use core::fmt::{self, Write};

use sim::Duration;

use super::{Struct, Value};

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Nil => f.write_str("<nil>"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Uint(value) => write!(f, "{value}"),
            Value::Ratio(value) => write!(f, "{value}"),
            Value::Str(text) => f.write_str(text),
            Value::Bytes(bytes) => joined(f, '[', ']', bytes.iter()),
            Value::Time(time) => write!(f, "{time}"),
            Value::Duration(duration) => f.write_str(&duration_text(*duration)),
            Value::List(list) => joined(f, '[', ']', list.iter().flatten().map(Inner)),
            Value::Map(map) => {
                f.write_str("map")?;
                let pairs = map.iter().flatten().map(|(key, value)| Pair(key, value));
                joined(f, '[', ']', pairs)
            }
            // `swarm.Version` has a `String` method.
            Value::Struct(Struct {
                name: "Version",
                fields,
            }) if fields.len() == 1 => {
                write!(f, "{}", fields[0].value)
            }
            Value::Struct(value) => joined(
                f,
                '{',
                '}',
                value.fields.iter().map(|field| Inner(&field.value)),
            ),
            Value::Ptr(inner) => match inner.as_ref() {
                // At the top `%v` follows one pointer to a struct, list or map and shows it by `&`.
                Value::Struct(_) | Value::List(_) | Value::Map(_) => write!(f, "&{inner}"),
                other => write!(f, "{other}"),
            },
        }
    }
}

/// A value inside another: there Go shows a pointer as its address.
struct Inner<'a>(&'a Value);

impl fmt::Display for Inner<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // Unlike Docker, which prints the address of this moment, ours is always the same:
            // nobody can use it for anything, and a run must not depend on memory.
            Value::Ptr(_) => f.write_str("0xc000012345"),
            other => write!(f, "{other}"),
        }
    }
}

struct Pair<'a>(&'a str, &'a Value);

impl fmt::Display for Pair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, Inner(self.1))
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    open: char,
    close: char,
    items: impl Iterator<Item = impl fmt::Display>,
) -> fmt::Result {
    f.write_char(open)?;
    for (at, item) in items.enumerate() {
        if at > 0 {
            f.write_char(' ')?;
        }
        write!(f, "{item}")?;
    }
    f.write_char(close)
}

/// `time.Duration.String`: `0s`, `1.5s`, `2m0s`, `1h0m0s`, `250ms`.
pub fn duration_text(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    match nanos {
        0 => return "0s".to_owned(),
        1..1_000 => return format!("{nanos}ns"),
        1_000..1_000_000 => return format!("{}µs", decimal(nanos, 1_000)),
        1_000_000..1_000_000_000 => return format!("{}ms", decimal(nanos, 1_000_000)),
        _ => (),
    }
    let (hours, minutes) = (nanos / 3_600_000_000_000, nanos / 60_000_000_000 % 60);
    let seconds = decimal(nanos % 60_000_000_000, 1_000_000_000);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}m{seconds}s"),
        _ => format!("{hours}h{minutes}m{seconds}s"),
    }
}

fn decimal(value: u128, unit: u128) -> String {
    let (whole, part) = (value / unit, value % unit);
    if part == 0 {
        return whole.to_string();
    }
    let width = unit.ilog10() as usize;
    format!(
        "{whole}.{}",
        format!("{part:0width$}").trim_end_matches('0')
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::go::ToGo;

    #[test]
    fn durations_print_as_go_prints_them() {
        let check = |nanos, expected: &str| {
            assert_eq!(duration_text(Duration::from_nanos(nanos)), expected);
        };
        check(0, "0s");
        check(1_500, "1.5µs");
        check(250_000_000, "250ms");
        check(5_000_000_000, "5s");
        check(90_500_000_000, "1m30.5s");
        check(7_776_000_000_000_000, "2160h0m0s");
    }

    #[test]
    fn a_version_prints_as_its_number() {
        let meta = crate::Meta {
            version: crate::Version { index: 19 },
            ..Default::default()
        };
        assert_eq!(meta.version.to_go().to_string(), "19");
        assert!(meta.to_go().to_string().starts_with("{19 1970"));
    }

    #[test]
    fn structs_lists_and_maps_print_as_go_prints_them() {
        let ports = vec![crate::Annotations {
            name: "a".into(),
            ..Default::default()
        }];
        assert_eq!(ports.to_go().to_string(), "[{a map[]}]");
        assert_eq!(Some("x".to_owned()).to_go().to_string(), "x");
    }
}
