//! Changing nodes one after the other: `promote`, `demote` and `update`
//! (docker/cli `node/update.go`, `updateNodes`).

use api::Request;
use api::node::{Node, NodeSpec};

use crate::context::{Context, Stop, answer};

/// What is to be done with a node.
pub(super) enum Change {
    /// Write this spec, then say this.
    Write(Box<NodeSpec>, String),
    /// Only say this: nothing is to be changed.
    Say(String),
}

/// Changes each node; stops at the first that cannot be.
pub(super) fn each(
    cx: &mut Context<'_>,
    decide: impl Fn(&Context<'_>, &str, &Node) -> Result<Change, Stop>,
) -> Result<(), Stop> {
    for name in cx.args() {
        let response = cx.ask(Request::NodeInspect { name: name.clone() })?;
        let node = answer!(response, Node);
        match decide(cx, name, node)? {
            Change::Say(text) => cx.line(text),
            Change::Write(spec, text) => {
                cx.ask(Request::NodeUpdate {
                    id: node.id.clone(),
                    version: node.meta.version,
                    spec: *spec,
                })?;
                cx.line(text);
            }
        }
    }
    Ok(())
}
