//! Runs jobs to their end: services whose tasks are to complete, not to stay
//! (SwarmKit `manager/orchestrator/jobs`).
//!
//! A service is looked at when it changes and when one of its tasks ends; nodes that come or go
//! do not count. Every update of a service begins a new run of all its tasks, so there are no
//! rolling updates here.

mod global;
mod replicated;

use std::collections::BTreeSet;
use std::sync::Arc;

use api::service::Mode;
use api::task::TaskState;
use api::{ServiceId, TaskId};
use sim::{Instant, Rng};

use super::pass::{Pass, is_job, iteration};
use super::restart::{RESTART_WRITES, Restarts};
use super::resume::adopt;
use super::task::is_invalid;
use crate::manager::part::Part;
use crate::node::Moment;
use crate::object::{Service, Task};
use crate::store::{Object, Store, StoreEvent, Transaction};

/// The orchestrator of jobs.
#[derive(Clone, Debug)]
pub(crate) struct Jobs {
    /// Services to be looked at.
    dirty: BTreeSet<ServiceId>,
    /// Tasks of global jobs that a new leader found on nodes they must leave.
    stranded: BTreeSet<TaskId>,
    /// Removed services, some of whose tasks may not know yet.
    removed: BTreeSet<ServiceId>,
    restarts: Restarts,
    /// Until the first act: when this manager became leader.
    born: Option<Instant>,
    rng: Rng,
}

impl Jobs {
    /// Starts from a bare store: every job is looked at once.
    pub(crate) fn resume(store: &Store, rng: Rng, moment: Moment) -> Jobs {
        let mut jobs = Jobs {
            dirty: BTreeSet::new(),
            stranded: BTreeSet::new(),
            removed: BTreeSet::new(),
            restarts: Restarts::default(),
            born: Some(moment.now),
            rng,
        };
        for service in store.services().filter(|service| is_job(service)) {
            jobs.dirty.insert(service.id.clone());
            adopt(&mut jobs.restarts, service, store, moment);
            if service.spec.mode.kind() == Mode::GlobalJob {
                let is_stranded = |task: &&Arc<Task>| {
                    let node = task.node_id.as_ref().and_then(|id| store.node(id));
                    is_wanted(task) && is_invalid(node.map(Arc::as_ref))
                };
                let tasks = store.tasks_of_service(&service.id).filter(is_stranded);
                jobs.stranded.extend(tasks.map(|task| task.id.clone()));
            }
        }
        jobs
    }

    fn note_task(&mut self, task: &Task, store: &Store) {
        if !(task.status.state.is_terminal() && is_wanted(task)) {
            return;
        }
        let service = task.service_id.as_ref().and_then(|id| store.service(id));
        if let Some(service) = service.filter(|service| is_job(service)) {
            self.dirty.insert(service.id.clone());
        }
    }

    fn leave_nodes(&mut self, pass: &mut Pass<'_>) {
        while pass.has_room(1) {
            let Some(id) = self.stranded.pop_first() else {
                return;
            };
            pass.desire(&id, TaskState::Shutdown);
        }
    }

    fn reconcile_services(&mut self, pass: &mut Pass<'_>) {
        for id in std::mem::take(&mut self.dirty) {
            let service = pass.draft.service(&id).cloned();
            let Some(service) = service else {
                continue;
            };
            if !pass.has_room(1) || !self.reconcile(pass, &service) {
                self.dirty.insert(id);
            }
        }
    }

    /// Makes, restarts and retires tasks. False when there was no room for all of it.
    fn reconcile(&mut self, pass: &mut Pass<'_>, service: &Service) -> bool {
        match service.spec.mode.kind() {
            Mode::ReplicatedJob {
                max_concurrent,
                total_completions,
            } => {
                let limits = (max_concurrent, total_completions);
                replicated::reconcile(pass, &mut self.restarts, service, limits)
            }
            Mode::GlobalJob => global::reconcile(pass, &mut self.restarts, service),
            Mode::Replicated { .. } | Mode::Global => true,
        }
    }
}

/// Whether a task is to run on, or to complete.
fn is_wanted(task: &Task) -> bool {
    task.desired_state <= TaskState::Complete
}

/// Whether a task belongs to the current run of its job. One without a run belongs to none.
fn is_of_run(task: &Task, service: &Service) -> Option<bool> {
    task.job_iteration
        .map(|of_task| of_task == iteration(service))
}

/// Restarts tasks that failed; false when there was no room for all.
fn restart_all(
    pass: &mut Pass<'_>,
    restarts: &mut Restarts,
    service: &Service,
    failed: &[TaskId],
) -> bool {
    for id in failed {
        if !pass.has_room(RESTART_WRITES) {
            return false;
        }
        restarts.restart(pass, service, id);
    }
    true
}

/// Asks tasks of earlier runs to go; false when there was no room for all.
fn retire_all(pass: &mut Pass<'_>, old: &[TaskId]) -> bool {
    for id in old {
        if !pass.has_room(1) {
            return false;
        }
        pass.desire(id, TaskState::Remove);
    }
    true
}

impl Part for Jobs {
    fn note(&mut self, event: &StoreEvent, store: &Store) {
        self.restarts.note(event);
        match event {
            StoreEvent::Created(Object::Service(service))
            | StoreEvent::Updated {
                new: Object::Service(service),
                ..
            } => {
                if is_job(service) {
                    self.dirty.insert(service.id.clone());
                }
            }
            StoreEvent::Updated {
                new: Object::Task(task),
                ..
            } => self.note_task(task, store),
            StoreEvent::Removed(Object::Service(service)) if is_job(service) => {
                self.removed.insert(service.id.clone());
                self.restarts.forget(&service.id);
            }
            StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => (),
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        self.born = None;
        let mut rng = self.rng.clone();
        let mut pass = Pass::new(store, moment, &mut rng);
        self.leave_nodes(&mut pass);
        self.restarts.act(&mut pass);
        pass.retire_services(&mut self.removed);
        self.reconcile_services(&mut pass);
        let transaction = pass.finish();
        self.rng = rng;
        transaction
    }

    fn next_timeout(&self) -> Option<Instant> {
        let timers = [self.born, self.restarts.next_timeout()];
        timers.into_iter().flatten().min()
    }
}
