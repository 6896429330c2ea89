//! Tables of tasks: `docker service ps`, `docker node ps` (docker/cli `command/task`).

use std::collections::{BTreeMap, BTreeSet};

use api::service::PortConfig;
use api::task::Task;
use api::{Request, Response};

use crate::command::listing::{FILTER, NO_TRUNC};
use crate::context::{Context, Stop};
use crate::flag::{Flag, Kind};
use crate::format::{self, Listing, Row, human, natural, reference, short_id, text};

/// The flags of every such table.
pub(crate) const FLAGS: &[Flag] = &[
    FILTER,
    Flag::new(
        "format",
        Kind::Text,
        "Print what this Go template makes of each task",
    ),
    Flag::new("no-resolve", Kind::Switch, "Print ids instead of names"),
    NO_TRUNC,
    Flag::new(
        "quiet",
        Kind::Switch,
        "Print the ids of the tasks and nothing else",
    )
    .short('q'),
];

const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.Image}}\t{{.Node}}\t{{.DesiredState}}\t{{.CurrentState}}\t{{.Error}}\t{{.Ports}}";
const RAW: &str = "id: {{.ID}}\\nname: {{.Name}}\\nimage: {{.Image}}\\nnode: {{.Node}}\\ndesired_state: {{.DesiredState}}\\ncurrent_state: {{.CurrentState}}\\nerror: {{.Error}}\\nports: {{.Ports}}\\n";

const LISTING: Listing = Listing {
    type_name: "task.taskContext",
    columns: &[
        ("ID", "ID"),
        ("Name", "NAME"),
        ("Image", "IMAGE"),
        ("Node", "NODE"),
        ("DesiredState", "DESIRED STATE"),
        ("CurrentState", "CURRENT STATE"),
        ("Error", "ERROR"),
        ("Ports", "PORTS"),
    ],
};

/// An error is cut to this many columns.
const ERROR_COLUMNS: usize = 30;

/// Prints tasks, the newest of each slot first and its predecessors under it.
pub(crate) fn print(cx: &mut Context<'_>, tasks: Vec<Task>, is_short: bool) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    let format = format::chosen(given.text("format"), given.is("quiet"), TABLE, RAW);
    let names = Names::resolve(cx, &tasks)?;
    let mut named: Vec<(String, &Task)> =
        tasks.iter().map(|task| (names.task(task), task)).collect();
    named.sort_by(|(a, first), (b, second)| {
        let by_name = natural::compare(a, b);
        by_name.then_with(|| second.meta.created_at.cmp(&first.meta.created_at))
    });
    let indent = if format.starts_with("table") {
        " \\_ "
    } else {
        ""
    };
    let mut rows = Vec::new();
    let mut previous = "";
    for (name, task) in &named {
        let shown = if name == previous {
            format!("{indent}{name}")
        } else {
            name.clone()
        };
        rows.push(row(cx, task, (shown, names.node(task)), is_short));
        previous = name;
    }
    let text = LISTING.write(&format, rows).map_err(Stop::error)?;
    cx.out(text);
    Ok(())
}

/// A task with its name and that of its node.
fn row(cx: &Context<'_>, task: &Task, (name, node): (String, String), is_short: bool) -> Row {
    let id = task.id.as_str();
    let image = task
        .spec
        .container_spec
        .as_ref()
        .map_or("", |spec| &spec.image);
    let state = format::pretty(task.status.state.as_str());
    let since = human::ago(cx.now(), task.status.timestamp).to_lowercase();
    let error = match (task.status.err.as_str(), is_short) {
        ("", _) => String::new(),
        (error, true) => format!("\"{}\"", format::ellipsis(error, ERROR_COLUMNS)),
        (error, false) => format!("\"{error}\""),
    };
    let ports = task.status.port_status.ports.iter().map(port);
    vec![
        ("ID", text(if is_short { short_id(id) } else { id })),
        ("Name", text(name)),
        (
            "Image",
            text(if is_short {
                reference::for_listing(image)
            } else {
                image.to_owned()
            }),
        ),
        ("Node", text(node)),
        (
            "DesiredState",
            text(format::pretty(task.desired_state.as_str())),
        ),
        ("CurrentState", text(format!("{state} {since}"))),
        ("Error", text(error)),
        ("Ports", text(ports.collect::<Vec<_>>().join(","))),
    ]
}

fn port(port: &PortConfig) -> String {
    format!(
        "*:{}->{}/{}",
        port.published_port, port.target_port, port.protocol
    )
}

/// Names of services and nodes by id; what is not found keeps its id (docker/cli `idresolver`).
pub(crate) struct Names {
    known: BTreeMap<String, String>,
}

impl Names {
    /// Asks for every service and node of these tasks, unless ids are wanted.
    fn resolve(cx: &mut Context<'_>, tasks: &[Task]) -> Result<Names, Stop> {
        let mut known = BTreeMap::new();
        if cx.invocation.given.is("no-resolve") {
            return Ok(Names { known });
        }
        let services: BTreeSet<&str> = tasks.iter().map(|task| task.service_id.as_str()).collect();
        let nodes: BTreeSet<&str> = tasks
            .iter()
            .map(|task| task.node_id.as_str())
            .filter(|id| !id.is_empty())
            .collect();
        let service_calls = services.iter().map(|id| Request::ServiceInspect {
            name: (*id).to_owned(),
            insert_defaults: false,
        });
        let node_calls = nodes.iter().map(|id| Request::NodeInspect {
            name: (*id).to_owned(),
        });
        let answers = cx.call_each(service_calls.chain(node_calls).collect())?;
        for (id, answer) in services.iter().chain(&nodes).zip(answers) {
            if let Some(name) = answer.ok().and_then(|response| name_in(&response)) {
                known.insert((*id).to_owned(), name);
            }
        }
        Ok(Names { known })
    }

    fn of(&self, id: &str) -> String {
        self.known.get(id).map_or(id, String::as_str).to_owned()
    }

    fn task(&self, task: &Task) -> String {
        let service = self.of(task.service_id.as_str());
        match task.slot {
            0 => format!("{service}.{}", task.node_id),
            slot => format!("{service}.{slot}"),
        }
    }

    fn node(&self, task: &Task) -> String {
        self.of(task.node_id.as_str())
    }
}

/// The name of the service or node that was answered.
pub(crate) fn name_in(response: &Response) -> Option<String> {
    let name = if let Response::Service(service) = response {
        &service.spec.annotations.name
    } else if let Response::Node(node) = response {
        let own = &node.spec.annotations.name;
        if own.is_empty() {
            &node.description.hostname
        } else {
            own
        }
    } else {
        return None;
    };
    (!name.is_empty()).then(|| name.clone())
}
