//! A shell that runs on a machine, as the world sees it.

mod complete;
mod interactive;
mod run;
mod typing;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::http::{ConnectError, HttpRequest, HttpResponse};
use api::{ApiError, Request, Response, StreamPart};
use docker::TerminalSize;
use serde::{Deserialize, Serialize};
use sim::{Duration, Instant, Timestamp};

use crate::shell::Shell;
use crate::system::{Body, Process, Signal, System};
use crate::{FileSystem, Text};
use typing::Typing;

/// Names a running program of a session until it ends; unique in the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProcessId(pub u32);

/// How a session is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    /// A terminal with a prompt, history and job control.
    Interactive(TerminalSize),
    /// `bash -c`, with its output on a pseudo-terminal or not. The session is over when the
    /// command is.
    Script { tty: Option<TerminalSize> },
    /// The far end of `ssh` without a command: lines are entered one by one, prompts are part of
    /// the output, and it is over after `exit`.
    Remote { tty: Option<TerminalSize> },
}

/// What the machine offers a shell at this moment.
#[derive(Debug)]
pub struct Host<'a> {
    pub hostname: &'a str,
    /// Interface name, address, prefix length.
    pub addresses: &'a [(String, Ipv4Addr, u8)],
    /// Other machines by name, as its `/etc/hosts` has them.
    pub hosts: &'a [(String, Ipv4Addr)],
    pub files: &'a mut FileSystem,
    pub client_version: &'a str,
    pub now: Instant,
    pub wall: Timestamp,
}

/// Which daemon a `docker` command calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DaemonAddress {
    /// The socket of this machine.
    Local,
    /// `DOCKER_HOST=tcp://…`.
    Tcp(SocketAddrV4),
}

/// What a program of the session wants from the world.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// Call a daemon; answer with [`Resume::Answer`], and [`Resume::Part`]s if it is a stream.
    Call {
        daemon: DaemonAddress,
        request: Box<Request>,
    },
    /// Open a connection and send a request; answer with [`Resume::Reply`]. The program keeps its
    /// own time limit by a `WakeAt` of its own.
    Connect {
        to: SocketAddrV4,
        request: Box<HttpRequest>,
    },
    /// Answer with [`Resume::Woken`] at that time.
    WakeAt(Instant),
    /// Echo request; answer with [`Resume::Pong`].
    Ping { to: Ipv4Addr },
    /// It does not wait for its last `Call`, `Connect` or `Ping` any more.
    Abandon,
    /// `ssh`: open a session on that machine for this program, a `Script` if there is a command and
    /// a `Remote` otherwise. Answer with [`Resume::Remote`] whenever that session's `raw_output`
    /// has grown, and [`Resume::RemoteEnd`] when it is over or cannot be had.
    Remote {
        to: Ipv4Addr,
        command: Option<String>,
        tty: Option<TerminalSize>,
    },
    /// For the session that `Remote` opened.
    RemoteInput(RemoteInput),
}

/// What a person at this end of `ssh` does at the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteInput {
    Line(String),
    Interrupt,
    EndOfInput,
}

/// What a program is resumed with.
#[derive(Clone, Debug, PartialEq)]
pub enum Resume {
    Answer(Result<Response, ApiError>),
    Part(StreamPart),
    Reply(Result<HttpResponse, ConnectError>),
    Woken,
    /// Round trip, or that nobody answered.
    Pong(Result<Duration, ConnectError>),
    /// More output of the session at the far end.
    Remote(String),
    /// Its exit status, or why there is none.
    RemoteEnd(Result<u8, ConnectError>),
}

/// A command and what it printed, as the terminal shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub id: u64,
    /// The prompt it was typed at: `root@node1:~#`.
    pub prompt: String,
    pub command: String,
    /// The text as a terminal would show it now: cursor movements carried out.
    pub output: Text,
    /// None while it runs.
    pub exit: Option<u8>,
    pub started: Instant,
    pub ended: Option<Instant>,
}

impl Block {
    /// Output that no command was typed for.
    pub(crate) fn unasked(id: u64) -> Block {
        Block {
            id,
            prompt: String::new(),
            command: String::new(),
            output: Text::default(),
            exit: None,
            started: Instant::START,
            ended: None,
        }
    }
}

/// A word that could stand at the cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What replaces the word under the cursor.
    pub word: String,
    pub description: String,
}

/// A shell on a machine.
#[derive(Clone, Debug)]
pub struct Session {
    kind: SessionKind,
    system: System,
    processes: BTreeMap<ProcessId, Process>,
    /// The shell itself.
    main: ProcessId,
    /// Lines of a command that goes on.
    typing: Typing,
    /// Whether a command typed at the prompt runs, so that its block is to be closed.
    is_busy: bool,
    exit_status: Option<u8>,
    /// Until when nothing runs, because everything has run enough for now.
    rests_until: Option<Instant>,
    /// The machine has no power.
    is_off: bool,
    /// The status of a shell that was left, until the next one starts.
    has_logged_out: Option<u8>,
}

impl Session {
    /// A fresh login of root.
    pub fn new(kind: SessionKind, host: &mut Host<'_>) -> Session {
        Session::log_in(kind, host)
    }

    /// A line was entered: a command (which may leave a construct open: the prompt is `> ` then),
    /// or a line of input for the program in the foreground. Typed ahead it waits its turn. For a
    /// `Script` session: the whole script, once.
    pub fn enter(&mut self, line: &str, host: &mut Host<'_>) {
        if self.is_off {
            return;
        }
        match self.kind {
            SessionKind::Script { .. } => {
                if let Some(shell) = self.shell_mut() {
                    shell.run_text(line);
                }
            }
            SessionKind::Interactive(_) | SessionKind::Remote { .. } => {
                for line in line.split('\n') {
                    self.system.terminal.type_line(line.trim_end_matches('\r'));
                }
            }
        }
        self.run(host);
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self, host: &mut Host<'_>) {
        self.interrupt_foreground(host);
        self.run(host);
    }

    /// Ctrl-D.
    pub fn end_of_input(&mut self, host: &mut Host<'_>) {
        self.system.terminal.close();
        self.run(host);
    }

    /// What a program wanted is there.
    pub fn resume(&mut self, process: ProcessId, resume: Resume, host: &mut Host<'_>) {
        if process == Session::RESTING {
            self.rests_until = self.rests_until.filter(|until| *until > host.now);
        } else if let Some(process) = self.processes.get_mut(&process) {
            process.inbox.push_back(resume);
        }
        self.run(host);
    }

    /// Takes what programs want now, in order.
    pub fn take_wants(&mut self) -> Vec<(ProcessId, Want)> {
        self.system.take_wants()
    }

    /// The terminal has another size.
    pub fn resize(&mut self, size: TerminalSize) {
        self.system.terminal.resize(size);
    }

    /// The machine lost power: everything in it is gone.
    pub fn power_off(&mut self) {
        self.processes.clear();
        self.system.power_off();
        self.typing.clear();
        self.rests_until = None;
        self.is_off = true;
        self.is_busy = false;
        self.system.terminal.power_off();
        match self.kind {
            SessionKind::Interactive(_) => (),
            // Killed, as whoever waits for it sees it.
            SessionKind::Script { .. } | SessionKind::Remote { .. } => {
                self.exit_status = self.exit_status.or(Some(128 + Signal::Kill.number()));
            }
        }
    }

    /// The machine has power again: somebody logs in at its console.
    pub fn power_on(&mut self, host: &mut Host<'_>) {
        self.is_off = false;
        self.run(host);
    }

    /// What is on the screen, oldest first.
    pub fn blocks(&self) -> &[Block] {
        self.system.terminal.blocks()
    }

    /// The prompt the next line is typed at; `None` while a program runs in the foreground and
    /// does not read.
    pub fn prompt(&self) -> Option<String> {
        self.current_prompt()
    }

    /// Lines entered so far, oldest first.
    pub fn history(&self) -> &[String] {
        self.shell().map_or(&[], |shell| &shell.history)
    }

    /// For a `Script` or `Remote` session: its exit status once it is over.
    pub fn exit_status(&self) -> Option<u8> {
        self.exit_status
    }

    /// For a `Script` or `Remote` session: every byte written so far, standard output and error
    /// together; on a terminal with the terminal's `\r\n`.
    pub fn raw_output(&self) -> &str {
        self.system.terminal.raw()
    }

    /// For a `Script` session with a terminal: the lines its screen shows, those that scrolled off
    /// the top included.
    pub fn screen(&self) -> Vec<String> {
        self.system.terminal.screen()
    }

    /// How the word that ends at `cursor` (a byte offset) could go on. `ask` calls the local daemon
    /// at once and outside of time, for names of live objects; `None` if it cannot answer.
    pub fn complete(
        &self,
        line: &str,
        cursor: usize,
        host: &Host<'_>,
        ask: &mut dyn FnMut(Request) -> Option<Response>,
    ) -> Vec<Suggestion> {
        self.suggestions(line, cursor, host, ask)
    }

    /// The process that stands for the session itself when it rests.
    const RESTING: ProcessId = ProcessId(0);

    fn shell(&self) -> Option<&Shell> {
        match &self.processes.get(&self.main)?.body {
            Body::Shell(shell) => Some(shell),
            Body::Program { .. } => None,
        }
    }

    fn shell_mut(&mut self) -> Option<&mut Shell> {
        match &mut self.processes.get_mut(&self.main)?.body {
            Body::Shell(shell) => Some(shell),
            Body::Program { .. } => None,
        }
    }
}

/// The variables of a fresh login.
fn login_variables(hostname: &str, is_tty: bool) -> Vec<(&'static str, String)> {
    let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    let term = if is_tty { "xterm-256color" } else { "dumb" };
    [
        ("HOME", "/root"),
        ("HOSTNAME", hostname),
        ("LANG", "C.UTF-8"),
        ("LOGNAME", "root"),
        ("PATH", path),
        ("PWD", "/root"),
        ("SHELL", "/bin/bash"),
        ("TERM", term),
        ("USER", "root"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}
