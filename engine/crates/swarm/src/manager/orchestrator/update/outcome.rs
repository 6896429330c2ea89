//! What an update writes into its service: that it goes on, paused, rolled back, completed.

use api::ServiceId;
use api::service::{UpdateState, UpdateStatus};

use super::super::pass::Pass;
use crate::object::Service;

/// The update begins; one that somebody else began keeps its status.
pub(super) fn begin(pass: &mut Pass<'_>, id: &ServiceId) {
    let now = pass.moment.wall;
    change(pass, id, |service| {
        service.update_status.get_or_insert(UpdateStatus {
            state: UpdateState::Updating,
            started_at: Some(now),
            completed_at: None,
            message: "update in progress".to_owned(),
        });
    });
}

/// Hands out no more slots until somebody updates the service again.
pub(super) fn pause(pass: &mut Pass<'_>, id: &ServiceId, message: String) {
    change_status(pass, id, |status| {
        status.state = match status.state {
            UpdateState::RollbackStarted => UpdateState::RollbackPaused,
            UpdateState::Updating
            | UpdateState::Paused
            | UpdateState::Completed
            | UpdateState::RollbackPaused
            | UpdateState::RollbackCompleted => UpdateState::Paused,
        };
        status.message = message;
    });
}

/// Puts the previous spec back in place; without one nothing is written.
pub(super) fn roll_back(pass: &mut Pass<'_>, id: &ServiceId, message: String) {
    change(pass, id, |service| {
        let Some(status) = &mut service.update_status else {
            return;
        };
        let Some(previous) = service.previous_spec.take() else {
            return;
        };
        status.state = UpdateState::RollbackStarted;
        status.message = message;
        service.spec = *previous;
        service.spec_version = service.previous_spec_version.take().unwrap_or_default();
    });
}

pub(super) fn complete(pass: &mut Pass<'_>, id: &ServiceId) {
    let now = pass.moment.wall;
    change_status(pass, id, |status| {
        (status.state, status.message) = match status.state {
            UpdateState::RollbackStarted => (
                UpdateState::RollbackCompleted,
                "rollback completed".to_owned(),
            ),
            UpdateState::Updating
            | UpdateState::Paused
            | UpdateState::Completed
            | UpdateState::RollbackPaused
            | UpdateState::RollbackCompleted => {
                (UpdateState::Completed, "update completed".to_owned())
            }
        };
        status.completed_at = Some(now);
    });
}

/// Changes the status, unless the service was updated anew meanwhile and has none.
fn change_status(pass: &mut Pass<'_>, id: &ServiceId, change_it: impl FnOnce(&mut UpdateStatus)) {
    change(pass, id, |service| {
        if let Some(status) = &mut service.update_status {
            change_it(status);
        }
    });
}

/// Changes a service, if it is still there.
fn change(pass: &mut Pass<'_>, id: &ServiceId, change_it: impl FnOnce(&mut Service)) {
    if let Some(service) = pass.draft.service(id) {
        let mut service = Service::clone(service);
        change_it(&mut service);
        pass.draft
            .update_service(service)
            .expect("it was just read");
    }
}
