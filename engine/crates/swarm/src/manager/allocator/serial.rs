//! Numbers given by next fit: what comes after the last one given, round and round
//! (SwarmKit `internal/idm`, moby `daemon/libnetwork/bitmap`).

use std::collections::BTreeMap;

/// Numbers of a range, each with whom it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Serial<Owner> {
    first: u32,
    last: u32,
    /// Where to look next; moved by looking only, not by asking for a number by name.
    cursor: u32,
    /// May hold numbers outside of the range, which are asked for by name only.
    owners: BTreeMap<u32, Owner>,
}

impl<Owner: PartialEq> Serial<Owner> {
    pub(super) fn new(first: u32, last: u32) -> Serial<Owner> {
        Serial {
            first,
            last,
            cursor: first,
            owners: BTreeMap::new(),
        }
    }

    /// Gives the number asked for; false when somebody has it.
    pub(super) fn take(&mut self, number: u32, owner: Owner) -> bool {
        if self.owners.contains_key(&number) {
            return false;
        }
        self.owners.insert(number, owner);
        true
    }

    /// Gives the next free number of the range.
    pub(super) fn next(&mut self, owner: Owner) -> Option<u32> {
        let is_free = |number: &u32| !self.owners.contains_key(number);
        let mut ahead = self.cursor..=self.last;
        let number = ahead.find(is_free).or_else(|| {
            let mut all = self.first..=self.last;
            all.find(is_free)
        })?;
        self.owners.insert(number, owner);
        self.cursor = if number == self.last {
            self.first
        } else {
            number + 1
        };
        Some(number)
    }

    /// Takes a number back, if it is theirs.
    pub(super) fn give_back(&mut self, number: u32, owner: &Owner) {
        if self.owners.get(&number) == Some(owner) {
            self.owners.remove(&number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a7_what_was_asked_for_by_name_is_not_given_again() {
        let mut ports: Serial<&str> = Serial::new(30_000, 30_004);
        assert!(ports.take(30_001, "a"));
        assert!(ports.take(80, "a"));
        assert!(!ports.take(80, "b"));
        assert_eq!(ports.next("b"), Some(30_000));
        assert_eq!(ports.next("b"), Some(30_002));
        ports.give_back(30_000, &"b");
        ports.give_back(30_001, &"b");
        assert_eq!(ports.next("c"), Some(30_003));
        assert_eq!(ports.next("c"), Some(30_004));
        assert_eq!(ports.next("c"), Some(30_000));
        assert_eq!(ports.next("c"), None, "the second one is a's");
    }
}
