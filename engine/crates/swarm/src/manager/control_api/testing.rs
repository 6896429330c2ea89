//! For tests: a small swarm in a store, and somebody who asks it things.

use std::net::{Ipv4Addr, SocketAddrV4};

use api::cluster::SwarmSpec;
use api::network::NetworkSpec;
use api::node::{NodeDescription, NodeRole, NodeSpec, NodeState, NodeStatus, Platform};
use api::service::{EndpointSpec, PortConfig, PublishMode, Replicated, ServiceMode, ServiceSpec};
use api::task::{ContainerSpec, TaskState, TaskStatus};
use api::{Annotations, ClusterId, Driver, Filters, Meta, NetworkId, NodeId, ServiceId, TaskId};
use sim::{Instant, Rng, Timestamp};

use super::{Call, Handled, RaftMember, RaftView, handle};
use crate::manager::ca::root::new_root;
use crate::node::{ControlError, ControlRequest, ControlResponse, Moment};
use crate::object::{Cluster, Network, Node, Service, Slot, Task};
use crate::store::{Draft, Store, Transaction};

/// A swarm of one store. Commits at once whatever is proposed.
pub(super) struct Bench {
    pub store: Store,
    pub raft: RaftView,
    pub rng: Rng,
    pub moment: Moment,
    index: u64,
}

impl Bench {
    /// A fresh swarm without nodes: the cluster and its ingress network.
    pub fn new() -> Bench {
        let mut bench = Bench {
            store: Store::default(),
            raft: RaftView::default(),
            rng: Rng::stream(1, "control"),
            moment: Moment {
                now: Instant::START,
                wall: Timestamp::from_civil(2026, 11, 20, 18 * 3600, 0),
            },
            index: 0,
        };
        let root_ca = new_root(&mut bench.rng, bench.moment.wall);
        bench.write(|draft| {
            draft.create_cluster(Cluster {
                id: ClusterId::from("cluster"),
                meta: Meta::default(),
                spec: SwarmSpec::default_cluster(),
                root_ca,
                unlock_key: None,
                blacklisted: Vec::new(),
                default_addr_pool: Vec::new(),
                subnet_size: 24,
                data_path_port: 0,
            })
        });
        bench.network("ingress", |network| {
            network.spec.ingress = true;
            network.spec.driver_configuration = Some(Driver::default());
        });
        bench
    }

    /// Commits what the closure drafts.
    pub fn write<T, E: core::fmt::Debug>(
        &mut self,
        change: impl FnOnce(&mut Draft) -> Result<T, E>,
    ) -> T {
        let mut draft = Draft::new(&self.store, self.moment.wall);
        let value = change(&mut draft).unwrap();
        if let Some(transaction) = draft.finish() {
            self.commit(&transaction);
        }
        value
    }

    fn commit(&mut self, transaction: &Transaction) {
        self.index += 2;
        self.store.apply(self.index, transaction);
        self.moment.wall = self.moment.wall + sim::Duration::from_secs(1);
    }

    /// A node that is ready. A manager is a member of Raft, the first one its leader.
    pub fn node(&mut self, name: &str, role: NodeRole) -> NodeId {
        let id = NodeId(format!("id-{name}"));
        self.write(|draft| draft.create_node(node(&id, name, role)));
        if role == NodeRole::Manager {
            let number = self.raft.members.len() as u8 + 1;
            self.raft.members.push(RaftMember {
                node_id: id.clone(),
                addr: SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, number), 2377),
                is_reachable: true,
                is_leader: number == 1,
            });
        }
        id
    }

    pub fn change_node(&mut self, id: &NodeId, change: impl FnOnce(&mut Node)) {
        let mut node = Node::clone(self.store.node(id).unwrap());
        change(&mut node);
        self.write(|draft| draft.update_node(node));
    }

    /// A network called so, with id `net-<name>`.
    pub fn network(&mut self, name: &str, change: impl FnOnce(&mut Network)) -> NetworkId {
        let id = NetworkId(format!("net-{name}"));
        let mut network = Network {
            id: id.clone(),
            meta: Meta::default(),
            spec: NetworkSpec {
                annotations: named(name),
                ..NetworkSpec::default()
            },
            driver_state: None,
            ipam: None,
            predefined: false,
        };
        change(&mut network);
        self.write(|draft| draft.create_network(network));
        id
    }

    /// Creates a service the way a person does.
    pub fn create(&mut self, spec: ServiceSpec) -> Result<ServiceId, String> {
        let spec = Box::new(spec);
        match self.ask(ControlRequest::CreateService { spec })? {
            ControlResponse::ServiceCreated(id) => Ok(id),
            other => panic!("{other:?}"),
        }
    }

    pub fn service(&self, id: &ServiceId) -> &Service {
        self.store.service(id).unwrap()
    }

    /// A task of a service as its orchestrator would make it.
    pub fn task(&mut self, id: &str, change: impl FnOnce(&mut Task)) -> TaskId {
        let id = TaskId::from(id);
        let mut task = Task {
            id: id.clone(),
            meta: Meta::default(),
            spec: Default::default(),
            spec_version: None,
            service_id: None,
            slot: Slot::Number(1),
            node_id: None,
            service_annotations: Annotations::default(),
            status: TaskStatus::default(),
            applied: None,
            desired_state: TaskState::Running,
            networks: Vec::new(),
            endpoint: None,
            log_driver: None,
            generic_resources: Vec::new(),
            job_iteration: None,
            volumes: Vec::new(),
        };
        change(&mut task);
        self.write(|draft| draft.create_task(task));
        id
    }

    /// What comes of a request, before anything is committed.
    pub fn handle(&mut self, request: &ControlRequest) -> Handled {
        let mut call = Call {
            store: &self.store,
            raft: &self.raft,
            rng: &mut self.rng,
            moment: self.moment,
        };
        handle(request, &mut call)
    }

    /// Asks and commits. The error is the text a person sees.
    pub fn ask(&mut self, request: ControlRequest) -> Result<ControlResponse, String> {
        self.try_ask(&request).map_err(|error| error.message)
    }

    /// As [`Bench::ask`], with the error's kind.
    pub fn try_ask(&mut self, request: &ControlRequest) -> Result<ControlResponse, ControlError> {
        match self.handle(request) {
            Handled::Answer(answer) => answer,
            Handled::Propose { transaction, then } => {
                self.commit(&transaction);
                Ok(then)
            }
            Handled::Demand(demand) => panic!("{demand:?}"),
        }
    }
}

pub(super) fn named(name: &str) -> Annotations {
    Annotations {
        name: name.to_owned(),
        ..Annotations::default()
    }
}

fn node(id: &NodeId, name: &str, role: NodeRole) -> Node {
    Node {
        id: id.clone(),
        meta: Meta::default(),
        spec: NodeSpec {
            role,
            ..NodeSpec::default()
        },
        description: Some(NodeDescription {
            hostname: name.to_owned(),
            platform: Platform {
                architecture: "x86_64".to_owned(),
                os: "linux".to_owned(),
            },
            ..NodeDescription::default()
        }),
        status: NodeStatus {
            state: NodeState::Ready,
            ..NodeStatus::default()
        },
        role,
        attachments: Vec::new(),
        certificate_rotation: 0,
        csi: Default::default(),
    }
}

/// What `docker service create --name NAME nginx:alpine` sends.
pub(super) fn spec(name: &str) -> ServiceSpec {
    let mut spec = ServiceSpec {
        annotations: named(name),
        mode: ServiceMode {
            replicated: Some(Replicated { replicas: Some(1) }),
            ..ServiceMode::default()
        },
        endpoint_spec: Some(EndpointSpec::default()),
        ..ServiceSpec::default()
    };
    spec.task_template.container_spec = Some(ContainerSpec {
        image: "nginx:alpine".to_owned(),
        ..ContainerSpec::default()
    });
    spec
}

/// The container of a spec made by [`spec`].
pub(super) fn container(spec: &mut ServiceSpec) -> &mut ContainerSpec {
    spec.task_template.container_spec.as_mut().unwrap()
}

/// The service publishes a port.
pub(super) fn publish(spec: &mut ServiceSpec, port: u32, publish_mode: PublishMode) {
    let endpoint = spec.endpoint_spec.get_or_insert_default();
    endpoint.ports.push(PortConfig {
        target_port: 80,
        published_port: port,
        publish_mode,
        ..PortConfig::default()
    });
}

/// `key=value` as `--filter` gives them.
pub(super) fn filters(words: &[&str]) -> Filters {
    let mut filters = Filters::new();
    for word in words {
        let (key, value) = word.split_once('=').unwrap();
        let values = filters.entry(key.to_owned()).or_default();
        values.push(value.to_owned());
    }
    filters
}
