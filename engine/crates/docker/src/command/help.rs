//! `--help`, and what a command that only holds others shows.

use api::Request;
use api::cluster::LocalNodeState;

use crate::cli::TerminalSize;
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::help::{SwarmSeen, help};

/// Shows the help on standard output.
pub(crate) fn run(cx: &mut Context<'_>) -> Outcome {
    let text = text(cx)?;
    cx.out(text);
    Ok(Ending::Done)
}

/// Shows the help on standard error: the command was used without a verb.
pub(crate) fn run_on_stderr(cx: &mut Context<'_>) -> Outcome {
    let text = text(cx)?;
    cx.error_line(text.trim_end_matches('\n'));
    Ok(Ending::Done)
}

fn text(cx: &mut Context<'_>) -> Result<String, Stop> {
    let path = &cx.invocation.path;
    let spec = path.last().expect("the root is always there");
    // Only what is hidden by the swarm's state is worth a question to the daemon.
    let depends = spec.children.iter().any(|child| child.swarm.is_some());
    let seen = if depends { swarm_seen(cx)? } else { None };
    let columns = match cx.environment.stdout_tty {
        Some(TerminalSize { columns, .. }) if cx.environment.stdin_tty => usize::from(columns),
        Some(_) | None => 80,
    };
    Ok(help(path, columns, seen))
}

/// The real CLI reads it from the header of a ping.
fn swarm_seen(cx: &mut Context<'_>) -> Result<Option<SwarmSeen>, Stop> {
    let Ok(response) = cx.call(Request::Info)? else {
        return Ok(None);
    };
    let swarm = &answer!(response, Info).swarm;
    Ok(Some(SwarmSeen {
        is_active: swarm.local_node_state != LocalNodeState::Inactive,
        is_manager: swarm.control_available,
    }))
}
