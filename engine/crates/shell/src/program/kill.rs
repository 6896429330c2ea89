//! `kill`

use super::{Io, Started};
use crate::session::ProcessId;
use crate::system::{Signal, Target};

/// What the words of `kill` ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kill {
    Send(Option<Signal>, Vec<String>),
    /// `-l`, with names or numbers to translate.
    List(Vec<String>),
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let (signal, targets) = match self::words(&words[1..]) {
        Ok(Kill::Send(signal, targets)) => (signal, targets),
        Ok(Kill::List(_)) => {
            let names: Vec<&str> = Signal::ALL.iter().map(|(_, _, name)| *name).collect();
            io.out(&format!("{}\n", names.join(" ")));
            return Started::Done(0);
        }
        Err(BadKill::Usage) => return Started::refuse(BadKill::USAGE, 1, io),
        Err(BadKill::Signal(name)) => {
            let message = format!("kill: {name}: invalid signal specification\n");
            return Started::refuse(&message, 1, io);
        }
    };
    let mut status = 0;
    for target in targets {
        if let Some(message) = kill_process(&target, signal, io) {
            io.err(&format!("kill: {message}\n"));
            status = 1;
        }
    }
    Started::Done(status)
}

/// Why the words of `kill` ask for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadKill {
    Usage,
    Signal(String),
}

impl BadKill {
    pub(crate) const USAGE: &str = "kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n";
}

/// Reads the words behind `kill`; without a signal (`kill -0`) it only asks.
pub(crate) fn words(words: &[String]) -> Result<Kill, BadKill> {
    let named = |name: &str| match name {
        "0" => Ok(None),
        _ => Signal::named(name)
            .map(Some)
            .ok_or(BadKill::Signal(name.to_owned())),
    };
    let (signal, targets) = match words {
        [] => return Err(BadKill::Usage),
        [option, ..] if option == "-l" || option == "-L" => {
            return Ok(Kill::List(words[1..].to_vec()));
        }
        [option, name, targets @ ..] if option == "-s" || option == "-n" => (named(name)?, targets),
        [dashes, targets @ ..] if dashes == "--" => (Some(Signal::Terminate), targets),
        [option, targets @ ..] if option.len() > 1 && option.starts_with('-') => {
            (named(&option[1..])?, targets)
        }
        targets => (Some(Signal::Terminate), targets),
    };
    if targets.is_empty() {
        Err(BadKill::Usage)
    } else {
        Ok(Kill::Send(signal, targets.to_vec()))
    }
}

/// Linux's signals from 1 on, without those of real time.
const NAMES: [&str; 31] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
    "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
];

/// What `kill -l` of bash shows.
pub(crate) fn signal_table() -> String {
    let usual = (1..)
        .zip(NAMES)
        .map(|(number, name)| (number, format!("SIG{name}")));
    let low = (0..16).map(|step: u32| match step {
        0 => (34, "SIGRTMIN".to_owned()),
        _ => (34 + step, format!("SIGRTMIN+{step}")),
    });
    let high = (0..15).rev().map(|step: u32| match step {
        0 => (64, "SIGRTMAX".to_owned()),
        _ => (64 - step, format!("SIGRTMAX-{step}")),
    });
    let mut table = String::new();
    for (index, (number, name)) in usual.chain(low).chain(high).enumerate() {
        let end = if index % 5 == 4 { "\n" } else { "\t" };
        table.push_str(&format!("{number:>2}) {name}{end}"));
    }
    table + "\n"
}

/// A signal's name for its number or the end that it caused, its number for its name.
pub(crate) fn signal_translated(word: &str) -> Option<String> {
    if let Ok(number) = word.parse::<usize>() {
        let number = if number > 128 { number - 128 } else { number };
        return Some((*NAMES.get(number.checked_sub(1)?)?).to_owned());
    }
    let upper = word.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let index = NAMES.iter().position(|it| *it == name)?;
    Some((index + 1).to_string())
}

/// Sends a signal to a process of this terminal; the message says why not.
pub(crate) fn kill_process(
    word: &str,
    signal: Option<Signal>,
    io: &mut Io<'_, '_>,
) -> Option<String> {
    let Ok(number) = word.parse::<u32>() else {
        return Some(format!("{word}: arguments must be process or job IDs"));
    };
    let id = ProcessId(number);
    if !io.system.is_alive(id) {
        return Some(format!("({word}) - No such process"));
    }
    if let Some(signal) = signal {
        io.system.signal(Target::Process(id), signal);
    }
    None
}
