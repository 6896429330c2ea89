//! What machines tell each other: which machines there are, and what is where on which network.

use std::net::Ipv4Addr;

use api::service::PortConfig;
use api::{NetworkId, ServiceId};
use serde::{Deserialize, Serialize};

/// A machine that takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub address: Ipv4Addr,
    /// What `network inspect` calls it among the peers: twelve hexadecimal digits.
    pub name: String,
    /// Begins with the time of its start, so that a later life is the greater, and counts up
    /// whenever it has to contradict a rumour of its death.
    pub incarnation: u64,
    /// The networks it takes part in.
    pub networks: Vec<NetworkId>,
}

/// An endpoint on a network, as the machine it is on tells of it (libnetwork `EndpointRecord`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub network: NetworkId,
    pub endpoint: String,
    /// The machine it is on.
    pub owner: Ipv4Addr,
    /// The name of that machine's member: what it told in an earlier life does not count.
    pub life: String,
    /// The later of two records of one endpoint counts.
    pub clock: u64,
    /// `None` once the endpoint is gone.
    pub entry: Option<Entry>,
}

/// What is known of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The container's name, or that of a load balancer.
    pub name: String,
    pub ip: Ipv4Addr,
    /// `None` for a load balancer's own endpoint, and for a container whose service was not
    /// activated so far.
    pub service: Option<Binding>,
    /// It is being taken out: no new connections.
    pub is_disabled: bool,
}

/// The service an endpoint serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    pub service: ServiceId,
    pub name: String,
    pub vip: Option<Ipv4Addr>,
    pub ports: Vec<PortConfig>,
}

/// A piece of news that is passed on from machine to machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rumour {
    Alive(Member),
    Suspect { address: Ipv4Addr, incarnation: u64 },
    Dead { address: Ipv4Addr, incarnation: u64 },
    Left { address: Ipv4Addr, incarnation: u64 },
    Record(Record),
}

impl Record {
    /// What tells records apart.
    pub(super) fn key(&self) -> (NetworkId, String) {
        (self.network.clone(), self.endpoint.clone())
    }
}

impl Rumour {
    /// Whether it makes another one about the same thing pointless.
    pub(super) fn replaces(&self, other: &Rumour) -> bool {
        match (self, other) {
            (Rumour::Record(one), Rumour::Record(other)) => one.key() == other.key(),
            (Rumour::Record(_), _) | (_, Rumour::Record(_)) => false,
            (one, other) => one.address() == other.address(),
        }
    }

    fn address(&self) -> Ipv4Addr {
        match self {
            Rumour::Alive(member) => member.address,
            Rumour::Suspect { address, .. }
            | Rumour::Dead { address, .. }
            | Rumour::Left { address, .. } => *address,
            Rumour::Record(record) => record.owner,
        }
    }
}
