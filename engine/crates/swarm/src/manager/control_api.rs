//! What a manager answers when it is asked (SwarmKit `manager/controlapi`, moby `daemon/cluster`).
//!
//! Two layers of the original in one: the daemon finds objects by a person's word, reads filters
//! and brings a spec into the form the manager keeps; the manager then checks it. Who says no
//! decides the words: the manager's refusals carry `rpc error: code = …`, the daemon's do not.
//! Everything here is a function of the request and the store. Nothing is kept, nothing waits:
//! a change comes out as a transaction that the manager proposes. Logs are the log broker's.

mod cluster;
mod config;
mod filter;
mod find;
#[cfg(test)]
mod golden;
mod image_name;
mod name;
mod network;
mod node;
mod refusal;
mod secret;
mod service;
mod task;
#[cfg(test)]
mod testing;

use std::net::SocketAddrV4;

use api::NodeId;
use sim::Rng;

pub(crate) use cluster::unlock_key;
pub use network::network_inspect;
pub(crate) use network::swarm_network;
pub use service::insert_defaults;

use crate::node::{ControlError, ControlRequest, ControlResponse, Moment};
use crate::object::Cluster;
use crate::store::{Draft, Store, Transaction};

/// What comes of a request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Handled {
    /// A read, a refusal, or a change that changes nothing.
    Answer(Result<ControlResponse, ControlError>),
    /// Propose this and answer so once it is committed.
    Propose {
        transaction: Transaction,
        then: ControlResponse,
    },
    /// Something only the manager can do.
    Demand(Demand),
}

/// What the control API has checked but cannot do by itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Demand {
    /// `swarm ca --rotate`: the cluster as it is to be written, but for its root, since only the
    /// CA makes one. It still has the version the request named, so writing it may fail.
    RotateRoot { cluster: Box<Cluster> },
    /// Ask the nodes for the lines.
    Logs,
}

/// Everything a request is judged by.
pub(crate) struct Call<'a> {
    pub store: &'a Store,
    pub raft: &'a RaftView,
    pub rng: &'a mut Rng,
    pub moment: Moment,
}

/// The members of the Raft group as the leader sees them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RaftView {
    pub members: Vec<RaftMember>,
}

/// A manager that takes part in Raft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RaftMember {
    pub node_id: NodeId,
    pub addr: SocketAddrV4,
    /// Whether the last thing sent to it arrived. **Invariant:** true for the leader itself.
    pub is_reachable: bool,
    pub is_leader: bool,
}

/// Answers a request. Only a leader may ask this; a follower forwards.
pub(crate) fn handle(request: &ControlRequest, call: &mut Call<'_>) -> Handled {
    answer(request, call).unwrap_or_else(|error| Handled::Answer(Err(error)))
}

fn answer(request: &ControlRequest, call: &mut Call<'_>) -> Outcome {
    use ControlRequest as Ask;
    match request {
        Ask::InspectCluster => cluster::inspect(call),
        Ask::UpdateCluster {
            version,
            spec,
            rotate,
        } => cluster::update(call, *version, spec, *rotate),
        Ask::UnlockKey => cluster::show_unlock_key(call),
        Ask::ListNodes { filters } => node::list(call, filters),
        Ask::InspectNode { name } => node::inspect(call, name),
        Ask::UpdateNode { id, version, spec } => node::update(call, id, *version, spec),
        Ask::RemoveNode { name, force } => node::remove(call, name, *force),
        Ask::CreateService { spec } => service::create(call, spec),
        Ask::ListServices { filters, status } => service::list(call, filters, *status),
        Ask::InspectService { name } => service::inspect(call, name),
        Ask::UpdateService {
            id,
            version,
            spec,
            rollback,
        } => {
            let is_rollback = *rollback;
            service::update(call, id, *version, service::Wish { spec, is_rollback })
        }
        Ask::RemoveService { name } => service::remove(call, name),
        Ask::ListTasks { filters } => task::list(call, filters),
        Ask::InspectTask { name } => task::inspect(call, name),
        Ask::ListNetworks { filters } => network::list(call, filters),
        Ask::InspectNetwork { name } => network::inspect(call, name),
        Ask::CreateNetwork { spec } => network::create(call, spec),
        Ask::RemoveNetwork { name } => network::remove(call, name),
        Ask::CreateSecret { spec } => secret::create(call, spec),
        Ask::ListSecrets { filters } => secret::list(call, filters),
        Ask::InspectSecret { name } => secret::inspect(call, name),
        Ask::UpdateSecret { id, version, spec } => secret::update(call, id, *version, spec),
        Ask::RemoveSecret { name } => secret::remove(call, name),
        Ask::CreateConfig { spec } => config::create(call, spec),
        Ask::ListConfigs { filters } => config::list(call, filters),
        Ask::InspectConfig { name } => config::inspect(call, name),
        Ask::UpdateConfig { id, version, spec } => config::update(call, id, *version, spec),
        Ask::RemoveConfig { name } => config::remove(call, name),
        Ask::Logs { .. } => Ok(Handled::Demand(Demand::Logs)),
    }
}

/// What each request comes to: a refusal is the error.
type Outcome = Result<Handled, ControlError>;

fn found(response: ControlResponse) -> Outcome {
    Ok(Handled::Answer(Ok(response)))
}

fn propose(draft: Draft, then: ControlResponse) -> Outcome {
    Ok(match draft.finish() {
        Some(transaction) => Handled::Propose { transaction, then },
        None => Handled::Answer(Ok(then)),
    })
}

impl Call<'_> {
    fn draft(&self) -> Draft {
        Draft::new(self.store, self.moment.wall)
    }
}

impl RaftView {
    /// The member a node is, if it is one.
    pub(crate) fn member(&self, node: &NodeId) -> Option<&RaftMember> {
        self.members.iter().find(|member| member.node_id == *node)
    }

    /// Whether those left without this node would still be a quorum of themselves
    /// (SwarmKit `manager/state/raft/raft.go` CanRemoveMember).
    pub(crate) fn can_remove(&self, node: &NodeId) -> bool {
        let others = self.members.iter().filter(|member| member.node_id != *node);
        let reachable = others.filter(|member| member.is_reachable).count();
        reachable > self.members.len().saturating_sub(1) / 2
    }
}
