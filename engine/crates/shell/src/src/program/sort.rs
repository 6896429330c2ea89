//! `sort`, `tac`

use core::cmp::Ordering;

use super::arguments::{Arguments, Known};
use super::filter::{Filter, Go, Lines, Work, text};
use super::{Io, Started};
use crate::decimal::Decimal;

/// Puts lines in order.
#[derive(Clone, Debug)]
pub(crate) struct Sort {
    lines: Vec<String>,
    /// What the lines weigh.
    bytes: usize,
    keys: Vec<Key>,
    order: Order,
    separator: Option<char>,
    is_unique: bool,
    is_stable: bool,
    checks: bool,
    /// `-o`
    output: Option<String>,
    /// `tac`: only turned round.
    turns_round: bool,
}

/// How two texts compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Order {
    kind: Kind,
    reverse: bool,
    ignores_case: bool,
    ignores_blanks: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Text,
    /// `-n`, `-g`
    Number,
    /// `-h`: 2K, 1G
    Size,
    /// `-V`
    Version,
    /// `-M`
    Month,
}

/// `-k 2,3n`
#[derive(Clone, Debug)]
struct Key {
    first: usize,
    last: Option<usize>,
    order: Option<Order>,
}

const KNOWN: Known = Known {
    program: "sort",
    short: "nrufbhVgMk:t:so:cdi",
    long: &[
        ("numeric-sort", 'n'),
        ("reverse", 'r'),
        ("unique", 'u'),
        ("ignore-case", 'f'),
        ("ignore-leading-blanks", 'b'),
        ("human-numeric-sort", 'h'),
        ("version-sort", 'V'),
        ("general-numeric-sort", 'g'),
        ("month-sort", 'M'),
        ("key", 'k'),
        ("field-separator", 't'),
        ("stable", 's'),
        ("output", 'o'),
        ("check", 'c'),
        ("dictionary-order", 'd'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 2, io),
    };
    match Sort::new(&arguments) {
        Ok(sort) => Filter::start(&arguments.operands, Work::Sort(sort), io),
        Err(message) => Started::refuse(&format!("sort: {message}\n"), 2, io),
    }
}

pub(super) fn tac(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let sort = Sort {
        turns_round: true,
        ..Sort::plain()
    };
    Filter::start(&words[1..], Work::Sort(sort), io)
}

impl Sort {
    fn plain() -> Sort {
        Sort {
            lines: Vec::new(),
            bytes: 0,
            keys: Vec::new(),
            order: Order::default(),
            separator: None,
            is_unique: false,
            is_stable: false,
            checks: false,
            output: None,
            turns_round: false,
        }
    }

    fn new(arguments: &Arguments) -> Result<Sort, String> {
        let letters: String = "nrfbhVgM".chars().filter(|it| arguments.has(*it)).collect();
        let separator = match arguments.value('t') {
            None => None,
            Some("\\t") => Some('\t'),
            Some(text) => {
                let mut letters = text.chars();
                match (letters.next(), letters.next()) {
                    (Some(letter), None) => Some(letter),
                    (None, _) => return Err("empty tab".to_owned()),
                    (Some(_), Some(_)) => return Err(format!("multi-character tab ‘{text}’")),
                }
            }
        };
        Ok(Sort {
            keys: arguments
                .values('k')
                .map(Key::new)
                .collect::<Result<_, _>>()?,
            order: Order::of_letters(&letters),
            separator,
            is_unique: arguments.has('u'),
            is_stable: arguments.has('s'),
            checks: arguments.has('c'),
            output: arguments.value('o').map(str::to_owned),
            ..Sort::plain()
        })
    }

    fn compare(&self, left: &str, right: &str) -> Ordering {
        let by_keys = self.compare_keys(left, right);
        if by_keys != Ordering::Equal || self.is_stable || self.is_unique {
            return by_keys;
        }
        // What is equal by its keys is ordered as a whole, at last.
        let whole = left.cmp(right);
        if self.order.reverse {
            whole.reverse()
        } else {
            whole
        }
    }

    fn compare_keys(&self, left: &str, right: &str) -> Ordering {
        if self.keys.is_empty() {
            return self.order.compare(left, right);
        }
        let by_key = |key: &Key| {
            let order = key.order.unwrap_or(self.order);
            order.compare(
                key.part(left, self.separator),
                key.part(right, self.separator),
            )
        };
        self.keys
            .iter()
            .map(by_key)
            .find(|it| *it != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }
}

impl Key {
    fn new(text: &str) -> Result<Key, String> {
        let invalid =
            || format!("invalid number at field start: invalid count at start of ‘{text}’");
        let (first, last) = text
            .split_once(',')
            .map_or((text, None), |(first, last)| (first, Some(last)));
        let number = |text: &str| {
            let end = text
                .find(|it: char| !it.is_ascii_digit())
                .unwrap_or(text.len());
            text[..end]
                .parse::<usize>()
                .ok()
                .map(|number| (number, text[end..].to_owned()))
        };
        let (first, mut letters) = number(first).ok_or_else(invalid)?;
        if first == 0 {
            return Err(format!(
                "field number is zero: invalid field specification ‘{text}’"
            ));
        }
        let last = match last {
            None => None,
            Some(last) => {
                let (last, more) = number(last).ok_or_else(invalid)?;
                letters.push_str(&more);
                Some(last)
            }
        };
        let letters: String = letters.chars().filter(char::is_ascii_alphabetic).collect();
        let order = (!letters.is_empty()).then(|| Order::of_letters(&letters));
        Ok(Key { first, last, order })
    }

    /// The part of a line that is compared.
    fn part<'a>(&self, line: &'a str, separator: Option<char>) -> &'a str {
        let starts = field_starts(line, separator);
        let Some(begin) = starts.get(self.first - 1) else {
            return "";
        };
        let end = match self.last.and_then(|last| starts.get(last)) {
            Some(next) if separator.is_some() => next - 1,
            Some(next) => *next,
            None => line.len(),
        };
        &line[*begin..end.max(*begin)]
    }
}

/// Where each field begins; without a separator a field begins with the blanks before it.
fn field_starts(line: &str, separator: Option<char>) -> Vec<usize> {
    let mut starts = vec![0];
    match separator {
        Some(separator) => {
            starts.extend(line.match_indices(separator).map(|(at, it)| at + it.len()));
        }
        None => {
            let mut was_blank = true;
            for (at, letter) in line.char_indices() {
                let is_blank = matches!(letter, ' ' | '\t');
                if is_blank && !was_blank {
                    starts.push(at);
                }
                was_blank = is_blank;
            }
        }
    }
    starts
}

impl Order {
    fn of_letters(letters: &str) -> Order {
        let kind = letters.chars().find_map(|letter| match letter {
            'n' | 'g' => Some(Kind::Number),
            'h' => Some(Kind::Size),
            'V' => Some(Kind::Version),
            'M' => Some(Kind::Month),
            _ => None,
        });
        Order {
            kind: kind.unwrap_or_default(),
            reverse: letters.contains('r'),
            ignores_case: letters.contains('f'),
            ignores_blanks: letters.contains('b'),
        }
    }

    fn compare(&self, left: &str, right: &str) -> Ordering {
        let trimmed = |text| {
            if self.ignores_blanks {
                str::trim_start(text)
            } else {
                text
            }
        };
        let (left, right) = (trimmed(left), trimmed(right));
        let ordering = match self.kind {
            Kind::Text if self.ignores_case => left.to_uppercase().cmp(&right.to_uppercase()),
            Kind::Text => left.cmp(right),
            Kind::Number => Decimal::prefix(left).cmp(&Decimal::prefix(right)),
            Kind::Size => size(left).cmp(&size(right)),
            Kind::Version => version(left).cmp(&version(right)),
            Kind::Month => month(left).cmp(&month(right)),
        };
        if self.reverse {
            ordering.reverse()
        } else {
            ordering
        }
    }
}

/// First by unit, then by number, as sort does with sizes that `du -h` wrote.
fn size(text: &str) -> (u32, Decimal) {
    let number = Decimal::prefix(text);
    let unit = text
        .trim_start()
        .trim_start_matches(|it: char| it.is_ascii_digit() || it == '.' || it == '-');
    let rank = unit
        .chars()
        .next()
        .and_then(|it| "KMGTPE".find(it.to_ascii_uppercase()));
    (rank.map_or(0, |it| it as u32 + 1), number)
}

/// Runs of digits count as numbers.
fn version(text: &str) -> Vec<(String, u64)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let letters = rest
            .find(|it: char| it.is_ascii_digit())
            .unwrap_or(rest.len());
        let after = &rest[letters..];
        let digits = after
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(after.len());
        parts.push((
            rest[..letters].to_owned(),
            after[..digits].parse().unwrap_or(0),
        ));
        rest = &after[digits..];
    }
    parts
}

fn month(text: &str) -> u8 {
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let upper = text.trim_start().to_ascii_uppercase();
    (1..)
        .zip(MONTHS)
        .find(|(_, name)| upper.starts_with(name))
        .map_or(0, |(number, _)| number)
}

impl Lines for Sort {
    fn name(&self) -> &'static str {
        if self.turns_round { "tac" } else { "sort" }
    }

    fn line(&mut self, line: &[u8], _: &mut Io<'_, '_>) -> Go {
        let line = if self.turns_round {
            String::from_utf8_lossy(line).into_owned()
        } else {
            text(line)
        };
        self.bytes += line.len() + 24;
        self.lines.push(line);
        Go::On
    }

    fn held(&self) -> usize {
        self.bytes
    }

    fn end(&mut self, has_failed: bool, io: &mut Io<'_, '_>) -> u8 {
        let mut lines = std::mem::take(&mut self.lines);
        if self.checks {
            let wrong = lines
                .windows(2)
                .position(|pair| self.compare(&pair[0], &pair[1]) == Ordering::Greater);
            if let Some(at) = wrong {
                io.err(&format!(
                    "sort: -:{}: disorder: {}\n",
                    at + 2,
                    lines[at + 1]
                ));
            }
            return u8::from(wrong.is_some());
        }
        if self.turns_round {
            lines.reverse();
            io.out(&lines.concat());
            return u8::from(has_failed);
        } else {
            lines.sort_by(|left, right| self.compare(left, right));
        }
        if self.is_unique {
            lines.dedup_by(|left, right| self.compare_keys(left, right) == Ordering::Equal);
        }
        let mut text = lines.join("\n");
        if !lines.is_empty() {
            text.push('\n');
        }
        match &self.output {
            Some(file) => {
                let path = io.path(file);
                if let Err(error) =
                    io.host
                        .files
                        .write(&path, text.into_bytes().into(), io.host.wall)
                {
                    io.err(&format!("sort: open failed: {file}: {error}\n"));
                    return 2;
                }
            }
            None => io.out(&text),
        }
        if has_failed { 2 } else { 0 }
    }

    fn unreadable(&mut self, file: &str, error: crate::files::FileError, io: &mut Io<'_, '_>) {
        io.err(&format!("{}: cannot read: {file}: {error}\n", self.name()));
    }
}
