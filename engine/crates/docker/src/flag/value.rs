//! What flags accept: one file per family of values, each with Docker's words for a refusal.

pub(crate) mod address;
pub(crate) mod csv;
pub(crate) mod duration;
pub(crate) mod list;
pub(crate) mod mount;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod port;
pub(crate) mod reference;
pub(crate) mod words;
