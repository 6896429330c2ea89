//! What a new leader finds: delays in progress and restarts made before it led
//! (SwarmKit `manager/orchestrator/taskinit/init.go`).

use std::sync::Arc;

use api::task::TaskState;

use super::restart::{Restarts, WaitFor, remaining_delay};
use super::slot::{Tasks, by_slot};
use crate::node::Moment;
use crate::object::Service;
use crate::store::Store;

/// Goes on with the delays of the tasks of a service, and counts its past restarts.
pub(super) fn adopt(restarts: &mut Restarts, service: &Service, store: &Store, moment: Moment) {
    for (_, tasks) in by_slot(store.tasks_of_service(&service.id)) {
        for task in &tasks {
            let is_getting_ready =
                task.desired_state == TaskState::Ready && task.status.state <= TaskState::Complete;
            if is_getting_ready {
                let delay = remaining_delay(task, moment);
                let id = task.id.clone();
                restarts.start_later(id, WaitFor::Nothing, delay, moment.now);
            }
        }
        recount(restarts, service, tasks);
    }
}

/// Of the newest version, all tasks but the first were restarts.
fn recount(restarts: &mut Restarts, service: &Service, mut tasks: Tasks) {
    let newest = tasks.iter().filter_map(|task| task.spec_version).max();
    tasks.retain(|task| task.spec_version.is_some() && task.spec_version == newest);
    tasks.sort_by_key(|task| task.meta.created_at);
    for task in tasks.iter().map(Arc::as_ref).skip(1) {
        restarts.remember(&service.id, task);
    }
}
