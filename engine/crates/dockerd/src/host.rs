//! The computer a daemon runs on, as the plan describes it, and its parts lent to the daemon for
//! one call.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use sim::Rng;
use swarm::Moment;

use crate::daemon::Output;
use crate::disk::Disk;
use crate::kernel::Kernel;
use crate::profile::Profile;

/// One address of a machine's network card.
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
    /// The first is the one the switch connects. A card with several addresses is listed once for
    /// each.
    pub addresses: Vec<Address>,
    /// Other machines by name, as `/etc/hosts` has them.
    pub hosts: Vec<(String, Ipv4Addr)>,
    pub nano_cpus: i64,
    pub memory_bytes: i64,
    /// A client outside of the cluster has none: nothing ever listens there.
    pub has_docker: bool,
}

impl HostFacts {
    /// The address other machines reach this one at.
    pub fn address(&self) -> Ipv4Addr {
        self.addresses
            .first()
            .map_or(Ipv4Addr::LOCALHOST, |address| address.ip)
    }

    /// Whether a packet to this address stays here.
    pub(crate) fn is_own(&self, ip: Ipv4Addr) -> bool {
        ip.is_loopback() || self.addresses.iter().any(|address| address.ip == ip)
    }

    /// What `/etc/hosts` says of a name; an address is its own name.
    pub(crate) fn resolve(&self, name: &str) -> Option<Ipv4Addr> {
        if let Ok(ip) = name.parse() {
            return Some(ip);
        }
        if name == "localhost" {
            return Some(Ipv4Addr::LOCALHOST);
        }
        if name == self.hostname {
            return Some(self.address());
        }
        let known = self.hosts.iter().find(|(host, _)| host == name);
        known.map(|(_, ip)| *ip)
    }
}

/// What is wrong around a machine's Docker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// No registry answers this machine.
    pub registry_down: bool,
    /// There is no room left under `/var/lib/docker`: no image can be pulled and no container made.
    /// What runs goes on, and so does Raft, whose log is written into segments of 64 MB that were
    /// allocated beforehand (etcd `server/storage/wal`, `SegmentSizeBytes`).
    pub disk_full: bool,
}

/// What the daemon process works with, lent to it for one call.
#[derive(Debug)]
pub(crate) struct Host<'a> {
    pub(crate) facts: &'a HostFacts,
    pub(crate) profile: &'a Profile,
    pub(crate) disk: &'a mut Disk,
    pub(crate) kernel: &'a mut Kernel,
    pub(crate) rng: &'a mut Rng,
    pub(crate) outputs: &'a mut Vec<Output>,
    pub(crate) trouble: Trouble,
    pub(crate) moment: Moment,
}

/// 64 hexadecimal digits: the id of a container, an endpoint or a machine's own network.
pub(crate) fn hex_id(rng: &mut Rng) -> String {
    rng.string("0123456789abcdef", 64)
}
