//! The language of goals: what is seen, never what was typed.
//!
//! A predicate is parsed once ([`Predicate::parse`], errors with line and column), then observed at
//! every change of the world ([`Monitor::observe`]), because some of its words speak of the past:
//! `ever(p)`, `never(p)`, `always(p)`, `longest(p)`, `p for 10s`, `max(x)` over time, `event(…)`.
//! Total and without effect: nothing a lab says can change the world or fail to end.

mod eval;
mod explain;
mod lex;
mod object;
mod parse;

use core::fmt;

pub use eval::{Monitor, Scene};
pub use explain::{Language, Reason};

/// A parsed predicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicate {
    root: Expr,
    /// How many of its expressions remember something.
    memories: usize,
}

/// An expression and where it begins in the source.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Expr {
    kind: ExprKind,
    /// The words as written, for explanations.
    source: String,
}

/// What an expression says. The numbers of memories are places in the monitor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExprKind {
    Constant(Constant),
    /// `it` inside of `all`, `any`, `none` and `count`.
    It,
    /// A list or thing that is always there: `nodes`, `raft` …
    Named(Named),
    /// `node("node1")`, `service("web")` …
    Lookup(Lookup, Box<Expr>),
    Field(Box<Expr>, Field),
    Not(Box<Expr>),
    Both(Box<Expr>, Box<Expr>),
    Either(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    Minus(Box<Expr>, Box<Expr>),
    /// Over a list, with `it` for each element.
    Over(Quantifier, Box<Expr>, Box<Expr>),
    Count(Box<Expr>),
    Exists(Box<Expr>),
    /// The greatest or least of a list or, of a number, of all its values so far.
    Extreme {
        greatest: bool,
        of: Box<Expr>,
        memory: usize,
    },
    Ever {
        of: Box<Expr>,
        memory: usize,
    },
    Always {
        of: Box<Expr>,
        memory: usize,
    },
    Longest {
        of: Box<Expr>,
        memory: usize,
    },
    HeldFor {
        of: Box<Expr>,
        duration: engine::Duration,
        memory: usize,
    },
    /// How often the Engine refused something with words that contain these, on a machine or any.
    Refusals {
        text: String,
        machine: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Constant {
    Bool(bool),
    Number(i64),
    Text(String),
    Time(engine::Duration),
    List(Vec<Constant>),
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $($variant),* }

        impl $name {
            /// The variant a lab writes with this word.
            pub(crate) fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }
        }
    };
}

words! {
    /// What needs no name.
    Named {
        Nodes = "nodes", Workers = "workers", Managers = "managers", Machines = "machines",
        Services = "services", Raft = "raft",
    }
}

words! {
    /// What is found by name.
    Lookup {
        Node = "node", Service = "service", Token = "token", Spread = "spread",
        Containers = "containers",
    }
}

words! {
    /// What a thing can be asked.
    Field {
        Name = "name", InSwarm = "in_swarm", IsManager = "is_manager",
        AdvertiseAddr = "advertise_addr", IsOn = "is_on", IsPlugged = "is_plugged",
        Daemon = "daemon", Containers = "containers", State = "state",
        Availability = "availability", Role = "role", IsLeader = "is_leader",
        Reachability = "reachability", Replicas = "replicas", Running = "running",
        Desired = "desired", Mode = "mode", Image = "image", Command = "command",
        Published = "published", Update = "update", Leader = "leader", Term = "term",
        Voters = "voters", HasQuorum = "has_quorum", Commit = "commit", Version = "version",
    }
}

words! {
    Quantifier { All = "all", Any = "any", None = "none", CountOf = "count" }
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Text fits a pattern with `*`.
    Like,
}

/// Words that are values by themselves: the Engine's own for states, roles and modes.
pub(crate) const VALUE_WORDS: &[&str] = &[
    "ready",
    "down",
    "unknown",
    "disconnected",
    "active",
    "pause",
    "drain",
    "worker",
    "manager",
    "leader",
    "reachable",
    "unreachable",
    "replicated",
    "global",
    "replicated-job",
    "global-job",
    "running",
    "stopped",
    "starting",
    "updating",
    "paused",
    "completed",
    "rollback_started",
    "rollback_paused",
    "rollback_completed",
];

/// A predicate that cannot be read: where, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredicateError {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for PredicateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}
