//! An update that fails in every slot is not called completed, unless it was told to go on.

use std::collections::{BTreeMap, BTreeSet};

use engine::object::Service;
use engine::{FailureAction, Instant, MachineId, ServiceId, TaskState, UpdateState};

use super::Promise;
use crate::simulation::sight::{Change, Seen};

#[derive(Debug, Default)]
pub struct UpdateRatio {
    /// Services in an update, and when it was first seen.
    updating: BTreeMap<ServiceId, Instant>,
    leader: Option<MachineId>,
    /// A new leader counts failures from zero.
    leads_since: Option<Instant>,
}

impl Promise for UpdateRatio {
    fn name(&self) -> &'static str {
        "failed updates stop"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        if !seen.leads() {
            self.gone(seen.machine, seen.at);
        } else if self.leader != Some(seen.machine) {
            self.leader = Some(seen.machine);
            self.leads_since = Some(seen.at);
        }
        Ok(())
    }

    fn gone(&mut self, machine: MachineId, _at: Instant) {
        if self.leader == Some(machine) {
            self.leader = None;
        }
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        for service in change.after.services() {
            let before = change.before.service(&service.id);
            let is_same_spec = before.is_some_and(|it| it.spec_version == service.spec_version);
            let began = self.updating.get(&service.id).copied();
            match state(service) {
                Some(UpdateState::Updating) if is_same_spec => {
                    self.updating.entry(service.id.clone()).or_insert(change.at);
                }
                Some(UpdateState::Completed) if is_same_spec && self.leads_since < began => {
                    self.updating.remove(&service.id);
                    has_succeeded(service, &change)?;
                }
                Some(_) | None => {
                    self.updating.remove(&service.id);
                }
            }
        }
        Ok(())
    }
}

fn state(service: &Service) -> Option<UpdateState> {
    service.update_status.as_ref().map(|it| it.state)
}

fn has_succeeded(service: &Service, change: &Change<'_>) -> Result<(), String> {
    let config = service.spec.update_config.as_ref();
    if config.is_some_and(|it| it.failure_action == FailureAction::Continue) {
        return Ok(());
    }
    let tasks = || change.after.tasks_of_service(&service.id);
    let is_new = |version| version == Some(service.spec_version);
    let failed = tasks().filter(|task| {
        let state = task.status.state;
        is_new(task.spec_version) && matches!(state, TaskState::Failed | TaskState::Rejected)
    });
    let failed: BTreeSet<_> = failed.map(|task| &task.slot).collect();
    let wanted = tasks().filter(|task| task.desired_state <= TaskState::Running);
    let wanted: BTreeSet<_> = wanted.map(|task| &task.slot).collect();
    match wanted.len() > 1 && wanted.is_subset(&failed) {
        false => Ok(()),
        true => Err(format!(
            "the update of {} is called completed and failed in all {} slots",
            service.spec.annotations.name,
            wanted.len()
        )),
    }
}
