//! `docker node rm` (docker/cli `node/remove.go`; recording 017).

use api::Request;

use crate::command::removal;
use crate::context::{Context, Ending, Outcome};
use crate::flag::{Args, Flag, Kind, Names, Spec};

const FLAGS: &[Flag] =
    &[Flag::new("force", Kind::Switch, "Remove a node that is still up, too").short('f')];

pub(crate) static RM: Spec = Spec::verb(
    "rm",
    "[OPTIONS] NODE [NODE...]",
    "Forget nodes that left the swarm",
)
.aliases(&["remove"])
.args(Args::AtLeast(1))
.flags(&[FLAGS])
.names(Names::Nodes)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let force = cx.invocation.given.is("force");
    removal::each(cx, |name| Request::NodeRemove { name, force })?;
    Ok(Ending::Done)
}
