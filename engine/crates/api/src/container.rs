//! Containers (moby `api/types/container`): what `docker ps` lists. Inspect follows with the data plane.

use crate::{ContainerId, ImageId, Labels, go_struct};

go_struct! {
    /// One line of `docker ps`.
    pub struct Summary("Summary") {
        pub id: ContainerId = "ID" => "Id",
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
        pub state: String = "State",
        pub status: String = "Status",
        pub networks: Vec<String> = "NetworkNames" => "-",
        pub mounts: Vec<String> = "MountNames" => "-",
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
