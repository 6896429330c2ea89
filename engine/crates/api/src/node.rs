//! Members of a swarm (moby `api/types/swarm/node.go`).

use crate::{Annotations, Labels, Meta, NodeId, go_enum, go_struct};

go_struct! {
    /// A node as `docker node inspect` shows it.
    pub struct Node("Node") {
        pub id: NodeId = "ID",
        pub meta: Meta = "Meta" embed,
        pub spec: NodeSpec = "Spec" omitempty,
        pub description: NodeDescription = "Description" omitempty,
        pub status: NodeStatus = "Status" omitempty,
        pub manager_status: Option<ManagerStatus> = "ManagerStatus" omitempty,
    }
}

go_struct! {
    /// What a person wants of a node.
    #[derive(Eq)]
    pub struct NodeSpec("NodeSpec") {
        pub annotations: Annotations = "Annotations" embed,
        pub role: NodeRole = "Role" omitempty,
        pub availability: Availability = "Availability" omitempty,
    }
}

go_enum! {
    /// What a node does in the swarm.
    pub enum NodeRole { Worker = "worker", Manager = "manager" }
}

go_enum! {
    /// Whether tasks may be placed on a node.
    pub enum Availability { Active = "active", Pause = "pause", Drain = "drain" }
}

go_enum! {
    /// Whether a node is heard from.
    pub enum NodeState {
        Unknown = "unknown",
        Down = "down",
        Ready = "ready",
        Disconnected = "disconnected",
    }
}

go_enum! {
    /// Whether the leader reaches a manager.
    pub enum Reachability {
        Unknown = "unknown",
        Unreachable = "unreachable",
        Reachable = "reachable",
    }
}

go_struct! {
    /// What a node's agent told of its machine.
    #[derive(Eq)]
    pub struct NodeDescription("NodeDescription") {
        pub hostname: String = "Hostname" omitempty,
        pub platform: Platform = "Platform" omitempty,
        pub resources: Resources = "Resources" omitempty,
        pub engine: EngineDescription = "Engine" omitempty,
        pub tls_info: TlsInfo = "TLSInfo" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct Platform("Platform") {
        pub architecture: String = "Architecture" omitempty,
        pub os: String = "OS" omitempty,
    }
}

go_struct! {
    /// What a machine has, or what a task reserves.
    #[derive(Eq)]
    pub struct Resources("Resources") {
        pub nano_cpus: i64 = "NanoCPUs" omitempty,
        pub memory_bytes: i64 = "MemoryBytes" omitempty,
        pub generic_resources: Vec<GenericResource> = "GenericResources" omitempty,
    }
}

go_struct! {
    /// A kind of thing a machine has besides CPUs and memory: named, or counted.
    #[derive(Eq)]
    pub struct GenericResource("GenericResource") {
        pub named: Option<NamedResource> = "NamedResourceSpec" omitempty,
        pub discrete: Option<DiscreteResource> = "DiscreteResourceSpec" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct NamedResource("NamedGenericResource") {
        pub kind: String = "Kind" omitempty,
        pub value: String = "Value" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct DiscreteResource("DiscreteGenericResource") {
        pub kind: String = "Kind" omitempty,
        pub value: i64 = "Value" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct EngineDescription("EngineDescription") {
        pub engine_version: String = "EngineVersion" omitempty,
        pub labels: Labels = "Labels" omitempty,
        pub plugins: Vec<PluginDescription> = "Plugins" omitempty,
    }
}

go_struct! {
    #[derive(Eq)]
    pub struct PluginDescription("PluginDescription") {
        pub kind: String = "Type" omitempty,
        pub name: String = "Name" omitempty,
    }
}

go_struct! {
    /// What a node's certificate hangs on. The two byte fields are already base64.
    #[derive(Eq)]
    pub struct TlsInfo("TLSInfo") {
        pub trust_root: String = "TrustRoot" omitempty,
        pub cert_issuer_subject: String = "CertIssuerSubject" omitempty,
        pub cert_issuer_public_key: String = "CertIssuerPublicKey" omitempty,
    }
}

go_struct! {
    /// What the leader last saw of a node.
    #[derive(Eq)]
    pub struct NodeStatus("NodeStatus") {
        pub state: NodeState = "State" omitempty,
        pub message: String = "Message" omitempty,
        pub addr: String = "Addr" omitempty,
    }
}

go_struct! {
    /// A manager's part in Raft, as the answering leader sees it.
    #[derive(Eq)]
    pub struct ManagerStatus("ManagerStatus") {
        pub leader: bool = "Leader" omitempty,
        pub reachability: Reachability = "Reachability" omitempty,
        pub addr: String = "Addr" omitempty,
    }
}
