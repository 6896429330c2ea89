//! One machine's daemon, and the part of its kernel that Docker drives.
//!
//! [`Dockerd`] lives as long as the machine: it is powered on and off, its daemon process started
//! and stopped. While the daemon runs it answers the Engine API, keeps containers, images and
//! networks, and runs a swarm node; while only the kernel runs, what was set up (rules, IPVS,
//! running containers) goes on by itself. Knows no command line and no text layout.
#![forbid(unsafe_code)]

mod daemon;

pub use daemon::{Address, ConnectionId, Dockerd, Frame, HostFacts, Output, Profile};
