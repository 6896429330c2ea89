//! State-machine safety: managers that applied the same entries have equal stores.

use std::collections::BTreeMap;

use engine::Store;

use super::Promise;
use crate::simulation::sight::Seen;

#[derive(Debug, Default)]
pub struct SameStore {
    /// By index of the last entry applied.
    stores: BTreeMap<u64, Store>,
}

impl Promise for SameStore {
    fn name(&self) -> &'static str {
        "state-machine safety"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        let index = seen.store.version().index;
        let first = self
            .stores
            .entry(index)
            .or_insert_with(|| seen.store.clone());
        if *first == seen.store {
            return Ok(());
        }
        let differs = |what: &str, is_same: bool| (!is_same).then(|| what.to_owned());
        let what = [
            differs("tasks", first.tasks().eq(seen.store.tasks())),
            differs("services", first.services().eq(seen.store.services())),
            differs("nodes", first.nodes().eq(seen.store.nodes())),
            differs("networks", first.networks().eq(seen.store.networks())),
            differs("cluster", first.cluster() == seen.store.cluster()),
        ];
        let what: Vec<String> = what.into_iter().flatten().collect();
        Err(format!(
            "node{} has other {} at index {index} than another manager had",
            seen.machine.0 + 1,
            what.join(", ")
        ))
    }
}
