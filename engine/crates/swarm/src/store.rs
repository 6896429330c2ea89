//! One manager's copy of the truth (SwarmKit `manager/state/store`).
//!
//! A store is read freely and written in one place, [`Store::apply`], by a committed entry. A
//! change is drafted first ([`Draft`]): its reads see its own writes, and what comes out is a
//! [`Transaction`] to be proposed. Cloning a store shares everything and costs little.

mod draft;
mod find;
mod transaction;

use std::sync::Arc;

use api::{ClusterId, ConfigId, NetworkId, NodeId, SecretId, ServiceId, TaskId, Version, VolumeId};
use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

pub use draft::{Draft, StoreError};

use crate::object::{Cluster, Config, Network, Node, Secret, Service, Task, Volume};

/// SwarmKit `manager/state/store/memory.go`: changes in one Raft entry.
pub const MAX_CHANGES_PER_TRANSACTION: usize = 200;

/// Every object of the swarm as one manager knows it. Listings come in order of id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Store {
    /// The index of the last entry applied: what the next transaction is stamped with.
    version: Version,
    clusters: OrdMap<ClusterId, Arc<Cluster>>,
    nodes: OrdMap<NodeId, Arc<Node>>,
    services: OrdMap<ServiceId, Arc<Service>>,
    tasks: OrdMap<TaskId, Arc<Task>>,
    networks: OrdMap<NetworkId, Arc<Network>>,
    secrets: OrdMap<SecretId, Arc<Secret>>,
    configs: OrdMap<ConfigId, Arc<Config>>,
    #[serde(default)]
    volumes: OrdMap<VolumeId, Arc<Volume>>,
    /// Tasks of each service and of each node, since these are asked for all the time.
    tasks_by_service: OrdSet<(ServiceId, TaskId)>,
    tasks_by_node: OrdSet<(NodeId, TaskId)>,
}

/// Any object, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Object {
    Cluster(Arc<Cluster>),
    Node(Arc<Node>),
    Service(Arc<Service>),
    Task(Arc<Task>),
    Network(Arc<Network>),
    Secret(Arc<Secret>),
    Config(Arc<Config>),
    Volume(Arc<Volume>),
}

/// One write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StoreAction {
    Create(Object),
    Update(Object),
    /// Carries the object as it last was, for those who watch.
    Remove(Object),
}

/// Writes that happen together or not at all: the payload of a Raft entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transaction(pub Vec<StoreAction>);

/// The news of a write, given out after it was applied, in the order of the transaction.
#[derive(Clone, Debug, PartialEq)]
pub enum StoreEvent {
    Created(Object),
    Updated { old: Object, new: Object },
    Removed(Object),
}

impl Store {
    /// The index of the last entry applied.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Takes a committed entry into the store. The only writer there is.
    pub fn apply(&mut self, index: u64, transaction: &Transaction) -> Vec<StoreEvent> {
        let mut events = Vec::with_capacity(transaction.0.len());
        for action in &transaction.0 {
            events.extend(self.apply_action(action));
        }
        self.applied(index);
        events
    }

    /// Notes that an entry was applied that writes nothing: a leader's first, a membership change.
    pub fn applied(&mut self, index: u64) {
        debug_assert!(index >= self.version.index, "entries are applied in order");
        self.version = Version { index };
    }

    fn apply_action(&mut self, action: &StoreAction) -> Option<StoreEvent> {
        match action {
            StoreAction::Create(object) => {
                self.put(object.clone());
                Some(StoreEvent::Created(object.clone()))
            }
            StoreAction::Update(object) => {
                let old = self.put(object.clone());
                Some(match old {
                    Some(old) => StoreEvent::Updated {
                        old,
                        new: object.clone(),
                    },
                    None => StoreEvent::Created(object.clone()),
                })
            }
            StoreAction::Remove(object) => self.take(object).map(StoreEvent::Removed),
        }
    }

    fn put(&mut self, object: Object) -> Option<Object> {
        match object {
            Object::Cluster(it) => self.clusters.insert(it.id.clone(), it).map(Object::Cluster),
            Object::Node(it) => self.nodes.insert(it.id.clone(), it).map(Object::Node),
            Object::Service(it) => self.services.insert(it.id.clone(), it).map(Object::Service),
            Object::Task(it) => self.put_task(it).map(Object::Task),
            Object::Network(it) => self.networks.insert(it.id.clone(), it).map(Object::Network),
            Object::Secret(it) => self.secrets.insert(it.id.clone(), it).map(Object::Secret),
            Object::Config(it) => self.configs.insert(it.id.clone(), it).map(Object::Config),
            Object::Volume(it) => self.volumes.insert(it.id.clone(), it).map(Object::Volume),
        }
    }

    fn take(&mut self, object: &Object) -> Option<Object> {
        match object {
            Object::Cluster(it) => self.clusters.remove(&it.id).map(Object::Cluster),
            Object::Node(it) => self.nodes.remove(&it.id).map(Object::Node),
            Object::Service(it) => self.services.remove(&it.id).map(Object::Service),
            Object::Task(it) => self.take_task(&it.id).map(Object::Task),
            Object::Network(it) => self.networks.remove(&it.id).map(Object::Network),
            Object::Secret(it) => self.secrets.remove(&it.id).map(Object::Secret),
            Object::Config(it) => self.configs.remove(&it.id).map(Object::Config),
            Object::Volume(it) => self.volumes.remove(&it.id).map(Object::Volume),
        }
    }

    fn put_task(&mut self, task: Arc<Task>) -> Option<Arc<Task>> {
        // A task's service never changes and its node is only ever added, so the indexes need
        // no clearing here.
        if let Some(service) = &task.service_id {
            self.tasks_by_service
                .insert((service.clone(), task.id.clone()));
        }
        if let Some(node) = &task.node_id {
            self.tasks_by_node.insert((node.clone(), task.id.clone()));
        }
        self.tasks.insert(task.id.clone(), task)
    }

    fn take_task(&mut self, id: &TaskId) -> Option<Arc<Task>> {
        let task = self.tasks.remove(id)?;
        if let Some(service) = &task.service_id {
            self.tasks_by_service.remove(&(service.clone(), id.clone()));
        }
        if let Some(node) = &task.node_id {
            self.tasks_by_node.remove(&(node.clone(), id.clone()));
        }
        Some(task)
    }
}

impl Transaction {
    /// Whether it writes nothing. Such a transaction is never proposed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl StoreEvent {
    /// The object as it is after the event, or as it last was when removed.
    pub fn object(&self) -> &Object {
        match self {
            StoreEvent::Created(object)
            | StoreEvent::Updated { new: object, .. }
            | StoreEvent::Removed(object) => object,
        }
    }
}
