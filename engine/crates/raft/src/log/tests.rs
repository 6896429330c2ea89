//! The log, case by case.

use super::*;
use crate::conf::ConfState;
use crate::entry::EntryData;
use crate::persisted::HardState;

type TestLog = Log<u64, ()>;

/// Entries from `first` on with these terms.
fn entries(first: u64, terms: &[u64]) -> Vec<Entry<u64>> {
    let indexes = first..;
    let of = |(index, term): (u64, &u64)| Entry {
        term: Term(*term),
        index: Index(index),
        data: EntryData::Normal(1),
    };
    indexes.zip(terms).map(of).collect()
}

fn log_of(terms: &[u64], commit: u64) -> TestLog {
    Log::new(Persisted {
        hard_state: HardState {
            commit: Index(commit),
            ..HardState::default()
        },
        entries: entries(1, terms),
        ..Persisted::default()
    })
}

fn snapshot(term: u64, index: u64) -> Snapshot<()> {
    Snapshot {
        index: Index(index),
        term: Term(term),
        conf: ConfState::default(),
        data: (),
    }
}

fn at(term: u64, index: u64) -> Position {
    Position {
        term: Term(term),
        index: Index(index),
    }
}

fn terms(log: &TestLog) -> Vec<u64> {
    log.entries().iter().map(|entry| entry.term.0).collect()
}

/// Appends to a log of terms 1 1 2, committed up to 1, and shows what became of
/// it: answer, terms, commit.
fn append(prev: Position, new: &[u64], commit: u64) -> (Option<u64>, Vec<u64>, u64) {
    let mut log = log_of(&[1, 1, 2], 1);
    let entries = entries(prev.index.0 + 1, new);
    let agreed = log.maybe_append(prev, entries, Index(commit));
    let agreed = agreed.expect("nothing committed is touched");
    (agreed.map(|index| index.0), terms(&log), log.committed().0)
}

#[test]
fn an_append_after_what_is_there_is_taken() {
    assert_eq!(
        append(at(2, 3), &[2, 3], 1),
        (Some(5), vec![1, 1, 2, 2, 3], 1)
    );
}

#[test]
fn an_append_after_what_is_not_there_is_refused() {
    assert_eq!(append(at(2, 4), &[2], 4), (None, vec![1, 1, 2], 1));
    assert_eq!(append(at(3, 3), &[3], 4), (None, vec![1, 1, 2], 1));
}

#[test]
fn an_append_cuts_what_contradicts_it_and_nothing_else() {
    assert_eq!(append(at(1, 1), &[3], 1), (Some(2), vec![1, 3], 1));
    // A part of what is there already: the rest stays.
    assert_eq!(append(at(1, 1), &[1], 1), (Some(2), vec![1, 1, 2], 1));
    assert_eq!(
        append(at(1, 1), &[1, 3, 3], 1),
        (Some(4), vec![1, 1, 3, 3], 1)
    );
}

#[test]
fn an_append_commits_no_more_than_it_vouches_for() {
    assert_eq!(append(at(1, 2), &[], 9), (Some(2), vec![1, 1, 2], 2));
    assert_eq!(append(at(2, 3), &[2], 2), (Some(4), vec![1, 1, 2, 2], 2));
    assert_eq!(append(at(1, 1), &[1], 0).2, 1, "and it takes nothing back");
}

#[test]
fn what_is_committed_cannot_be_replaced() {
    let mut log = log_of(&[1, 1, 2], 2);
    let told = log.maybe_append(at(1, 1), entries(2, &[3]), Index(0));
    let error = told.expect_err("entry 2 is committed");
    assert_eq!(
        error.to_string(),
        "entry 2 conflict with committed entry [committed(2)]"
    );
    assert_eq!(terms(&log), [1, 1, 2]);
}

#[test]
fn what_is_not_there_cannot_be_committed() {
    let mut log = log_of(&[1], 0);
    let error = log.commit_to(Index(2)).expect_err("there is one entry");
    assert!(
        error
            .to_string()
            .starts_with("tocommit(2) is out of range [lastIndex(1)]")
    );
    assert_eq!(log.committed(), Index(0));
}

#[test]
fn a_leader_commits_by_its_own_term_only() {
    let mut log = log_of(&[1, 2], 0);
    assert!(!log.maybe_commit(at(2, 1)), "entry 1 is of term 1");
    assert!(log.maybe_commit(at(2, 2)));
    assert!(!log.maybe_commit(at(2, 2)), "no news");
    assert_eq!(log.committed(), Index(2));
}

#[test]
fn logs_are_compared_by_last_term_then_by_length() {
    let log = log_of(&[1, 2, 2], 0);
    for (theirs, is_up_to_date) in [
        (at(3, 1), true),
        (at(2, 4), true),
        (at(2, 3), true),
        (at(2, 2), false),
        (at(1, 9), false),
    ] {
        assert_eq!(log.is_up_to_date(theirs), is_up_to_date, "{theirs}");
    }
}

/// The examples which etcd's `stepLeader` explains the hint with.
#[test]
fn a_hint_skips_terms_which_cannot_agree() {
    let check = |terms: &[u64], index, term, expected| {
        let log = log_of(terms, 0);
        assert_eq!(
            log.find_conflict_by_term(Index(index), Term(term)),
            expected
        );
    };
    // The leader's log is 1 3 3 3 5 …; the follower is at 6 in term 2.
    check(&[1, 3, 3, 3, 5, 5, 5, 5, 5], 6, 2, at(1, 1));
    // The follower's log is 1 3 3 4 4 5 …; the leader asks at 8 in term 3.
    check(&[1, 3, 3, 4, 4, 5, 5, 5, 6], 8, 3, at(3, 3));
    check(&[1, 3, 3], 3, 3, at(3, 3));
    check(&[2, 2], 2, 1, at(0, 0));
    // Past the end nothing is known.
    check(&[1, 1], 5, 1, at(0, 5));
}

#[test]
fn terms_are_known_from_the_base_to_the_end() {
    let mut log = log_of(&[1, 1, 2, 2], 4);
    log.applied_to(Index(4));
    log.compact(Index(2), snapshot(2, 4));
    let known: Vec<Option<u64>> = (0..=5)
        .map(|index| log.term(Index(index)).map(|term| term.0))
        .collect();
    assert_eq!(known, [None, None, Some(1), Some(2), Some(2), None]);
}

#[test]
fn compaction_keeps_the_newest_snapshot_and_cuts_once() {
    let mut log = log_of(&[1, 1, 2, 2], 4);
    log.applied_to(Index(4));
    log.compact(Index(3), snapshot(2, 4));
    log.compact(Index(1), snapshot(2, 3));
    assert_eq!(log.first_index(), Index(4));
    assert_eq!(log.last(), at(2, 4));
    assert_eq!(
        log.snapshot().map(|snapshot| snapshot.index),
        Some(Index(4))
    );
    log.compact(Index(4), snapshot(2, 4));
    assert!(log.entries().is_empty());
    assert_eq!(log.last(), at(2, 4), "the base stands for what was cut");
}

#[test]
#[should_panic(expected = "a snapshot of the future")]
fn what_is_not_applied_is_not_compacted() {
    let mut log = log_of(&[1, 1], 2);
    log.applied_to(Index(1));
    log.compact(Index(1), snapshot(1, 2));
}

#[test]
fn a_restored_log_is_the_snapshot_and_nothing_else() {
    let mut log = log_of(&[1, 1, 1], 1);
    log.restore(snapshot(3, 7));
    assert_eq!((log.first_index(), log.last()), (Index(8), at(3, 7)));
    assert_eq!(log.committed(), Index(7));
    assert!(log.arrived_snapshot().is_some());
    assert!(
        log.unapplied(u64::MAX).is_empty(),
        "the snapshot comes first"
    );

    log.push(entries(8, &[3]).remove(0));
    assert_eq!(log.unsaved().len(), 1);
    log.snapshot_saved();
    log.saved_to(at(3, 8));
    assert_eq!((log.applied(), log.persisted()), (Index(7), Index(8)));
    assert!(log.arrived_snapshot().is_none());
}

#[test]
fn what_is_replaced_must_be_saved_again() {
    let mut log = log_of(&[1, 1, 1], 0);
    assert!(log.unsaved().is_empty());
    let agreed = log.maybe_append(at(1, 1), entries(2, &[2]), Index(0));
    assert_eq!(agreed, Ok(Some(Index(2))));
    assert_eq!(log.unsaved().len(), 1);
    // A late word about what stood there before says nothing.
    log.saved_to(at(1, 2));
    assert_eq!(log.persisted(), Index(1));
    log.saved_to(at(2, 2));
    assert_eq!(log.persisted(), Index(2));
}

#[test]
fn what_is_committed_is_applied_in_batches() {
    let mut log = log_of(&[1, 1, 1], 3);
    assert_eq!(log.unapplied(u64::MAX).len(), 3);
    assert_eq!(log.unapplied(0).len(), 1, "at least one");
    log.applied_to(Index(2));
    assert_eq!(log.unapplied(u64::MAX).len(), 1);
}

#[test]
fn entries_are_handed_out_by_size() {
    let log = log_of(&[1, 1, 1], 0);
    // Each is 9 bytes: type, term and index two each, data three.
    for (max_size, count) in [(0, 1), (9, 1), (18, 2), (27, 3), (99, 3)] {
        assert_eq!(
            log.entries_from(Index(1), max_size).len(),
            count,
            "{max_size}"
        );
    }
    assert!(log.entries_from(Index(4), 99).is_empty());
}

#[test]
#[should_panic(expected = "a gap")]
fn a_disk_with_a_gap_is_no_disk() {
    let mut entries = entries(1, &[1, 1, 1]);
    entries.remove(1);
    TestLog::new(Persisted {
        entries,
        ..Persisted::default()
    });
}

#[test]
#[should_panic(expected = "the log ends at 1")]
fn a_disk_that_lost_what_was_committed_is_no_disk() {
    log_of(&[1], 2);
}
