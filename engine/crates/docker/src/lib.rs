//! The `docker` command: words in, requests and text out.
//!
//! A running command is a value: it hands out what it wants next ([`Want`]) and is resumed with the
//! answer ([`Resume`]). It meets a daemon only in `api::Request` and `api::Response`. After
//! docker/cli 28.5: flags, usage lines, errors, tables and formats are the CLI's; one-line
//! descriptions are our own words.
#![forbid(unsafe_code)]

mod cli;
mod complete;
mod context;
mod endpoint;
mod tail;

mod command;
mod flag;

mod format;
mod progress;
mod quote;
mod template;

pub use cli::{
    Command, Completion, Environment, Printed, Resume, Step, TerminalSize, Want, complete,
};
