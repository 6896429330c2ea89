//! What a member is at the moment, and the clock that goes with it.
//!
//! Only a leader has followers' progress, only a candidate has votes: a
//! follower cannot replicate or count, because there is nothing to do it with.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::{Index, RaftId};
use crate::progress::Progress;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    Follower {
        /// Whom it heard from in this term.
        leader: Option<RaftId>,
    },
    Candidate {
        /// Who said what so far; its own yes included. The first word counts.
        votes: BTreeMap<RaftId, bool>,
    },
    Leader(Leader),
}

/// What only a leader knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leader {
    /// All members, this one and the learners included.
    ///
    /// Invariant: its keys are the members of the group.
    pub progress: BTreeMap<RaftId, Progress>,
    /// To whom it is handing over.
    pub transferee: Option<RaftId>,
    /// A change of members may stand up to here; until it is applied, no other
    /// is taken.
    pub pending_change: Index,
}

/// Counts the ticks of a role.
///
/// Invariant: `Leading` if and only if the role is leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Timer {
    /// Ticks since the leader was last heard or a vote was given; at `timeout`
    /// an election starts.
    Election { elapsed: u32, timeout: u32 },
    /// Ticks since the last heartbeat, and since the leader last counted who is
    /// there.
    Leading {
        since_heartbeat: u32,
        since_count: u32,
    },
}

/// A role without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoleName {
    Follower,
    Candidate,
    Leader,
}

impl Role {
    pub fn name(&self) -> RoleName {
        match self {
            Role::Follower { .. } => RoleName::Follower,
            Role::Candidate { .. } => RoleName::Candidate,
            Role::Leader(_) => RoleName::Leader,
        }
    }
}

impl Timer {
    /// Ticks since the election clock was last set back. A leader has one, too:
    /// it protects its own lease.
    pub fn election_elapsed(&self) -> u32 {
        match self {
            Timer::Election { elapsed, .. } => *elapsed,
            Timer::Leading { since_count, .. } => *since_count,
        }
    }

    pub(crate) fn reset_election(&mut self) {
        match self {
            Timer::Election { elapsed, .. } => *elapsed = 0,
            Timer::Leading { since_count, .. } => *since_count = 0,
        }
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RoleName::Follower => "follower",
            RoleName::Candidate => "candidate",
            RoleName::Leader => "leader",
        })
    }
}
