//! Counting, beside a naive twin which tries everything.

use std::collections::{BTreeMap, BTreeSet};

use raft::quorum::{VoteResult, committed_index, majority, vote_result};
use raft::{Index, RaftId};

use crate::chance::Chance;

fn voters(count: usize, chance: &mut Chance) -> BTreeSet<RaftId> {
    (0..count)
        .map(|_| RaftId(1 + chance.below(12) as u64))
        .collect()
}

/// The highest index that more than half have, found by trying each.
fn naive_committed_index(voters: &BTreeSet<RaftId>, matched: &BTreeMap<RaftId, Index>) -> Index {
    let has = |id: &RaftId, index: u64| matched.get(id).is_some_and(|matched| matched.0 >= index);
    let is_committed =
        |index: &u64| voters.iter().filter(|id| has(id, *index)).count() * 2 > voters.len();
    Index((1..=100).filter(is_committed).max().unwrap_or(0))
}

/// Lets the silent speak in every way they could.
fn naive_vote_result(voters: &BTreeSet<RaftId>, votes: &BTreeMap<RaftId, bool>) -> VoteResult {
    let silent: Vec<&RaftId> = voters.iter().filter(|id| !votes.contains_key(id)).collect();
    let yes = voters
        .iter()
        .filter(|id| votes.get(id) == Some(&true))
        .count();
    let mut can_win = false;
    let mut can_lose = false;
    for ways in 0..1_u32 << silent.len() {
        let wins = (yes + ways.count_ones() as usize) * 2 > voters.len();
        can_win |= wins;
        can_lose |= !wins;
    }
    match (can_win, can_lose) {
        (true, false) => VoteResult::Won,
        (false, true) => VoteResult::Lost,
        (true, true) => VoteResult::Pending,
        (false, false) => unreachable!("they can always speak somehow"),
    }
}

#[test]
fn the_committed_index_is_that_of_the_naive_twin() {
    let mut chance = Chance::new(1);
    for _ in 0..50_000 {
        let size = 1 + chance.below(8);
        let voters = voters(size, &mut chance);
        let mut matched = BTreeMap::new();
        for id in 1..=12 {
            if chance.percent(80) {
                matched.insert(RaftId(id), Index(chance.below(20) as u64));
            }
        }
        assert_eq!(
            committed_index(&voters, |id| matched.get(&id).copied()),
            naive_committed_index(&voters, &matched),
            "{voters:?} {matched:?}"
        );
    }
}

#[test]
fn the_vote_is_that_of_the_naive_twin() {
    let mut chance = Chance::new(2);
    for _ in 0..50_000 {
        let size = 1 + chance.below(8);
        let voters = voters(size, &mut chance);
        let mut votes = BTreeMap::new();
        for id in 1..=12 {
            if chance.percent(70) {
                votes.insert(RaftId(id), chance.percent(50));
            }
        }
        assert_eq!(
            vote_result(&voters, &votes),
            naive_vote_result(&voters, &votes),
            "{voters:?} {votes:?}"
        );
    }
}

#[test]
fn any_two_majorities_meet() {
    for voters in 1..=15 {
        assert!(2 * majority(voters) > voters);
        assert!(
            2 * (majority(voters) - 1) <= voters,
            "and none is larger than it must be"
        );
    }
}

/// Why one change at a time is safe: a majority of a group and a majority of the
/// group with one more member have somebody in common.
#[test]
fn majorities_of_groups_which_differ_by_one_meet() {
    for voters in 1..=15 {
        assert!(majority(voters) + majority(voters + 1) > voters + 1);
    }
}

#[test]
fn a_group_of_nobody_commits_nothing() {
    assert_eq!(
        committed_index(&BTreeSet::new(), |_| Some(Index(9))),
        Index(0)
    );
}
