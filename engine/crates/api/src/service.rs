//! Services: what a person wants to run (moby `api/types/swarm/service.go`).

use sim::{Duration, Timestamp};

use crate::go::Ratio;
use crate::task::{NetworkAttachmentConfig, TaskSpec};
use crate::{Annotations, Meta, NetworkId, ServiceId, Version, go_enum, go_struct};

go_struct! {
    /// A service as `docker service inspect` shows it.
    pub struct Service("Service") {
        pub id: ServiceId = "ID",
        pub meta: Meta = "Meta" embed,
        pub spec: ServiceSpec = "Spec" omitempty,
        pub previous_spec: Option<ServiceSpec> = "PreviousSpec" omitempty,
        pub endpoint: Endpoint = "Endpoint" omitempty,
        pub update_status: Option<UpdateStatus> = "UpdateStatus" omitempty,
        pub service_status: Option<ServiceStatus> = "ServiceStatus" omitempty,
        pub job_status: Option<JobStatus> = "JobStatus" omitempty,
    }
}

go_struct! {
    /// What a person wants.
    pub struct ServiceSpec("ServiceSpec") {
        pub annotations: Annotations = "Annotations" embed,
        pub task_template: TaskSpec = "TaskTemplate" omitempty,
        pub mode: ServiceMode = "Mode" omitempty,
        pub update_config: Option<UpdateConfig> = "UpdateConfig" omitempty,
        pub rollback_config: Option<UpdateConfig> = "RollbackConfig" omitempty,
        /// Deprecated: the networks of the task template count.
        pub networks: Vec<NetworkAttachmentConfig> = "Networks" omitempty,
        pub endpoint_spec: Option<EndpointSpec> = "EndpointSpec" omitempty,
    }
}

go_struct! {
    /// How many tasks, and where. Exactly one of the four is set; none means replicated with one.
    #[derive(Eq)]
    pub struct ServiceMode("ServiceMode") {
        pub replicated: Option<Replicated> = "Replicated" omitempty,
        pub global: Option<Global> = "Global" omitempty,
        pub replicated_job: Option<ReplicatedJob> = "ReplicatedJob" omitempty,
        pub global_job: Option<GlobalJob> = "GlobalJob" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Replicated("ReplicatedService") {
        pub replicas: Option<u64> = "Replicas" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Global("GlobalService") {}
}

go_struct! {
    #[derive(Eq)]
    pub struct ReplicatedJob("ReplicatedJob") {
        pub max_concurrent: Option<u64> = "MaxConcurrent" omitempty,
        pub total_completions: Option<u64> = "TotalCompletions" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct GlobalJob("GlobalJob") {}
}

/// A service's mode with exactly one case, for code that decides by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Replicated {
        replicas: u64,
    },
    Global,
    ReplicatedJob {
        max_concurrent: u64,
        total_completions: u64,
    },
    GlobalJob,
}

impl ServiceMode {
    /// Which of the four it is. SwarmKit's defaults: one replica; a job runs one at a time, once.
    pub fn kind(&self) -> Mode {
        if self.global.is_some() {
            return Mode::Global;
        }
        if self.global_job.is_some() {
            return Mode::GlobalJob;
        }
        if let Some(job) = &self.replicated_job {
            let max_concurrent = job.max_concurrent.unwrap_or(1);
            let total_completions = job.total_completions.unwrap_or(max_concurrent);
            return Mode::ReplicatedJob {
                max_concurrent,
                total_completions,
            };
        }
        let replicas = self
            .replicated
            .as_ref()
            .and_then(|mode| mode.replicas)
            .unwrap_or(1);
        Mode::Replicated { replicas }
    }
}

go_struct! {
    /// How an update or a rollback goes about it.
    #[derive(Eq)]
    pub struct UpdateConfig("UpdateConfig") {
        pub parallelism: u64 = "Parallelism",
        pub delay: Duration = "Delay" omitempty,
        pub failure_action: FailureAction = "FailureAction" omitempty,
        pub monitor: Duration = "Monitor" omitempty,
        pub max_failure_ratio: Ratio = "MaxFailureRatio",
        pub order: UpdateOrder = "Order",
    }
}

go_enum! {
    /// What happens when too many new tasks fail.
    pub enum FailureAction { Pause = "pause", Continue = "continue", Rollback = "rollback" }
}

go_enum! {
    /// Which goes first, the old task or the new.
    pub enum UpdateOrder { StopFirst = "stop-first", StartFirst = "start-first" }
}

go_struct! {
    /// How the last update went.
    #[derive(Eq)]
    pub struct UpdateStatus("UpdateStatus") {
        pub state: UpdateState = "State" omitempty,
        pub started_at: Option<Timestamp> = "StartedAt" omitempty,
        pub completed_at: Option<Timestamp> = "CompletedAt" omitempty,
        pub message: String = "Message" omitempty,
    }
}

go_enum! {
    pub enum UpdateState {
        Updating = "updating",
        Paused = "paused",
        Completed = "completed",
        RollbackStarted = "rollback_started",
        RollbackPaused = "rollback_paused",
        RollbackCompleted = "rollback_completed",
    }
}

go_struct! {
    /// Counts for `docker service ls`.
    #[derive(Eq)]
    pub struct ServiceStatus("ServiceStatus") {
        pub running_tasks: u64 = "RunningTasks",
        pub desired_tasks: u64 = "DesiredTasks",
        pub completed_tasks: u64 = "CompletedTasks",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct JobStatus("JobStatus") {
        pub job_iteration: Version = "JobIteration",
        pub last_execution: Timestamp = "LastExecution" omitempty,
    }
}

go_struct! {
    /// How a service wants to be reached.
    #[derive(Eq)]
    pub struct EndpointSpec("EndpointSpec") {
        pub mode: ResolutionMode = "Mode" omitempty,
        pub ports: Vec<PortConfig> = "Ports" omitempty,
    }
}

go_enum! {
    /// One address for the service, or the addresses of its tasks.
    pub enum ResolutionMode {
        Vip = "vip",
        Dnsrr = "dnsrr",
        /// Only in the endpoint of a service the allocator has not come to yet.
        Unset = "",
    }
}

go_struct! {
    /// A published port.
    #[derive(Eq, PartialOrd, Ord)]
    pub struct PortConfig("PortConfig") {
        pub name: String = "Name" omitempty,
        pub protocol: Protocol = "Protocol" omitempty,
        pub target_port: u32 = "TargetPort" omitempty,
        pub published_port: u32 = "PublishedPort" omitempty,
        pub publish_mode: PublishMode = "PublishMode" omitempty,
    }
}

go_enum! {
    pub enum Protocol { Tcp = "tcp", Udp = "udp", Sctp = "sctp" }
}

go_enum! {
    /// On every node through the mesh, or on the task's node alone.
    pub enum PublishMode { Ingress = "ingress", Host = "host" }
}

go_struct! {
    /// How a service is reached: the spec, and what the allocator gave it.
    #[derive(Eq)]
    pub struct Endpoint("Endpoint") {
        pub spec: EndpointSpec = "Spec" omitempty,
        pub ports: Vec<PortConfig> = "Ports" omitempty,
        pub virtual_ips: Vec<VirtualIp> = "VirtualIPs" omitempty,
    }
}

go_struct! {
    /// A service's address on one network, with the length of the subnet's mask.
    #[derive(Eq)]
    pub struct VirtualIp("EndpointVirtualIP") {
        pub network_id: NetworkId = "NetworkID" omitempty,
        pub addr: String = "Addr" omitempty,
    }
}
