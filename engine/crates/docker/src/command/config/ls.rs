//! `docker config ls` (docker/cli `config/ls.go`, `config/formatter.go`; recording 110).

use api::Request;
use api::config::Config;
use sim::Timestamp;

use crate::command::listing::{self, FILTER, FORMAT, QUIET};
use crate::command::network::ls::label_map;
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::Spec;
use crate::format::{self, Listing, Row, human, natural, text};

pub(super) static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List configs")
    .aliases(&["list"])
    .flags(&[&[FILTER, FORMAT, QUIET]])
    .runs(run);

const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.CreatedAt}}\t{{.UpdatedAt}}";

/// There is no such form: the word is a template like any other.
const RAW: &str = "raw";

const LISTING: Listing = Listing {
    type_name: "config.configContext",
    columns: &[
        ("ID", "ID"),
        ("Name", "NAME"),
        ("CreatedAt", "CREATED"),
        ("UpdatedAt", "UPDATED"),
        ("Labels", "LABELS"),
    ],
};

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let response = cx.ask(Request::ConfigList {
        filters: listing::filters(given),
    })?;
    let mut configs: Vec<&Config> = answer!(response, Configs).iter().collect();
    configs.sort_by(|a, b| natural::compare(&a.spec.annotations.name, &b.spec.annotations.name));
    let now = cx.now();
    let rows = configs.into_iter().map(|config| row(config, now)).collect();
    let format = format::chosen(given.text("format"), given.is("quiet"), TABLE, RAW);
    let text = LISTING.write(&format, rows).map_err(Stop::error)?;
    cx.out(text);
    Ok(Ending::Done)
}

fn row(config: &Config, now: Timestamp) -> Row {
    let spec = &config.spec;
    let labels = &spec.annotations.labels;
    let pairs = labels.iter().map(|(key, value)| format!("{key}={value}"));
    vec![
        ("ID", text(config.id.as_str())),
        ("Name", text(&spec.annotations.name)),
        ("CreatedAt", text(human::ago(now, config.meta.created_at))),
        ("UpdatedAt", text(human::ago(now, config.meta.updated_at))),
        ("Labels", text(pairs.collect::<Vec<_>>().join(","))),
        ("Label", label_map(labels)),
    ]
}
