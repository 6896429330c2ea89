//! `docker node ps` (docker/cli `node/ps.go`; recordings 130, 131).

use api::task::Task;
use api::{Request, Response};

use super::reference;
use crate::command::listing;
use crate::command::tasks;
use crate::context::{Context, Ending, Outcome, Stop, words};
use crate::flag::{Args, Names, Spec};

pub(crate) static PS: Spec = Spec::verb(
    "ps",
    "[OPTIONS] [NODE...]",
    "List the tasks of nodes, or of this one",
)
.args(Args::Any)
.flags(&[tasks::FLAGS])
.names(Names::Nodes)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let this = ["self".to_owned()];
    let names = match cx.args() {
        [] => &this,
        names => names,
    };
    let mut errors = Vec::new();
    let mut found: Vec<Task> = Vec::new();
    for name in names {
        match of_node(cx, name)? {
            Ok(tasks) => found.extend(tasks),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() || !found.is_empty() {
        let is_short = !cx.invocation.given.is("no-trunc");
        tasks::print(cx, found, is_short)?;
    }
    if errors.is_empty() {
        return Ok(Ending::Done);
    }
    Err(Stop::error(errors.join("\n")))
}

fn of_node(cx: &mut Context<'_>, name: &str) -> Result<Result<Vec<Task>, String>, Stop> {
    let name = match reference(cx, name)? {
        Ok(name) => name,
        Err(error) => return Ok(Err(error)),
    };
    let response = match cx.call(Request::NodeInspect { name })? {
        Ok(response) => response,
        Err(error) => return Ok(Err(words(&error))),
    };
    let Response::Node(node) = &*response else {
        panic!("expected a node, got {response:?}");
    };
    let mut filters = listing::filters(&cx.invocation.given);
    listing::add(&mut filters, "node", node.id.as_str());
    Ok(match cx.call(Request::TaskList { filters })? {
        Ok(response) => match &*response {
            Response::Tasks(tasks) => Ok(tasks.clone()),
            other => panic!("expected tasks, got {other:?}"),
        },
        Err(error) => Err(words(&error)),
    })
}
