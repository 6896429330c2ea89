//! `docker node`: the members of a swarm.

pub(crate) mod change;
pub(crate) mod demote;
pub(crate) mod inspect;
pub(crate) mod ls;
pub(crate) mod pretty;
pub(crate) mod promote;
pub(crate) mod ps;
pub(crate) mod rm;
pub(crate) mod update;

use api::Request;

use crate::context::{Context, Stop, answer, words};
use crate::flag::{Spec, SwarmState};

pub(crate) static NODE: Spec = Spec::group(
    "node",
    "Work with the nodes of the swarm",
    &[
        &demote::DEMOTE,
        &inspect::INSPECT,
        &ls::LS,
        &promote::PROMOTE,
        &ps::PS,
        &rm::RM,
        &update::UPDATE,
    ],
)
.swarm(SwarmState::Manager);

/// `self` is the node of the daemon that is asked (docker/cli `node/cmd.go`, `Reference`).
pub(crate) fn reference(cx: &mut Context<'_>, name: &str) -> Result<Result<String, String>, Stop> {
    if name != "self" {
        return Ok(Ok(name.to_owned()));
    }
    let response = match cx.call(Request::Info)? {
        Ok(response) => response,
        Err(error) => return Ok(Err(words(&error))),
    };
    let id = answer!(response, Info).swarm.node_id.clone();
    if !id.as_str().is_empty() {
        return Ok(Ok(id.0));
    }
    // Without a node id this machine is in no swarm: any call of the swarm says so.
    let call = cx.call(Request::NodeList {
        filters: api::Filters::new(),
    })?;
    Ok(match call {
        Err(error) => Err(words(&error)),
        Ok(_) => Err("node ID not found in /info".to_owned()),
    })
}
