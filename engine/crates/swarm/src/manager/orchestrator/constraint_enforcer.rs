//! Rejects tasks whose node no longer fits them, because its labels, role or resources changed
//! (SwarmKit `manager/orchestrator/constraintenforcer/constraint_enforcer.go`).
//!
//! Looks at a node when it is written, and asks nothing of tasks on nodes that are paused or
//! drained. What becomes of a rejected task is its orchestrator's business.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::NodeId;
use api::node::{Availability, GenericResource, Resources};
use api::task::TaskState;
use sim::{Instant, Rng, Timestamp};

use crate::constraint;
use crate::manager::part::Part;
use crate::manager::scheduler::{generic_resource, reservations};
use crate::node::Moment;
use crate::object::{Node, Task};
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};

/// Rejects tasks that are where they may not be.
#[derive(Clone, Debug)]
pub(crate) struct ConstraintEnforcer {
    /// Nodes that were written.
    nodes: BTreeSet<NodeId>,
    /// Until the first act: when this manager became leader.
    born: Option<Instant>,
}

impl ConstraintEnforcer {
    /// Starts from a bare store: looks at every node once.
    pub(crate) fn resume(store: &Store, _rng: Rng, moment: Moment) -> ConstraintEnforcer {
        ConstraintEnforcer {
            nodes: store.nodes().map(|node| node.id.clone()).collect(),
            born: Some(moment.now),
        }
    }
}

impl Part for ConstraintEnforcer {
    fn note(&mut self, event: &StoreEvent, _store: &Store) {
        if let StoreEvent::Updated {
            new: Object::Node(node),
            ..
        } = event
        {
            self.nodes.insert(node.id.clone());
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        self.born = None;
        let mut draft = Draft::new(store, moment.wall);
        for id in std::mem::take(&mut self.nodes) {
            let Some(node) = store.node(&id) else {
                continue;
            };
            for task in misplaced(node, store) {
                if draft.len() >= MAX_CHANGES_PER_TRANSACTION {
                    self.nodes.insert(id);
                    break;
                }
                let task = rejected(task, moment.wall);
                draft.update_task(task).expect("it was just read");
            }
        }
        draft.finish()
    }

    fn next_timeout(&self) -> Option<Instant> {
        self.born
    }
}

/// The tasks that a node should not have. The tasks before each one in order of id go first when
/// resources are short.
fn misplaced<'a>(node: &'a Node, store: &'a Store) -> Vec<&'a Arc<Task>> {
    if node.spec.availability != Availability::Active {
        return Vec::new();
    }
    let described = node.description.as_ref().map(|it| it.resources.clone());
    let mut free = described.unwrap_or_default();
    let mut misplaced = Vec::new();
    let tasks = store.tasks_of_node(&node.id);
    for task in tasks.filter(|task| is_held_to_it(task)) {
        if !meets_constraints(task, node, store) || !claim(&mut free, task) {
            misplaced.push(task);
            continue;
        }
        let is_there =
            |held: &GenericResource| generic_resource::has_resource(&free.generic_resources, held);
        if !task.generic_resources.iter().all(is_there) {
            misplaced.push(task);
            // SwarmKit looks no further then: the rest is for the next event.
            break;
        }
        generic_resource::consume(&mut free.generic_resources, &task.generic_resources);
    }
    misplaced
}

/// Tasks that are to run and have not ended.
fn is_held_to_it(task: &Task) -> bool {
    let desired = TaskState::Assigned..=TaskState::Complete;
    desired.contains(&task.desired_state) && task.status.state < TaskState::Complete
}

/// The constraints of the service as it is now count, not those of the task: when nothing but
/// they changed, the task was not replaced.
fn meets_constraints(task: &Task, node: &Node, store: &Store) -> bool {
    let service = task.service_id.as_ref().and_then(|id| store.service(id));
    let placement = match service {
        Some(service) => service.spec.task_template.placement.as_ref(),
        None => task.spec.placement.as_ref(),
    };
    constraint::placement_matches(placement, node)
}

/// Takes CPUs and memory of a task out of what is free; false when there is not enough.
fn claim(free: &mut Resources, task: &Task) -> bool {
    let Some(reserved) = reservations(task) else {
        return true;
    };
    let fits = reserved.memory_bytes <= free.memory_bytes && reserved.nano_cpus <= free.nano_cpus;
    if fits {
        free.memory_bytes -= reserved.memory_bytes;
        free.nano_cpus -= reserved.nano_cpus;
    }
    fits
}

fn rejected(task: &Task, now: Timestamp) -> Task {
    let mut task = task.clone();
    task.status.state = TaskState::Rejected;
    task.status.message = "task rejected by constraint enforcer".to_owned();
    task.status.err = "assigned node no longer meets constraints".to_owned();
    task.status.timestamp = now;
    task
}
