//! `uniq`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work, text};
use super::{Io, Started};

/// Drops lines that are like the one before.
#[derive(Clone, Debug)]
pub(crate) struct Uniq {
    counts: bool,
    shows: Shows,
    ignores_case: bool,
    skipped_fields: usize,
    last: Option<(String, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shows {
    All,
    /// `-d`
    Repeated,
    /// `-u`
    Single,
}

const KNOWN: Known = Known {
    program: "uniq",
    short: "cdiuf:",
    long: &[
        ("count", 'c'),
        ("repeated", 'd'),
        ("ignore-case", 'i'),
        ("unique", 'u'),
        ("skip-fields", 'f'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let shows = match (arguments.has('d'), arguments.has('u')) {
        (true, _) => Shows::Repeated,
        (false, true) => Shows::Single,
        (false, false) => Shows::All,
    };
    let uniq = Uniq {
        counts: arguments.has('c'),
        shows,
        ignores_case: arguments.has('i'),
        skipped_fields: arguments
            .value('f')
            .and_then(|it| it.parse().ok())
            .unwrap_or(0),
        last: None,
    };
    let files = &arguments.operands[..arguments.operands.len().min(1)];
    Filter::start(files, Work::Uniq(uniq), io)
}

impl Uniq {
    fn compared(&self, line: &str) -> String {
        let mut rest = line;
        // A line has no more fields than letters.
        for _ in 0..self.skipped_fields.min(line.len()) {
            if rest.is_empty() {
                break;
            }
            rest = rest.trim_start();
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
        }
        if self.ignores_case {
            rest.to_lowercase()
        } else {
            rest.to_owned()
        }
    }

    fn flush(&mut self, io: &mut Io<'_, '_>) {
        let Some((line, count)) = self.last.take() else {
            return;
        };
        let is_shown = match self.shows {
            Shows::All => true,
            Shows::Repeated => count > 1,
            Shows::Single => count == 1,
        };
        if is_shown {
            let prefix = if self.counts {
                format!("{count:>7} ")
            } else {
                String::new()
            };
            io.out(&format!("{prefix}{line}\n"));
        }
    }
}

impl Lines for Uniq {
    fn name(&self) -> &'static str {
        "uniq"
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        let line = text(line);
        let is_same = self
            .last
            .as_ref()
            .is_some_and(|(last, _)| self.compared(last) == self.compared(&line));
        match &mut self.last {
            Some((_, count)) if is_same => *count += 1,
            _ => {
                self.flush(io);
                self.last = Some((line, 1));
            }
        }
        Go::On
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        self.flush(io);
        u8::from(has_failed)
    }
}
