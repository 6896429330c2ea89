//! `docker swarm join` (docker/cli `swarm/join.go`; recordings 004–006).

use api::Request;
use api::cluster::JoinRequest;

use super::settings;
use crate::context::{Context, Ending, Outcome, answer};
use crate::flag::{Args, Flag, Kind, Spec, SwarmState};

const FLAGS: &[Flag] = &[
    Flag::new("token", Kind::Text, "The secret that lets this machine in"),
    settings::AVAILABILITY,
];

pub(crate) static JOIN: Spec = Spec::verb(
    "join",
    "[OPTIONS] HOST:PORT",
    "Join this machine to a swarm, as worker or manager",
)
.args(Args::Exact(1))
.flags(&[FLAGS, &settings::ADDRESSES])
.swarm(SwarmState::Any)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let request = JoinRequest {
        listen_addr: given.text("listen-addr").to_owned(),
        advertise_addr: given.text("advertise-addr").to_owned(),
        data_path_addr: given.text("data-path-addr").to_owned(),
        remote_addrs: vec![cx.args()[0].clone()],
        join_token: given.text("token").to_owned(),
        availability: settings::availability(given)?,
    };
    cx.ask(Request::SwarmJoin(Box::new(request)))?;
    let info = cx.ask(Request::Info)?;
    let role = if answer!(info, Info).swarm.control_available {
        "manager"
    } else {
        "worker"
    };
    cx.line(format!("This node joined a swarm as a {role}."));
    Ok(Ending::Done)
}
