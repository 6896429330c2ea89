//! The swarm as a whole: what `swarm init|join|update|inspect` speak of (moby `api/types/swarm`).

use serde::{Deserialize, Serialize};
use sim::Duration;

use crate::node::{Availability, TlsInfo};
use crate::{Annotations, ClusterId, Driver, Meta, NodeId, go_enum, go_struct};

go_struct! {
    /// What `docker swarm inspect` of the Engine API answers.
    pub struct Swarm("Swarm") {
        pub info: ClusterInfo = "ClusterInfo" embed,
        pub join_tokens: JoinTokens = "JoinTokens",
    }
}

go_struct! {
    /// The cluster object, without its secrets.
    pub struct ClusterInfo("ClusterInfo") {
        pub id: ClusterId = "ID",
        pub meta: Meta = "Meta" embed,
        pub spec: SwarmSpec = "Spec",
        pub tls_info: TlsInfo = "TLSInfo",
        pub root_rotation_in_progress: bool = "RootRotationInProgress",
        pub default_addr_pool: Vec<String> = "DefaultAddrPool" null,
        pub subnet_size: u32 = "SubnetSize",
        pub data_path_port: u32 = "DataPathPort",
    }
}

go_struct! {
    /// The two secrets that let a machine in.
    #[derive(Eq)]
    pub struct JoinTokens("JoinTokens") {
        pub worker: String = "Worker",
        pub manager: String = "Manager",
    }
}

go_struct! {
    /// What a person wants of the whole swarm.
    #[derive(Eq)]
    pub struct SwarmSpec("Spec") {
        pub annotations: Annotations = "Annotations" embed,
        pub orchestration: Orchestration = "Orchestration" omitempty,
        pub raft: RaftConfig = "Raft" omitempty,
        pub dispatcher: DispatcherConfig = "Dispatcher" omitempty,
        pub ca_config: CaConfig = "CAConfig" omitempty,
        pub task_defaults: TaskDefaults = "TaskDefaults" omitempty,
        pub encryption_config: EncryptionConfig = "EncryptionConfig" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Orchestration("OrchestrationConfig") {
        pub task_history_retention_limit: Option<i64> = "TaskHistoryRetentionLimit" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct RaftConfig("RaftConfig") {
        pub snapshot_interval: u64 = "SnapshotInterval" omitempty,
        pub keep_old_snapshots: Option<u64> = "KeepOldSnapshots" omitempty,
        pub log_entries_for_slow_followers: u64 = "LogEntriesForSlowFollowers" omitempty,
        pub election_tick: i64 = "ElectionTick",
        pub heartbeat_tick: i64 = "HeartbeatTick",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct DispatcherConfig("DispatcherConfig") {
        pub heartbeat_period: Duration = "HeartbeatPeriod" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct CaConfig("CAConfig") {
        pub node_cert_expiry: Duration = "NodeCertExpiry" omitempty,
        pub external_cas: Vec<ExternalCa> = "ExternalCAs" omitempty,
        pub signing_ca_cert: String = "SigningCACert" omitempty,
        pub signing_ca_key: String = "SigningCAKey" omitempty,
        pub force_rotate: u64 = "ForceRotate" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ExternalCa("ExternalCA") {
        pub protocol: String = "Protocol",
        pub url: String = "URL",
        pub options: crate::Labels = "Options" omitempty,
        pub ca_cert: String = "CACert",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct TaskDefaults("TaskDefaults") {
        pub log_driver: Option<Driver> = "LogDriver" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct EncryptionConfig("EncryptionConfig") {
        pub auto_lock_managers: bool = "AutoLockManagers",
    }
}

impl SwarmSpec {
    /// The spec of a new swarm. SwarmKit `manager/manager.go`, `state/raft/raft.go`,
    /// `api/defaults`; recording 003.
    pub fn default_cluster() -> SwarmSpec {
        SwarmSpec {
            annotations: Annotations {
                name: "default".to_owned(),
                ..Annotations::default()
            },
            orchestration: Orchestration {
                task_history_retention_limit: Some(5),
            },
            raft: RaftConfig {
                snapshot_interval: 10_000,
                keep_old_snapshots: Some(0),
                log_entries_for_slow_followers: 500,
                election_tick: 10,
                heartbeat_tick: 1,
            },
            dispatcher: DispatcherConfig {
                heartbeat_period: Duration::from_secs(5),
            },
            ca_config: CaConfig {
                node_cert_expiry: Duration::from_secs(90 * 24 * 3600),
                ..CaConfig::default()
            },
            ..SwarmSpec::default()
        }
    }
}

/// `POST /swarm/init`. Addresses are as typed: an address, an interface, each with or without port.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InitRequest {
    pub listen_addr: String,
    pub advertise_addr: String,
    pub data_path_addr: String,
    pub data_path_port: u32,
    pub default_addr_pool: Vec<String>,
    pub subnet_size: u32,
    pub force_new_cluster: bool,
    pub auto_lock_managers: bool,
    pub availability: Availability,
    pub spec: SwarmSpec,
}

/// `POST /swarm/join`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRequest {
    pub listen_addr: String,
    pub advertise_addr: String,
    pub data_path_addr: String,
    pub remote_addrs: Vec<String>,
    pub join_token: String,
    pub availability: Availability,
}

/// The flags of `POST /swarm/update`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotate {
    pub worker_token: bool,
    pub manager_token: bool,
    pub unlock_key: bool,
}

go_enum! {
    /// What a daemon thinks of its own membership.
    pub enum LocalNodeState {
        Inactive = "inactive",
        Pending = "pending",
        Active = "active",
        Error = "error",
        Locked = "locked",
    }
}

go_struct! {
    /// The part `Swarm` of `docker info`.
    pub struct SwarmStatus("Info") {
        pub node_id: NodeId = "NodeID",
        pub node_addr: String = "NodeAddr",
        pub local_node_state: LocalNodeState = "LocalNodeState",
        pub control_available: bool = "ControlAvailable",
        pub error: String = "Error",
        pub remote_managers: Vec<Peer> = "RemoteManagers" null,
        pub nodes: i64 = "Nodes" omitempty,
        pub managers: i64 = "Managers" omitempty,
        pub cluster: Option<ClusterInfo> = "Cluster" omitempty,
        pub warnings: Vec<String> = "Warnings" omitempty,
    }
}

go_struct! {
    /// A manager a node knows of.
    #[derive(Eq)]
    pub struct Peer("Peer") {
        pub node_id: NodeId = "NodeID",
        pub addr: String = "Addr",
    }
}
