//! `docker container`: containers of this machine.

pub(crate) mod later;
pub(crate) mod limits;
pub(crate) mod ls;
pub(crate) mod ports;
pub(crate) mod run;

use crate::flag::Spec;

pub(crate) static CONTAINER: Spec = Spec::group(
    "container",
    "Work with containers",
    &[
        &later::ATTACH,
        &later::COMMIT,
        &later::CP,
        &run::CREATE,
        &later::DIFF,
        &later::EXEC,
        &later::EXPORT,
        &later::INSPECT,
        &later::KILL,
        &later::LOGS,
        &ls::LS,
        &later::PAUSE,
        &later::PORT,
        &later::PRUNE,
        &later::RENAME,
        &later::RESTART,
        &later::RM,
        &run::RUN,
        &later::START,
        &later::STATS,
        &later::STOP,
        &later::TOP,
        &later::UNPAUSE,
        &later::UPDATE,
        &later::WAIT,
    ],
);
