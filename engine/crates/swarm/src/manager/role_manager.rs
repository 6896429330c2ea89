//! Makes managers of workers and workers of managers (SwarmKit `manager/role_manager.go`).
//!
//! What a person wants is a node's desired role; this part lets the observed one follow. A
//! promotion is written at once. A demotion first takes the node out of the Raft group, if a
//! quorum stays, and is written in a later pass; the leader, when it is itself to go, hands
//! leadership over and leaves the rest to the next leader.

use std::collections::BTreeSet;

use api::NodeId;
use api::node::NodeRole;
use sim::{Duration, Instant, Rng};

use super::raft_node::RaftNode;
use crate::node::Moment;
use crate::object::Node;
use crate::store::{Draft, Object, StoreEvent, Transaction};

/// SwarmKit `role_manager.go`: `roleReconcileInterval`.
const RECONCILE_INTERVAL: Duration = Duration::from_secs(5);

/// The leader's work on roles.
#[derive(Clone, Debug)]
pub(crate) struct RoleManager {
    rng: Rng,
    /// Nodes to look at now.
    due: BTreeSet<NodeId>,
    /// Nodes whose roles differ, or which are gone but still in the Raft group.
    pending: BTreeSet<NodeId>,
    /// Runs only while something is pending.
    next_pass: Option<Instant>,
}

impl RoleManager {
    /// Begins with all nodes whose roles differ, and with members without a node.
    pub(crate) fn resume(raft: &RaftNode, rng: Rng) -> RoleManager {
        let nodes = raft.store.nodes().map(|node| &node.id);
        let members = raft.members.all().values().map(|member| &member.node_id);
        RoleManager {
            rng,
            due: nodes.chain(members).cloned().collect(),
            pending: BTreeSet::new(),
            next_pass: None,
        }
    }

    pub(crate) fn note(&mut self, event: &StoreEvent) {
        if let Object::Node(node) = event.object() {
            self.due.insert(node.id.clone());
        }
    }

    /// Looks at whatever was noted, and every few seconds at all that is not settled.
    pub(crate) fn act(&mut self, raft: &mut RaftNode, moment: Moment) -> Option<Transaction> {
        if self.next_pass.is_some_and(|at| at <= moment.now) {
            self.due.extend(self.pending.iter().cloned());
            self.next_pass = None;
        }
        let mut draft = Draft::new(&raft.store, moment.wall);
        for id in std::mem::take(&mut self.due) {
            let is_settled = match raft.store.node(&id).cloned() {
                Some(node) => self.reconcile(&node, raft, &mut draft),
                None => evict(&id, raft),
            };
            if is_settled {
                self.pending.remove(&id);
            } else {
                self.pending.insert(id);
            }
        }
        if self.pending.is_empty() {
            self.next_pass = None;
        } else {
            self.next_pass
                .get_or_insert(moment.now + RECONCILE_INTERVAL);
        }
        draft.finish()
    }

    /// Brings a node one step nearer to the role it should have. Returns whether it has it.
    fn reconcile(&mut self, node: &Node, raft: &mut RaftNode, draft: &mut Draft) -> bool {
        match (node.spec.role, node.role) {
            (NodeRole::Worker, NodeRole::Worker) | (NodeRole::Manager, NodeRole::Manager) => true,
            (NodeRole::Manager, NodeRole::Worker) => write_role(node, NodeRole::Manager, draft),
            (NodeRole::Worker, NodeRole::Manager) => match raft.member_id(&node.id) {
                Some(id) => {
                    if id == raft.id() {
                        raft.transfer_leadership(&mut self.rng);
                    } else if raft.can_remove(id) && raft.takes_change() {
                        // Refused only by who does not lead; then this part is dropped anyway.
                        let _ = raft.propose_removal(id);
                    }
                    false
                }
                None => write_role(node, NodeRole::Worker, draft),
            },
        }
    }

    /// When to call [`RoleManager::act`] even if nothing is committed before.
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        self.next_pass
    }
}

fn write_role(node: &Node, role: NodeRole, draft: &mut Draft) -> bool {
    let node = Node {
        role,
        ..node.clone()
    };
    draft.update_node(node).expect("just read from this store");
    true
}

/// A member without a node object has no business in the group. Returns whether it is gone.
fn evict(node: &NodeId, raft: &mut RaftNode) -> bool {
    let Some(id) = raft.member_id(node) else {
        return true;
    };
    if raft.can_remove(id) && raft.takes_change() {
        // As above.
        let _ = raft.propose_removal(id);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manager::ca::new_node;
    use crate::manager::membership::Member;
    use crate::outbox::Outbox;
    use api::node::Availability;
    use sim::Timestamp;
    use std::net::SocketAddrV4;

    fn moment(secs: u64) -> Moment {
        Moment {
            now: Instant::START + Duration::from_secs(secs),
            wall: Timestamp(1),
        }
    }

    /// A leader on its own whose store has itself and a node of these roles.
    fn leader(desired: NodeRole, observed: NodeRole) -> RaftNode {
        let own = Member {
            node_id: NodeId::from("own"),
            address: SocketAddrV4::new([10, 0, 0, 1].into(), 2377),
        };
        let mut rng = Rng::stream(1, "raft");
        let mut raft = RaftNode::bootstrap(&own, Instant::START, &mut rng);
        raft.process(&mut Outbox::default());
        let mut draft = Draft::new(&raft.store, Timestamp(0));
        let manager = (NodeRole::Manager, NodeRole::Manager);
        let own = new_node(NodeId::from("own"), manager, Availability::Active);
        let other = new_node(
            NodeId::from("other"),
            (desired, observed),
            Availability::Active,
        );
        draft.create_node(own).unwrap();
        draft.create_node(other).unwrap();
        commit(&mut raft, draft.finish().unwrap());
        raft
    }

    fn commit(raft: &mut RaftNode, transaction: Transaction) {
        raft.propose(transaction).unwrap();
        raft.process(&mut Outbox::default());
    }

    fn role(raft: &RaftNode) -> NodeRole {
        raft.store.node(&NodeId::from("other")).unwrap().role
    }

    #[test]
    fn a_promotion_is_written_at_once() {
        let mut raft = leader(NodeRole::Manager, NodeRole::Worker);
        let mut part = RoleManager::resume(&raft, Rng::stream(1, "roles"));
        let transaction = part.act(&mut raft, moment(1)).unwrap();
        commit(&mut raft, transaction);
        assert_eq!(role(&raft), NodeRole::Manager);
        assert_eq!(part.next_timeout(), None);
    }

    #[test]
    fn a_demoted_node_that_is_no_member_becomes_a_worker() {
        let mut raft = leader(NodeRole::Worker, NodeRole::Manager);
        let mut part = RoleManager::resume(&raft, Rng::stream(1, "roles"));
        let transaction = part.act(&mut raft, moment(1)).unwrap();
        commit(&mut raft, transaction);
        assert_eq!(role(&raft), NodeRole::Worker);
    }

    #[test]
    fn a_demoted_member_leaves_the_group_first_and_waits_for_the_next_pass() {
        let mut raft = leader(NodeRole::Worker, NodeRole::Manager);
        let other = Member {
            node_id: NodeId::from("other"),
            address: SocketAddrV4::new([10, 0, 0, 2].into(), 2377),
        };
        raft.propose_member(&other, &mut Rng::stream(1, "id"))
            .unwrap();
        raft.process(&mut Outbox::default());
        let mut part = RoleManager::resume(&raft, Rng::stream(1, "roles"));
        assert_eq!(part.act(&mut raft, moment(1)), None);
        assert_eq!(role(&raft), NodeRole::Manager);
        assert_eq!(part.next_timeout(), Some(moment(6).now));
    }
}
