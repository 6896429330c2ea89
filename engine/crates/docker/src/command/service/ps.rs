//! `docker service ps` (docker/cli `service/ps.go`; recordings 035, 042, 131).

use api::Filters;
use api::Request;
use api::service::Service;

use crate::command::node::reference;
use crate::command::{listing, tasks};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Args, Names, Spec};

pub(crate) static PS: Spec = Spec::verb(
    "ps",
    "[OPTIONS] SERVICE [SERVICE...]",
    "List the tasks of services",
)
.args(Args::AtLeast(1))
.flags(&[tasks::FLAGS])
.names(Names::Services)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let mut filters = listing::filters(&cx.invocation.given);
    let missing = add_services(cx, &mut filters)?;
    if let Some(names) = filters.get("node").cloned() {
        let mut nodes = Vec::new();
        for name in names {
            nodes.push(reference(cx, &name)?.map_err(Stop::error)?);
        }
        filters.insert("node".to_owned(), nodes);
    }
    let response = cx.ask(Request::TaskList { filters })?;
    let given = &cx.invocation.given;
    let is_short = !given.is("no-trunc") && !given.is("quiet");
    tasks::print(cx, answer!(response, Tasks).clone(), is_short)?;
    if missing.is_empty() {
        return Ok(Ending::Done);
    }
    Err(Stop::error(missing.join("\n")))
}

/// Adds the ids of the services asked for; says which there are not.
fn add_services(cx: &mut Context<'_>, filters: &mut Filters) -> Result<Vec<String>, Stop> {
    let list = |name: &str| Request::ServiceList {
        filters: Filters::from([(name.to_owned(), cx.args().to_vec())]),
        status: false,
    };
    let (by_id, by_name) = (list("id"), list("name"));
    let (by_id, by_name) = (cx.ask(by_id)?, cx.ask(by_name)?);
    let (by_id, by_name) = (answer!(by_id, Services), answer!(by_name, Services));
    let mut missing = Vec::new();
    let mut found = 0;
    for word in cx.args() {
        match find(by_id, by_name, word)? {
            Some(service) => {
                listing::add(filters, "service", service.id.as_str());
                found += 1;
            }
            None => missing.push(format!("no such service: {word}")),
        }
    }
    if found == 0 {
        return Err(Stop::error(missing.join("\n")));
    }
    Ok(missing)
}

/// By full id, then full name, then the beginning of an id.
fn find<'a>(
    by_id: &'a [Service],
    by_name: &'a [Service],
    word: &str,
) -> Result<Option<&'a Service>, Stop> {
    if let Some(service) = by_id.iter().find(|service| service.id.as_str() == word) {
        return Ok(Some(service));
    }
    let is_named = |service: &&Service| service.spec.annotations.name == word;
    if let Some(service) = by_name.iter().find(is_named) {
        return Ok(Some(service));
    }
    let mut by_prefix = by_id
        .iter()
        .filter(|service| service.id.as_str().starts_with(word));
    let first = by_prefix.next();
    if by_prefix.next().is_some() {
        return Err(Stop::error(format!(
            "multiple services found with provided prefix: {word}"
        )));
    }
    Ok(first)
}
