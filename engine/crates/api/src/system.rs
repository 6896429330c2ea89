//! The daemon itself: `docker info` and `docker version` (moby `api/types/system`).

use crate::cluster::SwarmStatus;
use crate::{Labels, go_struct};

go_struct! {
    /// The server half of `docker info`.
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
        pub name: String = "Name",
        pub labels: Vec<String> = "Labels",
        pub server_version: String = "ServerVersion",
        pub logging_driver: String = "LoggingDriver",
        pub cgroup_driver: String = "CgroupDriver",
        pub cgroup_version: String = "CgroupVersion" omitempty,
        pub kernel_version: String = "KernelVersion",
        pub operating_system: String = "OperatingSystem",
        pub os_version: String = "OSVersion",
        pub os_type: String = "OSType",
        pub architecture: String = "Architecture",
        pub ncpu: i64 = "NCPU",
        pub mem_total: i64 = "MemTotal",
        pub docker_root_dir: String = "DockerRootDir",
        pub swarm: SwarmStatus = "Swarm",
        pub security_options: Vec<String> = "SecurityOptions",
        pub warnings: Vec<String> = "Warnings",
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
        pub platform: String = "Platform",
        pub version: String = "Version",
        pub api_version: String = "ApiVersion",
        pub min_api_version: String = "MinAPIVersion",
        pub git_commit: String = "GitCommit",
        pub go_version: String = "GoVersion",
        pub os: String = "Os",
        pub arch: String = "Arch",
        pub kernel_version: String = "KernelVersion" omitempty,
        pub build_time: String = "BuildTime" omitempty,
        pub components: Vec<Component> = "Components" omitempty,
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
