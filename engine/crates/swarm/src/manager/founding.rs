//! The first thing a new leader writes (SwarmKit `manager/manager.go`, `becomeLeader`).
//!
//! In a new swarm: the cluster, its first node, the ingress network, and stand-ins for the networks
//! every machine has. Later leaders find all that and write only what is missing.

use api::cluster::SwarmSpec;
use api::network::{IpamOptions, NetworkSpec};
use api::node::{Availability, NodeRole};
use api::{Annotations, ClusterId, Driver, Labels, Meta, NetworkId};
use sim::Rng;

use super::ca;
use crate::certificate::Certificate;
use crate::node::{InitOptions, Moment};
use crate::object::{Cluster, Network, RootCa};
use crate::store::{Draft, Store, Transaction};

/// libnetwork `networkallocator`: `PredefinedLabel`.
const PREDEFINED_LABEL: &str = "com.docker.swarm.predefined";

/// What a manager brings along for the day it leads.
#[derive(Clone, Debug)]
pub(crate) struct Founding {
    pub(crate) certificate: Certificate,
    pub(crate) availability: Availability,
    /// Only who ran `swarm init` has a swarm to found.
    pub(crate) cluster: Option<Box<Cluster>>,
}

/// The cluster object of a new swarm.
pub(crate) fn new_cluster(options: &InitOptions, root_ca: RootCa, rng: &mut Rng) -> Cluster {
    let mut spec = with_defaults(options.spec.clone());
    spec.encryption_config.auto_lock_managers |= options.auto_lock_managers;
    let unlock_key = spec
        .encryption_config
        .auto_lock_managers
        .then(|| super::control_api::unlock_key(rng));
    Cluster {
        id: ClusterId::random(rng),
        meta: Meta::default(),
        spec,
        root_ca,
        unlock_key,
        blacklisted: Vec::new(),
        default_addr_pool: options.default_addr_pool.clone(),
        subnet_size: options.subnet_size,
        data_path_port: options.data_path_port,
    }
}

/// What a person left out is as in SwarmKit's default (moby `daemon/cluster/convert`,
/// `MergeSwarmSpecToGRPC`).
fn with_defaults(spec: SwarmSpec) -> SwarmSpec {
    let default = SwarmSpec::default_cluster();
    let mut merged = spec;
    if merged.annotations.name.is_empty() {
        merged.annotations.name = default.annotations.name;
    }
    let limit = &mut merged.orchestration.task_history_retention_limit;
    *limit = limit.or(default.orchestration.task_history_retention_limit);
    let raft = &mut merged.raft;
    if raft.snapshot_interval == 0 {
        raft.snapshot_interval = default.raft.snapshot_interval;
    }
    if raft.log_entries_for_slow_followers == 0 {
        raft.log_entries_for_slow_followers = default.raft.log_entries_for_slow_followers;
    }
    raft.keep_old_snapshots = raft.keep_old_snapshots.or(default.raft.keep_old_snapshots);
    if raft.election_tick == 0 {
        raft.election_tick = default.raft.election_tick;
    }
    if raft.heartbeat_tick == 0 {
        raft.heartbeat_tick = default.raft.heartbeat_tick;
    }
    if merged.dispatcher.heartbeat_period.is_zero() {
        merged.dispatcher = default.dispatcher;
    }
    if merged.ca_config.node_cert_expiry.is_zero() {
        merged.ca_config.node_cert_expiry = default.ca_config.node_cert_expiry;
    }
    merged
}

impl Founding {
    /// What is missing in the store; nothing, for most leaders.
    pub(crate) fn transaction(
        &self,
        store: &Store,
        rng: &mut Rng,
        moment: Moment,
    ) -> Option<Transaction> {
        let mut draft = Draft::new(store, moment.wall);
        if let Some(cluster) = &self.cluster
            && store.cluster().is_none()
        {
            let cluster = cluster.as_ref().clone();
            draft
                .create_cluster(cluster)
                .expect("there is no cluster yet");
        }
        if store.node(&self.certificate.node_id).is_none() {
            self.create_node(&mut draft);
            draft
                .create_network(ingress(NetworkId::random(rng)))
                .expect("there is no network yet");
        }
        for name in ["bridge", "host"] {
            // A name that is taken is left alone.
            let _ = draft.create_network(predefined(name, NetworkId::random(rng)));
        }
        draft.finish()
    }

    /// The role manager makes it a manager one commit later.
    fn create_node(&self, draft: &mut Draft) {
        let id = self.certificate.node_id.clone();
        let roles = (NodeRole::Manager, NodeRole::Worker);
        let mut node = ca::new_node(id, roles, self.availability);
        node.certificate_rotation = self.certificate.rotation;
        draft.create_node(node).expect("there is no such node yet");
    }
}

fn ingress(id: NetworkId) -> Network {
    let spec = NetworkSpec {
        annotations: Annotations {
            name: "ingress".to_owned(),
            ..Annotations::default()
        },
        driver_configuration: Some(Driver::default()),
        ingress: true,
        ipam_options: Some(IpamOptions::default()),
        ..NetworkSpec::default()
    };
    network(id, spec, false)
}

/// A stand-in for a network that every machine has by itself; its driver has the same name.
fn predefined(name: &str, id: NetworkId) -> Network {
    let spec = NetworkSpec {
        annotations: Annotations {
            name: name.to_owned(),
            labels: Labels::from([(PREDEFINED_LABEL.to_owned(), "true".to_owned())]),
        },
        driver_configuration: Some(Driver {
            name: name.to_owned(),
            ..Driver::default()
        }),
        ..NetworkSpec::default()
    };
    network(id, spec, true)
}

fn network(id: NetworkId, spec: NetworkSpec, predefined: bool) -> Network {
    Network {
        id,
        meta: Meta::default(),
        spec,
        driver_state: None,
        ipam: None,
        predefined,
    }
}
