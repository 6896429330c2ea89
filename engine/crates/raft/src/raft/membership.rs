//! A change of members was committed and takes effect.
//!
//! After etcd/raft `raft.go`, `applyConfChange` and `switchToConfig`; and
//! `confchange/confchange.go`, `Simple`.

use crate::conf::{ConfChange, ConfState};
use crate::entry::Payload;
use crate::progress::Progress;
use crate::role::Role;

use super::Raft;

impl<P: Payload, S: Clone> Raft<P, S> {
    /// To be called by the owner when it applies a `Change` entry. Returns the
    /// members from here on.
    ///
    /// Not for a change which the owner turned down for reasons of its own: the
    /// entry then changes nothing, on all members alike.
    pub fn apply_change(&mut self, change: &ConfChange) -> ConfState {
        self.conf.apply(change);
        assert!(!self.conf.voters.is_empty(), "removed all voters");
        self.update_progress();
        self.after_change();
        self.conf.clone()
    }

    /// Who stays keeps its progress; who comes starts anew.
    fn update_progress(&mut self) {
        let newcomer = Progress::of_newcomer(self.log.last_index());
        let members = self.conf.members();
        if let Role::Leader(leader) = &mut self.role {
            leader.progress.retain(|id, _| members.contains(id));
            for id in members {
                leader.progress.entry(id).or_insert(newcomer.clone());
            }
        }
    }

    fn after_change(&mut self) {
        if !self.is_leader() {
            return;
        }
        if !self.conf.voters.contains(&self.config.id) {
            // It goes on telling the others what is committed, its own removal
            // above all, unless it is told to fall at once.
            if self.config.step_down_on_removal {
                self.become_follower(self.term, None);
            }
            return;
        }
        if self.maybe_commit() {
            // Fewer members may need less for a majority.
            self.send_append_to_all();
        } else {
            // A newcomer need not wait for the next heartbeat.
            for peer in self.peers() {
                self.send_entries_once(peer);
            }
        }
        self.drop_transfer_to_stranger();
    }
}
