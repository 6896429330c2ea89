//! A change in the making: reads see its own writes; nothing is true until it is committed.

use core::fmt;
use std::ops::Deref;
use std::sync::Arc;

use api::{Meta, Version};
use sim::Timestamp;

use super::find::same_name;
use super::{Object, Store, StoreAction, Transaction};
use crate::object::{Cluster, Config, Network, Node, Secret, Service, Task, Volume};

/// A store with uncommitted writes on top. Derefs to the store it would become.
#[derive(Clone, Debug)]
pub struct Draft {
    store: Store,
    actions: Vec<StoreAction>,
    now: Timestamp,
    stamp: Version,
}

/// Why a write cannot be drafted. The words are SwarmKit's (`manager/state/store/memory.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreError {
    Exists,
    Missing,
    NameConflict,
    OutOfSequence,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StoreError::Exists => "object already exists",
            StoreError::Missing => "object does not exist",
            StoreError::NameConflict => "name conflicts with an existing object",
            StoreError::OutOfSequence => "update out of sequence",
        })
    }
}

impl Deref for Draft {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl Draft {
    /// Begins a change. Everything it writes is stamped with the store's version as it is now,
    /// which is lower than the index of the entry that will carry it, as in SwarmKit.
    pub fn new(store: &Store, now: Timestamp) -> Draft {
        Draft {
            store: store.clone(),
            actions: Vec::new(),
            now,
            stamp: store.version(),
        }
    }

    /// How many writes there are so far.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether nothing was written so far.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// What is to be proposed; `None` when nothing was written.
    pub fn finish(self) -> Option<Transaction> {
        (!self.actions.is_empty()).then_some(Transaction(self.actions))
    }

    fn write(&mut self, action: StoreAction) {
        self.store.apply_action(&action);
        self.actions.push(action);
    }

    fn stamped(&self, meta: &Meta) -> Meta {
        Meta {
            version: self.stamp,
            created_at: meta.created_at,
            updated_at: self.now,
        }
    }

    fn fresh(&self) -> Meta {
        Meta {
            version: self.stamp,
            created_at: self.now,
            updated_at: self.now,
        }
    }
}

macro_rules! writers {
    ($($create:ident, $update:ident, $rewrite:ident, $remove:ident, $find:ident: $object:ident, $id:ty, $name:expr;)*) => {
        impl Draft {
            $(
                /// Adds an object; its stamps are set here.
                pub fn $create(&mut self, mut object: $object) -> Result<(), StoreError> {
                    if self.store.$find(&object.id).is_some() {
                        return Err(StoreError::Exists);
                    }
                    if self.is_name_taken(&object) {
                        return Err(StoreError::NameConflict);
                    }
                    object.meta = self.fresh();
                    self.write(StoreAction::Create(Object::$object(Arc::new(object))));
                    Ok(())
                }

                /// Replaces an object that was read from this draft. Fails when the stored one
                /// was written since. Writing back an equal object writes nothing.
                pub fn $update(&mut self, object: $object) -> Result<(), StoreError> {
                    match self.store.$find(&object.id) {
                        Some(stored) if **stored == object => Ok(()),
                        _ => self.$rewrite(object),
                    }
                }

                /// As the update, but an equal object is written and stamped all the same: what
                /// a person asks for is always done.
                pub fn $rewrite(&mut self, mut object: $object) -> Result<(), StoreError> {
                    let stored = self.store.$find(&object.id).ok_or(StoreError::Missing)?;
                    if stored.meta.version != object.meta.version {
                        return Err(StoreError::OutOfSequence);
                    }
                    object.meta = self.stamped(&stored.meta);
                    self.write(StoreAction::Update(Object::$object(Arc::new(object))));
                    Ok(())
                }

                /// Removes an object.
                pub fn $remove(&mut self, id: &$id) -> Result<(), StoreError> {
                    let stored = self.store.$find(id).cloned().ok_or(StoreError::Missing)?;
                    self.write(StoreAction::Remove(Object::$object(stored)));
                    Ok(())
                }
            )*
        }

        $(
            impl Named for $object {
                fn is_taken(&self, store: &Store) -> bool {
                    let taken: fn(&Store, &$object) -> bool = $name;
                    taken(store, self)
                }
            }
        )*
    };
}

/// Which objects may not share a name.
trait Named {
    fn is_taken(&self, store: &Store) -> bool;
}

impl Draft {
    fn is_name_taken(&self, object: &impl Named) -> bool {
        object.is_taken(&self.store)
    }
}

writers! {
    create_cluster, update_cluster, rewrite_cluster, remove_cluster, cluster_by_id: Cluster, api::ClusterId, |_, _| false;
    create_node, update_node, rewrite_node, remove_node, node: Node, api::NodeId, |_, _| false;
    create_service, update_service, rewrite_service, remove_service, service: Service, api::ServiceId,
        |store, new| store.service_by_name(&new.spec.annotations.name).is_some();
    create_task, update_task, rewrite_task, remove_task, task: Task, api::TaskId, |_, _| false;
    create_network, update_network, rewrite_network, remove_network, network: Network, api::NetworkId,
        |store, new| store.network_by_name(&new.spec.annotations.name).is_some();
    create_secret, update_secret, rewrite_secret, remove_secret, secret: Secret, api::SecretId,
        |store, new| store.secrets().any(|it| same_name(&it.annotations.name, &new.annotations.name));
    create_config, update_config, rewrite_config, remove_config, config: Config, api::ConfigId,
        |store, new| store.configs().any(|it| same_name(&it.annotations.name, &new.annotations.name));
    create_volume, update_volume, rewrite_volume, remove_volume, volume: Volume, api::VolumeId,
        |store, new| store.volumes().any(|it| same_name(&it.name, &new.name));
}
