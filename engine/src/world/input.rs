//! What a person does to the world.

use shell::SessionKind;

use super::World;
use crate::event::{Event, Typed};
use crate::{Input, InputError, JournalEntry, TerminalId, TraceKind};

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
            Input::Interrupt { terminal } => self.type_in(terminal, Typed::Interrupt),
            Input::EndOfInput { terminal } => self.type_in(terminal, Typed::EndOfInput),
            Input::Resize { terminal, size } => {
                self.in_session(terminal, |session, _| session.resize(size));
            }
            Input::OpenTerminal { machine } => {
                let moment = self.moment_on(machine);
                let size = crate::machine::Machine::TERMINAL_SIZE;
                let kind = SessionKind::Interactive(size);
                opened = Some(self.machine(machine).open(kind, moment));
            }
            Input::Script {
                machine,
                script,
                tty,
            } => {
                let moment = self.moment_on(machine);
                let terminal = self
                    .machine(machine)
                    .open(SessionKind::Script { tty }, moment);
                self.type_in(terminal, Typed::Line(script));
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
        self.type_in(terminal, Typed::Line(line.to_owned()));
    }

    fn type_in(&mut self, terminal: TerminalId, typed: Typed) {
        self.handle(Event::Typed { terminal, typed });
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
        if let Input::Fault(fault) = input
            && let Some(other) = fault.other_machine()
            && self.machines.get(usize::from(other.0)).is_none()
        {
            return Err(InputError::NoSuchMachine(other));
        }
        match terminal {
            Some(terminal) if !found.sessions.contains_key(&terminal.index) => {
                Err(InputError::NoSuchTerminal(terminal))
            }
            _ => Ok(()),
        }
    }
}
