//! What joins the machines: one switch, one cable for each machine, and on the way from each
//! machine to each other one a quality: how long, how lossy, how orderly, or cut.
//!
//! Two kinds of traffic suffer differently, as in real life. A [stream](Wires::stream) (TCP: port
//! 2377, the connections of programs) is sent again until it arrives, in order and once: loss makes
//! it late. A [datagram](Wires::datagram) (UDP: gossip on 7946, VXLAN on 4789) is really lost, comes
//! twice, or is overtaken. Who learns of a loss is not decided here.

mod quality;

use std::collections::{BTreeMap, BTreeSet};

use core::time::Duration;
use serde::{Deserialize, Serialize};

use crate::{Instant, Rng};
pub use quality::{Latency, Quality};

/// Which computer: its place in the plan, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MachineId(pub u16);

/// The way from one machine to another; the way back is another wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Wire {
    pub from: MachineId,
    pub to: MachineId,
}

/// All cables between all machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wires {
    latency: Latency,
    unplugged: BTreeSet<MachineId>,
    cut: BTreeSet<Wire>,
    /// Wires that are not as good as the others.
    poor: BTreeMap<Wire, Quality>,
    rng: Rng,
    /// Sender, receiver: when the last message between them arrives.
    ///
    /// **Invariant:** no later message of a stream arrives before it, since what is sent over a
    /// connection keeps its order.
    last_arrivals: BTreeMap<MachineId, BTreeMap<MachineId, Instant>>,
}

/// Linux `TCP_RTO_MIN`: how long TCP waits on a local network before it sends again, doubled each
/// time.
const RETRANSMISSION: Duration = Duration::from_millis(200);

/// After so many losses in a row (13 s) nobody waits any more: all that is sent over streams here
/// is given up earlier.
const RETRANSMISSIONS: u32 = 6;

/// Datagrams that are overtaken are at most so much later.
const HELD_BACK: Duration = Duration::from_millis(20);

impl Wires {
    /// Every machine plugged in.
    pub fn new(latency: Latency, rng: Rng) -> Wires {
        Wires {
            latency,
            unplugged: BTreeSet::new(),
            cut: BTreeSet::new(),
            poor: BTreeMap::new(),
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

    /// Cuts one wire: one direction of one pair.
    pub fn cut(&mut self, wire: Wire) {
        self.cut.insert(wire);
    }

    /// Mends what was cut.
    pub fn mend(&mut self, wire: Wire) {
        self.cut.remove(&wire);
    }

    /// Makes a wire better or worse than the others. The perfect quality is the one of all.
    pub fn set_quality(&mut self, wire: Wire, quality: Quality) {
        if quality == Quality::default() {
            self.poor.remove(&wire);
        } else {
            self.poor.insert(wire, quality);
        }
    }

    /// The wires that are cut.
    pub fn cuts(&self) -> impl Iterator<Item = Wire> {
        self.cut.iter().copied()
    }

    /// The wires that are poor.
    pub fn poor(&self) -> impl Iterator<Item = (Wire, Quality)> {
        self.poor.iter().map(|(wire, quality)| (*wire, *quality))
    }

    /// Whether a message can pass between two machines now. A machine always reaches itself.
    pub fn carries(&self, from: MachineId, to: MachineId) -> bool {
        let is_joined = self.is_plugged(from) && self.is_plugged(to);
        from == to || (is_joined && !self.cut.contains(&Wire { from, to }))
    }

    /// When a part of a stream sent now arrives, or `None` if it never does.
    pub fn stream(&mut self, now: Instant, wire: Wire) -> Option<Instant> {
        let Wire { from, to } = wire;
        if !self.carries(from, to) {
            return None;
        }
        if from == to {
            return Some(now);
        }
        let again = self.retransmission(wire)?;
        let at = now + self.travel(wire) + again;
        Some(self.in_order(wire, at))
    }

    /// When a datagram sent now arrives: not at all, once, or twice.
    pub fn datagram(&mut self, now: Instant, wire: Wire) -> Vec<Instant> {
        let Wire { from, to } = wire;
        if from == to {
            return vec![now];
        }
        let quality = self.quality(wire);
        if !self.carries(from, to) || self.happens(quality.loss) {
            return Vec::new();
        }
        let copies = 1 + u8::from(self.happens(quality.duplication));
        (0..copies)
            .map(|_| self.datagram_arrival(now, wire))
            .collect()
    }

    fn datagram_arrival(&mut self, now: Instant, wire: Wire) -> Instant {
        let at = now + self.travel(wire);
        let quality = self.quality(wire);
        if self.happens(quality.reordering) {
            // It waits aside, and does not hold up those behind it.
            return at + self.rng.duration(Duration::ZERO, HELD_BACK);
        }
        self.in_order(wire, at)
    }

    fn travel(&mut self, wire: Wire) -> Duration {
        let quality = self.quality(wire);
        let Latency { base, jitter } = self.latency;
        let usual = base + self.rng.duration(Duration::ZERO, jitter);
        if quality.delay == Latency::NONE {
            return usual;
        }
        let more = self.rng.duration(Duration::ZERO, quality.delay.jitter);
        usual + quality.delay.base + more
    }

    /// How much later TCP's repetitions let something arrive, or `None` if all were lost.
    fn retransmission(&mut self, wire: Wire) -> Option<Duration> {
        let loss = self.quality(wire).loss;
        let lost = (0..RETRANSMISSIONS)
            .take_while(|_| self.happens(loss))
            .count() as u32;
        (lost < RETRANSMISSIONS).then(|| RETRANSMISSION * ((1 << lost) - 1))
    }

    fn in_order(&mut self, Wire { from, to }: Wire, at: Instant) -> Instant {
        let last = self.last_arrivals.entry(from).or_default();
        let last = last.entry(to).or_default();
        *last = at.max(*last);
        *last
    }

    fn quality(&self, wire: Wire) -> Quality {
        self.poor.get(&wire).copied().unwrap_or_default()
    }

    /// Draws nothing where nothing can happen, so that a good wire costs no chance.
    fn happens(&mut self, per_mille: u16) -> bool {
        per_mille > 0 && self.rng.chance(u64::from(per_mille))
    }
}

#[cfg(test)]
mod tests;
