//! Subnets given to networks, and addresses given out of them
//! (moby `daemon/libnetwork/ipams/defaultipam`).
//!
//! Subnets are found lowest first; addresses by next fit, so that one that was given back is not
//! used again at once.

use std::collections::{BTreeMap, BTreeSet};

use raft::planted;

use super::Obstacle;
use super::subnet::{Address, Subnet};

// moby daemon/libnetwork/ipamutils: the default pool of the swarm's networks.
const DEFAULT_POOL: &str = "10.0.0.0/8";
const DEFAULT_SUBNET_SIZE: u32 = 24;

/// All addresses the swarm may give.
#[derive(Clone, Debug)]
pub(super) struct AddressSpace {
    /// What subnets are cut from when none is asked for; none overlaps another.
    predefined: Vec<Subnet>,
    /// The length of the mask of those subnets.
    subnet_size: u32,
    pools: BTreeMap<Subnet, Pool>,
}

/// A subnet that was given, whole or in ranges.
#[derive(Clone, Debug, Default)]
struct Pool {
    taken: BTreeSet<u128>,
    /// Where to look for the next address; moved by looking only, not by asking for one by name.
    cursor: u128,
    ranges: BTreeSet<Subnet>,
    /// Whether the subnet as a whole was given back, or never given: then it ends with its last
    /// range.
    is_only_ranges: bool,
}

/// A subnet, or a range of one, that belongs to a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) subnet: Subnet,
    pub(super) range: Option<Subnet>,
}

impl AddressSpace {
    /// A space with the pools a person chose at `swarm init`; none and 0 are the defaults.
    pub(super) fn new(pools: &[String], subnet_size: u32) -> AddressSpace {
        let mut pools: Vec<Subnet> = pools.iter().filter_map(|it| Subnet::parse(it)).collect();
        if pools.is_empty() {
            pools.extend(Subnet::parse(DEFAULT_POOL));
        }
        pools.sort();
        let mut predefined: Vec<Subnet> = Vec::new();
        for pool in pools {
            if !predefined.iter().any(|kept| kept.overlaps(pool)) {
                predefined.push(pool);
            }
        }
        AddressSpace {
            predefined,
            subnet_size: match subnet_size {
                0 => DEFAULT_SUBNET_SIZE,
                size => size,
            },
            pools: BTreeMap::new(),
        }
    }

    /// Gives a subnet: the one asked for, or the lowest free one.
    pub(super) fn lease(
        &mut self,
        subnet: Option<Subnet>,
        range: Option<Subnet>,
    ) -> Result<Lease, Obstacle> {
        let Some(subnet) = subnet else {
            let subnet = self.lowest_free().ok_or(Obstacle::NoSubnetLeft)?;
            self.pools.insert(subnet, Pool::new(subnet, false));
            let range = None;
            return Ok(Lease { subnet, range });
        };
        // A range as large as the subnet, or larger, is the subnet.
        let range = range.map(|range| {
            if range.bits() < subnet.bits() {
                subnet
            } else {
                range
            }
        });
        if let Some(pool) = self.pools.get(&subnet)
            && range.is_none_or(|range| pool.ranges.contains(&range))
        {
            return Err(Obstacle::SubnetOverlaps);
        }
        match range {
            // Whoever asks for a range may overlap whom they like (moby issue 46756).
            Some(range) => {
                let pool = self.pools.entry(subnet);
                let pool = pool.or_insert_with(|| Pool::new(subnet, true));
                pool.ranges.insert(range);
            }
            None if self.pools.keys().any(|given| given.overlaps(subnet)) => {
                return Err(Obstacle::SubnetOverlaps);
            }
            None => {
                self.pools.insert(subnet, Pool::new(subnet, false));
            }
        }
        Ok(Lease { subnet, range })
    }

    fn lowest_free(&self) -> Option<Subnet> {
        self.predefined.iter().find_map(|pool| {
            let mut candidate = pool.aligned(self.subnet_size, pool.first())?;
            for given in self.pools.keys() {
                if given.overlaps(candidate) {
                    let after = given.last().checked_add(1)?;
                    candidate = pool.aligned(self.subnet_size, after)?;
                }
            }
            Some(candidate)
        })
    }

    /// Takes a subnet back.
    pub(super) fn end(&mut self, lease: Lease) {
        let Some(pool) = self.pools.get_mut(&lease.subnet) else {
            return;
        };
        match lease.range {
            Some(range) => {
                pool.ranges.remove(&range);
            }
            None => pool.is_only_ranges = true,
        }
        if pool.is_only_ranges && pool.ranges.is_empty() {
            self.pools.remove(&lease.subnet);
        }
    }

    /// Gives the address asked for.
    pub(super) fn take(&mut self, lease: Lease, number: u128) -> Result<Address, Obstacle> {
        let pool = self.pools.get_mut(&lease.subnet);
        let pool = pool.ok_or(Obstacle::NetworkNotAllocated)?;
        if !lease.subnet.contains(number) {
            return Err(Obstacle::NoAddressLeft);
        }
        if !pool.taken.insert(number) {
            return Err(Obstacle::AddressTaken);
        }
        let subnet = lease.subnet;
        Ok(Address { subnet, number })
    }

    /// Gives the next free address.
    pub(super) fn next(&mut self, lease: Lease) -> Result<Address, Obstacle> {
        let pool = self.pools.get_mut(&lease.subnet);
        let pool = pool.ok_or(Obstacle::NetworkNotAllocated)?;
        let within = lease.range.unwrap_or(lease.subnet);
        let number = pool.next(within).ok_or(Obstacle::NoAddressLeft)?;
        let subnet = lease.subnet;
        Ok(Address { subnet, number })
    }

    pub(super) fn give_back(&mut self, address: Address) {
        if let Some(pool) = self.pools.get_mut(&address.subnet) {
            pool.taken.remove(&address.number);
        }
    }
}

impl Pool {
    fn new(subnet: Subnet, is_only_ranges: bool) -> Pool {
        let mut taken = BTreeSet::new();
        // The network's own address and, for IPv4, broadcast; a link between two has neither.
        if !subnet.is_v4() || subnet.host_bits() > 1 {
            taken.insert(subnet.first());
        }
        if subnet.is_v4() && subnet.host_bits() > 1 {
            taken.insert(subnet.last());
        }
        Pool {
            taken,
            is_only_ranges,
            ..Pool::default()
        }
    }

    fn next(&mut self, within: Subnet) -> Option<u128> {
        let from = self.cursor.max(within.first());
        let number = self
            .first_free(from, within.last())
            .or_else(|| self.first_free(within.first(), within.last()))?;
        if planted::has("reused-address") {
            return Some(number);
        }
        self.taken.insert(number);
        self.cursor = number.saturating_add(1);
        Some(number)
    }

    fn first_free(&self, from: u128, to: u128) -> Option<u128> {
        let mut candidate = from;
        if candidate > to {
            return None;
        }
        for taken in self.taken.range(from..=to) {
            if *taken != candidate {
                break;
            }
            candidate = candidate.checked_add(1)?;
        }
        (candidate <= to).then_some(candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subnet(text: &str) -> Option<Subnet> {
        Some(Subnet::parse(text).unwrap())
    }

    fn space(pools: &[&str], size: u32) -> AddressSpace {
        let pools: Vec<String> = pools.iter().map(|pool| (*pool).to_owned()).collect();
        AddressSpace::new(&pools, size)
    }

    #[test]
    fn subnets_are_found_lowest_first_round_what_is_taken() {
        let mut space = space(&[], 0);
        let asked = space.lease(subnet("10.0.1.128/25"), None).unwrap();
        let given: Vec<Lease> = (0..3).map(|_| space.lease(None, None).unwrap()).collect();
        let shown: Vec<String> = given.iter().map(|it| it.subnet.to_string()).collect();
        assert_eq!(shown, ["10.0.0.0/24", "10.0.2.0/24", "10.0.3.0/24"]);
        space.end(given[1]);
        space.end(asked);
        let next: Vec<String> = (0..3)
            .map(|_| space.lease(None, None).unwrap().subnet.to_string())
            .collect();
        assert_eq!(next, ["10.0.1.0/24", "10.0.2.0/24", "10.0.4.0/24"]);
    }

    #[test]
    fn a_pool_of_ones_own_ends() {
        let mut space = space(&["10.30.0.0/30", "10.20.0.0/29", "10.20.0.0/30"], 30);
        let mut given = Vec::new();
        while let Ok(lease) = space.lease(None, None) {
            given.push(lease.subnet.to_string());
        }
        assert_eq!(given, ["10.20.0.0/30", "10.20.0.4/30", "10.30.0.0/30"]);
        assert_eq!(space.lease(None, None), Err(Obstacle::NoSubnetLeft));
    }

    #[test]
    fn subnets_may_not_overlap_unless_a_range_is_asked_for() {
        let mut space = space(&[], 0);
        space.lease(subnet("10.10.0.0/16"), None).unwrap();
        let overlap = Err(Obstacle::SubnetOverlaps);
        assert_eq!(space.lease(subnet("10.10.0.0/16"), None), overlap);
        assert_eq!(space.lease(subnet("10.10.3.0/24"), None), overlap);
        assert_eq!(space.lease(subnet("10.0.0.0/8"), None), overlap);
        let range = subnet("10.10.3.128/25");
        assert!(space.lease(subnet("10.10.3.0/24"), range).is_ok());
        assert_eq!(space.lease(subnet("10.10.3.0/24"), range), overlap);
    }

    #[test]
    fn an_address_given_back_is_not_used_again_at_once() {
        let mut space = space(&[], 0);
        let lease = space.lease(subnet("10.1.0.0/29"), None).unwrap();
        let next = |space: &mut AddressSpace| space.next(lease).map(|it| it.to_string());
        for expected in ["10.1.0.1/29", "10.1.0.2/29", "10.1.0.3/29"] {
            assert_eq!(next(&mut space).unwrap(), expected);
        }
        space.give_back(Address::parse("10.1.0.2/29").unwrap());
        let fifth = Address::parse("10.1.0.5/29").unwrap();
        space.take(lease, fifth.number).unwrap();
        assert_eq!(space.take(lease, fifth.number), Err(Obstacle::AddressTaken));
        for expected in ["10.1.0.4/29", "10.1.0.6/29", "10.1.0.2/29"] {
            assert_eq!(next(&mut space).unwrap(), expected);
        }
        assert_eq!(next(&mut space), Err(Obstacle::NoAddressLeft));
    }

    #[test]
    fn a_range_is_not_left() {
        let mut space = space(&[], 0);
        let range = subnet("10.10.0.128/31");
        let lease = space.lease(subnet("10.10.0.0/24"), range).unwrap();
        assert_eq!(space.next(lease).unwrap().to_string(), "10.10.0.128/24");
        assert_eq!(space.next(lease).unwrap().to_string(), "10.10.0.129/24");
        assert_eq!(space.next(lease), Err(Obstacle::NoAddressLeft));
    }
}
