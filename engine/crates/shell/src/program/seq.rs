//! `seq`, `yes`

use super::{Io, Program, Started};
use crate::decimal::Decimal;
use crate::system::{Ended, Turn};

/// Prints one thing after the other until it is done or told to stop.
#[derive(Clone, Debug)]
pub(crate) struct Sequence {
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Numbers {
        next: Decimal,
        step: Decimal,
        last: Decimal,
        digits: usize,
        width: usize,
        separator: String,
        is_first: bool,
    },
    Word(String),
}

/// Digits behind the point; nobody writes more.
const DIGITS: usize = 100;

/// So many bytes in a turn.
const BYTES: usize = 65_536;

/// So many lines in a turn.
const LINES: usize = 1_000;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut separator = "\n".to_owned();
    let mut has_equal_width = false;
    let mut numbers: Vec<&str> = Vec::new();
    let mut words = words[1..].iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-w" | "--equal-width" => has_equal_width = true,
            "-s" => separator = words.next().cloned().unwrap_or_default(),
            _ if word.starts_with("-s") => separator = word[2..].to_owned(),
            _ => numbers.push(word),
        }
    }
    let mut values = Vec::new();
    for text in &numbers {
        match Decimal::parse(text) {
            Some(value) => values.push(value),
            None => {
                let message = format!(
                    "seq: invalid floating point argument: ‘{text}’\nTry 'seq --help' for more information.\n"
                );
                return Started::refuse(&message, 1, io);
            }
        }
    }
    let one = Decimal::whole(1);
    let (next, step, last) = match values.as_slice() {
        [last] => (one, one, *last),
        [first, last] => (*first, one, *last),
        [first, step, last] => (*first, *step, *last),
        [] => {
            let message = "seq: missing operand\nTry 'seq --help' for more information.\n";
            return Started::refuse(message, 1, io);
        }
        _ => {
            let message = format!(
                "seq: extra operand ‘{}’\nTry 'seq --help' for more information.\n",
                numbers[3]
            );
            return Started::refuse(&message, 1, io);
        }
    };
    if step.is_zero() {
        let message = format!(
            "seq: invalid Zero increment value: ‘{}’\nTry 'seq --help' for more information.\n",
            numbers[1]
        );
        return Started::refuse(&message, 1, io);
    }
    let digits = digits_of(&numbers);
    let width = match has_equal_width {
        true => next.rounded(digits).len().max(last.rounded(digits).len()),
        false => 0,
    };
    let kind = Kind::Numbers {
        next,
        step,
        last,
        digits,
        width,
        separator,
        is_first: true,
    };
    Started::program(Program::Sequence(Sequence { kind }), io)
}

/// The most digits behind a point.
fn digits_of(numbers: &[&str]) -> usize {
    let digits = |text: &&str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let most = numbers.iter().map(digits).max();
    most.unwrap_or(0).min(DIGITS)
}

pub(super) fn yes(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let word = if words.len() > 1 {
        words[1..].join(" ")
    } else {
        "y".to_owned()
    };
    Started::program(
        Program::Sequence(Sequence {
            kind: Kind::Word(format!("{word}\n")),
        }),
        io,
    )
}

impl Sequence {
    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Numbers { .. } => "seq",
            Kind::Word(_) => "yes",
        }
    }

    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        if !io.has_room() {
            return Turn::Blocked;
        }
        match &mut self.kind {
            Kind::Word(line) => {
                let lines = line.repeat((BYTES / 2 / line.len()).max(1));
                io.out(&lines);
                Turn::Progress
            }
            Kind::Numbers {
                next,
                step,
                last,
                digits,
                width,
                separator,
                is_first,
            } => {
                let mut text = String::new();
                for _ in 0..LINES {
                    if text.len() > BYTES {
                        break;
                    }
                    let is_over = if *step > Decimal::default() {
                        *next > *last
                    } else {
                        *next < *last
                    };
                    if is_over {
                        if !*is_first {
                            text.push('\n');
                        }
                        io.out(&text);
                        return Turn::Ended(Ended::Exited(0));
                    }
                    if !std::mem::take(is_first) {
                        text.push_str(separator);
                    }
                    text.push_str(&super::printf::padded(&next.rounded(*digits), '0', *width));
                    *next = next.plus(*step);
                }
                io.out(&text);
                Turn::Progress
            }
        }
    }
}
