//! What a sed script is made of, once it has been read: addresses, commands, replacements.

use regex_lite::Regex;

#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) address: Address,
    pub(crate) is_negated: bool,
    pub(crate) action: Action,
}

/// Which lines a command is for.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    All,
    One(Point),
    /// From one to the other; whether it has begun, and a line number at which it ends.
    Range {
        from: Point,
        to: RangeEnd,
        is_open: bool,
        until: Option<u64>,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum Point {
    Line(u64),
    Last,
    Regex(Option<Regex>),
    /// `first~step`
    Step {
        first: u64,
        step: u64,
    },
}

#[derive(Clone, Debug)]
pub(crate) enum RangeEnd {
    Point(Point),
    /// `addr,+N`
    More(u64),
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// `{`, and where its `}` is.
    Block {
        end: usize,
    },
    End,
    Substitute(Box<Substitute>),
    Print,
    Delete,
    Quit {
        status: u8,
        prints: bool,
    },
    Number,
    Append(String),
    Insert(String),
    Change(String),
    Translate(Vec<(char, char)>),
    Next,
    AppendNext,
    DeleteFirst,
    PrintFirst,
    Hold {
        appends: bool,
    },
    Get {
        appends: bool,
    },
    Exchange,
    Branch {
        to: usize,
        only_if_substituted: bool,
    },
    Read(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Substitute {
    pub(crate) regex: Option<Regex>,
    pub(crate) replacement: Vec<Piece>,
    pub(crate) is_global: bool,
    /// Only from this match on.
    pub(crate) from: usize,
    pub(crate) prints: bool,
}

/// A piece of what is put in a match's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    /// `&` is 0, `\1` is 1.
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`
    Case(char),
}

/// What a replacement becomes for a match.
pub(crate) fn replaced(pieces: &[Piece], found: &regex_lite::Captures<'_>) -> String {
    let mut text = String::new();
    let (mut all, mut one) = (None, None);
    for piece in pieces {
        let part = match piece {
            Piece::Case('E') => {
                all = None;
                continue;
            }
            Piece::Case(case @ ('U' | 'L')) => {
                all = Some(*case);
                continue;
            }
            Piece::Case(case) => {
                one = Some(*case);
                continue;
            }
            Piece::Text(part) => part.clone(),
            Piece::Group(number) => found
                .get(*number)
                .map_or(String::new(), |it| it.as_str().to_owned()),
        };
        let part = match all {
            Some('U') => part.to_uppercase(),
            Some(_) => part.to_lowercase(),
            None => part,
        };
        let mut letters = part.chars();
        match (one, letters.next()) {
            (Some(case), Some(first)) => {
                one = None;
                if case == 'u' {
                    text.extend(first.to_uppercase())
                } else {
                    text.extend(first.to_lowercase())
                }
                text.push_str(letters.as_str());
            }
            (_, _) => text.push_str(&part),
        }
    }
    text
}
