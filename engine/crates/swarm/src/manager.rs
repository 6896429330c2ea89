//! A manager: its Raft log, its store and, only while it leads, the parts that decide
//! (SwarmKit `manager`).

pub(crate) mod part;
pub(crate) mod scheduler;

#[cfg(test)]
mod rig;
