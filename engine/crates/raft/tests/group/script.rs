//! Runs `testdata/*.txt`: commands, a line, and the words they give.
//!
//! `REWRITE=1 cargo test scripts` writes what happens in place of what is
//! expected; then read the diff. See `testdata/README.md` for the commands.

mod command;

use std::fs;
use std::path::{Path, PathBuf};

use command::Stage;

/// One block of a script.
struct Block {
    /// Comments and commands, as they stand.
    asked: Vec<String>,
    expected: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn scripts() -> Vec<PathBuf> {
    let files = fs::read_dir(folder()).expect("there is a testdata folder");
    let mut scripts: Vec<PathBuf> = files
        .map(|file| file.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    scripts.sort();
    scripts
}

/// Blocks are parted by empty lines.
fn parse(text: &str) -> Vec<Block> {
    let blocks = text.split("\n\n").map(str::trim);
    blocks
        .filter(|block| !block.is_empty())
        .map(parse_block)
        .collect()
}

fn parse_block(text: &str) -> Block {
    let mut parts = text.splitn(2, "\n----");
    let lines = |part: Option<&str>| {
        let lines = part
            .unwrap_or_default()
            .lines()
            .filter(|line| !line.is_empty());
        lines.map(str::to_string).collect()
    };
    Block {
        asked: lines(parts.next()),
        expected: lines(parts.next()),
    }
}

fn words_of(block: &Block) -> String {
    let asked = block.asked.join("\n");
    let is_comment = block.asked.iter().all(|line| line.starts_with('#'));
    match (is_comment, block.expected.join("\n")) {
        (true, _) => asked,
        (false, expected) => format!("{asked}\n----\n{expected}").trim_end().to_string(),
    }
}

fn play(blocks: &[Block]) -> Vec<Block> {
    let mut stage = Stage::default();
    let play_block = |block: &Block| {
        let commands = block.asked.iter().filter(|line| !line.starts_with('#'));
        Block {
            asked: block.asked.clone(),
            expected: commands.flat_map(|command| stage.run(command)).collect(),
        }
    };
    blocks.iter().map(play_block).collect()
}

/// Whether the person at the keyboard wants new words.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch for the person who runs the tests"
)]
fn is_rewriting() -> bool {
    std::env::var_os("REWRITE").is_some()
}

#[test]
fn scripts_give_the_words_they_promise() {
    let scripts = scripts();
    assert!(!scripts.is_empty());
    let mut wrong = Vec::new();
    for path in scripts {
        let text = fs::read_to_string(&path).expect("a script is text");
        let blocks = parse(&text);
        let played = play(&blocks);
        if is_rewriting() {
            let words: Vec<String> = played.iter().map(words_of).collect();
            fs::write(&path, words.join("\n\n") + "\n").expect("it can be written");
            continue;
        }
        for (block, played) in blocks.iter().zip(&played) {
            if block.expected != played.expected {
                let name = path.file_name().unwrap_or_default().display().to_string();
                let (promised, happened) = (words_of(block), words_of(played));
                wrong.push(format!(
                    "{name}\npromised:\n{promised}\nhappened:\n{happened}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
