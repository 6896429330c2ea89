//! jq's grammar.

use super::json::Json;
use super::tree::{Expression, TextPart};

/// Reads a program; an error says what is wrong.
pub(super) fn program(text: &str) -> Result<Expression, String> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
    };
    if parser.at_end() {
        return Ok(Expression::Identity);
    }
    let expression = parser.pipe()?;
    if parser.at_end() {
        Ok(expression)
    } else {
        parser.error()
    }
}

/// Operators by how tightly they bind, loosest first.
const LEVELS: &[&[&str]] = &[
    &["//="],
    &["="],
    &["//"],
    &["or"],
    &["and"],
    &["==", "!=", "<=", ">=", "<", ">"],
    &["+", "-"],
    &["*", "/", "%"],
];

const UPDATES: &[&str] = &["|=", "+=", "-=", "*=", "/=", "%=", "="];

type Parsed = Result<Expression, String>;

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            if !self.rest().starts_with('#') {
                return;
            }
            self.at += self.rest().find('\n').unwrap_or(self.rest().len());
        }
    }

    fn at_end(&mut self) -> bool {
        self.skip_blanks();
        self.at >= self.text.len()
    }

    fn error<T>(&mut self) -> Result<T, String> {
        self.skip_blanks();
        let near = match self.rest().chars().next() {
            None => "$end".to_owned(),
            Some(letter) if letter.is_alphabetic() => "IDENT".to_owned(),
            Some('"') => "QQSTRING_START".to_owned(),
            Some(letter) => format!("'{letter}'"),
        };
        Err(format!(
            "syntax error, unexpected {near} (Unix shell quoting issues?)"
        ))
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth > 60 {
            return Err("too deeply nested".to_owned());
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    /// Steps over a sign, unless a longer one stands there.
    fn eat(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let Some(after) = self.rest().strip_prefix(sign) else {
            return false;
        };
        let is_word = sign.starts_with(|it: char| it.is_alphabetic());
        let is_longer = match sign {
            "|" | "+" | "-" | "*" | "%" | "<" | ">" | "=" => after.starts_with('='),
            "/" => after.starts_with(['/', '=']),
            "//" => after.starts_with('='),
            "." => after.starts_with('.'),
            _ if is_word => after.starts_with(|it: char| it.is_alphanumeric() || it == '_'),
            _ => false,
        };
        if is_longer {
            return false;
        }
        self.at += sign.len();
        true
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.eat(sign) { Ok(()) } else { self.error() }
    }

    fn word(&mut self) -> Option<String> {
        self.skip_blanks();
        let rest = self.rest();
        if !rest.starts_with(|it: char| it.is_alphabetic() || it == '_') {
            return None;
        }
        let end = rest
            .find(|it: char| !it.is_alphanumeric() && it != '_')
            .unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        Some(word)
    }

    fn pipe(&mut self) -> Parsed {
        self.deeper(|parser| {
            if parser.eat("def") {
                return Err("functions of one's own are not supported here".to_owned());
            }
            let left = parser.comma()?;
            if parser.eat("as") {
                parser.expect("$")?;
                let Some(name) = parser.word() else {
                    return parser.error();
                };
                parser.expect("|")?;
                let (value, body) = (Box::new(left), Box::new(parser.pipe()?));
                return Ok(Expression::Bind { value, name, body });
            }
            if parser.eat("|") {
                return Ok(Expression::Pipe(Box::new(left), Box::new(parser.pipe()?)));
            }
            Ok(left)
        })
    }

    fn comma(&mut self) -> Parsed {
        let mut left = self.binary(0)?;
        while self.eat(",") {
            left = Expression::Comma(Box::new(left), Box::new(self.binary(0)?));
        }
        Ok(left)
    }

    fn binary(&mut self, level: usize) -> Parsed {
        let Some(operators) = LEVELS.get(level) else {
            return self.postfix();
        };
        let mut left = self.binary(level + 1)?;
        if level == 1 {
            if let Some(operator) = UPDATES.iter().find(|it| self.eat(it)) {
                let value = Box::new(self.binary(2)?);
                return Ok(Expression::Update {
                    operator,
                    place: Box::new(left),
                    value,
                });
            }
            return Ok(left);
        }
        while let Some(operator) = operators.iter().find(|it| self.eat(it)) {
            // `//` groups to the right, which makes no difference but for how deep it is.
            let right = Box::new(self.binary(level + 1)?);
            left = Expression::Binary {
                operator,
                left: Box::new(left),
                right,
            };
        }
        Ok(left)
    }

    fn postfix(&mut self) -> Parsed {
        let mut value = self.deeper(Parser::primary)?;
        loop {
            // No blank may stand before a key.
            let rest = self.rest();
            if rest.starts_with('[') {
                value = self.bracket(value)?;
            } else if rest.starts_with('.')
                && rest[1..].starts_with(|it: char| it.is_alphabetic() || it == '_' || it == '"')
            {
                self.at += 1;
                value = self.key(value)?;
            } else if rest.starts_with(".[") {
                self.at += 1;
                value = self.bracket(value)?;
            } else if rest.starts_with('?') && !rest.starts_with("?//") {
                self.at += 1;
                value = Expression::Try(Box::new(value));
            } else {
                return Ok(value);
            }
        }
    }

    /// A key behind a dot.
    fn key(&mut self, of: Expression) -> Parsed {
        let key = if self.rest().starts_with('"') {
            self.text(None)?
        } else {
            let Some(word) = self.word() else {
                return self.error();
            };
            Expression::Literal(Json::String(word))
        };
        Ok(Expression::Index {
            of: Box::new(of),
            key: Box::new(key),
        })
    }

    /// `[]`, `[key]`, `[from:to]`
    fn bracket(&mut self, of: Expression) -> Parsed {
        self.expect("[")?;
        let of = Box::new(of);
        if self.eat("]") {
            return Ok(Expression::Iterate(of));
        }
        if self.eat(":") {
            let to = Some(Box::new(self.pipe()?));
            self.expect("]")?;
            return Ok(Expression::Slice { of, from: None, to });
        }
        let key = Box::new(self.pipe()?);
        if self.eat(":") {
            let to = if self.eat("]") {
                None
            } else {
                Some(Box::new(self.pipe()?))
            };
            if to.is_some() {
                self.expect("]")?;
            }
            return Ok(Expression::Slice {
                of,
                from: Some(key),
                to,
            });
        }
        self.expect("]")?;
        Ok(Expression::Index { of, key })
    }

    fn primary(&mut self) -> Parsed {
        self.skip_blanks();
        let rest = self.rest();
        match rest.chars().next() {
            Some('"') => self.text(None),
            Some('@') => self.format(),
            Some('.') if rest.starts_with("..") => {
                self.at += 2;
                Ok(Expression::Recurse)
            }
            Some('.') => {
                self.at += 1;
                let has_key = self
                    .rest()
                    .starts_with(|it: char| it.is_alphabetic() || it == '_' || it == '"');
                if has_key {
                    self.key(Expression::Identity)
                } else {
                    Ok(Expression::Identity)
                }
            }
            Some('$') => {
                self.at += 1;
                match self.word() {
                    Some(name) => Ok(Expression::Variable(name)),
                    None => self.error(),
                }
            }
            Some('(') => {
                self.at += 1;
                let value = self.pipe()?;
                self.expect(")")?;
                Ok(value)
            }
            Some('[') => {
                self.at += 1;
                if self.eat("]") {
                    return Ok(Expression::Array(None));
                }
                let value = self.pipe()?;
                self.expect("]")?;
                Ok(Expression::Array(Some(Box::new(value))))
            }
            Some('{') => self.object(),
            Some('-') => {
                self.at += 1;
                Ok(Expression::Negative(Box::new(self.postfix()?)))
            }
            Some(digit) if digit.is_ascii_digit() => {
                let end = rest
                    .find(|it: char| !it.is_ascii_digit() && it != '.')
                    .unwrap_or(rest.len());
                let number = Json::Number(rest[..end].to_owned());
                self.at += end;
                Ok(Expression::Literal(number))
            }
            _ => self.named(),
        }
    }

    /// A keyword or a function.
    fn named(&mut self) -> Parsed {
        let Some(word) = self.word() else {
            return self.error();
        };
        match word.as_str() {
            "null" => Ok(Expression::Literal(Json::Null)),
            "true" => Ok(Expression::Literal(Json::Bool(true))),
            "false" => Ok(Expression::Literal(Json::Bool(false))),
            "if" => self.condition(),
            "try" => {
                let body = self.postfix()?;
                if self.eat("catch") {
                    return Err("catch is not supported here".to_owned());
                }
                Ok(Expression::Try(Box::new(body)))
            }
            "reduce" => {
                let values = Box::new(self.postfix()?);
                self.expect("as")?;
                self.expect("$")?;
                let Some(name) = self.word() else {
                    return self.error();
                };
                self.expect("(")?;
                let start = Box::new(self.pipe()?);
                self.expect(";")?;
                let step = Box::new(self.pipe()?);
                self.expect(")")?;
                Ok(Expression::Reduce {
                    values,
                    name,
                    start,
                    step,
                })
            }
            "then" | "elif" | "else" | "end" | "as" | "and" | "or" | "foreach" | "def"
            | "label" | "import" => {
                self.at -= word.len();
                self.error()
            }
            _ => {
                let mut arguments = Vec::new();
                if self.rest().starts_with('(') {
                    self.at += 1;
                    loop {
                        arguments.push(self.pipe()?);
                        if self.eat(")") {
                            break;
                        }
                        self.expect(";")?;
                    }
                }
                super::function::check(&word, arguments.len())?;
                Ok(Expression::Call {
                    name: word,
                    arguments,
                })
            }
        }
    }

    fn condition(&mut self) -> Parsed {
        let mut arms = Vec::new();
        loop {
            let condition = self.pipe()?;
            self.expect("then")?;
            arms.push((condition, self.pipe()?));
            if self.eat("elif") {
                continue;
            }
            let otherwise = if self.eat("else") {
                Some(Box::new(self.pipe()?))
            } else {
                None
            };
            self.expect("end")?;
            return Ok(Expression::If { arms, otherwise });
        }
    }

    fn format(&mut self) -> Parsed {
        self.at += 1;
        let Some(name) = self.word() else {
            return self.error();
        };
        super::function::check_format(&name)?;
        self.skip_blanks();
        if self.rest().starts_with('"') {
            return self.text(Some(name));
        }
        Ok(Expression::Format(name))
    }

    fn object(&mut self) -> Parsed {
        self.at += 1;
        let mut fields = Vec::new();
        if self.eat("}") {
            return Ok(Expression::Object(fields));
        }
        loop {
            self.skip_blanks();
            let (key, usual) = match self.rest().chars().next() {
                Some('"') => {
                    let key = self.text(None)?;
                    let of = Box::new(Expression::Identity);
                    (
                        key.clone(),
                        Expression::Index {
                            of,
                            key: Box::new(key),
                        },
                    )
                }
                Some('$') => {
                    self.at += 1;
                    let Some(name) = self.word() else {
                        return self.error();
                    };
                    (
                        Expression::Literal(Json::String(name.clone())),
                        Expression::Variable(name),
                    )
                }
                Some('(') => {
                    self.at += 1;
                    let key = self.pipe()?;
                    self.expect(")")?;
                    (key, Expression::Identity)
                }
                _ => {
                    let Some(word) = self.word() else {
                        return self.error();
                    };
                    let key = Expression::Literal(Json::String(word));
                    let of = Box::new(Expression::Identity);
                    (
                        key.clone(),
                        Expression::Index {
                            of,
                            key: Box::new(key),
                        },
                    )
                }
            };
            let value = if self.eat(":") {
                self.object_value()?
            } else {
                usual
            };
            fields.push((key, value));
            if self.eat("}") {
                return Ok(Expression::Object(fields));
            }
            self.expect(",")?;
        }
    }

    /// A value in an object: everything up to a comma.
    fn object_value(&mut self) -> Parsed {
        let mut value = self.binary(2)?;
        while self.eat("|") {
            value = Expression::Pipe(Box::new(value), Box::new(self.binary(2)?));
        }
        Ok(value)
    }

    /// A string with what is put into it.
    fn text(&mut self, format: Option<String>) -> Parsed {
        self.at += 1;
        let mut parts = Vec::new();
        let mut plain = String::new();
        loop {
            let Some(letter) = self.rest().chars().next() else {
                return self.error();
            };
            self.at += letter.len_utf8();
            match letter {
                '"' => break,
                '\\' if self.rest().starts_with('(') => {
                    self.at += 1;
                    if !plain.is_empty() {
                        parts.push(TextPart::Plain(std::mem::take(&mut plain)));
                    }
                    parts.push(TextPart::Value(self.pipe()?));
                    self.expect(")")?;
                }
                '\\' => {
                    let Some(escape) = self.rest().chars().next() else {
                        return self.error();
                    };
                    self.at += escape.len_utf8();
                    plain.push(match escape {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        other => other,
                    });
                }
                _ => plain.push(letter),
            }
        }
        if parts.is_empty() {
            return Ok(Expression::Literal(Json::String(plain)));
        }
        if !plain.is_empty() {
            parts.push(TextPart::Plain(plain));
        }
        Ok(Expression::Text { parts, format })
    }
}
