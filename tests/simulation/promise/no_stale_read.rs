//! While there is one leader, what is read has all that was acknowledged before.
//!
//! Unlike a strict promise: SwarmKit's leader answers from its store without asking the others, so
//! one that was deposed and does not know may give an old answer.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Instant, MachineId};

use super::Promise;
use crate::simulation::scenario::About;
use crate::simulation::sight::{Done, Seen};

#[derive(Debug, Default)]
pub struct NoStaleRead {
    /// Services acknowledged, and when.
    created: BTreeMap<String, Instant>,
    leading: BTreeMap<MachineId, ()>,
    /// When there last were two, or none.
    doubtful: Option<Instant>,
    /// Names that were ever to be removed: nobody knows when it happens.
    removed: BTreeSet<String>,
}

impl Promise for NoStaleRead {
    fn name(&self) -> &'static str {
        "no stale read"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        match seen.leads() {
            true => self.leading.insert(seen.machine, ()),
            false => self.leading.remove(&seen.machine),
        };
        if self.leading.len() != 1 {
            self.doubtful = Some(seen.at);
        }
        Ok(())
    }

    fn gone(&mut self, machine: MachineId, at: Instant) {
        self.leading.remove(&machine);
        self.doubtful = Some(at);
    }

    fn begun(&mut self, about: &About, _at: Instant) {
        if let About::Remove { service } = about {
            self.created.remove(service);
            self.removed.insert(service.clone());
        }
    }

    fn done(&mut self, done: &Done) -> Result<(), String> {
        if done.status != 0 {
            return Ok(());
        }
        if let About::Create { service } = &done.about
            && !self.removed.contains(service)
        {
            self.created.insert(service.clone(), done.ended);
        }
        let is_doubtful = self.leading.len() != 1 || self.doubtful >= Some(done.started);
        if done.about != About::List || is_doubtful {
            return Ok(());
        }
        for (service, at) in &self.created {
            if *at < done.started && !done.output.lines().any(|line| line.trim() == service) {
                return Err(format!(
                    "{service} was created at {at:?}; a list asked for at {:?} lacks it",
                    done.started
                ));
            }
        }
        Ok(())
    }
}
