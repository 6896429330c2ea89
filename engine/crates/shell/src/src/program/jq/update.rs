//! Changing values at a path: `=`, `|=`, `+=`, `del`.

use super::evaluate::{Scope, Stopped, Values, each, evaluate, fail};
use super::function;
use super::json::Json;
use super::tree::Expression;

/// What becomes of a value at a path; nothing takes it away.
type Change<'a> = &'a dyn Fn(&Json) -> Result<Option<Json>, Stopped>;

pub(super) fn assign(
    operator: &str,
    place: &Expression,
    value: &Expression,
    (input, scope): (&Json, &Scope),
) -> Values {
    if operator == "|=" {
        let changed = change(place, (input, scope), &|old| {
            Ok(evaluate(value, old, scope)?.into_iter().next())
        })?;
        return Ok(vec![changed]);
    }
    each(evaluate(value, input, scope), |new| {
        let changed = change(
            place,
            (input, scope),
            &|old| match operator.trim_end_matches('=') {
                "" => Ok(Some(new.clone())),
                "//" => Ok(Some(if old.is_true() {
                    old.clone()
                } else {
                    new.clone()
                })),
                operator => function::arithmetic(operator, old, new).map(Some),
            },
        )?;
        Ok(vec![changed])
    })
}

pub(super) fn delete(place: &Expression, (input, scope): (&Json, &Scope)) -> Values {
    Ok(vec![change(place, (input, scope), &|_| Ok(None))?])
}

/// The input with what lies at a path changed.
pub(super) fn change(
    place: &Expression,
    (input, scope): (&Json, &Scope),
    by: Change<'_>,
) -> Result<Json, Stopped> {
    match place {
        Expression::Identity => Ok(by(input)?.unwrap_or(Json::Null)),
        Expression::Pipe(left, right) => change(left, (input, scope), &|inner| {
            change(right, (inner, scope), by).map(Some)
        }),
        Expression::Comma(left, right) => {
            let changed = change(left, (input, scope), by)?;
            change(right, (&changed, scope), by)
        }
        Expression::Try(inner) => {
            Ok(change(inner, (input, scope), by).unwrap_or_else(|_| input.clone()))
        }
        Expression::Index { of, key } => {
            let keys = evaluate(key, input, scope)?;
            change(of, (input, scope), &|value| {
                let mut value = value.clone();
                for key in &keys {
                    value = change_key(&value, key, by)?;
                }
                Ok(Some(value))
            })
        }
        Expression::Iterate(of) => change(of, (input, scope), &|value| {
            change_each(value, by).map(Some)
        }),
        Expression::Call { name, arguments } if name == "select" => {
            let holds = evaluate(&arguments[0], input, scope)?
                .iter()
                .any(Json::is_true);
            if holds {
                Ok(by(input)?.unwrap_or(Json::Null))
            } else {
                Ok(input.clone())
            }
        }
        _ => fail("Invalid path expression".to_owned()),
    }
}

fn change_key(value: &Json, key: &Json, by: Change<'_>) -> Result<Json, Stopped> {
    let old = super::evaluate::index(value, key)?;
    let new = by(&old)?;
    match (value.clone(), key) {
        (Json::Object(fields), Json::String(key)) => {
            let mut object = Json::Object(fields);
            match (new, &mut object) {
                (Some(new), object) => object.put(key.clone(), new),
                (None, Json::Object(fields)) => fields.retain(|(it, _)| it != key),
                (None, _) => (),
            }
            Ok(object)
        }
        (Json::Null, Json::String(key)) => Ok(Json::Object(
            new.map(|it| (key.clone(), it)).into_iter().collect(),
        )),
        (Json::Array(mut elements), Json::Number(_)) => {
            let at = key.as_number().map_or(0, |it| it.truncated());
            let at = if at < 0 {
                at + elements.len() as i64
            } else {
                at
            };
            let Ok(at) = usize::try_from(at) else {
                return fail("Out of bounds negative array index".to_owned());
            };
            if at >= 100_000 {
                return fail("Array index too large".to_owned());
            }
            match new {
                Some(new) => {
                    if elements.len() <= at {
                        elements.resize(at + 1, Json::Null);
                    }
                    elements[at] = new;
                }
                None if at < elements.len() => {
                    elements.remove(at);
                }
                None => (),
            }
            Ok(Json::Array(elements))
        }
        (value, key) => fail(format!(
            "Cannot update field at {} index of {}",
            key.kind(),
            value.kind()
        )),
    }
}

fn change_each(value: &Json, by: Change<'_>) -> Result<Json, Stopped> {
    match value {
        Json::Array(elements) => {
            let mut changed = Vec::new();
            for element in elements {
                changed.extend(by(element)?);
            }
            Ok(Json::Array(changed))
        }
        Json::Object(fields) => {
            let mut changed = Vec::new();
            for (key, field) in fields {
                changed.extend(by(field)?.map(|it| (key.clone(), it)));
            }
            Ok(Json::Object(changed))
        }
        other => fail(format!("Cannot iterate over {}", other.kind())),
    }
}

/// All paths of a value, as arrays of keys.
pub(super) fn paths(value: &Json) -> Vec<Json> {
    let mut all = Vec::new();
    collect(value, &mut Vec::new(), &mut all);
    all
}

fn collect(value: &Json, path: &mut Vec<Json>, all: &mut Vec<Json>) {
    let keyed: Vec<(Json, &Json)> = match value {
        Json::Array(elements) => elements
            .iter()
            .enumerate()
            .map(|(at, it)| (Json::whole(at), it))
            .collect(),
        Json::Object(fields) => fields
            .iter()
            .map(|(key, it)| (Json::String(key.clone()), it))
            .collect(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Vec::new(),
    };
    for (key, value) in keyed {
        path.push(key);
        all.push(Json::Array(path.clone()));
        collect(value, path, all);
        path.pop();
    }
}
