//! One machine's daemon, and the part of its kernel that Docker drives.
//!
//! [`Dockerd`] lives as long as the machine: it is powered on and off, its daemon process started
//! and stopped. While the daemon runs it answers the Engine API, keeps containers, images and
//! networks, and runs a swarm node; while only the kernel runs, what was set up (rules, IPVS,
//! running containers) goes on by itself. Knows no command line and no text layout.
#![forbid(unsafe_code)]

mod daemon;
mod host;
mod profile;

mod engine_api;

mod cluster;
mod executor;
mod network;

mod container;
mod disk;
mod events;
mod image;
mod kernel;

mod catalogue;
mod reference;
mod registry;

pub use daemon::{
    BalancedService, ConnectionId, ConnectionTrace, ContainerInfo, DaemonState, Dockerd, Frame,
    NetworkInfo, Output,
};
pub use host::{Address, HostFacts, Trouble};
pub use kernel::packet::{Deed, Hop, Packet, Payload, Place, Rule, Why};
pub use network::gossip::Message as GossipMessage;
pub use profile::{EngineBuild, Platform, Profile, Span, Speed};

#[cfg(test)]
mod rig;
