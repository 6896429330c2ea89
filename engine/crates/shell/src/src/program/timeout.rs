//! `timeout`

use sim::Instant;

use super::arguments::Known;
use super::child::{Child, spawn};
use super::sleep::parse_seconds;
use super::{Io, Program, Started};
use crate::system::{Ended, Signal, Target, Turn};

/// Runs a command and ends it when its time is over.
#[derive(Clone, Debug)]
pub(crate) struct Timeout {
    child: Child,
    until: Option<Instant>,
    signal: Signal,
    /// `-k`: when it is killed for good.
    kills_after: Option<sim::Duration>,
    kill_at: Option<Instant>,
    preserves_status: bool,
    has_fired: bool,
}

const KNOWN: Known = Known {
    program: "timeout",
    short: "s:k:vfp",
    long: &[
        ("signal", 's'),
        ("kill-after", 'k'),
        ("verbose", 'v'),
        ("foreground", 'f'),
        ("preserve-status", 'p'),
    ],
    stops_at_operand: true,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 125, io),
    };
    let [time, command @ ..] = arguments.operands.as_slice() else {
        return Started::refuse(
            "timeout: missing operand\nTry 'timeout --help' for more information.\n",
            125,
            io,
        );
    };
    let invalid = |what: &str, io: &mut Io<'_, '_>| {
        Started::refuse(
            &format!("timeout: {what}\nTry 'timeout --help' for more information.\n"),
            125,
            io,
        )
    };
    let Some(wait) = parse_seconds(time) else {
        return invalid(&format!("invalid time interval ‘{time}’"), io);
    };
    let name = arguments.value('s').unwrap_or("TERM");
    let Some(signal) = Signal::named(name) else {
        return invalid(&format!("‘{name}’: invalid signal"), io);
    };
    if command.is_empty() {
        return invalid("missing operand", io);
    }
    let child = match spawn(command, io) {
        Ok(child) => child,
        Err(refused) => {
            let name = &command[0];
            let reason = refused.message.rsplit(": ").next().unwrap_or_default();
            let reason = if reason == "command not found" {
                "No such file or directory"
            } else {
                reason
            };
            let message = format!("timeout: failed to run command ‘{name}’: {reason}\n");
            return Started::refuse(&message, refused.status, io);
        }
    };
    let until = (!wait.is_zero()).then(|| io.system.wake_after(io.me, wait, io.host.now));
    let timeout = Timeout {
        child,
        until,
        signal,
        kills_after: arguments.value('k').and_then(parse_seconds),
        kill_at: None,
        preserves_status: arguments.has('p'),
        has_fired: false,
    };
    Started::program(Program::Timeout(timeout), io)
}

impl Timeout {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        if let Some(ended) = self.child.ended(io) {
            let status = match ended {
                Ended::Killed(_) if self.preserves_status => ended.status(),
                Ended::Killed(Signal::Kill) if self.has_fired => 137,
                _ if self.has_fired && !self.preserves_status => 124,
                Ended::Exited(_) | Ended::Killed(_) => ended.status(),
            };
            return Turn::Ended(Ended::Exited(status));
        }
        if self.until.is_some_and(|until| io.host.now >= until) {
            self.until = None;
            self.has_fired = true;
            self.child.signal(self.signal, io);
            self.kill_at = self
                .kills_after
                .map(|wait| io.system.wake_after(io.me, wait, io.host.now));
            return Turn::Progress;
        }
        if self.kill_at.is_some_and(|at| io.host.now >= at) {
            self.kill_at = None;
            self.child.signal(Signal::Kill, io);
            return Turn::Progress;
        }
        Turn::Blocked
    }

    /// It passes signals on and waits for what comes of them.
    pub(crate) fn on_signal(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Option<Turn> {
        if signal == Signal::Kill {
            return Some(Turn::Ended(Ended::Killed(signal)));
        }
        // Ctrl-C reaches the child by itself; only what was sent to us alone is passed on.
        if signal != Signal::Interrupt {
            io.system
                .signal(Target::Process(self.child.process), signal);
        }
        None
    }
}
