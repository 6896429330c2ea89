//! Finding one object by a person's word: its id, its name, or the beginning of its id
//! (moby `daemon/cluster/helpers.go`).

use core::fmt;
use std::borrow::Cow;
use std::sync::Arc;

use api::ErrorKind;

use super::refusal::{Refusal, Voice};
use crate::object::{Config, Network, Node, Secret, Service, Task};
use crate::store::Store;

/// Why no single object was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FindError {
    Missing {
        kind: &'static str,
        name: String,
    },
    Ambiguous {
        kind: &'static str,
        name: String,
        matches: usize,
    },
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FindError::Missing { kind, name } => write!(f, "{kind} {name} not found"),
            FindError::Ambiguous {
                kind,
                name,
                matches,
            } => write!(f, "{kind} {name} is ambiguous ({matches} matches found)"),
        }
    }
}

impl Refusal for FindError {
    fn voice(&self) -> Voice {
        Voice::Daemon(match self {
            // The daemon forgets to give a missing network a kind.
            FindError::Missing {
                kind: Network::KIND,
                ..
            } => ErrorKind::System,
            FindError::Missing { .. } => ErrorKind::NotFound,
            FindError::Ambiguous { .. } => ErrorKind::InvalidParameter,
        })
    }
}

/// What can be found by a word.
pub(super) trait Findable: Sized + 'static {
    const KIND: &'static str;
    /// Files are found by a name in any case, everything else as written.
    const HAS_CASE: bool;

    fn all(store: &Store) -> impl Iterator<Item = &Arc<Self>>;
    fn id(&self) -> &str;
    fn name(&self) -> Option<Cow<'_, str>>;
}

/// The one object a word means. An id goes before names, names before beginnings of ids.
pub(super) fn find<'a, T: Findable>(store: &'a Store, word: &str) -> Result<&'a Arc<T>, FindError> {
    if let Some(exact) = T::all(store).find(|object| object.id() == word) {
        return Ok(exact);
    }
    let is_named = |name: Cow<'_, str>| match T::HAS_CASE {
        true => name == word,
        false => name.eq_ignore_ascii_case(word),
    };
    let mut matches: Vec<&Arc<T>> = T::all(store)
        .filter(|object| object.name().is_some_and(is_named))
        .collect();
    if matches.is_empty() {
        matches = T::all(store)
            .filter(|object| object.id().starts_with(word))
            .collect();
    }
    match matches.as_slice() {
        [] => Err(FindError::Missing {
            kind: T::KIND,
            name: word.to_owned(),
        }),
        [one] => Ok(one),
        many => Err(FindError::Ambiguous {
            kind: T::KIND,
            name: word.to_owned(),
            matches: many.len(),
        }),
    }
}

macro_rules! findable {
    ($($object:ident, $kind:literal, $has_case:literal, $all:ident, $name:expr;)*) => {
        $( impl Findable for $object {
            const KIND: &'static str = $kind;
            const HAS_CASE: bool = $has_case;

            fn all(store: &Store) -> impl Iterator<Item = &Arc<Self>> {
                store.$all()
            }

            fn id(&self) -> &str {
                self.id.as_str()
            }

            fn name(&self) -> Option<Cow<'_, str>> {
                let name: fn(&$object) -> Option<Cow<'_, str>> = $name;
                name(self)
            }
        } )*
    };
}

findable! {
    Service, "service", true, services, |it| Some(Cow::from(&it.spec.annotations.name));
    Node, "node", true, nodes, |it| it.description.as_ref().map(|it| Cow::from(&it.hostname));
    Task, "task", true, tasks, |it| Some(Cow::from(it.name()));
    Network, "network", true, networks, |it| Some(Cow::from(&it.spec.annotations.name));
    Secret, "secret", false, secrets, |it| Some(Cow::from(&it.annotations.name));
    Config, "config", false, configs, |it| Some(Cow::from(&it.annotations.name));
}
