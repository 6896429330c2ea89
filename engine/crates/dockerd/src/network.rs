//! The networks of one machine: its own bridges, and the overlays it takes part in.
//!
//! What the swarm decided of an overlay (subnet, VNI, addresses) comes with tasks and attachments;
//! here it becomes a load balancer's namespace, rules and neighbours in the kernel.

mod bindings;
pub(crate) mod gossip;
mod overlays;

use std::collections::BTreeMap;

use api::Labels;
use api::NetworkId;
use api::go::Nillable;
use api::network::{EndpointResource, Ipam, IpamPool, Network};
use sim::{Rng, Timestamp};

pub(crate) use overlays::{Overlays, address_of};

use crate::container::Endpoint;
use crate::host::hex_id;
use crate::kernel::net::BridgeName;

/// A network that exists on this machine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LocalNetwork {
    pub(crate) id: NetworkId,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) kind: Kind,
}

/// What sort of network it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Bridge(BridgeName),
    Host,
    Null,
    Overlay(OverlayFacts),
}

/// What the swarm decided of an overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OverlayFacts {
    pub(crate) is_ingress: bool,
    pub(crate) is_internal: bool,
    pub(crate) is_attachable: bool,
    /// Subnet and gateway.
    pub(crate) pools: Vec<(String, String)>,
    pub(crate) options: Labels,
    pub(crate) labels: Labels,
    pub(crate) vni: u32,
}

impl LocalNetwork {
    /// A network every machine has, or the way out of overlays.
    pub(crate) fn own(name: &str, kind: Kind, rng: &mut Rng, created: Timestamp) -> LocalNetwork {
        LocalNetwork {
            id: NetworkId(hex_id(rng)),
            name: name.to_owned(),
            created,
            kind,
        }
    }

    /// `bridge`, `host`, `null` or `overlay`.
    pub(crate) fn driver(&self) -> &'static str {
        match self.kind {
            Kind::Bridge(_) => "bridge",
            Kind::Host => "host",
            Kind::Null => "null",
            Kind::Overlay(_) => "overlay",
        }
    }

    /// `local` or `swarm`.
    pub(crate) fn scope(&self) -> &'static str {
        match self.kind {
            Kind::Bridge(_) | Kind::Host | Kind::Null => "local",
            Kind::Overlay(_) => "swarm",
        }
    }

    /// As the Engine API shows it.
    pub(crate) fn inspect(&self, containers: BTreeMap<String, EndpointResource>) -> Network {
        let (options, labels) = match &self.kind {
            Kind::Bridge(bridge) => (bridge_options(*bridge), Labels::new()),
            Kind::Host | Kind::Null => (Labels::new(), Labels::new()),
            Kind::Overlay(facts) => (facts.options.clone(), facts.labels.clone()),
        };
        let facts = match &self.kind {
            Kind::Overlay(facts) => Some(facts),
            Kind::Bridge(_) | Kind::Host | Kind::Null => None,
        };
        Network {
            name: self.name.clone(),
            id: self.id.clone(),
            created: self.created,
            scope: self.scope().to_owned(),
            driver: self.driver().to_owned(),
            enable_ipv4: true,
            enable_ipv6: false,
            ipam: Ipam {
                driver: "default".to_owned(),
                options: Nillable::NIL,
                config: self.pools(),
            },
            internal: facts.is_some_and(|facts| facts.is_internal),
            attachable: facts.is_some_and(|facts| facts.is_attachable),
            ingress: facts.is_some_and(|facts| facts.is_ingress),
            containers: containers.into(),
            options: options.into(),
            labels: labels.into(),
            ..Network::default()
        }
    }

    fn pools(&self) -> Vec<IpamPool> {
        let pool = |subnet: String, gateway: String| IpamPool {
            subnet,
            gateway,
            ..IpamPool::default()
        };
        match &self.kind {
            Kind::Bridge(bridge) => {
                let gateway = bridge.gateway();
                let [one, two, ..] = gateway.octets();
                vec![pool(format!("{one}.{two}.0.0/16"), gateway.to_string())]
            }
            Kind::Host | Kind::Null => Vec::new(),
            Kind::Overlay(facts) => facts
                .pools
                .iter()
                .map(|(subnet, gateway)| pool(subnet.clone(), gateway.clone()))
                .collect(),
        }
    }
}

/// How a container's place is shown in `network inspect`.
pub(crate) fn resource(name: &str, endpoint: &Endpoint) -> EndpointResource {
    EndpointResource {
        name: name.to_owned(),
        endpoint_id: endpoint.id.clone(),
        mac_address: endpoint.mac.clone(),
        ipv4_address: format!("{}/{}", endpoint.ip, endpoint.prefix_len),
        ipv6_address: String::new(),
    }
}

fn bridge_options(bridge: BridgeName) -> Labels {
    let (name, is_default, talks) = match bridge {
        BridgeName::Docker0 => ("docker0", "true", "true"),
        BridgeName::Gateway => ("docker_gwbridge", "false", "false"),
    };
    let mut options: Labels = [
        ("com.docker.network.bridge.enable_icc", talks),
        ("com.docker.network.bridge.enable_ip_masquerade", "true"),
        ("com.docker.network.bridge.name", name),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into();
    if bridge == BridgeName::Docker0 {
        let more = [
            ("com.docker.network.bridge.default_bridge", is_default),
            ("com.docker.network.bridge.host_binding_ipv4", "0.0.0.0"),
            ("com.docker.network.driver.mtu", "1500"),
        ];
        options.extend(more.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }
    options
}
