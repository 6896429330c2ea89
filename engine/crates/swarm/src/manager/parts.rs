//! The leader's parts that decide about services, in the order they act.

use sim::{Instant, Rng};

use super::allocator::Allocator;
use super::orchestrator::Replicated;
use super::part::Part;
use super::scheduler::Scheduler;
use crate::node::Moment;
use crate::store::{Store, StoreEvent, Transaction};

/// Made from a bare store on election, dropped on defeat.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    allocator: Allocator,
    scheduler: Scheduler,
    replicated: Replicated,
}

impl Parts {
    pub(crate) fn resume(store: &Store, rng: &mut Rng, moment: Moment) -> Parts {
        Parts {
            allocator: Allocator::resume(store, rng.split("allocator"), moment),
            scheduler: Scheduler::resume(store, rng.split("scheduler"), moment),
            replicated: Replicated::resume(store, rng.split("replicated"), moment),
        }
    }

    fn in_order(&mut self) -> [&mut dyn Part; 3] {
        [
            &mut self.allocator,
            &mut self.scheduler,
            &mut self.replicated,
        ]
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
        let parts: [&dyn Part; 3] = [&self.allocator, &self.scheduler, &self.replicated];
        parts.iter().filter_map(|part| part.next_timeout()).min()
    }
}
