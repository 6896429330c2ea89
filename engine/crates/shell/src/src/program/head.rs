//! `head`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work};
use super::{Io, Started};

/// The first lines or bytes of each file.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    count: Count,
    /// What this file may still show.
    left: u64,
    /// Lines held back by a count from the end.
    held: std::collections::VecDeque<Vec<u8>>,
    names_files: bool,
    is_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Count {
    Lines(u64),
    Bytes(u64),
    /// `-n -5`: all but the last five.
    AllButLines(u64),
}

const KNOWN: Known = Known {
    program: "head",
    short: "n:c:qvz",
    long: &[
        ("lines", 'n'),
        ("bytes", 'c'),
        ("quiet", 'q'),
        ("silent", 'q'),
        ("verbose", 'v'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let (words, _) = old_count(&words[1..]);
    let arguments = match KNOWN.read(&words) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let count = match (arguments.value('c'), arguments.value('n')) {
        (Some(text), _) => match size(text) {
            Some(bytes) => Count::Bytes(bytes),
            None => return invalid("bytes", text, io),
        },
        (None, Some(text)) => match (text.strip_prefix('-'), size(text)) {
            (Some(rest), _) => match size(rest) {
                Some(lines) => Count::AllButLines(lines),
                None => return invalid("lines", text, io),
            },
            (None, Some(lines)) => Count::Lines(lines),
            (None, None) => return invalid("lines", text, io),
        },
        (None, None) => Count::Lines(10),
    };
    let names_files = match arguments.last_of("qv") {
        Some(letter) => letter == 'v',
        None => arguments.operands.len() > 1,
    };
    let held = Default::default();
    let head = Head {
        count,
        left: count.at_start(),
        held,
        names_files,
        is_first: true,
    };
    Filter::start(&arguments.operands, Work::Head(head), io)
}

fn invalid(what: &str, text: &str, io: &mut Io<'_, '_>) -> Started {
    Started::refuse(
        &format!("head: invalid number of {what}: ‘{text}’\n"),
        1,
        io,
    )
}

/// The words with `-5` at their head written as `-n5`, and whether it stood there.
pub(super) fn old_count(words: &[String]) -> (Vec<String>, bool) {
    let mut words = words.to_vec();
    let is_count = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let count = words
        .first()
        .and_then(|it| it.strip_prefix('-'))
        .filter(|it| is_count(it));
    match count.map(|it| format!("-n{it}")) {
        Some(count) => {
            words[0] = count;
            (words, true)
        }
        None => (words, false),
    }
}

/// `10`, `1k`, `1M`
pub(super) fn size(text: &str) -> Option<u64> {
    let end = text
        .find(|it: char| !it.is_ascii_digit())
        .unwrap_or(text.len());
    let number: u64 = text[..end].parse().ok()?;
    let unit = match &text[end..] {
        "" => 1,
        "b" => 512,
        "k" | "K" | "KiB" => 1 << 10,
        "kB" => 1_000,
        "M" | "MiB" => 1 << 20,
        "MB" => 1_000_000,
        "G" | "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(unit)
}

impl Count {
    fn at_start(self) -> u64 {
        match self {
            Count::Lines(count) | Count::Bytes(count) => count,
            Count::AllButLines(_) => u64::MAX,
        }
    }
}

impl Lines for Head {
    fn name(&self) -> &'static str {
        "head"
    }

    fn takes(&self) -> Option<usize> {
        match self.count {
            Count::Bytes(_) => Some(
                usize::try_from(self.left)
                    .unwrap_or(usize::MAX)
                    .clamp(1, 65_536),
            ),
            Count::Lines(_) | Count::AllButLines(_) => None,
        }
    }

    fn begin(&mut self, file: &str, io: &mut Io<'_, '_>) -> Go {
        if self.names_files {
            let gap = if self.is_first { "" } else { "\n" };
            let name = if file == "-" { "standard input" } else { file };
            io.out(&format!("{gap}==> {name} <==\n"));
        }
        self.is_first = false;
        self.held.clear();
        self.left = self.count.at_start();
        if self.left == 0 { Go::NextFile } else { Go::On }
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        match self.count {
            Count::Lines(_) => {
                io.out_bytes(line);
                self.left -= 1;
            }
            Count::Bytes(_) => {
                let most = usize::try_from(self.left)
                    .unwrap_or(usize::MAX)
                    .min(line.len());
                io.out_bytes(&line[..most]);
                self.left -= most as u64;
            }
            Count::AllButLines(count) => {
                self.held.push_back(line.to_vec());
                if self.held.len() as u64 > count
                    && let Some(line) = self.held.pop_front()
                {
                    io.out_bytes(&line);
                }
            }
        }
        if self.left == 0 { Go::NextFile } else { Go::On }
    }

    fn end(&mut self, has_failed: bool, _: &mut Io<'_, '_>) -> u8 {
        u8::from(has_failed)
    }

    fn unreadable(&mut self, file: &str, error: crate::files::FileError, io: &mut Io<'_, '_>) {
        io.err(&format!(
            "head: cannot open '{file}' for reading: {error}\n"
        ));
    }
}
