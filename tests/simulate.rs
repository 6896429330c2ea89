//! A few hundred random lives keep every promise; `swarmlab simulate` lives more of them.

use tests::simulation::scenario::Scenario;
use tests::simulation::{simulate, tell};

/// In portions, so that all cores have something to do.
#[test]
fn random_lives_keep_every_promise() {
    keep_every_promise(1..=50);
}

#[test]
fn more_random_lives_keep_every_promise() {
    keep_every_promise(51..=100);
}

#[test]
fn still_more_random_lives_keep_every_promise() {
    keep_every_promise(101..=150);
}

#[test]
fn the_last_random_lives_keep_every_promise() {
    keep_every_promise(151..=200);
}

fn keep_every_promise(seeds: std::ops::RangeInclusive<u64>) {
    let mut broken = Vec::new();
    for seed in seeds {
        if let Some(failure) = simulate(seed).failure {
            broken.push(format!("seed {seed}: {}: {}", failure.promise, failure.why));
        }
    }
    assert!(
        broken.is_empty(),
        "{}\nreplay one with: swarmlab simulate --seeds N..N+1 --log",
        broken.join("\n")
    );
}

#[test]
fn a_seed_lives_the_same_life_twice() {
    for seed in [3, 14] {
        let scenario = Scenario::random(seed);
        assert_eq!(tell(&scenario).log, tell(&scenario).log);
    }
}

/// The other way round: what is broken on purpose is found. A bug is planted for a whole process, so
/// each has one of its own; `cargo test --release -p tests --features planted --test simulate`.
#[cfg(feature = "planted")]
#[test]
fn every_planted_bug_is_caught() {
    for bug in engine::planted::BUGS {
        let found = std::process::Command::new(env!("CARGO_BIN_EXE_swarmlab"))
            .args([
                "simulate",
                "--seeds",
                "1..10001",
                "--no-shrink",
                "--plant",
                bug,
            ])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&found.stdout);
        assert_eq!(found.status.code(), Some(1), "{bug} is not caught: {told}");
    }
}
