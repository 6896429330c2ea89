//! Which address a daemon listens at and tells others (moby `daemon/cluster/listen_addr.go`).

use core::fmt;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::{ApiError, ErrorKind};

use crate::host::{Address, HostFacts};

/// The port of a swarm.
pub(crate) const SWARM_PORT: u16 = 2377;

/// Why an address cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AddressError {
    Empty,
    /// An interface with more than one address was named.
    InterfaceHasMany {
        interface: String,
        one: Ipv4Addr,
        other: Ipv4Addr,
    },
    BadListen,
    BadAdvertise,
    BadDataPath,
    /// None was given, and the machine has several.
    ManyOnOne {
        interface: String,
        one: Ipv4Addr,
        other: Ipv4Addr,
    },
    ManyOnTwo {
        one: Box<Address>,
        other: Box<Address>,
    },
    NoAddress,
    MustSpecifyListen,
    Lookup {
        name: String,
    },
    PoolSize {
        size: u32,
    },
    Pool {
        pool: String,
    },
    PoolTooSmall {
        pool: String,
        size: u32,
    },
    DataPort {
        port: u32,
    },
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AddressError::Empty => f.write_str("invalid empty address"),
            AddressError::InterfaceHasMany { interface, one, other } => {
                write!(f, "interface {interface} has more than one IPv4 address ({one} and {other})")
            }
            AddressError::BadListen => f.write_str(
                "listen address must be an IP address or network interface (with optional port number)",
            ),
            AddressError::BadAdvertise => f.write_str(
                "advertise address must be a non-zero IP address or network interface (with optional port number)",
            ),
            AddressError::BadDataPath => f.write_str(
                "data path address must be a non-zero IP address or network interface (without a port number)",
            ),
            AddressError::ManyOnOne { interface, one, other } => write!(
                f,
                "could not choose an IP address to advertise since this system has multiple addresses on interface {interface} ({one} and {other})"
            ),
            AddressError::ManyOnTwo { one, other } => write!(
                f,
                "could not choose an IP address to advertise since this system has multiple addresses on different interfaces ({} on {} and {} on {})",
                one.ip, one.interface, other.ip, other.interface
            ),
            AddressError::NoAddress => f.write_str("could not find the system's IP address"),
            AddressError::MustSpecifyListen => f.write_str(
                "must specify a listening address because the address to advertise is not recognized as a system address, and a system's IP address to use could not be uniquely identified",
            ),
            AddressError::Lookup { name } => {
                write!(f, "could not find local IP address: dial udp: lookup {name}: no such host")
            }
            AddressError::PoolSize { size } => write!(f, "subnet size is out of range: {size}"),
            AddressError::Pool { pool } => {
                write!(f, "invalid base pool {pool}: invalid CIDR address: {pool}")
            }
            AddressError::PoolTooSmall { pool, size } => {
                write!(f, "invalid CIDR: {pool:?}. Subnet size is too small for pool: {size}")
            }
            AddressError::DataPort { port } => {
                write!(f, "Datapath port number is not in valid range (1024-49151) : {port}")
            }
        }
    }
}

impl From<AddressError> for ApiError {
    fn from(error: AddressError) -> ApiError {
        let kind = match error {
            AddressError::Lookup { .. }
            | AddressError::PoolSize { .. }
            | AddressError::Pool { .. }
            | AddressError::PoolTooSmall { .. }
            | AddressError::DataPort { .. } => ErrorKind::System,
            AddressError::Empty
            | AddressError::InterfaceHasMany { .. }
            | AddressError::BadListen
            | AddressError::BadAdvertise
            | AddressError::BadDataPath
            | AddressError::ManyOnOne { .. }
            | AddressError::ManyOnTwo { .. }
            | AddressError::NoAddress
            | AddressError::MustSpecifyListen => ErrorKind::InvalidParameter,
        };
        ApiError::new(kind, error.to_string())
    }
}

/// `--listen-addr`: its address, perhaps 0.0.0.0, and its port.
pub(crate) fn listen(text: &str, facts: &HostFacts) -> Result<(Ipv4Addr, u16), AddressError> {
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    let (name, port) = split(text);
    let ip = named(name, facts, true)?.ok_or(AddressError::BadListen)?;
    Ok((ip, port.unwrap_or(SWARM_PORT)))
}

/// `--advertise-addr`, or the machine's only address.
pub(crate) fn advertise(
    text: &str,
    listen_port: u16,
    facts: &HostFacts,
) -> Result<SocketAddrV4, AddressError> {
    if text.is_empty() {
        return Ok(SocketAddrV4::new(only_address(facts)?, listen_port));
    }
    let (name, port) = split(text);
    let ip = named(name, facts, false)?.ok_or(AddressError::BadAdvertise)?;
    Ok(SocketAddrV4::new(ip, port.unwrap_or(listen_port)))
}

/// `--data-path-addr`.
pub(crate) fn data_path(text: &str, facts: &HostFacts) -> Result<(), AddressError> {
    if text.is_empty() {
        return Ok(());
    }
    named(text, facts, false)?
        .map(|_| ())
        .ok_or(AddressError::BadDataPath)
}

/// `--data-path-port`: 0 means the usual one.
pub(crate) fn data_path_port(port: u32) -> Result<u32, AddressError> {
    match port {
        0 => Ok(4789),
        1024..=49_151 => Ok(port),
        port => Err(AddressError::DataPort { port }),
    }
}

/// `--default-addr-pool` and the length of its subnets' masks.
pub(crate) fn pools(pools: &[String], size: u32) -> Result<(), AddressError> {
    if pools.is_empty() {
        return Ok(());
    }
    let size = if size == 0 { 24 } else { size };
    if size > 29 {
        return Err(AddressError::PoolSize { size });
    }
    for pool in pools {
        let pool = pool.trim();
        let bad = || AddressError::Pool {
            pool: pool.to_owned(),
        };
        let (ip, len) = pool.split_once('/').ok_or_else(bad)?;
        let len: u32 = len.parse().map_err(|_| bad())?;
        if ip.parse::<Ipv4Addr>().is_err() || len > 32 {
            return Err(bad());
        }
        if size < len {
            return Err(AddressError::PoolTooSmall {
                pool: pool.to_owned(),
                size,
            });
        }
    }
    Ok(())
}

/// The manager a machine is to join.
pub(crate) fn remote(text: &str, facts: &HostFacts) -> Result<SocketAddrV4, AddressError> {
    if text.is_empty() {
        return Err(AddressError::Empty);
    }
    let (name, port) = split(text);
    let ip = facts.resolve(name).ok_or_else(|| AddressError::Lookup {
        name: name.to_owned(),
    })?;
    Ok(SocketAddrV4::new(ip, port.unwrap_or(SWARM_PORT)))
}

/// Which of the machine's addresses another machine sees.
pub(crate) fn towards(remote: Ipv4Addr, facts: &HostFacts) -> Ipv4Addr {
    let is_near = |address: &&Address| {
        let shift = 32_u32.saturating_sub(u32::from(address.prefix_len));
        let network = |ip: Ipv4Addr| u32::from(ip).checked_shr(shift).unwrap_or(0);
        network(address.ip) == network(remote)
    };
    let near = facts.addresses.iter().find(is_near);
    near.map_or_else(|| facts.address(), |address| address.ip)
}

/// The address a daemon listens at when it was not told which: the advertised one if it is the
/// machine's own, otherwise the only one it has.
pub(crate) fn local(advertised: Ipv4Addr, facts: &HostFacts) -> Result<Ipv4Addr, AddressError> {
    if facts.is_own(advertised) {
        return Ok(advertised);
    }
    only_address(facts).map_err(|_| AddressError::MustSpecifyListen)
}

/// `192.168.99.11:2377` in two. A port that is no port of TCP is taken as it is modulo 65536.
fn split(text: &str) -> (&str, Option<u16>) {
    match text.rsplit_once(':') {
        Some((name, port)) => (name, port.parse::<u64>().ok().map(|port| port as u16)),
        None => (text, None),
    }
}

/// The address of an interface, or one written out; `None` if it is neither.
fn named(
    name: &str,
    facts: &HostFacts,
    may_be_zero: bool,
) -> Result<Option<Ipv4Addr>, AddressError> {
    let mut on_interface = facts
        .addresses
        .iter()
        .filter(|address| address.interface == name);
    if let Some(one) = on_interface.next() {
        return match on_interface.next() {
            None => Ok(Some(one.ip)),
            Some(other) => Err(AddressError::InterfaceHasMany {
                interface: name.to_owned(),
                one: one.ip,
                other: other.ip,
            }),
        };
    }
    if name == "lo" {
        return Ok(Some(Ipv4Addr::LOCALHOST));
    }
    let written: Option<Ipv4Addr> = name.parse().ok();
    Ok(written.filter(|ip| may_be_zero || !ip.is_unspecified()))
}

/// The machine's only address (moby `resolveSystemAddr`).
fn only_address(facts: &HostFacts) -> Result<Ipv4Addr, AddressError> {
    let mut addresses = facts.addresses.iter();
    let one = addresses.next().ok_or(AddressError::NoAddress)?;
    let Some(other) = addresses.next() else {
        return Ok(one.ip);
    };
    Err(match one.interface == other.interface {
        true => AddressError::ManyOnOne {
            interface: one.interface.clone(),
            one: one.ip,
            other: other.ip,
        },
        false => AddressError::ManyOnTwo {
            one: Box::new(one.clone()),
            other: Box::new(other.clone()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(addresses: &[(&str, [u8; 4])]) -> HostFacts {
        HostFacts {
            hostname: "node1".to_owned(),
            addresses: addresses
                .iter()
                .map(|(interface, ip)| Address {
                    interface: (*interface).to_owned(),
                    ip: Ipv4Addr::from(*ip),
                    prefix_len: 24,
                })
                .collect(),
            hosts: vec![("node2".to_owned(), Ipv4Addr::new(192, 168, 99, 12))],
            nano_cpus: 1,
            memory_bytes: 1,
            has_docker: true,
        }
    }

    const NODE1: (&str, [u8; 4]) = ("eth0", [192, 168, 99, 11]);

    /// What comes of `--advertise-addr`.
    fn check(addresses: &[(&str, [u8; 4])], text: &str, expected: &str) {
        let found = match advertise(text, 2377, &facts(addresses)) {
            Ok(address) => address.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected, "--advertise-addr {text:?}");
    }

    #[test]
    fn an_address_is_given_or_found() {
        let bad = "advertise address must be a non-zero IP address or network interface (with optional port number)";
        check(&[NODE1], "", "192.168.99.11:2377");
        check(&[NODE1], "eth0", "192.168.99.11:2377");
        check(&[NODE1], "eth0:2400", "192.168.99.11:2400");
        check(&[NODE1], "10.9.8.7", "10.9.8.7:2377");
        for text in ["1.2.3.4.5", "eth9", "0.0.0.0", "nonsense:1"] {
            check(&[NODE1], text, bad);
        }
    }

    #[test]
    fn several_addresses_have_to_be_chosen_from() {
        // Recording 002.
        check(
            &[NODE1, ("eth0", [10, 50, 0, 1])],
            "",
            "could not choose an IP address to advertise since this system has multiple addresses on interface eth0 (192.168.99.11 and 10.50.0.1)",
        );
        let two = [NODE1, ("dummy0", [10, 60, 0, 1])];
        check(
            &two,
            "",
            "could not choose an IP address to advertise since this system has multiple addresses on different interfaces (192.168.99.11 on eth0 and 10.60.0.1 on dummy0)",
        );
        check(&two, "eth0", "192.168.99.11:2377");
        check(
            &[NODE1, ("eth0", [10, 50, 0, 1])],
            "eth0",
            "interface eth0 has more than one IPv4 address (192.168.99.11 and 10.50.0.1)",
        );
    }

    #[test]
    fn pools_and_ports_have_limits() {
        let pool = |pool: &str, size| pools(&[pool.to_owned()], size).map_err(|it| it.to_string());
        assert_eq!(pool("10.20.0.0/16", 26), Ok(()));
        assert_eq!(
            pool("10.20.0.0/16", 8),
            Err("invalid CIDR: \"10.20.0.0/16\". Subnet size is too small for pool: 8".to_owned())
        );
        assert_eq!(
            pool("10.20.0.0/16", 30),
            Err("subnet size is out of range: 30".to_owned())
        );
        assert_eq!(data_path_port(0), Ok(4789));
        assert_eq!(
            data_path_port(80).map_err(|it| it.to_string()),
            Err("Datapath port number is not in valid range (1024-49151) : 80".to_owned())
        );
    }

    #[test]
    fn a_manager_is_named_by_address_or_by_host() {
        let facts = facts(&[NODE1]);
        let find = |text| {
            remote(text, &facts)
                .map(|it| it.to_string())
                .map_err(|it| it.to_string())
        };
        assert_eq!(find("192.168.99.12"), Ok("192.168.99.12:2377".to_owned()));
        assert_eq!(find("node2:2377"), Ok("192.168.99.12:2377".to_owned()));
        assert!(find("nowhere").is_err());
    }
}
