//! `docker swarm leave` (docker/cli `swarm/leave.go`; recordings 007, 008).

use api::Request;

use crate::context::{Context, Ending, Outcome};
use crate::flag::{Flag, Kind, Spec, SwarmState};

const FLAGS: &[Flag] =
    &[Flag::new("force", Kind::Switch, "Leave whatever it does to the swarm").short('f')];

pub(crate) static LEAVE: Spec =
    Spec::verb("leave", "[OPTIONS]", "Take this machine out of its swarm")
        .flags(&[FLAGS])
        .swarm(SwarmState::Active)
        .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let force = cx.invocation.given.is("force");
    cx.ask(Request::SwarmLeave { force })?;
    cx.line("Node left the swarm.");
    Ok(Ending::Done)
}
