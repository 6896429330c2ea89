//! Handing leadership over on purpose.
//!
//! After etcd/raft `raft.go`, `MsgTransferLeader` and `MsgTimeoutNow`; section
//! 3.10 of Ongaro's thesis.

use crate::entry::Payload;
use crate::id::RaftId;
use crate::message::MessageKind;
use crate::role::Role;

use super::Raft;

impl<P: Payload, S: Clone> Raft<P, S> {
    /// A leader brings `transferee` up to date, then tells it to campaign, and
    /// takes no proposals until it has lost its role or one election timeout has
    /// passed. A follower passes the wish on.
    pub fn transfer_leader(&mut self, transferee: RaftId) {
        match &self.role {
            Role::Leader(_) => self.start_transfer(transferee),
            Role::Candidate { .. } | Role::Follower { leader: None } => {}
            Role::Follower {
                leader: Some(leader),
            } => {
                self.send(*leader, MessageKind::TransferLeader { transferee });
            }
        }
    }

    fn start_transfer(&mut self, transferee: RaftId) {
        let id = self.config.id;
        let Role::Leader(leader) = &mut self.role else {
            return;
        };
        let is_member = leader.progress.contains_key(&transferee);
        let is_learner = self.conf.learners.contains(&transferee);
        if !is_member || is_learner || leader.transferee == Some(transferee) {
            return;
        }
        if transferee == id {
            // To stay is a wish, too: it ends a transfer under way.
            leader.transferee = None;
            return;
        }
        leader.transferee = Some(transferee);
        // It must be done within one election timeout from now.
        self.timer.reset_election();
        if !self.has_all(transferee) {
            self.send_append(transferee);
        }
        self.finish_transfer(transferee);
    }

    /// Tells the transferee to campaign once nothing keeps it from winning.
    pub(super) fn finish_transfer(&mut self, peer: RaftId) {
        if self.transferee() == Some(peer) && self.has_all(peer) {
            self.send(peer, MessageKind::TimeoutNow);
        }
    }

    fn has_all(&self, peer: RaftId) -> bool {
        let progress = self.progress().and_then(|all| all.get(&peer));
        progress.is_some_and(|progress| progress.matched == self.log.last_index())
    }

    pub(super) fn drop_transfer_to_stranger(&mut self) {
        let Role::Leader(leader) = &mut self.role else {
            return;
        };
        if leader
            .transferee
            .is_some_and(|id| !self.conf.voters.contains(&id))
        {
            leader.transferee = None;
        }
    }
}
