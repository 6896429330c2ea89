//! The leader's parts that decide about services, in the order they act.

use api::TaskId;
use sim::{Instant, Rng};

use super::allocator::Allocator;
use super::orchestrator::{
    ConstraintEnforcer, Global, Jobs, Replicated, TaskReaper, VolumeEnforcer,
};
use super::part::Part;
use super::scheduler::{Explanation, Scheduler};
use crate::node::Moment;
use crate::store::{Store, StoreEvent, Transaction};

/// Made from a bare store on election, dropped on defeat.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    allocator: Allocator,
    scheduler: Scheduler,
    constraint_enforcer: ConstraintEnforcer,
    volume_enforcer: VolumeEnforcer,
    task_reaper: TaskReaper,
    replicated: Replicated,
    jobs: Jobs,
    global: Global,
}

impl Parts {
    pub(crate) fn resume(store: &Store, rng: &mut Rng, moment: Moment) -> Parts {
        let mut stream = |name| rng.split(name);
        let enforcer = stream("constraint_enforcer");
        Parts {
            allocator: Allocator::resume(store, stream("allocator"), moment),
            scheduler: Scheduler::resume(store, stream("scheduler"), moment),
            constraint_enforcer: ConstraintEnforcer::resume(store, enforcer, moment),
            volume_enforcer: VolumeEnforcer::resume(store, moment),
            task_reaper: TaskReaper::resume(store, stream("task_reaper"), moment),
            replicated: Replicated::resume(store, stream("replicated"), moment),
            jobs: Jobs::resume(store, stream("jobs"), moment),
            global: Global::resume(store, stream("global"), moment),
        }
    }

    fn in_order(&mut self) -> [&mut dyn Part; 8] {
        [
            &mut self.allocator,
            &mut self.scheduler,
            &mut self.constraint_enforcer,
            &mut self.volume_enforcer,
            &mut self.task_reaper,
            &mut self.replicated,
            &mut self.jobs,
            &mut self.global,
        ]
    }

    pub(crate) fn explain(&self, task: &TaskId) -> Option<&Explanation> {
        self.scheduler.explain(task)
    }

    pub(crate) fn note(&mut self, event: &StoreEvent, store: &Store) {
        for part in self.in_order() {
            part.note(event, store);
        }
    }

    /// The first part that has something to write. The others act when that is committed.
    pub(crate) fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        let mut parts = self.in_order().into_iter();
        parts.find_map(|part| part.act(store, moment).filter(|it| !it.is_empty()))
    }

    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        let parts: [&dyn Part; 8] = [
            &self.allocator,
            &self.scheduler,
            &self.constraint_enforcer,
            &self.volume_enforcer,
            &self.task_reaper,
            &self.replicated,
            &self.jobs,
            &self.global,
        ];
        parts.iter().filter_map(|part| part.next_timeout()).min()
    }
}
