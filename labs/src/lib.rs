//! What to learn, as data, and how to tell whether it is done.
//!
//! A lab is a folder: `lab.toml` (cluster, goals, hints), one Markdown text for each language,
//! scripts that solve it and scripts that must not (`product/LAB-FORMAT`). The labs of the course
//! are embedded ([`catalogue()`]); any other comes as the same files. Goals are predicates over what
//! is seen, never over what was typed. [`Session`] lives one lab; [`proof`] shows that a lab can be
//! solved, and not by accident. Names nothing below `engine`.
#![forbid(unsafe_code)]

pub mod proof;

mod catalogue;
mod lab;
mod predicate;
mod script;
mod session;
mod text;
mod variables;

pub use catalogue::{Folder, catalogue, find};
pub use lab::{Cluster, Fault, Goal, Hint, Lab, LabError, Proof, Said, WrongPath};
pub use predicate::{Language, Monitor, Predicate, PredicateError, Reason, Scene};
pub use script::{Script, ScriptError, ScriptLine};
pub use session::{GoalState, Session};
pub use text::{Block, Inline, Step, Text, TextError};
pub use variables::{fill, open_texts};
