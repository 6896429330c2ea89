//! `docker node inspect` (docker/cli `node/inspect.go`; recording 014).

use api::Request;
use api::node::Node;

use super::{pretty, reference};
use crate::command::listing::{self, INSPECT_FORMAT, Inspected, PRETTY};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Names, Spec};

pub(crate) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] self|NODE [NODE...]",
    "Show all there is to know of nodes",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PRETTY]])
.names(Names::Nodes)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    if given.is("pretty") || given.text("format") == "pretty" {
        return print_pretty(cx);
    }
    let format = given.text("format").to_owned();
    if format.starts_with("pretty") {
        return Err(Stop::error(
            "cannot supply extra formatting options to the pretty template",
        ));
    }
    listing::inspect(cx, (&format, 1), |cx, name| {
        Ok(find(cx, name)?.map(|node| Inspected::typed(&node, "swarm.Node")))
    })?;
    Ok(Ending::Done)
}

/// All of them, or nothing but the first error.
fn print_pretty(cx: &mut Context<'_>) -> Outcome {
    let mut text = String::new();
    for name in cx.args() {
        let node = find(cx, name)?.map_err(Stop::error)?;
        text.push_str(&pretty::text(&node));
        text.push('\n');
    }
    cx.out(text);
    Ok(Ending::Done)
}

fn find(cx: &mut Context<'_>, name: &str) -> Result<Result<Node, String>, Stop> {
    let name = match reference(cx, name)? {
        Ok(name) => name,
        Err(error) => return Ok(Err(error)),
    };
    Ok(match cx.call(Request::NodeInspect { name })? {
        Ok(response) => Ok(answer!(response, Node).as_ref().clone()),
        Err(error) => Err(words(&error)),
    })
}
