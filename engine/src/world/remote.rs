//! `ssh`: a session on another machine, looked at from here.

use std::net::Ipv4Addr;

use api::http::ConnectError;
use docker::TerminalSize;
use shell::{RemoteInput, Resume, SessionKind};
use sim::MachineId;

use super::route::ARP_TIMEOUT;
use super::{Caller, World};
use crate::TerminalId;
use crate::event::{Event, Typed};

/// Who looks at a session, and how much of it was shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Remote {
    caller: Caller,
    shown: usize,
}

impl World {
    /// Opens a session on the machine of that address.
    pub(super) fn open_remote(
        &mut self,
        caller: Caller,
        to: Ipv4Addr,
        command: Option<String>,
        tty: Option<TerminalSize>,
    ) {
        let here = caller.terminal.machine;
        let there = self.by_address.get(&to).copied();
        let reached = there.filter(|there| self.wires.carries(here, *there));
        let Some(machine) = reached.filter(|it| self.has_cpu(*it)) else {
            let Caller { terminal, process } = caller;
            let error = ConnectError::NoRoute;
            let at = self.now + ARP_TIMEOUT;
            self.queue.push(
                at,
                Event::RemoteRefused {
                    terminal,
                    process,
                    error,
                },
            );
            return;
        };
        let kind = match command {
            Some(_) => SessionKind::Script { tty },
            None => SessionKind::Remote { tty },
        };
        let moment = self.moment_on(machine);
        let terminal = self.machine(machine).open(kind, moment);
        self.remotes.insert(terminal, Remote { caller, shown: 0 });
        match command {
            Some(command) => {
                self.in_session(terminal, |session, host| session.enter(&command, host));
            }
            None => self.settle(machine),
        }
    }

    /// What is typed here goes there.
    pub(super) fn remote_input(&mut self, caller: Caller, input: &RemoteInput) {
        let found = self
            .remotes
            .iter()
            .find(|(_, remote)| remote.caller == caller);
        let Some(terminal) = found.map(|(terminal, _)| *terminal) else {
            return;
        };
        let typed = match input {
            RemoteInput::Line(line) => Typed::Line(line.clone()),
            RemoteInput::Interrupt => Typed::Interrupt,
            RemoteInput::EndOfInput => Typed::EndOfInput,
        };
        self.handle(Event::Typed { terminal, typed });
    }

    /// Shows here what sessions of a machine have written since, and that they are over.
    pub(super) fn show_remotes(&mut self, machine: MachineId) {
        let there: Vec<TerminalId> = self
            .remotes
            .keys()
            .filter(|terminal| terminal.machine == machine)
            .copied()
            .collect();
        for terminal in there {
            self.show_remote(terminal);
        }
    }

    fn show_remote(&mut self, terminal: TerminalId) {
        let Some(Remote { caller, shown }) = self.remotes.get(&terminal).copied() else {
            return;
        };
        let Some(session) = self.machine(terminal.machine).sessions.get(&terminal.index) else {
            return;
        };
        let more = session
            .raw_output()
            .get(shown..)
            .unwrap_or_default()
            .to_owned();
        let status = session.exit_status();
        if let Some(remote) = self.remotes.get_mut(&terminal) {
            remote.shown += more.len();
        }
        if status.is_some() {
            self.remotes.remove(&terminal);
            self.machine(terminal.machine)
                .sessions
                .remove(&terminal.index);
        }
        if !more.is_empty() {
            self.resume(caller, Resume::Remote(more));
        }
        if let Some(status) = status {
            self.resume(caller, Resume::RemoteEnd(Ok(status)));
        }
    }

    /// Nobody looks any more: the sessions at the far end are hung up.
    pub(super) fn close_remotes_of(&mut self, caller: Caller) {
        let closed: Vec<TerminalId> = self
            .remotes
            .iter()
            .filter(|(_, remote)| remote.caller == caller)
            .map(|(terminal, _)| *terminal)
            .collect();
        for terminal in closed {
            self.remotes.remove(&terminal);
            self.in_session(terminal, |session, host| session.interrupt(host));
            self.machine(terminal.machine)
                .sessions
                .remove(&terminal.index);
        }
    }

    /// A machine lost its power: those who looked at it from elsewhere are told nothing more than
    /// that the connection is gone.
    pub(super) fn break_remotes_on(&mut self, machine: MachineId) {
        let broken: Vec<(TerminalId, Caller)> = self
            .remotes
            .iter()
            .filter(|(terminal, _)| terminal.machine == machine)
            .map(|(terminal, remote)| (*terminal, remote.caller))
            .collect();
        for (
            terminal,
            Caller {
                terminal: here,
                process,
            },
        ) in broken
        {
            self.remotes.remove(&terminal);
            let error = ConnectError::Reset;
            let event = Event::RemoteRefused {
                terminal: here,
                process,
                error,
            };
            self.queue.push(self.now + ARP_TIMEOUT, event);
        }
    }
}
