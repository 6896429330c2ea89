//! A machine's part in a swarm as plain data.

use std::sync::Arc;

use super::{ManagerView, MemberView, StoreView};

impl MemberView {
    /// What the daemon of a machine says of its node.
    pub(crate) fn new(node: &swarm::Node) -> MemberView {
        MemberView {
            state: node.state().as_str().to_owned(),
            node_id: node.id().cloned(),
            role: node.role(),
            advertise: String::new(),
            manager: None,
        }
    }
}
