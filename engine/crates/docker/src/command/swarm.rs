//! `docker swarm`: making, joining and leaving a swarm, and what holds for the whole of it.

pub(crate) mod ca;
pub(crate) mod init;
pub(crate) mod join;
pub(crate) mod join_token;
pub(crate) mod leave;
pub(crate) mod settings;
pub(crate) mod unlock;
pub(crate) mod unlock_key;
pub(crate) mod update;

use crate::flag::{Spec, SwarmState};

pub(crate) static SWARM: Spec = Spec::group(
    "swarm",
    "Work with the swarm as a whole",
    &[
        &ca::CA,
        &init::INIT,
        &join::JOIN,
        &join_token::JOIN_TOKEN,
        &leave::LEAVE,
        &unlock::UNLOCK,
        &unlock_key::UNLOCK_KEY,
        &update::UPDATE,
    ],
)
.swarm(SwarmState::Any);
