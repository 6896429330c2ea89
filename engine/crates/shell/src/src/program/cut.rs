//! `cut`

use super::arguments::Known;
use super::filter::{Filter, Go, Lines, Work, text};
use super::{Io, Started};

/// Cuts fields or letters out of lines.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    ranges: Vec<(usize, usize)>,
    /// The separator of fields; letters are cut when there is none.
    separator: Option<char>,
    joins_with: String,
    only_separated: bool,
    complements: bool,
}

const KNOWN: Known = Known {
    program: "cut",
    short: "b:c:f:d:sno:C",
    long: &[
        ("bytes", 'b'),
        ("characters", 'c'),
        ("fields", 'f'),
        ("delimiter", 'd'),
        ("only-delimited", 's'),
        ("output-delimiter", 'o'),
        ("complement", 'C'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let refuse = |problem: &str, io: &mut Io<'_, '_>| {
        let message = format!("cut: {problem}\nTry 'cut --help' for more information.\n");
        Started::refuse(&message, 1, io)
    };
    let by_fields = arguments.has('f');
    let list = ['f', 'c', 'b']
        .into_iter()
        .find_map(|letter| arguments.value(letter));
    let Some(list) = list else {
        return refuse(
            "you must specify a list of bytes, characters, or fields",
            io,
        );
    };
    let Some(ranges) = ranges(list) else {
        return refuse(
            &format!(
                "invalid {} range",
                if by_fields {
                    "field"
                } else {
                    "byte or character"
                }
            ),
            io,
        );
    };
    let separator = match arguments.value('d') {
        None => '\t',
        Some(text) => {
            let mut letters = text.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                (None, _) => '\0',
                (Some(_), Some(_)) => {
                    return refuse("the delimiter must be a single character", io);
                }
            }
        }
    };
    let cut = Cut {
        ranges,
        separator: by_fields.then_some(separator),
        joins_with: arguments
            .value('o')
            .map_or(separator.to_string(), str::to_owned),
        only_separated: arguments.has('s'),
        complements: arguments.has('C'),
    };
    Filter::start(&arguments.operands, Work::Cut(cut), io)
}

/// `1,3-5,7-`, counted from 1.
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    let range = |part: &str| {
        let number = |text: &str| text.parse::<usize>().ok().filter(|it| *it > 0);
        let (first, last) = match part.split_once('-') {
            None => (number(part)?, number(part)?),
            Some(("", "")) => return None,
            Some(("", last)) => (1, number(last)?),
            Some((first, "")) => (number(first)?, usize::MAX),
            Some((first, last)) => (number(first)?, number(last)?),
        };
        (first <= last).then_some((first, last))
    };
    list.split(',').map(range).collect()
}

impl Cut {
    fn takes(&self, position: usize) -> bool {
        self.ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&position))
            != self.complements
    }
}

impl Lines for Cut {
    fn name(&self) -> &'static str {
        "cut"
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        let line = text(line);
        let cut: String = match self.separator {
            None => (1..)
                .zip(line.chars())
                .filter(|(position, _)| self.takes(*position))
                .map(|(_, it)| it)
                .collect(),
            Some(separator) if !line.contains(separator) => {
                if self.only_separated {
                    return Go::On;
                }
                line
            }
            Some(separator) => {
                let fields = (1..).zip(line.split(separator));
                let taken: Vec<&str> = fields
                    .filter(|(position, _)| self.takes(*position))
                    .map(|(_, it)| it)
                    .collect();
                taken.join(&self.joins_with)
            }
        };
        io.out(&format!("{cut}\n"));
        Go::On
    }

    fn end(&mut self, has_failed: bool, _: &mut Io<'_, '_>) -> u8 {
        u8::from(has_failed)
    }
}
