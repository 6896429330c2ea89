//! Leader completeness: who becomes leader has every entry that was committed in earlier terms.

use std::collections::BTreeMap;

use super::Promise;
use crate::simulation::sight::Seen;

#[derive(Debug, Default)]
pub struct LeaderComplete {
    /// The newest committed entry, and the term in which it was seen to be.
    newest: (u64, u64),
    led: BTreeMap<u64, ()>,
}

impl Promise for LeaderComplete {
    fn name(&self) -> &'static str {
        "leader completeness"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        let raft = &seen.raft;
        let (newest, term) = self.newest;
        let is_new = seen.leads() && self.led.insert(raft.term, ()).is_none();
        if is_new && raft.term > term && raft.last_index < newest {
            return Err(format!(
                "node{} leads term {} with {} entries; {newest} were committed",
                seen.machine.0 + 1,
                raft.term,
                raft.last_index
            ));
        }
        self.newest = self.newest.max((raft.commit, raft.term));
        Ok(())
    }
}
