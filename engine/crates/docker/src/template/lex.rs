//! A template's text cut into tokens (Go `text/template/parse/lex.go`).

/// A token and the place of its first byte.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub at: usize,
    pub kind: TokenKind,
    /// As written.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Text,
    /// `{{`
    Left,
    /// `}}`
    Right,
    Space,
    /// A word: function, keyword, `true`, `nil`.
    Word,
    /// `.Name`
    Field,
    /// `$name`
    Variable,
    Dot,
    Quoted,
    RawText,
    /// `'x'`
    Letter,
    Number,
    Open,
    Close,
    Pipe,
    Comma,
    /// `:=`
    Declare,
    /// `=`
    Assign,
    /// Any other letter.
    Other,
    /// The text cannot be cut any further; the token's text says why.
    Error,
    End,
}

impl TokenKind {
    /// Whether a command of a pipeline can begin with it.
    pub fn begins_operand(self) -> bool {
        matches!(
            self,
            TokenKind::Word
                | TokenKind::Field
                | TokenKind::Variable
                | TokenKind::Dot
                | TokenKind::Quoted
                | TokenKind::RawText
                | TokenKind::Letter
                | TokenKind::Number
                | TokenKind::Open
        )
    }
}

/// Why a text cannot be cut here, in Go's words.
struct Failure {
    at: usize,
    words: String,
}

/// All tokens of a text, the last of them [`TokenKind::End`] or [`TokenKind::Error`].
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        at: 0,
        depth: 0,
        tokens: Vec::new(),
    };
    match lexer.all() {
        Ok(()) => lexer.push(TokenKind::End, lexer.at, lexer.at),
        Err(Failure { at, words }) => lexer.tokens.push(Token {
            at,
            kind: TokenKind::Error,
            text: words,
        }),
    }
    lexer.tokens
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// How many parentheses are open.
    depth: usize,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn all(&mut self) -> Result<(), Failure> {
        while self.outside()? {
            self.inside()?;
        }
        Ok(())
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: TokenKind, from: usize, to: usize) {
        self.tokens.push(Token {
            at: from,
            kind,
            text: self.text[from..to].to_owned(),
        });
    }

    fn failure(&self, at: usize, words: impl Into<String>) -> Failure {
        Failure {
            at,
            words: words.into(),
        }
    }

    /// Text up to the next action; false at the end.
    fn outside(&mut self) -> Result<bool, Failure> {
        loop {
            let start = self.at;
            let Some(found) = self.rest().find("{{") else {
                if start < self.text.len() {
                    self.push(TokenKind::Text, start, self.text.len());
                }
                self.at = self.text.len();
                return Ok(false);
            };
            let left = start + found;
            let after = &self.text[left + 2..];
            let trims = after.starts_with('-') && after[1..].starts_with([' ', '\t', '\r', '\n']);
            let end = if trims {
                self.text[..left].trim_end().len().max(start)
            } else {
                left
            };
            if end > start {
                self.push(TokenKind::Text, start, end);
            }
            self.at = left + 2 + usize::from(trims);
            let comment = self.rest().trim_start_matches([' ', '\t', '\r', '\n']);
            if !comment.starts_with("/*") {
                self.push(TokenKind::Left, left, left + 2);
                return Ok(true);
            }
            self.comment(left)?;
        }
    }

    fn comment(&mut self, left: usize) -> Result<(), Failure> {
        let Some(end) = self.rest().find("*/") else {
            return Err(self.failure(left, "unclosed comment"));
        };
        self.at += end + 2;
        if self.at_right() {
            self.right();
            self.tokens.pop();
            return Ok(());
        }
        Err(self.failure(left, "comment ends before closing delimiter"))
    }

    fn at_right(&self) -> bool {
        self.rest().starts_with("}}") || self.trims_right()
    }

    fn trims_right(&self) -> bool {
        let rest = self.rest();
        rest.starts_with([' ', '\t', '\r', '\n']) && rest[1..].starts_with("-}}")
    }

    fn right(&mut self) {
        let trims = self.trims_right();
        let start = self.at + if trims { 2 } else { 0 };
        self.push(TokenKind::Right, start, start + 2);
        self.at = start + 2;
        if trims {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
        }
    }

    /// The tokens of an action up to and with its end.
    fn inside(&mut self) -> Result<(), Failure> {
        self.depth = 0;
        loop {
            if self.at_right() {
                if self.depth > 0 {
                    return Err(self.failure(self.at, "unclosed left paren"));
                }
                self.right();
                return Ok(());
            }
            let Some(letter) = self.rest().chars().next() else {
                return Err(self.failure(self.at, "unclosed action"));
            };
            self.token(letter)?;
        }
    }

    fn token(&mut self, letter: char) -> Result<(), Failure> {
        let start = self.at;
        let next = self.rest()[letter.len_utf8()..].chars().next();
        let is_digit = |letter: Option<char>| letter.is_some_and(|l| l.is_ascii_digit());
        let is_name = |letter: Option<char>| letter.is_some_and(is_alphanumeric);
        let (kind, length) = match letter {
            ' ' | '\t' | '\r' | '\n' => (TokenKind::Space, self.span(|l| " \t\r\n".contains(l))),
            '=' => (TokenKind::Assign, 1),
            ':' if next == Some('=') => (TokenKind::Declare, 2),
            ':' => return Err(self.failure(start, "expected :=")),
            '|' => (TokenKind::Pipe, 1),
            ',' => (TokenKind::Comma, 1),
            '(' => {
                self.depth += 1;
                (TokenKind::Open, 1)
            }
            ')' if self.depth == 0 => return Err(self.failure(start, "unexpected right paren")),
            ')' => {
                self.depth -= 1;
                (TokenKind::Close, 1)
            }
            '"' => (
                TokenKind::Quoted,
                self.quoted('"', "unterminated quoted string")?,
            ),
            '`' => (TokenKind::RawText, self.raw()?),
            '\'' => (
                TokenKind::Letter,
                self.quoted('\'', "unterminated character constant")?,
            ),
            '$' => (TokenKind::Variable, self.name(1)?),
            '.' if is_digit(next) => (TokenKind::Number, self.number()?),
            '.' if is_name(next) => (TokenKind::Field, self.name(1)?),
            '.' => (TokenKind::Dot, self.name(1)?),
            '+' | '-' if is_digit(next) || next == Some('.') => (TokenKind::Number, self.number()?),
            letter if letter.is_ascii_digit() => (TokenKind::Number, self.number()?),
            letter if is_alphanumeric(letter) => (TokenKind::Word, self.name(0)?),
            ' '..='~' => (TokenKind::Other, 1),
            letter => {
                let words = format!(
                    "unrecognized character in action: U+{:04X} '{letter}'",
                    u32::from(letter)
                );
                return Err(self.failure(start, words));
            }
        };
        self.push(kind, start, start + length);
        self.at = start + length;
        Ok(())
    }

    fn span(&self, is_part: impl Fn(char) -> bool) -> usize {
        // A space may begin the end of the action: ` -}}`.
        let rest = self.rest();
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        if rest[end..].starts_with("-}}") {
            return (end - 1).max(1);
        }
        end
    }

    /// The length of a name that begins after so many bytes.
    fn name(&self, skip: usize) -> Result<usize, Failure> {
        let rest = &self.rest()[skip..];
        let end = rest.find(|letter| !is_alphanumeric(letter));
        let end = end.unwrap_or(rest.len());
        match rest[end..].chars().next() {
            Some(letter) if !" \t\r\n.,|:)(}".contains(letter) => {
                let words = format!("bad character U+{:04X} '{letter}'", u32::from(letter));
                Err(self.failure(self.at, words))
            }
            Some(_) | None => Ok(skip + end),
        }
    }

    fn quoted(&self, mark: char, words: &str) -> Result<usize, Failure> {
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => {
                    letters.next();
                }
                '\n' => break,
                letter if letter == mark => return Ok(at + 1),
                _ => (),
            }
        }
        Err(self.failure(self.at, words))
    }

    fn raw(&self) -> Result<usize, Failure> {
        match self.rest()[1..].find('`') {
            Some(end) => Ok(end + 2),
            None => Err(self.failure(self.at, "unterminated raw quoted string")),
        }
    }

    fn number(&self) -> Result<usize, Failure> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with(['+', '-']));
        let length = rest[sign..]
            .find(|letter: char| {
                !(letter.is_ascii_alphanumeric() || letter == '.' || letter == '_')
            })
            .map_or(rest.len(), |length| length + sign);
        let text = &rest[..length];
        let is_number = crate::flag::value::number::integer(text).is_ok()
            || crate::flag::value::number::float(text).is_ok();
        if is_number {
            return Ok(length);
        }
        let words = format!("bad number syntax: {}", crate::quote::quote(text));
        Err(self.failure(self.at, words))
    }
}

fn is_alphanumeric(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

/// The line a byte stands on, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    1 + text[..at].matches('\n').count()
}
