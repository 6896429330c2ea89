//! Jobs that run once on each node
//! (SwarmKit `manager/orchestrator/jobs/global/reconciler.go`).

use std::collections::BTreeMap;
use std::sync::Arc;

use api::node::{Availability, NodeState};
use api::task::TaskState;
use api::{NodeId, TaskId};

use super::super::pass::Pass;
use super::super::restart::Restarts;
use super::super::task::is_invalid;
use super::{is_of_run, is_wanted, restart_all, retire_all};
use crate::constraint;
use crate::object::{Node, Service, Slot};
use crate::store::Store;

/// What the tasks of a job amount to.
#[derive(Default)]
struct Tally {
    /// A task of the current run on each node that has one, done or not.
    present: BTreeMap<NodeId, TaskId>,
    /// Of those, the ones that ended without completing.
    failed: Vec<TaskId>,
    /// Of earlier runs.
    old: Vec<TaskId>,
}

/// Makes a task on each node that is ready and fits, and has none yet. False when there was no
/// room for all of it.
pub(super) fn reconcile(pass: &mut Pass<'_>, restarts: &mut Restarts, service: &Service) -> bool {
    let tally = tally(service, &pass.draft);
    let placement = service.spec.task_template.placement.as_ref();
    let fits = |node: &&Arc<Node>| constraint::placement_matches(placement, node);
    let nodes: Vec<Arc<Node>> = pass.draft.nodes().filter(fits).cloned().collect();
    for node in nodes.iter().filter(|node| is_candidate(node)) {
        if tally.present.contains_key(&node.id) {
            continue;
        }
        if !pass.has_room(1) {
            return false;
        }
        pass.create(service, Slot::Node(node.id.clone()), TaskState::Complete);
    }
    let is_done =
        restart_all(pass, restarts, service, &tally.failed) && retire_all(pass, &tally.old);
    if !is_done {
        return false;
    }
    for node in nodes.iter().filter(|node| is_invalid(Some(node))) {
        let task = tally.present.get(&node.id).and_then(|id| pass.task(id));
        if let Some(task) = task.filter(|task| !task.status.state.is_terminal()) {
            if !pass.has_room(1) {
                return false;
            }
            pass.desire(&task.id, TaskState::Shutdown);
        }
    }
    true
}

fn is_candidate(node: &Node) -> bool {
    node.spec.availability == Availability::Active && node.status.state == NodeState::Ready
}

fn tally(service: &Service, store: &Store) -> Tally {
    let mut tally = Tally::default();
    for task in store.tasks_of_service(&service.id) {
        match (is_of_run(task, service), &task.node_id) {
            (Some(true), Some(node)) if is_wanted(task) => {
                if task.status.state > TaskState::Complete {
                    tally.failed.push(task.id.clone());
                }
                tally.present.insert(node.clone(), task.id.clone());
            }
            (Some(false), _) => tally.old.push(task.id.clone()),
            (Some(true), _) | (None, _) => (),
        }
    }
    tally
}
