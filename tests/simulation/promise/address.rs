//! No two objects that live share an address of a network.

use std::collections::BTreeMap;

use engine::{NetworkId, TaskState};

use super::Promise;
use crate::simulation::sight::Change;

#[derive(Debug)]
pub struct AddressesUnique;

impl Promise for AddressesUnique {
    fn name(&self) -> &'static str {
        "addresses unique"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        let mut held: BTreeMap<(NetworkId, String), String> = BTreeMap::new();
        let mut hold = |network: &NetworkId, address: &str, who: String| {
            let place = (network.clone(), address.to_owned());
            let other = held.insert(place, who.clone());
            match other.filter(|_| !address.is_empty()) {
                Some(other) => Err(format!("{other} and {who} both have {address}")),
                None => Ok(()),
            }
        };
        for service in change.after.services() {
            let vips = service.endpoint.iter().flat_map(|it| &it.virtual_ips);
            for vip in vips {
                let who = format!("service {}", service.spec.annotations.name);
                hold(&vip.network_id, &vip.addr, who)?;
            }
        }
        for node in change.after.nodes() {
            for attachment in &node.attachments {
                for address in &attachment.addresses {
                    hold(&attachment.network.id, address, format!("node {}", node.id))?;
                }
            }
        }
        // SwarmKit `allocator/network.go` `taskDead`: addresses are given back when a task is neither
        // wanted nor seen running any more.
        let is_dead = |wanted: TaskState, seen: TaskState| {
            wanted > TaskState::Running && seen > TaskState::Running
        };
        for task in change.after.tasks() {
            if is_dead(task.desired_state, task.status.state) {
                continue;
            }
            for attachment in &task.networks {
                for address in &attachment.addresses {
                    hold(&attachment.network.id, address, task.name())?;
                }
            }
        }
        Ok(())
    }
}
