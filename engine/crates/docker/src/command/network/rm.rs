//! `docker network rm` (docker/cli `network/remove.go`; recording 100).

use api::{ErrorKind, Request};

use crate::command::prompt;
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Flag, Kind, Names, Spec};

pub(crate) static RM: Spec = Spec::verb("rm", "NETWORK [NETWORK...]", "Remove networks")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .flags(&[&[Flag::new(
        "force",
        Kind::Switch,
        "Do not mind if there is no such network",
    )
    .short('f')]])
    .names(Names::Networks)
    .runs(run);

const INGRESS: &str = "WARNING! Before removing the routing-mesh network, make sure all the nodes in your swarm run the same docker engine version. Otherwise, removal may not be effective and functionality of newly create ingress networks will be impaired.\nAre you sure you want to continue?";

fn run(cx: &mut Context<'_>) -> Outcome {
    let force = cx.invocation.given.is("force");
    let mut has_failed = false;
    for name in cx.args() {
        let found = cx.call(Request::NetworkInspect {
            name: name.clone(),
            verbose: false,
            scope: String::new(),
        })?;
        let is_ingress = found.is_ok_and(|response| answer!(response, Network).ingress);
        if is_ingress && !prompt::confirm(cx, INGRESS)? {
            continue;
        }
        match cx.call(Request::NetworkRemove { name: name.clone() })? {
            Ok(_) => cx.line(name),
            Err(error) if force && error.kind == ErrorKind::NotFound => (),
            Err(error) => {
                cx.error_line(words(&error));
                has_failed = true;
            }
        }
    }
    if has_failed {
        return Err(Stop::error("exit status 1"));
    }
    Ok(Ending::Done)
}
