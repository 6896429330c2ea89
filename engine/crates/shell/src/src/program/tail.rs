//! `tail`

use std::collections::VecDeque;

use sim::{Duration, Instant};

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work};
use super::head::{old_count, size};
use super::{Io, Program, Started};
use crate::files::FileError;
use crate::system::Turn;

/// The last lines or bytes of each file.
#[derive(Clone, Debug)]
pub(crate) struct Tail {
    count: Count,
    kept: VecDeque<Vec<u8>>,
    /// What they weigh.
    bytes: usize,
    read: u64,
    names_files: bool,
    is_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Last(u64),
    /// `-n +3`: from the third on.
    From(u64),
    LastBytes(usize),
}

/// `tail -f`: what is written to a file later.
#[derive(Clone, Debug)]
pub(crate) struct Follow {
    file: String,
    shown: usize,
    next: Instant,
}

const KNOWN: Known = Known {
    program: "tail",
    short: "n:c:fFqvs:",
    long: &[
        ("lines", 'n'),
        ("bytes", 'c'),
        ("follow", 'f'),
        ("quiet", 'q'),
        ("verbose", 'v'),
        ("sleep-interval", 's'),
    ],
    stops_at_operand: false,
};

/// coreutils `tail.c`: looks once a second.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let (words, is_old) = old_count(&words[1..]);
    let arguments = match KNOWN.read(&words) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let text = arguments.value('n').unwrap_or("10");
    if is_old && arguments.operands.len() > 1 {
        let message = format!("tail: option used in invalid context -- {}\n", &text[..1]);
        return Started::refuse(&message, 1, io);
    }
    let count = match (arguments.value('c'), text.strip_prefix('+')) {
        (Some(bytes), _) => size(bytes)
            .and_then(|it| usize::try_from(it).ok())
            .map(Count::LastBytes),
        (None, Some(from)) => size(from).map(Count::From),
        (None, None) => size(text.trim_start_matches('-')).map(Count::Last),
    };
    let Some(count) = count else {
        return Started::refuse(&format!("tail: invalid number of lines: ‘{text}’\n"), 1, io);
    };
    if let (true, [file]) = (
        arguments.has('f') || arguments.has('F'),
        arguments.operands.as_slice(),
    ) {
        return follow(file, count, io);
    }
    let names_files = match arguments.last_of("qv") {
        Some(letter) => letter == 'v',
        None => arguments.operands.len() > 1,
    };
    let tail = Tail {
        count,
        kept: VecDeque::new(),
        bytes: 0,
        read: 0,
        names_files,
        is_first: true,
    };
    Filter::start(&arguments.operands, Work::Tail(tail), io)
}

fn follow(file: &str, count: Count, io: &mut Io<'_, '_>) -> Started {
    let content = match super::input::read_file(file, io) {
        Ok(content) => content,
        Err(error) => {
            let message = format!(
                "tail: cannot open '{file}' for reading: {error}\ntail: no files remaining\n"
            );
            return Started::refuse(&message, 1, io);
        }
    };
    let mut tail = Tail {
        count,
        kept: VecDeque::new(),
        bytes: 0,
        read: 0,
        names_files: false,
        is_first: true,
    };
    for line in content.split_inclusive(|it| *it == b'\n') {
        tail.line(line, io);
    }
    tail.flush(io);
    let next = io.system.wake_after(io.me, LOOKS_EVERY, io.host.now);
    let follow = Follow {
        file: file.to_owned(),
        shown: content.len(),
        next,
    };
    Started::program(Program::Follow(follow), io)
}

impl Tail {
    fn keep(&mut self, line: &[u8]) {
        self.bytes += line.len();
        self.kept.push_back(line.to_vec());
    }

    fn drop_first(&mut self) {
        self.bytes -= self.kept.pop_front().map_or(0, |it| it.len());
    }

    fn flush(&mut self, io: &mut Io<'_, '_>) {
        self.bytes = 0;
        if let Count::LastBytes(count) = self.count {
            let all: Vec<u8> = self.kept.drain(..).flatten().collect();
            io.out_bytes(&all[all.len().saturating_sub(count)..]);
            return;
        }
        for line in std::mem::take(&mut self.kept) {
            io.out_bytes(&line);
        }
    }
}

impl Lines for Tail {
    fn name(&self) -> &'static str {
        "tail"
    }

    fn begin(&mut self, file: &str, io: &mut Io<'_, '_>) -> Go {
        self.flush(io);
        self.read = 0;
        if self.names_files {
            let gap = if self.is_first { "" } else { "\n" };
            let name = if file == "-" { "standard input" } else { file };
            io.out(&format!("{gap}==> {name} <==\n"));
        }
        self.is_first = false;
        Go::On
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        self.read += 1;
        match self.count {
            Count::From(from) => {
                if self.read >= from {
                    io.out_bytes(line);
                }
            }
            Count::Last(count) => {
                self.keep(line);
                if self.kept.len() as u64 > count {
                    self.drop_first();
                }
            }
            Count::LastBytes(count) => {
                self.keep(line);
                while self
                    .kept
                    .front()
                    .is_some_and(|it| self.bytes - it.len() >= count)
                {
                    self.drop_first();
                }
            }
        }
        Go::On
    }

    fn held(&self) -> usize {
        self.bytes + self.kept.len() * 24
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        self.flush(io);
        u8::from(has_failed)
    }

    fn unreadable(&mut self, file: &str, error: FileError, io: &mut Io<'_, '_>) {
        io.err(&format!(
            "tail: cannot open '{file}' for reading: {error}\n"
        ));
    }
}

impl Follow {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        if io.host.now < self.next {
            return Turn::Blocked;
        }
        self.next = io.system.wake_after(io.me, LOOKS_EVERY, io.host.now);
        if let Ok(content) = super::input::read_file(&self.file, io) {
            if content.len() < self.shown {
                io.err(&format!("tail: {}: file truncated\n", self.file));
                self.shown = 0;
            }
            io.out_bytes(&content[self.shown..]);
            self.shown = content.len();
        }
        Turn::Progress
    }
}
