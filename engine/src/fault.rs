//! What can break, and how it is mended: inputs like all others.
//!
//! A wire is one direction of one pair of machines, so any set of wires can be cut by several
//! inputs at one moment, also one way only ([`Fault::partition`]). What a poor wire does to streams
//! and to datagrams is told in `sim::wire`; here is only its name.

use serde::{Deserialize, Serialize};
use sim::{MachineId, Quality, Wire};

/// What can be broken, each with its undoing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    PowerOff(MachineId),
    PowerOn(MachineId),
    /// `systemctl stop docker`.
    StopDaemon(MachineId),
    /// `systemctl start docker`.
    StartDaemon(MachineId),
    /// `kill -9` of the daemon.
    KillDaemon(MachineId),
    /// `kill -STOP` of the daemon: its sockets fill, its containers run on.
    FreezeDaemon(MachineId),
    /// `kill -CONT`.
    ThawDaemon(MachineId),
    /// The machine gets no CPU, as a paused virtual machine: nothing runs, packets wait in its
    /// card, and when it is thawed all timers are late.
    Freeze(MachineId),
    Thaw(MachineId),
    /// The network cable.
    Unplug(MachineId),
    Plug(MachineId),
    /// Nothing passes from one machine to another; the way back is another wire.
    CutWire(Wire),
    MendWire(Wire),
    /// A wire is slow, loses, doubles or overtakes. The default quality mends it.
    DegradeWire {
        wire: Wire,
        quality: Quality,
    },
    /// The machine's firewall drops what comes in to this port.
    BlockPort {
        machine: MachineId,
        port: SwarmPort,
    },
    UnblockPort {
        machine: MachineId,
        port: SwarmPort,
    },
    /// No registry answers this machine.
    RegistryDown(MachineId),
    RegistryUp(MachineId),
    /// Nothing more fits under `/var/lib/docker`.
    FillDisk(MachineId),
    FreeDisk(MachineId),
    /// The machine's clock shows this many seconds more than the true time; 0 sets it right.
    SetClock {
        machine: MachineId,
        seconds: i32,
    },
}

/// The ports a swarm needs between its machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SwarmPort {
    /// 2377/tcp: managers.
    Management,
    /// 7946/tcp and udp: gossip.
    Gossip,
    /// 4789/udp: the packets of overlay networks.
    Vxlan,
}

impl Fault {
    /// The machine it happens to; for a wire, the one that sends.
    pub fn machine(self) -> MachineId {
        match self {
            Fault::PowerOff(machine)
            | Fault::PowerOn(machine)
            | Fault::StopDaemon(machine)
            | Fault::StartDaemon(machine)
            | Fault::KillDaemon(machine)
            | Fault::FreezeDaemon(machine)
            | Fault::ThawDaemon(machine)
            | Fault::Freeze(machine)
            | Fault::Thaw(machine)
            | Fault::Unplug(machine)
            | Fault::Plug(machine)
            | Fault::RegistryDown(machine)
            | Fault::RegistryUp(machine)
            | Fault::FillDisk(machine)
            | Fault::FreeDisk(machine)
            | Fault::BlockPort { machine, .. }
            | Fault::UnblockPort { machine, .. }
            | Fault::SetClock { machine, .. } => machine,
            Fault::CutWire(wire) | Fault::MendWire(wire) | Fault::DegradeWire { wire, .. } => {
                wire.from
            }
        }
    }

    /// The other end of a wire.
    pub fn other_machine(self) -> Option<MachineId> {
        match self {
            Fault::CutWire(wire) | Fault::MendWire(wire) | Fault::DegradeWire { wire, .. } => {
                Some(wire.to)
            }
            Fault::PowerOff(_)
            | Fault::PowerOn(_)
            | Fault::StopDaemon(_)
            | Fault::StartDaemon(_)
            | Fault::KillDaemon(_)
            | Fault::FreezeDaemon(_)
            | Fault::ThawDaemon(_)
            | Fault::Freeze(_)
            | Fault::Thaw(_)
            | Fault::Unplug(_)
            | Fault::Plug(_)
            | Fault::RegistryDown(_)
            | Fault::RegistryUp(_)
            | Fault::FillDisk(_)
            | Fault::FreeDisk(_)
            | Fault::BlockPort { .. }
            | Fault::UnblockPort { .. }
            | Fault::SetClock { .. } => None,
        }
    }

    /// What undoes it. Of what mends a wire or sets a clock, only that it is in order is known.
    pub fn undo(self) -> Fault {
        match self {
            Fault::PowerOff(machine) => Fault::PowerOn(machine),
            Fault::PowerOn(machine) => Fault::PowerOff(machine),
            Fault::StopDaemon(machine) | Fault::KillDaemon(machine) => Fault::StartDaemon(machine),
            Fault::StartDaemon(machine) => Fault::StopDaemon(machine),
            Fault::FreezeDaemon(machine) => Fault::ThawDaemon(machine),
            Fault::ThawDaemon(machine) => Fault::FreezeDaemon(machine),
            Fault::Freeze(machine) => Fault::Thaw(machine),
            Fault::Thaw(machine) => Fault::Freeze(machine),
            Fault::Unplug(machine) => Fault::Plug(machine),
            Fault::Plug(machine) => Fault::Unplug(machine),
            Fault::CutWire(wire) => Fault::MendWire(wire),
            Fault::MendWire(wire) => Fault::CutWire(wire),
            Fault::DegradeWire { wire, .. } => Fault::DegradeWire {
                wire,
                quality: Quality::default(),
            },
            Fault::BlockPort { machine, port } => Fault::UnblockPort { machine, port },
            Fault::UnblockPort { machine, port } => Fault::BlockPort { machine, port },
            Fault::RegistryDown(machine) => Fault::RegistryUp(machine),
            Fault::RegistryUp(machine) => Fault::RegistryDown(machine),
            Fault::FillDisk(machine) => Fault::FreeDisk(machine),
            Fault::FreeDisk(machine) => Fault::FillDisk(machine),
            Fault::SetClock { machine, .. } => Fault::SetClock {
                machine,
                seconds: 0,
            },
        }
    }

    /// The cuts that part some machines from others, both ways.
    pub fn partition(some: &[MachineId], others: &[MachineId]) -> Vec<Fault> {
        let pairs = some
            .iter()
            .flat_map(|one| others.iter().map(move |other| (*one, *other)));
        let both = pairs.flat_map(|(from, to)| [Wire { from, to }, Wire { from: to, to: from }]);
        both.map(Fault::CutWire).collect()
    }
}
