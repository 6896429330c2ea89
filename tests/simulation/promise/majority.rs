//! Nothing is committed that is not in the logs of a majority; what is committed stays.

use std::collections::BTreeMap;

use engine::NodeId;

use super::Promise;
use crate::simulation::sight::Seen;

#[derive(Debug, Default)]
pub struct Majority {
    /// What each node has in its log, as it was last seen: the term of each entry.
    logs: BTreeMap<NodeId, BTreeMap<u64, u64>>,
    committed: BTreeMap<u64, u64>,
    highest: u64,
    /// How many voters there were when a manager was last seen.
    voters: BTreeMap<NodeId, usize>,
}

impl Promise for Majority {
    fn name(&self) -> &'static str {
        "committed by a majority"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        let Some(own) = seen.node.clone() else {
            return Ok(());
        };
        let log = self.logs.entry(own.clone()).or_default();
        for entry in &seen.log {
            log.insert(entry.index, entry.term);
        }
        log.retain(|index, _| *index <= seen.raft.last_index);
        let voters = seen.raft.peers.len();
        let before = self.voters.insert(own, voters).unwrap_or(voters);
        for entry in seen.log.iter().filter(|it| it.index <= seen.raft.commit) {
            let (index, term) = (entry.index, entry.term);
            if let Some(first) = self.committed.get(&index) {
                if *first != term {
                    return Err(format!(
                        "entry {index} was committed in terms {first} and {term}"
                    ));
                }
                continue;
            }
            self.committed.insert(index, term);
            self.highest = self.highest.max(index);
            let has = |log: &&BTreeMap<u64, u64>| log.get(&index) == Some(&term);
            let copies = self.logs.values().filter(has).count();
            if copies < before.min(voters) / 2 + 1 {
                return Err(format!(
                    "entry {index} of term {term} is committed on node{} but in {copies} of {voters} logs",
                    seen.machine.0 + 1
                ));
            }
        }
        Ok(())
    }
}
