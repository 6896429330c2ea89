//! Networks of the machine and of the swarm in one list (moby
//! `api/server/router/network/network_routes.go`).

mod ipam;
mod prune;

use std::collections::BTreeMap;

use api::network::{EndpointResource, Network, NetworkSpec, PeerInfo};
use api::{ApiError, ErrorKind, Filters, Request, Response};
use swarm::{CallId, ControlRequest, ControlResponse};

pub(crate) use prune::Prune;

use super::Step;
use crate::daemon::process::Daemon;
use crate::host::Host;
use crate::kernel::net::BridgeName;
use crate::network::{Kind, LocalNetwork, resource};

/// The drivers of libnetwork on Linux; any other name is a plugin's.
const DRIVERS: &[&str] = &["bridge", "host", "ipvlan", "macvlan", "null", "overlay"];

const KEYS: &[&str] = &["dangling", "driver", "id", "label", "name", "scope", "type"];

impl Daemon {
    /// Everything about networks.
    pub(super) fn network_request(&mut self, call: CallId, request: Request, host: &mut Host<'_>) {
        match request {
            Request::NetworkList { filters } => self.list_networks(call, filters, host),
            Request::NetworkInspect { name, scope, .. } => {
                let request = ControlRequest::ListNetworks {
                    filters: Filters::new(),
                };
                let step = Step::InspectNetwork { name, scope };
                self.ask_swarm(call, request, step, host);
            }
            Request::NetworkCreate { spec, .. } => self.create_network(call, spec, host),
            Request::NetworkRemove { name } => self.remove_network(call, name, host),
            Request::NetworkPrune => self.begin_prune(call, host),
            _ => (),
        }
    }

    fn list_networks(&mut self, call: CallId, filters: Filters, host: &mut Host<'_>) {
        if let Some(key) = filters.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let error = ApiError::new(
                ErrorKind::InvalidParameter,
                format!("invalid filter '{key}'"),
            );
            return self.answer(call, Err(error), host);
        }
        let request = ControlRequest::ListNetworks {
            filters: Filters::new(),
        };
        self.ask_swarm(call, request, Step::Networks { filters }, host);
    }

    /// Those of the swarm, if a manager could be asked, and those of the machine that are not among
    /// them.
    pub(super) fn listed_networks(
        &self,
        swarms: Result<ControlResponse, ApiError>,
        filters: &Filters,
        host: &Host<'_>,
    ) -> Result<Response, ApiError> {
        let mut list = of_swarm(swarms);
        for network in self.local_networks(host) {
            if list.iter().all(|known| known.id != network.id) {
                list.push(network.inspect(BTreeMap::new()));
            }
        }
        list.retain(|network| passes(network, filters));
        Ok(Response::Networks(list))
    }

    fn local_networks<'a>(&'a self, host: &'a Host<'_>) -> impl Iterator<Item = &'a LocalNetwork> {
        host.disk.networks.values().chain(self.own_networks())
    }

    /// The machine's own copy of a network knows more; otherwise the swarm's word is shown.
    pub(super) fn inspected_network(
        &self,
        (name, scope): (&str, &str),
        swarms: Result<ControlResponse, ApiError>,
        host: &Host<'_>,
    ) -> Result<Response, ApiError> {
        let local: Vec<Network> = self
            .local_networks(host)
            .map(|network| self.in_full(network, host))
            .collect();
        let every = every_of_swarm(&swarms);
        if local.iter().all(|network| network.id.as_str() != name)
            && let Ok(found) = find(every, name)
            && (found.id.as_str().starts_with(name) || scope == "swarm")
        {
            // What the machine knows of it, too, says more.
            let own = local.into_iter().find(|network| network.id == found.id);
            return Ok(Response::Network(Box::new(own.unwrap_or(found))));
        }
        let of_swarm = of_swarm(swarms);
        let others = of_swarm
            .into_iter()
            .filter(|it| local.iter().all(|known| known.id != it.id));
        let all: Vec<Network> = others
            .chain(local.clone())
            .filter(|network| scope.is_empty() || network.scope == scope)
            .collect();
        find(all, name).map(|network| Response::Network(Box::new(network)))
    }

    /// A network of the machine with the containers on it and the machines that share it.
    fn in_full(&self, network: &LocalNetwork, host: &Host<'_>) -> Network {
        let mut containers: BTreeMap<String, EndpointResource> = BTreeMap::new();
        for container in host
            .disk
            .containers()
            .filter(|container| container.is_running())
        {
            let here = container
                .endpoints
                .iter()
                .find(|endpoint| endpoint.network == network.id);
            if let Some(endpoint) = here {
                let id = container.id.to_string();
                containers.insert(id, resource(&container.name, endpoint));
            }
        }
        containers.extend(self.overlays.balancer_resource(&network.id));
        if let Kind::Bridge(BridgeName::Gateway) = network.kind {
            containers.extend(self.ingress_gateway(host));
        }
        let mut shown = network.inspect(containers);
        let gossip = self
            .overlays
            .gossip
            .as_ref()
            .filter(|_| network.scope() == "swarm");
        let peers = gossip
            .map(|gossip| gossip.peers(&network.id))
            .unwrap_or_default();
        let peer = |(name, ip): (String, std::net::Ipv4Addr)| PeerInfo {
            name,
            ip: ip.to_string(),
        };
        shown.peers = peers.into_iter().map(peer).collect();
        shown
    }

    /// The ingress sandbox's own place on `docker_gwbridge`.
    fn ingress_gateway(&self, host: &Host<'_>) -> Option<(String, EndpointResource)> {
        let overlays = host.kernel.net.overlays.values();
        let ip = overlays
            .filter_map(|it| it.balancer.as_ref()?.gateway_address)
            .next()?;
        let resource = EndpointResource {
            name: "gateway_ingress-sbox".to_owned(),
            ipv4_address: format!("{ip}/16"),
            ..EndpointResource::default()
        };
        Some(("ingress-sbox".to_owned(), resource))
    }

    fn create_network(&mut self, call: CallId, spec: Box<NetworkSpec>, host: &mut Host<'_>) {
        if let Some(error) = self.refuse_network(&spec, host) {
            return self.answer(call, Err(error), host);
        }
        let request = ControlRequest::CreateNetwork { spec };
        self.ask_swarm(call, request, Step::NetworkCreated, host);
    }

    /// What the daemon itself has against a new network.
    fn refuse_network(&self, spec: &NetworkSpec, host: &Host<'_>) -> Option<ApiError> {
        let name = &spec.annotations.name;
        let driver = spec.driver_configuration.as_ref();
        let driver = driver.map_or("bridge", |it| it.name.as_str());
        let (kind, words) = if matches!(name.as_str(), "bridge" | "host" | "none" | "default") {
            let words = format!("operation is not permitted on predefined {name} network ");
            (ErrorKind::Forbidden, words)
        } else if self.is_network_known(name, host) {
            let words = format!("network with name {name} already exists");
            (ErrorKind::Conflict, words)
        } else if let Some(Err(words)) = spec.ipam_options.as_ref().map(ipam::check) {
            (ErrorKind::InvalidParameter, words)
        } else if spec.scope != "swarm" && !DRIVERS.contains(&driver) {
            let words = format!("plugin {driver:?} not found");
            (ErrorKind::NotFound, words)
        } else if driver != "overlay" && spec.scope != "swarm" {
            let words = format!(
                "networks of driver {driver} on one machine are not part of this simulation yet"
            );
            (ErrorKind::NotImplemented, words)
        } else if !self.cluster.is_active_manager() {
            // The same words on a worker (recording 130).
            return Some(crate::cluster::unavailable(
                crate::cluster::refusal::OUTSIDE,
            ));
        } else {
            return None;
        };
        Some(ApiError::new(kind, words))
    }

    /// Whether the machine has such a network, or its manager knows one of the swarm.
    fn is_network_known(&self, name: &str, host: &Host<'_>) -> bool {
        let store = self.cluster.node().and_then(swarm::Node::store);
        let mut of_swarm = store.into_iter().flat_map(|store| store.networks());
        let mut local = self.local_networks(host);
        local.any(|network| network.name == name)
            || of_swarm.any(|network| network.spec.annotations.name == name)
    }

    fn remove_network(&mut self, call: CallId, name: String, host: &mut Host<'_>) {
        let is_it = |network: &&LocalNetwork| network.name == name || network.id.as_str() == name;
        let local = self
            .local_networks(host)
            .find(is_it)
            .filter(|it| it.scope() == "local");
        if let Some(network) = local {
            let words = match network.name.as_str() {
                "docker_gwbridge" => format!(
                    "error while removing network: network {} has active endpoints",
                    network.name
                ),
                other => format!("{other} is a pre-defined network and cannot be removed"),
            };
            return self.answer(call, Err(ApiError::new(ErrorKind::Forbidden, words)), host);
        }
        if !self.cluster.is_active_manager() {
            let is_known = self.overlays.networks().any(|network| network.name == name);
            let error = match is_known {
                true => self.cluster.no_manager(),
                false => missing(&name),
            };
            return self.answer(call, Err(error), host);
        }
        // A network that the machine still has goes by its id from here on, even if the swarm has
        // forgotten it (recording 100).
        let own = self.overlays.networks().find(|own| own.name == name);
        let name = own.map_or(name, |own| own.id.to_string());
        self.ask_swarm(
            call,
            ControlRequest::RemoveNetwork { name },
            Step::Pass,
            host,
        );
    }
}

pub(super) fn created(response: ControlResponse) -> Response {
    super::passed(response)
}

/// The swarm's networks, with the stand-ins for those every machine has: services may name them.
fn every_of_swarm(answer: &Result<ControlResponse, ApiError>) -> Vec<Network> {
    match answer {
        Ok(ControlResponse::Networks(networks)) => {
            networks.iter().map(swarm::network_inspect).collect()
        }
        Ok(_) | Err(_) => Vec::new(),
    }
}

/// The swarm's networks but for those every machine has.
fn of_swarm(answer: Result<ControlResponse, ApiError>) -> Vec<Network> {
    let Ok(ControlResponse::Networks(networks)) = answer else {
        return Vec::new();
    };
    let is_own = |network: &&api::network::SwarmNetwork| {
        let label = network
            .spec
            .annotations
            .labels
            .get("com.docker.swarm.predefined");
        label.is_none_or(|value| value != "true")
    };
    networks
        .iter()
        .filter(is_own)
        .map(swarm::network_inspect)
        .collect()
}

fn missing(name: &str) -> ApiError {
    ApiError::new(ErrorKind::NotFound, format!("network {name} not found"))
}

/// By id, by name, by the beginning of an id.
fn find(networks: Vec<Network>, term: &str) -> Result<Network, ApiError> {
    if let Some(exact) = networks.iter().find(|network| network.id.as_str() == term) {
        return Ok(exact.clone());
    }
    let ambiguous = |count: usize, what: &str| {
        let words = format!("network {term} is ambiguous: {count} matches found based on {what}");
        ApiError::new(ErrorKind::InvalidParameter, words)
    };
    let mut named: Vec<&Network> = networks
        .iter()
        .filter(|network| network.name == term)
        .collect();
    match (named.len(), named.pop()) {
        (1, Some(network)) => return Ok(network.clone()),
        (0, _) => (),
        (count, _) => return Err(ambiguous(count, "name")),
    }
    let begins = |network: &&Network| network.id.as_str().starts_with(term);
    let mut prefixed: Vec<&Network> = networks.iter().filter(begins).collect();
    match (prefixed.len(), prefixed.pop()) {
        (1, Some(network)) => Ok(network.clone()),
        (0, _) => Err(missing(term)),
        (count, _) => Err(ambiguous(count, "ID prefix")),
    }
}

fn passes(network: &Network, filters: &Filters) -> bool {
    filters.iter().all(|(key, values)| {
        let any = |is_it: &dyn Fn(&str) -> bool| values.iter().any(|value| is_it(value));
        match key.as_str() {
            "driver" => any(&|value| network.driver == value),
            "name" => any(&|value| network.name.contains(value)),
            "id" => any(&|value| network.id.as_str().contains(value)),
            "scope" => any(&|value| network.scope == value),
            "label" => values.iter().all(|value| {
                let (label, wanted) = value.split_once('=').unwrap_or((value, ""));
                let found = network.labels.get().and_then(|labels| labels.get(label));
                found.is_some_and(|found| wanted.is_empty() || found == wanted)
            }),
            "type" => any(&|value| is_builtin(network) == (value == "builtin")),
            "dangling" => any(&|value| is_builtin(network) != matches!(value, "true" | "1")),
            _ => true,
        }
    })
}

fn is_builtin(network: &Network) -> bool {
    matches!(
        network.name.as_str(),
        "bridge" | "host" | "none" | "ingress" | "docker_gwbridge"
    )
}
