//! `docker node promote` (docker/cli `node/promote.go`; recording 016).

use api::node::NodeRole;

use super::change::{self, Change};
use crate::context::{Context, Ending, Outcome};
use crate::flag::{Args, Names, Spec};

pub(crate) static PROMOTE: Spec =
    Spec::verb("promote", "NODE [NODE...]", "Make workers into managers")
        .args(Args::AtLeast(1))
        .names(Names::Nodes)
        .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    change::each(cx, |_, name, node| {
        if node.spec.role == NodeRole::Manager {
            return Ok(Change::Say(format!(
                "Node {} is already a manager.",
                node.id
            )));
        }
        let mut spec = node.spec.clone();
        spec.role = NodeRole::Manager;
        let text = format!("Node {name} promoted to a manager in the swarm.");
        Ok(Change::Write(Box::new(spec), text))
    })?;
    Ok(Ending::Done)
}
