//! What breaks and is mended, and what waits in a machine that gets no CPU.

use sim::{MachineId, Timestamp};
use swarm::Moment;

use super::World;
use crate::event::Event;
use crate::{Fault, SwarmPort, TraceKind};

/// How many frames a network card without a driver to empty it keeps (Linux `e1000`, receive ring).
const CARD_FRAMES: usize = 256;

impl World {
    /// Breaks or mends something.
    pub(super) fn fault(&mut self, fault: Fault) {
        let id = fault.machine();
        self.note(id, TraceKind::Fault { fault });
        self.carry_out_fault(fault);
        self.release(id);
        self.settle(id);
    }

    fn carry_out_fault(&mut self, fault: Fault) {
        let id = fault.machine();
        let moment = self.moment_on(id);
        match fault {
            Fault::PowerOff(_) => self.cut_power(id),
            Fault::PowerOn(_) => self.machine(id).power_on(moment),
            Fault::StopDaemon(_) => self.machine(id).dockerd.stop(moment),
            Fault::StartDaemon(_) => self.machine(id).dockerd.start(moment),
            Fault::KillDaemon(_) => self.machine(id).dockerd.kill(moment),
            Fault::FreezeDaemon(_) => self.machine(id).dockerd.freeze(),
            Fault::ThawDaemon(_) => self.machine(id).dockerd.thaw(moment),
            Fault::Freeze(_) => {
                self.machine(id).faults.is_frozen = self.machine(id).dockerd.is_on()
            }
            Fault::Thaw(_) => self.machine(id).faults.is_frozen = false,
            Fault::Unplug(_) => self.wires.unplug(id),
            Fault::Plug(_) => self.wires.plug(id),
            Fault::CutWire(wire) => self.wires.cut(wire),
            Fault::MendWire(wire) => self.wires.mend(wire),
            Fault::DegradeWire { wire, quality } => self.wires.set_quality(wire, quality),
            Fault::BlockPort { port, .. } => {
                self.machine(id).faults.blocked_ports.insert(port);
            }
            Fault::UnblockPort { port, .. } => {
                self.machine(id).faults.blocked_ports.remove(&port);
            }
            Fault::RegistryDown(_) => self.set_trouble(id, |trouble| trouble.registry_down = true),
            Fault::RegistryUp(_) => self.set_trouble(id, |trouble| trouble.registry_down = false),
            Fault::FillDisk(_) => self.set_trouble(id, |trouble| trouble.disk_full = true),
            Fault::FreeDisk(_) => self.set_trouble(id, |trouble| trouble.disk_full = false),
            Fault::SetClock { seconds, .. } => self.machine(id).faults.clock_seconds = seconds,
        }
    }

    fn cut_power(&mut self, id: MachineId) {
        let moment = self.moment_on(id);
        let machine = self.machine(id);
        machine.faults.is_frozen = false;
        machine.faults.held.clear();
        // The timer that waited to be handled is among what was held.
        machine.wake_at = None;
        machine.power_off(moment);
        self.forget_callers_on(id);
        self.break_remotes_on(id);
    }

    fn set_trouble(&mut self, id: MachineId, set: impl FnOnce(&mut dockerd::Trouble)) {
        let dockerd = &mut self.machine(id).dockerd;
        let mut trouble = dockerd.trouble();
        set(&mut trouble);
        dockerd.set_trouble(trouble);
    }

    /// Now, as that machine's clock has it.
    pub(super) fn moment_on(&self, id: MachineId) -> Moment {
        let Moment { now, wall } = self.moment();
        let seconds = self
            .machines
            .get(usize::from(id.0))
            .map_or(0, |machine| machine.faults.clock_seconds);
        let wall = Timestamp(wall.0 + i64::from(seconds) * 1_000_000_000);
        Moment { now, wall }
    }

    /// Whether a machine is on and gets CPU.
    pub(super) fn has_cpu(&mut self, id: MachineId) -> bool {
        let machine = self.machine(id);
        machine.dockerd.is_on() && !machine.faults.is_frozen
    }

    /// Keeps an event for later if who should handle it gets no CPU; gives it back if not.
    pub(super) fn hold(&mut self, event: Event) -> Option<Event> {
        let Some(id) = self.waits_for(&event) else {
            return Some(event);
        };
        let held = self.fresh_id();
        let frames = self.machine(id).faults.held.values();
        let is_frame = |event: &&Event| matches!(event, Event::Deliver { .. });
        if is_frame(&&event) && frames.filter(is_frame).count() >= CARD_FRAMES {
            if let Event::Deliver { from, frame, .. } = event {
                let sender = self.by_address.get(&from).copied();
                let address = self.machine(id).plan.address();
                self.lose(sender, address, frame);
            }
            return None;
        }
        self.leave_unanswered(held, id, &event);
        self.machine(id).faults.held.insert(held, event);
        None
    }

    /// The machine an event has to wait for.
    fn waits_for(&mut self, event: &Event) -> Option<MachineId> {
        let machine = match event {
            Event::Answer { call, .. } | Event::Part { call, .. } => {
                let (caller, _) = self.calls.get(call)?;
                caller.terminal.machine
            }
            Event::Reply { connection, .. } => self.connections.get(connection)?.terminal.machine,
            event => event.machine()?,
        };
        let found = self.machine(machine);
        let waits = found.faults.is_frozen || (found.dockerd.is_frozen() && event.is_for_daemon());
        waits.then_some(machine)
    }

    /// Lets what was held happen, in the order it came, as far as it need not wait any more.
    fn release(&mut self, id: MachineId) {
        let held = std::mem::take(&mut self.machine(id).faults.held);
        for (number, event) in held {
            if self.waits_for(&event).is_some() {
                self.machine(id).faults.held.insert(number, event);
            } else {
                self.queue.push(self.now, event);
            }
        }
    }

    /// What is broken on a machine, but for power, daemon and cable.
    pub(super) fn faults_on(&self, machine: &crate::machine::Machine) -> Vec<Fault> {
        let id = machine.id;
        let faults = &machine.faults;
        let trouble = machine.dockerd.trouble();
        let is_from = |from: &MachineId| *from == id;
        let cuts = self.wires.cuts().filter(|it| is_from(&it.from));
        let poor = self.wires.poor().filter(|(it, _)| is_from(&it.from));
        let port = |port: &SwarmPort| Fault::BlockPort {
            machine: id,
            port: *port,
        };
        let mut all: Vec<Fault> = Vec::new();
        all.extend(faults.is_frozen.then_some(Fault::Freeze(id)));
        all.extend(
            machine
                .dockerd
                .is_frozen()
                .then_some(Fault::FreezeDaemon(id)),
        );
        all.extend(cuts.map(Fault::CutWire));
        all.extend(poor.map(|(wire, quality)| Fault::DegradeWire { wire, quality }));
        all.extend(faults.blocked_ports.iter().map(port));
        all.extend(trouble.registry_down.then_some(Fault::RegistryDown(id)));
        all.extend(trouble.disk_full.then_some(Fault::FillDisk(id)));
        let seconds = faults.clock_seconds;
        let clock = Fault::SetClock {
            machine: id,
            seconds,
        };
        all.extend((seconds != 0).then_some(clock));
        all
    }
}
