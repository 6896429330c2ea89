//! Rejects tasks whose volume is to be freed (SwarmKit
//! `manager/orchestrator/volumeenforcer/volume_enforcer.go`).

use std::collections::BTreeSet;

use api::VolumeId;
use api::task::TaskState;
use sim::Instant;

use crate::manager::part::Part;
use crate::node::Moment;
use crate::object::{Task, VolumeAvailability};
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};

/// Takes tasks off volumes that are drained.
#[derive(Clone, Debug)]
pub(crate) struct VolumeEnforcer {
    /// Volumes that were written.
    volumes: BTreeSet<VolumeId>,
    /// Until the first act: when this manager became leader.
    born: Option<Instant>,
}

impl VolumeEnforcer {
    /// Starts from a bare store: looks at every volume once.
    pub(crate) fn resume(store: &Store, moment: Moment) -> VolumeEnforcer {
        VolumeEnforcer {
            volumes: store.volumes().map(|volume| volume.id.clone()).collect(),
            born: Some(moment.now),
        }
    }
}

impl Part for VolumeEnforcer {
    fn note(&mut self, event: &StoreEvent, _store: &Store) {
        if let StoreEvent::Updated {
            new: Object::Volume(volume),
            ..
        } = event
        {
            self.volumes.insert(volume.id.clone());
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        self.born = None;
        let mut draft = Draft::new(store, moment.wall);
        for id in std::mem::take(&mut self.volumes) {
            let volume = store.volume(&id);
            if volume.is_none_or(|it| it.availability != VolumeAvailability::Drain) {
                continue;
            }
            for task in store.tasks().filter(|task| is_attached(task, &id)) {
                if draft.len() >= MAX_CHANGES_PER_TRANSACTION {
                    self.volumes.insert(id);
                    break;
                }
                draft.update_task(rejected(task)).expect("it was just read");
            }
        }
        draft.finish()
    }

    fn next_timeout(&self) -> Option<Instant> {
        self.born
    }
}

/// A task that lives and has the volume.
fn is_attached(task: &Task, volume: &VolumeId) -> bool {
    task.desired_state <= TaskState::Complete
        && task.status.state < TaskState::Complete
        && task.volumes.iter().any(|it| it.id == *volume)
}

fn rejected(task: &Task) -> Task {
    let mut task = task.clone();
    task.status.state = TaskState::Rejected;
    task.status.message = "task rejected by volume enforcer".to_owned();
    task.status.err = "attached to volume which is being drained".to_owned();
    task
}
