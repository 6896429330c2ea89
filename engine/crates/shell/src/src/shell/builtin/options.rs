//! `set`, `shopt`, `umask`

use std::sync::Arc;

use super::super::variables::Value;
use super::super::{Options, Shell};
use super::{Did, Simple};
use crate::escape;
use crate::program::Io;

impl Options {
    /// Letter and long name of each option of `set`.
    const NAMES: [(char, &'static str); 10] = [
        ('e', "errexit"),
        ('u', "nounset"),
        ('x', "xtrace"),
        ('f', "noglob"),
        ('n', "noexec"),
        ('a', "allexport"),
        ('C', "noclobber"),
        ('v', "verbose"),
        (' ', "pipefail"),
        (' ', "nullglob"),
    ];

    fn named(&mut self, name: &str) -> Option<&mut bool> {
        Some(match name {
            "errexit" => &mut self.errexit,
            "nounset" => &mut self.nounset,
            "xtrace" => &mut self.xtrace,
            "noglob" => &mut self.noglob,
            "noexec" => &mut self.noexec,
            "allexport" => &mut self.allexport,
            "noclobber" => &mut self.noclobber,
            "verbose" => &mut self.verbose,
            "pipefail" => &mut self.pipefail,
            "nullglob" => &mut self.nullglob,
            _ => return None,
        })
    }
}

impl Shell {
    /// `$-`
    pub(in super::super) fn option_letters(&self) -> String {
        let mut options = self.options;
        let lettered = Options::NAMES.iter().filter(|(letter, _)| *letter != ' ');
        let mut letters: String = lettered
            .filter(|(_, name)| options.named(name).is_some_and(|it| *it))
            .map(|(letter, _)| letter)
            .collect();
        letters.push_str(if self.is_interactive() {
            "himBHs"
        } else {
            "hBc"
        });
        letters
    }

    pub(in super::super) fn has_option(&self, name: &str) -> bool {
        let mut options = self.options;
        options.named(name).is_some_and(|it| *it)
    }
}

pub(super) fn set(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let mut words = simple.arguments().iter();
    if words.len() == 0 {
        print_all(shell, io);
        return Did::Status(0);
    }
    while let Some(word) = words.next() {
        let turns_on = word.starts_with('-');
        match word.as_str() {
            "--" => {
                shell.positional = Arc::new(words.cloned().collect());
                return Did::Status(0);
            }
            "-o" | "+o" => {
                let Some(name) = words.next() else {
                    print_options(shell, io);
                    return Did::Status(0);
                };
                if name == "nullglob" || !turn(shell, name, turns_on) {
                    shell.complain(io, &format!("set: {name}: invalid option name"));
                    return Did::Status(2);
                }
            }
            _ if word.len() > 1 && word.starts_with(['-', '+']) => {
                for letter in word[1..].chars() {
                    if letter == 'o' {
                        let name = words.next().cloned().unwrap_or_default();
                        turn(shell, &name, turns_on);
                        continue;
                    }
                    let known = Options::NAMES
                        .iter()
                        .find(|(it, _)| *it == letter && letter != ' ');
                    match known {
                        Some((_, name)) => {
                            turn(shell, name, turns_on);
                        }
                        // Job control, history and brace expansion are as they are.
                        None if "bhkmptBEHPT".contains(letter) => (),
                        None => {
                            shell.complain(
                                io,
                                &format!("set: {}{letter}: invalid option", &word[..1]),
                            );
                            io.err("set: usage: set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]\n");
                            return Did::Status(2);
                        }
                    }
                }
            }
            _ => {
                let rest = std::iter::once(word).chain(words).cloned().collect();
                shell.positional = Arc::new(rest);
                return Did::Status(0);
            }
        }
    }
    Did::Status(0)
}

fn turn(shell: &mut Shell, name: &str, on: bool) -> bool {
    match shell.options.named(name) {
        Some(option) => {
            *option = on;
            true
        }
        None => matches!(
            name,
            "emacs" | "vi" | "history" | "monitor" | "posix" | "errtrace" | "functrace"
        ),
    }
}

fn print_options(shell: &Shell, io: &mut Io<'_, '_>) {
    let mut names: Vec<&str> = Options::NAMES
        .iter()
        .map(|(_, name)| *name)
        .filter(|it| *it != "nullglob")
        .collect();
    names.sort_unstable();
    for name in names {
        io.out(&format!(
            "{name:<15}\t{}\n",
            if shell.has_option(name) { "on" } else { "off" }
        ));
    }
}

fn print_all(shell: &Shell, io: &mut Io<'_, '_>) {
    for (name, variable) in shell.variables.iter() {
        if let Some(Value::Text(text)) = &variable.value {
            io.out(&format!("{name}={}\n", escape::quoted_if_needed(text)));
        }
    }
}

pub(super) fn shopt(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let mut on = None;
    let mut status = 0;
    for word in simple.arguments() {
        match word.as_str() {
            "-s" => on = Some(true),
            "-u" => on = Some(false),
            "-q" | "-p" | "-o" => (),
            "nullglob" => match on {
                Some(on) => shell.options.nullglob = on,
                None => status = u8::from(!shell.options.nullglob),
            },
            // Known to bash; they change nothing that is here.
            "extglob" | "globstar" | "dotglob" | "nocaseglob" | "histappend" | "checkwinsize"
            | "expand_aliases" | "inherit_errexit" | "lastpipe" => (),
            name => {
                shell.complain(io, &format!("shopt: {name}: invalid shell option name"));
                status = 1;
            }
        }
    }
    Did::Status(status)
}

pub(super) fn umask(_: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    if simple.arguments().is_empty() {
        io.out("0022\n");
    }
    Did::Status(0)
}
