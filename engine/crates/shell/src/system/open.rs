//! Open files: what a descriptor leads to.

use std::collections::VecDeque;
use std::sync::Arc;

use super::System;
use crate::files::{Device, FileError};
use crate::limits;
use crate::session::Host;

/// An open file; several descriptors may share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OpenId(u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PipeId(u64);

/// What an open file is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Open {
    /// Where the session reads its lines from and shows its output.
    Terminal,
    Device(Device),
    PipeEnd(PipeId, Direction),
    /// A file of the machine, and how far it has been read or written.
    File {
        path: String,
        at: usize,
        appends: bool,
    },
    /// A here-document.
    Text {
        content: Arc<[u8]>,
        at: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// Bytes on their way from one program to another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipe {
    bytes: VecDeque<u8>,
    readers: u32,
    writers: u32,
    capacity: usize,
}

/// What reading gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    Bytes(Vec<u8>),
    /// Nothing yet.
    Pending,
    /// Nothing any more.
    End,
    Failed(FileError),
}

/// Why writing failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteError {
    /// Nobody reads any more: the writer is to die of it.
    BrokenPipe,
    Failed(FileError),
}

/// Linux `pipe(7)`: a pipe holds 65,536 bytes.
const PIPE_CAPACITY: usize = 65_536;

/// A terminal's letters cost more than those of a pipe: each is put in its place on a screen.
const TERMINAL_COST: usize = 4;

/// What reading or writing costs by itself, in bytes.
const CALL_COST: usize = 8;

impl System {
    /// Opens something; it has one user so far.
    pub(crate) fn open(&mut self, open: Open) -> OpenId {
        self.last_open += 1;
        let id = OpenId(self.last_open);
        self.opens.insert(id, (open, 1));
        id
    }

    pub(crate) fn retain(&mut self, open: OpenId) {
        if let Some((_, users)) = self.opens.get_mut(&open) {
            *users += 1;
        }
    }

    pub(crate) fn close(&mut self, open: OpenId) {
        let Some((what, users)) = self.opens.get_mut(&open) else {
            return;
        };
        *users -= 1;
        if *users > 0 {
            return;
        }
        if let Open::PipeEnd(pipe, direction) = *what {
            self.close_end(pipe, direction);
        }
        self.opens.remove(&open);
    }

    fn close_end(&mut self, id: PipeId, direction: Direction) {
        let Some(pipe) = self.pipes.get_mut(&id) else {
            return;
        };
        match direction {
            Direction::Read => pipe.readers -= 1,
            Direction::Write => pipe.writers -= 1,
        }
        if pipe.readers == 0 && pipe.writers == 0 {
            self.pipes.remove(&id);
        }
    }

    /// A pipe between two programs: its reading and its writing end.
    pub(crate) fn pipe(&mut self) -> (OpenId, OpenId) {
        self.new_pipe(PIPE_CAPACITY)
    }

    /// A pipe that the shell empties only when its writers are done.
    pub(crate) fn capture(&mut self) -> (OpenId, OpenId) {
        self.new_pipe(limits::TEXT)
    }

    fn new_pipe(&mut self, capacity: usize) -> (OpenId, OpenId) {
        self.last_pipe += 1;
        let id = PipeId(self.last_pipe);
        self.pipes.insert(
            id,
            Pipe {
                bytes: VecDeque::new(),
                readers: 1,
                writers: 1,
                capacity,
            },
        );
        let reader = self.open(Open::PipeEnd(id, Direction::Read));
        let writer = self.open(Open::PipeEnd(id, Direction::Write));
        (reader, writer)
    }

    pub(crate) fn what(&self, open: OpenId) -> Option<&Open> {
        self.opens.get(&open).map(|(what, _)| what)
    }

    pub(crate) fn is_terminal(&self, open: OpenId) -> bool {
        let is_terminal = matches!(
            self.what(open),
            Some(Open::Terminal | Open::Device(Device::Terminal))
        );
        is_terminal && self.terminal.is_tty()
    }

    /// Whether a writer need not wait.
    pub(crate) fn has_room(&self, open: OpenId) -> bool {
        match self.what(open) {
            Some(Open::PipeEnd(id, _)) => self
                .pipes
                .get(id)
                .is_none_or(|pipe| pipe.readers == 0 || pipe.bytes.len() < pipe.capacity),
            _ => true,
        }
    }

    /// Whether a capture has taken as much as it may.
    pub(crate) fn is_full(&self, open: OpenId) -> bool {
        match self.what(open) {
            Some(Open::PipeEnd(id, _)) => self
                .pipes
                .get(id)
                .is_some_and(|pipe| pipe.bytes.len() >= pipe.capacity),
            Some(Open::Terminal | Open::Device(_) | Open::File { .. } | Open::Text { .. })
            | None => false,
        }
    }

    /// Writes all of it, even where there is room for less.
    pub(crate) fn write(
        &mut self,
        open: OpenId,
        bytes: &[u8],
        host: &mut Host<'_>,
    ) -> Result<(), WriteError> {
        self.spend(bytes.len() + CALL_COST);
        let Some((what, _)) = self.opens.get_mut(&open) else {
            return Err(WriteError::Failed(FileError::BadDescriptor));
        };
        match what {
            Open::Terminal | Open::Device(Device::Terminal) => {
                self.terminal.write(bytes);
                self.spend(bytes.len() * (TERMINAL_COST - 1));
                Ok(())
            }
            Open::Device(_) => Ok(()),
            Open::Text { .. } => Err(WriteError::Failed(FileError::BadDescriptor)),
            Open::File { path, at, appends } => {
                if *appends {
                    *at = host.files.read(path).map_or(0, |content| content.len());
                }
                write_file(path, at, bytes, host).map_err(WriteError::Failed)
            }
            Open::PipeEnd(id, _) => match self.pipes.get_mut(id) {
                Some(pipe) if pipe.readers > 0 => {
                    pipe.bytes.extend(bytes);
                    Ok(())
                }
                _ => Err(WriteError::BrokenPipe),
            },
        }
    }

    /// Up to `most` bytes.
    pub(crate) fn read(&mut self, open: OpenId, most: usize, host: &Host<'_>) -> Read {
        let read = self.read_some(open, most, host);
        self.spend(
            CALL_COST
                + if let Read::Bytes(bytes) = &read {
                    bytes.len()
                } else {
                    0
                },
        );
        read
    }

    fn read_some(&mut self, open: OpenId, most: usize, host: &Host<'_>) -> Read {
        // A device has no end: it gives as much as a pipe would hold.
        let most_of_device = most.min(PIPE_CAPACITY);
        let Some((what, _)) = self.opens.get_mut(&open) else {
            return Read::Failed(FileError::BadDescriptor);
        };
        match what {
            Open::Terminal | Open::Device(Device::Terminal) => self.terminal.read(most),
            Open::Device(Device::Zero) => Read::Bytes(vec![0; most_of_device]),
            Open::Device(Device::Random) => Read::Bytes(noise(open, most_of_device, host)),
            Open::Device(Device::Null | Device::Descriptor(_)) => Read::End,
            Open::Text { content, at } => from_content(content, at, most),
            Open::File { path, at, .. } => match host.files.read(path) {
                Ok(content) => from_content(&content, at, most),
                Err(error) => Read::Failed(error),
            },
            Open::PipeEnd(id, _) => match self.pipes.get_mut(id) {
                Some(pipe) if !pipe.bytes.is_empty() => {
                    let most = most.min(pipe.bytes.len());
                    Read::Bytes(pipe.bytes.drain(..most).collect())
                }
                Some(pipe) if pipe.writers > 0 => Read::Pending,
                _ => Read::End,
            },
        }
    }

    /// One line with its line end, if it has one.
    pub(crate) fn read_line(&mut self, open: OpenId, host: &Host<'_>) -> Read {
        let read = self.read_some_line(open, host);
        self.spend(
            CALL_COST
                + if let Read::Bytes(bytes) = &read {
                    bytes.len()
                } else {
                    0
                },
        );
        read
    }

    fn read_some_line(&mut self, open: OpenId, host: &Host<'_>) -> Read {
        let Some((what, _)) = self.opens.get_mut(&open) else {
            return Read::Failed(FileError::BadDescriptor);
        };
        match what {
            Open::Text { content, at } => line_of(content, at),
            Open::File { path, at, .. } => match host.files.read(path) {
                Ok(content) => line_of(&content, at),
                Err(error) => Read::Failed(error),
            },
            Open::PipeEnd(id, _) => match self.pipes.get_mut(id) {
                Some(pipe) => pipe.line(),
                None => Read::End,
            },
            Open::Terminal => self.terminal.read(usize::MAX),
            Open::Device(_) => self.read_some(open, 4096, host),
        }
    }
}

impl Pipe {
    fn line(&mut self) -> Read {
        match self.bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => Read::Bytes(self.bytes.drain(..=end).collect()),
            None if self.writers > 0 && self.bytes.len() < self.capacity => Read::Pending,
            None if self.bytes.is_empty() => Read::End,
            None => Read::Bytes(self.bytes.drain(..).collect()),
        }
    }
}

fn from_content(content: &[u8], at: &mut usize, most: usize) -> Read {
    let rest = content.get(*at..).unwrap_or_default();
    let bytes = &rest[..most.min(rest.len())];
    *at += bytes.len();
    if bytes.is_empty() {
        Read::End
    } else {
        Read::Bytes(bytes.to_vec())
    }
}

fn line_of(content: &[u8], at: &mut usize) -> Read {
    let rest = content.get(*at..).unwrap_or_default();
    let end = rest
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(rest.len(), |end| end + 1);
    *at += end;
    if end == 0 {
        Read::End
    } else {
        Read::Bytes(rest[..end].to_vec())
    }
}

/// Writes behind what was written before; it is as if there were zeros in what is left out.
fn write_file(
    path: &str,
    at: &mut usize,
    bytes: &[u8],
    host: &mut Host<'_>,
) -> Result<(), FileError> {
    host.files.write_at(path, *at, bytes, host.wall)?;
    *at += bytes.len();
    Ok(())
}

/// Bytes for `/dev/urandom`. They only have to look like chance, and to be the same when the
/// session is lived again: they grow from the machine's name and its clock.
fn noise(open: OpenId, most: usize, host: &Host<'_>) -> Vec<u8> {
    let mut rng = sim::Rng::stream(host.now.as_nanos() ^ (open.0 << 48), host.hostname);
    (0..most).map(|_| (rng.next() >> 32) as u8).collect()
}
