//! Progress, case by case: state before, what happens, state after.

use super::*;

const WINDOW: usize = 3;

fn probe(matched: u64, next: u64) -> Progress {
    let mut progress = Progress::new(Index(next));
    progress.matched = Index(matched);
    progress
}

fn replicate(matched: u64) -> Progress {
    let mut progress = probe(matched, matched + 1);
    progress.become_replicate(WINDOW);
    progress
}

fn snapshot(matched: u64, pending: u64) -> Progress {
    let mut progress = probe(matched, matched + 1);
    progress.become_snapshot(Index(pending));
    progress
}

fn check(mut progress: Progress, change: impl FnOnce(&mut Progress), expected: &str) {
    change(&mut progress);
    assert!(progress.matched < progress.next);
    assert_eq!(progress.to_string().replace(" inactive", ""), expected);
}

#[test]
fn a_probe_waits_after_one_append_with_entries() {
    check(probe(0, 5), |it| it.sent_entries(0), "probe match=0 next=5");
    check(
        probe(0, 5),
        |it| it.sent_entries(2),
        "probe match=0 next=5 paused",
    );
}

#[test]
fn replication_sends_ahead_until_the_window_is_full() {
    check(
        replicate(4),
        |it| it.sent_entries(2),
        "replicate match=4 next=7 inflight=1",
    );
    let fill = |it: &mut Progress| (0..3).for_each(|_| it.sent_entries(1));
    check(
        replicate(4),
        fill,
        "replicate match=4 next=8 inflight=3[full]",
    );
    let mut full = replicate(4);
    fill(&mut full);
    assert!(full.is_paused());
}

#[test]
fn an_arrival_moves_both_ends() {
    check(
        probe(0, 5),
        |it| assert!(it.maybe_update(Index(7))),
        "probe match=7 next=8",
    );
    check(
        probe(3, 9),
        |it| assert!(it.maybe_update(Index(7))),
        "probe match=7 next=9",
    );
    check(
        probe(3, 9),
        |it| assert!(!it.maybe_update(Index(3))),
        "probe match=3 next=9",
    );
}

#[test]
fn a_rejection_moves_a_probe_back_to_the_hint() {
    let reject = |rejected, hint| {
        move |it: &mut Progress| assert!(it.maybe_decrease(Index(rejected), Index(hint)))
    };
    check(probe(0, 9), reject(8, 4), "probe match=0 next=5");
    check(probe(0, 9), reject(8, 8), "probe match=0 next=8");
    // Never below what is known to match.
    check(probe(6, 9), reject(8, 2), "probe match=6 next=7");
}

#[test]
fn a_rejection_of_something_else_is_stale() {
    let stale =
        |rejected| move |it: &mut Progress| assert!(!it.maybe_decrease(Index(rejected), Index(1)));
    check(probe(0, 9), stale(5), "probe match=0 next=9");
    check(replicate(5), stale(5), "replicate match=5 next=6");
}

#[test]
fn a_rejection_while_replicating_starts_over_after_the_match() {
    let change = |it: &mut Progress| {
        it.sent_entries(3);
        assert!(it.maybe_decrease(Index(7), Index(6)));
    };
    check(replicate(5), change, "replicate match=5 next=6 inflight=1");
}

#[test]
fn a_snapshot_that_arrived_is_probed_after() {
    check(snapshot(2, 8), |_| {}, "snapshot match=2 next=9 pending=8");
    check(
        snapshot(2, 8),
        Progress::become_probe,
        "probe match=2 next=9",
    );
}

#[test]
fn a_snapshot_that_failed_is_probed_from_the_match() {
    let change = |it: &mut Progress| {
        it.snapshot_failed();
        it.become_probe();
    };
    check(snapshot(2, 8), change, "probe match=2 next=3");
}

#[test]
fn a_commit_is_told_if_the_follower_has_the_entries_and_does_not_know() {
    let mut progress = replicate(5);
    assert!(progress.can_bump_commit(Index(3)));
    progress.sent_commit(Index(3));
    assert!(!progress.can_bump_commit(Index(3)));
    assert!(progress.can_bump_commit(Index(4)));
    progress.sent_commit(Index(5));
    assert!(
        !progress.can_bump_commit(Index(9)),
        "it has nothing more to commit"
    );
}

#[test]
fn going_back_takes_back_what_was_told() {
    let mut progress = replicate(5);
    progress.sent_entries(3);
    progress.sent_commit(Index(8));
    progress.become_probe();
    assert_eq!(progress.sent_commit, Index(5));
}

#[test]
fn a_newcomer_counts_as_active() {
    assert!(Progress::of_newcomer(Index(0)).recent_active);
    assert_eq!(Progress::of_newcomer(Index(0)).next, Index(1));
    assert_eq!(Progress::of_newcomer(Index(7)).next, Index(7));
}
