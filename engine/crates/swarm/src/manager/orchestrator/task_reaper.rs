//! Forgets tasks: those beyond the history that is kept of a slot, and those that were asked to
//! go and have gone (SwarmKit `manager/orchestrator/taskreaper/task_reaper.go`).
//!
//! A slot is looked at only when a task was made in it. Tasks of jobs are never beyond history.

use std::collections::{BTreeMap, BTreeSet};

use api::cluster::SwarmSpec;
use api::service::Mode;
use api::task::TaskState;
use api::{ServiceId, TaskId};
use raft::planted;
use sim::{Duration, Instant, Rng};

use super::slot::{Tasks, by_slot};
use super::task::max_attempts;
use crate::manager::part::Part;
use crate::node::Moment;
use crate::object::{Service, Slot, Task};
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};

// SwarmKit manager/orchestrator/taskreaper/task_reaper.go: the quiet after the first event, and
// how much may gather before it is cut short.
const BATCHING_INTERVAL: Duration = Duration::from_millis(250);
const MAX_DIRTY: usize = 1000;

// SwarmKit manager/manager.go: for a cluster that does not say.
const DEFAULT_HISTORY: i64 = 5;

/// Forgets tasks.
#[derive(Clone, Debug)]
pub(crate) struct TaskReaper {
    /// Slots in which a task was made.
    dirty: BTreeSet<(ServiceId, Slot)>,
    /// Tasks that can be removed without more ado.
    gone: BTreeSet<TaskId>,
    /// Found to be removed, and not proposed yet.
    doomed: BTreeSet<TaskId>,
    /// Whether something happened since the last act.
    has_news: bool,
    /// When to look.
    timer: Option<Instant>,
}

impl TaskReaper {
    /// Starts from a bare store: what was asked to go and has gone is removed at once. History is
    /// left alone.
    pub(crate) fn resume(store: &Store, _rng: Rng, moment: Moment) -> TaskReaper {
        let mut reaper = TaskReaper {
            dirty: BTreeSet::new(),
            gone: BTreeSet::new(),
            doomed: BTreeSet::new(),
            has_news: false,
            timer: None,
        };
        for task in store.tasks() {
            reaper.note_gone(task);
        }
        if !reaper.gone.is_empty() {
            reaper.timer = Some(moment.now);
        }
        reaper
    }

    fn note_gone(&mut self, task: &Task) {
        let is_orphan = task.service_id.is_none() && task.status.state == TaskState::Orphaned;
        let is_asked = task.desired_state == TaskState::Remove;
        let state = task.status.state;
        let has_left = state < TaskState::Assigned || state >= TaskState::Complete;
        if is_orphan || (is_asked && has_left) {
            self.gone.insert(task.id.clone());
        }
    }

    fn note_made(&mut self, task: &Task) {
        if let Some(service) = task.service_id.clone() {
            self.dirty.insert((service, task.slot.clone()));
        }
    }

    /// Whether it is time to look. The timer runs from the first event; later ones do not put it
    /// off.
    fn is_due(&mut self, now: Instant) -> bool {
        if std::mem::take(&mut self.has_news) {
            if self.dirty.len() + self.gone.len() > MAX_DIRTY {
                self.timer = None;
                return true;
            }
            self.timer.get_or_insert(now + BATCHING_INTERVAL);
        }
        let is_due = self.timer.is_some_and(|at| at <= now);
        if is_due {
            self.timer = None;
        }
        is_due
    }

    fn look(&mut self, store: &Store) {
        self.doomed.append(&mut self.gone);
        let mut by_service: BTreeMap<ServiceId, Vec<Slot>> = BTreeMap::new();
        for (service, slot) in std::mem::take(&mut self.dirty) {
            by_service.entry(service).or_default().push(slot);
        }
        for (id, slots) in by_service {
            let service = store.service(&id);
            let Some(keep) = service.and_then(|service| kept_history(service, store)) else {
                continue;
            };
            let mut histories = by_slot(store.tasks_of_service(&id));
            for slot in slots {
                let tasks = histories.remove(&slot).unwrap_or_default();
                if self.look_at(tasks, keep) {
                    self.dirty.insert((id.clone(), slot));
                }
            }
        }
    }

    /// Dooms the oldest tasks of a slot that are too many. True when the slot is to be looked at
    /// again, since more than one of those is still alive.
    fn look_at(&mut self, mut tasks: Tasks, keep: usize) -> bool {
        let mut beyond = tasks.len().saturating_sub(keep);
        tasks.sort_by_key(|task| task.status_time());
        let mut alive = 0;
        for task in tasks {
            if beyond == 0 {
                break;
            }
            if can_be_forgotten(&task) {
                self.doomed.insert(task.id.clone());
                beyond -= 1;
            } else {
                alive += 1;
            }
        }
        alive > 1
    }
}

/// How many tasks of a slot are kept, the live one included; `None` when all are.
fn kept_history(service: &Service, store: &Store) -> Option<usize> {
    match service.spec.mode.kind() {
        Mode::Replicated { .. } | Mode::Global => (),
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => return None,
    }
    let keep = match max_attempts(&service.spec.task_template) {
        0 => history_limit(store),
        // A new leader counts restarts by the tasks it finds.
        attempts => i64::try_from(attempts)
            .unwrap_or(i64::MAX)
            .saturating_add(1),
    };
    // A negative limit keeps everything.
    usize::try_from(keep).ok()
}

/// Whether a task has ended, or never was anywhere and is not wanted any more.
fn can_be_forgotten(task: &Task) -> bool {
    let will_never_run =
        task.status.state < TaskState::Assigned && task.desired_state > TaskState::Running;
    task.status.state.is_terminal() || will_never_run
}

fn history_limit(store: &Store) -> i64 {
    let limit = |spec: &SwarmSpec| spec.orchestration.task_history_retention_limit;
    let cluster = store.cluster();
    let limit = cluster.and_then(|cluster| limit(&cluster.spec));
    limit.unwrap_or(DEFAULT_HISTORY)
}

impl Part for TaskReaper {
    fn note(&mut self, event: &StoreEvent, _store: &Store) {
        match event {
            StoreEvent::Created(Object::Task(task)) => {
                self.note_made(task);
                self.has_news = true;
            }
            StoreEvent::Updated {
                new: Object::Task(task),
                ..
            } => {
                self.note_gone(task);
                self.has_news = true;
            }
            StoreEvent::Updated {
                new: Object::Cluster(_),
                ..
            } => self.has_news = true,
            StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => (),
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        if self.is_due(moment.now) && !planted::has("forgotten-reaper") {
            self.look(store);
        }
        let mut draft = Draft::new(store, moment.wall);
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            let Some(id) = self.doomed.pop_first() else {
                break;
            };
            if draft.task(&id).is_some() {
                draft.remove_task(&id).expect("it was just seen");
            }
        }
        draft.finish()
    }

    fn next_timeout(&self) -> Option<Instant> {
        self.timer
    }
}
