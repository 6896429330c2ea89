//! What a leader's services are handed when they are to do something.

use api::cluster::Peer;

use crate::node::Moment;
use crate::outbox::Outbox;
use crate::store::Store;

/// The store as it stands, who the managers are, the time, and where to put what is to be sent.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a Store,
    pub(crate) managers: &'a [Peer],
    pub(crate) moment: Moment,
    pub(crate) outbox: &'a mut Outbox,
}
