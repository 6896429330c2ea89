//! `basename`, `dirname`, `realpath`, `readlink`

use super::{Io, Started};
use crate::files::Kind;

pub(super) fn basename(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let Some(path) = words.get(1) else {
        return Started::refuse(
            "basename: missing operand\nTry 'basename --help' for more information.\n",
            1,
            io,
        );
    };
    let trimmed = path.trim_end_matches('/');
    let name = if trimmed.is_empty() && !path.is_empty() {
        "/"
    } else {
        trimmed.rsplit('/').next().unwrap_or("")
    };
    let suffix = words.get(2).map_or("", String::as_str);
    let name = match name.strip_suffix(suffix) {
        Some(short) if !short.is_empty() => short,
        _ => name,
    };
    io.out(&format!("{name}\n"));
    Started::Done(0)
}

pub(super) fn dirname(words: &[String], io: &mut Io<'_, '_>) -> Started {
    if words.len() < 2 {
        return Started::refuse(
            "dirname: missing operand\nTry 'dirname --help' for more information.\n",
            1,
            io,
        );
    }
    for path in &words[1..] {
        let folder = match path.trim_end_matches('/').rsplit_once('/') {
            None if path.starts_with('/') => "/",
            None => ".",
            Some(("", _)) => "/",
            Some((folder, _)) => folder,
        };
        io.out(&format!("{folder}\n"));
    }
    Started::Done(0)
}

pub(super) fn realpath(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut status = 0;
    for name in words[1..].iter().filter(|it| !it.starts_with('-')) {
        match io.host.files.follow(&io.path(name)) {
            Ok(path) => {
                let shown = if path.is_empty() { "/" } else { &path };
                io.out(&format!("{shown}\n"));
            }
            Err(error) => {
                io.err(&format!("realpath: {name}: {error}\n"));
                status = 1;
            }
        }
    }
    Started::Done(status)
}

pub(super) fn readlink(words: &[String], io: &mut Io<'_, '_>) -> Started {
    if words
        .iter()
        .any(|it| matches!(it.as_str(), "-f" | "-e" | "-m"))
    {
        return realpath(words, io);
    }
    let mut status = 0;
    for name in words[1..].iter().filter(|it| !it.starts_with('-')) {
        let target = match io.host.files.entry_here(&io.path(name)).map(|it| &it.kind) {
            Ok(Kind::Link(target)) => Some(target.clone()),
            _ => None,
        };
        match target {
            Some(target) => io.out(&format!("{target}\n")),
            None => status = 1,
        }
    }
    Started::Done(status)
}
