//! `swarm leave` (moby `daemon/cluster/swarm.go`): what a manager is warned of, and what goes.

use api::node::{Node, Reachability};
use api::{ApiError, ContainerId, Filters, NodeId, Response};
use swarm::{CallId, ControlRequest, ControlResponse, NodeProgress};

use super::{Control, refusal, unavailable};
use crate::daemon::process::{Daemon, Timer};
use crate::engine_api::Step;
use crate::host::Host;
use crate::network::Overlays;

/// How the managers stand, seen by one that wants to leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ManagerStats {
    /// Whether it is reachable itself.
    is_active: bool,
    reachable: usize,
    unreachable: usize,
}

impl Daemon {
    /// Leaves the swarm if nothing speaks against it.
    pub(super) fn leave(&mut self, call: CallId, force: bool, host: &mut Host<'_>) {
        if !self.cluster.is_member() {
            return self.answer(call, Err(unavailable(refusal::NO_SWARM)), host);
        }
        let node = self.cluster.node();
        let is_locked = node.is_some_and(|node| node.progress() == NodeProgress::Locked);
        if is_locked && !force {
            let words = "Swarm is encrypted and locked. Please unlock it first or use `--force` to ignore this message.";
            return self.answer(call, Err(unavailable(words)), host);
        }
        if self.cluster.is_active_manager() && !force {
            self.cluster.control = Control::Counting { call };
            let request = ControlRequest::ListNodes {
                filters: Filters::new(),
            };
            return self.ask_swarm(call, request, Step::Leave, host);
        }
        self.begin_leaving(call, host);
    }

    /// The nodes are known, or not: a manager is warned either way.
    pub(crate) fn on_leave_counted(
        &mut self,
        call: CallId,
        answer: Result<ControlResponse, ApiError>,
        host: &mut Host<'_>,
    ) {
        let own = self
            .cluster
            .node()
            .and_then(|node| node.id().cloned())
            .unwrap_or_default();
        let stats = match answer {
            Ok(ControlResponse::Nodes(nodes)) => Some(ManagerStats::of(&nodes, &own)),
            Ok(_) | Err(_) => None,
        };
        self.answer(call, Err(unavailable(&warning(stats))), host);
        self.free_control(host);
    }

    fn begin_leaving(&mut self, call: CallId, host: &mut Host<'_>) {
        self.cluster.control = Control::Leaving { call };
        if let Some(gossip) = &mut self.overlays.gossip {
            gossip.leave();
        }
        self.send_gossip(host);
        self.fail_swarm_calls(host);
        // Stopping the node takes its time.
        let after = host.profile.speed.leave.draw(host.rng);
        self.agenda
            .push(host.moment.now + after, Timer::Left { call });
    }

    /// The node has stopped: its containers are removed, and all that it knew.
    pub(crate) fn finish_leaving(&mut self, call: CallId, host: &mut Host<'_>) {
        let own = self.cluster.node().and_then(|node| node.id().cloned());
        self.cluster.member = None;
        self.forget_jobs();
        if let Some(own) = own {
            for id in containers_of(&own, host) {
                host.kernel.signal(&id, "SIGKILL", host.moment);
                self.remove_container(&id, host);
            }
        }
        let networks: Vec<_> = self
            .overlays
            .networks()
            .map(|network| network.id.clone())
            .collect();
        for network in networks {
            self.overlays.leave(&network, host);
        }
        self.overlays = Overlays::default();
        host.disk.swarm = None;
        self.answer(call, Ok(Response::Done), host);
        self.free_control(host);
    }
}

/// Only running ones: what ended before stays.
fn containers_of(node: &NodeId, host: &Host<'_>) -> Vec<ContainerId> {
    let is_its = |container: &&std::sync::Arc<crate::container::Container>| {
        let of = container.config.task.as_ref();
        container.is_running() && of.is_some_and(|of| of.node == *node)
    };
    host.disk
        .containers()
        .filter(is_its)
        .map(|container| container.id.clone())
        .collect()
}

impl ManagerStats {
    fn of(nodes: &[Node], own: &NodeId) -> ManagerStats {
        let mut stats = ManagerStats {
            is_active: false,
            reachable: 0,
            unreachable: 0,
        };
        for node in nodes {
            match node
                .manager_status
                .as_ref()
                .map(|status| status.reachability)
            {
                Some(Reachability::Reachable) => {
                    stats.reachable += 1;
                    stats.is_active |= node.id == *own;
                }
                Some(Reachability::Unreachable) => stats.unreachable += 1,
                Some(Reachability::Unknown) | None => (),
            }
        }
        stats
    }

    /// moby `utils.go` `removingManagerCausesLossOfQuorum`.
    fn loses_quorum(self) -> bool {
        self.reachable <= self.unreachable + 2
    }

    fn is_last(self) -> bool {
        self.reachable == 1 && self.unreachable == 0
    }
}

fn warning(stats: Option<ManagerStats>) -> String {
    let mut words =
        "You are attempting to leave the swarm on a node that is participating as a manager. "
            .to_owned();
    if let Some(stats) = stats.filter(|stats| stats.is_active && stats.loses_quorum()) {
        if stats.is_last() {
            words += "Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ";
            return words;
        }
        words += &format!(
            "Removing this node leaves {} managers out of {}. Without a Raft quorum your swarm will be inaccessible. ",
            stats.reachable - 1,
            stats.reachable + stats.unreachable
        );
    }
    words
        + "The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manager_is_warned_of_what_it_would_break() {
        let stats = |reachable, unreachable| {
            Some(ManagerStats {
                is_active: true,
                reachable,
                unreachable,
            })
        };
        let begin =
            "You are attempting to leave the swarm on a node that is participating as a manager. ";
        let end = "The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.";
        let last = "Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ";
        let quorum = |left, all| {
            format!(
                "Removing this node leaves {left} managers out of {all}. Without a Raft quorum your swarm will be inaccessible. "
            )
        };
        let cases = [
            (stats(1, 0), format!("{begin}{last}")),
            (stats(3, 0), format!("{begin}{end}")),
            (stats(2, 1), format!("{begin}{}{end}", quorum(1, 3))),
            (stats(2, 0), format!("{begin}{}{end}", quorum(1, 2))),
            (stats(5, 0), format!("{begin}{end}")),
            (stats(3, 2), format!("{begin}{}{end}", quorum(2, 5))),
            (None, format!("{begin}{end}")),
        ];
        for (stats, words) in cases {
            assert_eq!(warning(stats), words, "{stats:?}");
        }
    }
}
