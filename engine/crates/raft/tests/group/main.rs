//! Groups of members: scripts, claims of the paper, counting, random lives.

#[path = "../chance.rs"]
mod chance;
mod group;
mod life;
mod paper;
mod quorum;
mod script;
mod simulation;
