//! The reading head: characters, blanks, comments, operators, and where here-documents lie.

use std::sync::Arc;

use super::{List, SyntaxError};

/// Deeper nesting than this is refused: every level costs stack, and a page has little of it.
const DEPTH_LIMIT: u32 = 100;

/// Longest first, so that `&>>` is not read as `&`.
const OPERATORS: &[&str] = &[
    "&>>", "<<<", "<<-", ";;&", "&&", "||", ";;", ";&", "|&", "&>", ">>", "<<", "<&", ">&", "<>",
    ">|", "&", "|", ";", "(", ")", "<", ">",
];

/// Reads commands from a text.
#[derive(Clone, Debug)]
pub(crate) struct Parser<'a> {
    pub(super) source: &'a str,
    pub(super) at: usize,
    pub(super) line: u32,
    /// Where the line after the here-documents of this line begins.
    pub(super) after_documents: Option<usize>,
    /// The lines those documents take.
    pub(super) document_lines: u32,
    /// Inside of `"…"`, where a single quote is a letter.
    pub(super) between_quotes: bool,
    depth: u32,
    /// The first here-document that the text ended in: its line and its last line's word.
    pub(super) open_document: Option<OpenDocument>,
}

/// A here-document without its last line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OpenDocument {
    pub(crate) begins: u32,
    pub(crate) ends: u32,
    pub(crate) wanted: String,
}

impl<'a> Parser<'a> {
    /// A parser at the start of this text, whose first line has this number.
    pub(crate) fn new(source: &'a str, line: u32) -> Parser<'a> {
        Parser {
            source,
            at: 0,
            line,
            after_documents: None,
            document_lines: 0,
            between_quotes: false,
            depth: 0,
            open_document: None,
        }
    }

    /// The next complete command: everything up to the end of its line. `None` at the end.
    pub(crate) fn next_command(&mut self) -> Result<Option<Arc<List>>, SyntaxError> {
        self.skip_newlines();
        if self.at_end() {
            return Ok(None);
        }
        let list = self.line_of_commands()?;
        Ok(Some(Arc::new(list)))
    }

    /// How far it has read, in bytes, and the number of the line there.
    pub(crate) fn position(&self) -> (usize, u32) {
        (self.at, self.line)
    }

    /// The here-document the text ended in, if it did.
    pub(crate) fn open_document(&self) -> Option<&OpenDocument> {
        self.open_document.as_ref()
    }

    /// The line the head stands in, for an error message.
    pub(crate) fn current_line(&self) -> &'a str {
        let before = self.source[..self.at.min(self.source.len())]
            .rfind('\n')
            .map_or(0, |it| it + 1);
        self.source[before..].lines().next().unwrap_or_default()
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.source[self.at..]
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.source.len()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// Steps over one character.
    pub(super) fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        if next == '\n' {
            self.line += 1;
            if let Some(after) = self.after_documents.take() {
                self.at = after;
                self.line += std::mem::take(&mut self.document_lines);
            }
        }
        Some(next)
    }

    /// Steps over this text if it stands here.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        if !self.starts_with(text) {
            return false;
        }
        for _ in text.chars() {
            self.bump();
        }
        true
    }

    /// Skips blanks, continued lines and a comment.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            if self.starts_with("\\\n") {
                self.bump();
                self.bump();
                continue;
            }
            match self.peek() {
                Some(' ' | '\t' | '\r') => {
                    self.bump();
                }
                Some('#') if self.begins_word() => self.skip_comment(),
                _ => return,
            }
        }
    }

    fn skip_comment(&mut self) {
        while self.peek().is_some_and(|it| it != '\n') {
            self.bump();
        }
    }

    /// Whether a word would begin here: nothing but a blank or an operator stands before.
    fn begins_word(&self) -> bool {
        match self.source[..self.at].chars().next_back() {
            None => true,
            Some(before) => before.is_whitespace() || ";&|()<>".contains(before),
        }
    }

    /// Skips blanks, comments and line ends.
    pub(super) fn skip_newlines(&mut self) {
        loop {
            self.skip_blanks();
            if self.peek() != Some('\n') {
                return;
            }
            self.bump();
        }
    }

    /// The operator that stands here, after blanks.
    pub(super) fn operator(&mut self) -> Option<&'static str> {
        self.skip_blanks();
        OPERATORS
            .iter()
            .copied()
            .find(|operator| self.starts_with(operator))
    }

    /// Steps over this operator if it, and no longer one, stands here.
    pub(super) fn eat_operator(&mut self, operator: &str) -> bool {
        if self.operator() != Some(operator) {
            return false;
        }
        self.eat(operator)
    }

    /// The letters of a word that could be reserved: nothing in it is quoted or expanded.
    pub(super) fn reserved(&mut self) -> &'a str {
        self.skip_blanks();
        let rest = self.rest();
        let end = rest.find(is_word_end).unwrap_or(rest.len());
        let word = &rest[..end];
        if word.contains(['\\', '\'', '"', '$', '`']) {
            ""
        } else {
            word
        }
    }

    /// Steps over this reserved word if it stands here.
    pub(super) fn eat_reserved(&mut self, word: &str) -> bool {
        self.reserved() == word && self.eat(word)
    }

    /// Demands a reserved word.
    pub(super) fn expect_reserved(&mut self, word: &str) -> Result<(), SyntaxError> {
        if self.eat_reserved(word) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// The error for whatever stands here.
    pub(super) fn unexpected(&mut self) -> SyntaxError {
        self.skip_blanks();
        if self.at_end() {
            return self.end_of_file();
        }
        let token = match (self.peek(), self.operator()) {
            (Some('\n'), _) => "newline".to_owned(),
            (_, Some(operator)) => operator.to_owned(),
            (_, None) => {
                let rest = self.rest();
                rest[..rest.find(is_word_end).unwrap_or(rest.len())].to_owned()
            }
        };
        SyntaxError::Unexpected {
            token,
            line: self.line,
        }
    }

    /// The error where a word must stand on this line: its end is as bad as anything else.
    pub(super) fn unexpected_word(&mut self) -> SyntaxError {
        self.skip_blanks();
        if self.at_end() {
            let token = "newline".to_owned();
            return SyntaxError::Unexpected {
                token,
                line: self.line,
            };
        }
        self.unexpected()
    }

    /// The error for a text that ends too soon. bash names the line after the last.
    pub(super) fn end_of_file(&self) -> SyntaxError {
        let is_whole_line = self.source.ends_with('\n');
        SyntaxError::EndOfFile {
            line: self.line + u32::from(!is_whole_line),
        }
    }

    /// Parses something one level deeper.
    pub(super) fn deeper<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.depth >= DEPTH_LIMIT {
            return Err(SyntaxError::TooDeep { line: self.line });
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// A parser for a text cut out of this one, at this one's depth.
    pub(super) fn inner<'b>(&self, source: &'b str) -> Parser<'b> {
        Parser {
            depth: self.depth,
            ..Parser::new(source, self.line)
        }
    }
}

/// What ends a word when it is not quoted.
pub(super) fn is_word_end(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')'
    )
}

/// Whether a variable could be called this.
pub(crate) fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start) && characters.all(is_name_char)
}

pub(crate) fn is_name_start(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '_'
}

pub(crate) fn is_name_char(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
