//! Commands made of commands: `if`, `for`, `case`, groups, functions.

use std::sync::Arc;

use super::scan::is_word_end;
use super::{
    CaseArm, CaseEnd, Command, List, Parser, Part, Redirect, RedirectKind, Shape, SyntaxError,
    Target, Word, braces,
};

impl Parser<'_> {
    /// A compound command, if one begins here.
    pub(super) fn compound(&mut self) -> Result<Option<Shape>, SyntaxError> {
        match self.reserved() {
            "{" => self.group().map(Some),
            "if" => self.condition_chain().map(Some),
            "for" => self.for_loop().map(Some),
            "while" | "until" => self.while_loop().map(Some),
            "case" => self.case().map(Some),
            "function" => self.named_function().map(Some),
            "[[" => self.test().map(Some),
            _ if self.starts_with("((") => self.arithmetic_or_subshell().map(Some),
            _ if self.starts_with("(") => self.subshell().map(Some),
            _ => Ok(None),
        }
    }

    fn group(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("{");
        let list = self.list()?;
        self.expect_reserved("}")?;
        Ok(Shape::Group(list))
    }

    fn subshell(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("(");
        let list = self.list()?;
        if !self.eat_operator(")") {
            return Err(self.unexpected());
        }
        Ok(Shape::Subshell(list))
    }

    /// `((` is arithmetic when `))` closes it, and two subshells otherwise.
    fn arithmetic_or_subshell(&mut self) -> Result<Shape, SyntaxError> {
        let before = self.clone();
        self.eat("((");
        match self.arithmetic_text() {
            Ok(word) => Ok(Shape::Arithmetic(word)),
            Err(error) => {
                let after = std::mem::replace(self, before);
                self.subshell().map_err(|_| {
                    *self = after;
                    error
                })
            }
        }
    }

    fn condition_chain(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("if");
        let mut arms = Vec::new();
        loop {
            let condition = self.list()?;
            self.expect_reserved("then")?;
            arms.push((condition, self.list()?));
            if self.eat_reserved("elif") {
                continue;
            }
            let otherwise = if self.eat_reserved("else") {
                Some(self.list()?)
            } else {
                None
            };
            self.expect_reserved("fi")?;
            return Ok(Shape::If { arms, otherwise });
        }
    }

    fn while_loop(&mut self) -> Result<Shape, SyntaxError> {
        let until = self.reserved() == "until";
        self.eat(if until { "until" } else { "while" });
        let condition = self.list()?;
        let body = self.do_done()?;
        Ok(Shape::While {
            until,
            condition,
            body,
        })
    }

    fn do_done(&mut self) -> Result<Arc<List>, SyntaxError> {
        self.expect_reserved("do")?;
        let body = self.list()?;
        self.expect_reserved("done")?;
        Ok(body)
    }

    fn for_loop(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("for");
        self.skip_blanks();
        if self.eat("((") {
            return self.counting_loop();
        }
        let Some(name) = self.word()? else {
            return Err(self.unexpected_word());
        };
        let name = name.source.to_string();
        self.skip_newlines();
        let words = if self.eat_reserved("in") {
            Some(self.words_of_loop()?)
        } else {
            None
        };
        if self.operator() == Some(";") {
            self.eat(";");
        }
        self.skip_newlines();
        let body = self.loop_body()?;
        Ok(Shape::For { name, words, body })
    }

    fn words_of_loop(&mut self) -> Result<Vec<Word>, SyntaxError> {
        let mut words = Vec::new();
        while let Some(word) = self.word()? {
            words.extend(braces::expand(word));
        }
        self.skip_blanks();
        match self.peek() {
            Some('\n' | ';') => Ok(words),
            _ => Err(self.unexpected()),
        }
    }

    /// `do … done`, or a group in its place.
    fn loop_body(&mut self) -> Result<Arc<List>, SyntaxError> {
        if self.reserved() != "{" {
            return self.do_done();
        }
        self.eat("{");
        let list = self.list()?;
        self.expect_reserved("}")?;
        Ok(list)
    }

    fn counting_loop(&mut self) -> Result<Shape, SyntaxError> {
        let line = self.line;
        let text = self.raw_arithmetic()?;
        let parts: Vec<&str> = text.split(';').collect();
        let [start, condition, step] = parts.as_slice() else {
            return Err(SyntaxError::Unexpected {
                token: "((".to_owned(),
                line,
            });
        };
        let start = self.inner(start.trim()).quoted_text()?;
        let condition = self.inner(condition.trim()).quoted_text()?;
        let step = self.inner(step.trim()).quoted_text()?;
        if self.operator() == Some(";") {
            self.eat(";");
        }
        self.skip_newlines();
        let body = self.loop_body()?;
        Ok(Shape::Count {
            start,
            condition,
            step,
            body,
        })
    }

    fn case(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("case");
        let Some(word) = self.word()? else {
            return Err(self.unexpected_word());
        };
        self.skip_newlines();
        self.expect_reserved("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines();
            if self.eat_reserved("esac") {
                return Ok(Shape::Case { word, arms });
            }
            arms.push(self.case_arm()?);
        }
    }

    fn case_arm(&mut self) -> Result<CaseArm, SyntaxError> {
        self.eat_operator("(");
        let mut patterns = Vec::new();
        loop {
            let Some(pattern) = self.word()? else {
                return Err(self.unexpected());
            };
            patterns.push(pattern);
            if self.eat_operator(")") {
                break;
            }
            if !self.eat_operator("|") {
                return Err(self.unexpected());
            }
        }
        self.skip_newlines();
        let is_empty =
            self.reserved() == "esac" || matches!(self.operator(), Some(";;" | ";&" | ";;&"));
        let body = if is_empty {
            Arc::new(List::default())
        } else {
            self.list()?
        };
        let end = match self.operator() {
            Some(";&") => CaseEnd::FallThrough,
            Some(";;&") => CaseEnd::Continue,
            _ => CaseEnd::Stop,
        };
        if let Some(operator @ (";;" | ";&" | ";;&")) = self.operator() {
            self.eat(operator);
        } else if self.reserved() != "esac" {
            return Err(self.unexpected());
        }
        Ok(CaseArm {
            patterns,
            body,
            end,
        })
    }

    /// `function name { … }`
    fn named_function(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("function");
        self.skip_blanks();
        let rest = self.rest();
        let name = rest[..rest.find(is_word_end).unwrap_or(rest.len())].to_owned();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        self.eat(&name);
        if self.eat_operator("(") && !self.eat_operator(")") {
            return Err(self.unexpected());
        }
        let body = self.function_body()?;
        Ok(Shape::Function { name, body })
    }

    /// `name () { … }`, from behind the parentheses.
    pub(super) fn function(&mut self, name: Word, line: u32) -> Result<Command, SyntaxError> {
        let body = self.function_body()?;
        let shape = Shape::Function {
            name: name.source.to_string(),
            body,
        };
        Ok(Command {
            line,
            shape,
            redirects: Arc::default(),
        })
    }

    fn function_body(&mut self) -> Result<Arc<Command>, SyntaxError> {
        self.skip_newlines();
        let is_compound = matches!(
            self.reserved(),
            "{" | "if" | "for" | "while" | "until" | "case" | "[["
        );
        if !is_compound && !self.starts_with("(") {
            return Err(self.unexpected());
        }
        self.command().map(Arc::new)
    }
}

impl Command {
    /// The command with `2>&1` added: what `|&` means.
    pub(super) fn with_errors_joined(mut self) -> Command {
        let word = Word {
            parts: vec![Part::Plain("1".to_owned())],
            source: "1".into(),
        };
        Arc::make_mut(&mut self.redirects).push(Redirect {
            descriptor: Some(2),
            kind: RedirectKind::DuplicateOut,
            target: Target::File(word),
        });
        self
    }
}
