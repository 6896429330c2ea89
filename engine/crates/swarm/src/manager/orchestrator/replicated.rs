//! Keeps every replicated service at its wanted number of slots
//! (SwarmKit `manager/orchestrator/replicated`).
//!
//! Notes services and tasks that changed, and acts on tasks first: one that ended or whose node
//! fails is handed to [`Restarts`]; then each changed service gets slots made or retired, and the
//! rest handed to [`Updates`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::service::Mode;
use api::task::TaskState;
use api::{NodeId, ServiceId, TaskId};
use sim::{Instant, Rng};

use super::pass::Pass;
use super::restart::{RESTART_WRITES, Restarts};
use super::resume::adopt;
use super::slot::{Tasks, by_slot};
use super::task::is_invalid;
use super::update::Updates;
use crate::manager::part::Part;
use crate::node::Moment;
use crate::object::{Node, Service, Slot, Task};
use crate::store::{Object, Store, StoreEvent, Transaction};

/// The orchestrator of replicated services.
#[derive(Clone, Debug)]
pub(crate) struct Replicated {
    /// Services to be looked at.
    dirty: BTreeSet<ServiceId>,
    /// Removed services, some of whose tasks may not know yet.
    removed: BTreeSet<ServiceId>,
    /// Tasks that ended or must leave their node.
    to_restart: BTreeSet<TaskId>,
    /// Tasks whose service went away while nobody led.
    orphans: BTreeSet<TaskId>,
    restarts: Restarts,
    updates: Updates,
    /// Until the first act: when this manager became leader.
    born: Option<Instant>,
    rng: Rng,
}

impl Replicated {
    /// Starts from a bare store: every service is looked at once.
    pub(crate) fn resume(store: &Store, rng: Rng, moment: Moment) -> Replicated {
        let mut restarts = Restarts::default();
        let mut to_restart = BTreeSet::new();
        let mut dirty = BTreeSet::new();
        for service in store.services().filter(|service| is_replicated(service)) {
            dirty.insert(service.id.clone());
            adopt(&mut restarts, service, store, moment);
            let tasks = store.tasks_of_service(&service.id);
            let failing = tasks.filter(|task| must_restart(task, store));
            to_restart.extend(failing.map(|task| task.id.clone()));
        }
        let is_orphan = |task: &&Arc<Task>| {
            let service = task.service_id.as_ref();
            service.is_some_and(|id| store.service(id).is_none())
        };
        let orphans = store.tasks().filter(is_orphan);
        Replicated {
            dirty,
            removed: BTreeSet::new(),
            to_restart,
            orphans: orphans.map(|task| task.id.clone()).collect(),
            restarts,
            updates: Updates::default(),
            born: Some(moment.now),
            rng,
        }
    }

    fn note_service(&mut self, service: &Service) {
        if is_replicated(service) {
            self.dirty.insert(service.id.clone());
        }
    }

    fn note_task(&mut self, task: &Task, store: &Store) {
        if is_mine(task, store) && must_restart(task, store) {
            self.to_restart.insert(task.id.clone());
        }
    }

    fn note_task_removed(&mut self, task: &Task, store: &Store) {
        if task.desired_state <= TaskState::Running && is_mine(task, store) {
            self.dirty.extend(task.service_id.clone());
        }
    }

    fn note_node(&mut self, node: &Node, store: &Store) {
        if is_invalid(Some(node)) {
            self.restart_all_on(&node.id, store);
        }
    }

    fn restart_all_on(&mut self, node: &NodeId, store: &Store) {
        let is_wanted =
            |task: &&Arc<Task>| task.desired_state <= TaskState::Running && is_mine(task, store);
        let tasks = store.tasks_of_node(node).filter(is_wanted);
        self.to_restart.extend(tasks.map(|task| task.id.clone()));
    }

    fn remove_orphans(&mut self, pass: &mut Pass<'_>) {
        while pass.has_room(1) {
            let Some(id) = self.orphans.pop_first() else {
                return;
            };
            pass.remove(&id);
        }
    }

    fn restart_tasks(&mut self, pass: &mut Pass<'_>) {
        while pass.has_room(RESTART_WRITES) {
            let Some(id) = self.to_restart.pop_first() else {
                return;
            };
            let task = pass.task(&id);
            let task = task.filter(|task| task.desired_state <= TaskState::Running);
            let service = task.and_then(|task| task.service_id.clone());
            let service = service.and_then(|id| pass.draft.service(&id).cloned());
            if let Some(service) = service.filter(|service| is_replicated(service)) {
                self.restarts.restart(pass, &service, &id);
            }
        }
    }

    fn reconcile_services(&mut self, pass: &mut Pass<'_>) {
        for id in std::mem::take(&mut self.dirty) {
            let service = pass.draft.service(&id).cloned();
            let Some(service) = service.filter(|service| is_replicated(service)) else {
                continue;
            };
            if !pass.has_room(1) || !self.reconcile(pass, &service) {
                self.dirty.insert(id);
            }
        }
    }

    /// Makes or retires slots. False when there was no room for all of it: then the rest follows
    /// from what the store is after this transaction.
    fn reconcile(&mut self, pass: &mut Pass<'_>, service: &Arc<Service>) -> bool {
        let Mode::Replicated { replicas } = service.spec.mode.kind() else {
            return true;
        };
        let mut live: BTreeMap<u64, Tasks> = BTreeMap::new();
        let mut dead: BTreeMap<u64, Tasks> = BTreeMap::new();
        for (slot, tasks) in by_slot(pass.draft.tasks_of_service(&service.id)) {
            let Slot::Number(number) = slot else { continue };
            let updatable = self.restarts.updatable(&tasks, service);
            if updatable.is_empty() {
                dead.insert(number, tasks);
            } else {
                live.insert(number, updatable);
            }
        }
        let wanted = usize::try_from(replicas).unwrap_or(usize::MAX);
        if wanted >= live.len() {
            let mut slots: Vec<Tasks> = live.values().cloned().collect();
            pass.rng.shuffle(&mut slots);
            self.updates.update(service, slots);
            let numbers = live.keys().copied().collect();
            let missing = wanted - live.len();
            add_slots(pass, service, (numbers, missing), &mut dead) && remove_slots(pass, dead)
        } else {
            let mut keep = by_balance(live.into_values().collect());
            let retired = keep.split_off(wanted);
            self.updates.update(service, keep);
            remove_slots(pass, dead) && retire_slots(pass, retired)
        }
    }
}

impl Part for Replicated {
    fn note(&mut self, event: &StoreEvent, store: &Store) {
        self.restarts.note(event);
        self.updates.note(event);
        match event {
            StoreEvent::Created(object) | StoreEvent::Updated { new: object, .. } => match object {
                Object::Service(service) => self.note_service(service),
                Object::Task(task) => self.note_task(task, store),
                Object::Node(node) => self.note_node(node, store),
                Object::Cluster(_)
                | Object::Network(_)
                | Object::Secret(_)
                | Object::Config(_)
                | Object::Volume(_) => {}
            },
            StoreEvent::Removed(Object::Service(service)) if is_replicated(service) => {
                self.removed.insert(service.id.clone());
                self.restarts.forget(&service.id);
            }
            StoreEvent::Removed(Object::Task(task)) => self.note_task_removed(task, store),
            StoreEvent::Removed(Object::Node(node)) => self.restart_all_on(&node.id, store),
            StoreEvent::Removed(_) => (),
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        self.born = None;
        let mut rng = self.rng.clone();
        let mut pass = Pass::new(store, moment, &mut rng);
        self.remove_orphans(&mut pass);
        self.restarts.act(&mut pass);
        pass.retire_services(&mut self.removed);
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

/// Makes tasks for slot numbers that are free, from 1 up. A dead slot whose number is taken keeps
/// its tasks as history.
fn add_slots(
    pass: &mut Pass<'_>,
    service: &Service,
    (live, missing): (BTreeSet<u64>, usize),
    dead: &mut BTreeMap<u64, Tasks>,
) -> bool {
    let free = (1..).filter(|number| !live.contains(number));
    for number in free.take(missing) {
        if !pass.has_room(1) {
            return false;
        }
        dead.remove(&number);
        pass.create(service, Slot::Number(number), TaskState::Running);
    }
    true
}

/// Forgets slots that nobody will fill again.
fn remove_slots(pass: &mut Pass<'_>, dead: BTreeMap<u64, Tasks>) -> bool {
    for task in dead.values().flatten() {
        if !pass.has_room(1) {
            return false;
        }
        pass.remove(&task.id);
    }
    true
}

/// Asks the tasks of slots to go. The worst slots first, so that what is left of the list is the
/// same when the rest is looked at again.
fn retire_slots(pass: &mut Pass<'_>, slots: Vec<Tasks>) -> bool {
    for task in slots.iter().rev().flatten() {
        if !pass.has_room(1) {
            return false;
        }
        pass.desire(&task.id, TaskState::Remove);
    }
    true
}

/// Puts slots into the order in which they are kept when there are too many: those whose node has
/// the fewest copies first, among them those that run and those with low numbers
/// (SwarmKit `replicated/slot.go`). Slots that are on no node, or in the middle of an update, are
/// the first to go.
fn by_balance(mut slots: Vec<Tasks>) -> Vec<Tasks> {
    let is_running = |slot: &Tasks| {
        let runs = |task: &Arc<Task>| task.status.state == TaskState::Running;
        slot.iter().any(runs)
    };
    slots.sort_by_key(|slot| {
        (
            !is_running(slot),
            slot.first().map(|task| task.slot.clone()),
        )
    });
    let mut copies: BTreeMap<NodeId, u64> = BTreeMap::new();
    let mut ranked: Vec<(u64, Tasks)> = Vec::new();
    for slot in slots {
        let only = if let [only] = slot.as_slice() {
            Some(only)
        } else {
            None
        };
        let node = only.and_then(|task| task.node_id.clone());
        let rank = node.map_or(u64::MAX, |node| {
            let copy = copies.entry(node).or_default();
            *copy += 1;
            *copy
        });
        ranked.push((rank, slot));
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, slot)| slot).collect()
}

fn is_replicated(service: &Service) -> bool {
    match service.spec.mode.kind() {
        Mode::Replicated { .. } => true,
        Mode::Global | Mode::ReplicatedJob { .. } | Mode::GlobalJob => false,
    }
}

fn is_mine(task: &Task, store: &Store) -> bool {
    let service = task.service_id.as_ref().and_then(|id| store.service(id));
    service.is_some_and(|service| is_replicated(service))
}

/// Whether a task that is wanted cannot run where it is.
fn must_restart(task: &Task, store: &Store) -> bool {
    if task.desired_state > TaskState::Running {
        return false;
    }
    let node = task.node_id.as_ref();
    let is_stranded = |id: &NodeId| is_invalid(store.node(id).map(Arc::as_ref));
    task.status.state.is_terminal() || node.is_some_and(is_stranded)
}
