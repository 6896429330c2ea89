//! Why a text is no command, in bash's words.

use core::fmt;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SyntaxError {
    /// It ends where more must come.
    EndOfFile { line: u32 },
    /// It ends inside of quotes or brackets.
    Unmatched { delimiter: char, line: u32 },
    /// Something stands where it cannot.
    Unexpected { token: String, line: u32 },
    /// A `[[ … ]]` that makes no sense.
    Condition { problem: String, line: u32 },
    /// Deeper than anyone writes. Unlike bash, which would go on to the end of its memory.
    TooDeep { line: u32 },
}

impl SyntaxError {
    pub(crate) fn line(&self) -> u32 {
        match self {
            SyntaxError::EndOfFile { line }
            | SyntaxError::Unmatched { line, .. }
            | SyntaxError::Unexpected { line, .. }
            | SyntaxError::Condition { line, .. }
            | SyntaxError::TooDeep { line } => *line,
        }
    }

    /// Whether bash shows the line, too.
    pub(crate) fn quotes_line(&self) -> bool {
        matches!(self, SyntaxError::Unexpected { .. })
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SyntaxError::EndOfFile { .. } => f.write_str("syntax error: unexpected end of file"),
            SyntaxError::Unmatched { delimiter, .. } => {
                write!(f, "unexpected EOF while looking for matching `{delimiter}'")
            }
            SyntaxError::Unexpected { token, .. } => {
                write!(f, "syntax error near unexpected token `{token}'")
            }
            SyntaxError::Condition { problem, .. } => f.write_str(problem),
            SyntaxError::TooDeep { .. } => f.write_str("syntax error: too deeply nested"),
        }
    }
}
