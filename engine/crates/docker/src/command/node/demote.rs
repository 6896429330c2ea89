//! `docker node demote` (docker/cli `node/demote.go`; recording 016).

use api::node::NodeRole;

use super::change::{self, Change};
use crate::context::{Context, Ending, Outcome};
use crate::flag::{Args, Names, Spec};

pub(crate) static DEMOTE: Spec =
    Spec::verb("demote", "NODE [NODE...]", "Make managers into workers")
        .args(Args::AtLeast(1))
        .names(Names::Nodes)
        .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    change::each(cx, |_, name, node| {
        if node.spec.role == NodeRole::Worker {
            return Ok(Change::Say(format!(
                "Node {} is already a worker.",
                node.id
            )));
        }
        let mut spec = node.spec.clone();
        spec.role = NodeRole::Worker;
        let text = format!("Manager {name} demoted in the swarm.");
        Ok(Change::Write(Box::new(spec), text))
    })?;
    Ok(Ending::Done)
}
