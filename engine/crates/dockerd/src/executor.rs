//! Runs tasks as containers: what the node's agent orders, step by step (moby
//! `daemon/cluster/executor/container`).
//!
//! A step either is over at once or waits for a timer, a program's end or a health check; then the
//! agent gets its report. A newer order takes the place of the one in progress; what comes of the
//! old one counts no more.

mod attempt;
mod health;
mod networking;
mod spec;
mod stop;

pub(crate) use attempt::transfer_time;

use std::collections::BTreeMap;
use std::sync::Arc;

use api::task::{ContainerStatus, PortStatus, TaskState};
use api::{ContainerId, TaskId};
use sim::{Duration, Instant};
use swarm::object::Task;
use swarm::{TaskOrder, TaskReport};

use crate::daemon::process::{Daemon, Timer};
use crate::host::Host;

/// moby `controller.go`: how long a task waits for the node's addresses on its networks, and how
/// often it looks.
const ATTACHMENT_TIMEOUT: Duration = Duration::from_secs(30);
const ATTACHMENT_POLL: Duration = Duration::from_millis(100);

/// moby `controller.go` `defaultGossipConvergeDelay`: from leaving the load balancers to the stop
/// signal.
const GOSSIP_CONVERGE_DELAY: Duration = Duration::from_secs(2);

/// The tasks of this daemon.
#[derive(Clone, Debug, Default)]
pub(crate) struct Executor {
    jobs: BTreeMap<TaskId, Job>,
    serials: u64,
    /// When the containers that are being started will be, the first first.
    starts: Vec<Instant>,
}

/// A task and what is being done for it.
#[derive(Clone, Debug)]
struct Job {
    task: Arc<Task>,
    work: Work,
    /// Tells the timer of this work from those of earlier work.
    serial: u64,
    /// Whether load balancers were told to send to it.
    is_active: bool,
}

/// What is being done.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Work {
    /// Nothing: it waits for an order.
    Idle,
    /// The node has no address on one of the networks so far.
    Attaching {
        until: Instant,
    },
    Pulling,
    Creating,
    Starting,
    /// Started; it counts as running once a check succeeds.
    Checking,
    /// It runs until it ends.
    Running,
    /// Out of the load balancers; others hear of it before the signal is sent.
    Deregistering(Goal),
    /// The signal was sent.
    Stopping(Goal),
}

/// Why a container is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    /// The agent wants it.
    Shutdown,
    /// It is to be forgotten afterwards.
    Remove,
    /// Its checks failed.
    Unhealthy,
}

impl Job {
    fn new(task: Arc<Task>) -> Job {
        Job {
            task,
            work: Work::Idle,
            serial: 0,
            is_active: false,
        }
    }
}

impl Daemon {
    /// The agent orders something.
    pub(crate) fn on_order(&mut self, order: TaskOrder, host: &mut Host<'_>) {
        match order {
            TaskOrder::Prepare(task) => self.prepare(task, host),
            TaskOrder::Start(task) => self.start_task(&task, host),
            TaskOrder::Shutdown(task) => self.shut_down(&task, Goal::Shutdown, host),
            TaskOrder::Remove(task) => self.shut_down(&task, Goal::Remove, host),
            TaskOrder::Attachments(list) => self.on_attachments(&list, host),
            TaskOrder::Logs {
                subscription,
                task,
                options,
            } => {
                self.send_task_logs(subscription, &task, &options, host);
            }
        }
    }

    /// A job's timer has come.
    pub(crate) fn on_job_timeout(&mut self, task: &TaskId, serial: u64, host: &mut Host<'_>) {
        let Some(job) = self
            .executor
            .jobs
            .get(task)
            .filter(|job| job.serial == serial)
        else {
            return;
        };
        match job.work.clone() {
            Work::Attaching { until } => self.attach(task, until, host),
            Work::Pulling => self.pulled(task, host),
            Work::Creating => self.created(task, host),
            Work::Starting => self.started(task, host),
            Work::Deregistering(goal) => self.signal_stop(task, goal, host),
            Work::Idle | Work::Checking | Work::Running | Work::Stopping(_) => (),
        }
    }

    /// Goes over to other work, with a timer if it takes a known time.
    fn begin(&mut self, task: &TaskId, work: Work, after: Option<Duration>, host: &Host<'_>) {
        self.executor.serials += 1;
        let serial = self.executor.serials;
        let Some(job) = self.executor.jobs.get_mut(task) else {
            return;
        };
        job.work = work;
        job.serial = serial;
        if let Some(after) = after {
            let timer = Timer::Job {
                task: task.clone(),
                serial,
            };
            self.agenda.push(host.moment.now + after, timer);
        }
    }

    /// Tells the agent.
    fn report(&mut self, task: &TaskId, report: TaskReport, host: &mut Host<'_>) {
        self.cluster
            .with_node(|node| node.on_task(task, report, host.moment));
    }

    /// A job, known from an order or from the container an earlier daemon made.
    fn job(&mut self, id: &TaskId, host: &Host<'_>) -> Option<&mut Job> {
        if !self.executor.jobs.contains_key(id) {
            let container = host.disk.container_of(id)?;
            let task = container.config.task.as_ref()?.task.clone();
            self.executor.jobs.insert(id.clone(), Job::new(task));
        }
        self.executor.jobs.get_mut(id)
    }

    /// A container ended. Whoever waits for it hears of it.
    pub(crate) fn on_task_exit(&mut self, task: &TaskId, id: &ContainerId, host: &mut Host<'_>) {
        let Some(container) = host.disk.container(id).cloned() else {
            return;
        };
        let status = container.task_status();
        let Some(job) = self.executor.jobs.get(task) else {
            // Begun by an earlier daemon.
            let err = exit_error(container.exit_status(), None);
            let report = TaskReport::Exited {
                container: status,
                err,
            };
            return self.report(task, report, host);
        };
        let report = match job.work {
            Work::Checking | Work::Running => TaskReport::Exited {
                err: exit_error(container.exit_status(), None),
                container: status,
            },
            Work::Stopping(Goal::Unhealthy) => TaskReport::Exited {
                err: exit_error(container.exit_status(), Some(UNHEALTHY)),
                container: status,
            },
            Work::Stopping(Goal::Shutdown) => {
                self.leave_networks(task, host);
                TaskReport::Stopped {
                    container: Some(status),
                }
            }
            Work::Stopping(Goal::Remove) => return self.remove_task(task, host),
            // The end of the pause finds it stopped.
            Work::Deregistering(_) => return,
            Work::Idle
            | Work::Attaching { .. }
            | Work::Pulling
            | Work::Creating
            | Work::Starting => {
                return;
            }
        };
        self.begin(task, Work::Idle, None, host);
        self.report(task, report, host);
    }

    /// A daemon found containers of an earlier one: their ends are reported, since the agent waits
    /// for them without a word.
    pub(crate) fn report_restored(&mut self, host: &mut Host<'_>) {
        let ended: Vec<(TaskId, ContainerStatus, i64)> = host
            .disk
            .containers()
            .filter(|container| matches!(container.state, crate::container::State::Exited { .. }))
            .filter_map(|container| {
                let task = container.config.task.as_ref()?.task.id.clone();
                Some((task, container.task_status(), container.exit_status()))
            })
            .collect();
        for (task, container, status) in ended {
            let report = TaskReport::Exited {
                container,
                err: exit_error(status, None),
            };
            self.report(&task, report, host);
        }
    }

    /// Whether a container's end is worth waiting for before the daemon's own.
    pub(crate) fn forget_jobs(&mut self) {
        self.executor.jobs.clear();
    }
}

/// moby `executor/container/errors.go`.
const UNHEALTHY: &str = "dockerexec: unhealthy container";

/// moby `controller.go` `exitError`; nothing for status 0.
fn exit_error(status: i64, cause: Option<&str>) -> String {
    match (status, cause) {
        (0, _) => String::new(),
        (status, None) => format!("task: non-zero exit ({status})"),
        (status, Some(cause)) => format!("task: non-zero exit ({status}): {cause}"),
    }
}

/// The ports a container has in host mode, for `docker service ps`.
fn port_status(container: &crate::container::Container, task: &Task) -> PortStatus {
    let endpoint = task.endpoint.iter().flat_map(|endpoint| &endpoint.ports);
    let of_host = endpoint.filter(|port| port.publish_mode == api::service::PublishMode::Host);
    let ports = of_host.map(|port| {
        let bound = container
            .bindings
            .iter()
            .find(|binding| u32::from(binding.target) == port.target_port);
        let mut port = port.clone();
        port.name.clear();
        if let Some(binding) = bound {
            port.published_port = u32::from(binding.published);
        }
        port
    });
    PortStatus {
        ports: ports.collect(),
    }
}

/// Whether a task is wanted no more.
fn is_unwanted(task: &Task) -> bool {
    task.desired_state >= TaskState::Shutdown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_in_the_engines_words() {
        let cases = [
            (0, None, ""),
            (0, Some(UNHEALTHY), ""),
            (1, None, "task: non-zero exit (1)"),
            (
                137,
                Some(UNHEALTHY),
                "task: non-zero exit (137): dockerexec: unhealthy container",
            ),
        ];
        for (status, cause, words) in cases {
            assert_eq!(exit_error(status, cause), words);
        }
    }
}
