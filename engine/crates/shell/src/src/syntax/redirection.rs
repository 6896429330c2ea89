//! `>`, `<`, here-documents and here-strings.

use super::scan::OpenDocument;
use super::{Parser, Part, Redirect, RedirectKind, SyntaxError, Target, Word};

impl Parser<'_> {
    /// A redirection, if one stands here.
    pub(super) fn redirect(&mut self) -> Result<Option<Redirect>, SyntaxError> {
        self.skip_blanks();
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let is_numbered =
            digits > 0 && digits < 10 && self.rest()[digits..].starts_with(['<', '>']);
        let descriptor = is_numbered.then(|| {
            let number = self.rest()[..digits]
                .parse()
                .expect("fewer than ten digits fit");
            self.at += digits;
            number
        });
        if self.starts_with("<(") && descriptor.is_none() {
            return Ok(None);
        }
        let kind = match self.operator() {
            Some("<<" | "<<-") => return self.here_document(descriptor).map(Some),
            Some("<<<") => return self.here_string(descriptor).map(Some),
            Some("<") => RedirectKind::Read,
            Some(">") => RedirectKind::Write,
            Some(">|") => RedirectKind::Overwrite,
            Some(">>") => RedirectKind::Append,
            Some("<>") => RedirectKind::ReadWrite,
            Some("<&") => RedirectKind::DuplicateIn,
            Some(">&") => RedirectKind::DuplicateOut,
            Some("&>") => RedirectKind::WriteBoth,
            Some("&>>") => RedirectKind::AppendBoth,
            _ => return Ok(None),
        };
        let operator = self.operator().expect("matched above");
        self.eat(operator);
        let Some(word) = self.word()? else {
            return Err(self.unexpected_word());
        };
        Ok(Some(Redirect {
            descriptor,
            kind,
            target: Target::File(word),
        }))
    }

    /// `<<< word`
    fn here_string(&mut self, descriptor: Option<u32>) -> Result<Redirect, SyntaxError> {
        self.eat("<<<");
        let Some(mut word) = self.word()? else {
            return Err(self.unexpected_word());
        };
        word.parts.push(Part::Quoted("\n".to_owned()));
        Ok(Redirect {
            descriptor,
            kind: RedirectKind::Read,
            target: Target::Text(word),
        })
    }

    /// `<<WORD`: the body lies behind the end of this line, and behind the bodies before it.
    fn here_document(&mut self, descriptor: Option<u32>) -> Result<Redirect, SyntaxError> {
        let strips_tabs = self.starts_with("<<-");
        self.eat(if strips_tabs { "<<-" } else { "<<" });
        let Some(word) = self.word()? else {
            return Err(self.unexpected_word());
        };
        let is_literal = word
            .parts
            .iter()
            .any(|part| !matches!(part, Part::Plain(_)));
        let wanted = word.unquoted();
        let body = self.document_body(&wanted, strips_tabs);
        let body = if is_literal {
            Word::quoted(&body)
        } else {
            self.inner(&body).document_text()?
        };
        Ok(Redirect {
            descriptor,
            kind: RedirectKind::Read,
            target: Target::Text(body),
        })
    }

    fn document_body(&mut self, wanted: &str, strips_tabs: bool) -> String {
        let source = self.source;
        let begins = self.after_documents.unwrap_or_else(|| {
            source[self.at..]
                .find('\n')
                .map_or(source.len(), |newline| self.at + newline + 1)
        });
        let mut body = String::new();
        let mut at = begins;
        let mut lines = 0;
        for line in source[begins..].split_inclusive('\n') {
            at += line.len();
            lines += 1;
            let line = if strips_tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if line.trim_end_matches('\n') == wanted {
                self.after_documents = Some(at);
                self.document_lines += lines;
                return body;
            }
            body.push_str(line);
        }
        if !body.is_empty() && !body.ends_with('\n') {
            body.push('\n');
        }
        if self.open_document.is_none() {
            let before = self.line + self.document_lines;
            let (begins, ends) = (self.line, before + lines);
            self.open_document = Some(OpenDocument {
                begins,
                ends,
                wanted: wanted.to_owned(),
            });
        }
        self.after_documents = Some(at);
        self.document_lines += lines;
        body
    }
}

impl Word {
    /// The word without its quotes; nothing is expanded.
    fn unquoted(&self) -> String {
        unquoted(&self.parts, &self.source)
    }
}

fn unquoted(parts: &[Part], source: &str) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Plain(letters) | Part::Quoted(letters) => text.push_str(letters),
            Part::Double(inner) => text.push_str(&unquoted(inner, source)),
            // `<<$x` waits for the letters `$x`, whatever they would mean elsewhere.
            Part::Parameter(_)
            | Part::Substitution(_)
            | Part::Process(_)
            | Part::Arithmetic(_)
            | Part::BadSubstitution(_) => return source.to_owned(),
        }
    }
    text
}
