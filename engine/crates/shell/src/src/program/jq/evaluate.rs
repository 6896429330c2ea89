//! Carrying out jq's programs.

use core::cmp::Ordering;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::Arc;

use super::json::Json;
use super::tree::{Expression, TextPart};
use super::{function, text, update};

/// What a program can see besides its input.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Scope {
    /// Steps taken so far, in all scopes of one run together.
    steps: Arc<Steps>,
    variables: Vec<(String, Json)>,
    pub(super) environment: Vec<(String, Json)>,
}

/// A program that stopped: what it gave before, and why.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stopped {
    pub(super) before: Vec<Json>,
    pub(super) message: String,
}

pub(super) type Values = Result<Vec<Json>, Stopped>;

/// More values than these a program does not give.
pub(super) const VALUE_LIMIT: usize = 200_000;

/// More steps than these are a program without end.
const STEP_LIMIT: u32 = 400_000;

/// A count that all scopes of a run share. It begins anew with every run, so copies of a session
/// never count together.
#[derive(Debug, Default)]
struct Steps(AtomicU32);

impl PartialEq for Steps {
    fn eq(&self, other: &Steps) -> bool {
        self.0.load(Relaxed) == other.0.load(Relaxed)
    }
}

impl Scope {
    /// The same for a new run.
    pub(super) fn anew(&self) -> Scope {
        Scope {
            steps: Arc::default(),
            ..self.clone()
        }
    }

    pub(super) fn with(&self, name: &str, value: Json) -> Scope {
        let mut scope = self.clone();
        scope.variables.push((name.to_owned(), value));
        scope
    }

    /// Counts steps; a program that takes too many is stopped.
    fn take_steps(&self, count: u32) -> Result<(), Stopped> {
        let before = self.steps.0.fetch_add(count, Relaxed);
        if before.saturating_add(count) > STEP_LIMIT {
            return fail(format!("stopped after {STEP_LIMIT} steps"));
        }
        Ok(())
    }

    pub(super) fn steps(&self) -> usize {
        self.steps.0.load(Relaxed) as usize
    }

    fn variable(&self, name: &str) -> Option<Json> {
        match name {
            "ENV" => Some(Json::Object(self.environment.clone())),
            _ => self
                .variables
                .iter()
                .rev()
                .find(|(it, _)| it == name)
                .map(|(_, value)| value.clone()),
        }
    }
}

pub(super) fn fail<T>(message: String) -> Result<T, Stopped> {
    Err(Stopped {
        before: Vec::new(),
        message,
    })
}

/// All values that an expression gives for an input.
pub(super) fn evaluate(expression: &Expression, input: &Json, scope: &Scope) -> Values {
    scope.take_steps(1)?;
    match expression {
        Expression::Identity => copied(input.clone(), scope),
        Expression::Recurse => Ok(recurse(input)),
        Expression::Literal(value) => Ok(vec![value.clone()]),
        Expression::Text { parts, format } => filled(parts, format.as_deref(), input, scope),
        Expression::Format(name) => Ok(vec![Json::String(text::format(name, input)?)]),
        Expression::Variable(name) => {
            let Some(value) = scope.variable(name) else {
                return fail(format!("${name} is not defined"));
            };
            copied(value, scope)
        }
        Expression::Index { of, key } => {
            let keys = evaluate(key, input, scope)?;
            each(evaluate(of, input, scope), |value| {
                keys.iter().map(|key| index(value, key)).collect()
            })
        }
        Expression::Slice { of, from, to } => {
            let bounds = (from.as_deref(), to.as_deref());
            slices(evaluate(of, input, scope), bounds, (input, scope))
        }
        Expression::Iterate(of) => each(evaluate(of, input, scope), iterate),
        Expression::Try(body) => Ok(match evaluate(body, input, scope) {
            Ok(values) => values,
            Err(stopped) => stopped.before,
        }),
        Expression::Negative(value) => each(evaluate(value, input, scope), |value| {
            Ok(vec![function::arithmetic("-", &Json::whole(0), value)?])
        }),
        Expression::Array(None) => Ok(vec![Json::Array(Vec::new())]),
        Expression::Array(Some(body)) => match evaluate(body, input, scope) {
            Ok(values) => Ok(vec![Json::Array(values)]),
            Err(stopped) => fail(stopped.message),
        },
        Expression::Object(fields) => object(fields, input, scope),
        Expression::Pipe(left, right) => each(evaluate(left, input, scope), |value| {
            evaluate(right, value, scope)
        }),
        Expression::Comma(left, right) => {
            comma(evaluate(left, input, scope)?, evaluate(right, input, scope))
        }
        Expression::Binary {
            operator,
            left,
            right,
        } => binary(operator, left, right, (input, scope)),
        Expression::Update {
            operator,
            place,
            value,
        } => update::assign(operator, place, value, (input, scope)),
        Expression::If { arms, otherwise } => condition(arms, otherwise.as_deref(), input, scope),
        Expression::Bind { value, name, body } => each(evaluate(value, input, scope), |value| {
            evaluate(body, input, &scope.with(name, value.clone()))
        }),
        Expression::Reduce {
            values,
            name,
            start,
            step,
        } => match evaluate(start, input, scope)?.into_iter().next() {
            None => Ok(Vec::new()),
            Some(start) => reduce(evaluate(values, input, scope)?, name, start, (step, scope)),
        },
        Expression::Call { name, arguments } => function::call(name, arguments, input, scope),
    }
}

/// A value once more; a large one costs more than a small one.
fn copied(value: Json, scope: &Scope) -> Values {
    scope.take_steps(value.nodes())?;
    Ok(vec![value])
}

/// `.[from:to]` of each value.
fn slices(
    values: Values,
    (from, to): (Option<&Expression>, Option<&Expression>),
    (input, scope): (&Json, &Scope),
) -> Values {
    let bound = |it: Option<&Expression>| match it {
        Some(it) => evaluate(it, input, scope).map(|it| it.into_iter().next()),
        None => Ok(None),
    };
    let (from, to) = (bound(from)?, bound(to)?);
    each(values, |value| {
        Ok(vec![slice(value, from.as_ref(), to.as_ref())?])
    })
}

/// The values of one filter, then those of another.
fn comma(mut values: Vec<Json>, more: Values) -> Values {
    match more {
        Ok(more) => {
            values.extend(more);
            Ok(values)
        }
        Err(stopped) => {
            values.extend(stopped.before);
            Err(Stopped {
                before: values,
                message: stopped.message,
            })
        }
    }
}

fn reduce(
    values: Vec<Json>,
    name: &str,
    start: Json,
    (step, scope): (&Expression, &Scope),
) -> Values {
    let mut sum = start;
    for value in values {
        let next = evaluate(step, &sum, &scope.with(name, value))?;
        sum = next.into_iter().next_back().unwrap_or(Json::Null);
    }
    Ok(vec![sum])
}

/// What comes of each value, all together; what came before a mistake is kept.
pub(super) fn each(values: Values, mut change: impl FnMut(&Json) -> Values) -> Values {
    let (values, problem) = match values {
        Ok(values) => (values, None),
        Err(stopped) => (stopped.before, Some(stopped.message)),
    };
    let mut all = Vec::new();
    for value in &values {
        match change(value) {
            Ok(more) => all.extend(more),
            Err(stopped) => {
                all.extend(stopped.before);
                return Err(Stopped {
                    before: all,
                    message: stopped.message,
                });
            }
        }
        if all.len() > VALUE_LIMIT {
            return Err(Stopped {
                before: Vec::new(),
                message: "too many values".to_owned(),
            });
        }
    }
    match problem {
        None => Ok(all),
        Some(message) => Err(Stopped {
            before: all,
            message,
        }),
    }
}

fn recurse(value: &Json) -> Vec<Json> {
    let mut all = vec![value.clone()];
    match value {
        Json::Array(elements) => all.extend(elements.iter().flat_map(recurse)),
        Json::Object(fields) => all.extend(fields.iter().flat_map(|(_, value)| recurse(value))),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => (),
    }
    all
}

pub(super) fn index(value: &Json, key: &Json) -> Result<Json, Stopped> {
    match (value, key) {
        (Json::Null, Json::String(_) | Json::Number(_) | Json::Null) => Ok(Json::Null),
        (Json::Object(_), Json::String(key)) => Ok(value.get(key).cloned().unwrap_or(Json::Null)),
        (Json::Array(elements), Json::Number(_)) => {
            let at = key.as_number().map_or(0, |it| it.truncated());
            let at = if at < 0 {
                at + elements.len() as i64
            } else {
                at
            };
            Ok(usize::try_from(at)
                .ok()
                .and_then(|it| elements.get(it))
                .cloned()
                .unwrap_or(Json::Null))
        }
        (_, Json::String(key)) => fail(format!("Cannot index {} with \"{key}\"", value.kind())),
        (_, key) => fail(format!("Cannot index {} with {}", value.kind(), key.kind())),
    }
}

fn slice(value: &Json, from: Option<&Json>, to: Option<&Json>) -> Result<Json, Stopped> {
    let range = |count: usize| {
        let place = |bound: Option<&Json>, usual: usize| match bound.and_then(Json::as_number) {
            None => usual,
            Some(at) if at.truncated() < 0 => {
                usize::try_from(at.truncated() + count as i64).unwrap_or(0)
            }
            Some(at) => usize::try_from(at.truncated()).unwrap_or(0).min(count),
        };
        let from = place(from, 0);
        from..place(to, count).max(from)
    };
    match value {
        Json::Null => Ok(Json::Null),
        Json::Array(elements) => Ok(Json::Array(elements[range(elements.len())].to_vec())),
        Json::String(text) => {
            let letters: Vec<char> = text.chars().collect();
            Ok(Json::String(letters[range(letters.len())].iter().collect()))
        }
        other => fail(format!("Cannot index {} with object", other.kind())),
    }
}

pub(super) fn iterate(value: &Json) -> Values {
    match value {
        Json::Array(elements) => Ok(elements.clone()),
        Json::Object(fields) => Ok(fields.iter().map(|(_, value)| value.clone()).collect()),
        Json::Null => fail("Cannot iterate over null".to_owned()),
        other => fail(format!(
            "Cannot iterate over {} ({})",
            other.kind(),
            other.compact()
        )),
    }
}

fn filled(parts: &[TextPart], format: Option<&str>, input: &Json, scope: &Scope) -> Values {
    let mut texts = vec![String::new()];
    for part in parts {
        match part {
            TextPart::Plain(plain) => texts.iter_mut().for_each(|text| text.push_str(plain)),
            TextPart::Value(expression) => {
                let mut shown = Vec::new();
                for value in evaluate(expression, input, scope)? {
                    shown.push(text::format(format.unwrap_or("text"), &value)?);
                }
                texts = texts
                    .iter()
                    .flat_map(|text| shown.iter().map(move |it| format!("{text}{it}")))
                    .collect();
            }
        }
    }
    Ok(texts.into_iter().map(Json::String).collect())
}

fn object(fields: &[(Expression, Expression)], input: &Json, scope: &Scope) -> Values {
    let mut objects = vec![Json::Object(Vec::new())];
    for (key, value) in fields {
        let values = evaluate(value, input, scope)?;
        let mut next = Vec::new();
        for key in evaluate(key, input, scope)? {
            let Json::String(key) = key else {
                return fail(format!("Object keys must be strings, not {}", key.kind()));
            };
            for object in &objects {
                for value in &values {
                    let mut object = object.clone();
                    object.put(key.clone(), value.clone());
                    next.push(object);
                }
            }
        }
        objects = next;
    }
    Ok(objects)
}

fn binary(
    operator: &str,
    left: &Expression,
    right: &Expression,
    (input, scope): (&Json, &Scope),
) -> Values {
    match operator {
        "and" | "or" => {
            return each(evaluate(left, input, scope), |left| {
                if left.is_true() == (operator == "or") {
                    return Ok(vec![Json::Bool(left.is_true())]);
                }
                each(evaluate(right, input, scope), |right| {
                    Ok(vec![Json::Bool(right.is_true())])
                })
            });
        }
        "//" => {
            let values = match evaluate(left, input, scope) {
                Ok(values) => values,
                Err(stopped) => stopped.before,
            };
            let values: Vec<Json> = values.into_iter().filter(Json::is_true).collect();
            return if values.is_empty() {
                evaluate(right, input, scope)
            } else {
                Ok(values)
            };
        }
        _ => (),
    }
    each(evaluate(right, input, scope), |right| {
        each(evaluate(left, input, scope), |left| {
            let ordering = left.compare(right);
            Ok(vec![match operator {
                "==" => Json::Bool(ordering == Ordering::Equal),
                "!=" => Json::Bool(ordering != Ordering::Equal),
                "<" => Json::Bool(ordering == Ordering::Less),
                "<=" => Json::Bool(ordering != Ordering::Greater),
                ">" => Json::Bool(ordering == Ordering::Greater),
                ">=" => Json::Bool(ordering != Ordering::Less),
                _ => function::arithmetic(operator, left, right)?,
            }])
        })
    })
}

fn condition(
    arms: &[(Expression, Expression)],
    otherwise: Option<&Expression>,
    input: &Json,
    scope: &Scope,
) -> Values {
    let Some(((condition, body), rest)) = arms.split_first() else {
        return match otherwise {
            Some(otherwise) => evaluate(otherwise, input, scope),
            None => Ok(vec![input.clone()]),
        };
    };
    each(evaluate(condition, input, scope), |holds| {
        if holds.is_true() {
            evaluate(body, input, scope)
        } else {
            self::condition(rest, otherwise, input, scope)
        }
    })
}
