//! `docker ps` and `docker container ls` (docker/cli `container/list.go`, `formatter/container.go`;
//! recordings 030, 072, 133).

use api::Request;
use api::container::Summary;
use api::go::{ToGo, Value};
use sim::Timestamp;

use super::ports;
use crate::command::listing::{self, FILTER, FORMAT};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Flag, Kind, Spec};
use crate::format::{self, Listing, Row, human, reference, short_id, text};
use crate::quote::quote;
use crate::template::Template;

const FLAGS: &[Flag] = &[
    Flag::new("all", Kind::Switch, "List those that do not run, too").short('a'),
    FILTER,
    FORMAT,
    Flag::new("last", Kind::Int, "List the last so many, running or not")
        .short('n')
        .default("-1"),
    Flag::new("latest", Kind::Switch, "List the last one, running or not").short('l'),
    Flag::new("no-trunc", Kind::Switch, "Print values in full length"),
    Flag::new("quiet", Kind::Switch, "Print ids and nothing else").short('q'),
    Flag::new("size", Kind::Switch, "Print how much room their files take").short('s'),
];

pub(crate) static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List containers")
    .aliases(&["ps", "list"])
    .alias_line("docker container ls, docker container list, docker container ps, docker ps")
    .flags(&[FLAGS])
    .runs(run);

pub(crate) static PS: Spec = LS.aliases(&[]).named("ps", "[OPTIONS]").common(3);

const TABLE: &str =
    "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";
const RAW: &str = "container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n";

const LISTING: Listing = Listing {
    type_name: "formatter.ContainerContext",
    columns: &[
        ("ID", "CONTAINER ID"),
        ("Names", "NAMES"),
        ("Image", "IMAGE"),
        ("Command", "COMMAND"),
        ("CreatedAt", "CREATED AT"),
        ("RunningFor", "CREATED"),
        ("Ports", "PORTS"),
        ("State", "STATE"),
        ("Status", "STATUS"),
        ("Size", "SIZE"),
        ("Labels", "LABELS"),
        ("Mounts", "MOUNTS"),
        ("LocalVolumes", "LOCAL VOLUMES"),
        ("Networks", "NETWORKS"),
        ("Platform", "PLATFORM"),
    ],
};

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let is_quiet = given.is("quiet");
    let format = given.text("format");
    if is_quiet && !format.is_empty() {
        cx.error_line(
            "WARNING: Ignoring custom format, because both --format and --quiet are set.",
        );
    }
    let size = given.is("size") || needs_size(cx)?;
    let limit = match given.integer("last") {
        Some(limit) => limit,
        None if given.is("latest") => 1,
        None => -1,
    };
    let response = cx.ask(Request::ContainerList {
        all: given.is("all"),
        filters: listing::filters(given),
        size,
        limit,
    })?;
    let is_short = !given.is("no-trunc");
    let now = cx.now();
    let rows = answer!(response, Containers)
        .iter()
        .map(|container| row(container, is_short, now));
    let with_size = |format: &str| match size {
        true if format == TABLE => format!("{format}\\t{{{{.Size}}}}"),
        true => format!("{format}size: {{{{.Size}}}}\\n"),
        false => format.to_owned(),
    };
    // Ids alone win over any format.
    let format = if is_quiet && format != "raw" {
        "table"
    } else {
        format
    };
    let format = format::chosen(format, is_quiet, &with_size(TABLE), &with_size(RAW));
    let text = LISTING
        .write(&format, rows.collect())
        .map_err(Stop::error)?;
    cx.out(text);
    Ok(Ending::Done)
}

/// Whether a template asks for a size: then the daemon must measure it. A template that does not
/// parse ends the command here.
fn needs_size(cx: &Context<'_>) -> Result<bool, Stop> {
    let given = &cx.invocation.given;
    let format = given.text("format");
    if format.is_empty() {
        return Ok(false);
    }
    let template = Template::parse(format)
        .map_err(|reason| Stop::error(format!("failed to parse template: {reason}")))?;
    Ok(!given.is("quiet") && !given.changed("size") && template.uses_field("Size"))
}

fn row(container: &Summary, is_short: bool, now: Timestamp) -> Row {
    let id = container.id.as_str();
    let created = Timestamp(container.created.saturating_mul(1_000_000_000));
    let command = if is_short {
        format::ellipsis(&container.command, 20)
    } else {
        container.command.clone()
    };
    let labels = container.labels.iter();
    let mut labels: Vec<String> = labels
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    // Sorted as pairs: `a.b=` stands before `a=`.
    labels.sort();
    let networks = container.network_settings.networks.keys().cloned();
    let volumes = container.mounts.iter();
    let volumes = volumes.filter(|mount| mount.driver == "local").count();
    vec![
        ("ID", text(if is_short { short_id(id) } else { id })),
        ("Names", text(names(container, is_short))),
        ("Image", text(image(container, is_short))),
        ("Command", text(quote(&command))),
        ("CreatedAt", text(created.to_string())),
        ("RunningFor", text(human::ago(now, created))),
        ("Ports", text(ports::shown(&container.ports))),
        ("State", text(&container.state)),
        ("Status", text(&container.status)),
        ("Size", text(size(container))),
        ("Labels", text(labels.join(","))),
        ("Label", container.labels.to_go()),
        ("Mounts", text(mounts(container, is_short))),
        ("LocalVolumes", text(volumes.to_string())),
        ("Networks", text(networks.collect::<Vec<_>>().join(","))),
        ("Platform", Value::Nil),
    ]
}

/// Names without their slash; the short form leaves out those by which others link to it.
fn names(container: &Summary, is_short: bool) -> String {
    let names = container.names.iter();
    let names: Vec<&str> = names
        .map(|name| name.strip_prefix('/').unwrap_or(name))
        .collect();
    match names.iter().find(|name| !name.contains('/')) {
        Some(name) if is_short => (*name).to_owned(),
        Some(_) | None => names.join(","),
    }
}

fn image(container: &Summary, is_short: bool) -> String {
    let image = container.image.as_str();
    if image.is_empty() {
        return "<no image>".to_owned();
    }
    if !is_short {
        return image.to_owned();
    }
    let id = short_id(container.image_id.as_str());
    if id == short_id(image) {
        return id.to_owned();
    }
    match reference::parse(image) {
        Some(parsed) => match parsed.tag {
            Some(tag) => format!("{}:{tag}", parsed.familiar_name),
            None => parsed.familiar_name,
        },
        None => image.to_owned(),
    }
}

fn mounts(container: &Summary, is_short: bool) -> String {
    let names = container.mounts.iter().map(|mount| {
        let name = if mount.name.is_empty() {
            &mount.source
        } else {
            &mount.name
        };
        if is_short {
            format::ellipsis(name, 15)
        } else {
            name.clone()
        }
    });
    names.collect::<Vec<_>>().join(",")
}

fn size(container: &Summary) -> String {
    let own = human::size(container.size_rw, 3);
    match container.size_root_fs {
        0 => own,
        all => format!("{own} (virtual {})", human::size(all, 3)),
    }
}
