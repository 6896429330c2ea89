//! Carrying out redirections.

use std::sync::Arc;

use super::Shell;
use super::expand::{Expander, Failure, Stop};
use crate::files::{Device, Entry, FileError, Kind, absolute};
use crate::program::Io;
use crate::syntax::{Redirect, RedirectKind, Target};
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
                    io.host.files.write(&path, Arc::default(), io.host.wall)?;
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
                io.host.files.write(&path, Arc::default(), io.host.wall)?;
            }
        }
        Ok(io.system.open(Open::File {
            path,
            at: 0,
            appends,
        }))
    }
}

impl Expander<'_, '_> {
    /// Redirections with their words expanded.
    pub(super) fn redirections(
        &mut self,
        redirects: &[Redirect],
    ) -> Result<Vec<Redirection>, Stop> {
        redirects
            .iter()
            .map(|redirect| self.redirection(redirect))
            .collect()
    }

    fn redirection(&mut self, redirect: &Redirect) -> Result<Redirection, Stop> {
        let usual = match redirect.kind {
            RedirectKind::Read | RedirectKind::ReadWrite | RedirectKind::DuplicateIn => 0,
            RedirectKind::Write
            | RedirectKind::Overwrite
            | RedirectKind::Append
            | RedirectKind::WriteBoth
            | RedirectKind::AppendBoth
            | RedirectKind::DuplicateOut => 1,
        };
        let descriptor = redirect.descriptor.unwrap_or(usual);
        let word = match &redirect.target {
            Target::Text(word) => {
                let text = self.text(word)?;
                return Ok(Redirection {
                    descriptor,
                    action: Action::Text(text.into_bytes().into()),
                });
            }
            Target::File(word) => word,
        };
        let mut expanded = self.arguments(std::slice::from_ref(word))?;
        let (Some(target), true) = (expanded.pop(), expanded.is_empty()) else {
            return Err(Failure::line(format!(
                "{}: ambiguous redirect",
                word.source
            )));
        };
        let is_duplicate = matches!(
            redirect.kind,
            RedirectKind::DuplicateIn | RedirectKind::DuplicateOut
        );
        if !is_duplicate {
            let action = Action::Open {
                path: target,
                kind: redirect.kind,
            };
            return Ok(Redirection { descriptor, action });
        }
        if target == "-" {
            return Ok(Redirection {
                descriptor,
                action: Action::Close,
            });
        }
        let number = target.trim_end_matches('-').parse().ok();
        let action = match number {
            Some(from) => Action::Duplicate { from, word: target },
            // `>& file` is an old way to write `&> file`.
            None if redirect.descriptor.is_none()
                && redirect.kind == RedirectKind::DuplicateOut =>
            {
                Action::Open {
                    path: target,
                    kind: RedirectKind::WriteBoth,
                }
            }
            None => return Err(Failure::line(format!("{target}: ambiguous redirect"))),
        };
        Ok(Redirection { descriptor, action })
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
