//! What one node is to run, sent once whole and then in steps (SwarmKit
//! `manager/dispatcher/assignments.go`).
//!
//! A task is sent when it is new to the node and again when anything but its status changed:
//! statuses come from the node, it need not hear them back. Its secrets and configs come before it
//! ([`super::files`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use api::task::TaskState;
use api::{NodeId, TaskId};
use sim::{Duration, Instant};

use super::files::{FileSet, SecretDriver};
use crate::message::{Assignments, AssignmentsKind};
use crate::object::Task;
use crate::store::{Object, Store, StoreEvent};

/// SwarmKit `dispatcher.go`: `batchingWaitTime` of silence, or `modificationBatchLimit` changes,
/// end a batch.
const QUIET_TIME: Duration = Duration::from_millis(100);
const BATCH_LIMIT: usize = 100;

/// The assignments of one session.
#[derive(Clone, Debug)]
pub(super) struct AssignmentSet {
    node: NodeId,
    /// What the node has, once the changes are sent.
    tasks: BTreeMap<TaskId, Arc<Task>>,
    changes: BTreeMap<TaskId, Change>,
    files: FileSet,
    /// How many changes there were since the last batch: one that undoes another counts, too.
    modifications: usize,
    /// The first message carries everything.
    sequence: u64,
    send_at: Option<Instant>,
}

#[derive(Clone, Debug)]
enum Change {
    /// `is_new`: the node has not heard of it before.
    Update {
        task: Arc<Task>,
        is_new: bool,
    },
    Remove,
}

impl AssignmentSet {
    /// Everything this node is to have, and the first message that says so.
    pub(super) fn begin(
        node: &NodeId,
        store: &Store,
        driver: SecretDriver,
    ) -> (AssignmentSet, Assignments) {
        let tasks = store.tasks_of_node(node).filter(|task| is_for_agent(task));
        let tasks: BTreeMap<TaskId, Arc<Task>> =
            tasks.map(|task| (task.id.clone(), task.clone())).collect();
        let mut files = FileSet::new(driver);
        for task in tasks
            .values()
            .filter(|task| !task.status.state.is_terminal())
        {
            files.need(task, store);
        }
        let complete = Assignments {
            kind: AssignmentsKind::Complete,
            results_in: 1,
            files: files.take(),
            update: tasks.values().cloned().collect(),
            remove: Vec::new(),
        };
        let set = AssignmentSet {
            node: node.clone(),
            tasks,
            changes: BTreeMap::new(),
            files,
            modifications: 0,
            sequence: 1,
            send_at: None,
        };
        (set, complete)
    }

    /// Takes over what an event means for this node.
    pub(super) fn note(&mut self, event: &StoreEvent, store: &Store, now: Instant) {
        let Object::Task(task) = event.object() else {
            return;
        };
        if task.node_id.as_ref() != Some(&self.node) {
            return;
        }
        let is_change = match event {
            StoreEvent::Created(_) | StoreEvent::Updated { .. } => self.update(task, store),
            StoreEvent::Removed(_) => self.remove(task),
        };
        if is_change {
            self.modifications += 1;
            self.send_at = Some(now + QUIET_TIME);
        }
    }

    fn update(&mut self, task: &Arc<Task>, store: &Store) -> bool {
        if !is_for_agent(task) {
            return false;
        }
        let has_ended = task.status.state.is_terminal();
        let known = self.tasks.insert(task.id.clone(), task.clone());
        // What stands at ASSIGNED was put there by a manager, so it is news whatever else changed.
        let is_echo = known.as_ref().is_some_and(|known| {
            equal_but_status(known, task) && task.status.state > TaskState::Assigned
        });
        if is_echo {
            // What it alone needed goes; the rest of the news is the node's own.
            return has_ended && self.files.release(&task.id);
        }
        if known.is_none() && !has_ended {
            self.files.need(task, store);
        }
        let is_unsent = matches!(
            self.changes.get(&task.id),
            Some(Change::Update { is_new: true, .. })
        );
        let change = Change::Update {
            task: task.clone(),
            is_new: known.is_none() || is_unsent,
        };
        self.changes.insert(task.id.clone(), change);
        true
    }

    /// A task that comes and goes between two steps is never mentioned.
    fn remove(&mut self, task: &Task) -> bool {
        let is_known = self.tasks.remove(&task.id).is_some();
        if is_known {
            self.files.release(&task.id);
            match self.changes.remove(&task.id) {
                Some(Change::Update { is_new: true, .. }) => {}
                Some(Change::Update { .. } | Change::Remove) | None => {
                    self.changes.insert(task.id.clone(), Change::Remove);
                }
            }
        }
        is_known
    }

    /// When the batch is to be sent.
    pub(super) fn send_at(&self) -> Option<Instant> {
        let at = self.send_at?;
        Some(if self.modifications >= BATCH_LIMIT {
            Instant::START
        } else {
            at
        })
    }

    /// The next step, if its time has come.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Assignments> {
        self.send_at().filter(|at| *at <= now)?;
        self.send_at = None;
        self.modifications = 0;
        if self.changes.is_empty() && !self.files.has_changes() {
            return None;
        }
        let mut step = Assignments {
            kind: AssignmentsKind::Incremental {
                applies_to: self.sequence,
            },
            results_in: self.sequence + 1,
            files: self.files.take(),
            update: Vec::new(),
            remove: Vec::new(),
        };
        for (id, change) in std::mem::take(&mut self.changes) {
            match change {
                Change::Update { task, .. } => step.update.push(task),
                Change::Remove => step.remove.push(id),
            }
        }
        self.sequence += 1;
        Some(step)
    }
}

/// Below ASSIGNED a task is no agent's business.
fn is_for_agent(task: &Task) -> bool {
    task.status.state >= TaskState::Assigned
}

/// Whether two states of a task differ in nothing but status and stamps (SwarmKit
/// `api/equality`, `TasksEqualStable`).
pub(crate) fn equal_but_status(one: &Task, other: &Task) -> bool {
    let Task {
        id,
        meta: _,
        spec,
        spec_version,
        service_id,
        slot,
        node_id,
        service_annotations,
        status: _,
        applied: _,
        desired_state,
        networks,
        endpoint,
        log_driver,
        generic_resources,
        job_iteration,
        volumes,
    } = one;
    *id == other.id
        && *desired_state == other.desired_state
        && *node_id == other.node_id
        && *slot == other.slot
        && *service_id == other.service_id
        && *spec_version == other.spec_version
        && *spec == other.spec
        && *service_annotations == other.service_annotations
        && *networks == other.networks
        && *endpoint == other.endpoint
        && *log_driver == other.log_driver
        && *generic_resources == other.generic_resources
        && *job_iteration == other.job_iteration
        && *volumes == other.volumes
}
