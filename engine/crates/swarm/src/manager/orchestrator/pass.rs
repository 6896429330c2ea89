//! One act of an orchestrator: the transaction it drafts, with the time and the chance it needs.

use std::collections::BTreeSet;
use std::sync::Arc;

use api::service::{Endpoint, Mode};
use api::task::{TaskState, TaskStatus};
use api::{ServiceId, TaskId};
use sim::{Instant, Rng};

use crate::node::Moment;
use crate::object::{Service, Slot, Task};
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Store, Transaction};

/// A transaction in the making. Whoever writes asks for room first and leaves the rest for the
/// next act.
pub(super) struct Pass<'a> {
    pub(super) draft: Draft,
    pub(super) moment: Moment,
    pub(super) rng: &'a mut Rng,
}

impl<'a> Pass<'a> {
    pub(super) fn new(store: &Store, moment: Moment, rng: &'a mut Rng) -> Pass<'a> {
        Pass {
            draft: Draft::new(store, moment.wall),
            moment,
            rng,
        }
    }

    pub(super) fn now(&self) -> Instant {
        self.moment.now
    }

    /// Whether so many more writes fit in. What is too large for any transaction gets one of its
    /// own.
    pub(super) fn has_room(&self, writes: usize) -> bool {
        self.draft.is_empty() || self.draft.len() + writes <= MAX_CHANGES_PER_TRANSACTION
    }

    pub(super) fn finish(self) -> Option<Transaction> {
        self.draft.finish()
    }

    pub(super) fn task(&self, id: &TaskId) -> Option<Arc<Task>> {
        self.draft.task(id).cloned()
    }

    /// Raises what is asked of a task; never lowers it. A task that is gone is passed over.
    pub(super) fn desire(&mut self, id: &TaskId, desired: TaskState) {
        let Some(task) = self.draft.task(id) else {
            return;
        };
        if task.desired_state < desired {
            let mut task = Task::clone(task);
            task.desired_state = desired;
            self.draft.update_task(task).expect("it was just read");
        }
    }

    /// Removes a task, if it is still there.
    pub(super) fn remove(&mut self, id: &TaskId) {
        if self.draft.task(id).is_some() {
            self.draft.remove_task(id).expect("it was just seen");
        }
    }

    /// Asks all tasks of removed services to go; a service whose tasks all know is forgotten.
    pub(super) fn retire_services(&mut self, removed: &mut BTreeSet<ServiceId>) {
        removed.retain(|service| {
            let is_unaware = |task: &&Arc<Task>| task.desired_state < TaskState::Remove;
            let tasks = self.draft.tasks_of_service(service).filter(is_unaware);
            let tasks: Vec<TaskId> = tasks.map(|task| task.id.clone()).collect();
            for task in &tasks {
                if !self.has_room(1) {
                    return true;
                }
                self.desire(task, TaskState::Remove);
            }
            false
        });
    }

    /// Makes a task of a service (SwarmKit `orchestrator/task.go`, `NewTask`).
    pub(super) fn create(&mut self, service: &Service, slot: Slot, desired: TaskState) -> TaskId {
        let task = self.new_task(service, slot, desired);
        let id = task.id.clone();
        self.draft.create_task(task).expect("ids do not repeat");
        id
    }

    fn new_task(&mut self, service: &Service, slot: Slot, desired: TaskState) -> Task {
        let template = &service.spec.task_template;
        let cluster = self.draft.cluster();
        let default_driver = cluster.and_then(|it| it.spec.task_defaults.log_driver.as_ref());
        let log_driver = template.log_driver.as_ref().or(default_driver).cloned();
        let node_id = match &slot {
            Slot::Number(_) => None,
            Slot::Node(node) => Some(node.clone()),
        };
        let endpoint = Endpoint {
            spec: service.spec.endpoint_spec.clone().unwrap_or_default(),
            ..Endpoint::default()
        };
        Task {
            id: TaskId::random(self.rng),
            meta: Default::default(),
            spec: template.clone(),
            spec_version: Some(service.spec_version),
            service_id: Some(service.id.clone()),
            slot,
            node_id,
            service_annotations: service.spec.annotations.clone(),
            status: TaskStatus {
                timestamp: self.moment.wall,
                message: "created".to_owned(),
                ..TaskStatus::default()
            },
            applied: None,
            desired_state: desired,
            networks: Vec::new(),
            endpoint: Some(endpoint),
            log_driver,
            generic_resources: Vec::new(),
            job_iteration: is_job(service).then(|| iteration(service)),
            volumes: Vec::new(),
        }
    }
}

/// Whether a service runs to an end.
pub(super) fn is_job(service: &Service) -> bool {
    match service.spec.mode.kind() {
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => true,
        Mode::Replicated { .. } | Mode::Global => false,
    }
}

/// Which run of a job is the current one.
pub(super) fn iteration(service: &Service) -> api::Version {
    let status = service.job_status.as_ref();
    status
        .map(|status| status.job_iteration)
        .unwrap_or_default()
}
