//! `docker swarm join-token` (docker/cli `swarm/join_token.go`; recording 006).

use api::Request;
use api::cluster::Rotate;

use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Args, Flag, Kind, Names, Spec, SwarmState};

const FLAGS: &[Flag] = &[
    Flag::new("quiet", Kind::Switch, "Print the token and nothing else").short('q'),
    Flag::new(
        "rotate",
        Kind::Switch,
        "Make a new token; the old one lets nobody in any more",
    ),
];

pub(crate) static JOIN_TOKEN: Spec = Spec::verb(
    "join-token",
    "[OPTIONS] (worker|manager)",
    "Show or change what lets machines in",
)
.args(Args::Exact(1))
.flags(&[FLAGS])
.names(Names::Words(&["worker", "manager"]))
.swarm(SwarmState::Manager)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let role = cx.args()[0].as_str();
    if role != "worker" && role != "manager" {
        return Err(Stop::error(format!("unknown role {role}")));
    }
    if given.is("rotate") {
        rotate(cx, role)?;
        if !given.is("quiet") {
            cx.line(format!("Successfully rotated {role} join token.\n"));
        }
    }
    let swarm = cx.ask(Request::SwarmInspect)?;
    let tokens = &answer!(swarm, Swarm).join_tokens;
    if given.is("quiet") {
        cx.line(if role == "worker" {
            &tokens.worker
        } else {
            &tokens.manager
        });
        return Ok(Ending::Done);
    }
    let info = cx.ask(Request::Info)?;
    let node = answer!(info, Info).swarm.node_id.clone();
    print_commands(cx, node.as_str(), &[role])?;
    Ok(Ending::Done)
}

fn rotate(cx: &mut Context<'_>, role: &str) -> Result<(), Stop> {
    let swarm = cx.ask(Request::SwarmInspect)?;
    let info = &answer!(swarm, Swarm).info;
    cx.ask(Request::SwarmUpdate {
        version: info.meta.version,
        spec: Box::new(info.spec.clone()),
        rotate: Rotate {
            worker_token: role == "worker",
            manager_token: role == "manager",
            unlock_key: false,
        },
    })?;
    Ok(())
}

/// Prints the commands by which machines of these roles join, with the address of this manager.
pub(super) fn print_commands(cx: &mut Context<'_>, node: &str, roles: &[&str]) -> Result<(), Stop> {
    let node = cx.ask(Request::NodeInspect {
        name: node.to_owned(),
    })?;
    let swarm = cx.ask(Request::SwarmInspect)?;
    let tokens = &answer!(swarm, Swarm).join_tokens;
    let Some(manager) = &answer!(node, Node).manager_status else {
        return Ok(());
    };
    for role in roles {
        let token = if *role == "worker" {
            &tokens.worker
        } else {
            &tokens.manager
        };
        cx.line(format!(
            "To add a {role} to this swarm, run the following command:\n\n    docker swarm join --token {token} {}\n",
            manager.addr
        ));
    }
    Ok(())
}
