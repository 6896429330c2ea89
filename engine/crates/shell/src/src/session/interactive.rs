//! The prompt: lines become commands, Ctrl-C and Ctrl-D reach who is meant.

use super::{Host, Session, SessionKind};
use crate::program::{Environment, Io};
use crate::shell::Shell;
use crate::system::{Body, Signal, Target};

impl Session {
    pub(super) fn current_prompt(&self) -> Option<String> {
        if matches!(self.kind, SessionKind::Script { .. }) {
            return None;
        }
        let shell = self.shell()?;
        if !shell.is_idle() {
            return self.system.terminal.is_asked.then(String::new);
        }
        if self.typing.is_empty() {
            Some(shell.prompt())
        } else {
            Some("> ".to_owned())
        }
    }

    /// If the shell waits for a command: closes the last one's block and takes the next line.
    pub(super) fn serve_prompt(&mut self, host: &mut Host<'_>) -> bool {
        if matches!(self.kind, SessionKind::Script { .. }) {
            return false;
        }
        let Some(shell) = self.shell().filter(|shell| shell.is_idle()) else {
            return false;
        };
        if shell.is_over() {
            return false;
        }
        let status = shell.status;
        if self.is_busy {
            self.is_busy = false;
            self.with_shell(host, Shell::report_jobs);
            self.system.terminal.end_block(status, host.now);
            self.write_prompt();
        }
        self.system.terminal.is_asked = false;
        if let Some(line) = self.system.terminal.next_command() {
            self.take_line(&line, host);
            return true;
        }
        if self.system.terminal.take_close() {
            self.log_out(host);
            return true;
        }
        false
    }

    /// A far session's prompts are part of its output.
    fn write_prompt(&mut self) {
        if matches!(self.kind, SessionKind::Remote { .. })
            && let Some(prompt) = self.current_prompt()
        {
            self.system.terminal.write(prompt.as_bytes());
        }
    }

    /// A line was typed at the prompt.
    fn take_line(&mut self, line: &str, host: &mut Host<'_>) {
        let prompt = self.current_prompt().unwrap_or_default();
        if matches!(self.kind, SessionKind::Remote { .. }) {
            self.system.terminal.write(format!("{line}\n").as_bytes());
        } else if self.typing.is_empty() {
            self.system.terminal.begin_block(&prompt, line, host.now);
        } else {
            self.system.terminal.extend_block(line);
        }
        if self.typing.add(line) {
            self.run_typed();
        } else {
            self.write_prompt();
        }
    }

    fn run_typed(&mut self) {
        let typed = self.typing.take();
        self.is_busy = true;
        if let Some(shell) = self.shell_mut() {
            shell.remember(&typed);
            shell.run_text(&typed);
        }
    }

    /// Ctrl-D at the prompt: in the middle of a command it ends the text, else the session.
    fn log_out(&mut self, host: &mut Host<'_>) {
        if self.typing.is_empty() {
            let prompt = self.current_prompt().unwrap_or_default();
            self.system.terminal.begin_block(&prompt, "", host.now);
            self.is_busy = true;
            if let Some(shell) = self.shell_mut() {
                shell.run_text("exit\n");
            }
        } else {
            self.run_typed();
        }
    }

    /// Ctrl-C: for the program in the foreground, or for the line that is being typed.
    pub(super) fn interrupt_foreground(&mut self, host: &mut Host<'_>) {
        self.system.terminal.flush();
        let is_idle = self.shell().is_some_and(Shell::is_idle);
        if is_idle && !matches!(self.kind, SessionKind::Script { .. }) {
            if !self.typing.is_empty() {
                self.typing.clear();
                self.system.terminal.end_block(130, host.now);
            }
            if let Some(shell) = self.shell_mut() {
                shell.status = 130;
            }
            if matches!(self.kind, SessionKind::Remote { .. }) {
                self.system.terminal.write(b"^C\n");
                self.write_prompt();
            }
            return;
        }
        if self.system.terminal.is_tty() {
            self.system.terminal.write(b"^C");
        }
        let foreground = self.shell().and_then(|shell| shell.foreground);
        if let Some(group) = foreground {
            self.system.signal(Target::Group(group), Signal::Interrupt);
        }
        self.system
            .signal(Target::Process(self.main), Signal::Interrupt);
        self.settle();
        // It is not to wait for its rest.
        self.rests_until = None;
    }

    /// Lets the shell do something with its own descriptors.
    fn with_shell(&mut self, host: &mut Host<'_>, act: impl FnOnce(&mut Shell, &mut Io<'_, '_>)) {
        let Some(mut process) = self.processes.remove(&self.main) else {
            return;
        };
        let nothing = Environment::default();
        if let Body::Shell(shell) = &mut process.body {
            let mut io = Io {
                system: &mut self.system,
                host,
                me: process.id,
                group: process.group,
                descriptors: &mut process.descriptors,
                inbox: &mut process.inbox,
                environment: &nothing,
                is_broken: false,
                failed: None,
            };
            act(shell, &mut io);
        }
        self.processes.insert(self.main, process);
    }
}
