//! `getopts`: a script's own options, one after the other.
//!
//! `OPTIND` says which word is next; where in a word of several letters it is, the shell keeps to
//! itself, as bash does. After the manual's chapter on Bourne shell builtins.

use super::super::Shell;
use super::{Did, Simple};
use crate::program::Io;

/// How far `getopts` is in the script's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// `OPTIND` as it was left; another value means that the script has set it.
    word: usize,
    /// The letter in that word; 0 before it has begun.
    letter: usize,
}

/// What was found.
enum Found {
    Option(char, Option<String>),
    Unknown(char),
    /// It takes an argument, and there is none.
    Alone(char),
    End,
}

const USAGE: &str = "getopts: usage: getopts optstring name [arg ...]\n";

pub(super) fn getopts(shell: &mut Shell, simple: &Simple, io: &mut Io<'_, '_>) -> Did {
    let [known, name, words @ ..] = simple.arguments() else {
        io.err(USAGE);
        return Did::Status(2);
    };
    let words = if words.is_empty() {
        shell.positional.to_vec()
    } else {
        words.to_vec()
    };
    let wanted = shell
        .variables
        .text("OPTIND")
        .and_then(|it| it.parse().ok());
    let word = wanted.filter(|it| *it > 0).unwrap_or(1);
    if shell.option_progress.word != word {
        shell.option_progress = Progress { word, letter: 0 };
    }
    let (known, is_silent) = match known.strip_prefix(':') {
        Some(known) => (known, true),
        None => (known.as_str(), false),
    };
    let found = shell.option_progress.next(known, &words);
    let is_end = matches!(found, Found::End);
    let (value, argument, problem) = match found {
        Found::End => ('?', None, None),
        Found::Option(letter, argument) => (letter, argument, None),
        Found::Unknown(letter) => ('?', Some(letter.to_string()), Some("illegal option")),
        Found::Alone(letter) => {
            let value = if is_silent { ':' } else { '?' };
            let problem = "option requires an argument";
            (value, Some(letter.to_string()), Some(problem))
        }
    };
    let mut shown = argument.clone();
    if let (Some(problem), false) = (problem, is_silent) {
        let letter = argument.unwrap_or_default();
        io.err(&format!("{}: {problem} -- {letter}\n", shell.name()));
        shown = None;
    }
    let next = shell.option_progress.word.to_string();
    shell.set_option(name, value, (shown, next), io);
    Did::Status(u8::from(is_end))
}

impl Shell {
    fn set_option(
        &mut self,
        name: &str,
        value: char,
        (argument, next): (Option<String>, String),
        io: &mut Io<'_, '_>,
    ) {
        let set = match argument {
            Some(argument) => self.variables.set("OPTARG", argument),
            None => self.variables.unset("OPTARG"),
        };
        let set = set.and_then(|()| self.variables.set("OPTIND", next));
        if let Err(read_only) = set.and_then(|()| self.variables.set(name, value)) {
            self.complain(io, &format!("{}: readonly variable", read_only.0));
        }
    }
}

impl Progress {
    /// Goes on to the next option.
    fn next(&mut self, known: &str, words: &[String]) -> Found {
        let word = words.get(self.word - 1).map_or("", String::as_str);
        if self.letter == 0 {
            if word == "--" {
                self.word += 1;
                return Found::End;
            }
            if !word.starts_with('-') || word == "-" {
                return Found::End;
            }
            self.letter = 1;
        }
        let mut letters = word.chars().skip(self.letter);
        let Some(letter) = letters.next() else {
            return Found::End;
        };
        let rest: String = letters.collect();
        let place = known.find(letter).filter(|_| letter != ':');
        let takes_argument = place.is_some_and(|at| known[at..].chars().nth(1) == Some(':'));
        if takes_argument {
            self.word += 1;
            self.letter = 0;
            if !rest.is_empty() {
                return Found::Option(letter, Some(rest));
            }
            let argument = words.get(self.word - 1).cloned();
            self.word += usize::from(argument.is_some());
            return match argument {
                Some(argument) => Found::Option(letter, Some(argument)),
                None => Found::Alone(letter),
            };
        }
        if rest.is_empty() {
            self.word += 1;
            self.letter = 0;
        } else {
            self.letter += 1;
        }
        match place {
            Some(_) => Found::Option(letter, None),
            None => Found::Unknown(letter),
        }
    }
}
