//! What a node must satisfy before a task may go there, and the words for it when it does not
//! (SwarmKit `manager/scheduler/filter.go`).

use std::sync::Arc;

use api::ServiceId;
use api::node::{Availability, Resources};
use api::node::{EngineDescription, GenericResource, NodeState, Platform, PluginDescription};
use api::task::{Mount, MountType};

use super::generic_resource;
use super::node_info::{self, HostPort, NodeInfo};
use super::volumes::{VolumeSet, cluster_mounts};
use crate::constraint::{self, Constraint};
use crate::object::Task;

/// One condition, as one task needs it.
#[derive(Clone, Debug)]
pub(super) enum Filter {
    Ready,
    Resource(Resources),
    Plugin(Plugins),
    Constraint(Vec<Constraint>),
    Platform(Vec<Platform>),
    HostPort(Vec<HostPort>),
    MaxReplicas {
        service: Option<ServiceId>,
        max: u64,
    },
    /// What is in use changes with every task that is placed.
    Volumes {
        task: Arc<Task>,
        volumes: VolumeSet,
    },
}

/// The plug-ins a task needs, by kind.
#[derive(Clone, Debug)]
pub(super) struct Plugins {
    volume: Vec<String>,
    network: Vec<String>,
    log: Option<String>,
}

/// Which condition a node did not meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    NotReady,
    Resources,
    Plugin,
    Constraints,
    Platform,
    HostPort,
    MaxReplicas,
    Volumes,
}

impl Refusal {
    /// SwarmKit's words when this many nodes were refused for it. One of them has neither a
    /// number nor good grammar.
    pub fn explain(self, nodes: u64) -> String {
        let nodes = match nodes {
            1 => "1 node".to_owned(),
            more => format!("{more} nodes"),
        };
        match self {
            Refusal::NotReady => format!("{nodes} not available for new tasks"),
            Refusal::Resources => format!("insufficient resources on {nodes}"),
            Refusal::Plugin => format!("missing plugin on {nodes}"),
            Refusal::Constraints => format!("scheduling constraints not satisfied on {nodes}"),
            Refusal::Platform => format!("unsupported platform on {nodes}"),
            Refusal::HostPort => format!("host-mode port already in use on {nodes}"),
            Refusal::MaxReplicas => "max replicas per node limit exceed".to_owned(),
            Refusal::Volumes => format!("cannot fulfill requested CSI volume mounts on {nodes}"),
        }
    }
}

impl Filter {
    /// The conditions that apply to a task, in the order they are tried.
    pub(super) fn all_for(task: &Arc<Task>, volumes: &VolumeSet) -> Vec<Filter> {
        let filters = [
            Some(Filter::Ready),
            Filter::resource(task),
            Plugins::of(task).map(Filter::Plugin),
            Filter::constraint(task),
            Filter::platform(task),
            Filter::host_port(task),
            Filter::max_replicas(task),
            Filter::volumes(task, volumes),
        ];
        filters.into_iter().flatten().collect()
    }

    fn resource(task: &Task) -> Option<Filter> {
        let reserved = node_info::reservations(task)?;
        let is_empty = reserved.nano_cpus == 0
            && reserved.memory_bytes == 0
            && reserved.generic_resources.is_empty();
        (!is_empty).then(|| Filter::Resource(reserved.clone()))
    }

    fn constraint(task: &Task) -> Option<Filter> {
        let placement = task.spec.placement.as_ref()?;
        if placement.constraints.is_empty() {
            return None;
        }
        // The control API lets nothing malformed in.
        let constraints = constraint::parse(&placement.constraints).ok()?;
        Some(Filter::Constraint(constraints))
    }

    fn platform(task: &Task) -> Option<Filter> {
        let placement = task.spec.placement.as_ref()?;
        let platforms = &placement.platforms;
        (!platforms.is_empty()).then(|| Filter::Platform(platforms.clone()))
    }

    fn host_port(task: &Task) -> Option<Filter> {
        let ports: Vec<HostPort> = node_info::host_ports(task).collect();
        (!ports.is_empty()).then_some(Filter::HostPort(ports))
    }

    fn max_replicas(task: &Task) -> Option<Filter> {
        let max = task.spec.placement.as_ref()?.max_replicas;
        let service = task.service_id.clone();
        (max > 0).then_some(Filter::MaxReplicas { service, max })
    }

    fn volumes(task: &Arc<Task>, volumes: &VolumeSet) -> Option<Filter> {
        cluster_mounts(task).next()?;
        Some(Filter::Volumes {
            task: task.clone(),
            volumes: volumes.clone(),
        })
    }

    /// Whether a node meets the condition.
    pub(super) fn admits(&self, info: &NodeInfo) -> bool {
        match self {
            Filter::Ready => {
                info.node.status.state == NodeState::Ready
                    && (info.node.spec.availability == Availability::Active
                        || raft::planted::has("ignored-pause"))
            }
            Filter::Resource(wanted) => fits(wanted, &info.free),
            Filter::Plugin(plugins) => plugins.are_on(info),
            Filter::Constraint(constraints) => constraint::all_match(constraints, &info.node),
            Filter::Platform(platforms) => runs_on(platforms, info),
            Filter::HostPort(ports) => !ports.iter().any(|port| info.has_host_port(port)),
            Filter::MaxReplicas { service, max } => info.active_of(service) < *max,
            Filter::Volumes { task, volumes } => volumes.admits(task, info),
        }
    }

    /// The name of what a refused node lacks.
    pub(super) fn refusal(&self) -> Refusal {
        match self {
            Filter::Ready => Refusal::NotReady,
            Filter::Resource(_) => Refusal::Resources,
            Filter::Plugin(_) => Refusal::Plugin,
            Filter::Constraint(_) => Refusal::Constraints,
            Filter::Platform(_) => Refusal::Platform,
            Filter::HostPort(_) => Refusal::HostPort,
            Filter::MaxReplicas { .. } => Refusal::MaxReplicas,
            Filter::Volumes { .. } => Refusal::Volumes,
        }
    }
}

fn fits(wanted: &Resources, free: &Resources) -> bool {
    let has_generic =
        |wanted: &GenericResource| generic_resource::has_enough(&free.generic_resources, wanted);
    wanted.nano_cpus <= free.nano_cpus
        && wanted.memory_bytes <= free.memory_bytes
        && wanted.generic_resources.iter().all(has_generic)
}

fn mounts(task: &Task) -> &[Mount] {
    let container = task.spec.container_spec.as_ref();
    container.map_or(&[], |container| container.mounts.as_slice())
}

impl Plugins {
    /// Nothing when the task is not one to be checked.
    fn of(task: &Task) -> Option<Plugins> {
        let volume: Vec<String> = mounts(task).iter().filter_map(volume_driver).collect();
        let log = task.spec.log_driver.as_ref();
        if task.networks.is_empty() && log.is_none() && volume.is_empty() {
            return None;
        }
        let names = task.networks.iter().map(|it| &it.network.driver_state.name);
        let network = names.filter(|name| !name.is_empty()).cloned().collect();
        let is_plugin = |name: &String| !name.is_empty() && name != "none";
        let log = log.map(|driver| driver.name.clone()).filter(is_plugin);
        Some(Plugins {
            volume,
            network,
            log,
        })
    }

    fn are_on(&self, info: &NodeInfo) -> bool {
        let Some(description) = &info.node.description else {
            return true;
        };
        // A node that tells nothing of its engine is not asked for plug-ins.
        if description.engine == EngineDescription::default() {
            return true;
        }
        let plugins = &description.engine.plugins;
        let mut volumes = self.volume.iter();
        let mut networks = self.network.iter();
        volumes.all(|name| has_plugin(plugins, "Volume", name))
            && networks.all(|name| has_plugin(plugins, "Network", name))
            && self.log.as_ref().is_none_or(|name| {
                // An old engine does not list its log drivers at all.
                !plugins.iter().any(|plugin| plugin.kind == "Log")
                    || has_plugin(plugins, "Log", name)
            })
    }
}

/// The plug-in a mount needs; the built-in driver is none.
fn volume_driver(mount: &Mount) -> Option<String> {
    if mount.kind != MountType::Volume {
        return None;
    }
    let driver = mount.volume_options.as_ref()?.driver_config.as_ref()?;
    let is_plugin = !driver.name.is_empty() && driver.name != "local";
    is_plugin.then(|| driver.name.clone())
}

fn has_plugin(plugins: &[PluginDescription], kind: &str, name: &str) -> bool {
    let is_named = |plugin: &&str| match plugin.strip_prefix(name) {
        Some(tag) => tag.is_empty() || tag == ":latest",
        None => false,
    };
    let of_kind = plugins.iter().filter(|plugin| plugin.kind == kind);
    of_kind
        .map(|plugin| plugin.name.as_str())
        .any(|it| is_named(&it))
}

fn runs_on(platforms: &[Platform], info: &NodeInfo) -> bool {
    let Some(description) = &info.node.description else {
        return false;
    };
    let node = &description.platform;
    platforms.iter().any(|wanted| {
        let (wanted_arch, arch) = (architecture(wanted), architecture(node));
        (wanted_arch.is_empty() || wanted_arch == arch)
            && (wanted.os.is_empty() || wanted.os == node.os)
    })
}

/// Two names each for the same thing.
fn architecture(platform: &Platform) -> &str {
    match platform.architecture.as_str() {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
