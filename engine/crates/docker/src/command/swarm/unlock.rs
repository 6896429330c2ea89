//! `docker swarm unlock` (docker/cli `swarm/unlock.go`; recording 011).

use api::Request;
use api::cluster::LocalNodeState;

use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Spec, SwarmState};

pub(crate) static UNLOCK: Spec = Spec::verb("unlock", "", "Unlock this manager after a restart")
    .swarm(SwarmState::Manager)
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let info = cx.ask(Request::Info)?;
    match answer!(info, Info).swarm.local_node_state {
        LocalNodeState::Locked => (),
        LocalNodeState::Inactive => {
            return Err(Stop::error("Error: This node is not part of a swarm"));
        }
        LocalNodeState::Pending | LocalNodeState::Active | LocalNodeState::Error => {
            return Err(Stop::error("Error: swarm is not locked"));
        }
    }
    let is_asked = cx.environment.stdin_tty;
    if is_asked {
        cx.out("Enter unlock key: ");
    }
    let line = cx.read_line()?.unwrap_or_default();
    if is_asked {
        cx.out("\n");
    }
    cx.ask(Request::SwarmUnlock {
        key: line.trim().to_owned(),
    })?;
    Ok(Ending::Done)
}
