//! `docker image`: images of this machine.

pub(crate) mod later;
pub(crate) mod ls;
pub(crate) mod pull;

use crate::flag::Spec;

pub(crate) static IMAGE: Spec = Spec::group(
    "image",
    "Work with images",
    &[
        &later::BUILD,
        &later::HISTORY,
        &later::IMPORT,
        &later::INSPECT,
        &later::LOAD,
        &ls::LS,
        &later::PRUNE,
        &pull::PULL,
        &later::PUSH,
        &later::RM,
        &later::SAVE,
        &later::TAG,
    ],
);
