//! Counting: how far a majority has come, and what a majority says.
//!
//! After etcd/raft `quorum/majority.go`. `tests/quorum.rs` holds a naive twin.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{Index, RaftId};

/// Where an election stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteResult {
    /// A majority said yes.
    Won,
    /// So many said no that a majority cannot say yes any more.
    Lost,
    /// It depends on those who have not spoken.
    Pending,
}

/// More than half of `voters`.
pub fn majority(voters: usize) -> usize {
    voters / 2 + 1
}

/// The highest index which a majority has. Zero for a group of nobody.
pub fn committed_index(
    voters: &BTreeSet<RaftId>,
    matched: impl Fn(RaftId) -> Option<Index>,
) -> Index {
    let mut indexes: Vec<Index> = voters
        .iter()
        .map(|id| matched(*id).unwrap_or_default())
        .collect();
    // Highest first, the last one of the first majority is had by them all.
    indexes.sort_unstable_by(|one, other| other.cmp(one));
    indexes
        .get(majority(voters.len()) - 1)
        .copied()
        .unwrap_or_default()
}

/// Votes of others than `voters` do not count.
pub fn vote_result(voters: &BTreeSet<RaftId>, votes: &BTreeMap<RaftId, bool>) -> VoteResult {
    let said = |answer| {
        voters
            .iter()
            .filter(|id| votes.get(id) == Some(&answer))
            .count()
    };
    let needed = majority(voters.len());
    if said(true) >= needed {
        VoteResult::Won
    } else if voters.len() - said(false) < needed {
        VoteResult::Lost
    } else {
        VoteResult::Pending
    }
}
