//! What real Docker printed: objects put together here must come out letter by letter like the
//! recordings. Ids, times and addresses are taken from the recording, everything else is ours.
//!
//! The recordings lie beside the repository; without them these tests pass without a word.

use std::fs;
use std::path::Path;

use api::go::{Ratio, ToGo, Value};
use api::network::{IpamConfig, IpamOptions, NetworkSpec};
use api::node::{
    EngineDescription, NodeDescription, NodeRole, Platform, PluginDescription, Resources, TlsInfo,
};
use api::service::{
    Endpoint, EndpointSpec, PublishMode, ResolutionMode, ServiceMode, ServiceSpec, UpdateConfig,
    UpdateOrder, VirtualIp,
};
use api::task::{
    ContainerStatus, DnsConfig, HealthConfig, Limit, NetworkAttachment, NetworkAttachmentConfig,
    Placement, ResourceRequirements, RestartCondition, RestartPolicy, TaskState,
};
use api::{Annotations, ContainerId, Driver, Labels, Meta, NetworkId, NodeId, ServiceId, Version};
use serde_json::Value as Json;
use sim::{Duration, Timestamp};

use super::testing::{Bench, container, publish, spec};
use super::{insert_defaults, network_inspect, swarm_network};
use crate::node::{ControlRequest, ControlResponse};
use crate::object::{Network, Node, Service, Slot, Task};

const RECORDINGS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../../../shared/transcripts"
);

/// What a command printed in a recording: the text and what it means.
struct Recorded {
    text: String,
    json: Json,
}

impl Recorded {
    /// `None` where there are no recordings.
    fn read(recording: &str, command: &str) -> Option<Recorded> {
        let path = Path::new(RECORDINGS).join(recording);
        let transcript = fs::read_to_string(path).ok()?;
        let mut lines = transcript.lines();
        let prompt = format!("$ {command}");
        lines
            .find(|line| line.ends_with(&prompt))
            .expect("the recording has the command");
        let printed: Vec<&str> = lines.map_while(|line| line.strip_prefix("  ")).collect();
        let text = printed.join("\n");
        let json = serde_json::from_str(&text).expect("the command printed JSON");
        Some(Recorded { text, json })
    }

    fn str(&self, pointer: &str) -> String {
        let value = self.json.pointer(pointer).and_then(Json::as_str);
        value
            .unwrap_or_else(|| panic!("{pointer} is no text"))
            .to_owned()
    }

    fn number(&self, pointer: &str) -> i64 {
        let value = self.json.pointer(pointer).and_then(Json::as_i64);
        value.unwrap_or_else(|| panic!("{pointer} is no number"))
    }

    fn time(&self, pointer: &str) -> Timestamp {
        time(&self.str(pointer))
    }

    fn meta(&self, at: &str) -> Meta {
        Meta {
            version: Version {
                index: self.number(&format!("{at}/Version/Index")) as u64,
            },
            created_at: self.time(&format!("{at}/CreatedAt")),
            updated_at: self.time(&format!("{at}/UpdatedAt")),
        }
    }

    /// As `docker … inspect` prints a list.
    fn check_list(&self, objects: Vec<Value>) {
        let text = Value::List(Some(objects)).to_json_indented(false);
        assert_same(&text, &self.text);
    }

    /// As `--format '{{json …}}'` prints.
    fn check_json(&self, value: &Value) {
        assert_same(&value.to_json(), &self.text);
    }
}

fn assert_same(ours: &str, recorded: &str) {
    let differing = ours.lines().zip(recorded.lines()).position(|(a, b)| a != b);
    let place = differing.map(|at| {
        let near = |text: &str| {
            let lines: Vec<&str> = text.lines().skip(at.saturating_sub(3)).take(8).collect();
            lines.join("\n")
        };
        format!(
            "line {at}\nours:\n{}\nrecorded:\n{}",
            near(ours),
            near(recorded)
        )
    });
    assert!(ours == recorded, "{}", place.unwrap_or_default());
}

/// Reads `2026-11-20T18:53:20.98169057Z`.
fn time(text: &str) -> Timestamp {
    let number = |at: core::ops::Range<usize>| text[at].parse::<u32>().expect("a number");
    let fraction = text[19..].trim_start_matches('.').trim_end_matches('Z');
    let nanos = format!("{fraction:0<9}").parse().expect("a fraction");
    let second = number(11..13) * 3600 + number(14..16) * 60 + number(17..19);
    let year = i64::from(number(0..4));
    Timestamp::from_civil(year, number(5..7), number(8..10), second, nanos)
}

const IMAGE: &str =
    "nginx:alpine@sha256:16dd19283d16109a5959a2b8903f2c22024d90564a6944c8d8ac558acd70c182";

/// What the `docker` command fills in for every service it creates (docker/cli
/// `command/service/opts.go`), with the platforms the registry named.
fn cli_spec(name: &str) -> ServiceSpec {
    let mut spec = spec(name);
    let container = container(&mut spec);
    container.image = IMAGE.to_owned();
    container.init = Some(false);
    container.dns_config = Some(DnsConfig::default());
    spec.task_template.resources = Some(ResourceRequirements {
        limits: Some(Limit::default()),
        reservations: Some(Resources::default()),
    });
    spec.task_template.placement = Some(Placement {
        platforms: platforms(),
        ..Placement::default()
    });
    spec
}

fn platforms() -> Vec<Platform> {
    let platform = |architecture: &str, os: &str| Platform {
        architecture: architecture.to_owned(),
        os: os.to_owned(),
    };
    [
        "amd64", "", "", "arm64", "386", "ppc64le", "riscv64", "s390x",
    ]
    .iter()
    .flat_map(|name| [platform(name, "linux"), platform("unknown", "unknown")])
    .collect()
}

/// Puts a created service into the state a recording has it in.
fn become_recorded(service: &mut Service, recorded: &Recorded, at: &str) {
    service.id = ServiceId(recorded.str(&format!("{at}/ID")));
    service.meta = recorded.meta(at);
    let wanted = service.spec.endpoint_spec.clone().unwrap();
    let vips = recorded.json.pointer(&format!("{at}/Endpoint/VirtualIPs"));
    let vips = vips.and_then(Json::as_array).expect("virtual addresses");
    let vip = |json: &Json| VirtualIp {
        network_id: NetworkId(json["NetworkID"].as_str().unwrap().to_owned()),
        addr: json["Addr"].as_str().unwrap().to_owned(),
    };
    service.endpoint = Some(Endpoint {
        ports: wanted.ports.clone(),
        spec: wanted,
        virtual_ips: vips.iter().map(vip).collect(),
    });
}

/// `docker service inspect`: created by request, then shown with defaults.
fn inspected(bench: &mut Bench, spec: ServiceSpec, recorded: &Recorded) -> Value {
    let id = bench.create(spec).unwrap();
    let mut service = bench.service(&id).clone();
    become_recorded(&mut service, recorded, "/0");
    let mut shown = super::service::view(&service);
    insert_defaults(&mut shown.spec);
    shown.to_go()
}

#[test]
fn a_plain_service() {
    let Some(recorded) = Recorded::read("020-service-create-basic.t", "docker service inspect web")
    else {
        return;
    };
    let mut bench = Bench::new();
    let mut spec = cli_spec("web");
    spec.mode.replicated.as_mut().unwrap().replicas = Some(3);
    publish(&mut spec, 8080, PublishMode::Ingress);
    recorded.check_list(vec![inspected(&mut bench, spec, &recorded)]);
}

#[test]
fn a_service_with_labels_and_a_network() {
    let Some(recorded) = Recorded::read("040-service-inspect.t", "docker service inspect web")
    else {
        return;
    };
    let mut bench = Bench::new();
    let network = recorded.str("/0/Spec/TaskTemplate/Networks/0/Target");
    bench.network("app-net", |it| it.id = NetworkId(network));
    let mut spec = cli_spec("web");
    spec.annotations.labels = labels(&[("a", "1"), ("b", "2")]);
    spec.mode.replicated.as_mut().unwrap().replicas = Some(2);
    spec.task_template.networks = vec![attached("app-net")];
    publish(&mut spec, 8080, PublishMode::Ingress);
    recorded.check_list(vec![inspected(&mut bench, spec, &recorded)]);
}

fn attached(target: &str) -> NetworkAttachmentConfig {
    NetworkAttachmentConfig {
        target: target.to_owned(),
        ..NetworkAttachmentConfig::default()
    }
}

fn labels(pairs: &[(&str, &str)]) -> Labels {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// Everything `service update` can set at once.
#[test]
fn a_spec_with_everything() {
    let command = "docker service inspect web --format '{{json .Spec}}'";
    let Some(recorded) = Recorded::read("050-service-update-flags.t", command) else {
        return;
    };
    let mut spec = cli_spec("web");
    spec.annotations.labels = labels(&[("y", "")]);
    spec.mode.replicated.as_mut().unwrap().replicas = Some(2);
    spec.task_template.networks = vec![attached(&recorded.str("/TaskTemplate/Networks/0/Target"))];
    let container = container(&mut spec);
    container.labels = labels(&[("c", "1")]);
    container.command = vec!["/docker-entrypoint.sh".to_owned()];
    container.args = ["nginx", "-g", "daemon off;"].map(str::to_owned).into();
    container.hostname = "h1".to_owned();
    container.env = vec!["A=1".to_owned()];
    container.dir = "/tmp".to_owned();
    container.user = "nobody".to_owned();
    container.healthcheck = Some(HealthConfig {
        test: vec!["NONE".to_owned()],
        ..HealthConfig::default()
    });
    container.capability_add = vec!["CAP_NET_ADMIN".to_owned()];
    spec.task_template.resources = Some(ResourceRequirements {
        limits: Some(Limit {
            memory_bytes: 100 << 20,
            ..Limit::default()
        }),
        reservations: Some(Resources {
            nano_cpus: 100_000_000,
            ..Resources::default()
        }),
    });
    spec.task_template.restart_policy = Some(RestartPolicy {
        condition: RestartCondition::OnFailure,
        delay: Some(Duration::from_secs(1)),
        max_attempts: Some(3),
        window: Some(Duration::from_secs(10)),
    });
    spec.update_config = Some(UpdateConfig {
        parallelism: 2,
        delay: Duration::from_secs(5),
        failure_action: api::service::FailureAction::Rollback,
        monitor: Duration::from_secs(10),
        max_failure_ratio: Ratio::parse("0.5").unwrap(),
        order: UpdateOrder::StartFirst,
    });
    spec.rollback_config = Some(UpdateConfig {
        order: UpdateOrder::StartFirst,
        ..UpdateConfig::default()
    });
    spec.endpoint_spec = Some(EndpointSpec {
        mode: ResolutionMode::Dnsrr,
        ports: Vec::new(),
    });
    let mut bench = Bench::new();
    let target = spec.task_template.networks[0].target.clone();
    bench.network("n2", |it| it.id = NetworkId(target));
    let id = bench.create(spec).unwrap();
    let mut shown = super::service::view(bench.service(&id));
    insert_defaults(&mut shown.spec);
    recorded.check_json(&shown.spec.to_go());
}

#[test]
fn a_task_on_two_networks() {
    let command = "docker inspect $(docker service ps -q web | head -1)";
    let Some(recorded) = Recorded::read("040-service-inspect.t", command) else {
        return;
    };
    let mut bench = Bench::new();
    let networks = [0, 1].map(|number| recorded_attachment(&recorded, number));
    let mut spec = cli_spec("web").task_template;
    spec.networks = vec![attached(networks[1].network.id.as_str())];
    // The form in which the manager keeps it.
    spec.container_spec.as_mut().unwrap().isolation = "default".to_owned();
    let id = recorded.str("/0/ID");
    bench.task(&id, |task| {
        task.spec = spec;
        task.service_id = Some(ServiceId(recorded.str("/0/ServiceID")));
        task.slot = Slot::Number(1);
        task.node_id = Some(NodeId(recorded.str("/0/NodeID")));
        task.status.timestamp = recorded.time("/0/Status/Timestamp");
        task.status.state = TaskState::Running;
        task.status.message = "started".to_owned();
        task.status.container_status = Some(ContainerStatus {
            container_id: ContainerId(recorded.str("/0/Status/ContainerStatus/ContainerID")),
            pid: recorded.number("/0/Status/ContainerStatus/PID"),
            exit_code: 0,
        });
        task.networks = networks.into();
    });
    let mut task = Task::clone(bench.store.task(&id.as_str().into()).unwrap());
    task.meta = recorded.meta("/0");
    recorded.check_list(vec![super::task::view(&task).to_go()]);
}

/// An attachment to `ingress` (0) or to a network of a person's own (1).
fn recorded_attachment(recorded: &Recorded, number: usize) -> NetworkAttachment {
    let at = format!("/0/NetworksAttachments/{number}");
    let text = |rest: &str| recorded.str(&format!("{at}{rest}"));
    let driver = |name: &str| Driver {
        name: name.to_owned(),
        ..Driver::default()
    };
    let is_ingress = number == 0;
    let named = |name: &str| if is_ingress { driver("") } else { driver(name) };
    let vni = "com.docker.network.driver.overlay.vxlanid_list";
    let number = if is_ingress { "4096" } else { "4097" };
    let network = Network {
        id: NetworkId(text("/Network/ID")),
        meta: recorded.meta(&format!("{at}/Network")),
        spec: NetworkSpec {
            annotations: Annotations {
                name: if is_ingress { "ingress" } else { "app-net" }.to_owned(),
                ..Annotations::default()
            },
            driver_configuration: Some(named("overlay")),
            ingress: is_ingress,
            ipam_options: Some(IpamOptions {
                driver: named("default"),
                configs: Vec::new(),
            }),
            ..NetworkSpec::default()
        },
        driver_state: Some(Driver {
            name: "overlay".to_owned(),
            options: labels(&[(vni, number)]),
        }),
        ipam: Some(IpamOptions {
            driver: driver("default"),
            configs: vec![IpamConfig {
                subnet: text("/Network/IPAMOptions/Configs/0/Subnet"),
                gateway: text("/Network/IPAMOptions/Configs/0/Gateway"),
                range: String::new(),
            }],
        }),
        predefined: false,
    };
    NetworkAttachment {
        network: swarm_network(&network),
        addresses: vec![text("/Addresses/0")],
    }
}

/// A network a person made, as the allocator left it.
fn recorded_network(recorded: &Recorded, at: usize) -> Value {
    let text = |rest: &str| recorded.str(&format!("/{at}{rest}"));
    let range = recorded
        .json
        .pointer(&format!("/{at}/IPAM/Config/0/IPRange"));
    let options = recorded.json.pointer(&format!("/{at}/Options")).unwrap();
    let options = options.as_object().unwrap().iter();
    let network = Network {
        id: NetworkId(text("/Id")),
        meta: Meta {
            created_at: recorded.time(&format!("/{at}/Created")),
            ..Meta::default()
        },
        spec: NetworkSpec {
            annotations: Annotations {
                name: text("/Name"),
                ..Annotations::default()
            },
            ..NetworkSpec::default()
        },
        driver_state: Some(Driver {
            name: "overlay".to_owned(),
            options: options
                .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
                .collect(),
        }),
        ipam: Some(IpamOptions {
            driver: Driver {
                name: "default".to_owned(),
                ..Driver::default()
            },
            configs: vec![IpamConfig {
                subnet: text("/IPAM/Config/0/Subnet"),
                gateway: text("/IPAM/Config/0/Gateway"),
                range: range.map_or("", |it| it.as_str().unwrap()).to_owned(),
            }],
        }),
        predefined: false,
    };
    network_inspect(&swarm_network(&network)).to_go()
}

#[test]
fn networks() {
    for (recording, command, count) in [
        ("003-swarm-init-options.t", "docker network inspect n1", 1),
        (
            "100-overlay-networks.t",
            "docker network inspect my-overlay",
            1,
        ),
        (
            "100-overlay-networks.t",
            "docker network inspect custom secure",
            2,
        ),
    ] {
        let Some(recorded) = Recorded::read(recording, command) else {
            return;
        };
        let networks = (0..count).map(|at| recorded_network(&recorded, at));
        recorded.check_list(networks.collect());
    }
}

fn description(recorded: &Recorded) -> NodeDescription {
    let at = "/0/Description";
    let plugins = recorded.json.pointer(&format!("{at}/Engine/Plugins"));
    let plugin = |json: &Json| PluginDescription {
        kind: json["Type"].as_str().unwrap().to_owned(),
        name: json["Name"].as_str().unwrap().to_owned(),
    };
    NodeDescription {
        hostname: recorded.str(&format!("{at}/Hostname")),
        platform: Platform {
            architecture: "x86_64".to_owned(),
            os: "linux".to_owned(),
        },
        resources: Resources {
            nano_cpus: 2_000_000_000,
            memory_bytes: recorded.number(&format!("{at}/Resources/MemoryBytes")),
            generic_resources: Vec::new(),
        },
        engine: EngineDescription {
            engine_version: "28.5.2+dfsg4".to_owned(),
            labels: Labels::new(),
            plugins: plugins
                .unwrap()
                .as_array()
                .unwrap()
                .iter()
                .map(plugin)
                .collect(),
        },
        tls_info: TlsInfo {
            trust_root: recorded.str(&format!("{at}/TLSInfo/TrustRoot")),
            cert_issuer_subject: recorded.str(&format!("{at}/TLSInfo/CertIssuerSubject")),
            cert_issuer_public_key: recorded.str(&format!("{at}/TLSInfo/CertIssuerPublicKey")),
        },
    }
}

#[test]
fn nodes() {
    for (command, role) in [
        ("docker node inspect node3", NodeRole::Worker),
        ("docker node inspect self", NodeRole::Manager),
    ] {
        let Some(recorded) = Recorded::read("014-node-inspect.t", command) else {
            return;
        };
        let mut bench = Bench::new();
        let id = bench.node("recorded", role);
        let mut node = Node::clone(bench.store.node(&id).unwrap());
        node.id = NodeId(recorded.str("/0/ID"));
        node.meta = recorded.meta("/0");
        node.description = Some(description(&recorded));
        node.status.addr = recorded.str("/0/Status/Addr");
        if role == NodeRole::Worker {
            node.spec.annotations.labels = labels(&[("type", "db"), ("zone", "a")]);
        } else {
            bench.raft.members[0].node_id = node.id.clone();
            let addr = recorded.str("/0/ManagerStatus/Addr");
            bench.raft.members[0].addr = addr.parse().unwrap();
        }
        recorded.check_list(vec![super::node::view(&node, &bench.raft).to_go()]);
    }
}

#[test]
fn the_swarm_itself() {
    let command = "docker info --format '{{json .Swarm}}'";
    let Some(recorded) = Recorded::read("135-info-version.t", command) else {
        return;
    };
    let mut bench = Bench::new();
    let mut swarm = match bench.ask(ControlRequest::InspectCluster).unwrap() {
        ControlResponse::Cluster(swarm) => swarm.info,
        other => panic!("{other:?}"),
    };
    swarm.id.0 = recorded.str("/Cluster/ID");
    swarm.meta = recorded.meta("/Cluster");
    swarm.tls_info.trust_root = recorded.str("/Cluster/TLSInfo/TrustRoot");
    swarm.tls_info.cert_issuer_public_key = recorded.str("/Cluster/TLSInfo/CertIssuerPublicKey");
    let json = swarm.to_go().to_json();
    let at = recorded.text.find("{\"ID\":").expect("the cluster");
    let recorded = recorded.text[at..].strip_suffix('}').expect("its end");
    assert_same(&json, recorded);
}

#[test]
fn secrets_and_configs() {
    use api::config::ConfigSpec;
    use api::secret::SecretSpec;
    let mut bench = Bench::new();
    let named = super::testing::named;
    let data: std::sync::Arc<[u8]> = b"key=value\n".as_slice().into();
    bench
        .ask(ControlRequest::CreateSecret {
            spec: Box::new(SecretSpec {
                annotations: named("db_password"),
                data: data.clone(),
                ..SecretSpec::default()
            }),
        })
        .unwrap();
    bench
        .ask(ControlRequest::CreateConfig {
            spec: Box::new(ConfigSpec {
                annotations: named("app_config"),
                data,
                templating: None,
            }),
        })
        .unwrap();
    let command = "docker secret inspect db_password";
    let Some(recorded) = Recorded::read("111-secrets.t", command) else {
        return;
    };
    let mut secret = super::secret::view(bench.store.secrets().next().unwrap());
    secret.id.0 = recorded.str("/0/ID");
    secret.meta = recorded.meta("/0");
    recorded.check_list(vec![secret.to_go()]);

    let recorded = Recorded::read("110-configs.t", "docker config inspect app_config").unwrap();
    let mut config = super::config::view(bench.store.configs().next().unwrap());
    config.id.0 = recorded.str("/0/ID");
    config.meta = recorded.meta("/0");
    recorded.check_list(vec![config.to_go()]);
}

#[test]
fn a_job_and_its_run() {
    let command = "docker service inspect p1 --format '{{json .Endpoint}}'";
    let Some(recorded) = Recorded::read("030-publish-modes.t", command) else {
        return;
    };
    let mut bench = Bench::new();
    let mut wish = spec("p1");
    publish(&mut wish, 8080, PublishMode::Ingress);
    let endpoint = Endpoint {
        spec: wish.endpoint_spec.clone().unwrap(),
        ports: wish.endpoint_spec.clone().unwrap().ports,
        virtual_ips: vec![VirtualIp {
            network_id: NetworkId(recorded.str("/VirtualIPs/0/NetworkID")),
            addr: recorded.str("/VirtualIPs/0/Addr"),
        }],
    };
    recorded.check_json(&endpoint.to_go());

    wish.mode = ServiceMode {
        replicated_job: Some(Default::default()),
        ..ServiceMode::default()
    };
    let id = bench.create(wish).unwrap();
    let shown = super::service::view(bench.service(&id));
    assert_eq!(shown.endpoint.to_go().to_json(), "{\"Spec\":{}}");
    // Recording 029; the iteration of a first run is nothing.
    assert_eq!(
        shown.spec.mode.to_go().to_json(),
        "{\"ReplicatedJob\":{\"MaxConcurrent\":1,\"TotalCompletions\":1}}"
    );
    let job = shown.job_status.to_go().to_json();
    assert!(
        job.starts_with("{\"JobIteration\":{},\"LastExecution\":\"2026-"),
        "{job}"
    );
    assert_eq!(shown.service_status.to_go().to_json(), "null");
}
