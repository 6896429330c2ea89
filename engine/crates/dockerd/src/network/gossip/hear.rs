//! What a machine makes of the rumours it hears: which are news, and which it contradicts.

use std::net::Ipv4Addr;

use sim::Instant;

use super::{Gossip, Health, Member, Other, Record, Rumour, change};

impl Gossip {
    /// Takes news in, and passes it on if it is news.
    pub(super) fn hear(&mut self, rumour: Rumour, now: Instant) {
        let is_news = match &rumour {
            Rumour::Alive(member) => self.hear_alive(member),
            Rumour::Suspect {
                address,
                incarnation,
            } => {
                self.hear_doubt(*address, *incarnation, now) && {
                    self.suspect(*address, now);
                    false
                }
            }
            Rumour::Dead {
                address,
                incarnation,
            } => {
                self.hear_doubt(*address, *incarnation, now)
                    && self.set_health(*address, Health::Dead)
            }
            Rumour::Left {
                address,
                incarnation,
            } => {
                self.hear_doubt(*address, *incarnation, now)
                    && self.set_health(*address, Health::Left)
            }
            Rumour::Record(record) => self.hear_record(record),
        };
        if is_news {
            self.tell(rumour, now);
        }
    }

    fn hear_alive(&mut self, member: &Member) -> bool {
        if member.address == self.own.address {
            return false;
        }
        let Some(other) = self.others.get_mut(&member.address) else {
            let other = Other {
                member: member.clone(),
                health: Health::Alive,
            };
            self.others.insert(member.address, other);
            return true;
        };
        if member.incarnation <= other.member.incarnation {
            return false;
        }
        if other.member.name != member.name {
            // Another life: what was told in the last one is forgotten.
            self.set_health(member.address, Health::Dead);
            self.records
                .retain(|_, record| record.owner != member.address);
        }
        let Some(other) = self.others.get_mut(&member.address) else {
            return false;
        };
        other.member = member.clone();
        self.set_health(member.address, Health::Alive);
        true
    }

    /// Whether a rumour of somebody's end is to be believed. Own death is contradicted.
    fn hear_doubt(&mut self, address: Ipv4Addr, incarnation: u64, now: Instant) -> bool {
        if address == self.own.address {
            if incarnation >= self.own.incarnation {
                self.own.incarnation = incarnation + 1;
                self.tell(Rumour::Alive(self.own.clone()), now);
            }
            return false;
        }
        let known = self.others.get(&address);
        known.is_some_and(|other| incarnation >= other.member.incarnation)
    }

    fn hear_record(&mut self, record: &Record) -> bool {
        if record.owner == self.own.address {
            return false;
        }
        let old = self.records.get(&record.key());
        if old.is_some_and(|old| old.clock >= record.clock && old.owner == record.owner) {
            return false;
        }
        let before = old.filter(|old| self.counts(old)).cloned();
        self.records.insert(record.key(), record.clone());
        if self.counts(record) || before.is_some() {
            let after = record.entry.clone().filter(|_| self.counts(record));
            self.changes.push(change(record, before, after));
        }
        true
    }
}
