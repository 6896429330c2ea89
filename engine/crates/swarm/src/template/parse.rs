//! Reading a template (Go `text/template/parse`): text, and actions between `{{` and `}}`.

use super::Fault;

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Text(String),
    /// Commands; what one gives is the last argument of the next.
    Action(Vec<Command>),
}

/// A function with its arguments, or a value alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Command {
    pub function: Option<Function>,
    pub operands: Vec<Operand>,
    /// Where it stands, in bytes from the beginning.
    pub at: usize,
}

/// Whatever can be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Index,
    Join,
    Len,
    Print,
    Printf,
}

/// A value a template names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    /// `.` or `.Node.Hostname`.
    Field {
        names: Vec<String>,
        at: usize,
    },
    Text(String),
    Number(i64),
}

const FUNCTIONS: [(&str, Function); 5] = [
    ("index", Function::Index),
    ("join", Function::Join),
    ("len", Function::Len),
    ("print", Function::Print),
    ("printf", Function::Printf),
];

/// What Go's language has and this one has not.
const MISSING: [&str; 28] = [
    "if", "else", "end", "range", "with", "define", "template", "block", "break", "continue",
    "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "call", "html", "js", "println",
    "slice", "urlquery", "true", "false", "nil",
];

/// The parts of a template, in order.
pub(super) fn parse(text: &str) -> Result<Vec<Part>, Fault> {
    let mut reader = Reader { text, at: 0 };
    let mut parts = Vec::new();
    while let Some(open) = reader.rest().find("{{") {
        let mut before = &reader.rest()[..open];
        reader.at += open + 2;
        if reader.rest().starts_with("- ") {
            before = before.trim_end();
            reader.at += 2;
        }
        parts.push(Part::Text(before.to_owned()));
        let is_trimmed = if reader.rest().starts_with("/*") {
            reader.comment()?
        } else {
            let (commands, is_trimmed) = reader.action()?;
            parts.push(Part::Action(commands));
            is_trimmed
        };
        if is_trimmed {
            let left = reader.rest().trim_start().len();
            reader.at = text.len() - left;
        }
    }
    parts.push(Part::Text(reader.rest().to_owned()));
    Ok(parts)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

/// A word inside an action.
enum Token {
    Field(String),
    Name(String),
    Text(String),
    Number(i64),
    Pipe,
    /// The end, and whether the white space after it goes.
    Close(bool),
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        Fault::Syntax {
            line: 1 + self.text[..self.at].matches('\n').count(),
            message: message.into(),
        }
    }

    fn comment(&mut self) -> Result<bool, Fault> {
        let Some(end) = self.rest().find("*/") else {
            return Err(self.fault("unclosed comment"));
        };
        self.at += end + 2;
        for (close, is_trimmed) in [(" -}}", true), ("}}", false)] {
            if self.rest().starts_with(close) {
                self.at += close.len();
                return Ok(is_trimmed);
            }
        }
        Err(self.fault("comment ends before closing delimiter"))
    }

    fn action(&mut self) -> Result<(Vec<Command>, bool), Fault> {
        let mut commands = Vec::new();
        loop {
            let (command, end) = self.command()?;
            commands.push(command);
            match end {
                Token::Close(is_trimmed) => return Ok((commands, is_trimmed)),
                Token::Pipe
                | Token::Field(_)
                | Token::Name(_)
                | Token::Text(_)
                | Token::Number(_) => (),
            }
        }
    }

    /// One command and the token that ended it.
    fn command(&mut self) -> Result<(Command, Token), Fault> {
        self.skip_space();
        let mut command = Command {
            function: None,
            operands: Vec::new(),
            at: self.at,
        };
        loop {
            self.skip_space();
            let at = self.at;
            let operand = match self.token()? {
                end @ (Token::Pipe | Token::Close(_)) => {
                    if command.function.is_none() && command.operands.is_empty() {
                        return Err(self.fault("missing value for command"));
                    }
                    return Ok((command, end));
                }
                Token::Name(name) => {
                    let function = self.function(&name)?;
                    if !command.operands.is_empty() || command.function.is_some() {
                        return Err(self.unsupported("a function as an argument"));
                    }
                    command.function = Some(function);
                    continue;
                }
                Token::Field(name) => self.field(name, at)?,
                Token::Text(text) => Operand::Text(text),
                Token::Number(number) => Operand::Number(number),
            };
            command.operands.push(operand);
        }
    }

    /// The rest of a chain of fields. Go takes the place of the second as that of the whole.
    fn field(&mut self, first: String, at: usize) -> Result<Operand, Fault> {
        let mut names: Vec<String> = Vec::new();
        names.extend((!first.is_empty()).then_some(first));
        let mut place = at;
        while self.rest().starts_with('.') {
            if names.len() == 1 {
                place = self.at;
            }
            match self.token()? {
                Token::Field(name) if !name.is_empty() => names.push(name),
                _ => return Err(self.fault("unexpected <.> in operand")),
            }
        }
        Ok(Operand::Field { names, at: place })
    }

    fn function(&self, name: &str) -> Result<Function, Fault> {
        if let Some((_, function)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
            return Ok(*function);
        }
        match MISSING.contains(&name) {
            true => Err(self.unsupported(&format!("{{{{{name}}}}}"))),
            false => Err(self.fault(format!("function \"{name}\" not defined"))),
        }
    }

    fn unsupported(&self, what: &str) -> Fault {
        self.fault(format!("not supported in this simulation: {what}"))
    }

    fn skip_space(&mut self) {
        // A minus before the end belongs to the end.
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start().len();
        let trimmed = &rest[skipped..];
        self.at += match trimmed.starts_with("-}}") && skipped > 0 {
            true => skipped - 1,
            false => skipped,
        };
    }

    fn token(&mut self) -> Result<Token, Fault> {
        let rest = self.rest();
        for (close, is_trimmed) in [(" -}}", true), ("}}", false)] {
            if rest.starts_with(close) {
                self.at += close.len();
                return Ok(Token::Close(is_trimmed));
            }
        }
        let Some(first) = rest.chars().next() else {
            return Err(self.fault("unclosed action"));
        };
        match first {
            '|' => {
                self.at += 1;
                Ok(Token::Pipe)
            }
            '.' => {
                self.at += 1;
                Ok(Token::Field(self.word()))
            }
            '"' => self.quoted(),
            '`' => self.raw(),
            '(' | ')' => Err(self.unsupported("parentheses")),
            '$' | ':' | '=' | ',' => Err(self.unsupported("variables")),
            '-' | '+' | '0'..='9' => self.number(),
            letter if letter.is_alphabetic() || letter == '_' => Ok(Token::Name(self.word())),
            other => {
                let code = u32::from(other);
                Err(self.fault(format!(
                    "unrecognized character in action: U+{code:04X} '{other}'"
                )))
            }
        }
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        self.at += end;
        rest[..end].to_owned()
    }

    fn quoted(&mut self) -> Result<Token, Fault> {
        let mut text = String::new();
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 1;
                    return Ok(Token::Text(text));
                }
                '\n' => break,
                '\\' => match letters.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, same @ ('"' | '\\'))) => text.push(same),
                    _ => return Err(self.unsupported("this escape in a text")),
                },
                other => text.push(other),
            }
        }
        Err(self.fault("unterminated quoted string"))
    }

    fn raw(&mut self) -> Result<Token, Fault> {
        let inner = &self.rest()[1..];
        let Some(end) = inner.find('`') else {
            return Err(self.fault("unterminated raw quoted string"));
        };
        self.at += end + 2;
        Ok(Token::Text(inner[..end].to_owned()))
    }

    fn number(&mut self) -> Result<Token, Fault> {
        let rest = self.rest();
        let is_end = |letter: char| letter.is_whitespace() || letter == '|' || letter == '}';
        let text = &rest[..rest.find(is_end).unwrap_or(rest.len())];
        match text.parse() {
            Ok(number) => {
                self.at += text.len();
                Ok(Token::Number(number))
            }
            Err(_) => Err(self.fault(format!("bad number syntax: {text:?}"))),
        }
    }
}
