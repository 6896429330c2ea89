//! The nouns: what a swarm is made of and what is asked of a daemon. No behaviour.
//!
//! The objects are those of the Engine API (moby `api/types`), field by field and in its order, so
//! that `inspect`, `--format` and a later HTTP door all come from one definition; [`go`] shows any
//! of them the way Go's `encoding/json`, `fmt` and `text/template` would. [`Request`] and
//! [`Response`] are the only words the `docker` command and a daemon exchange.
//! Knows time (`sim`) and nothing else of ours.
#![forbid(unsafe_code)]

pub mod go;
mod id;
mod request;

pub mod cluster;
pub mod config;
pub mod container;
pub mod event;
pub mod http;
pub mod image;
pub mod network;
pub mod node;
pub mod secret;
pub mod service;
pub mod system;
pub mod task;

pub use id::{
    ClusterId, ConfigId, ContainerId, ImageId, NetworkId, NodeId, SecretId, ServiceId, TaskId,
    VolumeId,
};
pub use request::{
    ApiError, ErrorKind, Filters, LogOptions, LogSource, Request, Response, StreamPart,
};

use std::collections::BTreeMap;

use sim::Timestamp;

/// Labels, options and other small maps. Ordered, as Go's JSON encoder orders map keys.
pub type Labels = BTreeMap<String, String>;

go_struct! {
    /// The number of the store write that last touched an object.
    #[derive(Copy, Eq, PartialOrd, Ord)]
    pub struct Version("Version") {
        pub index: u64 = "Index" omitempty,
    }
}

go_struct! {
    /// What every object of a swarm carries.
    #[derive(Eq)]
    pub struct Meta("Meta") {
        pub version: Version = "Version" omitempty,
        pub created_at: Timestamp = "CreatedAt" omitempty,
        pub updated_at: Timestamp = "UpdatedAt" omitempty,
    }
}

go_struct! {
    /// Name and labels a person gave.
    #[derive(Eq)]
    pub struct Annotations("Annotations") {
        pub name: String = "Name" omitempty,
        pub labels: Labels = "Labels",
    }
}

go_struct! {
    /// A plug-in by name, with its options: a log, network or volume driver.
    #[derive(Eq)]
    pub struct Driver("Driver") {
        pub name: String = "Name" omitempty,
        pub options: Labels = "Options" omitempty,
    }
}
