//! Sections 5.4, 6 (the vote's side), 7 and 8: what may not happen.

use raft::{HardState, Index, MessageKind, Raft, RaftId, Term};

use super::{accepted, append, granted, letter, sent, terms_of, vote, with_logs};
use crate::group::Group;

/// 5.4.1: "The voter denies its vote if its own log is more up-to-date than that
/// of the candidate": by the last term, then by the length.
#[test]
fn a_vote_goes_to_a_log_at_least_as_new() {
    let outcomes: [(&[u64], (u64, u64), bool); 9] = [
        // The same term: the longer.
        (&[1], (1, 1), true),
        (&[1], (1, 2), true),
        (&[1, 1], (1, 1), false),
        // The candidate's term is higher.
        (&[1], (2, 1), true),
        (&[1], (2, 2), true),
        (&[1, 1], (2, 1), true),
        // The voter's term is higher.
        (&[2], (1, 1), false),
        (&[2], (1, 2), false),
        (&[2, 1 + 1], (1, 1), false),
    ];
    for (log, last, is_granted) in outcomes {
        let mut group = with_logs(2, &[log], 0);
        group.deliver(letter(2, 1, 3, vote(last)));
        let reply = MessageKind::VoteReply {
            granted: is_granted,
        };
        assert_eq!(
            sent(&mut group),
            [letter(1, 2, 3, reply)],
            "{log:?} {last:?}"
        );
    }
}

/// 5.4.2: "Raft never commits log entries from previous terms by counting
/// replicas. Only log entries from the leader's current term are committed by
/// counting replicas."
#[test]
fn copies_of_an_old_entry_do_not_commit_it() {
    for (copied, commit) in [(1, 0), (2, 0), (3, 3)] {
        let mut group = with_logs(3, &[&[1, 2], &[1]], 0);
        group.with(RaftId(1), Raft::campaign);
        group.deliver(letter(2, 1, 3, granted()));
        assert!(group.member(1).is_leader());
        assert_eq!(terms_of(&group, 1), [1, 2, 3]);
        group.deliver(letter(2, 1, 3, accepted(copied)));
        assert_eq!(group.member(1).commit(), Index(commit), "{copied} copied");
    }
}

/// 8: "Raft handles this by having each leader commit a blank no-op entry into
/// the log at the start of its term."
#[test]
fn a_new_leader_writes_an_empty_entry() {
    let mut group = with_logs(3, &[&[1], &[1], &[1]], 1);
    group.elect(1);
    let last = group.member(1).log().entries().last().cloned();
    let last = last.expect("the log is not empty");
    assert_eq!((last.term, last.index), (Term(2), Index(2)));
    assert_eq!(last.data, raft::EntryData::Empty);
    assert_eq!(group.member(1).commit(), Index(2));
}

/// 5.4.3, leader completeness: whoever wins has all that is committed.
#[test]
fn who_lacks_a_committed_entry_does_not_win() {
    let mut group = Group::of(5);
    group.elect(1);
    group.part(&[RaftId(4), RaftId(5)]);
    group.propose(1, "x");
    group.settle();
    assert_eq!(group.member(1).commit(), Index(2));

    group.cut.clear();
    group.stop(RaftId(1));
    for id in 2..=5 {
        group.with(RaftId(id), |member| member.set_election_timeout(19));
        group.tick(RaftId(id), 10);
    }
    for id in [4, 5, 4, 5] {
        group.with(RaftId(id), Raft::campaign);
        group.settle();
        assert!(!group.member(id).is_leader());
    }
    while group.leaders().is_empty() {
        group.with(RaftId(3), Raft::campaign);
        group.settle();
    }
    assert_eq!(*group.state(4), ["x"]);
}

/// Figure 2: "Persistent state on all servers … updated on stable storage before
/// responding to RPCs": term, vote and log outlive a restart; what a message
/// promises is in the same `Ready`.
#[test]
fn what_was_promised_outlives_a_restart() {
    let mut group = Group::of(3);
    group.deliver(letter(2, 1, 4, vote((0, 0))));
    group.deliver(letter(2, 1, 4, append((0, 0), &[4, 4], 1)));
    group.stop(RaftId(1));
    let expected = HardState {
        term: Term(4),
        vote: Some(RaftId(2)),
        commit: Index(1),
    };
    assert_eq!(group.machine(RaftId(1)).disk.hard_state, expected);

    group.start(RaftId(1));
    assert_eq!(group.member(1).hard_state(), expected);
    assert_eq!(terms_of(&group, 1), [4, 4]);
    assert_eq!(*group.state(1), ["4.1"]);
    sent(&mut group);
    group.deliver(letter(3, 1, 4, vote((9, 9))));
    let refusal = MessageKind::VoteReply { granted: false };
    assert_eq!(sent(&mut group), [letter(1, 3, 4, refusal)]);
}

/// 5.4: without a majority nothing is committed; with one it goes on.
#[test]
fn a_minority_commits_nothing() {
    let mut group = Group::of(5);
    group.elect(1);
    group.part(&[RaftId(1), RaftId(2)]);
    group.propose(1, "x");
    group.pass(5);
    assert_eq!(group.member(1).commit(), Index(1));
    group.cut.clear();
    group.pass(1);
    assert_eq!(group.member(1).commit(), Index(2));
    assert_eq!(*group.state(5), ["x"]);
}

/// 7: "Although servers normally take snapshots independently, the leader must
/// occasionally send snapshots to followers that lag behind … when the leader has
/// already discarded the next log entry that it needs to send." "The follower
/// discards its entire log; it is all superseded by the snapshot."
#[test]
fn a_snapshot_stands_for_a_log_that_is_gone() {
    let mut group = Group::of(3);
    group.elect(1);
    group.part(&[RaftId(3)]);
    for word in ["a", "b", "c"] {
        group.propose(1, word);
        group.settle();
    }
    compact(&mut group, 1);
    group.cut.clear();
    group.pass(2);
    assert_eq!(*group.state(3), ["a", "b", "c"]);
    assert!(group.member(3).log().entries().is_empty());
    assert_eq!(group.member(3).log().first_index(), Index(5));
    assert_eq!(
        group
            .machine(RaftId(3))
            .disk
            .snapshot
            .as_ref()
            .map(|it| it.index),
        Some(Index(4))
    );
    group.propose(1, "d");
    group.settle();
    assert_eq!(group.state(3).len(), 4);
}

/// 7: "If instead the follower receives a snapshot that describes a prefix of its
/// log … entries following the snapshot are still valid and must be retained."
#[test]
fn a_snapshot_of_a_prefix_keeps_the_rest() {
    let mut group = with_logs(3, &[&[1, 1, 1]], 0);
    let snapshot = raft::Snapshot {
        index: Index(2),
        term: Term(1),
        conf: group.member(1).conf().clone(),
        data: vec!["never used".to_string()],
    };
    group.deliver(letter(2, 1, 1, MessageKind::Snapshot(snapshot)));
    assert_eq!(terms_of(&group, 1), [1, 1, 1]);
    assert_eq!(group.member(1).commit(), Index(2));
    assert_eq!(*group.state(1), ["1.1", "1.2"], "applied from its own log");
}

/// An old snapshot does not turn time back.
#[test]
fn an_old_snapshot_is_ignored() {
    let mut group = with_logs(3, &[&[1, 1, 1]], 3);
    let snapshot = raft::Snapshot {
        index: Index(2),
        term: Term(1),
        conf: group.member(1).conf().clone(),
        data: Vec::new(),
    };
    group.deliver(letter(2, 1, 1, MessageKind::Snapshot(snapshot)));
    assert_eq!(group.state(1).len(), 3);
    assert_eq!(sent(&mut group), [letter(1, 2, 1, accepted(3))]);
}

fn compact(group: &mut Group, id: u64) {
    let machine = group.machine(RaftId(id));
    let member = machine.member.as_mut().expect("it is on");
    let snapshot = member.snapshot_of(machine.state.clone());
    machine.disk.compact(snapshot.clone());
    member.compact(snapshot.index, snapshot);
}
