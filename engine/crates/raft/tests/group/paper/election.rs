//! Sections 5.1 and 5.2: terms and leader election.

use std::collections::BTreeSet;

use raft::{HardState, Index, MessageKind, Raft, RaftId, Role, Term};

use super::{accepted, append, at, disk_of, granted, letter, sent, vote, with_logs};
use crate::group::{Group, config};

fn is_follower(group: &Group, id: u64) -> bool {
    matches!(group.member(id).role(), Role::Follower { .. })
}

fn is_candidate(group: &Group, id: u64) -> bool {
    matches!(group.member(id).role(), Role::Candidate { .. })
}

/// 5.1: "If one server's current term is smaller than the other's, then it
/// updates its current term to the larger value. If a candidate or leader
/// discovers that its term is out of date, it immediately reverts to follower."
#[test]
fn a_newer_term_makes_a_follower_of_everybody() {
    for role in ["follower", "candidate", "leader"] {
        let mut group = Group::of(3);
        match role {
            "candidate" => group.with(RaftId(1), Raft::campaign),
            "leader" => group.elect(1),
            _ => {}
        }
        group.deliver(letter(2, 1, 7, append((0, 0), &[], 0)));
        assert_eq!(group.member(1).term(), Term(7), "{role}");
        assert!(is_follower(&group, 1), "{role}");
        assert_eq!(group.member(1).leader(), Some(RaftId(2)));
    }
}

/// 5.1: "If a server receives a request with a stale term number, it rejects
/// the request." With CheckQuorum, a stale leader is told the newer term.
#[test]
fn a_stale_request_changes_nothing() {
    let mut group = with_logs(3, &[&[1, 3]], 0);
    group.deliver(letter(2, 1, 2, append((1, 1), &[2], 2)));
    assert_eq!(super::terms_of(&group, 1), [1, 3]);
    assert_eq!(group.member(1).leader(), None);
    assert_eq!(sent(&mut group), [letter(1, 2, 3, accepted(0))]);

    group.deliver(letter(2, 1, 2, vote((9, 9))));
    assert_eq!(group.member(1).vote(), None);
    assert!(sent(&mut group).is_empty());
}

/// 5.2: "When servers start up, they begin as followers."
#[test]
fn everybody_starts_as_follower() {
    let mut group = Group::of(3);
    assert!((1..=3).all(|id| is_follower(&group, id)));
    group.elect(1);
    group.stop(RaftId(1));
    group.start(RaftId(1));
    assert!(is_follower(&group, 1));
}

/// 5.2: "Leaders send periodic heartbeats to all followers in order to maintain
/// their authority."
#[test]
fn a_leader_sends_heartbeats_to_all() {
    let mut group = Group::of(3);
    group.elect(1);
    group.tick(RaftId(1), 1);
    let heartbeat = |to, commit| {
        let commit = Index(commit);
        letter(1, to, 1, MessageKind::Heartbeat { commit })
    };
    assert_eq!(sent(&mut group), [heartbeat(2, 1), heartbeat(3, 1)]);
}

/// 5.2: "A server remains in follower state as long as it receives valid RPCs
/// from a leader or candidate."
#[test]
fn who_hears_a_leader_stays_follower() {
    let mut group = Group::of(3);
    group.elect(1);
    group.pass(200);
    assert_eq!(group.leaders(), [RaftId(1)]);
    assert_eq!(group.member(1).term(), Term(1));
}

/// 5.2: "To begin an election, a follower increments its current term and
/// transitions to candidate state. It then votes for itself and issues
/// RequestVote RPCs in parallel to each of the other servers."
#[test]
fn who_hears_nobody_campaigns() {
    let mut group = with_logs(3, &[&[2]], 0);
    group.tick(RaftId(1), 20);
    assert!(is_candidate(&group, 1));
    assert_eq!(group.member(1).term(), Term(3));
    assert_eq!(group.member(1).vote(), Some(RaftId(1)));
    let request = |to| letter(1, to, 3, vote((2, 1)));
    assert_eq!(sent(&mut group), [request(2), request(3)]);
}

/// 5.2: "Each candidate … starts a new election by incrementing its term and
/// initiating another round of RequestVote RPCs" if nobody wins.
#[test]
fn a_candidate_campaigns_again() {
    let mut group = Group::of(3);
    group.with(RaftId(1), Raft::campaign);
    sent(&mut group);
    group.tick(RaftId(1), 20);
    assert!(is_candidate(&group, 1));
    assert_eq!(group.member(1).term(), Term(2));
    assert_eq!(sent(&mut group).len(), 2);
}

/// 5.2: "A candidate wins an election if it receives votes from a majority of
/// the servers in the full cluster for the same term."
#[test]
fn a_majority_elects() {
    // Members, yes, no, and how it must end.
    let outcomes = [
        (1, 0, 0, "leader"),
        (3, 1, 0, "leader"),
        (3, 1, 1, "leader"),
        (3, 0, 1, "candidate"),
        (3, 0, 2, "follower"),
        (4, 1, 0, "candidate"),
        (4, 2, 0, "leader"),
        (5, 2, 0, "leader"),
        (5, 1, 2, "candidate"),
        (5, 1, 3, "follower"),
    ];
    for (members, yes, no, outcome) in outcomes {
        let mut group = Group::of(members);
        group.with(RaftId(1), Raft::campaign);
        for voter in 2..2 + yes + no {
            let is_granted = voter < 2 + yes;
            let reply = MessageKind::VoteReply {
                granted: is_granted,
            };
            group.deliver(letter(voter, 1, 1, reply));
        }
        let role = group.member(1).role().name().to_string();
        assert_eq!(role, outcome, "{members} members, {yes} yes, {no} no");
    }
}

/// Each server has one vote: a yes that comes twice counts once, and the first
/// word holds.
#[test]
fn a_vote_counts_once() {
    let mut group = Group::of(5);
    group.with(RaftId(1), Raft::campaign);
    for _ in 0..5 {
        group.deliver(letter(2, 1, 1, granted()));
    }
    assert!(is_candidate(&group, 1));
}

/// A vote for another term counts for nothing.
#[test]
fn a_vote_counts_in_its_term() {
    let mut group = Group::of(3);
    group.with(RaftId(1), Raft::campaign);
    group.with(RaftId(1), Raft::campaign);
    group.deliver(letter(2, 1, 1, granted()));
    assert!(is_candidate(&group, 1));
}

/// 5.2: "Each server will vote for at most one candidate in a given term, on a
/// first-come-first-served basis."
#[test]
fn a_server_votes_once_in_a_term() {
    for (voted, asks, is_granted) in [
        (None, 2, true),
        (None, 3, true),
        (Some(2), 2, true),
        (Some(2), 3, false),
    ] {
        let mut disk = disk_of(3, &[], 0);
        disk.hard_state = HardState {
            term: Term(1),
            vote: voted.map(RaftId),
            commit: Index(0),
        };
        let mut group = Group::default();
        group.add(config(1), disk);
        // The letters go nowhere: the others are off.
        group.deliver(letter(asks, 1, 1, vote((0, 0))));
        let reply = MessageKind::VoteReply {
            granted: is_granted,
        };
        assert_eq!(
            sent(&mut group),
            [letter(1, asks, 1, reply)],
            "{voted:?}, {asks}"
        );
    }
}

/// 5.2: "If the leader's term is at least as large as the candidate's current
/// term, then the candidate recognizes the leader as legitimate and returns to
/// follower state. If the term in the RPC is smaller … the candidate … continues
/// in candidate state."
#[test]
fn a_candidate_yields_to_the_leader_of_its_term() {
    for (term, yields) in [(2, true), (3, true), (1, false)] {
        let mut group = Group::of(3);
        group.with(RaftId(1), Raft::campaign);
        group.with(RaftId(1), Raft::campaign);
        group.deliver(letter(2, 1, term, append((0, 0), &[], 0)));
        assert_eq!(is_follower(&group, 1), yields, "term {term}");
        assert_eq!(group.member(1).term(), Term(term.max(2)));
    }
}

/// 5.2: "Election timeouts are chosen randomly from a fixed interval." SwarmKit:
/// 10 to 19 ticks, anew for each role.
#[test]
fn timeouts_are_drawn_from_ten_to_nineteen() {
    let mut drawn = BTreeSet::new();
    let mut group = Group::of(2);
    for term in 1..500 {
        group.deliver(letter(2, 1, 2 * term, append((0, 0), &[], 0)));
        drawn.extend(group.member(1).election_timeout());
        group.with(RaftId(1), Raft::campaign);
        drawn.extend(group.member(1).election_timeout());
    }
    assert_eq!(drawn, (10..=19).collect());
}

/// 9.3 and 5.2: random timeouts make it likely that one server times out alone.
/// The ten lots of three members differ in who is first in most terms.
#[test]
fn most_elections_have_one_candidate() {
    let mut ties = 0;
    for seed in 0..1000 {
        let configs = (1..=3).map(|id| raft::Config {
            seed: seed * 3 + id,
            ..config(id)
        });
        let group = Group::of_configs(configs.collect());
        let lots = (1..=3).map(|id| group.member(id).election_timeout());
        let lots: Vec<u32> = lots.map(|lot| lot.expect("a follower has one")).collect();
        let first = lots.iter().min();
        ties += u32::from(lots.iter().filter(|lot| Some(*lot) == first).count() > 1);
    }
    // With ten lots and three members: 1 − 3·(9²+8²+…+1²)/10³ = 14.5 %.
    assert!((100..190).contains(&ties), "{ties}");
}

/// 5.2 and 9.3: a leader that crashes is replaced within one or two timeouts.
#[test]
fn a_crashed_leader_is_replaced_in_ten_to_twenty_ticks() {
    for seed in 0..200 {
        let configs = (1..=5).map(|id| raft::Config {
            seed: seed * 7 + id,
            ..config(id)
        });
        let mut group = Group::of_configs(configs.collect());
        group.elect(1);
        group.pass(1);
        group.stop(RaftId(1));
        group.pass(9);
        assert!(group.leaders().is_empty(), "leases hold for ten ticks");
        let mut ticks = 9;
        while group.leaders().is_empty() {
            group.pass(1);
            ticks += 1;
        }
        // Twenty, or a second round if two were first.
        assert!(ticks <= 39, "seed {seed}: {ticks} ticks");
    }
}

/// 5.4.1: a candidate tells what its log ends with.
#[test]
fn a_request_tells_the_end_of_the_log() {
    for terms in [&[1][..], &[1, 2], &[1, 2, 2]] {
        let mut group = with_logs(2, &[terms, terms], 0);
        group.with(RaftId(1), Raft::campaign);
        let last = (*terms.last().expect("not empty"), terms.len() as u64);
        let kind = vote(last);
        assert_eq!(sent(&mut group)[0].kind, kind);
        assert_eq!(group.member(1).log().last(), at(last.0, last.1));
    }
}
