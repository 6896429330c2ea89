//! The tasks a node has (SwarmKit `agent/worker.go`, `agent/storage.go`).
//!
//! They are kept on the disk with their statuses, so that after a restart the node goes on with
//! them before it has heard of any manager.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::task::TaskStatus;
use api::{ConfigId, SecretId, TaskId};
use serde::{Deserialize, Serialize};
use sim::Instant;

use super::task::TaskRunner;
use crate::message::{Assignments, AssignmentsKind, Files};
use crate::node::{Moment, TaskOrder, TaskReport};
use crate::object::{Config, Secret, Task};

/// A task as the disk keeps it: what was asked for, and how far it came here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredTask {
    task: Arc<Task>,
    status: TaskStatus,
}

/// All tasks assigned to this node.
#[derive(Clone, Debug, Default)]
pub(super) struct Worker {
    tasks: BTreeMap<TaskId, TaskRunner>,
    /// Only in memory: after a restart they come with the next session.
    secrets: BTreeMap<SecretId, Arc<Secret>>,
    configs: BTreeMap<ConfigId, Arc<Config>>,
    /// Statuses that changed since they were last taken.
    changes: Vec<(TaskId, TaskStatus)>,
}

impl Worker {
    pub(super) fn new(stored: Vec<StoredTask>) -> Worker {
        let tasks = stored
            .into_iter()
            .map(|StoredTask { task, status }| (task.id.clone(), TaskRunner::new(task, status)));
        Worker {
            tasks: tasks.collect(),
            ..Worker::default()
        }
    }

    pub(super) fn stored(&self) -> Vec<StoredTask> {
        let tasks = self.tasks.values();
        let stored = tasks.map(|runner| StoredTask {
            task: runner.task().clone(),
            status: runner.status().clone(),
        });
        stored.collect()
    }

    pub(super) fn has(&self, task: &TaskId) -> bool {
        self.tasks.contains_key(task)
    }

    pub(super) fn statuses(&self) -> Vec<(TaskId, TaskStatus)> {
        let tasks = self.tasks.iter();
        tasks
            .map(|(id, runner)| (id.clone(), runner.status().clone()))
            .collect()
    }

    pub(super) fn take_changes(&mut self) -> Vec<(TaskId, TaskStatus)> {
        std::mem::take(&mut self.changes)
    }

    /// Goes on with what the disk kept.
    pub(super) fn start(&mut self, moment: Moment, orders: &mut Vec<TaskOrder>) {
        for runner in self.tasks.values_mut() {
            runner.run(moment.wall, orders, &mut self.changes);
        }
    }

    /// Takes over what a manager wants: everything, or what changed.
    pub(super) fn assign(
        &mut self,
        assignments: Assignments,
        moment: Moment,
        orders: &mut Vec<TaskOrder>,
    ) {
        let Assignments {
            kind,
            results_in: _,
            files,
            update,
            mut remove,
        } = assignments;
        self.take_files(kind, files);
        if kind == AssignmentsKind::Complete {
            let is_gone = |id: &&TaskId| update.iter().all(|task| task.id != **id);
            remove.extend(self.tasks.keys().filter(is_gone).cloned());
        }
        for task in update {
            match self.tasks.get_mut(&task.id) {
                Some(runner) => runner.update(task, moment, orders, &mut self.changes),
                None => self.adopt(task, moment, orders),
            }
        }
        for id in remove {
            if self.tasks.remove(&id).is_some() {
                self.changes.retain(|(changed, _)| *changed != id);
                orders.push(TaskOrder::Remove(id));
            }
        }
    }

    /// Secrets and configs go before the tasks that need them.
    fn take_files(&mut self, kind: AssignmentsKind, files: Files) {
        if kind == AssignmentsKind::Complete {
            self.secrets.clear();
            self.configs.clear();
        }
        let secrets = files.secrets.into_iter();
        self.secrets.extend(secrets.map(|it| (it.id.clone(), it)));
        let configs = files.configs.into_iter();
        self.configs.extend(configs.map(|it| (it.id.clone(), it)));
        for id in &files.removed_secrets {
            self.secrets.remove(id);
        }
        for id in &files.removed_configs {
            self.configs.remove(id);
        }
    }

    /// The secret as this task is to have it: one a driver made for it goes before the shared one.
    pub(super) fn secret(&self, id: &SecretId, task: &TaskId) -> Option<&Arc<Secret>> {
        let own = SecretId(format!("{id}.{task}"));
        self.secrets.get(&own).or_else(|| self.secrets.get(id))
    }

    pub(super) fn config(&self, id: &ConfigId) -> Option<&Arc<Config>> {
        self.configs.get(id)
    }

    fn adopt(&mut self, task: Arc<Task>, moment: Moment, orders: &mut Vec<TaskOrder>) {
        let (id, status) = (task.id.clone(), task.status.clone());
        let mut runner = TaskRunner::new(task, status);
        runner.run(moment.wall, orders, &mut self.changes);
        self.tasks.insert(id, runner);
    }

    pub(super) fn on_report(
        &mut self,
        task: &TaskId,
        report: TaskReport,
        moment: Moment,
        orders: &mut Vec<TaskOrder>,
    ) {
        if let Some(runner) = self.tasks.get_mut(task) {
            runner.on_report(report, moment.wall, orders, &mut self.changes);
        }
    }

    pub(super) fn on_timeout(&mut self, moment: Moment, orders: &mut Vec<TaskOrder>) {
        for runner in self.tasks.values_mut() {
            if runner.retry_at().is_some_and(|at| at <= moment.now) {
                runner.run(moment.wall, orders, &mut self.changes);
            }
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.tasks.values().filter_map(TaskRunner::retry_at).min()
    }
}
