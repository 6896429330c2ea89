//! Tasks: one try to run a piece of a service (moby `api/types/swarm/task.go`, `container.go`).

use sim::{Duration, Timestamp};

use crate::network::SwarmNetwork;
use crate::node::{GenericResource, Platform, Resources};
use crate::service::PortConfig;
use crate::{
    Annotations, ConfigId, ContainerId, Driver, Labels, Meta, NodeId, SecretId, ServiceId, TaskId,
    Version, go_enum, go_struct,
};

go_struct! {
    /// A task as `docker inspect TASK` shows it.
    pub struct Task("Task") {
        pub id: TaskId = "ID",
        pub meta: Meta = "Meta" embed,
        pub annotations: Annotations = "Annotations" embed,
        pub spec: TaskSpec = "Spec" omitempty,
        pub service_id: ServiceId = "ServiceID" omitempty,
        pub slot: i64 = "Slot" omitempty,
        pub node_id: NodeId = "NodeID" omitempty,
        pub status: TaskStatus = "Status" omitempty,
        pub desired_state: TaskState = "DesiredState" omitempty,
        pub networks_attachments: Vec<NetworkAttachment> = "NetworksAttachments" omitempty,
        pub generic_resources: Vec<GenericResource> = "GenericResources" omitempty,
        pub job_iteration: Option<Version> = "JobIteration" omitempty,
        pub volumes: Vec<VolumeAttachment> = "Volumes" null,
    }
}

go_enum! {
    /// A task's life, in order: it only ever goes forward (SwarmKit `api/types.proto`).
    pub enum TaskState {
        New = "new",
        Pending = "pending",
        Assigned = "assigned",
        Accepted = "accepted",
        Preparing = "preparing",
        Ready = "ready",
        Starting = "starting",
        Running = "running",
        Complete = "complete",
        Shutdown = "shutdown",
        Failed = "failed",
        Rejected = "rejected",
        /// Only ever a desired state.
        Remove = "remove",
        Orphaned = "orphaned",
    }
}

impl TaskState {
    /// Whether a task in this observed state has ended and will not change any more.
    pub fn is_terminal(self) -> bool {
        self > TaskState::Running
    }
}

go_struct! {
    /// What was last seen of a task.
    #[derive(Eq)]
    pub struct TaskStatus("TaskStatus") {
        pub timestamp: Timestamp = "Timestamp" omitempty,
        pub state: TaskState = "State" omitempty,
        pub message: String = "Message" omitempty,
        pub err: String = "Err" omitempty,
        pub container_status: Option<ContainerStatus> = "ContainerStatus" omitempty,
        pub port_status: PortStatus = "PortStatus" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ContainerStatus("ContainerStatus") {
        pub container_id: ContainerId = "ContainerID",
        pub pid: i64 = "PID",
        pub exit_code: i64 = "ExitCode",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct PortStatus("PortStatus") {
        pub ports: Vec<PortConfig> = "Ports" omitempty,
    }
}

go_struct! {
    /// A task's place on one network.
    pub struct NetworkAttachment("NetworkAttachment") {
        pub network: SwarmNetwork = "Network" omitempty,
        pub addresses: Vec<String> = "Addresses" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct VolumeAttachment("VolumeAttachment") {
        pub id: String = "ID" omitempty,
        pub source: String = "Source" omitempty,
        pub target: String = "Target" omitempty,
    }
}

go_struct! {
    /// What to run.
    #[derive(Eq)]
    pub struct TaskSpec("TaskSpec") {
        pub container_spec: Option<ContainerSpec> = "ContainerSpec" omitempty,
        /// Always nil: plug-in services are an experiment of the Engine that no lab needs.
        pub plugin_spec: Option<PluginSpec> = "PluginSpec" omitempty,
        pub network_attachment_spec: Option<NetworkAttachmentSpec> = "NetworkAttachmentSpec" omitempty,
        pub resources: Option<ResourceRequirements> = "Resources" omitempty,
        pub restart_policy: Option<RestartPolicy> = "RestartPolicy" omitempty,
        pub placement: Option<Placement> = "Placement" omitempty,
        pub networks: Vec<NetworkAttachmentConfig> = "Networks" omitempty,
        pub log_driver: Option<Driver> = "LogDriver" omitempty,
        pub force_update: u64 = "ForceUpdate",
        pub runtime: String = "Runtime" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct PluginSpec("PluginSpec") {}
}

go_struct! {
    /// The container of a task.
    #[derive(Eq)]
    pub struct ContainerSpec("ContainerSpec") {
        pub image: String = "Image" omitempty,
        pub labels: Labels = "Labels" omitempty,
        pub command: Vec<String> = "Command" omitempty,
        pub args: Vec<String> = "Args" omitempty,
        pub hostname: String = "Hostname" omitempty,
        pub env: Vec<String> = "Env" omitempty,
        pub dir: String = "Dir" omitempty,
        pub user: String = "User" omitempty,
        pub groups: Vec<String> = "Groups" omitempty,
        pub privileges: Option<Privileges> = "Privileges" omitempty,
        pub init: Option<bool> = "Init" omitempty,
        pub stop_signal: String = "StopSignal" omitempty,
        pub tty: bool = "TTY" omitempty,
        pub open_stdin: bool = "OpenStdin" omitempty,
        pub read_only: bool = "ReadOnly" omitempty,
        pub mounts: Vec<Mount> = "Mounts" omitempty,
        pub stop_grace_period: Option<Duration> = "StopGracePeriod" omitempty,
        pub healthcheck: Option<HealthConfig> = "Healthcheck" omitempty,
        pub hosts: Vec<String> = "Hosts" omitempty,
        pub dns_config: Option<DnsConfig> = "DNSConfig" omitempty,
        pub secrets: Vec<SecretReference> = "Secrets" omitempty,
        pub configs: Vec<ConfigReference> = "Configs" omitempty,
        pub isolation: String = "Isolation" omitempty,
        pub sysctls: Labels = "Sysctls" omitempty,
        pub capability_add: Vec<String> = "CapabilityAdd" omitempty,
        pub capability_drop: Vec<String> = "CapabilityDrop" omitempty,
        pub ulimits: Vec<Ulimit> = "Ulimits" omitempty,
        pub oom_score_adj: i64 = "OomScoreAdj" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Privileges("Privileges") {
        pub credential_spec: Option<CredentialSpec> = "CredentialSpec",
        pub selinux_context: Option<SelinuxContext> = "SELinuxContext",
        pub seccomp: Option<SeccompOptions> = "Seccomp" omitempty,
        pub app_armor: Option<AppArmorOptions> = "AppArmor" omitempty,
        pub no_new_privileges: bool = "NoNewPrivileges",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct SelinuxContext("SELinuxContext") {
        pub disable: bool = "Disable",
        pub user: String = "User",
        pub role: String = "Role",
        pub kind: String = "Type",
        pub level: String = "Level",
    }
}

go_struct! {
    /// `profile` is base64 already.
    #[derive(Eq)]
    pub struct SeccompOptions("SeccompOpts") {
        pub mode: String = "Mode" omitempty,
        pub profile: String = "Profile" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct AppArmorOptions("AppArmorOpts") {
        pub mode: String = "Mode" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct CredentialSpec("CredentialSpec") {
        pub config: String = "Config",
        pub file: String = "File",
        pub registry: String = "Registry",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct DnsConfig("DNSConfig") {
        pub nameservers: Vec<String> = "Nameservers" omitempty,
        pub search: Vec<String> = "Search" omitempty,
        pub options: Vec<String> = "Options" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Ulimit("Ulimit") {
        pub name: String = "Name",
        pub hard: i64 = "Hard",
        pub soft: i64 = "Soft",
    }
}

go_struct! {
    /// A file system path of a container that comes from elsewhere.
    #[derive(Eq)]
    pub struct Mount("Mount") {
        pub kind: MountType = "Type" omitempty,
        pub source: String = "Source" omitempty,
        pub target: String = "Target" omitempty,
        pub read_only: bool = "ReadOnly" omitempty,
        pub consistency: String = "Consistency" omitempty,
        pub bind_options: Option<BindOptions> = "BindOptions" omitempty,
        pub volume_options: Option<VolumeOptions> = "VolumeOptions" omitempty,
        pub image_options: Option<ImageOptions> = "ImageOptions" omitempty,
        pub tmpfs_options: Option<TmpfsOptions> = "TmpfsOptions" omitempty,
        pub cluster_options: Option<ClusterOptions> = "ClusterOptions" omitempty,
    }
}

go_enum! {
    pub enum MountType {
        Volume = "volume",
        Bind = "bind",
        Tmpfs = "tmpfs",
        Npipe = "npipe",
        Cluster = "cluster",
        Image = "image",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct BindOptions("BindOptions") {
        pub propagation: String = "Propagation" omitempty,
        pub non_recursive: bool = "NonRecursive" omitempty,
        pub create_mountpoint: bool = "CreateMountpoint" omitempty,
        pub read_only_non_recursive: bool = "ReadOnlyNonRecursive" omitempty,
        pub read_only_force_recursive: bool = "ReadOnlyForceRecursive" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct VolumeOptions("VolumeOptions") {
        pub no_copy: bool = "NoCopy" omitempty,
        pub labels: Labels = "Labels" omitempty,
        pub subpath: String = "Subpath" omitempty,
        pub driver_config: Option<Driver> = "DriverConfig" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct TmpfsOptions("TmpfsOptions") {
        pub size_bytes: i64 = "SizeBytes" omitempty,
        pub mode: u32 = "Mode" omitempty,
        pub options: Vec<Vec<String>> = "Options" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ImageOptions("ImageOptions") {
        pub subpath: String = "Subpath" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ClusterOptions("ClusterOptions") {}
}

go_struct! {
    /// A test a daemon runs inside a container.
    #[derive(Eq)]
    pub struct HealthConfig("HealthcheckConfig") {
        pub test: Vec<String> = "Test" omitempty,
        pub interval: Duration = "Interval" omitempty,
        pub timeout: Duration = "Timeout" omitempty,
        pub start_period: Duration = "StartPeriod" omitempty,
        pub start_interval: Duration = "StartInterval" omitempty,
        pub retries: i64 = "Retries" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct SecretReference("SecretReference") {
        pub file: Option<ReferenceTarget> = "File",
        pub secret_id: SecretId = "SecretID",
        pub secret_name: String = "SecretName",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ConfigReference("ConfigReference") {
        pub file: Option<ReferenceTarget> = "File" omitempty,
        pub runtime: Option<crate::service::Global> = "Runtime" omitempty,
        pub config_id: ConfigId = "ConfigID",
        pub config_name: String = "ConfigName",
    }
}

go_struct! {
    /// The file a secret or config becomes.
    #[derive(Eq)]
    pub struct ReferenceTarget("SecretReferenceFileTarget") {
        pub name: String = "Name",
        pub uid: String = "UID",
        pub gid: String = "GID",
        pub mode: u32 = "Mode",
    }
}

go_struct! {
    /// For a task that only attaches a plain container to a network.
    #[derive(Eq)]
    pub struct NetworkAttachmentSpec("NetworkAttachmentSpec") {
        pub container_id: ContainerId = "ContainerID",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct NetworkAttachmentConfig("NetworkAttachmentConfig") {
        pub target: String = "Target" omitempty,
        pub aliases: Vec<String> = "Aliases" omitempty,
        pub driver_opts: Labels = "DriverOpts" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ResourceRequirements("ResourceRequirements") {
        pub limits: Option<Limit> = "Limits" omitempty,
        pub reservations: Option<Resources> = "Reservations" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Limit("Limit") {
        pub nano_cpus: i64 = "NanoCPUs" omitempty,
        pub memory_bytes: i64 = "MemoryBytes" omitempty,
        pub pids: i64 = "Pids" omitempty,
    }
}

go_struct! {
    /// When a task that ended is replaced.
    #[derive(Eq)]
    pub struct RestartPolicy("RestartPolicy") {
        pub condition: RestartCondition = "Condition" omitempty,
        pub delay: Option<Duration> = "Delay" omitempty,
        pub max_attempts: Option<u64> = "MaxAttempts" omitempty,
        pub window: Option<Duration> = "Window" omitempty,
    }
}

go_enum! {
    pub enum RestartCondition { Any = "any", OnFailure = "on-failure", None = "none" }
}

go_struct! {
    /// Where tasks may go, and how they spread.
    #[derive(Eq)]
    pub struct Placement("Placement") {
        pub constraints: Vec<String> = "Constraints" omitempty,
        pub preferences: Vec<PlacementPreference> = "Preferences" omitempty,
        pub max_replicas: u64 = "MaxReplicas" omitempty,
        pub platforms: Vec<Platform> = "Platforms" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct PlacementPreference("PlacementPreference") {
        pub spread: Option<SpreadOver> = "Spread",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct SpreadOver("SpreadOver") {
        pub spread_descriptor: String = "SpreadDescriptor",
    }
}
