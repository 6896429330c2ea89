//! `docker service rm` (docker/cli `service/remove.go`; recording 042).

use api::Request;

use crate::command::removal;
use crate::context::{Context, Ending, Outcome};
use crate::flag::{Args, Names, Spec};

pub(crate) static RM: Spec = Spec::verb("rm", "SERVICE [SERVICE...]", "Remove services")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .names(Names::Services)
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    removal::each(cx, |name| Request::ServiceRemove { name })?;
    Ok(Ending::Done)
}
