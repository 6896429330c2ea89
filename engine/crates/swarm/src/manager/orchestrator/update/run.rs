//! One update of one service, from its first slot to its last word.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use api::TaskId;
use api::service::{FailureAction, UpdateState};
use api::task::TaskState;
use sim::Instant;

use super::super::pass::Pass;
use super::super::restart::Restarts;
use super::super::slot::Tasks;
use super::config::Config;
use super::outcome;
use super::worker::{self, Arrival, Next, Worker};
use crate::object::{Service, Task};

/// One update.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The service as it was when the update began: what its tasks are to become.
    goal: Arc<Service>,
    config: Config,
    stage: Stage,
    /// **Invariant:** as many as slots may be worked on at once.
    workers: Vec<Worker>,
    /// How many slots there were to update: what failures are measured by.
    dirty_slots: usize,
    /// The tasks this update made. Only their failures count.
    made: BTreeMap<TaskId, Made>,
    /// Tasks of the service that ended, not looked at yet: nobody looks while the last workers
    /// finish.
    ended: VecDeque<TaskId>,
    failed: BTreeSet<TaskId>,
    /// Whether a failure ended the update, so that it will not be called complete.
    is_stopped: bool,
}

/// How far an update has come.
#[derive(Clone, Debug)]
enum Stage {
    /// Has yet to look whether there is anything to do.
    New(Vec<Tasks>),
    /// Hands out slots.
    Handing(VecDeque<Tasks>),
    /// All slots are handed out, or it was stopped: waits for the workers.
    Finishing,
    /// Watches the tasks a while longer.
    Monitoring {
        until: Instant,
    },
    Over,
}

/// How far a new task has come.
#[derive(Clone, Copy, Debug)]
enum Made {
    Coming,
    /// It was first seen to run, or to have ended, in this state; its worker has not looked yet.
    Reached(TaskState),
    /// When its worker saw that.
    Since(Instant),
}

/// Whether an update goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Waits,
    Over,
}

impl Progress {
    pub(super) fn is_over(self) -> bool {
        self == Progress::Over
    }
}

impl Run {
    pub(super) fn new(goal: Arc<Service>, slots: Vec<Tasks>) -> Run {
        Run {
            config: Config::of(&goal),
            goal,
            stage: Stage::New(slots),
            workers: Vec::new(),
            dirty_slots: 0,
            made: BTreeMap::new(),
            ended: VecDeque::new(),
            failed: BTreeSet::new(),
            is_stopped: false,
        }
    }

    pub(super) fn goal(&self) -> &Service {
        &self.goal
    }

    /// Remembers what became of a task of the service.
    pub(super) fn note(&mut self, task: &Task) {
        let state = task.status.state;
        let made = self.made.get_mut(&task.id);
        if let Some(made @ Made::Coming) = made
            && state >= TaskState::Running
        {
            *made = Made::Reached(state);
        }
        if state.is_terminal() && self.config.watches_failures() {
            self.ended.push_back(task.id.clone());
        }
    }

    /// Goes on until it has to wait.
    pub(super) fn act(&mut self, pass: &mut Pass<'_>, restarts: &mut Restarts) -> Progress {
        loop {
            let has_moved = self.move_workers(pass, restarts) | self.move_stage(pass, restarts);
            if matches!(self.stage, Stage::Over) {
                return Progress::Over;
            }
            if !has_moved {
                return Progress::Waits;
            }
        }
    }

    fn move_stage(&mut self, pass: &mut Pass<'_>, restarts: &mut Restarts) -> bool {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::New(slots) => self.begin(pass, slots),
            Stage::Handing(slots) => self.hand_out(pass, restarts, slots),
            Stage::Finishing => self.finish(pass),
            Stage::Monitoring { until } => self.monitor(pass, until),
            Stage::Over => false,
        }
    }

    /// Looks for slots that are not up to date.
    fn begin(&mut self, pass: &mut Pass<'_>, slots: Vec<Tasks>) -> bool {
        let id = &self.goal.id;
        let state = self.goal.update_status.as_ref().map(|status| status.state);
        if matches!(
            state,
            Some(UpdateState::Paused | UpdateState::RollbackPaused)
        ) {
            return true;
        }
        if !pass.has_room(1) {
            self.stage = Stage::New(slots);
            return false;
        }
        let is_slot_dirty = |slot: &Tasks| {
            let is_dirty = |task: &Arc<Task>| worker::is_task_dirty(pass, &self.goal, task);
            slot.len() > 1 || slot.iter().any(is_dirty)
        };
        let dirty: VecDeque<Tasks> = slots.into_iter().filter(is_slot_dirty).collect();
        if dirty.is_empty() {
            if matches!(
                state,
                Some(UpdateState::Updating | UpdateState::RollbackStarted)
            ) {
                outcome::complete(pass, id);
            }
            return true;
        }
        if state.is_none() {
            outcome::begin(pass, id);
        }
        self.dirty_slots = dirty.len();
        let workers = match usize::try_from(self.config.parallelism) {
            Ok(0) | Err(_) => dirty.len(),
            Ok(parallelism) => parallelism.min(dirty.len()),
        };
        self.workers = vec![Worker::Free; workers];
        self.stage = Stage::Handing(dirty);
        true
    }

    /// Gives slots to free workers, unless too many tasks failed.
    fn hand_out(
        &mut self,
        pass: &mut Pass<'_>,
        restarts: &mut Restarts,
        mut slots: VecDeque<Tasks>,
    ) -> bool {
        if !pass.has_room(1) {
            self.stage = Stage::Handing(slots);
            return false;
        }
        if self.has_failed(pass) {
            self.stage = Stage::Finishing;
            return true;
        }
        let mut has_moved = false;
        while let Some(slot) = slots.front() {
            let is_free = |worker: &Worker| matches!(worker, Worker::Free);
            let free = self.workers.iter().position(is_free);
            let Some(free) = free.filter(|_| pass.has_room(worker::writes(slot))) else {
                self.stage = Stage::Handing(slots);
                return has_moved;
            };
            self.workers[free] = self.work_on(pass, restarts, slot);
            slots.pop_front();
            has_moved = true;
        }
        self.stage = Stage::Finishing;
        true
    }

    fn work_on(&mut self, pass: &mut Pass<'_>, restarts: &mut Restarts, slot: &Tasks) -> Worker {
        let with = (self.goal.as_ref(), &self.config);
        let worker = worker::begin(pass, restarts, slot, with);
        if let Some(Worker::Starts {
            task,
            next: Next::Arrive(_),
        }) = &worker
        {
            self.made.insert(task.clone(), Made::Coming);
        }
        worker.unwrap_or_else(|| Worker::after_slot(self.config.delay, pass.now()))
    }

    /// Waits for the workers, and then watches once more.
    fn finish(&mut self, pass: &Pass<'_>) -> bool {
        if self
            .workers
            .iter()
            .any(|worker| !matches!(worker, Worker::Free))
        {
            self.stage = Stage::Finishing;
            return false;
        }
        if !self.is_stopped {
            self.config.monitor = self.config.last_monitor();
            let until = pass.now() + self.config.monitor;
            self.stage = Stage::Monitoring { until };
        }
        true
    }

    fn monitor(&mut self, pass: &mut Pass<'_>, until: Instant) -> bool {
        let is_over = pass.has_room(2) && (self.has_failed(pass) || until <= pass.now());
        if !is_over {
            self.stage = Stage::Monitoring { until };
            return false;
        }
        if !self.is_stopped {
            outcome::complete(pass, &self.goal.id);
        }
        true
    }

    /// Looks at the tasks that ended, until one is a failure too many; carries out what the
    /// config wants then.
    fn has_failed(&mut self, pass: &mut Pass<'_>) -> bool {
        while let Some(task) = self.ended.pop_front() {
            if self.counts_as_failure(&task, pass.now()) {
                self.failed.insert(task.clone());
                if self.config.is_too_many(self.failed.len(), self.dirty_slots) {
                    self.carry_out_action(pass, &task);
                    return true;
                }
            }
        }
        false
    }

    /// A task fails the update if the update made it, and it never ran or not for long. That it
    /// ended well is no excuse.
    fn counts_as_failure(&self, task: &TaskId, now: Instant) -> bool {
        if self.failed.contains(task) {
            return false;
        }
        match self.made.get(task) {
            None => false,
            Some(Made::Coming | Made::Reached(_)) => true,
            Some(Made::Since(at)) => now.since(*at) <= self.config.monitor,
        }
    }

    fn carry_out_action(&mut self, pass: &mut Pass<'_>, task: &TaskId) {
        let id = &self.goal.id;
        let because = format!("due to failure or early termination of task {task}");
        match (self.config.action, self.config.is_rollback) {
            (FailureAction::Pause, _) => {
                self.is_stopped = true;
                outcome::pause(pass, id, format!("update paused {because}"));
            }
            (FailureAction::Rollback, false) => {
                self.is_stopped = true;
                outcome::roll_back(pass, id, format!("update rolled back {because}"));
            }
            // Not stopped: it monitors on and then calls itself complete, as SwarmKit does.
            (FailureAction::Rollback, true) => {
                outcome::pause(pass, id, format!("rollback paused {because}"));
            }
            (FailureAction::Continue, _) => (),
        }
    }

    fn move_workers(&mut self, pass: &mut Pass<'_>, restarts: &Restarts) -> bool {
        let mut has_moved = false;
        for at in 0..self.workers.len() {
            let worker = std::mem::replace(&mut self.workers[at], Worker::Free);
            let (worker, moved) = self.move_worker(pass, restarts, worker);
            self.workers[at] = worker;
            has_moved |= moved;
        }
        has_moved
    }

    /// One step of a worker, and whether it made one.
    fn move_worker(
        &mut self,
        pass: &mut Pass<'_>,
        restarts: &Restarts,
        worker: Worker,
    ) -> (Worker, bool) {
        let now = pass.now();
        match worker {
            Worker::Starts { ref task, .. } if restarts.is_waiting(task) => (worker, false),
            Worker::Starts { next, .. } => match next {
                Next::Nothing => (Worker::after_slot(self.config.delay, now), true),
                Next::Arrive(arrival) => (Worker::Arrives(arrival), true),
            },
            Worker::Arrives(arrival) => match self.made.get(&arrival.task) {
                Some(Made::Reached(state)) if pass.has_room(arrival.olds.len()) => {
                    let state = *state;
                    self.arrive(pass, &arrival, state);
                    (Worker::after_slot(self.config.delay, now), true)
                }
                Some(Made::Coming | Made::Reached(_) | Made::Since(_)) | None => {
                    (Worker::Arrives(arrival), false)
                }
            },
            Worker::Rests { until } if until <= now => (Worker::Free, true),
            Worker::Rests { .. } | Worker::Free => (worker, false),
        }
    }

    /// A new task runs, so those it replaces may stop; or it has ended, and they run on.
    fn arrive(&mut self, pass: &mut Pass<'_>, arrival: &Arrival, state: TaskState) {
        let since = Made::Since(pass.now());
        self.made.insert(arrival.task.clone(), since);
        if state == TaskState::Running {
            worker::retire(pass, &arrival.olds);
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        let resting = self.workers.iter().filter_map(|worker| match worker {
            Worker::Rests { until } => Some(*until),
            Worker::Free | Worker::Starts { .. } | Worker::Arrives(_) => None,
        });
        let stage = match self.stage {
            Stage::Monitoring { until } => Some(until),
            Stage::New(_) | Stage::Handing(_) | Stage::Finishing | Stage::Over => None,
        };
        resting.chain(stage).min()
    }
}
