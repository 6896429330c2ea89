//! Giving variables their values.

use std::collections::BTreeMap;

use imbl::OrdMap;

use super::Shell;
use super::arithmetic;
use super::variables::{ReadOnly, Value, Variable};

/// An assignment whose words have been expanded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Set {
    pub(super) name: String,
    pub(super) key: Option<String>,
    pub(super) append: bool,
    pub(super) value: SetTo,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum SetTo {
    Text(String),
    Elements(Vec<(Option<String>, String)>),
}

impl Set {
    /// As it was written, more or less.
    pub(super) fn shown(&self) -> String {
        match &self.value {
            SetTo::Text(text) if !text.is_empty() => format!("{}={text}", self.name),
            SetTo::Text(_) | SetTo::Elements(_) => self.name.clone(),
        }
    }
}

impl Shell {
    pub(super) fn assign(&mut self, set: &Set) -> Result<(), ReadOnly> {
        let is_integer = self
            .variables
            .variable(&set.name)
            .is_some_and(|it| it.is_integer);
        match &set.value {
            SetTo::Elements(elements) => self.assign_elements(set, elements)?,
            SetTo::Text(text) => {
                let before = match &set.key {
                    None => self.variables.text(&set.name),
                    Some(key) => self.variables.element(&set.name, key),
                };
                let text = match (set.append, is_integer) {
                    (true, true) => format!("{}+({text})", before.unwrap_or("0")),
                    (true, false) => format!("{}{text}", before.unwrap_or_default()),
                    (false, _) => text.clone(),
                };
                let text = if is_integer {
                    arithmetic::evaluate(&text, &mut self.variables)
                        .unwrap_or(0)
                        .to_string()
                } else {
                    text
                };
                match &set.key {
                    None => self.variables.set(&set.name, text)?,
                    Some(key) => self.variables.set_element(&set.name, key, text)?,
                }
            }
        }
        if self.options.allexport {
            self.variables.declare(&set.name).is_exported = true;
        }
        Ok(())
    }

    fn assign_elements(
        &mut self,
        set: &Set,
        elements: &[(Option<String>, String)],
    ) -> Result<(), ReadOnly> {
        let is_keyed = self.variables.is_keyed(&set.name);
        if !set.append {
            let empty = if is_keyed {
                Value::Keyed(BTreeMap::new())
            } else {
                Value::Indexed(OrdMap::new())
            };
            self.variables.set_value(&set.name, Some(empty))?;
        }
        let last = self
            .variables
            .elements(&set.name)
            .last()
            .and_then(|(key, _)| key.parse::<i64>().ok());
        let mut next = last.map_or(0, |it| it.wrapping_add(1));
        for (key, value) in elements {
            let key = match key {
                Some(key) => key.clone(),
                None => next.to_string(),
            };
            next = key.parse::<i64>().map_or(next, |it| it.wrapping_add(1));
            self.variables.set_element(&set.name, &key, value.clone())?;
        }
        Ok(())
    }

    pub(super) fn restore_variables(&mut self, saved: Vec<(String, Option<Variable>)>) {
        // What was hidden last comes back first.
        for (name, variable) in saved.into_iter().rev() {
            self.variables.restore(&name, variable);
        }
    }

    /// `PIPESTATUS`
    pub(super) fn set_pipe_status(&mut self, statuses: &[u8]) {
        let elements = (0..).zip(statuses.iter().map(u8::to_string)).collect();
        // Nobody can make it read-only in a way that matters.
        let _ = self
            .variables
            .set_value("PIPESTATUS", Some(Value::Indexed(elements)));
    }
}
