//! The window of appends which are on their way to one follower.
//!
//! After etcd/raft `tracker/inflights.go`, without its limit in bytes: SwarmKit
//! sets none.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::id::Index;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inflights {
    window: usize,
    /// The last index of each append, oldest first.
    ///
    /// Invariant: it grows, and there are at most `window` of them.
    last_indexes: VecDeque<Index>,
}

impl Inflights {
    pub(crate) fn new(window: usize) -> Inflights {
        Inflights {
            window,
            last_indexes: VecDeque::new(),
        }
    }

    pub(crate) fn add(&mut self, last_index: Index) {
        assert!(!self.is_full(), "the window is full");
        assert!(
            self.last_indexes
                .back()
                .is_none_or(|last| *last < last_index),
            "appends leave in order"
        );
        self.last_indexes.push_back(last_index);
    }

    /// Everything up to `index` has arrived.
    pub(crate) fn free_to(&mut self, index: Index) {
        while self
            .last_indexes
            .front()
            .is_some_and(|first| *first <= index)
        {
            self.last_indexes.pop_front();
        }
    }

    pub fn is_full(&self) -> bool {
        self.last_indexes.len() >= self.window
    }

    pub fn is_empty(&self) -> bool {
        self.last_indexes.is_empty()
    }

    pub fn len(&self) -> usize {
        self.last_indexes.len()
    }

    pub fn last_indexes(&self) -> impl Iterator<Item = Index> + '_ {
        self.last_indexes.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window_of(indexes: &[u64]) -> Inflights {
        let mut inflights = Inflights::new(4);
        for index in indexes {
            inflights.add(Index(*index));
        }
        inflights
    }

    fn check(sent: &[u64], arrived: u64, left: &[u64]) {
        let mut inflights = window_of(sent);
        inflights.free_to(Index(arrived));
        let indexes: Vec<u64> = inflights.last_indexes().map(|index| index.0).collect();
        assert_eq!(indexes, left);
    }

    #[test]
    fn an_arrival_frees_all_before_it() {
        check(&[2, 4, 6], 1, &[2, 4, 6]);
        check(&[2, 4, 6], 2, &[4, 6]);
        check(&[2, 4, 6], 5, &[6]);
        check(&[2, 4, 6], 9, &[]);
        check(&[], 9, &[]);
    }

    #[test]
    fn it_fills_and_empties() {
        let mut inflights = window_of(&[1, 2, 3]);
        assert!(!inflights.is_full());
        inflights.add(Index(4));
        assert!(inflights.is_full());
        inflights.free_to(Index(1));
        assert!(!inflights.is_full());
        assert_eq!(inflights.len(), 3);
    }

    #[test]
    #[should_panic(expected = "full")]
    fn a_full_window_takes_nothing() {
        window_of(&[1, 2, 3, 4, 5]);
    }

    #[test]
    #[should_panic(expected = "in order")]
    fn appends_leave_in_order() {
        window_of(&[2, 1]);
    }
}
