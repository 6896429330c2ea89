//! `docker network`: networks of the swarm and of the machine.

pub(crate) mod create;
pub(crate) mod inspect;
pub(crate) mod ipam;
pub(crate) mod later;
pub(crate) mod ls;
mod prune;
pub(crate) mod rm;

use crate::flag::Spec;

pub(crate) static NETWORK: Spec = Spec::group(
    "network",
    "Work with networks",
    &[
        &later::CONNECT,
        &create::CREATE,
        &later::DISCONNECT,
        &inspect::INSPECT,
        &ls::LS,
        &prune::PRUNE,
        &rm::RM,
    ],
);
