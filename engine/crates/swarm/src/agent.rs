//! A node's agent: it keeps a session with some manager and runs what it is assigned (SwarmKit
//! `agent`).
//!
//! It goes on with its tasks whether or not a manager is there. What the daemon has to do comes
//! out as [`TaskOrder`]s, what the managers are to know as calls.

mod logs;
mod reporter;
mod session;
mod task;
#[cfg(test)]
mod tests;
mod worker;

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::node::NodeDescription;
use api::{ConfigId, SecretId, StreamPart, TaskId};
use sim::{Duration, Instant, Rng};

use crate::certificate::Certificate;
use crate::message::{Body, Call, Reply, Request, SessionMessage, SessionPush};
use crate::node::{CallId, Moment, TaskOrder, TaskReport};
use crate::object::{Config, Node, Secret};
use crate::outbox::Outbox;
use crate::remotes::{Outcome, Remotes};
use crate::rpc::RequestId;
use logs::Logs;
use reporter::Reporter;
use session::{Open, Session};
pub(crate) use worker::StoredTask;
use worker::Worker;

/// SwarmKit `agent/agent.go`, `agent/session.go`: `dispatcherRPCTimeout`.
const RPC_TIMEOUT: Duration = Duration::from_secs(5);
/// SwarmKit `agent/agent.go`: the back-off between sessions.
const INITIAL_BACKOFF: Duration = Duration::from_millis(100);
const MAX_BACKOFF: Duration = Duration::from_secs(8);
/// SwarmKit `agent/agent.go`: `nodeUpdatePeriod`.
const DESCRIPTION_PERIOD: Duration = Duration::from_secs(20);

/// A node's agent.
#[derive(Clone, Debug)]
pub(crate) struct Agent {
    rng: Rng,
    description: NodeDescription,
    /// What the machine is now, and when the agent looks.
    described: Option<(NodeDescription, Instant)>,
    began_at: Instant,
    /// Where its connections come from.
    address: Ipv4Addr,
    session: Session,
    backoff: Duration,
    worker: Worker,
    reporter: Reporter,
    logs: Logs,
    /// Whether it ever had a session in this life.
    is_ready: bool,
    /// Its node, as a manager last told of it; and the root that goes with it.
    told: Option<Told>,
}

#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) node: Arc<Node>,
    pub(crate) root_ca: String,
}

/// What an agent is handed when it is to do something.
pub(crate) struct Tools<'a> {
    pub(crate) moment: Moment,
    pub(crate) certificate: &'a Certificate,
    /// The manager on this very node, if there is one: it is always asked first.
    pub(crate) local: Option<SocketAddrV4>,
    pub(crate) own: SocketAddrV4,
    pub(crate) remotes: &'a mut Remotes,
    pub(crate) outbox: &'a mut Outbox,
    pub(crate) orders: &'a mut Vec<TaskOrder>,
}

impl Agent {
    /// Begins, with the tasks an earlier life left.
    pub(crate) fn new(
        (description, address): (NodeDescription, Ipv4Addr),
        stored: Vec<StoredTask>,
        rng: Rng,
        now: Instant,
    ) -> Agent {
        Agent {
            rng,
            description,
            described: None,
            began_at: now,
            address,
            session: Session::waiting(now, None),
            backoff: Duration::ZERO,
            worker: Worker::new(stored),
            reporter: Reporter::default(),
            logs: Logs::default(),
            is_ready: false,
            told: None,
        }
    }

    /// What is left of it when the machine loses its power.
    pub(crate) fn stored_tasks(&self) -> Vec<StoredTask> {
        self.worker.stored()
    }

    pub(crate) fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// A secret as a task of this node is to have it.
    pub(crate) fn secret(&self, id: &SecretId, task: &TaskId) -> Option<&Arc<Secret>> {
        self.worker.secret(id, task)
    }

    /// A config some task of this node needs.
    pub(crate) fn config(&self, id: &ConfigId) -> Option<&Arc<Config>> {
        self.worker.config(id)
    }

    /// What a manager last told of this node.
    pub(crate) fn told(&self) -> Option<&Told> {
        self.told.as_ref()
    }

    /// Starts the tasks of an earlier life where they were.
    pub(crate) fn start(&mut self, tools: &mut Tools<'_>) {
        self.worker.start(tools.moment, tools.orders);
        self.advance(tools);
    }

    /// Does what is due; call after anything else.
    pub(crate) fn advance(&mut self, tools: &mut Tools<'_>) {
        let now = tools.moment.now;
        self.look_at_machine(tools);
        self.worker.on_timeout(tools.moment, tools.orders);
        self.reporter.put(self.worker.take_changes());
        if self.session.is_late(now) {
            self.fail(tools);
        }
        match &self.session {
            Session::Waiting { until, .. } if *until <= now => self.connect(tools),
            Session::Waiting { .. } | Session::Registering { .. } => {}
            Session::Open(_) => self.keep_up(tools),
        }
    }

    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        let look_at = self.described.as_ref().map(|(_, at)| *at);
        let session = self.session.next_timeout();
        let timeouts = [session, self.worker.next_timeout(), look_at];
        timeouts.into_iter().flatten().min()
    }

    /// The machine changed: more memory, another label. The agent sees it when it looks next.
    pub(crate) fn describe(&mut self, description: NodeDescription, now: Instant) {
        let period = DESCRIPTION_PERIOD;
        let looks = now.since(self.began_at).as_nanos() / period.as_nanos() + 1;
        let looks = u32::try_from(looks).unwrap_or(u32::MAX);
        self.described = Some((description, self.began_at + period * looks));
    }

    /// A description that differs is told in a session begun anew.
    fn look_at_machine(&mut self, tools: &mut Tools<'_>) {
        let Some((description, _)) = self.described.take_if(|(_, at)| *at <= tools.moment.now)
        else {
            return;
        };
        if description != self.description {
            self.description = description;
            self.begin_anew(tools);
        }
    }

    /// Asks some manager for a session.
    fn connect(&mut self, tools: &mut Tools<'_>) {
        let picked = tools.local;
        let picked = picked.or_else(|| tools.remotes.pick(tools.own, &mut self.rng));
        let Some(manager) = picked else {
            return self.back_off(tools.moment.now);
        };
        let request = Request::Session(Box::new(crate::message::SessionRequest {
            session: self.session.id(),
            description: self.description.clone(),
            address: self.address,
        }));
        let (id, deadline) = self.call(manager, request, tools);
        self.session = Session::Registering {
            manager,
            request: id,
            deadline,
            before: self.session.id(),
        };
    }

    fn call(
        &mut self,
        manager: SocketAddrV4,
        request: Request,
        tools: &mut Tools<'_>,
    ) -> (RequestId, Instant) {
        let id = RequestId::random(&mut self.rng);
        let deadline = tools.moment.now + RPC_TIMEOUT;
        let call = Call {
            id,
            certificate: Some(tools.certificate.clone()),
            forwarded_by: None,
            deadline,
            request,
        };
        tools.outbox.send(manager, Body::Request(Box::new(call)));
        (id, deadline)
    }

    /// Sends the heartbeat if it is due, and what there is to report.
    fn keep_up(&mut self, tools: &mut Tools<'_>) {
        let Session::Open(open) = &self.session else {
            return;
        };
        let (manager, session) = (open.manager, open.id);
        if open.heartbeat.is_due(tools.moment.now) {
            let (id, deadline) = self.call(manager, Request::Heartbeat { session }, tools);
            if let Session::Open(open) = &mut self.session {
                open.heartbeat.sent(id, deadline);
            }
        }
        if let Some(updates) = self.reporter.take_batch() {
            let report = Request::UpdateTaskStatus { session, updates };
            let (id, deadline) = self.call(manager, report, tools);
            if let Session::Open(open) = &mut self.session {
                open.report = Some((id, deadline));
            }
        }
    }

    /// Whether this agent waits for an answer to that call.
    pub(crate) fn has_asked(&self, id: RequestId) -> bool {
        self.session.has_asked(id)
    }

    /// A call this agent made was answered.
    pub(crate) fn on_reply(&mut self, id: RequestId, reply: Reply, tools: &mut Tools<'_>) {
        if !self.session.has_asked(id) {
            return;
        }
        match reply {
            Reply::Session(push) => self.on_push(push, tools),
            Reply::Heartbeat { period } => {
                if let Session::Open(open) = &mut self.session {
                    open.heartbeat.heard(tools.moment.now + period);
                }
            }
            Reply::StatusTaken => {
                self.reporter.taken();
                if let Session::Open(open) = &mut self.session {
                    open.report = None;
                }
            }
            Reply::Failed(_) => self.fail(tools),
            Reply::RootCa { .. }
            | Reply::Certificate(_)
            | Reply::JoinedRaft { .. }
            | Reply::Healthy
            | Reply::Control(_)
            | Reply::Part(_)
            | Reply::LogsTaken => {}
        }
        self.advance(tools);
    }

    fn on_push(&mut self, push: SessionPush, tools: &mut Tools<'_>) {
        match push {
            SessionPush::Message(message) => self.on_session_message(message, tools),
            SessionPush::Assignments(assignments) => {
                let Session::Open(open) = &mut self.session else {
                    return;
                };
                if open.follows(&assignments) {
                    self.worker.assign(assignments, tools.moment, tools.orders);
                    self.logs.on_assigned(&self.worker, tools.orders);
                } else {
                    self.fail(tools);
                }
            }
            SessionPush::Subscribe(subscription) => {
                let part = self
                    .logs
                    .subscribe(subscription, &self.worker, tools.orders);
                if let Some((subscription, part)) = part {
                    self.publish(subscription, part, tools);
                }
            }
            SessionPush::Unsubscribe(subscription) => self.logs.unsubscribe(subscription),
        }
    }

    fn on_session_message(&mut self, message: SessionMessage, tools: &mut Tools<'_>) {
        tools.remotes.update(&message.managers);
        if let Session::Registering {
            manager, request, ..
        } = self.session
        {
            tools.remotes.observe(manager, Outcome::Worked);
            self.session = Session::Open(Open::new((manager, request), message.session));
            self.backoff = Duration::ZERO;
            self.is_ready = true;
            self.reporter.reset(self.worker.statuses());
        }
        let attachments = &message.node.attachments;
        let known = self.told.as_ref().map(|told| &told.node.attachments);
        if known != Some(attachments) && (known.is_some() || !attachments.is_empty()) {
            tools
                .orders
                .push(TaskOrder::Attachments(attachments.clone()));
        }
        self.told = Some(Told {
            node: message.node,
            root_ca: message.root_ca,
        });
    }

    /// The session broke, or none could be made.
    fn fail(&mut self, tools: &mut Tools<'_>) {
        if let Some((manager, stream)) = self.session.stream() {
            tools.remotes.observe(manager, Outcome::Failed);
            tools.outbox.send(manager, Body::Cancel { id: stream });
        }
        self.back_off(tools.moment.now);
    }

    fn back_off(&mut self, now: Instant) {
        self.backoff = (INITIAL_BACKOFF + 2 * self.backoff).min(MAX_BACKOFF);
        let delay = self.rng.duration(Duration::ZERO, self.backoff);
        self.reporter.lost();
        self.logs.reset();
        self.session = Session::waiting(now + delay, self.session.id());
    }

    /// The node has a certificate of another root: it begins its session anew to tell of it.
    pub(crate) fn reconnect(&mut self, tools: &mut Tools<'_>) {
        self.begin_anew(tools);
        self.advance(tools);
    }

    fn begin_anew(&mut self, tools: &mut Tools<'_>) {
        if let Some((manager, stream)) = self.session.stream() {
            tools.outbox.send(manager, Body::Cancel { id: stream });
            self.reporter.lost();
            self.logs.reset();
            self.session = Session::waiting(tools.moment.now, self.session.id());
        }
    }

    /// The daemon tells of a task.
    pub(crate) fn on_task(&mut self, task: &TaskId, report: TaskReport, tools: &mut Tools<'_>) {
        self.worker
            .on_report(task, report, tools.moment, tools.orders);
        self.advance(tools);
    }

    /// The daemon sends a piece of a log.
    pub(crate) fn on_log(&mut self, reading: CallId, part: StreamPart, tools: &mut Tools<'_>) {
        if let Some((subscription, part)) = self.logs.on_part(reading, part) {
            self.publish(subscription, part, tools);
        }
    }

    fn publish(
        &mut self,
        subscription: crate::message::SubscriptionId,
        part: StreamPart,
        tools: &mut Tools<'_>,
    ) {
        if let Session::Open(open) = &self.session {
            let manager = open.manager;
            let request = Request::PublishLogs { subscription, part };
            self.call(manager, request, tools);
        }
    }
}
