//! `docker service scale` (docker/cli `service/scale.go`; recording 041).

use api::Request;

use super::converge::{Converge, How};
use super::{flags, rollback};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::value::number::decimal;
use crate::flag::{Args, Names, Spec};
use crate::tail::Tail;

/// Its description is part of an error text, so it is Docker's.
pub(crate) static SCALE: Spec = Spec::verb(
    "scale",
    "SERVICE=REPLICAS [SERVICE=REPLICAS...]",
    "Scale one or multiple replicated services",
)
.args(Args::Scale)
.flags(&[&[flags::DETACH]])
.names(Names::Services)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let mut errors = Vec::new();
    let mut scaled = Vec::new();
    for word in cx.args() {
        let (name, count) = word.split_once('=').expect("checked as an argument");
        let replicas = match decimal(count) {
            Ok(replicas) => replicas,
            Err(reason) => {
                errors.push(format!("{name}: invalid replicas value {count}: {reason}"));
                continue;
            }
        };
        match scale(cx, name, replicas)? {
            Err(reason) => errors.push(format!("{name}: {reason}")),
            Ok(()) => {
                cx.line(format!("{name} scaled to {replicas}"));
                scaled.push(name.to_owned());
            }
        }
    }
    if !scaled.is_empty() && !cx.invocation.given.is("detach") {
        let how = How {
            terminal: cx.environment.stdout_tty,
            quiet: false,
            gathers_errors: true,
        };
        let converge = Converge::new(scaled, how, errors);
        return Ok(Ending::Then(Box::new(Tail::Converge(converge))));
    }
    if errors.is_empty() {
        return Ok(Ending::Done);
    }
    Err(Stop::error(errors.join("\n")))
}

fn scale(cx: &mut Context<'_>, name: &str, replicas: u64) -> Result<Result<(), String>, Stop> {
    let response = match cx.call(Request::ServiceInspect {
        name: name.to_owned(),
        insert_defaults: false,
    })? {
        Ok(response) => response,
        Err(error) => return Ok(Err(words(&error))),
    };
    let service = answer!(response, Service);
    let mut spec = service.spec.clone();
    if let Some(mode) = &mut spec.mode.replicated {
        mode.replicas = Some(replicas);
    } else if let Some(mode) = &mut spec.mode.replicated_job {
        mode.total_completions = Some(replicas);
    } else {
        let reason = "scale can only be used with replicated or replicated-job mode";
        return Ok(Err(reason.to_owned()));
    }
    let answer = cx.call(Request::ServiceUpdate {
        id: service.id.clone(),
        version: service.meta.version,
        spec: Box::new(spec),
        rollback: false,
        query_registry: false,
    })?;
    Ok(match answer {
        Ok(response) => {
            rollback::print_warnings(cx, &response);
            Ok(())
        }
        Err(error) => Err(words(&error)),
    })
}
