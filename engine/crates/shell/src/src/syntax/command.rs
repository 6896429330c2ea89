//! Lists, pipelines and simple commands.

use std::sync::Arc;

use super::scan::{is_name_char, is_name_start};
use super::{
    AndOr, Assigned, Assignment, Command, Connector, Item, List, Parser, Pipeline, Redirect, Shape,
    SyntaxError, Word, braces,
};

/// Words that begin no simple command where a command could begin.
const RESERVED: &[&str] = &[
    "then", "else", "elif", "fi", "do", "done", "esac", "in", "}", "]]",
];

/// Commands whose arguments may be assignments (bash calls them declaration commands).
const DECLARING: &[&str] = &["export", "local", "declare", "readonly", "typeset"];

impl Parser<'_> {
    /// Everything up to the end of this line.
    pub(super) fn line_of_commands(&mut self) -> Result<List, SyntaxError> {
        let mut items = Vec::new();
        loop {
            let (item, is_separated) = self.item()?;
            items.push(item);
            self.skip_blanks();
            match self.peek() {
                None => break,
                Some('\n') => {
                    self.bump();
                    break;
                }
                Some(_) if is_separated => (),
                Some(_) => return Err(self.unexpected()),
            }
        }
        Ok(List { items })
    }

    /// Commands up to something that ends a list: a reserved word, `)`, `;;` or the end.
    pub(super) fn list(&mut self) -> Result<Arc<List>, SyntaxError> {
        self.deeper(|parser| {
            let mut items = Vec::new();
            parser.skip_newlines();
            loop {
                let (item, is_separated) = parser.item()?;
                items.push(item);
                parser.skip_blanks();
                let is_separated = is_separated || parser.peek() == Some('\n');
                parser.skip_newlines();
                if parser.at_list_end() {
                    return Ok(Arc::new(List { items }));
                }
                if !is_separated {
                    return Err(parser.unexpected());
                }
            }
        })
    }

    fn at_list_end(&mut self) -> bool {
        if self.at_end() || RESERVED.contains(&self.reserved()) {
            return true;
        }
        matches!(self.operator(), Some(")" | ";;" | ";&" | ";;&"))
    }

    /// One item, and whether a separator ended it.
    fn item(&mut self) -> Result<(Item, bool), SyntaxError> {
        self.skip_blanks();
        let begins = self.at;
        let and_or = Arc::new(self.and_or()?);
        let text = self.source[begins..self.at].trim_end().into();
        let background = self.eat_operator("&");
        let is_separated = background || self.eat_operator(";");
        Ok((
            Item {
                and_or,
                background,
                text,
            },
            is_separated,
        ))
    }

    fn and_or(&mut self) -> Result<AndOr, SyntaxError> {
        let first = Arc::new(self.pipeline()?);
        let mut rest = Vec::new();
        loop {
            let connector = match self.operator() {
                Some("&&") => Connector::And,
                Some("||") => Connector::Or,
                _ => return Ok(AndOr { first, rest }),
            };
            self.eat(if connector == Connector::And {
                "&&"
            } else {
                "||"
            });
            self.skip_newlines();
            rest.push((connector, Arc::new(self.pipeline()?)));
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline, SyntaxError> {
        let mut pipeline = Pipeline {
            negated: false,
            timed: false,
            stages: Vec::new(),
        };
        loop {
            if self.eat_reserved("!") {
                pipeline.negated = !pipeline.negated;
            } else if self.reserved() == "time" {
                self.eat("time");
                self.eat_reserved("-p");
                pipeline.timed = true;
            } else {
                break;
            }
        }
        if pipeline.timed && self.at_pipeline_end() {
            return Ok(pipeline);
        }
        loop {
            let command = self.command()?;
            match self.operator() {
                Some("|") => {
                    self.eat("|");
                    pipeline.stages.push(Arc::new(command));
                }
                Some("|&") => {
                    self.eat("|&");
                    pipeline.stages.push(Arc::new(command.with_errors_joined()));
                }
                _ => {
                    pipeline.stages.push(Arc::new(command));
                    return Ok(pipeline);
                }
            }
            self.skip_newlines();
        }
    }

    fn at_pipeline_end(&mut self) -> bool {
        self.skip_blanks();
        matches!(self.peek(), None | Some('\n' | ';' | '&' | '|' | ')'))
    }

    /// A command of any shape with its redirections.
    pub(super) fn command(&mut self) -> Result<Command, SyntaxError> {
        self.skip_blanks();
        let line = self.line;
        if let Some(shape) = self.deeper(Parser::compound)? {
            let mut redirects = Vec::new();
            while let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
            }
            return Ok(Command {
                line,
                shape,
                redirects: Arc::new(redirects),
            });
        }
        if RESERVED.contains(&self.reserved()) {
            return Err(self.unexpected());
        }
        self.simple(line)
    }

    fn simple(&mut self, line: u32) -> Result<Command, SyntaxError> {
        let mut redirects: Vec<Redirect> = Vec::new();
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        let mut declared = Vec::new();
        loop {
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            let declares = words
                .first()
                .and_then(Word::plain)
                .is_some_and(|it| DECLARING.contains(&it));
            if (words.is_empty() || declares)
                && let Some(assignment) = self.assignment()?
            {
                if declares {
                    &mut declared
                } else {
                    &mut assignments
                }
                .push(assignment);
                continue;
            }
            let Some(word) = self.word()? else { break };
            let is_first = words.is_empty() && redirects.is_empty() && assignments.is_empty();
            if is_first && self.eat_operator("(") {
                if !self.eat_operator(")") {
                    return Err(self.unexpected_word());
                }
                return self.function(word, line);
            }
            words.extend(braces::expand(word));
        }
        if words.is_empty() && assignments.is_empty() && redirects.is_empty() {
            return Err(self.unexpected());
        }
        let shape = Shape::Simple {
            assignments,
            words,
            declared,
        };
        Ok(Command {
            line,
            shape,
            redirects: Arc::new(redirects),
        })
    }

    /// `name[index]+=value`, if that stands here.
    pub(super) fn assignment(&mut self) -> Result<Option<Assignment>, SyntaxError> {
        self.skip_blanks();
        let Some(length) = assignment_head(self.rest()) else {
            return Ok(None);
        };
        let head = &self.rest()[..length];
        let append = head.ends_with("+=");
        let head = head.trim_end_matches('=').trim_end_matches('+');
        let (name, index) = match head.split_once('[') {
            Some((name, index)) => {
                let index = index.trim_end_matches(']');
                (name.to_owned(), Some(self.inner(index).whole_word()?))
            }
            None => (head.to_owned(), None),
        };
        for _ in 0..length {
            self.at += 1;
        }
        let value = if self.peek() == Some('(') && index.is_none() {
            Assigned::Elements(self.deeper(Parser::elements)?)
        } else {
            Assigned::Text(self.word_here()?.unwrap_or_default())
        };
        Ok(Some(Assignment {
            name,
            index,
            append,
            value,
        }))
    }

    /// `(a b [5]=c)`
    fn elements(&mut self) -> Result<Vec<(Option<Word>, Word)>, SyntaxError> {
        let line = self.line;
        self.eat("(");
        let mut elements = Vec::new();
        loop {
            self.skip_newlines();
            if self.eat(")") {
                return Ok(elements);
            }
            if self.at_end() {
                return Err(SyntaxError::Unmatched {
                    delimiter: ')',
                    line,
                });
            }
            let index = match self.peek() {
                Some('[') => self.element_index()?,
                _ => None,
            };
            if index.is_some() {
                elements.push((index, self.word_here()?.unwrap_or_default()));
                continue;
            }
            let Some(word) = self.word()? else {
                return Err(self.unexpected());
            };
            elements.extend(braces::expand(word).into_iter().map(|word| (None, word)));
        }
    }

    /// `[index]=` before an element.
    fn element_index(&mut self) -> Result<Option<Word>, SyntaxError> {
        let rest = self.rest();
        let Some(end) = rest.find("]=") else {
            return Ok(None);
        };
        let index = &rest[1..end];
        if index.contains(['\n', ')', ' ']) {
            return Ok(None);
        }
        let word = self.inner(index).whole_word()?;
        self.at += end + 2;
        Ok(Some(word))
    }
}

/// How many bytes of this text are `name=`, `name+=` or `name[…]=`.
fn assignment_head(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = text.find(|it| !is_name_char(it))?;
    if !text.starts_with(is_name_start) {
        return None;
    }
    if bytes.get(at) == Some(&b'[') {
        let close = text[at..].find(']')?;
        if text[at..at + close].contains([' ', '\n', ';', '&', '|']) {
            return None;
        }
        at += close + 1;
    }
    if bytes.get(at) == Some(&b'+') {
        at += 1;
    }
    (bytes.get(at) == Some(&b'=')).then_some(at + 1)
}
