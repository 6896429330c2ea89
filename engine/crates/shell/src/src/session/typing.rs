//! A command that is being typed, line by line.

use std::sync::Arc;

use crate::shell::Shell;
use crate::syntax::{Parser, SyntaxError};

/// The lines typed so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typing {
    text: String,
    wants: Wants,
}

/// What must come before it is worth looking at the whole again: a pasted novel with one quote in
/// it is not to be parsed anew for each of its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Wants {
    #[default]
    AnyLine,
    Delimiter(char),
    /// The last line of a here-document.
    Line(String),
}

impl Typing {
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn clear(&mut self) {
        *self = Typing::default();
    }

    /// The whole command; nothing is left.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(self).text
    }

    /// Adds a line; tells whether the command is complete.
    pub(super) fn add(&mut self, line: &str) -> bool {
        self.text.push_str(line);
        self.text.push('\n');
        let is_worth_a_look = match &self.wants {
            Wants::AnyLine => true,
            Wants::Delimiter(delimiter) => line.contains(*delimiter),
            Wants::Line(wanted) => line.trim_start_matches('\t') == wanted,
        };
        if !is_worth_a_look {
            return false;
        }
        match unfinished(&self.text) {
            Some(wants) => {
                self.wants = wants;
                false
            }
            None => true,
        }
    }
}

/// What must come before these lines are a command; `None` when they are one, or never will be.
fn unfinished(text: &str) -> Option<Wants> {
    if text.ends_with("\\\n") && !text.ends_with("\\\\\n") {
        return Some(Wants::AnyLine);
    }
    let mut parser = Parser::new(text, 1);
    loop {
        let parsed = parser.next_command();
        if let Some(document) = parser.open_document() {
            return Some(Wants::Line(document.wanted.clone()));
        }
        match parsed {
            Ok(Some(_)) => (),
            Ok(None) => return None,
            Err(SyntaxError::Unmatched { delimiter, .. }) => {
                return Some(Wants::Delimiter(delimiter));
            }
            Err(SyntaxError::EndOfFile { .. }) => return Some(Wants::AnyLine),
            Err(
                SyntaxError::Unexpected { .. }
                | SyntaxError::Condition { .. }
                | SyntaxError::TooDeep { .. },
            ) => return None,
        }
    }
}

impl Shell {
    /// Takes a command into the history, unless it stands there as the last.
    pub(super) fn remember(&mut self, typed: &str) {
        let entry = one_line(typed);
        if entry.trim().is_empty() || self.history.last() == Some(&entry) {
            return;
        }
        Arc::make_mut(&mut self.history).push(entry);
    }
}

/// Longer commands are kept as they were typed.
const JOINED_LINES: usize = 40;

/// The lines of a command as bash's history keeps them (`cmdhist`): continued lines are joined,
/// others get the `;` that they could have been written with.
fn one_line(typed: &str) -> String {
    let typed = typed.trim_end_matches('\n');
    if typed.lines().count() > JOINED_LINES {
        return typed.to_owned();
    }
    let mut joined = String::new();
    for line in typed.split('\n') {
        if joined.is_empty() {
            joined.push_str(line);
            continue;
        }
        if let Some(continued) = joined.strip_suffix('\\') {
            joined = format!("{continued}{line}");
            continue;
        }
        let is_open = matches!(
            unfinished(&format!("{joined}\n")),
            Some(Wants::Delimiter(_) | Wants::Line(_))
        );
        let needs_no_semicolon = [
            "do", "then", "else", "{", "(", "|", "&&", "||", ";", "&", "in",
        ]
        .iter()
        .any(|word| joined.trim_end().ends_with(word));
        let between = match (is_open, needs_no_semicolon) {
            (true, _) => "\n",
            (false, true) => " ",
            (false, false) => "; ",
        };
        joined = format!("{joined}{between}{line}");
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_complete(text: &str) -> bool {
        let mut typing = Typing::default();
        text.lines().fold(true, |_, line| typing.add(line))
    }

    #[test]
    fn a_command_is_complete_when_bash_would_run_it() {
        for text in [
            "echo a",
            "if true; then\necho\nfi",
            "cat <<X\na\nX",
            "echo 'a\nb'",
            "fi",
            "a \\\nb",
            "",
        ] {
            assert!(is_complete(text), "{text}");
        }
        for text in [
            "if true; then",
            "cat <<X\na",
            "echo 'a\nb",
            "a \\",
            "a &&",
            "a |",
            "f() {",
            "echo $(",
            "case x in",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }

    #[test]
    fn history_joins_lines() {
        assert_eq!(
            one_line("for i in 1 2\ndo\necho $i\ndone\n"),
            "for i in 1 2; do echo $i; done"
        );
        assert_eq!(
            one_line("docker service create \\\n  --name web\n"),
            "docker service create   --name web"
        );
        assert_eq!(one_line("echo 'a\nb'\n"), "echo 'a\nb'");
    }
}
