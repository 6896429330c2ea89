//! `docker network ls` (docker/cli `network/list.go`, `network/formatter.go`; recording 100).

use api::go::{ToGo, Value};
use api::network::Network;
use api::{Labels, Request};

use crate::command::listing::{self, FORMAT, NO_TRUNC};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Flag, Kind, Spec};
use crate::format::{self, Listing, Row, natural, short_id, text};

const FLAGS: &[Flag] = &[
    Flag::new(
        "filter",
        Kind::Filter,
        "List only what meets this condition (such as \"driver=bridge\")",
    )
    .short('f'),
    FORMAT,
    NO_TRUNC,
    Flag::new("quiet", Kind::Switch, "Print ids and nothing else").short('q'),
];

pub(crate) static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List networks")
    .aliases(&["list"])
    .flags(&[FLAGS])
    .runs(run);

const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}";
const RAW: &str =
    "network_id: {{.ID}}\\nname: {{.Name}}\\ndriver: {{.Driver}}\\nscope: {{.Scope}}\\n";

const LISTING: Listing = Listing {
    type_name: "network.networkContext",
    columns: &[
        ("ID", "NETWORK ID"),
        ("Name", "NAME"),
        ("Driver", "DRIVER"),
        ("Scope", "SCOPE"),
        ("IPv4", "IPV4"),
        ("IPv6", "IPV6"),
        ("Internal", "INTERNAL"),
        ("Labels", "LABELS"),
        ("CreatedAt", "CREATED AT"),
    ],
};

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let response = cx.ask(Request::NetworkList {
        filters: listing::filters(given),
    })?;
    let mut networks: Vec<&Network> = answer!(response, Networks).iter().collect();
    networks.sort_by(|a, b| natural::compare(&a.name, &b.name));
    let is_short = !given.is("no-trunc");
    let rows = networks.into_iter().map(|network| row(network, is_short));
    let format = format::chosen(given.text("format"), given.is("quiet"), TABLE, RAW);
    let text = LISTING
        .write(&format, rows.collect())
        .map_err(Stop::error)?;
    cx.out(text);
    Ok(Ending::Done)
}

fn row(network: &Network, is_short: bool) -> Row {
    let id = network.id.as_str();
    let nothing = Labels::new();
    let labels = network.labels.get().unwrap_or(&nothing);
    let pairs = labels.iter().map(|(key, value)| format!("{key}={value}"));
    vec![
        ("ID", text(if is_short { short_id(id) } else { id })),
        ("Name", text(&network.name)),
        ("Driver", text(&network.driver)),
        ("Scope", text(&network.scope)),
        ("IPv4", text(network.enable_ipv4.to_string())),
        ("IPv6", text(network.enable_ipv6.to_string())),
        ("Internal", text(network.internal.to_string())),
        ("Labels", text(pairs.collect::<Vec<_>>().join(","))),
        ("Label", label_map(labels)),
        ("CreatedAt", text(network.created.to_string())),
    ]
}

/// What `{{.Label "key"}}` looks into.
pub(crate) fn label_map(labels: &Labels) -> Value {
    labels.to_go()
}
