//! The knobs of one member, preset as SwarmKit presets them.

use serde::{Deserialize, Serialize};

use crate::id::RaftId;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    pub id: RaftId,
    /// A follower which hears nothing for this many ticks, and up to as many
    /// less one more by lot, campaigns. Also the length of a lease, and how
    /// often a leader counts who is still there.
    pub election_ticks: u32,
    /// A leader says that it lives this often.
    pub heartbeat_ticks: u32,
    /// Bytes of entries in one message, and in one batch to apply.
    pub max_size_per_msg: u64,
    /// Appends on the way to one follower before the leader waits.
    pub max_inflight: usize,
    /// A leader which does not hear from a majority steps down, and who hears a
    /// leader ignores candidates.
    pub check_quorum: bool,
    /// Whether a leader falls as soon as it applies its own removal. SwarmKit
    /// leaves it off: it shuts the whole manager down instead.
    pub step_down_on_removal: bool,
    /// Draws the election timeouts; give each member its own.
    pub seed: u64,
}

impl Config {
    /// SwarmKit `manager/state/raft/raft.go`, `DefaultNodeConfig`.
    pub fn new(id: RaftId, seed: u64) -> Config {
        Config {
            id,
            election_ticks: 10,
            heartbeat_ticks: 1,
            max_size_per_msg: 65535,
            max_inflight: 256,
            check_quorum: true,
            step_down_on_removal: false,
            seed,
        }
    }

    pub(crate) fn validate(&self) {
        assert!(self.heartbeat_ticks > 0, "a leader must have a heartbeat");
        assert!(
            self.election_ticks > self.heartbeat_ticks,
            "an election must take longer than a heartbeat"
        );
        assert!(self.max_inflight > 0, "an append must be allowed to travel");
    }
}
