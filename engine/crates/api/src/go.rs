//! A value as Go would show it: by `encoding/json`, by `fmt.Sprint` and to `text/template`.
//!
//! The Engine and the `docker` command are written in Go, and their users see it: field names in
//! `--format`, key order and `omitempty` in `inspect`, `map[a:1]` and `<nil>` in between. Every
//! object of this crate is declared with [`go_struct!`](crate::go_struct), which gives it that
//! shape once; [`ToGo`] makes the [`Value`]. The template language itself lives in `docker`.

mod json;
mod print;
mod show;

use std::collections::BTreeMap;

use sim::{Duration, Timestamp};

pub use show::{Nillable, Ratio, ToGo};

/// Any Go value, with as much of its type as its printed forms depend on.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A nil pointer or interface.
    Nil,
    Bool(bool),
    Int(i64),
    Uint(u64),
    /// A `float32` or `float64`, kept as a decimal number.
    Ratio(Ratio),
    Str(String),
    /// `[]byte`: base64 in JSON, numbers in print.
    Bytes(Vec<u8>),
    Time(Timestamp),
    /// `time.Duration`: nanoseconds in JSON, `1m30s` in print.
    Duration(Duration),
    /// A slice; `nil` is one without a list and encodes as `null`.
    List(Option<Vec<Value>>),
    /// A map with string keys; `nil` is one without entries and encodes as `null`.
    Map(Option<BTreeMap<String, Value>>),
    Struct(Struct),
    /// A pointer that is not nil.
    Ptr(Box<Value>),
}

/// A Go struct: its type name and its fields in the order of declaration.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    /// The bare name of the type, without package: `ServiceSpec`.
    pub name: &'static str,
    pub fields: Vec<Field>,
}

/// One field of a Go struct.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name in Go, as a template writes it.
    pub name: &'static str,
    /// Its key in JSON.
    pub json: &'static str,
    /// Whether JSON leaves it out when it is empty.
    pub omitempty: bool,
    /// Whether the fields of its struct count as fields of the outer one.
    pub embedded: bool,
    pub value: Value,
}

impl Value {
    /// A field by its Go name, looking through pointers and into embedded structs, as Go does.
    pub fn field(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Ptr(inner) => inner.field(name),
            Value::Struct(value) => value.field(name),
            Value::Nil
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Ratio(_)
            | Value::Str(_)
            | Value::Bytes(_)
            | Value::Time(_)
            | Value::Duration(_)
            | Value::List(_)
            | Value::Map(_) => None,
        }
    }

    /// Go's idea of empty, which decides `omitempty` and `{{if}}`. A struct is never empty.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Nil => true,
            Value::Bool(value) => !value,
            Value::Int(value) => *value == 0,
            Value::Uint(value) => *value == 0,
            Value::Ratio(value) => value.is_zero(),
            Value::Str(value) => value.is_empty(),
            Value::Bytes(value) => value.is_empty(),
            Value::Duration(value) => value.is_zero(),
            Value::List(value) => value.as_ref().is_none_or(Vec::is_empty),
            Value::Map(value) => value.as_ref().is_none_or(BTreeMap::is_empty),
            Value::Time(_) | Value::Struct(_) | Value::Ptr(_) => false,
        }
    }

    /// The text of a string, for those who know that it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::Str(text) => Some(text),
            Value::Ptr(inner) => inner.as_str(),
            _ => None,
        }
    }
}

impl Struct {
    /// A field by its Go name: first the struct's own, then those of embedded structs.
    pub fn field(&self, name: &str) -> Option<&Value> {
        let own = self
            .fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| &field.value);
        own.or_else(|| {
            let embedded = self.fields.iter().filter(|field| field.embedded);
            embedded
                .into_iter()
                .find_map(|field| field.value.field(name))
        })
    }
}

/// Declares a struct of the Engine API: the Rust struct, and how Go shows it.
///
/// Each field is `name: Type = "GoName"`, then, in this order and all optional, `=> "key"` when
/// the JSON key differs, and one of `omitempty`, `embed`, or `null` (an empty list or map encodes
/// as `null`).
#[macro_export]
macro_rules! go_struct {
    (
        $(#[$outer:meta])*
        pub struct $name:ident($go:literal) {
            $( $(#[$inner:meta])* pub $field:ident : $type:ty = $goname:literal $(=> $json:literal)? $($flag:ident)? ),* $(,)?
        }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $( $(#[$inner])* pub $field: $type, )*
        }

        impl $crate::go::ToGo for $name {
            fn to_go(&self) -> $crate::go::Value {
                $crate::go::Value::Struct($crate::go::Struct {
                    name: $go,
                    fields: vec![
                        $( $crate::go_field!(
                            $crate::go::ToGo::to_go(&self.$field), $goname, [$($json)?] $($flag)?
                        ), )*
                    ],
                })
            }
        }
    };
}

/// One field for [`go_struct!`].
#[doc(hidden)]
#[macro_export]
macro_rules! go_field {
    ($value:expr, $name:literal, []) => {
        $crate::go::Field::new($value, $name, $name)
    };
    ($value:expr, $name:literal, [$json:literal]) => {
        $crate::go::Field::new($value, $name, $json)
    };
    ($value:expr, $name:literal, [] omitempty) => {
        $crate::go::Field::new($value, $name, $name).omitempty()
    };
    ($value:expr, $name:literal, [$json:literal] omitempty) => {
        $crate::go::Field::new($value, $name, $json).omitempty()
    };
    ($value:expr, $name:literal, [] embed) => {
        $crate::go::Field::new($value, $name, $name).embed()
    };
    ($value:expr, $name:literal, [] null) => {
        $crate::go::Field::new($value.nil_if_empty(), $name, $name)
    };
    ($value:expr, $name:literal, [$json:literal] null) => {
        $crate::go::Field::new($value.nil_if_empty(), $name, $json)
    };
}

/// Declares an enum whose variants are strings in Go. The first variant is the default.
#[macro_export]
macro_rules! go_enum {
    (
        $(#[$outer:meta])*
        pub enum $name:ident { $( $(#[$inner:meta])* $variant:ident = $text:literal ),* $(,)? }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $( $(#[$inner])* $variant, )* }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [$name] = &[$( $name::$variant ),*];

            /// The word the Engine API uses.
            pub const fn as_str(self) -> &'static str {
                match self { $( $name::$variant => $text, )* }
            }

            /// The variant of a word, exactly as the Engine API writes it.
            pub fn from_word(word: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|value| value.as_str() == word)
            }
        }

        impl Default for $name {
            fn default() -> $name { $name::ALL[0] }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::go::ToGo for $name {
            fn to_go(&self) -> $crate::go::Value {
                $crate::go::Value::Str(self.as_str().to_owned())
            }
        }
    };
}

impl Field {
    /// A plain field.
    pub fn new(value: Value, name: &'static str, json: &'static str) -> Field {
        Field {
            name,
            json,
            omitempty: false,
            embedded: false,
            value,
        }
    }

    /// JSON leaves it out when it is empty.
    pub fn omitempty(mut self) -> Field {
        self.omitempty = true;
        self
    }

    /// Its fields count as fields of the outer struct.
    pub fn embed(mut self) -> Field {
        self.embedded = true;
        self
    }
}

impl Value {
    /// An empty list or map becomes a nil one.
    pub fn nil_if_empty(self) -> Value {
        match self {
            Value::List(Some(list)) if list.is_empty() => Value::List(None),
            Value::Map(Some(map)) if map.is_empty() => Value::Map(None),
            other => other,
        }
    }
}
