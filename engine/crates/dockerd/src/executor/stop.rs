//! A task's way out: leave the load balancers, wait for the news to spread, stop, perhaps forget.

use api::{ContainerId, TaskId};
use swarm::TaskReport;

use super::{GOSSIP_CONVERGE_DELAY, Goal, Work};
use crate::container::{Container, State};
use crate::daemon::process::{Daemon, Timer};
use crate::events::container_event;
use crate::host::Host;

impl Daemon {
    /// Deregister, stop with the grace period, and for [`Goal::Remove`] forget.
    pub(super) fn shut_down(&mut self, task: &TaskId, goal: Goal, host: &mut Host<'_>) {
        let Some(job) = self.job(task, host) else {
            if goal == Goal::Shutdown {
                self.report(task, TaskReport::Stopped { container: None }, host);
            }
            return;
        };
        let is_stopping = matches!(job.work, Work::Deregistering(_) | Work::Stopping(_));
        let of = job.task.clone();
        let container = host.disk.container_of(task).cloned();
        let needs_spreading = of
            .networks
            .iter()
            .any(|it| it.network.driver_state.name == "overlay");
        if let (Work::Stopping(_), Some(_)) = (&job.work, &container) {
            // The signal is on its way; only what comes after it changes.
            job.work = Work::Stopping(goal);
            return;
        }
        let was_active = std::mem::take(&mut job.is_active);
        if let Some(container) = container.as_ref().filter(|_| was_active) {
            self.deactivate(&container.id, host);
        }
        if needs_spreading && !is_stopping {
            let after = Some(GOSSIP_CONVERGE_DELAY);
            return self.begin(task, Work::Deregistering(goal), after, host);
        }
        if let Some(job) = self.executor.jobs.get_mut(task).filter(|_| is_stopping) {
            // The pause is under way already.
            job.work = Work::Deregistering(goal);
            return;
        }
        self.signal_stop(task, goal, host);
    }

    /// The pause is over.
    pub(super) fn signal_stop(&mut self, task: &TaskId, goal: Goal, host: &mut Host<'_>) {
        let container = host.disk.container_of(task).cloned();
        match container.filter(|it| it.is_running()) {
            Some(container) => {
                self.begin(task, Work::Stopping(goal), None, host);
                self.stop_container(&container, host);
            }
            None => self.stopped(task, goal, host),
        }
    }

    /// There is nothing to stop.
    fn stopped(&mut self, task: &TaskId, goal: Goal, host: &mut Host<'_>) {
        self.leave_networks(task, host);
        let container = host.disk.container_of(task).map(|it| it.task_status());
        self.begin(task, Work::Idle, None, host);
        match goal {
            Goal::Shutdown => self.report(task, TaskReport::Stopped { container }, host),
            Goal::Remove => self.remove_task(task, host),
            Goal::Unhealthy => (),
        }
    }

    /// `docker stop`: the stop signal, and after the grace period `SIGKILL`.
    pub(crate) fn stop_container(&mut self, container: &Container, host: &mut Host<'_>) {
        let State::Running { pid, .. } = container.state else {
            return;
        };
        let config = &container.config;
        let signal = [("signal", signal_number(&config.stop_signal))];
        let event = container_event(container, "kill", &signal, host.moment.wall);
        self.publish(event, host);
        host.kernel
            .signal(&container.id, &config.stop_signal, host.moment);
        let timer = Timer::Kill {
            container: container.id.clone(),
            pid,
        };
        self.agenda.push(host.moment.now + config.stop_grace, timer);
    }

    /// The grace period is over.
    pub(crate) fn kill_container(&mut self, id: &ContainerId, pid: i64, host: &mut Host<'_>) {
        let container = host.disk.container(id);
        let is_same = container
            .is_some_and(|it| matches!(it.state, State::Running { pid: own, .. } if own == pid));
        if is_same {
            host.kernel.signal(id, "SIGKILL", host.moment);
        }
    }

    /// The container of a task is forgotten, and the task with it.
    pub(super) fn remove_task(&mut self, task: &TaskId, host: &mut Host<'_>) {
        self.leave_networks(task, host);
        self.executor.jobs.remove(task);
        let id = host.disk.container_of(task).map(|it| it.id.clone());
        if let Some(id) = id {
            self.remove_container(&id, host);
        }
    }

    /// `docker rm`.
    pub(crate) fn remove_container(&mut self, id: &ContainerId, host: &mut Host<'_>) {
        self.disconnect_container(id, host);
        if let Some(container) = host.disk.remove_container(id) {
            let event = container_event(&container, "destroy", &[], host.moment.wall);
            self.publish(event, host);
        }
    }

    /// A program ended: the record is brought up to date, and the task hears of it.
    pub(crate) fn on_died(&mut self, id: &ContainerId, status: i64, host: &mut Host<'_>) {
        let wall = host.moment.wall;
        let Some(container) = host.disk.container_mut(id) else {
            return;
        };
        let State::Running { started, .. } = container.state else {
            return;
        };
        container.state = State::Exited {
            status,
            started,
            finished: wall,
        };
        let container = container.clone();
        let code = [("exitCode", status.to_string())];
        let event = container_event(&container, "die", &code, wall);
        self.publish(event, host);
        self.disconnect_container(id, host);
        if let Some(of) = &container.config.task {
            self.on_task_exit(&of.task.id, id, host);
        }
        self.end_followers(id, host);
    }
}

fn signal_number(signal: &str) -> String {
    let number = match signal {
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGQUIT" => 3,
        "SIGKILL" => 9,
        "SIGUSR1" => 10,
        "SIGTERM" => 15,
        "SIGWINCH" => 28,
        _ => return signal.to_owned(),
    };
    number.to_string()
}
