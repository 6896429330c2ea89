//! One task, from accepted to ended, a step at a time (SwarmKit `agent/task.go`,
//! `agent/exec/controller.go`).
//!
//! A step either changes the status at once or gives the daemon an order and waits for its report.
//! A change of what is wanted cancels an order under way; the task then pauses for a second before
//! it looks again at what to do, as SwarmKit does after every cancelled step.

use std::sync::Arc;

use api::TaskId;
use api::task::{ContainerStatus, TaskState, TaskStatus};
use sim::{Duration, Instant, Timestamp};

use crate::manager::dispatcher::equal_but_status;
use crate::node::{Moment, TaskOrder, TaskReport};
use crate::object::Task;

/// SwarmKit `agent/task.go`: the pause after a step that is to be tried again.
const RETRY_DELAY: Duration = Duration::from_secs(1);

type Changes = Vec<(TaskId, TaskStatus)>;

/// A task as this node runs it.
#[derive(Clone, Debug)]
pub(super) struct TaskRunner {
    task: Arc<Task>,
    /// **Invariant:** its state never falls.
    status: TaskStatus,
    step: Step,
    /// The container ended while nobody waited for it.
    exit: Option<Exit>,
}

/// What a task is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// It is where it is wanted.
    Paused,
    Preparing,
    Starting,
    /// It runs.
    Waiting,
    ShuttingDown,
    /// A step was cancelled.
    Retrying {
        at: Instant,
    },
}

#[derive(Clone, Debug)]
struct Exit {
    container: ContainerStatus,
    err: String,
}

impl TaskRunner {
    pub(super) fn new(task: Arc<Task>, status: TaskStatus) -> TaskRunner {
        TaskRunner {
            task,
            status,
            step: Step::Paused,
            exit: None,
        }
    }

    pub(super) fn task(&self) -> &Arc<Task> {
        &self.task
    }

    pub(super) fn status(&self) -> &TaskStatus {
        &self.status
    }

    pub(super) fn retry_at(&self) -> Option<Instant> {
        match self.step {
            Step::Retrying { at } => Some(at),
            Step::Paused
            | Step::Preparing
            | Step::Starting
            | Step::Waiting
            | Step::ShuttingDown => None,
        }
    }

    /// A manager wants something else of it.
    pub(super) fn update(
        &mut self,
        task: Arc<Task>,
        moment: Moment,
        orders: &mut Vec<TaskOrder>,
        changes: &mut Changes,
    ) {
        let is_old = task.desired_state < self.task.desired_state;
        if is_old || equal_but_status(&self.task, &task) {
            return;
        }
        self.task = task;
        match self.step {
            Step::Paused => self.run(moment.wall, orders, changes),
            Step::Preparing | Step::Starting | Step::Waiting | Step::ShuttingDown => {
                self.step = Step::Retrying {
                    at: moment.now + RETRY_DELAY,
                };
            }
            Step::Retrying { .. } => {}
        }
    }

    /// Goes on until it waits for something.
    pub(super) fn run(
        &mut self,
        wall: Timestamp,
        orders: &mut Vec<TaskOrder>,
        changes: &mut Changes,
    ) {
        loop {
            self.step = self.next_step();
            match self.step {
                Step::Paused => match self.advance() {
                    Some((state, message)) => self.transition(state, message, wall, changes),
                    None => return,
                },
                Step::Preparing => return orders.push(TaskOrder::Prepare(self.task.clone())),
                Step::Starting => return orders.push(TaskOrder::Start(self.task.id.clone())),
                Step::Waiting => match self.exit.take() {
                    Some(exit) => self.end(exit, wall, changes),
                    None => return,
                },
                Step::ShuttingDown => {
                    return orders.push(TaskOrder::Shutdown(self.task.id.clone()));
                }
                Step::Retrying { .. } => unreachable!("a step is never begun as a retry"),
            }
        }
    }

    /// Which order the task needs now, if any (SwarmKit `exec/controller.go`, `Do`).
    fn next_step(&self) -> Step {
        let (state, desired) = (self.status.state, self.task.desired_state);
        if desired >= TaskState::Shutdown {
            if state.is_terminal() {
                return Step::Paused;
            }
            return Step::ShuttingDown;
        }
        if state > desired {
            return Step::Paused;
        }
        match state {
            TaskState::Preparing => Step::Preparing,
            TaskState::Starting => Step::Starting,
            TaskState::Running => Step::Waiting,
            TaskState::New
            | TaskState::Pending
            | TaskState::Assigned
            | TaskState::Accepted
            | TaskState::Ready
            | TaskState::Complete
            | TaskState::Shutdown
            | TaskState::Failed
            | TaskState::Rejected
            | TaskState::Remove
            | TaskState::Orphaned => Step::Paused,
        }
    }

    /// A step that takes no time.
    fn advance(&self) -> Option<(TaskState, &'static str)> {
        if self.status.state >= self.task.desired_state {
            return None;
        }
        match self.status.state {
            TaskState::New | TaskState::Pending | TaskState::Assigned => {
                Some((TaskState::Accepted, "accepted"))
            }
            TaskState::Accepted => Some((TaskState::Preparing, "preparing")),
            TaskState::Ready => Some((TaskState::Starting, "starting")),
            TaskState::Preparing
            | TaskState::Starting
            | TaskState::Running
            | TaskState::Complete
            | TaskState::Shutdown
            | TaskState::Failed
            | TaskState::Rejected
            | TaskState::Remove
            | TaskState::Orphaned => None,
        }
    }

    /// The daemon did something, or something happened to the container.
    pub(super) fn on_report(
        &mut self,
        report: TaskReport,
        wall: Timestamp,
        orders: &mut Vec<TaskOrder>,
        changes: &mut Changes,
    ) {
        match (report, self.step) {
            (TaskReport::Prepared { container }, Step::Preparing) => {
                self.set_container(container);
                self.transition(TaskState::Ready, "prepared", wall, changes);
            }
            (TaskReport::Started { container, ports }, Step::Starting) => {
                self.set_container(Some(container));
                self.status.port_status = ports;
                self.transition(TaskState::Running, "started", wall, changes);
            }
            (TaskReport::Exited { container, err }, Step::Starting | Step::Waiting) => {
                self.end(Exit { container, err }, wall, changes);
            }
            (TaskReport::Exited { container, err }, Step::Paused | Step::Retrying { .. }) => {
                self.exit = Some(Exit { container, err });
                return;
            }
            (TaskReport::Stopped { container }, Step::ShuttingDown) => {
                self.set_container(container);
                self.transition(TaskState::Shutdown, "shutdown", wall, changes);
            }
            (
                TaskReport::Failed { container, err },
                Step::Preparing | Step::Starting | Step::Waiting | Step::ShuttingDown,
            ) => {
                self.set_container(container);
                self.fail(err, wall, changes);
            }
            // It answers an order that was cancelled, or tells of an end that was asked for.
            (
                TaskReport::Prepared { .. }
                | TaskReport::Started { .. }
                | TaskReport::Exited { .. }
                | TaskReport::Stopped { .. }
                | TaskReport::Failed { .. },
                _,
            ) => return,
        }
        self.run(wall, orders, changes);
    }

    fn end(&mut self, exit: Exit, wall: Timestamp, changes: &mut Changes) {
        self.set_container(Some(exit.container));
        if exit.err.is_empty() {
            self.transition(TaskState::Complete, "finished", wall, changes);
        } else {
            self.fail(exit.err, wall, changes);
        }
    }

    /// For good: before it was to start the node refuses the task, from then on it failed. The
    /// message stays what it was.
    fn fail(&mut self, err: String, wall: Timestamp, changes: &mut Changes) {
        let state = if self.status.state < TaskState::Starting {
            TaskState::Rejected
        } else {
            TaskState::Failed
        };
        self.observe(state, wall);
        self.status.err = err;
        changes.push((self.task.id.clone(), self.status.clone()));
    }

    fn transition(
        &mut self,
        state: TaskState,
        message: &str,
        wall: Timestamp,
        changes: &mut Changes,
    ) {
        self.observe(state, wall);
        message.clone_into(&mut self.status.message);
        self.status.err.clear();
        changes.push((self.task.id.clone(), self.status.clone()));
    }

    fn observe(&mut self, state: TaskState, wall: Timestamp) {
        assert!(state > self.status.state, "a task's state never falls");
        self.status.state = state;
        self.status.timestamp = wall;
    }

    fn set_container(&mut self, container: Option<ContainerStatus>) {
        if container.is_some() {
            self.status.container_status = container;
        }
    }
}

#[cfg(test)]
mod tests;
