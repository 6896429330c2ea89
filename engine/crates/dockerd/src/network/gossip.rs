//! Port 7946: how machines know of each other's endpoints without asking a manager (libnetwork
//! `networkdb` on hashicorp's memberlist).
//!
//! Each machine probes one other a second; who does not answer is suspected, then declared dead,
//! and what it told is forgotten. News travels as rumours to a few machines at a time. Goes on
//! without managers. Unlike Docker, a probe is not repeated through other machines, and a suspicion
//! is not shortened by others' suspicions.

mod hear;
mod record;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use api::NetworkId;
use sim::{Duration, Instant, Rng};

pub use record::{Binding, Entry, Member, Record, Rumour};

/// memberlist `DefaultLANConfig`.
const PROBE_INTERVAL: Duration = Duration::from_secs(1);
const PROBE_TIMEOUT: Duration = Duration::from_millis(500);
const GOSSIP_INTERVAL: Duration = Duration::from_millis(200);
const GOSSIP_NODES: usize = 3;
const RETRANSMIT_MULT: u32 = 4;
const SUSPICION_MULT: u32 = 4;
const PUSH_PULL_INTERVAL: Duration = Duration::from_secs(30);

/// networkdb `cluster.go`: how often a machine that is gone is tried again.
const RETRY_INTERVAL: Duration = Duration::from_secs(1);

/// What travels on port 7946.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Stands for the keys of the swarm: messages of another one are not understood.
    pub swarm: NetworkId,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// All that the sender knows; the receiver answers with all that it knows.
    PushPull {
        from: Member,
        rumours: Vec<Rumour>,
        is_answer: bool,
    },
    Ping {
        seq: u64,
    },
    Ack {
        seq: u64,
    },
    Rumours(Vec<Rumour>),
}

/// A change of what is known of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) network: NetworkId,
    pub(crate) endpoint: String,
    /// The machine and what it told before, if that counted.
    pub(crate) old: Option<(Ipv4Addr, Entry)>,
    pub(crate) new: Option<(Ipv4Addr, Entry)>,
}

/// One machine's part in the gossip.
#[derive(Clone, Debug)]
pub(crate) struct Gossip {
    swarm: NetworkId,
    own: Member,
    /// The managers: who is asked first.
    bootstrap: Vec<Ipv4Addr>,
    others: BTreeMap<Ipv4Addr, Other>,
    records: BTreeMap<(NetworkId, String), Record>,
    clock: u64,
    queue: Vec<(Rumour, u32)>,
    probes: Probes,
    next_gossip: Option<Instant>,
    next_retry: Instant,
    next_push_pull: Instant,
    rng: Rng,
    sends: Vec<(Ipv4Addr, Message)>,
    changes: Vec<Change>,
}

/// Another machine, and what is thought of it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Other {
    member: Member,
    health: Health,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Health {
    Alive,
    Suspect { until: Instant },
    Dead,
    Left,
}

/// Who is asked whether it lives, one after another.
#[derive(Clone, Debug)]
struct Probes {
    order: Vec<Ipv4Addr>,
    next: Instant,
    seq: u64,
    /// Who has not answered so far, and until when it may.
    waiting: Option<(Ipv4Addr, u64, Instant)>,
}

impl Gossip {
    /// Begins, knowing only the managers.
    pub(crate) fn new(
        (swarm, address): (NetworkId, Ipv4Addr),
        bootstrap: Vec<Ipv4Addr>,
        mut rng: Rng,
        now: Instant,
    ) -> Gossip {
        let name = rng.string("0123456789abcdef", 12);
        let mut stagger = |interval: Duration| now + rng.duration(Duration::ZERO, interval);
        let (next_probe, next_push_pull) = (stagger(PROBE_INTERVAL), stagger(PUSH_PULL_INTERVAL));
        let mut gossip = Gossip {
            swarm,
            own: Member {
                address,
                name,
                incarnation: now.as_nanos(),
                networks: Vec::new(),
            },
            bootstrap,
            others: BTreeMap::new(),
            records: BTreeMap::new(),
            clock: 0,
            queue: Vec::new(),
            probes: Probes {
                order: Vec::new(),
                next: next_probe,
                seq: 0,
                waiting: None,
            },
            next_gossip: None,
            next_retry: now,
            next_push_pull,
            rng,
            sends: Vec::new(),
            changes: Vec::new(),
        };
        gossip.retry(now);
        gossip
    }

    /// Another set of managers is known.
    pub(crate) fn set_bootstrap(&mut self, bootstrap: Vec<Ipv4Addr>) {
        self.bootstrap = bootstrap;
    }

    /// What is to be sent.
    pub(crate) fn take_sends(&mut self) -> Vec<(Ipv4Addr, Message)> {
        std::mem::take(&mut self.sends)
    }

    /// What is known now and was not, or the other way round. Own records are not among them.
    pub(crate) fn take_changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changes)
    }

    /// The machines that take part in a network, this one included.
    pub(crate) fn peers(&self, network: &NetworkId) -> Vec<(String, Ipv4Addr)> {
        let others = self
            .others
            .values()
            .filter(|other| other.is_here())
            .map(|other| &other.member);
        let mut peers: Vec<(String, Ipv4Addr)> = others
            .chain([&self.own])
            .filter(|member| member.networks.contains(network))
            .map(|member| (member.name.clone(), member.address))
            .collect();
        peers.sort_by_key(|(_, address)| *address);
        peers
    }

    /// All that others told of a network, for a machine that begins to take part in it.
    pub(crate) fn known(&self, network: &NetworkId) -> Vec<Change> {
        let of_network = self
            .records
            .values()
            .filter(|record| record.network == *network);
        let counting = of_network.filter(|record| record.owner != self.own.address);
        let counting = counting.filter(|record| self.counts(record));
        counting
            .map(|record| change(record, None, record.entry.clone()))
            .collect()
    }

    /// This machine begins or ends to take part in a network.
    pub(crate) fn set_networks(&mut self, networks: Vec<NetworkId>, now: Instant) {
        if self.own.networks != networks {
            self.own.networks = networks;
            self.own.incarnation += 1;
            self.tell(Rumour::Alive(self.own.clone()), now);
        }
    }

    /// This machine tells of an endpoint of its own, or that it is gone.
    pub(crate) fn announce(
        &mut self,
        network: &NetworkId,
        endpoint: &str,
        entry: Option<Entry>,
        now: Instant,
    ) {
        self.clock += 1;
        let record = Record {
            network: network.clone(),
            endpoint: endpoint.to_owned(),
            owner: self.own.address,
            life: self.own.name.clone(),
            clock: self.clock,
            entry,
        };
        self.records.insert(record.key(), record.clone());
        self.tell(Rumour::Record(record), now);
    }

    /// Says good-bye, so that nobody has to find out.
    pub(crate) fn leave(&mut self) {
        let rumour = Rumour::Left {
            address: self.own.address,
            incarnation: self.own.incarnation,
        };
        let here: Vec<Ipv4Addr> = self.alive().collect();
        for to in here {
            self.send(to, Body::Rumours(vec![rumour.clone()]));
        }
    }

    /// When to call [`Gossip::on_timeout`].
    pub(crate) fn next_timeout(&self) -> Instant {
        let suspicions = self.others.values().filter_map(|other| match other.health {
            Health::Suspect { until } => Some(until),
            Health::Alive | Health::Dead | Health::Left => None,
        });
        let waiting = self.probes.waiting.map(|(_, _, until)| until);
        let times = [self.next_gossip, waiting].into_iter().flatten();
        let retry = self.needs_retry().then_some(self.next_retry);
        let fixed = [self.probes.next, self.next_push_pull];
        let all = suspicions.chain(times).chain(retry).chain(fixed);
        all.min().expect("there is always a next probe")
    }

    /// Time has come.
    pub(crate) fn on_timeout(&mut self, now: Instant) {
        if let Some((address, _, until)) = self.probes.waiting
            && until <= now
        {
            self.probes.waiting = None;
            self.suspect(address, now);
        }
        self.bury(now);
        if self.probes.next <= now {
            self.probe(now);
        }
        if self.next_gossip.is_some_and(|at| at <= now) {
            self.spread(now);
        }
        if self.needs_retry() && self.next_retry <= now {
            self.retry(now);
        }
        if self.next_push_pull <= now {
            self.next_push_pull = now + PUSH_PULL_INTERVAL;
            let here: Vec<Ipv4Addr> = self.alive().collect();
            if !here.is_empty() {
                let to = here[self.rng.index(here.len())];
                self.push(to, false);
            }
        }
    }

    /// Something arrived on port 7946.
    pub(crate) fn on_message(&mut self, from: Ipv4Addr, message: Message, now: Instant) {
        if message.swarm != self.swarm {
            return;
        }
        match message.body {
            Body::Ping { seq } => self.send(from, Body::Ack { seq }),
            Body::Ack { seq } => {
                if self
                    .probes
                    .waiting
                    .is_some_and(|(_, asked, _)| asked == seq)
                {
                    self.probes.waiting = None;
                }
            }
            Body::PushPull {
                from: member,
                rumours,
                is_answer,
            } => {
                let sender = member.address;
                self.hear(Rumour::Alive(member), now);
                for rumour in rumours {
                    self.hear(rumour, now);
                }
                if !is_answer {
                    self.push(sender, true);
                }
            }
            Body::Rumours(rumours) => {
                for rumour in rumours {
                    self.hear(rumour, now);
                }
            }
        }
    }

    fn alive(&self) -> impl Iterator<Item = Ipv4Addr> {
        let here = self.others.iter().filter(|(_, other)| other.is_here());
        here.map(|(address, _)| *address)
    }

    fn send(&mut self, to: Ipv4Addr, body: Body) {
        self.sends.push((
            to,
            Message {
                swarm: self.swarm.clone(),
                body,
            },
        ));
    }

    /// Puts a rumour into the queue, in the place of an older one about the same.
    fn tell(&mut self, rumour: Rumour, now: Instant) {
        self.queue.retain(|(queued, _)| !rumour.replaces(queued));
        self.queue.push((rumour, 0));
        self.next_gossip.get_or_insert(now + GOSSIP_INTERVAL);
    }

    /// Sends what is in the queue to a few machines.
    fn spread(&mut self, now: Instant) {
        let mut here: Vec<Ipv4Addr> = self.alive().collect();
        self.rng.shuffle(&mut here);
        here.truncate(GOSSIP_NODES);
        let rumours: Vec<Rumour> = self
            .queue
            .iter()
            .map(|(rumour, _)| rumour.clone())
            .collect();
        for to in &here {
            self.send(*to, Body::Rumours(rumours.clone()));
        }
        let limit = RETRANSMIT_MULT * digits(self.others.len() + 1);
        let sent = u32::try_from(here.len()).unwrap_or(u32::MAX);
        for (_, times) in &mut self.queue {
            *times += sent;
        }
        self.queue.retain(|(_, times)| *times < limit);
        let goes_on = !self.queue.is_empty() && !here.is_empty();
        self.next_gossip = goes_on.then_some(now + GOSSIP_INTERVAL);
        if here.is_empty() {
            // Nobody to tell: whoever comes gets everything by push and pull.
            self.queue.clear();
        }
    }

    fn probe(&mut self, now: Instant) {
        self.probes.next = now + PROBE_INTERVAL;
        while let Some(address) = self.next_in_order() {
            let is_here = self.others.get(&address).is_some_and(Other::is_here);
            if is_here {
                self.probes.seq += 1;
                let seq = self.probes.seq;
                self.probes.waiting = Some((address, seq, now + PROBE_TIMEOUT));
                return self.send(address, Body::Ping { seq });
            }
        }
    }

    /// Everybody has a turn before anybody has a second one.
    fn next_in_order(&mut self) -> Option<Ipv4Addr> {
        if self.probes.order.is_empty() {
            self.probes.order = self.alive().collect();
            self.rng.shuffle(&mut self.probes.order);
        }
        self.probes.order.pop()
    }

    fn suspect(&mut self, address: Ipv4Addr, now: Instant) {
        let scale = digits(self.others.len() + 1).saturating_sub(1).max(1);
        let until = now + PROBE_INTERVAL * SUSPICION_MULT * scale;
        let Some(other) = self.others.get_mut(&address) else {
            return;
        };
        if other.health == Health::Alive {
            other.health = Health::Suspect { until };
            let incarnation = other.member.incarnation;
            self.tell(
                Rumour::Suspect {
                    address,
                    incarnation,
                },
                now,
            );
        }
    }

    /// Declares dead who did not contradict in time.
    fn bury(&mut self, now: Instant) {
        let is_due =
            |other: &Other| matches!(other.health, Health::Suspect { until } if until <= now);
        let due: Vec<(Ipv4Addr, u64)> = self
            .others
            .iter()
            .filter(|(_, other)| is_due(other))
            .map(|(address, other)| (*address, other.member.incarnation))
            .collect();
        for (address, incarnation) in due {
            self.set_health(address, Health::Dead);
            self.tell(
                Rumour::Dead {
                    address,
                    incarnation,
                },
                now,
            );
        }
    }

    /// Whether somebody should be asked to talk again: the dead, or the managers when nobody is
    /// known.
    fn needs_retry(&self) -> bool {
        self.others
            .values()
            .any(|other| other.health == Health::Dead)
            || self.missing_bootstrap()
    }

    /// Whether none of the managers is among those known to be here.
    fn missing_bootstrap(&self) -> bool {
        let others = || {
            self.bootstrap
                .iter()
                .filter(|address| **address != self.own.address)
        };
        let is_here = |address: &Ipv4Addr| self.others.get(address).is_some_and(Other::is_here);
        others().next().is_some() && !others().any(is_here)
    }

    fn retry(&mut self, now: Instant) {
        self.next_retry = now + RETRY_INTERVAL;
        let mut candidates: Vec<Ipv4Addr> = self
            .others
            .iter()
            .filter(|(_, other)| other.health == Health::Dead)
            .map(|(address, _)| *address)
            .collect();
        if self.missing_bootstrap() {
            candidates.extend(self.bootstrap.iter().filter(|it| **it != self.own.address));
        }
        if !candidates.is_empty() {
            let to = candidates[self.rng.index(candidates.len())];
            self.push(to, false);
        }
    }

    /// Sends all that is known.
    fn push(&mut self, to: Ipv4Addr, is_answer: bool) {
        let members = self.others.iter().map(|(address, other)| {
            let (address, incarnation) = (*address, other.member.incarnation);
            match other.health {
                Health::Alive => Rumour::Alive(other.member.clone()),
                Health::Suspect { .. } => Rumour::Suspect {
                    address,
                    incarnation,
                },
                Health::Dead => Rumour::Dead {
                    address,
                    incarnation,
                },
                Health::Left => Rumour::Left {
                    address,
                    incarnation,
                },
            }
        });
        let records = self.records.values().cloned().map(Rumour::Record);
        let rumours = members.chain(records).collect();
        let body = Body::PushPull {
            from: self.own.clone(),
            rumours,
            is_answer,
        };
        self.send(to, body);
    }

    /// Whether what a record says is to be believed: its machine is here.
    fn counts(&self, record: &Record) -> bool {
        let owner = self.others.get(&record.owner);
        owner.is_some_and(|other| other.is_here() && other.member.name == record.life)
    }

    /// Changes what is thought of a machine, and with it of all it told. Returns whether it was
    /// another opinion before.
    fn set_health(&mut self, address: Ipv4Addr, health: Health) -> bool {
        let Some(other) = self.others.get_mut(&address) else {
            return false;
        };
        let was_here = other.is_here();
        let is_news = core::mem::discriminant(&other.health) != core::mem::discriminant(&health);
        other.health = health;
        let is_here = other.is_here();
        if was_here != is_here {
            let life = other.member.name.clone();
            let is_its = |record: &&Record| record.owner == address && record.life == life;
            let of_it = self.records.values().filter(is_its);
            let changes =
                of_it
                    .filter(|record| record.entry.is_some())
                    .map(|record| match is_here {
                        true => change(record, None, record.entry.clone()),
                        false => change(record, Some(record.clone()), None),
                    });
            self.changes.extend(changes.collect::<Vec<_>>());
        }
        is_news
    }
}

impl Other {
    /// Whether it is thought to be there.
    fn is_here(&self) -> bool {
        matches!(self.health, Health::Alive | Health::Suspect { .. })
    }
}

fn change(record: &Record, before: Option<Record>, after: Option<Entry>) -> Change {
    let told = |record: Record| record.entry.map(|entry| (record.owner, entry));
    Change {
        network: record.network.clone(),
        endpoint: record.endpoint.clone(),
        old: before.and_then(told),
        new: after.map(|entry| (record.owner, entry)),
    }
}

/// How many digits a number has: memberlist scales with the logarithm of the number of machines.
fn digits(number: usize) -> u32 {
    number.checked_ilog10().map_or(1, |log| log + 1)
}

#[cfg(test)]
mod tests;
