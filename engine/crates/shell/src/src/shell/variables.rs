//! Variables: their values and marks.

use std::collections::BTreeMap;

use imbl::OrdMap;

use crate::limits;

/// All variables of a shell. Copies share what they have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Variables {
    map: OrdMap<String, Variable>,
    /// What all values weigh together.
    bytes: usize,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Variable {
    /// None when it is declared but has no value.
    pub(crate) value: Option<Value>,
    pub(crate) is_exported: bool,
    pub(crate) is_readonly: bool,
    pub(crate) is_integer: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Indexed(OrdMap<i64, String>),
    Keyed(BTreeMap<String, String>),
}

/// Why a variable cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReadOnly(pub(crate) String);

impl Variables {
    pub(crate) fn variable(&self, name: &str) -> Option<&Variable> {
        self.map.get(name)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &Variable)> {
        self.map.iter()
    }

    /// The value as text: of an array its first element.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        match self.map.get(name)?.value.as_ref()? {
            Value::Text(text) => Some(text),
            Value::Indexed(elements) => elements.get(&0).map(String::as_str),
            Value::Keyed(elements) => elements.get("0").map(String::as_str),
        }
    }

    /// All elements with their keys; text counts as an array of one.
    pub(crate) fn elements(&self, name: &str) -> Vec<(String, String)> {
        match self.map.get(name).and_then(|it| it.value.as_ref()) {
            None => Vec::new(),
            Some(Value::Text(text)) => vec![("0".to_owned(), text.clone())],
            Some(Value::Indexed(elements)) => elements
                .iter()
                .map(|(key, value)| (key.to_string(), value.clone()))
                .collect(),
            Some(Value::Keyed(elements)) => {
                let mut elements: Vec<(String, String)> = elements.clone().into_iter().collect();
                elements.sort_by_key(|(key, _)| bucket(key));
                elements
            }
        }
    }

    pub(crate) fn is_keyed(&self, name: &str) -> bool {
        self.map
            .get(name)
            .is_some_and(|it| matches!(it.value, Some(Value::Keyed(_))))
    }

    /// The element of a key that counts from the end when it is negative.
    pub(crate) fn element(&self, name: &str, key: &str) -> Option<&str> {
        match self.map.get(name)?.value.as_ref()? {
            Value::Keyed(elements) => elements.get(key).map(String::as_str),
            Value::Text(text) => matches!(key, "0" | "-1").then_some(text.as_str()),
            Value::Indexed(elements) => {
                let index = from_end(key.parse().ok()?, elements);
                elements.get(&index).map(String::as_str)
            }
        }
    }

    pub(crate) fn set(&mut self, name: &str, text: impl Into<String>) -> Result<(), ReadOnly> {
        let variable = self.writable(name)?;
        let text = text.into();
        let added = text.len();
        let replaced = match &mut variable.value {
            Some(Value::Indexed(elements)) => elements.insert(0, text),
            Some(Value::Keyed(elements)) => elements.insert("0".to_owned(), text),
            Some(Value::Text(before)) => Some(std::mem::replace(before, text)),
            None => {
                variable.value = Some(Value::Text(text));
                None
            }
        };
        self.weigh(replaced.map_or(0, |it| it.len()), added);
        Ok(())
    }

    pub(crate) fn set_element(
        &mut self,
        name: &str,
        key: &str,
        text: String,
    ) -> Result<(), ReadOnly> {
        let variable = self.writable(name)?;
        let added = text.len() + limits::ELEMENT;
        let weight = |it: String| it.len() + limits::ELEMENT;
        if let Some(Value::Keyed(elements)) = &mut variable.value {
            let replaced = elements.insert(key.to_owned(), text);
            self.weigh(replaced.map_or(0, weight), added);
            return Ok(());
        }
        let mut elements = match variable.value.take() {
            Some(Value::Indexed(elements)) => elements,
            Some(Value::Text(text)) => OrdMap::unit(0, text),
            Some(Value::Keyed(_)) | None => OrdMap::new(),
        };
        let index = from_end(key.parse().unwrap_or(0), &elements);
        let replaced = elements.insert(index, text);
        variable.value = Some(Value::Indexed(elements));
        self.weigh(replaced.map_or(0, weight), added);
        Ok(())
    }

    pub(crate) fn set_value(&mut self, name: &str, value: Option<Value>) -> Result<(), ReadOnly> {
        let added = weight(value.as_ref());
        let variable = self.writable(name)?;
        let replaced = weight(std::mem::replace(&mut variable.value, value).as_ref());
        self.weigh(replaced, added);
        Ok(())
    }

    /// The variable, made if it is not there, for its marks to be changed.
    pub(crate) fn declare(&mut self, name: &str) -> &mut Variable {
        self.map.entry(name.to_owned()).or_default()
    }

    fn writable(&mut self, name: &str) -> Result<&mut Variable, ReadOnly> {
        let variable = self.map.entry(name.to_owned()).or_default();
        if variable.is_readonly {
            return Err(ReadOnly(name.to_owned()));
        }
        Ok(variable)
    }

    pub(crate) fn unset(&mut self, name: &str) -> Result<(), ReadOnly> {
        if self.map.get(name).is_some_and(|it| it.is_readonly) {
            return Err(ReadOnly(name.to_owned()));
        }
        let removed = self.map.remove(name);
        self.weigh(removed.map_or(0, |it| weight(it.value.as_ref())), 0);
        Ok(())
    }

    pub(crate) fn unset_element(&mut self, name: &str, key: &str) {
        let Some(variable) = self.map.get_mut(name) else {
            return;
        };
        let removed = match &mut variable.value {
            Some(Value::Keyed(elements)) => elements.remove(key),
            Some(Value::Indexed(elements)) => {
                let index = from_end(key.parse().unwrap_or(0), elements);
                elements.remove(&index)
            }
            Some(Value::Text(_)) | None => None,
        };
        self.weigh(removed.map_or(0, |it| it.len() + limits::ELEMENT), 0);
    }

    /// Puts back what was there before, or takes away what was not.
    pub(crate) fn restore(&mut self, name: &str, before: Option<Variable>) {
        let added = before.as_ref().map_or(0, |it| weight(it.value.as_ref()));
        let replaced = match before {
            Some(variable) => self.map.insert(name.to_owned(), variable),
            None => self.map.remove(name),
        };
        self.weigh(replaced.map_or(0, |it| weight(it.value.as_ref())), added);
    }

    /// What all values weigh together.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    fn weigh(&mut self, removed: usize, added: usize) {
        self.bytes = self.bytes.saturating_sub(removed) + added;
    }

    /// What programs are given.
    pub(crate) fn exported(&self) -> BTreeMap<String, String> {
        let exported = self.map.iter().filter(|(_, it)| it.is_exported);
        exported
            .filter_map(|(name, variable)| match &variable.value {
                Some(Value::Text(text)) => Some((name.clone(), text.clone())),
                Some(Value::Indexed(_) | Value::Keyed(_)) | None => None,
            })
            .collect()
    }
}

/// bash keeps keys in a hash table and shows them in its order: FNV-1 over the key, 1024 buckets
/// (`hashlib.c`, `ASSOC_HASH_BUCKETS`).
fn bucket(key: &str) -> u32 {
    let hash = key.bytes().fold(2_166_136_261_u32, |hash, byte| {
        hash.wrapping_mul(16_777_619) ^ u32::from(byte)
    });
    hash % 1024
}

fn from_end(index: i64, elements: &OrdMap<i64, String>) -> i64 {
    if index >= 0 {
        return index;
    }
    elements
        .get_max()
        .map_or(index, |(last, _)| last.wrapping_add(1).wrapping_add(index))
}

fn weight(value: Option<&Value>) -> usize {
    let sum = |texts: &mut dyn Iterator<Item = &String>| -> usize {
        texts.map(|it| it.len() + limits::ELEMENT).sum()
    };
    match value {
        None => 0,
        Some(Value::Text(text)) => text.len(),
        Some(Value::Indexed(elements)) => sum(&mut elements.values()),
        Some(Value::Keyed(elements)) => sum(&mut elements.values()),
    }
}
