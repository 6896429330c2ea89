//! Section 5.3: log replication.

use raft::{AppendReply, EntryData, Index, MessageKind, Raft, RaftId, Term};

use super::{accepted, append, at, letter, sent, terms_of, with_logs};
use crate::group::{Group, Word};

/// 5.3: "The leader appends the command to its log as a new entry, then issues
/// AppendEntries RPCs in parallel to each of the other servers."
#[test]
fn a_leader_sends_what_is_proposed_to_all() {
    let mut group = Group::of(3);
    group.elect(1);
    let index = group.propose(1, "x");
    assert_eq!(index, Index(2));
    let entry = group
        .member(1)
        .log()
        .entry(index)
        .expect("it is written")
        .clone();
    assert_eq!(entry.data, EntryData::Normal(Word("x".to_string())));
    let kind = MessageKind::Append {
        prev: at(1, 1),
        entries: vec![entry],
        commit: Index(1),
    };
    let expected = [letter(1, 2, 1, kind.clone()), letter(1, 3, 1, kind)];
    assert_eq!(sent(&mut group), expected);
}

/// 5.3: "A log entry is committed once the leader that created the entry has
/// replicated it on a majority of the servers."
#[test]
fn a_majority_of_copies_commits() {
    // Members, acknowledgements beside the leader's own disk, committed?
    let outcomes = [
        (1, 0, true),
        (2, 0, false),
        (2, 1, true),
        (3, 0, false),
        (3, 1, true),
        (4, 1, false),
        (4, 2, true),
        (5, 1, false),
        (5, 2, true),
    ];
    for (members, copies, is_committed) in outcomes {
        let mut group = Group::of(members);
        group.elect(1);
        group.propose(1, "x");
        sent(&mut group);
        for follower in 2..2 + copies {
            group.deliver(letter(follower, 1, 1, accepted(2)));
        }
        let commit = group.member(1).commit();
        assert_eq!(
            commit == Index(2),
            is_committed,
            "{copies} copies of {members}"
        );
    }
}

/// The leader's own copy counts once it is on its disk, not before: here the
/// owner has not said so yet.
#[test]
fn the_leaders_copy_counts_when_it_is_saved() {
    let mut group = Group::of(3);
    group.elect(1);
    let mut leader = group.member(1).clone();
    leader.propose(Word("x".to_string())).expect("it leads");
    leader
        .step(letter(2, 1, 1, accepted(2)))
        .expect("from a member");
    assert_eq!(leader.commit(), Index(1));
    let ready = leader.ready().expect("there is something to save");
    assert_eq!(ready.entries.len(), 1);
    assert!(ready.committed.is_empty());
    leader.advance();
    assert_eq!(leader.commit(), Index(2));
}

/// 5.3: "This also commits all preceding entries in the leader's log, including
/// entries created by previous leaders."
#[test]
fn a_commit_covers_what_came_before() {
    for terms in [&[][..], &[2], &[1, 2], &[1]] {
        let mut group = with_logs(3, &[terms, terms, terms], 0);
        group.elect(1);
        group.propose(1, "x");
        group.settle();
        let words = group.state(1);
        assert_eq!(words.len(), terms.len() + 1, "{terms:?}");
        assert_eq!(words.last().map(String::as_str), Some("x"));
        assert_eq!(group.state(2), words);
    }
}

/// 5.3: "The leader keeps track of the highest index it knows to be committed,
/// and it includes that index in future AppendEntries RPCs. … Once a follower
/// learns that a log entry is committed, it applies the entry to its local state
/// machine (in log order)."
#[test]
fn a_follower_applies_what_it_learns_to_be_committed() {
    let mut group = Group::of(3);
    group.deliver(letter(2, 1, 1, append((0, 0), &[1, 1, 1], 0)));
    assert!(group.state(1).is_empty());
    group.deliver(letter(2, 1, 1, append((1, 3), &[], 2)));
    assert_eq!(*group.state(1), ["1.1", "1.2"]);
    let commit = Index(3);
    group.deliver(letter(2, 1, 1, MessageKind::Heartbeat { commit }));
    assert_eq!(*group.state(1), ["1.1", "1.2", "1.3"]);
}

/// 5.3: the consistency check. "If the follower does not find an entry in its log
/// with the same index and term, then it refuses the new entries."
#[test]
fn a_follower_checks_the_entry_before() {
    // The log is 1 2. Asked about what, answered how.
    let reject = |index, term, hint| AppendReply::Rejected {
        index: Index(index),
        hint: at(term, hint),
    };
    let accept = |index| AppendReply::Accepted {
        index: Index(index),
    };
    let outcomes = [
        ((0, 0), accept(1)),
        ((1, 1), accept(1)),
        ((2, 2), accept(2)),
        // Another term at its end: all its entries of newer terms are skipped.
        ((1, 2), reject(2, 1, 1)),
        ((3, 3), reject(3, 2, 2)),
    ];
    for (prev, expected) in outcomes {
        let mut group = with_logs(3, &[&[1, 2]], 1);
        group.deliver(letter(2, 1, 3, append(prev, &[], 0)));
        let reply = MessageKind::AppendReply(expected);
        assert_eq!(sent(&mut group), [letter(1, 2, 3, reply)], "{prev:?}");
    }
}

/// 5.3: "If an existing entry conflicts with a new one (same index but different
/// terms), delete the existing entry and all that follow it. Append any new
/// entries not already in the log."
#[test]
fn a_follower_takes_the_leaders_log() {
    type Outcome = ((u64, u64), &'static [u64], &'static [u64]);
    let outcomes: [Outcome; 4] = [
        ((2, 2), &[3], &[1, 2, 3]),
        ((1, 1), &[3, 4], &[1, 3, 4]),
        ((0, 0), &[1], &[1, 2]),
        ((0, 0), &[3], &[3]),
    ];
    for (prev, new, expected) in outcomes {
        let mut group = with_logs(3, &[&[1, 2]], 0);
        group.deliver(letter(2, 1, 4, append(prev, new, 0)));
        assert_eq!(terms_of(&group, 1), expected, "{new:?} after {prev:?}");
        assert_eq!(group.machine(RaftId(1)).disk.entries.len(), expected.len());
    }
}

/// 5.3, figure 7: the leader brings followers' logs into accord with its own,
/// whatever they miss or have too much.
#[test]
fn a_leader_mends_every_log_of_figure_7() {
    const LEADER: &[u64] = &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6];
    let followers: [&[u64]; 6] = [
        &[1, 1, 1, 4, 4, 5, 5, 6, 6],
        &[1, 1, 1, 4],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
        &[1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7],
        &[1, 1, 1, 4, 4, 4, 4],
        &[1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
    ];
    for follower in followers {
        // The third has no log and gives the leader its majority.
        let mut group = with_logs(3, &[LEADER, follower, &[]], 0);
        // In the figure the leader is of term 8.
        while group.member(1).term() < Term(7) {
            group.with(RaftId(1), Raft::campaign);
        }
        sent(&mut group);
        group.elect(1);
        group.propose(1, "x");
        group.settle();
        assert_eq!(terms_of(&group, 2), terms_of(&group, 1), "{follower:?}");
        assert_eq!(group.state(2), group.state(1));
    }
}

/// 5.3: "A leader never overwrites or deletes entries in its own log."
#[test]
fn a_leader_only_appends() {
    let mut group = with_logs(3, &[&[1, 2], &[1], &[1]], 1);
    group.elect(1);
    let before = group.member(1).log().entries().to_vec();
    group.propose(1, "x");
    // Nonsense which nobody else would send in the leader's term.
    let term = group.member(1).term().0;
    group.deliver(letter(2, 1, term, append((0, 0), &[9, 9], 0)));
    group.settle();
    let after = group.member(1).log().entries();
    assert_eq!(after[..before.len()], before);
    assert_eq!(after.len(), before.len() + 1);
}

/// 5.3: "If desired, the protocol can be optimized to reduce the number of
/// rejected AppendEntries RPCs … one AppendEntries RPC will be required for each
/// term with conflicting entries, rather than one RPC per entry."
#[test]
fn one_refusal_skips_a_term() {
    let follower: Vec<u64> = [vec![1], vec![2; 40], vec![3; 40]].concat();
    let leader: Vec<u64> = [vec![1], vec![4; 80]].concat();
    let mut group = with_logs(3, &[&leader, &follower, &leader], 0);
    group.elect(1);
    let mut refusals = 0;
    // Meanwhile the leader goes on.
    group.propose(1, "x");
    for _ in 0..100 {
        group.with(RaftId(1), Raft::tick);
        while let Some(letter) = (!group.wire.is_empty()).then(|| group.wire.remove(0)) {
            let kind = &letter.kind;
            let is_refusal = matches!(kind, MessageKind::AppendReply(AppendReply::Rejected { .. }));
            refusals += u32::from(is_refusal);
            group.deliver(letter);
        }
    }
    assert_eq!(terms_of(&group, 2), terms_of(&group, 1));
    assert!(refusals <= 2, "{refusals} refusals");
}

/// 5.5: "Raft RPCs are idempotent. … If a follower receives an AppendEntries
/// request that includes log entries already present in its log, it ignores
/// those entries."
#[test]
fn an_append_twice_is_an_append_once() {
    let mut group = Group::of(3);
    for _ in 0..2 {
        group.deliver(letter(2, 1, 1, append((0, 0), &[1, 1], 2)));
    }
    assert_eq!(terms_of(&group, 1), [1, 1]);
    assert_eq!(*group.state(1), ["1.1", "1.2"]);
    assert_eq!(sent(&mut group).len(), 2, "each is answered");
}
