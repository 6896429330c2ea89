//! What every part of a leader looks like: it notes what a commit changed, then acts once.
//!
//! A part owns nothing but what it noted; it is made from a bare store on election and dropped on
//! defeat, so it must be able to start in the middle of anything.

use sim::Instant;

use crate::node::Moment;
use crate::store::{Store, StoreEvent, Transaction};

/// One of the leader's jobs.
pub(crate) trait Part {
    /// Remembers what an event concerns. Decides nothing: the transaction may go on. `store` is
    /// the store after the whole commit.
    fn note(&mut self, event: &StoreEvent, store: &Store);

    /// Acts on what was noted and on timers that are due. Called after every commit and whenever
    /// [`Part::next_timeout`] has come. Returns one transaction of at most
    /// [`MAX_CHANGES_PER_TRANSACTION`](crate::store::MAX_CHANGES_PER_TRANSACTION) changes; what is
    /// left over stays noted, and `act` is called again when that transaction is committed. If
    /// the proposal fails the leader falls, and the part with it.
    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction>;

    /// When to call [`Part::act`] even if nothing is committed before.
    fn next_timeout(&self) -> Option<Instant>;
}
