//! How a role is won and lost. Nowhere else does a role or a term change.
//!
//! After etcd/raft `raft.go`, `hup`, `campaign`, `become*`.

use std::collections::BTreeMap;

use crate::entry::{Entry, EntryData, Payload};
use crate::id::{RaftId, Term};
use crate::message::MessageKind;
use crate::progress::Progress;
use crate::quorum::{self, VoteResult};
use crate::role::{Leader, Role, Timer};

use super::Raft;

impl<P: Payload, S: Clone> Raft<P, S> {
    /// Starts an election at once, if this member may win one at all.
    pub fn campaign(&mut self) {
        self.start_election(false);
    }

    /// The leader asked for it: leases do not hold against it.
    pub(super) fn campaign_for_transfer(&mut self) {
        self.start_election(true);
    }

    /// A learner, a stranger, and who has still to apply a snapshot cannot lead.
    pub fn is_promotable(&self) -> bool {
        self.conf.voters.contains(&self.config.id) && self.log.arrived_snapshot().is_none()
    }

    fn start_election(&mut self, transfer: bool) {
        // Whoever has not applied a committed change of members does not know
        // whose votes it needs.
        if self.is_leader() || !self.is_promotable() || self.log.has_unapplied_change() {
            return;
        }
        self.become_candidate();
        self.count_votes();
        if self.is_leader() {
            return;
        }
        let last = self.log.last();
        for voter in self.conf.voters.clone() {
            if voter != self.config.id {
                self.send(voter, MessageKind::Vote { last, transfer });
            }
        }
    }

    pub(super) fn on_vote_reply(&mut self, from: RaftId, granted: bool) {
        if let Role::Candidate { votes } = &mut self.role {
            votes.entry(from).or_insert(granted);
            self.count_votes();
        }
    }

    fn count_votes(&mut self) {
        let Role::Candidate { votes } = &self.role else {
            unreachable!("only a candidate has votes to count");
        };
        match quorum::vote_result(&self.conf.voters, votes) {
            VoteResult::Won => {
                self.become_leader();
                self.send_append_to_all();
            }
            VoteResult::Lost => self.become_follower(self.term, None),
            VoteResult::Pending => {}
        }
    }

    pub(super) fn become_follower(&mut self, term: Term, leader: Option<RaftId>) {
        assert!(term >= self.term, "a term never falls");
        self.enter_term(term);
        let timer = self.draw_election_timer();
        self.set_role(Role::Follower { leader }, timer);
    }

    fn become_candidate(&mut self) {
        assert!(!self.is_leader(), "a leader does not campaign");
        self.enter_term(self.term.next());
        self.vote = Some(self.config.id);
        let votes = BTreeMap::from([(self.config.id, true)]);
        let timer = self.draw_election_timer();
        self.set_role(Role::Candidate { votes }, timer);
    }

    /// The new leader writes an empty entry, since only an entry of its own
    /// term lets it commit what earlier leaders left.
    fn become_leader(&mut self) {
        assert!(
            matches!(self.role, Role::Candidate { .. }),
            "only a candidate becomes leader"
        );
        let leader = Leader {
            progress: self.fresh_progress(),
            transferee: None,
            // There may be a change of members in what is not applied yet, so
            // it is as if there were one.
            pending_change: self.log.last_index(),
        };
        let timer = Timer::Leading {
            since_heartbeat: 0,
            since_count: 0,
        };
        self.set_role(Role::Leader(leader), timer);
        self.write(EntryData::Empty);
    }

    /// A new leader knows nothing of the others but hopes for the best.
    fn fresh_progress(&self) -> BTreeMap<RaftId, Progress> {
        let next = self.log.last_index().next();
        let fresh = |id| (id, Progress::new(next));
        let mut all: BTreeMap<RaftId, Progress> =
            self.conf.members().into_iter().map(fresh).collect();
        let own = all.get_mut(&self.config.id);
        let own = own.expect("only a voter becomes leader");
        own.maybe_update(self.log.persisted());
        own.become_replicate(self.config.max_inflight);
        own.recent_active = true;
        all
    }

    /// What a leader writes itself, at the end of its log.
    pub(super) fn write(&mut self, data: EntryData<P>) -> crate::id::Index {
        self.log.push(Entry {
            term: self.term,
            index: self.log.last_index().next(),
            data,
        })
    }

    fn enter_term(&mut self, term: Term) {
        if term != self.term {
            self.term = term;
            self.vote = None;
        }
    }

    /// A lot for each new role keeps members from campaigning in step for ever.
    fn draw_election_timer(&mut self) -> Timer {
        let ticks = self.config.election_ticks;
        Timer::Election {
            elapsed: 0,
            timeout: ticks + self.rng.below(ticks),
        }
    }

    fn set_role(&mut self, role: Role, timer: Timer) {
        self.role = role;
        self.timer = timer;
        assert_eq!(
            matches!(self.role, Role::Leader(_)),
            matches!(self.timer, Timer::Leading { .. }),
            "role and clock go together"
        );
    }
}
