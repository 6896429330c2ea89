//! Reading a store.

use std::sync::Arc;

use api::{ClusterId, ConfigId, NetworkId, NodeId, SecretId, ServiceId, TaskId, VolumeId};

use super::Store;
use crate::object::{Cluster, Config, Network, Node, Secret, Service, Slot, Task, Volume};

macro_rules! readers {
    ($($one:ident, $all:ident: $id:ty => $object:ty;)*) => {
        impl Store {
            $(
                /// The object of this id.
                pub fn $one(&self, id: &$id) -> Option<&Arc<$object>> {
                    self.$all.get(id)
                }

                /// All of them, in order of id.
                pub fn $all(&self) -> impl Iterator<Item = &Arc<$object>> + '_ {
                    self.$all.values()
                }
            )*
        }
    };
}

readers! {
    cluster_by_id, clusters: ClusterId => Cluster;
    node, nodes: NodeId => Node;
    service, services: ServiceId => Service;
    task, tasks: TaskId => Task;
    network, networks: NetworkId => Network;
    secret, secrets: SecretId => Secret;
    config, configs: ConfigId => Config;
    volume, volumes: VolumeId => Volume;
}

impl Store {
    /// The one cluster object, there from the first leader's first transaction on.
    pub fn cluster(&self) -> Option<&Arc<Cluster>> {
        self.clusters.values().next()
    }

    /// The ingress network, unless a person removed it.
    pub fn ingress_network(&self) -> Option<&Arc<Network>> {
        self.networks().find(|network| network.spec.ingress)
    }

    /// The service of this name; names differ in more than case.
    pub fn service_by_name(&self, name: &str) -> Option<&Arc<Service>> {
        self.services()
            .find(|service| same_name(&service.spec.annotations.name, name))
    }

    /// The network of this name.
    pub fn network_by_name(&self, name: &str) -> Option<&Arc<Network>> {
        self.networks()
            .find(|network| same_name(&network.spec.annotations.name, name))
    }

    /// The tasks of a service, in order of id.
    pub fn tasks_of_service<'a>(
        &'a self,
        id: &'a ServiceId,
    ) -> impl Iterator<Item = &'a Arc<Task>> {
        let from = (id.clone(), TaskId::default());
        let keys = self
            .tasks_by_service
            .range(from..)
            .take_while(move |(service, _)| service == id);
        keys.filter_map(|(_, task)| self.tasks.get(task))
    }

    /// The tasks of one slot of a service, in order of id.
    pub fn tasks_of_slot<'a>(
        &'a self,
        service: &'a ServiceId,
        slot: &'a Slot,
    ) -> impl Iterator<Item = &'a Arc<Task>> {
        self.tasks_of_service(service)
            .filter(move |task| task.slot == *slot)
    }

    /// The tasks assigned to a node, in order of id.
    pub fn tasks_of_node<'a>(&'a self, id: &'a NodeId) -> impl Iterator<Item = &'a Arc<Task>> {
        let from = (id.clone(), TaskId::default());
        let keys = self
            .tasks_by_node
            .range(from..)
            .take_while(move |(node, _)| node == id);
        keys.filter_map(|(_, task)| self.tasks.get(task))
    }
}

/// Names are unique whatever their case (SwarmKit store: lower-cased index).
pub(super) fn same_name(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
