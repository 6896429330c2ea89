//! `[[ … ]]`

use super::{Condition, Parser, Part, Shape, SyntaxError, Word};

const UNARY: &[&str] = &[
    "-a", "-b", "-c", "-d", "-e", "-f", "-g", "-h", "-L", "-k", "-p", "-r", "-s", "-S", "-t", "-u",
    "-w", "-x", "-z", "-n", "-v", "-o", "-G", "-N", "-O", "-R",
];

const BINARY: &[&str] = &[
    "==", "=", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
];

impl Parser<'_> {
    pub(super) fn test(&mut self) -> Result<Shape, SyntaxError> {
        self.eat("[[");
        let condition = self.deeper(Parser::either)?;
        self.skip_newlines();
        if !self.eat_reserved("]]") {
            return Err(self.unexpected());
        }
        Ok(Shape::Test(condition.into()))
    }

    fn either(&mut self) -> Result<Condition, SyntaxError> {
        let mut left = self.both()?;
        self.skip_newlines();
        while self.eat_operator("||") {
            self.skip_newlines();
            left = Condition::Or(left.into(), self.both()?.into());
            self.skip_newlines();
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Condition, SyntaxError> {
        let mut left = self.single()?;
        self.skip_newlines();
        while self.eat_operator("&&") {
            self.skip_newlines();
            left = Condition::And(left.into(), self.single()?.into());
            self.skip_newlines();
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Condition, SyntaxError> {
        self.skip_newlines();
        if self.eat_reserved("!") {
            let condition = self.deeper(Parser::single)?;
            return Ok(Condition::Not(condition.into()));
        }
        if self.eat_operator("(") {
            let condition = self.deeper(Parser::either)?;
            self.skip_newlines();
            if !self.eat_operator(")") {
                return Err(self.unexpected());
            }
            return Ok(condition);
        }
        let reserved = self.reserved();
        if UNARY.contains(&reserved) {
            let operator = reserved.to_owned();
            let before = self.clone();
            self.eat(&operator);
            if self.reserved() != "]]"
                && let Some(word) = self.word()?
            {
                return Ok(Condition::Unary { operator, word });
            }
            *self = before;
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Condition, SyntaxError> {
        if self.reserved() == "]]" {
            return Err(self.unexpected());
        }
        let Some(left) = self.word()? else {
            return Err(self.unexpected());
        };
        self.skip_blanks();
        let rest = self.rest();
        let end = rest.find([' ', '\t', '\n']).unwrap_or(rest.len());
        let Some(operator) = BINARY.iter().find(|it| **it == &rest[..end]) else {
            return self.without_operator(left);
        };
        self.eat(operator);
        self.skip_blanks();
        let right = if *operator == "=~" {
            Some(self.regex()?)
        } else {
            self.word()?
        };
        let problem = match &right {
            Some(right) if right.plain() != Some("]]") => None,
            _ => Some("unexpected argument `]]' to conditional binary operator".to_owned()),
        };
        match (problem, right) {
            (None, Some(right)) => Ok(Condition::Binary {
                operator: (*operator).to_owned(),
                left,
                right,
            }),
            (problem, _) => {
                let problem = problem.unwrap_or_default();
                Err(SyntaxError::Condition {
                    problem,
                    line: self.line,
                })
            }
        }
    }

    /// A word alone is true when it is not empty; anything else behind it is a mistake.
    fn without_operator(&mut self, left: Word) -> Result<Condition, SyntaxError> {
        let is_end = self.reserved() == "]]" || matches!(self.operator(), Some("&&" | "||" | ")"));
        if is_end {
            return Ok(Condition::Unary {
                operator: "-n".to_owned(),
                word: left,
            });
        }
        let token = match self.unexpected_word() {
            SyntaxError::Unexpected { token, .. } => token,
            other => return Err(other),
        };
        let problem = format!("unexpected token `{token}', conditional binary operator expected");
        Err(SyntaxError::Condition {
            problem,
            line: self.line,
        })
    }

    /// A regular expression ends at a blank outside of quotes and parentheses.
    fn regex(&mut self) -> Result<Word, SyntaxError> {
        let begins = self.at;
        let mut parts = Vec::new();
        let mut open = 0u32;
        while let Some(next) = self.peek() {
            match next {
                '(' => open += 1,
                ')' if open == 0 => break,
                ')' => open -= 1,
                ' ' | '\t' | '\n' if open == 0 => break,
                '|' | '<' | '>' | ';' | '&' | ' ' | '\t' => (),
                _ => {
                    let Some(word) = self.word_here()? else { break };
                    // A backslash stays: what it quotes is a matter of the expression.
                    parts.extend(word.parts);
                    continue;
                }
            }
            self.bump();
            parts.push(Part::Plain(next.into()));
        }
        Ok(Word {
            parts,
            source: self.source[begins..self.at].into(),
        })
    }
}
