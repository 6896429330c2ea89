//! Keeps one task of every global service on each node that fits
//! (SwarmKit `manager/orchestrator/global`).
//!
//! Only constraints decide which nodes fit; whether a node can really take the task is seen by
//! the scheduler later. A node's own event brings its tasks up to date at once, past any rolling
//! update.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::node::Availability;
use api::service::Mode;
use api::task::TaskState;
use api::{NodeId, ServiceId, TaskId};
use sim::{Instant, Rng};

use super::pass::Pass;
use super::restart::{RESTART_WRITES, Restarts};
use super::resume::adopt;
use super::slot::Tasks;
use super::task::{is_dirty, is_invalid};
use super::update::Updates;
use crate::constraint;
use crate::manager::part::Part;
use crate::node::Moment;
use crate::object::{Node, Service, Slot, Task};
use crate::store::{Object, Store, StoreEvent, Transaction};

/// The orchestrator of global services.
#[derive(Clone, Debug)]
pub(crate) struct Global {
    /// Services to be looked at on all nodes.
    dirty: BTreeSet<ServiceId>,
    /// Nodes to be looked at for all services.
    changed_nodes: BTreeSet<NodeId>,
    /// Tasks of nodes that are gone: nothing is kept of them.
    lost: BTreeSet<TaskId>,
    /// Removed services, some of whose tasks may not know yet.
    removed: BTreeSet<ServiceId>,
    /// Tasks that ended.
    to_restart: BTreeSet<TaskId>,
    restarts: Restarts,
    updates: Updates,
    /// Until the first act: when this manager became leader.
    born: Option<Instant>,
    rng: Rng,
}

impl Global {
    /// Starts from a bare store: every service is looked at once.
    pub(crate) fn resume(store: &Store, rng: Rng, moment: Moment) -> Global {
        let mut global = Global {
            dirty: BTreeSet::new(),
            changed_nodes: BTreeSet::new(),
            lost: BTreeSet::new(),
            removed: BTreeSet::new(),
            to_restart: BTreeSet::new(),
            restarts: Restarts::default(),
            updates: Updates::default(),
            born: Some(moment.now),
            rng,
        };
        for service in store.services().filter(|service| is_global(service)) {
            global.dirty.insert(service.id.clone());
            adopt(&mut global.restarts, service, store, moment);
            for task in store.tasks_of_service(&service.id) {
                global.note_task(task, store);
            }
        }
        global
    }

    fn note_task(&mut self, task: &Task, store: &Store) {
        let is_wanted = task.desired_state <= TaskState::Running;
        if is_wanted && task.status.state.is_terminal() && is_mine(task, store) {
            self.to_restart.insert(task.id.clone());
        }
    }

    fn note_node_removed(&mut self, id: &NodeId, store: &Store) {
        let tasks = store.tasks_of_node(id).filter(|task| is_mine(task, store));
        self.lost.extend(tasks.map(|task| task.id.clone()));
        self.changed_nodes.remove(id);
    }

    fn forget_lost(&mut self, pass: &mut Pass<'_>) {
        while pass.has_room(1) {
            let Some(id) = self.lost.pop_first() else {
                return;
            };
            pass.remove(&id);
        }
    }

    fn reconcile_nodes(&mut self, pass: &mut Pass<'_>) {
        for id in std::mem::take(&mut self.changed_nodes) {
            let Some(node) = pass.draft.node(&id).cloned() else {
                continue;
            };
            if !self.reconcile_node(pass, &node) {
                self.changed_nodes.insert(id);
            }
        }
    }

    /// Brings all global services on one node in order. False when there was no room for all of
    /// it.
    fn reconcile_node(&mut self, pass: &mut Pass<'_>, node: &Node) -> bool {
        let mut by_service: BTreeMap<ServiceId, Tasks> = BTreeMap::new();
        for task in pass.draft.tasks_of_node(&node.id) {
            if let Some(service) = task.service_id.clone() {
                by_service.entry(service).or_default().push(task.clone());
            }
        }
        let services = pass.draft.services().filter(|service| is_global(service));
        let services: Vec<Arc<Service>> = services.cloned().collect();
        for service in services {
            let tasks = by_service.remove(&service.id).unwrap_or_default();
            if !pass.has_room(tasks.len() + 1) {
                return false;
            }
            if is_invalid(Some(node)) {
                shut_down(pass, &tasks);
            } else if node.spec.availability != Availability::Pause && fits(&service, node) {
                self.bring_up_to_date(pass, &service, node, &tasks);
            }
        }
        true
    }

    /// One clean task and no other: at once, since this does not come of an update.
    fn bring_up_to_date(
        &mut self,
        pass: &mut Pass<'_>,
        service: &Service,
        node: &Node,
        tasks: &Tasks,
    ) {
        let updatable = self.restarts.updatable(tasks, service);
        let is_dirty = |task: &Arc<Task>| is_dirty(service, task, Some(node));
        let (mut dirty, mut clean): (Tasks, Tasks) = updatable.into_iter().partition(is_dirty);
        if clean.is_empty() {
            add(pass, service, node);
        } else {
            dirty.extend(clean.drain(1..));
        }
        shut_down(pass, &dirty);
    }

    fn restart_tasks(&mut self, pass: &mut Pass<'_>) {
        while pass.has_room(RESTART_WRITES) {
            let Some(id) = self.to_restart.pop_first() else {
                return;
            };
            self.restart_task(pass, &id);
        }
    }

    fn restart_task(&mut self, pass: &mut Pass<'_>, id: &TaskId) {
        let task = pass.task(id);
        let Some(task) = task.filter(|task| task.desired_state <= TaskState::Running) else {
            return;
        };
        let service = task
            .service_id
            .as_ref()
            .and_then(|id| pass.draft.service(id));
        let node = task.node_id.as_ref().and_then(|id| pass.draft.node(id));
        let (Some(service), Some(node)) = (service.cloned(), node.cloned()) else {
            return;
        };
        if !is_global(&service) || is_invalid(Some(&node)) {
            return;
        }
        if node.spec.availability == Availability::Pause || !fits(&service, &node) {
            pass.desire(id, TaskState::Shutdown);
        } else {
            self.restarts.restart(pass, &service, id);
        }
    }

    fn reconcile_services(&mut self, pass: &mut Pass<'_>) {
        for id in std::mem::take(&mut self.dirty) {
            let service = pass.draft.service(&id).cloned();
            let Some(service) = service.filter(|service| is_global(service)) else {
                continue;
            };
            if !pass.has_room(1) || !self.reconcile(pass, &service) {
                self.dirty.insert(id);
            }
        }
    }

    /// Adds tasks where they are missing, retires them where they may not be, and hands the rest
    /// to the update. False when there was no room for all of it.
    fn reconcile(&mut self, pass: &mut Pass<'_>, service: &Arc<Service>) -> bool {
        let mut by_node: BTreeMap<NodeId, Tasks> = BTreeMap::new();
        for task in pass.draft.tasks_of_service(&service.id) {
            if let Some(node) = task.node_id.clone() {
                by_node.entry(node).or_default().push(task.clone());
            }
        }
        let mut slots = Vec::new();
        let nodes: Vec<Arc<Node>> = pass.draft.nodes().cloned().collect();
        for node in nodes.iter().filter(|node| !is_invalid(Some(node))) {
            let tasks = by_node.remove(&node.id).unwrap_or_default();
            let updatable = self.restarts.updatable(&tasks, service);
            if !pass.has_room(updatable.len() + 1) {
                return false;
            }
            if !fits(service, node) {
                shut_down(pass, &updatable);
            } else if node.spec.availability == Availability::Pause {
                // What is there stays as it is.
            } else if updatable.is_empty() {
                add(pass, service, node);
            } else {
                slots.push(updatable);
            }
        }
        for tasks in by_node.into_values() {
            let updatable = self.restarts.updatable(&tasks, service);
            if !pass.has_room(updatable.len()) {
                return false;
            }
            shut_down(pass, &updatable);
        }
        if !slots.is_empty() {
            pass.rng.shuffle(&mut slots);
            self.updates.update(service, slots);
        }
        true
    }
}

impl Part for Global {
    fn note(&mut self, event: &StoreEvent, store: &Store) {
        self.restarts.note(event);
        self.updates.note(event);
        match event {
            StoreEvent::Created(Object::Service(service))
            | StoreEvent::Updated {
                new: Object::Service(service),
                ..
            } => {
                if is_global(service) {
                    self.dirty.insert(service.id.clone());
                }
            }
            StoreEvent::Created(Object::Node(node))
            | StoreEvent::Updated {
                new: Object::Node(node),
                ..
            } => {
                self.changed_nodes.insert(node.id.clone());
            }
            StoreEvent::Updated {
                new: Object::Task(task),
                ..
            } => self.note_task(task, store),
            StoreEvent::Removed(Object::Service(service)) if is_global(service) => {
                self.removed.insert(service.id.clone());
                self.restarts.forget(&service.id);
            }
            StoreEvent::Removed(Object::Node(node)) => self.note_node_removed(&node.id, store),
            // A task removed by hand is not made again.
            StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => (),
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        self.born = None;
        let mut rng = self.rng.clone();
        let mut pass = Pass::new(store, moment, &mut rng);
        self.forget_lost(&mut pass);
        self.restarts.act(&mut pass);
        pass.retire_services(&mut self.removed);
        self.reconcile_nodes(&mut pass);
        self.restart_tasks(&mut pass);
        self.reconcile_services(&mut pass);
        self.updates.act(&mut pass, &mut self.restarts);
        let transaction = pass.finish();
        self.rng = rng;
        transaction
    }

    fn next_timeout(&self) -> Option<Instant> {
        let timers = [
            self.born,
            self.restarts.next_timeout(),
            self.updates.next_timeout(),
        ];
        timers.into_iter().flatten().min()
    }
}

fn is_global(service: &Service) -> bool {
    match service.spec.mode.kind() {
        Mode::Global => true,
        Mode::Replicated { .. } | Mode::ReplicatedJob { .. } | Mode::GlobalJob => false,
    }
}

fn is_mine(task: &Task, store: &Store) -> bool {
    let service = task.service_id.as_ref().and_then(|id| store.service(id));
    service.is_some_and(|service| is_global(service))
}

/// Whether a node satisfies the constraints of a service.
fn fits(service: &Service, node: &Node) -> bool {
    let placement = service.spec.task_template.placement.as_ref();
    constraint::placement_matches(placement, node)
}

fn add(pass: &mut Pass<'_>, service: &Service, node: &Node) {
    pass.create(service, Slot::Node(node.id.clone()), TaskState::Running);
}

fn shut_down(pass: &mut Pass<'_>, tasks: &Tasks) {
    for task in tasks {
        pass.desire(&task.id, TaskState::Shutdown);
    }
}
