//! A manager's seat in the Raft group: the log, its disk, its clock, and the store the log fills
//! (SwarmKit `manager/state/raft/raft.go`).
//!
//! Decides nothing about the swarm. Whoever owns it hands it messages and time and lets it
//! [`process`](RaftNode::process) what Raft wants done; what was committed comes back as [`News`].

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddrV4;
use std::sync::Arc;

use api::NodeId;
use raft::planted;
use raft::{
    ConfChange, Config, EntryData, Index, LogError, MessageKind, Payload, Persisted, Position,
    ProposeError, Raft, RaftId, Snapshot, StepError,
};
use serde::{Deserialize, Serialize};
use sim::{Duration, Instant, Rng};

use super::membership::{Member, Membership};
use crate::message::Body;
use crate::outbox::Outbox;
use crate::store::{Object, Store, StoreAction, StoreEvent, Transaction};

/// SwarmKit `raft.go`: one tick.
pub(crate) const TICK: Duration = Duration::from_secs(1);

/// SwarmKit `raft.go`: `lostQuorumTimeout`, in ticks.
const LOST_QUORUM_TICKS: u32 = 10;

pub(crate) type RaftMessage = raft::Message<Proposal, State>;
pub(crate) type RaftDisk = Persisted<Proposal, State>;

/// What an entry carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Proposal(pub(crate) Arc<Transaction>);

impl Payload for Proposal {
    fn size(&self) -> u64 {
        self.0.size()
    }
}

/// What a snapshot carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) members: BTreeMap<RaftId, Member>,
    pub(crate) removed: BTreeSet<RaftId>,
}

/// What became true.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// A transaction is in the store, which was `store` right after it.
    Committed {
        at: Position,
        events: Vec<StoreEvent>,
        store: Box<Store>,
    },
    /// The group changed.
    MembersChanged,
    /// This member was removed from the group.
    Removed,
}

/// A member of the Raft group.
#[derive(Clone, Debug)]
pub(crate) struct RaftNode {
    raft: Raft<Proposal, State>,
    /// **Invariant:** holds all that a sent message promised.
    disk: RaftDisk,
    pub(crate) members: Membership,
    /// Where members were heard of whom this one's log does not know yet: one that was away for
    /// long may be led by a stranger. Unlike Docker, which asks the members it knows
    /// (`ResolveAddress`).
    strangers: BTreeMap<RaftId, SocketAddrV4>,
    pub(crate) store: Store,
    next_tick: Instant,
    ticks_without_leader: u32,
}

impl RaftNode {
    /// The first member of a new group.
    pub(crate) fn bootstrap(member: &Member, now: Instant, rng: &mut Rng) -> RaftNode {
        let id = random_raft_id(rng);
        RaftNode::resume((id, Persisted::bootstrap(id, member.context())), now, rng)
    }

    /// A new member of an existing group, which has told it about itself.
    pub(crate) fn join(id: RaftId, members: Membership, now: Instant, rng: &mut Rng) -> RaftNode {
        let mut node = RaftNode::new((id, Persisted::default()), now, rng);
        node.members = members;
        node
    }

    /// The only member left of a group that lost its quorum.
    pub(crate) fn force_new_cluster(
        (id, disk): (RaftId, RaftDisk),
        member: &Member,
        now: Instant,
        rng: &mut Rng,
    ) -> RaftNode {
        let disk = disk.force_new_cluster(id, member.context());
        RaftNode::resume((id, disk), now, rng)
    }

    /// A member that comes back. One that is alone campaigns at once.
    pub(crate) fn resume(disk: (RaftId, RaftDisk), now: Instant, rng: &mut Rng) -> RaftNode {
        let mut node = RaftNode::new(disk, now, rng);
        // What was committed before is applied first; there is nobody to tell about it.
        node.process(&mut Outbox::default());
        if node.raft.conf().voters.iter().eq([&node.raft.id()]) {
            node.raft.campaign();
        }
        node
    }

    fn new((id, disk): (RaftId, RaftDisk), now: Instant, rng: &mut Rng) -> RaftNode {
        let snapshot = disk.snapshot.as_ref().map(|snapshot| snapshot.data.clone());
        let (store, members) = match snapshot {
            Some(state) => (state.store, Membership::new(state.members, state.removed)),
            None => (Store::default(), Membership::default()),
        };
        RaftNode {
            raft: Raft::new(Config::new(id, rng.next()), disk.clone()),
            disk,
            members,
            strangers: BTreeMap::new(),
            store,
            next_tick: now + TICK,
            ticks_without_leader: 0,
        }
    }

    /// What is left of it when the machine loses its power.
    pub(crate) fn disk(&self) -> (RaftId, RaftDisk) {
        (self.raft.id(), self.disk.clone())
    }

    pub(crate) fn raft(&self) -> &Raft<Proposal, State> {
        &self.raft
    }

    pub(crate) fn id(&self) -> RaftId {
        self.raft.id()
    }

    pub(crate) fn next_tick(&self) -> Instant {
        self.next_tick
    }

    /// Time has come for a tick, or for several at once when nobody was looking.
    pub(crate) fn on_timeout(&mut self, now: Instant) {
        while self.next_tick <= now {
            self.next_tick += TICK;
            self.raft.tick();
            match self.raft.leader() {
                Some(_) => self.ticks_without_leader = 0,
                None => self.ticks_without_leader += 1,
            }
        }
    }

    /// Whether there was no leader for so long that calls are refused at once.
    pub(crate) fn has_lost_quorum(&self) -> bool {
        self.ticks_without_leader > LOST_QUORUM_TICKS
    }

    /// Where the leader is, if it is known.
    pub(crate) fn leader(&self) -> Option<&Member> {
        self.members.get(self.raft.leader()?)
    }

    /// Whether this member leads and has applied everything earlier leaders left: only then the
    /// leader's parts may start (SwarmKit `raft.go`, `caughtUp`).
    pub(crate) fn is_caught_up_leader(&self) -> bool {
        self.raft.is_leader() && self.raft.applied() >= self.raft.last_index()
    }

    /// Takes a message of another member. `Err` is a log that contradicts the leader's, upon
    /// which etcd panics.
    pub(crate) fn step(
        &mut self,
        address: SocketAddrV4,
        message: RaftMessage,
    ) -> Result<(), LogError> {
        let from = message.from;
        if self.members.get(from).is_none() {
            self.strangers.insert(from, address);
        }
        match self.raft.step(message) {
            Ok(()) => {
                self.members.set_reachable(from, true);
                Ok(())
            }
            Err(StepError::Misaddressed { .. } | StepError::UnknownPeer { .. }) => Ok(()),
            Err(StepError::Log(error)) => Err(error),
        }
    }

    /// A message to another member did not arrive.
    pub(crate) fn on_undelivered(&mut self, message: &RaftMessage) {
        self.members.set_reachable(message.to, false);
        self.raft.report_unreachable(message.to);
        if matches!(message.kind, MessageKind::Snapshot(_)) {
            self.raft.report_snapshot(message.to, false);
        }
    }

    /// Writes a transaction into the log; it counts once it comes back committed at that position.
    pub(crate) fn propose(&mut self, transaction: Transaction) -> Result<Position, ProposeError> {
        let index = self.raft.propose(Proposal(Arc::new(transaction)))?;
        let term = self.raft.term();
        Ok(Position { term, index })
    }

    /// Asks for a new member. Nothing while another change is under way.
    pub(crate) fn propose_member(
        &mut self,
        member: &Member,
        rng: &mut Rng,
    ) -> Result<RaftId, ProposeError> {
        let id = random_raft_id(rng);
        let context = member.context();
        self.raft
            .propose_change(ConfChange::AddVoter { id, context })?;
        Ok(id)
    }

    /// Asks for a member to be reached elsewhere from now on. Nothing if it is there already.
    pub(crate) fn propose_address(
        &mut self,
        id: RaftId,
        member: &Member,
    ) -> Result<(), ProposeError> {
        if self.members.get(id) != Some(member) {
            let context = member.context();
            self.raft
                .propose_change(ConfChange::AddVoter { id, context })?;
        }
        Ok(())
    }

    /// Asks for a member's removal.
    pub(crate) fn propose_removal(&mut self, id: RaftId) -> Result<(), ProposeError> {
        self.raft.propose_change(ConfChange::RemoveNode { id })?;
        Ok(())
    }

    /// Whether a proposal would be taken now: by a leader that is not about to hand over.
    pub(crate) fn takes_proposals(&self) -> bool {
        self.raft.is_leader() && self.raft.transferee().is_none()
    }

    /// Whether a change of members would be taken now.
    pub(crate) fn takes_change(&self) -> bool {
        self.raft.takes_change()
    }

    pub(crate) fn can_remove(&self, id: RaftId) -> bool {
        self.members.can_remove(id, self.raft.id())
    }

    /// Hands leadership over to a reachable member drawn by lot (SwarmKit `raft.go`,
    /// `TransferLeadership`: the first in map order). False if there is none.
    pub(crate) fn transfer_leadership(&mut self, rng: &mut Rng) -> bool {
        let own = self.raft.id();
        let others = self.members.all().keys();
        let reachable: Vec<RaftId> = others
            .filter(|id| **id != own && self.members.is_reachable(**id))
            .copied()
            .collect();
        if reachable.is_empty() {
            return false;
        }
        self.raft
            .transfer_leader(reachable[rng.index(reachable.len())]);
        true
    }

    /// Does what Raft wants done: save, send, apply. What became true comes back in order.
    pub(crate) fn process(&mut self, outbox: &mut Outbox) -> Vec<News> {
        let mut news = Vec::new();
        while let Some(ready) = self.raft.ready() {
            self.disk.save(&ready);
            if let Some(snapshot) = ready.snapshot {
                self.restore(snapshot);
                news.push(News::MembersChanged);
            }
            for message in ready.messages {
                self.send(message, outbox);
            }
            let leader = self.raft.leader();
            for entry in ready.committed {
                let at = entry.position();
                news.extend(self.apply(at, entry.data));
            }
            self.raft.advance();
            self.campaign_if_leader_left(leader);
            self.take_snapshot_if_due();
        }
        news
    }

    fn send(&self, message: RaftMessage, outbox: &mut Outbox) {
        let member = self.members.get(message.to).map(|member| member.address);
        let address = member.or_else(|| self.strangers.get(&message.to).copied());
        if let Some(address) = address {
            outbox.send(address, Body::Raft(Box::new(message)));
        }
    }

    fn apply(&mut self, at: Position, data: EntryData<Proposal>) -> Option<News> {
        match data {
            EntryData::Empty => {
                self.store.applied(at.index.0);
                None
            }
            EntryData::Normal(Proposal(transaction)) => {
                let events = self.store.apply(at.index.0, &transaction);
                let store = Box::new(self.store.clone());
                Some(News::Committed { at, events, store })
            }
            EntryData::Change(change) => {
                self.store.applied(at.index.0);
                self.apply_change(&change)
            }
        }
    }

    fn apply_change(&mut self, change: &ConfChange) -> Option<News> {
        if !self.members.is_valid(change) {
            return None;
        }
        self.members.apply(change);
        self.strangers.remove(&change.id());
        self.raft.apply_change(change);
        let is_own_removal = *change == ConfChange::RemoveNode { id: self.id() };
        Some(if is_own_removal {
            News::Removed
        } else {
            News::MembersChanged
        })
    }

    /// A follower which applies the removal of its leader stands for election at once (SwarmKit
    /// `raft.go`, `applyRemoveNode`).
    fn campaign_if_leader_left(&mut self, leader: Option<RaftId>) {
        let is_gone = leader.is_some_and(|leader| self.members.is_removed(leader));
        if is_gone && leader != Some(self.id()) && !self.raft.is_leader() {
            self.raft.campaign();
        }
    }

    fn restore(&mut self, snapshot: Snapshot<State>) {
        let State {
            store,
            members,
            removed,
        } = snapshot.data;
        self.store = store;
        self.members.restore(members, removed);
    }

    /// SwarmKit `raft.go`, `needsSnapshot` and `doSnapshot`; the two numbers are read live.
    fn take_snapshot_if_due(&mut self) {
        let config = self
            .store
            .cluster()
            .map(|cluster| cluster.spec.raft.clone());
        let Some(config) = config.filter(|config| config.snapshot_interval > 0) else {
            return;
        };
        let last = self.raft.log().snapshot().map(|snapshot| snapshot.index);
        let applied = self.raft.applied();
        if applied.since(last.unwrap_or_default()) < config.snapshot_interval {
            return;
        }
        let snapshot = self.raft.snapshot_of(State {
            store: match planted::has("snapshot-drops-field") {
                true => without_previous_specs(self.store.clone()),
                false => self.store.clone(),
            },
            members: self.members.all().clone(),
            removed: self.members.removed().clone(),
        });
        self.disk.compact(snapshot.clone());
        let kept = config.log_entries_for_slow_followers;
        let upto = Index(applied.0.saturating_sub(kept));
        self.raft.compact(upto, snapshot);
    }

    /// The Raft id of a node that is a member.
    pub(crate) fn member_id(&self, node: &NodeId) -> Option<RaftId> {
        self.members.by_node(node).map(|(id, _)| id)
    }
}

/// SwarmKit `raft.go`: 63 random bits, plus one since nobody is 0.
fn random_raft_id(rng: &mut Rng) -> RaftId {
    RaftId((rng.next() >> 1) + 1)
}

/// What a snapshot must not do: see [`planted`].
fn without_previous_specs(mut store: Store) -> Store {
    let strip = |service: &std::sync::Arc<crate::object::Service>| {
        let mut service = service.as_ref().clone();
        service.previous_spec = None;
        StoreAction::Update(Object::Service(service.into()))
    };
    let stripped = Transaction(store.services().map(strip).collect());
    store.apply(store.version().index, &stripped);
    store
}
