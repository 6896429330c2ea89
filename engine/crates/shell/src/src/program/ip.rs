//! `ip`

use std::net::Ipv4Addr;

use super::{Io, Started};

/// A network card as it is shown.
struct Card {
    index: usize,
    name: String,
    address: Ipv4Addr,
    prefix: u8,
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let is_brief = words
        .iter()
        .any(|it| matches!(it.as_str(), "-br" | "-brief"));
    let words: Vec<&str> = words[1..]
        .iter()
        .map(String::as_str)
        .filter(|it| !it.starts_with('-'))
        .collect();
    let (object, rest) = words
        .split_first()
        .map_or(("", &[][..]), |(first, rest)| (*first, rest));
    let rest: Vec<&str> = rest
        .iter()
        .copied()
        .filter(|it| !matches!(*it, "show" | "list" | "ls" | "dev"))
        .collect();
    let is_change = rest
        .first()
        .is_some_and(|it| ["add", "del", "set", "delete", "flush"].contains(it));
    if is_change {
        let message = format!(
            "ip: {object} {}: changing a machine's network is not supported here\n",
            rest[0]
        );
        return Started::refuse(&message, 2, io);
    }
    let card = rest.first().copied();
    match object {
        "a" | "ad" | "addr" | "address" => show(card, is_brief, Shows::Addresses, io),
        "l" | "link" => show(card, is_brief, Shows::Links, io),
        "r" | "ro" | "route" => routes(io),
        "" => Started::refuse("Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n", 255, io),
        other => {
            let message = format!("Object \"{other}\" is unknown, try \"ip help\".\n");
            Started::refuse(&message, 1, io)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    Addresses,
    Links,
}

fn cards(io: &Io<'_, '_>) -> Vec<Card> {
    let loopback = Card {
        index: 1,
        name: "lo".to_owned(),
        address: Ipv4Addr::LOCALHOST,
        prefix: 8,
    };
    let others = io
        .host
        .addresses
        .iter()
        .enumerate()
        .map(|(at, (name, address, prefix))| Card {
            index: at + 2,
            name: name.clone(),
            address: *address,
            prefix: *prefix,
        });
    std::iter::once(loopback).chain(others).collect()
}

fn show(wanted: Option<&str>, is_brief: bool, shows: Shows, io: &mut Io<'_, '_>) -> Started {
    let cards: Vec<Card> = cards(io)
        .into_iter()
        .filter(|it| wanted.is_none_or(|name| name == it.name))
        .collect();
    if let (true, Some(name)) = (cards.is_empty(), wanted) {
        return Started::refuse(&format!("Device \"{name}\" does not exist.\n"), 1, io);
    }
    for card in cards {
        let text = if is_brief {
            card.brief(shows)
        } else {
            card.full(shows)
        };
        io.out(&text);
    }
    Started::Done(0)
}

impl Card {
    fn is_loopback(&self) -> bool {
        self.address.is_loopback()
    }

    /// Docker makes a container's address from its IP; a machine's is given by its maker. This one
    /// has the IP in it, too, so that it is the same whenever one looks.
    fn hardware(&self) -> String {
        let [a, b, c, d] = self.address.octets();
        format!("52:54:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
    }

    fn brief(&self, shows: Shows) -> String {
        let state = if self.is_loopback() { "UNKNOWN" } else { "UP" };
        let what = match shows {
            Shows::Addresses => format!("{}/{} ", self.address, self.prefix),
            Shows::Links if self.is_loopback() => {
                "00:00:00:00:00:00 <LOOPBACK,UP,LOWER_UP> ".to_owned()
            }
            Shows::Links => format!("{} <BROADCAST,MULTICAST,UP,LOWER_UP> ", self.hardware()),
        };
        format!("{:<16} {state:<14} {what}\n", self.name)
    }

    fn full(&self, shows: Shows) -> String {
        let Card {
            index,
            name,
            address,
            prefix,
        } = self;
        let mut text = if self.is_loopback() {
            format!(
                "{index}: {name}: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n"
            )
        } else {
            let hardware = self.hardware();
            format!(
                "{index}: {name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000\n    link/ether {hardware} brd ff:ff:ff:ff:ff:ff\n"
            )
        };
        if shows == Shows::Addresses {
            let scope = if self.is_loopback() {
                "scope host lo".to_owned()
            } else {
                format!("brd {} scope global {name}", broadcast(*address, *prefix))
            };
            text.push_str(&format!("    inet {address}/{prefix} {scope}\n       valid_lft forever preferred_lft forever\n"));
        }
        text
    }
}

fn mask(prefix: u8) -> u32 {
    u32::MAX
        .checked_shl(32 - u32::from(prefix.min(32)))
        .unwrap_or(0)
}

fn broadcast(address: Ipv4Addr, prefix: u8) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(address) | !mask(prefix))
}

fn routes(io: &mut Io<'_, '_>) -> Started {
    let mut text = String::new();
    for (at, (name, address, prefix)) in io.host.addresses.iter().enumerate() {
        let network = Ipv4Addr::from(u32::from(*address) & mask(*prefix));
        if at == 0 {
            let gateway = Ipv4Addr::from(u32::from(network) + 1);
            text.push_str(&format!("default via {gateway} dev {name} \n"));
        }
        text.push_str(&format!(
            "{network}/{prefix} dev {name} proto kernel scope link src {address} \n"
        ));
    }
    io.out(&text);
    Started::Done(0)
}
