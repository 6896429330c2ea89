//! awk's grammar.

use regex_lite::Regex;

use super::token::{Token, tokens};
use crate::decimal::Decimal;
use crate::regex::{self, Flavour};

/// `pattern { actions }`
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) pattern: Pattern,
    pub(super) actions: Vec<Action>,
}

#[derive(Clone, Debug)]
pub(super) enum Pattern {
    Begin,
    End,
    Always,
    If(Expression),
    Range(Expression, Expression),
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    Print {
        values: Vec<Expression>,
        to: Option<(bool, Expression)>,
    },
    Printf {
        values: Vec<Expression>,
        to: Option<(bool, Expression)>,
    },
    Evaluate(Expression),
    If {
        condition: Expression,
        then: Vec<Action>,
        otherwise: Vec<Action>,
    },
    While {
        condition: Expression,
        body: Vec<Action>,
        first: bool,
    },
    For {
        start: Vec<Action>,
        condition: Option<Expression>,
        step: Vec<Action>,
        body: Vec<Action>,
    },
    ForIn {
        name: String,
        array: String,
        body: Vec<Action>,
    },
    Delete {
        array: String,
        index: Option<Vec<Expression>>,
    },
    Break,
    Continue,
    Next,
    Exit(Option<Expression>),
}

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Number(Decimal),
    Text(String),
    /// Alone it asks whether `$0` is of it.
    Regex(Regex),
    Place(Box<Place>),
    Assign {
        place: Box<Place>,
        operator: &'static str,
        value: Box<Expression>,
    },
    /// `++` and `--`: by how much, and whether the value is the one before.
    Step {
        place: Box<Place>,
        by: i64,
        is_postfix: bool,
    },
    Conditional(Box<(Expression, Expression, Expression)>),
    Binary {
        operator: &'static str,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Concatenation(Box<Expression>, Box<Expression>),
    Unary {
        operator: &'static str,
        value: Box<Expression>,
    },
    In {
        index: Vec<Expression>,
        array: String,
    },
    Call {
        name: String,
        arguments: Vec<Expression>,
    },
}

/// What can be assigned to.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Variable(String),
    Field(Expression),
    Element {
        array: String,
        index: Vec<Expression>,
    },
}

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

struct Parser {
    tokens: Vec<(Token, usize)>,
    at: usize,
    depth: u32,
    /// `>` sends the output somewhere.
    in_print: bool,
}

type Parsed<T> = Result<T, String>;

/// Operators of two operands by how tightly they bind, loosest first; between the two parts lies
/// concatenation, which has no sign.
const LOOSE: &[&[&str]] = &[
    &["||"],
    &["&&"],
    &["~", "!~"],
    &["<", "<=", "==", "!=", ">", ">="],
];
const TIGHT: &[&[&str]] = &[&["+", "-"], &["*", "/", "%"]];
const ASSIGNING: &[&str] = &["=", "+=", "-=", "*=", "/=", "%=", "^="];

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.nth(0)
    }

    fn nth(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(token, _)| token)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(it)) if *it == sign)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let stands = self.is(sign);
        self.at += usize::from(stands);
        stands
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.eat(sign) { Ok(()) } else { self.error() }
    }

    fn error<T>(&self) -> Parsed<T> {
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

    fn skip_breaks(&mut self) {
        while self.peek() == Some(&Token::Break) {
            self.at += 1;
        }
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
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
    fn print(&mut self) -> Parsed<(Vec<Expression>, Option<(bool, Expression)>)> {
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
    fn list(&mut self, close: &str) -> Parsed<Vec<Expression>> {
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

    fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(|parser| {
            let left = parser.conditional()?;
            let operator = ASSIGNING.iter().find(|it| parser.is(it));
            match (operator, left) {
                (Some(operator), Expression::Place(place)) => {
                    parser.at += 1;
                    parser.skip_breaks();
                    let value = Box::new(parser.expression()?);
                    Ok(Expression::Assign {
                        place,
                        operator,
                        value,
                    })
                }
                (_, left) => Ok(left),
            }
        })
    }

    fn conditional(&mut self) -> Parsed<Expression> {
        let condition = self.loose(0)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let yes = self.expression()?;
        self.expect(":")?;
        let no = self.expression()?;
        Ok(Expression::Conditional(Box::new((condition, yes, no))))
    }

    fn loose(&mut self, level: usize) -> Parsed<Expression> {
        let Some(operators) = LOOSE.get(level) else {
            return self.concatenation();
        };
        let mut left = self.loose(level + 1)?;
        loop {
            // Membership binds as tightly as `&&` and looser than `~`.
            if level == 1 && self.eat("in") {
                let Some(Token::Name(array)) = self.peek().cloned() else {
                    return self.error();
                };
                self.at += 1;
                left = Expression::In {
                    index: vec![left],
                    array,
                };
                continue;
            }
            let operator = operators
                .iter()
                .find(|it| self.is(it) && !(self.in_print && **it == ">"));
            let Some(operator) = operator else {
                return Ok(left);
            };
            self.at += 1;
            self.skip_breaks();
            let right = Box::new(self.loose(level + 1)?);
            left = Expression::Binary {
                operator,
                left: Box::new(left),
                right,
            };
        }
    }

    fn concatenation(&mut self) -> Parsed<Expression> {
        let mut left = self.tight(0)?;
        while self.begins_operand() {
            let right = self.tight(0)?;
            left = Expression::Concatenation(Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn begins_operand(&self) -> bool {
        match self.peek() {
            Some(
                Token::Number(_)
                | Token::Text(_)
                | Token::Name(_)
                | Token::Call(_)
                | Token::Regex(_),
            ) => true,
            Some(Token::Sign(sign)) => matches!(*sign, "$" | "!" | "(" | "-" | "+" | "++" | "--"),
            Some(Token::Break) | None => false,
        }
    }

    fn tight(&mut self, level: usize) -> Parsed<Expression> {
        let Some(operators) = TIGHT.get(level) else {
            return self.unary();
        };
        let mut left = self.tight(level + 1)?;
        while let Some(operator) = operators.iter().find(|it| self.is(it)) {
            self.at += 1;
            let right = Box::new(self.tight(level + 1)?);
            left = Expression::Binary {
                operator,
                left: Box::new(left),
                right,
            };
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expression> {
        for operator in ["!", "-", "+"] {
            if self.eat(operator) {
                let value = Box::new(self.deeper(Parser::unary)?);
                return Ok(Expression::Unary { operator, value });
            }
        }
        let base = self.postfix()?;
        if self.eat("^") {
            let right = Box::new(self.deeper(Parser::unary)?);
            return Ok(Expression::Binary {
                operator: "^",
                left: Box::new(base),
                right,
            });
        }
        Ok(base)
    }

    fn postfix(&mut self) -> Parsed<Expression> {
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.eat(sign) {
                return match self.primary()? {
                    Expression::Place(place) => Ok(Expression::Step {
                        place,
                        by,
                        is_postfix: false,
                    }),
                    _ => self.error(),
                };
            }
        }
        let value = self.primary()?;
        let Expression::Place(place) = value else {
            return Ok(value);
        };
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.eat(sign) {
                return Ok(Expression::Step {
                    place,
                    by,
                    is_postfix: true,
                });
            }
        }
        Ok(Expression::Place(place))
    }

    fn primary(&mut self) -> Parsed<Expression> {
        let Some(token) = self.peek().cloned() else {
            return self.error();
        };
        self.at += 1;
        match token {
            Token::Number(text) => Ok(Expression::Number(Decimal::prefix(&text))),
            Token::Text(text) => Ok(Expression::Text(text)),
            Token::Regex(source) => {
                regex::compile(&source, Flavour::Extended, false).map(Expression::Regex)
            }
            Token::Call(name) => {
                self.expect("(")?;
                let outside = std::mem::replace(&mut self.in_print, false);
                let arguments = self.list(")")?;
                self.in_print = outside;
                super::function::check(&name, arguments.len())?;
                Ok(Expression::Call { name, arguments })
            }
            Token::Name(name) if name == "length" => Ok(Expression::Call {
                name,
                arguments: Vec::new(),
            }),
            Token::Name(array) if self.eat("[") => {
                let index = self.list("]")?;
                Ok(Expression::Place(Box::new(Place::Element { array, index })))
            }
            Token::Name(name) => Ok(Expression::Place(Box::new(Place::Variable(name)))),
            Token::Sign("$") => {
                let index = self.deeper(Parser::postfix_of_field)?;
                Ok(Expression::Place(Box::new(Place::Field(index))))
            }
            Token::Sign("(") => {
                let outside = std::mem::replace(&mut self.in_print, false);
                let mut list = self.list(")")?;
                self.in_print = outside;
                if self.is("in") && list.len() > 1 {
                    self.at += 1;
                    let Some(Token::Name(array)) = self.peek().cloned() else {
                        return self.error();
                    };
                    self.at += 1;
                    return Ok(Expression::In { index: list, array });
                }
                match (list.pop(), list.is_empty()) {
                    // In parentheses a place cannot be assigned to, but it can be stepped.
                    (Some(value), true) => Ok(value),
                    _ => self.error(),
                }
            }
            Token::Sign(_) | Token::Break => {
                self.at -= 1;
                self.error()
            }
        }
    }

    /// What `$` is put before: `$NF`, `$(NF-1)`, `$i++` is `($i)++`.
    fn postfix_of_field(&mut self) -> Parsed<Expression> {
        for (sign, by) in [("++", 1), ("--", -1)] {
            if self.eat(sign) {
                return match self.primary()? {
                    Expression::Place(place) => Ok(Expression::Step {
                        place,
                        by,
                        is_postfix: false,
                    }),
                    _ => self.error(),
                };
            }
        }
        self.primary()
    }
}
