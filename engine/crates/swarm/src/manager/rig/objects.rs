//! Objects from words of a script: `replicas=3 restart=any attempts=2`.

use api::go::Ratio;
use api::network::{IpamConfig, IpamOptions, NetworkSpec};
use api::node::{
    Availability, DiscreteResource, GenericResource, NamedResource, NodeDescription, NodeRole,
    NodeState, Platform, PluginDescription, Resources,
};
use api::service::{
    EndpointSpec, FailureAction, Global, GlobalJob, PortConfig, Protocol, PublishMode, Replicated,
    ReplicatedJob, ResolutionMode, ServiceSpec, UpdateConfig, UpdateOrder,
};
use api::task::{
    ConfigReference, Mount, MountType, NetworkAttachmentConfig, Placement, PlacementPreference,
    ReferenceTarget, RestartCondition, RestartPolicy, SecretReference, SpreadOver, TaskSpec,
    TaskState, VolumeOptions,
};
use api::{Driver, Meta, NetworkId, NodeId, ServiceId, TaskId, Version};
use sim::{Duration, Timestamp};

use super::agent::{Behaviour, Ending};
use super::volume::{mount_volume, set_csi};
use crate::object::{Network, Node, Service, Slot, Task};

/// `key=value`; a bare word is a key without a value.
pub(crate) fn pair(word: &str) -> (&str, &str) {
    word.split_once('=').unwrap_or((word, ""))
}

/// `5s`, `250ms`, `1m`, `24h`.
pub(crate) fn duration(text: &str) -> Duration {
    let end = text.find(|it: char| !it.is_ascii_digit()).expect("a unit");
    let (number, unit) = text.split_at(end);
    let number: u64 = number.parse().expect("a number");
    match unit {
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number * 60),
        "h" => Duration::from_secs(number * 3600),
        other => panic!("no unit is called {other}"),
    }
}

fn number<T: std::str::FromStr>(text: &str) -> T {
    let number = text.parse();
    number.unwrap_or_else(|_| panic!("{text} is no number"))
}

fn word<T>(found: Option<T>, text: &str) -> T {
    found.unwrap_or_else(|| panic!("unknown word {text}"))
}

pub(crate) fn node(id: &str) -> Node {
    let mut node = Node {
        id: NodeId::from(id),
        meta: Meta::default(),
        spec: Default::default(),
        description: Some(NodeDescription {
            hostname: id.to_owned(),
            ..NodeDescription::default()
        }),
        status: Default::default(),
        role: NodeRole::Worker,
        attachments: Vec::new(),
        certificate_rotation: 0,
        csi: Default::default(),
    };
    node.status.state = NodeState::Ready;
    node
}

/// Sets one property of a node.
pub(crate) fn set_node(node: &mut Node, text: &str) {
    let (key, value) = pair(text);
    if let Some(label) = key.strip_prefix("label.") {
        set_label(&mut node.spec.annotations.labels, label, value);
        return;
    }
    match key {
        "state" => node.status.state = word(NodeState::from_word(value), value),
        "availability" => node.spec.availability = word(Availability::from_word(value), value),
        "role" => node.role = word(NodeRole::from_word(value), value),
        "wish" => node.spec.role = word(NodeRole::from_word(value), value),
        "addr" => node.status.addr = value.to_owned(),
        "message" => node.status.message = value.to_owned(),
        "bare" => node.description = None,
        "csi" => set_csi(node, value),
        _ => set_description(node.description.get_or_insert_default(), key, value),
    }
}

fn set_label(labels: &mut api::Labels, label: &str, value: &str) {
    if value.is_empty() {
        labels.remove(label);
    } else {
        labels.insert(label.to_owned(), value.to_owned());
    }
}

fn set_description(description: &mut NodeDescription, key: &str, value: &str) {
    if let Some(label) = key.strip_prefix("engine.") {
        set_label(&mut description.engine.labels, label, value);
        return;
    }
    match key {
        "cpus" | "memory" | "generic" => set_resource(&mut description.resources, key, value),
        "platform" => description.platform = platform(value),
        "plugins" => description.engine.plugins = value.split(',').map(plugin).collect(),
        other => panic!("a node has no {other}"),
    }
}

fn plugin(text: &str) -> PluginDescription {
    let (kind, name) = text.split_once('/').expect("kind/name");
    PluginDescription {
        kind: kind.to_owned(),
        name: name.to_owned(),
    }
}

fn platform(text: &str) -> Platform {
    let (os, architecture) = text.split_once('/').expect("os/architecture");
    Platform {
        os: os.to_owned(),
        architecture: architecture.to_owned(),
    }
}

/// `cpus=2`, `memory=100` (MB), `generic=ssd:4,gpu:a+b`.
fn set_resource(resources: &mut Resources, key: &str, value: &str) {
    match key {
        "cpus" => resources.nano_cpus = number::<i64>(value) * 1_000_000_000,
        "memory" => resources.memory_bytes = number::<i64>(value) * 1_000_000,
        "generic" if value == "none" => resources.generic_resources.clear(),
        "generic" => resources.generic_resources = value.split(',').flat_map(generic).collect(),
        other => panic!("no resource is called {other}"),
    }
}

fn generic(text: &str) -> Vec<GenericResource> {
    let (kind, value) = text.split_once(':').expect("kind:value");
    let kind = kind.to_owned();
    if let Ok(value) = value.parse() {
        return vec![GenericResource {
            named: None,
            discrete: Some(DiscreteResource { kind, value }),
        }];
    }
    let named = |value: &str| NamedResource {
        kind: kind.clone(),
        value: value.to_owned(),
    };
    let names = value.split('+').map(|value| GenericResource {
        named: Some(named(value)),
        discrete: None,
    });
    names.collect()
}

pub(crate) fn service(name: &str) -> Service {
    let mut spec = ServiceSpec::default();
    spec.annotations.name = name.to_owned();
    spec.endpoint_spec = Some(EndpointSpec::default());
    Service {
        id: ServiceId::from(name),
        meta: Meta::default(),
        spec,
        spec_version: Version::default(),
        previous_spec: None,
        previous_spec_version: None,
        endpoint: None,
        update_status: None,
        job_status: None,
    }
}

/// Sets one property of a service's spec.
pub(crate) fn set_service(spec: &mut ServiceSpec, text: &str) {
    let (key, value) = pair(text);
    if let Some(key) = key.strip_prefix("update.") {
        set_update(
            spec.update_config.get_or_insert_with(update_config),
            key,
            value,
        );
        return;
    }
    if let Some(key) = key.strip_prefix("rollback.") {
        set_update(
            spec.rollback_config.get_or_insert_with(update_config),
            key,
            value,
        );
        return;
    }
    if let Some(label) = key.strip_prefix("label.") {
        set_label(&mut spec.annotations.labels, label, value);
        return;
    }
    let mode = &mut spec.mode;
    match key {
        "replicas" => {
            mode.replicated = Some(Replicated {
                replicas: Some(number(value)),
            })
        }
        "global" => mode.global = Some(Global {}),
        "global-job" => mode.global_job = Some(GlobalJob {}),
        "job" => {
            let (concurrent, total) = value.split_once('/').expect("concurrent/total");
            mode.replicated_job = Some(ReplicatedJob {
                max_concurrent: Some(number(concurrent)),
                total_completions: Some(number(total)),
            });
        }
        "ports" if value == "none" => endpoint(spec).ports.clear(),
        "ports" => endpoint(spec).ports = value.split(',').map(port).collect(),
        "mode" => endpoint(spec).mode = word(ResolutionMode::from_word(value), value),
        _ => set_template(&mut spec.task_template, key, value),
    }
}

fn endpoint(spec: &mut ServiceSpec) -> &mut EndpointSpec {
    spec.endpoint_spec.get_or_insert_default()
}

/// `8080:80`, `0:80/udp`, `8080:80/tcp/host`.
pub(crate) fn port(text: &str) -> PortConfig {
    let mut parts = text.split('/');
    let (published, target) = parts.next().and_then(|it| it.split_once(':')).expect("p:t");
    let protocol = parts.next().unwrap_or("tcp");
    let mode = parts.next().unwrap_or("ingress");
    PortConfig {
        name: String::new(),
        protocol: word(Protocol::from_word(protocol), protocol),
        target_port: number(target),
        published_port: number(published),
        publish_mode: word(PublishMode::from_word(mode), mode),
    }
}

/// What the docker command fills in once any of the update's flags is given.
fn update_config() -> UpdateConfig {
    UpdateConfig {
        parallelism: 1,
        monitor: Duration::from_secs(5),
        ..UpdateConfig::default()
    }
}

fn set_update(config: &mut UpdateConfig, key: &str, value: &str) {
    match key {
        "parallelism" => config.parallelism = number(value),
        "delay" => config.delay = duration(value),
        "monitor" => config.monitor = duration(value),
        "action" => config.failure_action = word(FailureAction::from_word(value), value),
        "order" => config.order = word(UpdateOrder::from_word(value), value),
        "ratio" => config.max_failure_ratio = word(Ratio::parse(value), value),
        other => panic!("an update has no {other}"),
    }
}

fn set_template(template: &mut TaskSpec, key: &str, value: &str) {
    match key {
        "image" => template.container_spec.get_or_insert_default().image = value.to_owned(),
        "force" => template.force_update += 1,
        "mount" => mount(template, value),
        "volume" => mount_volume(template, value),
        "secrets" | "configs" => files(template, key, value),
        "log-driver" => {
            template.log_driver = Some(Driver {
                name: value.to_owned(),
                ..Driver::default()
            });
        }
        "networks" if value == "none" => template.networks.clear(),
        "networks" => template.networks = value.split(',').map(attachment).collect(),
        "cpus" | "memory" | "generic" => {
            let resources = template.resources.get_or_insert_default();
            set_resource(resources.reservations.get_or_insert_default(), key, value);
        }
        "restart" | "delay" | "attempts" | "window" => {
            set_restart(template.restart_policy.get_or_insert_default(), key, value);
        }
        _ => set_placement(template.placement.get_or_insert_default(), key, value),
    }
}

fn attachment(target: &str) -> NetworkAttachmentConfig {
    NetworkAttachmentConfig {
        target: target.to_owned(),
        ..NetworkAttachmentConfig::default()
    }
}

/// `secrets=a,b`: by id.
fn files(template: &mut TaskSpec, key: &str, value: &str) {
    let container = template.container_spec.get_or_insert_default();
    for id in value.split(',') {
        match key {
            "secrets" => container.secrets.push(SecretReference {
                secret_id: id.into(),
                secret_name: id.to_owned(),
                file: Some(ReferenceTarget::default()),
            }),
            _ => container.configs.push(ConfigReference {
                config_id: id.into(),
                config_name: id.to_owned(),
                file: Some(ReferenceTarget::default()),
                runtime: None,
            }),
        }
    }
}

/// `bind`, `cluster` or the driver of a volume.
fn mount(template: &mut TaskSpec, value: &str) {
    let kind = MountType::from_word(value).unwrap_or(MountType::Volume);
    let driver_config = Some(Driver {
        name: value.to_owned(),
        ..Driver::default()
    });
    let volume_options = (kind == MountType::Volume).then(|| VolumeOptions {
        driver_config,
        ..VolumeOptions::default()
    });
    let container = template.container_spec.get_or_insert_default();
    container.mounts.push(Mount {
        kind,
        volume_options,
        ..Mount::default()
    });
}

fn set_restart(policy: &mut RestartPolicy, key: &str, value: &str) {
    match key {
        "restart" => policy.condition = word(RestartCondition::from_word(value), value),
        "delay" => policy.delay = Some(duration(value)),
        "attempts" => policy.max_attempts = Some(number(value)),
        "window" => policy.window = Some(duration(value)),
        other => panic!("a restart policy has no {other}"),
    }
}

fn set_placement(placement: &mut Placement, key: &str, value: &str) {
    match key {
        "constraint" if value.is_empty() => placement.constraints.clear(),
        "constraint" => placement.constraints.push(value.to_owned()),
        "prefer" => placement.preferences.push(PlacementPreference {
            spread: Some(SpreadOver {
                spread_descriptor: value.to_owned(),
            }),
        }),
        "max-per-node" => placement.max_replicas = number(value),
        "platforms" => placement.platforms = value.split(',').map(platform).collect(),
        other => panic!("a service has no {other}"),
    }
}

/// A task made by hand, from its service's template when it has one.
pub(crate) fn task(id: &str, service: Option<&Service>, now: Timestamp) -> Task {
    let mut task = Task {
        id: TaskId::from(id),
        meta: Meta::default(),
        spec: service.map_or_else(TaskSpec::default, |it| it.spec.task_template.clone()),
        spec_version: service.map(|service| service.spec_version),
        service_id: service.map(|service| service.id.clone()),
        slot: Slot::Number(1),
        node_id: None,
        service_annotations: service
            .map_or_else(Default::default, |it| it.spec.annotations.clone()),
        status: Default::default(),
        applied: None,
        desired_state: TaskState::Running,
        networks: Vec::new(),
        endpoint: None,
        log_driver: None,
        generic_resources: Vec::new(),
        job_iteration: service
            .and_then(|it| it.job_status.as_ref())
            .map(|it| it.job_iteration),
        volumes: Vec::new(),
    };
    task.status.timestamp = now;
    task
}

/// Sets one property of a task.
pub(crate) fn set_task(task: &mut Task, text: &str) {
    let (key, value) = pair(text);
    match key {
        "slot" => task.slot = Slot::Number(number(value)),
        "node" => task.node_id = Some(NodeId::from(value)),
        "state" => task.status.state = word(TaskState::from_word(value), value),
        "desired" => task.desired_state = word(TaskState::from_word(value), value),
        "message" => task.status.message = value.to_owned(),
        "version" => {
            task.spec_version = Some(Version {
                index: number(value),
            })
        }
        "iteration" => {
            task.job_iteration = Some(Version {
                index: number(value),
            })
        }
        "host-port" => {
            let port = port(&format!("{value}/host"));
            task.endpoint.get_or_insert_default().ports.push(port);
        }
        "network-driver" => {
            let mut attachment = api::task::NetworkAttachment::default();
            attachment.network.driver_state.name = value.to_owned();
            task.networks.push(attachment);
        }
        "assigned-generic" => {
            task.generic_resources = value.split(',').flat_map(generic).collect();
        }
        "per-node" => {
            let node = NodeId::from(value);
            (task.node_id, task.slot) = (Some(node.clone()), Slot::Node(node));
        }
        _ => set_template(&mut task.spec, key, value),
    }
}

pub(super) fn network(name: &str) -> Network {
    let mut spec = NetworkSpec::default();
    spec.annotations.name = name.to_owned();
    Network {
        id: NetworkId::from(name),
        meta: Meta::default(),
        spec,
        driver_state: None,
        ipam: None,
        predefined: false,
    }
}

/// Sets one property of a network.
pub(super) fn set_network(network: &mut Network, text: &str) {
    let (key, value) = pair(text);
    let spec = &mut network.spec;
    match key {
        "ingress" => spec.ingress = true,
        "driver" => spec.driver_configuration.get_or_insert_default().name = value.to_owned(),
        "option" => {
            let driver = spec.driver_configuration.get_or_insert_default();
            let (key, value) = value.split_once(':').expect("key:value");
            driver.options.insert(key.to_owned(), value.to_owned());
        }
        "subnet" => configs(spec).push(IpamConfig {
            subnet: value.to_owned(),
            ..IpamConfig::default()
        }),
        "range" => configs(spec).last_mut().expect("a subnet").range = value.to_owned(),
        "gateway" => configs(spec).last_mut().expect("a subnet").gateway = value.to_owned(),
        other => panic!("a network has no {other}"),
    }
}

fn configs(spec: &mut NetworkSpec) -> &mut Vec<IpamConfig> {
    let options: &mut IpamOptions = spec.ipam_options.get_or_insert_default();
    &mut options.configs
}

/// Sets one property of an image.
pub(super) fn set_behaviour(behaviour: &mut Behaviour, text: &str) {
    let (key, value) = pair(text);
    match key {
        "runs" => behaviour.ending = Ending::Never,
        "fails" => behaviour.ending = Ending::Fails(duration(value)),
        "completes" => behaviour.ending = Ending::Completes(duration(value)),
        "rejected" => behaviour.ending = Ending::Rejected,
        "times" => behaviour.times = Some(number(value)),
        "starts" => behaviour.start = duration(value),
        "stops" if value == "never" => behaviour.stop = None,
        "stops" => behaviour.stop = Some(duration(value)),
        other => panic!("an image never {other}"),
    }
}

/// The cluster object scripts start with.
pub(crate) fn cluster() -> crate::object::Cluster {
    crate::object::Cluster {
        id: api::ClusterId::from("cluster"),
        meta: Meta::default(),
        spec: api::cluster::SwarmSpec::default_cluster(),
        root_ca: Default::default(),
        unlock_key: None,
        blacklisted: Vec::new(),
        default_addr_pool: Vec::new(),
        subnet_size: 0,
        data_path_port: 0,
    }
}
