//! Tokens into an expression. Binds, from loosest: `||`, `&&`, `for`, comparisons, `-`, `!`, `.`.

use super::lex::{Token, TokenKind, error, tokens};
use super::{
    Comparison, Constant, Expr, ExprKind, Field, Lookup, Named, Predicate, PredicateError,
    Quantifier, VALUE_WORDS,
};

/// How deep parentheses may nest, and how long a predicate may be; a hostile lab must not exhaust
/// the stack.
const DEPTH_MAX: usize = 64;
const TOKENS_MAX: usize = 1000;

impl Predicate {
    /// Reads a predicate.
    pub fn parse(source: &str) -> Result<Predicate, PredicateError> {
        let tokens = tokens(source)?;
        if tokens.len() > TOKENS_MAX {
            return Err(error(source, 0, "this predicate is too long".to_owned()));
        }
        let mut parser = Parser {
            source,
            tokens,
            at: 0,
            memories: 0,
            depth: 0,
            has_it: false,
        };
        let root = parser.either()?;
        if parser.peek().kind != TokenKind::End {
            return Err(parser.unexpected());
        }
        Ok(Predicate {
            root,
            memories: parser.memories,
        })
    }
}

struct Parser<'a> {
    source: &'a str,
    tokens: Vec<Token>,
    at: usize,
    memories: usize,
    depth: usize,
    /// Whether `it` stands for something here.
    has_it: bool,
}

type Parsed = Result<Expr, PredicateError>;

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    fn eat(&mut self, sign: &'static str) -> bool {
        let is_it = self.peek().kind == TokenKind::Sign(sign);
        if is_it {
            self.next();
        }
        is_it
    }

    fn expect(&mut self, sign: &'static str) -> Result<(), PredicateError> {
        if self.eat(sign) {
            Ok(())
        } else {
            Err(self.wanted(&format!("'{sign}'")))
        }
    }

    fn wanted(&self, what: &str) -> PredicateError {
        error(
            self.source,
            self.peek().start,
            format!("{what} is missing here"),
        )
    }

    fn unexpected(&self) -> PredicateError {
        let token = self.peek();
        let text = &self.source[token.start..token.end];
        error(
            self.source,
            token.start,
            format!("'{text}' does not belong here"),
        )
    }

    fn memory(&mut self) -> usize {
        self.memories += 1;
        self.memories - 1
    }

    fn expr(&self, start: usize, kind: ExprKind) -> Expr {
        let end = self.tokens[self.at.saturating_sub(1)].end.max(start);
        Expr {
            kind,
            source: self.source[start..end].to_owned(),
        }
    }

    fn either(&mut self) -> Parsed {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(error(
                self.source,
                self.peek().start,
                "this nests too deep".to_owned(),
            ));
        }
        let start = self.peek().start;
        let mut left = self.both()?;
        while self.eat("||") {
            let right = self.both()?;
            left = self.expr(start, ExprKind::Either(Box::new(left), Box::new(right)));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let start = self.peek().start;
        let mut left = self.held()?;
        while self.eat("&&") {
            let right = self.held()?;
            left = self.expr(start, ExprKind::Both(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    /// `p for 10s`.
    fn held(&mut self) -> Parsed {
        let start = self.peek().start;
        let of = self.comparison()?;
        if self.peek().kind != TokenKind::Word("for".to_owned()) {
            return Ok(of);
        }
        self.next();
        let TokenKind::Time(duration) = self.next().kind else {
            return Err(self.wanted("a duration such as 10s"));
        };
        let memory = self.memory();
        Ok(self.expr(
            start,
            ExprKind::HeldFor {
                of: Box::new(of),
                duration,
                memory,
            },
        ))
    }

    fn comparison(&mut self) -> Parsed {
        let start = self.peek().start;
        let left = self.minus()?;
        let comparison = match self.peek().kind {
            TokenKind::Sign("==") => Comparison::Equal,
            TokenKind::Sign("!=") => Comparison::NotEqual,
            TokenKind::Sign("<") => Comparison::Less,
            TokenKind::Sign("<=") => Comparison::LessOrEqual,
            TokenKind::Sign(">") => Comparison::Greater,
            TokenKind::Sign(">=") => Comparison::GreaterOrEqual,
            TokenKind::Sign("~") => Comparison::Like,
            _ => return Ok(left),
        };
        self.next();
        let right = self.minus()?;
        Ok(self.expr(
            start,
            ExprKind::Compare(comparison, Box::new(left), Box::new(right)),
        ))
    }

    fn minus(&mut self) -> Parsed {
        let start = self.peek().start;
        let mut left = self.unary()?;
        while self.eat("-") {
            let right = self.unary()?;
            left = self.expr(start, ExprKind::Minus(Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed {
        let start = self.peek().start;
        let mut is_negated = false;
        while self.eat("!") {
            is_negated = !is_negated;
        }
        let of = self.postfix()?;
        if !is_negated {
            return Ok(of);
        }
        Ok(self.expr(start, ExprKind::Not(Box::new(of))))
    }

    fn postfix(&mut self) -> Parsed {
        let start = self.peek().start;
        let mut of = self.primary()?;
        while self.eat(".") {
            let token = self.next();
            let TokenKind::Word(word) = &token.kind else {
                return Err(error(
                    self.source,
                    token.start,
                    "a field is missing here".to_owned(),
                ));
            };
            let Some(field) = Field::from_word(word) else {
                let message = format!("nothing has a field '{word}'");
                return Err(error(self.source, token.start, message));
            };
            of = self.expr(start, ExprKind::Field(Box::new(of), field));
        }
        Ok(of)
    }

    fn primary(&mut self) -> Parsed {
        let token = self.next();
        let start = token.start;
        let constant =
            |parser: &Self, constant| Ok(parser.expr(start, ExprKind::Constant(constant)));
        match token.kind {
            TokenKind::Number(number) => constant(self, Constant::Number(number)),
            TokenKind::Text(text) => constant(self, Constant::Text(text)),
            TokenKind::Time(time) => constant(self, Constant::Time(time)),
            TokenKind::Sign("(") => {
                let inner = self.either()?;
                self.expect(")")?;
                Ok(inner)
            }
            TokenKind::Sign("[") => {
                let list = self.list()?;
                constant(self, Constant::List(list))
            }
            TokenKind::Word(word) => self.word(&word, start),
            TokenKind::Sign(_) | TokenKind::End => {
                self.at = self
                    .at
                    .saturating_sub(usize::from(token.kind != TokenKind::End));
                Err(self.unexpected())
            }
        }
    }

    fn list(&mut self) -> Result<Vec<Constant>, PredicateError> {
        let mut items = Vec::new();
        while !self.eat("]") {
            if !items.is_empty() {
                self.expect(",")?;
            }
            match self.next().kind {
                TokenKind::Text(text) => items.push(Constant::Text(text)),
                TokenKind::Number(number) => items.push(Constant::Number(number)),
                _ => return Err(self.wanted("a text or number")),
            }
        }
        Ok(items)
    }

    fn word(&mut self, word: &str, start: usize) -> Parsed {
        let is_call = self.peek().kind == TokenKind::Sign("(");
        if is_call {
            self.next();
            return self.call(word, start);
        }
        let kind = match word {
            "true" => ExprKind::Constant(Constant::Bool(true)),
            "false" => ExprKind::Constant(Constant::Bool(false)),
            "it" if self.has_it => ExprKind::It,
            _ => match Named::from_word(word) {
                Some(named) => ExprKind::Named(named),
                None if VALUE_WORDS.contains(&word) => {
                    ExprKind::Constant(Constant::Text(word.to_owned()))
                }
                None => {
                    let message = format!("'{word}' is not a word of this language");
                    return Err(error(self.source, start, message));
                }
            },
        };
        Ok(self.expr(start, kind))
    }

    fn call(&mut self, word: &str, start: usize) -> Parsed {
        let kind = match word {
            "exists" => ExprKind::Exists(Box::new(self.argument()?)),
            "ever" => ExprKind::Ever {
                of: Box::new(self.argument()?),
                memory: self.memory(),
            },
            "always" => ExprKind::Always {
                of: Box::new(self.argument()?),
                memory: self.memory(),
            },
            "never" => {
                let of = Box::new(self.argument()?);
                let ever = self.expr(
                    start,
                    ExprKind::Ever {
                        of,
                        memory: self.memories,
                    },
                );
                self.memory();
                ExprKind::Not(Box::new(ever))
            }
            "longest" => ExprKind::Longest {
                of: Box::new(self.argument()?),
                memory: self.memory(),
            },
            "max" | "min" => {
                let of = Box::new(self.argument()?);
                ExprKind::Extreme {
                    greatest: word == "max",
                    of,
                    memory: self.memory(),
                }
            }
            "refused" => self.refusals()?,
            _ => match (Quantifier::from_word(word), Lookup::from_word(word)) {
                (Some(quantifier), _) => self.over(quantifier)?,
                (None, Some(lookup)) => ExprKind::Lookup(lookup, Box::new(self.argument()?)),
                (None, None) => {
                    let message = format!("there is no function '{word}'");
                    return Err(error(self.source, start, message));
                }
            },
        };
        Ok(self.expr(start, kind))
    }

    fn argument(&mut self) -> Parsed {
        let argument = self.either()?;
        self.expect(")")?;
        Ok(argument)
    }

    fn over(&mut self, quantifier: Quantifier) -> Result<ExprKind, PredicateError> {
        let list = Box::new(self.either()?);
        if quantifier == Quantifier::CountOf && self.eat(")") {
            return Ok(ExprKind::Count(list));
        }
        self.expect(",")?;
        let outer = std::mem::replace(&mut self.has_it, true);
        let of = self.argument();
        self.has_it = outer;
        Ok(ExprKind::Over(quantifier, list, Box::new(of?)))
    }

    /// `refused("words")`, `refused("words", "node4")`.
    fn refusals(&mut self) -> Result<ExprKind, PredicateError> {
        let TokenKind::Text(text) = self.next().kind else {
            return Err(self.wanted("a text"));
        };
        let mut machine = None;
        if self.eat(",") {
            let TokenKind::Text(name) = self.next().kind else {
                return Err(self.wanted("the name of a machine"));
            };
            machine = Some(name);
        }
        self.expect(")")?;
        Ok(ExprKind::Refusals { text, machine })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_error(source: &str, expected: &str) {
        let error = Predicate::parse(source).expect_err(source);
        assert_eq!(error.to_string(), expected, "{source}");
    }

    #[test]
    fn good_predicates_are_read() {
        for source in [
            r#"node("node1").is_manager && raft.leader == "node1" && raft.voters == 1"#,
            r#"all(nodes, it.state == ready)"#,
            r#"ever(service("web").running == 7)"#,
            r#"max(spread("web")) - min(spread("web")) <= 1"#,
            r#"service("web").running == 6 && longest(service("web").running < 4) <= 12s"#,
            r#"service("hello").command == ["ping", "docker.com"]"#,
            r#"ever(service("hello").running == 1 for 10s)"#,
            r#"refused("valid join token", "node4") >= 1"#,
            r#"!exists(service("hello")) && count(containers("node1")) == 0"#,
        ] {
            if let Err(error) = Predicate::parse(source) {
                panic!("{source}: {error}");
            }
        }
    }

    #[test]
    fn bad_predicates_say_where_and_why() {
        check_error("", "1:1: '' does not belong here");
        check_error("raft.leeder", "1:6: nothing has a field 'leeder'");
        check_error(
            "raft.term ==\n  foo",
            "2:3: 'foo' is not a word of this language",
        );
        check_error("ever(true", "1:10: ')' is missing here");
        check_error("node(\"a)", "1:6: this text has no end");
        check_error("1 < 5q", "1:6: 'q' is no unit of time");
        check_error(
            "it.state == ready",
            "1:1: 'it' is not a word of this language",
        );
    }

    #[test]
    fn a_tower_of_parentheses_is_refused() {
        let source = "(".repeat(100_000);
        assert!(Predicate::parse(&source).is_err());
        let nots = "!".repeat(100_000) + "true";
        let _ = Predicate::parse(&nots);
    }
}
