//! Nodes: listing, showing, changing and removing them (SwarmKit `manager/controlapi/node.go`,
//! moby `daemon/cluster/nodes.go`, `convert/node.go`).
//!
//! A change of role only changes the wish; the role manager makes it true, one member at a time.

#[cfg(test)]
mod tests;

use core::fmt;
use std::sync::Arc;

use api::node::{ManagerStatus, NodeRole, NodeSpec, NodeState, Reachability};
use api::task::{TaskState, TaskStatus};
use api::{Filters, NodeId, Version};

use super::find::find;
use super::refusal::{Code, Refusal, Voice};
use super::{Call, Outcome, RaftView, cluster, filter, found, propose};
use crate::node::{ControlError, ControlResponse};
use crate::object::{Node, Task};
use crate::store::{Draft, Store, StoreError};

/// Why a node is not changed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum NodeError {
    LastManager,
    NoMember,
    Quorum,
    StillMember(NodeId),
    NotDown(NodeId),
    NoCluster,
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NodeError::LastManager => {
                f.write_str("attempting to demote the last manager of the swarm")
            }
            NodeError::NoMember => f.write_str("can't find manager in raft memberlist"),
            NodeError::Quorum => f.write_str(
                "can't remove member from the raft: this would result in a loss of quorum",
            ),
            NodeError::StillMember(id) => write!(
                f,
                "node {id} is a cluster manager and is a member of the raft cluster. It must be \
                 demoted to worker before removal"
            ),
            NodeError::NotDown(id) => write!(f, "node {id} is not down and can't be removed"),
            NodeError::NoCluster => f.write_str("could not fetch cluster object"),
        }
    }
}

impl Refusal for NodeError {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            NodeError::NoMember => Code::NotFound,
            NodeError::NoCluster => Code::Internal,
            NodeError::LastManager
            | NodeError::Quorum
            | NodeError::StillMember(_)
            | NodeError::NotDown(_) => Code::FailedPrecondition,
        })
    }
}

pub(super) fn inspect(call: &Call<'_>, name: &str) -> Outcome {
    let node = find::<Node>(call.store, name)?;
    found(ControlResponse::Nodes(vec![view(node, call.raft)]))
}

pub(super) fn list(call: &Call<'_>, filters: &Filters) -> Outcome {
    let keys = ["name", "id", "label", "role", "membership", "node.label"];
    filter::accept(filters, &keys)?;
    let roles = [("worker", NodeRole::Worker), ("manager", NodeRole::Manager)];
    let roles = filter::words(filters, "role", &roles)?;
    // Whoever is in the store was accepted: nobody ever waits for it.
    let memberships = [("pending", false), ("accepted", true)];
    let memberships = filter::words(filters, "membership", &memberships)?;

    let nodes = call.store.nodes().filter(|node| {
        is_listed(node, filters)
            && (roles.is_empty() || roles.contains(&node.role))
            && (memberships.is_empty() || memberships.contains(&true))
    });
    let nodes = nodes.map(|node| view(node, call.raft)).collect();
    found(ControlResponse::Nodes(nodes))
}

fn is_listed(node: &Arc<Node>, filters: &Filters) -> bool {
    let values = |key| filter::values(filters, key);
    let is_described = match &node.description {
        Some(description) => {
            filter::begins(&description.hostname, values("name"))
                && filter::has_labels(&description.engine.labels, values("label"))
        }
        None => values("name").is_empty() && values("label").is_empty(),
    };
    is_described
        && filter::begins(node.id.as_str(), values("id"))
        && filter::has_labels(&node.spec.annotations.labels, values("node.label"))
}

pub(super) fn view(node: &Node, raft: &RaftView) -> api::node::Node {
    let member = raft.member(&node.id);
    api::node::Node {
        id: node.id.clone(),
        meta: node.meta.clone(),
        spec: node.spec.clone(),
        description: node.description.clone().unwrap_or_default(),
        status: node.status.clone(),
        manager_status: member.map(|member| ManagerStatus {
            leader: member.is_leader,
            reachability: match member.is_reachable {
                true => Reachability::Reachable,
                false => Reachability::Unreachable,
            },
            addr: member.addr.to_string(),
        }),
    }
}

pub(super) fn update(call: &Call<'_>, id: &NodeId, version: Version, spec: &NodeSpec) -> Outcome {
    let stored = find::<Node>(call.store, id.as_str())?;
    if stored.spec.role == NodeRole::Manager && spec.role == NodeRole::Worker {
        check_demotion(call, stored)?;
    }
    let mut node = Node::clone(stored);
    node.meta.version = version;
    node.spec = spec.clone();
    let mut draft = call.draft();
    draft.rewrite_node(node)?;
    propose(draft, ControlResponse::Done)
}

/// A manager goes only if those who stay can go on without it.
fn check_demotion(call: &Call<'_>, node: &Node) -> Result<(), NodeError> {
    let mut managers = call.store.nodes().filter(|it| it.role == NodeRole::Manager);
    let is_first = managers.next().is_some_and(|it| it.id == node.id);
    if is_first && managers.next().is_none() {
        return Err(NodeError::LastManager);
    }
    if call.raft.member(&node.id).is_none() {
        return Err(NodeError::NoMember);
    }
    match call.raft.can_remove(&node.id) {
        true => Ok(()),
        false => Err(NodeError::Quorum),
    }
}

pub(super) fn remove(call: &Call<'_>, name: &str, force: bool) -> Outcome {
    let node = find::<Node>(call.store, name)?;
    check_removal(call, node, force)?;
    let mut draft = call.draft();
    refuse_certificate(&mut draft, call, &node.id)?;
    orphan_tasks(&mut draft, call, &node.id)?;
    draft.remove_node(&node.id)?;
    propose(draft, ControlResponse::Done)
}

/// Force helps against a node that is up, not against a manager.
fn check_removal(call: &Call<'_>, node: &Node, force: bool) -> Result<(), NodeError> {
    if node.spec.role == NodeRole::Manager && call.raft.member(&node.id).is_some() {
        return Err(NodeError::StillMember(node.id.clone()));
    }
    // A node that was never heard of since the last election is not up, either.
    match node.status.state == NodeState::Ready && !force {
        true => Err(NodeError::NotDown(node.id.clone())),
        false => Ok(()),
    }
}

/// The node's certificate is valid for as long as it says; until then it is remembered.
fn refuse_certificate(draft: &mut Draft, call: &Call<'_>, id: &NodeId) -> Result<(), ControlError> {
    let stored = call.store.cluster().ok_or(NodeError::NoCluster)?;
    let mut cluster = crate::object::Cluster::clone(stored);
    let now = call.moment.wall;
    // No later than this, whenever it was issued.
    let expiry = now + cluster.spec.ca_config.node_cert_expiry;
    cluster.blacklisted.retain(|(node, _)| node != id);
    cluster.blacklisted.push((id.clone(), expiry));
    cluster::forget_expired(&mut cluster, now);
    Ok(draft.update_cluster(cluster)?)
}

/// Nobody will ever report these tasks again, so that their resources are given back now.
fn orphan_tasks(draft: &mut Draft, call: &Call<'_>, id: &NodeId) -> Result<(), StoreError> {
    for task in unfinished(call.store, id) {
        let mut task = Task::clone(task);
        task.applied = None;
        task.status = TaskStatus {
            timestamp: call.moment.wall,
            state: TaskState::Orphaned,
            message: "Task belonged to a node that has been deleted".to_owned(),
            ..TaskStatus::default()
        };
        draft.update_task(task)?;
    }
    Ok(())
}

fn unfinished<'a>(store: &'a Store, id: &'a NodeId) -> impl Iterator<Item = &'a Arc<Task>> {
    let tasks = store.tasks_of_node(id);
    tasks.filter(|task| task.status.state < TaskState::Complete)
}
