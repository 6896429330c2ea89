//! What a person does to the world.

use shell::SessionKind;

use super::World;
use crate::{Fault, Input, InputError, JournalEntry, TerminalId, TraceKind};

impl World {
    /// Carries out what a person does, at this moment, and writes it into the journal. An input
    /// that names what is not there changes nothing and is not written down. Returns the terminal
    /// that was opened, if one was.
    pub fn input(&mut self, input: Input) -> Result<Option<TerminalId>, InputError> {
        self.check(&input)?;
        let entry = JournalEntry {
            at: self.now,
            input: input.clone(),
        };
        self.journal.entries.push(entry);
        self.happened += 1;
        let mut opened = None;
        match input {
            Input::Enter { terminal, line } => self.enter(terminal, &line),
            Input::Interrupt { terminal } => {
                self.in_session(terminal, |session, host| session.interrupt(host));
            }
            Input::EndOfInput { terminal } => {
                self.in_session(terminal, |session, host| session.end_of_input(host));
            }
            Input::Resize { terminal, size } => {
                self.in_session(terminal, |session, _| session.resize(size));
            }
            Input::OpenTerminal { machine } => {
                let moment = self.moment();
                let size = crate::machine::Machine::TERMINAL_SIZE;
                let kind = SessionKind::Interactive(size);
                opened = Some(self.machine(machine).open(kind, moment));
            }
            Input::Script {
                machine,
                script,
                tty,
            } => {
                let moment = self.moment();
                let terminal = self
                    .machine(machine)
                    .open(SessionKind::Script { tty }, moment);
                self.in_session(terminal, |session, host| session.enter(&script, host));
                opened = Some(terminal);
            }
            Input::WriteFile {
                machine,
                path,
                content,
            } => {
                self.machine(machine).write_file(&path, &content);
            }
            Input::InstallImage { machine, image } => {
                // An image no registry has is missed when it is wanted.
                let _ = self.machine(machine).dockerd.install_image(&image);
            }
            Input::Fault(fault) => self.fault(fault),
        }
        Ok(opened)
    }

    fn enter(&mut self, terminal: TerminalId, line: &str) {
        self.note(
            terminal.machine,
            TraceKind::Command {
                line: line.to_owned(),
            },
        );
        self.in_session(terminal, |session, host| session.enter(line, host));
    }

    fn check(&self, input: &Input) -> Result<(), InputError> {
        let (machine, terminal) = match input {
            Input::Enter { terminal, .. }
            | Input::Interrupt { terminal }
            | Input::EndOfInput { terminal }
            | Input::Resize { terminal, .. } => (terminal.machine, Some(*terminal)),
            Input::OpenTerminal { machine }
            | Input::Script { machine, .. }
            | Input::WriteFile { machine, .. }
            | Input::InstallImage { machine, .. } => (*machine, None),
            Input::Fault(fault) => (fault.machine(), None),
        };
        let Some(found) = self.machines.get(usize::from(machine.0)) else {
            return Err(InputError::NoSuchMachine(machine));
        };
        match terminal {
            Some(terminal) if !found.sessions.contains_key(&terminal.index) => {
                Err(InputError::NoSuchTerminal(terminal))
            }
            _ => Ok(()),
        }
    }

    fn fault(&mut self, fault: Fault) {
        self.note(fault.machine(), TraceKind::Fault { fault });
        let moment = self.moment();
        let id = fault.machine();
        match fault {
            Fault::PowerOff(_) => {
                self.machine(id).power_off(moment);
                self.forget_callers_on(id);
                self.break_remotes_on(id);
            }
            Fault::PowerOn(_) => self.machine(id).power_on(moment),
            Fault::StopDaemon(_) => self.machine(id).dockerd.stop(moment),
            Fault::StartDaemon(_) => self.machine(id).dockerd.start(moment),
            Fault::KillDaemon(_) => self.machine(id).dockerd.kill(moment),
            Fault::Unplug(_) => self.wires.unplug(id),
            Fault::Plug(_) => self.wires.plug(id),
        }
        self.settle(id);
    }
}
