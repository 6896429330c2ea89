//! When a task that ended, or must leave its node, is replaced
//! (SwarmKit `manager/orchestrator/restart/restart.go`).
//!
//! The replacement is made at once and gets ready; only its start is delayed. Each orchestrator
//! has a supervisor of its own; delays and history die with it and are found again from the store
//! ([`super::resume`]).

mod delay;
mod history;

use std::sync::Arc;

use api::node::{Availability, NodeState};
use api::service::{Mode, UpdateState};
use api::task::{RestartCondition, TaskState};
use api::{ServiceId, TaskId};
use sim::{Duration, Instant};

use delay::Delays;
use history::History;

use super::pass::{Pass, is_job};
use super::slot::{SlotKey, Tasks};
use super::task::{max_attempts, restart_condition, restart_delay};
use crate::node::Moment;
use crate::object::{Service, Slot, Task};
use crate::store::StoreEvent;

/// Writes of one restart: the old task, its replacement, and the start of a task that had
/// waited.
pub(super) const RESTART_WRITES: usize = 3;

/// Restarts under way, and what was restarted before.
#[derive(Clone, Debug, Default)]
pub(super) struct Restarts {
    delays: Delays,
    history: History,
}

/// What a delayed start waits for, besides the time.
#[derive(Clone, Debug)]
pub(super) enum WaitFor {
    Nothing,
    /// The old task has stopped, or a minute has passed.
    Stop(Arc<Task>),
}

impl Restarts {
    /// Retires a task and, if its policy has it, makes a replacement that starts later.
    pub(super) fn restart(&mut self, pass: &mut Pass<'_>, service: &Service, id: &TaskId) {
        let Some(task) = pass.task(id) else {
            return;
        };
        // It died while it waited for its own start: the next restart waits for the rest of that
        // delay, so that a failure costs a whole delay each time.
        if self.delays.let_wait(id) {
            return;
        }
        if task.desired_state > TaskState::Complete {
            return;
        }
        pass.desire(id, TaskState::Shutdown);
        if !self.should_restart(&task, service) {
            return;
        }
        let slot = match (service.spec.mode.kind(), &task.node_id) {
            (Mode::Replicated { .. } | Mode::ReplicatedJob { .. }, _) => task.slot.clone(),
            (Mode::Global | Mode::GlobalJob, Some(node)) => Slot::Node(node.clone()),
            (Mode::Global | Mode::GlobalJob, None) => return,
        };
        let key = SlotKey::of(&slot);
        let created = pass.create(service, slot, TaskState::Ready);
        let replacement = pass.task(&created).expect("it was just made");
        let at = pass.moment.wall;
        self.history.record(&service.id, key, &replacement, at);
        let (delay, wait) = delay_of(pass, task);
        self.start_later(created, wait, delay, pass.now());
    }

    /// Starts a task after a delay, and after what it waits for. A second call for the same task
    /// takes the place of the first.
    pub(super) fn start_later(
        &mut self,
        task: TaskId,
        wait: WaitFor,
        delay: Duration,
        now: Instant,
    ) {
        self.delays.insert(task, wait, delay, now);
    }

    /// Whether a task still waits to be started.
    pub(super) fn is_waiting(&self, task: &TaskId) -> bool {
        self.delays.contains(task)
    }

    /// Whether the policy of a task, as it was when it was made, asks for a replacement.
    pub(super) fn should_restart(&mut self, task: &Task, service: &Service) -> bool {
        let has_completed = task.status.state == TaskState::Complete;
        match restart_condition(task) {
            RestartCondition::None => return false,
            RestartCondition::OnFailure if has_completed => return false,
            // A job that completed is done, whatever its policy.
            RestartCondition::Any if has_completed && is_job(service) => return false,
            RestartCondition::Any | RestartCondition::OnFailure => (),
        }
        if max_attempts(&task.spec) == 0 {
            return true;
        }
        let node = match service.spec.mode.kind() {
            Mode::Global => task.node_id.clone(),
            // A global job's history is kept by node and looked up without: its attempts are
            // never counted (SwarmKit `shouldRestart`).
            Mode::GlobalJob | Mode::Replicated { .. } | Mode::ReplicatedJob { .. } => None,
        };
        let number = task.slot_number();
        self.history
            .has_attempts_left(&SlotKey { number, node }, task)
    }

    /// The tasks of a slot that an update has to deal with: those that are to run, or else the
    /// newest one when it must not be restarted and so keeps the slot. Nothing when the slot is
    /// dead.
    pub(super) fn updatable(&mut self, slot: &Tasks, service: &Service) -> Tasks {
        let is_wanted = |task: &&Arc<Task>| task.desired_state <= TaskState::Running;
        let wanted: Tasks = slot.iter().filter(is_wanted).cloned().collect();
        if !wanted.is_empty() {
            return wanted;
        }
        // A rollback brings every slot to life again.
        let status = service.update_status.as_ref();
        if status.is_some_and(|status| status.state == UpdateState::RollbackStarted) {
            return Tasks::new();
        }
        // Of equals the first: `max_by_key` would take the last.
        let newest = slot.iter().rev().max_by_key(|task| task.status_time());
        match newest {
            Some(newest) if !self.should_restart(newest, service) => vec![newest.clone()],
            Some(_) | None => Tasks::new(),
        }
    }

    /// Counts a surviving task as a restart, when a new leader makes up its mind about the past.
    pub(super) fn remember(&mut self, service: &ServiceId, task: &Task) {
        let key = SlotKey::of(&task.slot);
        self.history
            .record(service, key, task, task.meta.created_at);
    }

    /// A service is gone, and its history with it.
    pub(super) fn forget(&mut self, service: &ServiceId) {
        self.history.forget(service);
    }

    pub(super) fn note(&mut self, event: &StoreEvent) {
        self.delays.note(event);
    }

    /// Starts what is due.
    pub(super) fn act(&mut self, pass: &mut Pass<'_>) {
        while pass.has_room(RESTART_WRITES) {
            let Some(due) = self.delays.take_due(pass.now()) else {
                return;
            };
            start(pass, &due.task);
            if due.has_died {
                self.restart_if_wanted(pass, &due.task);
            }
        }
    }

    /// A task that died before it could start is restarted now, unless it is not wanted any more.
    fn restart_if_wanted(&mut self, pass: &mut Pass<'_>, id: &TaskId) {
        let Some(task) = pass.task(id) else {
            return;
        };
        let service = task.service_id.as_ref();
        let service = service.and_then(|id| pass.draft.service(id)).cloned();
        if let (Some(service), true) = (service, task.desired_state <= TaskState::Running) {
            self.restart(pass, &service, id);
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.delays.next_timeout()
    }
}

/// Asks a task that got ready to run.
fn start(pass: &mut Pass<'_>, id: &TaskId) {
    let task = pass.task(id);
    let Some(task) = task.filter(|task| task.desired_state < TaskState::Running) else {
        return;
    };
    // Only tasks of jobs have an iteration.
    let is_of_job = task.job_iteration.is_some();
    let desired = if is_of_job {
        TaskState::Complete
    } else {
        TaskState::Running
    };
    pass.desire(id, desired);
}

/// How long the replacement of a task waits, and what for.
fn delay_of(pass: &Pass<'_>, task: Arc<Task>) -> (Duration, WaitFor) {
    let node = task.node_id.as_ref().and_then(|id| pass.draft.node(id));
    let is_drained = node.is_some_and(|node| node.spec.availability == Availability::Drain);
    let is_down = node.is_some_and(|node| node.status.state == NodeState::Down);
    let delay = if is_drained {
        Duration::ZERO
    } else {
        restart_delay(&task)
    };
    if is_down || task.status.state.is_terminal() {
        return (delay, WaitFor::Nothing);
    }
    (delay, WaitFor::Stop(task))
}

/// What is left of the delay of a task that a fallen leader had made ready.
pub(super) fn remaining_delay(task: &Task, moment: Moment) -> Duration {
    let delay = restart_delay(task);
    delay.saturating_sub(moment.wall.since(task.status_time()))
}
