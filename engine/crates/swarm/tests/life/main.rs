//! Lives of whole swarms: nodes on machines that come, go, break and return.

#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

mod chaos;
mod disk;
mod failover;
mod joining;
mod quorum;
mod rig;
mod roles;
mod script;
mod smoke;
mod swarm;
mod tasks;
