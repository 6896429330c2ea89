//! Text into words, numbers and signs.

use super::PredicateError;

/// A word of the language and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    /// Byte offsets in the source.
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    Word(String),
    Number(i64),
    Text(String),
    Time(engine::Duration),
    Sign(&'static str),
    End,
}

/// Longest first, so that `<=` is not read as `<`.
const SIGNS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "~", "(", ")", "[", "]", ",", ".", "-",
];

/// Splits a predicate into tokens; the last is always `End`.
pub(super) fn tokens(source: &str) -> Result<Vec<Token>, PredicateError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(letter) = source[at..].chars().next() {
        if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        }
        let (kind, end) = token(source, at, letter)?;
        tokens.push(Token {
            kind,
            start: at,
            end,
        });
        at = end;
    }
    tokens.push(Token {
        kind: TokenKind::End,
        start: at,
        end: at,
    });
    Ok(tokens)
}

fn token(source: &str, at: usize, letter: char) -> Result<(TokenKind, usize), PredicateError> {
    if letter == '"' {
        return text(source, at);
    }
    if letter.is_ascii_digit() {
        return number(source, at);
    }
    if letter.is_ascii_alphabetic() || letter == '_' {
        let end = end_of(source, at, |letter| {
            letter.is_ascii_alphanumeric() || letter == '_'
        });
        return Ok((TokenKind::Word(source[at..end].to_owned()), end));
    }
    match SIGNS.iter().find(|sign| source[at..].starts_with(**sign)) {
        Some(sign) => Ok((TokenKind::Sign(sign), at + sign.len())),
        None => Err(error(source, at, format!("'{letter}' means nothing here"))),
    }
}

fn text(source: &str, at: usize) -> Result<(TokenKind, usize), PredicateError> {
    let rest = &source[at + 1..];
    let Some(len) = rest.find('"') else {
        return Err(error(source, at, "this text has no end".to_owned()));
    };
    Ok((TokenKind::Text(rest[..len].to_owned()), at + len + 2))
}

/// `7`, or with a unit `12s`, `500ms`, `2m`, `1h`.
fn number(source: &str, at: usize) -> Result<(TokenKind, usize), PredicateError> {
    let digits_end = end_of(source, at, |letter| letter.is_ascii_digit());
    let end = end_of(source, at, |letter| letter.is_ascii_alphanumeric());
    let too_large = |_| error(source, at, "this number is too large".to_owned());
    let value: i64 = source[at..digits_end].parse().map_err(too_large)?;
    let millis = match &source[digits_end..end] {
        "" => return Ok((TokenKind::Number(value), end)),
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        unit => {
            return Err(error(
                source,
                digits_end,
                format!("'{unit}' is no unit of time"),
            ));
        }
    };
    let millis = (value as u64).saturating_mul(millis);
    Ok((TokenKind::Time(engine::Duration::from_millis(millis)), end))
}

fn end_of(source: &str, at: usize, belongs: impl Fn(char) -> bool) -> usize {
    source[at..]
        .find(|letter| !belongs(letter))
        .map_or(source.len(), |len| at + len)
}

/// An error at a byte offset.
pub(super) fn error(source: &str, at: usize, message: String) -> PredicateError {
    let before = &source[..at];
    let line = before.matches('\n').count() + 1;
    let column = before
        .chars()
        .rev()
        .take_while(|letter| *letter != '\n')
        .count()
        + 1;
    PredicateError {
        line,
        column,
        message,
    }
}
