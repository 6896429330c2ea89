//! A container's places on networks: addresses, published ports, and its part in the services'
//! load balancing.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::service::{Protocol, PublishMode};
use api::task::NetworkAttachment;
use api::{ContainerId, TaskId};
use swarm::object::Task;

use crate::container::{Binding, Container, Endpoint, overlay_mac};
use crate::daemon::process::{Daemon, Timer};
use crate::host::{Host, hex_id};
use crate::kernel::net::{BridgeName, HostPort, Link};
use crate::kernel::process::{Interface, Launch};
use crate::network::address_of;
use crate::network::gossip::{self, Entry};

impl Daemon {
    /// The leader tells the node's addresses on the networks it needs.
    pub(super) fn on_attachments(&mut self, list: &[NetworkAttachment], host: &mut Host<'_>) {
        let Some(ingress) = self.overlays.set_attachments(list) else {
            return;
        };
        let after = host.profile.speed.ingress_setup.draw(host.rng);
        self.start_gossip(&ingress.network.id, host);
        let timer = Timer::Ingress(Box::new(ingress.network));
        self.agenda.push(host.moment.now + after, timer);
    }

    /// Gives a container its addresses and ports. The error is the daemon's text.
    pub(super) fn connect_container(
        &mut self,
        id: &ContainerId,
        host: &mut Host<'_>,
    ) -> Result<Launch, String> {
        let container = host
            .disk
            .container(id)
            .ok_or_else(|| format!("No such container: {id}"))?;
        let (name, config) = (container.name.clone(), container.config.clone());
        let task = config.task.as_ref().map(|of| of.task.clone());
        let mut endpoints = Vec::new();
        let attachments = task.iter().flat_map(|task| &task.networks);
        for attachment in attachments {
            endpoints.extend(overlay_endpoint(attachment, host));
        }
        let has_way_out = attachments_lead_out(task.as_deref());
        let shares_host = task.as_deref().is_some_and(wants_host_network);
        if shares_host {
            endpoints = vec![host_endpoint(host)];
        } else if endpoints.is_empty() {
            let network = self.bridge.id.clone();
            endpoints.push(bridge_endpoint(
                (BridgeName::Docker0, "bridge"),
                network,
                host,
            ));
        } else if has_way_out {
            self.make_gateway_bridge(host);
            let network = self.gateway_network(host);
            endpoints.push(bridge_endpoint(
                (BridgeName::Gateway, "docker_gwbridge"),
                network,
                host,
            ));
        }
        let interfaces = endpoints
            .iter()
            .map(|endpoint| Interface {
                link: endpoint.link.clone(),
                ip: endpoint.ip,
            })
            .collect();
        let published = publish(id, task.as_deref(), &endpoints, host);
        self.join_overlays(&name, &endpoints, host);
        if let Some(container) = host.disk.container_mut(id) {
            container.endpoints = endpoints;
            container.bindings = published.clone().unwrap_or_default();
        }
        published?;
        Ok(Launch {
            name,
            image: config.image.clone(),
            words: config.words.clone(),
            env: config.env.clone(),
            hostname: match shares_host {
                true => host.facts.hostname.clone(),
                false => config.hostname.clone(),
            },
            interfaces,
            redirects: redirects(task.as_deref()),
            has_init: config.has_init,
        })
    }

    /// Others learn where the container's addresses are.
    fn join_overlays(&mut self, name: &str, endpoints: &[Endpoint], host: &mut Host<'_>) {
        for endpoint in endpoints {
            let entry = Entry {
                name: name.to_owned(),
                ip: endpoint.ip,
                service: None,
                is_disabled: false,
            };
            if let Link::Overlay(network) = &endpoint.link {
                self.overlays
                    .announce(network, &endpoint.id, Some(entry), host);
            }
        }
    }

    /// The container's addresses and ports are free again.
    pub(crate) fn disconnect_container(&mut self, id: &ContainerId, host: &mut Host<'_>) {
        let Some(container) = host.disk.container(id).cloned() else {
            return;
        };
        for endpoint in &container.endpoints {
            match &endpoint.link {
                Link::Host => (),
                Link::Bridge(bridge) => host.kernel.net.release(*bridge, endpoint.ip),
                Link::Overlay(network) => {
                    let old = entry(&container, endpoint, false);
                    self.overlays
                        .bind(network, &endpoint.id, (old.as_ref(), None), host);
                    self.overlays.announce(network, &endpoint.id, None, host);
                }
            }
        }
        host.kernel
            .net
            .host_ports
            .retain(|_, port| port.container != *id);
        if let Some(container) = host.disk.container_mut(id) {
            container.endpoints.clear();
            container.bindings.clear();
        }
    }

    /// The load balancers of every node may send to the container.
    pub(super) fn activate(&mut self, id: &ContainerId, host: &mut Host<'_>) {
        self.bind_container(id, false, host);
    }

    /// They send it nothing new.
    pub(super) fn deactivate(&mut self, id: &ContainerId, host: &mut Host<'_>) {
        self.bind_container(id, true, host);
    }

    fn bind_container(&mut self, id: &ContainerId, is_disabled: bool, host: &mut Host<'_>) {
        let Some(container) = host
            .disk
            .container(id)
            .filter(|it| it.is_running())
            .cloned()
        else {
            return;
        };
        for endpoint in &container.endpoints {
            if let (Link::Overlay(network), Some(entry)) =
                (&endpoint.link, entry(&container, endpoint, is_disabled))
            {
                self.overlays
                    .bind(network, &endpoint.id, (None, Some(&entry)), host);
                self.overlays
                    .announce(network, &endpoint.id, Some(entry), host);
            }
        }
    }

    /// Networks that only this task used here go with it.
    pub(super) fn leave_networks(&mut self, id: &TaskId, host: &mut Host<'_>) {
        let Some(job) = self.executor.jobs.get(id) else {
            return;
        };
        let networks: Vec<_> = job
            .task
            .networks
            .iter()
            .map(|attachment| attachment.network.id.clone())
            .collect();
        for network in networks {
            let link = Link::Overlay(network.clone());
            let uses = |endpoint: &Endpoint| endpoint.link == link;
            let is_used = host
                .disk
                .containers()
                .any(|it| it.endpoints.iter().any(uses));
            if !is_used && !self.overlays.is_ingress(&network) {
                self.overlays.leave(&network, host);
            }
        }
    }
}

/// Whether a container of the task needs a way out besides its overlays.
fn attachments_lead_out(task: Option<&Task>) -> bool {
    let networks = task.iter().flat_map(|task| &task.networks);
    networks
        .into_iter()
        .any(|attachment| !attachment.network.spec.internal)
}

/// Whether the task's network is the swarm's stand-in for the machine's own interfaces (moby
/// `executor/container/container.go` `hostConfig`: the first network counts).
fn wants_host_network(task: &Task) -> bool {
    let first = task.networks.first();
    first.is_some_and(|attachment| attachment.network.driver_state.name == "host")
}

fn host_endpoint(host: &mut Host<'_>) -> Endpoint {
    let networks = host.disk.networks.values();
    let network = networks
        .filter(|network| network.name == "host")
        .map(|network| network.id.clone())
        .next();
    Endpoint {
        id: hex_id(host.rng),
        network: network.unwrap_or_default(),
        network_name: "host".to_owned(),
        link: Link::Host,
        ip: host.facts.address(),
        prefix_len: 0,
        mac: String::new(),
        is_listed: true,
    }
}

fn overlay_endpoint(attachment: &NetworkAttachment, host: &mut Host<'_>) -> Option<Endpoint> {
    if attachment.network.driver_state.name != "overlay" {
        return None;
    }
    let (ip, prefix_len) = address_of(attachment)?;
    Some(Endpoint {
        id: hex_id(host.rng),
        network: attachment.network.id.clone(),
        network_name: attachment.network.spec.annotations.name.clone(),
        link: Link::Overlay(attachment.network.id.clone()),
        ip,
        prefix_len,
        mac: overlay_mac(ip),
        is_listed: true,
    })
}

fn bridge_endpoint(
    (bridge, name): (BridgeName, &str),
    network: api::NetworkId,
    host: &mut Host<'_>,
) -> Endpoint {
    let ip = host.kernel.net.lease(bridge);
    Endpoint {
        id: hex_id(host.rng),
        network,
        network_name: name.to_owned(),
        link: Link::Bridge(bridge),
        ip,
        prefix_len: 16,
        mac: random_mac(host),
        is_listed: bridge == BridgeName::Docker0,
    }
}

/// Since 28.0 the addresses on bridges are random: locally administered, unicast.
fn random_mac(host: &mut Host<'_>) -> String {
    let mut bytes = [0; 6];
    host.rng.fill(&mut bytes);
    bytes[0] = bytes[0] & 0xfc | 0x02;
    let parts: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    parts.join(":")
}

/// nat chain DOCKER: the ports the task publishes on its own machine.
fn publish(
    id: &ContainerId,
    task: Option<&Task>,
    endpoints: &[Endpoint],
    host: &mut Host<'_>,
) -> Result<Vec<Binding>, String> {
    let ports = task
        .iter()
        .flat_map(|task| &task.endpoint)
        .flat_map(|endpoint| &endpoint.ports);
    let of_host = ports
        .filter(|port| port.publish_mode == PublishMode::Host && port.protocol == Protocol::Tcp);
    let mut bindings = Vec::new();
    for port in of_host {
        let Some(endpoint) = endpoints
            .iter()
            .find(|it| matches!(it.link, Link::Bridge(_)))
        else {
            break;
        };
        let target = u16::try_from(port.target_port).unwrap_or(0);
        let published = match u16::try_from(port.published_port).unwrap_or(0) {
            0 => host.kernel.net.free_port(),
            published => published,
        };
        if host.kernel.net.is_published(published) {
            host.kernel
                .net
                .host_ports
                .retain(|_, port| port.container != *id);
            return Err(port_taken(published, endpoint.ip, target, host));
        }
        let to = SocketAddrV4::new(endpoint.ip, target);
        let rule = HostPort {
            container: id.clone(),
            to,
        };
        host.kernel.net.host_ports.insert(published, rule);
        bindings.push(Binding { target, published });
    }
    Ok(bindings)
}

/// What the bridge driver says of a port somebody has: another container of this daemon, or the
/// ingress network, whose listener is a plain one (recording 201).
fn port_taken(published: u16, ip: Ipv4Addr, target: u16, host: &Host<'_>) -> String {
    let reason = match host.kernel.net.host_ports.contains_key(&published) {
        true => format!("Bind for 0.0.0.0:{published} failed: port is already allocated"),
        false => format!(
            "failed to bind host port for 0.0.0.0:{published}:{ip}:{target}/tcp: address already in use"
        ),
    };
    format!(
        "failed to set up container networking: driver failed programming external connectivity: {reason}"
    )
}

/// Published to target ports of ingress mode.
fn redirects(task: Option<&Task>) -> BTreeMap<u16, u16> {
    let ports = task
        .iter()
        .flat_map(|task| &task.endpoint)
        .flat_map(|endpoint| &endpoint.ports);
    let of_ingress = ports.filter(|port| port.publish_mode == PublishMode::Ingress);
    of_ingress
        .filter_map(|port| {
            let published = u16::try_from(port.published_port).ok()?;
            Some((published, u16::try_from(port.target_port).ok()?))
        })
        .collect()
}

/// What is told of a container's endpoint once its service is active.
fn entry(container: &Container, endpoint: &Endpoint, is_disabled: bool) -> Option<Entry> {
    let of = container.config.task.as_ref()?;
    let service_endpoint = of.task.endpoint.as_ref();
    let vips = service_endpoint.iter().flat_map(|it| &it.virtual_ips);
    let vip = vips
        .filter(|vip| vip.network_id == endpoint.network)
        .find_map(|vip| vip.addr.split('/').next()?.parse().ok());
    let ports = service_endpoint
        .map(|it| it.ports.clone())
        .unwrap_or_default();
    let is_ingress = |port: &api::service::PortConfig| port.publish_mode == PublishMode::Ingress;
    Some(Entry {
        name: container.name.clone(),
        ip: endpoint.ip,
        service: Some(gossip::Binding {
            service: of.service.clone(),
            name: of.task.service_annotations.name.clone(),
            vip,
            ports: ports.into_iter().filter(is_ingress).collect(),
        }),
        is_disabled,
    })
}
