//! Every command that works, played against a daemon made of paper: what it prints, what it asks
//! for, and how it ends, for success and for the commonest failure.
//!
//! In `testdata/screens`, `@` sets the stage, `$` is a command, and below it stands what is seen:
//! two spaces before standard output, `!` before standard error, `>` before a request, `?` before
//! an exit code other than 0.

#[path = "support/lab.rs"]
mod lab;
#[path = "support/play.rs"]
mod play;
#[path = "support/recording.rs"]
#[allow(dead_code, reason = "each test reads what it needs")]
mod recording;

use std::fs;
use std::path::Path;

use play::{Stage, play};

const SCREENS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/screens");

/// The screens of a file as they come out now.
fn played(text: &str) -> String {
    let mut out = String::new();
    let mut stage = Stage::new();
    let is_shown = |line: &&str| ["@ ", "$ ", "# "].iter().any(|mark| line.starts_with(mark));
    for line in text
        .lines()
        .filter(|line| is_shown(line) || line.is_empty())
    {
        out.push_str(line);
        out.push('\n');
        if let Some(directive) = line.strip_prefix("@ ") {
            stage.set(directive);
        }
        if let Some(typed) = line.strip_prefix("$ ") {
            let words = split(typed);
            out.push_str(&play(words, &mut stage));
        }
    }
    out
}

/// The words of a line; quotes hold them together and everything else is plain.
fn split(typed: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = typed
        .strip_prefix("docker")
        .expect("all are docker commands")
        .trim_start();
    while !rest.is_empty() {
        let mut word = String::new();
        let mut letters = rest.char_indices();
        let mut end = rest.len();
        let mut quote = None;
        for (at, letter) in letters.by_ref() {
            match (letter, quote) {
                (' ', None) => {
                    end = at;
                    break;
                }
                (letter, Some(open)) if letter == open => quote = None,
                ('\'' | '"', None) => quote = Some(letter),
                (letter, _) => word.push(letter),
            }
        }
        words.push(word);
        rest = rest[end..].trim_start();
    }
    words
}

fn check(name: &str) {
    let path = Path::new(SCREENS).join(name).with_extension("txt");
    let expected = fs::read_to_string(&path).expect("the screens are there");
    let seen = played(&expected);
    if seen != expected {
        let first = seen
            .lines()
            .zip(expected.lines())
            .find(|(seen, expected)| seen != expected);
        panic!("{name} differs at {first:#?}\n--- as it is now ---\n{seen}--- end ---");
    }
}

macro_rules! screens {
    ($($test:ident),* $(,)?) => {
        $( #[test] fn $test() { check(stringify!($test)); } )*
    };
}

screens!(
    swarm,
    node,
    service_create,
    service_update,
    service_merge,
    service_pretty,
    service_list,
    service_inspect,
    service_progress,
    service_logs,
    service_others,
    network,
    secret,
    config,
    container,
    image,
    system,
    inspect,
    later,
);
