//! The filters of listings (moby `daemon/cluster/filters.go`, SwarmKit
//! `manager/controlapi/common.go`).
//!
//! Values of one key are alternatives, keys and labels must all hold. Names and ids match by
//! their beginning.

use core::fmt;
use std::collections::BTreeMap;

use api::{ErrorKind, Filters, Labels};

use super::refusal::{Refusal, Voice};

/// Why a filter is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FilterError {
    Key(String),
    /// A value that is no word of this key.
    Value {
        key: &'static str,
        value: String,
    },
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FilterError::Key(key) => write!(f, "invalid filter '{key}'"),
            FilterError::Value { key, value } => write!(f, "Invalid {key} filter: '{value}'"),
        }
    }
}

impl Refusal for FilterError {
    fn voice(&self) -> Voice {
        Voice::Daemon(match self {
            FilterError::Key(_) => ErrorKind::InvalidParameter,
            // The daemon gives this one no kind.
            FilterError::Value { .. } => ErrorKind::System,
        })
    }
}

/// Refuses keys that mean nothing for this listing.
pub(super) fn accept(filters: &Filters, keys: &[&str]) -> Result<(), FilterError> {
    match filters.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(FilterError::Key(key.clone())),
        None => Ok(()),
    }
}

/// The values of a key; none when it is not there.
pub(super) fn values<'a>(filters: &'a Filters, key: &str) -> &'a [String] {
    filters.get(key).map_or(&[], Vec::as_slice)
}

/// The words of a key, read without regard to case. An empty value is overlooked.
pub(super) fn words<T: Copy>(
    filters: &Filters,
    key: &'static str,
    known: &[(&str, T)],
) -> Result<Vec<T>, FilterError> {
    let read = |value: &String| {
        let word = known
            .iter()
            .find(|(word, _)| word.eq_ignore_ascii_case(value));
        word.map(|(_, meaning)| *meaning).ok_or(FilterError::Value {
            key,
            value: value.clone(),
        })
    };
    let given = values(filters, key)
        .iter()
        .filter(|value| !value.is_empty());
    given.map(read).collect()
}

/// Whether the text begins with one of the values, or there are none.
pub(super) fn begins(text: &str, values: &[String]) -> bool {
    values.is_empty() || values.iter().any(|value| text.starts_with(value.as_str()))
}

/// Whether the text is one of the values, or there are none.
pub(super) fn equals(text: &str, values: &[String]) -> bool {
    values.is_empty() || values.iter().any(|value| text == value)
}

/// Whether a secret or config is named by any of the filters: they are alternatives, in any case
/// but for ids.
pub(super) fn is_named(name: &str, id: &str, filters: &Filters) -> bool {
    let (full, beginnings, ids) = (
        values(filters, "names"),
        values(filters, "name"),
        values(filters, "id"),
    );
    let lower = name.to_lowercase();
    let has_none = full.is_empty() && beginnings.is_empty() && ids.is_empty();
    has_none
        || full.iter().any(|it| it.to_lowercase() == lower)
        || beginnings
            .iter()
            .any(|it| lower.starts_with(&it.to_lowercase()))
        || ids.iter().any(|it| id.starts_with(it.as_str()))
}

/// Whether all of `key` and `key=value` are among the labels.
pub(super) fn has_labels(labels: &Labels, wanted: &[String]) -> bool {
    // The daemon makes a map of them first, so that one key has one value.
    let pairs = wanted
        .iter()
        .map(|text| text.split_once('=').unwrap_or((text, "")));
    let pairs: BTreeMap<&str, &str> = pairs.collect();
    pairs.iter().all(|(key, value)| match labels.get(*key) {
        Some(label) => value.is_empty() || value == label,
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::node::NodeRole;

    fn filters(pairs: &[(&str, &str)]) -> Filters {
        let mut filters = Filters::new();
        for (key, value) in pairs {
            filters
                .entry((*key).to_owned())
                .or_default()
                .push((*value).to_owned());
        }
        filters
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = accept(&filters(&[("foo", "bar")]), &["id"]).unwrap_err();
        assert_eq!(error.to_string(), "invalid filter 'foo'");
        assert_eq!(accept(&filters(&[("id", "x")]), &["id"]), Ok(()));
    }

    #[test]
    fn words_have_no_case() {
        let known = [("worker", NodeRole::Worker), ("manager", NodeRole::Manager)];
        let read = |value| words(&filters(&[("role", value)]), "role", &known);
        assert_eq!(read("Worker"), Ok(vec![NodeRole::Worker]));
        assert_eq!(read(""), Ok(vec![]));
        assert_eq!(
            read("boss").unwrap_err().to_string(),
            "Invalid role filter: 'boss'"
        );
    }

    #[test]
    fn labels_match_by_key_or_by_key_and_value() {
        let labels = Labels::from([("tier".into(), "back".into()), ("x".into(), String::new())]);
        let check = |wanted: &[&str], expected| {
            let wanted: Vec<String> = wanted.iter().map(|&text| text.to_owned()).collect();
            assert_eq!(has_labels(&labels, &wanted), expected, "{wanted:?}");
        };
        check(&[], true);
        check(&["tier"], true);
        check(&["tier="], true);
        check(&["tier=back", "x"], true);
        check(&["tier=front"], false);
        check(&["tier", "nope"], false);
    }
}
