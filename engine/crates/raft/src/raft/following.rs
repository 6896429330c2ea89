//! The follower's side of the log: taking what the leader sends.
//!
//! After etcd/raft `raft.go`, `handleAppendEntries`, `handleHeartbeat`,
//! `handleSnapshot`, `restore`.

use crate::entry::{Entry, Payload, Position};
use crate::error::StepError;
use crate::id::{Index, RaftId};
use crate::message::{AppendReply, MessageKind};
use crate::persisted::Snapshot;
use crate::role::Role;

use super::Raft;

impl<P: Payload, S: Clone> Raft<P, S> {
    /// The leader of this term was heard: no election for a while.
    pub(super) fn note_leader(&mut self, from: RaftId) {
        if let Role::Follower { leader } = &mut self.role {
            *leader = Some(from);
            self.timer.reset_election();
        }
    }

    pub(super) fn on_append(
        &mut self,
        from: RaftId,
        prev: Position,
        (entries, commit): (Vec<Entry<P>>, Index),
    ) -> Result<(), StepError> {
        let committed = self.log.committed();
        let reply = if prev.index < committed {
            // An old append: what is committed agrees with the leader anyhow.
            AppendReply::Accepted { index: committed }
        } else {
            match self.log.maybe_append(prev, entries, commit)? {
                Some(index) => AppendReply::Accepted { index },
                None => self.rejection_of(prev),
            }
        };
        self.send(from, MessageKind::AppendReply(reply));
        Ok(())
    }

    /// Skips, in the hint, all our entries of terms which the leader's log
    /// cannot have there.
    fn rejection_of(&self, prev: Position) -> AppendReply {
        let latest = prev.index.min(self.log.last_index());
        AppendReply::Rejected {
            index: prev.index,
            hint: self.log.find_conflict_by_term(latest, prev.term),
        }
    }

    pub(super) fn on_heartbeat(&mut self, from: RaftId, commit: Index) -> Result<(), StepError> {
        self.log.commit_to(commit)?;
        self.send(from, MessageKind::HeartbeatReply);
        Ok(())
    }

    pub(super) fn on_snapshot(
        &mut self,
        from: RaftId,
        snapshot: Snapshot<S>,
    ) -> Result<(), StepError> {
        let index = if self.restore(snapshot)? {
            self.log.last_index()
        } else {
            self.log.committed()
        };
        let reply = AppendReply::Accepted { index };
        self.send(from, MessageKind::AppendReply(reply));
        Ok(())
    }

    /// Takes the snapshot in place of the log. Returns false if there is no need.
    fn restore(&mut self, snapshot: Snapshot<S>) -> Result<bool, StepError> {
        let is_old = snapshot.index <= self.log.committed();
        if is_old || !snapshot.conf.contains(self.config.id) {
            return Ok(false);
        }
        if self.log.has(snapshot.position()) {
            // The log has it all and more; only the commit index is news.
            self.log.commit_to(snapshot.index)?;
            return Ok(false);
        }
        self.conf = snapshot.conf.clone();
        self.log.restore(snapshot);
        Ok(true)
    }
}
