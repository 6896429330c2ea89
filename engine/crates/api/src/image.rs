//! Images (moby `api/types/image`), and what a registry tells of one.

use crate::node::Platform;
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
        pub digest: String = "Digest",
        pub platforms: Vec<Platform> = "Platforms",
    }
}
