//! `docker service inspect` (docker/cli `service/inspect.go`; recording 040).

use std::collections::BTreeMap;

use api::service::Service;
use api::{ErrorKind, Request};

use super::pretty;
use crate::command::listing::{self, INSPECT_FORMAT, Inspected, PRETTY};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Names, Spec};

pub(crate) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] SERVICE [SERVICE...]",
    "Show all there is to know of services",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PRETTY]])
.names(Names::Services)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let format = given.text("format").to_owned();
    if given.is("pretty") && !format.is_empty() {
        return Err(Stop::error(
            "--format is incompatible with human friendly format",
        ));
    }
    if given.is("pretty") || format == "pretty" {
        return print_pretty(cx);
    }
    if format.starts_with("pretty") {
        return Err(Stop::error(
            "Cannot supply extra formatting options to the pretty template",
        ));
    }
    let format = format.strip_prefix("raw").unwrap_or(&format).to_owned();
    listing::inspect(cx, (&format, 1), |cx, name| {
        Ok(find(cx, name)?.map(|service| Inspected::typed(&service, "swarm.Service")))
    })?;
    Ok(Ending::Done)
}

/// All of them, or nothing but the first error.
fn print_pretty(cx: &mut Context<'_>) -> Outcome {
    let mut text = String::new();
    for name in cx.args() {
        let service = find(cx, name)?.map_err(Stop::error)?;
        let networks = network_names(cx, &service)?;
        text.push_str(&pretty::text(&service, &networks, cx.now()));
        text.push('\n');
    }
    cx.out(text);
    Ok(Ending::Done)
}

fn find(cx: &mut Context<'_>, name: &str) -> Result<Result<Service, String>, Stop> {
    let answer = cx.call(Request::ServiceInspect {
        name: name.to_owned(),
        insert_defaults: true,
    })?;
    Ok(match answer {
        Ok(response) => Ok(answer!(response, Service).as_ref().clone()),
        Err(error) if error.kind == ErrorKind::NotFound => {
            Err(format!("Error: no such service: {name}"))
        }
        Err(error) => Err(words(&error)),
    })
}

/// The names of a service's networks by id; those not found are left out.
fn network_names(
    cx: &mut Context<'_>,
    service: &Service,
) -> Result<BTreeMap<String, String>, Stop> {
    let attachments = &service.spec.task_template.networks;
    let requests = attachments.iter().map(|network| Request::NetworkInspect {
        name: network.target.clone(),
        verbose: false,
        scope: "swarm".to_owned(),
    });
    let answers = cx.call_each(requests.collect())?;
    let found = answers.into_iter().filter_map(Result::ok);
    Ok(found
        .map(|response| {
            let network = answer!(response, Network);
            (network.id.to_string(), network.name.clone())
        })
        .collect())
}
