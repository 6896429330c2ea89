//! awk's grammar: expressions, by how tightly their operators bind.

use super::parse::{Parsed, Parser};
use super::token::Token;
use super::tree::{Expression, Place};
use crate::decimal::Decimal;
use crate::regex::{self, Flavour};

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
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
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

    pub(super) fn concatenation(&mut self) -> Parsed<Expression> {
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
