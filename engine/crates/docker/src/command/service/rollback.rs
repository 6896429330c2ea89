//! `docker service rollback` (docker/cli `service/rollback.go`; recording 062).

use api::{Request, Response};

use super::flags;
use crate::context::{Context, Outcome, answer};
use crate::flag::{Args, Names, Spec};

pub(crate) static ROLLBACK: Spec = Spec::verb(
    "rollback",
    "[OPTIONS] SERVICE",
    "Take a service back to what it was before its last change",
)
.args(Args::Exact(1))
.flags(&[&[flags::DETACH, flags::QUIET]])
.names(Names::Services)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let name = cx.args()[0].clone();
    let response = cx.ask(Request::ServiceInspect {
        name: name.clone(),
        insert_defaults: false,
    })?;
    let service = answer!(response, Service);
    let response = cx.ask(Request::ServiceUpdate {
        id: service.id.clone(),
        version: service.meta.version,
        spec: Box::new(service.spec.clone()),
        rollback: true,
        query_registry: false,
    })?;
    print_warnings(cx, &response);
    cx.line(&name);
    super::wait(cx, name)
}

/// What the daemon warns of when a service was updated.
pub(super) fn print_warnings(cx: &mut Context<'_>, response: &Response) {
    let Response::ServiceUpdated { warnings } = response else {
        panic!("expected ServiceUpdated, got {response:?}");
    };
    for warning in warnings {
        cx.error_line(warning);
    }
}
