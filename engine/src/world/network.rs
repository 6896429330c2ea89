//! Carries frames from machine to machine, and tells senders what became of them.
//!
//! Port 2377 and programs' connections are streams: in order, once, and whoever sends learns that
//! nobody answers. Gossip and the packets of overlay networks are datagrams; but a program's
//! connection through an overlay is a stream inside of datagrams, and its two ends repair what the
//! wire does to it.

use std::net::Ipv4Addr;

use dockerd::Frame;
use sim::{Duration, Instant, MachineId, Timestamp, Wire};

use super::World;
use crate::SwarmPort;
use crate::event::Event;

/// SwarmKit `manager/state/raft/raft.go`: `SendTimeout`, after which a message counts as lost.
const SEND_TIMEOUT: Duration = Duration::from_secs(2);

/// The way from one machine to another.
pub(super) fn wire(from: MachineId, to: MachineId) -> Wire {
    Wire { from, to }
}

impl World {
    /// Puts a frame on the wire.
    pub(super) fn send(&mut self, id: MachineId, to: Ipv4Addr, frame: Box<Frame>) {
        let from = self.machine(id).plan.address();
        let Some(receiver) = self.by_address.get(&to).copied() else {
            return self.lose(Some(id), to, frame);
        };
        let wire = wire(id, receiver);
        if matches!(*frame, Frame::Gossip(_)) {
            for at in self.wires.datagram(self.now, wire) {
                let (to, frame) = (receiver, frame.clone());
                self.queue.push(at, Event::Deliver { from, to, frame });
            }
            return;
        }
        let waits = matches!(*frame, Frame::Swarm { .. });
        let arrival = self.wires.stream(self.now, wire);
        match arrival.filter(|at| !waits || at.since(self.now) < SEND_TIMEOUT) {
            Some(at) => {
                let to = receiver;
                self.queue.push(at, Event::Deliver { from, to, frame });
            }
            None => self.lose(Some(id), to, frame),
        }
    }

    /// Hands a frame to the machine it was sent to.
    pub(super) fn deliver(&mut self, from: Ipv4Addr, to: MachineId, frame: Box<Frame>) {
        let sender = self.by_address.get(&from).copied();
        let moment = self.moment_on(to);
        let is_carried = sender.is_none_or(|sender| self.wires.carries(sender, to));
        let receiver = self.machine(to);
        let address = receiver.plan.address();
        let is_let_in = |port: SwarmPort| !receiver.faults.blocked_ports.contains(&port);
        if !is_carried || !receiver.dockerd.is_on() || !port(&frame).is_none_or(is_let_in) {
            self.lose(sender, address, frame);
            return;
        }
        if let (Frame::Swarm { .. }, Some(sender)) = (&*frame, sender) {
            let listens = self.machine(to).dockerd.listens_for_swarm();
            if !listens || !self.trust_each_other(sender, to) {
                self.refuse(sender, address, frame);
                return;
            }
            self.doubt(wire(sender, to), address, &frame);
        }
        self.machine(to).dockerd.on_frame(from, *frame, moment);
        self.settle(to);
    }

    /// Where only the way back is cut the frame arrives, but its sender waits in vain for that news
    /// and counts it as lost.
    fn doubt(&mut self, there: Wire, to: Ipv4Addr, frame: &Frame) {
        if !self.wires.carries(there.to, there.from) {
            self.lose(Some(there.from), to, Box::new(frame.clone()));
        }
    }

    /// TLS: each side holds the other's certificate against its own clock (SwarmKit `ca/config.go`,
    /// Go `crypto/x509`). Unlike Docker, standing connections are asked, too: there are none here.
    fn trust_each_other(&mut self, one: MachineId, other: MachineId) -> bool {
        let sees = |world: &mut World, eye: MachineId, seen: MachineId| {
            let clock = world.moment_on(eye).wall;
            world
                .machine(seen)
                .dockerd
                .node()
                .and_then(swarm::Node::validity)
                .is_none_or(|validity| is_within(clock, validity))
        };
        sees(self, one, other) && sees(self, other, one)
    }

    /// Nobody answers: the sender's transport gives up after its time.
    pub(super) fn lose(&mut self, sender: Option<MachineId>, to: Ipv4Addr, frame: Box<Frame>) {
        if let Some(sender) = sender {
            self.queue.push(
                self.now + SEND_TIMEOUT,
                Event::Undelivered { sender, to, frame },
            );
        }
    }

    /// The machine answers that nothing listens.
    fn refuse(&mut self, sender: MachineId, to: Ipv4Addr, frame: Box<Frame>) {
        let back = self.by_address.get(&to).copied().unwrap_or(sender);
        match self.wires.stream(self.now, wire(back, sender)) {
            Some(at) => self
                .queue
                .push(at, Event::Undelivered { sender, to, frame }),
            None => self.lose(Some(sender), to, frame),
        }
    }

    /// A frame waits in a machine that gets no CPU. A sender of a stream gives up meanwhile; it
    /// may be read all the same, later.
    pub(super) fn leave_unanswered(&mut self, held: u64, receiver: MachineId, event: &Event) {
        let Event::Deliver { from, frame, .. } = event else {
            return;
        };
        let Some(sender) = self.by_address.get(from).copied() else {
            return;
        };
        let is_stream = match **frame {
            Frame::Swarm { .. } => true,
            Frame::Gossip(_) | Frame::Packet(_) | Frame::Vxlan { .. } => false,
        };
        if is_stream {
            let (frame, to) = (frame.clone(), self.machine(receiver).plan.address());
            let event = Event::Unanswered {
                sender,
                to,
                frame,
                receiver,
                held,
            };
            let at: Instant = self.now + SEND_TIMEOUT;
            self.queue.push(at, event);
        }
    }
}

/// The port of the receiver a frame comes in to, if it is one of the swarm's. An answer goes to
/// the port its question came from.
fn port(frame: &Frame) -> Option<SwarmPort> {
    match frame {
        Frame::Swarm { message, .. } => (!message.is_answer()).then_some(SwarmPort::Management),
        Frame::Gossip(_) => Some(SwarmPort::Gossip),
        Frame::Vxlan { .. } => Some(SwarmPort::Vxlan),
        Frame::Packet(_) => None,
    }
}

fn is_within(clock: Timestamp, (from, until): (Timestamp, Timestamp)) -> bool {
    from <= clock && clock <= until
}
