//! The three kinds of number Raft counts with, each a type of its own so that
//! a term is never compared with an index.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A member of the group. SwarmKit draws it at random and never uses it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RaftId(pub u64);

/// A reign: at most one leader has it. Zero is before the first election.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Term(pub u64);

/// A place in the log. The first entry stands at 1; zero is before it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Index(pub u64);

impl Term {
    pub fn next(self) -> Term {
        Term(self.0 + 1)
    }
}

impl Index {
    pub fn next(self) -> Index {
        Index(self.0 + 1)
    }

    /// The place before this one; zero stays zero.
    pub fn prev(self) -> Index {
        Index(self.0.saturating_sub(1))
    }

    pub fn plus(self, count: usize) -> Index {
        Index(self.0 + count as u64)
    }

    /// How many places this one is after `earlier`; zero if it is not after it.
    pub fn since(self, earlier: Index) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for RaftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
