//! Glob patterns: `*`, `?`, `[a-z]`, as `case`, `${x#…}` and file names use them.
//!
//! A pattern is text in which a backslash takes a letter's meaning away.

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Letter(char),
    /// `?`
    Any,
    /// `*`
    Run,
    /// `[…]`
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// A pattern, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pieces: Vec<Piece>,
}

/// How much looking for a pattern in a text has cost, and may cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Steps(usize);

/// A student's texts need some thousands; a second's work is too much.
const STEP_LIMIT: usize = 5_000_000;

impl Default for Steps {
    fn default() -> Steps {
        Steps(STEP_LIMIT)
    }
}

impl Steps {
    fn take(&mut self, count: usize) {
        self.0 = self.0.saturating_sub(count);
    }

    pub(crate) fn taken(self) -> usize {
        STEP_LIMIT - self.0
    }

    pub(crate) fn is_spent(self) -> bool {
        self.0 == 0
    }
}

/// A class longer than this is none: nobody types one, and many of them would cost time.
const CLASS_LIMIT: usize = 1_000;

/// The letters that mean something in a pattern.
const SPECIAL: &[char] = &['*', '?', '[', ']', '\\', '-', '!', '^'];

impl Pattern {
    pub(crate) fn new(text: &str) -> Pattern {
        let letters: Vec<char> = text.chars().collect();
        let mut pieces = Vec::new();
        let mut at = 0;
        // Without it no class ever ends.
        let last_bracket = letters.iter().rposition(|it| *it == ']').unwrap_or(0);
        while at < letters.len() {
            let (piece, length) = match letters[at] {
                '[' if at >= last_bracket => (Piece::Letter('['), 1),
                _ => piece(&letters[at..]),
            };
            // A second `*` adds nothing, and would only cost time.
            if piece != Piece::Run || pieces.last() != Some(&Piece::Run) {
                pieces.push(piece);
            }
            at += length;
        }
        Pattern { pieces }
    }

    /// Whether the whole text is of this pattern.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let letters: Vec<char> = text.chars().collect();
        self.matches_letters(&letters)
    }

    /// The classic walk: on a mismatch the last `*` takes one letter more.
    fn matches_letters(&self, letters: &[char]) -> bool {
        let (mut at, mut piece) = (0, 0);
        let mut last_run: Option<(usize, usize)> = None;
        while at < letters.len() {
            match self.pieces.get(piece) {
                Some(Piece::Run) => {
                    last_run = Some((piece, at));
                    piece += 1;
                }
                Some(other) if other.takes(letters[at]) => {
                    at += 1;
                    piece += 1;
                }
                _ => {
                    let Some((run, from)) = last_run else {
                        return false;
                    };
                    last_run = Some((run, from + 1));
                    at = from + 1;
                    piece = run + 1;
                }
            }
        }
        self.pieces[piece..].iter().all(|it| *it == Piece::Run)
    }

    /// How many bytes at the start of the text are of this pattern.
    pub(crate) fn prefix(&self, text: &str, longest: bool, steps: &mut Steps) -> Option<usize> {
        self.walk(text.chars(), longest, steps)
    }

    /// Where the end of the text that is of this pattern begins, in bytes.
    pub(crate) fn suffix(&self, text: &str, longest: bool, steps: &mut Steps) -> Option<usize> {
        let backwards = Pattern {
            pieces: self.pieces.iter().rev().cloned().collect(),
        };
        backwards
            .walk(text.chars().rev(), longest, steps)
            .map(|length| text.len() - length)
    }

    /// Reads letters with all pieces that could stand there at once, so that a long text costs no
    /// more than its length; gives how many bytes were of the pattern.
    fn walk(
        &self,
        letters: impl Iterator<Item = char>,
        longest: bool,
        steps: &mut Steps,
    ) -> Option<usize> {
        let mut standing = vec![false; self.pieces.len() + 1];
        standing[0] = true;
        let mut read = 0;
        let mut found = None;
        for letter in letters.map(Some).chain([None]) {
            steps.take(self.pieces.len() + 1);
            if steps.is_spent() {
                return None;
            }
            for piece in 0..self.pieces.len() {
                if standing[piece] && self.pieces[piece] == Piece::Run {
                    standing[piece + 1] = true;
                }
            }
            if standing[self.pieces.len()] {
                found = Some(read);
                if !longest {
                    return found;
                }
            }
            let Some(letter) = letter else { break };
            let mut next = vec![false; standing.len()];
            for (piece, _) in standing.iter().enumerate().filter(|(_, stands)| **stands) {
                match self.pieces.get(piece) {
                    Some(Piece::Run) => next[piece] = true,
                    Some(other) if other.takes(letter) => next[piece + 1] = true,
                    _ => (),
                }
            }
            if !next.contains(&true) {
                break;
            }
            standing = next;
            read += letter.len_utf8();
        }
        found
    }

    /// Whether it is more than the letters it is made of.
    pub(crate) fn is_special(&self) -> bool {
        self.pieces.iter().any(|it| !matches!(it, Piece::Letter(_)))
    }

    pub(crate) fn begins_with_run(&self) -> bool {
        self.pieces.first() == Some(&Piece::Run)
    }

    pub(crate) fn begins_with_dot(&self) -> bool {
        self.pieces.first() == Some(&Piece::Letter('.'))
    }
}

/// The text as a pattern that only it is of.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for letter in text.chars() {
        if SPECIAL.contains(&letter) {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted
}

/// A pattern's letters without the backslashes.
pub(crate) fn unquote(pattern: &str) -> String {
    let mut letters = pattern.chars();
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => text.extend(letters.next()),
            _ => text.push(letter),
        }
    }
    text
}

impl Piece {
    fn takes(&self, letter: char) -> bool {
        match self {
            Piece::Letter(it) => *it == letter,
            Piece::Any => true,
            Piece::Run => false,
            Piece::Class { negated, ranges } => {
                ranges
                    .iter()
                    .any(|(low, high)| (*low..=*high).contains(&letter))
                    != *negated
            }
        }
    }
}

fn piece(letters: &[char]) -> (Piece, usize) {
    match letters[0] {
        '*' => (Piece::Run, 1),
        '?' => (Piece::Any, 1),
        '\\' if letters.len() > 1 => (Piece::Letter(letters[1]), 2),
        '[' => class(letters).unwrap_or((Piece::Letter('['), 1)),
        letter => (Piece::Letter(letter), 1),
    }
}

fn class(letters: &[char]) -> Option<(Piece, usize)> {
    let mut at = 1;
    let negated = matches!(letters.get(at), Some('!' | '^'));
    at += usize::from(negated);
    let first = at;
    let mut ranges = Vec::new();
    loop {
        let letter = *letters.get(at).filter(|_| at < CLASS_LIMIT)?;
        if letter == ']' && at > first {
            return Some((Piece::Class { negated, ranges }, at + 1));
        }
        if letter == '[' && letters.get(at + 1) == Some(&':') {
            at += named_class(&letters[at..], &mut ranges)?;
            continue;
        }
        let (low, length) = class_letter(&letters[at..])?;
        at += length;
        let is_range =
            letters.get(at) == Some(&'-') && letters.get(at + 1).is_some_and(|it| *it != ']');
        if !is_range {
            ranges.push((low, low));
            continue;
        }
        let (high, length) = class_letter(&letters[at + 1..])?;
        at += 1 + length;
        ranges.push((low, high));
    }
}

fn class_letter(letters: &[char]) -> Option<(char, usize)> {
    match letters.first()? {
        '\\' => Some((*letters.get(1)?, 2)),
        letter => Some((*letter, 1)),
    }
}

/// `[:digit:]`; how long it is.
fn named_class(letters: &[char], ranges: &mut Vec<(char, char)>) -> Option<usize> {
    let end = letters
        .windows(2)
        .take(32)
        .position(|it| it == [':', ']'])?;
    let name: String = letters.get(2..end)?.iter().collect();
    ranges.extend(class_ranges(&name)?);
    Some(end + 2)
}

/// The letters of a POSIX class.
pub(crate) fn class_ranges(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "alpha" => &[('a', 'z'), ('A', 'Z')],
        "digit" => &[('0', '9')],
        "alnum" => &[('a', 'z'), ('A', 'Z'), ('0', '9')],
        "upper" => &[('A', 'Z')],
        "lower" => &[('a', 'z')],
        "space" => &[(' ', ' '), ('\t', '\r')],
        "blank" => &[(' ', ' '), ('\t', '\t')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "xdigit" => &[('0', '9'), ('a', 'f'), ('A', 'F')],
        "print" => &[(' ', '~'), ('\u{a0}', '\u{10ffff}')],
        "graph" => &[('!', '~'), ('\u{a1}', '\u{10ffff}')],
        "cntrl" => &[('\0', '\u{1f}'), ('\u{7f}', '\u{7f}')],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_bash() {
        let matches = |pattern: &str, text: &str| Pattern::new(pattern).matches(text);
        assert!(matches("*.yml", "stack.yml"));
        assert!(!matches("*.yml", "stack.yaml"));
        assert!(matches("a?c*", "abcdef"));
        assert!(matches("[a-c]x", "bx") && !matches("[!a-c]x", "bx"));
        assert!(matches("[[:digit:]]*", "7up"));
        assert!(matches(r"\*", "*") && !matches(r"\*", "a"));
        assert!(matches("[", "[") && matches("a*b*c", "aXbYbZc"));
    }

    #[test]
    fn prefixes_and_suffixes_are_short_or_long() {
        let slash = Pattern::new("*/");
        assert_eq!(slash.prefix("a/b/c", false, &mut Steps::default()), Some(2));
        assert_eq!(slash.prefix("a/b/c", true, &mut Steps::default()), Some(4));
        assert_eq!(
            Pattern::new(".*").suffix("a.b.c", false, &mut Steps::default()),
            Some(3)
        );
        assert_eq!(
            Pattern::new(".*").suffix("a.b.c", true, &mut Steps::default()),
            Some(1)
        );
    }
}
