//! Commands that Swarm Lab knows and does not carry out yet: they say so, and what to use instead.

use crate::context::{Context, Outcome, Run, Stop};
use crate::flag::parse::path_name;

/// Says so.
pub(crate) fn run(cx: &mut Context<'_>) -> Outcome {
    let path = &cx.invocation.path;
    let instead = match path.last().map(|spec| spec.run) {
        Some(Run::Later(instead)) => instead,
        Some(Run::Group | Run::Works(_)) | None => "",
    };
    Err(Stop::error(sentence(&path_name(path), instead)))
}

/// The one sentence for all of them.
pub(crate) fn sentence(what: &str, instead: &str) -> String {
    format!("{what}: not supported in Swarm Lab yet; {instead}")
}
