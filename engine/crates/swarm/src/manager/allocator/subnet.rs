//! Ranges of addresses, and addresses with the length of their range's mask, as Docker writes
//! them: `10.0.1.0/24`, `10.0.1.7/24`.

use core::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range whose size is a power of two. Ordered by first address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Subnet {
    family: Family,
    /// The first address.
    base: u128,
    /// The length of the mask.
    bits: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    V4,
    V6,
}

/// An address in a subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    pub(super) subnet: Subnet,
    pub(super) number: u128,
}

impl Family {
    fn width(self) -> u32 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }

    fn show(self, number: u128) -> IpAddr {
        match self {
            Family::V4 => IpAddr::V4(Ipv4Addr::from_bits(number as u32)),
            Family::V6 => IpAddr::V6(Ipv6Addr::from_bits(number)),
        }
    }
}

/// The number of an address, and its family.
fn number(addr: IpAddr) -> (Family, u128) {
    match addr {
        IpAddr::V4(addr) => (Family::V4, u128::from(addr.to_bits())),
        IpAddr::V6(addr) => (Family::V6, addr.to_bits()),
    }
}

impl Subnet {
    /// Reads CIDR notation; bits beyond the mask are cleared.
    pub(super) fn parse(text: &str) -> Option<Subnet> {
        let (base, bits) = text.split_once('/')?;
        let (family, number) = number(base.parse().ok()?);
        let bits: u32 = bits.parse().ok()?;
        (bits <= family.width()).then(|| Subnet {
            family,
            base: number & !low_bits(family.width() - bits),
            bits,
        })
    }

    pub(super) fn is_v4(self) -> bool {
        self.family == Family::V4
    }

    pub(super) fn bits(self) -> u32 {
        self.bits
    }

    pub(super) fn first(self) -> u128 {
        self.base
    }

    pub(super) fn last(self) -> u128 {
        self.base | low_bits(self.family.width() - self.bits)
    }

    pub(super) fn contains(self, number: u128) -> bool {
        (self.first()..=self.last()).contains(&number)
    }

    pub(super) fn overlaps(self, other: Subnet) -> bool {
        self.family == other.family && self.first() <= other.last() && other.first() <= self.last()
    }

    /// How many bits tell the addresses of the range apart.
    pub(super) fn host_bits(self) -> u32 {
        self.family.width() - self.bits
    }

    /// The range of this length of mask that begins at, or first after, a number.
    pub(super) fn aligned(self, bits: u32, from: u128) -> Option<Subnet> {
        let low = low_bits(self.family.width().checked_sub(bits)?);
        let base = from.checked_add(low)? & !low;
        let family = self.family;
        let subnet = Subnet { family, base, bits };
        (subnet.first() >= self.first() && subnet.last() <= self.last()).then_some(subnet)
    }

    /// The address of this text, without mask, if it lies in the range.
    pub(super) fn address(self, text: &str) -> Option<Address> {
        let (family, number) = number(text.parse().ok()?);
        (family == self.family && self.contains(number)).then_some(Address {
            subnet: self,
            number,
        })
    }
}

/// A number of that many ones.
fn low_bits(count: u32) -> u128 {
    match count {
        128.. => u128::MAX,
        fewer => (1 << fewer) - 1,
    }
}

impl Address {
    /// Reads an address with its mask.
    pub(super) fn parse(text: &str) -> Option<Address> {
        let subnet = Subnet::parse(text)?;
        subnet.address(text.split_once('/')?.0)
    }

    /// Without the mask.
    pub(super) fn bare(self) -> IpAddr {
        self.subnet.family.show(self.number)
    }
}

impl fmt::Display for Subnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.family.show(self.base), self.bits)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.bare(), self.subnet.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subnet_is_read_and_shown_with_its_mask_applied() {
        let rows = [
            ("10.0.1.7/24", "10.0.1.0/24", "10.0.1.255"),
            ("10.0.0.0/8", "10.0.0.0/8", "10.255.255.255"),
            ("0.0.0.0/0", "0.0.0.0/0", "255.255.255.255"),
            ("10.0.0.1/32", "10.0.0.1/32", "10.0.0.1"),
            ("fd00::5/64", "fd00::/64", "fd00::ffff:ffff:ffff:ffff"),
        ];
        for (text, shown, last) in rows {
            let subnet = Subnet::parse(text).unwrap();
            assert_eq!(subnet.to_string(), shown);
            assert_eq!(subnet.family.show(subnet.last()).to_string(), last);
        }
        for text in ["10.0.0.0", "10.0.0.0/33", "10.0.300.0/24", "x/24"] {
            assert_eq!(Subnet::parse(text), None, "{text}");
        }
        assert_eq!(
            Address::parse("10.0.1.7/24").unwrap().to_string(),
            "10.0.1.7/24"
        );
    }

    #[test]
    fn the_next_range_of_a_size_begins_where_it_may() {
        let pool = Subnet::parse("10.0.0.0/8").unwrap();
        let at = |text: &str| number(text.parse().unwrap()).1;
        let rows = [
            ("10.0.0.0", Some("10.0.0.0/24")),
            ("10.0.0.1", Some("10.0.1.0/24")),
            ("10.255.255.0", Some("10.255.255.0/24")),
            ("10.255.255.1", None),
        ];
        for (from, expected) in rows {
            let found = pool.aligned(24, at(from)).map(|subnet| subnet.to_string());
            assert_eq!(found.as_deref(), expected, "{from}");
        }
    }
}
