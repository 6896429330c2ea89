//! What a leader knows of one other member, and how fast it may send to it.
//!
//! After etcd/raft `tracker/progress.go` (v3.6.0). Unlike there, what belongs
//! to one state only lives in that state.

mod inflights;

pub use inflights::Inflights;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::Index;

/// How the leader sends to a follower.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgressState {
    /// It is not known where the follower's log ends: one append at a time,
    /// then wait (`paused`) for its reply or for a reply to a heartbeat.
    Probe { paused: bool },
    /// The logs agree at `matched`: send ahead, as far as the window allows.
    /// `paused` is that the window was full after the last append.
    Replicate { inflights: Inflights, paused: bool },
    /// A snapshot at `pending` is on its way; appends would not fit.
    /// Zero: it is known to have failed.
    Snapshot { pending: Index },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The follower has everything up to here. Invariant: `matched < next`.
    pub matched: Index,
    /// What to send next.
    pub next: Index,
    /// The highest commit index it was told.
    pub sent_commit: Index,
    /// Heard from since the leader last counted.
    pub recent_active: bool,
    pub state: ProgressState,
}

impl Progress {
    /// A member of which nothing is known yet: it may have everything.
    pub(crate) fn new(next: Index) -> Progress {
        assert!(next > Index(0), "the first entry stands at 1");
        Progress {
            matched: Index(0),
            next,
            sent_commit: Index(0),
            recent_active: false,
            state: ProgressState::Probe { paused: false },
        }
    }

    /// A member that has just joined. It counts as active, or the leader could
    /// step down before the newcomer had a chance to speak.
    pub(crate) fn of_newcomer(last_index: Index) -> Progress {
        let mut progress = Progress::new(last_index.max(Index(1)));
        progress.recent_active = true;
        progress
    }

    pub(crate) fn become_probe(&mut self) {
        let next = match self.state {
            // After a snapshot the follower has at least that.
            ProgressState::Snapshot { pending } => self.matched.max(pending).next(),
            ProgressState::Probe { .. } | ProgressState::Replicate { .. } => self.matched.next(),
        };
        self.state = ProgressState::Probe { paused: false };
        self.move_next(next);
    }

    pub(crate) fn become_replicate(&mut self, window: usize) {
        self.state = ProgressState::Replicate {
            inflights: Inflights::new(window),
            paused: false,
        };
        self.next = self.matched.next();
    }

    pub(crate) fn become_snapshot(&mut self, index: Index) {
        self.state = ProgressState::Snapshot { pending: index };
        self.next = index.next();
        self.sent_commit = index;
    }

    /// The snapshot was refused or lost: probe from what is known for sure.
    pub(crate) fn snapshot_failed(&mut self) {
        if let ProgressState::Snapshot { pending } = &mut self.state {
            *pending = Index(0);
        }
    }

    /// An append with `count` entries has left.
    pub(crate) fn sent_entries(&mut self, count: usize) {
        match &mut self.state {
            ProgressState::Probe { paused } => *paused |= count > 0,
            ProgressState::Replicate { inflights, paused } => {
                if count > 0 {
                    self.next = self.next.plus(count);
                    inflights.add(self.next.prev());
                }
                *paused = inflights.is_full();
            }
            ProgressState::Snapshot { .. } => unreachable!("nothing is appended to a snapshot"),
        }
    }

    pub(crate) fn sent_commit(&mut self, commit: Index) {
        self.sent_commit = commit;
    }

    /// Whether telling it `commit` could move its own commit index.
    pub(crate) fn can_bump_commit(&self, commit: Index) -> bool {
        commit > self.sent_commit && self.sent_commit < self.next.prev()
    }

    /// The follower has everything up to `index`. Returns whether that is news.
    pub(crate) fn maybe_update(&mut self, index: Index) -> bool {
        if index <= self.matched {
            return false;
        }
        self.matched = index;
        self.next = self.next.max(index.next());
        self.set_paused(false);
        true
    }

    /// The follower refused an append after `rejected`. Returns whether that is
    /// about the append in question and not about an older one.
    pub(crate) fn maybe_decrease(&mut self, rejected: Index, hint: Index) -> bool {
        match self.state {
            ProgressState::Replicate { .. } => {
                if rejected <= self.matched {
                    return false;
                }
                self.move_next(self.matched.next());
            }
            ProgressState::Probe { .. } | ProgressState::Snapshot { .. } => {
                if self.next.prev() != rejected {
                    return false;
                }
                self.move_next(rejected.min(hint.next()).max(self.matched.next()));
                self.set_paused(false);
            }
        }
        true
    }

    /// Sending must wait for a reply.
    pub fn is_paused(&self) -> bool {
        match self.state {
            ProgressState::Probe { paused } | ProgressState::Replicate { paused, .. } => paused,
            ProgressState::Snapshot { .. } => true,
        }
    }

    pub(crate) fn set_paused(&mut self, value: bool) {
        match &mut self.state {
            ProgressState::Probe { paused } | ProgressState::Replicate { paused, .. } => {
                *paused = value;
            }
            ProgressState::Snapshot { .. } => {}
        }
    }

    /// The window has no room: only empty appends may leave.
    pub(crate) fn is_full(&self) -> bool {
        match &self.state {
            ProgressState::Replicate { inflights, .. } => inflights.is_full(),
            ProgressState::Probe { .. } | ProgressState::Snapshot { .. } => false,
        }
    }

    fn move_next(&mut self, next: Index) {
        assert!(self.matched < next, "what is matched is not sent again");
        self.next = next;
        self.sent_commit = self.sent_commit.min(next.prev());
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.state {
            ProgressState::Probe { .. } => "probe",
            ProgressState::Replicate { .. } => "replicate",
            ProgressState::Snapshot { .. } => "snapshot",
        };
        write!(f, "{state} match={} next={}", self.matched, self.next)?;
        match &self.state {
            ProgressState::Probe { paused: true } => f.write_str(" paused")?,
            ProgressState::Probe { paused: false } => {}
            ProgressState::Replicate { inflights, .. } if inflights.is_empty() => {}
            ProgressState::Replicate { inflights, .. } => {
                write!(f, " inflight={}", inflights.len())?;
                if inflights.is_full() {
                    f.write_str("[full]")?;
                }
            }
            ProgressState::Snapshot { pending } => write!(f, " pending={pending}")?,
        }
        if !self.recent_active {
            f.write_str(" inactive")?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "progress/tests.rs"]
mod tests;
