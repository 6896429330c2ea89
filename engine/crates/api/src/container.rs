//! Containers (moby `api/types/container`): what `docker ps` lists. Inspect follows with the data plane.

use std::collections::BTreeMap;

use crate::{ContainerId, ImageId, Labels, NetworkId, go_struct};

go_struct! {
    /// One line of `docker ps`.
    pub struct Summary("Summary") {
        pub id: ContainerId = "ID" => "Id",
        /// Each with a slash before it.
        pub names: Vec<String> = "Names",
        pub image: String = "Image",
        pub image_id: ImageId = "ImageID",
        pub command: String = "Command",
        /// Seconds since 1970.
        pub created: i64 = "Created",
        pub ports: Vec<Port> = "Ports",
        pub size_rw: i64 = "SizeRw" omitempty,
        pub size_root_fs: i64 = "SizeRootFs" omitempty,
        pub labels: Labels = "Labels",
        /// `created`, `running`, `exited` …
        pub state: String = "State",
        /// `Up 3 seconds (healthy)`.
        pub status: String = "Status",
        pub host_config: HostConfigSummary = "HostConfig",
        pub network_settings: NetworkSettingsSummary = "NetworkSettings",
        pub mounts: Vec<MountPoint> = "Mounts",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Port("Port") {
        pub ip: String = "IP" omitempty,
        pub private_port: u16 = "PrivatePort",
        pub public_port: u16 = "PublicPort" omitempty,
        pub kind: String = "Type",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct HostConfigSummary("HostConfig") {
        pub network_mode: String = "NetworkMode" omitempty,
    }
}

go_struct! {
    /// The networks a container is on, by name.
    #[derive(Eq)]
    pub struct NetworkSettingsSummary("NetworkSettingsSummary") {
        pub networks: BTreeMap<String, EndpointSettings> = "Networks",
    }
}

go_struct! {
    /// A container's place on one network (moby `api/types/network/endpoint.go`).
    #[derive(Eq)]
    pub struct EndpointSettings("EndpointSettings") {
        pub ipam_config: Option<EndpointIpamConfig> = "IPAMConfig",
        pub links: Vec<String> = "Links" null,
        pub aliases: Vec<String> = "Aliases" null,
        pub mac_address: String = "MacAddress",
        pub driver_opts: Labels = "DriverOpts" null,
        pub gw_priority: i64 = "GwPriority",
        pub network_id: NetworkId = "NetworkID",
        pub endpoint_id: String = "EndpointID",
        pub gateway: String = "Gateway",
        pub ip_address: String = "IPAddress",
        pub ip_prefix_len: i64 = "IPPrefixLen",
        pub ipv6_gateway: String = "IPv6Gateway",
        pub global_ipv6_address: String = "GlobalIPv6Address",
        pub global_ipv6_prefix_len: i64 = "GlobalIPv6PrefixLen",
        pub dns_names: Vec<String> = "DNSNames" null,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct EndpointIpamConfig("EndpointIPAMConfig") {
        pub ipv4_address: String = "IPv4Address" omitempty,
        pub ipv6_address: String = "IPv6Address" omitempty,
    }
}

go_struct! {
    /// A path of a container that lies elsewhere.
    #[derive(Eq)]
    pub struct MountPoint("MountPoint") {
        pub kind: String = "Type" omitempty,
        pub name: String = "Name" omitempty,
        pub source: String = "Source",
        pub destination: String = "Destination",
        pub driver: String = "Driver" omitempty,
        pub mode: String = "Mode",
        pub rw: bool = "RW",
        pub propagation: String = "Propagation",
    }
}
