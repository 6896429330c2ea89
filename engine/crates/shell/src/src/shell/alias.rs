//! `alias`: other names for simple commands, at the prompt.
//!
//! As in bash they count only where a person types, and a name in its own value means the command
//! itself. Unlike bash, where any text can be put in a command's place, a value here is one simple
//! command; `alias` refuses others by saying so.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Origin, Shell};
use crate::syntax::{Command, Parser, Shape};

impl Shell {
    /// The command with the alias in its first place carried out, if there is one.
    pub(super) fn without_alias(&self, command: &Arc<Command>) -> Arc<Command> {
        let mut command = command.clone();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        while let Some((name, value)) = self.alias_of(&command) {
            if !seen.insert(name) {
                break;
            }
            match simple_command(value) {
                Some(first) => command = Arc::new(joined(&first, &command)),
                None => break,
            }
        }
        command
    }

    fn alias_of(&self, command: &Command) -> Option<(&str, &str)> {
        let Shape::Simple { words, .. } = &command.shape else {
            return None;
        };
        if self.origin != Origin::Login {
            return None;
        }
        let (name, value) = self.aliases.get_key_value(words.first()?.plain()?)?;
        Some((name, value))
    }
}

/// The text as one simple command, if it is one.
pub(super) fn simple_command(text: &str) -> Option<Command> {
    let mut parser = Parser::new(text, 1);
    let list = parser.next_command().ok()??;
    let is_all = parser.position().0 >= text.len();
    let [item] = list.items.as_slice() else {
        return None;
    };
    let and_or = &item.and_or;
    let is_alone = !item.background && and_or.rest.is_empty() && !and_or.first.negated;
    let [stage] = and_or.first.stages.as_slice() else {
        return None;
    };
    let is_simple = matches!(stage.shape, Shape::Simple { .. });
    (is_all && is_alone && is_simple && !and_or.first.timed).then(|| Command::clone(stage))
}

/// The value's command, and behind its words those of the command that was typed.
fn joined(first: &Command, typed: &Command) -> Command {
    let mut command = first.clone();
    if let (
        Shape::Simple {
            assignments,
            words,
            declared,
        },
        Shape::Simple {
            assignments: typed_assignments,
            words: typed_words,
            declared: typed_declared,
        },
    ) = (&mut command.shape, &typed.shape)
    {
        assignments.splice(0..0, typed_assignments.iter().cloned());
        words.extend(typed_words.iter().skip(1).cloned());
        declared.extend(typed_declared.iter().cloned());
    }
    command.line = typed.line;
    let redirects = first.redirects.iter().chain(typed.redirects.iter());
    command.redirects = Arc::new(redirects.cloned().collect());
    command
}
