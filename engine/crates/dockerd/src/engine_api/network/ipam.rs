//! What the daemon itself says of a new network's addresses, before any driver or swarm is asked
//! (moby `api/types/network/ipam.go`, `ValidateIPAM`; recording 100).

use std::net::Ipv4Addr;

use api::network::{IpamConfig, IpamOptions};

/// What is wrong, a line each under a heading.
pub(super) fn check(ipam: &IpamOptions) -> Result<(), String> {
    let errors: Vec<String> = ipam.configs.iter().flat_map(wrongs).collect();
    match errors.is_empty() {
        true => Ok(()),
        false => Err(format!("invalid network config:\n{}", errors.join("\n"))),
    }
}

/// An IPv4 block as it is written, its host bits kept.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Block {
    address: u32,
    bits: u32,
}

fn wrongs(config: &IpamConfig) -> Vec<String> {
    let text = &config.subnet;
    if is_ipv6(text) {
        return Vec::new();
    }
    let Some(subnet) = Block::parse(text) else {
        return vec![format!(
            "invalid subnet {text}: invalid CIDR block notation"
        )];
    };
    let mut wrongs = Vec::new();
    if subnet != subnet.masked() {
        let masked = subnet.masked().show();
        wrongs.push(format!("invalid subnet {text}: it should be {masked}"));
    }
    if !config.range.is_empty() {
        wrongs.extend(range_wrongs(&config.range, subnet));
    }
    if let Some(wrong) = gateway_wrong(&config.gateway, subnet) {
        wrongs.push(format!("invalid gateway {}: {wrong}", config.gateway));
    }
    wrongs
}

fn range_wrongs(text: &str, subnet: Block) -> Vec<String> {
    let wrong = |words: String| format!("invalid ip-range {text}: {words}");
    if is_ipv6(text) {
        return vec![wrong("parent subnet is an IPv4 block".to_owned())];
    }
    let Some(range) = Block::parse(text) else {
        return vec![wrong("invalid CIDR block notation".to_owned())];
    };
    let parent = subnet.show();
    let mut wrongs = Vec::new();
    if range.bits < subnet.bits {
        let words = format!("CIDR block is bigger than its parent subnet {parent}");
        wrongs.push(wrong(words));
    }
    if range != range.masked() {
        wrongs.push(wrong(format!("it should be {}", range.masked().show())));
    }
    if !subnet.contains(range.address) && !range.contains(subnet.address) {
        let words = format!("parent subnet {parent} doesn't contain ip-range");
        wrongs.push(wrong(words));
    }
    wrongs
}

fn gateway_wrong(text: &str, subnet: Block) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    if is_ipv6(text) {
        return Some("parent subnet is an IPv4 block".to_owned());
    }
    let Ok(address) = text.parse::<Ipv4Addr>() else {
        return Some("invalid address".to_owned());
    };
    let is_inside = subnet.contains(address.to_bits());
    (!is_inside).then(|| {
        let parent = subnet.show();
        format!("parent subnet {parent} doesn't contain this address")
    })
}

fn is_ipv6(text: &str) -> bool {
    text.contains(':')
}

impl Block {
    fn parse(text: &str) -> Option<Block> {
        let (address, bits) = text.split_once('/')?;
        let address: Ipv4Addr = address.parse().ok()?;
        let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32)?;
        Some(Block {
            address: address.to_bits(),
            bits,
        })
    }

    fn mask(self) -> u32 {
        u32::MAX.checked_shl(32 - self.bits).unwrap_or(0)
    }

    fn masked(self) -> Block {
        Block {
            address: self.address & self.mask(),
            ..self
        }
    }

    fn contains(self, address: u32) -> bool {
        address & self.mask() == self.masked().address
    }

    fn show(self) -> String {
        format!("{}/{}", Ipv4Addr::from_bits(self.address), self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_in_mobys_words() {
        for (subnet, range, gateway, expected) in [
            ("10.1.0.0/16", "10.1.2.0/24", "10.1.0.1", ""),
            ("2001:db8::/64", "", "", ""),
            (
                "10.10.300.0/24",
                "",
                "10.0.0.1",
                "invalid subnet 10.10.300.0/24: invalid CIDR block notation",
            ),
            ("", "", "", "invalid subnet : invalid CIDR block notation"),
            (
                "10.1.2.3/24",
                "",
                "",
                "invalid subnet 10.1.2.3/24: it should be 10.1.2.0/24",
            ),
            (
                "10.1.0.0/24",
                "10.1.0.0/16",
                "10.2.0.1",
                "invalid ip-range 10.1.0.0/16: CIDR block is bigger than its parent subnet 10.1.0.0/24\n\
                 invalid gateway 10.2.0.1: parent subnet 10.1.0.0/24 doesn't contain this address",
            ),
            (
                "10.1.0.0/24",
                "10.2.0.9/28",
                "x",
                "invalid ip-range 10.2.0.9/28: it should be 10.2.0.0/28\n\
                 invalid ip-range 10.2.0.9/28: parent subnet 10.1.0.0/24 doesn't contain ip-range\n\
                 invalid gateway x: invalid address",
            ),
        ] {
            let config = IpamConfig {
                subnet: subnet.to_owned(),
                range: range.to_owned(),
                gateway: gateway.to_owned(),
            };
            let options = IpamOptions {
                configs: vec![config],
                ..IpamOptions::default()
            };
            let checked = check(&options).err().unwrap_or_default();
            let lines = checked.strip_prefix("invalid network config:\n");
            assert_eq!(lines.unwrap_or_default(), expected, "{subnet}");
        }
    }
}
