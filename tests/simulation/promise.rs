//! What must always hold, one promise a file. Each keeps its own book.
//!
//! After SWARMKIT Appendix D, and the five properties of the Raft paper (figure 3).

mod acknowledged;
mod address;
mod election;
mod host_port;
mod leader_complete;
mod log_match;
mod majority;
mod monotone;
mod no_stale_read;
mod one_per_slot;
mod one_vote;
mod placement;
mod resource;
mod restart_delay;
mod same_store;
mod together;
mod update_ratio;

use engine::World;

use super::sight::{Change, Done, Seen};

/// Something the swarm promises.
pub trait Promise {
    fn name(&self) -> &'static str;

    /// A manager is in a new condition.
    fn see(&mut self, _seen: &Seen) -> Result<(), String> {
        Ok(())
    }

    /// A machine has no manager any more.
    fn gone(&mut self, _machine: engine::MachineId, _at: engine::Instant) {}

    /// The swarm has come to a new committed condition.
    fn change(&mut self, _change: Change<'_>) -> Result<(), String> {
        Ok(())
    }

    /// A command was typed.
    fn begun(&mut self, _about: &super::scenario::About, _at: engine::Instant) {}

    /// A command has ended.
    fn done(&mut self, _done: &Done) -> Result<(), String> {
        Ok(())
    }

    /// All faults are undone and time went by: does the swarm look as it should? Asked again for a
    /// while when not.
    fn calm(&mut self, _calm: &Calm<'_>) -> Result<(), String> {
        Ok(())
    }
}

/// The swarm after all faults were undone.
#[derive(Clone, Copy, Debug)]
pub struct Calm<'a> {
    pub world: &'a World,
    /// What the managers agreed on last.
    pub store: &'a engine::Store,
}

/// All of them, with empty books.
pub fn all() -> Vec<Box<dyn Promise>> {
    vec![
        Box::new(election::Election::default()),
        Box::new(one_vote::OneVote::default()),
        Box::new(log_match::LogMatch::default()),
        Box::new(majority::Majority::default()),
        Box::new(leader_complete::LeaderComplete::default()),
        Box::new(same_store::SameStore::default()),
        Box::new(monotone::Monotone::default()),
        Box::new(one_per_slot::OnePerSlot::default()),
        Box::new(placement::PlacedWhereAllowed),
        Box::new(resource::NeverOverbooked),
        Box::new(host_port::HostPortsUnique),
        Box::new(address::AddressesUnique),
        Box::new(restart_delay::RestartDelay::default()),
        Box::new(acknowledged::Acknowledged::default()),
        Box::new(no_stale_read::NoStaleRead::default()),
        Box::new(update_ratio::UpdateRatio::default()),
        Box::new(together::Together::default()),
    ]
}
