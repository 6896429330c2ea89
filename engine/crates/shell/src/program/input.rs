//! The input of programs that read files, or standard input when there are none.

use std::collections::VecDeque;
use std::sync::Arc;

use super::Io;
use crate::files::{Device, FileError, Kind};
use crate::system::{Open, Read};

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
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    StandardInput,
    File {
        bytes: Arc<Vec<u8>>,
        at: usize,
    },
    /// `/dev/zero`, `/dev/urandom`: without end.
    Endless(Device),
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

    fn next(&mut self, most: Option<usize>, io: &mut Io<'_, '_>) -> Next {
        let Some(source) = &mut self.current else {
            return self.next_file(io);
        };
        let (content, at) = match &mut source.content {
            Content::File { bytes, at } => (bytes, at),
            Content::Endless(device) => {
                let device = *device;
                return match read_device(device, most.unwrap_or(CHUNK), io) {
                    Ok(bytes) => Next::Bytes(bytes.to_vec()),
                    Err(_) => Next::End,
                };
            }
            Content::StandardInput => return self.next_of_standard_input(most, io),
        };
        let rest = &content[*at..];
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
        *at += length;
        Next::Bytes(bytes)
    }

    fn next_of_standard_input(&mut self, most: Option<usize>, io: &mut Io<'_, '_>) -> Next {
        let read = match most {
            Some(most) => io.bytes(most),
            None => io.line(),
        };
        match read {
            Read::Bytes(bytes) => Next::Bytes(bytes),
            Read::Pending => Next::Pending,
            Read::End => {
                self.current = None;
                self.next_file(io)
            }
            Read::Failed(error) => {
                let source = self.current.take();
                Next::Unreadable(source.map_or_else(String::new, |it| it.name), error)
            }
        }
    }

    fn next_file(&mut self, io: &mut Io<'_, '_>) -> Next {
        let Some(name) = self.waiting.pop_front() else {
            return Next::End;
        };
        let content = if name == "-" || name == "/dev/stdin" {
            Content::StandardInput
        } else if let Some(device) = endless(&io.path(&name), io) {
            Content::Endless(device)
        } else {
            match read_file(&name, io) {
                Ok(bytes) => Content::File { bytes, at: 0 },
                Err(error) => return Next::Unreadable(name, error),
            }
        };
        self.current = Some(Source {
            name: name.clone(),
            content,
        });
        Next::File(name)
    }
}

/// The content of a file as a program of this folder names it. Unlike Linux, where a program that
/// wants all of `/dev/zero` at once reads until its memory is full, a device ends here.
pub(crate) fn read_file(name: &str, io: &mut Io<'_, '_>) -> Result<Arc<Vec<u8>>, FileError> {
    let path = io.path(name);
    io.host.files.entry(&path)?;
    match endless(&path, io) {
        Some(device) => read_device(device, CHUNK, io),
        None => io.host.files.read(&path),
    }
}

/// The device without end that lies here, if one does.
fn endless(path: &str, io: &Io<'_, '_>) -> Option<Device> {
    match io.host.files.entry(path).ok()?.kind {
        Kind::Device(device @ (Device::Zero | Device::Random)) => Some(device),
        _ => None,
    }
}

fn read_device(
    device: Device,
    most: usize,
    io: &mut Io<'_, '_>,
) -> Result<Arc<Vec<u8>>, FileError> {
    let open = io.system.open(Open::Device(device));
    let read = io.system.read(open, most, io.host);
    io.system.close(open);
    match read {
        Read::Bytes(bytes) => Ok(bytes.into()),
        Read::Pending | Read::End => Ok(Arc::default()),
        Read::Failed(error) => Err(error),
    }
}

/// Bytes of a device that are read at once.
const CHUNK: usize = 4_096;
