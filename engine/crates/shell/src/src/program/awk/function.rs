//! awk's own functions.

use super::evaluate::truth;
use super::tree::{Expression, Place};
use super::{Awk, Value, split};
use crate::decimal::Decimal;
use crate::limits;
use crate::program::Io;
use crate::program::printf;

/// Name, and how many arguments it takes.
const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("length", 0, 1),
    ("substr", 2, 3),
    ("index", 2, 2),
    ("split", 2, 3),
    ("sub", 2, 3),
    ("gsub", 2, 3),
    ("match", 2, 2),
    ("sprintf", 1, 100),
    ("tolower", 1, 1),
    ("toupper", 1, 1),
    ("int", 1, 1),
    ("rand", 0, 0),
    ("srand", 0, 1),
    ("systime", 0, 0),
    ("sqrt", 1, 1),
];

/// Whether there is a function of this name that takes so many arguments.
pub(super) fn check(name: &str, count: usize) -> Result<(), String> {
    match FUNCTIONS.iter().find(|(it, _, _)| *it == name) {
        None => Err(format!("calling undefined function {name}")),
        Some((_, least, most)) if (*least..=*most).contains(&count) => Ok(()),
        Some(_) => Err(format!("wrong number of arguments to {name}")),
    }
}

impl Awk {
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: &[Expression],
        io: &mut Io<'_, '_>,
    ) -> Value {
        match name {
            "sub" | "gsub" => return self.substitute(name == "gsub", arguments, io),
            "split" => return self.split_into(arguments, io),
            "match" => return self.find(arguments, io),
            "length" => return self.length(arguments, io),
            _ => (),
        }
        let values: Vec<Value> = arguments.iter().map(|it| self.evaluate(it, io)).collect();
        let text = |at: usize| values.get(at).map_or(String::new(), Value::text);
        let number = |at: usize| values.get(at).map_or(Decimal::default(), Value::number);
        match name {
            "substr" => Value::Text(substr(
                &text(0),
                number(1),
                values.get(2).map(Value::number),
            )),
            "index" => {
                let (text, part) = (text(0), text(1));
                let at = text
                    .find(&part)
                    .map_or(0, |at| text[..at].chars().count() as i64 + 1);
                Value::Number(Decimal::whole(at))
            }
            "sprintf" => {
                let texts: Vec<String> = values.iter().map(Value::text).collect();
                self.sized(printf::once(&texts), io)
            }
            "tolower" => Value::Text(text(0).to_lowercase()),
            "toupper" => Value::Text(text(0).to_uppercase()),
            "int" => Value::Number(Decimal::whole(number(0).truncated())),
            "sqrt" => Value::Number(square_root(number(0))),
            "systime" => Value::Number(Decimal::whole(io.host.wall.0 / 1_000_000_000)),
            "srand" => {
                let before = self.rng;
                self.rng = number(0).truncated().unsigned_abs();
                Value::Number(Decimal::whole(i64::try_from(before).unwrap_or(0)))
            }
            _ => {
                let mut rng = sim::Rng::stream(self.rng, "awk");
                self.rng = rng.next();
                let thousandth = i64::try_from(self.rng % 1_000_000).unwrap_or(0);
                let part = Decimal::whole(thousandth).over(Decimal::whole(1_000_000));
                Value::Number(part.unwrap_or_default())
            }
        }
    }

    fn length(&mut self, arguments: &[Expression], io: &mut Io<'_, '_>) -> Value {
        let count = match arguments.first() {
            None => self.record.chars().count(),
            Some(Expression::Place(place)) if self.array_of(place).is_some() => {
                self.array_of(place).unwrap_or(0)
            }
            Some(argument) => self.evaluate(argument, io).text().chars().count(),
        };
        Value::Number(Decimal::whole(count as i64))
    }

    /// How many elements the array of this name has, if it is one.
    fn array_of(&self, place: &Place) -> Option<usize> {
        match place {
            Place::Variable(name) => self.arrays.get(name).map(|it| it.len()),
            Place::Field(_) | Place::Element { .. } => None,
        }
    }

    fn split_into(&mut self, arguments: &[Expression], io: &mut Io<'_, '_>) -> Value {
        let text = self.evaluate(&arguments[0], io).text();
        let parts: Vec<String> = match arguments.get(2) {
            Some(Expression::Regex(regex)) if text.is_empty() => {
                let _ = regex;
                Vec::new()
            }
            Some(Expression::Regex(regex)) => regex.split(&text).map(str::to_owned).collect(),
            Some(other) => {
                let separator = self.evaluate(other, io).text();
                split(&text, &separator)
            }
            None => split(&text, &self.variable("FS").text()),
        };
        let count = parts.len() as i64;
        if let Expression::Place(place) = &arguments[1]
            && let Place::Variable(name) = &**place
        {
            let elements = (1..)
                .zip(parts)
                .map(|(at, part): (i64, String)| (at.to_string(), Value::Input(part)));
            self.arrays.insert(name.clone(), elements.collect());
        }
        Value::Number(Decimal::whole(count))
    }

    fn find(&mut self, arguments: &[Expression], io: &mut Io<'_, '_>) -> Value {
        let text = self.evaluate(&arguments[0], io).text();
        let found = self
            .regex(&arguments[1], io)
            .and_then(|it| it.find(&text).map(|it| (it.start(), it.end())));
        let (start, length) = match found {
            Some((start, end)) => (
                text[..start].chars().count() as i64 + 1,
                text[start..end].chars().count() as i64,
            ),
            None => (0, -1),
        };
        self.set("RSTART", Value::Number(Decimal::whole(start)));
        self.set("RLENGTH", Value::Number(Decimal::whole(length)));
        Value::Number(Decimal::whole(start))
    }

    fn substitute(&mut self, all: bool, arguments: &[Expression], io: &mut Io<'_, '_>) -> Value {
        let with = self.evaluate(&arguments[1], io).text();
        let Some(regex) = self.regex(&arguments[0], io) else {
            return truth(false);
        };
        let whole_record = Place::Field(Expression::Number(Decimal::default()));
        let place = match arguments.get(2) {
            Some(Expression::Place(place)) => (**place).clone(),
            _ => whole_record,
        };
        let text = self
            .evaluate(&Expression::Place(Box::new(place.clone())), io)
            .text();
        let mut changed = String::new();
        let mut end = 0;
        let mut count = 0;
        for found in regex.find_iter(&text) {
            changed.push_str(&text[end..found.start()]);
            changed.push_str(&replacement(&with, found.as_str()));
            end = found.end();
            count += 1;
            if !all || changed.len() > limits::LINE {
                break;
            }
        }
        changed.push_str(&text[end..]);
        if count > 0 {
            let changed = self.sized(changed, io);
            self.assign(&place, changed, io);
        }
        Value::Number(Decimal::whole(count))
    }
}

/// `&` is what was found, `\&` is itself.
fn replacement(with: &str, found: &str) -> String {
    let mut text = String::new();
    let mut letters = with.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'&') => text.extend(letters.next()),
            '&' => text.push_str(found),
            _ => text.push(letter),
        }
    }
    text
}

/// Letters from a place on, counted from 1; what lies before the text counts as length.
fn substr(text: &str, from: Decimal, length: Option<Decimal>) -> String {
    let from = from.truncated();
    let end = length.map_or(i64::MAX, |it| from.saturating_add(it.truncated()));
    (1..)
        .zip(text.chars())
        .filter(|(at, _)| (from..end).contains(at))
        .map(|(_, letter)| letter)
        .collect()
}

/// Newton's method, as far as nine digits go.
fn square_root(number: Decimal) -> Decimal {
    if number <= Decimal::default() {
        return Decimal::default();
    }
    let mut root = number.plus(Decimal::whole(1));
    for _ in 0..100 {
        let next = number
            .over(root)
            .map(|it| it.plus(root))
            .and_then(|it| it.over(Decimal::whole(2)));
        match next {
            Some(next) if next < root => root = next,
            _ => return root,
        }
    }
    root
}
