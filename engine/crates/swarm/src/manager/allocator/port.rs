//! Published ports of the routing mesh (SwarmKit `manager/allocator/portallocator.go`).
//!
//! Ports of the machine itself are nobody's business here; they are copied as they are.

use std::collections::BTreeMap;

use api::ServiceId;
use api::service::{Endpoint, PortConfig, Protocol, PublishMode};

use super::Obstacle;
use super::serial::Serial;
use crate::object::Service;

// SwarmKit manager/allocator/portallocator.go: where ports are found when none is asked for.
const DYNAMIC_FIRST: u32 = 30_000;
const DYNAMIC_LAST: u32 = 32_767;

/// The ports of the mesh, for each protocol.
#[derive(Clone, Debug)]
pub(super) struct Ports {
    spaces: BTreeMap<Protocol, Serial<ServiceId>>,
}

impl Ports {
    pub(super) fn new() -> Ports {
        let space = |protocol: &Protocol| (*protocol, Serial::new(DYNAMIC_FIRST, DYNAMIC_LAST));
        Ports {
            spaces: Protocol::ALL.iter().map(space).collect(),
        }
    }

    /// Gives a service the ports of its spec, all or none. What it had before is free first.
    pub(super) fn allocate(&mut self, service: &mut Service) -> Result<(), Obstacle> {
        let Some(wanted) = reconcile(service) else {
            return Ok(());
        };
        self.release(service);
        let mut given = Vec::new();
        let mut result = Ok(());
        for mut port in wanted {
            if port.publish_mode == PublishMode::Ingress {
                match self.give(&port, &service.id) {
                    Some(number) => port.published_port = number,
                    None => {
                        result = Err(Obstacle::PortTaken);
                        break;
                    }
                }
            }
            given.push(port);
        }
        if !given.is_empty() {
            service.endpoint.get_or_insert_default().ports = given;
        }
        if result.is_err() {
            self.release(service);
        }
        result
    }

    fn give(&mut self, port: &PortConfig, owner: &ServiceId) -> Option<u32> {
        let space = self.spaces.get_mut(&port.protocol)?;
        match port.published_port {
            0 => space.next(owner.clone()),
            number => space.take(number, owner.clone()).then_some(number),
        }
    }

    /// Takes back what a service has.
    pub(super) fn release(&mut self, service: &mut Service) {
        let Some(endpoint) = &mut service.endpoint else {
            return;
        };
        for port in std::mem::take(&mut endpoint.ports) {
            if port.publish_mode == PublishMode::Ingress
                && let Some(space) = self.spaces.get_mut(&port.protocol)
            {
                space.give_back(port.published_port, &service.id);
            }
        }
    }
}

/// What names a port within one endpoint.
type Key = (String, Protocol, u32);

fn key(port: &PortConfig) -> Key {
    (port.name.clone(), port.protocol, port.target_port)
}

/// The ports an endpoint has in the mesh, to be ticked off.
struct Held {
    ports: BTreeMap<Key, BTreeMap<u32, PortConfig>>,
}

impl Held {
    fn of(endpoint: &Endpoint, mode: PublishMode) -> Held {
        let mut ports: BTreeMap<Key, BTreeMap<u32, PortConfig>> = BTreeMap::new();
        for port in endpoint.ports.iter().filter(|it| it.publish_mode == mode) {
            let numbers = ports.entry(key(port)).or_default();
            numbers.insert(port.published_port, port.clone());
        }
        Held { ports }
    }

    /// Ticks off what a spec asks for: that very number, or any when it asks for none. Ports
    /// asked for by number are to be ticked off first.
    fn tick_off(&mut self, wanted: &PortConfig) -> Option<PortConfig> {
        let numbers = self.ports.get_mut(&key(wanted))?;
        let number = match wanted.published_port {
            0 => *numbers.keys().find(|number| **number != 0)?,
            number => number,
        };
        numbers.remove(&number)
    }
}

fn is_ingress(port: &&PortConfig) -> bool {
    port.publish_mode == PublishMode::Ingress
}

fn is_dynamic(port: &&PortConfig) -> bool {
    is_ingress(port) && port.published_port == 0
}

/// The ports to give: as in the spec, but a number nobody asked for is kept from last time while
/// name, protocol, target and the number of ports stay the same. `None` when no endpoint is
/// asked for.
fn reconcile(service: &Service) -> Option<Vec<PortConfig>> {
    let wanted = &service.spec.endpoint_spec.as_ref()?.ports;
    let endpoint = service.endpoint.as_ref();
    let Some(endpoint) = endpoint.filter(|it| it.ports.len() == wanted.len()) else {
        return Some(wanted.clone());
    };
    let mut held = Held::of(endpoint, PublishMode::Ingress);
    let mut ports = Vec::new();
    for port in wanted.iter().filter(|port| !is_dynamic(port)) {
        if is_ingress(&port) {
            held.tick_off(port);
        }
        ports.push(port.clone());
    }
    for port in wanted.iter().filter(is_dynamic) {
        ports.push(held.tick_off(port).unwrap_or_else(|| port.clone()));
    }
    Some(ports)
}

/// Whether a service has the ports of its spec. When a leader begins, numbers nobody asked for
/// are to be claimed again in any case.
pub(super) fn is_allocated(service: &Service, is_restoring: bool) -> bool {
    let (wanted, endpoint) = match (&service.spec.endpoint_spec, &service.endpoint) {
        (None, None) => return true,
        (Some(spec), Some(endpoint)) => (&spec.ports, endpoint),
        (Some(_), None) | (None, Some(_)) => return false,
    };
    if wanted.len() != endpoint.ports.len() {
        return false;
    }
    let mut held = Held::of(endpoint, PublishMode::Ingress);
    let mut by_number = wanted.iter().filter(|it| is_ingress(it) && !is_dynamic(it));
    if !by_number.all(|port| held.tick_off(port).is_some()) {
        return false;
    }
    let has_target = |port: &PortConfig| {
        let mut of_host = endpoint.ports.iter().filter(|port| !is_ingress(port));
        of_host.any(|held| held.target_port == port.target_port)
    };
    wanted
        .iter()
        .filter(|it| !is_ingress(it) || is_dynamic(it))
        .all(|port| {
            if is_dynamic(&port) {
                return held.tick_off(port).is_some() && !is_restoring;
            }
            has_target(port)
        })
}

/// Whether a port of the machine changed in the spec only.
pub(super) fn must_copy_host_ports(service: &Service) -> bool {
    let none = Endpoint::default();
    let endpoint = service.endpoint.as_ref().unwrap_or(&none);
    let mut held = Held::of(endpoint, PublishMode::Host);
    let spec = service.spec.endpoint_spec.iter();
    let wanted = spec.flat_map(|spec| &spec.ports);
    let mut wanted = wanted.filter(|port| !is_ingress(port) && port.published_port != 0);
    wanted.any(|port| held.tick_off(port).is_none())
}

/// Copies the ports of the machine from the spec, and leaves those of the mesh.
pub(super) fn copy_host_ports(service: &mut Service) {
    let endpoint = service.endpoint.get_or_insert_default();
    endpoint.ports.retain(|port| is_ingress(&port));
    if let Some(spec) = &service.spec.endpoint_spec {
        let of_host = spec.ports.iter().filter(|port| !is_ingress(port));
        endpoint.ports.extend(of_host.cloned());
        endpoint.spec = spec.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manager::rig::objects;

    /// A service that wants some ports and has others.
    fn service(wanted: &str, has: &str) -> Service {
        let mut service = objects::service("web");
        let ports = |text: &str| {
            let texts = text.split(' ').filter(|text| !text.is_empty());
            texts.map(objects::port).collect::<Vec<PortConfig>>()
        };
        service.spec.endpoint_spec.get_or_insert_default().ports = ports(wanted);
        if !has.is_empty() {
            service.endpoint.get_or_insert_default().ports = ports(has);
        }
        service
    }

    fn numbers(ports: &[PortConfig]) -> String {
        let shown = ports
            .iter()
            .map(|it| format!("{}:{}", it.published_port, it.target_port));
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a6_a_number_nobody_asked_for_sticks_while_the_ports_stay_the_same() {
        let rows = [
            // wanted, has, to be given
            ("8080:80", "", "8080:80"),
            ("8080:80", "8080:80", "8080:80"),
            ("8081:80", "8080:80", "8081:80"),
            ("0:80", "30000:80", "30000:80"),
            ("0:80 0:81", "30001:81 30000:80", "30000:80 30001:81"),
            ("0:80 0:81", "30000:80", "0:80 0:81"),
            ("0:82", "30000:80", "0:82"),
            ("0:80 30000:80", "30000:80 30001:80", "30000:80 30001:80"),
            ("0:80/udp", "30000:80", "0:80"),
            ("8080:80/tcp/host", "8080:80", "8080:80"),
        ];
        for (wanted, has, expected) in rows {
            let ports = reconcile(&service(wanted, has)).unwrap();
            assert_eq!(numbers(&ports), expected, "{wanted} after {has}");
        }
    }

    #[test]
    fn what_is_allocated_needs_no_more() {
        let rows = [
            // wanted, has, allocated, allocated when a leader begins
            ("8080:80", "8080:80", true, true),
            ("8080:80", "", false, false),
            ("8080:80", "8081:80", false, false),
            ("0:80", "30000:80", true, false),
            ("0:80 0:81", "30000:80", false, false),
            ("0:80/tcp/host", "0:80/tcp/host", true, true),
            ("8080:80/tcp/host", "8080:81/tcp/host", false, false),
            ("8080:80/tcp/host", "8081:80/tcp/host", true, true),
        ];
        for (wanted, has, expected, restoring) in rows {
            let service = service(wanted, has);
            assert_eq!(
                is_allocated(&service, false),
                expected,
                "{wanted} has {has}"
            );
            assert_eq!(
                is_allocated(&service, true),
                restoring,
                "{wanted} has {has}"
            );
        }
    }

    #[test]
    fn ports_of_the_machine_are_copied_and_those_of_the_mesh_left() {
        let mut service = service("8082:80/tcp/host 0:81", "8081:80/tcp/host 30000:81");
        assert!(must_copy_host_ports(&service));
        copy_host_ports(&mut service);
        let endpoint = service.endpoint.as_ref().unwrap();
        assert_eq!(numbers(&endpoint.ports), "30000:81 8082:80");
        assert!(!must_copy_host_ports(&service));
    }

    #[test]
    fn all_ports_or_none() {
        let mut ports = Ports::new();
        let mut first = service("80:80 0:81", "");
        ports.allocate(&mut first).unwrap();
        let endpoint = first.endpoint.as_ref().unwrap();
        assert_eq!(numbers(&endpoint.ports), "80:80 30000:81");
        let mut second = service("0:1 80:2", "");
        second.id = ServiceId::from("other");
        assert_eq!(ports.allocate(&mut second), Err(Obstacle::PortTaken));
        assert!(second.endpoint.as_ref().unwrap().ports.is_empty());
        ports.release(&mut first);
        ports.allocate(&mut second).unwrap();
        let endpoint = second.endpoint.as_ref().unwrap();
        assert_eq!(numbers(&endpoint.ports), "30002:1 80:2");
    }
}
