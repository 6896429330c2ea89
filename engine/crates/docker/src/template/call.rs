//! The functions a template may call: Go's own, and docker/cli's (`templates/templates.go`).
//! `and` and `or` are not here: they do not look at what comes after the argument that decides.

use core::cmp::Ordering;

use api::go::Value;

use super::exec::{Found, pointed};
use super::{Functions, escape, gotype, is_context, printf};

/// Why a function gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It was called and failed.
    Call(String),
    /// It was given too few or too many arguments.
    Count(String),
    /// The argument at this place has another type than this one.
    Type(usize, &'static str),
}

const NAMES: [&str; 26] = [
    "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "eq", "ne", "lt",
    "le", "gt", "ge", "json", "split", "join", "title", "lower", "upper", "pad", "truncate",
    "html", "urlquery", "js",
];

/// Whether a template may call this.
pub(super) fn is_known(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Calls it.
pub(super) fn call(name: &str, args: Vec<Found>, functions: Functions) -> Result<Found, Trouble> {
    let args = Args { name, args };
    let is_header = functions == Functions::Header;
    Ok(match name {
        "not" => {
            args.count(1)?;
            truth(args.value(0).is_empty())
        }
        "len" => Found::new(Value::Int(length(&args)?)),
        "index" => return index(&args),
        "slice" => Found::new(slice(&args)?),
        "print" => text(printf::sprint(&args.values())),
        "println" => text(printf::sprintln(&args.values())),
        "printf" => {
            let values = args.values();
            text(printf::sprintf(&args.string(0)?, &values[1..]))
        }
        "eq" => truth(equal_to_any(&args)?),
        "ne" => {
            args.count(2)?;
            truth(compare(&args.value(0), &args.value(1))? != Ordering::Equal)
        }
        "lt" => truth(args.order()? == Ordering::Less),
        "le" => truth(args.order()? != Ordering::Greater),
        "gt" => truth(args.order()? == Ordering::Greater),
        "ge" => truth(args.order()? != Ordering::Less),
        "json" | "split" | "join" | "title" | "lower" | "upper" | "truncate" if is_header => {
            text(args.string(0)?)
        }
        "json" => {
            args.count(1)?;
            text(json(&args.value(0)))
        }
        "split" => {
            args.count(2)?;
            split(&args.string(0)?, &args.string(1)?)
        }
        "join" => {
            args.count(2)?;
            text(join(&args)?)
        }
        "title" => text(title(&args.only_string()?)),
        "lower" => text(args.only_string()?.to_lowercase()),
        "upper" => text(args.only_string()?.to_uppercase()),
        "pad" => {
            args.count(3)?;
            text(pad(&args.string(0)?, args.size(1)?, args.size(2)?))
        }
        "truncate" => {
            args.count(2)?;
            text(truncate(&args.string(0)?, args.size(1)?))
        }
        "html" => text(escape::html(&printf::sprint(&args.values()))),
        "js" => text(escape::js(&printf::sprint(&args.values()))),
        "urlquery" => text(escape::url_query(&printf::sprint(&args.values()))),
        other => unreachable!("the parser knows the functions, and {other} is none"),
    })
}

/// A function's name and what it was given.
struct Args<'a> {
    name: &'a str,
    args: Vec<Found>,
}

impl Args<'_> {
    fn count(&self, wanted: usize) -> Result<(), Trouble> {
        if self.args.len() == wanted {
            return Ok(());
        }
        Err(self.wrong_count(&wanted.to_string()))
    }

    fn wrong_count(&self, wanted: &str) -> Trouble {
        Trouble::Count(format!(
            "wrong number of args for {}: want {wanted} got {}",
            self.name,
            self.args.len()
        ))
    }

    fn value(&self, at: usize) -> Value {
        let found = self.args.get(at).and_then(|found| found.value.as_ref());
        found.map_or(Value::Nil, |value| pointed(value).clone())
    }

    fn values(&self) -> Vec<Value> {
        (0..self.args.len()).map(|at| self.value(at)).collect()
    }

    fn wrong_type(&self, at: usize, wanted: &'static str) -> Trouble {
        if at < self.args.len() {
            Trouble::Type(at, wanted)
        } else {
            self.wrong_count(&format!("at least {}", at + 1))
        }
    }

    fn string(&self, at: usize) -> Result<String, Trouble> {
        match self.value(at) {
            Value::Str(text) => Ok(text),
            _ => Err(self.wrong_type(at, "string")),
        }
    }

    fn only_string(&self) -> Result<String, Trouble> {
        self.count(1)?;
        self.string(0)
    }

    fn size(&self, at: usize) -> Result<usize, Trouble> {
        match self.value(at) {
            Value::Int(number) => Ok(usize::try_from(number).unwrap_or(0)),
            _ => Err(self.wrong_type(at, "int")),
        }
    }

    /// Only texts and numbers have an order.
    fn order(&self) -> Result<Ordering, Trouble> {
        self.count(2)?;
        let (first, second) = (self.value(0), self.value(1));
        let has_order = |value: &Value| {
            matches!(value, Value::Str(_) | Value::Ratio(_)) || whole(value).is_some()
        };
        if !has_order(&first) || !has_order(&second) {
            return Err(Trouble::Call("invalid type for comparison".to_owned()));
        }
        compare(&first, &second)
    }
}

fn text(text: String) -> Found {
    Found::new(Value::Str(text))
}

fn truth(value: bool) -> Found {
    Found::new(Value::Bool(value))
}

fn json(value: &Value) -> String {
    match value {
        // A row encodes itself, and does so with `<` and `>` escaped (recording 038).
        Value::Struct(of) if is_context(of.name) => {
            let columns = of.fields.iter().filter(|field| field.json != "-");
            let map = columns.map(|field| (field.name.to_owned(), field.value.clone()));
            Value::Map(Some(map.collect())).to_json()
        }
        other => other.to_json_raw(),
    }
}

fn length(args: &Args<'_>) -> Result<i64, Trouble> {
    args.count(1)?;
    let size = match args.value(0) {
        Value::Str(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.map_or(0, |list| list.len()),
        Value::Map(map) => map.map_or(0, |map| map.len()),
        Value::Nil => return Err(Trouble::Call("len of nil pointer".to_owned())),
        other => {
            return Err(Trouble::Call(format!(
                "len of type {}",
                gotype::name(&other)
            )));
        }
    };
    Ok(i64::try_from(size).unwrap_or(i64::MAX))
}

fn index(args: &Args<'_>) -> Result<Found, Trouble> {
    let Some(first) = args.args.first() else {
        return Err(args.wrong_count("at least 1"));
    };
    let mut found = first.clone();
    for at in 1..args.args.len() {
        let value = found.value.as_ref().map_or(&Value::Nil, pointed);
        found = match (value, args.value(at)) {
            (Value::Map(map), Value::Str(key)) => {
                let item = map.as_ref().and_then(|map| map.get(&key)).cloned();
                Found::new(item.unwrap_or(Value::Str(String::new())))
            }
            (Value::Map(_), other) => {
                return Err(Trouble::Call(format!(
                    "value has type {}; should be string",
                    gotype::name(&other)
                )));
            }
            (Value::List(list), Value::Int(number)) => {
                let list = list.as_deref().unwrap_or(&[]);
                let item = usize::try_from(number).ok().and_then(|at| list.get(at));
                Found::new(
                    item.cloned()
                        .ok_or_else(|| Trouble::Call(format!("index out of range: {number}")))?,
                )
            }
            (Value::List(_), other) => {
                return Err(Trouble::Call(format!(
                    "cannot index slice/array with type {}",
                    gotype::name(&other)
                )));
            }
            (Value::Nil, _) => return Err(Trouble::Call("index of nil pointer".to_owned())),
            (other, _) => {
                return Err(Trouble::Call(format!(
                    "can't index item of type {}",
                    gotype::name(other)
                )));
            }
        };
    }
    Ok(found)
}

/// `slice x 1 2` is `x[1:2]`.
fn slice(args: &Args<'_>) -> Result<Value, Trouble> {
    let whole = args.value(0);
    let length = match &whole {
        Value::Str(text) => text.len(),
        Value::List(list) => list.as_ref().map_or(0, Vec::len),
        Value::Nil => return Err(Trouble::Call("slice of untyped nil".to_owned())),
        other => {
            let words = format!("can't slice item of type {}", gotype::name(other));
            return Err(Trouble::Call(words));
        }
    };
    let bound = |at: usize, default: usize| match args.value(at) {
        _ if at >= args.args.len() => Ok(default),
        Value::Int(number) => match usize::try_from(number) {
            Ok(bound) if bound <= length => Ok(bound),
            Ok(_) | Err(_) => Err(Trouble::Call(format!("index out of range: {number}"))),
        },
        other => {
            let words = format!(
                "cannot index slice/array with type {}",
                gotype::name(&other)
            );
            Err(Trouble::Call(words))
        }
    };
    let (from, to) = (bound(1, 0)?, bound(2, length)?);
    if from > to {
        let words = format!("invalid slice index: {from} > {to}");
        return Err(Trouble::Call(words));
    }
    Ok(match whole {
        Value::Str(text) => Value::Str(String::from_utf8_lossy(&text.as_bytes()[from..to]).into()),
        Value::List(list) => Value::List(list.map(|list| list[from..to].to_vec())),
        _ => unreachable!("only texts and lists have a length here"),
    })
}

fn equal_to_any(args: &Args<'_>) -> Result<bool, Trouble> {
    if args.args.len() < 2 {
        return Err(Trouble::Call("missing argument for comparison".to_owned()));
    }
    let first = args.value(0);
    for at in 1..args.args.len() {
        if compare(&first, &args.value(at))? == Ordering::Equal {
            return Ok(true);
        }
    }
    Ok(false)
}

fn compare(a: &Value, b: &Value) -> Result<Ordering, Trouble> {
    let incompatible = || Trouble::Call("incompatible types for comparison".to_owned());
    Ok(match (a, b) {
        (Value::Str(a), Value::Str(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Ratio(a), Value::Ratio(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Nil, Value::Nil) => Ordering::Equal,
        (Value::Nil, _) | (_, Value::Nil) => Ordering::Less,
        (a, b) => whole(a)
            .ok_or_else(incompatible)?
            .cmp(&whole(b).ok_or_else(incompatible)?),
    })
}

fn whole(value: &Value) -> Option<i128> {
    match value {
        Value::Int(number) => Some(i128::from(*number)),
        Value::Uint(number) => Some(i128::from(*number)),
        Value::Duration(duration) => i128::try_from(duration.as_nanos()).ok(),
        _ => None,
    }
}

fn split(whole: &str, mark: &str) -> Found {
    let parts: Vec<Value> = if mark.is_empty() {
        whole
            .chars()
            .map(|letter| Value::Str(letter.into()))
            .collect()
    } else {
        whole
            .split(mark)
            .map(|part| Value::Str(part.into()))
            .collect()
    };
    Found::new(Value::List(Some(parts)))
}

fn join(args: &Args<'_>) -> Result<String, Trouble> {
    let mark = args.string(1)?;
    let Value::List(list) = args.value(0) else {
        return Err(args.wrong_type(0, "[]string"));
    };
    let mut parts = Vec::new();
    for item in list.unwrap_or_default() {
        match item {
            Value::Str(part) => parts.push(part),
            _ => return Err(args.wrong_type(0, "[]string")),
        }
    }
    Ok(parts.join(&mark))
}

/// Go's `strings.Title`: the first letter of each word in upper case.
fn title(text: &str) -> String {
    let mut previous = ' ';
    let mut out = String::new();
    for letter in text.chars() {
        let is_inside = previous.is_alphanumeric() || previous == '_' || previous == '\'';
        if is_inside {
            out.push(letter);
        } else {
            out.extend(letter.to_uppercase());
        }
        previous = letter;
    }
    out
}

fn pad(text: &str, before: usize, after: usize) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("{}{text}{}", " ".repeat(before), " ".repeat(after))
}

fn truncate(text: &str, length: usize) -> String {
    if text.len() < length {
        return text.to_owned();
    }
    let end = (0..=length).rev().find(|at| text.is_char_boundary(*at));
    text[..end.unwrap_or(0)].to_owned()
}
