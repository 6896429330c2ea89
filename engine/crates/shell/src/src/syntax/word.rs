//! Words: quotes, `$…` and backticks.

use std::sync::Arc;

use super::scan::{is_name_start, is_word_end};
use super::{List, Parser, Part, SyntaxError, Word};

/// Where the letters of a word end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    /// At a blank or an operator.
    Blank,
    /// At the end of the text: an array index.
    End,
    /// At `}` or one of these, inside of `${…}`.
    Brace(&'static str),
}

impl Until {
    fn ends(self, letter: char) -> bool {
        match self {
            Until::Blank => is_word_end(letter),
            Until::End => false,
            Until::Brace(others) => letter == '}' || others.contains(letter),
        }
    }
}

impl Parser<'_> {
    /// The word that stands here after blanks, if one does.
    pub(super) fn word(&mut self) -> Result<Option<Word>, SyntaxError> {
        self.skip_blanks();
        self.word_here()
    }

    /// The word that stands right here, if one does.
    pub(super) fn word_here(&mut self) -> Result<Option<Word>, SyntaxError> {
        let begins = self.at;
        let parts = self.parts(Until::Blank)?;
        if self.at == begins {
            return Ok(None);
        }
        Ok(Some(Word {
            parts,
            source: self.source[begins..self.at].into(),
        }))
    }

    /// The whole text as one word, blanks included.
    pub(super) fn whole_word(&mut self) -> Result<Word, SyntaxError> {
        let parts = self.parts(Until::End)?;
        Ok(Word {
            parts,
            source: self.source.into(),
        })
    }

    /// The whole text as it would be read between double quotes, whose own quotes mean nothing.
    pub(super) fn quoted_text(&mut self) -> Result<Word, SyntaxError> {
        let mut parts = Vec::new();
        let mut letters = String::new();
        while let Some(next) = self.peek() {
            match next {
                '"' => {
                    self.bump();
                }
                _ => self.double_quoted_piece(&mut parts, &mut letters, "$`\\\"\n")?,
            }
        }
        flush_quoted(&mut parts, &mut letters);
        Ok(Word {
            parts,
            source: self.source.into(),
        })
    }

    /// The whole text as the body of a here-document.
    pub(super) fn document_text(&mut self) -> Result<Word, SyntaxError> {
        let mut parts = Vec::new();
        let mut letters = String::new();
        self.between_quotes = true;
        while !self.at_end() {
            self.double_quoted_piece(&mut parts, &mut letters, "$`\\\n")?;
        }
        flush_quoted(&mut parts, &mut letters);
        let parts = vec![Part::Double(parts)];
        Ok(Word {
            parts,
            source: self.source.into(),
        })
    }

    pub(super) fn parts(&mut self, until: Until) -> Result<Vec<Part>, SyntaxError> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        while let Some(next) = self.peek() {
            if self.starts_with("<(") && until == Until::Blank {
                flush_plain(&mut parts, &mut plain);
                parts.push(self.process_substitution()?);
                continue;
            }
            if until.ends(next) {
                break;
            }
            let is_letter = next == '\'' && self.between_quotes;
            if is_letter || !matches!(next, '\\' | '\'' | '"' | '$' | '`') {
                plain.push(next);
                self.bump();
                continue;
            }
            if self.eat("\\\n") {
                continue;
            }
            let part = self.special_part(next)?;
            if let Part::Plain(letters) = part {
                plain.push_str(&letters);
            } else {
                flush_plain(&mut parts, &mut plain);
                parts.push(part);
            }
        }
        flush_plain(&mut parts, &mut plain);
        Ok(parts)
    }

    /// A part that begins with a quote, `$` or a backtick.
    fn special_part(&mut self, first: char) -> Result<Part, SyntaxError> {
        match first {
            '\\' => {
                self.bump();
                let next = self.bump();
                Ok(next.map_or(Part::Plain("\\".to_owned()), |it| Part::Quoted(it.into())))
            }
            '\'' => self.single_quoted(),
            '"' => self.double_quoted(),
            '`' => self.backticks(false),
            _ if self.starts_with("$'") => self.ansi_quoted(),
            _ if self.starts_with("$\"") => {
                self.bump();
                self.double_quoted()
            }
            _ => self.dollar(),
        }
    }

    fn single_quoted(&mut self) -> Result<Part, SyntaxError> {
        let line = self.line;
        self.bump();
        let begins = self.at;
        while let Some(next) = self.bump() {
            if next == '\'' {
                return Ok(Part::Quoted(self.source[begins..self.at - 1].to_owned()));
            }
        }
        Err(SyntaxError::Unmatched {
            delimiter: '\'',
            line,
        })
    }

    fn double_quoted(&mut self) -> Result<Part, SyntaxError> {
        let line = self.line;
        self.bump();
        let mut parts = Vec::new();
        let mut letters = String::new();
        let outside = std::mem::replace(&mut self.between_quotes, true);
        while let Some(next) = self.peek() {
            if next == '"' {
                self.bump();
                flush_quoted(&mut parts, &mut letters);
                self.between_quotes = outside;
                return Ok(Part::Double(parts));
            }
            self.double_quoted_piece(&mut parts, &mut letters, "$`\"\\\n")?;
        }
        Err(SyntaxError::Unmatched {
            delimiter: '"',
            line,
        })
    }

    /// One letter or one expansion between double quotes. A backslash quotes only `escapable`.
    fn double_quoted_piece(
        &mut self,
        parts: &mut Vec<Part>,
        letters: &mut String,
        escapable: &str,
    ) -> Result<(), SyntaxError> {
        match self.peek() {
            Some('\\') => match self.peek_second() {
                Some('\n') => {
                    self.eat("\\\n");
                }
                Some(next) if escapable.contains(next) => {
                    self.bump();
                    self.bump();
                    letters.push(next);
                }
                _ => {
                    self.bump();
                    letters.push('\\');
                }
            },
            Some('$') => match self.dollar()? {
                Part::Plain(text) => letters.push_str(&text),
                part => {
                    flush_quoted(parts, letters);
                    parts.push(part);
                }
            },
            Some('`') => {
                flush_quoted(parts, letters);
                parts.push(self.backticks(true)?);
            }
            Some(letter) => {
                letters.push(letter);
                self.bump();
            }
            None => (),
        }
        Ok(())
    }

    /// `$'…'` with its escapes carried out.
    fn ansi_quoted(&mut self) -> Result<Part, SyntaxError> {
        let line = self.line;
        self.eat("$'");
        let begins = self.at;
        while let Some(next) = self.bump() {
            match next {
                '\\' => {
                    self.bump();
                }
                '\'' => {
                    let text = &self.source[begins..self.at - 1];
                    return Ok(Part::Quoted(crate::escape::ansi(text)));
                }
                _ => (),
            }
        }
        Err(SyntaxError::Unmatched {
            delimiter: '\'',
            line,
        })
    }

    /// Something after `$`; the letter itself if nothing follows that it could expand.
    fn dollar(&mut self) -> Result<Part, SyntaxError> {
        if self.starts_with("$((")
            && let Some(part) = self.arithmetic()?
        {
            return Ok(part);
        }
        if self.starts_with("$(") {
            return self.deeper(Parser::substitution);
        }
        if self.starts_with("${") {
            return self.deeper(Parser::braced_parameter);
        }
        self.bump();
        let simple: String = match self.peek() {
            Some(next) if is_name_start(next) => {
                let rest = self.rest();
                let end = rest
                    .find(|it| !super::is_name_char(it))
                    .unwrap_or(rest.len());
                rest[..end].to_owned()
            }
            Some(next) if next.is_ascii_digit() || "@*#?-$!".contains(next) => next.into(),
            _ => return Ok(Part::Plain("$".to_owned())),
        };
        self.at += simple.len();
        Ok(Part::Parameter(Box::new(super::Parameter::named(simple))))
    }

    /// `$((…))`; `None` when it is `$(` with a subshell in it.
    fn arithmetic(&mut self) -> Result<Option<Part>, SyntaxError> {
        let before = self.clone();
        self.eat("$((");
        match self.arithmetic_text() {
            Ok(word) => Ok(Some(Part::Arithmetic(word))),
            Err(error @ SyntaxError::TooDeep { .. }) => Err(error),
            Err(error) => {
                let is_unfinished = matches!(error, SyntaxError::Unmatched { .. }) && self.at_end();
                *self = before;
                if is_unfinished && !self.rest().contains("))") {
                    Err(error)
                } else {
                    Ok(None)
                }
            }
        }
    }

    /// What stands before `))`, as arithmetic reads it: expanded as if quoted.
    pub(super) fn arithmetic_text(&mut self) -> Result<Word, SyntaxError> {
        let text = self.raw_arithmetic()?;
        self.deeper(|parser| parser.inner(&text).quoted_text())
    }

    /// What stands before `))`, which is stepped over.
    pub(super) fn raw_arithmetic(&mut self) -> Result<String, SyntaxError> {
        let line = self.line;
        let begins = self.at;
        let mut open = 0;
        while let Some(next) = self.peek() {
            match next {
                '(' => open += 1,
                ')' if open > 0 => open -= 1,
                ')' => {
                    let text = self.source[begins..self.at].to_owned();
                    if self.eat("))") {
                        return Ok(text);
                    }
                    return Err(self.unexpected());
                }
                '\\' => {
                    self.bump();
                }
                _ => (),
            }
            self.bump();
        }
        Err(SyntaxError::Unmatched {
            delimiter: ')',
            line,
        })
    }

    /// `$(…)`
    fn substitution(&mut self) -> Result<Part, SyntaxError> {
        self.eat("$(");
        self.closed_list().map(Part::Substitution)
    }

    /// `<(…)`
    fn process_substitution(&mut self) -> Result<Part, SyntaxError> {
        self.deeper(|parser| {
            parser.eat("<(");
            parser.closed_list().map(Part::Process)
        })
    }

    /// Commands up to the `)` that closes them.
    fn closed_list(&mut self) -> Result<Arc<List>, SyntaxError> {
        let outside = std::mem::replace(&mut self.between_quotes, false);
        let list = self.list_and_parenthesis();
        self.between_quotes = outside;
        list
    }

    fn list_and_parenthesis(&mut self) -> Result<Arc<List>, SyntaxError> {
        self.skip_newlines();
        if self.eat(")") {
            return Ok(Arc::default());
        }
        let list = self.list().map_err(|error| match error {
            SyntaxError::EndOfFile { line } => SyntaxError::Unmatched {
                delimiter: ')',
                line,
            },
            other => other,
        })?;
        if self.eat_operator(")") {
            return Ok(list);
        }
        Err(match self.unexpected() {
            SyntaxError::EndOfFile { line } => SyntaxError::Unmatched {
                delimiter: ')',
                line,
            },
            other => other,
        })
    }

    /// `` `…` ``; between double quotes a backslash also quotes a double quote.
    fn backticks(&mut self, between_quotes: bool) -> Result<Part, SyntaxError> {
        let line = self.line;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                None => {
                    return Err(SyntaxError::Unmatched {
                        delimiter: '`',
                        line,
                    });
                }
                Some('`') => break,
                Some('\\') => match self.peek() {
                    Some(next @ ('`' | '\\' | '$')) => {
                        self.bump();
                        text.push(next);
                    }
                    Some('"') if between_quotes => {
                        self.bump();
                        text.push('"');
                    }
                    _ => text.push('\\'),
                },
                Some(letter) => text.push(letter),
            }
        }
        let list = self.deeper(|parser| parser.inner(&text).whole_list())?;
        Ok(Part::Substitution(list))
    }

    /// Every command of the text.
    fn whole_list(&mut self) -> Result<Arc<List>, SyntaxError> {
        let mut list = List::default();
        while let Some(line) = self.next_command()? {
            list.items.extend(Arc::unwrap_or_clone(line).items);
        }
        Ok(Arc::new(list))
    }
}

fn flush_plain(parts: &mut Vec<Part>, letters: &mut String) {
    if !letters.is_empty() {
        parts.push(Part::Plain(std::mem::take(letters)));
    }
}

fn flush_quoted(parts: &mut Vec<Part>, letters: &mut String) {
    if !letters.is_empty() {
        parts.push(Part::Quoted(std::mem::take(letters)));
    }
}
