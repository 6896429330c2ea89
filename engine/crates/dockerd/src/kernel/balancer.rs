//! The load balancer of one overlay network on one machine: marks and IPVS in the network's own
//! namespace (libnetwork `service_linux.go`). For the network `ingress` this is `ingress_sbox`.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use api::ServiceId;

use super::conntrack::Conntrack;

/// The namespace of a network's load balancer.
#[derive(Clone, Debug)]
pub(crate) struct LoadBalancer {
    /// Its address on the overlay: the node's attachment.
    pub(crate) address: Ipv4Addr,
    /// Its address on `docker_gwbridge`; only that of ingress has one.
    pub(crate) gateway_address: Option<Ipv4Addr>,
    /// By firewall mark.
    pub(crate) services: BTreeMap<u32, VirtualService>,
    pub(crate) conntrack: Conntrack,
}

/// One virtual service of IPVS: `FWM 256 rr`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VirtualService {
    pub(crate) service: ServiceId,
    pub(crate) vip: Ipv4Addr,
    /// Published ports that are marked for it.
    pub(crate) ports: Vec<u16>,
    backends: Vec<Backend>,
    /// The backend of the last connection; the next one's search begins after it.
    last: Option<Ipv4Addr>,
}

/// A real server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Backend {
    pub(crate) ip: Ipv4Addr,
    /// 1, or 0 while its task is being taken out.
    pub(crate) weight: u32,
}

impl LoadBalancer {
    /// A load balancer without services.
    pub(crate) fn new(address: Ipv4Addr, gateway_address: Option<Ipv4Addr>) -> LoadBalancer {
        LoadBalancer {
            address,
            gateway_address,
            services: BTreeMap::new(),
            conntrack: Conntrack::default(),
        }
    }

    /// The mark a packet to this port gets (mangle PREROUTING), and its service.
    pub(crate) fn marked(&mut self, port: u16) -> Option<(u32, &mut VirtualService)> {
        let mut services = self.services.iter_mut();
        services
            .find(|(_, service)| service.ports.contains(&port))
            .map(|(mark, service)| (*mark, service))
    }
}

impl VirtualService {
    /// A virtual service without backends.
    pub(crate) fn new(service: ServiceId, vip: Ipv4Addr, ports: Vec<u16>) -> VirtualService {
        VirtualService {
            service,
            vip,
            ports,
            backends: Vec::new(),
            last: None,
        }
    }

    /// Adds a backend, or gives it its weight back. New ones go to the front, as in the kernel's
    /// list of destinations (`ip_vs_ctl.c`).
    pub(crate) fn add(&mut self, ip: Ipv4Addr) {
        match self.backends.iter_mut().find(|backend| backend.ip == ip) {
            Some(backend) => backend.weight = 1,
            None => self.backends.insert(0, Backend { ip, weight: 1 }),
        }
    }

    /// Leaves a backend its connections and gives it no new ones.
    pub(crate) fn quiesce(&mut self, ip: Ipv4Addr) {
        if let Some(backend) = self.backends.iter_mut().find(|backend| backend.ip == ip) {
            backend.weight = 0;
        }
    }

    /// Takes a backend out. The scheduler's pointer steps back (`ip_vs_rr.c`).
    pub(crate) fn remove(&mut self, ip: Ipv4Addr) {
        let Some(place) = self.backends.iter().position(|backend| backend.ip == ip) else {
            return;
        };
        if self.last == Some(ip) {
            let before = place.checked_sub(1).map(|place| self.backends[place].ip);
            self.last = before;
        }
        self.backends.remove(place);
    }

    /// All backends, in the kernel's order.
    pub(crate) fn backends(&self) -> &[Backend] {
        &self.backends
    }

    /// How many may be chosen.
    pub(crate) fn choices(&self) -> usize {
        self.backends
            .iter()
            .filter(|backend| backend.weight > 0)
            .count()
    }

    /// Round robin: the next backend with a weight, after that of the last connection.
    pub(crate) fn pick(&mut self) -> Option<Ipv4Addr> {
        let last = self.last;
        let begin = self
            .backends
            .iter()
            .position(|backend| Some(backend.ip) == last)
            .map_or(0, |place| place + 1);
        let (before, after) = self.backends.split_at(begin.min(self.backends.len()));
        let picked = after
            .iter()
            .chain(before)
            .find(|backend| backend.weight > 0)?
            .ip;
        self.last = Some(picked);
        Some(picked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(last: u8) -> Ipv4Addr {
        Ipv4Addr::new(10, 0, 0, last)
    }

    fn service(backends: &[u8]) -> VirtualService {
        let mut service = VirtualService::new(ServiceId::from("s"), ip(5), vec![8080]);
        for last in backends {
            service.add(ip(*last));
        }
        service
    }

    fn picks(service: &mut VirtualService, count: usize) -> Vec<u8> {
        (0..count)
            .map(|_| service.pick().map_or(0, |ip| ip.octets()[3]))
            .collect()
    }

    #[test]
    fn every_backend_gets_its_turn() {
        let mut service = service(&[7, 8, 9]);
        assert_eq!(picks(&mut service, 7), [9, 8, 7, 9, 8, 7, 9]);
    }

    #[test]
    fn a_backend_that_is_taken_out_gets_no_new_connection() {
        let mut service = service(&[7, 8, 9]);
        service.quiesce(ip(8));
        assert_eq!(service.choices(), 2);
        assert_eq!(picks(&mut service, 4), [9, 7, 9, 7]);
        service.add(ip(8));
        assert_eq!(picks(&mut service, 3), [9, 8, 7]);
    }

    #[test]
    fn removing_the_last_one_used_does_not_skip_another() {
        let mut service = service(&[7, 8, 9]);
        assert_eq!(picks(&mut service, 2), [9, 8]);
        service.remove(ip(8));
        assert_eq!(picks(&mut service, 3), [7, 9, 7]);
        service.remove(ip(7));
        service.remove(ip(9));
        assert_eq!(service.pick(), None);
    }
}
