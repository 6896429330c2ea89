//! How an update goes about it, with defaults filled in.

use api::go::Ratio;
use api::service::{FailureAction, UpdateConfig, UpdateOrder, UpdateState};
use sim::Duration;

use crate::object::Service;

// SwarmKit api/defaults/service.go.
const DEFAULT_PARALLELISM: u64 = 1;
const DEFAULT_MONITOR: Duration = Duration::from_secs(5);

// SwarmKit manager/orchestrator/update/updater.go: the last phase outlasts the delay by this.
const BEYOND_DELAY: Duration = Duration::from_secs(1);

/// The settings of one update or rollback.
#[derive(Clone, Debug)]
pub(super) struct Config {
    /// How many slots at a time; 0 is all of them.
    pub(super) parallelism: u64,
    pub(super) delay: Duration,
    pub(super) monitor: Duration,
    pub(super) action: FailureAction,
    pub(super) order: UpdateOrder,
    pub(super) max_failure_ratio: Ratio,
    /// Whether this is a rollback, which is never rolled back itself.
    pub(super) is_rollback: bool,
}

impl Config {
    pub(super) fn of(service: &Service) -> Config {
        let status = service.update_status.as_ref();
        let is_rollback = status.is_some_and(|it| it.state == UpdateState::RollbackStarted);
        let config = if is_rollback {
            service.spec.rollback_config.clone()
        } else {
            service.spec.update_config.clone()
        };
        let config = config.unwrap_or(UpdateConfig {
            parallelism: DEFAULT_PARALLELISM,
            ..UpdateConfig::default()
        });
        let is_monitor_given = !config.monitor.is_zero();
        Config {
            parallelism: config.parallelism,
            delay: config.delay,
            monitor: if is_monitor_given {
                config.monitor
            } else {
                DEFAULT_MONITOR
            },
            action: config.failure_action,
            order: config.order,
            max_failure_ratio: config.max_failure_ratio,
            is_rollback,
        }
    }

    pub(super) fn watches_failures(&self) -> bool {
        match self.action {
            FailureAction::Pause | FailureAction::Rollback => true,
            FailureAction::Continue => false,
        }
    }

    /// Whether so many failures of so many slots are too many.
    pub(super) fn is_too_many(&self, failures: usize, slots: usize) -> bool {
        let (failures, slots) = (failures as i64, slots as i64);
        !raft::planted::has("ignored-ratio")
            && failures * 1_000_000 > self.max_failure_ratio.millionths * slots
    }

    /// How long tasks are watched after the last slot is done. With a long delay it must reach
    /// beyond it, or the last failure would not be seen.
    pub(super) fn last_monitor(&self) -> Duration {
        if self.delay >= self.monitor {
            return self.delay + BEYOND_DELAY;
        }
        self.monitor
    }
}
