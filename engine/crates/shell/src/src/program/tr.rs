//! `tr`, `rev`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work, without_end};
use super::{Io, Started};
use crate::escape::{Letter, next_escape};
use crate::pattern::class_ranges;

/// Changes, deletes and squeezes letters.
#[derive(Clone, Debug)]
pub(crate) struct Tr {
    kind: Kind,
    squeezes: Vec<char>,
    last: Option<char>,
}

#[derive(Clone, Debug)]
enum Kind {
    Change {
        from: Vec<char>,
        complements: bool,
        to: Vec<char>,
    },
    Delete {
        set: Vec<char>,
        complements: bool,
    },
    Keep,
    /// `rev`
    TurnRound,
}

const KNOWN: Known = Known {
    program: "tr",
    short: "dscCt",
    long: &[
        ("delete", 'd'),
        ("squeeze-repeats", 's'),
        ("complement", 'c'),
        ("truncate-set1", 't'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let sets: Vec<Vec<char>> = arguments.operands.iter().map(|it| set(it)).collect();
    let complements = arguments.has('c') || arguments.has('C');
    let (kind, squeezes) = match (arguments.has('d'), arguments.has('s'), sets.as_slice()) {
        (true, false, [one]) => (
            Kind::Delete {
                set: one.clone(),
                complements,
            },
            Vec::new(),
        ),
        (true, true, [one, two]) => (
            Kind::Delete {
                set: one.clone(),
                complements,
            },
            two.clone(),
        ),
        (false, true, [one]) => (Kind::Keep, one.clone()),
        (false, squeezes, [one, two]) => {
            let kind = Kind::Change {
                from: one.clone(),
                complements,
                to: two.clone(),
            };
            (kind, if squeezes { two.clone() } else { Vec::new() })
        }
        (_, _, []) => {
            return Started::refuse(
                "tr: missing operand\nTry 'tr --help' for more information.\n",
                1,
                io,
            );
        }
        (_, _, [_]) => {
            let shown = &arguments.operands[0];
            let message = format!(
                "tr: missing operand after ‘{shown}’\nTwo strings must be given when translating.\nTry 'tr --help' for more information.\n"
            );
            return Started::refuse(&message, 1, io);
        }
        (_, _, [_, .., _]) => {
            let extra = arguments.operands.last().map_or("", String::as_str);
            let message =
                format!("tr: extra operand ‘{extra}’\nTry 'tr --help' for more information.\n");
            return Started::refuse(&message, 1, io);
        }
    };
    Filter::start(
        &[],
        Work::Tr(Tr {
            kind,
            squeezes,
            last: None,
        }),
        io,
    )
}

pub(super) fn rev(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let tr = Tr {
        kind: Kind::TurnRound,
        squeezes: Vec::new(),
        last: None,
    };
    Filter::start(&words[1..], Work::Tr(tr), io)
}

/// The letters of `a-z`, `[:upper:]`, `\n`.
fn set(text: &str) -> Vec<char> {
    let mut letters = String::new();
    let mut rest = text;
    while let Some((letter, after)) = next_escape(rest, &mut letters) {
        if let Letter::Unknown(letter) = letter {
            letters.push(letter);
        }
        rest = after;
    }
    let letters: Vec<char> = letters.chars().collect();
    let mut set = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let rest: String = letters[at..].iter().take(12).collect();
        if let Some((name, _)) = rest.strip_prefix("[:").and_then(|it| it.split_once(":]"))
            && let Some(ranges) = class_ranges(name)
        {
            set.extend(
                ranges
                    .iter()
                    .take(4)
                    .flat_map(|(low, high)| (*low..=*high).take(256)),
            );
            at += name.len() + 4;
        } else if letters.get(at + 1) == Some(&'-') && at + 2 < letters.len() {
            set.extend(letters[at]..=letters[at + 2]);
            at += 3;
        } else {
            set.push(letters[at]);
            at += 1;
        }
    }
    set
}

impl Tr {
    fn change(&self, letter: char) -> Option<char> {
        match &self.kind {
            Kind::Keep | Kind::TurnRound => Some(letter),
            Kind::Delete { set, complements } => {
                (set.contains(&letter) == *complements).then_some(letter)
            }
            Kind::Change {
                from,
                complements: false,
                to,
            } => match from.iter().position(|it| *it == letter) {
                None => Some(letter),
                Some(at) => to.get(at).or(to.last()).copied().or(Some(letter)),
            },
            Kind::Change {
                from,
                complements: true,
                to,
            } => {
                if from.contains(&letter) {
                    Some(letter)
                } else {
                    to.last().copied().or(Some(letter))
                }
            }
        }
    }
}

impl Lines for Tr {
    fn name(&self) -> &'static str {
        if matches!(self.kind, Kind::TurnRound) {
            "rev"
        } else {
            "tr"
        }
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        if let Kind::TurnRound = self.kind {
            let (content, is_ended) = without_end(line);
            let turned: String = String::from_utf8_lossy(content).chars().rev().collect();
            io.out(&format!("{turned}{}", if is_ended { "\n" } else { "" }));
            return Go::On;
        }
        let mut changed = String::new();
        for letter in String::from_utf8_lossy(line).chars() {
            let Some(letter) = self.change(letter) else {
                continue;
            };
            if self.last == Some(letter) && self.squeezes.contains(&letter) {
                continue;
            }
            self.last = Some(letter);
            changed.push(letter);
        }
        io.out(&changed);
        Go::On
    }

    fn end(&mut self, has_failed: bool, _: &mut Io<'_, '_>) -> u8 {
        u8::from(has_failed)
    }
}
