//! What the log is made of.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::conf::ConfChange;
use crate::id::{Index, Term};

/// What a proposal carries. Cheap to clone: an `Arc` is a good choice, since
/// the same entry stands in several logs and messages at once.
pub trait Payload: Clone {
    /// Its size in bytes on the wire, which decides how many entries share a
    /// message.
    fn size(&self) -> u64;
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryData<P> {
    /// Nothing: what a new leader writes first, and what is left of a
    /// membership change that was refused.
    Empty,
    Normal(P),
    Change(ConfChange),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry<P> {
    pub term: Term,
    pub index: Index,
    pub data: EntryData<P>,
}

/// Names one entry of one leader. Two logs which have the same entry at a
/// position are equal up to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub term: Term,
    pub index: Index,
}

impl<P> Entry<P> {
    pub fn position(&self) -> Position {
        Position {
            term: self.term,
            index: self.index,
        }
    }

    pub fn is_change(&self) -> bool {
        matches!(self.data, EntryData::Change(_))
    }
}

impl<P: Payload> Entry<P> {
    /// The size etcd's `raftpb.Entry` would have: type, term, index, data.
    pub(crate) fn size(&self) -> u64 {
        let data = match &self.data {
            EntryData::Empty => 0,
            EntryData::Normal(payload) => field_size(payload.size()),
            EntryData::Change(change) => field_size(change.size()),
        };
        2 + 1 + varint_size(self.term.0) + 1 + varint_size(self.index.0) + data
    }
}

/// The longest run from the front which fits `max_size`, but at least one entry:
/// an entry which is too big alone must still travel.
pub(crate) fn limit_size<P: Payload>(entries: &[Entry<P>], max_size: u64) -> &[Entry<P>] {
    let mut size = 0;
    let fitting = entries
        .iter()
        .take_while(|entry| {
            size += entry.size();
            size <= max_size
        })
        .count();
    &entries[..fitting.max(1).min(entries.len())]
}

fn field_size(len: u64) -> u64 {
    1 + varint_size(len) + len
}

/// Bytes a number takes in protobuf: seven bits each.
pub(crate) fn varint_size(number: u64) -> u64 {
    u64::from(64 - (number | 1).leading_zeros()).div_ceil(7)
}

impl fmt::Display for Position {
    /// `term/index`, as the scripts write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.term, self.index)
    }
}

impl<P: fmt::Display> fmt::Display for Entry<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.data {
            EntryData::Empty => write!(f, "{} empty", self.position()),
            EntryData::Normal(payload) => write!(f, "{} {payload}", self.position()),
            EntryData::Change(change) => write!(f, "{} {change}", self.position()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Payload for u64 {
        fn size(&self) -> u64 {
            *self
        }
    }

    fn entry(index: u64, size: u64) -> Entry<u64> {
        Entry {
            term: Term(1),
            index: Index(index),
            data: EntryData::Normal(size),
        }
    }

    #[test]
    fn a_varint_has_seven_bits_a_byte() {
        for (number, bytes) in [(0, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3)] {
            assert_eq!(varint_size(number), bytes, "{number}");
        }
        assert_eq!(varint_size(u64::MAX), 10);
    }

    #[test]
    fn a_message_takes_as_many_entries_as_fit() {
        // Each entry: 2 type + 2 term + 2 index + 2 field + 10 data = 18 bytes.
        let entries = [entry(1, 10), entry(2, 10), entry(3, 10)];
        for (max_size, taken) in [
            (0, 1),
            (17, 1),
            (18, 1),
            (35, 1),
            (36, 2),
            (54, 3),
            (999, 3),
        ] {
            assert_eq!(limit_size(&entries, max_size).len(), taken, "{max_size}");
        }
    }

    #[test]
    fn nothing_stays_nothing() {
        assert!(limit_size::<u64>(&[], 100).is_empty());
    }
}
