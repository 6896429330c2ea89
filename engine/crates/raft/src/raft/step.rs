//! A message came. First its term is settled, then the role answers.
//!
//! After etcd/raft `raft.go`, `Step` and `stepLeader`, `stepCandidate`,
//! `stepFollower`; and `rawnode.go`, `Step`, for what is turned away.

use crate::entry::{Payload, Position};
use crate::error::StepError;
use crate::id::{Index, RaftId};
use crate::message::{AppendReply, Message, MessageKind};
use crate::planted;
use crate::role::Role;

use super::Raft;

impl<P: Payload, S: Clone> Raft<P, S> {
    pub fn step(&mut self, message: Message<P, S>) -> Result<(), StepError> {
        let Message { from, to, .. } = message;
        if to != self.config.id {
            return Err(StepError::Misaddressed { to });
        }
        if message.kind.is_reply() && !self.conf.contains(from) {
            return Err(StepError::UnknownPeer { from });
        }
        if !self.settle_term(&message) {
            return Ok(());
        }
        if let MessageKind::Vote { last, .. } = message.kind {
            self.on_vote(from, last);
            return Ok(());
        }
        match self.role {
            Role::Leader(_) => {
                self.step_leader(from, message.kind);
                Ok(())
            }
            Role::Candidate { .. } => self.step_candidate(from, message.kind),
            Role::Follower { .. } => self.step_follower(from, message.kind),
        }
    }

    /// Follows a newer term. Returns whether the message is of the present one
    /// and thus worth an answer.
    fn settle_term(&mut self, message: &Message<P, S>) -> bool {
        if message.term > self.term {
            if self.is_leased_against(&message.kind) {
                return false;
            }
            let leader = message.kind.is_from_leader().then_some(message.from);
            self.become_follower(message.term, leader);
        }
        if message.term < self.term {
            self.on_stale(message);
            return false;
        }
        true
    }

    /// Who heard a leader within the minimal election timeout ignores other
    /// candidates, unless the leader itself sent them: a member which was cut
    /// off, or removed, cannot depose a leader that works.
    fn is_leased_against(&self, kind: &MessageKind<P, S>) -> bool {
        matches!(
            kind,
            MessageKind::Vote {
                transfer: false,
                ..
            }
        ) && self.config.check_quorum
            && self.leader().is_some()
            && self.election_elapsed() < self.config.election_ticks
    }

    /// A leader of the past must learn that it is one. It would never hear so
    /// from a candidate whose votes all others ignore, so whom it reaches tells
    /// it. This is how a member that was cut off, and whose term has run ahead,
    /// gets back in: the leader falls, and one election follows.
    fn on_stale(&mut self, message: &Message<P, S>) {
        let is_old_leader = matches!(
            message.kind,
            MessageKind::Append { .. } | MessageKind::Heartbeat { .. }
        );
        if self.config.check_quorum && is_old_leader {
            let index = Index(0);
            let reply = AppendReply::Accepted { index };
            self.send(message.from, MessageKind::AppendReply(reply));
        }
    }

    fn step_leader(&mut self, from: RaftId, kind: MessageKind<P, S>) {
        match kind {
            MessageKind::AppendReply(AppendReply::Accepted { index }) => {
                self.on_accepted(from, index);
            }
            MessageKind::AppendReply(AppendReply::Rejected { index, hint }) => {
                self.on_rejected(from, index, hint);
            }
            MessageKind::HeartbeatReply => self.on_heartbeat_reply(from),
            MessageKind::TransferLeader { transferee } => self.transfer_leader(transferee),
            // Nobody else leads this term, and the votes are in.
            MessageKind::Append { .. }
            | MessageKind::Heartbeat { .. }
            | MessageKind::Snapshot(_)
            | MessageKind::Vote { .. }
            | MessageKind::VoteReply { .. }
            | MessageKind::TimeoutNow => {}
        }
    }

    fn step_candidate(&mut self, from: RaftId, kind: MessageKind<P, S>) -> Result<(), StepError> {
        match kind {
            // Somebody else won this term.
            MessageKind::Append { .. }
            | MessageKind::Heartbeat { .. }
            | MessageKind::Snapshot(_) => {
                self.become_follower(self.term, Some(from));
                self.step_follower(from, kind)
            }
            MessageKind::VoteReply { granted } => {
                self.on_vote_reply(from, granted);
                Ok(())
            }
            MessageKind::AppendReply(_)
            | MessageKind::HeartbeatReply
            | MessageKind::Vote { .. }
            | MessageKind::TimeoutNow
            | MessageKind::TransferLeader { .. } => Ok(()),
        }
    }

    fn step_follower(&mut self, from: RaftId, kind: MessageKind<P, S>) -> Result<(), StepError> {
        match kind {
            MessageKind::Append {
                prev,
                entries,
                commit,
            } => {
                self.note_leader(from);
                self.on_append(from, prev, (entries, commit))
            }
            MessageKind::Heartbeat { commit } => {
                self.note_leader(from);
                self.on_heartbeat(from, commit)
            }
            MessageKind::Snapshot(snapshot) => {
                self.note_leader(from);
                self.on_snapshot(from, snapshot)
            }
            MessageKind::TimeoutNow => {
                self.campaign_for_transfer();
                Ok(())
            }
            MessageKind::TransferLeader { transferee } => {
                self.transfer_leader(transferee);
                Ok(())
            }
            MessageKind::AppendReply(_)
            | MessageKind::HeartbeatReply
            | MessageKind::Vote { .. }
            | MessageKind::VoteReply { .. } => Ok(()),
        }
    }

    /// The vote goes to the first who asks in a term, if its log is at least as
    /// new as this one; so a winner has all that is committed. A learner votes,
    /// too: that it is a voter by now may be an entry which it has not got.
    fn on_vote(&mut self, candidate: RaftId, last: Position) {
        let is_free =
            (self.vote.is_none() && self.leader().is_none()) || planted::has("double-vote");
        let granted = (is_free || self.vote == Some(candidate)) && self.log.is_up_to_date(last);
        self.send(candidate, MessageKind::VoteReply { granted });
        if granted {
            self.timer.reset_election();
            self.vote = Some(candidate);
        }
    }
}
