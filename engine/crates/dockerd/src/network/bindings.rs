//! Which tasks stand behind which service, as this machine knows it, and what follows from it for
//! the load balancers in its kernel (libnetwork `service_common.go`).

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use api::service::{PortConfig, PublishMode};
use api::{NetworkId, ServiceId};

use super::gossip::{Binding, Entry};
use crate::kernel::balancer::VirtualService;
use crate::kernel::net::Net;

/// libnetwork `fwMarkCtr`: the first mark a daemon gives.
const FIRST_MARK: u32 = 256;

/// The load balancers of one daemon.
#[derive(Clone, Debug)]
pub(super) struct Bindings {
    /// A service with other ports is another one here, as in libnetwork.
    balancers: BTreeMap<Key, Balancer>,
    next_mark: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    network: NetworkId,
    service: ServiceId,
    ports: Vec<PortConfig>,
}

#[derive(Clone, Debug)]
struct Balancer {
    mark: u32,
    /// Endpoint and address of each task.
    backends: BTreeMap<String, Ipv4Addr>,
}

impl Default for Bindings {
    fn default() -> Bindings {
        Bindings {
            balancers: BTreeMap::new(),
            next_mark: FIRST_MARK,
        }
    }
}

impl Bindings {
    /// An endpoint is there, anew or changed.
    pub(super) fn add(
        &mut self,
        network: &NetworkId,
        endpoint: &str,
        entry: &Entry,
        net: &mut Net,
    ) {
        let Some(binding) = &entry.service else {
            return;
        };
        let Some(vip) = binding.vip else { return };
        let next_mark = &mut self.next_mark;
        let balancer = self
            .balancers
            .entry(key(network, binding))
            .or_insert_with(|| {
                let mark = *next_mark;
                *next_mark += 1;
                Balancer {
                    mark,
                    backends: BTreeMap::new(),
                }
            });
        balancer.backends.insert(endpoint.to_owned(), entry.ip);
        let mark = balancer.mark;
        let Some(overlay) = net.overlays.get_mut(network) else {
            return;
        };
        let Some(kernel) = overlay.balancer.as_mut() else {
            return;
        };
        let gateway = kernel.gateway_address;
        let ports = if gateway.is_some() {
            published(&binding.ports)
        } else {
            BTreeSet::new()
        };
        let service = kernel.services.entry(mark).or_insert_with(|| {
            let ports = ports.iter().copied().collect();
            VirtualService::new(binding.service.clone(), vip, ports)
        });
        service.add(entry.ip);
        if entry.is_disabled {
            service.quiesce(entry.ip);
        }
        if let Some(gateway) = gateway {
            net.ingress_ports
                .extend(ports.into_iter().map(|port| (port, gateway)));
        }
    }

    /// An endpoint is gone.
    pub(super) fn remove(
        &mut self,
        network: &NetworkId,
        endpoint: &str,
        entry: &Entry,
        net: &mut Net,
    ) {
        let Some(binding) = &entry.service else {
            return;
        };
        let key = key(network, binding);
        let Some(balancer) = self.balancers.get_mut(&key) else {
            return;
        };
        balancer.backends.remove(endpoint);
        let (mark, is_last) = (balancer.mark, balancer.backends.is_empty());
        let is_shared = balancer.backends.values().any(|ip| *ip == entry.ip);
        if is_last {
            self.balancers.remove(&key);
        }
        let Some(overlay) = net.overlays.get_mut(network) else {
            return;
        };
        let Some(kernel) = overlay.balancer.as_mut() else {
            return;
        };
        if let Some(service) = kernel.services.get_mut(&mark).filter(|_| !is_shared) {
            service.remove(entry.ip);
        }
        if is_last {
            kernel.services.remove(&mark);
            let kept: BTreeSet<u16> = kernel
                .services
                .values()
                .flat_map(|service| service.ports.clone())
                .collect();
            if kernel.gateway_address.is_some() {
                net.ingress_ports.retain(|port, _| kept.contains(port));
            }
        }
    }

    /// The network is gone from this machine, and its load balancer with it.
    pub(super) fn forget(&mut self, network: &NetworkId) {
        self.balancers.retain(|key, _| key.network != *network);
    }
}

fn key(network: &NetworkId, binding: &Binding) -> Key {
    Key {
        network: network.clone(),
        service: binding.service.clone(),
        ports: binding.ports.clone(),
    }
}

/// The ports every node answers on.
fn published(ports: &[PortConfig]) -> BTreeSet<u16> {
    let in_ingress = ports
        .iter()
        .filter(|port| port.publish_mode == PublishMode::Ingress);
    in_ingress
        .filter_map(|port| u16::try_from(port.published_port).ok())
        .collect()
}
