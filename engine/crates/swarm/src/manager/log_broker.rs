//! `docker service logs`: asks the nodes for lines and passes them on (SwarmKit
//! `manager/logbroker`).
//!
//! Who reads names a service or a task; the broker finds the nodes that run it and subscribes
//! there. Lines come in whatever order they arrive. A reader who follows is also given the tasks
//! that appear later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::task::TaskState;
use api::{ApiError, ErrorKind, LogOptions, NodeId, ServiceId, StreamPart, TaskId};
use sim::Rng;

use super::context::Context;
use super::dispatcher::Dispatcher;
use crate::message::{LogSubscription, Reply, SessionPush, SubscriptionId};
use crate::object::Task;
use crate::outbox::Outbox;
use crate::rpc::{Caller, Code, RpcError};
use crate::store::{Object, Store, StoreEvent};

/// SwarmKit `logbroker/subscription.go`.
const INCOMPLETE: &str = "warning: incomplete log stream. some logs could not be retrieved for \
                          the following reasons: ";

/// Whose lines are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    Service(ServiceId),
    Task(TaskId),
}

/// Everybody who reads logs.
#[derive(Clone, Debug)]
pub(crate) struct LogBroker {
    rng: Rng,
    readers: BTreeMap<SubscriptionId, Reader>,
}

#[derive(Clone, Debug)]
struct Reader {
    caller: Caller,
    selector: Selector,
    options: LogOptions,
    /// Tasks whose node was asked.
    asked: BTreeSet<TaskId>,
    /// Nodes that have more to send.
    waiting: BTreeSet<NodeId>,
    /// Why the log is not whole.
    gaps: Vec<String>,
}

impl LogBroker {
    pub(crate) fn new(rng: Rng) -> LogBroker {
        LogBroker {
            rng,
            readers: BTreeMap::new(),
        }
    }

    /// Somebody wants to read.
    pub(crate) fn subscribe(
        &mut self,
        (caller, selector, options): (Caller, Selector, LogOptions),
        dispatcher: &Dispatcher,
        context: &mut Context<'_>,
    ) {
        let id = SubscriptionId::random(&mut self.rng);
        let mut reader = Reader {
            caller,
            selector,
            options,
            asked: BTreeSet::new(),
            waiting: BTreeSet::new(),
            gaps: Vec::new(),
        };
        let tasks = reader.selector.tasks(context.store);
        let (placed, homeless) = tasks
            .into_iter()
            .filter(|task| reader.wants(task))
            .partition(|task| task.node_id.is_some());
        let homeless: Vec<Arc<Task>> = homeless;
        let unscheduled = homeless
            .iter()
            .map(|task| format!("task {} has not been scheduled", task.id));
        reader.gaps.extend(unscheduled);
        reader.ask(id, placed, dispatcher, context.outbox);
        if reader.is_done() {
            reader.finish(context.outbox);
        } else {
            self.readers.insert(id, reader);
        }
    }

    /// A node sent a piece.
    pub(crate) fn on_part(
        &mut self,
        (id, node): (SubscriptionId, &NodeId),
        part: StreamPart,
        outbox: &mut Outbox,
    ) {
        let Some(reader) = self.readers.get_mut(&id) else {
            return;
        };
        match part {
            StreamPart::Log { .. } | StreamPart::Event(_) => {
                outbox.reply(reader.caller, Reply::Part(part));
            }
            StreamPart::End => reader.node_done(node, None),
            StreamPart::Failed(error) => reader.node_done(node, Some(error.message)),
        }
        self.finish_if_done(id, outbox);
    }

    /// Tasks come, nodes go.
    pub(crate) fn note(
        &mut self,
        event: &StoreEvent,
        dispatcher: &Dispatcher,
        context: &mut Context<'_>,
    ) {
        match event.object() {
            Object::Task(task) => {
                for (id, reader) in &mut self.readers {
                    let is_new = reader.options.follow && !reader.asked.contains(&task.id);
                    if is_new && task.node_id.is_some() && reader.selector.matches(task) {
                        reader.ask(*id, vec![task.clone()], dispatcher, context.outbox);
                    }
                }
            }
            Object::Node(node) => {
                let is_lost = node.status.state == api::node::NodeState::Down
                    || matches!(event, StoreEvent::Removed(_));
                if is_lost {
                    self.lose(&node.id, context.outbox);
                }
            }
            Object::Cluster(_)
            | Object::Service(_)
            | Object::Network(_)
            | Object::Secret(_)
            | Object::Config(_)
            | Object::Volume(_) => {}
        }
    }

    fn lose(&mut self, node: &NodeId, outbox: &mut Outbox) {
        let ids: Vec<SubscriptionId> = self.readers.keys().copied().collect();
        for id in ids {
            if let Some(reader) = self.readers.get_mut(&id)
                && reader.waiting.contains(node)
            {
                let gap = format!("node {node} disconnected unexpectedly");
                reader.node_done(node, Some(gap));
                self.finish_if_done(id, outbox);
            }
        }
    }

    fn finish_if_done(&mut self, id: SubscriptionId, outbox: &mut Outbox) {
        if self.readers.get(&id).is_some_and(Reader::is_done)
            && let Some(reader) = self.readers.remove(&id)
        {
            reader.finish(outbox);
        }
    }

    /// Whoever reads has gone away.
    pub(crate) fn cancel(&mut self, caller: Caller, dispatcher: &Dispatcher, outbox: &mut Outbox) {
        let mut readers = self.readers.iter();
        let found = readers.find(|(_, reader)| reader.caller == caller);
        let Some(id) = found.map(|(id, _)| *id) else {
            return;
        };
        let reader = self.readers.remove(&id);
        for node in reader.into_iter().flat_map(|reader| reader.waiting) {
            dispatcher.push(&node, SessionPush::Unsubscribe(id), outbox);
        }
    }

    /// The leader fell.
    pub(crate) fn stop(self, error: &RpcError, outbox: &mut Outbox) {
        for reader in self.readers.into_values() {
            outbox.reply(reader.caller, Reply::Part(failed(error)));
        }
    }
}

impl Reader {
    /// Whoever does not follow is not shown tasks that did not run yet.
    fn wants(&self, task: &Task) -> bool {
        let named = matches!(self.selector, Selector::Task(_));
        named || self.options.follow || task.status.state >= TaskState::Running
    }

    fn ask(
        &mut self,
        id: SubscriptionId,
        tasks: Vec<Arc<Task>>,
        dispatcher: &Dispatcher,
        outbox: &mut Outbox,
    ) {
        let mut by_node: BTreeMap<NodeId, Vec<TaskId>> = BTreeMap::new();
        for task in tasks {
            if let Some(node) = &task.node_id {
                by_node
                    .entry(node.clone())
                    .or_default()
                    .push(task.id.clone());
            }
        }
        for (node, tasks) in by_node {
            self.asked.extend(tasks.iter().cloned());
            let options = self.options.clone();
            let push = SessionPush::Subscribe(LogSubscription { id, tasks, options });
            if dispatcher.push(&node, push, outbox) {
                self.waiting.insert(node);
            } else {
                self.gaps.push(format!("node {node} is not available"));
            }
        }
    }

    fn node_done(&mut self, node: &NodeId, gap: Option<String>) {
        self.waiting.remove(node);
        self.gaps.extend(gap);
    }

    fn is_done(&self) -> bool {
        !self.options.follow && self.waiting.is_empty()
    }

    fn finish(self, outbox: &mut Outbox) {
        let part = if self.gaps.is_empty() {
            StreamPart::End
        } else {
            let message = format!("{INCOMPLETE}{}", self.gaps.join(", "));
            failed(&RpcError::new(Code::Unknown, message))
        };
        outbox.reply(self.caller, Reply::Part(part));
    }
}

impl Selector {
    fn tasks(&self, store: &Store) -> Vec<Arc<Task>> {
        match self {
            Selector::Service(id) => store.tasks_of_service(id).cloned().collect(),
            Selector::Task(id) => store.task(id).cloned().into_iter().collect(),
        }
    }

    fn matches(&self, task: &Task) -> bool {
        match self {
            Selector::Service(id) => task.service_id.as_ref() == Some(id),
            Selector::Task(id) => task.id == *id,
        }
    }
}

fn failed(error: &RpcError) -> StreamPart {
    StreamPart::Failed(ApiError::new(ErrorKind::System, error.to_string()))
}
