//! Why a task got its node, or none: what the scheduler saw of each node when it decided.
//!
//! Noted as the decision is made, never worked out afterwards.

use std::sync::Arc;

use sim::Timestamp;

use super::filter::Refusal;
use super::node_info::Rank;
use crate::object::Node;

/// A decision about a task, or about a group of tasks that are alike.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub at: Timestamp,
    /// In the order in which the nodes were looked at. A node that was looked at again after it
    /// got tasks stands here again.
    pub seen: Vec<(Arc<Node>, Standing)>,
}

/// How a node stood when it was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It did not meet this condition; those after it were not looked at.
    Refused(Refusal),
    /// It met all conditions.
    Fits(Rank),
    /// Nodes enough were better: its conditions were not looked at.
    NotNeeded(Rank),
}
