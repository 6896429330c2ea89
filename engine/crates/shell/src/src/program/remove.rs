//! `rm`

use super::arguments::Known;
use super::{Io, Started};
use crate::files::{FileError, Kind};

const KNOWN: Known = Known {
    program: "rm",
    short: "rRfivdI",
    long: &[
        ("recursive", 'r'),
        ("force", 'f'),
        ("verbose", 'v'),
        ("dir", 'd'),
    ],
    stops_at_operand: false,
};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let forces = arguments.has('f');
    let recursive = arguments.has('r') || arguments.has('R');
    if arguments.operands.is_empty() && !forces {
        return Started::refuse(
            "rm: missing operand\nTry 'rm --help' for more information.\n",
            1,
            io,
        );
    }
    let mut status = 0;
    for name in &arguments.operands {
        let path = io.path(name);
        if path == "/" && recursive {
            io.err("rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n");
            status = 1;
            continue;
        }
        let removed = match io.host.files.entry_here(&path).map(|entry| &entry.kind) {
            Err(FileError::NotFound) if forces => continue,
            Err(error) => Err(error),
            Ok(Kind::Folder) if !recursive => Err(FileError::IsFolder),
            Ok(Kind::Program(_) | Kind::Device(_) | Kind::Socket) => Err(FileError::Busy),
            Ok(Kind::Folder | Kind::File(_) | Kind::Link(_)) => io.host.files.remove_all(&path),
        };
        match removed {
            Ok(()) if arguments.has('v') => io.out(&format!("removed '{name}'\n")),
            Ok(()) => (),
            Err(error) => {
                io.err(&format!("rm: cannot remove '{name}': {error}\n"));
                status = 1;
            }
        }
    }
    Started::Done(status)
}
