//! Who is in the Raft group: node ids, addresses, and who can be reached (SwarmKit
//! `manager/state/raft/membership` and `transport`).
//!
//! A member has two names: its Raft id, drawn at random and never used twice, and its node id.
//! That somebody was removed is remembered for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddrV4;

use api::NodeId;
use raft::{ConfChange, RaftId};
use serde::{Deserialize, Serialize};

/// A manager, as the Raft log tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) node_id: NodeId,
    pub(crate) address: SocketAddrV4,
}

/// All members, and all who once were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Membership {
    members: BTreeMap<RaftId, Member>,
    removed: BTreeSet<RaftId>,
    /// Those whom the last message did not reach. Only a leader, which speaks to all, knows.
    unreachable: BTreeSet<RaftId>,
}

impl Member {
    /// What a change of members carries: node id and address.
    pub(crate) fn context(&self) -> Vec<u8> {
        format!("{} {}", self.node_id, self.address).into_bytes()
    }

    fn from_context(context: &[u8]) -> Option<Member> {
        let text = str::from_utf8(context).ok()?;
        let (node_id, address) = text.split_once(' ')?;
        Some(Member {
            node_id: NodeId::from(node_id),
            address: address.parse().ok()?,
        })
    }
}

impl Membership {
    pub(crate) fn new(members: BTreeMap<RaftId, Member>, removed: BTreeSet<RaftId>) -> Membership {
        Membership {
            members,
            removed,
            unreachable: BTreeSet::new(),
        }
    }

    /// The members, in order of Raft id.
    pub(crate) fn all(&self) -> &BTreeMap<RaftId, Member> {
        &self.members
    }

    pub(crate) fn removed(&self) -> &BTreeSet<RaftId> {
        &self.removed
    }

    pub(crate) fn get(&self, id: RaftId) -> Option<&Member> {
        self.members.get(&id)
    }

    pub(crate) fn is_removed(&self, id: RaftId) -> bool {
        self.removed.contains(&id)
    }

    pub(crate) fn by_node(&self, node: &NodeId) -> Option<(RaftId, &Member)> {
        let mut members = self.members.iter();
        members
            .find(|(_, member)| member.node_id == *node)
            .map(|(id, member)| (*id, member))
    }

    /// Whether a committed change makes sense. One that does not changes nothing, on all members
    /// alike (SwarmKit `membership/cluster.go`, `ValidateConfigurationChange`).
    pub(crate) fn is_valid(&self, change: &ConfChange) -> bool {
        let id = change.id();
        if self.is_removed(id) {
            return false;
        }
        match change {
            ConfChange::AddVoter { context, .. } | ConfChange::AddLearner { context, .. } => {
                Member::from_context(context).is_some()
            }
            ConfChange::RemoveNode { .. } => self.members.contains_key(&id),
        }
    }

    /// Takes a valid change.
    pub(crate) fn apply(&mut self, change: &ConfChange) {
        match change {
            ConfChange::AddVoter { id, context } | ConfChange::AddLearner { id, context } => {
                if let Some(member) = Member::from_context(context) {
                    self.members.insert(*id, member);
                }
            }
            ConfChange::RemoveNode { id } => {
                self.members.remove(id);
                self.unreachable.remove(id);
                self.removed.insert(*id);
            }
        }
    }

    /// Takes over what a snapshot says.
    pub(crate) fn restore(&mut self, members: BTreeMap<RaftId, Member>, removed: BTreeSet<RaftId>) {
        self.unreachable.retain(|id| members.contains_key(id));
        self.members = members;
        self.removed = removed;
    }

    /// A message to or from this member arrived, or was lost.
    pub(crate) fn set_reachable(&mut self, id: RaftId, reachable: bool) {
        if reachable {
            self.unreachable.remove(&id);
        } else if self.members.contains_key(&id) {
            self.unreachable.insert(id);
        }
    }

    /// SwarmKit: the transport's `active` flag.
    pub(crate) fn is_reachable(&self, id: RaftId) -> bool {
        !self.unreachable.contains(&id)
    }

    /// Whether the group would have a quorum of reachable members without `id` (SwarmKit
    /// `raft.go`, `CanRemoveMember`). `own` counts as reachable.
    pub(crate) fn can_remove(&self, id: RaftId, own: RaftId) -> bool {
        let reachable = self.members.keys().filter(|member| **member != id);
        let reachable = reachable
            .filter(|member| **member == own || self.is_reachable(**member))
            .count();
        let left = self.members.len().saturating_sub(1);
        reachable > left / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(number: u8) -> Member {
        Member {
            node_id: NodeId(format!("node{number}")),
            address: SocketAddrV4::new([10, 0, 0, number].into(), 2377),
        }
    }

    fn add(number: u8) -> ConfChange {
        ConfChange::AddVoter {
            id: RaftId(u64::from(number)),
            context: member(number).context(),
        }
    }

    fn group(size: u8) -> Membership {
        let mut membership = Membership::default();
        for number in 1..=size {
            membership.apply(&add(number));
        }
        membership
    }

    #[test]
    fn a_change_carries_node_id_and_address() {
        let group = group(2);
        assert_eq!(group.get(RaftId(2)), Some(&member(2)));
        assert_eq!(group.by_node(&NodeId::from("node1")).unwrap().0, RaftId(1));
    }

    #[test]
    fn who_was_removed_never_comes_back_under_that_id() {
        let mut group = group(3);
        let remove = ConfChange::RemoveNode { id: RaftId(3) };
        assert!(group.is_valid(&remove));
        group.apply(&remove);
        assert!(group.is_removed(RaftId(3)));
        assert!(!group.is_valid(&remove), "once is enough");
        assert!(!group.is_valid(&add(3)));
    }

    /// SWARMKIT F18, P8: members, unreachable ones, whom to remove, allowed.
    #[test]
    fn a_member_goes_only_if_a_reachable_quorum_stays() {
        for (size, lost, remove, allowed) in [
            (1, &[][..], 1, false),
            (2, &[], 2, true),
            (2, &[2], 2, true),
            (2, &[2], 1, false),
            (3, &[], 3, true),
            (3, &[3], 3, true),
            (3, &[3], 2, false),
            (3, &[2, 3], 3, false),
            (5, &[4, 5], 5, true),
            (5, &[4, 5], 3, false),
        ] {
            let mut group = group(size);
            for id in lost {
                group.set_reachable(RaftId(*id), false);
            }
            let can = group.can_remove(RaftId(remove), RaftId(1));
            assert_eq!(can, allowed, "{size} {lost:?} {remove}");
        }
    }
}
