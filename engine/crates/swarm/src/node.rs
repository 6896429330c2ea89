//! A member of a swarm: an agent always, a manager sometimes (SwarmKit `node/node.go`).
//!
//! The daemon owns the node, hands it what arrives and carries out what comes out of
//! [`Node::take_outputs`] after every call. A node that left or was removed is simply dropped.

mod admission;
mod lock;
mod member;
mod raft_view;
mod renewal;
mod seat;
mod start;

use std::collections::VecDeque;
use std::net::SocketAddrV4;

use api::cluster::{LocalNodeState, Peer};
use api::node::{Availability, NodeRole};
use api::{NodeId, StreamPart, TaskId};
use raft::RaftId;
use sim::{Instant, Rng, Timestamp};

use crate::agent::StoredTask;
use crate::certificate::Certificate;
pub use crate::door::{
    CallId, ControlError, ControlRequest, ControlResponse, InitOptions, JoinOptions, Machine,
    Moment, NodeProgress, Output, Start, TaskOrder, TaskReport,
};
use crate::manager::raft_node::RaftDisk;
use crate::manager::scheduler::Explanation;
use crate::message::{Body, Call, Message, Reply, Request};
use crate::outbox::{Answer, Outbox};
use crate::remotes::Remotes;
use crate::rpc::{Caller, RequestId, RpcError};
use crate::store::Store;
use admission::{Admission, Outcome};
use member::Member;
pub use raft_view::{RaftEntryView, RaftPeerView, RaftRole, RaftView};

/// What `/var/lib/docker/swarm` keeps: certificate, known managers, assigned tasks and, for a
/// manager, Raft's hard state, log and snapshot.
#[derive(Clone, Debug)]
pub struct Disk {
    pub(crate) advertise: SocketAddrV4,
    pub(crate) availability: Availability,
    /// Nothing if the node never got in.
    pub(crate) identity: Option<(Certificate, String)>,
    pub(crate) remotes: Remotes,
    pub(crate) tasks: Vec<StoredTask>,
    pub(crate) raft: Option<(RaftId, RaftDisk)>,
    /// The key that is needed to read it.
    pub(crate) lock: Option<String>,
}

/// A member of a swarm, or on its way to be one.
#[derive(Clone, Debug)]
pub struct Node {
    machine: Machine,
    advertise: SocketAddrV4,
    availability: Availability,
    rng: Rng,
    /// When it was last spoken to.
    moment: Moment,
    remotes: Remotes,
    life: Life,
    outbox: Outbox,
    /// What this node says to itself: its agent and its manager speak in messages, too.
    loopback: VecDeque<Message>,
    outputs: Vec<Output>,
    /// What the daemon was told last.
    told: (NodeProgress, Option<NodeRole>, bool),
}

/// How far the node has come.
#[derive(Clone, Debug)]
enum Life {
    Admission(Box<Admission>),
    Refused(ControlError),
    /// A manager whose disk waits for its key.
    Locked(Box<Disk>),
    Member(Box<Member>),
}

impl Node {
    /// Makes a node. `rng` is the machine's stream for this life of the node.
    pub fn start(start: Start, machine: Machine, rng: Rng, moment: Moment) -> Node {
        let mut node = match start {
            Start::Init(options) => Node::init(&options, machine, rng, moment),
            Start::ForceNewCluster(options, disk) => {
                Node::force_new_cluster(&options, *disk, (machine, rng), moment)
            }
            Start::Join(options) => Node::join(*options, machine, rng, moment),
            Start::Resume(disk) => Node::resume(*disk, machine, rng, moment),
        };
        node.settle(moment);
        node
    }

    /// What the disk keeps when the daemon stops now, cleanly or not.
    pub fn disk(&self) -> Disk {
        if let Life::Locked(disk) = &self.life {
            return Disk::clone(disk);
        }
        let member = self.member();
        Disk {
            advertise: self.advertise,
            availability: self.availability,
            identity: member.map(Member::identity),
            remotes: self.remotes.clone(),
            tasks: member.map(Member::stored_tasks).unwrap_or_default(),
            raft: member.and_then(Member::raft_disk),
            lock: self.lock(),
        }
    }

    /// A message arrived on port 2377.
    pub fn on_message(&mut self, from: SocketAddrV4, message: Message, moment: Moment) {
        self.receive(from, message, moment);
        self.settle(moment);
    }

    fn receive(&mut self, from: SocketAddrV4, message: Message, moment: Moment) {
        match message.body {
            Body::Request(call) => self.on_call(from, *call, moment),
            Body::Reply { id, reply } => self.on_reply(id, *reply, moment),
            Body::Raft(message) if matches!(self.life, Life::Locked(_)) => {
                self.outbox.send(from, Body::RaftRefused(message));
            }
            Body::RaftRefused(message) => {
                self.with_member(|member, _| member.on_raft_refused(&message));
            }
            Body::Raft(message) => {
                self.with_member(|member, tools| member.on_raft(from, *message, moment, tools));
            }
            Body::MemberRemoved { raft_id } => {
                self.with_member(|member, tools| member.on_removed(raft_id, moment, tools));
            }
            Body::Cancel { id } => {
                let caller = Caller::Node { at: from, id };
                self.with_member(|member, tools| member.cancel(caller, moment, tools));
            }
        }
    }

    fn on_call(&mut self, from: SocketAddrV4, call: Call, moment: Moment) {
        let caller = Caller::Node {
            at: from,
            id: call.id,
        };
        let Life::Member(member) = &mut self.life else {
            return self.refuse(caller);
        };
        if matches!(call.request, Request::Health) && member.listens() {
            self.outbox.reply(caller, Reply::Healthy);
        } else if let Some(manager) = member.manager_mut() {
            manager.on_call(caller, call, moment, &mut self.outbox);
        } else {
            self.refuse(caller);
        }
    }

    /// A worker does not listen at all; the caller sees no difference.
    fn refuse(&mut self, caller: Caller) {
        let error = RpcError::refused(self.advertise);
        self.outbox.reply(caller, Reply::Failed(error));
    }

    fn on_reply(&mut self, id: RequestId, reply: Reply, moment: Moment) {
        match &mut self.life {
            Life::Admission(admission) => {
                let answer = (id, reply);
                let outcome =
                    admission.on_reply(answer, &self.remotes, moment.now, &mut self.outbox);
                self.admitted(outcome, moment);
            }
            Life::Member(_) => {
                self.with_member(|member, tools| member.on_reply(id, reply, moment, tools));
            }
            Life::Refused(_) | Life::Locked(_) => {}
        }
    }

    fn admitted(&mut self, outcome: Option<Outcome>, moment: Moment) {
        match outcome {
            Some(Outcome::Admitted {
                certificate,
                root_ca,
            }) => self.become_member((certificate, root_ca), moment),
            Some(Outcome::Refused(error)) => self.life = Life::Refused(error),
            None => {}
        }
    }

    /// A message could not be delivered: refused at once when nothing listens there, or lost, which
    /// the transport reports after its send time-out of 2 s.
    pub fn on_undelivered(&mut self, to: SocketAddrV4, message: Message, moment: Moment) {
        let is_refused = message.is_refused_by(moment.now);
        self.with_member(|member, tools| member.on_undelivered(to, &message, moment, tools));
        // Whoever dials a machine that is off hears nothing until its own time is over.
        if is_refused && let Body::Request(call) = message.body {
            let refused = Reply::Failed(RpcError::refused(to));
            // The proxy looks for the next leader by itself.
            if call.forwarded_by.is_none() && !matches!(call.request, Request::Health) {
                self.on_reply(call.id, refused, moment);
            }
        }
        self.settle(moment);
    }

    /// Time has come.
    pub fn on_timeout(&mut self, moment: Moment) {
        if let Life::Admission(admission) = &mut self.life {
            let outcome = admission.on_timeout(&self.remotes, moment.now, &mut self.outbox);
            self.admitted(outcome, moment);
        }
        self.with_member(|member, tools| member.on_timeout(moment, tools));
        self.settle(moment);
    }

    /// When to call [`Node::on_timeout`].
    pub fn next_timeout(&self) -> Option<Instant> {
        match &self.life {
            Life::Admission(admission) => Some(admission.next_timeout()),
            Life::Member(member) => Some(member.next_timeout()),
            Life::Refused(_) | Life::Locked(_) => None,
        }
    }

    /// The local daemon asks the swarm.
    pub fn control(&mut self, call: CallId, request: ControlRequest, moment: Moment) {
        let manager = match &mut self.life {
            Life::Member(member) => member.manager_mut(),
            Life::Admission(_) | Life::Refused(_) | Life::Locked(_) => None,
        };
        match manager {
            Some(manager) => manager.control(call, request, moment, &mut self.outbox),
            None => {
                let result = Err(not_a_manager());
                self.outputs.push(Output::Answer { call, result });
            }
        }
        self.settle(moment);
    }

    /// Whoever asked does not wait any more.
    pub fn cancel(&mut self, call: CallId) {
        let moment = self.moment;
        let caller = Caller::Local(call);
        self.with_member(|member, tools| member.cancel(caller, moment, tools));
        self.settle(moment);
    }

    /// The daemon tells of a task.
    pub fn on_task(&mut self, task: &TaskId, report: TaskReport, moment: Moment) {
        self.with_member(|member, tools| member.on_task(task, report, moment, tools));
        self.settle(moment);
    }

    /// The daemon sends log lines a subscription asked for.
    pub fn on_log(&mut self, subscription: CallId, part: StreamPart, moment: Moment) {
        self.with_member(|member, tools| member.on_log(subscription, part, moment, tools));
        self.settle(moment);
    }

    /// Takes what the node wants done, in order.
    pub fn take_outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// Lets everything inside run until it waits for the outside.
    fn settle(&mut self, moment: Moment) {
        self.moment = moment;
        loop {
            self.with_member(|member, tools| member.settle(moment, tools));
            self.empty_outbox(moment.now);
            let Some(message) = self.loopback.pop_front() else {
                break;
            };
            self.receive(self.advertise, message, moment);
        }
        self.tell_changes();
    }

    fn empty_outbox(&mut self, sent_at: Instant) {
        let Outbox { sends, answers } = std::mem::take(&mut self.outbox);
        for (to, body) in sends {
            let message = Message { sent_at, body };
            if to == self.advertise {
                self.loopback.push_back(message);
            } else {
                let message = Box::new(message);
                self.outputs.push(Output::Send { to, message });
            }
        }
        for (call, answer) in answers {
            if self.is_awaited(call, &answer) {
                self.outputs.push(match answer {
                    Answer::Result(result) => Output::Answer { call, result },
                    Answer::Part(part) => Output::Part { call, part },
                });
            }
        }
    }

    fn is_awaited(&mut self, call: CallId, answer: &Answer) -> bool {
        let manager = match &mut self.life {
            Life::Member(member) => member.manager_mut(),
            Life::Admission(_) | Life::Refused(_) | Life::Locked(_) => None,
        };
        manager.is_none_or(|manager| manager.is_awaited(call, answer))
    }

    fn tell_changes(&mut self) {
        let role = self.member().map(|member| member.certificate().role);
        let now = (self.progress(), role, self.store().is_some());
        if now != self.told {
            self.told = now;
            self.outputs.push(Output::StateChanged);
        }
    }

    fn member(&self) -> Option<&Member> {
        match &self.life {
            Life::Member(member) => Some(member),
            Life::Admission(_) | Life::Refused(_) | Life::Locked(_) => None,
        }
    }

    /// The node's id, once it has a certificate.
    pub fn id(&self) -> Option<&NodeId> {
        Some(&self.member()?.certificate().node_id)
    }

    /// From when to when its certificate is valid, once it has one.
    pub fn validity(&self) -> Option<(Timestamp, Timestamp)> {
        let certificate = self.member()?.certificate();
        Some((certificate.valid_from, certificate.valid_until))
    }

    /// How far it has come.
    pub fn progress(&self) -> NodeProgress {
        match &self.life {
            Life::Admission(_) => NodeProgress::Pending,
            Life::Refused(error) => NodeProgress::Refused(error.clone()),
            Life::Locked(_) => NodeProgress::Locked,
            Life::Member(member) if member.is_ready() => NodeProgress::Active,
            Life::Member(_) => NodeProgress::Pending,
        }
    }

    /// What `docker info` calls it.
    pub fn state(&self) -> LocalNodeState {
        match self.progress() {
            NodeProgress::Pending => LocalNodeState::Pending,
            NodeProgress::Refused(_) => LocalNodeState::Error,
            NodeProgress::Locked => LocalNodeState::Locked,
            NodeProgress::Active => LocalNodeState::Active,
        }
    }

    /// The role its certificate gives it.
    pub fn role(&self) -> NodeRole {
        let member = self.member();
        member.map_or(NodeRole::Worker, |member| member.certificate().role)
    }

    /// The managers it knows, itself included if it is one.
    pub fn managers(&self) -> Vec<Peer> {
        self.remotes.peers()
    }

    /// Where other nodes reach it.
    pub fn advertise(&self) -> SocketAddrV4 {
        self.advertise
    }

    /// This manager's own store; a worker has none.
    pub fn store(&self) -> Option<&Store> {
        Some(self.member()?.manager()?.store())
    }

    /// This manager's seat in the Raft group; a worker has none.
    pub fn raft(&self) -> Option<RaftView> {
        Some(RaftView::of(&self.member()?.manager()?.raft))
    }

    /// Why a task got its node, or none, as far as this node decided it as leader: a new leader
    /// knows nothing of the decisions before it.
    pub fn explain(&self, task: &TaskId) -> Option<&Explanation> {
        self.member()?.manager()?.explain(task)
    }

    /// The newest `count` entries of this manager's log, oldest first; a worker has none.
    pub fn raft_log(&self, count: usize) -> Vec<RaftEntryView> {
        let manager = self.member().and_then(Member::manager);
        manager.map_or_else(Vec::new, |it| RaftEntryView::tail(&it.raft, count))
    }
}

/// moby `daemon/cluster`: `errSwarmNotManager`, for a node that is a worker.
fn not_a_manager() -> ControlError {
    ControlError {
        kind: api::ErrorKind::Unavailable,
        message: "This node is not a swarm manager. Worker nodes can't be used to view or modify \
                  cluster state. Please run this command on a manager node or promote the current \
                  node to a manager."
            .to_owned(),
    }
}
