//! What a command ends in when it goes on for a time nobody knows: progress, logs, events.
//!
//! Unlike a command's function, which runs again from its start with every answer, these are
//! states that are stepped, so that an hour of `logs --follow` costs no more than its lines.

use api::{ApiError, Response, StreamPart};
use sim::Timestamp;

use crate::cli::{Printed, Resume, Want};
use crate::command::service::converge::Converge;
use crate::command::service::log_lines::LogLines;
use crate::command::system::event_lines::EventLines;

/// A command's second half.
#[derive(Clone, Debug)]
pub(crate) enum Tail {
    /// Watches services until they are as wanted.
    Converge(Converge),
    /// Shows log lines as they come.
    Logs(LogLines),
    /// Shows events as they come.
    Events(EventLines),
}

/// What a tail is woken with.
#[derive(Clone, Debug)]
pub(crate) enum Wake {
    /// It begins.
    Begin,
    Answer(Result<Response, ApiError>),
    Part(StreamPart),
    /// The time it asked for is over.
    Time,
    Interrupted,
}

/// What a tail says when it was woken.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    pub printed: Vec<Printed>,
}

impl Said {
    /// Text on standard output.
    pub fn out(&mut self, text: impl Into<String>) {
        self.add(false, text.into());
    }

    /// A line on standard error.
    pub fn error_line(&mut self, text: &str) {
        self.add(true, format!("{text}\n"));
    }

    /// Text on either.
    pub fn add(&mut self, stderr: bool, text: String) {
        if !text.is_empty() {
            self.printed.push(Printed { stderr, text });
        }
    }
}

impl Tail {
    /// Goes on until it wants something.
    pub fn wake(&mut self, wake: Wake, now: Timestamp, said: &mut Said) -> Want {
        match self {
            Tail::Converge(converge) => converge.wake(wake, now, said),
            Tail::Logs(logs) => logs.wake(wake, said),
            Tail::Events(events) => events.wake(wake, said),
        }
    }
}

impl Wake {
    /// What a resumption means to a tail; nothing where it can mean nothing.
    pub fn of(resume: Resume) -> Option<Wake> {
        Some(match resume {
            Resume::Answer(answer) => Wake::Answer(answer),
            Resume::Part(part) => Wake::Part(part),
            Resume::Woken => Wake::Time,
            Resume::Interrupted => Wake::Interrupted,
            Resume::Started | Resume::File(_) | Resume::Written(_) | Resume::Line(_) => {
                return None;
            }
        })
    }
}
