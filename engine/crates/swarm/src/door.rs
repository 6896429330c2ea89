//! What the daemon and its node say to each other: how a node begins, calls and answers, orders
//! and reports. Words only; the node is in [`crate::node`].

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::cluster::{Rotate, Swarm, SwarmSpec};
use api::config::ConfigSpec;
use api::network::NetworkSpec;
use api::node::{Availability, NodeDescription, NodeSpec};
use api::secret::SecretSpec;
use api::service::ServiceSpec;
use api::task::{ContainerStatus, NetworkAttachment, PortStatus};
use api::{
    ConfigId, ErrorKind, Filters, LogOptions, NetworkId, NodeId, SecretId, ServiceId, StreamPart,
    TaskId, Version,
};
use serde::{Deserialize, Serialize};
use sim::{Instant, Timestamp};

use crate::message::Message;
use crate::node::Disk;
use crate::object::Task;

/// Now, twice: virtual time to wait by, and what this machine's clock shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    pub now: Instant,
    pub wall: Timestamp,
}

/// What a node knows of the machine it is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The address other machines reach it at.
    pub address: Ipv4Addr,
    /// Host name, platform, CPUs, memory, engine version and plug-ins; without TLS info.
    pub description: NodeDescription,
}

/// How a node comes to be.
#[derive(Clone, Debug)]
pub enum Start {
    /// `swarm init`.
    Init(Box<InitOptions>),
    /// `swarm init --force-new-cluster` on a machine that was a manager.
    ForceNewCluster(Box<InitOptions>, Box<Disk>),
    /// `swarm join`.
    Join(Box<JoinOptions>),
    /// The daemon starts and finds what an earlier one left.
    Resume(Box<Disk>),
}

/// `swarm init`, with addresses worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InitOptions {
    pub advertise: SocketAddrV4,
    pub availability: Availability,
    pub spec: SwarmSpec,
    pub auto_lock_managers: bool,
    pub default_addr_pool: Vec<String>,
    pub subnet_size: u32,
    pub data_path_port: u32,
}

/// `swarm join`, with addresses worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JoinOptions {
    pub advertise: SocketAddrV4,
    pub remotes: Vec<SocketAddrV4>,
    pub token: String,
    pub availability: Availability,
}

/// Names a call of the local daemon until its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CallId(pub u64);

/// What the local daemon asks of the swarm (SwarmKit `api/control.proto`). A node that is no
/// manager refuses; a follower forwards to the leader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ControlRequest {
    InspectCluster,
    UpdateCluster {
        version: Version,
        spec: Box<SwarmSpec>,
        rotate: Rotate,
    },
    UnlockKey,
    ListNodes {
        filters: Filters,
    },
    /// By id, name or beginning of an id, as every `name` here.
    InspectNode {
        name: String,
    },
    UpdateNode {
        id: NodeId,
        version: Version,
        spec: NodeSpec,
    },
    RemoveNode {
        name: String,
        force: bool,
    },
    CreateService {
        spec: Box<ServiceSpec>,
    },
    ListServices {
        filters: Filters,
        status: bool,
    },
    InspectService {
        name: String,
    },
    UpdateService {
        id: ServiceId,
        version: Version,
        spec: Box<ServiceSpec>,
        rollback: bool,
    },
    RemoveService {
        name: String,
    },
    ListTasks {
        filters: Filters,
    },
    InspectTask {
        name: String,
    },
    ListNetworks {
        filters: Filters,
    },
    InspectNetwork {
        name: String,
    },
    CreateNetwork {
        spec: Box<NetworkSpec>,
    },
    RemoveNetwork {
        name: String,
    },
    CreateSecret {
        spec: Box<SecretSpec>,
    },
    ListSecrets {
        filters: Filters,
    },
    InspectSecret {
        name: String,
    },
    UpdateSecret {
        id: SecretId,
        version: Version,
        spec: Box<SecretSpec>,
    },
    RemoveSecret {
        name: String,
    },
    CreateConfig {
        spec: Box<ConfigSpec>,
    },
    ListConfigs {
        filters: Filters,
    },
    InspectConfig {
        name: String,
    },
    UpdateConfig {
        id: ConfigId,
        version: Version,
        spec: Box<ConfigSpec>,
    },
    RemoveConfig {
        name: String,
    },
    /// Answers in parts; each node that runs a matching task is asked for its lines.
    Logs {
        service: Option<String>,
        task: Option<String>,
        options: LogOptions,
    },
}

/// What the swarm answers: objects in the Engine API's form. An inspection answers with a list of
/// one.
#[derive(Clone, Debug, PartialEq)]
pub enum ControlResponse {
    Done,
    Cluster(Box<Swarm>),
    /// `SWMKEY-1-…`, or nothing when the managers lock nothing.
    UnlockKey(String),
    /// With reachability as the leader sees it.
    Nodes(Vec<api::node::Node>),
    Services(Vec<api::service::Service>),
    ServiceCreated(ServiceId),
    Tasks(Vec<api::task::Task>),
    Networks(Vec<api::network::SwarmNetwork>),
    NetworkCreated(NetworkId),
    /// Without their data.
    Secrets(Vec<api::secret::Secret>),
    SecretCreated(SecretId),
    Configs(Vec<api::config::Config>),
    ConfigCreated(ConfigId),
}

/// Why the swarm refuses, in its words, `rpc error: …` prefixes included where the Engine shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlError {
    pub kind: ErrorKind,
    pub message: String,
}

/// What an agent asks its daemon to do for a task. Each step is answered by a [`TaskReport`]; a
/// newer order for the same task replaces the one in progress.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskOrder {
    /// Pull the image, make the networks and the container. Answer: `Prepared` or `Failed`.
    Prepare(Arc<Task>),
    /// Start the container, wait until healthy. Answer: `Started` or `Failed`, later `Exited`.
    Start(TaskId),
    /// Deregister, stop with the grace period. Answer: `Stopped`.
    Shutdown(TaskId),
    /// Remove the container, running or not. No answer.
    Remove(TaskId),
    /// The addresses this node's load balancer has on each network.
    Attachments(Vec<NetworkAttachment>),
    /// Send log lines of this task; answered by [`crate::Node::on_log`].
    Logs {
        subscription: CallId,
        task: TaskId,
        options: LogOptions,
    },
}

/// What a daemon tells its agent of a task.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskReport {
    Prepared {
        container: Option<ContainerStatus>,
    },
    Started {
        container: ContainerStatus,
        ports: PortStatus,
    },
    /// The container ended by itself. `err` is the Engine's text, empty for exit code 0.
    Exited {
        container: ContainerStatus,
        err: String,
    },
    /// A step failed for good: `REJECTED` before start, `FAILED` from then on.
    Failed {
        container: Option<ContainerStatus>,
        err: String,
    },
    Stopped {
        container: Option<ContainerStatus>,
    },
}

/// What a node wants from its daemon.
#[derive(Clone, Debug)]
pub enum Output {
    /// Send this to port 2377 of that machine.
    Send {
        to: SocketAddrV4,
        message: Box<Message>,
    },
    Answer {
        call: CallId,
        result: Result<ControlResponse, ControlError>,
    },
    Part {
        call: CallId,
        part: StreamPart,
    },
    Task(TaskOrder),
    /// Something `docker info`, `swarm join` or `swarm init` waits for has changed; see
    /// [`crate::Node::state`].
    StateChanged,
    /// The node was removed or can never work again: drop it.
    Gone {
        reason: String,
    },
}

/// How far a node has come; what `docker info` and the waiting `swarm init|join` go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeProgress {
    /// Waits for its certificate or for a first leader.
    Pending,
    /// The certificate was refused: `swarm join` fails with this.
    Refused(ControlError),
    /// A manager that is locked.
    Locked,
    Active,
}
