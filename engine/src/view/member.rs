//! A machine's part in a swarm as plain data.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::NodeId;
use api::node::Reachability;

use super::{ManagerView, MemberView, RaftRole, StoreView};

impl MemberView {
    /// What the daemon of a machine says of its node.
    pub(crate) fn new(node: &swarm::Node) -> MemberView {
        MemberView {
            state: node.state().as_str().to_owned(),
            node_id: node.id().cloned(),
            role: node.role(),
            advertise: node.advertise().to_string(),
            manager: ManagerView::new(node),
        }
    }
}

impl ManagerView {
    fn new(node: &swarm::Node) -> Option<ManagerView> {
        let (raft, store) = (node.raft()?, node.store()?);
        let mut store = StoreView::new(store);
        if raft.role == RaftRole::Leader {
            store.add_reachability(&raft);
        }
        let reachable = raft.peers.iter().filter(|peer| peer.reachable);
        Some(ManagerView {
            role: raft.role,
            term: raft.term,
            leader: raft.leader,
            commit: raft.commit,
            applied: raft.applied,
            last_index: raft.last_index,
            reachable: reachable.map(|peer| peer.node_id.clone()).collect(),
            voters: raft.peers.iter().map(|peer| peer.node_id.clone()).collect(),
            election_elapsed: raft.election_elapsed,
            election_timeout: raft.election_timeout,
            store: Arc::new(store),
        })
    }
}

impl StoreView {
    /// What only a leader knows: whom it reaches.
    fn add_reachability(&mut self, raft: &swarm::RaftView) {
        let peers: BTreeMap<&NodeId, bool> = raft
            .peers
            .iter()
            .map(|peer| (&peer.node_id, peer.reachable))
            .collect();
        for node in &mut self.nodes {
            node.reachability = peers.get(&node.id).map(|reachable| match reachable {
                true => Reachability::Reachable,
                false => Reachability::Unreachable,
            });
            node.leader = raft.leader.as_ref() == Some(&node.id);
        }
    }
}
