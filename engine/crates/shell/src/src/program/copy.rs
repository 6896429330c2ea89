//! `cp`, `mv`, `ln`

use super::arguments::Known;
use super::{Io, Started};
use crate::files::{FileError, Kind, absolute};

const COPY: Known = Known {
    program: "cp",
    short: "rRafvpinudt:T",
    long: &[
        ("recursive", 'r'),
        ("archive", 'a'),
        ("force", 'f'),
        ("verbose", 'v'),
        ("preserve", 'p'),
    ],
    stops_at_operand: false,
};

const RENAME: Known = Known {
    program: "mv",
    short: "fvinut:T",
    long: &[("force", 'f'), ("verbose", 'v')],
    stops_at_operand: false,
};

const LINK: Known = Known {
    program: "ln",
    short: "sfvnT",
    long: &[("symbolic", 's'), ("force", 'f')],
    stops_at_operand: false,
};

/// Sources and targets, the target's folder already looked into.
fn pairs(
    program: &str,
    operands: &[String],
    io: &Io<'_, '_>,
) -> Result<Vec<(String, String)>, String> {
    let help = format!("Try '{program} --help' for more information.\n");
    let (sources, target) = match operands {
        [] => return Err(format!("{program}: missing file operand\n{help}")),
        [only] => {
            return Err(format!(
                "{program}: missing destination file operand after '{only}'\n{help}"
            ));
        }
        [sources @ .., target] => (sources, target),
    };
    let is_folder = io.host.files.is_folder(&io.path(target));
    if !is_folder && sources.len() > 1 {
        return Err(format!(
            "{program}: target '{target}': {}\n",
            FileError::NotFolder
        ));
    }
    let pair = |source: &String| {
        let name = source
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let place = if is_folder {
            format!("{}/{name}", target.trim_end_matches('/'))
        } else {
            target.clone()
        };
        (source.clone(), place)
    };
    Ok(sources.iter().map(pair).collect())
}

pub(super) fn copy(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match COPY.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let pairs = match pairs("cp", &arguments.operands, io) {
        Ok(pairs) => pairs,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let recursive = ['r', 'R', 'a'].into_iter().any(|it| arguments.has(it));
    let mut status = 0;
    for (source, target) in pairs {
        let (from, to) = (io.path(&source), io.path(&target));
        let problem = match io.host.files.entry(&from).map(|entry| &entry.kind) {
            Err(error) => Some(format!("cannot stat '{source}': {error}")),
            Ok(Kind::Folder) if !recursive => {
                Some(format!("-r not specified; omitting directory '{source}'"))
            }
            Ok(Kind::Folder) if format!("{to}/").starts_with(&format!("{from}/")) => Some(format!(
                "cannot copy a directory, '{source}', into itself, '{target}'"
            )),
            Ok(_) if from == to => Some(format!("'{source}' and '{target}' are the same file")),
            Ok(_) => {
                let wall = io.host.wall;
                let copied = io.host.files.copy_all(&from, &to, wall);
                copied
                    .err()
                    .map(|error| format!("cannot create regular file '{target}': {error}"))
            }
        };
        if let Some(problem) = problem {
            io.err(&format!("cp: {problem}\n"));
            status = 1;
        } else if arguments.has('v') {
            io.out(&format!("'{source}' -> '{target}'\n"));
        }
    }
    Started::Done(status)
}

pub(super) fn rename(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match RENAME.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let pairs = match pairs("mv", &arguments.operands, io) {
        Ok(pairs) => pairs,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let mut status = 0;
    for (source, target) in pairs {
        let (from, to) = (io.path(&source), io.path(&target));
        let problem = match io.host.files.entry_here(&from) {
            Err(error) => Some(format!("cannot stat '{source}': {error}")),
            Ok(_) if from == to => Some(format!("'{source}' and '{target}' are the same file")),
            Ok(_) if format!("{to}/").starts_with(&format!("{from}/")) => Some(format!(
                "cannot move '{source}' to a subdirectory of itself, '{target}'"
            )),
            Ok(_) => {
                let moved = io.host.files.rename(&from, &to);
                moved
                    .err()
                    .map(|error| format!("cannot move '{source}' to '{target}': {error}"))
            }
        };
        if let Some(problem) = problem {
            io.err(&format!("mv: {problem}\n"));
            status = 1;
        } else if arguments.has('v') {
            io.out(&format!("renamed '{source}' -> '{target}'\n"));
        }
    }
    Started::Done(status)
}

pub(super) fn link(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match LINK.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    if !arguments.has('s') {
        return Started::refuse("ln: hard links are not supported here; use ln -s\n", 1, io);
    }
    let operands = match arguments.operands.as_slice() {
        [only] => vec![only.clone(), ".".to_owned()],
        operands => operands.to_vec(),
    };
    let pairs = match pairs("ln", &operands, io) {
        Ok(pairs) => pairs,
        Err(message) => return Started::refuse(&message, 1, io),
    };
    let mut status = 0;
    for (target, place) in pairs {
        let path = absolute(&io.environment.folder, &place);
        if arguments.has('f') {
            // What is not there need not be removed.
            let _ = io.host.files.remove(&path);
        }
        let wall = io.host.wall;
        if let Err(error) = io.host.files.make_link(&path, &target, wall) {
            io.err(&format!(
                "ln: failed to create symbolic link '{place}': {error}\n"
            ));
            status = 1;
        }
    }
    Started::Done(status)
}
