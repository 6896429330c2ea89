//! The machine's Docker side as the world sees it: what comes in, what goes out.

mod frames;
mod life;
pub(crate) mod process;
mod show;

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::http::{ConnectError, HttpResponse};
use api::{ApiError, Response, StreamPart};
use serde::{Deserialize, Serialize};
use sim::Rng;
use swarm::CallId;

use crate::disk::Disk;
use crate::host::{HostFacts, Trouble};
use crate::kernel::packet::{Hop, Packet};
use crate::kernel::{Kernel, News};
use crate::network::gossip;
use crate::profile::Profile;
use process::Daemon;

pub use show::{BalancedService, ContainerInfo, DaemonState, NetworkInfo};

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
    /// Port 7946.
    Gossip(Box<gossip::Message>),
    /// A program's connection.
    Packet(Box<Packet>),
    /// Port 4789: a packet of an overlay network.
    Vxlan { vni: u32, packet: Box<Packet> },
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

/// How one connection of this machine went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionTrace {
    pub connection: ConnectionId,
    /// In order, the way there and back; empty when nobody answered.
    pub hops: Vec<Hop>,
}

/// A machine's Docker.
#[derive(Clone, Debug)]
pub struct Dockerd {
    facts: Arc<HostFacts>,
    profile: Arc<Profile>,
    rng: Rng,
    disk: Disk,
    power: Power,
    trouble: Trouble,
    /// The last few connections, newest last.
    traces: Vec<ConnectionTrace>,
    outputs: Vec<Output>,
}

/// Whether the machine has power.
#[derive(Clone, Debug)]
enum Power {
    Off,
    On {
        kernel: Box<Kernel>,
        process: Process,
    },
}

/// The daemon's process.
#[derive(Clone, Debug)]
enum Process {
    None,
    Alive(Box<Daemon>),
    /// SIGSTOP: it is there and gets no CPU. What the kernel has to tell it waits.
    Frozen {
        daemon: Box<Daemon>,
        held: Vec<News>,
    },
}
