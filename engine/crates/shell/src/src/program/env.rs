//! `env`, `sudo`, `nohup`, `printenv`, `test`, `expr`, `true`, `false`: small ones about running.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{By, Environment, Io, Started};
use crate::shell::{Origin, Shell};

pub(super) fn yes(_: &[String], _: &mut Io<'_, '_>) -> Started {
    Started::Done(0)
}

pub(super) fn no(_: &[String], _: &mut Io<'_, '_>) -> Started {
    Started::Done(1)
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut variables = BTreeMap::clone(&io.environment.variables);
    let mut words = words[1..].iter().peekable();
    while let Some(word) = words.peek() {
        match word.split_once('=') {
            Some((name, value)) if !name.is_empty() && !name.starts_with('-') => {
                variables.insert(name.to_owned(), value.to_owned());
            }
            _ if matches!(word.as_str(), "-i" | "-" | "--ignore-environment") => variables.clear(),
            _ if word.as_str() == "-u" => {
                words.next();
                if let Some(name) = words.peek() {
                    variables.remove(name.as_str());
                }
            }
            _ if word.starts_with('-') => {
                let message = format!(
                    "env: invalid option -- '{}'\nTry 'env --help' for more information.\n",
                    word.trim_start_matches('-')
                );
                return Started::refuse(&message, 125, io);
            }
            _ => break,
        }
        words.next();
    }
    let command: Vec<String> = words.cloned().collect();
    if command.is_empty() {
        for (name, value) in &variables {
            io.out(&format!("{name}={value}\n"));
        }
        return Started::Done(0);
    }
    let environment = Environment {
        variables: Arc::new(variables),
        folder: io.environment.folder.clone(),
    };
    Started::Becomes {
        words: command,
        environment,
        by: By::Env,
    }
}

pub(super) fn printenv(words: &[String], io: &mut Io<'_, '_>) -> Started {
    if words.len() < 2 {
        return start(&words[..1], io);
    }
    let mut status = 0;
    for name in &words[1..] {
        match io.variable(name).map(str::to_owned) {
            Some(value) => io.out(&format!("{value}\n")),
            None => status = 1,
        }
    }
    Started::Done(status)
}

/// Everybody is root already.
pub(super) fn sudo(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut words = words[1..].iter().peekable();
    while let Some(word) = words.next_if(|it| it.starts_with('-')) {
        if matches!(word.as_str(), "-u" | "-g") {
            words.next();
        }
    }
    let command: Vec<String> = words.cloned().collect();
    if command.is_empty() {
        return Started::refuse("usage: sudo [-u user] command\n", 1, io);
    }
    let environment = io.environment.clone();
    Started::Becomes {
        words: command,
        environment,
        by: By::Sudo,
    }
}

pub(super) fn nohup(words: &[String], io: &mut Io<'_, '_>) -> Started {
    if words.len() < 2 {
        return Started::refuse(
            "nohup: missing operand\nTry 'nohup --help' for more information.\n",
            125,
            io,
        );
    }
    if io.is_tty(1) {
        io.err("nohup: ignoring input and appending output to 'nohup.out'\n");
    }
    let environment = io.environment.clone();
    Started::Becomes {
        words: words[1..].to_vec(),
        environment,
        by: By::Nohup,
    }
}

/// The program `test` is the shell's builtin under another roof.
pub(super) fn test(words: &[String], io: &mut Io<'_, '_>) -> Started {
    as_builtin(words, io)
}

pub(super) fn bracket(words: &[String], io: &mut Io<'_, '_>) -> Started {
    as_builtin(words, io)
}

fn as_builtin(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let quoted: Vec<String> = words.iter().map(|it| crate::escape::quoted(it)).collect();
    let mut shell = Shell::of_environment(Origin::Text, io.environment, io);
    shell.run_text(&format!("builtin {}", quoted.join(" ")));
    Started::Shell(Box::new(shell))
}

/// `expr 1 + 2`
pub(super) fn expr(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let words: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<i64>().ok();
    let value = match words.as_slice() {
        [one] => (*one).to_owned(),
        ["length", text] => text.chars().count().to_string(),
        [left, operator, right] => match (number(left), *operator, number(right)) {
            (Some(left), "+", Some(right)) => left.wrapping_add(right).to_string(),
            (Some(left), "-", Some(right)) => left.wrapping_sub(right).to_string(),
            (Some(left), "*", Some(right)) => left.wrapping_mul(right).to_string(),
            (Some(_), "/" | "%", Some(0)) => {
                return Started::refuse("expr: division by zero\n", 2, io);
            }
            (Some(left), "/", Some(right)) => left.wrapping_div(right).to_string(),
            (Some(left), "%", Some(right)) => left.wrapping_rem(right).to_string(),
            (_, "=", _) => i64::from(left == right).to_string(),
            (_, "!=", _) => i64::from(left != right).to_string(),
            (Some(left), "<", Some(right)) => i64::from(left < right).to_string(),
            (Some(left), ">", Some(right)) => i64::from(left > right).to_string(),
            (Some(left), "<=", Some(right)) => i64::from(left <= right).to_string(),
            (Some(left), ">=", Some(right)) => i64::from(left >= right).to_string(),
            (_, "+" | "-" | "*" | "/" | "%", _) => {
                return Started::refuse("expr: non-integer argument\n", 2, io);
            }
            _ => return Started::refuse("expr: syntax error\n", 2, io),
        },
        [] => {
            return Started::refuse(
                "expr: missing operand\nTry 'expr --help' for more information.\n",
                2,
                io,
            );
        }
        _ => {
            return Started::refuse(
                "expr: more than one operator is not supported here; use $(( ))\n",
                2,
                io,
            );
        }
    };
    io.out(&format!("{value}\n"));
    Started::Done(u8::from(value.is_empty() || value == "0"))
}
