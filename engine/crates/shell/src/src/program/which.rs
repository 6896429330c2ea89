//! `which`

use super::{Io, Started, find_in_path};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut status = 0;
    for name in words[1..].iter().filter(|it| !it.starts_with('-')) {
        match find_in_path(name, io) {
            Some(path) => io.out(&format!("{path}\n")),
            None => status = 1,
        }
    }
    Started::Done(status)
}
