//! `docker inspect`: whatever has this name (docker/cli `system/inspect.go`).

use api::{ApiError, ErrorKind, Filters, Request, Response};

use crate::command::later;
use crate::command::listing::{self, BAD_TEMPLATE, INSPECT_FORMAT, Inspected};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Flag, Kind, Names, Spec};
use crate::quote::quote;

/// The types `--type` can name.
const TYPES: &[&str] = &[
    "config",
    "container",
    "image",
    "network",
    "node",
    "plugin",
    "secret",
    "service",
    "task",
    "volume",
];

pub(crate) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] NAME|ID [NAME|ID...]",
    "Show all there is to know of anything by its name",
)
.args(Args::AtLeast(1))
.flags(&[&[
    INSPECT_FORMAT,
    Flag::new(
        "size",
        Kind::Switch,
        "Tell how much room a container's files take",
    )
    .short('s'),
    Flag::new("type", Kind::Text, "Look for this type of thing only").choices(TYPES),
]])
.names(Names::Services)
.runs(run);

/// What came of looking for one type of thing: it, nothing, or an error.
type Found = Result<Option<Inspected>, String>;

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let wanted = given.text("type").to_owned();
    let list = || format!("must be one of \"{}\"", TYPES.join("\", \""));
    if wanted.is_empty() && given.changed("type") {
        return Err(Stop::error(format!("type is empty: {}", list())));
    }
    if !wanted.is_empty() && !TYPES.contains(&wanted.as_str()) {
        let text = format!("unknown type: {}: {}", quote(&wanted), list());
        return Err(Stop::error(text));
    }
    listing::inspect(cx, (given.text("format"), BAD_TEMPLATE), |cx, name| {
        find(cx, name, &wanted)
    })?;
    Ok(Ending::Done)
}

fn find(cx: &mut Context<'_>, name: &str, wanted: &str) -> Result<Result<Inspected, String>, Stop> {
    if !wanted.is_empty() {
        let found = find_one(cx, name, wanted)?;
        return Ok(found.and_then(|found| found.ok_or_else(|| missing(name, wanted))));
    }
    let mut is_manager = None;
    // A volume, plugin, secret or config cannot be there: no daemon of this lab has any.
    for kind in ["container", "image", "network", "service", "task", "node"] {
        if ["service", "task", "node"].contains(&kind) {
            let knows = match is_manager {
                Some(knows) => knows,
                None => manages(cx)?,
            };
            is_manager = Some(knows);
            if !knows {
                continue;
            }
        }
        match find_one(cx, name, kind)? {
            Ok(None) => (),
            Ok(Some(found)) => {
                if cx.invocation.given.is("size") {
                    cx.error_line(format!("WARNING: --size ignored for {kind}"));
                }
                return Ok(Ok(found));
            }
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Err(format!("Error: No such object: {name}")))
}

fn missing(name: &str, wanted: &str) -> String {
    match wanted {
        "volume" => format!("Error response from daemon: get {name}: no such volume"),
        "container" | "image" => format!("Error response from daemon: No such {wanted}: {name}"),
        "plugin" => format!(
            "Error response from daemon: plugin {} not found",
            quote(name)
        ),
        "network" => format!("Error response from daemon: network {name} not found"),
        _ => format!("Error response from daemon: {wanted} {name} not found"),
    }
}

fn manages(cx: &mut Context<'_>) -> Result<bool, Stop> {
    Ok(match cx.call(Request::Info)? {
        Ok(response) => answer!(response, Info).swarm.control_available,
        Err(error) => {
            cx.error_line(words(&error));
            false
        }
    })
}

fn find_one(cx: &mut Context<'_>, name: &str, kind: &str) -> Result<Found, Stop> {
    let owned = name.to_owned();
    let request = match kind {
        "container" => return container(cx, name),
        "image" => return image(cx, name),
        "network" => Request::NetworkInspect {
            name: owned,
            verbose: false,
            scope: String::new(),
        },
        "service" => Request::ServiceInspect {
            name: owned,
            insert_defaults: true,
        },
        "task" => Request::TaskInspect { name: owned },
        "node" => Request::NodeInspect { name: owned },
        _ => return Ok(Ok(None)),
    };
    Ok(match cx.call(request)? {
        Ok(response) => Ok(Some(shown(&response))),
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(words(&error)),
    })
}

fn shown(response: &Response) -> Inspected {
    match response {
        Response::Network(network) => Inspected::raw(network.as_ref(), "network.Inspect"),
        Response::Service(service) => Inspected::raw(service.as_ref(), "swarm.Service"),
        Response::Task(task) => Inspected::raw(task.as_ref(), "swarm.Task"),
        Response::Node(node) => Inspected::raw(node.as_ref(), "swarm.Node"),
        other => panic!("{other:?} cannot be inspected"),
    }
}

fn is_absence(error: &ApiError) -> bool {
    error.kind == ErrorKind::NotFound || error.message.contains("not supported")
}

/// There is such a container, but nobody tells more of it than `docker ps` does.
fn container(cx: &mut Context<'_>, name: &str) -> Result<Found, Stop> {
    let answer = cx.call(Request::ContainerList {
        all: true,
        filters: Filters::new(),
        size: false,
        limit: -1,
    })?;
    let response = match answer {
        Ok(response) => response,
        Err(error) => return Ok(Err(words(&error))),
    };
    let containers = answer!(response, Containers);
    let is_it = |container: &&api::container::Summary| {
        let bare = |own: &String| own.strip_prefix('/').unwrap_or(own) == name;
        container.names.iter().any(bare) || container.id.as_str().starts_with(name)
    };
    Ok(match containers.iter().find(is_it) {
        None => Ok(None),
        Some(_) => Err(later::sentence(
            "docker inspect of a container",
            "'docker ps --no-trunc' lists it, 'docker inspect --type task' shows its task",
        )),
    })
}

fn image(cx: &mut Context<'_>, name: &str) -> Result<Found, Stop> {
    let mut filters = Filters::new();
    listing::add(&mut filters, "reference", name);
    Ok(match cx.call(Request::ImageList { all: true, filters })? {
        Ok(response) if answer!(response, Images).is_empty() => Ok(None),
        Ok(_) => Err(later::sentence(
            "docker inspect of an image",
            "'docker images --no-trunc' lists it",
        )),
        Err(error) => Err(words(&error)),
    })
}
