//! `docker config`: files that tasks find in their file system (docker/cli `config/*.go`;
//! recordings 110, 138).

pub(crate) mod inspect;
mod ls;

use api::config::ConfigSpec;
use api::{Annotations, Driver, Request};

use crate::command::{content, removal};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Args, Flag, Kind, Names, Spec, SwarmState};

pub(crate) static CONFIG: Spec = Spec::group(
    "config",
    "Work with files that tasks find in their file system",
    &[&CREATE, &inspect::INSPECT, &ls::LS, &RM],
)
.swarm(SwarmState::Manager);

static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] CONFIG file|-",
    "Make a config of a file or standard input",
)
.args(Args::Exact(2))
.flags(&[&[
    Flag::new("label", Kind::Labels, "A label of the config").short('l'),
    Flag::new(
        "template-driver",
        Kind::Text,
        "What fills it in as a template",
    ),
]])
.names(Names::Files)
.runs(create);

static RM: Spec = Spec::verb("rm", "CONFIG [CONFIG...]", "Remove configs")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .names(Names::Configs)
    .runs(remove);

fn create(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let [name, path] = cx.args() else {
        unreachable!("the command takes two arguments");
    };
    let data = match path.as_str() {
        "" => Err("config file is required".to_owned()),
        path => content::read(cx, path)?,
    };
    let data =
        data.map_err(|error| Stop::error(format!("Error reading content from {path:?}: {error}")))?;
    let spec = ConfigSpec {
        annotations: Annotations {
            name: name.clone(),
            labels: super::service::spec::pairs(given.all("label")),
        },
        data,
        templating: driver(given.text("template-driver")),
    };
    let response = cx.ask(Request::ConfigCreate {
        spec: Box::new(spec),
    })?;
    cx.line(answer!(response, ConfigCreated).as_str());
    Ok(Ending::Done)
}

/// What a flag names, if anything.
pub(crate) fn driver(name: &str) -> Option<Driver> {
    (!name.is_empty()).then(|| Driver {
        name: name.to_owned(),
        ..Driver::default()
    })
}

fn remove(cx: &mut Context<'_>) -> Outcome {
    removal::each(cx, |name| Request::ConfigRemove { name })?;
    Ok(Ending::Done)
}
