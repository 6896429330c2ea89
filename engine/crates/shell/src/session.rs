//! A shell that runs on a machine, as the world sees it.

use std::net::{Ipv4Addr, SocketAddrV4};

use api::http::{ConnectError, HttpRequest, HttpResponse};
use api::{ApiError, Request, Response, StreamPart};
use docker::TerminalSize;
use serde::{Deserialize, Serialize};
use sim::{Duration, Instant, Timestamp};

use crate::FileSystem;

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
    /// It does not wait for its last `Call` or `Connect` any more.
    Abandon,
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
}

/// A command and what it printed, as the terminal shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub id: u64,
    /// The prompt it was typed at: `root@node1:~#`.
    pub prompt: String,
    pub command: String,
    /// The text as a terminal would show it now: cursor movements carried out, lines by `\n`.
    pub output: String,
    /// None while it runs.
    pub exit: Option<u8>,
    pub started: Instant,
    pub ended: Option<Instant>,
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
    // Filled in with the shell.
}

impl Session {
    /// A fresh login of root.
    pub fn new(_kind: SessionKind, _host: &mut Host<'_>) -> Session {
        todo!()
    }

    /// A line was entered: a command (which may leave a construct open: the prompt is `> ` then),
    /// or a line of input for the program in the foreground. For a `Script` session: the whole
    /// script, once.
    pub fn enter(&mut self, _line: &str, _host: &mut Host<'_>) {
        todo!()
    }

    /// Ctrl-C.
    pub fn interrupt(&mut self, _host: &mut Host<'_>) {
        todo!()
    }

    /// Ctrl-D.
    pub fn end_of_input(&mut self, _host: &mut Host<'_>) {
        todo!()
    }

    /// What a program wanted is there.
    pub fn resume(&mut self, _process: ProcessId, _resume: Resume, _host: &mut Host<'_>) {
        todo!()
    }

    /// Takes what programs want now, in order.
    pub fn take_wants(&mut self) -> Vec<(ProcessId, Want)> {
        todo!()
    }

    /// The terminal has another size.
    pub fn resize(&mut self, _size: TerminalSize) {
        todo!()
    }

    /// The machine lost power: everything in it is gone.
    pub fn power_off(&mut self) {
        todo!()
    }

    /// What is on the screen, oldest first.
    pub fn blocks(&self) -> &[Block] {
        todo!()
    }

    /// The prompt the next line is typed at; `None` while a program runs in the foreground and
    /// does not read.
    pub fn prompt(&self) -> Option<String> {
        todo!()
    }

    /// Lines entered so far, oldest first.
    pub fn history(&self) -> &[String] {
        todo!()
    }

    /// For a `Script` session: its exit status once it is over.
    pub fn exit_status(&self) -> Option<u8> {
        todo!()
    }

    /// For a `Script` session: every byte written so far, standard output and error together; on a
    /// terminal with the terminal's `\r\n`.
    pub fn raw_output(&self) -> &str {
        todo!()
    }

    /// How the word that ends at `cursor` (a byte offset) could go on. `ask` calls the local daemon
    /// at once and outside of time, for names of live objects; `None` if it cannot answer.
    pub fn complete(
        &self,
        _line: &str,
        _cursor: usize,
        _host: &Host<'_>,
        _ask: &mut dyn FnMut(Request) -> Option<Response>,
    ) -> Vec<Suggestion> {
        todo!()
    }
}
