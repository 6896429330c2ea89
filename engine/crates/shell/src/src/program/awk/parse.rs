//! awk's grammar.

use super::token::{Token, tokens};
use super::tree::{Action, Expression, Pattern, Rule, Target};

/// Reads a program; an error says what is wrong.
pub(super) fn program(text: &str) -> Result<Vec<Rule>, String> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        depth: 0,
        in_print: false,
    };
    let mut rules = Vec::new();
    parser.skip_breaks();
    while parser.at < parser.tokens.len() {
        rules.push(parser.rule()?);
        parser.skip_breaks();
    }
    Ok(rules)
}

pub(super) struct Parser {
    pub(super) tokens: Vec<(Token, usize)>,
    pub(super) at: usize,
    depth: u32,
    /// `>` sends the output somewhere.
    pub(super) in_print: bool,
}

pub(super) type Parsed<T> = Result<T, String>;

impl Parser {
    pub(super) fn peek(&self) -> Option<&Token> {
        self.nth(0)
    }

    pub(super) fn nth(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    pub(super) fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(it)) if *it == sign)
    }

    pub(super) fn eat(&mut self, sign: &str) -> bool {
        let stands = self.is(sign);
        self.at += usize::from(stands);
        stands
    }

    pub(super) fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.eat(sign) { Ok(()) } else { self.error() }
    }

    pub(super) fn error<T>(&self) -> Parsed<T> {
        let line = self
            .tokens
            .get(self.at)
            .or(self.tokens.last())
            .map_or(1, |(_, line)| *line);
        let near = match self.peek() {
            None => return Err(format!("line {}: missing }} near end of file", line + 1)),
            Some(Token::Break) => "unexpected newline".to_owned(),
            Some(Token::Sign(sign)) => (*sign).to_owned(),
            Some(
                Token::Number(text)
                | Token::Text(text)
                | Token::Regex(text)
                | Token::Name(text)
                | Token::Call(text),
            ) => text.clone(),
        };
        Err(format!("line {line}: syntax error at or near {near}"))
    }

    pub(super) fn skip_breaks(&mut self) {
        while self.peek() == Some(&Token::Break) {
            self.at += 1;
        }
    }

    pub(super) fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth > 60 {
            return Err("program is nested too deeply".to_owned());
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn rule(&mut self) -> Parsed<Rule> {
        if self.is("function") {
            return Err("functions of one's own are not supported here".to_owned());
        }
        let pattern = if self.eat("BEGIN") {
            Pattern::Begin
        } else if self.eat("END") {
            Pattern::End
        } else if self.is("{") {
            Pattern::Always
        } else {
            let from = self.expression()?;
            if self.eat(",") {
                self.skip_breaks();
                Pattern::Range(from, self.expression()?)
            } else {
                Pattern::If(from)
            }
        };
        let actions = if self.is("{") {
            self.block()?
        } else {
            vec![Action::Print {
                values: Vec::new(),
                to: None,
            }]
        };
        Ok(Rule { pattern, actions })
    }

    fn block(&mut self) -> Parsed<Vec<Action>> {
        self.expect("{")?;
        let mut actions = Vec::new();
        loop {
            self.skip_breaks();
            if self.eat("}") {
                return Ok(actions);
            }
            actions.extend(self.deeper(Parser::statement)?);
        }
    }

    /// A statement, or a block of them.
    fn statement(&mut self) -> Parsed<Vec<Action>> {
        self.skip_breaks();
        if self.is("{") {
            return self.block();
        }
        let action = if self.eat("if") {
            self.condition()?
        } else if self.eat("while") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            let body = if self.peek() == Some(&Token::Break) {
                Vec::new()
            } else {
                self.deeper(Parser::statement)?
            };
            Action::While {
                condition,
                body,
                first: true,
            }
        } else if self.eat("do") {
            let body = self.deeper(Parser::statement)?;
            self.skip_breaks();
            self.expect("while")?;
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            Action::While {
                condition,
                body,
                first: false,
            }
        } else if self.eat("for") {
            self.for_loop()?
        } else {
            let action = self.simple()?;
            match self.peek() {
                None | Some(Token::Break) => self.at += 1,
                Some(Token::Sign("}")) => (),
                Some(_) => return self.error(),
            }
            action
        };
        Ok(vec![action])
    }

    fn condition(&mut self) -> Parsed<Action> {
        self.expect("(")?;
        let condition = self.expression()?;
        self.expect(")")?;
        let then = self.deeper(Parser::statement)?;
        let before = self.at;
        self.skip_breaks();
        let otherwise = if self.eat("else") {
            self.deeper(Parser::statement)?
        } else {
            self.at = before;
            Vec::new()
        };
        Ok(Action::If {
            condition,
            then,
            otherwise,
        })
    }

    fn for_loop(&mut self) -> Parsed<Action> {
        self.expect("(")?;
        if let (
            Some(Token::Name(name)),
            Some(Token::Sign("in")),
            Some(Token::Name(array)),
            Some(Token::Sign(")")),
        ) = (self.nth(0), self.nth(1), self.nth(2), self.nth(3))
        {
            let (name, array) = (name.clone(), array.clone());
            self.at += 4;
            let body = self.deeper(Parser::statement)?;
            return Ok(Action::ForIn { name, array, body });
        }
        let start = self.part_of_for()?;
        let condition = if self.peek() == Some(&Token::Break) {
            None
        } else {
            Some(self.expression()?)
        };
        if self.peek() != Some(&Token::Break) {
            return self.error();
        }
        self.at += 1;
        let step = if self.is(")") {
            Vec::new()
        } else {
            vec![self.simple()?]
        };
        self.expect(")")?;
        let body = self.deeper(Parser::statement)?;
        Ok(Action::For {
            start,
            condition,
            step,
            body,
        })
    }

    fn part_of_for(&mut self) -> Parsed<Vec<Action>> {
        let start = if self.peek() == Some(&Token::Break) {
            Vec::new()
        } else {
            vec![self.simple()?]
        };
        if self.peek() != Some(&Token::Break) {
            return self.error();
        }
        self.at += 1;
        Ok(start)
    }

    fn simple(&mut self) -> Parsed<Action> {
        if self.eat("print") {
            let (values, to) = self.print()?;
            return Ok(Action::Print { values, to });
        }
        if self.eat("printf") {
            let (values, to) = self.print()?;
            return if values.is_empty() {
                self.error()
            } else {
                Ok(Action::Printf { values, to })
            };
        }
        for (keyword, action) in [
            ("next", Action::Next),
            ("break", Action::Break),
            ("continue", Action::Continue),
        ] {
            if self.eat(keyword) {
                return Ok(action);
            }
        }
        if self.eat("exit") {
            let is_bare = matches!(self.peek(), None | Some(Token::Break | Token::Sign("}")));
            return Ok(Action::Exit(if is_bare {
                None
            } else {
                Some(self.expression()?)
            }));
        }
        if self.eat("delete") {
            let Some(Token::Name(array)) = self.peek().cloned() else {
                return self.error();
            };
            self.at += 1;
            let index = if self.eat("[") {
                Some(self.list("]")?)
            } else {
                None
            };
            return Ok(Action::Delete { array, index });
        }
        if self.is("getline") {
            return Err("getline is not supported here".to_owned());
        }
        Ok(Action::Evaluate(self.expression()?))
    }

    /// What `print` prints, and where to.
    fn print(&mut self) -> Parsed<(Vec<Expression>, Option<Target>)> {
        let outside = std::mem::replace(&mut self.in_print, true);
        let mut values = Vec::new();
        let ends = |it: Option<&Token>| {
            matches!(
                it,
                None | Some(Token::Break | Token::Sign("}" | ">" | ">>" | "|"))
            )
        };
        if !ends(self.peek()) {
            let before = self.at;
            // `print (a, b)` is a list in parentheses, unless more stands behind them.
            let list = if self.eat("(") {
                self.in_print = false;
                let list = self.list(")");
                self.in_print = true;
                list.ok().filter(|_| ends(self.peek()))
            } else {
                None
            };
            values = match list {
                Some(list) => list,
                None => {
                    self.at = before;
                    let mut values = vec![self.expression()?];
                    while self.eat(",") {
                        self.skip_breaks();
                        values.push(self.expression()?);
                    }
                    values
                }
            };
        }
        let to = if self.is(">") || self.is(">>") {
            let appends = self.is(">>");
            self.at += 1;
            Some((appends, self.concatenation()?))
        } else {
            None
        };
        self.in_print = outside;
        if self.is("|") {
            return Err("pipes inside of awk are not supported here".to_owned());
        }
        Ok((values, to))
    }

    /// Expressions up to a closing bracket.
    pub(super) fn list(&mut self, close: &str) -> Parsed<Vec<Expression>> {
        let mut list = Vec::new();
        if self.eat(close) {
            return Ok(list);
        }
        loop {
            self.skip_breaks();
            list.push(self.expression()?);
            self.skip_breaks();
            if self.eat(close) {
                return Ok(list);
            }
            self.expect(",")?;
        }
    }
}
