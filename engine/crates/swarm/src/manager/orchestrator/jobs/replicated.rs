//! Jobs with a number of completions, some at a time
//! (SwarmKit `manager/orchestrator/jobs/replicated/reconciler.go`).

use std::collections::BTreeSet;

use api::TaskId;
use api::task::TaskState;

use super::super::pass::Pass;
use super::super::restart::Restarts;
use super::{is_of_run, is_wanted, restart_all, retire_all};
use crate::object::{Service, Slot};
use crate::store::Store;

/// What the tasks of a job amount to.
#[derive(Default)]
struct Tally {
    /// Slots of the current run that are done or being worked on.
    taken: BTreeSet<u64>,
    running: u64,
    completed: u64,
    /// Of the running ones, those that ended without completing.
    failed: Vec<TaskId>,
    /// Of earlier runs, those that still run.
    old: Vec<TaskId>,
}

/// Makes as many tasks as may run at once and are still needed, in the lowest free slots from 0
/// up. False when there was no room for all of it.
pub(super) fn reconcile(
    pass: &mut Pass<'_>,
    restarts: &mut Restarts,
    service: &Service,
    (max_concurrent, total_completions): (u64, u64),
) -> bool {
    let tally = tally(service, &pass.draft);
    let possible = max_concurrent.wrapping_sub(tally.running);
    let needed = total_completions
        .wrapping_sub(tally.completed)
        .wrapping_sub(tally.running);
    let missing = possible.min(needed);
    // More are done or under way than are wanted. SwarmKit calls it an underflow and drops the
    // whole pass, restarts included.
    if missing > total_completions {
        return true;
    }
    let mut free = (0..total_completions).filter(|slot| !tally.taken.contains(slot));
    for _ in 0..missing {
        if !pass.has_room(1) {
            return false;
        }
        let slot = free.next().unwrap_or(0);
        pass.create(service, Slot::Number(slot), TaskState::Complete);
    }
    restart_all(pass, restarts, service, &tally.failed) && retire_all(pass, &tally.old)
}

fn tally(service: &Service, store: &Store) -> Tally {
    let mut tally = Tally::default();
    for task in store.tasks_of_service(&service.id) {
        let state = task.status.state;
        match is_of_run(task, service) {
            Some(true) if state == TaskState::Complete => {
                tally.completed += 1;
                tally.taken.insert(task.slot_number());
            }
            Some(true) if is_wanted(task) => {
                tally.running += 1;
                tally.taken.insert(task.slot_number());
                if state > TaskState::Complete {
                    tally.failed.push(task.id.clone());
                }
            }
            Some(false) if !state.is_terminal() => tally.old.push(task.id.clone()),
            Some(true | false) | None => (),
        }
    }
    tally
}
