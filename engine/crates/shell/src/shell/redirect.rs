//! Carrying out redirections.

use std::sync::Arc;

use super::Shell;
use crate::files::{Device, Entry, FileError, Kind, absolute};
use crate::program::Io;
use crate::syntax::RedirectKind;
use crate::system::{Descriptors, Open, OpenId};

/// A redirection whose words have been expanded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Redirection {
    pub(super) descriptor: u32,
    pub(super) action: Action,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Action {
    Open { path: String, kind: RedirectKind },
    Text(Arc<[u8]>),
    Duplicate { from: u32, word: String },
    Close,
}

impl Shell {
    /// Carries out redirections on these descriptors; an error is bash's message.
    pub(super) fn redirect(
        &self,
        redirections: &[Redirection],
        descriptors: &mut Descriptors,
        io: &mut Io<'_, '_>,
    ) -> Result<(), String> {
        for redirection in redirections {
            let number = redirection.descriptor;
            match &redirection.action {
                Action::Close => {
                    if let Some(open) = descriptors.remove(&number) {
                        io.system.close(open);
                    }
                }
                Action::Text(content) => {
                    let open = io.system.open(Open::Text {
                        content: content.clone(),
                        at: 0,
                    });
                    io.system.put(descriptors, number, open);
                }
                Action::Duplicate { from, word } => {
                    let Some(open) = descriptors.get(from).copied() else {
                        return Err(format!("{word}: {}", FileError::BadDescriptor));
                    };
                    io.system.retain(open);
                    io.system.put(descriptors, number, open);
                }
                Action::Open { path, kind } => {
                    let open = self
                        .open(path, *kind, descriptors, io)
                        .map_err(|error| format!("{path}: {error}"))?;
                    io.system.put(descriptors, number, open);
                    if matches!(kind, RedirectKind::WriteBoth | RedirectKind::AppendBoth) {
                        io.system.retain(open);
                        io.system.put(descriptors, 2, open);
                    }
                }
            }
        }
        Ok(())
    }

    fn open(
        &self,
        path: &str,
        kind: RedirectKind,
        descriptors: &Descriptors,
        io: &mut Io<'_, '_>,
    ) -> Result<OpenId, OpenError> {
        if path.is_empty() {
            return Err(FileError::NotFound.into());
        }
        let path = absolute(&self.folder, path);
        let device = match io.host.files.entry(&path).map(|entry| &entry.kind) {
            Ok(Kind::Device(device)) => Some(*device),
            _ => None,
        };
        match device {
            Some(Device::Descriptor(number)) => {
                let open = descriptors
                    .get(&number)
                    .copied()
                    .ok_or(FileError::BadDescriptor)?;
                io.system.retain(open);
                return Ok(open);
            }
            Some(device) => return Ok(io.system.open(Open::Device(device))),
            None => (),
        }
        let appends = matches!(kind, RedirectKind::Append | RedirectKind::AppendBoth);
        match kind {
            RedirectKind::Read | RedirectKind::DuplicateIn => {
                if matches!(
                    io.host.files.entry(&path)?,
                    Entry {
                        kind: Kind::Socket,
                        ..
                    }
                ) {
                    return Err(FileError::NoFile.into());
                }
            }
            RedirectKind::Append | RedirectKind::AppendBoth | RedirectKind::ReadWrite => {
                if !io.host.files.exists(&path) {
                    io.host.files.write(&path, Arc::from([]), io.host.wall)?;
                } else if io.host.files.is_folder(&path) {
                    return Err(FileError::IsFolder.into());
                }
            }
            RedirectKind::Write
            | RedirectKind::Overwrite
            | RedirectKind::WriteBoth
            | RedirectKind::DuplicateOut => {
                let may_overwrite = kind == RedirectKind::Overwrite || !self.options.noclobber;
                if !may_overwrite && io.host.files.exists(&path) {
                    return Err(OpenError::Exists);
                }
                io.host.files.write(&path, Arc::from([]), io.host.wall)?;
            }
        }
        Ok(io.system.open(Open::File {
            path,
            at: 0,
            appends,
        }))
    }
}

/// Why a file was not opened.
enum OpenError {
    File(FileError),
    /// `set -o noclobber`
    Exists,
}

impl From<FileError> for OpenError {
    fn from(error: FileError) -> OpenError {
        OpenError::File(error)
    }
}

impl core::fmt::Display for OpenError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            OpenError::File(error) => error.fmt(f),
            OpenError::Exists => f.write_str("cannot overwrite existing file"),
        }
    }
}
