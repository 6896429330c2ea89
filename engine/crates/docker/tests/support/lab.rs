//! A daemon made of paper: it answers every request from the same few objects, and never changes.
//!
//! Three machines; `web` runs three tasks, `agent` one on each node, `backup` is a job that has run.

use api::cluster::{
    ClusterInfo, InitRequest, JoinTokens, LocalNodeState, Peer, Swarm, SwarmSpec, SwarmStatus,
};
use api::config::{Config, ConfigSpec};
use api::network::{Ipam, IpamPool, Network};
use api::node::{
    Availability, ManagerStatus, Node, NodeDescription, NodeRole, NodeSpec, NodeState, NodeStatus,
    Platform, Reachability, Resources, TlsInfo,
};
use api::secret::{Secret, SecretSpec};
use api::service::{
    Endpoint, EndpointSpec, Global, JobStatus, PortConfig, Replicated, ReplicatedJob,
    ResolutionMode, Service, ServiceMode, ServiceSpec, ServiceStatus, UpdateConfig, UpdateState,
    UpdateStatus, VirtualIp,
};
use api::system::{Component, Info, RegistryConfig, Runtime};
use api::task::{
    ContainerSpec, ContainerStatus, NetworkAttachmentConfig, Placement, RestartPolicy, Task,
    TaskSpec, TaskState, TaskStatus,
};
use api::{
    Annotations, ApiError, ErrorKind, Labels, Meta, NodeId, Request, Response, ServiceId, TaskId,
    Version, container, image, system,
};
use sim::{Duration, Timestamp};

/// When the screens are taken.
pub fn now() -> Timestamp {
    Timestamp::from_civil(2026, 11, 20, 19 * 3600, 0)
}

/// So many seconds before.
pub fn ago(seconds: i64) -> Timestamp {
    Timestamp(now().0 - seconds * 1_000_000_000)
}

pub const NODES: [&str; 3] = [
    "b3n1k2v9qz4w8x7y6a5c4d3e2",
    "f7j2m5p8s1u4w7z0b3d6g9k2n",
    "h1l4o7r0t3v6y9c2e5i8m1p4q",
];
pub const WEB: &str = "m9n8b7v6c5x4z3l2k1j0h9g8f";
const AGENT: &str = "q1w2e3r4t5y6u7i8o9p0a1s2d";
const BACKUP: &str = "z0x9c8v7b6n5m4l3k2j1h0g9f";
pub const FRONT: &str = "n3t5w7o1r2k4x6y8z0a2b4c6d";
const NGINX: &str =
    "nginx:alpine@sha256:aa11bb22cc33dd44ee55ff66aa11bb22cc33dd44ee55ff66aa11bb22cc33dd44";

fn meta(seconds: i64, index: u64) -> Meta {
    Meta {
        version: Version { index },
        created_at: ago(seconds),
        updated_at: ago(seconds / 2),
    }
}

fn annotations(name: &str, labels: &[(&str, &str)]) -> Annotations {
    Annotations {
        name: name.to_owned(),
        labels: pairs(labels),
    }
}

fn pairs(pairs: &[(&str, &str)]) -> Labels {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub fn nodes() -> Vec<Node> {
    let node = |at: usize| Node {
        id: NODES[at].into(),
        meta: meta(7200, 20 + at as u64),
        spec: NodeSpec {
            annotations: Annotations::default(),
            role: if at == 0 {
                NodeRole::Manager
            } else {
                NodeRole::Worker
            },
            availability: if at == 2 {
                Availability::Drain
            } else {
                Availability::Active
            },
        },
        description: NodeDescription {
            hostname: format!("node{}", at + 1),
            platform: Platform {
                architecture: "x86_64".to_owned(),
                os: "linux".to_owned(),
            },
            resources: Resources {
                nano_cpus: 2_000_000_000,
                memory_bytes: 6_315_261_952,
                generic_resources: Vec::new(),
            },
            engine: api::node::EngineDescription {
                engine_version: "28.5.2".to_owned(),
                ..Default::default()
            },
            tls_info: tls_info(),
        },
        status: NodeStatus {
            state: NodeState::Ready,
            message: String::new(),
            addr: format!("192.168.99.{}", 11 + at),
        },
        manager_status: (at == 0).then(|| ManagerStatus {
            leader: true,
            reachability: Reachability::Reachable,
            addr: "192.168.99.11:2377".to_owned(),
        }),
    };
    (0..3).map(node).collect()
}

fn tls_info() -> TlsInfo {
    TlsInfo {
        trust_root: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n".to_owned(),
        cert_issuer_subject: "MBMx".to_owned(),
        cert_issuer_public_key: "MFkw".to_owned(),
    }
}

fn task_template(image: &str) -> TaskSpec {
    TaskSpec {
        container_spec: Some(ContainerSpec {
            image: image.to_owned(),
            init: Some(false),
            stop_grace_period: Some(Duration::from_secs(10)),
            ..ContainerSpec::default()
        }),
        restart_policy: Some(RestartPolicy {
            delay: Some(Duration::from_secs(5)),
            max_attempts: Some(0),
            ..RestartPolicy::default()
        }),
        runtime: "container".to_owned(),
        ..TaskSpec::default()
    }
}

fn update_config() -> UpdateConfig {
    UpdateConfig {
        parallelism: 1,
        monitor: Duration::from_secs(5),
        ..UpdateConfig::default()
    }
}

fn port() -> PortConfig {
    PortConfig {
        target_port: 80,
        published_port: 8080,
        ..PortConfig::default()
    }
}

pub fn web() -> Service {
    let mut template = task_template(NGINX);
    template.placement = Some(Placement {
        constraints: texts(&["node.platform.os==linux"]),
        ..Placement::default()
    });
    template.networks = vec![NetworkAttachmentConfig {
        target: FRONT.to_owned(),
        ..NetworkAttachmentConfig::default()
    }];
    if let Some(container) = &mut template.container_spec {
        container.env = texts(&["MODE=fast", "COLOUR=red"]);
        container.labels = pairs(&[("team", "a")]);
    }
    Service {
        id: WEB.into(),
        meta: meta(3600, 41),
        spec: ServiceSpec {
            annotations: annotations("web", &[("tier", "front")]),
            task_template: template,
            mode: ServiceMode {
                replicated: Some(Replicated { replicas: Some(3) }),
                ..ServiceMode::default()
            },
            update_config: Some(update_config()),
            rollback_config: Some(update_config()),
            networks: Vec::new(),
            endpoint_spec: Some(EndpointSpec {
                mode: ResolutionMode::Vip,
                ports: vec![port()],
            }),
        },
        endpoint: Endpoint {
            spec: EndpointSpec {
                mode: ResolutionMode::Vip,
                ports: vec![port()],
            },
            ports: vec![port()],
            virtual_ips: vec![VirtualIp {
                network_id: FRONT.into(),
                addr: "10.0.1.2/24".to_owned(),
            }],
        },
        service_status: Some(ServiceStatus {
            running_tasks: 3,
            desired_tasks: 3,
            completed_tasks: 0,
        }),
        update_status: Some(UpdateStatus {
            state: UpdateState::Completed,
            started_at: Some(ago(1900)),
            completed_at: Some(ago(1800)),
            message: "update completed".to_owned(),
        }),
        ..Service::default()
    }
}

pub fn agent() -> Service {
    Service {
        id: AGENT.into(),
        meta: meta(3000, 50),
        spec: ServiceSpec {
            annotations: annotations("agent", &[]),
            task_template: task_template("redis:7"),
            mode: ServiceMode {
                global: Some(Global {}),
                ..ServiceMode::default()
            },
            ..ServiceSpec::default()
        },
        service_status: Some(ServiceStatus {
            running_tasks: 2,
            desired_tasks: 2,
            completed_tasks: 0,
        }),
        ..Service::default()
    }
}

pub fn backup() -> Service {
    Service {
        id: BACKUP.into(),
        meta: meta(600, 60),
        spec: ServiceSpec {
            annotations: annotations("backup", &[]),
            task_template: task_template("alpine:3"),
            mode: ServiceMode {
                replicated_job: Some(ReplicatedJob {
                    max_concurrent: Some(1),
                    total_completions: Some(2),
                }),
                ..ServiceMode::default()
            },
            ..ServiceSpec::default()
        },
        service_status: Some(ServiceStatus {
            running_tasks: 0,
            desired_tasks: 0,
            completed_tasks: 2,
        }),
        job_status: Some(JobStatus {
            job_iteration: Version { index: 60 },
            last_execution: ago(600),
        }),
        ..Service::default()
    }
}

pub fn services() -> Vec<Service> {
    vec![web(), agent(), backup()]
}

/// The spec of `docker service create nginx`.
pub fn plain() -> ServiceSpec {
    ServiceSpec {
        task_template: TaskSpec {
            container_spec: Some(ContainerSpec {
                image: "nginx".to_owned(),
                init: Some(false),
                dns_config: Some(Default::default()),
                ..ContainerSpec::default()
            }),
            resources: Some(api::task::ResourceRequirements {
                limits: Some(Default::default()),
                reservations: Some(Default::default()),
            }),
            placement: Some(Placement::default()),
            ..TaskSpec::default()
        },
        mode: ServiceMode {
            replicated: Some(Replicated::default()),
            ..ServiceMode::default()
        },
        endpoint_spec: Some(EndpointSpec::default()),
        ..ServiceSpec::default()
    }
}

/// A task of a service: its slot, its node, and how far it is.
pub fn task(service: &Service, id: &str, slot: i64, node: usize, state: TaskState) -> Task {
    Task {
        id: TaskId(format!("{id:0<25}")),
        meta: meta(3500 - slot, 70),
        spec: service.spec.task_template.clone(),
        service_id: service.id.clone(),
        slot,
        node_id: NODES[node].into(),
        status: TaskStatus {
            timestamp: ago(3400),
            state,
            message: "started".to_owned(),
            container_status: Some(ContainerStatus {
                container_id: format!("{slot:0>64}").as_str().into(),
                pid: 100 + slot,
                exit_code: 0,
            }),
            ..TaskStatus::default()
        },
        desired_state: if state.is_terminal() {
            TaskState::Shutdown
        } else {
            TaskState::Running
        },
        ..Task::default()
    }
}

pub fn tasks() -> Vec<Task> {
    let (web, agent) = (web(), agent());
    let mut failed = task(&web, "t2old", 2, 1, TaskState::Failed);
    failed.status.err = "task: non-zero exit (1): no space left on device".to_owned();
    failed.meta.created_at = ago(3550);
    vec![
        task(&web, "t1", 1, 0, TaskState::Running),
        failed,
        task(&web, "t2", 2, 1, TaskState::Running),
        task(&web, "t3", 3, 0, TaskState::Running),
        task(&agent, "a1", 0, 0, TaskState::Running),
        task(&agent, "a2", 0, 1, TaskState::Running),
    ]
}

pub fn secrets() -> Vec<Secret> {
    let secret = |id: &str, name: &str, labels: &[(&str, &str)]| Secret {
        id: id.into(),
        meta: Meta {
            created_at: ago(7000),
            updated_at: ago(60),
            ..Meta::default()
        },
        spec: SecretSpec {
            annotations: Annotations {
                name: name.to_owned(),
                labels: pairs(labels),
            },
            ..SecretSpec::default()
        },
    };
    let mut kept = secret("s3c4r5e6t7w8o9o0o1o2o3o4o", "tls-10", &[]);
    kept.spec.driver = Some(api::Driver {
        name: "vault".to_owned(),
        ..api::Driver::default()
    });
    let labels = [("env", "prod"), ("old", "")];
    vec![kept, secret("s1c2r3e4t5o6n7e8e9e0e1e2e", "tls-9", &labels)]
}

pub fn configs() -> Vec<Config> {
    let config = |id: &str, name: &str, data: &str| Config {
        id: id.into(),
        meta: Meta {
            created_at: ago(7000),
            updated_at: ago(60),
            ..Meta::default()
        },
        spec: ConfigSpec {
            annotations: Annotations {
                name: name.to_owned(),
                labels: pairs(&[("env", "dev")]),
            },
            data: data.as_bytes().into(),
            ..ConfigSpec::default()
        },
    };
    vec![
        config("c1o2n3f4i5g6s7i8t9e0e1e2e", "site", "key=<value>\n"),
        config("c9o8n7f6i5g4a3p2p1p0p1p2p", "app", "x"),
    ]
}

pub fn networks() -> Vec<Network> {
    let network = |id: &str, name: &str, driver: &str, scope: &str| Network {
        name: name.to_owned(),
        id: id.into(),
        created: ago(7000),
        scope: scope.to_owned(),
        driver: driver.to_owned(),
        enable_ipv4: true,
        ..Network::default()
    };
    let mut front = network(FRONT, "front", "overlay", "swarm");
    front.labels = pairs(&[("team", "a"), ("url", "<x>")]).into();
    front.ipam = Ipam {
        driver: "default".to_owned(),
        config: vec![IpamPool {
            subnet: "10.0.1.0/24".to_owned(),
            gateway: "10.0.1.1".to_owned(),
            ..IpamPool::default()
        }],
        ..Ipam::default()
    };
    vec![
        network(&"b1".repeat(32), "bridge", "bridge", "local"),
        front,
        network(&"c2".repeat(32), "host", "host", "local"),
        network("i5n6g7r8e9s0s1a2b3c4d5e6f", "ingress", "overlay", "swarm"),
    ]
}

fn containers() -> Vec<container::Summary> {
    vec![container::Summary {
        id: "4bed76d3ad428b889c56c1ecc2bf2ed95cb08256db22dc5ef5863e1d03252a19".into(),
        names: texts(&["/web.1.t1aaaaaaaaaaaaaaaaaaaaaaa"]),
        image: NGINX.to_owned(),
        image_id: "sha256:982f8003d892aaaaaaaa".into(),
        command: "/docker-entrypoint.sh nginx -g 'daemon off;'".to_owned(),
        created: ago(3400).0 / 1_000_000_000,
        ports: vec![container::Port {
            private_port: 80,
            kind: "tcp".to_owned(),
            ..container::Port::default()
        }],
        labels: pairs(&[("com.docker.swarm.service.name", "web")]),
        state: "running".to_owned(),
        status: "Up 56 minutes".to_owned(),
        ..container::Summary::default()
    }]
}

fn images() -> Vec<image::Summary> {
    let image = |id: &str, tag: &str, size| image::Summary {
        id: format!("sha256:{id}").as_str().into(),
        created: ago(86400 * 40).0 / 1_000_000_000,
        repo_tags: texts(&[tag]),
        containers: -1,
        shared_size: -1,
        size,
        ..image::Summary::default()
    };
    vec![
        image("982f8003d892aabbccdd", "nginx:alpine", 52_500_000),
        image("1122334455667788aabb", "redis:7", 117_300_000),
    ]
}

fn info(swarm: SwarmStatus) -> Info {
    Info {
        id: "b423c075-7978-467c-8c70-9e6fe8ec6a61".to_owned(),
        containers: 1,
        containers_running: 1,
        images: 2,
        driver: "overlay2".to_owned(),
        driver_status: vec![texts(&["Backing Filesystem", "extfs"])],
        plugins: system::Plugins {
            volume: texts(&["local"]),
            network: texts(&["bridge", "overlay"]),
            log: texts(&["json-file"]),
            ..system::Plugins::default()
        },
        logging_driver: "json-file".to_owned(),
        cgroup_driver: "systemd".to_owned(),
        cgroup_version: "2".to_owned(),
        kernel_version: "6.8.0".to_owned(),
        operating_system: "Debian GNU/Linux".to_owned(),
        os_type: "linux".to_owned(),
        architecture: "x86_64".to_owned(),
        registry_config: Some(RegistryConfig {
            insecure_registry_cidrs: texts(&["::1/128", "127.0.0.0/8"]),
            mirrors: Vec::new(),
        }),
        ncpu: 2,
        mem_total: 6_315_261_952,
        docker_root_dir: "/var/lib/docker".to_owned(),
        name: "node1".to_owned(),
        server_version: "28.5.2".to_owned(),
        runtimes: [("runc".to_owned(), Runtime::default())].into(),
        default_runtime: "runc".to_owned(),
        swarm,
        init_binary: "docker-init".to_owned(),
        security_options: texts(&["name=seccomp,profile=builtin", "name=cgroupns"]),
        warnings: texts(&["WARNING: No swap limit support"]),
        ..Info::default()
    }
}

fn version() -> system::Version {
    let details = pairs(&[
        ("ApiVersion", "1.51"),
        ("Arch", "amd64"),
        ("BuildTime", "2025-11-05T14:43:25.000000000+00:00"),
        ("Experimental", "false"),
        ("GitCommit", "89c5e8f"),
        ("GoVersion", "go1.25.3"),
        ("MinAPIVersion", "1.24"),
        ("Os", "linux"),
    ]);
    let part = |name: &str, version: &str, details| Component {
        name: name.to_owned(),
        version: version.to_owned(),
        details,
    };
    system::Version {
        components: vec![
            part("Engine", "28.5.2", details),
            part("containerd", "1.7.28", pairs(&[("GitCommit", "b98a3aa")])),
        ],
        version: "28.5.2".to_owned(),
        api_version: "1.51".to_owned(),
        os: "linux".to_owned(),
        arch: "amd64".to_owned(),
        ..system::Version::default()
    }
}

fn cluster() -> ClusterInfo {
    ClusterInfo {
        id: "yjehhw2ae96ch5iv1qkr1pzkn".into(),
        meta: meta(7200, 10),
        spec: SwarmSpec::default_cluster(),
        tls_info: tls_info(),
        subnet_size: 24,
        data_path_port: 4789,
        ..ClusterInfo::default()
    }
}

/// How the machine stands to the swarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Manager,
    Worker,
    Alone,
    Unreachable,
}

impl Standing {
    fn status(self) -> SwarmStatus {
        let is_manager = self == Standing::Manager;
        if matches!(self, Standing::Alone | Standing::Unreachable) {
            return SwarmStatus::default();
        }
        SwarmStatus {
            node_id: NodeId(NODES[usize::from(!is_manager)].to_owned()),
            node_addr: "192.168.99.11".to_owned(),
            local_node_state: LocalNodeState::Active,
            control_available: is_manager,
            remote_managers: vec![Peer {
                node_id: NODES[0].into(),
                addr: "192.168.99.11:2377".to_owned(),
            }],
            nodes: if is_manager { 3 } else { 0 },
            managers: i64::from(is_manager),
            cluster: is_manager.then(cluster),
            ..SwarmStatus::default()
        }
    }

    /// The words for what only a manager can answer.
    fn refusal(self) -> Option<ApiError> {
        let advice = match self {
            Standing::Manager => return None,
            Standing::Worker => {
                "Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager."
            }
            Standing::Alone | Standing::Unreachable => {
                "Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again."
            }
        };
        let words = format!("This node is not a swarm manager. {advice}");
        Some(ApiError::new(ErrorKind::Unavailable, words))
    }

    pub fn answer(self, request: &Request) -> Result<Response, ApiError> {
        if self == Standing::Unreachable {
            return Err(ApiError::new(ErrorKind::NoConnection, ""));
        }
        if let Some(answer) = self.of_the_machine(request) {
            return answer;
        }
        match self.refusal() {
            Some(refusal) => Err(refusal),
            None => of_the_swarm(request),
        }
    }

    fn of_the_machine(self, request: &Request) -> Option<Result<Response, ApiError>> {
        let is_member = matches!(self, Standing::Manager | Standing::Worker);
        Some(Ok(match request {
            Request::SwarmInit(init) => {
                let InitRequest {
                    force_new_cluster, ..
                } = &**init;
                if is_member && !force_new_cluster {
                    let words = "This node is already part of a swarm. Use \"docker swarm leave\" to leave this swarm and join another one.";
                    return Some(Err(ApiError::new(ErrorKind::Unavailable, words)));
                }
                Response::SwarmInitialized(NODES[0].into())
            }
            Request::SwarmJoin(_) | Request::SwarmLeave { .. } | Request::SwarmUnlock { .. } => {
                Response::Done
            }
            Request::Info => Response::Info(Box::new(info(self.status()))),
            Request::Version => Response::Version(Box::new(version())),
            Request::ContainerList { .. } => Response::Containers(containers()),
            Request::ImageList { filters, .. } => {
                let wanted = filters.get("reference").and_then(|names| names.first());
                let mut images = images();
                images.retain(|image| {
                    wanted.is_none_or(|name| image.repo_tags[0].starts_with(name.as_str()))
                });
                Response::Images(images)
            }
            Request::ImagePull { image } if image.starts_with("nope") => {
                let words = format!("pull access denied for {image}, repository does not exist");
                return Some(Err(missing(&words)));
            }
            Request::ImagePull { image } => Response::ImagePulled {
                reference: format!("docker.io/library/{image}"),
                digest: format!("sha256:{}", "ab".repeat(32)),
                is_new: !image.ends_with("alpine"),
            },
            Request::NetworkList { .. } => Response::Networks(networks()),
            Request::NetworkInspect { name, .. } => {
                let mut networks = networks().into_iter();
                let found = networks.find(|it| it.name == *name || it.id.as_str() == name);
                match found {
                    Some(network) => Response::Network(Box::new(network)),
                    None => return Some(Err(missing(&format!("network {name} not found")))),
                }
            }
            Request::NetworkCreate { .. } => Response::NetworkCreated {
                id: FRONT.into(),
                warning: String::new(),
            },
            Request::NetworkRemove { name } => match networks().iter().any(|it| it.name == *name) {
                true => Response::Done,
                false => return Some(Err(missing(&format!("network {name} not found")))),
            },
            Request::NetworkPrune => {
                Response::NetworksPruned(vec!["front".to_owned(), "back".to_owned()])
            }
            Request::Events { .. } => Response::Stream,
            _ => return None,
        }))
    }
}

fn missing(words: &str) -> ApiError {
    ApiError::new(ErrorKind::NotFound, words)
}

fn of_the_swarm(request: &Request) -> Result<Response, ApiError> {
    Ok(match request {
        Request::SwarmInspect => Response::Swarm(Box::new(Swarm {
            info: cluster(),
            join_tokens: JoinTokens {
                worker: "SWMTKN-1-worker".to_owned(),
                manager: "SWMTKN-1-manager".to_owned(),
            },
        })),
        Request::SwarmUnlockKey => Response::UnlockKey("SWMKEY-1-key".to_owned()),
        Request::NodeList { .. } => Response::Nodes(nodes()),
        Request::NodeInspect { name } => {
            let mut nodes = nodes().into_iter();
            let found = nodes.find(|it| it.description.hostname == *name || it.id.as_str() == name);
            Response::Node(Box::new(
                found.ok_or_else(|| missing(&format!("node {name} not found")))?,
            ))
        }
        Request::SecretList { .. } => Response::Secrets(secrets()),
        Request::SecretInspect { name } => {
            let mut secrets = secrets().into_iter();
            let found = secrets.find(|it| it.spec.annotations.name == *name);
            Response::Secret(Box::new(
                found.ok_or_else(|| missing(&format!("secret {name} not found")))?,
            ))
        }
        Request::SecretCreate { .. } => Response::SecretCreated("s1c2r3e4t5o6n7e8e9e0e1e2e".into()),
        Request::ConfigList { .. } => Response::Configs(configs()),
        Request::ConfigInspect { name } => {
            let mut configs = configs().into_iter();
            let found = configs.find(|it| it.spec.annotations.name == *name);
            Response::Config(Box::new(
                found.ok_or_else(|| missing(&format!("config {name} not found")))?,
            ))
        }
        Request::ConfigCreate { .. } => Response::ConfigCreated("c1o2n3f4i5g6s7i8t9e0e1e2e".into()),
        Request::SecretRemove { name } if name.starts_with("nope") => {
            return Err(missing(&format!("secret {name} not found")));
        }
        Request::ConfigRemove { name } if name.starts_with("nope") => {
            return Err(missing(&format!("config {name} not found")));
        }
        Request::SecretRemove { .. } | Request::ConfigRemove { .. } => Response::Done,
        Request::NodeRemove { name, .. } | Request::ServiceRemove { name }
            if name.starts_with("nope") =>
        {
            let kind = if matches!(request, Request::NodeRemove { .. }) {
                "node"
            } else {
                "service"
            };
            return Err(missing(&format!("{kind} {name} not found")));
        }
        Request::SwarmUpdate { .. }
        | Request::NodeUpdate { .. }
        | Request::NodeRemove { .. }
        | Request::ServiceRemove { .. } => Response::Done,
        Request::ServiceCreate { .. } => Response::ServiceCreated {
            id: WEB.into(),
            warnings: Vec::new(),
        },
        Request::ServiceUpdate { .. } => Response::ServiceUpdated {
            warnings: Vec::new(),
        },
        Request::ServiceList { filters, .. } => {
            let mut services = services();
            services.retain(|service| {
                filters.iter().all(|(key, values)| match key.as_str() {
                    "name" => values.contains(&service.spec.annotations.name),
                    "id" => values
                        .iter()
                        .any(|id| service.id.as_str().starts_with(id.as_str())),
                    _ => true,
                })
            });
            Response::Services(services)
        }
        Request::ServiceInspect { name, .. } => {
            let mut services = services().into_iter();
            let found =
                services.find(|it| it.spec.annotations.name == *name || it.id.as_str() == name);
            Response::Service(Box::new(
                found.ok_or_else(|| missing(&format!("service {name} not found")))?,
            ))
        }
        Request::TaskList { filters } => {
            let mut tasks = tasks();
            let of = |key: &str| filters.get(key).cloned().unwrap_or_default();
            let (services, nodes) = (of("service"), of("node"));
            tasks.retain(|task| {
                let is_in =
                    |list: &[String], id: &str| list.is_empty() || list.iter().any(|it| it == id);
                is_in(&services, task.service_id.as_str()) && is_in(&nodes, task.node_id.as_str())
            });
            Response::Tasks(tasks)
        }
        Request::TaskInspect { name } => {
            let found = tasks().into_iter().find(|task| task.id.as_str() == name);
            Response::Task(Box::new(
                found.ok_or_else(|| missing(&format!("task {name} not found")))?,
            ))
        }
        Request::ServiceLogs { .. } | Request::TaskLogs { .. } => Response::Stream,
        other => panic!("the paper daemon has no answer to {other:?}"),
    })
}

/// The service a request makes or changes, by its id.
pub fn service_id() -> ServiceId {
    WEB.into()
}
