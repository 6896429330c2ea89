//! How a command is written: as plain code that runs again from its start with every answer.
//!
//! A command's [`Function`] asks for what it needs ([`Context::call`], [`Context::read_file`] …).
//! If the answer is already there it gets it; if not, the function stops with [`Stop::Wants`], and
//! once the answer has come it is run again from the start and comes one step further. What it
//! printed before is not printed twice. So a running command is a list of answers, can be cloned
//! at any moment, and yet reads from top to bottom. It must be deterministic and short: whatever
//! goes on for an unknown time (progress, logs, events) is a [`Tail`] that the command ends in.

use std::sync::Arc;

use api::{ApiError, ErrorKind, Request, Response};
use sim::Timestamp;

use crate::cli::{Environment, Printed, Want};
use crate::flag::Invocation;
use crate::tail::Tail;

/// A command in code.
pub(crate) type Function = fn(&mut Context<'_>) -> Outcome;

/// What came of running it: it is over, something goes on, or it stopped.
pub(crate) type Outcome = Result<Ending, Stop>;

/// How a command's function ends.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    Done,
    /// The command goes on as this.
    Then(Box<Tail>),
}

/// Why a command's function did not reach its end.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// It wants these, one after the other.
    Wants(Vec<Want>),
    Fails(Failure),
    /// It shows its help instead (pflag's `ErrHelp`).
    ShowsHelp,
}

/// An error: what is printed on standard error, and the exit code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub text: String,
    pub code: u8,
}

impl Stop {
    /// An error that ends the command with status 1.
    pub fn error(text: impl Into<String>) -> Stop {
        Stop::status(1, text)
    }

    /// An error that ends the command with this status.
    pub fn status(code: u8, text: impl Into<String>) -> Stop {
        Stop::Fails(Failure {
            text: text.into(),
            code,
        })
    }
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Stop {
        Stop::error(words(&error))
    }
}

/// What a command does when it is run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Run {
    /// Shows its help: it only holds other commands.
    Group,
    Works(Function),
    /// Says that it is not there yet, and what to use instead.
    Later(&'static str),
}

/// An answer of the past, and when it came.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub answer: Answer,
    pub at: Timestamp,
}

/// What a want was answered with.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Api(Result<Arc<Response>, ApiError>),
    File(Result<Arc<Vec<u8>>, String>),
    Line(Option<String>),
}

/// One run of a command's function.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub invocation: &'a Invocation,
    pub environment: &'a Environment,
    answers: &'a [Answered],
    used: usize,
    now: Timestamp,
    /// How many prints earlier runs made already.
    skip: usize,
    prints: usize,
    printed: Vec<Printed>,
}

impl<'a> Context<'a> {
    /// A run with these answers, after runs that printed `skip` times.
    pub fn new(
        invocation: &'a Invocation,
        environment: &'a Environment,
        answers: &'a [Answered],
        (started, skip): (Timestamp, usize),
    ) -> Context<'a> {
        Context {
            invocation,
            environment,
            answers,
            used: 0,
            now: started,
            skip,
            prints: 0,
            printed: Vec::new(),
        }
    }

    /// What this run printed anew, and how many prints there were in all.
    pub fn finish(self) -> (Vec<Printed>, usize) {
        (self.printed, self.prints)
    }

    /// The words after the flags.
    pub fn args(&self) -> &'a [String] {
        &self.invocation.args
    }

    /// The time of day when the last answer came.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Prints on standard output.
    pub fn out(&mut self, text: impl Into<String>) {
        self.print(false, text.into());
    }

    /// Prints a line on standard output.
    pub fn line(&mut self, text: impl AsRef<str>) {
        self.print(false, format!("{}\n", text.as_ref()));
    }

    /// Prints a line on standard error.
    pub fn error_line(&mut self, text: impl AsRef<str>) {
        self.print(true, format!("{}\n", text.as_ref()));
    }

    fn print(&mut self, stderr: bool, text: String) {
        self.prints += 1;
        if self.prints > self.skip && !text.is_empty() {
            self.printed.push(Printed { stderr, text });
        }
    }

    /// Calls the daemon; a refusal is an answer.
    pub fn call(&mut self, request: Request) -> Result<Result<Arc<Response>, ApiError>, Stop> {
        match self.next(|| vec![Want::Call(Box::new(request))])? {
            Answer::Api(answer) => Ok(answer),
            other => panic!("a call was answered by {other:?}"),
        }
    }

    /// Calls the daemon; a refusal ends the command.
    pub fn ask(&mut self, request: Request) -> Result<Arc<Response>, Stop> {
        Ok(self.call(request)??)
    }

    /// Calls the daemon once for each, without running again in between.
    pub fn call_each(
        &mut self,
        requests: Vec<Request>,
    ) -> Result<Vec<Result<Arc<Response>, ApiError>>, Stop> {
        let mut answers = Vec::with_capacity(requests.len());
        for at in 0..requests.len() {
            let wants = || {
                let rest = requests[at..].iter();
                rest.map(|request| Want::Call(Box::new(request.clone())))
                    .collect()
            };
            match self.next(wants)? {
                Answer::Api(answer) => answers.push(answer),
                other => panic!("a call was answered by {other:?}"),
            }
        }
        Ok(answers)
    }

    /// A file's content; a failure is an answer.
    pub fn read_file(&mut self, path: &str) -> Result<Result<Arc<Vec<u8>>, String>, Stop> {
        match self.next(|| vec![Want::ReadFile(path.to_owned())])? {
            Answer::File(answer) => Ok(answer),
            other => panic!("a read was answered by {other:?}"),
        }
    }

    /// A line of standard input, without its end; nothing at the end of input.
    pub fn read_line(&mut self) -> Result<Option<String>, Stop> {
        match self.next(|| vec![Want::ReadLine])? {
            Answer::Line(answer) => Ok(answer),
            other => panic!("a read was answered by {other:?}"),
        }
    }

    fn next(&mut self, wants: impl FnOnce() -> Vec<Want>) -> Result<Answer, Stop> {
        match self.answers.get(self.used) {
            Some(answered) => {
                self.used += 1;
                self.now = answered.at;
                Ok(answered.answer.clone())
            }
            None => Err(Stop::Wants(wants())),
        }
    }
}

/// An error as the CLI prints it: a daemon's words get their prefix, the client's own do not.
pub(crate) fn words(error: &ApiError) -> String {
    match error.kind {
        ErrorKind::NoConnection | ErrorKind::Lost => error.message.clone(),
        ErrorKind::InvalidParameter
        | ErrorKind::Unauthorized
        | ErrorKind::Forbidden
        | ErrorKind::NotFound
        | ErrorKind::Conflict
        | ErrorKind::System
        | ErrorKind::NotImplemented
        | ErrorKind::Unavailable => format!("Error response from daemon: {}", error.message),
    }
}

/// Takes the variant out of an answer that can only be that: the daemon answers each request with
/// its own kind of response.
macro_rules! answer {
    ($response:expr, $variant:ident) => {
        match &*$response {
            api::Response::$variant(value) => value,
            other => panic!("expected Response::{}, got {other:?}", stringify!($variant)),
        }
    };
}
pub(crate) use answer;
