//! Networks: subnets, gateways and VNIs, and the addresses given on them
//! (moby `daemon/libnetwork/cnmallocator/networkallocator.go`, `drivers/overlay/ovmanager`).

use std::collections::{BTreeMap, BTreeSet};

use api::network::{IpamConfig, IpamOptions};
use api::{Driver, Labels, NetworkId};

use super::Obstacle;
use super::address_space::{AddressSpace, Lease};
use super::serial::Serial;
use super::subnet::{Address, Subnet};
use crate::object::Network;

const OVERLAY: &str = "overlay";
const DEFAULT_IPAM: &str = "default";
const VNI_LIST: &str = "com.docker.network.driver.overlay.vxlanid_list";

// moby daemon/libnetwork/cnmallocator/drivers_network_linux.go: drivers whose networks each
// machine makes for itself.
const LOCAL_DRIVERS: [&str; 4] = ["bridge", "host", "ipvlan", "macvlan"];

// moby daemon/libnetwork/drivers/overlay/ovmanager/ovmanager.go.
const VNI_FIRST: u32 = 4096;
const VNI_LAST: u32 = (1 << 24) - 1;

/// The networks that have what they need.
#[derive(Clone, Debug)]
pub(super) struct Networks {
    space: AddressSpace,
    vnis: Serial<NetworkId>,
    allocated: BTreeMap<NetworkId, Allocated>,
}

#[derive(Clone, Debug)]
enum Allocated {
    /// Every machine has its own: nothing is given here.
    Local,
    Global(Global),
}

/// What a network of the whole swarm holds.
#[derive(Clone, Debug, Default)]
struct Global {
    is_ingress: bool,
    leases: Vec<Lease>,
    gateways: Vec<Address>,
    vnis: Vec<u32>,
    /// Addresses of services, tasks and nodes.
    given: BTreeSet<Address>,
}

/// What is written into a network.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grant {
    pub(super) driver_state: Driver,
    pub(super) ipam: IpamOptions,
}

impl Networks {
    pub(super) fn new(pools: &[String], subnet_size: u32) -> Networks {
        Networks {
            space: AddressSpace::new(pools, subnet_size),
            vnis: Serial::new(VNI_FIRST, VNI_LAST),
            allocated: BTreeMap::new(),
        }
    }

    pub(super) fn is_allocated(&self, id: &NetworkId) -> bool {
        self.allocated.contains_key(id)
    }

    /// Whether machines make this network for themselves.
    pub(super) fn is_local(&self, id: &NetworkId) -> bool {
        matches!(self.allocated.get(id), Some(Allocated::Local))
    }

    pub(super) fn is_ingress(&self, id: &NetworkId) -> bool {
        match self.allocated.get(id) {
            Some(Allocated::Global(global)) => global.is_ingress,
            Some(Allocated::Local) | None => false,
        }
    }

    /// Gives a network what it needs, or once more what its object says it has.
    pub(super) fn allocate(&mut self, network: &Network) -> Result<Grant, Obstacle> {
        let driver = network.spec.driver_configuration.as_ref();
        let driver = driver.map_or("", |driver| driver.name.as_str());
        if LOCAL_DRIVERS.contains(&driver) {
            self.allocated.insert(network.id.clone(), Allocated::Local);
            return Ok(Grant {
                driver_state: named(driver),
                ipam: IpamOptions::default(),
            });
        }
        if !driver.is_empty() && driver != OVERLAY {
            return Err(Obstacle::UnknownDriver);
        }
        let mut global = Global {
            is_ingress: network.spec.ingress,
            ..Global::default()
        };
        let granted = self.fill(network, &mut global);
        match granted {
            Ok(_) => {
                let allocated = Allocated::Global(global);
                self.allocated.insert(network.id.clone(), allocated);
            }
            Err(_) => self.free(&network.id, global),
        }
        granted
    }

    fn fill(&mut self, network: &Network, global: &mut Global) -> Result<Grant, Obstacle> {
        let ipam = self.lease_all(network, global)?;
        let options = self.take_vnis(network, global)?;
        let driver_state = Driver {
            name: OVERLAY.to_owned(),
            options,
        };
        Ok(Grant { driver_state, ipam })
    }

    /// Subnets and gateways: those the object has, else those its spec wants, else any.
    fn lease_all(&mut self, network: &Network, to: &mut Global) -> Result<IpamOptions, Obstacle> {
        let wanted = network.ipam.as_ref().or(network.spec.ipam_options.as_ref());
        let mut configs = wanted.map_or(Vec::new(), |wanted| wanted.configs.clone());
        if configs.is_empty() {
            configs.push(IpamConfig::default());
        }
        for config in &mut configs {
            let range = Subnet::parse(&config.range);
            let lease = self.space.lease(Subnet::parse(&config.subnet), range)?;
            to.leases.push(lease);
            config.subnet = lease.subnet.to_string();
            let gateway = if config.gateway.is_empty() {
                self.space.next(lease)?
            } else {
                let asked = lease.subnet.address(&config.gateway);
                let asked = asked.ok_or(Obstacle::NoAddressLeft)?;
                self.space.take(lease, asked.number)?
            };
            to.gateways.push(gateway);
            config.gateway = gateway.bare().to_string();
        }
        let driver = wanted
            .map(|wanted| wanted.driver.clone())
            .unwrap_or_default();
        let driver = if driver.name.is_empty() {
            named(DEFAULT_IPAM)
        } else {
            driver
        };
        Ok(IpamOptions { driver, configs })
    }

    /// One VNI for each IPv4 subnet; the driver's options with the list of them.
    fn take_vnis(&mut self, network: &Network, to: &mut Global) -> Result<Labels, Obstacle> {
        let spec = network.spec.driver_configuration.as_ref();
        let mut options = spec.map_or(Labels::new(), |driver| driver.options.clone());
        let state = network.driver_state.iter().flat_map(|state| &state.options);
        options.extend(state.map(|(key, value)| (key.clone(), value.clone())));
        let list = options.get(VNI_LIST).map_or("", String::as_str);
        let asked: Vec<u32> = list.split(',').filter_map(|vni| vni.parse().ok()).collect();
        let subnets = to
            .leases
            .iter()
            .filter(|lease| lease.subnet.is_v4())
            .count();
        for at in 0..subnets {
            let vni = match asked.get(at) {
                Some(vni) if self.vnis.take(*vni, network.id.clone()) => Some(*vni),
                Some(_) => None,
                None => self.vnis.next(network.id.clone()),
            };
            to.vnis.push(vni.ok_or(Obstacle::VniTaken)?);
        }
        let list: Vec<String> = to.vnis.iter().map(u32::to_string).collect();
        options.insert(VNI_LIST.to_owned(), list.join(","));
        Ok(options)
    }

    /// Takes back all a network had.
    pub(super) fn release(&mut self, id: &NetworkId) -> bool {
        match self.allocated.remove(id) {
            Some(Allocated::Global(global)) => self.free(id, global),
            Some(Allocated::Local) => (),
            None => return false,
        }
        true
    }

    fn free(&mut self, id: &NetworkId, global: Global) {
        for vni in global.vnis {
            self.vnis.give_back(vni, id);
        }
        for address in global.given.into_iter().chain(global.gateways) {
            self.space.give_back(address);
        }
        for lease in global.leases {
            self.space.end(lease);
        }
    }

    fn global(&mut self, id: &NetworkId) -> Result<&mut Global, Obstacle> {
        match self.allocated.get_mut(id) {
            Some(Allocated::Global(global)) => Ok(global),
            Some(Allocated::Local) | None => Err(Obstacle::NetworkNotAllocated),
        }
    }

    /// Gives the next address of a network, from the first of its subnets that has one.
    pub(super) fn next_address(&mut self, id: &NetworkId) -> Result<Address, Obstacle> {
        let leases = self.global(id)?.leases.clone();
        let mut addresses = leases.into_iter().map(|lease| self.space.next(lease));
        let found = addresses.find(|it| *it != Err(Obstacle::NoAddressLeft));
        let address = found.unwrap_or(Err(Obstacle::NoAddressLeft))?;
        self.global(id)?.given.insert(address);
        Ok(address)
    }

    /// Gives an address asked for, unless it was given already.
    pub(super) fn take_address(
        &mut self,
        id: &NetworkId,
        address: Address,
    ) -> Result<(), Obstacle> {
        let global = self.global(id)?;
        if global.given.contains(&address) {
            return Err(Obstacle::AddressTaken);
        }
        let mut leases = global.leases.iter();
        let lease = leases.find(|lease| lease.subnet == address.subnet).copied();
        let lease = lease.ok_or(Obstacle::NoAddressLeft)?;
        self.space.take(lease, address.number)?;
        self.global(id)?.given.insert(address);
        Ok(())
    }

    /// Takes an address back. If its network is gone, the address went with it.
    pub(super) fn give_back(&mut self, id: &NetworkId, address: Address) {
        if let Ok(global) = self.global(id)
            && global.given.remove(&address)
        {
            self.space.give_back(address);
        }
    }
}

fn named(name: &str) -> Driver {
    Driver {
        name: name.to_owned(),
        ..Driver::default()
    }
}

/// Whether a network reaches over machines, as an attachment has it.
pub(super) fn is_overlay(network: &api::network::SwarmNetwork) -> bool {
    let spec = network.spec.driver_configuration.as_ref();
    network.driver_state.name == OVERLAY || spec.is_some_and(|driver| driver.name == OVERLAY)
}
