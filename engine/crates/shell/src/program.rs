//! The programs of a machine: what a command's name in `/usr/bin` leads to.
//!
//! A program either does its work at once ([`Started::Done`]) or becomes a [`Program`], a value that
//! is let to go on whenever something may have happened and says what it waits for. It reads and
//! writes through [`Io`] only. Flags, texts and exit codes are those of Debian 13's programs, as far
//! as tutorials use them; a flag that is not there is refused by name.

mod arguments;
mod awk;
mod base64;
mod bash;
mod cat;
mod child;
mod chmod;
mod clear;
mod copy;
mod curl;
mod cut;
mod date;
mod diff;
mod docker;
mod echo;
mod editor;
mod env;
mod filter;
mod find;
mod folder;
mod grep;
mod head;
mod hostname;
mod input;
mod io;
mod ip;
mod jq;
mod kill;
mod later;
mod ls;
mod names;
mod openssl;
mod ping;
mod printf;
mod remove;
mod sed;
mod seq;
mod sleep;
mod sort;
mod ssh;
mod tail;
mod tee;
mod timeout;
mod touch;
mod tr;
mod uniq;
mod watch;
mod wc;
mod which;
mod xargs;

use crate::files::{Entry, FileError, Kind, absolute};
use crate::session::Want;
use crate::shell::{Origin, Shell};
use crate::system::{Ended, Signal, Turn};

pub(crate) use echo::echo;
pub(crate) use io::{Environment, Io};
pub(crate) use kill::{
    BadKill, Kill, kill_process, signal_table, signal_translated, words as kill_words,
};
pub(crate) use printf::format as format_printf;
pub(crate) use sleep::parse_seconds;

/// A program that runs.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    Docker(Box<docker::Docker>),
    Curl(Box<curl::Curl>),
    Filter(filter::Filter),
    Follow(tail::Follow),
    Ping(ping::Ping),
    Sequence(seq::Sequence),
    Sleep(sleep::Sleep),
    Ssh(ssh::Ssh),
    Timeout(timeout::Timeout),
    Watch(Box<watch::Watch>),
    Xargs(Box<xargs::Xargs>),
}

/// What came of starting a program.
#[derive(Clone, Debug)]
pub(crate) enum Started {
    /// It is over already.
    Done(u8),
    Running(Box<Program>, Environment),
    /// It is a shell itself.
    Shell(Box<Shell>),
    /// It has become this other command (`sudo`, `env`).
    Becomes {
        words: Vec<String>,
        environment: Environment,
        by: By,
    },
}

/// Who becomes another command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Env,
    Nohup,
    Sudo,
}

impl By {
    /// Its words for a command that is not there.
    fn refuses(self, name: &str, refused: Refused) -> Refused {
        let reason = match refused.status {
            127 => "No such file or directory",
            _ => "Permission denied",
        };
        let message = match self {
            By::Env => format!("env: ‘{name}’: {reason}"),
            By::Nohup => format!("nohup: failed to run command '{name}': {reason}"),
            By::Sudo => format!("sudo: {}", refused.message),
        };
        let status = if self == By::Sudo { 1 } else { refused.status };
        Refused {
            message,
            status,
            is_own: true,
        }
    }
}

/// Why a command was not started, and what `$?` is then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) message: String,
    pub(crate) status: u8,
    /// A program says it; otherwise the shell does, and puts its own name before it.
    pub(crate) is_own: bool,
}

/// Starts a program with its words; the first is its own name.
type Start = fn(&[String], &mut Io<'_, '_>) -> Started;

/// All programs by name, with what they are for.
const PROGRAMS: &[(&str, Start, &str)] = &[
    ("[", env::bracket, "tell whether something holds"),
    ("apt", later::start, "install programs"),
    ("apt-get", later::start, "install programs"),
    ("awk", awk::start, "go through lines by fields"),
    ("base64", base64::start, "write bytes as letters"),
    ("basename", names::basename, "the last name of a path"),
    ("bash", bash::start, "run a script"),
    ("cat", cat::start, "show files"),
    ("chmod", chmod::start, "change who may do what with a file"),
    ("chown", chmod::owner, "change whose a file is"),
    ("clear", clear::start, "clear the screen"),
    ("cp", copy::copy, "copy files"),
    ("curl", curl::start, "ask a web server"),
    ("cut", cut::start, "cut fields out of lines"),
    ("date", date::start, "show date and time"),
    ("diff", diff::start, "what differs between files"),
    ("dig", later::start, "ask for names"),
    ("dirname", names::dirname, "the folder of a path"),
    ("docker", docker::start, "containers, services, swarms"),
    ("echo", echo::start, "print words"),
    ("egrep", grep::extended, "find lines (grep -E)"),
    ("env", env::start, "run with other variables"),
    ("expr", env::expr, "count"),
    ("false", env::no, "do nothing, without success"),
    ("find", find::start, "find files"),
    ("grep", grep::start, "find lines"),
    ("head", head::start, "the first lines"),
    ("hostname", hostname::start, "the machine's name"),
    ("id", hostname::id, "who I am"),
    ("ifconfig", later::start, "network cards"),
    ("ip", ip::start, "network cards and addresses"),
    ("iptables", later::start, "the kernel's packet rules"),
    ("ipvsadm", later::start, "the kernel's load balancer"),
    ("journalctl", later::start, "the system's log"),
    ("jq", jq::start, "take JSON apart"),
    ("kill", kill::start, "end a process"),
    ("less", cat::start, "show files"),
    ("ln", copy::link, "make a link"),
    ("ls", ls::start, "show folders"),
    ("mkdir", folder::make, "make folders"),
    (
        "mktemp",
        folder::make_temporary,
        "make a file with a new name",
    ),
    ("more", cat::start, "show files"),
    ("mv", copy::rename, "move files"),
    ("nano", editor::start, "edit a file"),
    ("netstat", later::start, "open ports"),
    ("nohup", env::nohup, "run on after a logout"),
    ("nsenter", later::start, "enter a namespace"),
    ("nslookup", later::start, "ask for names"),
    ("openssl", openssl::start, "make a random text"),
    ("ping", ping::start, "ask a machine for an echo"),
    ("printenv", env::printenv, "show variables"),
    ("printf", printf::start, "print by a pattern"),
    ("pwd", folder::print, "the folder I am in"),
    ("readlink", names::readlink, "where a link leads"),
    ("realpath", names::realpath, "a path without links"),
    ("reboot", later::start, "start the machine again"),
    ("rev", tr::rev, "turn lines round"),
    ("rm", remove::start, "remove files"),
    ("rmdir", folder::remove, "remove empty folders"),
    ("sed", sed::start, "change lines"),
    ("seq", seq::start, "count"),
    ("service", later::start, "start and stop services"),
    ("sh", bash::start, "run a script"),
    ("shutdown", later::start, "switch the machine off"),
    ("sleep", sleep::start, "wait"),
    ("sort", sort::start, "put lines in order"),
    ("ss", later::start, "open ports"),
    ("ssh", ssh::start, "run on another machine"),
    ("sudo", env::sudo, "run as root"),
    ("sysctl", later::start, "the kernel's settings"),
    ("systemctl", later::start, "start and stop services"),
    ("tac", sort::tac, "show lines from the last"),
    ("tail", tail::start, "the last lines"),
    ("tee", tee::start, "write to files and on"),
    ("test", env::test, "tell whether something holds"),
    ("timeout", timeout::start, "run for a time"),
    ("touch", touch::start, "make an empty file"),
    ("tr", tr::start, "change letters"),
    ("true", env::yes, "do nothing, with success"),
    ("tty", hostname::tty, "the terminal's name"),
    ("uname", hostname::uname, "the system's name"),
    ("uniq", uniq::start, "drop lines that are the same"),
    ("vi", editor::start, "edit a file"),
    ("vim", editor::start, "edit a file"),
    ("watch", watch::start, "run again and again"),
    ("wc", wc::start, "count lines, words, bytes"),
    ("which", which::start, "where a program lies"),
    ("whoami", hostname::whoami, "who I am"),
    ("xargs", xargs::start, "make lines into arguments"),
    ("yes", seq::yes, "say yes without end"),
];

/// Names of all programs.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PROGRAMS.iter().map(|(name, _, _)| *name)
}

/// What the program of this name is for.
pub(crate) fn purpose(name: &str) -> Option<&'static str> {
    find_program(name).map(|(_, _, purpose)| *purpose)
}

fn find_program(name: &str) -> Option<&'static (&'static str, Start, &'static str)> {
    let index = PROGRAMS.binary_search_by_key(&name, |(it, _, _)| it).ok()?;
    Some(&PROGRAMS[index])
}

/// A program may become another so often.
const BECOMING_LIMIT: u32 = 50;

/// Starts the command of these words.
pub(crate) fn start(words: &[String], io: &mut Io<'_, '_>) -> Result<Started, Refused> {
    let mut words = words.to_vec();
    let mut environment = io.environment.clone();
    let mut speaker: Option<By> = None;
    for _ in 0..BECOMING_LIMIT {
        let mut io = io.with_environment(&environment);
        match start_file(&words, &mut io) {
            Ok(Started::Becomes {
                words: next,
                environment: its,
                by,
            }) => {
                words = next;
                environment = its;
                speaker = Some(by);
            }
            Ok(started) => return Ok(started),
            Err(refused) => {
                return Err(match speaker {
                    Some(by) => by.refuses(&words[0], refused),
                    None => refused,
                });
            }
        }
    }
    let message = format!("{}: Argument list too long", words[0]);
    Err(Refused {
        message,
        status: 126,
        is_own: false,
    })
}

fn start_file(words: &[String], io: &mut Io<'_, '_>) -> Result<Started, Refused> {
    let name = words.first().map_or("", String::as_str);
    let refused = |reason: &str, status| Refused {
        message: format!("{name}: {reason}"),
        status,
        is_own: false,
    };
    let path = if name.contains('/') {
        io.path(name)
    } else {
        find_in_path(name, io).ok_or_else(|| refused("command not found", 127))?
    };
    let entry = match io.host.files.entry(&path) {
        Ok(entry) => entry.clone(),
        Err(error @ FileError::NotFound) => return Err(refused(&error.to_string(), 127)),
        Err(error) => return Err(refused(&error.to_string(), 126)),
    };
    match entry {
        Entry {
            kind: Kind::Folder, ..
        } => Err(refused("Is a directory", 126)),
        Entry { mode, .. } if mode & 0o111 == 0 => Err(refused("Permission denied", 126)),
        Entry {
            kind: Kind::Program(program),
            ..
        } => {
            let (_, start, _) = find_program(program).expect("/usr/bin holds only programs");
            Ok(start(words, io))
        }
        Entry {
            kind: Kind::File(content),
            ..
        } => start_script(&content, words, io),
        Entry {
            kind: Kind::Link(_) | Kind::Device(_) | Kind::Socket,
            ..
        } => Err(refused("Permission denied", 126)),
    }
}

/// A file that is not ours is a script, for bash or for whom its first line names.
fn start_script(content: &[u8], words: &[String], io: &mut Io<'_, '_>) -> Result<Started, Refused> {
    let text = String::from_utf8_lossy(content).into_owned();
    let interpreter = text
        .lines()
        .next()
        .and_then(|it| it.strip_prefix("#!"))
        .map(str::trim);
    let is_shell = |interpreter: &str| {
        let words: Vec<&str> = interpreter.split_whitespace().collect();
        let program = match words.as_slice() {
            ["/usr/bin/env", program, ..] => program,
            [path, ..] => path.rsplit('/').next().unwrap_or_default(),
            [] => "sh",
        };
        matches!(program, "sh" | "bash")
    };
    if interpreter.is_some_and(|it| !is_shell(it)) {
        let message = format!("{}: cannot execute: required file not found", words[0]);
        return Err(Refused {
            message,
            status: 127,
            is_own: false,
        });
    }
    let mut shell = Shell::of_environment(Origin::File(words[0].clone()), io.environment, io);
    shell.set_arguments(&words[1..]);
    shell.run_text(&text);
    Ok(Started::Shell(Box::new(shell)))
}

/// The path of the file that a command's name means.
fn find_in_path(name: &str, io: &Io<'_, '_>) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let folders = io.variable("PATH").unwrap_or("/usr/bin:/bin");
    folders.split(':').find_map(|folder| {
        let path = absolute(&io.environment.folder, &format!("{folder}/{name}"));
        let entry = io.host.files.entry(&path).ok()?;
        (entry.kind != Kind::Folder).then_some(path)
    })
}

impl Started {
    /// A program that goes on in its starter's environment.
    fn program(program: Program, io: &Io<'_, '_>) -> Started {
        Started::Running(Box::new(program), io.environment.clone())
    }

    /// It prints why it does nothing.
    fn refuse(message: &str, status: u8, io: &mut Io<'_, '_>) -> Started {
        io.err(message);
        Started::Done(status)
    }
}

impl Program {
    /// Goes on a little.
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        match self {
            Program::Docker(it) => it.step(io),
            Program::Curl(it) => it.step(io),
            Program::Filter(it) => it.step(io),
            Program::Follow(it) => it.step(io),
            Program::Ping(it) => it.step(io),
            Program::Sequence(it) => it.step(io),
            Program::Sleep(it) => it.step(io),
            Program::Ssh(it) => it.step(io),
            Program::Timeout(it) => it.step(io),
            Program::Watch(it) => it.step(io),
            Program::Xargs(it) => it.step(io),
        }
    }

    /// As it calls itself in errors.
    pub(crate) fn name(&mut self) -> &'static str {
        match self {
            Program::Docker(_) => "docker",
            Program::Curl(_) => "curl",
            Program::Filter(it) => it.name(),
            Program::Follow(_) => "tail",
            Program::Ping(_) => "ping",
            Program::Sequence(it) => it.name(),
            Program::Sleep(_) => "sleep",
            Program::Ssh(_) => "ssh",
            Program::Timeout(_) => "timeout",
            Program::Watch(_) => "watch",
            Program::Xargs(_) => "xargs",
        }
    }

    /// Takes a signal; what comes of it, if that is decided at once.
    pub(crate) fn on_signal(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Option<Turn> {
        match self {
            Program::Docker(it) => it.on_signal(signal, io),
            Program::Ping(it) => it.on_signal(signal, io),
            Program::Ssh(it) => it.on_signal(signal, io),
            Program::Timeout(it) => it.on_signal(signal, io),
            Program::Curl(_) => {
                io.system.want(io.me, Want::Abandon);
                Some(Turn::Ended(Ended::Killed(signal)))
            }
            Program::Filter(_)
            | Program::Follow(_)
            | Program::Sequence(_)
            | Program::Sleep(_)
            | Program::Watch(_)
            | Program::Xargs(_) => Some(Turn::Ended(Ended::Killed(signal))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PROGRAMS;

    #[test]
    fn the_table_is_in_order() {
        assert!(PROGRAMS.is_sorted_by_key(|(name, _, _)| name));
    }
}
