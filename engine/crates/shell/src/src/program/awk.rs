//! `awk`: patterns, fields, sums, arrays, `printf`; no functions of one's own, no pipes.

mod evaluate;
mod expression;
mod function;
mod parse;
mod token;
mod tree;

use std::collections::BTreeMap;

use super::filter::{Filter, Go, Lines, Work, text};
use super::{Io, Started};
use crate::decimal::Decimal;
use crate::regex::{self, Flavour};
use tree::{Pattern, Rule};

/// A program at work.
#[derive(Clone, Debug)]
pub(crate) struct Awk {
    rules: Vec<Rule>,
    /// For each rule with a range, whether it has begun.
    open_ranges: Vec<bool>,
    variables: BTreeMap<String, Value>,
    arrays: BTreeMap<String, BTreeMap<String, Value>>,
    /// `$0` and the fields behind it.
    record: String,
    fields: Vec<String>,
    has_begun: bool,
    /// Files that `print >` has written to, and goes on with.
    written: Vec<String>,
    /// Steps left on this line before it counts as a loop without end.
    fuel: u32,
    rng: u64,
    /// A file could not be read.
    has_failed: bool,
    /// What its arrays' elements weigh, roughly: those that were deleted still count.
    bytes: usize,
}

/// What an expression is worth.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Unset,
    Number(Decimal),
    Text(String),
    /// From the input: a number if it looks like one.
    Input(String),
}

/// Where a rule's actions lead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    On,
    Break,
    Continue,
    Next,
    Exit(u8),
}

/// More steps than these on one line are a loop without end.
const FUEL: u32 = 500_000;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut separator = None;
    let mut sets: Vec<(String, String)> = Vec::new();
    let mut words = words[1..].iter();
    let mut program = None;
    while let Some(word) = words.next() {
        match word.as_str() {
            "-F" => separator = words.next().cloned(),
            "-v" => {
                let Some((name, value)) = words.next().and_then(|it| it.split_once('=')) else {
                    return Started::refuse("awk: -v wants name=value\n", 2, io);
                };
                sets.push((name.to_owned(), value.to_owned()));
            }
            "-f" => {
                let file = words.next().cloned().unwrap_or_default();
                match super::input::read_file(&file, io) {
                    Ok(content) => program = Some(String::from_utf8_lossy(&content).into_owned()),
                    Err(error) => {
                        let message = format!("awk: cannot open {file} ({error})\n");
                        return Started::refuse(&message, 2, io);
                    }
                }
            }
            "--" => {}
            _ if word.starts_with("-F") => separator = Some(word[2..].to_owned()),
            _ if word.len() > 1 && word.starts_with('-') => {
                return Started::refuse(
                    &format!("awk: unknown option {word} ignored here\n"),
                    2,
                    io,
                );
            }
            _ => {
                program = program.or_else(|| Some(word.clone()));
                break;
            }
        }
    }
    let Some(program) = program else {
        return Started::refuse(
            "Usage: awk [-F fs][-v var=value][prog | -f progfile][file ...]\n",
            2,
            io,
        );
    };
    let rules = match parse::program(&program) {
        Ok(rules) => rules,
        Err(problem) => return Started::refuse(&format!("awk: {problem}\n"), 2, io),
    };
    let mut files: Vec<String> = words.cloned().collect();
    // `name=value` among the files is an assignment; without a file there is standard input.
    if !files.is_empty() && files.iter().all(|it| is_assignment(it)) {
        files.push("-".to_owned());
    }
    let awk = Awk::new(rules, separator, sets, io);
    let reads = awk
        .rules
        .iter()
        .any(|rule| !matches!(rule.pattern, Pattern::Begin));
    let files = if reads {
        files
    } else {
        vec!["/dev/null".to_owned()]
    };
    Filter::start(&files, Work::Awk(Box::new(awk)), io)
}

impl Awk {
    fn new(
        rules: Vec<Rule>,
        separator: Option<String>,
        sets: Vec<(String, String)>,
        io: &Io<'_, '_>,
    ) -> Awk {
        let mut variables = BTreeMap::new();
        for (name, value) in [
            ("FS", " "),
            ("OFS", " "),
            ("ORS", "\n"),
            ("SUBSEP", "\u{1c}"),
            ("FILENAME", ""),
        ] {
            variables.insert(name.to_owned(), Value::Text(value.to_owned()));
        }
        for name in ["NR", "FNR", "NF"] {
            variables.insert(name.to_owned(), Value::Number(Decimal::default()));
        }
        if let Some(separator) = separator {
            let separator = if separator == "t" {
                "\t".to_owned()
            } else {
                super::echo::carry_out(&separator).0
            };
            variables.insert("FS".to_owned(), Value::Text(separator));
        }
        for (name, value) in sets {
            variables.insert(name, Value::Input(super::echo::carry_out(&value).0));
        }
        let environment = io
            .environment
            .variables
            .iter()
            .map(|(name, value)| (name.clone(), Value::Input(value.clone())))
            .collect();
        Awk {
            open_ranges: vec![false; rules.len()],
            rules,
            variables,
            arrays: BTreeMap::from([("ENVIRON".to_owned(), environment)]),
            record: String::new(),
            fields: Vec::new(),
            has_begun: false,
            written: Vec::new(),
            fuel: FUEL,
            rng: 0,
            has_failed: false,
            bytes: 0,
        }
    }

    /// Runs the rules of one kind; what stops it, if anything does.
    fn run(&mut self, wanted: &Pattern, io: &mut Io<'_, '_>) -> Flow {
        self.fuel = FUEL;
        for index in 0..self.rules.len() {
            let rule = self.rules[index].clone();
            let applies = match (&rule.pattern, wanted) {
                (Pattern::Begin, Pattern::Begin) | (Pattern::End, Pattern::End) => true,
                (Pattern::Always, Pattern::Always) => true,
                (Pattern::If(condition), Pattern::Always) => self.evaluate(condition, io).is_true(),
                (Pattern::Range(from, to), Pattern::Always) => {
                    let begins = self.open_ranges[index] || self.evaluate(from, io).is_true();
                    self.open_ranges[index] = begins && !self.evaluate(to, io).is_true();
                    begins
                }
                _ => false,
            };
            if !applies {
                continue;
            }
            match self.carry_out(&rule.actions, io) {
                Flow::On | Flow::Break | Flow::Continue => (),
                flow @ (Flow::Next | Flow::Exit(_)) => return flow,
            }
        }
        Flow::On
    }

    fn begin_program(&mut self, io: &mut Io<'_, '_>) -> Option<u8> {
        if std::mem::replace(&mut self.has_begun, true) {
            return None;
        }
        match self.run(&Pattern::Begin, io) {
            Flow::Exit(status) => Some(status),
            Flow::On | Flow::Break | Flow::Continue | Flow::Next => None,
        }
    }

    pub(super) fn variable(&self, name: &str) -> Value {
        self.variables.get(name).cloned().unwrap_or(Value::Unset)
    }

    pub(super) fn set(&mut self, name: &str, value: Value) {
        let count = (name == "NF").then(|| value.number().truncated().clamp(0, 100_000));
        self.variables.insert(name.to_owned(), value);
        if let Some(count) = count {
            self.fields.resize(count as usize, String::new());
            self.join_record();
        }
    }

    fn count(&mut self, name: &str, number: i64) {
        self.variables
            .insert(name.to_owned(), Value::Number(Decimal::whole(number)));
    }

    /// Takes a new record and splits it.
    pub(super) fn set_record(&mut self, record: &str) {
        record.clone_into(&mut self.record);
        let separator = self.variable("FS").text();
        self.fields = split(record, &separator);
        let count = self.fields.len() as i64;
        self.count("NF", count);
    }

    pub(super) fn field(&self, index: i64) -> Value {
        match index {
            0 => Value::Input(self.record.clone()),
            _ => {
                let field = usize::try_from(index - 1)
                    .ok()
                    .and_then(|it| self.fields.get(it));
                field.map_or(Value::Unset, |it| Value::Input(it.clone()))
            }
        }
    }

    pub(super) fn set_field(&mut self, index: i64, value: &Value) {
        if index == 0 {
            return self.set_record(&value.text());
        }
        let Some(index) = usize::try_from(index - 1).ok().filter(|it| *it < 100_000) else {
            return;
        };
        if self.fields.len() <= index {
            self.fields.resize(index + 1, String::new());
        }
        self.fields[index] = value.text();
        let count = self.fields.len() as i64;
        self.count("NF", count);
        self.join_record();
    }

    fn join_record(&mut self) {
        self.record = self.fields.join(&self.variable("OFS").text());
    }
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| crate::syntax::is_name(name))
}

/// The fields of a record.
pub(super) fn split(record: &str, separator: &str) -> Vec<String> {
    let mut letters = separator.chars();
    match (letters.next(), letters.next()) {
        (Some(' '), None) => record.split_whitespace().map(str::to_owned).collect(),
        _ if record.is_empty() => Vec::new(),
        (None, _) => record.chars().map(String::from).collect(),
        (Some(letter), None) if letter != '|' && !letter.is_ascii_punctuation() => {
            record.split(letter).map(str::to_owned).collect()
        }
        (Some(letter), None) => record.split(letter).map(str::to_owned).collect(),
        (Some(_), Some(_)) => match regex::compile(separator, Flavour::Extended, false) {
            Ok(regex) => regex.split(record).map(str::to_owned).collect(),
            Err(_) => vec![record.to_owned()],
        },
    }
}

impl Value {
    pub(super) fn number(&self) -> Decimal {
        match self {
            Value::Unset => Decimal::default(),
            Value::Number(number) => *number,
            Value::Text(text) | Value::Input(text) => Decimal::prefix(text),
        }
    }

    pub(super) fn text(&self) -> String {
        match self {
            Value::Unset => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) | Value::Input(text) => text.clone(),
        }
    }

    pub(super) fn weight(&self) -> usize {
        match self {
            Value::Unset | Value::Number(_) => 0,
            Value::Text(text) | Value::Input(text) => text.len(),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Value::Unset => false,
            Value::Number(number) => !number.is_zero(),
            Value::Text(text) => !text.is_empty(),
            Value::Input(text) => match Decimal::parse(text) {
                Some(number) => !number.is_zero(),
                None => !text.is_empty(),
            },
        }
    }

    /// The value as a number, if it is one or looks like one.
    pub(super) fn as_number(&self) -> Option<Decimal> {
        match self {
            Value::Unset => Some(Decimal::default()),
            Value::Number(number) => Some(*number),
            Value::Text(_) => None,
            Value::Input(text) => Decimal::parse(text),
        }
    }
}

impl Lines for Awk {
    fn name(&self) -> &'static str {
        "awk"
    }

    fn begin(&mut self, file: &str, io: &mut Io<'_, '_>) -> Go {
        if let Some(status) = self.begin_program(io) {
            return Go::Done(status);
        }
        let name = if file == "-" {
            String::new()
        } else {
            file.to_owned()
        };
        self.variables
            .insert("FILENAME".to_owned(), Value::Text(name));
        self.count("FNR", 0);
        Go::On
    }

    fn line(&mut self, line: &[u8], io: &mut Io<'_, '_>) -> Go {
        self.set_record(&text(line));
        for name in ["NR", "FNR"] {
            let number = self.variable(name).number().truncated();
            self.count(name, number + 1);
        }
        match self.run(&Pattern::Always, io) {
            Flow::Exit(status) => {
                self.run(&Pattern::End, io);
                Go::Done(status)
            }
            Flow::On | Flow::Break | Flow::Continue | Flow::Next => Go::On,
        }
    }

    fn end(&mut self, _: bool, io: &mut Io<'_, '_>) -> u8 {
        if let Some(status) = self.begin_program(io) {
            return status;
        }
        match self.run(&Pattern::End, io) {
            Flow::Exit(status) => status,
            Flow::On | Flow::Break | Flow::Continue | Flow::Next => {
                if self.has_failed {
                    2
                } else {
                    0
                }
            }
        }
    }

    fn unreadable(&mut self, file: &str, error: crate::files::FileError, io: &mut Io<'_, '_>) {
        if let Some((name, value)) = file.split_once('=').filter(|_| is_assignment(file)) {
            self.set(name, Value::Input(value.to_owned()));
            return;
        }
        self.has_failed = true;
        io.err(&format!("awk: cannot open {file} ({error})\n"));
    }

    fn held(&self) -> usize {
        self.bytes
    }
}
