//! Time, chance and wires: the world before there is any Docker in it.
//!
//! Everything in the engine that waits, is random or travels between machines is built from
//! these few values. They read no clock and no random source of the operating system; `now`
//! comes in as an argument and every random stream grows from the one seed of the world.
//! Knows nothing of Docker, Raft or a browser.
#![forbid(unsafe_code)]

mod queue;
mod rng;
mod time;
mod wire;

pub use core::time::Duration;
pub use queue::EventQueue;
pub use rng::Rng;
pub use time::{Instant, Timestamp};
pub use wire::{Latency, MachineId, Quality, Wire, Wires};
