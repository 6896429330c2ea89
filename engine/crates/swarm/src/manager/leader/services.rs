//! What runs while a leader rules: the dispatcher, the log broker, and the parts that decide.

use api::NodeId;
use sim::{Instant, Rng};

use crate::manager::context::Context;
use crate::manager::dispatcher::Dispatcher;
use crate::manager::log_broker::LogBroker;
use crate::manager::parts::Parts;
use crate::manager::raft_node::RaftNode;
use crate::manager::role_manager::RoleManager;
use crate::node::Moment;
use crate::outbox::Outbox;
use crate::rpc::RpcError;
use crate::store::StoreEvent;

/// **Invariant:** nothing in it outlives the reign.
#[derive(Clone, Debug)]
pub(crate) struct Services {
    pub(crate) dispatcher: Dispatcher,
    pub(crate) logs: LogBroker,
    pub(super) parts: Parts,
    pub(super) role_manager: RoleManager,
}

impl Services {
    pub(super) fn resume(
        raft: &RaftNode,
        node_id: NodeId,
        rng: &mut Rng,
        moment: Moment,
    ) -> Services {
        let store = &raft.store;
        Services {
            dispatcher: Dispatcher::resume(store, node_id, rng.split("dispatcher"), moment),
            logs: LogBroker::new(rng.split("logs")),
            parts: Parts::resume(store, rng, moment),
            role_manager: RoleManager::resume(raft, rng.split("roles")),
        }
    }

    /// Lets everybody know of an event. `context` has the store after the whole commit.
    pub(super) fn note(&mut self, event: &StoreEvent, context: &mut Context<'_>) {
        self.dispatcher.note(event, context);
        self.logs.note(event, &self.dispatcher, context);
        self.parts.note(event, context.store);
        self.role_manager.note(event);
    }

    /// When somebody wants to write even if nothing is committed before.
    pub(super) fn next_write(&self) -> Option<Instant> {
        let timeouts = [
            self.dispatcher.next_write(),
            self.parts.next_timeout(),
            self.role_manager.next_timeout(),
        ];
        timeouts.into_iter().flatten().min()
    }

    pub(super) fn stop(self, error: &RpcError, outbox: &mut Outbox) {
        self.logs.stop(error, outbox);
        self.dispatcher.stop(outbox);
    }
}
