//! What a kernel does for the programs of a session: open files, pipes, processes' ends.
//!
//! Everything a program reads or writes goes through an [`OpenId`], an open file that several
//! descriptors of several processes may share, offset included, as on Linux. A pipe ends when its
//! last writer is gone and breaks when its last reader is. Reading never waits here: it says that
//! there is nothing yet, and the reader is asked again when something has happened.

mod open;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sim::{Duration, Instant};

use crate::limits;
use crate::program::{Environment, Program};
use crate::session::{Host, ProcessId, Resume, Want};
use crate::shell::Shell;
use crate::terminal::Terminal;

pub(crate) use open::{Open, OpenId, Pipe, PipeId, Read, WriteError};

/// So many bytes cost as much as one command.
const BYTES_PER_FUEL: usize = 64;

/// What a new process costs, in bytes.
const PROCESS_COST: usize = 2_048;

/// A process's file descriptors.
pub(crate) type Descriptors = BTreeMap<u32, OpenId>;

/// Processes that Ctrl-C or `kill %1` reaches together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group(pub(crate) u32);

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Exited(u8),
    Killed(Signal),
}

impl Ended {
    /// What `$?` says of it.
    pub(crate) fn status(self) -> u8 {
        match self {
            Ended::Exited(status) => status,
            Ended::Killed(signal) => 128 + signal.number(),
        }
    }
}

/// The signals that people send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    Hangup,
    Interrupt,
    Quit,
    Kill,
    User1,
    User2,
    BrokenPipe,
    Alarm,
    Terminate,
}

impl Signal {
    pub(crate) const ALL: [(Signal, u8, &'static str); 9] = [
        (Signal::Hangup, 1, "HUP"),
        (Signal::Interrupt, 2, "INT"),
        (Signal::Quit, 3, "QUIT"),
        (Signal::Kill, 9, "KILL"),
        (Signal::User1, 10, "USR1"),
        (Signal::User2, 12, "USR2"),
        (Signal::BrokenPipe, 13, "PIPE"),
        (Signal::Alarm, 14, "ALRM"),
        (Signal::Terminate, 15, "TERM"),
    ];

    pub(crate) fn number(self) -> u8 {
        Signal::ALL
            .iter()
            .find(|(it, _, _)| *it == self)
            .map_or(0, |(_, number, _)| *number)
    }

    /// By number or name, with or without `SIG`.
    pub(crate) fn named(word: &str) -> Option<Signal> {
        let upper = word.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let is_it =
            |(_, number, known): &&(Signal, u8, &str)| *known == name || number.to_string() == name;
        Signal::ALL.iter().find(is_it).map(|(signal, _, _)| *signal)
    }
}

/// A running program or a shell that runs a part of a script.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub(crate) id: ProcessId,
    pub(crate) group: Group,
    pub(crate) descriptors: Descriptors,
    pub(crate) body: Body,
    /// What the world gave and it has not taken yet.
    pub(crate) inbox: VecDeque<Resume>,
    pub(crate) signals: VecDeque<Signal>,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Shell(Box<Shell>),
    Program {
        program: Box<Program>,
        environment: Environment,
    },
}

/// What came of letting a process run a little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It did something and can go on.
    Progress,
    /// It cannot go on until something happens.
    Blocked,
    Ended(Ended),
}

/// Everything of a session that its processes share.
#[derive(Clone, Debug)]
pub(crate) struct System {
    pub(crate) terminal: Terminal,
    opens: BTreeMap<OpenId, (Open, u32)>,
    pipes: BTreeMap<PipeId, Pipe>,
    /// Processes started during this turn.
    born: Vec<Process>,
    /// Signals sent during this turn.
    sent: Vec<(Target, Signal)>,
    alive: BTreeSet<ProcessId>,
    /// How processes ended that their parents have not asked about.
    ended: BTreeMap<ProcessId, Ended>,
    wants: Vec<(ProcessId, Want)>,
    last_open: u64,
    last_pipe: u64,
    last_process: u32,
    /// What processes may still do before virtual time must pass.
    pub(crate) fuel: u32,
    /// Bytes that have been moved and not yet paid for.
    moved: usize,
    /// A process was not started, because there are too many.
    has_refused: bool,
}

/// Whom a signal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Process(ProcessId),
    Group(Group),
}

impl System {
    pub(crate) fn new(terminal: Terminal) -> System {
        System {
            terminal,
            opens: BTreeMap::new(),
            pipes: BTreeMap::new(),
            born: Vec::new(),
            sent: Vec::new(),
            alive: BTreeSet::new(),
            ended: BTreeMap::new(),
            wants: Vec::new(),
            last_open: 0,
            last_pipe: 0,
            // Low numbers belong to the machine itself.
            last_process: 1000,
            fuel: 0,
            moved: 0,
            has_refused: false,
        }
    }

    pub(crate) fn next_process(&mut self) -> ProcessId {
        self.last_process += 1;
        ProcessId(self.last_process)
    }

    /// Pays for work: so many bytes were looked at or moved. Without that a command whose bytes
    /// are many would cost no more time than one that has none.
    pub(crate) fn spend(&mut self, bytes: usize) {
        self.moved = self.moved.saturating_add(bytes);
        let cost = u32::try_from(self.moved / BYTES_PER_FUEL).unwrap_or(u32::MAX);
        self.fuel = self.fuel.saturating_sub(cost);
        self.moved %= BYTES_PER_FUEL;
    }

    /// Starts a process, unless there are too many: then it has failed before it began.
    pub(crate) fn spawn(&mut self, mut process: Process) {
        self.spend(PROCESS_COST);
        if self.alive.len() >= limits::PROCESSES {
            self.close_all(&mut process.descriptors);
            self.ended.insert(process.id, Ended::Exited(254));
            self.has_refused = true;
            return;
        }
        self.alive.insert(process.id);
        self.born.push(process);
    }

    /// Whether a process was refused since this was asked last.
    pub(crate) fn take_refusal(&mut self) -> bool {
        std::mem::take(&mut self.has_refused)
    }

    pub(crate) fn take_born(&mut self) -> Vec<Process> {
        std::mem::take(&mut self.born)
    }

    pub(crate) fn signal(&mut self, target: Target, signal: Signal) {
        self.sent.push((target, signal));
    }

    pub(crate) fn take_sent(&mut self) -> Vec<(Target, Signal)> {
        std::mem::take(&mut self.sent)
    }

    pub(crate) fn has_sent(&self) -> bool {
        !self.sent.is_empty()
    }

    pub(crate) fn want(&mut self, process: ProcessId, want: Want) {
        self.wants.push((process, want));
    }

    pub(crate) fn take_wants(&mut self) -> Vec<(ProcessId, Want)> {
        std::mem::take(&mut self.wants)
    }

    /// Asks to be resumed after this time, and says when that is.
    pub(crate) fn wake_after(
        &mut self,
        process: ProcessId,
        wait: Duration,
        now: Instant,
    ) -> Instant {
        let at = now + wait;
        self.want(process, Want::WakeAt(at));
        at
    }

    /// Takes note that a process ended, for its parent to ask.
    pub(crate) fn note_end(&mut self, process: ProcessId, ended: Ended) {
        self.alive.remove(&process);
        self.ended.insert(process, ended);
    }

    pub(crate) fn is_alive(&self, process: ProcessId) -> bool {
        self.alive.contains(&process)
    }

    /// How a child ended, if it did; it can be asked once.
    pub(crate) fn collect(&mut self, process: ProcessId) -> Option<Ended> {
        self.ended.remove(&process)
    }

    /// Copies of these descriptors, for a child.
    pub(crate) fn share(&mut self, descriptors: &Descriptors) -> Descriptors {
        for open in descriptors.values() {
            self.retain(*open);
        }
        descriptors.clone()
    }

    pub(crate) fn close_all(&mut self, descriptors: &mut Descriptors) {
        for open in std::mem::take(descriptors).into_values() {
            self.close(open);
        }
    }

    /// Puts an open file at this number; what was there is closed.
    pub(crate) fn put(&mut self, descriptors: &mut Descriptors, number: u32, open: OpenId) {
        if let Some(old) = descriptors.insert(number, open) {
            self.close(old);
        }
    }

    /// Everything is gone: the machine lost its power.
    pub(crate) fn power_off(&mut self) {
        self.opens.clear();
        self.pipes.clear();
        self.born.clear();
        self.sent.clear();
        self.alive.clear();
        self.ended.clear();
        self.wants.clear();
    }
}

/// The names under which a machine can be reached, as its own `/etc/hosts` has them.
pub(crate) fn look_up(name: &str, host: &Host<'_>) -> Option<std::net::Ipv4Addr> {
    if let Ok(address) = name.parse() {
        return Some(address);
    }
    let text = host.files.text("/etc/hosts").unwrap_or_default();
    text.lines().find_map(|line| {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let address = words.next()?.parse().ok()?;
        words.any(|it| it == name).then_some(address)
    })
}
