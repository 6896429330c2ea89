//! Brings one slot up to date, and rests before the next.

use std::sync::Arc;

use api::TaskId;
use api::service::{Mode, UpdateOrder};
use api::task::TaskState;
use sim::{Duration, Instant};

use super::super::pass::Pass;
use super::super::restart::{Restarts, WaitFor};
use super::super::slot::Tasks;
use super::super::task::is_dirty;
use super::config::Config;
use crate::object::{Service, Slot, Task};

/// What a worker is at.
#[derive(Clone, Debug)]
pub(super) enum Worker {
    Free,
    /// A task of the slot has yet to be told to run.
    Starts {
        task: TaskId,
        next: Next,
    },
    /// The new task has yet to run. There is no limit to this: what cannot be placed holds the
    /// worker up for good.
    Arrives(Arrival),
    /// The update's delay, slept after every slot.
    Rests {
        until: Instant,
    },
}

/// What follows once a task was told to run.
#[derive(Clone, Debug)]
pub(super) enum Next {
    Nothing,
    Arrive(Arrival),
}

/// A new task on its way.
#[derive(Clone, Debug)]
pub(super) struct Arrival {
    pub(super) task: TaskId,
    /// Those it replaces once it runs; none when they were stopped first.
    pub(super) olds: Tasks,
}

impl Worker {
    /// A slot is done: the worker rests, if there is a delay.
    pub(super) fn after_slot(delay: Duration, now: Instant) -> Worker {
        if delay.is_zero() {
            return Worker::Free;
        }
        Worker::Rests { until: now + delay }
    }
}

/// How many writes a slot may need.
pub(super) fn writes(slot: &Tasks) -> usize {
    slot.len() + 1
}

/// Begins with a slot, seen as it was when the update began. `None` when there is nothing to
/// wait for.
pub(super) fn begin(
    pass: &mut Pass<'_>,
    restarts: &mut Restarts,
    slot: &Tasks,
    (service, config): (&Service, &Config),
) -> Option<Worker> {
    if let Some(existing) = clean_task(pass, service, slot) {
        return use_existing(pass, restarts, slot, &existing);
    }
    replace(pass, restarts, slot, (service, config))
}

/// A task that is up to date already: best one that is to run.
fn clean_task(pass: &Pass<'_>, service: &Service, slot: &Tasks) -> Option<Arc<Task>> {
    let is_clean = |task: &&Arc<Task>| !is_task_dirty(pass, service, task);
    let clean: Vec<&Arc<Task>> = slot.iter().filter(is_clean).collect();
    let running = clean
        .iter()
        .find(|it| it.desired_state == TaskState::Running);
    let coming = clean
        .iter()
        .rfind(|it| it.desired_state < TaskState::Running);
    running.or(coming).map(|task| Arc::clone(task))
}

pub(super) fn is_task_dirty(pass: &Pass<'_>, service: &Service, task: &Task) -> bool {
    let node = task.node_id.as_ref().and_then(|id| pass.draft.node(id));
    is_dirty(service, task, node.map(Arc::as_ref))
}

/// Keeps one task of the slot, retires the others, and starts it after them if need be.
fn use_existing(
    pass: &mut Pass<'_>,
    restarts: &mut Restarts,
    slot: &Tasks,
    existing: &Task,
) -> Option<Worker> {
    let others = slot.iter().filter(|task| task.id != existing.id);
    let others: Tasks = others.cloned().collect();
    let retired = retirable(pass, &others)?;
    retire(pass, &retired);
    if existing.desired_state == TaskState::Running {
        return None;
    }
    let wait = retired
        .last()
        .map_or(WaitFor::Nothing, |it| WaitFor::Stop(it.clone()));
    let (task, now) = (existing.id.clone(), pass.now());
    restarts.start_later(task.clone(), wait, Duration::ZERO, now);
    let next = Next::Nothing;
    Some(Worker::Starts { task, next })
}

/// Makes a new task for the slot, and stops the old ones first unless told otherwise.
fn replace(
    pass: &mut Pass<'_>,
    restarts: &mut Restarts,
    slot: &Tasks,
    (service, config): (&Service, &Config),
) -> Option<Worker> {
    let first = slot.first()?;
    pass.draft.service(&service.id)?;
    let (wait, olds) = match config.order {
        UpdateOrder::StartFirst => (WaitFor::Nothing, slot.clone()),
        UpdateOrder::StopFirst => {
            let retired = retirable(pass, slot)?;
            retire(pass, &retired);
            let wait = retired
                .last()
                .map_or(WaitFor::Nothing, |it| WaitFor::Stop(it.clone()));
            (wait, Tasks::new())
        }
    };
    let place = match (service.spec.mode.kind(), &first.node_id) {
        (Mode::Global, Some(node)) => Slot::Node(node.clone()),
        (Mode::Global, None)
        | (Mode::Replicated { .. } | Mode::ReplicatedJob { .. } | Mode::GlobalJob, _) => {
            first.slot.clone()
        }
    };
    let task = pass.create(service, place, TaskState::Ready);
    let now = pass.now();
    restarts.start_later(task.clone(), wait, Duration::ZERO, now);
    let arrival = Arrival {
        task: task.clone(),
        olds,
    };
    let next = Next::Arrive(arrival);
    Some(Worker::Starts { task, next })
}

/// The tasks of a list that can be told to stop. `None` when some should be, but all of those
/// were told so by somebody else since: then the slot is somebody else's business.
fn retirable(pass: &Pass<'_>, tasks: &Tasks) -> Option<Tasks> {
    let were_wanted = |task: &&Arc<Task>| task.desired_state <= TaskState::Running;
    let are_wanted = |task: &&Arc<Task>| {
        let stored = pass.draft.task(&task.id);
        stored.is_some_and(|task| task.desired_state <= TaskState::Running)
    };
    let mut wanted = tasks.iter().filter(were_wanted).peekable();
    if wanted.peek().is_none() {
        return Some(Tasks::new());
    }
    let wanted: Tasks = wanted.filter(are_wanted).cloned().collect();
    (!wanted.is_empty()).then_some(wanted)
}

/// Tells tasks to stop.
pub(super) fn retire(pass: &mut Pass<'_>, tasks: &Tasks) {
    for task in tasks {
        let is_wanted = |task: &Arc<Task>| task.desired_state <= TaskState::Running;
        if pass.draft.task(&task.id).is_some_and(is_wanted) {
            pass.desire(&task.id, TaskState::Shutdown);
        }
    }
}
