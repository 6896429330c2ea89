//! What the tasks of a node have reserved is never more than it has.

use std::collections::BTreeMap;

use super::Promise;
use crate::simulation::sight::{Change, is_live};

#[derive(Debug)]
pub struct NeverOverbooked;

impl Promise for NeverOverbooked {
    fn name(&self) -> &'static str {
        "never overbooked"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        let mut booked: BTreeMap<_, (i64, i64)> = BTreeMap::new();
        for task in change.after.tasks().filter(|task| is_live(task)) {
            let Some(node) = &task.node_id else { continue };
            let wanted = task.spec.resources.as_ref();
            let Some(wanted) = wanted.and_then(|it| it.reservations.as_ref()) else {
                continue;
            };
            let node = booked.entry(node).or_default();
            node.0 += wanted.nano_cpus;
            node.1 += wanted.memory_bytes;
        }
        for (id, (cpus, memory)) in booked {
            let node = change.after.node(id);
            let Some(has) = node.and_then(|it| it.description.as_ref()) else {
                continue;
            };
            if cpus > has.resources.nano_cpus || memory > has.resources.memory_bytes {
                return Err(format!(
                    "{} has {} bytes and {memory} are reserved; {cpus} of {} nano-CPUs",
                    has.hostname, has.resources.memory_bytes, has.resources.nano_cpus
                ));
            }
        }
        Ok(())
    }
}
