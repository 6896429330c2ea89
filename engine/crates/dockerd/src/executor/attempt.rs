//! A task's way to a running container: addresses, image, container, start.

use std::sync::Arc;

use api::{ContainerId, TaskId};
use imbl::Vector;
use sim::{Duration, Instant};
use swarm::TaskReport;
use swarm::object::Task;

use super::spec::{self, SpecError};
use super::{ATTACHMENT_POLL, ATTACHMENT_TIMEOUT, Job, Work, exit_error, is_unwanted, port_status};
use crate::container::{Container, Health, State};
use crate::daemon::process::Daemon;
use crate::events::container_event;
use crate::host::Host;
use crate::registry;

impl Daemon {
    /// Pull the image, make the networks and the container.
    pub(super) fn prepare(&mut self, task: Arc<Task>, host: &mut Host<'_>) {
        let id = task.id.clone();
        if let Some(container) = host.disk.container_of(&id) {
            let container = Some(container.task_status());
            self.executor
                .jobs
                .entry(id.clone())
                .or_insert_with(|| Job::new(task));
            return self.report(&id, TaskReport::Prepared { container }, host);
        }
        self.executor.jobs.insert(id.clone(), Job::new(task));
        self.attach(&id, host.moment.now + ATTACHMENT_TIMEOUT, host);
    }

    /// Waits until the node has its address on every network of the task.
    pub(super) fn attach(&mut self, id: &TaskId, until: Instant, host: &mut Host<'_>) {
        let Some(job) = self.executor.jobs.get(id) else {
            return;
        };
        let task = job.task.clone();
        let overlays = task
            .networks
            .iter()
            .filter(|it| it.network.driver_state.name == "overlay");
        let is_ready = |id| self.overlays.has_attachment(id) && self.overlays.gossip.is_some();
        if overlays.clone().all(|it| is_ready(&it.network.id)) {
            for attachment in overlays {
                self.overlays.join(&attachment.network, host);
            }
            return self.pull(id, &task, host);
        }
        if until <= host.moment.now {
            let err = "node is missing network attachments, ip addresses may be exhausted";
            return self.refuse(id, err.to_owned(), host);
        }
        self.begin(id, Work::Attaching { until }, Some(ATTACHMENT_POLL), host);
    }

    fn refuse(&mut self, id: &TaskId, err: String, host: &mut Host<'_>) {
        self.begin(id, Work::Idle, None, host);
        self.report(
            id,
            TaskReport::Failed {
                container: None,
                err,
            },
            host,
        );
    }

    fn pull(&mut self, id: &TaskId, task: &Task, host: &mut Host<'_>) {
        let reference = match spec::image_name(task) {
            Ok(reference) => reference,
            Err(error) => return self.refuse(id, error.to_string(), host),
        };
        let is_here = host.disk.images.find(&reference).is_some();
        if is_here && reference.digest.is_some() {
            return self.pulled(id, host);
        }
        let speed = host.profile.speed;
        let asking = speed.registry.draw(host.rng);
        let found = registry::resolve(host, &reference).ok();
        let time = match found {
            Some(image) if host.disk.images.has(&image.id) => asking,
            Some(image) => asking + transfer_time(image.pull_bytes, host),
            None => asking,
        };
        self.begin(id, Work::Pulling, Some(time), host);
    }

    /// The registry has answered, well or not: without the image, making the container fails.
    pub(super) fn pulled(&mut self, id: &TaskId, host: &mut Host<'_>) {
        let Some(job) = self.executor.jobs.get(id) else {
            return;
        };
        let task = job.task.clone();
        let Ok(reference) = spec::image_name(&task) else {
            return;
        };
        if let Ok(image) = registry::resolve(host, &reference)
            && image.runs_here()
            && !host.trouble.disk_full
            && host.disk.images.find(&reference).is_none()
        {
            let image = image.clone();
            host.disk.images.add(&reference, &image);
            self.publish_pull(&reference, host);
        }
        let checked = match host.disk.images.find(&reference) {
            Some(_) => spec::check(&task, host.facts),
            None => Err(SpecError::NoImage {
                image: reference.to_string(),
            }),
        };
        match checked {
            Ok(()) => {
                let time = host.profile.speed.create.draw(host.rng);
                self.begin(id, Work::Creating, Some(time), host);
            }
            Err(error) => self.refuse(id, error.to_string(), host),
        }
    }

    /// The container is there.
    pub(super) fn created(&mut self, id: &TaskId, host: &mut Host<'_>) {
        let Some(job) = self.executor.jobs.get(id) else {
            return;
        };
        let task = job.task.clone();
        match make(&task, host) {
            Ok(container) => {
                let status = Some(container.task_status());
                let event = container_event(&container, "create", &[], host.moment.wall);
                host.disk.put_container(container);
                self.publish(event, host);
                self.begin(id, Work::Idle, None, host);
                self.report(id, TaskReport::Prepared { container: status }, host);
            }
            Err(error) => self.refuse(id, error.to_string(), host),
        }
    }

    /// Start the container, wait until it is healthy.
    pub(super) fn start_task(&mut self, id: &TaskId, host: &mut Host<'_>) {
        if self.job(id, host).is_none() {
            return;
        }
        let Some(container) = host.disk.container_of(id).cloned() else {
            let err = format!("No such container: {}", self.executor.jobs[id].task.name());
            return self.refuse(id, err, host);
        };
        match container.state {
            State::Created => {
                let time = self.start_time(host);
                self.begin(id, Work::Starting, Some(time), host);
            }
            State::StartFailed { .. } | State::Running { .. } => self.running(id, &container, host),
            State::Exited { status, .. } => {
                let err = exit_error(status, None);
                let report = TaskReport::Exited {
                    container: container.task_status(),
                    err,
                };
                self.begin(id, Work::Idle, None, host);
                self.report(id, report, host);
            }
        }
    }

    /// How long it is until a container runs that is to be started now: one that finds the machine
    /// busy with others waits for its turn.
    fn start_time(&mut self, host: &mut Host<'_>) -> Duration {
        let (now, speed) = (host.moment.now, host.profile.speed);
        let starts = &mut self.executor.starts;
        starts.retain(|end| *end > now);
        let turn = starts.len().checked_sub(speed.starts_at_once);
        let begin = turn.map_or(now, |turn| starts[turn]);
        let end = begin + speed.start.draw(host.rng);
        let place = starts.partition_point(|other| *other <= end);
        starts.insert(place, end);
        end.since(now)
    }

    /// The start took its time; now the program runs, or cannot.
    pub(super) fn started(&mut self, id: &TaskId, host: &mut Host<'_>) {
        let Some(container) = host.disk.container_of(id).map(|it| it.id.clone()) else {
            return;
        };
        if let Err(error) = self.start_container(&container, host) {
            let status = host.disk.container(&container).map(|it| it.task_status());
            let err = format!("starting container failed: {error}");
            self.begin(id, Work::Idle, None, host);
            return self.report(
                id,
                TaskReport::Failed {
                    container: status,
                    err,
                },
                host,
            );
        }
        let Some(container) = host.disk.container(&container).cloned() else {
            return;
        };
        if container.config.health.is_some() && container.is_running() {
            return self.begin(id, Work::Checking, None, host);
        }
        self.running(id, &container, host);
    }

    /// It counts as running: the load balancers may send to it.
    pub(super) fn running(&mut self, id: &TaskId, container: &Container, host: &mut Host<'_>) {
        let Some(job) = self.executor.jobs.get_mut(id) else {
            return;
        };
        job.is_active = true;
        let task = job.task.clone();
        self.activate(&container.id, host);
        self.begin(id, Work::Running, None, host);
        let report = TaskReport::Started {
            container: container.task_status(),
            ports: port_status(container, &task),
        };
        self.report(id, report, host);
        // It may have ended within the moment of its start.
        let is_over = host
            .disk
            .container(&container.id)
            .is_some_and(|it| !it.is_running());
        if is_over && !is_unwanted(&task) {
            self.on_task_exit(id, &container.id.clone(), host);
        }
    }

    /// Starts a container's program. The error is the runtime's text.
    fn start_container(&mut self, id: &ContainerId, host: &mut Host<'_>) -> Result<(), String> {
        let connected = self.connect_container(id, host);
        let started = connected.and_then(|launch| {
            let failed = |error| {
                format!(
                    "failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: {error}"
                )
            };
            host.kernel.start(id, launch, host.moment).map_err(failed)
        });
        let wall = host.moment.wall;
        let Some(container) = host.disk.container_mut(id) else {
            return Ok(());
        };
        match started {
            Ok(pid) => {
                let has_checks = container.config.health.is_some();
                let health = has_checks.then_some(Health::Starting { failures: 0 });
                container.state = State::Running {
                    pid,
                    started: wall,
                    health,
                };
                let event = container_event(container, "start", &[], wall);
                self.publish(event, host);
                self.begin_checks(id, host);
                Ok(())
            }
            Err(error) => {
                // runc's status for a program that is not there.
                container.state = State::StartFailed { status: 127 };
                self.disconnect_container(id, host);
                Err(error)
            }
        }
    }
}

fn make(task: &Arc<Task>, host: &mut Host<'_>) -> Result<Container, SpecError> {
    let reference = spec::image_name(task)?;
    let image = host.disk.images.find(&reference).cloned();
    let image = image.ok_or_else(|| SpecError::NoImage {
        image: reference.to_string(),
    })?;
    let id = ContainerId::random(host.rng);
    if host.trouble.disk_full {
        return Err(SpecError::DiskFull { id });
    }
    let name = task.name();
    let config = spec::config((&id, &name), task, (&image, &reference), host.facts)?;
    Ok(Container {
        id,
        name,
        config: Arc::new(config),
        created: host.moment.wall,
        state: State::Created,
        endpoints: Vec::new(),
        bindings: Vec::new(),
        log: Vector::new(),
    })
}

/// How long an image is under way from the registry.
pub(crate) fn transfer_time(bytes: u64, host: &Host<'_>) -> Duration {
    let bytes = host
        .profile
        .image_bytes
        .and_then(|it| u64::try_from(it).ok())
        .unwrap_or(bytes);
    let rate = host.profile.speed.pull_bytes_per_second.max(1);
    Duration::from_millis(bytes.saturating_mul(1000) / rate)
}
