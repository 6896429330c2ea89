//! Every scenario of SWARMKIT §14 stands in a script, or in `tests/DIFFERENCES.md` with the reason.
//!
//! A script names the rows it plays at the head of a case: `case S13 S14 the reason stands in …`. The
//! specification lies beside the repository; without it this test passes without a word.

#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// `S13`, `U4`: a letter and a number.
fn is_row(word: &str) -> bool {
    let (letter, number) = word.split_at_checked(1).unwrap_or_default();
    letter.chars().all(|it| it.is_ascii_uppercase())
        && !number.is_empty()
        && number.chars().all(|it| it.is_ascii_digit())
}

/// The rows of the specification's tables: lines that begin with `| S1 |`.
fn specified() -> Option<BTreeSet<String>> {
    let path = root().join("../shared/spec/SWARMKIT.md");
    let text = fs::read_to_string(path).ok()?;
    let section = text.split("\n## 14.").nth(1)?.split("\n## 15.").next()?;
    let rows = section.lines().filter_map(|line| {
        let word = line.strip_prefix("| ")?.split_whitespace().next()?;
        is_row(word).then(|| word.to_owned())
    });
    Some(rows.collect())
}

fn texts_in(folder: &Path, texts: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts_in(&path, texts);
        } else {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
}

/// The rows that begin the heads of cases.
fn played() -> BTreeSet<String> {
    let mut texts = Vec::new();
    for folder in ["swarm", "raft"] {
        texts_in(
            &root().join("engine/crates").join(folder).join("testdata"),
            &mut texts,
        );
    }
    let lines = texts.iter().flat_map(|text| text.lines());
    // Raft's scripts know no cases: there the head is a comment.
    let heads = lines.filter_map(|line| line.trim_start_matches("# ").strip_prefix("case "));
    heads
        .flat_map(|head| head.split_whitespace().take_while(|word| is_row(word)))
        .map(str::to_owned)
        .collect()
}

/// The rows that head a paragraph of the list of differences: `- **F2** …`.
fn excused() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("tests/DIFFERENCES.md")).unwrap();
    let heads = text.lines().filter_map(|line| line.strip_prefix("- **"));
    heads
        .filter_map(|line| line.split("**").next())
        .flat_map(|rows| rows.split_whitespace())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_scenario_is_played_or_excused() {
    let Some(specified) = specified() else {
        return;
    };
    assert!(specified.len() > 200, "{} rows", specified.len());
    let known: BTreeSet<String> = played().union(&excused()).cloned().collect();
    let missing: Vec<&String> = specified.difference(&known).collect();
    assert!(missing.is_empty(), "no script plays {missing:?}");
    let excused = excused();
    let strangers: Vec<&String> = excused.difference(&specified).collect();
    assert!(strangers.is_empty(), "no row is called {strangers:?}");
}

#[test]
fn a_case_says_no_row_that_there_is_not() {
    let Some(specified) = specified() else {
        return;
    };
    let played = played();
    let strangers: Vec<&String> = played.difference(&specified).collect();
    assert!(strangers.is_empty(), "no row is called {strangers:?}");
}
