//! Carrying out a template (Go `text/template/exec.go`).

use api::go::Value;

use super::Fault;
use super::parse::{Command, Function, Operand, Part};

/// The text that comes of a template.
pub(super) fn write(parts: &[Part], text: &str, context: &Value) -> Result<String, Fault> {
    let mut out = String::new();
    let eval = Eval { text, context };
    for part in parts {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Action(commands) => out.push_str(&eval.pipeline(commands)?.to_string()),
        }
    }
    Ok(out)
}

struct Eval<'a> {
    text: &'a str,
    context: &'a Value,
}

impl Eval<'_> {
    fn pipeline(&self, commands: &[Command]) -> Result<Value, Fault> {
        let mut last = None;
        for command in commands {
            last = Some(self.command(command, last)?);
        }
        Ok(last.expect("an action has a command"))
    }

    fn command(&self, command: &Command, piped: Option<Value>) -> Result<Value, Fault> {
        let operands = command.operands.iter();
        let mut values: Vec<Value> = operands
            .map(|operand| self.operand(operand))
            .collect::<Result<_, _>>()?;
        values.extend(piped);
        match command.function {
            Some(function) => {
                let message = match call(function, &values) {
                    Ok(value) => return Ok(value),
                    Err(message) => message,
                };
                Err(self.fault(command.at, function.word(), message))
            }
            None if values.len() == 1 => Ok(values.remove(0)),
            None => {
                let at = command.operands.first().map(words).unwrap_or_default();
                let message = format!("can't give argument to non-function {at}");
                Err(self.fault(command.at, &at, message))
            }
        }
    }

    fn operand(&self, operand: &Operand) -> Result<Value, Fault> {
        match operand {
            Operand::Text(text) => Ok(Value::Str(text.clone())),
            Operand::Number(number) => Ok(Value::Int(*number)),
            Operand::Field { names, at } => {
                let mut value = self.context;
                for name in names {
                    value = member(value, name)
                        .map_err(|message| self.fault(*at, &words(operand), message))?;
                }
                Ok(value.clone())
            }
        }
    }

    fn fault(&self, at: usize, words: &str, message: String) -> Fault {
        let before = &self.text[..at];
        Fault::Value {
            line: 1 + before.matches('\n').count(),
            column: at - before.rfind('\n').map_or(0, |end| end + 1),
            at: words.to_owned(),
            message,
        }
    }
}

/// An operand as the template has it.
fn words(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => format!("{text:?}"),
        Operand::Number(number) => number.to_string(),
        Operand::Field { names, .. } if names.is_empty() => ".".to_owned(),
        Operand::Field { names, .. } => names.iter().map(|name| format!(".{name}")).collect(),
    }
}

fn member<'a>(value: &'a Value, name: &str) -> Result<&'a Value, String> {
    if let Value::Map(map) = value {
        let entry = map.as_ref().and_then(|map| map.get(name));
        return entry.ok_or_else(|| format!("map has no entry for key {name:?}"));
    }
    let field = value.field(name);
    field.ok_or_else(|| format!("can't evaluate field {name} in type {}", type_of(value)))
}

/// The type's name in Go. The parts of the context have none and go by their fields.
fn type_of(value: &Value) -> String {
    match value {
        Value::Struct(it) if it.name == "struct" => {
            let fields = it.fields.iter();
            let fields = fields.map(|field| format!("{} {}", field.name, type_of(&field.value)));
            format!("struct {{ {} }}", fields.collect::<Vec<_>>().join("; "))
        }
        Value::Struct(it) if it.name == "Platform" => "template.Platform".to_owned(),
        Value::Struct(it) => it.name.to_owned(),
        Value::Map(_) => "map[string]string".to_owned(),
        Value::Int(_) => "int".to_owned(),
        Value::Str(_)
        | Value::Nil
        | Value::Bool(_)
        | Value::Uint(_)
        | Value::Ratio(_)
        | Value::Bytes(_)
        | Value::Time(_)
        | Value::Duration(_)
        | Value::List(_)
        | Value::Ptr(_) => "string".to_owned(),
    }
}

impl Function {
    fn word(self) -> &'static str {
        match self {
            Function::Index => "index",
            Function::Join => "join",
            Function::Len => "len",
            Function::Print => "print",
            Function::Printf => "printf",
        }
    }
}

fn call(function: Function, values: &[Value]) -> Result<Value, String> {
    match function {
        Function::Index => index(values),
        Function::Join => join(values),
        Function::Len => len(values),
        Function::Print => Ok(Value::Str(print(values))),
        Function::Printf => printf(values),
    }
}

/// A label, or nothing where there is none.
fn index(values: &[Value]) -> Result<Value, String> {
    match values {
        [Value::Map(map), Value::Str(key)] => {
            let value = map.as_ref().and_then(|map| map.get(key)).cloned();
            Ok(value.unwrap_or_else(|| Value::Str(String::new())))
        }
        [other, _] => Err(format!(
            "error calling index: can't index item of type {}",
            type_of(other)
        )),
        _ => Err("wrong number of args for index: want at least 1 got 0".to_owned()),
    }
}

/// The first is what stands between the others.
fn join(values: &[Value]) -> Result<Value, String> {
    let text = |value: &Value| match value {
        Value::Str(text) => Ok(text.clone()),
        other => Err(format!(
            "wrong type for value; expected string; got {}",
            type_of(other)
        )),
    };
    let texts: Vec<String> = values.iter().map(text).collect::<Result<_, _>>()?;
    match texts.split_first() {
        Some((between, others)) => Ok(Value::Str(others.join(between))),
        None => Err("error calling join: runtime error: slice bounds out of range [1:0]".into()),
    }
}

fn len(values: &[Value]) -> Result<Value, String> {
    match values {
        [Value::Str(text)] => Ok(Value::Int(text.len() as i64)),
        [Value::Map(map)] => {
            let len = map.as_ref().map_or(0, std::collections::BTreeMap::len);
            Ok(Value::Int(len as i64))
        }
        [other] => Err(format!("error calling len: len of type {}", type_of(other))),
        values => Err(format!(
            "wrong number of args for len: want 1 got {}",
            values.len()
        )),
    }
}

/// Go's `Sprint`: a space only between two that are no texts.
fn print(values: &[Value]) -> String {
    let mut out = String::new();
    let mut was_text = true;
    for value in values {
        let is_text = matches!(value, Value::Str(_));
        if !out.is_empty() && !was_text && !is_text {
            out.push(' ');
        }
        out.push_str(&value.to_string());
        was_text = is_text;
    }
    out
}

fn printf(values: &[Value]) -> Result<Value, String> {
    let Some((Value::Str(format), arguments)) = values.split_first() else {
        return Err("wrong type for value; expected string".to_owned());
    };
    let mut arguments = arguments.iter();
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let verb = letters.next();
        match (
            verb,
            verb.filter(|it| *it != '%').and_then(|_| arguments.next()),
        ) {
            (Some('%'), _) => out.push('%'),
            (Some('s' | 'v' | 'd'), Some(value)) => out.push_str(&value.to_string()),
            (Some('q'), Some(value)) => out.push_str(&format!("{:?}", value.to_string())),
            (Some(verb), None) => out.push_str(&format!("%!{verb}(MISSING)")),
            (Some(verb), Some(_)) => {
                return Err(format!("not supported in this simulation: %{verb}"));
            }
            (None, _) => out.push_str("%!(NOVERB)"),
        }
    }
    Ok(Value::Str(out))
}
