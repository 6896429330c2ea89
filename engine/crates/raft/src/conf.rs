//! Who is in the group, and how that changes: one member at a time.
//!
//! One at a time is what makes a plain majority enough: any two majorities of
//! groups which differ by one member have a member in common.
//!
//! After etcd/raft `confchange/` without its joint half, which SwarmKit never
//! enters (it proposes single `AddNode` and `RemoveNode` changes only).

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::entry::varint_size;
use crate::id::RaftId;

/// A wish to change the group, carried by an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfChange {
    /// `context` is the owner's business (its address and node id, in Swarm).
    AddVoter {
        id: RaftId,
        context: Vec<u8>,
    },
    /// Gets the log but does not count: neither for elections nor for commits.
    AddLearner {
        id: RaftId,
        context: Vec<u8>,
    },
    RemoveNode {
        id: RaftId,
    },
}

impl ConfChange {
    pub fn id(&self) -> RaftId {
        match self {
            ConfChange::AddVoter { id, .. }
            | ConfChange::AddLearner { id, .. }
            | ConfChange::RemoveNode { id } => *id,
        }
    }

    /// The size etcd's `raftpb.ConfChange` would have without its request id.
    pub(crate) fn size(&self) -> u64 {
        let context = match self {
            ConfChange::AddVoter { context, .. } | ConfChange::AddLearner { context, .. } => {
                context.len() as u64
            }
            ConfChange::RemoveNode { .. } => 0,
        };
        5 + varint_size(self.id().0) + 1 + varint_size(context) + context
    }
}

/// The members at some point of the log.
///
/// Invariant: no member is both voter and learner.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfState {
    pub voters: BTreeSet<RaftId>,
    pub learners: BTreeSet<RaftId>,
}

impl ConfState {
    /// A group of voters, no learners.
    pub fn of_voters(voters: impl IntoIterator<Item = RaftId>) -> ConfState {
        ConfState {
            voters: voters.into_iter().collect(),
            learners: BTreeSet::new(),
        }
    }

    pub fn contains(&self, id: RaftId) -> bool {
        self.voters.contains(&id) || self.learners.contains(&id)
    }

    /// Voters and learners, in order of id.
    pub fn members(&self) -> BTreeSet<RaftId> {
        self.voters.union(&self.learners).copied().collect()
    }

    /// Adding whoever is there, and removing whoever is not, changes nothing.
    pub(crate) fn apply(&mut self, change: &ConfChange) {
        match change {
            ConfChange::AddVoter { id, .. } => {
                self.learners.remove(id);
                self.voters.insert(*id);
            }
            ConfChange::AddLearner { id, .. } => {
                self.voters.remove(id);
                self.learners.insert(*id);
            }
            ConfChange::RemoveNode { id } => {
                self.voters.remove(id);
                self.learners.remove(id);
            }
        }
    }
}

impl fmt::Display for ConfChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfChange::AddVoter { id, .. } => write!(f, "add {id}"),
            ConfChange::AddLearner { id, .. } => write!(f, "add learner {id}"),
            ConfChange::RemoveNode { id } => write!(f, "remove {id}"),
        }
    }
}

impl fmt::Display for ConfState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "voters={}", words(&self.voters))?;
        if !self.learners.is_empty() {
            write!(f, " learners={}", words(&self.learners))?;
        }
        Ok(())
    }
}

fn words(ids: &BTreeSet<RaftId>) -> String {
    let ids: Vec<String> = ids.iter().map(RaftId::to_string).collect();
    format!("({})", ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(changes: &[ConfChange], expected: &str) {
        let mut conf = ConfState::of_voters([RaftId(1), RaftId(2)]);
        for change in changes {
            conf.apply(change);
        }
        assert_eq!(conf.to_string(), expected);
        assert!(conf.voters.is_disjoint(&conf.learners));
    }

    fn voter(id: u64) -> ConfChange {
        ConfChange::AddVoter {
            id: RaftId(id),
            context: Vec::new(),
        }
    }

    fn learner(id: u64) -> ConfChange {
        ConfChange::AddLearner {
            id: RaftId(id),
            context: Vec::new(),
        }
    }

    fn remove(id: u64) -> ConfChange {
        ConfChange::RemoveNode { id: RaftId(id) }
    }

    #[test]
    fn a_voter_joins() {
        check(&[voter(3)], "voters=(1 2 3)");
    }

    #[test]
    fn a_learner_joins_and_is_promoted() {
        check(&[learner(3)], "voters=(1 2) learners=(3)");
        check(&[learner(3), voter(3)], "voters=(1 2 3)");
    }

    #[test]
    fn a_voter_becomes_a_learner() {
        check(&[learner(2)], "voters=(1) learners=(2)");
    }

    #[test]
    fn a_member_leaves() {
        check(&[remove(2)], "voters=(1)");
        check(&[learner(3), remove(3)], "voters=(1 2)");
    }

    #[test]
    fn doing_it_twice_changes_nothing() {
        check(&[voter(3), voter(3)], "voters=(1 2 3)");
        check(&[remove(2), remove(2), remove(9)], "voters=(1)");
    }
}
