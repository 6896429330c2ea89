//! Tasks that wait for their start: timers and what they wait for, as data.

use std::collections::{BTreeMap, BTreeSet};

use api::node::NodeState;
use api::{NodeId, TaskId};
use raft::planted;
use sim::{Duration, Instant};

use super::WaitFor;
use crate::store::{Object, StoreEvent};

// SwarmKit manager/orchestrator/restart/restart.go: an old task that does not stop is waited for
// this long, from the moment its replacement was made.
const OLD_TASK_TIMEOUT: Duration = Duration::from_secs(60);

/// All delayed starts.
#[derive(Clone, Debug, Default)]
pub(super) struct Delays {
    starts: BTreeMap<TaskId, Start>,
    /// **Invariant:** one entry for each of `starts`, at its [`Start::due_at`].
    timers: BTreeSet<(Instant, TaskId)>,
    /// From a task that is to stop to those that wait for it.
    awaited: BTreeMap<TaskId, BTreeSet<TaskId>>,
}

#[derive(Clone, Debug)]
struct Start {
    /// When the delay is over.
    not_before: Instant,
    old: Option<OldTask>,
    /// The task died meanwhile and is to be restarted when its delay is over.
    has_died: bool,
}

/// A task that has not stopped yet.
#[derive(Clone, Debug)]
struct OldTask {
    id: TaskId,
    node: Option<NodeId>,
    /// Nobody waits for longer than this.
    until: Instant,
}

/// A start whose time has come.
#[derive(Clone, Debug)]
pub(super) struct Due {
    pub(super) task: TaskId,
    pub(super) has_died: bool,
}

impl Start {
    fn due_at(&self) -> Instant {
        let old = self.old.as_ref();
        old.map_or(self.not_before, |old| self.not_before.max(old.until))
    }
}

impl Delays {
    pub(super) fn insert(&mut self, task: TaskId, wait: WaitFor, delay: Duration, now: Instant) {
        let replaced = self.remove(&task);
        let old = match wait {
            WaitFor::Stop(old) if !old.status.state.is_terminal() => Some(OldTask {
                id: old.id.clone(),
                node: old.node_id.clone(),
                until: now + OLD_TASK_TIMEOUT,
            }),
            WaitFor::Stop(_) | WaitFor::Nothing => None,
        };
        if let Some(old) = &old {
            let waiting = self.awaited.entry(old.id.clone()).or_default();
            waiting.insert(task.clone());
        }
        let start = Start {
            not_before: match planted::has("lost-restart-delay") {
                true => now,
                false => now + delay,
            },
            old,
            has_died: replaced.is_some_and(|replaced| replaced.has_died),
        };
        self.timers.insert((start.due_at(), task.clone()));
        self.starts.insert(task, start);
    }

    pub(super) fn contains(&self, task: &TaskId) -> bool {
        self.starts.contains_key(task)
    }

    /// If the task itself waits here: lets its restart wait, too.
    pub(super) fn let_wait(&mut self, task: &TaskId) -> bool {
        match self.starts.get_mut(task) {
            Some(start) => {
                start.has_died = true;
                true
            }
            None => false,
        }
    }

    fn remove(&mut self, task: &TaskId) -> Option<Start> {
        let start = self.starts.remove(task)?;
        self.timers.remove(&(start.due_at(), task.clone()));
        self.stop_waiting(task, start.old.as_ref());
        Some(start)
    }

    fn stop_waiting(&mut self, task: &TaskId, old: Option<&OldTask>) {
        let Some(old) = old else {
            return;
        };
        if let Some(waiting) = self.awaited.get_mut(&old.id) {
            waiting.remove(task);
            if waiting.is_empty() {
                self.awaited.remove(&old.id);
            }
        }
    }

    /// The old task is not waited for any more.
    fn release(&mut self, task: &TaskId) {
        if let Some(mut start) = self.remove(task) {
            start.old = None;
            self.timers.insert((start.due_at(), task.clone()));
            self.starts.insert(task.clone(), start);
        }
    }

    pub(super) fn note(&mut self, event: &StoreEvent) {
        match event {
            StoreEvent::Updated {
                new: Object::Task(task),
                ..
            } if task.status.state.is_terminal() => self.has_stopped(&task.id),
            StoreEvent::Removed(Object::Task(task)) => {
                self.has_stopped(&task.id);
                self.remove(&task.id);
            }
            StoreEvent::Updated {
                new: Object::Node(node),
                ..
            } if node.status.state == NodeState::Down => self.has_gone(&node.id),
            StoreEvent::Removed(Object::Node(node)) => self.has_gone(&node.id),
            StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => (),
        }
    }

    fn has_stopped(&mut self, old: &TaskId) {
        for task in self.awaited.get(old).cloned().unwrap_or_default() {
            self.release(&task);
        }
    }

    fn has_gone(&mut self, node: &NodeId) {
        let is_there = |start: &Start| {
            let old = start.old.as_ref();
            old.is_some_and(|old| old.node.as_ref() == Some(node))
        };
        let starts = self.starts.iter().filter(|(_, start)| is_there(start));
        let released: Vec<TaskId> = starts.map(|(task, _)| task.clone()).collect();
        for task in &released {
            self.release(task);
        }
    }

    /// The next start whose time has come; it is not waited for any more.
    pub(super) fn take_due(&mut self, now: Instant) -> Option<Due> {
        let (at, task) = self.timers.first()?.clone();
        if at > now {
            return None;
        }
        let start = self.remove(&task).expect("every timer has a start");
        Some(Due {
            task,
            has_died: start.has_died,
        })
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.timers.first().map(|(at, _)| *at)
    }
}
