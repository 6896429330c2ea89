//! sed's scripts.

use std::collections::BTreeMap;

use regex_lite::Regex;

use super::script::{Action, Address, Command, Piece, Point, RangeEnd, Substitute};
use crate::regex::{self, Flavour};

/// Reads a script; an error is sed's message from `char N:` on.
pub(super) fn script(text: &str, flavour: Flavour) -> Result<Vec<Command>, String> {
    let letters = text.chars().collect();
    let mut parser = Parser {
        letters,
        at: 0,
        flavour,
        commands: Vec::new(),
        open: Vec::new(),
    };
    let mut labels: BTreeMap<String, usize> = BTreeMap::new();
    let mut branches: Vec<(usize, String)> = Vec::new();
    while parser.skip_to_command() {
        parser.command(&mut labels, &mut branches)?;
    }
    if !parser.open.is_empty() {
        return Err("char 0: unmatched `{'".to_owned());
    }
    for (at, label) in branches {
        let target = match label.as_str() {
            "" => parser.commands.len(),
            label => *labels
                .get(label)
                .ok_or_else(|| format!("char 0: can't find label for jump to `{label}'"))?,
        };
        if let Action::Branch { to, .. } = &mut parser.commands[at].action {
            *to = target;
        }
    }
    Ok(parser.commands)
}

struct Parser {
    letters: Vec<char>,
    at: usize,
    flavour: Flavour,
    commands: Vec<Command>,
    /// Blocks that are not closed yet.
    open: Vec<usize>,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    fn skip(&mut self, is: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&is) {
            self.at += 1;
        }
    }

    fn error<T>(&self, problem: &str) -> Result<T, String> {
        Err(format!("char {}: {problem}", self.at))
    }

    /// Skips what separates commands; tells whether one follows.
    fn skip_to_command(&mut self) -> bool {
        loop {
            self.skip(|it| it.is_whitespace() || it == ';');
            if self.peek() != Some('#') {
                return self.peek().is_some();
            }
            self.skip(|it| it != '\n');
        }
    }

    fn command(
        &mut self,
        labels: &mut BTreeMap<String, usize>,
        branches: &mut Vec<(usize, String)>,
    ) -> Result<(), String> {
        let address = self.address()?;
        let is_negated = self.negation();
        let Some(letter) = self.next() else {
            return self.error("missing command");
        };
        let here = self.commands.len();
        let action = match letter {
            '{' => {
                self.open.push(here);
                self.commands.push(Command {
                    address,
                    is_negated,
                    action: Action::Block { end: 0 },
                });
                return Ok(());
            }
            '}' => {
                let Some(begin) = self.open.pop() else {
                    return self.error("unexpected `}'");
                };
                self.commands[begin].action = Action::Block { end: here };
                Action::End
            }
            ':' => {
                let label = self.rest_of_line();
                labels.insert(label, here);
                return Ok(());
            }
            'b' | 't' => {
                branches.push((here, self.word()));
                Action::Branch {
                    to: 0,
                    only_if_substituted: letter == 't',
                }
            }
            letter => self.action(letter)?,
        };
        self.commands.push(Command {
            address,
            is_negated,
            action,
        });
        self.skip(|it| it == ' ' || it == '\t');
        match self.peek() {
            None | Some('\n' | ';' | '}' | '#') => Ok(()),
            Some(_) if matches!(letter, '}' | 'a' | 'i' | 'c' | 'r') => Ok(()),
            Some(_) => {
                self.at += 1;
                self.error("extra characters after command")
            }
        }
    }

    /// `!` before a command: whether it stands there.
    fn negation(&mut self) -> bool {
        self.skip(|it| it == ' ' || it == '\t');
        let mut is_negated = false;
        while self.peek() == Some('!') {
            is_negated = true;
            self.at += 1;
            self.skip(|it| it == ' ');
        }
        is_negated
    }

    /// A command that leads nowhere else.
    fn action(&mut self, letter: char) -> Result<Action, String> {
        Ok(match letter {
            's' => Action::Substitute(Box::new(self.substitute()?)),
            'y' => self.translate()?,
            'a' => Action::Append(self.text()?),
            'i' => Action::Insert(self.text()?),
            'c' => Action::Change(self.text()?),
            'p' => Action::Print,
            'd' => Action::Delete,
            'q' | 'Q' => {
                let status = self.word().parse().unwrap_or(0);
                let prints = letter == 'q';
                Action::Quit { status, prints }
            }
            '=' => Action::Number,
            'n' => Action::Next,
            'N' => Action::AppendNext,
            'D' => Action::DeleteFirst,
            'P' => Action::PrintFirst,
            'h' | 'H' => Action::Hold {
                appends: letter == 'H',
            },
            'g' | 'G' => Action::Get {
                appends: letter == 'G',
            },
            'x' => Action::Exchange,
            'r' => Action::Read(self.rest_of_line()),
            other => return self.error(&format!("unknown command: `{other}'")),
        })
    }

    /// A word up to what ends a command.
    fn word(&mut self) -> String {
        self.skip(|it| it == ' ');
        let from = self.at;
        self.skip(|it| !matches!(it, ';' | '\n' | '}' | ' '));
        self.letters[from..self.at].iter().collect()
    }

    fn rest_of_line(&mut self) -> String {
        self.skip(|it| it == ' ');
        let from = self.at;
        self.skip(|it| it != '\n' && it != ';');
        let text: String = self.letters[from..self.at].iter().collect();
        text.trim_end().to_owned()
    }

    /// The text of `a`, `i` and `c`: on this line, or behind a backslash on the next.
    fn text(&mut self) -> Result<String, String> {
        self.skip(|it| it == ' ' || it == '\t');
        if self.peek() == Some('\\') {
            self.at += 1;
            self.skip(|it| it == ' ');
            if self.peek() == Some('\n') {
                self.at += 1;
            }
        }
        if self.peek().is_none() {
            return self.error("expected \\ after `a', `c' or `i'");
        }
        let mut text = String::new();
        while let Some(letter) = self.next() {
            match letter {
                '\\' => text.extend(self.next()),
                '\n' => break,
                _ => text.push(letter),
            }
        }
        text.push('\n');
        Ok(text)
    }

    fn address(&mut self) -> Result<Address, String> {
        let Some(from) = self.point()? else {
            return Ok(Address::All);
        };
        self.skip(|it| it == ' ');
        if self.peek() != Some(',') {
            return Ok(Address::One(from));
        }
        self.at += 1;
        self.skip(|it| it == ' ');
        let to = if self.peek() == Some('+') {
            self.at += 1;
            RangeEnd::More(self.number().unwrap_or(0))
        } else {
            match self.point()? {
                Some(point) => RangeEnd::Point(point),
                None => return self.error("unexpected `,'"),
            }
        };
        Ok(Address::Range {
            from,
            to,
            is_open: false,
            until: None,
        })
    }

    fn point(&mut self) -> Result<Option<Point>, String> {
        match self.peek() {
            Some('$') => {
                self.at += 1;
                Ok(Some(Point::Last))
            }
            Some('/') => {
                self.at += 1;
                self.regex_point('/').map(Some)
            }
            Some('\\') => {
                self.at += 1;
                let Some(delimiter) = self.next() else {
                    return self.error("unexpected end");
                };
                self.regex_point(delimiter).map(Some)
            }
            Some(digit) if digit.is_ascii_digit() => {
                let first = self.number().unwrap_or(0);
                if self.peek() != Some('~') {
                    return Ok(Some(Point::Line(first)));
                }
                self.at += 1;
                let step = self.number().unwrap_or(0);
                Ok(Some(Point::Step { first, step }))
            }
            _ => Ok(None),
        }
    }

    fn regex_point(&mut self, delimiter: char) -> Result<Point, String> {
        let Some(source) = self.delimited(delimiter) else {
            return self.error("unterminated address regex");
        };
        let ignores_case = self.peek() == Some('I');
        self.at += usize::from(ignores_case);
        Ok(Point::Regex(self.compile(&source, ignores_case)?))
    }

    fn number(&mut self) -> Option<u64> {
        let from = self.at;
        self.skip(|it| it.is_ascii_digit());
        self.letters[from..self.at]
            .iter()
            .collect::<String>()
            .parse()
            .ok()
    }

    /// Text up to this delimiter, which may stand in it behind a backslash or in brackets.
    fn delimited(&mut self, delimiter: char) -> Option<String> {
        let mut text = String::new();
        loop {
            let letter = self.next()?;
            match letter {
                _ if letter == delimiter => return Some(text),
                '\\' => match self.next()? {
                    it if it == delimiter => text.push(it),
                    'n' => text.push('\n'),
                    it => text.extend(['\\', it]),
                },
                '\n' if delimiter != '\n' => {
                    text.push(letter);
                }
                _ => text.push(letter),
            }
        }
    }

    fn compile(&self, source: &str, ignores_case: bool) -> Result<Option<Regex>, String> {
        if source.is_empty() {
            return Ok(None);
        }
        match regex::compile(source, self.flavour, ignores_case) {
            Ok(regex) => Ok(Some(regex)),
            Err(problem) => self.error(&problem),
        }
    }

    fn substitute(&mut self) -> Result<Substitute, String> {
        let Some(delimiter) = self.next() else {
            return self.error("unterminated `s' command");
        };
        let Some(source) = self.delimited(delimiter) else {
            return self.error("unterminated `s' command");
        };
        let Some(replacement) = self.raw(delimiter) else {
            return self.error("unterminated `s' command");
        };
        let mut substitute = Substitute {
            regex: None,
            replacement: pieces(&replacement),
            is_global: false,
            from: 1,
            prints: false,
        };
        let mut ignores_case = false;
        loop {
            match self.peek() {
                Some('g') => substitute.is_global = true,
                Some('p') => substitute.prints = true,
                Some('i' | 'I') => ignores_case = true,
                Some('e' | 'm' | 'M') => (),
                Some(digit) if digit.is_ascii_digit() => {
                    let number = self.number().unwrap_or(1);
                    substitute.from = usize::try_from(number).unwrap_or(usize::MAX);
                    continue;
                }
                None | Some(' ' | '\t' | '\n' | ';' | '}' | '#') => break,
                Some(_) => {
                    self.at += 1;
                    return self.error("unknown option to `s'");
                }
            }
            self.at += 1;
        }
        substitute.regex = self.compile(&source, ignores_case)?;
        Ok(substitute)
    }

    /// Text up to a delimiter with its backslashes.
    fn raw(&mut self, delimiter: char) -> Option<String> {
        let mut text = String::new();
        loop {
            match self.next()? {
                it if it == delimiter => return Some(text),
                '\\' => match self.next()? {
                    it if it == delimiter && it != '&' => text.push(it),
                    it => text.extend(['\\', it]),
                },
                it => text.push(it),
            }
        }
    }

    fn translate(&mut self) -> Result<Action, String> {
        let Some(delimiter) = self.next() else {
            return self.error("unterminated `y' command");
        };
        let (from, to) = (self.delimited(delimiter), self.delimited(delimiter));
        let (Some(from), Some(to)) = (from, to) else {
            return self.error("unterminated `y' command");
        };
        if from.chars().count() != to.chars().count() {
            return self.error("strings for `y' command are different lengths");
        }
        Ok(Action::Translate(from.chars().zip(to.chars()).collect()))
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        let piece = match letter {
            '&' => Piece::Group(0),
            '\\' => match letters.next() {
                Some(digit @ '0'..='9') => Piece::Group(digit as usize - '0' as usize),
                Some(case @ ('U' | 'L' | 'u' | 'l' | 'E')) => Piece::Case(case),
                Some('n') => {
                    plain.push('\n');
                    continue;
                }
                Some('t') => {
                    plain.push('\t');
                    continue;
                }
                other => {
                    plain.extend(other);
                    continue;
                }
            },
            _ => {
                plain.push(letter);
                continue;
            }
        };
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(piece);
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    pieces
}
