//! `docker secret ls` (docker/cli `secret/ls.go`, `secret/formatter.go`; recording 111).

use api::Request;
use api::secret::Secret;
use sim::Timestamp;

use crate::command::listing::{self, FILTER, FORMAT, QUIET};
use crate::command::network::ls::label_map;
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::Spec;
use crate::format::{self, Listing, Row, human, natural, text};

pub(super) static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List secrets")
    .aliases(&["list"])
    .flags(&[&[FILTER, FORMAT, QUIET]])
    .runs(run);

const TABLE: &str = "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.CreatedAt}}\t{{.UpdatedAt}}";

/// There is no such form: the word is a template like any other.
const RAW: &str = "raw";

const LISTING: Listing = Listing {
    type_name: "secret.secretContext",
    columns: &[
        ("ID", "ID"),
        ("Name", "NAME"),
        ("Driver", "DRIVER"),
        ("CreatedAt", "CREATED"),
        ("UpdatedAt", "UPDATED"),
        ("Labels", "LABELS"),
    ],
};

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let response = cx.ask(Request::SecretList {
        filters: listing::filters(given),
    })?;
    let mut secrets: Vec<&Secret> = answer!(response, Secrets).iter().collect();
    secrets.sort_by(|a, b| natural::compare(&a.spec.annotations.name, &b.spec.annotations.name));
    let now = cx.now();
    let rows = secrets.into_iter().map(|secret| row(secret, now)).collect();
    let format = format::chosen(given.text("format"), given.is("quiet"), TABLE, RAW);
    let text = LISTING.write(&format, rows).map_err(Stop::error)?;
    cx.out(text);
    Ok(Ending::Done)
}

fn row(secret: &Secret, now: Timestamp) -> Row {
    let spec = &secret.spec;
    let labels = &spec.annotations.labels;
    let pairs = labels.iter().map(|(key, value)| format!("{key}={value}"));
    vec![
        ("ID", text(secret.id.as_str())),
        ("Name", text(&spec.annotations.name)),
        (
            "Driver",
            text(spec.driver.as_ref().map_or("", |driver| &driver.name)),
        ),
        ("CreatedAt", text(human::ago(now, secret.meta.created_at))),
        ("UpdatedAt", text(human::ago(now, secret.meta.updated_at))),
        ("Labels", text(pairs.collect::<Vec<_>>().join(","))),
        ("Label", label_map(labels)),
    ]
}
