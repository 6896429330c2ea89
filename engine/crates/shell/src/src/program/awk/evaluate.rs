//! Carrying out awk's actions.

use core::cmp::Ordering;

use super::tree::{Action, Expression, Place, Target};
use super::{Awk, FUEL, Flow, Value};
use crate::decimal::Decimal;
use crate::limits;
use crate::program::Io;
use crate::program::printf;
use crate::regex::{self, Flavour};

/// What a printed line costs, in steps.
const PRINT_COST: u32 = 10;

/// What a step costs, in bytes.
const STEP_COST: usize = 32;

impl Awk {
    pub(super) fn carry_out(&mut self, actions: &[Action], io: &mut Io<'_, '_>) -> Flow {
        for action in actions {
            if self.fuel == 0 {
                io.err(&format!("awk: stopped after {FUEL} steps on one record\n"));
                return Flow::Exit(2);
            }
            if self.bytes > limits::PROGRAM {
                io.err("awk: out of memory\n");
                return Flow::Exit(2);
            }
            self.fuel -= 1;
            io.system.spend(STEP_COST);
            let flow = self.one(action, io);
            if flow != Flow::On {
                return flow;
            }
        }
        Flow::On
    }

    fn one(&mut self, action: &Action, io: &mut Io<'_, '_>) -> Flow {
        match action {
            Action::Print { values, to } => {
                let (separator, end) = (self.variable("OFS").text(), self.variable("ORS").text());
                let texts = if values.is_empty() {
                    vec![self.record.clone()]
                } else {
                    self.texts(values, io)
                };
                self.put(&format!("{}{end}", texts.join(&separator)), to.as_ref(), io);
            }
            Action::Printf { values, to } => {
                let text = printf::once(&self.texts(values, io));
                self.put(&text, to.as_ref(), io);
            }
            Action::Evaluate(expression) => {
                self.evaluate(expression, io);
            }
            Action::If {
                condition,
                then,
                otherwise,
            } => {
                let branch = if self.evaluate(condition, io).is_true() {
                    then
                } else {
                    otherwise
                };
                return self.carry_out(branch, io);
            }
            Action::While {
                condition,
                body,
                first,
            } => {
                if *first && !self.evaluate(condition, io).is_true() {
                    return Flow::On;
                }
                return self.repeat(Some(condition), &[], body, io);
            }
            Action::For {
                start,
                condition,
                step,
                body,
            } => {
                self.carry_out(start, io);
                if condition
                    .as_ref()
                    .is_some_and(|it| !self.evaluate(it, io).is_true())
                {
                    return Flow::On;
                }
                return self.repeat(condition.as_ref(), step, body, io);
            }
            Action::ForIn { name, array, body } => return self.for_each(name, array, body, io),
            Action::Delete { array, index } => self.delete(array, index.as_deref(), io),
            Action::Break => return Flow::Break,
            Action::Continue => return Flow::Continue,
            Action::Next => return Flow::Next,
            Action::Exit(status) => {
                let status = status
                    .as_ref()
                    .map_or(0, |it| self.evaluate(it, io).number().truncated());
                return Flow::Exit(status.rem_euclid(256) as u8);
            }
        }
        Flow::On
    }

    fn texts(&mut self, values: &[Expression], io: &mut Io<'_, '_>) -> Vec<String> {
        let texts = values.iter().map(|value| self.evaluate(value, io).text());
        texts.collect()
    }

    /// One element, or the whole array.
    fn delete(&mut self, array: &str, index: Option<&[Expression]>, io: &mut Io<'_, '_>) {
        let Some(index) = index else {
            self.arrays.remove(array);
            return;
        };
        let key = self.key(index, io);
        if let Some(elements) = self.arrays.get_mut(array) {
            elements.remove(&key);
        }
    }

    /// The body at least once, then as long as the condition holds.
    fn repeat(
        &mut self,
        condition: Option<&Expression>,
        step: &[Action],
        body: &[Action],
        io: &mut Io<'_, '_>,
    ) -> Flow {
        loop {
            if self.fuel == 0 {
                return self.carry_out(&[Action::Next], io);
            }
            self.fuel -= 1;
            match self.carry_out(body, io) {
                Flow::On | Flow::Continue => (),
                Flow::Break => return Flow::On,
                flow @ (Flow::Next | Flow::Exit(_)) => return flow,
            }
            self.carry_out(step, io);
            if condition.is_some_and(|it| !self.evaluate(it, io).is_true()) {
                return Flow::On;
            }
        }
    }

    /// Unlike awk's, the order of an array is that of its keys, numbers first.
    fn for_each(&mut self, name: &str, array: &str, body: &[Action], io: &mut Io<'_, '_>) -> Flow {
        let mut keys: Vec<String> = self
            .arrays
            .get(array)
            .map_or(Vec::new(), |it| it.keys().cloned().collect());
        keys.sort_by_key(|key| (key.parse::<i64>().unwrap_or(i64::MAX), key.clone()));
        for key in keys {
            self.set(name, Value::Input(key));
            match self.carry_out(body, io) {
                Flow::On | Flow::Continue => (),
                Flow::Break => break,
                flow @ (Flow::Next | Flow::Exit(_)) => return flow,
            }
        }
        Flow::On
    }

    fn put(&mut self, text: &str, to: Option<&Target>, io: &mut Io<'_, '_>) {
        // A line on a screen costs more than a sum.
        let cost = PRINT_COST + u32::try_from(text.len() / 8).unwrap_or(u32::MAX / 2);
        self.fuel = self.fuel.saturating_sub(cost);
        let Some((appends, file)) = to else {
            return io.out(text);
        };
        let file = self.evaluate(file, io).text();
        match file.as_str() {
            "/dev/stderr" => return io.err(text),
            "/dev/stdout" | "-" => return io.out(text),
            _ => (),
        }
        let path = io.path(&file);
        let is_begun = self.written.contains(&path);
        let mut content = match io.host.files.read(&path) {
            Ok(content) if *appends || is_begun => content.to_vec(),
            _ => Vec::new(),
        };
        content.extend(text.as_bytes());
        io.system.spend(content.len() / 32);
        if let Err(error) = io.host.files.write(&path, content.into(), io.host.wall) {
            io.err(&format!(
                "awk: cannot open \"{file}\" for output ({error})\n"
            ));
        }
        if !is_begun {
            self.written.push(path);
        }
    }

    pub(super) fn evaluate(&mut self, expression: &Expression, io: &mut Io<'_, '_>) -> Value {
        match expression {
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::Regex(regex) => truth(regex.is_match(&self.record)),
            Expression::Place(place) => self.look(place, io),
            Expression::Assign {
                place,
                operator,
                value,
            } => {
                let value = self.evaluate(value, io);
                let value = match operator.strip_suffix('=') {
                    Some("") | None => value,
                    Some(operator) => {
                        let before = self.look(place, io).number();
                        Value::Number(calculate(operator, before, value.number()))
                    }
                };
                self.assign(place, value.clone(), io);
                value
            }
            Expression::Step {
                place,
                by,
                is_postfix,
            } => {
                let before = self.look(place, io).number();
                let after = before.plus(Decimal::whole(*by));
                self.assign(place, Value::Number(after), io);
                Value::Number(if *is_postfix { before } else { after })
            }
            Expression::Conditional(parts) => {
                let (condition, yes, no) = &**parts;
                if self.evaluate(condition, io).is_true() {
                    self.evaluate(yes, io)
                } else {
                    self.evaluate(no, io)
                }
            }
            Expression::Binary {
                operator,
                left,
                right,
            } => self.binary(operator, left, right, io),
            Expression::Concatenation(left, right) => {
                let left = self.evaluate(left, io).text();
                let text = left + &self.evaluate(right, io).text();
                self.sized(text, io)
            }
            Expression::Unary { operator, value } => {
                let value = self.evaluate(value, io);
                match *operator {
                    "!" => truth(!value.is_true()),
                    "-" => Value::Number(Decimal::default().minus(value.number())),
                    _ => Value::Number(value.number()),
                }
            }
            Expression::In { index, array } => {
                let key = self.key(index, io);
                truth(
                    self.arrays
                        .get(array)
                        .is_some_and(|it| it.contains_key(&key)),
                )
            }
            Expression::Call { name, arguments } => self.call(name, arguments, io),
        }
    }

    /// A new text; one that is too long stands for all memory.
    pub(super) fn sized(&mut self, text: String, io: &mut Io<'_, '_>) -> Value {
        io.system.spend(text.len());
        let cost = u32::try_from(text.len() / 64).unwrap_or(u32::MAX);
        self.fuel = self.fuel.saturating_sub(cost);
        if text.len() > limits::LINE {
            self.bytes = usize::MAX;
            return Value::Unset;
        }
        Value::Text(text)
    }

    fn binary(
        &mut self,
        operator: &str,
        left: &Expression,
        right: &Expression,
        io: &mut Io<'_, '_>,
    ) -> Value {
        match operator {
            "&&" => {
                return truth(
                    self.evaluate(left, io).is_true() && self.evaluate(right, io).is_true(),
                );
            }
            "||" => {
                return truth(
                    self.evaluate(left, io).is_true() || self.evaluate(right, io).is_true(),
                );
            }
            "~" | "!~" => {
                let text = self.evaluate(left, io).text();
                return truth(self.matches(&text, right, io) == (operator == "~"));
            }
            _ => (),
        }
        let (left, right) = (self.evaluate(left, io), self.evaluate(right, io));
        let ordering = || match (left.as_number(), right.as_number()) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => left.text().cmp(&right.text()),
        };
        match operator {
            "<" => truth(ordering() == Ordering::Less),
            "<=" => truth(ordering() != Ordering::Greater),
            ">" => truth(ordering() == Ordering::Greater),
            ">=" => truth(ordering() != Ordering::Less),
            "==" => truth(ordering() == Ordering::Equal),
            "!=" => truth(ordering() != Ordering::Equal),
            _ => {
                if matches!(operator, "/" | "%") && right.number().is_zero() {
                    io.err("awk: division by zero\n");
                    self.fuel = 0;
                }
                Value::Number(calculate(operator, left.number(), right.number()))
            }
        }
    }

    /// Whether a text is of an expression, written or computed.
    pub(super) fn matches(
        &mut self,
        text: &str,
        pattern: &Expression,
        io: &mut Io<'_, '_>,
    ) -> bool {
        self.regex(pattern, io).is_some_and(|it| it.is_match(text))
    }

    pub(super) fn regex(
        &mut self,
        pattern: &Expression,
        io: &mut Io<'_, '_>,
    ) -> Option<regex_lite::Regex> {
        match pattern {
            Expression::Regex(regex) => Some(regex.clone()),
            other => {
                let source = self.evaluate(other, io).text();
                regex::compile(&source, Flavour::Extended, false).ok()
            }
        }
    }

    fn look(&mut self, place: &Place, io: &mut Io<'_, '_>) -> Value {
        match place {
            Place::Variable(name) => self.variable(name),
            Place::Field(index) => {
                let index = self.evaluate(index, io).number().truncated();
                self.field(index)
            }
            Place::Element { array, index } => {
                let key = self.key(index, io);
                // To look at an element makes it.
                self.arrays
                    .entry(array.clone())
                    .or_default()
                    .entry(key)
                    .or_insert(Value::Unset)
                    .clone()
            }
        }
    }

    pub(super) fn assign(&mut self, place: &Place, value: Value, io: &mut Io<'_, '_>) {
        match place {
            Place::Variable(name) => self.set(name, value),
            Place::Field(index) => {
                let index = self.evaluate(index, io).number().truncated();
                self.set_field(index, &value);
            }
            Place::Element { array, index } => {
                let key = self.key(index, io);
                let added = key.len() + value.weight() + limits::ELEMENT;
                let array = self.arrays.entry(array.clone()).or_default();
                let replaced = array.insert(key, value);
                if replaced.is_none_or(|it| it.weight() < added) {
                    self.bytes = self.bytes.saturating_add(added);
                }
            }
        }
    }

    fn key(&mut self, index: &[Expression], io: &mut Io<'_, '_>) -> String {
        let separator = self.variable("SUBSEP").text();
        let parts: Vec<String> = index
            .iter()
            .map(|it| self.evaluate(it, io).text())
            .collect();
        parts.join(&separator)
    }
}

pub(super) fn truth(holds: bool) -> Value {
    Value::Number(Decimal::whole(i64::from(holds)))
}

fn calculate(operator: &str, left: Decimal, right: Decimal) -> Decimal {
    match operator {
        "+" => left.plus(right),
        "-" => left.minus(right),
        "*" => left.times(right),
        "/" => left.over(right).unwrap_or_default(),
        "%" => left.remainder(right).unwrap_or_default(),
        _ => {
            let exponent = right.truncated().clamp(0, 1_000);
            (0..exponent).fold(Decimal::whole(1), |power, _| power.times(left))
        }
    }
}
