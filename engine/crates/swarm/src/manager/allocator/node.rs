//! A node's own address on each network it takes part in: its end of the load balancing
//! (SwarmKit `manager/allocator/network.go`, `allocateNode`).

use std::collections::BTreeMap;
use std::sync::Arc;

use api::task::NetworkAttachment;
use api::{NetworkId, NodeId};

use super::network::{Networks, is_overlay};
use super::subnet::Address;
use crate::manager::control_api::swarm_network;
use crate::object::{Node, Task};
use crate::store::{Draft, Store};

/// The addresses nodes were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Attachments {
    nodes: BTreeMap<NodeId, BTreeMap<NetworkId, Address>>,
}

impl Attachments {
    /// Claims what a node has.
    pub(super) fn restore(&mut self, node: &Node, known: &mut Networks) {
        for attachment in &node.attachments {
            let network = &attachment.network.id;
            let address = attachment.addresses.first();
            let Some(address) = address.and_then(|text| Address::parse(text)) else {
                continue;
            };
            if known.take_address(network, address).is_ok() {
                let held = self.nodes.entry(node.id.clone()).or_default();
                held.insert(network.clone(), address);
            }
        }
    }

    /// Gives a node an address on every network it takes part in, and takes back the others.
    /// Tells whether one was taken back.
    pub(super) fn fit(
        &mut self,
        id: &NodeId,
        ingress: Option<&NetworkId>,
        known: &mut Networks,
        draft: &mut Draft,
    ) -> bool {
        let Some(node) = draft.node(id).cloned() else {
            return false;
        };
        let mut wanted = networks_of(id, ingress, draft);
        wanted.retain(|network| known.is_allocated(network));
        let held = self.nodes.entry(id.clone()).or_default();
        let mut attachments = node.attachments.clone();
        for network in &wanted {
            if held.contains_key(network) {
                continue;
            }
            let stored = draft.network(network).map(|it| swarm_network(it));
            if let (Some(stored), Ok(address)) = (stored, known.next_address(network)) {
                held.insert(network.clone(), address);
                attachments.retain(|it| it.network.id != *network);
                attachments.push(NetworkAttachment {
                    network: stored,
                    addresses: vec![address.to_string()],
                });
            }
        }
        let before = attachments.len();
        attachments.retain(|it| wanted.contains(&it.network.id));
        held.retain(|network, address| {
            let is_wanted = wanted.contains(network);
            if !is_wanted {
                known.give_back(network, *address);
            }
            is_wanted
        });
        let has_left = attachments.len() < before;
        write(&node, attachments, draft);
        has_left
    }

    /// A network is gone, and the addresses on it; names the nodes that were on it.
    pub(super) fn leave(&mut self, network: &NetworkId) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        for (id, held) in &mut self.nodes {
            if held.remove(network).is_some() {
                nodes.push(id.clone());
            }
        }
        nodes
    }

    /// A node is gone.
    pub(super) fn release(&mut self, id: &NodeId, known: &mut Networks) {
        for (network, address) in self.nodes.remove(id).unwrap_or_default() {
            known.give_back(&network, address);
        }
    }
}

/// The overlay networks of a node's live tasks, and the routing mesh.
fn networks_of(id: &NodeId, ingress: Option<&NetworkId>, store: &Store) -> Vec<NetworkId> {
    let mut networks = Vec::new();
    let is_live = |task: &&Arc<Task>| !task.status.state.is_terminal();
    for task in store.tasks_of_node(id).filter(is_live) {
        let overlays = task.networks.iter().filter(|it| is_overlay(&it.network));
        for network in overlays.map(|it| &it.network.id) {
            if !networks.contains(network) {
                networks.push(network.clone());
            }
        }
    }
    if let Some(ingress) = ingress.filter(|ingress| !networks.contains(ingress)) {
        networks.push(ingress.clone());
    }
    networks
}

fn write(node: &Node, attachments: Vec<NetworkAttachment>, draft: &mut Draft) {
    if node.attachments != attachments {
        let mut node = node.clone();
        node.attachments = attachments;
        draft.update_node(node).expect("it was just read");
    }
}
