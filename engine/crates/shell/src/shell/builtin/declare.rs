//! `export`, `local`, `declare`, `readonly`, `unset`

use std::collections::BTreeMap;

use super::super::Shell;
use super::super::assign::{Set, SetTo};
use super::super::frame::Frame;
use super::super::parameter::is_settable;
use super::super::variables::{Value, Variable};
use super::{Did, Simple};
use crate::escape;
use crate::program::Io;

/// What is done to each name.
#[derive(Clone, Copy, Debug, Default)]
struct Marks {
    exports: Option<bool>,
    is_readonly: bool,
    is_integer: bool,
    is_indexed: bool,
    is_keyed: bool,
    is_local: bool,
}

pub(super) fn export(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    run(
        shell,
        simple,
        Marks {
            exports: Some(true),
            ..Marks::default()
        },
        io,
    )
}

pub(super) fn read_only(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    run(
        shell,
        simple,
        Marks {
            is_readonly: true,
            ..Marks::default()
        },
        io,
    )
}

pub(super) fn declare(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let is_local = shell.frames.iter().any(|it| matches!(it, Frame::Call(_)));
    run(
        shell,
        simple,
        Marks {
            is_local,
            ..Marks::default()
        },
        io,
    )
}

pub(super) fn local(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    if !shell.frames.iter().any(|it| matches!(it, Frame::Call(_))) {
        shell.complain(io, "local: can only be used in a function");
        return Did::Status(1);
    }
    run(
        shell,
        simple,
        Marks {
            is_local: true,
            ..Marks::default()
        },
        io,
    )
}

fn run(shell: &mut Shell, simple: &Simple, mut marks: Marks, io: &mut Io<'_, '_>) -> Did {
    let mut names = Vec::new();
    let mut prints = false;
    let mut functions = false;
    for word in simple.arguments() {
        match word.strip_prefix('-') {
            Some(letters) if names.is_empty() && !letters.is_empty() => {
                for letter in letters.chars() {
                    match letter {
                        'x' => marks.exports = Some(true),
                        'n' => marks.exports = Some(false),
                        'r' => marks.is_readonly = true,
                        'i' => marks.is_integer = true,
                        'a' => marks.is_indexed = true,
                        'A' => marks.is_keyed = true,
                        'g' => marks.is_local = false,
                        'p' => prints = true,
                        'f' | 'F' => functions = true,
                        _ => return invalid_option(shell, simple, letter, io),
                    }
                }
            }
            _ => names.push(word.clone()),
        }
    }
    if functions {
        return show_functions(shell, &names, io);
    }
    if prints || (names.is_empty() && simple.declared.is_empty()) {
        return match names.is_empty() {
            true => print_all(shell, simple, marks, io),
            false => print(shell, simple, &names, io),
        };
    }
    let mut status = 0;
    let values = simple.declared.iter().map(|set| (set.clone(), true));
    for (set, has_value) in names.iter().map(|word| from_word(word)).chain(values) {
        if let Err(message) = apply(shell, &set, has_value, marks) {
            shell.complain(io, &message.for_builtin(simple.name()));
            status = 1;
        }
    }
    Did::Status(status)
}

/// Why a name was not declared.
enum Refusal {
    NotAName(String),
    ReadOnly(String),
}

impl Refusal {
    fn for_builtin(&self, builtin: &str) -> String {
        match self {
            Refusal::NotAName(name) => format!("{builtin}: `{name}': not a valid identifier"),
            Refusal::ReadOnly(name) => format!("{name}: readonly variable"),
        }
    }
}

fn invalid_option(shell: &Shell, simple: &Simple, letter: char, io: &mut Io<'_, '_>) -> Did {
    let name = simple.name();
    shell.complain(io, &format!("{name}: -{letter}: invalid option"));
    if matches!(name, "declare" | "typeset") {
        io.err(&format!(
            "{name}: usage: {name} [-aAfFgiIlnrtux] [name[=value] ...] or {name} -p [-aAfFilnrtux] [name ...]\n"
        ));
    }
    Did::Status(2)
}

/// `name` or `name=value` that came out of an expansion, and whether it has a value.
fn from_word(word: &str) -> (Set, bool) {
    let (name, value) = word
        .split_once('=')
        .map_or((word, None), |(name, value)| (name, Some(value)));
    let append = value.is_some() && name.ends_with('+');
    let name = if append {
        &name[..name.len() - 1]
    } else {
        name
    };
    let value_text = SetTo::Text(value.unwrap_or_default().to_owned());
    (
        Set {
            name: name.to_owned(),
            key: None,
            append,
            value: value_text,
        },
        value.is_some(),
    )
}

fn apply(shell: &mut Shell, set: &Set, has_value: bool, marks: Marks) -> Result<(), Refusal> {
    let name = &set.name;
    if !is_settable(name) {
        return Err(Refusal::NotAName(set.shown()));
    }
    let read_only = |_| Refusal::ReadOnly(name.clone());
    if marks.is_local {
        hide(shell, name);
    }
    let variable = shell.variables.declare(name);
    variable.is_integer |= marks.is_integer;
    if variable.value.is_none() && !variable.is_readonly {
        if marks.is_keyed {
            variable.value = Some(Value::Keyed(BTreeMap::new()));
        } else if marks.is_indexed {
            variable.value = Some(Value::Indexed(imbl::OrdMap::new()));
        }
    }
    if has_value {
        shell.assign(set).map_err(read_only)?;
    }
    let variable = shell.variables.declare(name);
    variable.is_exported = marks.exports.unwrap_or(variable.is_exported);
    variable.is_readonly |= marks.is_readonly;
    Ok(())
}

/// Hides a variable until the function that runs is over.
fn hide(shell: &mut Shell, name: &str) {
    let before = shell.variables.variable(name).cloned();
    let call = shell.frames.iter_mut().rev().find_map(|frame| match frame {
        Frame::Call(call) => Some(call),
        _ => None,
    });
    let Some(call) = call else { return };
    if call.hidden.iter().any(|(it, _)| it == name) {
        return;
    }
    call.hidden.push((name.to_owned(), before.clone()));
    let exported = before.is_some_and(|it| it.is_exported);
    shell.variables.restore(
        name,
        Some(Variable {
            is_exported: exported,
            ..Variable::default()
        }),
    );
}

/// `declare -F`: their names. Unlike bash, which can show what they are made of, `-f` shows no more.
fn show_functions(shell: &Shell, names: &[String], io: &mut Io<'_, '_>) -> Did {
    if names.is_empty() {
        for name in shell.function_names() {
            io.out(&format!("declare -f {name}\n"));
        }
        return Did::Status(0);
    }
    let mut status = 0;
    for name in names {
        if shell.functions.contains_key(name) {
            io.out(&format!("{name}\n"));
        } else {
            status = 1;
        }
    }
    Did::Status(status)
}

fn print(shell: &Shell, simple: &Simple, names: &[String], io: &mut Io<'_, '_>) -> Did {
    let mut status = 0;
    for name in names {
        match shell.variables.variable(name) {
            Some(variable) => io.out(&line(name, variable)),
            None => {
                shell.complain(io, &format!("{}: {name}: not found", simple.name()));
                status = 1;
            }
        }
    }
    Did::Status(status)
}

fn print_all(shell: &Shell, simple: &Simple, marks: Marks, io: &mut Io<'_, '_>) -> Did {
    for (name, variable) in shell.variables.iter() {
        let is_wanted = match simple.name() {
            "export" => variable.is_exported,
            "readonly" => variable.is_readonly,
            _ => !marks.is_local,
        };
        if is_wanted {
            io.out(&line(name, variable));
        }
    }
    Did::Status(0)
}

/// `declare -x name="value"`
fn line(name: &str, variable: &Variable) -> String {
    let mut letters = String::new();
    match &variable.value {
        Some(Value::Indexed(_)) => letters.push('a'),
        Some(Value::Keyed(_)) => letters.push('A'),
        Some(Value::Text(_)) | None => (),
    }
    for (is_set, letter) in [
        (variable.is_integer, 'i'),
        (variable.is_readonly, 'r'),
        (variable.is_exported, 'x'),
    ] {
        if is_set {
            letters.push(letter);
        }
    }
    if letters.is_empty() {
        letters.push('-');
    }
    let elements = |elements: Vec<(String, &String)>| {
        let shown: Vec<String> = elements
            .iter()
            .map(|(key, value)| format!("[{key}]={}", double_quoted(value)))
            .collect();
        format!("({})", shown.join(" "))
    };
    let value = match &variable.value {
        None => return format!("declare -{letters} {name}\n"),
        Some(Value::Text(text)) => double_quoted(text),
        Some(Value::Indexed(map)) => elements(
            map.iter()
                .map(|(key, value)| (key.to_string(), value))
                .collect(),
        ),
        Some(Value::Keyed(map)) => elements(
            map.iter()
                .map(|(key, value)| (key.clone(), value))
                .collect(),
        ),
    };
    format!("declare -{letters} {name}={value}\n")
}

fn double_quoted(text: &str) -> String {
    if text.chars().any(char::is_control) {
        return escape::quoted(text);
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        if matches!(letter, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(letter);
    }
    quoted + "\""
}

pub(super) fn unset(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let mut functions_only = false;
    let mut status = 0;
    for word in simple.arguments() {
        match word.as_str() {
            "-f" => functions_only = true,
            "-v" | "-n" => (),
            _ if functions_only => {
                shell.functions.remove(word);
            }
            _ => {
                if let Some((name, key)) = word.strip_suffix(']').and_then(|it| it.split_once('['))
                {
                    shell.variables.unset_element(name, key);
                    continue;
                }
                if shell.variables.variable(word).is_none() {
                    shell.functions.remove(word);
                }
                if shell.variables.unset(word).is_err() {
                    shell.complain(
                        io,
                        &format!("unset: {word}: cannot unset: readonly variable"),
                    );
                    status = 1;
                }
            }
        }
    }
    Did::Status(status)
}
