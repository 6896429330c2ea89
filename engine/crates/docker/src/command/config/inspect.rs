//! `docker config inspect` (docker/cli `config/inspect.go`, `config/formatter.go`; recording
//! 110).

use api::config::Config;
use api::{Labels, Meta, Request};
use sim::Timestamp;

use crate::command::listing::{self, INSPECT_FORMAT, Inspected, PRETTY};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Names, Spec};
use crate::format;

pub(super) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] CONFIG [CONFIG...]",
    "Show all there is to know of configs",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PRETTY]])
.names(Names::Configs)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let format = given.text("format");
    if given.is("pretty") || format == "pretty" {
        return print_pretty(cx);
    }
    if format.starts_with("pretty") {
        return Err(Stop::error(
            "cannot supply extra formatting options to the pretty template",
        ));
    }
    listing::inspect(cx, (format, 1), |cx, name| {
        Ok(find(cx, name)?.map(|config| Inspected::typed(&config, "swarm.Config")))
    })?;
    Ok(Ending::Done)
}

/// All of them, or nothing but the first error.
fn print_pretty(cx: &mut Context<'_>) -> Outcome {
    let mut out = String::new();
    for name in cx.args() {
        let config = find(cx, name)?.map_err(Stop::error)?;
        out.push_str(&pretty(&config));
    }
    cx.out(out);
    Ok(Ending::Done)
}

fn find(cx: &mut Context<'_>, name: &str) -> Result<Result<Config, String>, Stop> {
    let name = name.to_owned();
    Ok(match cx.call(Request::ConfigInspect { name })? {
        Ok(response) => Ok(answer!(response, Config).as_ref().clone()),
        Err(error) => Err(words(&error)),
    })
}

fn pretty(config: &Config) -> String {
    let annotations = &config.spec.annotations;
    let mut out = format!("ID:\t\t\t{}\nName:\t\t\t{}\n", config.id, annotations.name);
    out.push_str(&labels(&annotations.labels));
    let (created, updated) = times(&config.meta);
    let data = String::from_utf8_lossy(&config.spec.data);
    out.push_str(&format!(
        "Created at:            \t{created}\nUpdated at:            \t{updated}\nData:\n{data}\n"
    ));
    out
}

/// The lines of the labels, if there are any.
pub(crate) fn labels(labels: &Labels) -> String {
    let line = |(key, value): (&String, &String)| match value.as_str() {
        "" => format!(" - {key}\n"),
        value => format!(" - {key}={value}\n"),
    };
    match labels.is_empty() {
        true => String::new(),
        false => format!("Labels:\n{}", labels.iter().map(line).collect::<String>()),
    }
}

/// When it was made and last changed, as docker/cli prints a time for people.
pub(crate) fn times(meta: &Meta) -> (String, String) {
    let time = |at: Timestamp| format::pretty(&at.to_string());
    (time(meta.created_at), time(meta.updated_at))
}
