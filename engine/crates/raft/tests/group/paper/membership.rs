//! Section 6 of the paper and chapters 3 and 4 of the thesis: members come and
//! go one at a time, leases, leadership transfer.

use raft::{ConfChange, Index, MessageKind, ProposeError, Raft, RaftId, Term};

use super::{letter, sent, vote};
use crate::group::{Group, Word};

fn add(id: u64) -> ConfChange {
    let context = Vec::new();
    let id = RaftId(id);
    ConfChange::AddVoter { id, context }
}

fn remove(id: u64) -> ConfChange {
    ConfChange::RemoveNode { id: RaftId(id) }
}

fn change(group: &mut Group, leader: u64, change: ConfChange) -> Index {
    let index = group.with(RaftId(leader), |member| member.propose_change(change));
    index.expect("it leads")
}

/// Thesis 4.1: a change takes effect on each member when it applies it, as etcd
/// has it (the thesis: when it is appended).
#[test]
fn a_change_counts_when_it_is_applied() {
    let mut group = Group::of(3);
    group.elect(1);
    change(&mut group, 1, remove(3));
    assert_eq!(group.member(1).conf().voters.len(), 3);
    group.settle();
    for id in 1..=3 {
        assert_eq!(group.member(id).conf().voters.len(), 2, "{id}");
    }
}

/// Thesis 4.1: "If two changes … were allowed at once", majorities might not
/// meet; so the second is an empty entry.
#[test]
fn one_change_at_a_time() {
    let mut group = Group::of(3);
    group.elect(1);
    assert!(group.member(1).takes_change());
    let first = change(&mut group, 1, remove(3));
    assert!(!group.member(1).takes_change());
    let second = change(&mut group, 1, remove(2));
    let log = group.member(1).log();
    assert!(log.entry(first).is_some_and(|entry| entry.is_change()));
    assert!(log.entry(second).is_some_and(|entry| !entry.is_change()));
    group.settle();
    assert_eq!(group.member(1).conf().to_string(), "voters=(1 2)");
    assert!(group.member(1).takes_change());
}

/// A new leader takes no change before it has applied all it came with.
#[test]
fn a_new_leader_takes_no_change_at_first() {
    let mut group = super::with_logs(3, &[&[1, 1], &[1, 1], &[1, 1]], 1);
    group.with(RaftId(1), Raft::campaign);
    group.deliver(letter(2, 1, 2, super::granted()));
    assert!(group.member(1).is_leader());
    assert!(!group.member(1).takes_change());
    group.settle();
    assert!(group.member(1).takes_change());
}

/// Who has not applied a committed change does not know who votes: no campaign.
#[test]
fn no_campaign_before_a_change_is_applied() {
    let mut group = Group::of(3);
    group.elect(1);
    change(&mut group, 1, remove(3));
    let append = sent(&mut group).remove(0);
    group.deliver(append);
    let mut follower = group.member(2).clone();
    let commit = Index(2);
    let heartbeat = letter(1, 2, 1, MessageKind::Heartbeat { commit });
    follower.step(heartbeat).expect("it has entry 2");
    follower.campaign();
    assert_eq!(
        follower.term(),
        Term(1),
        "entry 2 is a change, not applied yet"
    );
}

/// Paper 6, thesis 4.2.3: "If a server receives a RequestVote request within the
/// minimum election timeout of hearing from a current leader, it does not update
/// its term or grant its vote."
#[test]
fn a_lease_protects_the_leader() {
    let mut group = Group::of(3);
    group.elect(1);
    group.pass(1);
    for elapsed in 0..10 {
        group.deliver(letter(3, 2, 9, vote((9, 9))));
        assert_eq!(group.member(2).term(), Term(1), "after {elapsed} ticks");
        assert!(sent(&mut group).is_empty());
        group.with(RaftId(2), |member| {
            member.set_election_timeout(19);
            member.tick();
        });
    }
    group.deliver(letter(3, 2, 9, vote((9, 9))));
    assert_eq!(group.member(2).term(), Term(9));
    assert_eq!(group.member(2).vote(), Some(RaftId(3)));
}

/// The leader has a lease of its own, as long as a majority answers it.
#[test]
fn a_leader_ignores_candidates_too() {
    let mut group = Group::of(3);
    group.elect(1);
    group.pass(25);
    group.deliver(letter(3, 1, 9, vote((9, 9))));
    assert!(group.member(1).is_leader());
}

/// Without CheckQuorum there is no lease.
#[test]
fn without_check_quorum_there_is_no_lease() {
    let configs = (1..=3).map(|id| raft::Config {
        check_quorum: false,
        ..crate::group::config(id)
    });
    let mut group = Group::of_configs(configs.collect());
    group.elect(1);
    group.deliver(letter(3, 1, 9, vote((9, 9))));
    assert!(!group.member(1).is_leader());
    assert_eq!(group.member(1).term(), Term(9));
}

/// Thesis 6.2: "a leader steps down if an election timeout elapses without a
/// successful round of heartbeats to a majority of its cluster."
#[test]
fn a_leader_without_a_majority_steps_down() {
    let mut group = Group::of(5);
    group.elect(1);
    group.pass(3);
    group.part(&[RaftId(1), RaftId(2)]);
    // It counts every ten ticks; the first count still sees who answered before
    // the cut.
    group.tick(RaftId(1), 7);
    assert!(group.member(1).is_leader());
    assert!(!group.member(1).has_active_quorum());
    group.tick(RaftId(1), 10);
    assert!(!group.member(1).is_leader());
    assert_eq!(group.member(1).term(), Term(1), "no new term for that");
}

/// With a bare majority it stays.
#[test]
fn a_leader_with_a_majority_stays() {
    let mut group = Group::of(5);
    group.elect(1);
    group.stop(RaftId(4));
    group.stop(RaftId(5));
    group.pass(100);
    assert_eq!(group.leaders(), [RaftId(1)]);
}

/// A member that was cut off has raised its term. Its answer to the leader's
/// heartbeat deposes the leader, once, and then all is well.
#[test]
fn who_comes_back_with_a_higher_term_causes_one_election() {
    for seed in 0..50 {
        let configs = (1..=3).map(|id| raft::Config {
            seed: seed * 5 + id,
            ..crate::group::config(id)
        });
        let mut group = Group::of_configs(configs.collect());
        group.elect(1);
        group.pass(1);
        group.part(&[RaftId(3)]);
        group.pass(60);
        assert!(group.member(3).term() > Term(3));
        assert_eq!(group.leaders(), [RaftId(1)]);
        group.cut.clear();
        group.pass(80);
        assert_eq!(group.leaders().len(), 1, "seed {seed}");
        assert!(group.member(1).term() > Term(3));
    }
}

/// Thesis 3.10: the transferee is brought up to date, told to campaign, and wins
/// although leases hold; meanwhile nothing is taken.
#[test]
fn leadership_is_handed_over_in_one_round() {
    let mut group = Group::of(5);
    group.elect(1);
    group.pass(1);
    group.propose(1, "x");
    group.with(RaftId(1), |member| member.transfer_leader(RaftId(4)));
    let refused = group.with(RaftId(1), |member| member.propose(Word("y".to_string())));
    let transferee = RaftId(4);
    assert_eq!(refused, Err(ProposeError::TransferPending { transferee }));
    group.settle();
    assert_eq!(group.leaders(), [RaftId(4)]);
    assert_eq!(group.member(4).term(), Term(2));
    assert_eq!(*group.state(2), ["x"]);
}

/// Thesis 3.10: "If leadership transfer does not complete after about an election
/// timeout, the prior leader aborts the transfer and resumes."
#[test]
fn a_transfer_that_fails_is_given_up() {
    let mut group = Group::of(3);
    group.elect(1);
    group.stop(RaftId(3));
    group.with(RaftId(1), |member| member.transfer_leader(RaftId(3)));
    assert_eq!(group.member(1).transferee(), Some(RaftId(3)));
    group.pass(9);
    assert_eq!(group.member(1).transferee(), Some(RaftId(3)));
    group.pass(1);
    assert_eq!(group.member(1).transferee(), None);
    group.propose(1, "x");
}

/// Thesis 4.2.1: a newcomer catches up; a learner does so without a say.
#[test]
fn a_learner_gets_all_and_decides_nothing() {
    let mut group = Group::of(3);
    group.elect(1);
    let context = Vec::new();
    let id = RaftId(3);
    change(&mut group, 1, ConfChange::AddLearner { id, context });
    group.settle();
    group.stop(RaftId(2));
    group.propose(1, "x");
    group.settle();
    assert!(
        group.state(1).is_empty(),
        "1 and 3 are no majority of 1 and 2"
    );
    group.with(RaftId(3), Raft::campaign);
    assert!(!group.member(3).is_promotable());
    assert_eq!(group.member(3).term(), Term(1));
}

/// A learner votes all the same: it may have been made a voter without knowing.
#[test]
fn a_learner_votes() {
    let mut group = Group::of(3);
    group.elect(1);
    let context = Vec::new();
    let id = RaftId(3);
    change(&mut group, 1, ConfChange::AddLearner { id, context });
    group.settle();
    group.tick(RaftId(3), 10);
    group.deliver(letter(2, 3, 5, vote((5, 9))));
    assert_eq!(group.member(3).vote(), Some(RaftId(2)));
}

/// Thesis 4.2.2: a leader that is removed is not counted.
#[test]
fn a_removed_leader_does_not_count_itself() {
    let mut group = Group::of(3);
    group.elect(1);
    change(&mut group, 1, remove(1));
    group.settle();
    let refused = group.with(RaftId(1), |member| member.propose(Word("x".to_string())));
    assert_eq!(refused, Err(ProposeError::Removed));
    assert!(!group.member(1).is_promotable());
}

/// A newcomer is told at once, not with the next heartbeat.
#[test]
fn a_newcomer_gets_the_log_at_once() {
    let mut group = Group::of(1);
    group.elect(1);
    for word in ["a", "b", "c"] {
        group.propose(1, word);
    }
    let conf = group.machine(RaftId(1)).disk.conf.clone();
    let disk = raft::Persisted {
        conf,
        ..raft::Persisted::default()
    };
    group.add(crate::group::config(2), disk);
    change(&mut group, 1, add(2));
    group.settle();
    assert_eq!(*group.state(2), ["a", "b", "c"]);
    assert_eq!(group.member(1).conf().voters.len(), 2);
}
