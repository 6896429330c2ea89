//! `xargs`

use std::collections::VecDeque;

use super::arguments::Known;
use super::child::{Child, spawn_with};
use super::{Io, Program, Started};
use crate::files::Device;
use crate::limits;
use crate::system::{Ended, Open, Read, Turn};

/// Makes its input into arguments of a command.
#[derive(Clone, Debug)]
pub(crate) struct Xargs {
    /// As it calls itself in errors; it also does the work of `find -exec`.
    name: &'static str,
    command: Vec<String>,
    splits: Splits,
    /// `-n`: at most so many arguments at once.
    most: usize,
    /// `-I`: replaced in the command by each line.
    placeholder: Option<String>,
    skips_empty: bool,
    traces: bool,
    input: Vec<u8>,
    is_read: bool,
    words: VecDeque<String>,
    has_run: bool,
    child: Option<Child>,
    status: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Splits {
    /// At blanks and line ends, with quotes.
    Blanks,
    Lines,
    /// `-0`, `-d`
    At(u8),
}

const KNOWN: Known = Known {
    program: "xargs",
    short: "0n:I:rtL:P:d:px",
    long: &[
        ("null", '0'),
        ("max-args", 'n'),
        ("no-run-if-empty", 'r'),
        ("verbose", 't'),
        ("max-procs", 'P'),
        ("delimiter", 'd'),
        ("max-lines", 'L'),
    ],
    stops_at_operand: true,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let number = |letter: char| arguments.value(letter).map(str::parse::<usize>);
    let placeholder = arguments.value('I').map(str::to_owned);
    let most = match (number('n'), number('L'), &placeholder) {
        (_, _, Some(_)) => 1,
        (Some(Ok(most)), _, None) | (None, Some(Ok(most)), None) if most > 0 => most,
        (None, None, None) => usize::MAX,
        _ => return Started::refuse("xargs: value for -n option should be >= 1\n", 1, io),
    };
    let splits = match (arguments.has('0'), arguments.value('d')) {
        (true, _) => Splits::At(0),
        (false, Some("\\n")) => Splits::At(b'\n'),
        (false, Some(text)) => Splits::At(text.bytes().next().unwrap_or(b'\n')),
        (false, None) if placeholder.is_some() || arguments.has('L') => Splits::Lines,
        (false, None) => Splits::Blanks,
    };
    let mut command = arguments.operands.clone();
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let xargs = Xargs {
        name: "xargs",
        command,
        splits,
        most,
        skips_empty: arguments.has('r') || placeholder.is_some(),
        placeholder,
        traces: arguments.has('t'),
        input: Vec::new(),
        is_read: false,
        words: VecDeque::new(),
        has_run: false,
        child: None,
        status: 0,
    };
    Started::program(Program::Xargs(Box::new(xargs)), io)
}

impl Xargs {
    /// `find … -exec command ;`, or `+`: these paths, each alone or all together.
    pub(super) fn of_find(
        (command, is_each): (Vec<String>, bool),
        paths: Vec<String>,
        io: &Io<'_, '_>,
    ) -> Started {
        let xargs = Xargs {
            name: "find",
            command,
            splits: Splits::Lines,
            most: if is_each { 1 } else { usize::MAX },
            placeholder: is_each.then(|| "{}".to_owned()),
            skips_empty: true,
            traces: false,
            input: Vec::new(),
            is_read: true,
            words: paths.into(),
            has_run: false,
            child: None,
            status: 0,
        };
        Started::program(Program::Xargs(Box::new(xargs)), io)
    }

    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        if let Some(child) = &mut self.child {
            let Some(ended) = child.ended(io) else {
                return Turn::Blocked;
            };
            self.child = None;
            return self.note(ended, io);
        }
        if !self.is_read {
            return self.read(io);
        }
        let is_done = self.words.is_empty() && (self.has_run || self.skips_empty);
        if is_done {
            return Turn::Ended(Ended::Exited(self.status));
        }
        self.run(io)
    }

    fn read(&mut self, io: &mut Io<'_, '_>) -> Turn {
        match io.bytes(usize::MAX) {
            Read::Bytes(bytes) => {
                self.input.extend(bytes);
                if self.input.len() > limits::TEXT {
                    io.err("xargs: memory exhausted\n");
                    return Turn::Ended(Ended::Exited(1));
                }
            }
            Read::Pending => return Turn::Blocked,
            Read::End | Read::Failed(_) => {
                self.is_read = true;
                let text = String::from_utf8_lossy(&std::mem::take(&mut self.input)).into_owned();
                match self.split(&text) {
                    Ok(words) => self.words = words.into(),
                    Err(message) => {
                        io.err(&message);
                        return Turn::Ended(Ended::Exited(1));
                    }
                }
            }
        }
        Turn::Progress
    }

    fn split(&self, text: &str) -> Result<Vec<String>, String> {
        let at = |end: char| text.split_terminator(end).map(str::to_owned);
        Ok(match self.splits {
            Splits::At(byte) => at(char::from(byte)).collect(),
            Splits::Lines => at('\n')
                .map(|it| it.trim_start().to_owned())
                .filter(|it| !it.is_empty())
                .collect(),
            Splits::Blanks => return quoted_words(text),
        })
    }

    /// How many of the words one command line can take: findutils, 128 KiB.
    fn fitting(&self) -> usize {
        let mut left = limits::ARGUMENT;
        let fits = |word: &&String| {
            left = left.saturating_sub(word.len() + 1);
            left > 0
        };
        self.words.iter().take_while(fits).count().max(1)
    }

    fn run(&mut self, io: &mut Io<'_, '_>) -> Turn {
        let count = self.most.min(self.words.len()).min(self.fitting());
        let arguments: Vec<String> = self.words.drain(..count).collect();
        let words: Vec<String> = match (&self.placeholder, arguments.first()) {
            (Some(placeholder), Some(line)) => self
                .command
                .iter()
                .map(|word| word.replace(placeholder, line))
                .collect(),
            _ => self.command.iter().cloned().chain(arguments).collect(),
        };
        self.has_run = true;
        if self.traces {
            io.err(&format!("{}\n", words.join(" ")));
        }
        // The command does not read what is meant for xargs.
        let mut descriptors = io.system.share(io.descriptors);
        let nothing = io.system.open(Open::Device(Device::Null));
        io.system.put(&mut descriptors, 0, nothing);
        match spawn_with(&words, descriptors, io) {
            Ok(child) => self.child = Some(child),
            Err(refused) => {
                let reason = refused.message.rsplit(": ").next().unwrap_or_default();
                let reason = if reason == "command not found" {
                    "No such file or directory"
                } else {
                    reason
                };
                if self.name == "find" {
                    io.err(&format!("find: ‘{}’: {reason}\n", words[0]));
                    return Turn::Progress;
                }
                io.err(&format!("xargs: {}: {reason}\n", words[0]));
                return Turn::Ended(Ended::Exited(refused.status));
            }
        }
        Turn::Progress
    }

    /// findutils `xargs.c`: 123 when a command failed, 124 when one said 255, 125 when killed.
    fn note(&mut self, ended: Ended, io: &mut Io<'_, '_>) -> Turn {
        match ended {
            Ended::Exited(0) => (),
            // Only with `+` is find's own status touched.
            _ if self.name == "find" => self.status = u8::from(self.placeholder.is_none()),
            Ended::Exited(255) => {
                io.err(&format!(
                    "xargs: {}: exited with status 255; aborting\n",
                    self.command[0]
                ));
                return Turn::Ended(Ended::Exited(124));
            }
            Ended::Exited(_) => self.status = 123,
            Ended::Killed(signal) => {
                io.err(&format!(
                    "xargs: {}: terminated by signal {}\n",
                    self.command[0],
                    signal.number()
                ));
                return Turn::Ended(Ended::Exited(125));
            }
        }
        Turn::Progress
    }
}

/// Words between blanks; quotes and backslashes join.
fn quoted_words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().extend(letters.next()),
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match letters.next() {
                        Some(end) if end == letter => break,
                        Some('\n') | None => {
                            let kind = if letter == '"' { "double" } else { "single" };
                            return Err(format!(
                                "xargs: unmatched {kind} quote; by default quotes are special to xargs unless you use the -0 option\n"
                            ));
                        }
                        Some(inside) => word.push(inside),
                    }
                }
            }
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    Ok(words)
}
