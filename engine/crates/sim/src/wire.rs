//! What joins the machines: one switch, one cable for each machine, a latency, and cuts.

use core::time::Duration;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Instant, Rng};

/// Which computer: its place in the plan, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MachineId(pub u16);

/// How long a message is under way: at least `base`, and up to `jitter` more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latency {
    pub base: Duration,
    pub jitter: Duration,
}

impl Default for Latency {
    /// A quiet local network.
    fn default() -> Latency {
        Latency {
            base: Duration::from_micros(300),
            jitter: Duration::from_micros(200),
        }
    }
}

/// All cables between all machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wires {
    latency: Latency,
    unplugged: BTreeSet<MachineId>,
    rng: Rng,
}

impl Wires {
    /// Every machine plugged in.
    pub fn new(latency: Latency, rng: Rng) -> Wires {
        Wires {
            latency,
            unplugged: BTreeSet::new(),
            rng,
        }
    }

    /// Pulls a machine's cable out. What is already under way to it is lost, too: see
    /// [`Wires::carries`].
    pub fn unplug(&mut self, machine: MachineId) {
        self.unplugged.insert(machine);
    }

    /// Puts a machine's cable back.
    pub fn plug(&mut self, machine: MachineId) {
        self.unplugged.remove(&machine);
    }

    /// Whether a machine's cable is in.
    pub fn is_plugged(&self, machine: MachineId) -> bool {
        !self.unplugged.contains(&machine)
    }

    /// Whether a message can pass between two machines now. A machine always reaches itself.
    pub fn carries(&self, from: MachineId, to: MachineId) -> bool {
        from == to || (self.is_plugged(from) && self.is_plugged(to))
    }

    /// When a message sent now arrives, or `None` if it is lost on the way.
    pub fn arrival(&mut self, now: Instant, from: MachineId, to: MachineId) -> Option<Instant> {
        if !self.carries(from, to) {
            return None;
        }
        if from == to {
            return Some(now);
        }
        let Latency { base, jitter } = self.latency;
        Some(now + base + self.rng.duration(Duration::ZERO, jitter))
    }
}
