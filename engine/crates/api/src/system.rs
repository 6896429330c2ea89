//! The daemon itself: `docker info` and `docker version` (moby `api/types/system`).

use std::collections::BTreeMap;

use crate::cluster::SwarmStatus;
use crate::node::GenericResource;
use crate::{Labels, go_struct};

go_struct! {
    /// The server half of `docker info`: every field of the Engine's, in its order, that is shown
    /// or that a Linux daemon of 28.5 fills.
    pub struct Info("Info") {
        pub id: String = "ID",
        pub containers: i64 = "Containers",
        pub containers_running: i64 = "ContainersRunning",
        pub containers_paused: i64 = "ContainersPaused",
        pub containers_stopped: i64 = "ContainersStopped",
        pub images: i64 = "Images",
        pub driver: String = "Driver",
        pub driver_status: Vec<Vec<String>> = "DriverStatus",
        pub plugins: Plugins = "Plugins",
        pub memory_limit: bool = "MemoryLimit",
        pub swap_limit: bool = "SwapLimit",
        pub cpu_cfs_period: bool = "CPUCfsPeriod" => "CpuCfsPeriod",
        pub cpu_cfs_quota: bool = "CPUCfsQuota" => "CpuCfsQuota",
        pub cpu_shares: bool = "CPUShares",
        pub cpu_set: bool = "CPUSet",
        pub pids_limit: bool = "PidsLimit",
        pub ipv4_forwarding: bool = "IPv4Forwarding",
        pub debug: bool = "Debug",
        pub nfd: i64 = "NFd",
        pub oom_kill_disable: bool = "OomKillDisable",
        pub ngoroutines: i64 = "NGoroutines",
        pub system_time: String = "SystemTime",
        pub logging_driver: String = "LoggingDriver",
        pub cgroup_driver: String = "CgroupDriver",
        pub cgroup_version: String = "CgroupVersion" omitempty,
        pub nevents_listener: i64 = "NEventsListener",
        pub kernel_version: String = "KernelVersion",
        pub operating_system: String = "OperatingSystem",
        pub os_version: String = "OSVersion",
        pub os_type: String = "OSType",
        pub architecture: String = "Architecture",
        pub index_server_address: String = "IndexServerAddress",
        pub registry_config: Option<RegistryConfig> = "RegistryConfig",
        pub ncpu: i64 = "NCPU",
        pub mem_total: i64 = "MemTotal",
        pub generic_resources: Vec<GenericResource> = "GenericResources" null,
        pub docker_root_dir: String = "DockerRootDir",
        pub http_proxy: String = "HTTPProxy" => "HttpProxy",
        pub https_proxy: String = "HTTPSProxy" => "HttpsProxy",
        pub no_proxy: String = "NoProxy",
        pub name: String = "Name",
        pub labels: Vec<String> = "Labels",
        pub experimental_build: bool = "ExperimentalBuild",
        pub server_version: String = "ServerVersion",
        pub runtimes: BTreeMap<String, Runtime> = "Runtimes",
        pub default_runtime: String = "DefaultRuntime",
        pub swarm: SwarmStatus = "Swarm",
        pub live_restore_enabled: bool = "LiveRestoreEnabled",
        pub isolation: String = "Isolation",
        pub init_binary: String = "InitBinary",
        pub containerd_commit: Commit = "ContainerdCommit",
        pub runc_commit: Commit = "RuncCommit",
        pub init_commit: Commit = "InitCommit",
        pub security_options: Vec<String> = "SecurityOptions",
        pub cdi_spec_dirs: Vec<String> = "CDISpecDirs",
        pub warnings: Vec<String> = "Warnings",
    }
}

go_struct! {
    /// A program that runs containers, by the name a daemon knows it.
    #[derive(Eq)]
    pub struct Runtime("RuntimeWithStatus") {
        pub path: String = "Path" => "path" omitempty,
        pub status: Labels = "Status" => "status" omitempty,
    }
}

go_struct! {
    /// The build of a program that a daemon relies on.
    #[derive(Eq)]
    pub struct Commit("Commit") {
        pub id: String = "ID",
    }
}

go_struct! {
    /// Which registries a daemon trusts without TLS.
    #[derive(Eq)]
    pub struct RegistryConfig("ServiceConfig") {
        /// As `::1/128`.
        pub insecure_registry_cidrs: Vec<String> = "InsecureRegistryCIDRs",
        pub mirrors: Vec<String> = "Mirrors" null,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Plugins("PluginsInfo") {
        pub volume: Vec<String> = "Volume",
        pub network: Vec<String> = "Network",
        pub authorization: Vec<String> = "Authorization" null,
        pub log: Vec<String> = "Log",
    }
}

go_struct! {
    /// The server half of `docker version`.
    #[derive(Eq)]
    pub struct Version("Version") {
        pub platform: PlatformName = "Platform",
        pub components: Vec<Component> = "Components" omitempty,
        pub version: String = "Version",
        pub api_version: String = "APIVersion" => "ApiVersion",
        pub min_api_version: String = "MinAPIVersion",
        pub git_commit: String = "GitCommit",
        pub go_version: String = "GoVersion",
        pub os: String = "Os",
        pub arch: String = "Arch",
        pub kernel_version: String = "KernelVersion" omitempty,
        pub experimental: bool = "Experimental" omitempty,
        pub build_time: String = "BuildTime" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Component("ComponentVersion") {
        pub name: String = "Name",
        pub version: String = "Version",
        pub details: Labels = "Details" omitempty,
    }
}

go_struct! {
    /// How a maker calls the whole: `Docker Engine - Community`.
    #[derive(Eq)]
    pub struct PlatformName("PlatformInfo") {
        pub name: String = "Name",
    }
}
