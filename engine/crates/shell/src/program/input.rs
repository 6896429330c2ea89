//! The input of programs that read files, or standard input when there are none.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Io;
use crate::files::FileError;
use crate::system::Read;

/// What is read, and how far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    waiting: VecDeque<String>,
    current: Option<Source>,
}

#[derive(Clone, Debug)]
struct Source {
    /// As it was given; `-` is standard input.
    name: String,
    /// None for standard input.
    content: Option<Arc<[u8]>>,
    at: usize,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Another file begins.
    File(String),
    /// A line with its end, or some bytes.
    Bytes(Vec<u8>),
    /// Nothing yet.
    Pending,
    /// This file cannot be read.
    Unreadable(String, FileError),
    /// Nothing any more.
    End,
}

impl Inputs {
    /// These files, or standard input when there are none.
    pub(crate) fn new(files: &[String]) -> Inputs {
        let mut waiting: VecDeque<String> = files.iter().cloned().collect();
        if waiting.is_empty() {
            waiting.push_back("-".to_owned());
        }
        Inputs {
            waiting,
            current: None,
        }
    }

    pub(crate) fn next_line(&mut self, io: &mut Io<'_, '_>) -> Next {
        self.next(None, io)
    }

    pub(crate) fn next_bytes(&mut self, most: usize, io: &mut Io<'_, '_>) -> Next {
        self.next(Some(most), io)
    }

    /// Leaves the rest of this file unread.
    pub(crate) fn skip_file(&mut self) {
        self.current = None;
    }

    pub(crate) fn is_last(&self) -> bool {
        self.waiting.is_empty()
    }

    fn next(&mut self, most: Option<usize>, io: &mut Io<'_, '_>) -> Next {
        let Some(source) = &mut self.current else {
            return self.next_file(io);
        };
        let Some(content) = &source.content else {
            let read = match most {
                Some(most) => io.bytes(most),
                None => io.line(),
            };
            return match read {
                Read::Bytes(bytes) => Next::Bytes(bytes),
                Read::Pending => Next::Pending,
                Read::End => {
                    self.current = None;
                    self.next_file(io)
                }
                Read::Failed(error) => {
                    let name = std::mem::take(&mut source.name);
                    self.current = None;
                    Next::Unreadable(name, error)
                }
            };
        };
        let rest = &content[source.at..];
        let length = match most {
            Some(most) => most.min(rest.len()),
            None => rest
                .iter()
                .position(|it| *it == b'\n')
                .map_or(rest.len(), |it| it + 1),
        };
        if length == 0 {
            self.current = None;
            return self.next_file(io);
        }
        let bytes = rest[..length].to_vec();
        source.at += length;
        Next::Bytes(bytes)
    }

    fn next_file(&mut self, io: &mut Io<'_, '_>) -> Next {
        let Some(name) = self.waiting.pop_front() else {
            return Next::End;
        };
        let content = if name == "-" || name == "/dev/stdin" {
            None
        } else {
            match read_file(&name, io) {
                Ok(content) => Some(content),
                Err(error) => return Next::Unreadable(name, error),
            }
        };
        self.current = Some(Source {
            name: name.clone(),
            content,
            at: 0,
        });
        Next::File(name)
    }
}

/// The content of a file as a program of this folder names it. Of `/dev/zero` and `/dev/urandom`
/// it gets as much as a program is likely to want.
pub(crate) fn read_file(name: &str, io: &mut Io<'_, '_>) -> Result<Arc<[u8]>, FileError> {
    use crate::files::{Device, Kind};
    use crate::system::Open;
    let path = io.path(name);
    let device = match &io.host.files.entry(&path)?.kind {
        Kind::Device(device @ (Device::Zero | Device::Random)) => *device,
        _ => return io.host.files.read(&path),
    };
    let open = io.system.open(Open::Device(device));
    let read = io.system.read(open, DEVICE_BYTES, io.host);
    io.system.close(open);
    match read {
        Read::Bytes(bytes) => Ok(bytes.into()),
        Read::Pending | Read::End => Ok(Arc::from([])),
        Read::Failed(error) => Err(error),
    }
}

/// Unlike Linux a device without end ends here.
const DEVICE_BYTES: usize = 8 << 20;
