//! The rules of this repository that a machine can check.
//!
//! Which crate may name which, that every module says what it is, how long files and functions may
//! be, names that say nothing, and traces of the machine something was written on. What clippy can
//! check (clocks, hash maps, floats, unwrap) is in its configuration instead. Every check is a
//! function from a text to findings, and has samples at its foot on which it must fail.

mod tidy {
    pub mod arrows;
    pub mod finding;
    pub mod module;
    pub mod purity;
    pub mod size;
    pub mod tree;
    pub mod words;
}

use tidy::finding::Finding;
use tidy::tree::{self, Source};
use tidy::{arrows, module, purity, size, words};

#[test]
fn crates_name_only_what_the_arrows_allow() {
    none(tree::manifests().iter().flat_map(arrows::check));
}

#[test]
fn every_module_says_what_it_is() {
    none(tree::rust().iter().flat_map(module::check));
}

#[test]
fn files_and_functions_stay_short() {
    let is_debt = |finding: &Finding| {
        let finding = finding.to_string();
        SIZE_DEBTS.iter().any(|path| finding.starts_with(path))
    };
    let findings = tree::rust().iter().flat_map(size::check);
    none(findings.filter(|finding| !is_debt(finding)));
}

/// Files that were too long, or had functions too long or with too many arguments, when they
/// first came together. The list may only shrink.
const SIZE_DEBTS: &[&str] = &["engine/crates/sim/src/time.rs"];

#[test]
fn names_say_what_things_are() {
    none(tree::rust().iter().flat_map(words::check_names));
}

#[test]
fn the_engine_has_no_outside() {
    none(tree::rust().iter().flat_map(purity::check));
}

#[test]
fn nothing_tells_of_the_machine_it_was_written_on() {
    none(tree::texts().iter().flat_map(words::check_traces));
}

#[test]
fn nothing_is_left_to_do() {
    none(tree::texts().iter().flat_map(words::check_leftovers));
}

#[test]
fn the_readme_has_one_status_line() {
    let readme = tree::texts()
        .into_iter()
        .find(|source| source.path == "README.md")
        .expect("there is a README");
    let status = readme
        .text
        .lines()
        .filter(|line| line.starts_with("Status: "))
        .count();
    assert_eq!(
        status, 1,
        "README.md has {status} lines that begin with 'Status: '"
    );
}

#[test]
fn the_tree_is_really_read() {
    let has = |sources: &[Source], path: &str| sources.iter().any(|source| source.path == path);
    assert!(has(tree::rust(), "engine/crates/raft/src/lib.rs"));
    assert!(has(tree::rust(), "tests/tidy.rs"));
    assert!(has(&tree::manifests(), "engine/crates/swarm/Cargo.toml"));
    assert!(has(&tree::texts(), "index.html"));
    assert!(
        !tree::texts()
            .iter()
            .any(|source| source.path.starts_with("target/"))
    );
}

/// Fails with all findings, one a line, so that they can be mended in one go.
fn none(findings: impl Iterator<Item = Finding>) {
    let lines: Vec<String> = findings.map(|finding| finding.to_string()).collect();
    assert!(
        lines.is_empty(),
        "{} findings:\n{}",
        lines.len(),
        lines.join("\n")
    );
}
