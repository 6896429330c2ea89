//! `bash`, `sh`: a script in a shell of its own.

use super::input::read_file;
use super::{Io, Started};
use crate::shell::{Origin, Shell};
use crate::system::Read;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let program = words[0].rsplit('/').next().unwrap_or("bash").to_owned();
    if words.get(1).is_some_and(|it| it == "--version") {
        io.out("GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n");
        return Started::Done(0);
    }
    let mut options = Vec::new();
    let mut rest = &words[1..];
    let mut text = None;
    while let [word, after @ ..] = rest {
        let Some(letters) = word
            .strip_prefix('-')
            .filter(|it| !it.is_empty() && !it.starts_with('-'))
        else {
            break;
        };
        rest = after;
        if let Some(flags) = letters.strip_suffix('c') {
            options.push(flags.to_owned());
            let [script, after @ ..] = rest else {
                let message = format!("{program}: -c: option requires an argument\n");
                return Started::refuse(&message, 2, io);
            };
            text = Some(script.clone());
            rest = after;
            break;
        }
        options.push(letters.to_owned());
    }
    let mut zeroth = None;
    let (origin, text, arguments) = match (text, rest) {
        (Some(text), [name, arguments @ ..]) => {
            zeroth = Some(name.clone());
            (Origin::Text, text, arguments)
        }
        (Some(text), []) => (Origin::Text, text, &[][..]),
        (None, [file, arguments @ ..]) => match read_file(file, io) {
            Ok(content) => (
                Origin::File(file.clone()),
                String::from_utf8_lossy(&content).into_owned(),
                arguments,
            ),
            Err(error) => {
                return Started::refuse(&format!("{program}: {file}: {error}\n"), 127, io);
            }
        },
        (None, []) => match whole_input(io) {
            Some(text) => (Origin::Text, text, &[][..]),
            None => {
                let message = format!(
                    "{program}: a shell inside of this shell is not there yet; run {program} -c or a script\n"
                );
                return Started::refuse(&message, 1, io);
            }
        },
    };
    let mut shell = Shell::of_environment(origin, io.environment, io);
    if let Some(name) = zeroth.as_deref().or((program == "sh").then_some("sh")) {
        shell.set_name(name);
    }
    shell.set_arguments(arguments);
    shell.run_text(&text);
    let sets = |it: &&String| !it.is_empty() && !matches!(it.as_str(), "l" | "i" | "s");
    for letters in options.iter().filter(sets) {
        shell.run_text(&format!("set -{letters}"));
    }
    Started::Shell(Box::new(shell))
}

/// A script on standard input, when it is there as a whole (a here-document, a file).
fn whole_input(io: &mut Io<'_, '_>) -> Option<String> {
    if io.is_tty(0) {
        return None;
    }
    let mut text = Vec::new();
    loop {
        match io.bytes(usize::MAX) {
            Read::Bytes(bytes) => text.extend(bytes),
            Read::End | Read::Failed(_) => {
                return Some(String::from_utf8_lossy(&text).into_owned());
            }
            Read::Pending => return None,
        }
    }
}
