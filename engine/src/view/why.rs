//! Why a task got its node, or none, node by node.

use api::NodeId;
use sim::Timestamp;
use swarm::{Explanation, Refusal, Standing};

/// What the scheduler saw when it last decided about a task.
#[derive(Clone, Debug, PartialEq)]
pub struct WhyView {
    pub at: Timestamp,
    /// In the order of the nodes' names.
    pub nodes: Vec<NodeWhy>,
}

/// How one node stood.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeWhy {
    pub node_id: NodeId,
    pub hostname: String,
    /// When the nodes were ranked.
    pub standing: Standing,
    /// What it lacked later, when tasks of the same group had been put on it.
    pub then_refused: Option<Refusal>,
}

fn hostname(node: &swarm::object::Node) -> String {
    let description = node.description.as_ref();
    description
        .map(|it| it.hostname.clone())
        .unwrap_or_default()
}

impl WhyView {
    pub(crate) fn new(explanation: &Explanation) -> WhyView {
        let mut nodes: Vec<NodeWhy> = Vec::new();
        for (node, standing) in &explanation.seen {
            match nodes.iter_mut().find(|it| it.node_id == node.id) {
                Some(known) => {
                    if let Standing::Refused(refusal) = standing {
                        known.then_refused = Some(*refusal);
                    }
                }
                None => nodes.push(NodeWhy {
                    node_id: node.id.clone(),
                    hostname: hostname(node),
                    standing: *standing,
                    then_refused: None,
                }),
            }
        }
        nodes.sort_by(|one, other| one.hostname.cmp(&other.hostname));
        WhyView {
            at: explanation.at,
            nodes,
        }
    }
}
