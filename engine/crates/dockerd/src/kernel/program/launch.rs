//! From the words of a command to a running program.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use sim::Duration;

use super::script::Script;
use super::server::{Server, fill_in};
use super::{Line, Program, Scene};
use crate::catalogue::{Image, LineEntry, PrependWhen, ProgramEntry, Wrapper};

/// Why a container's command cannot be started, in runc's words (recording 037).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LaunchError {
    NoCommand,
    NotInPath { word: String },
    NoSuchFile { path: String },
}

impl fmt::Display for LaunchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LaunchError::NoCommand => f.write_str("no command specified"),
            LaunchError::NotInPath { word } => {
                write!(f, "exec: \"{word}\": executable file not found in $PATH")
            }
            LaunchError::NoSuchFile { path } => {
                write!(
                    f,
                    "exec: \"{path}\": stat {path}: no such file or directory"
                )
            }
        }
    }
}

/// Programs of the system that [`Script`] interprets.
const SMALL_PROGRAMS: &[&str] = &[
    "sh", "ash", "sleep", "ping", "true", "false", "echo", "printf", "cat", "tail", "test", "[",
    "touch", "rm", "hostname", "date", "env", "printenv", "pwd", "whoami", "id", "ls", "top",
    "wget", "curl", "seq", "uname", "yes", "nproc", "mkdir", "chmod", "chown", "nslookup",
];

/// Starts a program. `words` are entrypoint and command together.
pub(crate) fn launch(
    words: &[String],
    env: &BTreeMap<String, String>,
    scene: &Scene<'_>,
) -> Result<Program, LaunchError> {
    let mut words = words.to_vec();
    let mut lines = Vec::new();
    loop {
        let first = words.first().ok_or(LaunchError::NoCommand)?.clone();
        let entry = scene.image.program(&first);
        let Some(entry) = entry.cloned() else {
            return small_program(&words, env, scene.image, lines);
        };
        let Some(wrapper) = &entry.wrapper else {
            return Ok(start(&entry, (&words[1..], env), scene, lines));
        };
        words = wrapped(wrapper, words.split_off(1), scene.image);
        let inner = words.first().map(String::as_str).unwrap_or_default();
        let applies = wrapper.only_for.is_empty() || wrapper.only_for.iter().any(|it| it == inner);
        if !applies {
            continue;
        }
        let is_set = |name: &String| env.get(name).is_some_and(|value| !value.is_empty());
        if !wrapper.requires_any.is_empty() && !wrapper.requires_any.iter().any(is_set) {
            lines.extend(written(&wrapper.refusal, scene));
            return Ok(ended(lines, wrapper.refusal_code));
        }
        lines.extend(written(&wrapper.lines, scene));
    }
}

fn wrapped(wrapper: &Wrapper, mut words: Vec<String>, image: &Image) -> Vec<String> {
    words.retain(|word| !wrapper.drops.contains(word));
    let first = words.first().map(String::as_str).unwrap_or_default();
    let is_option = first.starts_with('-');
    let is_unknown = is_option || (image.program(first).is_none() && !is_small(first, image));
    let is_missing = match wrapper.prepend_when {
        PrependWhen::Never => false,
        PrependWhen::Option => is_option,
        PrependWhen::Unknown => is_unknown,
    };
    if let (true, Some(word)) = (is_missing, &wrapper.prepend) {
        words.insert(0, word.clone());
    }
    words
}

fn written(lines: &[LineEntry], scene: &Scene<'_>) -> Vec<Line> {
    let write = |line: &LineEntry| Line {
        stderr: line.stderr,
        text: fill_in(&line.text, scene, &[]),
    };
    lines.iter().map(write).collect()
}

fn start(
    entry: &Arc<ProgramEntry>,
    (arguments, env): (&[String], &BTreeMap<String, String>),
    scene: &Scene<'_>,
    mut lines: Vec<Line>,
) -> Program {
    if let (Some(version), true) = (&entry.version_line, asks_for_version(arguments)) {
        lines.push(Line::out(fill_in(version, scene, &[])));
        return ended(lines, 0);
    }
    if let Some(probe) = &entry.probe {
        let is_open = scene.is_open(probe.port);
        let text = if is_open {
            &probe.success
        } else {
            &probe.failure
        };
        if !text.is_empty() {
            lines.push(Line {
                stderr: !is_open,
                text: text.clone(),
            });
        }
        return ended(lines, if is_open { 0 } else { probe.code });
    }
    if let Some(code) = entry.exits.or(entry
        .exits_without_arguments
        .filter(|_| arguments.is_empty()))
    {
        lines.extend(written(&entry.lines, scene));
        return ended(lines, code);
    }
    let serves = !entry.listens.is_empty() && arguments.starts_with(&entry.arguments);
    if serves {
        return Program::Server(Server::new(entry.clone(), arguments, env, (scene, lines)));
    }
    if lines.is_empty() && entry.lines.is_empty() {
        return Program::Idle(entry.signals.clone());
    }
    lines.extend(written(&entry.lines, scene));
    Program::Script(Box::new(Script::printing(lines, None)))
}

fn asks_for_version(arguments: &[String]) -> bool {
    matches!(arguments, [only] if only == "--version" || only == "-v" || only == "-V")
}

fn ended(lines: Vec<Line>, code: i64) -> Program {
    Program::Script(Box::new(Script::printing(
        lines,
        Some((Duration::ZERO, code)),
    )))
}

fn is_small(word: &str, image: &Image) -> bool {
    let bare = word.rsplit('/').next().unwrap_or(word);
    let is_bash = bare == "bash" && image.has_bash;
    image.has_shell && (is_bash || SMALL_PROGRAMS.contains(&bare))
}

fn small_program(
    words: &[String],
    env: &BTreeMap<String, String>,
    image: &Image,
    lines: Vec<Line>,
) -> Result<Program, LaunchError> {
    let first = &words[0];
    if !is_small(first, image) {
        return Err(match first.contains('/') {
            true => LaunchError::NoSuchFile {
                path: first.clone(),
            },
            false => LaunchError::NotInPath {
                word: first.clone(),
            },
        });
    }
    let script = match shell_text(words) {
        Shell::Text(text) => Script::parse(&text, env.clone(), lines),
        Shell::NoInput => Script::printing(lines, Some((Duration::ZERO, 0))),
        Shell::None => Script::command(words.to_vec(), env.clone(), lines),
    };
    Ok(Program::Script(Box::new(script)))
}

/// What a call of a shell means.
enum Shell {
    /// It is no shell.
    None,
    /// Nobody types: it ends at once.
    NoInput,
    /// `sh -c TEXT`.
    Text(String),
}

fn shell_text(words: &[String]) -> Shell {
    let bare = words[0].rsplit('/').next().unwrap_or_default();
    if !matches!(bare, "sh" | "ash" | "bash") {
        return Shell::None;
    }
    let is_command = |word: &&String| word.starts_with('-') && word.ends_with('c');
    match words.get(1).filter(is_command) {
        Some(_) => Shell::Text(words.get(2).cloned().unwrap_or_default()),
        None => Shell::NoInput,
    }
}

/// Programs that obey the usual signals although they are no process 1 of their own: under `--init`.
pub(crate) fn default_action(signal: &str) -> Option<i64> {
    let number = match signal {
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGQUIT" => 3,
        "SIGUSR1" => 10,
        "SIGUSR2" => 12,
        "SIGTERM" => 15,
        _ => return None,
    };
    Some(128 + number)
}
