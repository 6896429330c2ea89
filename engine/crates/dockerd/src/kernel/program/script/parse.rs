//! Reads a script into steps.

use super::super::word::{Token, Unknown, Word, tokens};
use super::{Outputs, Simple, Sink, Step};

/// The steps of a script, or what is wrong with it.
pub(super) fn steps(text: &str) -> Result<Vec<Step>, String> {
    let unknown = |Unknown(what)| format!("{what} are not known to this simulation's containers");
    let tokens = tokens(text).map_err(unknown)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        steps: Vec::new(),
        loops: Vec::new(),
    };
    parser.list(&[])?;
    match parser.peek_word() {
        Some(word) => Err(format!("syntax error: unexpected \"{word}\"")),
        None => Ok(parser.steps),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    steps: Vec<Step>,
    /// For each loop around: where it begins again, and the jumps that leave it.
    loops: Vec<(usize, Vec<usize>)>,
}

impl Parser {
    fn peek_word(&self) -> Option<&str> {
        match self.tokens.get(self.at)? {
            Token::Word(word) => Some(word.plain().unwrap_or("word")),
            Token::Operator(operator) => Some(operator),
            Token::Redirect { .. } => Some(">"),
        }
    }

    /// Takes a keyword or an operator if it is the next.
    fn take(&mut self, wanted: &str) -> bool {
        let is_it = match self.tokens.get(self.at) {
            Some(Token::Word(word)) => word.plain() == Some(wanted),
            Some(Token::Operator(operator)) => *operator == wanted,
            Some(Token::Redirect { .. }) | None => false,
        };
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        if self.take(wanted) {
            return Ok(());
        }
        let found = self.peek_word().unwrap_or("end of file");
        Err(format!(
            "syntax error: unexpected {found} (expecting \"{wanted}\")"
        ))
    }

    fn emit(&mut self, step: Step) -> usize {
        self.steps.push(step);
        self.steps.len() - 1
    }

    /// Lets the jump at `step` lead to the next step that will be written.
    fn land(&mut self, step: usize) {
        let here = self.steps.len();
        match &mut self.steps[step] {
            Step::Jump(to) | Step::JumpIfOk(to) | Step::JumpIfFailed(to) => *to = here,
            Step::Next { done, .. } => *done = here,
            Step::Run(_) | Step::Begin(_) | Step::SetStatus(_) | Step::End { .. } => {
                unreachable!("only jumps are landed")
            }
        }
    }

    /// Commands up to one of the closing words, which is left.
    fn list(&mut self, closing: &[&str]) -> Result<(), String> {
        loop {
            while self.take(";") {}
            match self.peek_word() {
                None => return Ok(()),
                Some(word) if closing.contains(&word) => return Ok(()),
                Some(_) => self.and_or()?,
            }
            let goes_on = matches!(self.peek_word(), Some(";"));
            let is_closed = self.peek_word().is_none_or(|word| closing.contains(&word));
            if !goes_on && !is_closed {
                let word = self.peek_word().unwrap_or_default();
                return Err(format!("syntax error: unexpected \"{word}\""));
            }
        }
    }

    fn and_or(&mut self) -> Result<(), String> {
        self.command()?;
        loop {
            let jump = if self.take("&&") {
                self.emit(Step::JumpIfFailed(0))
            } else if self.take("||") {
                self.emit(Step::JumpIfOk(0))
            } else {
                return Ok(());
            };
            while self.take(";") {}
            self.command()?;
            self.land(jump);
        }
    }

    fn command(&mut self) -> Result<(), String> {
        if self.take("{") {
            self.list(&["}"])?;
            return self.expect("}");
        }
        if self.take("(") {
            self.list(&[")"])?;
            return self.expect(")");
        }
        if self.take("while") {
            return self.repeat(Step::JumpIfFailed(0));
        }
        if self.take("until") {
            return self.repeat(Step::JumpIfOk(0));
        }
        if self.take("for") {
            return self.each();
        }
        if self.take("if") {
            return self.choose();
        }
        if self.take("case") {
            return Err("case lists are not known to this simulation's containers".to_owned());
        }
        self.simple()
    }

    fn repeat(&mut self, leave: Step) -> Result<(), String> {
        let begin = self.steps.len();
        self.loops.push((begin, Vec::new()));
        self.list(&["do"])?;
        self.expect("do")?;
        let jump = self.emit(leave);
        self.list(&["done"])?;
        self.expect("done")?;
        self.emit(Step::Jump(begin));
        self.land(jump);
        self.leave_loop();
        Ok(())
    }

    fn each(&mut self) -> Result<(), String> {
        let variable = self.peek_word().unwrap_or_default().to_owned();
        self.at += 1;
        self.expect("in")?;
        let mut words = Vec::new();
        while let Some(Token::Word(word)) = self.tokens.get(self.at) {
            words.push(word.clone());
            self.at += 1;
        }
        while self.take(";") {}
        self.expect("do")?;
        self.emit(Step::Begin(words));
        let begin = self.emit(Step::Next { variable, done: 0 });
        self.loops.push((begin, Vec::new()));
        self.list(&["done"])?;
        self.expect("done")?;
        self.emit(Step::Jump(begin));
        self.land(begin);
        self.leave_loop();
        Ok(())
    }

    fn leave_loop(&mut self) {
        let (_, leaving) = self.loops.pop().expect("a loop that ends was begun");
        for jump in leaving {
            self.land(jump);
        }
        self.emit(Step::SetStatus(0));
    }

    fn choose(&mut self) -> Result<(), String> {
        self.list(&["then"])?;
        self.expect("then")?;
        let otherwise = self.emit(Step::JumpIfFailed(0));
        self.list(&["else", "elif", "fi"])?;
        let end = self.emit(Step::Jump(0));
        self.land(otherwise);
        if self.take("elif") {
            self.choose()?;
        } else {
            if self.take("else") {
                self.list(&["fi"])?;
            } else {
                self.emit(Step::SetStatus(0));
            }
            self.expect("fi")?;
        }
        self.land(end);
        Ok(())
    }

    fn simple(&mut self) -> Result<(), String> {
        let mut simple = Simple::default();
        while let Some(token) = self.tokens.get(self.at).cloned() {
            match token {
                Token::Operator(_) => break,
                Token::Redirect { output, to } => {
                    self.at += 1;
                    self.redirect(&mut simple.outputs, output, to)?;
                }
                Token::Word(word) => {
                    self.at += 1;
                    simple.add(word);
                }
            }
        }
        let first = simple.words.first().and_then(Word::plain);
        match (first, self.loops.last().cloned()) {
            (Some("break"), Some(_)) => {
                let jump = self.emit(Step::Jump(0));
                let (_, leaving) = self.loops.last_mut().expect("seen above");
                leaving.push(jump);
            }
            (Some("continue"), Some((begin, _))) => drop(self.emit(Step::Jump(begin))),
            _ => drop(self.emit(Step::Run(simple))),
        }
        Ok(())
    }

    fn redirect(
        &mut self,
        outputs: &mut Outputs,
        output: u8,
        to: Option<u8>,
    ) -> Result<(), String> {
        let sink = match to {
            Some(1) => outputs.out.clone(),
            Some(_) => outputs.err.clone(),
            None => {
                let Some(Token::Word(word)) = self.tokens.get(self.at).cloned() else {
                    return Err("syntax error: unexpected redirection".to_owned());
                };
                self.at += 1;
                Sink::File(word)
            }
        };
        match output {
            1 => outputs.out = sink,
            _ => outputs.err = sink,
        }
        Ok(())
    }
}

impl Simple {
    fn add(&mut self, word: Word) {
        if self.words.is_empty() {
            if let Some(assignment) = word.assignment() {
                self.assignments.push(assignment);
                return;
            }
            if word.plain() == Some("!") {
                self.is_negated = !self.is_negated;
                return;
            }
        }
        self.words.push(word);
    }
}
