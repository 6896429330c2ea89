//! The swarm's own work, after SwarmKit: one [`Node`] for each machine that is a member.
//!
//! A node has an agent always and a manager sometimes; a manager has its own Raft log and its own
//! [`Store`](store::Store), and only while it leads the parts that decide. Nodes meet in
//! [`Message`]s; what runs a task is the daemon's business, met in [`TaskOrder`]s and
//! [`TaskReport`]s. Knows no images, containers, command lines or screens.
#![forbid(unsafe_code)]

pub mod object;
pub mod store;

mod agent;
mod certificate;
mod constraint;
mod door;
mod manager;
mod message;
mod node;
mod outbox;
mod remotes;
mod rpc;
mod template;
#[cfg(test)]
mod testing;

pub use manager::control_api::{insert_defaults, network_inspect};
pub use manager::scheduler::{Explanation, Rank, Refusal, Standing};
pub use message::Message;
pub use node::{
    CallId, ControlError, ControlRequest, ControlResponse, Disk, InitOptions, JoinOptions, Machine,
    Moment, Node, NodeProgress, Output, RaftEntryView, RaftPeerView, RaftRole, RaftView, Start,
    TaskOrder, TaskReport,
};
pub use raft::planted;
pub use template::{ExpandError, expand_container};
