//! Tokens to nodes (Go `text/template/parse/parse.go`), with Go's words for what does not fit.

use super::call;
use super::lex::{self, Token, TokenKind, line_of};
use super::node::{Branch, Command, Kind, Node, Operand, Pipe};
use crate::quote::quote;

/// Why tokens make no nodes: the line, and Go's words.
type Failure = (usize, String);

/// The nodes of a text, or `LINE: words`.
pub(super) fn parse(text: &str) -> Result<Vec<Node>, String> {
    let said = |(line, words): Failure| format!("{line}: {words}");
    let mut parser = Parser {
        text,
        tokens: lex::tokens(text),
        at: 0,
        action_line: 0,
        variables: vec!["$".to_owned()],
        loops: 0,
    };
    let (nodes, end) = parser.list().map_err(said)?;
    match end {
        Closer::Eof => Ok(nodes),
        Closer::End => Err(said(parser.failure("unexpected {{end}}"))),
        Closer::Else | Closer::ElseIf | Closer::ElseWith => {
            Err(said(parser.failure("unexpected {{else}}")))
        }
    }
}

/// What ended a list of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closer {
    Eof,
    End,
    Else,
    ElseIf,
    ElseWith,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// Where the action at hand began.
    action_line: usize,
    /// Variables in scope.
    variables: Vec<String>,
    /// How many ranges this is inside of.
    loops: usize,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)]
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn skip_space(&mut self) {
        while self.peek().kind == TokenKind::Space {
            self.at += 1;
        }
    }

    fn peek_solid(&mut self) -> Token {
        self.skip_space();
        self.peek().clone()
    }

    fn next_solid(&mut self) -> Token {
        self.skip_space();
        self.next()
    }

    fn failure(&self, words: impl Into<String>) -> Failure {
        let at = self.tokens[self.at.saturating_sub(1).min(self.tokens.len() - 1)].at;
        (line_of(self.text, at), words.into())
    }

    fn unexpected(&self, token: &Token, place: &str) -> Failure {
        if token.kind != TokenKind::Error {
            return self.failure(format!("unexpected {} in {place}", shown(token)));
        }
        let line = line_of(self.text, token.at);
        let mut words = token.text.clone();
        if self.action_line != 0 && self.action_line != line {
            let within = if words.ends_with(" action") {
                ""
            } else {
                " in action"
            };
            words.push_str(&format!("{within} started at :{}", self.action_line));
        }
        (line, words)
    }

    fn list(&mut self) -> Result<(Vec<Node>, Closer), Failure> {
        let mut nodes = Vec::new();
        loop {
            let token = self.next();
            if token.kind == TokenKind::End {
                return Ok((nodes, Closer::Eof));
            }
            if token.kind == TokenKind::Error {
                return Err(self.unexpected(&token, "input"));
            }
            if token.kind == TokenKind::Text {
                nodes.push(Node::Text(token.text));
                continue;
            }
            self.action_line = line_of(self.text, token.at);
            match self.action()? {
                Parsed::Node(node) => nodes.push(node),
                Parsed::Closer(closer) => return Ok((nodes, closer)),
            }
            self.action_line = 0;
        }
    }

    /// What stands behind `{{`.
    fn action(&mut self) -> Result<Parsed, Failure> {
        let token = self.peek_solid();
        let is_word = token.kind == TokenKind::Word;
        let word = if is_word { token.text.as_str() } else { "" };
        match word {
            "if" | "with" | "range" => {
                self.next_solid();
                self.control(&token.text).map(Parsed::Node)
            }
            "end" => {
                self.next_solid();
                self.right("end")?;
                Ok(Parsed::Closer(Closer::End))
            }
            "else" => {
                self.next_solid();
                self.else_closer()
            }
            "break" | "continue" => {
                self.next_solid();
                self.right(&token.text)?;
                if self.loops == 0 {
                    return Err(
                        self.failure(format!("{{{{{}}}}} outside {{{{range}}}}", token.text))
                    );
                }
                Ok(Parsed::Node(if word == "break" {
                    Node::Break
                } else {
                    Node::Continue
                }))
            }
            "define" | "template" | "block" => {
                Err(self.failure(format!("{{{{{word}}}}} is not supported in Swarm Lab yet")))
            }
            _ => Ok(Parsed::Node(Node::Action(
                self.pipeline("command", TokenKind::Right)?,
            ))),
        }
    }

    fn else_closer(&mut self) -> Result<Parsed, Failure> {
        let peek = self.peek_solid();
        match peek.text.as_str() {
            "if" => Ok(Parsed::Closer(Closer::ElseIf)),
            "with" => Ok(Parsed::Closer(Closer::ElseWith)),
            _ => {
                self.right("else")?;
                Ok(Parsed::Closer(Closer::Else))
            }
        }
    }

    fn right(&mut self, place: &str) -> Result<(), Failure> {
        let token = self.next_solid();
        if token.kind == TokenKind::Right {
            return Ok(());
        }
        Err(self.unexpected(&token, place))
    }

    fn control(&mut self, word: &str) -> Result<Node, Failure> {
        let scope = self.variables.len();
        let pipe = self.pipeline(word, TokenKind::Right)?;
        self.loops += usize::from(word == "range");
        let (body, closer) = self.list()?;
        self.loops -= usize::from(word == "range");
        let otherwise = match closer {
            Closer::End => Vec::new(),
            Closer::Eof => return Err(self.failure("unexpected EOF")),
            Closer::Else => {
                let (nodes, closer) = self.list()?;
                if closer != Closer::End {
                    return Err(self.failure("expected end; found {{else}}"));
                }
                nodes
            }
            // `{{else if …}}` is `{{else}}{{if …}}` with one `{{end}}` for both.
            Closer::ElseIf | Closer::ElseWith => {
                let word = self.next_solid().text;
                vec![self.control(&word)?]
            }
        };
        self.variables.truncate(scope);
        let branch = Branch {
            pipe,
            body,
            otherwise,
        };
        Ok(match word {
            "if" => Node::If(branch),
            "with" => Node::With(branch),
            _ => Node::Range(branch),
        })
    }

    fn pipeline(&mut self, place: &str, end: TokenKind) -> Result<Pipe, Failure> {
        let mut pipe = Pipe {
            at: self.peek_solid().at,
            variables: Vec::new(),
            is_assignment: false,
            commands: Vec::new(),
        };
        self.declarations(&mut pipe, place)?;
        loop {
            let token = self.peek_solid();
            if token.kind == end {
                self.next();
                return self.checked(pipe, place);
            }
            if !token.kind.begins_operand() {
                self.next();
                return Err(self.unexpected(&token, place));
            }
            let command = self.command()?;
            pipe.commands.push(command);
        }
    }

    /// `$x := `, `$k, $v := `, `$x = `.
    fn declarations(&mut self, pipe: &mut Pipe, place: &str) -> Result<(), Failure> {
        let start = self.at;
        loop {
            let token = self.peek_solid();
            if token.kind != TokenKind::Variable {
                break;
            }
            self.next();
            let sign = self.peek_solid();
            if matches!(sign.kind, TokenKind::Declare | TokenKind::Assign) {
                self.next();
                pipe.variables.push(token.text);
                pipe.is_assignment = sign.kind == TokenKind::Assign;
                if !pipe.is_assignment {
                    self.variables.extend(pipe.variables.iter().cloned());
                }
                return Ok(());
            }
            let is_first_of_two = place == "range" && pipe.variables.is_empty();
            if sign.kind != TokenKind::Comma || !is_first_of_two {
                break;
            }
            self.next();
            pipe.variables.push(token.text);
        }
        self.at = start;
        pipe.variables.clear();
        Ok(())
    }

    fn checked(&mut self, pipe: Pipe, place: &str) -> Result<Pipe, Failure> {
        if pipe.commands.is_empty() {
            return Err(self.failure(format!("missing value for {place}")));
        }
        for (at, command) in pipe.commands.iter().enumerate().skip(1) {
            let is_callable = match &command.words[0].kind {
                Kind::Dot | Kind::Nil | Kind::Bool(_) | Kind::Number(_) | Kind::Text(..) => false,
                Kind::Field(_)
                | Kind::Variable(..)
                | Kind::Function(_)
                | Kind::Pipe(_)
                | Kind::Chain(..) => true,
            };
            if !is_callable {
                return Err(self.failure(format!(
                    "non executable command in pipeline stage {}",
                    at + 1
                )));
            }
        }
        Ok(pipe)
    }

    fn command(&mut self) -> Result<Command, Failure> {
        let mut command = Command {
            at: self.peek_solid().at,
            words: Vec::new(),
        };
        loop {
            self.skip_space();
            if let Some(operand) = self.operand()? {
                command.words.push(operand);
            }
            let token = self.next();
            if token.kind == TokenKind::Space {
                continue;
            }
            if matches!(token.kind, TokenKind::Right | TokenKind::Close) {
                self.at -= 1;
            } else if token.kind != TokenKind::Pipe {
                return Err(self.unexpected(&token, "operand"));
            }
            break;
        }
        if command.words.is_empty() {
            return Err(self.failure("empty command"));
        }
        Ok(command)
    }

    fn operand(&mut self) -> Result<Option<Operand>, Failure> {
        let Some(operand) = self.term()? else {
            return Ok(None);
        };
        if self.peek().kind != TokenKind::Field {
            return Ok(Some(operand));
        }
        let at = self.peek().at;
        let mut names = Vec::new();
        while self.peek().kind == TokenKind::Field {
            names.push(self.next().text[1..].to_owned());
        }
        let kind = match operand.kind {
            Kind::Field(mut first) => {
                first.extend(names);
                Kind::Field(first)
            }
            Kind::Variable(name, mut first) => {
                first.extend(names);
                Kind::Variable(name, first)
            }
            Kind::Bool(_) | Kind::Text(..) | Kind::Number(_) | Kind::Nil | Kind::Dot => {
                return Err(self.failure(format!(
                    "unexpected . after term {}",
                    quote(&operand.to_string())
                )));
            }
            Kind::Function(_) | Kind::Pipe(_) | Kind::Chain(..) => {
                Kind::Chain(Box::new(operand), names)
            }
        };
        Ok(Some(Operand { at, kind }))
    }

    fn term(&mut self) -> Result<Option<Operand>, Failure> {
        let token = self.peek_solid();
        let kind = match token.kind {
            TokenKind::Word => self.word(&token.text)?,
            TokenKind::Dot => Kind::Dot,
            TokenKind::Variable => {
                if !self.variables.contains(&token.text) {
                    self.next();
                    return Err(self.failure(format!("undefined variable {}", quote(&token.text))));
                }
                Kind::Variable(token.text.clone(), Vec::new())
            }
            TokenKind::Field => Kind::Field(vec![token.text[1..].to_owned()]),
            TokenKind::Number => Kind::Number(token.text.clone()),
            TokenKind::Letter => {
                let letter = unquote(&token.text).chars().next().unwrap_or('\0');
                Kind::Number(u32::from(letter).to_string())
            }
            TokenKind::Quoted => Kind::Text(token.text.clone(), unquote(&token.text)),
            TokenKind::RawText => {
                let inner = token.text.trim_matches('`').to_owned();
                Kind::Text(token.text.clone(), inner)
            }
            TokenKind::Open => {
                self.next();
                let pipe = self.pipeline("parenthesized pipeline", TokenKind::Close)?;
                return Ok(Some(Operand {
                    at: token.at,
                    kind: Kind::Pipe(Box::new(pipe)),
                }));
            }
            TokenKind::Text
            | TokenKind::Left
            | TokenKind::Right
            | TokenKind::Space
            | TokenKind::Close
            | TokenKind::Pipe
            | TokenKind::Comma
            | TokenKind::Declare
            | TokenKind::Assign
            | TokenKind::Other
            | TokenKind::Error
            | TokenKind::End => return Ok(None),
        };
        self.next();
        Ok(Some(Operand { at: token.at, kind }))
    }

    fn word(&mut self, word: &str) -> Result<Kind, Failure> {
        Ok(match word {
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            "nil" => Kind::Nil,
            "if" | "with" | "range" | "end" | "else" | "break" | "continue" => {
                let token = self.next();
                return Err(self.unexpected(&token, "operand"));
            }
            name if call::is_known(name) => Kind::Function(name.to_owned()),
            name => {
                self.next();
                return Err(self.failure(format!("function {} not defined", quote(name))));
            }
        })
    }
}

enum Parsed {
    Node(Node),
    Closer(Closer),
}

/// As Go shows a token that it did not expect.
fn shown(token: &Token) -> String {
    const KEYWORDS: [&str; 8] = [
        "if", "with", "range", "end", "else", "break", "continue", "template",
    ];
    let text = token.text.as_str();
    if token.kind == TokenKind::End {
        return "EOF".to_owned();
    }
    if token.kind == TokenKind::Word && KEYWORDS.contains(&text) {
        return format!("<{text}>");
    }
    if text.chars().count() > 10 {
        let head: String = text.chars().take(10).collect();
        return format!("{}...", quote(&head));
    }
    quote(text)
}

/// What a text in quotes says.
fn unquote(text: &str) -> String {
    let inner = &text[1..text.len() - 1];
    let mut out = String::new();
    let mut letters = inner.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        out.push(match letters.next() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some(other) => other,
            None => '\\',
        });
    }
    out
}
