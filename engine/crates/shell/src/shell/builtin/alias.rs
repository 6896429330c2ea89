//! `alias`, `unalias`

use super::super::Shell;
use super::super::alias::simple_command;
use super::{Did, Simple};
use crate::escape;
use crate::program::Io;

pub(super) fn alias(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let shown = |name: &str, value: &str| format!("alias {name}={}\n", escape::quoted(value));
    let mut status = 0;
    let words = simple.arguments().iter().filter(|it| *it != "-p");
    let words: Vec<&String> = words.collect();
    if words.is_empty() {
        let all = shell.aliases.iter();
        let text: String = all.map(|(name, value)| shown(name, value)).collect();
        io.out(&text);
    }
    for word in words {
        match word.split_once('=') {
            Some((name, value)) if simple_command(value).is_some() => {
                shell.aliases.insert(name.to_owned(), value.to_owned());
            }
            Some((name, _)) => {
                let problem = "only a simple command can have another name in Swarm Lab";
                shell.complain(io, &format!("alias: {name}: {problem}"));
                status = 1;
            }
            None => match shell.aliases.get(word) {
                Some(value) => io.out(&shown(word, value)),
                None => {
                    shell.complain(io, &format!("alias: {word}: not found"));
                    status = 1;
                }
            },
        }
    }
    Did::Status(status)
}

pub(super) fn unalias(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let mut status = 0;
    for word in simple.arguments() {
        if word == "-a" {
            shell.aliases.clear();
        } else if shell.aliases.remove(word).is_none() {
            shell.complain(io, &format!("unalias: {word}: not found"));
            status = 1;
        }
    }
    Did::Status(status)
}
