//! Go's `encoding/json`: field order, `omitempty`, HTML-safe escapes, indentation.

use core::fmt::Write;

use super::{Field, Struct, Value};

impl Value {
    /// `json.Marshal`: on one line.
    pub fn to_json(&self) -> String {
        let mut writer = Writer {
            out: String::new(),
            indent: None,
            escape_html: true,
            depth: 0,
        };
        writer.value(self);
        writer.out
    }

    /// An encoder with `SetEscapeHTML(false)`, on one line: the template function `json`.
    pub fn to_json_raw(&self) -> String {
        let mut writer = Writer {
            out: String::new(),
            indent: None,
            escape_html: false,
            depth: 0,
        };
        writer.value(self);
        writer.out
    }

    /// `json.MarshalIndent` with four spaces, as `docker … inspect` prints it. Unlike `to_json`,
    /// the CLI's indenter leaves `<`, `>` and `&` alone only where the Engine sent them raw, so
    /// the caller says whether they are escaped.
    pub fn to_json_indented(&self, escape_html: bool) -> String {
        let indent = Some("    ");
        let mut writer = Writer {
            out: String::new(),
            indent,
            escape_html,
            depth: 0,
        };
        writer.value(self);
        writer.out
    }
}

struct Writer {
    out: String,
    indent: Option<&'static str>,
    escape_html: bool,
    depth: usize,
}

impl Writer {
    fn value(&mut self, value: &Value) {
        match value {
            Value::Nil | Value::List(None) | Value::Map(None) => self.out.push_str("null"),
            Value::Bool(value) => self.number(value),
            Value::Int(value) => self.number(value),
            Value::Uint(value) => self.number(value),
            Value::Ratio(value) => self.number(value),
            Value::Str(text) => self.text(text),
            Value::Bytes(bytes) => self.text(&base64(bytes)),
            Value::Time(time) => self.text(&time.rfc3339()),
            Value::Duration(duration) => self.number(&duration.as_nanos()),
            Value::List(Some(list)) => self.list(list),
            Value::Map(Some(map)) => {
                self.object(
                    map.iter()
                        .map(|(key, value)| (key.as_str(), value))
                        .collect(),
                );
            }
            Value::Struct(value) => {
                let mut members = Vec::new();
                members_of(value, &mut members);
                self.object(members);
            }
            Value::Ptr(value) => self.value(value),
        }
    }

    fn number(&mut self, value: &impl core::fmt::Display) {
        write!(self.out, "{value}").expect("a String takes any text");
    }

    fn list(&mut self, list: &[Value]) {
        self.enclosed('[', ']', list, |writer, value| writer.value(value));
    }

    fn object(&mut self, members: Vec<(&str, &Value)>) {
        self.enclosed('{', '}', &members, |writer, (key, value)| {
            writer.text(key);
            writer
                .out
                .push_str(if writer.indent.is_some() { ": " } else { ":" });
            writer.value(value);
        });
    }

    fn enclosed<T>(
        &mut self,
        open: char,
        close: char,
        items: &[T],
        each: impl Fn(&mut Writer, &T),
    ) {
        self.out.push(open);
        self.depth += 1;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            self.new_line();
            each(self, item);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.new_line();
        }
        self.out.push(close);
    }

    fn new_line(&mut self) {
        if let Some(indent) = self.indent {
            self.out.push('\n');
            self.out.extend(core::iter::repeat_n(indent, self.depth));
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for letter in text.chars() {
            self.letter(letter);
        }
        self.out.push('"');
    }

    fn letter(&mut self, letter: char) {
        match letter {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            '\u{8}' => self.out.push_str("\\b"),
            '\u{c}' => self.out.push_str("\\f"),
            '<' | '>' | '&' if self.escape_html => self.escape(letter),
            '\u{2028}' | '\u{2029}' => self.escape(letter),
            letter if u32::from(letter) < 0x20 => self.escape(letter),
            letter => self.out.push(letter),
        }
    }

    fn escape(&mut self, letter: char) {
        write!(self.out, "\\u{:04x}", u32::from(letter)).expect("a String takes any text");
    }
}

/// The members JSON shows: embedded structs flattened, empty `omitempty` fields left out.
fn members_of<'a>(value: &'a Struct, members: &mut Vec<(&'a str, &'a Value)>) {
    for field in &value.fields {
        match &field.value {
            Value::Struct(inner) if field.embedded => members_of(inner, members),
            value if is_shown(field) => members.push((field.json, value)),
            _ => (),
        }
    }
}

fn is_shown(field: &Field) -> bool {
    field.json != "-" && !(field.omitempty && field.value.is_empty())
}

/// Standard base64 with padding, as Go encodes `[]byte`.
pub fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .fold(0u32, |word, byte| word << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * at) & 63) as usize];
            out.push(if at <= chunk.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"abc"), "YWJj");
    }

    #[test]
    fn json_escapes_as_go_does() {
        assert_eq!(
            Value::Str("*:8080->80/tcp".into()).to_json(),
            "\"*:8080-\\u003e80/tcp\""
        );
    }

    #[test]
    fn an_empty_object_stays_on_one_line() {
        assert_eq!(
            Value::Map(Some(Default::default())).to_json_indented(true),
            "{}"
        );
    }
}
