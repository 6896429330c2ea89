//! Networks of the swarm: making, showing and removing them (SwarmKit
//! `manager/controlapi/network.go`, moby `daemon/cluster/networks.go`, `convert/network.go`).
//!
//! A network never changes. Whether subnets overlap is the allocator's business, not asked here.

#[cfg(test)]
mod tests;

use core::fmt;
use std::net::IpAddr;

use api::go::Nillable;
use api::network::{Ipam, IpamConfig, IpamOptions, IpamPool, NetworkSpec, SwarmNetwork};
use api::task::TaskState;
use api::{Driver, ErrorKind, Filters, Labels, Meta, NetworkId, ServiceId, TaskId};

use super::find::find;
use super::refusal::{Code, Refusal, Voice};
use super::{Call, Outcome, filter, found, name, propose, service};
use crate::node::{ControlError, ControlResponse};
use crate::object::{Network, Service};
use crate::store::Store;

/// SwarmKit `manager/allocator/networkallocator`: marks the stand-ins for `bridge` and `host`.
const PREDEFINED_LABEL: &str = "com.docker.swarm.predefined";
/// moby `libnetwork/cnmallocator/drivers_network_linux.go`.
const DRIVERS: [&str; 5] = ["overlay", "macvlan", "bridge", "ipvlan", "host"];
/// moby `daemon/network/network_mode.go` IsPredefined.
const PREDEFINED_NAMES: [&str; 4] = ["bridge", "host", "none", "default"];

/// Why a network is not made or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum NetworkError {
    PredefinedName(String),
    AttachableIngress,
    PredefinedLabel,
    NoDriverName,
    IngressDriver,
    UnknownDriver(String),
    Ipam(IpamError),
    SecondIngress(NetworkId),
    Predefined { id: NetworkId, name: String },
    UsedByService { id: NetworkId, service: ServiceId },
    UsedByTask { id: NetworkId, task: TaskId },
    IngressNeeded(ServiceId),
}

/// What is wrong with a range of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
enum IpamError {
    Subnet(String),
    Range(String),
    RangeOutside { subnet: String, range: String },
    Gateway(String),
    GatewayOutside { subnet: String, gateway: String },
}

impl fmt::Display for NetworkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NetworkError::PredefinedName(name) => {
                write!(f, "{name} is a pre-defined network and cannot be created")
            }
            NetworkError::AttachableIngress => f.write_str("ingress network cannot be attachable"),
            NetworkError::PredefinedLabel => write!(
                f,
                "label {PREDEFINED_LABEL} is for internally created predefined networks and \
                 cannot be applied by users"
            ),
            NetworkError::NoDriverName => {
                f.write_str("driver name: if driver is specified name is required")
            }
            NetworkError::IngressDriver => {
                f.write_str("only overlay driver is currently supported for ingress network")
            }
            NetworkError::UnknownDriver(name) => {
                write!(f, "error during lookup of plugin {name}")
            }
            NetworkError::Ipam(error) => write!(f, "ipam configuration: {error}"),
            NetworkError::SecondIngress(id) => {
                write!(f, "ingress network ({id}) is already present")
            }
            NetworkError::Predefined { id, name } => write!(
                f,
                "network {id} ({name}) is a swarm predefined network and cannot be removed"
            ),
            NetworkError::UsedByService { id, service } => {
                write!(f, "network {id} is in use by service {service}")
            }
            NetworkError::UsedByTask { id, task } => {
                write!(f, "network {id} is in use by task {task}")
            }
            NetworkError::IngressNeeded(service) => write!(
                f,
                "ingress network cannot be removed because service {service} depends on it"
            ),
        }
    }
}

impl fmt::Display for IpamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            IpamError::Subnet(subnet) => write!(f, "invalid subnet {subnet}"),
            IpamError::Range(range) => write!(f, "invalid range {range}"),
            IpamError::RangeOutside { subnet, range } => {
                write!(f, "subnet {subnet} does not contain range {range}")
            }
            IpamError::Gateway(gateway) => write!(f, "invalid gateway {gateway}"),
            IpamError::GatewayOutside { subnet, gateway } => {
                write!(f, "subnet {subnet} does not contain gateway {gateway}")
            }
        }
    }
}

impl Refusal for NetworkError {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            NetworkError::PredefinedName(_) => return Voice::Daemon(ErrorKind::Forbidden),
            NetworkError::PredefinedLabel => Code::PermissionDenied,
            NetworkError::IngressDriver => Code::Unimplemented,
            NetworkError::SecondIngress(_) => Code::AlreadyExists,
            NetworkError::AttachableIngress
            | NetworkError::NoDriverName
            | NetworkError::UnknownDriver(_)
            | NetworkError::Ipam(_) => Code::InvalidArgument,
            NetworkError::Predefined { .. }
            | NetworkError::UsedByService { .. }
            | NetworkError::UsedByTask { .. }
            | NetworkError::IngressNeeded(_) => Code::FailedPrecondition,
        })
    }
}

pub(super) fn create(call: &mut Call<'_>, spec: &NetworkSpec) -> Outcome {
    let spec = read_spec(spec)?;
    validate(&spec)?;
    if spec.ingress
        && let Some(ingress) = call.store.ingress_network()
    {
        return Err(NetworkError::SecondIngress(ingress.id.clone()).into());
    }
    let id = NetworkId::random(call.rng);
    let mut draft = call.draft();
    draft.create_network(Network {
        id: id.clone(),
        meta: Meta::default(),
        spec,
        driver_state: None,
        ipam: None,
        predefined: false,
    })?;
    propose(draft, ControlResponse::NetworkCreated(id))
}

/// The form the manager keeps (moby `convert/network.go` BasicNetworkCreateToGRPC): a driver
/// always, addresses by the default driver, no scope.
fn read_spec(spec: &NetworkSpec) -> Result<NetworkSpec, NetworkError> {
    let name = &spec.annotations.name;
    if PREDEFINED_NAMES.contains(&name.as_str()) {
        return Err(NetworkError::PredefinedName(name.clone()));
    }
    let mut spec = spec.clone();
    spec.driver_configuration
        .get_or_insert_with(Driver::default);
    if let Some(ipam) = &mut spec.ipam_options
        && ipam.driver.name.is_empty()
    {
        ipam.driver.name = "default".to_owned();
    }
    spec.scope = String::new();
    Ok(spec)
}

fn validate(spec: &NetworkSpec) -> Result<(), ControlError> {
    if spec.attachable && spec.ingress {
        return Err(NetworkError::AttachableIngress.into());
    }
    name::validate(&spec.annotations.name)?;
    if spec.annotations.labels.contains_key(PREDEFINED_LABEL) {
        return Err(NetworkError::PredefinedLabel.into());
    }
    if let Some(driver) = &spec.driver_configuration {
        check_driver(&driver.name, spec.ingress)?;
    }
    if let Some(ipam) = &spec.ipam_options {
        check_ipam(ipam)?;
    }
    Ok(())
}

fn check_driver(name: &str, is_ingress: bool) -> Result<(), NetworkError> {
    match name {
        _ if is_ingress && name != "overlay" => Err(NetworkError::IngressDriver),
        "" => Err(NetworkError::NoDriverName),
        known if DRIVERS.contains(&known) => Ok(()),
        // There are no plug-ins here.
        unknown => Err(NetworkError::UnknownDriver(unknown.to_owned())),
    }
}

fn check_ipam(ipam: &IpamOptions) -> Result<(), NetworkError> {
    let driver = &ipam.driver.name;
    if !driver.eq_ignore_ascii_case("default") {
        return Err(NetworkError::UnknownDriver(driver.clone()));
    }
    ipam.configs
        .iter()
        .try_for_each(check_pool)
        .map_err(NetworkError::Ipam)
}

fn check_pool(pool: &IpamConfig) -> Result<(), IpamError> {
    let subnet = pool.subnet.clone();
    let block = Block::parse(&subnet).ok_or_else(|| IpamError::Subnet(subnet.clone()))?;
    if !pool.range.is_empty() {
        let range = pool.range.clone();
        let inner = Block::parse(&range).ok_or_else(|| IpamError::Range(range.clone()))?;
        if !block.contains(inner.address) {
            return Err(IpamError::RangeOutside { subnet, range });
        }
    }
    if !pool.gateway.is_empty() {
        let gateway = pool.gateway.clone();
        let Ok(address) = gateway.parse() else {
            return Err(IpamError::Gateway(gateway));
        };
        if !block.contains(address) {
            return Err(IpamError::GatewayOutside { subnet, gateway });
        }
    }
    Ok(())
}

/// An address with the length of its net: `10.0.1.0/24`.
struct Block {
    address: IpAddr,
    length: u32,
}

impl Block {
    fn parse(text: &str) -> Option<Block> {
        let (address, length) = text.split_once('/')?;
        let address: IpAddr = address.parse().ok()?;
        let is_number = length.bytes().all(|it| it.is_ascii_digit());
        let length = is_number.then(|| length.parse().ok()).flatten()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        (length <= longest).then_some(Block { address, length })
    }

    fn contains(&self, address: IpAddr) -> bool {
        // What is left of the difference when the hosts are cut off; all of it may be hosts.
        match (self.address, address) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                let difference = one.to_bits() ^ other.to_bits();
                difference.checked_shr(32 - self.length).unwrap_or(0) == 0
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => {
                let difference = one.to_bits() ^ other.to_bits();
                difference.checked_shr(128 - self.length).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

pub(super) fn remove(call: &Call<'_>, name: &str) -> Outcome {
    let network = find::<Network>(call.store, name)?;
    if network.predefined {
        return Err(NetworkError::Predefined {
            id: network.id.clone(),
            name: network.spec.annotations.name.clone(),
        }
        .into());
    }
    match network.spec.ingress {
        true => check_ingress_unused(call.store)?,
        false => check_unused(call.store, &network.id)?,
    }
    let mut draft = call.draft();
    draft.remove_network(&network.id)?;
    propose(draft, ControlResponse::Done)
}

fn check_ingress_unused(store: &Store) -> Result<(), NetworkError> {
    let mut services = store.services();
    match services.find(|service| service::needs_ingress(&service.spec)) {
        Some(service) => Err(NetworkError::IngressNeeded(service.id.clone())),
        None => Ok(()),
    }
}

fn check_unused(store: &Store, id: &NetworkId) -> Result<(), NetworkError> {
    if let Some(service) = store.services().find(|service| is_used_by(id, service)) {
        return Err(NetworkError::UsedByService {
            id: id.clone(),
            service: service.id.clone(),
        });
    }
    let task = store.tasks().find(|task| {
        let mut targets = task.spec.networks.iter();
        targets.any(|it| it.target == id.as_str())
            && task.desired_state <= TaskState::Running
            && task.status.state <= TaskState::Running
    });
    match task {
        Some(task) => Err(NetworkError::UsedByTask {
            id: id.clone(),
            task: task.id.clone(),
        }),
        None => Ok(()),
    }
}

fn is_used_by(id: &NetworkId, service: &Service) -> bool {
    let networks = match service.spec.task_template.networks.as_slice() {
        [] => &service.spec.networks,
        networks => networks,
    };
    networks.iter().any(|it| it.target == id.as_str())
}

pub(super) fn inspect(call: &Call<'_>, name: &str) -> Outcome {
    let network = find::<Network>(call.store, name)?;
    found(ControlResponse::Networks(vec![swarm_network(network)]))
}

/// What of the listing is the manager's part: names in full and beginnings of ids. The daemon
/// sifts again, with what its own machine has.
pub(super) fn list(call: &Call<'_>, filters: &Filters) -> Outcome {
    let keys = ["dangling", "driver", "id", "label", "name", "scope", "type"];
    filter::accept(filters, &keys)?;
    let networks = call.store.networks().filter(|network| {
        let name = &network.spec.annotations.name;
        !network.predefined
            && filter::equals(name, filter::values(filters, "name"))
            && filter::begins(network.id.as_str(), filter::values(filters, "id"))
    });
    let networks = networks.map(|network| swarm_network(network)).collect();
    found(ControlResponse::Networks(networks))
}

/// A network as a task's attachment shows it.
pub(crate) fn swarm_network(network: &Network) -> SwarmNetwork {
    let mut spec = network.spec.clone();
    spec.scope = "swarm".to_owned();
    SwarmNetwork {
        id: network.id.clone(),
        meta: network.meta.clone(),
        spec,
        driver_state: network.driver_state.clone().unwrap_or_default(),
        ipam_options: network.ipam.clone(),
    }
}

/// A network of the swarm as `docker network inspect` shows it on a manager whose machine has
/// nothing on it (moby `convert/network.go` BasicNetworkFromGRPC).
pub fn network_inspect(network: &SwarmNetwork) -> api::network::Network {
    let spec = &network.spec;
    api::network::Network {
        name: spec.annotations.name.clone(),
        id: network.id.clone(),
        created: network.meta.created_at,
        scope: "swarm".to_owned(),
        driver: network.driver_state.name.clone(),
        enable_ipv4: true,
        enable_ipv6: spec.ipv6_enabled,
        ipam: network.ipam_options.as_ref().map(ipam).unwrap_or_default(),
        internal: spec.internal,
        attachable: spec.attachable,
        ingress: spec.ingress,
        config_from: spec.config_from.clone().unwrap_or_default(),
        config_only: false,
        containers: Nillable::NIL,
        options: nil_if_empty(&network.driver_state.options),
        labels: nil_if_empty(&spec.annotations.labels),
        peers: Vec::new(),
        services: Default::default(),
    }
}

fn ipam(options: &IpamOptions) -> Ipam {
    let pool = |config: &IpamConfig| IpamPool {
        subnet: config.subnet.clone(),
        ip_range: config.range.clone(),
        gateway: config.gateway.clone(),
        aux_address: Labels::new(),
    };
    Ipam {
        driver: options.driver.name.clone(),
        options: nil_if_empty(&options.driver.options),
        config: options.configs.iter().map(pool).collect(),
    }
}

/// An empty map does not survive the way from the manager to the daemon.
fn nil_if_empty(labels: &Labels) -> Nillable<Labels> {
    match labels.is_empty() {
        true => Nillable::NIL,
        false => labels.clone().into(),
    }
}
