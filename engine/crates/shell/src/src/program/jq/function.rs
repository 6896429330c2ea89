//! jq's functions and formats.

use super::evaluate::{Scope, Stopped, VALUE_LIMIT, Values, each, evaluate, fail, iterate};
use super::json::{Json, parse_all};
use super::text::{compiled, format, matches, trimmed};
use super::tree::Expression;
use super::update;
use crate::decimal::Decimal;
use crate::limits;

/// Names, and how many arguments they take.
const FUNCTIONS: &[(&str, usize)] = &[
    ("add", 0),
    ("all", 0),
    ("all", 1),
    ("any", 0),
    ("any", 1),
    ("arrays", 0),
    ("ascii_downcase", 0),
    ("ascii_upcase", 0),
    ("booleans", 0),
    ("contains", 1),
    ("del", 1),
    ("empty", 0),
    ("endswith", 1),
    ("env", 0),
    ("error", 0),
    ("error", 1),
    ("first", 0),
    ("first", 1),
    ("flatten", 0),
    ("floor", 0),
    ("from_entries", 0),
    ("fromjson", 0),
    ("group_by", 1),
    ("has", 1),
    ("index", 1),
    ("inside", 1),
    ("isvalid", 1),
    ("join", 1),
    ("keys", 0),
    ("keys_unsorted", 0),
    ("last", 0),
    ("last", 1),
    ("length", 0),
    ("limit", 2),
    ("ltrimstr", 1),
    ("map", 1),
    ("map_values", 1),
    ("match", 1),
    ("max", 0),
    ("max_by", 1),
    ("min", 0),
    ("min_by", 1),
    ("not", 0),
    ("now", 0),
    ("nulls", 0),
    ("numbers", 0),
    ("objects", 0),
    ("paths", 0),
    ("range", 1),
    ("range", 2),
    ("recurse", 0),
    ("reverse", 0),
    ("rtrimstr", 1),
    ("select", 1),
    ("sort", 0),
    ("sort_by", 1),
    ("split", 1),
    ("startswith", 1),
    ("strings", 0),
    ("sub", 2),
    ("gsub", 2),
    ("test", 1),
    ("test", 2),
    ("to_entries", 0),
    ("tojson", 0),
    ("tonumber", 0),
    ("tostring", 0),
    ("type", 0),
    ("unique", 0),
    ("unique_by", 1),
    ("utf8bytelength", 0),
    ("values", 0),
    ("with_entries", 1),
    ("ascii", 0),
    ("trim", 0),
    ("abs", 0),
    ("round", 0),
    ("ceil", 0),
    ("nth", 1),
    ("splits", 1),
    ("capture", 1),
];

const FORMATS: &[&str] = &["text", "json", "csv", "tsv", "html", "uri", "sh", "base64"];

pub(super) fn check(name: &str, count: usize) -> Result<(), String> {
    let is_there = FUNCTIONS.contains(&(name, count));
    if is_there {
        Ok(())
    } else {
        Err(format!("{name}/{count} is not defined"))
    }
}

pub(super) fn check_format(name: &str) -> Result<(), String> {
    if FORMATS.contains(&name) {
        Ok(())
    } else {
        Err(format!("{name} is not a valid format"))
    }
}

pub(super) fn call(name: &str, arguments: &[Expression], input: &Json, scope: &Scope) -> Values {
    match arguments {
        [] => plain(name, input, scope),
        [body] if is_filter(name) => filter(name, body, input, scope),
        [body, rest @ ..] => {
            let values = match rest.first() {
                // `limit(n; f)`: the second is a filter, too.
                Some(source) if name == "limit" => {
                    return each(evaluate(body, input, scope), |count| {
                        let count = count.as_number().map_or(0, Decimal::truncated);
                        let values = evaluate(source, input, scope)?;
                        Ok(values
                            .into_iter()
                            .take(usize::try_from(count).unwrap_or(0))
                            .collect())
                    });
                }
                Some(second) => evaluate(second, input, scope)?,
                None => vec![Json::Null],
            };
            each(evaluate(body, input, scope), |first| {
                values
                    .iter()
                    .map(|second| with_values(name, input, first, second))
                    .collect::<Result<Vec<_>, _>>()
                    .map(|it| it.concat())
            })
        }
    }
}

/// Whether the argument is run on parts of the input, and not on the input as a value.
fn is_filter(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "select"
            | "sort_by"
            | "group_by"
            | "unique_by"
            | "max_by"
            | "min_by"
            | "any"
            | "all"
            | "first"
            | "last"
            | "with_entries"
            | "map_values"
            | "del"
            | "isvalid"
    )
}

fn filter(name: &str, body: &Expression, input: &Json, scope: &Scope) -> Values {
    match name {
        "select" => each(evaluate(body, input, scope), |holds| {
            Ok(if holds.is_true() {
                vec![input.clone()]
            } else {
                Vec::new()
            })
        }),
        "first" => Ok(evaluate(body, input, scope)?.into_iter().take(1).collect()),
        "last" => Ok(evaluate(body, input, scope)?.pop().into_iter().collect()),
        "isvalid" => Ok(vec![Json::Bool(evaluate(body, input, scope).is_ok())]),
        "del" => update::delete(body, (input, scope)),
        "map_values" => update::change(
            &Expression::Iterate(Box::new(Expression::Identity)),
            (input, scope),
            &|value| Ok(evaluate(body, value, scope)?.into_iter().next()),
        )
        .map(|it| vec![it]),
        "with_entries" => {
            let entries = to_entries(input)?;
            let changed = each(iterate(&entries), |entry| evaluate(body, entry, scope))?;
            Ok(vec![from_entries(&changed)])
        }
        "map" => Ok(vec![Json::Array(each(iterate(input), |value| {
            evaluate(body, value, scope)
        })?)]),
        "any" | "all" => {
            let wanted = name == "any";
            let values = each(iterate(input), |value| evaluate(body, value, scope))?;
            Ok(vec![Json::Bool(
                values.iter().any(|it| it.is_true() == wanted) == wanted,
            )])
        }
        _ => by_key(name, body, input, scope),
    }
}

/// `sort_by`, `group_by` and their like.
fn by_key(name: &str, body: &Expression, input: &Json, scope: &Scope) -> Values {
    let mut keyed = Vec::new();
    for value in iterate(input)? {
        keyed.push((Json::Array(evaluate(body, &value, scope)?), value));
    }
    keyed.sort_by(|(left, _), (right, _)| left.compare(right));
    let mut groups: Vec<(Json, Vec<Json>)> = Vec::new();
    for (key, value) in &keyed {
        match groups.last_mut() {
            Some((last, group)) if last == key => group.push(value.clone()),
            _ => groups.push((key.clone(), vec![value.clone()])),
        }
    }
    Ok(vec![match name {
        "sort_by" => Json::Array(keyed.into_iter().map(|(_, value)| value).collect()),
        "group_by" => Json::Array(
            groups
                .into_iter()
                .map(|(_, group)| Json::Array(group))
                .collect(),
        ),
        "unique_by" => Json::Array(
            groups
                .into_iter()
                .filter_map(|(_, mut group)| group.drain(..1).next())
                .collect(),
        ),
        "min_by" => keyed.first().map_or(Json::Null, |(_, value)| value.clone()),
        _ => keyed.last().map_or(Json::Null, |(_, value)| value.clone()),
    }])
}

fn plain(name: &str, input: &Json, scope: &Scope) -> Values {
    let one = |value: Json| Ok(vec![value]);
    match name {
        "empty" => Ok(Vec::new()),
        "not" => one(Json::Bool(!input.is_true())),
        "values" | "nulls" | "strings" | "numbers" | "booleans" | "arrays" | "objects" => {
            Ok(if is_of(name, input) {
                vec![input.clone()]
            } else {
                Vec::new()
            })
        }
        "recurse" => evaluate(&Expression::Recurse, input, scope),
        "env" => one(Json::Object(scope.environment.clone())),
        "error" => fail(input.compact().trim_matches('"').to_owned()),
        "type" => one(Json::String(input.kind().to_owned())),
        "length" => length(input).map(|it| vec![it]),
        "utf8bytelength" => one(Json::whole(string(input)?.len())),
        "keys" | "keys_unsorted" => keys(input, name == "keys").map(|it| vec![it]),
        "add" => {
            let mut sum = Json::Null;
            for value in iterate(input)? {
                sum = arithmetic("+", &sum, &value)?;
            }
            one(sum)
        }
        "any" => one(Json::Bool(iterate(input)?.iter().any(Json::is_true))),
        "all" => one(Json::Bool(iterate(input)?.iter().all(Json::is_true))),
        "first" => one(iterate(input)?.into_iter().next().unwrap_or(Json::Null)),
        "last" => one(iterate(input)?.pop().unwrap_or(Json::Null)),
        "reverse" => one(Json::Array(iterate(input)?.into_iter().rev().collect())),
        "sort" | "unique" | "min" | "max" => one(in_order(name, iterate(input)?)),
        "flatten" => one(Json::Array(flattened(input))),
        "to_entries" => to_entries(input).map(|it| vec![it]),
        "from_entries" => one(from_entries(&iterate(input)?)),
        "tostring" => one(Json::String(format("text", input)?)),
        "tojson" => one(Json::String(input.compact())),
        "fromjson" => match parse_all(string(input)?) {
            Ok(values) => Ok(values),
            Err(broken) => fail(format!(
                "{} (while parsing '{}')",
                broken.message,
                string(input)?
            )),
        },
        "tonumber" => match (input, Decimal::parse(&format("text", input)?)) {
            (Json::Number(_) | Json::String(_), Some(_)) => {
                one(Json::Number(format("text", input)?))
            }
            _ => fail(format!("Cannot parse {} as a number", described(input))),
        },
        "floor" | "round" | "ceil" | "abs" => rounded(name, input).map(|it| vec![it]),
        "ascii_downcase" => one(Json::String(string(input)?.to_ascii_lowercase())),
        "ascii_upcase" => one(Json::String(string(input)?.to_ascii_uppercase())),
        "trim" => one(Json::String(string(input)?.trim().to_owned())),
        "paths" => Ok(update::paths(input)),
        _ => fail(format!("{name} is not supported here")),
    }
}

/// Whether a value is of the kind that this filter lets through.
fn is_of(filter: &str, value: &Json) -> bool {
    match filter {
        "values" => *value != Json::Null,
        kinds => kinds.strip_suffix('s') == Some(value.kind()),
    }
}

fn in_order(name: &str, mut values: Vec<Json>) -> Json {
    values.sort_by(Json::compare);
    match name {
        "min" => return values.first().cloned().unwrap_or(Json::Null),
        "max" => return values.last().cloned().unwrap_or(Json::Null),
        "unique" => values.dedup(),
        _ => (),
    }
    Json::Array(values)
}

fn with_values(name: &str, input: &Json, first: &Json, second: &Json) -> Values {
    let one = |value: Json| Ok(vec![value]);
    match name {
        "has" => one(Json::Bool(match (input, first) {
            (Json::Object(_), Json::String(key)) => input.get(key).is_some(),
            (Json::Array(elements), Json::Number(_)) => first
                .as_number()
                .is_some_and(|it| (0..elements.len() as i64).contains(&it.truncated())),
            _ => {
                return fail(format!(
                    "Cannot check whether {} has a {} key",
                    input.kind(),
                    first.kind()
                ));
            }
        })),
        "contains" => one(Json::Bool(contains(input, first))),
        "inside" => one(Json::Bool(contains(first, input))),
        "startswith" => one(Json::Bool(string(input)?.starts_with(string(first)?))),
        "endswith" => one(Json::Bool(string(input)?.ends_with(string(first)?))),
        "ltrimstr" => one(trimmed(input, first, |text, start| {
            text.strip_prefix(start)
        })),
        "rtrimstr" => one(trimmed(input, first, |text, end| text.strip_suffix(end))),
        "split" | "splits" => {
            let (text, separator) = (string(input)?, string(first)?);
            let parts = text.split(separator).filter(|_| !text.is_empty());
            one(Json::Array(
                parts.map(|it| Json::String(it.to_owned())).collect(),
            ))
        }
        "join" => {
            let mut texts = Vec::new();
            for value in iterate(input)? {
                texts.push(if value == Json::Null {
                    String::new()
                } else {
                    format("text", &value)?
                });
            }
            one(Json::String(texts.join(string(first)?)))
        }
        "index" => {
            let at = string(input)?.find(string(first)?);
            one(at.map_or(Json::Null, |at| {
                Json::whole(string(input).map_or(0, |it| it[..at].chars().count()))
            }))
        }
        "nth" => Ok(vec![super::evaluate::index(input, first)?]),
        "test" | "match" | "capture" => matches(name, input, first, second),
        "sub" | "gsub" => {
            let regex = compiled(first, &Json::Null)?;
            let (text, with) = (string(input)?, string(second)?);
            let with = regex_lite::NoExpand(with);
            let changed = if name == "sub" {
                regex.replace(text, with)
            } else {
                regex.replace_all(text, with)
            };
            one(Json::String(changed.into_owned()))
        }
        "range" => Ok(range(first, second)),
        "error" => fail(first.compact().trim_matches('"').to_owned()),
        _ => fail(format!("{name} is not supported here")),
    }
}

fn range(first: &Json, second: &Json) -> Vec<Json> {
    let bound = |it: &Json| it.as_number().map_or(0, Decimal::truncated);
    let (from, to) = if *second == Json::Null {
        (0, bound(first))
    } else {
        (bound(first), bound(second))
    };
    (from..to)
        .take(VALUE_LIMIT + 1)
        .map(|it| Json::Number(it.to_string()))
        .collect()
}

pub(super) fn string(value: &Json) -> Result<&str, Stopped> {
    match value {
        Json::String(text) => Ok(text),
        other => fail(format!("{} cannot be used as a string", described(other))),
    }
}

pub(super) fn described(value: &Json) -> String {
    let text: String = value.compact().chars().take(11).collect();
    format!("{} ({text})", value.kind())
}

fn length(value: &Json) -> Result<Json, Stopped> {
    Ok(match value {
        Json::Null => Json::whole(0),
        Json::String(text) => Json::whole(text.chars().count()),
        Json::Array(elements) => Json::whole(elements.len()),
        Json::Object(fields) => Json::whole(fields.len()),
        Json::Number(text) => Json::Number(text.trim_start_matches('-').to_owned()),
        Json::Bool(_) => return fail(format!("{} has no length", described(value))),
    })
}

fn keys(value: &Json, sorts: bool) -> Result<Json, Stopped> {
    match value {
        Json::Array(elements) => Ok(Json::Array((0..elements.len()).map(Json::whole).collect())),
        Json::Object(fields) => {
            let mut keys: Vec<&String> = fields.iter().map(|(key, _)| key).collect();
            if sorts {
                keys.sort();
            }
            Ok(Json::Array(
                keys.into_iter().cloned().map(Json::String).collect(),
            ))
        }
        other => fail(format!("{} has no keys", described(other))),
    }
}

fn to_entries(value: &Json) -> Result<Json, Stopped> {
    let Json::Object(fields) = value else {
        return fail(format!("{} has no keys", described(value)));
    };
    let entry = |(key, value): &(String, Json)| {
        Json::Object(vec![
            ("key".to_owned(), Json::String(key.clone())),
            ("value".to_owned(), value.clone()),
        ])
    };
    Ok(Json::Array(fields.iter().map(entry).collect()))
}

fn from_entries(entries: &[Json]) -> Json {
    let mut object = Json::Object(Vec::new());
    for entry in entries {
        let key = ["key", "k", "name", "Name", "Key"]
            .into_iter()
            .find_map(|it| entry.get(it));
        let value = ["value", "v", "Value"]
            .into_iter()
            .find_map(|it| entry.get(it));
        let key = match key {
            Some(Json::String(key)) => key.clone(),
            Some(other) => other.compact(),
            None => "null".to_owned(),
        };
        object.put(key, value.cloned().unwrap_or(Json::Null));
    }
    object
}

fn flattened(value: &Json) -> Vec<Json> {
    match value {
        Json::Array(elements) => elements.iter().flat_map(flattened).collect(),
        other => vec![other.clone()],
    }
}

fn contains(whole: &Json, part: &Json) -> bool {
    match (whole, part) {
        (Json::String(whole), Json::String(part)) => whole.contains(part.as_str()),
        (Json::Array(whole), Json::Array(part)) => part
            .iter()
            .all(|part| whole.iter().any(|it| contains(it, part))),
        (Json::Object(_), Json::Object(part)) => part
            .iter()
            .all(|(key, part)| whole.get(key).is_some_and(|it| contains(it, part))),
        (whole, part) => whole == part,
    }
}

fn rounded(name: &str, value: &Json) -> Result<Json, Stopped> {
    let Some(number) = value.as_number() else {
        return fail(format!("{} number required", described(value)));
    };
    let whole = number.truncated();
    let rest = number.minus(Decimal::whole(whole));
    Ok(match name {
        "floor" => Json::number(Decimal::whole(whole - i64::from(rest < Decimal::default()))),
        "ceil" => Json::number(Decimal::whole(whole + i64::from(rest > Decimal::default()))),
        "round" => Json::Number(number.rounded(0)),
        _ if number < Decimal::default() => Json::number(Decimal::default().minus(number)),
        _ => value.clone(),
    })
}

pub(super) fn arithmetic(operator: &str, left: &Json, right: &Json) -> Result<Json, Stopped> {
    let words = match operator {
        "+" => "added",
        "-" => "subtracted",
        "*" => "multiplied",
        _ => "divided",
    };
    let refused = || {
        fail(format!(
            "{} and {} cannot be {words}",
            described(left),
            described(right)
        ))
    };
    match (operator, left, right) {
        ("+", Json::Null, other) | ("+", other, Json::Null) => Ok(other.clone()),
        ("+", Json::String(left), Json::String(right)) => {
            if left.len() + right.len() > limits::LINE {
                return fail("Cannot allocate memory".to_owned());
            }
            Ok(Json::String(format!("{left}{right}")))
        }
        ("+", Json::Array(left), Json::Array(right)) => {
            if left.len() + right.len() > VALUE_LIMIT {
                return fail("Cannot allocate memory".to_owned());
            }
            Ok(Json::Array([left.clone(), right.clone()].concat()))
        }
        ("+", Json::Object(_), Json::Object(fields)) => {
            let mut sum = left.clone();
            fields
                .iter()
                .for_each(|(key, value)| sum.put(key.clone(), value.clone()));
            Ok(sum)
        }
        ("-", Json::Array(left), Json::Array(right)) => Ok(Json::Array(
            left.iter()
                .filter(|it| !right.contains(it))
                .cloned()
                .collect(),
        )),
        ("/", Json::String(text), Json::String(separator)) => Ok(Json::Array(
            text.split(separator.as_str())
                .map(|it| Json::String(it.to_owned()))
                .collect(),
        )),
        _ => {
            let (Some(one), Some(other)) = (left.as_number(), right.as_number()) else {
                return refused();
            };
            let result = match operator {
                "+" => Some(one.plus(other)),
                "-" => Some(one.minus(other)),
                "*" => Some(one.times(other)),
                "/" => one.over(other),
                _ => one.remainder(other),
            };
            match result {
                Some(number) => Ok(Json::number(number)),
                None => fail(format!(
                    "{} and {} cannot be divided because the divisor is zero",
                    described(left),
                    described(right)
                )),
            }
        }
    }
}
