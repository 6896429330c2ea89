//! A running `docker` command as its host sees it.

use api::{ApiError, Request, Response, StreamPart};
use serde::{Deserialize, Serialize};
use sim::{Duration, Timestamp};

/// Columns and rows of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalSize {
    pub columns: u16,
    pub rows: u16,
}

/// What a command is started with besides its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// The terminal that standard output is, if it is one.
    pub stdout_tty: Option<TerminalSize>,
    /// Whether standard input is a terminal.
    pub stdin_tty: bool,
    /// `DOCKER_HOST` and friends.
    pub variables: std::collections::BTreeMap<String, String>,
    /// The client's own version: `28.5.2`.
    pub client_version: String,
}

/// What a command prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    pub stderr: bool,
    /// With `\n` alone for a line's end, even on a terminal; the terminal adds `\r`.
    pub text: String,
}

/// What a command wants before it can go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// Call the daemon; resume with [`Resume::Answer`].
    Call(Box<Request>),
    /// Wait for the next part of the stream that was answered, at most this long if given; resume
    /// with [`Resume::Part`], or [`Resume::Woken`].
    Part { within: Option<Duration> },
    /// Resume with [`Resume::Woken`] after this time.
    Sleep(Duration),
    /// Resume with [`Resume::File`]; a relative path starts at the shell's folder; `-` is all of
    /// standard input.
    ReadFile(String),
    /// Write a file; resume with [`Resume::Written`].
    WriteFile { path: String, content: Vec<u8> },
    /// One line of standard input; resume with [`Resume::Line`].
    ReadLine,
    /// It is over.
    Exit(u8),
}

/// What a command is resumed with.
#[derive(Clone, Debug, PartialEq)]
pub enum Resume {
    /// It starts.
    Started,
    Answer(Result<Response, ApiError>),
    Part(StreamPart),
    Woken,
    /// The content, or the operating system's words: `no such file or directory`.
    File(Result<Vec<u8>, String>),
    Written(Result<(), String>),
    /// `None` at the end of input.
    Line(Option<String>),
    /// Ctrl-C.
    Interrupted,
}

/// What came of a resumption: text first, then the next want.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub printed: Vec<Printed>,
    pub want: Want,
}

/// A `docker` command that runs.
#[derive(Clone, Debug)]
pub struct Command {
    // Filled in with the command.
}

impl Command {
    /// A command of these words, without `docker` itself. Resume it with [`Resume::Started`].
    pub fn new(_words: Vec<String>, _environment: Environment) -> Command {
        todo!()
    }

    /// Goes on until it wants something.
    pub fn resume(&mut self, _resume: Resume, _now: Timestamp) -> Step {
        todo!()
    }
}

/// How the word under the cursor could go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Completion {
    /// Exactly these words, each with a short description or none.
    Words(Vec<(String, String)>),
    /// The names in the answer to this request; give it to [`Completion::from_answer`].
    Live {
        request: Box<Request>,
        prefix: String,
    },
    /// A file.
    File,
}

impl Completion {
    /// The words a live completion gives.
    pub fn from_answer(&self, _answer: &Response) -> Vec<(String, String)> {
        todo!()
    }
}

/// Completes the last of these words (which may be empty); `docker` itself is not among them.
pub fn complete(_words: &[String]) -> Completion {
    todo!()
}
