//! The machine's Docker side as the world sees it: what comes in, what goes out.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::http::{ConnectError, HttpRequest, HttpResponse};
use api::{ApiError, Request, Response, StreamPart};
use serde::{Deserialize, Serialize};
use sim::{Instant, Rng};
use swarm::{CallId, Moment};

/// One network card of a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// `eth0`.
    pub interface: String,
    pub ip: Ipv4Addr,
    pub prefix_len: u8,
}

/// What the plan says of a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    pub hostname: String,
    /// The first is the one the switch connects.
    pub addresses: Vec<Address>,
    pub nano_cpus: i64,
    pub memory_bytes: i64,
}

/// How this world's engine introduces itself and how fast its machines are: the product's own
/// (`28.5.2`), or the recorder's (`28.5.2+dfsg4`). Data in one place (DESIGN, contracts).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    // Filled in with the daemon: version strings, storage driver lines, kernel, images, durations.
}

/// Names a connection a program of this machine opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConnectionId(pub u64);

/// What travels between machines.
#[derive(Clone, Debug)]
pub enum Frame {
    /// Port 2377.
    Swarm {
        from: SocketAddrV4,
        to: SocketAddrV4,
        message: Box<swarm::Message>,
    },
    // Filled in with the daemon: gossip (7946), packets to ports, VXLAN (4789).
}

/// What the daemon or the kernel wants from the world.
#[derive(Clone, Debug)]
pub enum Output {
    /// Put this on the wire to the machine with that address.
    Send {
        to: Ipv4Addr,
        frame: Frame,
    },
    Answer {
        call: CallId,
        result: Result<Response, ApiError>,
    },
    Part {
        call: CallId,
        part: StreamPart,
    },
    /// A connection opened by [`Dockerd::connect`] has its answer.
    Reply {
        connection: ConnectionId,
        result: Result<HttpResponse, ConnectError>,
    },
}

/// A machine's Docker.
#[derive(Clone, Debug)]
pub struct Dockerd {
    // Filled in with the daemon.
}

impl Dockerd {
    /// A blank machine that is switched off: Docker is installed, nothing was ever run.
    pub fn new(_facts: HostFacts, _profile: Arc<Profile>, _rng: Rng) -> Dockerd {
        todo!()
    }

    /// Switches the machine on; the daemon starts by itself a little later.
    pub fn power_on(&mut self, _moment: Moment) {
        todo!()
    }

    /// The power is gone: whatever was not on the disk is lost, nobody is told.
    pub fn power_off(&mut self, _moment: Moment) {
        todo!()
    }

    /// `systemctl start docker`.
    pub fn start(&mut self, _moment: Moment) {
        todo!()
    }

    /// `systemctl stop docker`: SIGTERM; containers are stopped.
    pub fn stop(&mut self, _moment: Moment) {
        todo!()
    }

    /// `kill -9` of the daemon: containers and kernel state go on.
    pub fn kill(&mut self, _moment: Moment) {
        todo!()
    }

    /// Whether the machine has power.
    pub fn is_on(&self) -> bool {
        todo!()
    }

    /// Whether the daemon answers.
    pub fn is_running(&self) -> bool {
        todo!()
    }

    /// A client on this machine, or by TCP on another, calls the Engine API. Without a daemon the
    /// answer is `ErrorKind::NoConnection`.
    pub fn request(&mut self, _call: CallId, _request: Request, _moment: Moment) {
        todo!()
    }

    /// The client of a call went away.
    pub fn cancel(&mut self, _call: CallId) {
        todo!()
    }

    /// A program on this machine opens a connection and sends one request.
    pub fn connect(
        &mut self,
        _connection: ConnectionId,
        _to: SocketAddrV4,
        _request: HttpRequest,
        _moment: Moment,
    ) {
        todo!()
    }

    /// Something arrived from another machine (or from a client outside, at `from`).
    pub fn on_frame(&mut self, _from: Ipv4Addr, _frame: Frame, _moment: Moment) {
        todo!()
    }

    /// Something sent did not arrive: refused (the machine is on, nothing listens: at once) or lost
    /// (reported by the world after the transport's 2 s).
    pub fn on_undelivered(&mut self, _to: Ipv4Addr, _frame: Frame, _moment: Moment) {
        todo!()
    }

    /// Time has come.
    pub fn on_timeout(&mut self, _moment: Moment) {
        todo!()
    }

    /// When to call [`Dockerd::on_timeout`].
    pub fn next_timeout(&self) -> Option<Instant> {
        todo!()
    }

    /// Takes what it wants done, in order.
    pub fn take_outputs(&mut self) -> Vec<Output> {
        todo!()
    }

    /// The swarm node, while the daemon runs one.
    pub fn node(&self) -> Option<&swarm::Node> {
        todo!()
    }

    /// Whether something on this machine listens on port 2377 now.
    pub fn listens_for_swarm(&self) -> bool {
        todo!()
    }
}
