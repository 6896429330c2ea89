//! `docker system`: the daemon as a whole.

pub(crate) mod client;
pub(crate) mod event_lines;
pub(crate) mod events;
pub(crate) mod info;
pub(crate) mod info_text;
pub(crate) mod inspect;
pub(crate) mod later;
pub(crate) mod version;

use crate::flag::Spec;

pub(crate) static SYSTEM: Spec = Spec::group(
    "system",
    "Work with the daemon as a whole",
    &[&later::DF, &events::EVENTS, &info::INFO, &later::PRUNE],
);
