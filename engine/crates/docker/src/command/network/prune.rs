//! `docker network prune` (docker/cli `network/prune.go`; recording 100).

use api::Request;

use crate::command::later;
use crate::command::prompt;
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Flag, Kind, Spec};

pub(crate) static PRUNE: Spec =
    Spec::verb("prune", "[OPTIONS]", "Remove the networks that nobody uses")
        .flags(&[&[
            Flag::new(
                "filter",
                Kind::Filter,
                "Remove only what meets this condition (such as \"until=<timestamp>\")",
            ),
            Flag::new("force", Kind::Switch, "Do not ask first").short('f'),
        ]])
        .runs(run);

const WARNING: &str = "WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue?";

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    if given.changed("filter") {
        let words = later::sentence(
            "docker network prune --filter",
            "remove networks by name with 'docker network rm'",
        );
        return Err(Stop::error(words));
    }
    if !given.is("force") && !prompt::confirm(cx, WARNING)? {
        return Ok(Ending::Done);
    }
    let response = cx.ask(Request::NetworkPrune)?;
    let names = answer!(response, NetworksPruned);
    if !names.is_empty() {
        cx.line(format!("Deleted Networks:\n{}\n", names.join("\n")));
    }
    Ok(Ending::Done)
}
