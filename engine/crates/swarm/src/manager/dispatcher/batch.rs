//! What agents report is gathered and written together (SwarmKit `dispatcher.go`,
//! `processUpdates`).
//!
//! Of several reports of one task between two writes only the last is ever seen by anybody else.

use std::collections::{BTreeMap, VecDeque};

use api::node::{NodeDescription, NodeState, NodeStatus, TlsInfo};
use api::task::{TaskState, TaskStatus};
use api::{NodeId, TaskId};
use sim::{Duration, Instant};

use crate::node::Moment;
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Store, Transaction};

/// SwarmKit `dispatcher.go`: `maxBatchInterval`.
const INTERVAL: Duration = Duration::from_millis(100);

/// What became of a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct NodeUpdate {
    pub(super) state: NodeState,
    pub(super) message: &'static str,
    pub(super) address: Option<String>,
    pub(super) description: Option<NodeDescription>,
}

/// Reports waiting to be written.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    /// Writes happen at whole intervals after this.
    started_at: Instant,
    tasks: BTreeMap<TaskId, TaskStatus>,
    nodes: BTreeMap<NodeId, NodeUpdate>,
    /// Set while something waits.
    flush_at: Option<Instant>,
    /// What is being written, transaction by transaction.
    writing: VecDeque<Update>,
}

#[derive(Clone, Debug)]
enum Update {
    Task(TaskId, TaskStatus),
    Node(NodeId, NodeUpdate),
}

impl Batch {
    pub(super) fn new(now: Instant) -> Batch {
        Batch {
            started_at: now,
            tasks: BTreeMap::new(),
            nodes: BTreeMap::new(),
            flush_at: None,
            writing: VecDeque::new(),
        }
    }

    pub(super) fn put_task(&mut self, id: TaskId, status: TaskStatus, now: Instant) {
        self.tasks.insert(id, status);
        self.schedule(now);
    }

    /// A node that goes silent right after it told of itself must not lose what it told.
    pub(super) fn put_node(&mut self, id: NodeId, mut update: NodeUpdate, now: Instant) {
        let earlier = self
            .nodes
            .remove(&id)
            .and_then(|earlier| earlier.description);
        update.description = update.description.or(earlier);
        self.nodes.insert(id, update);
        self.schedule(now);
    }

    fn schedule(&mut self, now: Instant) {
        let ticks = now.since(self.started_at).as_nanos() / INTERVAL.as_nanos() + 1;
        let ticks = u32::try_from(ticks).unwrap_or(u32::MAX);
        self.flush_at
            .get_or_insert(self.started_at + INTERVAL * ticks);
    }

    /// Writes what waits at `at`, out of turn.
    pub(super) fn begin_at(&mut self, at: Instant) {
        self.flush_at = Some(at);
    }

    pub(super) fn flush_at(&self) -> Option<Instant> {
        self.flush_at
    }

    /// Begins to write if it is time. Returns whether it does.
    pub(super) fn begin_if_due(&mut self, now: Instant) -> bool {
        if self.flush_at.is_none_or(|at| at > now) {
            return false;
        }
        self.flush_at = None;
        let tasks = std::mem::take(&mut self.tasks).into_iter();
        let nodes = std::mem::take(&mut self.nodes).into_iter();
        self.writing
            .extend(tasks.map(|(id, status)| Update::Task(id, status)));
        self.writing
            .extend(nodes.map(|(id, update)| Update::Node(id, update)));
        true
    }

    /// The next piece to write; nothing once all is written. `manager` is who writes.
    pub(super) fn next_transaction(
        &mut self,
        store: &Store,
        manager: &NodeId,
        moment: Moment,
    ) -> Option<Transaction> {
        let mut draft = Draft::new(store, moment.wall);
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            match self.writing.pop_front() {
                Some(Update::Task(id, status)) => {
                    let applied = (manager.clone(), moment.wall);
                    write_task(&mut draft, &id, status, applied);
                }
                Some(Update::Node(id, update)) => write_node(&mut draft, &id, update),
                None => break,
            }
        }
        draft.finish()
    }
}

/// Moves a task's observed state forward; a report from the past changes nothing.
fn write_task(
    draft: &mut Draft,
    id: &TaskId,
    status: TaskStatus,
    applied: (NodeId, sim::Timestamp),
) {
    let Some(stored) = draft.task(id) else {
        return;
    };
    if status.state < stored.status.state || status == stored.status {
        return;
    }
    let mut task = stored.as_ref().clone();
    task.status = status;
    task.applied = Some(applied);
    draft.update_task(task).expect("just read from this draft");
}

fn write_node(draft: &mut Draft, id: &NodeId, update: NodeUpdate) {
    let tls_info = tls_info(draft);
    let Some(stored) = draft.node(id) else {
        return;
    };
    let mut node = stored.as_ref().clone();
    node.status = NodeStatus {
        state: update.state,
        message: update.message.to_owned(),
        addr: update.address.unwrap_or(node.status.addr),
    };
    if let Some(description) = update.description {
        // Unlike Docker, where the agent reads it from its own certificates.
        node.description = Some(NodeDescription {
            tls_info,
            ..description
        });
    }
    draft.update_node(node).expect("just read from this draft");
}

fn tls_info(store: &Store) -> TlsInfo {
    let root = store.cluster().map(|cluster| &cluster.root_ca);
    root.map_or_else(TlsInfo::default, |root| TlsInfo {
        trust_root: root.certificate.clone(),
        cert_issuer_subject: root.subject.clone(),
        cert_issuer_public_key: root.public_key.clone(),
    })
}

/// Gives up what a node ran that was down for a day: observed ORPHANED, all else as it was. `None`
/// when nothing is left to do.
pub(super) fn orphan_tasks(store: &Store, node: &NodeId, moment: Moment) -> Option<Transaction> {
    let mut draft = Draft::new(store, moment.wall);
    let states = TaskState::Assigned..=TaskState::Running;
    let lost = store.tasks_of_node(node);
    let lost = lost.filter(|task| states.contains(&task.status.state));
    for task in lost.take(MAX_CHANGES_PER_TRANSACTION) {
        let mut task = task.as_ref().clone();
        task.status.state = TaskState::Orphaned;
        draft.update_task(task).expect("just read from this store");
    }
    draft.finish()
}
