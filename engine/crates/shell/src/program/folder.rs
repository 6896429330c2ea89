//! `mkdir`, `rmdir`, `pwd`, `mktemp`

use super::arguments::Known;
use super::{Io, Started};
use crate::files::{FileError, Kind};

const MAKE: Known = Known {
    program: "mkdir",
    short: "pvm:",
    long: &[("parents", 'p'), ("verbose", 'v'), ("mode", 'm')],
    stops_at_operand: false,
};

pub(super) fn make(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match MAKE.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    if arguments.operands.is_empty() {
        return Started::refuse(
            "mkdir: missing operand\nTry 'mkdir --help' for more information.\n",
            1,
            io,
        );
    }
    let mut status = 0;
    for folder in &arguments.operands {
        let path = io.path(folder);
        let wall = io.host.wall;
        let made = if arguments.has('p') {
            io.host.files.make_folders(&path, wall)
        } else {
            io.host.files.make_folder(&path, wall)
        };
        if let Err(error) = made {
            io.err(&format!(
                "mkdir: cannot create directory ‘{folder}’: {error}\n"
            ));
            status = 1;
        } else if arguments.has('v') {
            io.out(&format!("mkdir: created directory '{folder}'\n"));
        }
    }
    Started::Done(status)
}

pub(super) fn remove(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut status = 0;
    for folder in words[1..].iter().filter(|it| !it.starts_with('-')) {
        let path = io.path(folder);
        let removed = match io.host.files.entry_here(&path).map(|entry| &entry.kind) {
            Ok(Kind::Folder) => io.host.files.remove(&path),
            Ok(_) => Err(FileError::NotFolder),
            Err(error) => Err(error),
        };
        if let Err(error) = removed {
            io.err(&format!("rmdir: failed to remove '{folder}': {error}\n"));
            status = 1;
        }
    }
    Started::Done(status)
}

pub(super) fn print(_: &[String], io: &mut Io<'_, '_>) -> Started {
    io.out(&format!("{}\n", io.environment.folder.clone()));
    Started::Done(0)
}

/// The letters of `mktemp`'s names.
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub(super) fn make_temporary(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let is_folder = words.iter().any(|it| it == "-d");
    // The names look like chance and are the same when the session is lived again.
    let mut rng = sim::Rng::stream(io.host.now.as_nanos() ^ u64::from(io.me.0), "mktemp");
    let name: String = (0..10)
        .map(|_| char::from(LETTERS[rng.index(LETTERS.len())]))
        .collect();
    let path = format!("/tmp/tmp.{name}");
    let wall = io.host.wall;
    let made = if is_folder {
        io.host.files.make_folder(&path, wall)
    } else {
        io.host.files.write(&path, Vec::new().into(), wall)
    };
    match made {
        Ok(()) => {
            io.out(&format!("{path}\n"));
            Started::Done(0)
        }
        Err(error) => Started::refuse(
            &format!("mktemp: failed to create file via template ‘{path}’: {error}\n"),
            1,
            io,
        ),
    }
}
