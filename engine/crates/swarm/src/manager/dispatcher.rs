//! Where agents are served: sessions, heartbeats, assignments, reports (SwarmKit
//! `manager/dispatcher`).
//!
//! Made by each new leader from its store: to it every node is *unknown* until its agent registers.
//! Writes what agents report, nothing else; tasks of a node that is silent for a day are given up.

mod assignments;
mod batch;
mod files;
mod heartbeat;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use api::node::NodeState;
use api::task::TaskStatus;
use api::{NodeId, TaskId};
use sim::{Duration, Instant, Rng};

use assignments::AssignmentSet;
pub(crate) use assignments::equal_but_status;
use batch::{Batch, NodeUpdate, orphan_tasks};
use files::{SecretDriver, no_driver};
use heartbeat::{Beat, RateLimit};

use super::context::Context;
use crate::message::{Reply, SessionId, SessionMessage, SessionPush, SessionRequest};
use crate::node::Moment;
use crate::object::Node;
use crate::outbox::Outbox;
use crate::rpc::{Caller, Code, RpcError};
use crate::store::{Object, Store, StoreEvent, Transaction};

/// SwarmKit `dispatcher.go`: `defaultNodeDownPeriod`.
const NODE_DOWN_PERIOD: Duration = Duration::from_secs(24 * 3600);

/// SwarmKit `dispatcher.go`: what a node's status says.
const UNKNOWN_MESSAGE: &str =
    r#"Node moved to "unknown" state due to leadership change in cluster"#;
const UNKNOWN_DOWN_MESSAGE: &str = r#"heartbeat failure for node in "unknown" state"#;
const DOWN_MESSAGE: &str = "heartbeat failure";

/// The leader's side of all agents.
#[derive(Clone, Debug)]
pub(crate) struct Dispatcher {
    /// The node this runs on, which signs what it writes.
    manager: NodeId,
    rng: Rng,
    secret_driver: SecretDriver,
    nodes: BTreeMap<NodeId, Watched>,
    /// Nodes that are down, and when their tasks are given up.
    down: BTreeMap<NodeId, Instant>,
    batch: Batch,
    /// Agents whose registration is in the batch that is gathered.
    registering: Vec<Registration>,
    /// Agents whose registration is being written.
    writing: Option<Vec<Registration>>,
}

/// A node that is waited for.
#[derive(Clone, Debug)]
struct Watched {
    limit: RateLimit,
    standing: Standing,
}

#[derive(Clone, Debug)]
enum Standing {
    /// Not heard from since this leader was elected.
    Unknown {
        expires_at: Instant,
    },
    Registered(Box<Session>),
}

#[derive(Clone, Debug)]
struct Session {
    id: SessionId,
    /// Where its messages go; nowhere once the connection broke.
    caller: Option<Caller>,
    expires_at: Instant,
    assignments: AssignmentSet,
}

/// An agent that waits until its node is written down as ready.
#[derive(Clone, Debug)]
struct Registration {
    caller: Option<Caller>,
    node: NodeId,
    /// The session it had before and goes on with.
    session: Option<SessionId>,
}

impl Dispatcher {
    /// A new leader's. Every node that is not down becomes unknown.
    pub(crate) fn resume(store: &Store, manager: NodeId, rng: Rng, moment: Moment) -> Dispatcher {
        let mut dispatcher = Dispatcher {
            manager,
            rng,
            secret_driver: no_driver,
            nodes: BTreeMap::new(),
            down: BTreeMap::new(),
            batch: Batch::new(moment.now),
            registering: Vec::new(),
            writing: None,
        };
        for node in store.nodes() {
            dispatcher.wait_for(node, store, moment.now);
        }
        dispatcher
    }

    fn wait_for(&mut self, node: &Node, store: &Store, now: Instant) {
        if node.status.state == NodeState::Down {
            self.down.insert(node.id.clone(), now + NODE_DOWN_PERIOD);
            return;
        }
        let expires_at = Beat::draw_unknown(store, now, &mut self.rng);
        let watched = Watched {
            limit: RateLimit::new(now),
            standing: Standing::Unknown { expires_at },
        };
        self.nodes.insert(node.id.clone(), watched);
        let unknown = NodeUpdate {
            state: NodeState::Unknown,
            message: UNKNOWN_MESSAGE,
            address: None,
            description: None,
        };
        self.batch.put_node(node.id.clone(), unknown, now);
        // Written at once, before any agent is heard.
        self.batch.begin_at(now);
    }

    /// An agent wants a session: a new one, or to go on with the one it has.
    pub(crate) fn on_session(
        &mut self,
        (caller, node): (Caller, &NodeId),
        request: SessionRequest,
        context: &mut Context<'_>,
    ) {
        if context.store.node(node).is_none() {
            let error = RpcError::new(Code::NotFound, "node not found");
            return context.outbox.reply(caller, Reply::Failed(error));
        }
        let now = context.moment.now;
        let kept = request
            .session
            .filter(|id| self.session(node, *id).is_some());
        if kept.is_none()
            && let Some(watched) = self.nodes.get_mut(node)
            && !watched.limit.allows(now)
        {
            let message = format!("node {node} exceeded rate limit count of registrations");
            let error = RpcError::new(Code::Unavailable, message);
            return context.outbox.reply(caller, Reply::Failed(error));
        }
        // Unlike Docker, where a node that comes in the very moment it is given up for down may be
        // written as down and stay so.
        if let Some(watched) = self.nodes.get_mut(node) {
            let beat = Beat::draw(context.store, now, &mut self.rng);
            watched.extend(beat.expires_at);
        }
        self.batch.put_node(node.clone(), ready(request), now);
        self.registering.push(Registration {
            caller: Some(caller),
            node: node.clone(),
            session: kept,
        });
    }

    /// The registration is in the store: the session stands.
    fn register(&mut self, registration: Registration, context: &mut Context<'_>) {
        let Registration {
            caller,
            node,
            session,
        } = registration;
        let Some(object) = context.store.node(&node).cloned() else {
            return;
        };
        let now = context.moment.now;
        let limit = self.nodes.get(&node).map(|watched| watched.limit);
        let id = session.unwrap_or_else(|| SessionId::random(&mut self.rng));
        let (assignments, complete) =
            AssignmentSet::begin(&node, context.store, self.secret_driver);
        let session = Session {
            id,
            caller,
            expires_at: Beat::draw(context.store, now, &mut self.rng).expires_at,
            assignments,
        };
        session.send(
            SessionPush::Message(message(id, object, context)),
            context.outbox,
        );
        session.send(SessionPush::Assignments(complete), context.outbox);
        self.down.remove(&node);
        let watched = Watched {
            limit: limit.unwrap_or_else(|| RateLimit::new(now)),
            standing: Standing::Registered(Box::new(session)),
        };
        self.nodes.insert(node, watched);
    }

    pub(crate) fn on_heartbeat(
        &mut self,
        (caller, node): (Caller, &NodeId),
        session: SessionId,
        context: &mut Context<'_>,
    ) {
        let beat = Beat::draw(context.store, context.moment.now, &mut self.rng);
        let reply = match self.checked_session((caller, node), session) {
            Ok(session) => {
                session.expires_at = beat.expires_at;
                Reply::Heartbeat {
                    period: beat.period,
                }
            }
            Err(error) => Reply::Failed(error),
        };
        context.outbox.reply(caller, reply);
    }

    /// An agent reports. One task of another node makes the whole report void.
    pub(crate) fn on_task_status(
        &mut self,
        (caller, node): (Caller, &NodeId),
        (session, updates): (SessionId, Vec<(TaskId, TaskStatus)>),
        context: &mut Context<'_>,
    ) {
        let checked = self.checked_session((caller, node), session).map(|_| ());
        let checked = checked.and_then(|()| check_ownership(&updates, node, context.store));
        if let Err(error) = checked {
            return context.outbox.reply(caller, Reply::Failed(error));
        }
        for (task, status) in updates {
            if context.store.task(&task).is_some() {
                self.batch.put_task(task, status, context.moment.now);
            }
        }
        context.outbox.reply(caller, Reply::StatusTaken);
    }

    /// Tells the agents what an event means for them.
    pub(crate) fn note(&mut self, event: &StoreEvent, context: &mut Context<'_>) {
        let now = context.moment.now;
        for session in self.sessions_mut() {
            session.assignments.note(event, context.store, now);
        }
        match event.object() {
            Object::Node(node) if !matches!(event, StoreEvent::Removed(_)) => {
                if let Some(session) = self.session_of(&node.id) {
                    let message = message(session.id, node.clone(), context);
                    session.send(SessionPush::Message(message), context.outbox);
                }
            }
            Object::Cluster(cluster) => {
                if !had_root(event, &cluster.root_ca.certificate) {
                    self.publish(context);
                }
            }
            Object::Node(_)
            | Object::Service(_)
            | Object::Task(_)
            | Object::Network(_)
            | Object::Secret(_)
            | Object::Config(_)
            | Object::Volume(_) => {}
        }
    }

    /// Managers came or went, or the root changed: every agent is told.
    pub(crate) fn publish(&mut self, context: &mut Context<'_>) {
        for (id, watched) in &self.nodes {
            if let Standing::Registered(session) = &watched.standing
                && let Some(node) = context.store.node(id).cloned()
            {
                let message = message(session.id, node, context);
                session.send(SessionPush::Message(message), context.outbox);
            }
        }
    }

    /// Sends something to one node, if it has a session. Returns whether it has.
    pub(crate) fn push(&self, node: &NodeId, push: SessionPush, outbox: &mut Outbox) -> bool {
        let session = self.session_of(node);
        let session = session.filter(|session| session.caller.is_some());
        if let Some(session) = session {
            session.send(push, outbox);
        }
        session.is_some()
    }

    /// Does what is due and needs no write: sends assignments, gives up on silent nodes.
    pub(crate) fn on_timeout(&mut self, context: &mut Context<'_>) {
        self.send_assignments(context);
        self.expire(context.moment.now, context.outbox);
    }

    /// Writes what is due.
    pub(crate) fn act(&mut self, context: &mut Context<'_>) -> Option<Transaction> {
        loop {
            if let Some(transaction) =
                self.batch
                    .next_transaction(context.store, &self.manager, context.moment)
            {
                return Some(transaction);
            }
            for registration in self.writing.take().unwrap_or_default() {
                self.register(registration, context);
            }
            if !self.batch.begin_if_due(context.moment.now) {
                return self.orphan(context);
            }
            self.writing = Some(std::mem::take(&mut self.registering));
        }
    }

    fn send_assignments(&mut self, context: &mut Context<'_>) {
        let now = context.moment.now;
        for session in self.sessions_mut() {
            if let Some(step) = session.assignments.take_due(now) {
                session.send(SessionPush::Assignments(step), context.outbox);
            }
        }
    }

    /// Whoever was silent for too long is down.
    fn expire(&mut self, now: Instant, outbox: &mut Outbox) {
        let silent: Vec<(NodeId, &'static str)> = self
            .nodes
            .iter()
            .filter(|(_, watched)| watched.expires_at() <= now)
            .map(|(id, watched)| (id.clone(), watched.down_message()))
            .collect();
        for (node, message) in silent {
            let gone = self.nodes.remove(&node).map(|watched| watched.standing);
            if let Some(Standing::Registered(session)) = gone {
                let error = RpcError::new(Code::NotFound, "node not registered");
                reply(session.caller, error, outbox);
            }
            self.down.insert(node.clone(), now + NODE_DOWN_PERIOD);
            let down = NodeUpdate {
                state: NodeState::Down,
                message,
                address: None,
                description: None,
            };
            self.batch.put_node(node, down, now);
        }
    }

    fn orphan(&mut self, context: &Context<'_>) -> Option<Transaction> {
        let now = context.moment.now;
        while let Some(node) = self.given_up(now) {
            if let Some(transaction) = orphan_tasks(context.store, &node, context.moment) {
                return Some(transaction);
            }
            self.down.remove(&node);
        }
        None
    }

    fn given_up(&self, now: Instant) -> Option<NodeId> {
        let mut down = self.down.iter();
        down.find(|(_, at)| **at <= now).map(|(id, _)| id.clone())
    }

    /// When to call [`Dispatcher::on_timeout`].
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        self.nodes.values().map(Watched::next_timeout).min()
    }

    /// When to call [`Dispatcher::act`] even if nothing is committed before.
    pub(crate) fn next_write(&self) -> Option<Instant> {
        let down = self.down.values().copied();
        down.chain(self.batch.flush_at()).min()
    }

    /// The leader fell: every agent has to look for the next one.
    pub(crate) fn stop(self, outbox: &mut Outbox) {
        let error = RpcError::new(Code::Aborted, "node must disconnect");
        for watched in self.nodes.into_values() {
            if let Standing::Registered(session) = watched.standing {
                reply(session.caller, error.clone(), outbox);
            }
        }
        let writing = self.writing.into_iter().flatten();
        for registration in self.registering.into_iter().chain(writing) {
            let error = RpcError::new(Code::Aborted, "dispatcher is stopped");
            reply(registration.caller, error, outbox);
        }
    }

    fn sessions_mut(&mut self) -> impl Iterator<Item = &mut Session> {
        self.nodes
            .values_mut()
            .filter_map(|watched| match &mut watched.standing {
                Standing::Registered(session) => Some(session.as_mut()),
                Standing::Unknown { .. } => None,
            })
    }

    fn session_of(&self, node: &NodeId) -> Option<&Session> {
        match &self.nodes.get(node)?.standing {
            Standing::Registered(session) => Some(session),
            Standing::Unknown { .. } => None,
        }
    }

    fn session(&self, node: &NodeId, id: SessionId) -> Option<&Session> {
        self.session_of(node).filter(|session| session.id == id)
    }

    /// The session a call belongs to. It has to come the way the session's own messages go: a
    /// connection that broke on the way is not made whole by a call that gets through.
    fn checked_session(
        &mut self,
        (caller, node): (Caller, &NodeId),
        id: SessionId,
    ) -> Result<&mut Session, RpcError> {
        let watched = self.nodes.get_mut(node);
        match watched.map(|watched| &mut watched.standing) {
            Some(Standing::Registered(session)) if session.is_called_by(caller, id) => Ok(session),
            Some(Standing::Registered(_) | Standing::Unknown { .. }) => {
                Err(RpcError::new(Code::InvalidArgument, "session invalid"))
            }
            None => Err(RpcError::new(Code::NotFound, "node not registered")),
        }
    }

    /// A connection broke. The node has until its next heartbeat would be late to come back.
    pub(crate) fn on_broken(&mut self, caller: Caller) {
        for session in self.sessions_mut() {
            session.caller.take_if(|it| *it == caller);
        }
        let writing = self.writing.iter_mut().flatten();
        for registration in self.registering.iter_mut().chain(writing) {
            registration.caller.take_if(|it| *it == caller);
        }
    }
}

impl Session {
    fn send(&self, push: SessionPush, outbox: &mut Outbox) {
        if let Some(caller) = self.caller {
            outbox.reply(caller, Reply::Session(push));
        }
    }

    fn is_called_by(&self, caller: Caller, id: SessionId) -> bool {
        self.id == id && self.caller.is_some_and(|own| own.comes_with(caller))
    }
}

impl Watched {
    fn expires_at(&self) -> Instant {
        match &self.standing {
            Standing::Unknown { expires_at } => *expires_at,
            Standing::Registered(session) => session.expires_at,
        }
    }

    fn extend(&mut self, until: Instant) {
        let expires_at = match &mut self.standing {
            Standing::Unknown { expires_at } => expires_at,
            Standing::Registered(session) => &mut session.expires_at,
        };
        *expires_at = until.max(*expires_at);
    }

    fn down_message(&self) -> &'static str {
        match self.standing {
            Standing::Unknown { .. } => UNKNOWN_DOWN_MESSAGE,
            Standing::Registered(_) => DOWN_MESSAGE,
        }
    }

    fn next_timeout(&self) -> Instant {
        let send_at = match &self.standing {
            Standing::Unknown { .. } => None,
            Standing::Registered(session) => session.assignments.send_at(),
        };
        send_at.map_or(self.expires_at(), |at| at.min(self.expires_at()))
    }
}

fn reply(caller: Option<Caller>, error: RpcError, outbox: &mut Outbox) {
    if let Some(caller) = caller {
        outbox.reply(caller, Reply::Failed(error));
    }
}

fn ready(request: SessionRequest) -> NodeUpdate {
    let address: Ipv4Addr = request.address;
    NodeUpdate {
        state: NodeState::Ready,
        message: "",
        address: Some(address.to_string()),
        description: Some(request.description),
    }
}

fn message(
    session: SessionId,
    node: std::sync::Arc<Node>,
    context: &Context<'_>,
) -> SessionMessage {
    let cluster = context.store.cluster();
    SessionMessage {
        session,
        node,
        managers: context.managers.to_vec(),
        root_ca: cluster.map_or_else(String::new, |it| it.root_ca.certificate.clone()),
    }
}

fn check_ownership(
    updates: &[(TaskId, TaskStatus)],
    node: &NodeId,
    store: &Store,
) -> Result<(), RpcError> {
    let tasks = updates.iter().filter_map(|(id, _)| store.task(id));
    for task in tasks {
        if task.node_id.as_ref() != Some(node) {
            let message = "cannot update a task not assigned this node";
            return Err(RpcError::new(Code::PermissionDenied, message));
        }
    }
    Ok(())
}

/// Whether the cluster had this root certificate before the event.
fn had_root(event: &StoreEvent, certificate: &str) -> bool {
    match event {
        StoreEvent::Updated {
            old: Object::Cluster(old),
            ..
        } => old.root_ca.certificate == certificate,
        StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => false,
    }
}

#[cfg(test)]
mod tests;
