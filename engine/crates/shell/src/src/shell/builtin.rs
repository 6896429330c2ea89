//! The commands that bash carries out itself.

mod alias;
mod declare;
mod getopts;
mod input;
mod job;
mod options;
mod place;
mod source;

use super::condition;
use super::flow::Flow;
use super::{Shell, Trap};
use crate::program::{self, Io};
use crate::system::Signal;

pub(super) use super::command::Simple;
pub(crate) use getopts::Progress;
pub(crate) use input::ReadLine;
pub(crate) use job::Waiting;

/// What came of a builtin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Did {
    Status(u8),
    Flow(Flow),
    /// It has put frames on the stack that go on with it.
    Begun,
}

pub(super) type Run = fn(&mut Shell, &Simple, &mut Io<'_, '_>) -> Did;

/// By name.
const BUILTINS: &[(&str, Run)] = &[
    (".", source::source),
    (":", |_, _, _| Did::Status(0)),
    ("[", bracket),
    ("bg", job::background),
    ("alias", alias::alias),
    ("break", leave_loop),
    ("builtin", source::builtin),
    ("cd", place::change),
    ("command", source::command),
    ("continue", leave_loop),
    ("declare", declare::declare),
    ("echo", echo),
    ("eval", source::eval),
    ("exec", |_, _, _| Did::Status(0)),
    ("exit", exit),
    ("export", declare::export),
    ("false", |_, _, _| Did::Status(1)),
    ("fg", job::foreground),
    ("getopts", getopts::getopts),
    ("hash", |_, _, _| Did::Status(0)),
    ("history", source::history),
    ("jobs", job::jobs),
    ("kill", job::kill),
    ("let", arithmetic),
    ("local", declare::local),
    ("logout", exit),
    ("mapfile", input::map_file),
    ("printf", printf),
    ("pwd", place::print),
    ("read", input::read),
    ("readarray", input::map_file),
    ("readonly", declare::read_only),
    ("return", return_),
    ("set", options::set),
    ("shift", shift),
    ("shopt", options::shopt),
    ("source", source::source),
    ("test", test),
    ("trap", trap),
    ("true", |_, _, _| Did::Status(0)),
    ("type", source::type_),
    ("typeset", declare::declare),
    ("umask", options::umask),
    ("unalias", alias::unalias),
    ("unset", declare::unset),
    ("wait", job::wait),
];

/// The builtin of this name.
pub(super) fn find(name: &str) -> Option<Run> {
    let index = BUILTINS.binary_search_by_key(&name, |(it, _)| it).ok()?;
    Some(BUILTINS[index].1)
}

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BUILTINS.iter().map(|(name, _)| *name)
}

impl Simple {
    /// The builtin's words without its name.
    fn arguments(&self) -> &[String] {
        &self.words[1..]
    }

    fn name(&self) -> &str {
        &self.words[0]
    }
}

fn echo(_: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    Did::Status(program::echo(simple.arguments(), io))
}

fn printf(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    if let [option, name, rest @ ..] = simple.arguments()
        && option == "-v"
    {
        let (text, status) = program::format_printf(rest, &shell.complaint(), io);
        if shell.variables.set(name, text).is_err() {
            shell.complain(io, &format!("{name}: readonly variable"));
        }
        return Did::Status(status);
    }
    let (text, status) = program::format_printf(simple.arguments(), &shell.complaint(), io);
    io.out(&text);
    Did::Status(status)
}

fn bracket(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    match simple.arguments().split_last() {
        Some((last, words)) if last == "]" => run_test(shell, simple.name(), words, io),
        _ => {
            shell.complain(io, "[: missing `]'");
            Did::Status(2)
        }
    }
}

fn test(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    run_test(shell, simple.name(), simple.arguments(), io)
}

fn run_test(shell: &mut Shell, name: &str, words: &[String], io: &mut Io<'_, '_>) -> Did {
    if let [option, number] = words
        && option == "-t"
    {
        let is_terminal = number.parse().is_ok_and(|number| io.is_tty(number));
        return Did::Status(u8::from(!is_terminal));
    }
    match condition::test(words, shell, io) {
        Ok(holds) => Did::Status(u8::from(!holds)),
        Err(message) => {
            shell.complain(io, &format!("{name}: {message}"));
            Did::Status(2)
        }
    }
}

fn exit(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    if shell.is_interactive() {
        io.err("logout\n");
    }
    let Some(word) = simple.arguments().first() else {
        return Did::Flow(Flow::Exit(shell.status));
    };
    match word.parse::<i64>() {
        Ok(_) if simple.arguments().len() > 1 => {
            shell.complain(io, &format!("{}: too many arguments", simple.name()));
            shell.status = 1;
            Did::Flow(Flow::NextLine)
        }
        Ok(number) => Did::Flow(Flow::Exit(number.rem_euclid(256) as u8)),
        Err(_) => {
            shell.complain(
                io,
                &format!("{}: {word}: numeric argument required", simple.name()),
            );
            Did::Flow(Flow::Exit(2))
        }
    }
}

fn return_(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    if !shell.can_return() {
        shell.complain(
            io,
            "return: can only `return' from a function or sourced script",
        );
        return Did::Status(2);
    }
    let Some(word) = simple.arguments().first() else {
        return Did::Flow(Flow::Return(shell.status));
    };
    match word.parse::<i64>() {
        Ok(number) => Did::Flow(Flow::Return(number.rem_euclid(256) as u8)),
        Err(_) => {
            shell.complain(io, &format!("return: {word}: numeric argument required"));
            Did::Flow(Flow::Return(2))
        }
    }
}

/// `break` and `continue`
fn leave_loop(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let name = simple.name();
    let loops = shell.loops();
    if loops == 0 {
        shell.complain(
            io,
            &format!("{name}: only meaningful in a `for', `while', or `until' loop"),
        );
        return Did::Status(0);
    }
    let wanted = match simple
        .arguments()
        .first()
        .map(|word| (word, word.parse::<u32>()))
    {
        None => 1,
        Some((_, Ok(number))) if number > 0 => number.min(loops),
        Some((word, Ok(_))) => {
            shell.complain(io, &format!("{name}: {word}: loop count out of range"));
            return Did::Flow(Flow::Break { loops, status: 1 });
        }
        Some((word, Err(_))) => {
            shell.complain(io, &format!("{name}: {word}: numeric argument required"));
            return Did::Flow(Flow::Exit(128));
        }
    };
    Did::Flow(if name == "break" {
        Flow::Break {
            loops: wanted,
            status: 0,
        }
    } else {
        Flow::Continue(wanted)
    })
}

fn shift(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let count = match simple.arguments().first() {
        None => 1,
        Some(word) => match word.parse::<usize>() {
            Ok(count) => count,
            Err(_) => {
                shell.complain(io, &format!("shift: {word}: numeric argument required"));
                return Did::Status(1);
            }
        },
    };
    if count > shell.positional.len() {
        return Did::Status(1);
    }
    std::sync::Arc::make_mut(&mut shell.positional).drain(..count);
    Did::Status(0)
}

/// `let`
fn arithmetic(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    if simple.arguments().is_empty() {
        shell.complain(io, "let: expression expected");
        return Did::Status(1);
    }
    let mut value = 0;
    for text in simple.arguments() {
        match super::arithmetic::evaluate(text, &mut shell.variables) {
            Ok(it) => value = it,
            Err(error) => {
                shell.complain(io, &format!("let: {}", error.describe(text)));
                return Did::Status(1);
            }
        }
    }
    Did::Status(u8::from(value == 0))
}

fn trap(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let words = match simple.arguments() {
        [first, rest @ ..] if first == "--" => rest,
        words => words,
    };
    let (action, names) = match words {
        [] => return print_traps(shell, io),
        [option, ..] if option == "-p" => return print_traps(shell, io),
        [only] => ("-", std::slice::from_ref(only)),
        [action, names @ ..] => (action.as_str(), names),
    };
    let mut status = 0;
    for name in names {
        let trap = match name.to_ascii_uppercase().trim_start_matches("SIG") {
            "EXIT" | "0" => Trap::Exit,
            "ERR" => Trap::Error,
            // Unlike bash nothing is done before each command.
            "DEBUG" | "RETURN" => continue,
            _ => match Signal::named(name) {
                Some(signal) => Trap::Signal(signal.number()),
                None => {
                    shell.complain(io, &format!("trap: {name}: invalid signal specification"));
                    status = 1;
                    continue;
                }
            },
        };
        if action == "-" {
            shell.traps.remove(&trap);
        } else {
            shell.traps.insert(trap, action.to_owned());
        }
    }
    Did::Status(status)
}

fn print_traps(shell: &Shell, io: &mut Io<'_, '_>) -> Did {
    for (trap, action) in &shell.traps {
        let name = match trap {
            Trap::Exit => "EXIT".to_owned(),
            Trap::Error => "ERR".to_owned(),
            Trap::Signal(number) => {
                let known = Signal::ALL.iter().find(|(_, it, _)| it == number);
                known.map_or(number.to_string(), |(_, _, name)| format!("SIG{name}"))
            }
        };
        io.out(&format!(
            "trap -- {} {name}\n",
            crate::escape::quoted(action)
        ));
    }
    Did::Status(0)
}

#[cfg(test)]
mod tests {
    use super::BUILTINS;

    #[test]
    fn the_table_is_in_order() {
        assert!(BUILTINS.is_sorted_by_key(|(name, _)| name));
    }
}
