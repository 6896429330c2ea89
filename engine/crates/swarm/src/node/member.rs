//! A node that has its certificate: its agent, its seat among the managers, its next certificate.

use std::net::SocketAddrV4;
use std::sync::Arc;

use api::node::{NodeDescription, NodeRole};
use api::{ConfigId, SecretId, StreamPart, TaskId};
use raft::RaftId;
use sim::{Instant, Rng};

use super::renewal::{Renewal, Route};
use super::seat::{Applicant, ROLE_CHANGE_TIMEOUT, RaftJoin, Seat};
use super::{CallId, ControlError, Life, Moment, Node, Output, TaskOrder, TaskReport};
use crate::agent::{Agent, StoredTask, Tools};
use crate::certificate::Certificate;
use crate::manager::founding::Founding;
use crate::manager::membership::Membership;
use crate::manager::raft_node::{RaftDisk, RaftMessage, RaftNode};
use crate::manager::{End, Manager};
use crate::message::{Message, Reply};
use crate::object::{Config, Secret};
use crate::outbox::Outbox;
use crate::remotes::Remotes;
use crate::rpc::{Caller, RequestId};

/// A node that is in.
#[derive(Clone, Debug)]
pub(super) struct Member {
    certificate: Certificate,
    root_ca: String,
    rng: Rng,
    agent: Agent,
    seat: Seat,
    renewal: Renewal,
    /// The role a manager last said this node should have.
    desired: NodeRole,
    /// Whether everything came up once.
    was_ready: bool,
    /// It comes from `swarm join`, whose first failure is final.
    is_newcomer: bool,
}

/// What a member needs of its node.
pub(super) struct Surroundings<'a> {
    pub(super) advertise: SocketAddrV4,
    pub(super) availability: api::node::Availability,
    pub(super) remotes: &'a mut Remotes,
    pub(super) outbox: &'a mut Outbox,
    pub(super) outputs: &'a mut Vec<Output>,
    /// Set when the first try to get in failed for good.
    pub(super) refused: &'a mut Option<ControlError>,
}

impl Node {
    /// Runs something with the member, if the node is one.
    pub(super) fn with_member(&mut self, run: impl FnOnce(&mut Member, &mut Surroundings<'_>)) {
        let Life::Member(member) = &mut self.life else {
            return;
        };
        let mut refused = None;
        let mut surroundings = Surroundings {
            advertise: self.advertise,
            availability: self.availability,
            remotes: &mut self.remotes,
            outbox: &mut self.outbox,
            outputs: &mut self.outputs,
            refused: &mut refused,
        };
        run(member, &mut surroundings);
        if let Some(error) = refused {
            self.life = Life::Refused(error);
        }
    }
}

impl Member {
    pub(super) fn new(
        (certificate, root_ca): (Certificate, String),
        (agent, seat): (Agent, Seat),
        mut rng: Rng,
        moment: Moment,
    ) -> Member {
        Member {
            renewal: Renewal::new(&certificate, rng.split("renewal"), moment),
            desired: certificate.role,
            certificate,
            root_ca,
            rng,
            agent,
            seat,
            was_ready: false,
            is_newcomer: false,
        }
    }

    /// It comes from `swarm join`.
    pub(super) fn newcomer(self) -> Member {
        Member {
            is_newcomer: true,
            ..self
        }
    }

    /// Lets the agent go on with the tasks it has, and a manager's seat be taken.
    pub(super) fn start(&mut self, moment: Moment, around: &mut Surroundings<'_>) {
        if matches!(self.seat, Seat::Worker) && self.certificate.role == NodeRole::Manager {
            self.take_seat(moment, around);
        }
        self.with_agent(moment, around, |agent, tools| agent.start(tools));
    }

    fn take_seat(&mut self, moment: Moment, around: &mut Surroundings<'_>) {
        let applicant = applicant(&self.certificate, &mut self.rng, around);
        self.seat = Seat::Joining(RaftJoin::begin(applicant, moment.now));
    }

    pub(super) fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    pub(super) fn identity(&self) -> (Certificate, String) {
        (self.certificate.clone(), self.root_ca.clone())
    }

    pub(super) fn stored_tasks(&self) -> Vec<StoredTask> {
        self.agent.stored_tasks()
    }

    pub(super) fn raft_disk(&self) -> Option<(RaftId, RaftDisk)> {
        Some(self.seat.manager()?.raft.disk())
    }

    pub(super) fn is_ready(&self) -> bool {
        self.was_ready
    }

    pub(super) fn listens(&self) -> bool {
        self.seat.listens()
    }

    pub(super) fn manager(&self) -> Option<&Manager> {
        self.seat.manager()
    }

    pub(super) fn manager_mut(&mut self) -> Option<&mut Manager> {
        self.seat.manager_mut()
    }

    fn with_agent(
        &mut self,
        moment: Moment,
        around: &mut Surroundings<'_>,
        run: impl FnOnce(&mut Agent, &mut Tools<'_>),
    ) {
        let mut orders: Vec<TaskOrder> = Vec::new();
        let local = self.seat.manager().map(|_| around.advertise);
        let mut tools = Tools {
            moment,
            certificate: &self.certificate,
            local,
            own: around.advertise,
            remotes: &mut *around.remotes,
            outbox: &mut *around.outbox,
            orders: &mut orders,
        };
        run(&mut self.agent, &mut tools);
        around.outputs.extend(orders.into_iter().map(Output::Task));
    }

    pub(super) fn on_raft(
        &mut self,
        from: SocketAddrV4,
        message: RaftMessage,
        moment: Moment,
        around: &mut Surroundings<'_>,
    ) {
        if let Some(manager) = self.seat.manager_mut()
            && let Err(end) = manager.on_raft(from, message, around.outbox)
        {
            self.end(end, moment, around);
        }
    }

    /// A member of the group takes nothing for the moment.
    pub(super) fn on_raft_refused(&mut self, message: &RaftMessage) {
        if let Some(manager) = self.seat.manager_mut() {
            manager.raft.on_undelivered(message);
        }
    }

    pub(super) fn on_removed(
        &mut self,
        raft_id: RaftId,
        moment: Moment,
        around: &mut Surroundings<'_>,
    ) {
        let own = self.seat.manager().map(|manager| manager.raft.id());
        if own == Some(raft_id) {
            self.end(End::Removed, moment, around);
        }
    }

    fn end(&mut self, end: End, moment: Moment, around: &mut Surroundings<'_>) {
        if let Some(reason) = self.seat.end(end, moment.now, around.outbox) {
            around.outputs.push(Output::Gone { reason });
        }
    }

    pub(super) fn cancel(&mut self, caller: Caller, moment: Moment, around: &mut Surroundings<'_>) {
        if let Some(manager) = self.seat.manager_mut() {
            manager.cancel(caller, moment, around.outbox);
        }
    }

    pub(super) fn on_reply(
        &mut self,
        id: RequestId,
        reply: Reply,
        moment: Moment,
        around: &mut Surroundings<'_>,
    ) {
        if let Some(certificate) = self.renewal.on_reply(id, &reply, moment) {
            return self.renewed(certificate, moment, around);
        }
        if let Seat::Joining(join) = &self.seat
            && join.has_asked(id)
        {
            return self.on_raft_joined(reply, moment, around);
        }
        let mut left = None;
        self.with_agent(moment, around, |agent, tools| {
            if agent.has_asked(id) {
                agent.on_reply(id, reply, tools);
            } else {
                left = Some(reply);
            }
        });
        if let (Some(reply), Some(manager)) = (left, self.seat.manager_mut()) {
            manager.on_reply(id, reply, around.outbox);
        }
    }

    /// The Raft group has an answer for the newcomer.
    fn on_raft_joined(&mut self, reply: Reply, moment: Moment, around: &mut Surroundings<'_>) {
        match reply {
            Reply::JoinedRaft {
                raft_id,
                members,
                removed,
            } => {
                let members = Membership::new(members, removed);
                let raft = RaftNode::join(raft_id, members, moment.now, &mut self.rng);
                self.seat = self.manager_seat(raft, around);
            }
            // Unlike Docker, where a daemon that starts gives up, too, until it is started again.
            Reply::Failed(error) if self.is_newcomer && !self.was_ready => {
                // SwarmKit manager.go, node.go: how the words are put together.
                let message = format!("manager stopped: can't initialize raft node: {error}");
                let ControlError { kind, .. } = error.into();
                *around.refused = Some(ControlError { kind, message });
            }
            Reply::Failed(_)
            | Reply::RootCa { .. }
            | Reply::Certificate(_)
            | Reply::Healthy
            | Reply::Control(_)
            | Reply::Part(_)
            | Reply::Session(_)
            | Reply::Heartbeat { .. }
            | Reply::StatusTaken
            | Reply::LogsTaken => {
                if let Seat::Joining(join) = &self.seat {
                    self.seat = Seat::Joining(join.failed(moment.now));
                }
            }
        }
    }

    fn manager_seat(&mut self, raft: RaftNode, around: &Surroundings<'_>) -> Seat {
        let founding = Founding {
            certificate: self.certificate.clone(),
            availability: around.availability,
            cluster: None,
        };
        let manager = Manager::new(raft, founding, self.rng.split("manager"));
        Seat::Manager(Box::new(manager))
    }

    /// A new certificate came. It may make a manager or end one.
    fn renewed(&mut self, certificate: Certificate, moment: Moment, around: &mut Surroundings<'_>) {
        let role = certificate.role;
        let is_of_new_root = certificate.root_digest != self.certificate.root_digest;
        self.certificate = certificate.clone();
        match (role, &mut self.seat) {
            (NodeRole::Manager, Seat::Manager(manager)) => manager.set_certificate(certificate),
            (NodeRole::Manager, Seat::Worker) => self.take_seat(moment, around),
            (NodeRole::Manager, Seat::Joining(_) | Seat::Removed { .. })
            | (NodeRole::Worker, Seat::Worker) => {}
            (NodeRole::Worker, Seat::Manager(_) | Seat::Joining(_) | Seat::Removed { .. }) => {
                self.seat.vacate(Seat::Worker, around.outbox);
            }
        }
        if is_of_new_root {
            self.with_agent(moment, around, |agent, tools| agent.reconnect(tools));
        }
    }

    pub(super) fn on_undelivered(
        &mut self,
        to: SocketAddrV4,
        message: &Message,
        moment: Moment,
        around: &mut Surroundings<'_>,
    ) {
        if let Some(manager) = self.seat.manager_mut() {
            let tools = (moment, &mut *around.outbox);
            manager.on_undelivered(to, message, tools);
        }
    }

    pub(super) fn on_timeout(&mut self, moment: Moment, around: &mut Surroundings<'_>) {
        if let Some(manager) = self.seat.manager_mut() {
            manager.on_timeout(moment, around.outbox);
        }
        self.seat_timeout(moment, around);
        let local = self.seat.manager().map(|_| around.advertise);
        self.renewal.on_timeout(Route {
            certificate: &self.certificate,
            local,
            own: around.advertise,
            remotes: &*around.remotes,
            moment,
            outbox: &mut *around.outbox,
        });
        self.with_agent(moment, around, |agent, tools| agent.advance(tools));
    }

    fn seat_timeout(&mut self, moment: Moment, around: &mut Surroundings<'_>) {
        let now = moment.now;
        match &self.seat {
            Seat::Joining(join) if join.next_timeout() <= now => {
                let join = join.clone();
                let applicant = applicant(&self.certificate, &mut self.rng, around);
                self.seat = Seat::Joining(join.on_timeout(applicant, now));
            }
            Seat::Removed { until, has_asked } if *until <= now => {
                if *has_asked {
                    // No worker's certificate came: it must have been promoted again.
                    self.take_seat(moment, around);
                } else {
                    self.renewal.force(None, now);
                    self.seat = Seat::Removed {
                        until: now + ROLE_CHANGE_TIMEOUT,
                        has_asked: true,
                    };
                }
            }
            Seat::Worker | Seat::Joining(_) | Seat::Manager(_) | Seat::Removed { .. } => {}
        }
    }

    pub(super) fn next_timeout(&self) -> Instant {
        let timeouts = [self.agent.next_timeout(), self.seat.next_timeout()];
        let timeouts = timeouts.into_iter().flatten();
        timeouts.fold(self.renewal.next_timeout(), Instant::min)
    }

    pub(super) fn on_task(
        &mut self,
        task: &TaskId,
        report: TaskReport,
        moment: Moment,
        around: &mut Surroundings<'_>,
    ) {
        self.with_agent(moment, around, |agent, tools| {
            agent.on_task(task, report, tools)
        });
    }

    pub(super) fn on_log(
        &mut self,
        subscription: CallId,
        part: StreamPart,
        moment: Moment,
        around: &mut Surroundings<'_>,
    ) {
        self.with_agent(moment, around, |agent, tools| {
            agent.on_log(subscription, part, tools);
        });
    }

    /// Lets the manager run, and looks at what the agent was told.
    pub(super) fn settle(&mut self, moment: Moment, around: &mut Surroundings<'_>) {
        if let Some(manager) = self.seat.manager_mut()
            && let Err(end) = manager.settle(moment, around.outbox)
        {
            self.end(end, moment, around);
        }
        self.follow_what_is_told(moment);
        let has_manager = self.certificate.role == NodeRole::Worker || self.manager().is_some();
        self.was_ready |= self.agent.is_ready() && has_manager;
    }

    /// The role or the root changed: a new certificate is wanted.
    fn follow_what_is_told(&mut self, moment: Moment) {
        let Some(told) = self.agent.told() else {
            return;
        };
        let desired = told.node.spec.role;
        if desired != self.desired {
            self.desired = desired;
            self.renewal.force(Some(desired), moment.now);
        }
        if told.root_ca != self.root_ca {
            self.root_ca = told.root_ca.clone();
            self.renewal.force(None, moment.now);
        }
    }
}

fn applicant<'a>(
    certificate: &'a Certificate,
    rng: &'a mut Rng,
    around: &'a mut Surroundings<'_>,
) -> Applicant<'a> {
    Applicant {
        certificate,
        advertise: around.advertise,
        remotes: &*around.remotes,
        rng,
        outbox: &mut *around.outbox,
    }
}

impl Node {
    /// A secret as a task of this node is to have it, once a manager has sent it.
    pub fn secret(&self, id: &SecretId, task: &TaskId) -> Option<&Arc<Secret>> {
        self.member()?.agent.secret(id, task)
    }

    /// A config some task of this node needs, once a manager has sent it.
    pub fn config(&self, id: &ConfigId) -> Option<&Arc<Config>> {
        self.member()?.agent.config(id)
    }

    /// The machine changed: its memory, say, or its engine's labels.
    pub fn describe(&mut self, description: NodeDescription, moment: Moment) {
        self.machine.description = description.clone();
        self.with_member(|member, _| member.agent.describe(description, moment.now));
        self.settle(moment);
    }
}
