//! `docker network inspect` (docker/cli `network/inspect.go`; recording 100).

use api::Request;

use crate::command::listing::{self, BAD_TEMPLATE, INSPECT_FORMAT, Inspected};
use crate::context::{Context, Ending, Outcome, answer, words};
use crate::flag::{Args, Flag, Kind, Names, Spec};

pub(crate) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] NETWORK [NETWORK...]",
    "Show all there is to know of networks",
)
.args(Args::AtLeast(1))
.flags(&[&[
    INSPECT_FORMAT,
    Flag::new("verbose", Kind::Switch, "Show the services on it, too").short('v'),
]])
.names(Names::Networks)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let verbose = given.is("verbose");
    listing::inspect(cx, (given.text("format"), BAD_TEMPLATE), |cx, name| {
        let answer = cx.call(Request::NetworkInspect {
            name: name.to_owned(),
            verbose,
            scope: String::new(),
        })?;
        Ok(match answer {
            Ok(response) => Ok(Inspected::raw(
                answer!(response, Network).as_ref(),
                "network.Inspect",
            )),
            Err(error) => Err(words(&error)),
        })
    })?;
    Ok(Ending::Done)
}
