//! No two tasks hold the same port of one machine; no two services the same port of the mesh.

use std::collections::BTreeMap;

use engine::PublishMode;

use super::Promise;
use crate::simulation::sight::{Change, is_live};

#[derive(Debug)]
pub struct HostPortsUnique;

impl Promise for HostPortsUnique {
    fn name(&self) -> &'static str {
        "ports unique"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        let mut held = BTreeMap::new();
        for task in change.after.tasks().filter(|task| is_live(task)) {
            let ports = task.endpoint.iter().flat_map(|endpoint| &endpoint.ports);
            let host = ports.filter(|port| port.publish_mode == PublishMode::Host);
            for port in host.filter(|port| port.published_port != 0) {
                let Some(node) = &task.node_id else { continue };
                let place = (node, port.protocol.to_string(), port.published_port);
                if let Some(other) = held.insert(place, task.name()) {
                    return Err(format!(
                        "{other} and {} both hold port {} of a machine",
                        task.name(),
                        port.published_port
                    ));
                }
            }
        }
        let mut mesh = BTreeMap::new();
        for service in change.after.services() {
            let ports = service.endpoint.iter().flat_map(|endpoint| &endpoint.ports);
            for port in ports.filter(|it| it.publish_mode == PublishMode::Ingress) {
                let place = (port.protocol.to_string(), port.published_port);
                let name = service.spec.annotations.name.clone();
                if let Some(other) = mesh.insert(place, name.clone())
                    && port.published_port != 0
                {
                    return Err(format!(
                        "services {other} and {name} both publish {}",
                        port.published_port
                    ));
                }
            }
        }
        Ok(())
    }
}
