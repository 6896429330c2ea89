//! `docker node update` (docker/cli `node/update.go`; recordings 013, 015, 070).

use api::node::{Availability, NodeRole, NodeSpec};

use super::change::{self, Change};
use crate::context::{Context, Ending, Outcome, Stop};
use crate::flag::{Args, Flag, Given, Kind, Names, Spec};
use crate::quote::quote;

const FLAGS: &[Flag] = &[
    Flag::new(
        "availability",
        Kind::Text,
        "Whether the node may get tasks (\"active\", \"pause\", \"drain\")",
    )
    .choices(&["active", "pause", "drain"]),
    Flag::new(
        "label-add",
        Kind::List,
        "Give the node a label, or the label another value (\"key=value\")",
    ),
    Flag::new("label-rm", Kind::List, "Take this label from the node"),
    Flag::new(
        "role",
        Kind::Text,
        "What the node does in the swarm (\"worker\", \"manager\")",
    )
    .choices(&["worker", "manager"]),
];

pub(crate) static UPDATE: Spec = Spec::verb("update", "[OPTIONS] NODE", "Change a node")
    .args(Args::Exact(1))
    .flags(&[FLAGS])
    .names(Names::Nodes)
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    change::each(cx, |cx, name, node| {
        let spec = merge(&cx.invocation.given, &node.spec)?;
        Ok(Change::Write(Box::new(spec), name.to_owned()))
    })?;
    Ok(Ending::Done)
}

fn merge(given: &Given, spec: &NodeSpec) -> Result<NodeSpec, Stop> {
    let mut spec = spec.clone();
    // The daemon takes these words in any case (recording 015), and refuses others; the API of ours
    // cannot carry them, so its refusal is said here.
    let refused = |field: &str, word: &str| {
        Stop::error(format!(
            "Error response from daemon: invalid {field}: {}",
            quote(word)
        ))
    };
    if let Some(word) = given.last("role") {
        spec.role =
            NodeRole::from_word(&word.to_lowercase()).ok_or_else(|| refused("Role", word))?;
    }
    if let Some(word) = given.last("availability") {
        spec.availability = Availability::from_word(&word.to_lowercase())
            .ok_or_else(|| refused("Availability", word))?;
    }
    let labels = &mut spec.annotations.labels;
    for label in given.all("label-add") {
        let (key, value) = label.split_once('=').unwrap_or((label, ""));
        labels.insert(key.to_owned(), value.to_owned());
    }
    for key in given.all("label-rm") {
        if labels.remove(key).is_none() {
            return Err(Stop::error(format!(
                "key {key} doesn't exist in node's labels"
            )));
        }
    }
    Ok(spec)
}
