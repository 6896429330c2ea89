//! A task that replaces one that failed is wanted running only after the delay of its policy.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Duration, Instant, ServiceId, TaskId, TaskState};

use super::Promise;
use crate::simulation::sight::Change;

/// How far a moment seen here may be off.
const SLACK: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub struct RestartDelay {
    born: BTreeMap<TaskId, Instant>,
    /// Services that were changed: their updates follow other rules.
    changed: BTreeSet<ServiceId>,
    /// Replacements of a task that had failed by itself.
    after_failure: BTreeSet<TaskId>,
}

impl Promise for RestartDelay {
    fn name(&self) -> &'static str {
        "restart delay kept"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        for service in change.after.services() {
            if service.previous_spec.is_some() || service.update_status.is_some() {
                self.changed.insert(service.id.clone());
            }
        }
        for (before, task) in change.tasks() {
            let Some(service) = task.service_id.as_ref() else {
                continue;
            };
            if before.is_none() {
                self.born.insert(task.id.clone(), change.at);
                // The predecessor failed in this very write or before it.
                let failed = change.after.tasks_of_service(service).any(|other| {
                    other.slot == task.slot
                        && other.status.state == TaskState::Failed
                        && change.before.task(&other.id).is_some_and(|it| {
                            it.desired_state <= TaskState::Running
                                && other.desired_state == TaskState::Shutdown
                        })
                });
                if failed && task.desired_state == TaskState::Ready {
                    self.after_failure.insert(task.id.clone());
                }
            }
            let is_let_go = before.is_some_and(|it| it.desired_state == TaskState::Ready)
                && task.desired_state == TaskState::Running;
            if !is_let_go
                || self.changed.contains(service)
                || !self.after_failure.contains(&task.id)
            {
                continue;
            }
            let policy = task.spec.restart_policy.as_ref();
            let delay = policy.and_then(|it| it.delay);
            let delay = delay.map_or(Duration::from_secs(5), Into::into);
            // The delay runs from when the leader wrote, not from when a majority had it; and it is
            // kept by a clock that a fault may set. Who is early by both is early.
            let seen = change.at.since(self.born[&task.id]);
            let meta = &task.meta;
            let waited = seen.max(meta.updated_at.since(meta.created_at));
            if waited + SLACK < delay {
                return Err(format!(
                    "{} was let go after {waited:?}; its policy says {delay:?}",
                    task.name()
                ));
            }
        }
        Ok(())
    }
}
