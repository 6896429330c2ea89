//! A task's places on its networks, and the gate it passes once it has them
//! (SwarmKit `manager/allocator/network.go`, `allocateTask`).

use std::collections::BTreeMap;

use api::task::{NetworkAttachment, TaskState, TaskStatus};
use api::{NetworkId, TaskId};
use sim::Timestamp;

use super::Obstacle;
use super::network::Networks;
use super::service::{needs_ingress, networks};
use super::subnet::Address;
use crate::manager::control_api::swarm_network;
use crate::object::{Service, Task};
use crate::store::Store;

/// The addresses tasks were given, until they end.
#[derive(Clone, Debug, Default)]
pub(super) struct Tasks {
    tasks: BTreeMap<TaskId, Vec<(NetworkId, Address)>>,
}

/// Whether a task still waits at the gate.
pub(super) fn is_new(task: &Task) -> bool {
    task.status.state < TaskState::Pending
}

/// Lets a task through.
pub(super) fn let_through(task: &mut Task, now: Timestamp) {
    task.applied = None;
    task.status = TaskStatus {
        timestamp: now,
        state: TaskState::Pending,
        message: "pending task scheduling".to_owned(),
        ..TaskStatus::default()
    };
}

/// The places a task is to have: in the routing mesh first, then on the networks of its
/// template. Those it has already stay. A network that is gone is passed over.
pub(super) fn attachments(
    task: &Task,
    service: Option<&Service>,
    ingress: Option<&NetworkId>,
    store: &Store,
) -> Vec<NetworkAttachment> {
    if !task.networks.is_empty() {
        return task.networks.clone();
    }
    let ingress = ingress.filter(|_| service.is_some_and(needs_ingress));
    let of_template = match service {
        Some(service) if task.spec.networks.is_empty() => networks(service),
        Some(_) | None => &task.spec.networks,
    };
    let of_template = of_template
        .iter()
        .map(|it| NetworkId::from(it.target.as_str()));
    let ids = ingress.cloned().into_iter().chain(of_template);
    let networks = ids.filter_map(|id| store.network(&id));
    let attachment = |network| NetworkAttachment {
        network: swarm_network(network),
        addresses: Vec::new(),
    };
    networks
        .map(|network| attachment(network.as_ref()))
        .collect()
}

impl Tasks {
    /// Claims what a task has.
    pub(super) fn restore(&mut self, task: &Task, known: &mut Networks) {
        for attachment in &task.networks {
            let network = &attachment.network.id;
            let addresses = attachment.addresses.iter();
            for address in addresses.filter_map(|text| Address::parse(text)) {
                if known.take_address(network, address).is_ok() {
                    let held = self.tasks.entry(task.id.clone()).or_default();
                    held.push((network.clone(), address));
                }
            }
        }
    }

    /// Gives a task an address on each of its networks, or none at all.
    pub(super) fn allocate(
        &mut self,
        task: &mut Task,
        known: &mut Networks,
    ) -> Result<(), Obstacle> {
        let given = self.fill(task, known);
        if given.is_err() {
            self.release(&task.id, known);
        }
        given
    }

    fn fill(&mut self, task: &mut Task, known: &mut Networks) -> Result<(), Obstacle> {
        let mut held = Vec::new();
        let mut result = Ok(());
        for attachment in &mut task.networks {
            let network = &attachment.network.id;
            if known.is_local(network) {
                continue;
            }
            match known.next_address(network) {
                Ok(address) => {
                    attachment.addresses = vec![address.to_string()];
                    held.push((network.clone(), address));
                }
                Err(obstacle) => {
                    result = Err(obstacle);
                    break;
                }
            }
        }
        if !held.is_empty() {
            self.tasks.insert(task.id.clone(), held);
        }
        result
    }

    /// Takes back what a task has; tells whether it had anything.
    pub(super) fn release(&mut self, id: &TaskId, known: &mut Networks) -> bool {
        let Some(held) = self.tasks.remove(id) else {
            return false;
        };
        for (network, address) in held {
            known.give_back(&network, address);
        }
        true
    }
}
