//! What the owner has to do, and its word that it is done.
//!
//! The order matters: save, send, apply, `advance`. A message is a promise
//! (this vote is given, these entries are kept), so it may leave only after
//! what it promises is on the disk.
//!
//! After etcd/raft `rawnode.go` (`Ready`, `Advance`) with synchronous storage.

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Payload, Position};
use crate::id::{Index, RaftId};
use crate::message::Message;
use crate::persisted::{HardState, Snapshot};
use crate::role::{Role, RoleName};

use super::Raft;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready<P, S> {
    /// If changed: who leads, and what this member is.
    pub soft_state: Option<SoftState>,
    /// If changed: to be saved.
    pub hard_state: Option<HardState>,
    /// To be saved, and applied in place of everything so far.
    pub snapshot: Option<Snapshot<S>>,
    /// To be saved. They replace whatever the disk has from the first one on.
    pub entries: Vec<Entry<P>>,
    /// To be sent after saving.
    pub messages: Vec<Message<P, S>>,
    /// To be applied in order, `apply_change` for each change of members.
    pub committed: Vec<Entry<P>>,
}

/// What need not be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SoftState {
    pub leader: Option<RaftId>,
    pub role: RoleName,
}

/// What a `Ready` will have done once it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Taken {
    saved: Option<Position>,
    has_snapshot: bool,
    applied: Option<Index>,
}

impl<P: Payload, S: Clone> Raft<P, S> {
    /// What is to be done now, if anything. After each `Some`, call `advance`.
    pub fn ready(&mut self) -> Option<Ready<P, S>> {
        assert!(self.taken.is_none(), "the last ready was not advanced");
        if !self.has_ready() {
            return None;
        }
        let (hard_state, soft_state) = (self.hard_state(), self.soft_state());
        let ready = Ready {
            soft_state: (soft_state != self.told.1).then_some(soft_state),
            hard_state: (hard_state != self.told.0).then_some(hard_state),
            snapshot: self.log.arrived_snapshot().cloned(),
            entries: self.log.unsaved().to_vec(),
            messages: std::mem::take(&mut self.messages),
            committed: self.log.unapplied(self.config.max_size_per_msg).to_vec(),
        };
        self.told = (hard_state, soft_state);
        self.taken = Some(Taken {
            saved: ready.entries.last().map(Entry::position),
            has_snapshot: ready.snapshot.is_some(),
            applied: ready.committed.last().map(|entry| entry.index),
        });
        Some(ready)
    }

    pub fn has_ready(&self) -> bool {
        !self.messages.is_empty()
            || (self.hard_state(), self.soft_state()) != self.told
            || self.log.arrived_snapshot().is_some()
            || !self.log.unsaved().is_empty()
            || !self.log.unapplied(0).is_empty()
    }

    /// The owner did all that the last `ready` said. This may make more to do:
    /// a leader counts an entry as its own only once it is on its disk.
    pub fn advance(&mut self) {
        let taken = self.taken.take();
        let taken = taken.expect("advance follows a ready");
        if taken.has_snapshot {
            self.log.snapshot_saved();
        }
        if let Some(saved) = taken.saved {
            self.log.saved_to(saved);
            self.acknowledge_own();
        }
        if let Some(applied) = taken.applied {
            self.log.applied_to(applied.max(self.log.applied()));
        }
    }

    fn soft_state(&self) -> SoftState {
        SoftState {
            leader: self.leader(),
            role: self.role.name(),
        }
    }

    /// A leader writes no append to itself; its disk is its own follower.
    fn acknowledge_own(&mut self) {
        let persisted = self.log.persisted();
        let id = self.config.id;
        let Role::Leader(leader) = &mut self.role else {
            return;
        };
        let Some(progress) = leader.progress.get_mut(&id) else {
            return;
        };
        if progress.maybe_update(persisted) && self.maybe_commit() {
            self.send_append_to_all();
        }
    }
}
