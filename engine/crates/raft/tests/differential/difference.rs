//! Where the two follow different rules, and what is therefore not compared.
//!
//! etcd/raft changed how a leader paces its followers between v3.5, which
//! tikv/raft 0.7 follows, and v3.6, which SwarmKit has and we follow. None of
//! it touches role, term, vote, commit or log of anybody: only which appends
//! and snapshots leave for whom, and when. So for the one event and the one
//! follower which such a rule concerns, appends, snapshots and progress are not
//! compared, and afterwards the twin is given our progress.

use std::collections::BTreeSet;

use raft::{AppendReply, MessageKind, Progress, ProgressState, Raft, RaftId};

use crate::pair::Event;
use crate::words::{Note, Ours, Sum};

/// What is not compared until the members are drained.
#[derive(Debug, Default)]
pub struct Difference {
    /// Followers to whom replication may differ altogether.
    followers: BTreeSet<RaftId>,
    /// Followers who may get an append without entries from one of the two only.
    empties: BTreeSet<RaftId>,
}

impl Difference {
    pub fn clear(&mut self) {
        *self = Difference::default();
    }

    pub fn concerns(&self, follower: RaftId) -> bool {
        self.followers.contains(&follower)
    }

    /// *A snapshot at once.* If it finds out that a follower needs what is
    /// compacted while it has an append with entries in mind only, ours sends
    /// the snapshot; theirs waits for the next occasion.
    pub fn note_early_snapshot(&mut self, follower: RaftId) {
        self.followers.insert(follower);
    }

    /// To be called before each event and each drain.
    pub fn note_windows(&mut self, ours: &Raft<Note, Sum>) {
        // *A full window.* Ours lets an empty append through after each
        // heartbeat, theirs frees a place in the window.
        for (id, progress) in ours.progress().into_iter().flatten() {
            if is_full(progress) {
                self.followers.insert(*id);
            }
        }
    }

    pub fn note_event(&mut self, ours: &Raft<Note, Sum>, event: &Event) {
        let Event::Deliver(message) = event else {
            return;
        };
        let progress = ours.progress().and_then(|all| all.get(&message.from));
        let Some(progress) = progress.filter(|_| message.term == ours.term()) else {
            return;
        };
        if self.is_paced_differently(ours, progress, message) {
            self.followers.insert(message.from);
        }
    }

    fn is_paced_differently(
        &mut self,
        ours: &Raft<Note, Sum>,
        progress: &Progress,
        message: &Ours,
    ) -> bool {
        let is_probe = matches!(progress.state, ProgressState::Probe { .. });
        let is_snapshot = matches!(progress.state, ProgressState::Snapshot { .. });
        match &message.kind {
            // *A probe which is up to date.* Ours answers its heartbeat with an
            // empty append, to get back to replicating.
            MessageKind::HeartbeatReply => is_probe && progress.matched == ours.last_index(),
            MessageKind::AppendReply(AppendReply::Accepted { index }) => {
                // *Telling the commit.* Ours sends an empty append if the
                // follower could commit more, theirs if it was paused.
                self.empties.insert(message.from);
                // *A probe's answer without news* ends the probe in ours only.
                let is_answer = is_probe && *index == progress.matched;
                // *The end of a snapshot.* Ours replicates as soon as the log
                // has what comes next, theirs probes after that very snapshot.
                is_answer || (is_snapshot && *index > progress.matched)
            }
            // *Not below the match.* Ours never probes what it knows to agree.
            MessageKind::AppendReply(AppendReply::Rejected { .. }) => {
                (is_probe || is_snapshot) && progress.matched.0 > 0
            }
            MessageKind::Append { .. }
            | MessageKind::Heartbeat { .. }
            | MessageKind::Vote { .. }
            | MessageKind::VoteReply { .. }
            | MessageKind::Snapshot(_)
            | MessageKind::TimeoutNow
            | MessageKind::TransferLeader { .. } => false,
        }
    }

    /// What is left to compare of the messages, by receiver.
    pub fn strip(&self, messages: &[Ours]) -> Vec<Ours> {
        let mut left: Vec<Ours> = messages
            .iter()
            .filter(|message| !self.hides(message))
            .cloned()
            .collect();
        // Theirs goes through its followers in the order of a hash map.
        left.sort_by_key(|message| message.to);
        left
    }

    fn hides(&self, message: &Ours) -> bool {
        let is_replication = matches!(
            message.kind,
            MessageKind::Append { .. } | MessageKind::Snapshot(_) | MessageKind::TimeoutNow
        );
        let is_empty =
            matches!(&message.kind, MessageKind::Append { entries, .. } if entries.is_empty());
        (is_replication && self.followers.contains(&message.to))
            || (is_empty && self.empties.contains(&message.to))
    }
}

fn is_full(progress: &Progress) -> bool {
    match &progress.state {
        ProgressState::Replicate { inflights, .. } => inflights.is_full(),
        ProgressState::Probe { .. } | ProgressState::Snapshot { .. } => false,
    }
}
