//! The swarm's own work, after SwarmKit: one [`Node`] for each machine that is a member.
//!
//! A node has an agent always and a manager sometimes; a manager has its own Raft log and its own
//! [`Store`](store::Store), and only while it leads the parts that decide. Nodes meet in
//! [`Message`]s; what runs a task is the daemon's business, met in [`TaskOrder`]s and
//! [`TaskReport`]s. Knows no images, containers, command lines or screens.
#![forbid(unsafe_code)]

pub mod object;
pub mod store;

mod constraint;
mod manager;
mod node;

pub use node::{
    CallId, ControlError, ControlRequest, ControlResponse, Disk, InitOptions, JoinOptions, Machine,
    Message, Moment, Node, Output, Start, TaskOrder, TaskReport,
};
