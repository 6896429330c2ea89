//! Images (moby `api/types/image`), and what a registry tells of one.

use crate::{ImageId, Labels, go_struct};

go_struct! {
    /// One line of `docker image ls`.
    pub struct Summary("Summary") {
        pub containers: i64 = "Containers",
        pub created: i64 = "Created",
        pub id: ImageId = "ID" => "Id",
        pub labels: Labels = "Labels" null,
        pub parent_id: String = "ParentID" => "ParentId",
        pub repo_digests: Vec<String> = "RepoDigests",
        pub repo_tags: Vec<String> = "RepoTags",
        pub shared_size: i64 = "SharedSize",
        pub size: i64 = "Size",
    }
}

go_struct! {
    /// What a registry answers about an image: the digest to pin, and for which machines it is.
    #[derive(Eq)]
    pub struct DistributionInspect("DistributionInspect") {
        pub descriptor: Descriptor = "Descriptor",
        pub platforms: Vec<OciPlatform> = "Platforms",
    }
}

go_struct! {
    /// A thing in a registry, by its content.
    #[derive(Eq)]
    pub struct Descriptor("Descriptor") {
        pub media_type: String = "MediaType" => "mediaType",
        pub digest: String = "Digest" => "digest",
        pub size: i64 = "Size" => "size",
    }
}

go_struct! {
    /// A kind of machine as an image's manifest names it: `arm`, `linux`, `v7`. A swarm's own
    /// [`Platform`](crate::node::Platform) knows no variant.
    #[derive(Eq)]
    pub struct OciPlatform("Platform") {
        pub architecture: String = "Architecture" => "architecture",
        pub os: String = "OS" => "os",
        pub variant: String = "Variant" => "variant" omitempty,
    }
}
