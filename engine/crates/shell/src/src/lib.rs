//! What a person types into: a bash as students use it, as a value.
//!
//! A [`Session`] is one shell on one machine: interactive in a terminal, or `bash -c` for a script.
//! It has its own parser and its own interpreter, finds programs (`docker`, `curl`, `grep` …) and
//! hands out what they want from the world as [`Want`]s. Files live in the machine's
//! [`FileSystem`]. Knows `docker` as a command to start, and no daemon.
#![forbid(unsafe_code)]

mod session;

mod shell;
mod syntax;

mod program;
mod system;

mod files;
mod screen;
mod terminal;
mod text;

mod limits;

mod decimal;
mod escape;
mod pattern;
mod regex;

pub use files::FileSystem;
pub use session::{
    Block, DaemonAddress, Host, ProcessId, RemoteInput, Resume, Session, SessionKind, Suggestion,
    Want,
};
pub use text::Text;
