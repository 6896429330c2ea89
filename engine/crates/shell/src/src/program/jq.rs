//! `jq`: paths, pipes, `select`, objects and arrays, the functions people use.
//!
//! Every filter gives a list of values, as jq's generators do. Numbers are shown as they were
//! written as long as nobody counts with them.

mod evaluate;
mod function;
mod json;
mod parse;
mod text;
mod tree;
mod update;

use super::filter::{Filter, Go, Lines, Work};
use super::{Io, Started};
use evaluate::{Scope, evaluate};
use json::Json;
use tree::Expression;

/// A program and what it has read so far.
#[derive(Clone, Debug)]
pub(crate) struct Jq {
    program: Expression,
    scope: Scope,
    flags: Flags,
    gathered: String,
    status: u8,
}

#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    is_raw: bool,
    is_joined: bool,
    is_compact: bool,
    sorts_keys: bool,
    slurps: bool,
    reads_nothing: bool,
    reads_raw: bool,
    /// `-e`: the status tells of the last value.
    sets_status: bool,
    uses_tabs: bool,
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let Arguments {
        flags,
        mut scope,
        mut operands,
    } = match arguments(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 2, io),
    };
    if operands.is_empty() {
        return Started::refuse("Usage:\tjq [OPTIONS] FILTER [FILES...]\n", 2, io);
    }
    let source = operands.remove(0);
    let program = match parse::program(&source) {
        Ok(program) => program,
        Err(problem) => {
            let message = format!(
                "jq: error: {problem} at <top-level>, line 1:\n{source}\njq: 1 compile error\n"
            );
            return Started::refuse(&message, 3, io);
        }
    };
    for (name, value) in io.environment.variables.iter() {
        scope
            .environment
            .push((name.clone(), Json::String(value.clone())));
    }
    let jq = Jq {
        program,
        scope,
        flags,
        gathered: String::new(),
        status: if flags.sets_status { 4 } else { 0 },
    };
    let files = if flags.reads_nothing {
        vec!["/dev/null".to_owned()]
    } else {
        operands
    };
    Filter::start(&files, Work::Jq(Box::new(jq)), io)
}

/// What was typed behind `jq`.
#[derive(Default)]
struct Arguments {
    flags: Flags,
    scope: Scope,
    operands: Vec<String>,
}

fn arguments(words: &[String]) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let is_known = match word.strip_prefix("--") {
            Some(name @ ("arg" | "argjson")) => {
                let (Some(variable), Some(value)) = (words.next(), words.next()) else {
                    return Err(format!(
                        "jq: --{name} takes two parameters (e.g. --{name} varname value)\n"
                    ));
                };
                let value = given(name, value)?;
                arguments.scope = arguments.scope.with(variable, value);
                true
            }
            Some(name) => arguments.flags.set_long(name),
            None if word.len() > 1 && word.starts_with('-') => {
                word[1..].chars().all(|it| arguments.flags.set(it))
            }
            None => {
                arguments.operands.push(word.clone());
                true
            }
        };
        if !is_known {
            return Err(format!(
                "jq: Unknown option: {word}\nUse jq --help for help with command-line options\n"
            ));
        }
    }
    Ok(arguments)
}

/// The value of `--arg` or `--argjson`.
fn given(option: &str, text: &str) -> Result<Json, String> {
    if option == "arg" {
        return Ok(Json::String(text.to_owned()));
    }
    match json::parse_all(text) {
        Ok(mut values) if values.len() == 1 => Ok(values.remove(0)),
        _ => Err(format!("jq: Invalid JSON text passed to --{option}\n")),
    }
}

impl Flags {
    /// Sets a flag by its letter; tells whether there is one.
    fn set(&mut self, letter: char) -> bool {
        match letter {
            'r' => self.is_raw = true,
            'j' => (self.is_raw, self.is_joined) = (true, true),
            'c' => self.is_compact = true,
            's' => self.slurps = true,
            'n' => self.reads_nothing = true,
            'R' => self.reads_raw = true,
            'S' => self.sorts_keys = true,
            'e' => self.sets_status = true,
            'C' | 'M' => (),
            _ => return false,
        }
        true
    }

    fn set_long(&mut self, name: &str) -> bool {
        match name {
            "raw-output" => self.set('r'),
            "compact-output" => self.set('c'),
            "slurp" => self.set('s'),
            "null-input" => self.set('n'),
            "raw-input" => self.set('R'),
            "sort-keys" => self.set('S'),
            "exit-status" => self.set('e'),
            "join-output" => self.set('j'),
            "tab" => {
                self.uses_tabs = true;
                true
            }
            "color-output" | "monochrome-output" | "unbuffered" => true,
            _ => false,
        }
    }
}

/// What a step of a program costs, in bytes.
const STEP_COST: usize = 16;

impl Jq {
    fn run(&mut self, input: &Json, io: &mut Io<'_, '_>) {
        let scope = self.scope.anew();
        let values = evaluate(&self.program, input, &scope);
        io.system.spend(scope.steps() * STEP_COST);
        match values {
            Ok(values) => {
                for value in values {
                    if self.flags.sets_status {
                        self.status = u8::from(!value.is_true());
                    }
                    let text = self.shown(&value);
                    io.out(&text);
                }
            }
            Err(stopped) => {
                for value in stopped.before {
                    let text = self.shown(&value);
                    io.out(&text);
                }
                let at = if self.flags.reads_nothing {
                    "<unknown>"
                } else {
                    "<stdin>:1"
                };
                io.err(&format!("jq: error (at {at}): {}\n", stopped.message));
                self.status = 5;
            }
        }
    }

    fn shown(&self, value: &Json) -> String {
        let end = if self.flags.is_joined { "" } else { "\n" };
        let value = if self.flags.sorts_keys {
            value.sorted()
        } else {
            value.clone()
        };
        match &value {
            Json::String(text) if self.flags.is_raw => format!("{text}{end}"),
            value if self.flags.is_compact => format!("{}{end}", value.compact()),
            value => format!(
                "{}{end}",
                value.pretty(if self.flags.uses_tabs { "\t" } else { "  " })
            ),
        }
    }

    /// Runs the program on what has been gathered, as far as it is whole values.
    fn run_gathered(&mut self, io: &mut Io<'_, '_>) {
        let text = std::mem::take(&mut self.gathered);
        if self.flags.reads_raw {
            let lines: Vec<Json> = match self.flags.slurps {
                true => vec![Json::String(text)],
                false => text.lines().map(|it| Json::String(it.to_owned())).collect(),
            };
            lines.iter().for_each(|line| self.run(line, io));
            return;
        }
        let (values, problem) = match json::parse_all(&text) {
            Ok(values) => (values, None),
            Err(broken) => (broken.before, Some(broken.message)),
        };
        if self.flags.slurps && problem.is_none() {
            self.run(&Json::Array(values), io);
        } else {
            values.iter().for_each(|value| self.run(value, io));
        }
        if let Some(problem) = problem {
            io.err(&format!("jq: parse error: {problem}\n"));
            self.status = 5;
        }
    }
}

impl Lines for Jq {
    fn name(&self) -> &'static str {
        "jq"
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        let text = String::from_utf8_lossy(line);
        // A value on a line of its own is worked on at once, so that a stream streams.
        let is_alone = self.gathered.is_empty() && !self.flags.slurps && !self.flags.reads_raw;
        if is_alone && let Ok(values) = json::parse_all(&text) {
            values.iter().for_each(|value| self.run(value, io));
            return Go::On;
        }
        self.gathered.push_str(&text);
        Go::On
    }

    fn held(&self) -> usize {
        self.gathered.len().saturating_mul(4)
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        if self.flags.reads_nothing {
            self.run(&Json::Null, io);
        } else if !self.gathered.is_empty() || self.flags.slurps {
            self.run_gathered(io);
        }
        if has_failed { 2 } else { self.status }
    }

    fn unreadable(&mut self, file: &str, error: crate::files::FileError, io: &mut Io<'_, '_>) {
        io.err(&format!("jq: error: Could not open file {file}: {error}\n"));
    }
}
