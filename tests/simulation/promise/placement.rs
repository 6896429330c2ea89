//! The scheduler places only on nodes that are ready and active.

use engine::{Availability, NodeState, TaskState, object::Slot};

use super::Promise;
use crate::simulation::sight::Change;

#[derive(Debug)]
pub struct PlacedWhereAllowed;

impl Promise for PlacedWhereAllowed {
    fn name(&self) -> &'static str {
        "placed where allowed"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        for (before, task) in change.tasks() {
            let is_new = before.is_some_and(|it| it.status.state < TaskState::Assigned);
            let Some(node) = &task.node_id else { continue };
            let is_placed = task.status.state == TaskState::Assigned;
            // A node that changed in the very moment is none of the scheduler's fault.
            let nodes = (change.before.node(node), change.after.node(node));
            let (Some(node), Some(after)) = nodes else {
                continue;
            };
            if !is_new || !is_placed || node.meta.version != after.meta.version {
                continue;
            }
            let is_active = node.spec.availability == Availability::Active;
            if !is_active || node.status.state != NodeState::Ready {
                let kind = match task.slot {
                    Slot::Number(_) => "a free",
                    Slot::Node(_) => "a fixed",
                };
                return Err(format!(
                    "{}, {kind} task, was given to a node that is {} and {}",
                    task.name(),
                    node.status.state,
                    node.spec.availability
                ));
            }
        }
        Ok(())
    }
}
