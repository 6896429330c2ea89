//! Rolls a new spec over the slots of a service: a few at a time, with pauses, watching for
//! failures, going back if told so (SwarmKit `manager/orchestrator/update/updater.go`).
//!
//! SwarmKit runs a goroutine for each update and for each of its workers; here both are values
//! which `act` carries as far as they can go. A new leader starts from the service's stored
//! status and the tasks it finds, with no memory of earlier failures.

mod config;
mod outcome;
mod run;
mod worker;

use std::collections::BTreeMap;
use std::sync::Arc;

use api::ServiceId;
use sim::Instant;

use run::Run;

use super::pass::Pass;
use super::restart::Restarts;
use super::slot::Tasks;
use crate::object::Service;
use crate::store::{Object, StoreEvent};

/// The updates under way, at most one for each service.
#[derive(Clone, Debug, Default)]
pub(super) struct Updates {
    runs: BTreeMap<ServiceId, Run>,
}

impl Updates {
    /// Begins to update the slots of a service, in this order. An update towards the very same
    /// spec goes on; any other is dropped, and what it left half done is found in the slots.
    pub(super) fn update(&mut self, service: &Arc<Service>, slots: Vec<Tasks>) {
        let is_same = |run: &Run| run.goal().spec == service.spec;
        if !self.runs.get(&service.id).is_some_and(is_same) {
            let run = Run::new(service.clone(), slots);
            self.runs.insert(service.id.clone(), run);
        }
    }

    pub(super) fn note(&mut self, event: &StoreEvent) {
        match event {
            StoreEvent::Updated {
                new: Object::Task(task),
                ..
            } => {
                let run = task
                    .service_id
                    .as_ref()
                    .and_then(|id| self.runs.get_mut(id));
                if let Some(run) = run {
                    run.note(task);
                }
            }
            StoreEvent::Removed(Object::Service(service)) => {
                self.runs.remove(&service.id);
            }
            StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => (),
        }
    }

    /// Carries every update as far as it goes.
    pub(super) fn act(&mut self, pass: &mut Pass<'_>, restarts: &mut Restarts) {
        self.runs
            .retain(|_, run| !run.act(pass, restarts).is_over());
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        self.runs.values().filter_map(Run::next_timeout).min()
    }
}
