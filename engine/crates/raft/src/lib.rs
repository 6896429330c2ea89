//! Agreement: the Raft algorithm as a plain value.
//!
//! A [`Raft`] is one member. It has no clock, no socket and no disk. Its owner
//! makes it [`tick`](Raft::tick), hands it messages with [`step`](Raft::step),
//! asks for changes with [`propose`](Raft::propose), and after each of these
//! does what [`ready`](Raft::ready) says: save, then send, then apply, then
//! [`advance`](Raft::advance).
//!
//! Knows no time but ticks, no Swarm, no bytes: an entry carries any [`Payload`].
//! No pre-vote, no joint consensus, no read index, no forwarded proposals:
//! SwarmKit uses none of them (it proxies whole calls to the leader instead).
//!
//! After etcd/raft v3.6.0 (`raft.go`, `log.go`, `tracker/`, `quorum/`,
//! `confchange/`) as SwarmKit's `DefaultNodeConfig` sets it up.

mod conf;
mod config;
mod entry;
mod error;
mod id;
mod log;
mod message;
mod persisted;
pub mod planted;
mod progress;
pub mod quorum;
mod raft;
mod rng;
mod role;

pub use crate::conf::{ConfChange, ConfState};
pub use crate::config::Config;
pub use crate::entry::{Entry, EntryData, Payload, Position};
pub use crate::error::{LogError, ProposeError, StepError};
pub use crate::id::{Index, RaftId, Term};
pub use crate::log::Log;
pub use crate::message::{AppendReply, Message, MessageKind};
pub use crate::persisted::{HardState, Persisted, Snapshot};
pub use crate::progress::{Inflights, Progress, ProgressState};
pub use crate::raft::{Raft, Ready, SoftState};
pub use crate::role::{Leader, Role, RoleName, Timer};
