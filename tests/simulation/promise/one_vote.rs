//! A manager votes for one candidate in a term, also when it was started anew in between.

use std::collections::BTreeMap;

use engine::NodeId;

use super::Promise;
use crate::simulation::sight::Seen;

#[derive(Debug, Default)]
pub struct OneVote {
    /// By seat and term.
    votes: BTreeMap<(u64, u64), NodeId>,
}

impl Promise for OneVote {
    fn name(&self) -> &'static str {
        "one vote a term"
    }

    fn see(&mut self, seen: &Seen) -> Result<(), String> {
        let (Some(seat), Some(vote)) = (seen.raft_id, &seen.raft.vote) else {
            return Ok(());
        };
        let term = seen.raft.term;
        let first = self.votes.entry((seat, term));
        let first = first.or_insert_with(|| vote.clone());
        match first == vote {
            true => Ok(()),
            false => Err(format!(
                "node{} voted for {first} and for {vote} in term {term}",
                seen.machine.0 + 1
            )),
        }
    }
}
