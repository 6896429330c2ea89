//! JSON as jq holds it: objects keep their order, numbers their digits.

use core::cmp::Ordering;

use crate::decimal::Decimal;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    /// As it was written.
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// Text that is no JSON from some place on, and the values before that.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Broken {
    pub(super) before: Vec<Json>,
    pub(super) message: String,
}

/// Deeper values are refused: every level costs stack.
const DEPTH_LIMIT: u32 = 200;

/// All values of a text.
pub(super) fn parse_all(text: &str) -> Result<Vec<Json>, Broken> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    let mut values = Vec::new();
    loop {
        parser.skip_blanks();
        if parser.at >= text.len() {
            return Ok(values);
        }
        match parser.value() {
            Ok(value) => values.push(value),
            Err(problem) => {
                let read = &text[..parser.at.min(text.len())];
                let line = read.matches('\n').count() + 1;
                let column = read.len() - read.rfind('\n').map_or(0, |it| it + 1) + 1;
                let message = if parser.at >= text.len() {
                    let after = line + usize::from(!text.ends_with('\n'));
                    format!("{problem} at EOF at line {after}, column 0")
                } else {
                    format!("{problem} at line {line}, column {column}")
                };
                return Err(Broken {
                    before: values,
                    message,
                });
            }
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, token: &str) -> bool {
        let stands = self.rest().starts_with(token);
        self.at += if stands { token.len() } else { 0 };
        stands
    }

    fn value(&mut self) -> Result<Json, &'static str> {
        self.skip_blanks();
        if self.depth > DEPTH_LIMIT {
            return Err("Exceeds depth limit for parsing");
        }
        self.depth += 1;
        let value = self.value_inner();
        self.depth -= 1;
        value
    }

    fn value_inner(&mut self) -> Result<Json, &'static str> {
        for (word, value) in [
            ("null", Json::Null),
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
        ] {
            if self.eat(word) {
                return Ok(value);
            }
        }
        match self.rest().chars().next() {
            None => Err("Unfinished JSON term"),
            Some('"') => self.string().map(Json::String),
            Some('[') => self.array(),
            Some('{') => self.object(),
            Some(letter) if letter == '-' || letter.is_ascii_digit() => self.number(),
            Some(_) => {
                let end = self
                    .rest()
                    .find(|it: char| !it.is_alphanumeric())
                    .unwrap_or(self.rest().len());
                self.at += end;
                Err(if end == 0 {
                    "Expected value"
                } else {
                    "Invalid literal"
                })
            }
        }
    }

    fn number(&mut self) -> Result<Json, &'static str> {
        let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.');
        let end = self
            .rest()
            .find(|it| !is_part(it))
            .unwrap_or(self.rest().len());
        let word = self.rest()[..end].to_owned();
        self.at += end;
        if Decimal::parse(&word).is_some() {
            Ok(Json::Number(word))
        } else {
            Err("Invalid numeric literal")
        }
    }

    fn string(&mut self) -> Result<String, &'static str> {
        self.at += 1;
        let mut text = String::new();
        while let Some(letter) = self.rest().chars().next() {
            self.at += letter.len_utf8();
            match letter {
                '"' => return Ok(text),
                '\\' => {
                    let Some(escape) = self.rest().chars().next() else {
                        break;
                    };
                    self.at += escape.len_utf8();
                    text.push(match escape {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'u' => self.unicode()?,
                        '"' | '\\' | '/' => escape,
                        _ => return Err("Invalid escape"),
                    });
                }
                _ => text.push(letter),
            }
        }
        Err("Unfinished string")
    }

    /// `\uXXXX`, two of them for what lies beyond.
    fn unicode(&mut self) -> Result<char, &'static str> {
        let code = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&code) {
            return Ok(char::from_u32(code).unwrap_or('\u{fffd}'));
        }
        if !self.eat("\\u") {
            return Ok('\u{fffd}');
        }
        let low = self.four_digits()?;
        let whole = 0x10000 + ((code - 0xd800) << 10) + low.wrapping_sub(0xdc00);
        Ok(char::from_u32(whole).unwrap_or('\u{fffd}'))
    }

    fn four_digits(&mut self) -> Result<u32, &'static str> {
        let digits = self.rest().get(..4).ok_or("Invalid escape")?;
        let code = u32::from_str_radix(digits, 16).map_err(|_| "Invalid escape")?;
        self.at += 4;
        Ok(code)
    }

    fn array(&mut self) -> Result<Json, &'static str> {
        self.at += 1;
        let mut elements = Vec::new();
        self.skip_blanks();
        if self.eat("]") {
            return Ok(Json::Array(elements));
        }
        loop {
            elements.push(self.value()?);
            self.skip_blanks();
            if self.eat("]") {
                return Ok(Json::Array(elements));
            }
            if !self.eat(",") {
                return Err("Expected separator between values");
            }
        }
    }

    fn object(&mut self) -> Result<Json, &'static str> {
        self.at += 1;
        let mut object = Json::Object(Vec::new());
        self.skip_blanks();
        if self.eat("}") {
            return Ok(object);
        }
        loop {
            self.skip_blanks();
            if !self.rest().starts_with('"') {
                return Err("Object keys must be strings");
            }
            let key = self.string()?;
            self.skip_blanks();
            if !self.eat(":") {
                return Err("Objects must consist of key:value pairs");
            }
            let value = self.value()?;
            object.put(key, value);
            self.skip_blanks();
            if self.eat("}") {
                return Ok(object);
            }
            if !self.eat(",") {
                return Err("Expected separator between values");
            }
        }
    }
}

impl Json {
    /// How many values it is made of.
    pub(super) fn nodes(&self) -> u32 {
        match self {
            Json::Null | Json::Bool(_) | Json::Number(_) => 1,
            Json::String(text) => 1 + u32::try_from(text.len() / 64).unwrap_or(u32::MAX / 2),
            Json::Array(elements) => elements
                .iter()
                .fold(1, |sum, it| sum.saturating_add(it.nodes())),
            Json::Object(fields) => fields
                .iter()
                .fold(1, |sum, (_, it)| sum.saturating_add(it.nodes())),
        }
    }

    pub(super) fn number(number: Decimal) -> Json {
        let text = number.rounded(9);
        Json::Number(text.trim_end_matches('0').trim_end_matches('.').to_owned())
    }

    pub(super) fn whole(number: usize) -> Json {
        Json::Number(number.to_string())
    }

    pub(super) fn as_number(&self) -> Option<Decimal> {
        match self {
            Json::Number(text) => Decimal::parse(text),
            Json::Null | Json::Bool(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
        }
    }

    pub(super) fn is_true(&self) -> bool {
        !matches!(self, Json::Null | Json::Bool(false))
    }

    /// The name of its type.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(fields) => fields
                .iter()
                .find(|(it, _)| it == key)
                .map(|(_, value)| value),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => None,
        }
    }

    /// Sets a field of an object; anything else stays what it is.
    pub(super) fn put(&mut self, key: String, value: Json) {
        let Json::Object(fields) = self else { return };
        match fields.iter_mut().find(|(it, _)| *it == key) {
            Some((_, old)) => *old = value,
            None => fields.push((key, value)),
        }
    }

    /// With the keys of every object in order.
    pub(super) fn sorted(&self) -> Json {
        match self {
            Json::Array(elements) => Json::Array(elements.iter().map(Json::sorted).collect()),
            Json::Object(fields) => {
                let mut fields: Vec<(String, Json)> = fields
                    .iter()
                    .map(|(key, value)| (key.clone(), value.sorted()))
                    .collect();
                fields.sort_by(|(left, _), (right, _)| left.cmp(right));
                Json::Object(fields)
            }
            other => other.clone(),
        }
    }

    /// jq's order: null, false, true, numbers, strings, arrays, objects.
    pub(super) fn compare(&self, other: &Json) -> Ordering {
        let rank = |it: &Json| match it {
            Json::Null => 0,
            Json::Bool(false) => 1,
            Json::Bool(true) => 2,
            Json::Number(_) => 3,
            Json::String(_) => 4,
            Json::Array(_) => 5,
            Json::Object(_) => 6,
        };
        match (self, other) {
            (Json::Number(_), Json::Number(_)) => self.as_number().cmp(&other.as_number()),
            (Json::String(left), Json::String(right)) => left.cmp(right),
            (Json::Array(left), Json::Array(right)) => {
                let by_element = left
                    .iter()
                    .zip(right)
                    .map(|(left, right)| left.compare(right));
                by_element
                    .into_iter()
                    .find(|it| *it != Ordering::Equal)
                    .unwrap_or(left.len().cmp(&right.len()))
            }
            (Json::Object(_), Json::Object(_)) => {
                self.sorted().compact().cmp(&other.sorted().compact())
            }
            _ => rank(self).cmp(&rank(other)),
        }
    }

    pub(super) fn compact(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, None, 0);
        text
    }

    pub(super) fn pretty(&self, indent: &str) -> String {
        let mut text = String::new();
        self.write(&mut text, Some(indent), 0);
        text
    }

    fn write(&self, out: &mut String, indent: Option<&str>, depth: usize) {
        let line = |out: &mut String, depth: usize| {
            if let Some(indent) = indent {
                out.push('\n');
                out.push_str(&indent.repeat(depth));
            }
        };
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(text) => out.push_str(text),
            Json::String(text) => out.push_str(&quoted(text)),
            Json::Array(elements) if elements.is_empty() => out.push_str("[]"),
            Json::Object(fields) if fields.is_empty() => out.push_str("{}"),
            Json::Array(elements) => {
                out.push('[');
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    line(out, depth + 1);
                    element.write(out, indent, depth + 1);
                }
                line(out, depth);
                out.push(']');
            }
            Json::Object(fields) => {
                out.push('{');
                for (index, (key, value)) in fields.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    line(out, depth + 1);
                    out.push_str(&quoted(key));
                    out.push_str(if indent.is_some() { ": " } else { ":" });
                    value.write(out, indent, depth + 1);
                }
                line(out, depth);
                out.push('}');
            }
        }
    }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            _ if letter < ' ' || letter == '\u{7f}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(letter)))
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}
