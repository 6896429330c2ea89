//! What the managers do not know yet (SwarmKit `agent/reporter.go`).
//!
//! Of each task only the latest status counts. What could not be delivered is kept and sent again.

use std::collections::BTreeMap;

use api::TaskId;
use api::task::TaskStatus;

/// Statuses to be reported.
#[derive(Clone, Debug, Default)]
pub(super) struct Reporter {
    pending: BTreeMap<TaskId, TaskStatus>,
    /// Sent, but not confirmed yet.
    sent: Option<BTreeMap<TaskId, TaskStatus>>,
}

impl Reporter {
    pub(super) fn put(&mut self, changes: Vec<(TaskId, TaskStatus)>) {
        self.pending.extend(changes);
    }

    /// A new session: everything there is to tell is told again.
    pub(super) fn reset(&mut self, statuses: Vec<(TaskId, TaskStatus)>) {
        self.sent = None;
        self.pending = statuses.into_iter().collect();
    }

    /// Everything that waits, unless an earlier batch is still on its way.
    pub(super) fn take_batch(&mut self) -> Option<Vec<(TaskId, TaskStatus)>> {
        if self.sent.is_some() || self.pending.is_empty() {
            return None;
        }
        let batch = std::mem::take(&mut self.pending);
        let updates = batch.clone().into_iter().collect();
        self.sent = Some(batch);
        Some(updates)
    }

    pub(super) fn taken(&mut self) {
        self.sent = None;
    }

    /// The batch on its way may not have arrived. What is newer stays.
    pub(super) fn lost(&mut self) {
        for (task, status) in self.sent.take().unwrap_or_default() {
            self.pending.entry(task).or_insert(status);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::task::TaskState;

    fn status(state: TaskState) -> Vec<(TaskId, TaskStatus)> {
        let status = TaskStatus {
            state,
            ..TaskStatus::default()
        };
        vec![(TaskId::from("t"), status)]
    }

    #[test]
    fn only_the_latest_status_is_sent_and_one_batch_at_a_time() {
        let mut reporter = Reporter::default();
        reporter.put(status(TaskState::Accepted));
        reporter.put(status(TaskState::Preparing));
        assert_eq!(reporter.take_batch(), Some(status(TaskState::Preparing)));
        reporter.put(status(TaskState::Ready));
        assert_eq!(reporter.take_batch(), None);
        reporter.taken();
        assert_eq!(reporter.take_batch(), Some(status(TaskState::Ready)));
    }

    #[test]
    fn a_lost_batch_does_not_replace_what_is_newer() {
        let mut reporter = Reporter::default();
        reporter.put(status(TaskState::Accepted));
        reporter.take_batch();
        reporter.put(status(TaskState::Running));
        reporter.lost();
        assert_eq!(reporter.take_batch(), Some(status(TaskState::Running)));
    }
}
