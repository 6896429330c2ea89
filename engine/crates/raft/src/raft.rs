//! One member of the group: its role, its log, its clock, and what it wants
//! sent.
//!
//! Reads in this order: `step` (a message came), `election` (change of role),
//! `replication` (the leader's side of the log), `following` (the follower's
//! side), `membership`, `transfer`, `ready` (what the owner has to do).
//!
//! After etcd/raft `raft.go` and `rawnode.go`.

mod election;
mod following;
mod membership;
mod ready;
mod replication;
mod step;
mod transfer;

pub use ready::{Ready, SoftState};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::conf::{ConfChange, ConfState};
use crate::config::Config;
use crate::entry::{EntryData, Payload};
use crate::error::ProposeError;
use crate::id::{Index, RaftId, Term};
use crate::log::Log;
use crate::message::{Message, MessageKind};
use crate::persisted::{HardState, Persisted, Snapshot};
use crate::progress::Progress;
use crate::quorum::{self, VoteResult};
use crate::rng::Rng;
use crate::role::{Leader, Role, Timer};

use ready::Taken;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Raft<P, S> {
    config: Config,
    rng: Rng,
    /// Invariant: never falls.
    term: Term,
    /// Invariant: within one term, once given it stays.
    vote: Option<RaftId>,
    role: Role,
    timer: Timer,
    log: Log<P, S>,
    /// The members, as far as the log is applied.
    conf: ConfState,
    /// To be sent once what they promise is saved.
    messages: Vec<Message<P, S>>,
    /// What the owner was told last.
    told: (HardState, SoftState),
    /// The `Ready` that is with the owner.
    taken: Option<Taken>,
}

impl<P: Payload, S: Clone> Raft<P, S> {
    /// A member as it comes up from its disk: a follower that knows no leader.
    pub fn new(config: Config, persisted: Persisted<P, S>) -> Raft<P, S> {
        config.validate();
        let hard_state = persisted.hard_state;
        let conf = match &persisted.snapshot {
            Some(snapshot) => snapshot.conf.clone(),
            None => persisted.conf.clone(),
        };
        let role = Role::Follower { leader: None };
        let soft_state = SoftState {
            leader: None,
            role: role.name(),
        };
        let log = Log::new(persisted);
        let told = HardState {
            commit: log.committed(),
            ..hard_state
        };
        let mut raft = Raft {
            rng: Rng::new(config.seed),
            term: hard_state.term,
            vote: hard_state.vote,
            role,
            timer: Timer::Election {
                elapsed: 0,
                timeout: 0,
            },
            log,
            conf,
            messages: Vec::new(),
            told: (told, soft_state),
            taken: None,
            config,
        };
        raft.become_follower(hard_state.term, None);
        raft
    }

    /// Time passes by one tick.
    pub fn tick(&mut self) {
        match &mut self.timer {
            Timer::Election { elapsed, timeout } => {
                *elapsed += 1;
                if *elapsed >= *timeout && self.is_promotable() {
                    self.timer.reset_election();
                    self.campaign();
                }
            }
            Timer::Leading {
                since_heartbeat,
                since_count,
            } => {
                *since_heartbeat += 1;
                *since_count += 1;
                self.tick_leading();
            }
        }
    }

    /// Writes `payload` into the log. It is done once an entry with this index
    /// *and this term* comes back to be applied.
    pub fn propose(&mut self, payload: P) -> Result<Index, ProposeError> {
        self.check_proposal()?;
        Ok(self.append_and_send(EntryData::Normal(payload)))
    }

    /// Writes a change of members into the log. While an earlier one may not be
    /// applied yet, an empty entry is written in its place: two unapplied
    /// changes could make two groups with a majority each.
    pub fn propose_change(&mut self, change: ConfChange) -> Result<Index, ProposeError> {
        self.check_proposal()?;
        if !self.takes_change() {
            return Ok(self.append_and_send(EntryData::Empty));
        }
        let index = self.log.last_index().next();
        if let Some(leader) = self.leader_mut() {
            leader.pending_change = index;
        }
        Ok(self.append_and_send(EntryData::Change(change)))
    }

    /// Whether a change of members would be written as it is.
    pub fn takes_change(&self) -> bool {
        match &self.role {
            Role::Leader(leader) => {
                leader.pending_change <= self.log.applied() && self.check_proposal().is_ok()
            }
            Role::Follower { .. } | Role::Candidate { .. } => false,
        }
    }

    fn check_proposal(&self) -> Result<(), ProposeError> {
        let Role::Leader(leader) = &self.role else {
            let leader = self.leader();
            return Err(ProposeError::NotLeader { leader });
        };
        if !self.conf.contains(self.config.id) {
            return Err(ProposeError::Removed);
        }
        match leader.transferee {
            Some(transferee) => Err(ProposeError::TransferPending { transferee }),
            None => Ok(()),
        }
    }

    fn send(&mut self, to: RaftId, kind: MessageKind<P, S>) {
        assert_ne!(to, self.config.id, "nobody writes to itself");
        self.messages.push(Message {
            from: self.config.id,
            to,
            term: self.term,
            kind,
        });
    }
}

/// What can be seen of a member from outside.
impl<P: Payload, S: Clone> Raft<P, S> {
    pub fn id(&self) -> RaftId {
        self.config.id
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    pub fn role(&self) -> &Role {
        &self.role
    }

    pub fn is_leader(&self) -> bool {
        matches!(self.role, Role::Leader(_))
    }

    pub fn term(&self) -> Term {
        self.term
    }

    pub fn vote(&self) -> Option<RaftId> {
        self.vote
    }

    /// Who leads this term, as far as this member knows.
    pub fn leader(&self) -> Option<RaftId> {
        match &self.role {
            Role::Follower { leader } => *leader,
            Role::Candidate { .. } => None,
            Role::Leader(_) => Some(self.config.id),
        }
    }

    pub fn commit(&self) -> Index {
        self.log.committed()
    }

    pub fn applied(&self) -> Index {
        self.log.applied()
    }

    pub fn last_index(&self) -> Index {
        self.log.last_index()
    }

    pub fn log(&self) -> &Log<P, S> {
        &self.log
    }

    pub fn conf(&self) -> &ConfState {
        &self.conf
    }

    pub fn hard_state(&self) -> HardState {
        HardState {
            term: self.term,
            vote: self.vote,
            commit: self.log.committed(),
        }
    }

    pub fn timer(&self) -> &Timer {
        &self.timer
    }

    /// Ticks since the election clock was last set back.
    pub fn election_elapsed(&self) -> u32 {
        self.timer.election_elapsed()
    }

    /// When it will campaign, in ticks of `election_elapsed`; a leader will not.
    pub fn election_timeout(&self) -> Option<u32> {
        match self.timer {
            Timer::Election { timeout, .. } => Some(timeout),
            Timer::Leading { .. } => None,
        }
    }

    /// Puts another lot in place of the one drawn, for tests and scripts which
    /// decide who campaigns first.
    pub fn set_election_timeout(&mut self, ticks: u32) {
        if let Timer::Election { timeout, .. } = &mut self.timer {
            *timeout = ticks;
        }
    }

    /// What a leader knows of each member; nothing for who does not lead.
    pub fn progress(&self) -> Option<&BTreeMap<RaftId, Progress>> {
        match &self.role {
            Role::Leader(leader) => Some(&leader.progress),
            Role::Follower { .. } | Role::Candidate { .. } => None,
        }
    }

    /// Whether a leader has heard from a majority since it last counted. Who
    /// does not lead has no quorum to speak for.
    pub fn has_active_quorum(&self) -> bool {
        let Role::Leader(leader) = &self.role else {
            return false;
        };
        let active = leader
            .progress
            .iter()
            .map(|(id, progress)| (*id, *id == self.config.id || progress.recent_active))
            .collect();
        quorum::vote_result(&self.conf.voters, &active) == VoteResult::Won
    }

    /// To whom a leader is handing over at the moment.
    pub fn transferee(&self) -> Option<RaftId> {
        match &self.role {
            Role::Leader(leader) => leader.transferee,
            Role::Follower { .. } | Role::Candidate { .. } => None,
        }
    }

    fn leader_mut(&mut self) -> Option<&mut Leader> {
        match &mut self.role {
            Role::Leader(leader) => Some(leader),
            Role::Follower { .. } | Role::Candidate { .. } => None,
        }
    }
}

/// Snapshots.
impl<P: Payload, S: Clone> Raft<P, S> {
    /// Labels the owner's state, which is that of the last applied entry.
    pub fn snapshot_of(&self, data: S) -> Snapshot<S> {
        let index = self.log.applied();
        let term = self.log.term(index);
        Snapshot {
            index,
            term: term.expect("the log is cut after the applied entry at most"),
            conf: self.conf.clone(),
            data,
        }
    }

    /// The owner has `snapshot`, so entries up to `upto` may be forgotten. A
    /// follower which needs them will get the snapshot.
    pub fn compact(&mut self, upto: Index, snapshot: Snapshot<S>) {
        self.log.compact(upto, snapshot);
    }
}
