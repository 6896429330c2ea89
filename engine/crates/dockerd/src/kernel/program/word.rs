//! Words and operators of the shell language, as far as commands of containers use it.

use std::collections::BTreeMap;

/// A word before its variables are put in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Word(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// `$NAME`, `${NAME}`, `${NAME:-default}`.
    Variable {
        name: String,
        default: String,
    },
    /// `$?`
    Status,
    /// `$(hostname)` and its like.
    Command(String),
}

/// What a line is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// `;`, `&&`, `||`, `(`, `)`, or the end of a line as `;`.
    Operator(&'static str),
    /// Where an output goes: which (1 or 2), and whether it is the other output.
    Redirect {
        output: u8,
        to: Option<u8>,
    },
}

/// Something the shell of this simulation does not know, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unknown(pub(super) &'static str);

impl Word {
    /// The word if it is plain text without variables: a keyword can only be such.
    pub(super) fn plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// A word that is this text.
    pub(super) fn text(text: &str) -> Word {
        Word(vec![Piece::Text(text.to_owned())])
    }

    /// Splits `NAME=value` at the sign if it is an assignment.
    pub(super) fn assignment(&self) -> Option<(String, Word)> {
        let Some(Piece::Text(first)) = self.0.first() else {
            return None;
        };
        let (name, rest) = first.split_once('=')?;
        let is_name = !name.is_empty()
            && !name.starts_with(|letter: char| letter.is_ascii_digit())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let mut pieces = vec![Piece::Text(rest.to_owned())];
        pieces.extend(self.0[1..].iter().cloned());
        is_name.then(|| (name.to_owned(), Word(pieces)))
    }

    /// The text of it. `run` gives the output of a command in `$( )`.
    pub(super) fn expand(
        &self,
        variables: &BTreeMap<String, String>,
        status: i64,
        run: &mut dyn FnMut(&str) -> String,
    ) -> String {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text += part,
                Piece::Variable { name, default } => {
                    let value = variables.get(name).filter(|value| !value.is_empty());
                    text += value.unwrap_or(default);
                }
                Piece::Status => text += &status.to_string(),
                Piece::Command(command) => text += &run(command),
            }
        }
        text
    }
}

/// Takes a text apart.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Unknown> {
    let mut lexer = Lexer {
        letters: text.chars().collect(),
        at: 0,
        tokens: Vec::new(),
        word: None,
    };
    lexer.run()?;
    Ok(lexer.tokens)
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
    /// The word that is being read.
    word: Option<Vec<Piece>>,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn take(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        Some(letter)
    }

    fn take_if(&mut self, wanted: char) -> bool {
        let is_there = self.peek() == Some(wanted);
        self.at += usize::from(is_there);
        is_there
    }

    fn run(&mut self) -> Result<(), Unknown> {
        while let Some(letter) = self.take() {
            match letter {
                ' ' | '\t' => self.end_word(),
                '\n' | ';' => self.operator(";"),
                '#' if self.word.is_none() => self.skip_line(),
                '\'' => self.single_quoted(),
                '"' => self.double_quoted()?,
                '\\' => self.escaped(),
                '$' => self.dollar()?,
                '`' => return Err(Unknown("backquotes")),
                '&' if self.take_if('&') => self.operator("&&"),
                '&' if self.peek() == Some('>') => self.redirect_both(),
                '&' => return Err(Unknown("background jobs")),
                '|' if self.take_if('|') => self.operator("||"),
                '|' => return Err(Unknown("pipes")),
                '(' => self.operator("("),
                ')' => self.operator(")"),
                '>' => self.redirect(),
                '<' => return Err(Unknown("input redirection")),
                letter => self.push(letter),
            }
        }
        self.end_word();
        Ok(())
    }

    fn push(&mut self, letter: char) {
        let word = self.word.get_or_insert_with(Vec::new);
        match word.last_mut() {
            Some(Piece::Text(text)) => text.push(letter),
            _ => word.push(Piece::Text(letter.to_string())),
        }
    }

    fn push_piece(&mut self, piece: Piece) {
        self.word.get_or_insert_with(Vec::new).push(piece);
    }

    fn end_word(&mut self) {
        if let Some(pieces) = self.word.take() {
            self.tokens.push(Token::Word(Word(pieces)));
        }
    }

    fn operator(&mut self, operator: &'static str) {
        self.end_word();
        self.tokens.push(Token::Operator(operator));
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|letter| letter != '\n') {
            self.at += 1;
        }
    }

    fn escaped(&mut self) {
        match self.take() {
            Some('\n') | None => (),
            Some(letter) => self.push(letter),
        }
    }

    fn single_quoted(&mut self) {
        self.push_piece(Piece::Text(String::new()));
        while let Some(letter) = self.take() {
            if letter == '\'' {
                return;
            }
            self.push(letter);
        }
    }

    fn double_quoted(&mut self) -> Result<(), Unknown> {
        self.push_piece(Piece::Text(String::new()));
        while let Some(letter) = self.take() {
            match letter {
                '"' => return Ok(()),
                '\\' if matches!(self.peek(), Some('"' | '\\' | '$' | '`')) => self.escaped(),
                '$' => self.dollar()?,
                '`' => return Err(Unknown("backquotes")),
                letter => self.push(letter),
            }
        }
        Ok(())
    }

    fn dollar(&mut self) -> Result<(), Unknown> {
        let piece = match self.peek() {
            Some('(') => {
                self.at += 1;
                if self.peek() == Some('(') {
                    return Err(Unknown("arithmetic"));
                }
                Piece::Command(self.until_closed())
            }
            Some('{') => {
                self.at += 1;
                let inside = self.until('}');
                let (name, default) = inside.split_once(":-").unwrap_or((&inside, ""));
                Piece::Variable {
                    name: name.to_owned(),
                    default: default.to_owned(),
                }
            }
            Some('?') => {
                self.at += 1;
                Piece::Status
            }
            Some(letter) if letter.is_ascii_alphabetic() || letter == '_' => {
                let name = self.name();
                Piece::Variable {
                    name,
                    default: String::new(),
                }
            }
            _ => {
                self.push('$');
                return Ok(());
            }
        };
        self.push_piece(piece);
        Ok(())
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(letter) = self
            .peek()
            .filter(|it| it.is_ascii_alphanumeric() || *it == '_')
        {
            name.push(letter);
            self.at += 1;
        }
        name
    }

    fn until(&mut self, end: char) -> String {
        let mut text = String::new();
        while let Some(letter) = self.take().filter(|letter| *letter != end) {
            text.push(letter);
        }
        text
    }

    fn until_closed(&mut self) -> String {
        let mut depth = 1;
        let mut text = String::new();
        while let Some(letter) = self.take() {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            if depth == 0 {
                break;
            }
            text.push(letter);
        }
        text
    }

    /// `>`, `>>`, `2>`, `>&2`: the `>` is taken already.
    fn redirect(&mut self) {
        let output = match self.word.as_deref() {
            Some([Piece::Text(text)]) if text == "1" || text == "2" => {
                let output = if text == "1" { 1 } else { 2 };
                self.word = None;
                output
            }
            _ => 1,
        };
        self.end_word();
        let _ = self.take_if('>');
        if self.take_if('&') {
            let to = if self.take() == Some('2') { 2 } else { 1 };
            self.tokens.push(Token::Redirect {
                output,
                to: Some(to),
            });
        } else {
            self.tokens.push(Token::Redirect { output, to: None });
        }
    }

    /// `&>`.
    fn redirect_both(&mut self) {
        self.at += 1;
        self.end_word();
        self.tokens.push(Token::Redirect {
            output: 2,
            to: Some(1),
        });
        self.tokens.push(Token::Redirect {
            output: 1,
            to: None,
        });
    }
}
