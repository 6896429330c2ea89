//! Health checks (moby `daemon/health.go`): a command inside of the container now and then, and
//! what its failing means for a task.

use api::{ContainerId, TaskId};
use sim::Duration;

use super::{Goal, Work};
use crate::container::{Container, Health, State};
use crate::daemon::process::{Daemon, Timer};
use crate::events::container_event;
use crate::host::Host;

impl Daemon {
    /// Schedules the first check of a container that was just started.
    pub(super) fn begin_checks(&mut self, id: &ContainerId, host: &mut Host<'_>) {
        let Some((pid, pause)) = host.disk.container(id).and_then(|it| next_check(it, host)) else {
            return;
        };
        let timer = Timer::Check {
            container: id.clone(),
            pid,
        };
        self.agenda.push(host.moment.now + pause, timer);
    }

    /// A check is due.
    pub(crate) fn check(&mut self, id: &ContainerId, pid: i64, host: &mut Host<'_>) {
        let Some(container) = host
            .disk
            .container(id)
            .filter(|it| runs_as(it, pid))
            .cloned()
        else {
            return;
        };
        let Some(health) = &container.config.health else {
            return;
        };
        let words = match health.test.split_first() {
            Some((kind, rest)) if kind == "CMD-SHELL" => {
                [vec!["/bin/sh".to_owned(), "-c".to_owned()], rest.to_vec()].concat()
            }
            Some((_, rest)) => rest.to_vec(),
            None => return,
        };
        let result = host
            .kernel
            .run_beside(id, &words, health.timeout, host.moment);
        let (is_ok, time) = match result {
            Some((status, time)) => (status == 0, time),
            None => (false, health.timeout),
        };
        let timer = Timer::Checked {
            container: id.clone(),
            pid,
            is_ok,
        };
        self.agenda.push(host.moment.now + time, timer);
    }

    /// A check is over.
    pub(crate) fn checked(
        &mut self,
        id: &ContainerId,
        (pid, is_ok): (i64, bool),
        host: &mut Host<'_>,
    ) {
        let wall = host.moment.wall;
        let Some(container) = host.disk.container_mut(id).filter(|it| runs_as(it, pid)) else {
            return;
        };
        let config = container.config.clone();
        let Some(limits) = &config.health else { return };
        let State::Running {
            started,
            health: Some(health),
            ..
        } = &mut container.state
        else {
            return;
        };
        let before = *health;
        let in_start_period = wall.since(*started) < limits.start_period;
        *health = before.after(is_ok, limits.retries, in_start_period);
        let after = *health;
        let has_changed = core::mem::discriminant(&before) != core::mem::discriminant(&after);
        if has_changed {
            let action = format!("health_status: {}", after.word());
            let event = container_event(container, &action, &[], wall);
            self.publish(event, host);
            let task = config.task.as_ref().map(|of| of.task.id.clone());
            if let Some(task) = task {
                self.on_health(&task, id, after, host);
            }
        }
        let next = host.disk.container(id).and_then(|it| next_check(it, host));
        if let Some((pid, pause)) = next {
            let timer = Timer::Check {
                container: id.clone(),
                pid,
            };
            self.agenda.push(host.moment.now + pause, timer);
        }
    }

    /// What a task makes of its container's health.
    fn on_health(&mut self, task: &TaskId, id: &ContainerId, health: Health, host: &mut Host<'_>) {
        let Some(job) = self.executor.jobs.get(task) else {
            return;
        };
        let is_waiting = job.work == Work::Checking;
        let is_up = is_waiting || job.work == Work::Running;
        match health {
            Health::Healthy { .. } if is_waiting => {
                if let Some(container) = host.disk.container(id).cloned() {
                    self.running(task, &container, host);
                }
            }
            Health::Unhealthy if is_up => self.shut_down(task, Goal::Unhealthy, host),
            Health::Healthy { .. } | Health::Unhealthy | Health::Starting { .. } => (),
        }
    }
}

impl Health {
    /// What a check's result makes of it.
    fn after(self, is_ok: bool, retries: i64, in_start_period: bool) -> Health {
        if is_ok {
            return Health::Healthy { failures: 0 };
        }
        let failures = match self {
            // While it may still be starting, failing does not count.
            Health::Starting { .. } if in_start_period => return self,
            Health::Starting { failures } | Health::Healthy { failures } => failures + 1,
            Health::Unhealthy => return Health::Unhealthy,
        };
        match (failures >= retries, self) {
            (true, _) => Health::Unhealthy,
            (false, Health::Starting { .. }) => Health::Starting { failures },
            (false, Health::Healthy { .. } | Health::Unhealthy) => Health::Healthy { failures },
        }
    }
}

/// Whether it is the same life of the container.
fn runs_as(container: &Container, pid: i64) -> bool {
    matches!(container.state, State::Running { pid: own, .. } if own == pid)
}

/// When the next check of a running container is due.
fn next_check(container: &Container, host: &Host<'_>) -> Option<(i64, Duration)> {
    let limits = container.config.health.as_ref()?;
    let State::Running {
        pid,
        started,
        health: Some(health),
    } = &container.state
    else {
        return None;
    };
    let is_starting = matches!(health, Health::Starting { .. });
    let in_start_period = host.moment.wall.since(*started) < limits.start_period;
    let pause = match is_starting && in_start_period {
        true => limits.start_interval,
        false => limits.interval,
    };
    Some((*pid, pause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_in_a_row_make_it_unhealthy_and_one_success_heals() {
        let mut health = Health::Starting { failures: 0 };
        for (is_ok, in_start_period, expected) in [
            (false, true, "starting"),
            (false, false, "starting"),
            (false, false, "starting"),
            (true, false, "healthy"),
            (false, false, "healthy"),
            (false, false, "healthy"),
            (false, false, "unhealthy"),
            (false, false, "unhealthy"),
            (true, false, "healthy"),
        ] {
            health = health.after(is_ok, 3, in_start_period);
            assert_eq!(health.word(), expected);
        }
    }
}
