//! What a person types into: a bash as students use it, as a value.
//!
//! A [`Session`] is one shell on one machine: interactive in a terminal, or `bash -c` for a script.
//! It parses with `brush-parser`, runs its own interpreter, finds programs (`docker`, `curl`,
//! `grep` …) and hands out what they want from the world as [`Want`]s. Files live in the machine's
//! [`FileSystem`]. Knows `docker` as a command to start, and no daemon.
#![forbid(unsafe_code)]

mod files;
mod session;

pub use files::FileSystem;
pub use session::{
    Block, DaemonAddress, Host, ProcessId, Resume, Session, SessionKind, Suggestion, Want,
};
