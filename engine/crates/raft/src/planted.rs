//! Bugs planted on purpose, to show that the fault simulation catches them.
//!
//! Each has a name and stands as one question at the place it spoils: `planted::has("double-vote")`.
//! Without the cargo feature `planted`, which no build of the product has, the answer is no at
//! compile time and nothing of it is left. The choice is one for the whole process and made before
//! the first world is.

/// The names, and what each spoils.
pub const BUGS: [&str; 10] = [
    // A vote is given again to whoever asks next in the same term.
    "double-vote",
    // A leader commits what it has written itself, whoever else has it.
    "commit-without-quorum",
    // A manager answers reads from its own store, whoever leads.
    "stale-read",
    // What replaces a failed task is started at once.
    "lost-restart-delay",
    // The memory a task reserves is not taken off its node.
    "overbooked-memory",
    // An address that was given is given again.
    "reused-address",
    // Old tasks are never forgotten.
    "forgotten-reaper",
    // An update goes on however many tasks fail.
    "ignored-ratio",
    // Tasks are placed on nodes that are paused or drained.
    "ignored-pause",
    // A snapshot lacks the services' previous specs.
    "snapshot-drops-field",
];

#[cfg(feature = "planted")]
static PLANTED: std::sync::OnceLock<String> = std::sync::OnceLock::new();

/// Plants a bug for the rest of the process.
#[cfg(feature = "planted")]
pub fn plant(bug: &str) {
    // The first one stays: two at once would hide each other.
    let _ = PLANTED.set(bug.to_owned());
}

/// Whether this bug was planted.
#[cfg(feature = "planted")]
pub fn has(bug: &str) -> bool {
    PLANTED.get().is_some_and(|planted| planted == bug)
}

/// Whether this bug was planted: never.
#[cfg(not(feature = "planted"))]
pub const fn has(_bug: &str) -> bool {
    false
}
