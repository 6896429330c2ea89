//! Slots by name, and the tasks in them (SwarmKit `manager/orchestrator/slot.go`).

use std::collections::BTreeMap;
use std::sync::Arc;

use api::NodeId;

use crate::object::{Slot, Task};

/// Names a slot among those of a service, for the history of its restarts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct SlotKey {
    /// 0 where the node is the slot.
    pub(super) number: u64,
    pub(super) node: Option<NodeId>,
}

impl SlotKey {
    pub(super) fn of(slot: &Slot) -> SlotKey {
        match slot {
            Slot::Number(number) => SlotKey {
                number: *number,
                node: None,
            },
            Slot::Node(node) => SlotKey {
                number: 0,
                node: Some(node.clone()),
            },
        }
    }
}

/// The tasks that are, or were, in one slot.
pub(super) type Tasks = Vec<Arc<Task>>;

/// Sorts tasks into their slots.
pub(super) fn by_slot<'a>(tasks: impl Iterator<Item = &'a Arc<Task>>) -> BTreeMap<Slot, Tasks> {
    let mut slots: BTreeMap<Slot, Tasks> = BTreeMap::new();
    for task in tasks {
        slots
            .entry(task.slot.clone())
            .or_default()
            .push(task.clone());
    }
    slots
}
