//! `docker service`: what a person wants to run in the swarm.

pub(crate) mod converge;
pub(crate) mod create;
pub(crate) mod flags;
pub(crate) mod inspect;
pub(crate) mod log_lines;
pub(crate) mod logs;
pub(crate) mod ls;
pub(crate) mod merge;
pub(crate) mod merge_lists;
pub(crate) mod pretty;
pub(crate) mod ps;
mod references;
pub(crate) mod refusal;
pub(crate) mod rm;
pub(crate) mod rollback;
pub(crate) mod scale;
pub(crate) mod spec;
pub(crate) mod update;

use crate::context::{Context, Ending, Outcome};
use crate::flag::{Spec, SwarmState};
use crate::tail::Tail;
use converge::{Converge, How};

pub(crate) static SERVICE: Spec = Spec::group(
    "service",
    "Work with services of the swarm",
    &[
        &create::CREATE,
        &inspect::INSPECT,
        &logs::LOGS,
        &ls::LS,
        &ps::PS,
        &rm::RM,
        &rollback::ROLLBACK,
        &scale::SCALE,
        &update::UPDATE,
    ],
)
.swarm(SwarmState::Manager);

/// Waits for a service to be as wanted, unless `--detach` was given.
pub(crate) fn wait(cx: &Context<'_>, service: String) -> Outcome {
    let given = &cx.invocation.given;
    if given.is("detach") {
        return Ok(Ending::Done);
    }
    let how = How {
        terminal: cx.environment.stdout_tty,
        quiet: given.is("quiet"),
        gathers_errors: false,
    };
    let converge = Converge::new(vec![service], how, Vec::new());
    Ok(Ending::Then(Box::new(Tail::Converge(converge))))
}
