//! Election safety: at most one leader in a term.

use std::collections::BTreeMap;

use engine::MachineId;

use super::Promise;
use crate::simulation::sight::Seen;

#[derive(Debug, Default)]
pub struct Election {
    leaders: BTreeMap<u64, MachineId>,
}

impl Promise for Election {
    fn name(&self) -> &'static str {
        "election safety"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        if !seen.leads() {
            return Ok(());
        }
        let first = *self.leaders.entry(seen.raft.term).or_insert(seen.machine);
        match first == seen.machine {
            true => Ok(()),
            false => Err(format!(
                "node{} and node{} both lead term {}",
                first.0 + 1,
                seen.machine.0 + 1,
                seen.raft.term
            )),
        }
    }
}
