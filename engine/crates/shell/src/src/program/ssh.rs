//! `ssh`: a session on another machine of the lab, without password or key.

use api::http::ConnectError;

use super::{Io, Program, Started};
use crate::session::{RemoteInput, Resume, Want};
use crate::system::{Ended, Read, Signal, Turn, look_up};

/// A session on another machine.
#[derive(Clone, Debug)]
pub(crate) struct Ssh {
    name: String,
    /// It goes on until `exit`, with lines typed here.
    is_interactive: bool,
    has_ended_input: bool,
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut words = words[1..].iter().peekable();
    while let Some(word) = words.next_if(|it| it.starts_with('-')) {
        // `-o X`, `-p 22`, `-i key`, `-l root` change nothing: there is one way in.
        if matches!(word.as_str(), "-o" | "-p" | "-i" | "-l" | "-F" | "-J") {
            words.next();
        }
    }
    let Some(target) = words.next() else {
        let message =
            "usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] destination [command [argument ...]]\n";
        return Started::refuse(message, 255, io);
    };
    let (user, name) = target.rsplit_once('@').unwrap_or(("root", target));
    if user != "root" {
        let message = format!("{user}@{name}: Permission denied (publickey).\n");
        return Started::refuse(&message, 255, io);
    }
    let Some(to) = look_up(name, io.host) else {
        let message =
            format!("ssh: Could not resolve hostname {name}: Name or service not known\n");
        return Started::refuse(&message, 255, io);
    };
    let command: Vec<&str> = words.map(String::as_str).collect();
    let command = (!command.is_empty()).then(|| command.join(" "));
    let is_interactive = command.is_none();
    let tty = if is_interactive { io.tty_size() } else { None };
    io.system.want(io.me, Want::Remote { to, command, tty });
    let ssh = Ssh {
        name: name.to_owned(),
        is_interactive,
        has_ended_input: false,
    };
    Started::program(Program::Ssh(ssh), io)
}

impl Ssh {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        let mut moved = false;
        while let Some(resume) = io.inbox.pop_front() {
            moved = true;
            match resume {
                // Both ends add carriage returns; this end's are enough.
                Resume::Remote(text) => io.out(&text.replace("\r\n", "\n")),
                Resume::RemoteEnd(Ok(status)) => {
                    if self.is_interactive {
                        io.err(&format!("Connection to {} closed.\n", self.name));
                    }
                    return Turn::Ended(Ended::Exited(status));
                }
                Resume::RemoteEnd(Err(error)) => return self.refused(error, io),
                Resume::Answer(_)
                | Resume::Part(_)
                | Resume::Reply(_)
                | Resume::Woken
                | Resume::Pong(_) => (),
            }
        }
        if self.is_interactive && !self.has_ended_input {
            match io.line() {
                Read::Bytes(line) => {
                    let line = String::from_utf8_lossy(&line)
                        .trim_end_matches('\n')
                        .to_owned();
                    io.system
                        .want(io.me, Want::RemoteInput(RemoteInput::Line(line)));
                    moved = true;
                }
                Read::End | Read::Failed(_) => {
                    self.has_ended_input = true;
                    io.system
                        .want(io.me, Want::RemoteInput(RemoteInput::EndOfInput));
                    moved = true;
                }
                Read::Pending => (),
            }
        }
        if moved { Turn::Progress } else { Turn::Blocked }
    }

    fn refused(&self, error: ConnectError, io: &mut Io<'_, '_>) -> Turn {
        let reason = match error {
            ConnectError::Refused => "Connection refused",
            ConnectError::TimedOut => "Connection timed out",
            ConnectError::NoRoute => "No route to host",
            ConnectError::Reset | ConnectError::EmptyReply => {
                io.err(&format!(
                    "Connection to {} closed by remote host.\n",
                    self.name
                ));
                return Turn::Ended(Ended::Exited(255));
            }
        };
        io.err(&format!(
            "ssh: connect to host {} port 22: {reason}\n",
            self.name
        ));
        Turn::Ended(Ended::Exited(255))
    }

    pub(crate) fn on_signal(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Option<Turn> {
        if signal == Signal::Interrupt {
            io.system
                .want(io.me, Want::RemoteInput(RemoteInput::Interrupt));
            return if self.is_interactive {
                None
            } else {
                Some(self.leave(signal, io))
            };
        }
        Some(self.leave(signal, io))
    }

    fn leave(&mut self, signal: Signal, io: &mut Io<'_, '_>) -> Turn {
        io.system.want(io.me, Want::Abandon);
        Turn::Ended(Ended::Killed(signal))
    }
}
