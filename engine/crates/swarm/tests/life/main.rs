//! Lives of whole swarms: nodes on machines that come, go, break and return.

mod disk;
mod failover;
mod joining;
mod quorum;
mod rig;
mod roles;
mod smoke;
mod swarm;
mod tasks;
