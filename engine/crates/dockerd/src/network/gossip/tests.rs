use super::*;

use api::ServiceId;

/// Machines that gossip over wires that can be cut.
struct Rig {
    machines: Vec<Gossip>,
    now: Instant,
    /// Who neither sends nor receives.
    cut: Vec<usize>,
    flying: Vec<(Ipv4Addr, Ipv4Addr, Message)>,
    seen: Vec<Vec<Change>>,
}

fn address(index: usize) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 99, 11 + index as u8)
}

fn network() -> NetworkId {
    NetworkId::from("ingress")
}

fn entry(last: u8, is_disabled: bool) -> Entry {
    let binding = Binding {
        service: ServiceId::from("s"),
        name: "web".to_owned(),
        vip: Some(Ipv4Addr::new(10, 0, 0, 5)),
        ports: Vec::new(),
    };
    Entry {
        name: format!("web.{last}"),
        ip: Ipv4Addr::new(10, 0, 0, last),
        service: Some(binding),
        is_disabled,
    }
}

impl Rig {
    fn new(count: usize) -> Rig {
        let machine = |index| {
            let rng = Rng::stream(7, &format!("gossip/{index}"));
            Gossip::new(
                (network(), address(index)),
                vec![address(0)],
                rng,
                Instant::START,
            )
        };
        Rig {
            machines: (0..count).map(machine).collect(),
            now: Instant::START,
            cut: Vec::new(),
            flying: Vec::new(),
            seen: vec![Vec::new(); count],
        }
    }

    fn run(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while self.now < until {
            self.deliver();
            let next = self
                .machines
                .iter()
                .map(Gossip::next_timeout)
                .min()
                .unwrap();
            self.now = next.max(self.now).min(until);
            for index in 0..self.machines.len() {
                let machine = &mut self.machines[index];
                if machine.next_timeout() <= self.now {
                    machine.on_timeout(self.now);
                }
            }
        }
        self.deliver();
    }

    fn deliver(&mut self) {
        loop {
            for (index, machine) in self.machines.iter_mut().enumerate() {
                let sends = machine.take_sends();
                let from = address(index);
                self.flying
                    .extend(sends.into_iter().map(|(to, message)| (from, to, message)));
                self.seen[index].extend(machine.take_changes());
            }
            if self.flying.is_empty() {
                return;
            }
            for (from, to, message) in std::mem::take(&mut self.flying) {
                let is_cut = |ip: Ipv4Addr| self.cut.iter().any(|index| address(*index) == ip);
                let place = usize::from(to.octets()[3]) - 11;
                if !is_cut(from) && !is_cut(to) && place < self.machines.len() {
                    self.machines[place].on_message(from, message, self.now);
                }
            }
        }
    }

    /// What a machine knows of others' endpoints, by the last part of the address.
    fn known(&self, index: usize) -> Vec<u8> {
        let known = self.machines[index].known(&network());
        let ips = known.iter().filter_map(|change| change.new.as_ref());
        ips.map(|(_, entry)| entry.ip.octets()[3]).collect()
    }

    fn announce(&mut self, index: usize, last: u8, entry: Option<Entry>) {
        let now = self.now;
        self.machines[index].announce(&network(), &format!("ep{last}"), entry, now);
    }
}

#[test]
fn everybody_hears_of_an_endpoint_within_a_second_or_two() {
    let mut rig = Rig::new(5);
    rig.run(3);
    rig.announce(3, 7, Some(entry(7, false)));
    rig.run(2);
    for index in [0, 1, 2, 4] {
        assert_eq!(rig.known(index), [7], "machine {index}");
    }
    rig.announce(3, 7, None);
    rig.run(2);
    for index in [0, 1, 2, 4] {
        assert_eq!(rig.known(index), [0; 0], "machine {index}");
    }
}

#[test]
fn a_newcomer_learns_what_was_told_before() {
    let mut rig = Rig::new(2);
    rig.announce(0, 7, Some(entry(7, false)));
    rig.run(5);
    let rng = Rng::stream(7, "late");
    let late = Gossip::new((network(), address(2)), vec![address(0)], rng, rig.now);
    rig.machines.push(late);
    rig.seen.push(Vec::new());
    rig.run(2);
    assert_eq!(rig.known(2), [7]);
}

#[test]
fn a_machine_without_power_is_forgotten_after_a_few_seconds_and_remembered_on_its_return() {
    let mut rig = Rig::new(3);
    rig.announce(2, 9, Some(entry(9, false)));
    rig.run(10);
    rig.cut.push(2);
    rig.run(3);
    assert_eq!(rig.known(0), [9], "nobody may be declared dead at once");
    rig.run(7);
    assert_eq!((rig.known(0), rig.known(1)), (vec![], vec![]));
    rig.cut.clear();
    rig.run(5);
    assert_eq!((rig.known(0), rig.known(1)), (vec![9], vec![9]));
}

#[test]
fn who_leaves_is_forgotten_at_once() {
    let mut rig = Rig::new(3);
    rig.announce(2, 9, Some(entry(9, false)));
    rig.run(5);
    rig.machines[2].leave();
    rig.deliver();
    rig.cut.push(2);
    assert_eq!((rig.known(0), rig.known(1)), (vec![], vec![]));
}

#[test]
fn a_quiet_cluster_keeps_everybody_alive() {
    let mut rig = Rig::new(4);
    rig.announce(1, 8, Some(entry(8, false)));
    rig.run(120);
    for index in [0, 2, 3] {
        assert_eq!(rig.known(index), [8]);
        let losses = rig.seen[index].iter().filter(|change| change.new.is_none());
        assert_eq!(losses.count(), 0, "machine {index} thought somebody dead");
    }
}

#[test]
fn another_swarm_is_not_understood() {
    let mut rig = Rig::new(2);
    rig.announce(0, 7, Some(entry(7, false)));
    rig.machines[1].swarm = NetworkId::from("other");
    rig.run(3);
    assert_eq!(rig.known(1), [0; 0]);
}
