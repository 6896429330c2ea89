//! What a program can do: read, write, look at the machine, want something from the world.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use docker::TerminalSize;

use crate::files::{FileError, absolute};
use crate::session::{Host, ProcessId, Resume};
use crate::system::{Descriptors, Group, Open, Read, System, WriteError};

/// What a program inherits from who starts it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Environment {
    pub(crate) variables: Arc<BTreeMap<String, String>>,
    pub(crate) folder: String,
}

/// A program's hands and eyes for one turn.
pub(crate) struct Io<'a, 'h> {
    pub(crate) system: &'a mut System,
    pub(crate) host: &'a mut Host<'h>,
    pub(crate) me: ProcessId,
    pub(crate) group: Group,
    pub(crate) descriptors: &'a mut Descriptors,
    pub(crate) inbox: &'a mut VecDeque<Resume>,
    pub(crate) environment: &'a Environment,
    /// It wrote to a pipe that nobody reads: it dies of that at the end of its turn.
    pub(crate) is_broken: bool,
    /// It wrote to a file that could not take it, and has not said so yet.
    pub(crate) failed: Option<FileError>,
}

impl<'h> Io<'_, 'h> {
    /// The same for a program in another environment.
    pub(crate) fn with_environment<'b>(&'b mut self, environment: &'b Environment) -> Io<'b, 'h> {
        Io {
            system: self.system,
            host: self.host,
            me: self.me,
            group: self.group,
            descriptors: self.descriptors,
            inbox: self.inbox,
            environment,
            is_broken: self.is_broken,
            failed: self.failed,
        }
    }

    /// Writes to standard output.
    pub(crate) fn out(&mut self, text: &str) {
        self.write(1, text.as_bytes());
    }

    pub(crate) fn out_bytes(&mut self, bytes: &[u8]) {
        self.write(1, bytes);
    }

    /// Writes to standard error.
    pub(crate) fn err(&mut self, text: &str) {
        self.write(2, text.as_bytes());
    }

    pub(crate) fn write(&mut self, descriptor: u32, bytes: &[u8]) {
        // A descriptor that was closed takes nothing, and hardly a program looks.
        let Some(open) = self.descriptors.get(&descriptor).copied() else {
            return;
        };
        match self.system.write(open, bytes, self.host) {
            Ok(()) => (),
            Err(WriteError::BrokenPipe) => self.is_broken = true,
            Err(WriteError::Failed(error)) => self.failed = Some(error),
        }
    }

    /// A line of standard input with its line end.
    pub(crate) fn line(&mut self) -> Read {
        match self.descriptors.get(&0).copied() {
            Some(open) => self.system.read_line(open, self.host),
            None => Read::End,
        }
    }

    /// Some bytes of standard input.
    pub(crate) fn bytes(&mut self, most: usize) -> Read {
        match self.descriptors.get(&0).copied() {
            Some(open) => self.system.read(open, most, self.host),
            None => Read::End,
        }
    }

    /// How many bytes standard input has, when it is a file.
    pub(crate) fn input_size(&self) -> Option<usize> {
        match self.system.what(*self.descriptors.get(&0)?)? {
            Open::File { path, .. } => self.host.files.read(path).ok().map(|it| it.len()),
            Open::Terminal | Open::Device(_) | Open::PipeEnd(..) | Open::Text { .. } => None,
        }
    }

    /// Whether standard output takes more now.
    pub(crate) fn has_room(&self) -> bool {
        self.descriptors
            .get(&1)
            .is_none_or(|open| self.system.has_room(*open))
    }

    pub(crate) fn is_tty(&self, descriptor: u32) -> bool {
        self.descriptors
            .get(&descriptor)
            .is_some_and(|open| self.system.is_terminal(*open))
    }

    /// The terminal that standard output is, if it is one.
    pub(crate) fn tty_size(&self) -> Option<TerminalSize> {
        if self.is_tty(1) {
            self.system.terminal.size
        } else {
            None
        }
    }

    /// A path as the program's folder sees it.
    pub(crate) fn path(&self, path: &str) -> String {
        absolute(&self.environment.folder, path)
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.environment.variables.get(name).map(String::as_str)
    }
}
