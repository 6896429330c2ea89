//! Networks: those of the swarm (moby `api/types/swarm/network.go`) and what `docker network`
//! shows of any (moby `api/types/network`).

use std::collections::BTreeMap;

use sim::Timestamp;

use crate::go::Nillable;
use crate::{Annotations, Driver, Labels, Meta, NetworkId, go_struct};

go_struct! {
    /// A network object of the swarm, as a task's attachment carries it.
    pub struct SwarmNetwork("Network") {
        pub id: NetworkId = "ID",
        pub meta: Meta = "Meta" embed,
        pub spec: NetworkSpec = "Spec" omitempty,
        pub driver_state: Driver = "DriverState" omitempty,
        pub ipam_options: Option<IpamOptions> = "IPAMOptions" omitempty,
    }
}

go_struct! {
    /// What a person wants of a swarm network.
    #[derive(Eq)]
    pub struct NetworkSpec("NetworkSpec") {
        pub annotations: Annotations = "Annotations" embed,
        pub driver_configuration: Option<Driver> = "DriverConfiguration" omitempty,
        pub ipv6_enabled: bool = "IPv6Enabled" omitempty,
        pub internal: bool = "Internal" omitempty,
        pub attachable: bool = "Attachable" omitempty,
        pub ingress: bool = "Ingress" omitempty,
        pub ipam_options: Option<IpamOptions> = "IPAMOptions" omitempty,
        pub config_from: Option<ConfigReference> = "ConfigFrom" omitempty,
        pub scope: String = "Scope" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct IpamOptions("IPAMOptions") {
        pub driver: Driver = "Driver" omitempty,
        pub configs: Vec<IpamConfig> = "Configs" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct IpamConfig("IPAMConfig") {
        pub subnet: String = "Subnet" omitempty,
        pub range: String = "Range" omitempty,
        pub gateway: String = "Gateway" omitempty,
    }
}

go_struct! {
    /// A network as `docker network ls|inspect` shows it, of the swarm or of the machine.
    pub struct Network("Inspect") {
        pub name: String = "Name",
        pub id: NetworkId = "Id" => "Id",
        pub created: Timestamp = "Created",
        pub scope: String = "Scope",
        pub driver: String = "Driver",
        pub enable_ipv4: bool = "EnableIPv4",
        pub enable_ipv6: bool = "EnableIPv6",
        pub ipam: Ipam = "IPAM",
        pub internal: bool = "Internal",
        pub attachable: bool = "Attachable",
        pub ingress: bool = "Ingress",
        pub config_from: ConfigReference = "ConfigFrom",
        pub config_only: bool = "ConfigOnly",
        /// Nil, as options and labels, where the answer comes from the swarm and not from this
        /// machine's own copy of the network (recording 100).
        pub containers: Nillable<BTreeMap<String, EndpointResource>> = "Containers",
        pub options: Nillable<Labels> = "Options",
        pub labels: Nillable<Labels> = "Labels",
        pub peers: Vec<PeerInfo> = "Peers" omitempty,
        /// Only when asked for by `--verbose`.
        pub services: BTreeMap<String, ServiceInfo> = "Services" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Ipam("IPAM") {
        pub driver: String = "Driver",
        pub options: Nillable<Labels> = "Options",
        pub config: Vec<IpamPool> = "Config" null,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct IpamPool("IPAMConfig") {
        pub subnet: String = "Subnet" omitempty,
        pub ip_range: String = "IPRange" omitempty,
        pub gateway: String = "Gateway" omitempty,
        pub aux_address: Labels = "AuxAddress" => "AuxiliaryAddresses" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct ConfigReference("ConfigReference") {
        pub network: String = "Network",
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct EndpointResource("EndpointResource") {
        pub name: String = "Name",
        pub endpoint_id: String = "EndpointID",
        pub mac_address: String = "MacAddress",
        pub ipv4_address: String = "IPv4Address",
        pub ipv6_address: String = "IPv6Address",
    }
}

go_struct! {
    /// Another machine that takes part in an overlay network.
    #[derive(Eq)]
    pub struct PeerInfo("PeerInfo") {
        pub name: String = "Name",
        pub ip: String = "IP",
    }
}

go_struct! {
    /// A service as one machine's service discovery knows it on a network.
    #[derive(Eq)]
    pub struct ServiceInfo("ServiceInfo") {
        pub vip: String = "VIP",
        pub ports: Vec<String> = "Ports",
        pub local_lb_index: i64 = "LocalLBIndex",
        pub tasks: Vec<ServiceTask> = "Tasks",
    }
}

go_struct! {
    /// A task behind a [`ServiceInfo`].
    #[derive(Eq)]
    pub struct ServiceTask("Task") {
        pub name: String = "Name",
        pub endpoint_id: String = "EndpointID",
        pub endpoint_ip: String = "EndpointIP",
        pub info: Labels = "Info",
    }
}
