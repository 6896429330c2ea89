//! Stands in for the allocator where addresses do not matter: every new task is let through.

use std::collections::BTreeSet;

use api::TaskId;
use api::task::{TaskState, TaskStatus};
use sim::Instant;

use crate::manager::part::Part;
use crate::node::Moment;
use crate::object::Task;
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};

pub(super) struct Gate {
    new: BTreeSet<TaskId>,
}

impl Gate {
    pub(super) fn resume(store: &Store) -> Gate {
        let new = store.tasks().filter(|it| it.status.state == TaskState::New);
        Gate {
            new: new.map(|task| task.id.clone()).collect(),
        }
    }
}

impl Part for Gate {
    fn note(&mut self, event: &StoreEvent, _store: &Store) {
        if let StoreEvent::Created(Object::Task(task)) = event {
            self.new.insert(task.id.clone());
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        let mut draft = Draft::new(store, moment.wall);
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            let Some(id) = self.new.pop_first() else {
                break;
            };
            let task = store.task(&id);
            let Some(task) = task.filter(|it| it.status.state == TaskState::New) else {
                continue;
            };
            let mut task = Task::clone(task);
            task.status = TaskStatus {
                timestamp: moment.wall,
                state: TaskState::Pending,
                ..TaskStatus::default()
            };
            draft.update_task(task).expect("just read");
        }
        draft.finish()
    }

    fn next_timeout(&self) -> Option<Instant> {
        None
    }
}
