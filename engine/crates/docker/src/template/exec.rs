//! Carrying out a template (Go `text/template/exec.go`).

use api::go::{Ratio, Value};

use super::call::{self, Trouble};
use super::gotype;
use super::lex::line_of;
use super::node::{Branch, Command, Kind, Node, Operand, Pipe};
use super::{Data, Failed, Functions, Template};

/// Carries out a template with this data.
pub(super) fn execute(
    template: &Template,
    data: &Data,
    functions: Functions,
) -> Result<String, Failed> {
    let root = Found {
        value: Some(data.value.clone()),
        type_name: data.type_name.clone(),
    };
    let mut state = State {
        template,
        functions,
        strict_keys: data.strict_keys,
        out: String::new(),
        variables: vec![("$".to_owned(), root.clone())],
    };
    match state.walk(&root, &template.nodes) {
        Ok(_) => Ok(state.out),
        Err(reason) => Err(Failed {
            written: state.out,
            reason,
        }),
    }
}

/// A value on its way, and the name of its Go type. No value prints as `<no value>`.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub value: Option<Value>,
    pub type_name: String,
}

impl Found {
    pub(super) fn new(value: Value) -> Found {
        let type_name = gotype::name(&value);
        Found {
            value: Some(value),
            type_name,
        }
    }

    const fn missing() -> Found {
        Found {
            value: None,
            type_name: String::new(),
        }
    }

    fn is_true(&self) -> bool {
        self.value.as_ref().is_some_and(|value| !value.is_empty())
    }
}

/// How a list of nodes ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Normal,
    Break,
    Continue,
}

struct State<'a> {
    template: &'a Template,
    functions: Functions,
    strict_keys: bool,
    out: String,
    variables: Vec<(String, Found)>,
}

impl State<'_> {
    /// An error at a part of the template.
    fn error(&self, at: usize, part: &impl ToString, words: &str) -> String {
        let Template { name, text, .. } = self.template;
        let line = line_of(text, at);
        let column = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        format!(
            "template: {name}:{line}:{column}: executing {} at <{}>: {words}",
            crate::quote::quote(name),
            part.to_string()
        )
    }

    fn walk(&mut self, dot: &Found, nodes: &[Node]) -> Result<Flow, String> {
        for node in nodes {
            match node {
                Node::Text(text) => self.out.push_str(text),
                Node::Action(pipe) => {
                    let found = self.pipeline(dot, pipe)?;
                    if pipe.variables.is_empty() {
                        self.print(&found);
                    }
                }
                Node::If(branch) | Node::With(branch) => {
                    let is_with = matches!(node, Node::With(_));
                    let flow = self.choose(dot, branch, is_with)?;
                    if flow != Flow::Normal {
                        return Ok(flow);
                    }
                }
                Node::Range(branch) => self.range(dot, branch)?,
                Node::Break => return Ok(Flow::Break),
                Node::Continue => return Ok(Flow::Continue),
            }
        }
        Ok(Flow::Normal)
    }

    fn choose(&mut self, dot: &Found, branch: &Branch, is_with: bool) -> Result<Flow, String> {
        let scope = self.variables.len();
        let found = self.pipeline(dot, &branch.pipe)?;
        let flow = if found.is_true() {
            self.walk(if is_with { &found } else { dot }, &branch.body)
        } else {
            self.walk(dot, &branch.otherwise)
        };
        self.variables.truncate(scope);
        flow
    }

    fn range(&mut self, dot: &Found, branch: &Branch) -> Result<(), String> {
        let scope = self.variables.len();
        let found = self.pipeline(dot, &branch.pipe)?;
        let items = self.items(&branch.pipe, &found)?;
        let inner = self.variables.len();
        if items.is_empty() {
            self.walk(dot, &branch.otherwise)?;
        }
        for (key, item) in items {
            let item = Found::new(item);
            match branch.pipe.variables.as_slice() {
                [] => (),
                [value] => self.keep(value, &item, branch.pipe.is_assignment),
                [first, value, ..] => {
                    self.keep(first, &Found::new(key), branch.pipe.is_assignment);
                    self.keep(value, &item, branch.pipe.is_assignment);
                }
            }
            let flow = self.walk(&item, &branch.body)?;
            self.variables.truncate(inner);
            if flow == Flow::Break {
                break;
            }
        }
        self.variables.truncate(scope);
        Ok(())
    }

    /// Keys and items of what is ranged over.
    fn items(&self, pipe: &Pipe, found: &Found) -> Result<Vec<(Value, Value)>, String> {
        let value = match &found.value {
            Some(value) => pointed(value),
            None => &Value::Nil,
        };
        let numbered = |items: &[Value]| {
            let keys = (0i64..).map(Value::Int);
            keys.zip(items.iter().cloned()).collect()
        };
        match value {
            Value::List(list) => Ok(list.as_deref().map_or(Vec::new(), numbered)),
            Value::Map(map) => Ok(map
                .iter()
                .flatten()
                .map(|(key, value)| (Value::Str(key.clone()), value.clone()))
                .collect()),
            Value::Int(count) => Ok((0..*count)
                .map(|n| (Value::Int(n), Value::Int(n)))
                .collect()),
            Value::Nil if found.value.is_none() => Ok(Vec::new()),
            Value::Nil
            | Value::Bool(_)
            | Value::Uint(_)
            | Value::Ratio(_)
            | Value::Str(_)
            | Value::Bytes(_)
            | Value::Time(_)
            | Value::Duration(_)
            | Value::Struct(_)
            | Value::Ptr(_) => {
                let words = format!("range can't iterate over {value}");
                Err(self.error(pipe.at, pipe, &words))
            }
        }
    }

    fn keep(&mut self, name: &str, found: &Found, is_assignment: bool) {
        if is_assignment
            && let Some(slot) = self
                .variables
                .iter_mut()
                .rev()
                .find(|(known, _)| known == name)
        {
            slot.1 = found.clone();
            return;
        }
        self.variables.push((name.to_owned(), found.clone()));
    }

    fn pipeline(&mut self, dot: &Found, pipe: &Pipe) -> Result<Found, String> {
        let mut found: Option<Found> = None;
        for command in &pipe.commands {
            found = Some(self.command(dot, command, found)?);
        }
        let found = found.expect("the parser lets no empty pipeline through");
        let is_range_pair = pipe.variables.len() > 1;
        if let ([name, ..], false) = (pipe.variables.as_slice(), is_range_pair) {
            self.keep(name, &found, pipe.is_assignment);
        }
        Ok(found)
    }

    fn command(
        &mut self,
        dot: &Found,
        command: &Command,
        last: Option<Found>,
    ) -> Result<Found, String> {
        let first = &command.words[0];
        let args = &command.words[1..];
        let has_args = !args.is_empty() || last.is_some();
        match &first.kind {
            Kind::Function(name) if name == "and" || name == "or" => {
                return self.first_that_decides(dot, command, last);
            }
            Kind::Function(name) => {
                let values = self.arguments(dot, args, last)?;
                return self.function(name, command, values);
            }
            Kind::Field(names) => {
                let values = self.arguments(dot, args, last)?;
                return self.fields(dot.clone(), names, first, &values);
            }
            Kind::Variable(name, names) if !names.is_empty() => {
                let values = self.arguments(dot, args, last)?;
                let start = self.variable(name);
                return self.fields(start, names, first, &values);
            }
            Kind::Chain(inner, names) => {
                let start = self.operand(dot, inner)?;
                let values = self.arguments(dot, args, last)?;
                return self.fields(start, names, first, &values);
            }
            Kind::Nil => return Err(self.error(first.at, first, "nil is not a command")),
            Kind::Dot
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(..)
            | Kind::Variable(..)
            | Kind::Pipe(_) => (),
        }
        if has_args {
            let words = format!("can't give argument to non-function {first}");
            return Err(self.error(first.at, first, &words));
        }
        self.operand(dot, first)
    }

    fn arguments(
        &mut self,
        dot: &Found,
        words: &[Operand],
        last: Option<Found>,
    ) -> Result<Vec<Found>, String> {
        let mut values = Vec::new();
        for word in words {
            values.push(self.operand(dot, word)?);
        }
        values.extend(last);
        Ok(values)
    }

    fn operand(&mut self, dot: &Found, word: &Operand) -> Result<Found, String> {
        Ok(match &word.kind {
            Kind::Dot => dot.clone(),
            Kind::Nil => Found::new(Value::Nil),
            Kind::Bool(value) => Found::new(Value::Bool(*value)),
            Kind::Number(text) => Found::new(number(text)),
            Kind::Text(_, text) => Found::new(Value::Str(text.clone())),
            Kind::Field(names) => self.fields(dot.clone(), names, word, &[])?,
            Kind::Variable(name, names) => {
                let start = self.variable(name);
                self.fields(start, names, word, &[])?
            }
            Kind::Function(name) => {
                let command = Command {
                    at: word.at,
                    words: vec![word.clone()],
                };
                self.function(name, &command, Vec::new())?
            }
            Kind::Pipe(pipe) => self.pipeline(dot, pipe)?,
            Kind::Chain(inner, names) => {
                let start = self.operand(dot, inner)?;
                self.fields(start, names, word, &[])?
            }
        })
    }

    fn variable(&self, name: &str) -> Found {
        let known = self.variables.iter().rev().find(|(known, _)| known == name);
        known.expect("the parser knows the variables").1.clone()
    }

    /// `and`, `or`: the first argument that decides, or the last; those after it are not looked at.
    fn first_that_decides(
        &mut self,
        dot: &Found,
        command: &Command,
        last: Option<Found>,
    ) -> Result<Found, String> {
        let name = &command.words[0];
        let wants_true = name.to_string() == "or";
        let mut found = None;
        for word in &command.words[1..] {
            let value = self.operand(dot, word)?;
            if value.is_true() == wants_true {
                return Ok(value);
            }
            found = Some(value);
        }
        last.or(found).ok_or_else(|| {
            let words = format!("wrong number of args for {name}: want at least 1 got 0");
            self.error(name.at, name, &words)
        })
    }

    fn function(
        &mut self,
        name: &str,
        command: &Command,
        values: Vec<Found>,
    ) -> Result<Found, String> {
        let types: Vec<String> = values.iter().map(|value| value.type_name.clone()).collect();
        let word = &command.words[0];
        call::call(name, values, self.functions).map_err(|trouble| match trouble {
            Trouble::Call(words) => {
                let words = format!("error calling {name}: {words}");
                self.error(command.at, &shown(command), &words)
            }
            Trouble::Count(words) => self.error(word.at, word, &words),
            Trouble::Type(at, wanted) => {
                // What came through a pipe stands nowhere among the arguments.
                let arg = command.words.get(at + 1).unwrap_or(word);
                let is_literal =
                    matches!(arg.kind, Kind::Number(_) | Kind::Text(..) | Kind::Bool(_));
                let words = match (is_literal, wanted) {
                    (true, "string") => format!("expected string; found {arg}"),
                    (true, "int") => format!("expected integer; found {arg}"),
                    (true, _) => format!("can't handle {arg} for arg of type {wanted}"),
                    (false, _) => {
                        format!("wrong type for value; expected {wanted}; got {}", types[at])
                    }
                };
                self.error(arg.at, arg, &words)
            }
        })
    }

    /// Follows a chain of fields; only the last may have arguments.
    fn fields(
        &self,
        start: Found,
        names: &[String],
        word: &Operand,
        args: &[Found],
    ) -> Result<Found, String> {
        let mut found = start;
        for (at, name) in names.iter().enumerate() {
            let args = if at + 1 == names.len() { args } else { &[] };
            found = self.field(&found, name, word, args)?;
        }
        Ok(found)
    }

    fn field(
        &self,
        from: &Found,
        name: &str,
        word: &Operand,
        args: &[Found],
    ) -> Result<Found, String> {
        let error = |words: String| Err(self.error(word.at, word, &words));
        let Some(value) = &from.value else {
            return Ok(Found::missing());
        };
        match pointed(value) {
            Value::Struct(of) => match of.field(name) {
                Some(Value::Map(map)) if name == "Label" => Ok(label(map.as_ref(), args)),
                Some(_) if !args.is_empty() => error(format!(
                    "{name} has arguments but cannot be invoked as function"
                )),
                Some(Value::Nil) => Ok(Found {
                    value: Some(Value::Nil),
                    type_name: gotype::of_nil_field(name),
                }),
                Some(value) => Ok(Found::new(value.clone())),
                None => error(cannot(name, &from.type_name)),
            },
            Value::Map(map) => {
                if self.functions == Functions::Header && name == "Label" {
                    return Ok(header_label(args));
                }
                if !args.is_empty() {
                    return error(format!("{name} is not a method but has arguments"));
                }
                match map.as_ref().and_then(|map| map.get(name)) {
                    Some(value) => Ok(Found::new(value.clone())),
                    None if self.strict_keys => error(format!(
                        "map has no entry for key {}",
                        crate::quote::quote(name)
                    )),
                    None => Ok(Found::missing()),
                }
            }
            Value::Nil => error(format!("nil pointer evaluating {}.{name}", from.type_name)),
            Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Ratio(_)
            | Value::Str(_)
            | Value::Bytes(_)
            | Value::Time(_)
            | Value::Duration(_)
            | Value::List(_)
            | Value::Ptr(_) => error(cannot(name, &from.type_name)),
        }
    }

    fn print(&mut self, found: &Found) {
        match &found.value {
            None => self.out.push_str("<no value>"),
            Some(value) => self.out.push_str(&pointed(value).to_string()),
        }
    }
}

fn cannot(name: &str, type_name: &str) -> String {
    format!("can't evaluate field {name} in type {type_name}")
}

fn shown(command: &Command) -> String {
    match command.words.as_slice() {
        [word] => word.to_string(),
        _ => command.to_string(),
    }
}

/// What a pointer points to.
pub(super) fn pointed(value: &Value) -> &Value {
    match value {
        Value::Ptr(inner) => pointed(inner),
        other => other,
    }
}

/// `{{.Label "com.example"}}` of a row.
fn label(map: Option<&std::collections::BTreeMap<String, Value>>, args: &[Found]) -> Found {
    let key = args.first().and_then(|arg| arg.value.as_ref()?.as_str());
    let value = key.and_then(|key| map?.get(key)).cloned();
    Found::new(value.unwrap_or(Value::Str(String::new())))
}

/// The title of a column made of a label: the last part of its name.
fn header_label(args: &[Found]) -> Found {
    let name = args.first().and_then(|arg| arg.value.as_ref()?.as_str());
    let last = name.unwrap_or("").rsplit('.').next().unwrap_or("");
    Found::new(Value::Str(last.replace(['-', '_'], " ")))
}

fn number(text: &str) -> Value {
    if let Ok(whole) = crate::flag::value::number::integer(text) {
        return Value::Int(whole);
    }
    let ratio: Ratio = crate::flag::value::number::float(text).unwrap_or_default();
    Value::Ratio(ratio)
}
