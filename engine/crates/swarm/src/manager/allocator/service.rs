//! A service's addresses on the networks it is on, so that it can be reached as one
//! (moby `cnmallocator`, `AllocateService`).

use std::collections::BTreeMap;

use api::service::{Endpoint, PublishMode, ResolutionMode, VirtualIp};
use api::task::NetworkAttachmentConfig;
use api::{NetworkId, ServiceId};

use super::Obstacle;
use super::network::Networks;
use super::subnet::Address;
use crate::object::Service;

/// The virtual addresses that were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Vips {
    /// Services that have any, on whatever network.
    services: BTreeMap<ServiceId, BTreeMap<NetworkId, Address>>,
}

/// Whether tasks of a service must be reachable from every node.
pub(super) fn needs_ingress(service: &Service) -> bool {
    let spec = service.spec.endpoint_spec.iter();
    let mut ports = spec.flat_map(|spec| &spec.ports);
    ports.any(|port| port.publish_mode == PublishMode::Ingress)
}

/// The networks of a service, in its spec's order.
pub(super) fn networks(service: &Service) -> &[NetworkAttachmentConfig] {
    let of_tasks = &service.spec.task_template.networks;
    if of_tasks.is_empty() {
        return &service.spec.networks;
    }
    of_tasks
}

fn is_dnsrr(service: &Service) -> bool {
    let spec = service.spec.endpoint_spec.as_ref();
    spec.is_some_and(|spec| spec.mode == ResolutionMode::Dnsrr)
}

impl Vips {
    /// Whether a service has the addresses of its spec, and no others.
    pub(super) fn are_allocated(&self, service: &Service, known: &Networks) -> bool {
        let is_known = self.services.contains_key(&service.id);
        let wanted = networks(service);
        let has: &[VirtualIp] = match &service.endpoint {
            Some(endpoint) => &endpoint.virtual_ips,
            None => &[],
        };
        if is_dnsrr(service) {
            return !is_known && has.iter().all(|vip| is_wanted(vip, service, known));
        }
        let on = |target: &str| has.iter().any(|vip| vip.network_id.as_str() == target);
        let has_all = is_known && wanted.iter().all(|it| on(&it.target));
        if !wanted.is_empty() && !has_all {
            return false;
        }
        has.iter().all(|vip| {
            let is_ingress = known.is_ingress(&vip.network_id) && needs_ingress(service);
            is_wanted(vip, service, known) && (is_known || !is_ingress)
        })
    }

    /// Gives a service its addresses and takes back those it needs no more. Where the endpoint
    /// names an address, that one is given.
    pub(super) fn allocate(
        &mut self,
        service: &mut Service,
        known: &mut Networks,
    ) -> Result<(), Obstacle> {
        let spec = service.spec.endpoint_spec.clone();
        let endpoint = service.endpoint.get_or_insert_default();
        endpoint.spec = spec.unwrap_or_default();
        let result = self.fill(service, known);
        if result.is_err() {
            self.release(service, known);
        }
        result
    }

    fn fill(&mut self, service: &mut Service, known: &mut Networks) -> Result<(), Obstacle> {
        if is_dnsrr(service) {
            self.release(service, known);
            return Ok(());
        }
        let mut vips = Vec::new();
        for mut vip in endpoint(service).virtual_ips.clone() {
            if is_wanted(&vip, service, known) {
                self.give(&mut vip, &service.id, known)?;
                vips.push(vip);
            } else {
                self.take_back(&service.id, &vip.network_id, known);
            }
        }
        for target in networks(service)
            .iter()
            .map(|it| NetworkId::from(it.target.as_str()))
        {
            if vips.iter().any(|vip: &VirtualIp| vip.network_id == target) {
                continue;
            }
            let mut vip = VirtualIp {
                network_id: target,
                addr: String::new(),
            };
            self.give(&mut vip, &service.id, known)?;
            vips.push(vip);
        }
        if vips.is_empty() {
            self.services.remove(&service.id);
        } else {
            self.services.entry(service.id.clone()).or_default();
        }
        service.endpoint.get_or_insert_default().virtual_ips = vips;
        Ok(())
    }

    /// On a network that machines make for themselves there is none, but the network is named.
    fn give(
        &mut self,
        vip: &mut VirtualIp,
        service: &ServiceId,
        known: &mut Networks,
    ) -> Result<(), Obstacle> {
        if known.is_local(&vip.network_id) {
            return Ok(());
        }
        let held = self.services.entry(service.clone()).or_default();
        if held.contains_key(&vip.network_id) {
            return Ok(());
        }
        let address = match Address::parse(&vip.addr) {
            Some(address) => {
                known.take_address(&vip.network_id, address)?;
                address
            }
            None => known.next_address(&vip.network_id)?,
        };
        vip.addr = address.to_string();
        held.insert(vip.network_id.clone(), address);
        Ok(())
    }

    fn take_back(&mut self, service: &ServiceId, network: &NetworkId, known: &mut Networks) {
        let held = self.services.get_mut(service);
        if let Some(address) = held.and_then(|held| held.remove(network)) {
            known.give_back(network, address);
        }
    }

    /// Takes back all a service has.
    pub(super) fn release(&mut self, service: &mut Service, known: &mut Networks) {
        for (network, address) in self.services.remove(&service.id).unwrap_or_default() {
            known.give_back(&network, address);
        }
        if let Some(endpoint) = &mut service.endpoint {
            endpoint.virtual_ips.clear();
        }
    }
}

/// Whether an address belongs to a network the service is on.
fn is_wanted(vip: &VirtualIp, service: &Service, known: &Networks) -> bool {
    let mut targets = networks(service).iter().map(|network| &network.target);
    (known.is_ingress(&vip.network_id) && needs_ingress(service))
        || targets.any(|target| vip.network_id.as_str() == target)
}

fn endpoint(service: &mut Service) -> &mut Endpoint {
    service.endpoint.get_or_insert_default()
}

/// Lets a service ask for an address in the routing mesh, before all others.
pub(super) fn ask_for(service: &mut Service, ingress: NetworkId) {
    let vips = &mut endpoint(service).virtual_ips;
    if !vips.iter().any(|vip| vip.network_id == ingress) {
        vips.push(VirtualIp {
            network_id: ingress,
            addr: String::new(),
        });
    }
}
