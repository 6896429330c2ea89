//! How each Rust type of this crate becomes a Go value.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sim::{Duration, Timestamp};

use super::Value;

/// Anything that Go could show.
pub trait ToGo {
    /// The value as Go has it.
    fn to_go(&self) -> Value;
}

/// A fraction such as Go's `float32` failure ratio, kept exactly: millionths, no floating point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ratio {
    pub millionths: i64,
}

impl Ratio {
    /// Whether it is zero.
    pub fn is_zero(self) -> bool {
        self.millionths == 0
    }

    /// Reads `0.25`, `1`, `-.5`: what a flag holds. `None` for anything else.
    pub fn parse(text: &str) -> Option<Ratio> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && part.is_empty() {
            return None;
        }
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(part) || whole.len() > 12 {
            return None;
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let part: i64 = format!("{part:0<6}").get(..6)?.parse().ok()?;
        let millionths = whole * 1_000_000 + part;
        Some(Ratio {
            millionths: if negative { -millionths } else { millionths },
        })
    }
}

impl core::fmt::Display for Ratio {
    /// The shortest form, as Go prints a float of this size: `0.25`, `1`, `0`.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let sign = if self.millionths < 0 { "-" } else { "" };
        let (whole, part) = (
            self.millionths.unsigned_abs() / 1_000_000,
            self.millionths.unsigned_abs() % 1_000_000,
        );
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        let part = format!("{part:06}");
        write!(f, "{sign}{whole}.{}", part.trim_end_matches('0'))
    }
}

macro_rules! show {
    ($($type:ty: $value:ident => $go:expr),* $(,)?) => {
        $( impl ToGo for $type {
            fn to_go(&self) -> Value {
                let $value = self;
                $go
            }
        } )*
    };
}

show! {
    bool: value => Value::Bool(*value),
    i32: value => Value::Int(i64::from(*value)),
    i64: value => Value::Int(*value),
    u16: value => Value::Uint(u64::from(*value)),
    u32: value => Value::Uint(u64::from(*value)),
    u64: value => Value::Uint(*value),
    Ratio: value => Value::Ratio(*value),
    String: value => Value::Str(value.clone()),
    str: value => Value::Str(value.to_owned()),
    Timestamp: value => Value::Time(*value),
    Duration: value => Value::Duration(*value),
    Value: value => value.clone(),
}

/// A map or slice that may be nil, where Go tells a nil one (`null`) from an empty one (`{}`, `[]`).
/// Where the two never differ, the `null` flag of [`go_struct!`](crate::go_struct) does.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nillable<T>(pub Option<T>);

impl<T> Nillable<T> {
    /// The nil one.
    pub const NIL: Nillable<T> = Nillable(None);

    /// What is in it, if it is not nil.
    pub fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> From<T> for Nillable<T> {
    fn from(value: T) -> Nillable<T> {
        Nillable(Some(value))
    }
}

impl<T: ToGo + Default> ToGo for Nillable<T> {
    fn to_go(&self) -> Value {
        match &self.0 {
            Some(value) => value.to_go(),
            None => T::default().to_go().nil_if_empty(),
        }
    }
}

/// Bytes: base64 in JSON.
impl ToGo for [u8] {
    fn to_go(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl<T: ToGo> ToGo for Option<T> {
    /// A Go pointer.
    fn to_go(&self) -> Value {
        match self {
            Some(value) => Value::Ptr(Box::new(value.to_go())),
            None => Value::Nil,
        }
    }
}

impl<T: ToGo> ToGo for Vec<T> {
    fn to_go(&self) -> Value {
        Value::List(Some(self.iter().map(ToGo::to_go).collect()))
    }
}

impl<T: ToGo> ToGo for BTreeMap<String, T> {
    fn to_go(&self) -> Value {
        Value::Map(Some(
            self.iter()
                .map(|(key, value)| (key.clone(), value.to_go()))
                .collect(),
        ))
    }
}

impl<T: ToGo + ?Sized> ToGo for Box<T> {
    fn to_go(&self) -> Value {
        (**self).to_go()
    }
}

impl<T: ToGo + ?Sized> ToGo for Arc<T> {
    fn to_go(&self) -> Value {
        (**self).to_go()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nil_map_is_null_and_an_empty_one_is_not() {
        let nil = Nillable::<crate::Labels>::NIL.to_go();
        assert_eq!(
            (nil.to_json(), nil.to_string()),
            ("null".into(), "map[]".into())
        );
        let empty = Nillable::from(crate::Labels::new()).to_go();
        assert_eq!(empty.to_json(), "{}");
    }

    #[test]
    fn a_ratio_reads_and_prints_itself() {
        for text in ["0", "1", "0.25", "0.1", "-0.5"] {
            assert_eq!(
                Ratio::parse(text).map(|ratio| ratio.to_string()).as_deref(),
                Some(text)
            );
        }
        for text in ["", ".", "x", "1.2.3", "1e3"] {
            assert_eq!(Ratio::parse(text), None, "{text}");
        }
    }
}
