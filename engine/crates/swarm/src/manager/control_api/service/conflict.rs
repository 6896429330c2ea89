//! What a spec may collide with in the store: networks, ports, secrets and configs (SwarmKit
//! `manager/controlapi/service.go` validateNetworks, checkPortConflicts, check…Existence).

use core::fmt;

use api::service::{EndpointSpec, PortConfig, PublishMode, ServiceSpec};
use api::{NetworkId, ServiceId};

use super::super::refusal::{Code, Refusal, Voice};
use crate::object::Service;
use crate::store::Store;

/// Why a sound spec does not fit this swarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Conflict {
    IngressAttached {
        network: String,
    },
    PortInUse {
        port: u32,
        service: String,
        id: ServiceId,
        mode: PublishMode,
    },
    NoIngress,
    MissingSecrets(Vec<String>),
    MissingConfigs(Vec<String>),
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Conflict::IngressAttached { network } => write!(
                f,
                "Service cannot be explicitly attached to the ingress network {network:?}"
            ),
            Conflict::PortInUse {
                port,
                service,
                id,
                mode,
            } => {
                let how = match mode {
                    PublishMode::Ingress => "an ingress port",
                    PublishMode::Host => "a host-published port",
                };
                write!(
                    f,
                    "port '{port}' is already in use by service '{service}' ({id}) as {how}"
                )
            }
            Conflict::NoIngress => {
                f.write_str("service needs ingress network, but no ingress network is present")
            }
            Conflict::MissingSecrets(names) => missing(f, "secret", names),
            Conflict::MissingConfigs(names) => missing(f, "config", names),
        }
    }
}

fn missing(f: &mut fmt::Formatter<'_>, kind: &str, names: &[String]) -> fmt::Result {
    let plural = if names.len() == 1 { "" } else { "s" };
    write!(f, "{kind}{plural} not found: {}", names.join(", "))
}

impl Refusal for Conflict {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            Conflict::NoIngress => Code::FailedPrecondition,
            Conflict::IngressAttached { .. }
            | Conflict::PortInUse { .. }
            | Conflict::MissingSecrets(_)
            | Conflict::MissingConfigs(_) => Code::InvalidArgument,
        })
    }
}

/// No service joins the ingress network by name.
pub(super) fn check_networks(store: &Store, spec: &ServiceSpec) -> Result<(), Conflict> {
    for attachment in &spec.task_template.networks {
        let network = store.network(&NetworkId(attachment.target.clone()));
        if let Some(network) = network.filter(|it| it.spec.ingress) {
            let network = network.spec.annotations.name.clone();
            return Err(Conflict::IngressAttached { network });
        }
    }
    Ok(())
}

/// A port published through the mesh belongs to one service on all nodes, so nobody else may have
/// it in any way. Ports of nodes alone may meet: the scheduler keeps those apart.
pub(super) fn check_ports(
    store: &Store,
    spec: &ServiceSpec,
    own: Option<&ServiceId>,
) -> Result<(), Conflict> {
    let wanted = published(spec.endpoint_spec.as_ref());
    let others = store.services().filter(|other| Some(&other.id) != own);
    for other in others {
        let specified = published(other.spec.endpoint_spec.as_ref());
        let allocated = other.endpoint.iter().flat_map(|it| with_number(&it.ports));
        let taken = specified.into_iter().chain(allocated);
        for port in taken {
            if wanted.iter().any(|mine| collide(mine, port)) {
                return Err(in_use(port, other));
            }
        }
    }
    Ok(())
}

fn published(endpoint: Option<&EndpointSpec>) -> Vec<&PortConfig> {
    let ports = endpoint.map_or(&[][..], |endpoint| &endpoint.ports);
    with_number(ports).collect()
}

fn with_number(ports: &[PortConfig]) -> impl Iterator<Item = &PortConfig> {
    ports.iter().filter(|port| port.published_port != 0)
}

fn collide(mine: &PortConfig, taken: &PortConfig) -> bool {
    let are_hosts =
        mine.publish_mode == PublishMode::Host && taken.publish_mode == PublishMode::Host;
    mine.published_port == taken.published_port && mine.protocol == taken.protocol && !are_hosts
}

fn in_use(port: &PortConfig, service: &Service) -> Conflict {
    Conflict::PortInUse {
        port: port.published_port,
        service: service.spec.annotations.name.clone(),
        id: service.id.clone(),
        mode: port.publish_mode,
    }
}

/// Publishing through the mesh needs its network.
pub(super) fn check_ingress(store: &Store, spec: &ServiceSpec) -> Result<(), Conflict> {
    match needs_ingress(spec) && store.ingress_network().is_none() {
        true => Err(Conflict::NoIngress),
        false => Ok(()),
    }
}

/// Whether a service publishes a port through the mesh.
pub(in super::super) fn needs_ingress(spec: &ServiceSpec) -> bool {
    let ports = spec.endpoint_spec.iter().flat_map(|it| &it.ports);
    ports
        .into_iter()
        .any(|port| port.publish_mode == PublishMode::Ingress)
}

/// Secrets and configs are named by id and name; both must be true.
pub(super) fn check_files(store: &Store, spec: &ServiceSpec) -> Result<(), Conflict> {
    let Some(container) = &spec.task_template.container_spec else {
        return Ok(());
    };
    let secrets = container.secrets.iter().filter(|reference| {
        let secret = store.secret(&reference.secret_id);
        secret.is_none_or(|secret| secret.annotations.name != reference.secret_name)
    });
    let missing: Vec<String> = secrets.map(|it| it.secret_name.clone()).collect();
    if !missing.is_empty() {
        return Err(Conflict::MissingSecrets(missing));
    }
    let configs = container.configs.iter().filter(|reference| {
        let config = store.config(&reference.config_id);
        config.is_none_or(|config| config.annotations.name != reference.config_name)
    });
    let missing: Vec<String> = configs.map(|it| it.config_name.clone()).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Conflict::MissingConfigs(missing)),
    }
}
