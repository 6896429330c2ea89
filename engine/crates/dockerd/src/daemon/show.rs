//! What there is to see of a machine, read only: for views, checkers and tab completion.

use std::net::Ipv4Addr;

use api::{ContainerId, Request, Response, ServiceId, TaskId};
use sim::Timestamp;
use swarm::Moment;

use super::process::{Daemon, Phase};
use super::{ConnectionTrace, Dockerd, Power, Process};
use crate::container::Container;
use crate::network::LocalNetwork;

/// What the daemon process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaemonState {
    Stopped,
    /// Not answering yet.
    Starting,
    Running,
    /// Not answering any more: it stops its containers.
    Stopping,
    /// Not answering: it gets no CPU.
    Frozen,
}

/// A container that is really there.
#[derive(Clone, Copy, Debug)]
pub struct ContainerInfo<'a> {
    container: &'a Container,
}

/// A network on the machine.
#[derive(Clone, Copy, Debug)]
pub struct NetworkInfo<'a> {
    network: &'a LocalNetwork,
}

/// A published service in the load balancer of a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalancedService {
    /// Published ports.
    pub ports: Vec<u16>,
    /// The firewall mark of its packets.
    pub mark: u32,
    /// Addresses of tasks with their weights; 0 is for tasks that are about to stop.
    pub backends: Vec<(Ipv4Addr, u32)>,
}

impl Dockerd {
    /// The machine's host name, addresses and size.
    pub fn facts(&self) -> &crate::HostFacts {
        &self.facts
    }

    /// What the daemon process does.
    pub fn daemon_state(&self) -> DaemonState {
        let Some(daemon) = self.daemon() else {
            return DaemonState::Stopped;
        };
        if self.is_frozen() {
            return DaemonState::Frozen;
        }
        match daemon.phase {
            Phase::Starting { .. } | Phase::Stopping { .. } | Phase::AwaitingSwarm { .. } => {
                DaemonState::Starting
            }
            Phase::Serving => DaemonState::Running,
            Phase::ShuttingDown { .. } => DaemonState::Stopping,
        }
    }

    /// The swarm node, while the daemon runs one.
    pub fn node(&self) -> Option<&swarm::Node> {
        self.daemon()?.cluster.node()
    }

    /// Where the swarm reaches this machine, while it is a member.
    pub fn advertise_address(&self) -> Option<String> {
        self.daemon()?.cluster.advertise_text()
    }

    /// Whether the swarm can talk to this machine now.
    pub fn listens_for_swarm(&self) -> bool {
        // A worker's, too: the answers to what it asked its managers come this way.
        self.node().is_some()
    }

    /// The TCP ports something on this machine listens on: published ports and the daemon's own.
    pub fn listening_ports(&self) -> Vec<u16> {
        let Power::On { kernel, .. } = &self.power else {
            return Vec::new();
        };
        let net = &kernel.net;
        let published = net.ingress_ports.keys().chain(net.host_ports.keys());
        let mut ports: Vec<u16> = published.chain(&net.own_ports).copied().collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// Every container on the machine, newest first. Without power nothing runs, whatever the
    /// disk says.
    pub fn containers(&self) -> Vec<ContainerInfo<'_>> {
        let mut list: Vec<ContainerInfo<'_>> = self
            .disk
            .containers()
            .map(|container| ContainerInfo { container })
            .collect();
        list.sort_by(|one, other| {
            let key =
                |info: &ContainerInfo<'_>| (info.container.created, info.container.id.clone());
            key(other).cmp(&key(one))
        });
        list
    }

    /// Whether a container's program really runs at this moment.
    pub fn really_runs(&self, id: &ContainerId) -> bool {
        match &self.power {
            Power::On { kernel, .. } => kernel.is_running(id),
            Power::Off => false,
        }
    }

    /// Every network on the machine, by name.
    pub fn networks(&self) -> Vec<NetworkInfo<'_>> {
        let of_daemon = self.daemon().into_iter().flat_map(Daemon::own_networks);
        let mut list: Vec<NetworkInfo<'_>> = self
            .disk
            .networks
            .values()
            .chain(of_daemon)
            .map(|network| NetworkInfo { network })
            .collect();
        list.sort_by(|one, other| one.name().cmp(other.name()));
        list
    }

    /// The images on the machine, as a person would name them.
    pub fn images(&self) -> Vec<String> {
        self.disk.images.names()
    }

    /// How the last few connections of programs on this machine went, oldest first.
    pub fn traces(&self) -> &[ConnectionTrace] {
        &self.traces
    }

    /// The published services as this machine's load balancer has them.
    pub fn balancers(&self) -> Vec<BalancedService> {
        let Power::On { kernel, .. } = &self.power else {
            return Vec::new();
        };
        let balancers = kernel
            .net
            .overlays
            .values()
            .filter_map(|overlay| overlay.balancer.as_ref());
        let services = balancers.flat_map(|balancer| &balancer.services);
        services
            .map(|(mark, service)| {
                let backends = service.backends().iter().map(|it| (it.ip, it.weight));
                BalancedService {
                    ports: service.ports.clone(),
                    mark: *mark,
                    backends: backends.collect(),
                }
            })
            .collect()
    }

    /// Answers at once and outside of time, from this machine's own state and its own manager's
    /// store: for the names of live objects in tab completion. `None` if it cannot.
    pub fn peek(&self, request: &Request, moment: Moment) -> Option<Response> {
        let Power::On {
            process: Process::Alive(daemon),
            ..
        } = &self.power
        else {
            return None;
        };
        if !daemon.is_serving() {
            return None;
        }
        crate::engine_api::peek(request, daemon, &self.disk, moment)
    }
}

impl Daemon {
    /// The networks that are in its memory only.
    pub(crate) fn own_networks(&self) -> impl Iterator<Item = &LocalNetwork> {
        self.overlays.networks().chain([&self.bridge])
    }
}

impl<'a> ContainerInfo<'a> {
    pub fn id(self) -> &'a ContainerId {
        &self.container.id
    }

    pub fn name(self) -> &'a str {
        &self.container.name
    }

    /// As it was named, with a digest if it was pinned.
    pub fn image(self) -> &'a str {
        &self.container.config.image_name
    }

    /// `created`, `running`, `exited`.
    pub fn state(self) -> &'static str {
        self.container.state_word()
    }

    /// `Up 3 seconds (healthy)`.
    pub fn status(self, now: Timestamp) -> String {
        self.container.status_text(now)
    }

    /// The task it is the body of.
    pub fn task(self) -> Option<&'a TaskId> {
        self.container.config.task.as_ref().map(|of| &of.task.id)
    }

    pub fn service(self) -> Option<&'a ServiceId> {
        self.container.config.task.as_ref().map(|of| &of.service)
    }

    pub fn service_name(self) -> Option<&'a str> {
        let task = self.container.config.task.as_ref()?;
        Some(&task.task.service_annotations.name)
    }

    /// Of its last run; 0 while it runs.
    pub fn exit_code(self) -> i64 {
        self.container.exit_status()
    }

    /// Its addresses, by network.
    pub fn addresses(self) -> Vec<(&'a str, std::net::Ipv4Addr)> {
        let endpoints = self.container.endpoints.iter();
        endpoints
            .map(|endpoint| (endpoint.network_name.as_str(), endpoint.ip))
            .collect()
    }
}

impl<'a> NetworkInfo<'a> {
    pub fn id(self) -> &'a str {
        self.network.id.as_str()
    }

    pub fn name(self) -> &'a str {
        &self.network.name
    }

    pub fn driver(self) -> &'static str {
        self.network.driver()
    }

    /// `local` or `swarm`.
    pub fn scope(self) -> &'static str {
        self.network.scope()
    }
}
