//! What a transaction weighs on the wire, and what it says in a few words.

use core::fmt;

use super::{Object, StoreAction, Transaction};

/// Objects vary, but only secrets and configs by much: a rough size each is enough to decide how
/// many entries share a Raft message.
const TASK_SIZE: u64 = 1200;
const NODE_SIZE: u64 = 900;
const OTHER_SIZE: u64 = 600;

impl Transaction {
    /// Its estimated size in bytes.
    pub(crate) fn size(&self) -> u64 {
        self.0.iter().map(|action| action.object().size()).sum()
    }
}

impl StoreAction {
    /// What it writes; what was there, when it removes.
    pub fn object(&self) -> &Object {
        match self {
            StoreAction::Create(object)
            | StoreAction::Update(object)
            | StoreAction::Remove(object) => object,
        }
    }
}

impl Object {
    fn size(&self) -> u64 {
        match self {
            Object::Task(_) => TASK_SIZE,
            Object::Node(_) => NODE_SIZE,
            Object::Secret(secret) => OTHER_SIZE + secret.data.len() as u64,
            Object::Config(config) => OTHER_SIZE + config.data.len() as u64,
            Object::Cluster(_) | Object::Service(_) | Object::Network(_) | Object::Volume(_) => {
                OTHER_SIZE
            }
        }
    }
}

impl fmt::Display for Transaction {
    /// The first few writes: `create service web, create task web.1.x1y2…`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 3;
        for (place, action) in self.0.iter().take(SHOWN).enumerate() {
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{action}")?;
        }
        match self.0.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl fmt::Display for StoreAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreAction::Create(object) => write!(f, "create {object}"),
            StoreAction::Update(object) => write!(f, "update {object}"),
            StoreAction::Remove(object) => write!(f, "remove {object}"),
        }
    }
}

impl fmt::Display for Object {
    /// Kind and name, as a person knows it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Object::Cluster(_) => f.write_str("cluster"),
            Object::Node(node) => {
                let hostname = node.description.as_ref().map(|it| it.hostname.as_str());
                write!(f, "node {}", hostname.unwrap_or(node.id.short()))
            }
            Object::Service(service) => write!(f, "service {}", service.spec.annotations.name),
            Object::Task(task) => {
                let service = &task.service_annotations.name;
                write!(
                    f,
                    "task {service}.{} {}",
                    task.slot_number(),
                    task.status.state.as_str()
                )
            }
            Object::Network(network) => write!(f, "network {}", network.spec.annotations.name),
            Object::Secret(secret) => write!(f, "secret {}", secret.annotations.name),
            Object::Config(config) => write!(f, "config {}", config.annotations.name),
            Object::Volume(volume) => write!(f, "volume {}", volume.name),
        }
    }
}
