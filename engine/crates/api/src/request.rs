//! What is asked of a daemon and what it answers: the Engine API as values.
//!
//! One variant is one endpoint of the HTTP API. An answer may come at once or much later (a
//! follower waits for its leader); streams (`logs --follow`, `events`) answer in parts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sim::Timestamp;

use crate::cluster::{InitRequest, JoinRequest, Rotate, Swarm, SwarmSpec};
use crate::config::{Config, ConfigSpec};
use crate::event::Event;
use crate::image::DistributionInspect;
use crate::network::{Network, NetworkSpec};
use crate::node::{Node, NodeSpec};
use crate::secret::{Secret, SecretSpec};
use crate::service::{Service, ServiceSpec};
use crate::task::Task;
use crate::{
    ConfigId, ContainerId, NetworkId, NodeId, SecretId, ServiceId, TaskId, Version, container,
    image, system,
};

/// The filters of a listing: key to accepted values, as `--filter key=value` gives them.
pub type Filters = BTreeMap<String, Vec<String>>;

/// A call of the Engine API. Where a field is named `name`, a person's word is meant: a name, an
/// id, or the beginning of an id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    SwarmInit(Box<InitRequest>),
    SwarmJoin(Box<JoinRequest>),
    SwarmLeave {
        force: bool,
    },
    SwarmInspect,
    SwarmUpdate {
        version: Version,
        spec: Box<SwarmSpec>,
        rotate: Rotate,
    },
    SwarmUnlockKey,
    SwarmUnlock {
        key: String,
    },

    NodeList {
        filters: Filters,
    },
    NodeInspect {
        name: String,
    },
    NodeUpdate {
        id: NodeId,
        version: Version,
        spec: NodeSpec,
    },
    NodeRemove {
        name: String,
        force: bool,
    },

    ServiceCreate {
        spec: Box<ServiceSpec>,
        query_registry: bool,
    },
    ServiceList {
        filters: Filters,
        status: bool,
    },
    ServiceInspect {
        name: String,
        insert_defaults: bool,
    },
    ServiceUpdate {
        id: ServiceId,
        version: Version,
        spec: Box<ServiceSpec>,
        /// `POST …/update?rollback=previous`.
        rollback: bool,
        query_registry: bool,
    },
    ServiceRemove {
        name: String,
    },
    ServiceLogs {
        name: String,
        options: LogOptions,
    },

    TaskList {
        filters: Filters,
    },
    TaskInspect {
        name: String,
    },
    TaskLogs {
        name: String,
        options: LogOptions,
    },

    NetworkList {
        filters: Filters,
    },
    NetworkInspect {
        name: String,
        verbose: bool,
        scope: String,
    },
    NetworkCreate {
        spec: Box<NetworkSpec>,
        options: BTreeMap<String, String>,
    },
    NetworkRemove {
        name: String,
    },
    NetworkPrune,

    SecretCreate {
        spec: Box<SecretSpec>,
    },
    SecretList {
        filters: Filters,
    },
    SecretInspect {
        name: String,
    },
    SecretRemove {
        name: String,
    },
    ConfigCreate {
        spec: Box<ConfigSpec>,
    },
    ConfigList {
        filters: Filters,
    },
    ConfigInspect {
        name: String,
    },
    ConfigRemove {
        name: String,
    },

    ContainerList {
        all: bool,
        filters: Filters,
        size: bool,
        limit: i64,
    },

    ImageList {
        all: bool,
        filters: Filters,
    },
    DistributionInspect {
        image: String,
    },
    /// `POST /images/create?fromImage=…`, answered when the image is there.
    ImagePull {
        image: String,
    },

    Info,
    Version,
    Ping,
    Events {
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        filters: Filters,
    },
}

/// What to show of a log (`docker service logs`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogOptions {
    pub follow: bool,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// The last so many lines of each task; `None` is all.
    pub tail: Option<u64>,
}

/// A daemon's answer when all went well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// Done; nothing to tell.
    Done,
    /// `POST /swarm/init`: the id of this first node.
    SwarmInitialized(NodeId),
    Swarm(Box<Swarm>),
    UnlockKey(String),
    Nodes(Vec<Node>),
    Node(Box<Node>),
    ServiceCreated {
        id: ServiceId,
        warnings: Vec<String>,
    },
    ServiceUpdated {
        warnings: Vec<String>,
    },
    Services(Vec<Service>),
    Service(Box<Service>),
    Tasks(Vec<Task>),
    Task(Box<Task>),
    Networks(Vec<Network>),
    Network(Box<Network>),
    NetworkCreated {
        id: NetworkId,
        warning: String,
    },
    /// The names of the networks that are gone.
    NetworksPruned(Vec<String>),
    SecretCreated(SecretId),
    Secrets(Vec<Secret>),
    Secret(Box<Secret>),
    ConfigCreated(ConfigId),
    Configs(Vec<Config>),
    Config(Box<Config>),
    Containers(Vec<container::Summary>),
    Images(Vec<image::Summary>),
    Distribution(Box<DistributionInspect>),
    ImagePulled {
        /// The complete name: `docker.io/library/nginx:alpine`.
        reference: String,
        digest: String,
        /// Whether it was not there before.
        is_new: bool,
    },
    Info(Box<system::Info>),
    Version(Box<system::Version>),
    /// The answer comes in parts, each a [`StreamPart`].
    Stream,
}

/// A part of an answer that comes in parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StreamPart {
    /// A line a container wrote, with where it came from.
    Log {
        task: Option<LogSource>,
        at: Timestamp,
        stderr: bool,
        line: String,
    },
    Event(Box<Event>),
    /// The stream is over.
    End,
    /// The stream is over because of this.
    Failed(ApiError),
}

/// Which task of which node wrote a log line (the `details` of a swarm log).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogSource {
    pub service: ServiceId,
    pub task: TaskId,
    pub node: NodeId,
    pub container: ContainerId,
}

/// A daemon's refusal: the words it sends, and of which kind it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    pub kind: ErrorKind,
    /// What stands after `Error response from daemon: `.
    pub message: String,
}

/// The HTTP status a refusal has; the command decides by it, never by the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// 400
    InvalidParameter,
    /// 401
    Unauthorized,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 409
    Conflict,
    /// 500
    System,
    /// 501
    NotImplemented,
    /// 503
    Unavailable,
    /// There is no daemon at the other end: the words are the client's own.
    NoConnection,
    /// The machine is off; nobody will ever answer.
    Lost,
}

impl ApiError {
    /// A refusal of this kind with these words.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> ApiError {
        ApiError {
            kind,
            message: message.into(),
        }
    }
}

impl core::fmt::Display for ApiError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)
    }
}
