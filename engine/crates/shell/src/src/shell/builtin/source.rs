//! `source`, `eval`, `command`, `type`, `history`

use std::sync::Arc;

use super::super::Shell;
use super::super::frame::{Frame, SourceFrame};
use super::{Did, Simple, find};
use crate::files::{FileError, absolute};
use crate::program::Io;

/// Words that belong to the grammar.
const KEYWORDS: &[&str] = &[
    "if", "then", "else", "elif", "fi", "case", "esac", "for", "select", "while", "until", "do",
    "done", "in", "function", "time", "{", "}", "!", "[[", "]]",
];

pub(super) fn source(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let name = simple.name();
    let [path, arguments @ ..] = simple.arguments() else {
        shell.complain(io, &format!("{name}: filename argument required"));
        io.err(&format!(
            "{name}: usage: {name} filename [arguments]
"
        ));
        return Did::Status(2);
    };
    let text = match io.host.files.read(&absolute(&shell.folder, path)) {
        Ok(content) => String::from_utf8_lossy(&content).into_owned(),
        Err(FileError::IsFolder) => {
            shell.complain(io, &format!("{name}: {path}: is a directory"));
            return Did::Status(1);
        }
        Err(error) => {
            shell.complain(io, &format!("{path}: {error}"));
            return Did::Status(1);
        }
    };
    let frame = SourceFrame {
        positional: shell.positional.clone(),
        sourced: shell.sourced.clone(),
        indirection: shell.indirection,
        is_file: true,
    };
    if !arguments.is_empty() {
        shell.positional = Arc::new(arguments.to_vec());
    }
    shell.sourced = Some(path.as_str().into());
    run_inside(shell, frame, text.into(), 1)
}

pub(super) fn eval(shell: &mut Shell, simple: &Simple, _: &mut Io<'_, '_>) -> Did {
    let text = simple.arguments().join(" ");
    let frame = SourceFrame {
        positional: shell.positional.clone(),
        sourced: shell.sourced.clone(),
        indirection: shell.indirection,
        is_file: false,
    };
    shell.indirection += 1;
    let line = shell.line;
    run_inside(shell, frame, text.into(), line)
}

fn run_inside(shell: &mut Shell, frame: SourceFrame, source: Arc<str>, line: u32) -> Did {
    shell.status = 0;
    shell.frames.push(Frame::Sourced(frame));
    shell.frames.push(Frame::Script {
        source,
        at: 0,
        line,
    });
    Did::Begun
}

/// `command name …` skips functions; `command -v name` says what it is.
pub(super) fn command(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    match simple.arguments() {
        [] => Did::Status(0),
        [option, names @ ..] if option == "-v" || option == "-V" => {
            let mut status = if names.is_empty() { 0 } else { 1 };
            for name in names {
                if let Some(shown) = whereabouts(shell, name, io) {
                    io.out(&format!("{shown}\n"));
                    status = 0;
                }
            }
            Did::Status(status)
        }
        [option, rest @ ..] if option == "-p" => without_functions(shell, simple, rest, io),
        rest => without_functions(shell, simple, rest, io),
    }
}

/// `builtin name …`
pub(super) fn builtin(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let [name, ..] = simple.arguments() else {
        return Did::Status(0);
    };
    if find(name).is_none() {
        shell.complain(io, &format!("builtin: {name}: not a shell builtin"));
        return Did::Status(1);
    }
    without_functions(shell, simple, simple.arguments(), io)
}

fn without_functions(
    shell: &mut Shell,
    simple: &Simple,
    words: &[String],
    io: &mut Io<'_, '_>,
) -> Did {
    let Some(name) = words.first() else {
        return Did::Status(0);
    };
    match find(name) {
        Some(run) => run(
            shell,
            &Simple {
                words: words.to_vec(),
                ..simple.clone()
            },
            io,
        ),
        None => {
            shell.start(words, io);
            Did::Begun
        }
    }
}

fn whereabouts(shell: &Shell, name: &str, io: &Io<'_, '_>) -> Option<String> {
    let is_own =
        KEYWORDS.contains(&name) || shell.functions.contains_key(name) || find(name).is_some();
    if is_own {
        Some(name.to_owned())
    } else {
        shell.find_in_path(name, io)
    }
}

pub(super) fn type_(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let (is_short, is_path, names) = match simple.arguments() {
        [option, names @ ..] if option == "-t" => (true, false, names),
        [option, names @ ..] if option == "-p" || option == "-P" => (false, true, names),
        [option, names @ ..] if option == "-a" => (false, false, names),
        names => (false, false, names),
    };
    let mut status = 0;
    for name in names {
        let (kind, sentence) = if KEYWORDS.contains(&name.as_str()) {
            ("keyword", format!("{name} is a shell keyword"))
        } else if shell.functions.contains_key(name) {
            ("function", format!("{name} is a function"))
        } else if find(name).is_some() {
            ("builtin", format!("{name} is a shell builtin"))
        } else if let Some(path) = shell.find_in_path(name, io) {
            (
                "file",
                if is_path {
                    path
                } else {
                    format!("{name} is {path}")
                },
            )
        } else {
            status = 1;
            if !is_short && !is_path {
                shell.complain(io, &format!("type: {name}: not found"));
            }
            continue;
        };
        if is_short {
            io.out(&format!("{kind}\n"));
        } else if !is_path || kind == "file" {
            io.out(&format!("{sentence}\n"));
        }
    }
    Did::Status(status)
}

pub(super) fn history(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let count = match simple.arguments().first() {
        None => usize::MAX,
        Some(option) if option == "-c" => {
            shell.history = Arc::default();
            return Did::Status(0);
        }
        Some(word) => match word.parse() {
            Ok(count) => count,
            Err(_) => {
                shell.complain(io, &format!("history: {word}: numeric argument required"));
                return Did::Status(1);
            }
        },
    };
    let skipped = shell.history.len().saturating_sub(count);
    for (index, line) in shell.history.iter().enumerate().skip(skipped) {
        io.out(&format!("{:>5}  {line}\n", index + 1));
    }
    Did::Status(0)
}
