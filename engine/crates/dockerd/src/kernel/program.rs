//! What runs in a container: a program as a value that is resumed when its time has come.
//!
//! The catalogue says how an image's own programs behave; the small programs every system has
//! (`sh`, `sleep`, `ping` …) are interpreted by [`script`]. A program knows its container's
//! [`Scene`] and nothing of the daemon.

mod command;
mod launch;
mod ping;
mod script;
mod server;
mod word;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::Arc;

use sim::{Instant, Timestamp};

pub(crate) use launch::{LaunchError, default_action, launch};
pub(crate) use server::{Asked, Server};

use crate::catalogue::Image;

/// A program between two of its turns.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// A shell, or a small program of the system.
    Script(Box<script::Script>),
    Server(Server),
    /// Runs and does nothing.
    Idle(Signals),
}

/// Which signals a program ends at, and with which status; any other but `SIGKILL` is ignored, as
/// the kernel spares process 1.
pub(crate) type Signals = BTreeMap<String, i64>;

/// The container a program is in.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) image: &'a Arc<Image>,
    pub(crate) hostname: &'a str,
    /// Its addresses, loopback excepted.
    pub(crate) addresses: &'a [Ipv4Addr],
    /// Files that programs made.
    pub(crate) files: &'a mut BTreeSet<String>,
    /// The container's main program, for one that runs beside it: a health check.
    pub(crate) main: Option<&'a Program>,
    /// What the main program writes about the requests of the one beside it.
    pub(crate) main_lines: &'a mut Vec<Line>,
    pub(crate) has_internet: bool,
    pub(crate) now: Instant,
    pub(crate) wall: Timestamp,
}

impl Scene<'_> {
    /// Whether something in the container listens on a port.
    fn is_open(&self, port: u16) -> bool {
        self.main
            .is_some_and(|main| main.server_at(port, self.now).is_some())
    }
}

/// What came of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) lines: Vec<Line>,
    pub(crate) then: Then,
}

/// A line on one of a program's two outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) stderr: bool,
    pub(crate) text: String,
}

/// What a program waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    At(Instant),
    /// Nothing but signals and requests.
    Never,
    Exit(i64),
}

impl Program {
    /// Lets it go on until it waits or ends.
    pub(crate) fn resume(&mut self, scene: &mut Scene<'_>) -> Turn {
        match self {
            Program::Script(script) => script.resume(scene),
            Program::Server(server) => server.resume(scene),
            Program::Idle(_) => Turn {
                lines: Vec::new(),
                then: Then::Never,
            },
        }
    }

    /// The exit status a signal brings about, if it is not ignored.
    pub(crate) fn on_signal(&self, signal: &str) -> Option<i64> {
        match self {
            Program::Script(script) => script.on_signal(signal),
            Program::Server(server) => server.signals().get(signal).copied(),
            Program::Idle(signals) => signals.get(signal).copied(),
        }
    }

    /// The server in it that listens on this port at that time.
    pub(crate) fn server_at(&self, port: u16, now: Instant) -> Option<&Server> {
        match self {
            Program::Script(script) => script.child()?.server_at(port, now),
            Program::Server(server) => server.listens_on(port, now).then_some(server),
            Program::Idle(_) => None,
        }
    }
}

impl Line {
    /// On standard output.
    pub(crate) fn out(text: impl Into<String>) -> Line {
        Line {
            stderr: false,
            text: text.into(),
        }
    }

    /// On standard error.
    pub(crate) fn err(text: impl Into<String>) -> Line {
        Line {
            stderr: true,
            text: text.into(),
        }
    }
}

#[cfg(test)]
mod tests;
