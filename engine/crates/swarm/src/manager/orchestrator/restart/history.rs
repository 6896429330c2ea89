//! How often each slot was restarted, for policies with a limit.

use std::collections::{BTreeMap, VecDeque};

use api::{ServiceId, Version};
use sim::Timestamp;

use super::super::slot::SlotKey;
use super::super::task::{max_attempts, restart_window};
use crate::object::Task;

/// Restarts by service and slot. Slots whose policy has no limit are not counted.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    services: BTreeMap<ServiceId, BTreeMap<SlotKey, Attempts>>,
}

/// The restarts of a slot with one version of its service; another version starts anew.
#[derive(Clone, Debug, Default)]
struct Attempts {
    version: Version,
    total: u64,
    /// When, oldest first; only kept for policies with a window.
    times: VecDeque<Timestamp>,
}

impl History {
    /// Counts the replacement of a task.
    pub(super) fn record(
        &mut self,
        service: &ServiceId,
        key: SlotKey,
        replacement: &Task,
        at: Timestamp,
    ) {
        if max_attempts(&replacement.spec) == 0 {
            return;
        }
        let slots = self.services.entry(service.clone()).or_default();
        let attempts = slots.entry(key).or_default();
        if let Some(version) = replacement
            .spec_version
            .filter(|it| *it != attempts.version)
        {
            *attempts = Attempts {
                version,
                ..Attempts::default()
            };
        }
        attempts.total += 1;
        if restart_window(replacement).is_some() {
            attempts.times.push_back(at);
        }
    }

    /// Whether a task that ended may be replaced once more.
    pub(super) fn has_attempts_left(&mut self, key: &SlotKey, task: &Task) -> bool {
        let slots = task
            .service_id
            .as_ref()
            .and_then(|id| self.services.get_mut(id));
        let Some(attempts) = slots.and_then(|slots| slots.get_mut(key)) else {
            return true;
        };
        if task
            .spec_version
            .is_some_and(|version| version != attempts.version)
        {
            return true;
        }
        let max = max_attempts(&task.spec);
        let Some(window) = restart_window(task) else {
            return attempts.total < max;
        };
        let end = task.status_time();
        let window = i64::try_from(window.as_nanos()).unwrap_or(i64::MAX);
        let lookback = Timestamp(end.0.saturating_sub(window));
        while attempts.times.front().is_some_and(|at| *at <= lookback) {
            attempts.times.pop_front();
        }
        // Restarts that came after this task ended are not its own.
        let before = attempts.times.iter().filter(|at| **at < end);
        (before.count() as u64) < max
    }

    pub(super) fn forget(&mut self, service: &ServiceId) {
        self.services.remove(service);
    }
}
