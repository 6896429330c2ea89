//! The objects of a store (SwarmKit `api/objects.proto`): what the Engine API shows, and the
//! fields behind it that only a manager sees.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::network::{IpamOptions, NetworkSpec};
use api::node::{GenericResource, NodeDescription, NodeRole, NodeSpec, NodeStatus};
use api::service::{Endpoint, JobStatus, ServiceSpec, UpdateStatus};
use api::task::{NetworkAttachment, TaskSpec, TaskState, TaskStatus};
use api::{
    Annotations, ClusterId, ConfigId, Driver, Meta, NetworkId, NodeId, SecretId, ServiceId, TaskId,
    Version, VolumeId,
};
use serde::{Deserialize, Serialize};
use sim::Timestamp;

/// The place a task fills.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Slot {
    /// Of a replicated service, counted from 1; of a replicated job, from 0.
    Number(u64),
    /// Of a global service or job: the node.
    Node(NodeId),
}

/// The swarm itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    pub id: ClusterId,
    pub meta: Meta,
    pub spec: api::cluster::SwarmSpec,
    pub root_ca: RootCa,
    /// As `swarm unlock-key` shows it: `SWMKEY-1-…`.
    pub unlock_key: Option<String>,
    /// Certificates of removed nodes, refused until this date.
    pub blacklisted: Vec<(NodeId, Timestamp)>,
    pub default_addr_pool: Vec<String>,
    pub subnet_size: u32,
    pub data_path_port: u32,
}

/// The authority that signs the nodes' certificates. The certificate is a token of this
/// simulation, not X.509; its text and its digest look and behave like the real ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootCa {
    /// PEM text.
    pub certificate: String,
    /// Base64 of the issuer's subject and public key.
    pub subject: String,
    pub public_key: String,
    /// The 50 characters of base 36 in the middle of a join token.
    pub digest: String,
    pub join_tokens: api::cluster::JoinTokens,
    /// Counts `swarm ca --rotate`.
    pub last_forced_rotation: u64,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub id: NodeId,
    pub meta: Meta,
    /// What a person wants; its role is the *desired* role.
    pub spec: NodeSpec,
    /// None until its agent registered.
    pub description: Option<NodeDescription>,
    pub status: NodeStatus,
    /// The *observed* role: follows the desired one by way of the role manager.
    pub role: NodeRole,
    /// The node's own load-balancer address on each overlay network it takes part in.
    pub attachments: Vec<NetworkAttachment>,
    /// Which certificate it holds: the forced rotation it was issued under.
    pub certificate_rotation: u64,
    /// Where it lies, as each of its volume plug-ins says.
    #[serde(default)]
    pub csi: BTreeMap<String, Topology>,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    pub id: ServiceId,
    pub meta: Meta,
    pub spec: ServiceSpec,
    /// Changes with the task template's origin: a task of the same version is up to date.
    pub spec_version: Version,
    pub previous_spec: Option<Box<ServiceSpec>>,
    pub previous_spec_version: Option<Version>,
    /// What the allocator gave; `None` before.
    pub endpoint: Option<Endpoint>,
    pub update_status: Option<UpdateStatus>,
    pub job_status: Option<JobStatus>,
}

/// One try to run a piece of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    pub meta: Meta,
    /// A copy of the service's template when it was made.
    pub spec: TaskSpec,
    pub spec_version: Option<Version>,
    /// `None` for the attachment of a plain container to a network.
    pub service_id: Option<ServiceId>,
    pub slot: Slot,
    /// **Invariant:** never changes once set.
    pub node_id: Option<NodeId>,
    pub service_annotations: Annotations,
    /// **Invariant:** its state never falls.
    pub status: TaskStatus,
    /// When and by which manager the status was put into the store.
    pub applied: Option<(NodeId, Timestamp)>,
    /// **Invariant:** never falls.
    pub desired_state: TaskState,
    pub networks: Vec<NetworkAttachment>,
    /// The service's endpoint when the task was allocated.
    pub endpoint: Option<Endpoint>,
    pub log_driver: Option<Driver>,
    pub generic_resources: Vec<GenericResource>,
    pub job_iteration: Option<Version>,
    /// The cluster volumes it was given.
    #[serde(default)]
    pub volumes: Vec<VolumeAttachment>,
}

impl Task {
    /// `<service>.<slot>.<task>`; the node's id stands for a slot that is none
    /// (SwarmKit `api/naming`).
    pub fn name(&self) -> String {
        let service = &self.service_annotations.name;
        match (&self.slot, &self.node_id) {
            (Slot::Number(0), node) => {
                let node = node.as_ref().map_or("", NodeId::as_str);
                format!("{service}.{node}.{}", self.id)
            }
            (Slot::Number(number), _) => format!("{service}.{number}.{}", self.id),
            (Slot::Node(node), _) => format!("{service}.{node}.{}", self.id),
        }
    }

    /// The number the Engine API shows: 0 where the node is the slot.
    pub fn slot_number(&self) -> u64 {
        match self.slot {
            Slot::Number(number) => number,
            Slot::Node(_) => 0,
        }
    }

    /// When its status was last put into the store, by which history is sorted.
    pub fn status_time(&self) -> Timestamp {
        self.applied
            .as_ref()
            .map_or(self.status.timestamp, |(_, at)| *at)
    }
}

/// A network of the swarm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub id: NetworkId,
    pub meta: Meta,
    pub spec: NetworkSpec,
    /// What the allocator gave: driver options such as the VNI.
    pub driver_state: Option<Driver>,
    /// What the allocator gave: subnets and gateways.
    pub ipam: Option<IpamOptions>,
    /// A stand-in for a network every machine has (`bridge`, `host`).
    pub predefined: bool,
}

/// A secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    pub id: SecretId,
    pub meta: Meta,
    pub annotations: Annotations,
    pub data: Arc<[u8]>,
    pub templating: Option<Driver>,
    pub driver: Option<Driver>,
}

/// A config.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Config {
    pub id: ConfigId,
    pub meta: Meta,
    pub annotations: Annotations,
    pub data: Arc<[u8]>,
    pub templating: Option<Driver>,
}

/// A place, or where something can be reached from: `zone=a, rack=1`.
pub type Topology = BTreeMap<String, String>;

/// A volume of the whole swarm, kept by a plug-in (CSI).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Volume {
    pub id: VolumeId,
    pub meta: Meta,
    pub name: String,
    /// Any volume of a group is as good as another.
    pub group: String,
    pub driver: String,
    pub availability: VolumeAvailability,
    /// It can be on one node at a time.
    pub is_single_node: bool,
    pub sharing: Sharing,
    /// The plug-in's name for it; empty until it was made.
    pub volume_id: String,
    /// From where it can be reached; everywhere if empty.
    pub topology: Vec<Topology>,
}

/// Whether tasks may have a volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VolumeAvailability {
    Active,
    /// No more tasks.
    Pause,
    /// No tasks.
    Drain,
}

/// How many tasks may use a volume at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sharing {
    None,
    ReadOnly,
    OneWriter,
    All,
}

/// A volume a task was given for one of its mounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumeAttachment {
    pub id: VolumeId,
    pub source: String,
    pub target: String,
}
