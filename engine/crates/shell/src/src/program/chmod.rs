//! `chmod`, and `chown` for those who are root already.

use super::{Io, Started};
use crate::files::Kind;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let recursive = words.iter().any(|it| it == "-R");
    let is_flag = |it: &&String| matches!(it.as_str(), "-R" | "-v" | "-f");
    let operands: Vec<&String> = words[1..].iter().filter(|it| !is_flag(it)).collect();
    let [mode, files @ ..] = operands.as_slice() else {
        return Started::refuse(
            "chmod: missing operand\nTry 'chmod --help' for more information.\n",
            1,
            io,
        );
    };
    if files.is_empty() {
        let message = format!(
            "chmod: missing operand after ‘{mode}’\nTry 'chmod --help' for more information.\n"
        );
        return Started::refuse(&message, 1, io);
    }
    let mut status = 0;
    for file in files {
        let path = io.path(file);
        let mut paths = vec![path.clone()];
        if recursive {
            paths.extend(io.host.files.below(&path));
        }
        for path in paths {
            let entry = match io.host.files.entry(&path) {
                Ok(entry) => entry,
                Err(error) => {
                    io.err(&format!("chmod: cannot access '{file}': {error}\n"));
                    status = 1;
                    continue;
                }
            };
            let Some(changed) = changed(mode, entry.mode, entry.kind == Kind::Folder) else {
                let message = format!(
                    "chmod: invalid mode: ‘{mode}’\nTry 'chmod --help' for more information.\n"
                );
                return Started::refuse(&message, 1, io);
            };
            if io.host.files.set_mode(&path, changed).is_err() {
                status = 1;
            }
        }
    }
    Started::Done(status)
}

/// A file has no owner but root, so nothing changes.
pub(super) fn owner(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut status = 0;
    for file in words[1..].iter().filter(|it| !it.starts_with('-')).skip(1) {
        if let Err(error) = io.host.files.entry(&io.path(file)) {
            io.err(&format!("chown: cannot access '{file}': {error}\n"));
            status = 1;
        }
    }
    Started::Done(status)
}

/// The bits after `644`, `+x`, `u=rw,go-w`.
fn changed(mode: &str, before: u32, is_folder: bool) -> Option<u32> {
    if mode.bytes().all(|it| it.is_ascii_digit()) {
        return u32::from_str_radix(mode, 8).ok().filter(|it| *it <= 0o7777);
    }
    let mut bits = before;
    for clause in mode.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, rest) = clause.split_at(at);
        let mut mask = 0;
        for letter in who.chars() {
            mask |= match letter {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        let mask = if who.is_empty() { 0o777 } else { mask };
        let mut given = 0;
        for letter in rest[1..].chars() {
            given |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if is_folder || before & 0o111 != 0 => 0o111,
                'X' | 's' | 't' => 0,
                _ => return None,
            };
        }
        let given = given & mask;
        bits = match &rest[..1] {
            "+" => bits | given,
            "-" => bits & !given,
            _ => (bits & !mask) | given,
        };
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::changed;

    #[test]
    fn modes_are_read() {
        assert_eq!(changed("600", 0o644, false), Some(0o600));
        assert_eq!(changed("+x", 0o644, false), Some(0o755));
        assert_eq!(changed("u=rw,go-r", 0o644, false), Some(0o600));
        assert_eq!(changed("q", 0o644, false), None);
    }
}
