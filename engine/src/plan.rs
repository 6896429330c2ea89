//! The machines at the start of a world.

use serde::{Deserialize, Serialize};
use sim::Timestamp;
use std::net::Ipv4Addr;

/// What a world is made of before anything happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub profile: ProfileName,
    pub machines: Vec<MachinePlan>,
    /// The date and time at which the world begins.
    pub begins: Timestamp,
}

/// Whose engine is played: see `dockerd::Profile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProfileName {
    /// The one students see.
    Product,
    /// The machine the recordings were made on.
    Recorder,
}

/// One machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachinePlan {
    /// Its host name, unique in the plan.
    pub name: String,
    /// Its network cards: interface, address, prefix length. The first is on the common switch.
    pub addresses: Vec<(String, Ipv4Addr, u8)>,
    pub nano_cpus: i64,
    pub memory_bytes: i64,
    /// Has no Docker and stands outside of the cluster: a client.
    pub outside: bool,
    /// Extra files at the start: path and content.
    pub files: Vec<(String, String)>,
}

impl Plan {
    /// So many blank machines `node1` … at 192.168.99.11 …, as in the recordings.
    pub fn blank(machines: u16) -> Plan {
        let machines = (1..=machines).map(MachinePlan::node).collect();
        // A date like those of the recordings; any would do.
        let begins = Timestamp::from_civil(2026, 11, 20, 9 * 3600, 0);
        Plan {
            profile: ProfileName::Product,
            machines,
            begins,
        }
    }

    /// Adds a client outside of the cluster, at 192.168.99.200.
    pub fn with_client(mut self) -> Plan {
        let mut client = MachinePlan::node(1);
        client.name = "client".to_owned();
        client.addresses[0].1 = Ipv4Addr::new(192, 168, 99, 200);
        client.outside = true;
        self.machines.push(client);
        self
    }
}

impl MachinePlan {
    /// The blank machine `node<number>`, counted from 1.
    pub fn node(number: u16) -> MachinePlan {
        let host = 10 + number;
        let address = Ipv4Addr::new(192, 168, 99 + (host / 256) as u8, (host % 256) as u8);
        MachinePlan {
            name: format!("node{number}"),
            addresses: vec![("eth0".to_owned(), address, 24)],
            nano_cpus: 2_000_000_000,
            memory_bytes: 4 << 30,
            outside: false,
            files: Vec::new(),
        }
    }

    /// The address on the common switch.
    pub fn address(&self) -> Ipv4Addr {
        self.addresses[0].1
    }
}
