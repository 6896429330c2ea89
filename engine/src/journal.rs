//! Seed and inputs: all that is needed to live a session again.

use serde::{Deserialize, Serialize};
use sim::Instant;

use crate::{Input, Plan, World};

/// A session written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    pub plan: Plan,
    pub seed: u64,
    /// In order of time.
    pub entries: Vec<JournalEntry>,
}

/// What was done, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub at: Instant,
    pub input: Input,
}

impl Journal {
    /// Lives the session again up to a moment. An input that cannot be carried out (a damaged
    /// journal) is left out; the others still happen.
    pub fn replay(&self, until: Instant) -> World {
        let mut world = World::new(&self.plan, self.seed);
        for entry in self.entries.iter().take_while(|entry| entry.at <= until) {
            world.run_until(entry.at);
            // A refused input changed nothing when it was recorded either.
            let _ = world.input(entry.input.clone());
        }
        world.run_until(until);
        world
    }
}
