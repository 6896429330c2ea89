//! What travels between programs: a connection's one request and its answer, each as one packet,
//! and the trace of what was done to it on the way.

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::http::{ConnectError, HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

/// A packet of a TCP connection.
#[derive(Clone, Debug)]
pub struct Packet {
    pub source: SocketAddrV4,
    pub destination: SocketAddrV4,
    pub payload: Payload,
    /// What happened to it, and for an answer also to its request.
    pub trace: Vec<Hop>,
}

/// One direction of a connection.
#[derive(Clone, Debug)]
pub enum Payload {
    Request(Arc<HttpRequest>),
    Answer(Result<Arc<HttpResponse>, ConnectError>),
}

/// One thing that was done to a packet, or decided about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// The machine it happened on, by its address.
    pub machine: Ipv4Addr,
    pub place: Place,
    pub deed: Deed,
}

/// Where on a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The machine's own network namespace.
    Host,
    /// The namespace of a network's load balancer: `ingress_sbox`.
    LoadBalancer,
    /// A container, by its name.
    Container(String),
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// A rule changed an address.
    Rewritten {
        rule: Rule,
        from: SocketAddrV4,
        to: SocketAddrV4,
    },
    /// IPVS chose a task.
    Balanced {
        mark: u32,
        picked: Ipv4Addr,
        /// How many it could choose from.
        among: usize,
    },
    /// Put into a VXLAN packet.
    Tunnelled {
        vni: u32,
        to: Ipv4Addr,
    },
    /// A server answered.
    Answered {
        status: u16,
    },
    Refused {
        why: Why,
    },
    Dropped {
        why: Why,
    },
}

/// Which rule changed an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rule {
    /// nat chain DOCKER-INGRESS: to the ingress sandbox.
    IngressDnat,
    /// nat POSTROUTING: the machine's own connections get the bridge's address.
    Masquerade,
    /// IPVS: to the chosen task.
    Ipvs,
    /// nat POSTROUTING of the sandbox: answers must come back through this node.
    IngressSnat,
    /// nat PREROUTING of the container: published port to target port.
    Redirect,
    /// nat chain DOCKER: a port published in host mode.
    HostPort,
}

/// Why a packet went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Nothing listens on the port.
    NobodyListens,
    /// The load balancer has no task to choose.
    NoBackend,
    /// The address is not known on the network.
    UnknownAddress,
    /// The packet belongs to no connection.
    NoConnection,
}

impl Packet {
    /// The answer to a request, on its way back.
    pub(crate) fn answer(self, result: Result<Arc<HttpResponse>, ConnectError>) -> Packet {
        Packet {
            source: self.destination,
            destination: self.source,
            payload: Payload::Answer(result),
            trace: self.trace,
        }
    }

    pub(crate) fn is_request(&self) -> bool {
        matches!(self.payload, Payload::Request(_))
    }

    pub(crate) fn note(&mut self, machine: Ipv4Addr, place: Place, deed: Deed) {
        self.trace.push(Hop {
            machine,
            place,
            deed,
        });
    }
}
