//! Lines of containers on their way to whoever asked: the swarm's log broker asks the node, which
//! asks the daemon (moby `daemon/cluster/executor/container/controller.go` `Logs`).

use std::collections::BTreeMap;

use api::{ApiError, ContainerId, ErrorKind, LogOptions, LogSource, StreamPart, TaskId};
use sim::Timestamp;
use swarm::CallId;

use crate::container::{Container, LogLine};
use crate::daemon::process::Daemon;
use crate::host::Host;

/// Subscriptions that want to hear of every new line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Followers {
    by_container: BTreeMap<ContainerId, Vec<Follower>>,
}

#[derive(Clone, Debug)]
struct Follower {
    subscription: CallId,
    until: Option<Timestamp>,
}

impl Daemon {
    /// The agent wants the lines of a task.
    pub(crate) fn send_task_logs(
        &mut self,
        subscription: CallId,
        task: &TaskId,
        options: &LogOptions,
        host: &mut Host<'_>,
    ) {
        let Some(container) = host.disk.container_of(task).cloned() else {
            let words = format!("failed getting container logs: No such container: {task}");
            let error = ApiError::new(ErrorKind::NotFound, words);
            return self.send_log(subscription, StreamPart::Failed(error), host);
        };
        for line in wanted(&container, options) {
            self.send_log(subscription, part(&container, &line), host);
        }
        if options.follow && container.is_running() {
            let follower = Follower {
                subscription,
                until: options.until,
            };
            let id = container.id.clone();
            self.followers
                .by_container
                .entry(id)
                .or_default()
                .push(follower);
        } else {
            self.send_log(subscription, StreamPart::End, host);
        }
    }

    fn send_log(&mut self, subscription: CallId, part: StreamPart, host: &Host<'_>) {
        self.cluster
            .with_node(|node| node.on_log(subscription, part, host.moment));
    }

    /// A container wrote a line.
    pub(crate) fn follow(&mut self, id: &ContainerId, line: &LogLine, host: &mut Host<'_>) {
        let Some(followers) = self.followers.by_container.get(id).cloned() else {
            return;
        };
        let Some(container) = host.disk.container(id).cloned() else {
            return;
        };
        for follower in followers {
            if follower.until.is_none_or(|until| line.at <= until) {
                self.send_log(follower.subscription, part(&container, line), host);
            }
        }
    }

    /// A container ended: it writes nothing more.
    pub(crate) fn end_followers(&mut self, id: &ContainerId, host: &mut Host<'_>) {
        for follower in self.followers.by_container.remove(id).unwrap_or_default() {
            self.send_log(follower.subscription, StreamPart::End, host);
        }
    }
}

/// The lines there are, as far as they are asked for.
fn wanted(container: &Container, options: &LogOptions) -> Vec<LogLine> {
    let is_in_time = |line: &&LogLine| {
        options.since.is_none_or(|since| line.at >= since)
            && options.until.is_none_or(|until| line.at <= until)
    };
    let lines: Vec<LogLine> = container.log.iter().filter(is_in_time).cloned().collect();
    let tail = options.tail.and_then(|tail| usize::try_from(tail).ok());
    let skipped = tail.map_or(0, |tail| lines.len().saturating_sub(tail));
    lines.into_iter().skip(skipped).collect()
}

fn part(container: &Container, line: &LogLine) -> StreamPart {
    let source = container.config.task.as_ref().map(|of| LogSource {
        service: of.service.clone(),
        task: of.task.id.clone(),
        node: of.node.clone(),
        container: container.id.clone(),
    });
    StreamPart::Log {
        task: source,
        at: line.at,
        stderr: line.stderr,
        line: line.text.clone(),
    }
}
