//! The swarm of machines as one value: virtual clock, one seed, inputs in, a view out.
//!
//! This is the only door to everything below. A [`World`] is made from a [`Plan`] and a seed, takes
//! [`Input`]s (all that a person can do), lets time pass with [`World::run_until`], and shows itself
//! as a [`View`], which is plain data. A clone lives the same life. Every input is written into the
//! [`Journal`]; seed and journal are the whole session. Knows no browser.
#![forbid(unsafe_code)]

mod event;
mod fault;
mod input;
mod journal;
mod machine;
mod plan;
mod trace;
mod view;
mod world;

pub use fault::{Fault, SwarmPort};
pub use input::{Input, InputError, TerminalId};
pub use journal::{Journal, JournalEntry};
pub use plan::{MachinePlan, Plan, ProfileName};
pub use trace::{TraceKind, TraceLine};
pub use view::{
    BlockView, ClusterView, ContainerView, DaemonState, MachineView, ManagerView, MemberView,
    NetworkView, NodeView, NodeWhy, Power, RaftRole, Rank, Refusal, ScriptView, ServiceView,
    Standing, StoreView, TaskView, TerminalView, View, WhyView,
};
pub use world::World;

/// Words of the layers below that views and inputs are made of.
pub use api::node::{Availability, NodeRole, NodeState, Reachability};
pub use api::service::{FailureAction, Mode, PortConfig, PublishMode, UpdateOrder, UpdateState};
pub use api::task::TaskState;
pub use api::{NetworkId, NodeId, ServiceId, TaskId};
pub use docker::TerminalSize;
pub use shell::{Suggestion, Text};
pub use sim::{Duration, Instant, Latency, MachineId, Quality, Rng, Timestamp, Wire};
pub use swarm::planted;
pub use swarm::store::Store;
pub use swarm::{RaftEntryView, RaftPeerView, RaftView, object};
