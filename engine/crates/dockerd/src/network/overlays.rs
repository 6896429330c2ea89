//! The overlays a daemon takes part in: made when a task or the node needs them, with a load
//! balancer's namespace in the kernel, told to others by gossip, and removed with their last user.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use api::NetworkId;
use api::network::{EndpointResource, SwarmNetwork};
use api::task::NetworkAttachment;
use sim::{Instant, Rng};

use super::bindings::Bindings;
use super::gossip::{Change, Entry, Gossip};
use super::{Kind, LocalNetwork, OverlayFacts};
use crate::container::overlay_mac;
use crate::host::{Host, hex_id};
use crate::kernel::balancer::LoadBalancer;
use crate::kernel::net::{BridgeName, Overlay};

/// See the module. Lives as long as the daemon's membership in a swarm.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlays {
    /// The node's own address on each network, by the leader's word.
    attachments: BTreeMap<NetworkId, Ipv4Addr>,
    networks: BTreeMap<NetworkId, Joined>,
    bindings: Bindings,
    pub(crate) gossip: Option<Gossip>,
}

/// A network that exists here.
#[derive(Clone, Debug)]
struct Joined {
    network: LocalNetwork,
    prefix_len: u8,
    /// The load balancer's endpoint.
    endpoint: String,
    address: Ipv4Addr,
}

impl Overlays {
    /// The leader tells the node's addresses. Returns the ingress network if it has to be set up.
    pub(crate) fn set_attachments(
        &mut self,
        list: &[NetworkAttachment],
    ) -> Option<NetworkAttachment> {
        let known = |it: &NetworkAttachment| Some((it.network.id.clone(), address_of(it)?.0));
        self.attachments = list.iter().filter_map(known).collect();
        let ingress = list
            .iter()
            .find(|it| it.network.spec.ingress && address_of(it).is_some());
        ingress
            .filter(|it| !self.networks.contains_key(&it.network.id))
            .cloned()
    }

    /// Whether the node has its address on a network.
    pub(crate) fn has_attachment(&self, network: &NetworkId) -> bool {
        self.attachments.contains_key(network)
    }

    /// Networks that exist here.
    pub(crate) fn networks(&self) -> impl Iterator<Item = &LocalNetwork> {
        self.networks.values().map(|joined| &joined.network)
    }

    /// The name and place of the load balancer in `network inspect`.
    pub(crate) fn balancer_resource(
        &self,
        network: &NetworkId,
    ) -> Option<(String, EndpointResource)> {
        let joined = self.networks.get(network)?;
        let name = &joined.network.name;
        let key = match joined.is_ingress() {
            true => "ingress-sbox".to_owned(),
            false => format!("lb-{name}"),
        };
        let resource = EndpointResource {
            name: format!("{name}-endpoint"),
            endpoint_id: joined.endpoint.clone(),
            mac_address: overlay_mac(joined.address),
            ipv4_address: format!("{}/{}", joined.address, joined.prefix_len),
            ipv6_address: String::new(),
        };
        Some((key, resource))
    }

    /// Makes a network if it does not exist here: its namespace, its load balancer, its neighbours.
    pub(crate) fn join(&mut self, network: &SwarmNetwork, host: &mut Host<'_>) {
        if self.networks.contains_key(&network.id) {
            return;
        }
        let Some(address) = self.attachments.get(&network.id).copied() else {
            return;
        };
        let joined = Joined::new(network, address, host.rng);
        let is_ingress = joined.is_ingress();
        let gateway = is_ingress.then(|| host.kernel.net.lease(BridgeName::Gateway));
        let overlay = Overlay {
            vni: joined.facts().vni,
            neighbours: BTreeMap::new(),
            balancer: Some(LoadBalancer::new(address, gateway)),
        };
        host.kernel.net.overlays.insert(network.id.clone(), overlay);
        let entry = joined.entry();
        let endpoint = joined.endpoint.clone();
        self.networks.insert(network.id.clone(), joined);
        self.tell_networks(host.moment.now);
        self.announce(&network.id, &endpoint, Some(entry), host);
        let known = self.gossip.as_ref().map(|gossip| gossip.known(&network.id));
        for change in known.unwrap_or_default() {
            self.apply(&change, host);
        }
    }

    /// Takes a network away that nobody here uses any more.
    pub(crate) fn leave(&mut self, network: &NetworkId, host: &mut Host<'_>) {
        let Some(joined) = self.networks.remove(network) else {
            return;
        };
        self.announce(network, &joined.endpoint, None, host);
        self.bindings.forget(network);
        if let Some(overlay) = host.kernel.net.overlays.remove(network)
            && let Some(gateway) = overlay.balancer.and_then(|it| it.gateway_address)
        {
            host.kernel.net.release(BridgeName::Gateway, gateway);
            host.kernel.net.ingress_ports.clear();
        }
        self.tell_networks(host.moment.now);
    }

    /// Whether a network may go with its last container: ingress stays as long as the node is a
    /// member.
    pub(crate) fn is_ingress(&self, network: &NetworkId) -> bool {
        self.networks.get(network).is_some_and(Joined::is_ingress)
    }

    fn tell_networks(&mut self, now: Instant) {
        if let Some(gossip) = &mut self.gossip {
            gossip.set_networks(self.networks.keys().cloned().collect(), now);
        }
    }

    /// An endpoint of this machine is there, changed or gone.
    pub(crate) fn announce(
        &mut self,
        network: &NetworkId,
        endpoint: &str,
        entry: Option<Entry>,
        host: &mut Host<'_>,
    ) {
        if let Some(gossip) = &mut self.gossip {
            gossip.announce(network, endpoint, entry, host.moment.now);
        }
    }

    /// An endpoint of this machine changes what the machine's own load balancers do.
    pub(crate) fn bind(
        &mut self,
        network: &NetworkId,
        endpoint: &str,
        (old, new): (Option<&Entry>, Option<&Entry>),
        host: &mut Host<'_>,
    ) {
        match (old, new) {
            (_, Some(entry)) => self
                .bindings
                .add(network, endpoint, entry, &mut host.kernel.net),
            (Some(entry), None) => {
                self.bindings
                    .remove(network, endpoint, entry, &mut host.kernel.net);
            }
            (None, None) => (),
        }
    }

    /// Another machine told something.
    pub(crate) fn apply(&mut self, change: &Change, host: &mut Host<'_>) {
        let Change {
            network,
            endpoint,
            old,
            new,
        } = change;
        if !self.networks.contains_key(network) {
            return;
        }
        if let Some(overlay) = host.kernel.net.overlays.get_mut(network) {
            if let Some((_, entry)) = old {
                overlay.neighbours.remove(&entry.ip);
            }
            if let Some((owner, entry)) = new {
                overlay.neighbours.insert(entry.ip, *owner);
            }
        }
        let entries = (
            old.as_ref().map(|(_, it)| it),
            new.as_ref().map(|(_, it)| it),
        );
        let had_service = entries.0.is_some_and(|it| it.service.is_some());
        let lost_service = had_service && entries.1.is_some_and(|it| it.service.is_none());
        if lost_service {
            self.bind(network, endpoint, (entries.0, None), host);
        }
        self.bind(network, endpoint, entries, host);
    }
}

impl Joined {
    fn new(network: &SwarmNetwork, address: Ipv4Addr, rng: &mut Rng) -> Joined {
        let pools = network.ipam_options.iter().flat_map(|ipam| &ipam.configs);
        let pools: Vec<(String, String)> = pools
            .map(|pool| (pool.subnet.clone(), pool.gateway.clone()))
            .collect();
        let prefix = pools.first().and_then(|(subnet, _)| subnet.split_once('/'));
        let options = network.driver_state.options.clone();
        let list = options.get("com.docker.network.driver.overlay.vxlanid_list");
        let vni = list.and_then(|list| list.split(',').next()?.parse().ok());
        let facts = OverlayFacts {
            is_ingress: network.spec.ingress,
            is_internal: network.spec.internal,
            is_attachable: network.spec.attachable,
            vni: vni.unwrap_or(0),
            pools: pools.clone(),
            options,
            labels: network.spec.annotations.labels.clone(),
        };
        Joined {
            network: LocalNetwork {
                id: network.id.clone(),
                name: network.spec.annotations.name.clone(),
                created: network.meta.created_at,
                kind: Kind::Overlay(facts),
            },
            prefix_len: prefix.and_then(|(_, len)| len.parse().ok()).unwrap_or(24),
            endpoint: hex_id(rng),
            address,
        }
    }

    fn facts(&self) -> &OverlayFacts {
        match &self.network.kind {
            Kind::Overlay(facts) => facts,
            Kind::Bridge(_) | Kind::Host | Kind::Null => unreachable!("only overlays are joined"),
        }
    }

    fn is_ingress(&self) -> bool {
        self.facts().is_ingress
    }

    /// The load balancer's own place, so that answers find their way back.
    fn entry(&self) -> Entry {
        Entry {
            name: format!("{}-endpoint", self.network.name),
            ip: self.address,
            service: None,
            is_disabled: false,
        }
    }
}

/// The address of an attachment and the length of its mask: `10.0.0.2/24`.
pub(crate) fn address_of(attachment: &NetworkAttachment) -> Option<(Ipv4Addr, u8)> {
    let (ip, prefix_len) = attachment.addresses.first()?.split_once('/')?;
    Some((ip.parse().ok()?, prefix_len.parse().ok()?))
}
