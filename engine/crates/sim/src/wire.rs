//! What joins the machines: one switch, one cable for each machine, a latency, and cuts.

use core::time::Duration;
use std::collections::{BTreeMap, BTreeSet};

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
    /// Sender, receiver: when the last message between them arrives.
    ///
    /// **Invariant:** no later message arrives before it, since what is sent over a connection
    /// keeps its order.
    last_arrivals: BTreeMap<MachineId, BTreeMap<MachineId, Instant>>,
}

impl Wires {
    /// Every machine plugged in.
    pub fn new(latency: Latency, rng: Rng) -> Wires {
        Wires {
            latency,
            unplugged: BTreeSet::new(),
            rng,
            last_arrivals: BTreeMap::new(),
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
        let at = now + base + self.rng.duration(Duration::ZERO, jitter);
        let last = self.last_arrivals.entry(from).or_default();
        let last = last.entry(to).or_default();
        *last = at.max(*last);
        Some(*last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_from_one_machine_to_another_keep_their_order() {
        let mut wires = Wires::new(Latency::default(), Rng::stream(1, "wires"));
        let (one, other) = (MachineId(0), MachineId(1));
        let mut last = Instant::START;
        for nanos in 0..1000 {
            let now = Instant::from_nanos(nanos);
            let at = wires.arrival(now, one, other).unwrap();
            assert!(at >= last);
            last = at;
        }
        wires.unplug(other);
        assert_eq!(wires.arrival(last, one, other), None);
    }
}
