//! The leader's side of the log: sending it, and counting who has it.
//!
//! After etcd/raft `raft.go`, `maybeSendAppend`, `bcastHeartbeat`, `maybeCommit`
//! and the replies in `stepLeader`.

use crate::entry::{EntryData, Payload, Position};
use crate::id::{Index, RaftId};
use crate::message::MessageKind;
use crate::progress::{Progress, ProgressState};
use crate::quorum;
use crate::role::{Role, Timer};

use super::Raft;

/// Whether an append without entries is worth sending: it tells the commit
/// index, and asks where the follower's log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Empty {
    Send,
    Skip,
}

impl<P: Payload, S: Clone> Raft<P, S> {
    /// Its clocks have gone on by a tick.
    pub(super) fn tick_leading(&mut self) {
        if self.election_elapsed() >= self.config.election_ticks {
            self.timer.reset_election();
            if self.config.check_quorum {
                self.check_quorum();
            }
            // Who was to take over has had its time.
            if let Some(leader) = self.leader_mut() {
                leader.transferee = None;
            }
        }
        if let Timer::Leading {
            since_heartbeat, ..
        } = &mut self.timer
            && *since_heartbeat >= self.config.heartbeat_ticks
        {
            *since_heartbeat = 0;
            self.send_heartbeats();
        }
    }

    /// A leader that a majority does not answer may have been replaced long ago.
    fn check_quorum(&mut self) {
        if !self.has_active_quorum() {
            self.become_follower(self.term, None);
            return;
        }
        let id = self.config.id;
        if let Some(leader) = self.leader_mut() {
            for (peer, progress) in &mut leader.progress {
                progress.recent_active = *peer == id;
            }
        }
    }

    pub(super) fn append_and_send(&mut self, data: EntryData<P>) -> Index {
        let index = self.write(data);
        self.send_append_to_all();
        index
    }

    pub(super) fn send_append_to_all(&mut self) {
        for peer in self.peers() {
            self.send_append(peer);
        }
    }

    pub(super) fn send_append(&mut self, to: RaftId) {
        self.maybe_send_append(to, Empty::Send);
    }

    /// All there is, in as many messages as it takes and the window allows.
    pub(super) fn send_entries(&mut self, to: RaftId) {
        while self.maybe_send_append(to, Empty::Skip) {}
    }

    /// At most one message with entries, for a member that may have none yet.
    pub(super) fn send_entries_once(&mut self, to: RaftId) {
        self.maybe_send_append(to, Empty::Skip);
    }

    /// Sends what the follower needs next, be it entries or a snapshot, unless
    /// it has to wait. Returns whether a message left.
    fn maybe_send_append(&mut self, to: RaftId, empty: Empty) -> bool {
        let commit = self.log.committed();
        let Role::Leader(leader) = &mut self.role else {
            return false;
        };
        let Some(progress) = leader.progress.get_mut(&to) else {
            return false;
        };
        if progress.is_paused() {
            return false;
        }
        let prev = progress.next.prev();
        let Some(term) = self.log.term(prev) else {
            return self.maybe_send_snapshot(to);
        };
        // Behind a full window only an empty append leaves. If all that filled
        // the window was lost, it is what the follower will answer.
        let entries = if progress.is_full() {
            Vec::new()
        } else {
            let max_size = self.config.max_size_per_msg;
            self.log.entries_from(progress.next, max_size).to_vec()
        };
        if entries.is_empty() && empty == Empty::Skip {
            return false;
        }
        progress.sent_entries(entries.len());
        progress.sent_commit(commit);
        let append = MessageKind::Append {
            prev: Position { term, index: prev },
            entries,
            commit,
        };
        self.send(to, append);
        true
    }

    /// What the follower needs is compacted. A snapshot is big, so only who is
    /// there gets one.
    fn maybe_send_snapshot(&mut self, to: RaftId) -> bool {
        let snapshot = self.log.snapshot().cloned();
        let mut snapshot = snapshot.expect("a log is only cut where there is a snapshot");
        // SwarmKit raft.go, Run: a snapshot leaves with the members of now, not
        // of when it was taken. A member that came since would not find itself
        // in it, and would refuse it.
        snapshot.conf = self.conf.clone();
        let Some(progress) = self.progress_mut(to).filter(|it| it.recent_active) else {
            return false;
        };
        progress.become_snapshot(snapshot.index);
        self.send(to, MessageKind::Snapshot(snapshot));
        true
    }

    fn send_heartbeats(&mut self) {
        let committed = self.log.committed();
        for peer in self.peers() {
            let Some(progress) = self.progress_mut(peer) else {
                continue;
            };
            // Not more than the follower is known to have: its log may differ
            // from ours after that.
            let commit = progress.matched.min(committed);
            progress.sent_commit(commit);
            self.send(peer, MessageKind::Heartbeat { commit });
        }
    }

    /// The follower's log agrees with ours up to `index`.
    pub(super) fn on_accepted(&mut self, from: RaftId, index: Index) {
        let window = self.config.max_inflight;
        let first_index = self.log.first_index();
        let Some(progress) = self.progress_mut(from) else {
            return;
        };
        progress.recent_active = true;
        let is_probe = matches!(progress.state, ProgressState::Probe { .. });
        // A probe's answer counts even if it brings nothing new: now it is known
        // where the follower's log ends.
        let is_answer = is_probe && progress.matched == index;
        if !progress.maybe_update(index) && !is_answer {
            return;
        }
        match &mut progress.state {
            ProgressState::Probe { .. } => progress.become_replicate(window),
            // Whatever snapshot it was that it applied: what it needs next is in
            // the log.
            ProgressState::Snapshot { .. } if progress.matched.next() >= first_index => {
                progress.become_probe();
                progress.become_replicate(window);
            }
            ProgressState::Snapshot { .. } => {}
            ProgressState::Replicate { inflights, .. } => inflights.free_to(index),
        }
        self.send_after_progress(from);
    }

    fn send_after_progress(&mut self, to: RaftId) {
        if self.maybe_commit() {
            self.send_append_to_all();
        } else {
            let committed = self.log.committed();
            let can_bump = |progress: &mut Progress| progress.can_bump_commit(committed);
            if self.progress_mut(to).is_some_and(can_bump) {
                self.send_append(to);
            }
        }
        self.send_entries(to);
        self.finish_transfer(to);
    }

    /// The follower has nothing of ours at `index`; `hint` is where its log
    /// could agree with ours at the latest, judging by its terms.
    pub(super) fn on_rejected(&mut self, from: RaftId, index: Index, hint: Position) {
        // Nor can the logs agree where our own term is greater than the hint's.
        let next_probe = if hint.term.0 > 0 {
            self.log.find_conflict_by_term(hint.index, hint.term).index
        } else {
            hint.index
        };
        let Some(progress) = self.progress_mut(from) else {
            return;
        };
        progress.recent_active = true;
        if progress.maybe_decrease(index, next_probe) {
            if matches!(progress.state, ProgressState::Replicate { .. }) {
                progress.become_probe();
            }
            self.send_append(from);
        }
    }

    /// The follower is there. Whatever it was waited for, try again.
    pub(super) fn on_heartbeat_reply(&mut self, from: RaftId) {
        let last_index = self.log.last_index();
        let Some(progress) = self.progress_mut(from) else {
            return;
        };
        progress.recent_active = true;
        progress.set_paused(false);
        let is_probe = matches!(progress.state, ProgressState::Probe { .. });
        if progress.matched < last_index || is_probe {
            self.send_append(from);
        }
    }

    /// The owner could not reach `id`, so what was sent ahead is likely lost.
    pub fn report_unreachable(&mut self, id: RaftId) {
        if let Some(progress) = self.progress_mut(id)
            && matches!(progress.state, ProgressState::Replicate { .. })
        {
            progress.become_probe();
        }
    }

    /// The owner sent a snapshot to `id`, or failed to. Either way the next
    /// append waits: for the follower's word, or for the next heartbeat.
    pub fn report_snapshot(&mut self, id: RaftId, is_sent: bool) {
        if let Some(progress) = self.progress_mut(id)
            && matches!(progress.state, ProgressState::Snapshot { .. })
        {
            if !is_sent {
                progress.snapshot_failed();
            }
            progress.become_probe();
            progress.set_paused(true);
        }
    }

    /// Commits what a majority has. Returns whether that is more than before.
    pub(super) fn maybe_commit(&mut self) -> bool {
        let Role::Leader(leader) = &self.role else {
            return false;
        };
        let matched = |id| leader.progress.get(&id).map(|progress| progress.matched);
        let index = match crate::planted::has("commit-without-quorum") {
            true => self.log.last_index(),
            false => quorum::committed_index(&self.conf.voters, matched),
        };
        self.log.maybe_commit(Position {
            term: self.term,
            index,
        })
    }

    pub(super) fn peers(&self) -> Vec<RaftId> {
        let id = self.config.id;
        let members = self.progress().into_iter().flatten();
        members
            .map(|(peer, _)| *peer)
            .filter(|peer| *peer != id)
            .collect()
    }

    pub(super) fn progress_mut(&mut self, id: RaftId) -> Option<&mut Progress> {
        self.leader_mut()?.progress.get_mut(&id)
    }
}
