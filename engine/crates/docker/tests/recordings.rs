//! What needs no daemon — wrong flags, wrong values, missing arguments — must be told letter by
//! letter as real Docker told it, wherever the recordings have it.

#[path = "support/recording.rs"]
#[allow(dead_code, reason = "each test reads what it needs")]
mod recording;

use docker::{Command, Environment, Resume, TerminalSize, Want};
use sim::Timestamp;

fn environment(stdout_tty: Option<TerminalSize>) -> Environment {
    Environment {
        stdout_tty,
        stdin_tty: stdout_tty.is_some(),
        variables: Default::default(),
        client_version: "28.5.2+dfsg4".to_owned(),
    }
}

/// Text and exit code, if the command ends without asking anybody.
fn alone(words: Vec<String>) -> Option<(String, u8)> {
    let mut command = Command::new(words, environment(None));
    let step = command.resume(Resume::Started, Timestamp(0));
    let Want::Exit(code) = step.want else {
        return None;
    };
    let text = step
        .printed
        .into_iter()
        .map(|printed| printed.text)
        .collect();
    Some((text, code))
}

#[test]
fn what_needs_no_daemon_is_told_as_recorded() {
    let mut compared = 0;
    let mut differences = String::new();
    for recorded in recording::commands("") {
        let Some(words) = recording::words(&recorded.typed) else {
            continue;
        };
        if recorded.terminal.is_some() {
            continue;
        }
        if words.iter().any(|word| word == "--help") {
            continue;
        }
        let Some((text, code)) = alone(words) else {
            continue;
        };
        // What help says is said in our own words; `help.rs` compares the rest of it.
        if text.starts_with("Usage:") || text.contains("not supported in Swarm Lab yet") {
            continue;
        }
        // No daemon of this lab keeps secrets and configs yet.
        if text.starts_with("secret not found") || text.starts_with("config not found") {
            continue;
        }
        compared += 1;
        if (text.as_str(), code) != (recorded.printed.as_str(), recorded.code) {
            differences.push_str(&format!(
                "{} {}\nrecorded ({}):\n{}ours ({code}):\n{text}\n",
                recorded.place, recorded.typed, recorded.code, recorded.printed
            ));
        }
    }
    assert!(differences.is_empty(), "{differences}");
    let has_recordings = !recording::commands("131").is_empty();
    assert_eq!(compared > 50, has_recordings, "{compared} compared");
}
