//! `touch`

use super::{Io, Started};

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let makes = !words.iter().any(|it| it == "-c");
    let files: Vec<&String> = words[1..]
        .iter()
        .filter(|it| !it.starts_with('-'))
        .collect();
    if files.is_empty() {
        return Started::refuse(
            "touch: missing file operand\nTry 'touch --help' for more information.\n",
            1,
            io,
        );
    }
    let mut status = 0;
    for file in files {
        let path = io.path(file);
        let wall = io.host.wall;
        let touched = if io.host.files.exists(&path) {
            io.host.files.set_modified(&path, wall)
        } else if makes {
            io.host.files.write(&path, Vec::new().into(), wall)
        } else {
            Ok(())
        };
        if let Err(error) = touched {
            io.err(&format!("touch: cannot touch '{file}': {error}\n"));
            status = 1;
        }
    }
    Started::Done(status)
}
