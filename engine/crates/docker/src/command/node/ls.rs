//! `docker node ls` (docker/cli `node/list.go`, `node/formatter.go`; recording 013).

use api::Request;
use api::go::Value;
use api::node::{Node, TlsInfo};
use api::system::Info;

use crate::command::listing::{self, FILTER, FORMAT, QUIET};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::Spec;
use crate::format::{self, Listing, Row, natural, text};

pub(crate) static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List the nodes of the swarm")
    .aliases(&["list"])
    .flags(&[&[FILTER, FORMAT, QUIET]])
    .runs(run);

const TABLE: &str = "table {{.ID}} {{if .Self}}*{{else}} {{end}}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t{{.EngineVersion}}";
const RAW: &str = "node_id: {{.ID}}\\nhostname: {{.Hostname}}\\nstatus: {{.Status}}\\navailability: {{.Availability}}\\nmanager_status: {{.ManagerStatus}}\\n";

const LISTING: Listing = Listing {
    type_name: "node.nodeContext",
    columns: &[
        ("ID", "ID"),
        ("Self", ""),
        ("Hostname", "HOSTNAME"),
        ("Status", "STATUS"),
        ("Availability", "AVAILABILITY"),
        ("ManagerStatus", "MANAGER STATUS"),
        ("EngineVersion", "ENGINE VERSION"),
        ("TLSStatus", "TLS STATUS"),
    ],
};

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let is_quiet = given.is("quiet");
    let response = cx.ask(Request::NodeList {
        filters: listing::filters(given),
    })?;
    let mut nodes: Vec<&Node> = answer!(response, Nodes).iter().collect();
    // Only a list that shows something asks which of the nodes this is.
    let info = if nodes.is_empty() || is_quiet {
        None
    } else {
        Some(cx.ask(Request::Info)?)
    };
    let info = info
        .as_ref()
        .map(|response| answer!(*response, Info).as_ref());
    nodes.sort_by(|a, b| natural::compare(&a.description.hostname, &b.description.hostname));
    let rows = nodes.into_iter().map(|node| row(node, info)).collect();
    let format = format::chosen(given.text("format"), is_quiet, TABLE, RAW);
    let text = LISTING.write(&format, rows).map_err(Stop::error)?;
    cx.out(text);
    Ok(Ending::Done)
}

fn row(node: &Node, info: Option<&Info>) -> Row {
    let is_self = info.is_some_and(|info| info.swarm.node_id == node.id);
    let manager = match &node.manager_status {
        Some(status) if status.leader => "Leader".to_owned(),
        Some(status) => format::pretty(status.reachability.as_str()),
        None => String::new(),
    };
    vec![
        ("ID", text(node.id.as_str())),
        ("Self", Value::Bool(is_self)),
        ("Hostname", text(&node.description.hostname)),
        ("Status", text(format::pretty(node.status.state.as_str()))),
        (
            "Availability",
            text(format::pretty(node.spec.availability.as_str())),
        ),
        ("ManagerStatus", text(manager)),
        (
            "EngineVersion",
            text(&node.description.engine.engine_version),
        ),
        (
            "TLSStatus",
            text(tls_status(&node.description.tls_info, info)),
        ),
    ]
}

fn tls_status(of_node: &TlsInfo, info: Option<&Info>) -> &'static str {
    let cluster = info.and_then(|info| info.swarm.cluster.as_ref());
    let nothing = TlsInfo::default();
    match cluster.map(|cluster| &cluster.tls_info) {
        Some(of_swarm) if *of_swarm != nothing && *of_node != nothing => {
            if of_swarm == of_node {
                "Ready"
            } else {
                "Needs Rotation"
            }
        }
        Some(_) | None => "Unknown",
    }
}
