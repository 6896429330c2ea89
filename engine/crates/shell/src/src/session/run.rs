//! Letting the processes of a session run until all of them wait.

use std::collections::VecDeque;

use sim::Duration;

use super::{Host, ProcessId, Session, SessionKind, Want, login_variables};
use crate::program::{Environment, Io};
use crate::shell::{Origin, Shell, Variables};
use crate::system::{Body, Descriptors, Ended, Group, Open, Process, Signal, System, Target, Turn};
use crate::terminal::Terminal;

/// So many commands run in one go. Then virtual time must pass, so that a loop without end costs
/// time as it does on a real machine and Ctrl-C can reach it.
const FUEL: u32 = 2_000;

/// How long they take: 200,000 commands of the shell a second are about what bash does.
const REST: Duration = Duration::from_millis(10);

impl Session {
    pub(super) fn log_in(kind: SessionKind, host: &mut Host<'_>) -> Session {
        let terminal = Terminal::new(&kind);
        let mut session = Session {
            kind,
            system: System::new(terminal),
            processes: Default::default(),
            main: ProcessId(0),
            typing: Default::default(),
            is_busy: false,
            exit_status: None,
            rests_until: None,
            is_off: false,
            has_logged_out: None,
        };
        session.start_shell(host);
        session.settle();
        session
    }

    /// Starts the shell itself, on a machine that has power.
    pub(super) fn start_shell(&mut self, host: &Host<'_>) {
        let mut variables = Variables::default();
        for (name, value) in login_variables(host.hostname, self.system.terminal.is_tty()) {
            // Nothing is read-only yet.
            let _ = variables.set(name, value);
            variables.declare(name).is_exported = true;
        }
        let id = self.system.next_process();
        let origin = match self.kind {
            SessionKind::Interactive(_) | SessionKind::Remote { .. } => Origin::Login,
            SessionKind::Script { .. } => Origin::Text,
        };
        let mut descriptors = Descriptors::new();
        for number in 0..3 {
            let open = self.system.open(Open::Terminal);
            self.system.put(&mut descriptors, number, open);
        }
        self.main = id;
        self.system.spawn(Process {
            id,
            group: Group(id.0),
            descriptors,
            body: Body::Shell(Box::new(Shell::new(origin, variables, id, host.now))),
            inbox: VecDeque::new(),
            signals: VecDeque::new(),
        });
        self.settle();
    }

    /// Lets everything go on until all wait, or until time must pass.
    pub(super) fn run(&mut self, host: &mut Host<'_>) {
        if self.is_off || self.rests_until.is_some() {
            return;
        }
        self.system.fuel = FUEL;
        loop {
            self.settle();
            self.log_in_again(host);
            let mut moved = false;
            let ids: Vec<ProcessId> = self.processes.keys().copied().collect();
            // Those that wait are asked, too.
            self.system.spend(ids.len() * 16);
            for id in ids {
                moved |= self.run_process(id, host);
            }
            self.settle();
            moved |= self.serve_prompt(host);
            if self.system.fuel == 0 {
                let until = host.now + REST;
                self.rests_until = Some(until);
                self.system.want(Session::RESTING, Want::WakeAt(until));
                return;
            }
            if !moved {
                return;
            }
        }
    }

    /// The console of a machine always has somebody logged in.
    fn log_in_again(&mut self, host: &Host<'_>) {
        let is_console = matches!(self.kind, SessionKind::Interactive(_));
        if self.processes.is_empty() && is_console {
            if let Some(status) = self.has_logged_out.take() {
                self.system.terminal.end_block(status, host.now);
                self.is_busy = false;
            }
            self.start_shell(host);
        }
    }

    /// Takes in processes that were started and delivers signals that were sent.
    pub(super) fn settle(&mut self) {
        for process in self.system.take_born() {
            self.processes.insert(process.id, process);
        }
        for (target, signal) in self.system.take_sent() {
            for process in self.processes.values_mut() {
                let is_meant = match target {
                    Target::Process(id) => id == process.id,
                    Target::Group(group) => group == process.group,
                };
                if is_meant {
                    process.signals.push_back(signal);
                }
            }
        }
    }

    /// Lets a process go on for a while; tells whether it did anything.
    fn run_process(&mut self, id: ProcessId, host: &mut Host<'_>) -> bool {
        let Some(mut process) = self.processes.remove(&id) else {
            return false;
        };
        let mut moved = false;
        // A while, and then the next one's turn: pipes flow, and nobody starves.
        for _ in 0..64 {
            match step(&mut process, &mut self.system, host) {
                Turn::Progress => moved = true,
                Turn::Blocked => break,
                Turn::Ended(ended) => {
                    self.end_process(process, ended);
                    return true;
                }
            }
            // A signal is to arrive before the next command runs.
            if self.system.fuel == 0 || self.system.has_sent() {
                break;
            }
        }
        self.processes.insert(id, process);
        moved
    }

    fn end_process(&mut self, mut process: Process, ended: Ended) {
        self.system.close_all(&mut process.descriptors);
        if process.id != self.main {
            self.system.note_end(process.id, ended);
            return;
        }
        match self.kind {
            SessionKind::Script { .. } | SessionKind::Remote { .. } => {
                self.exit_status = Some(ended.status());
            }
            SessionKind::Interactive(_) => {
                // The console logs root in again.
                self.processes.clear();
                self.has_logged_out = Some(ended.status());
            }
        }
    }
}

/// One small step of a process.
fn step(process: &mut Process, system: &mut System, host: &mut Host<'_>) -> Turn {
    let signals: Vec<Signal> = std::mem::take(&mut process.signals).into();
    let is_full = process
        .descriptors
        .get(&1)
        .is_some_and(|open| !system.has_room(*open));
    if is_full && signals.is_empty() {
        return Turn::Blocked;
    }
    let nothing = Environment::default();
    match &mut process.body {
        Body::Shell(shell) => {
            let mut io = Io {
                system,
                host,
                me: process.id,
                group: process.group,
                descriptors: &mut process.descriptors,
                inbox: &mut process.inbox,
                environment: &nothing,
                is_broken: false,
                failed: None,
            };
            let turn = shell.step(&mut io, &signals);
            if turn == Turn::Progress {
                io.system.fuel = io.system.fuel.saturating_sub(1);
            }
            turn
        }
        Body::Program {
            program,
            environment,
        } => {
            let mut io = Io {
                system,
                host,
                me: process.id,
                group: process.group,
                descriptors: &mut process.descriptors,
                inbox: &mut process.inbox,
                environment,
                is_broken: false,
                failed: None,
            };
            for signal in signals {
                if let Some(turn) = program.on_signal(signal, &mut io) {
                    return turn;
                }
            }
            let turn = program.step(&mut io);
            if let Some(error) = io.failed.take() {
                io.err(&format!("{}: write error: {error}\n", program.name()));
                return Turn::Ended(Ended::Exited(1));
            }
            if io.system.take_refusal() {
                io.err("cannot fork: Resource temporarily unavailable\n");
                return Turn::Ended(Ended::Exited(126));
            }
            if io.is_broken {
                return Turn::Ended(Ended::Killed(Signal::BrokenPipe));
            }
            if turn == Turn::Progress {
                io.system.fuel = io.system.fuel.saturating_sub(1);
            }
            turn
        }
    }
}
