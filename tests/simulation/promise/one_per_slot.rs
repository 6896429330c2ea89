//! At most one task of a slot is wanted running, unless an update starts the new one first.

use std::collections::{BTreeMap, BTreeSet};

use engine::{ServiceId, TaskState, UpdateOrder};

use super::Promise;
use crate::simulation::sight::Change;

#[derive(Debug, Default)]
pub struct OnePerSlot {
    /// Services that were ever told to start the new task first.
    start_first: BTreeSet<ServiceId>,
}

impl Promise for OnePerSlot {
    fn name(&self) -> &'static str {
        "one task a slot"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        for service in change.after.services() {
            let configs = [&service.spec.update_config, &service.spec.rollback_config];
            let mut configs = configs.into_iter().flatten();
            if configs.any(|config| config.order == UpdateOrder::StartFirst) {
                self.start_first.insert(service.id.clone());
            }
        }
        let mut wanted = BTreeMap::new();
        for task in change.after.tasks() {
            let Some(service) = &task.service_id else {
                continue;
            };
            if task.desired_state != TaskState::Running || self.start_first.contains(service) {
                continue;
            }
            if let Some(other) = wanted.insert((service, &task.slot), task) {
                return Err(format!(
                    "{} and {} are both wanted running",
                    other.name(),
                    task.name()
                ));
            }
        }
        Ok(())
    }
}
