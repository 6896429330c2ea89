//! Calls only the leader can answer, on their way to it (SwarmKit `protobuf/plugin/raftproxy`,
//! `manager/state/raft/raft.go`, `LeaderConn`).
//!
//! Any manager takes a call. Who leads serves it; who does not passes it on, once, and the answer
//! back. Without a leader a call waits, or is refused at once if there was none for long.

use std::collections::BTreeMap;
use std::net::SocketAddrV4;

use raft::planted;
use sim::{Duration, Instant, Rng};

use super::raft_node::RaftNode;
use crate::message::{Body, Call, Reply, Request};
use crate::node::ControlRequest;
use crate::outbox::Outbox;
use crate::rpc::{Caller, Code, RequestId, RpcError};

/// SwarmKit `raft.go`, `LeaderConn`: how often a call that found no leader looks again.
const LEADER_POLL: Duration = Duration::from_secs(1);
/// SwarmKit `raftproxy`: the same after the connection to a leader failed.
const NEW_LEADER_POLL: Duration = Duration::from_millis(500);

/// SwarmKit `raft.go`: `errLostQuorum`.
const NO_LEADER: &str = "The swarm does not have a leader. It's possible that too few managers \
                         are online. Make sure more than half of the managers are online.";

/// A time limit for what has none.
pub(crate) const NEVER: Instant = Instant::from_nanos(u64::MAX);

/// The calls on their way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Proxy(BTreeMap<Caller, Errand>);

/// A call that was not answered yet.
#[derive(Clone, Debug)]
struct Errand {
    call: Call,
    place: Place,
}

/// Where a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Just come.
    New,
    /// Nowhere: it waits for a leader and looks again at `poll_at`.
    Waiting { poll_at: Instant },
    /// The leader it was sent to is gone; it looks for the next at `poll_at`.
    Retrying { poll_at: Instant },
    /// With the leader at this address, under this name.
    Away { at: SocketAddrV4, id: RequestId },
    /// With this manager's own leader parts. Only kept for the daemon's calls, whose time runs here.
    Here,
}

impl Proxy {
    /// Takes a call. Returns it if it is to be served here.
    pub(crate) fn begin(
        &mut self,
        (caller, call): (Caller, Call),
        raft: &RaftNode,
        now: Instant,
        (rng, outbox): (&mut Rng, &mut Outbox),
    ) -> Option<Call> {
        if let Some(by) = call.forwarded_by
            && !raft.raft().is_leader()
        {
            let message = format!("more than one redirect to leader from: [{by}]");
            let error = RpcError::new(Code::ResourceExhausted, message);
            outbox.reply(caller, Reply::Failed(error));
            return None;
        }
        let place = Place::New;
        self.0.insert(caller, Errand { call, place });
        self.look(caller, raft, now, (rng, outbox))
    }

    /// Looks for the leader. Returns the call if it is this manager.
    fn look(
        &mut self,
        caller: Caller,
        raft: &RaftNode,
        now: Instant,
        (rng, outbox): (&mut Rng, &mut Outbox),
    ) -> Option<Call> {
        let errand = self.0.get_mut(&caller)?;
        let is_stale = planted::has("stale-read") && errand.call.is_read();
        if raft.raft().is_leader() || is_stale {
            errand.place = Place::Here;
            let call = errand.call.clone();
            if matches!(caller, Caller::Node { .. }) {
                self.0.remove(&caller);
            }
            return Some(call);
        }
        match raft.leader() {
            Some(leader) => {
                let id = RequestId::random(rng);
                let at = leader.address;
                errand.place = Place::Away { at, id };
                outbox.send(at, errand.forward(id, caller, raft));
            }
            None if raft.has_lost_quorum() && !errand.is_waiting() => {
                self.close(caller);
                let error = RpcError::new(Code::Unknown, NO_LEADER);
                outbox.reply(caller, Reply::Failed(error));
            }
            None => {
                let poll_at = now + LEADER_POLL;
                errand.place = Place::Waiting { poll_at };
            }
        }
        None
    }

    /// The leader answered.
    pub(crate) fn on_reply(&mut self, id: RequestId, reply: Reply, outbox: &mut Outbox) {
        if let Some(caller) = self.away(id) {
            if reply.is_last() {
                self.close(caller);
            } else if let Some(errand) = self.0.get_mut(&caller) {
                errand.call.deadline = NEVER;
            }
            outbox.reply(caller, reply);
        }
    }

    /// There is another leader: sessions with the last one are over. Other calls wait for an
    /// answer that may never come, as they do in Docker.
    pub(crate) fn on_new_leader(&mut self, leader: SocketAddrV4) {
        self.0.retain(|_, errand| match errand.place {
            Place::Away { at, .. } => {
                at == leader || !matches!(errand.call.request, Request::Session(_))
            }
            Place::New | Place::Waiting { .. } | Place::Retrying { .. } | Place::Here => true,
        });
    }

    /// Whether the caller's node has a session that goes through this manager.
    pub(crate) fn has_session(&self, caller: Caller) -> bool {
        let mut errands = self.0.iter();
        errands.any(|(other, errand)| {
            other.comes_with(caller) && matches!(errand.call.request, Request::Session(_))
        })
    }

    /// A call did not reach the leader. A machine that is off swallows it, and whoever asked goes
    /// on waiting; one that refuses makes the proxy look for the next leader.
    pub(crate) fn on_refused(&mut self, id: RequestId, now: Instant) {
        if let Some(errand) = self.away(id).and_then(|caller| self.0.get_mut(&caller)) {
            let poll_at = now + NEW_LEADER_POLL;
            errand.place = Place::Retrying { poll_at };
        }
    }

    /// A call is over, and where it was. One of the daemon's stays until its answer is handed out,
    /// so that there is never a second one.
    fn close(&mut self, caller: Caller) -> Option<Place> {
        match caller {
            Caller::Node { .. } => Some(self.0.remove(&caller)?.place),
            Caller::Local(_) => {
                let errand = self.0.get_mut(&caller)?;
                Some(std::mem::replace(&mut errand.place, Place::Here))
            }
        }
    }

    fn away(&self, name: RequestId) -> Option<Caller> {
        let mut errands = self.0.iter();
        let is_it = |errand: &Errand| matches!(errand.place, Place::Away { id, .. } if id == name);
        errands
            .find(|(_, errand)| is_it(errand))
            .map(|(caller, _)| *caller)
    }

    /// Calls that are late are given up, calls that wait look again. Returns those that are to be
    /// served here.
    pub(crate) fn on_timeout(
        &mut self,
        raft: &RaftNode,
        now: Instant,
        (rng, outbox): (&mut Rng, &mut Outbox),
    ) -> Vec<(Caller, Call)> {
        let late = self.due(|errand| errand.call.deadline <= now);
        for caller in late {
            self.give_up(caller, outbox);
        }
        let polls = |errand: &Errand| match errand.place {
            Place::Waiting { poll_at } | Place::Retrying { poll_at } => poll_at <= now,
            Place::New | Place::Away { .. } | Place::Here => false,
        };
        let mut served = Vec::new();
        for caller in self.due(polls) {
            let call = self.look(caller, raft, now, (&mut *rng, &mut *outbox));
            served.extend(call.map(|call| (caller, call)));
        }
        served
    }

    fn due(&self, is_due: impl Fn(&Errand) -> bool) -> Vec<Caller> {
        let errands = self.0.iter().filter(|(_, errand)| is_due(errand));
        errands.map(|(caller, _)| *caller).collect()
    }

    fn give_up(&mut self, caller: Caller, outbox: &mut Outbox) {
        if let Some(place) = self.close(caller) {
            if let Place::Away { at, id } = place {
                outbox.send(at, Body::Cancel { id });
            }
            // A node that called keeps its own time.
            if matches!(caller, Caller::Local(_)) {
                outbox.reply(caller, Reply::Failed(RpcError::deadline()));
            }
        }
    }

    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        let errands = self.0.values().map(|errand| match errand.place {
            Place::Waiting { poll_at } | Place::Retrying { poll_at } => {
                poll_at.min(errand.call.deadline)
            }
            Place::New | Place::Away { .. } | Place::Here => errand.call.deadline,
        });
        errands.min()
    }

    /// Whoever made this call waits no more. Returns whether it may be served here.
    pub(crate) fn cancel(&mut self, caller: Caller, outbox: &mut Outbox) -> bool {
        match self.0.remove(&caller).map(|errand| errand.place) {
            Some(Place::Away { at, id }) => {
                outbox.send(at, Body::Cancel { id });
                false
            }
            Some(Place::New | Place::Waiting { .. } | Place::Retrying { .. }) => false,
            Some(Place::Here) | None => true,
        }
    }

    /// The manager ends, and with it every call it was busy with.
    pub(crate) fn stop(self, outbox: &mut Outbox) {
        for (caller, errand) in self.0 {
            if let Place::Away { at, id } = errand.place {
                outbox.send(at, Body::Cancel { id });
            }
            let error = RpcError::new(Code::Unavailable, "connection error: transport is closing");
            outbox.reply(caller, Reply::Failed(error));
        }
    }

    /// The daemon is about to be answered. Returns whether anybody still waited for it.
    pub(crate) fn answered(&mut self, caller: Caller, is_last: bool) -> bool {
        if is_last {
            self.0.remove(&caller).is_some()
        } else {
            self.0.contains_key(&caller)
        }
    }
}

impl Call {
    /// Whether it only asks for what is there.
    fn is_read(&self) -> bool {
        match &self.request {
            Request::Control(request) => matches!(**request, ControlRequest::ListServices { .. }),
            Request::RootCa
            | Request::Certificate { .. }
            | Request::JoinRaft { .. }
            | Request::Health
            | Request::Session(_)
            | Request::Heartbeat { .. }
            | Request::UpdateTaskStatus { .. }
            | Request::PublishLogs { .. } => false,
        }
    }
}

impl Errand {
    fn forward(&self, id: RequestId, caller: Caller, raft: &RaftNode) -> Body {
        let own = raft.members.get(raft.id()).map(|member| member.address);
        let forwarded_by = match caller {
            Caller::Node { at, .. } => Some(at),
            Caller::Local(_) => own,
        };
        Body::Request(Box::new(Call {
            id,
            forwarded_by,
            ..self.call.clone()
        }))
    }

    /// Whether it found no leader before. SwarmKit looks for a lost quorum once, when a call comes;
    /// a call that waits goes on waiting.
    fn is_waiting(&self) -> bool {
        matches!(self.place, Place::Waiting { .. })
    }
}
