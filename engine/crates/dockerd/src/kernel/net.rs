//! Tables of a machine's network: bridges, overlays, published ports, open connections.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddrV4};

use api::{ContainerId, NetworkId};

use super::balancer::LoadBalancer;
use super::conntrack::{Conntrack, FIRST_FREE_PORT};
use crate::daemon::ConnectionId;

/// What a container's interface is plugged into.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Link {
    Bridge(BridgeName),
    Overlay(NetworkId),
    /// Nothing: it shares the machine's own interfaces.
    Host,
}

/// A bridge of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum BridgeName {
    /// `docker0`, the network `bridge`.
    Docker0,
    /// `docker_gwbridge`, the way out of overlay networks.
    Gateway,
}

impl BridgeName {
    /// The first two parts of its /16: libnetwork's first and second default pool.
    fn prefix(self) -> (u8, u8) {
        match self {
            BridgeName::Docker0 => (172, 17),
            BridgeName::Gateway => (172, 18),
        }
    }

    /// The machine's own address on it.
    pub(crate) fn gateway(self) -> Ipv4Addr {
        let (one, two) = self.prefix();
        Ipv4Addr::new(one, two, 0, 1)
    }

    /// Whether an address belongs to it.
    pub(crate) fn contains(self, ip: Ipv4Addr) -> bool {
        let (one, two) = self.prefix();
        ip.octets().starts_with(&[one, two])
    }
}

/// Everything but processes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Net {
    /// Addresses in use on the bridges, the machine's own excepted.
    leases: BTreeSet<(BridgeName, Ipv4Addr)>,
    pub(crate) overlays: BTreeMap<NetworkId, Overlay>,
    /// nat chain DOCKER-INGRESS: published port to the ingress sandbox.
    pub(crate) ingress_ports: BTreeMap<u16, Ipv4Addr>,
    /// nat chain DOCKER: ports published in host mode.
    pub(crate) host_ports: BTreeMap<u16, HostPort>,
    /// What the daemon itself listens on: 2377 as a manager, 7946 as a member of a swarm.
    pub(crate) own_ports: BTreeSet<u16>,
    /// Of the machine's own namespace.
    pub(super) conntrack: Conntrack,
    /// Connections that programs of the machine opened, by their own end.
    opened: BTreeMap<SocketAddrV4, ConnectionId>,
    /// The port the next one gets.
    next_port: u16,
}

/// An overlay network as far as this machine takes part in it.
#[derive(Clone, Debug)]
pub(crate) struct Overlay {
    /// VXLAN network identifier.
    pub(crate) vni: u32,
    /// On which machine an address of the network is: what gossip told.
    pub(crate) neighbours: BTreeMap<Ipv4Addr, Ipv4Addr>,
    pub(crate) balancer: Option<LoadBalancer>,
}

/// A port published in host mode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HostPort {
    pub(crate) container: ContainerId,
    pub(crate) to: SocketAddrV4,
}

impl Net {
    /// The lowest free address of a bridge.
    pub(crate) fn lease(&mut self, bridge: BridgeName) -> Ipv4Addr {
        let gateway = u32::from(bridge.gateway());
        let mut candidates = (1..65_534).map(|offset| Ipv4Addr::from(gateway + offset));
        let is_free = |ip: &Ipv4Addr| !self.leases.contains(&(bridge, *ip));
        let ip = candidates
            .find(is_free)
            .expect("a machine runs fewer than 65,000 containers");
        self.leases.insert((bridge, ip));
        ip
    }

    /// Gives an address back.
    pub(crate) fn release(&mut self, bridge: BridgeName, ip: Ipv4Addr) {
        self.leases.remove(&(bridge, ip));
    }

    /// The load balancer of the overlay that has one for published ports.
    pub(super) fn ingress(&mut self) -> Option<(NetworkId, &mut LoadBalancer)> {
        let mut overlays = self.overlays.iter_mut();
        overlays.find_map(|(id, overlay)| {
            let balancer = overlay
                .balancer
                .as_mut()
                .filter(|it| it.gateway_address.is_some())?;
            Some((id.clone(), balancer))
        })
    }

    /// Rules that lead to a container whose program ended are of no use: connections are refused.
    pub(super) fn forget_container(&mut self, container: &ContainerId) {
        self.host_ports
            .retain(|_, port| port.container != *container);
    }

    /// The rule that holds a published port of this machine, in either mode.
    pub(crate) fn is_published(&self, port: u16) -> bool {
        self.ingress_ports.contains_key(&port) || self.host_ports.contains_key(&port)
    }

    /// A port the kernel gives when a container asks for any.
    pub(crate) fn free_port(&self) -> u16 {
        (FIRST_FREE_PORT..=60_999)
            .find(|port| !self.is_published(*port))
            .expect("a machine publishes fewer than 28,000 ports")
    }

    pub(super) fn open(&mut self, connection: ConnectionId, source: Ipv4Addr) -> SocketAddrV4 {
        loop {
            // Clients' ports go up by more than one so that they do not look counted.
            let port = self.next_port.max(FIRST_FREE_PORT);
            self.next_port = port
                .checked_add(14)
                .filter(|next| *next <= 60_999)
                .unwrap_or(0);
            let local = SocketAddrV4::new(source, port);
            if let Entry::Vacant(free) = self.opened.entry(local) {
                free.insert(connection);
                return local;
            }
        }
    }

    pub(super) fn is_open(&self, local: SocketAddrV4) -> bool {
        self.opened.contains_key(&local)
    }

    pub(super) fn close(&mut self, local: SocketAddrV4) -> Option<ConnectionId> {
        self.opened.remove(&local)
    }
}
