//! What a disk keeps of one member, and how it changes.
//!
//! The owner has one `Persisted` for each disk and calls [`Persisted::save`]
//! with each [`Ready`]. After power-off, a new [`Raft`](crate::Raft) made from
//! it is the same member again. After SwarmKit `manager/state/raft/storage.go`:
//! a snapshot and the entries after it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::conf::{ConfChange, ConfState};
use crate::entry::{Entry, EntryData, Position};
use crate::id::{Index, RaftId, Term};
use crate::raft::Ready;

/// What a member must remember to keep its word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HardState {
    pub term: Term,
    /// Whom it voted for in this term.
    pub vote: Option<RaftId>,
    pub commit: Index,
}

/// The owner's state after it applied everything up to `index`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot<S> {
    pub index: Index,
    pub term: Term,
    pub conf: ConfState,
    pub data: S,
}

impl<S> Snapshot<S> {
    pub fn position(&self) -> Position {
        Position {
            term: self.term,
            index: self.index,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Persisted<P, S> {
    pub hard_state: HardState,
    pub snapshot: Option<Snapshot<S>>,
    /// Invariant: they follow the snapshot without a gap.
    pub entries: Vec<Entry<P>>,
    /// The members as of the snapshot; without one, as of the first start
    /// (nobody: a member learns the group from the log).
    pub conf: ConfState,
}

impl<P, S> Default for Persisted<P, S> {
    /// The empty disk of a member that is about to join.
    fn default() -> Persisted<P, S> {
        Persisted {
            hard_state: HardState::default(),
            snapshot: None,
            entries: Vec::new(),
            conf: ConfState::default(),
        }
    }
}

impl<P, S> Persisted<P, S> {
    /// The disk of the first member of a new group. Its own arrival is entry 1,
    /// committed in term 1, as etcd's `StartNode` writes it; the first election
    /// is therefore for term 2.
    pub fn bootstrap(id: RaftId, context: Vec<u8>) -> Persisted<P, S> {
        let first = Entry {
            term: Term(1),
            index: Index(1),
            data: EntryData::Change(ConfChange::AddVoter { id, context }),
        };
        Persisted {
            hard_state: HardState {
                term: Term(1),
                vote: None,
                commit: Index(1),
            },
            snapshot: None,
            entries: vec![first],
            conf: ConfState::of_voters([id]),
        }
    }

    /// What `docker swarm init --force-new-cluster` does to a disk: forgets what
    /// was not committed and writes, as committed, the removal of everybody
    /// else. `context` is for the case that this member has to be added.
    ///
    /// SwarmKit storage.go, `readWAL` and `createConfigChangeEnts`.
    pub fn force_new_cluster(mut self, id: RaftId, context: Vec<u8>) -> Persisted<P, S> {
        let commit = self.hard_state.commit;
        self.entries.retain(|entry| entry.index <= commit);
        let members = self.members();
        let mut changes: Vec<ConfChange> = members
            .iter()
            .filter(|member| **member != id)
            .map(|member| ConfChange::RemoveNode { id: *member })
            .collect();
        if !members.contains(&id) {
            // Unlike SwarmKit, first: a group of nobody exists in no log of ours.
            changes.insert(0, ConfChange::AddVoter { id, context });
        }
        for change in changes {
            let entry = Entry {
                term: self.hard_state.term,
                index: self.last_index().next(),
                data: EntryData::Change(change),
            };
            self.entries.push(entry);
        }
        self.hard_state.commit = self.last_index();
        self
    }

    /// Who is in the group once the whole log is applied.
    pub fn members(&self) -> BTreeSet<RaftId> {
        let mut conf = self.conf.clone();
        for entry in &self.entries {
            if let EntryData::Change(change) = &entry.data {
                conf.apply(change);
            }
        }
        conf.members()
    }

    pub fn last_index(&self) -> Index {
        let snapshot = self.snapshot.as_ref().map(|snapshot| snapshot.index);
        let entry = self.entries.last().map(|entry| entry.index);
        entry.or(snapshot).unwrap_or_default()
    }

    /// Forgets what the snapshot holds already. Returns whether it is news.
    pub fn compact(&mut self, snapshot: Snapshot<S>) -> bool {
        let kept = self.snapshot.as_ref().map(|kept| kept.index);
        if kept.is_some_and(|kept| snapshot.index <= kept) {
            return false;
        }
        self.entries.retain(|entry| entry.index > snapshot.index);
        self.conf = snapshot.conf.clone();
        self.snapshot = Some(snapshot);
        true
    }
}

impl<P: Clone, S: Clone> Persisted<P, S> {
    /// Writes what a member must not forget before its messages may leave.
    pub fn save(&mut self, ready: &Ready<P, S>) {
        if let Some(snapshot) = &ready.snapshot {
            // It replaces the log, even entries after it: they are of a leader
            // which this member no longer follows.
            self.entries.clear();
            self.compact(snapshot.clone());
        }
        if let Some(first) = ready.entries.first() {
            self.entries.retain(|entry| entry.index < first.index);
            assert_eq!(self.last_index().next(), first.index, "a gap in the log");
            self.entries.extend(ready.entries.iter().cloned());
        }
        if let Some(hard_state) = ready.hard_state {
            self.hard_state = hard_state;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(index: u64, change: ConfChange) -> Entry<u64> {
        Entry {
            term: Term(2),
            index: Index(index),
            data: EntryData::Change(change),
        }
    }

    fn add(id: u64) -> ConfChange {
        ConfChange::AddVoter {
            id: RaftId(id),
            context: Vec::new(),
        }
    }

    fn disk_of_three() -> Persisted<u64, ()> {
        let mut disk = Persisted::bootstrap(RaftId(1), Vec::new());
        disk.entries.push(change(2, add(2)));
        disk.entries.push(change(3, add(3)));
        disk.entries.push(change(4, add(4)));
        disk.hard_state = HardState {
            term: Term(5),
            vote: None,
            commit: Index(3),
        };
        disk
    }

    fn words(disk: &Persisted<u64, ()>) -> Vec<String> {
        disk.entries.iter().map(Entry::to_string).collect()
    }

    #[test]
    fn a_forced_group_has_one_member_and_forgets_what_was_not_committed() {
        let disk = disk_of_three().force_new_cluster(RaftId(2), Vec::new());
        assert_eq!(
            words(&disk),
            [
                "1/1 add 1",
                "2/2 add 2",
                "2/3 add 3",
                "5/4 remove 1",
                "5/5 remove 3"
            ]
        );
        assert_eq!(disk.hard_state.commit, Index(5));
        assert_eq!(disk.members(), [RaftId(2)].into());
    }

    #[test]
    fn a_forced_group_gains_a_member_which_it_had_lost() {
        let disk = disk_of_three().force_new_cluster(RaftId(9), vec![7]);
        assert_eq!(words(&disk)[3], "5/4 add 9");
        assert_eq!(disk.members(), [RaftId(9)].into());
    }

    #[test]
    fn an_old_snapshot_is_not_kept() {
        let mut disk = disk_of_three();
        let snapshot = |index| Snapshot {
            index: Index(index),
            term: Term(2),
            conf: ConfState::of_voters([RaftId(1), RaftId(2)]),
            data: (),
        };
        assert!(disk.compact(snapshot(2)));
        assert_eq!(words(&disk), ["2/3 add 3", "2/4 add 4"]);
        assert_eq!(disk.members().len(), 4);
        assert!(!disk.compact(snapshot(1)));
        assert!(!disk.compact(snapshot(2)));
        assert_eq!(disk.last_index(), Index(4));
    }
}
