//! `docker secret`: passwords and keys for tasks (docker/cli `secret/*.go`; recordings 111, 138).

mod inspect;
mod ls;

use api::secret::SecretSpec;
use api::{Annotations, Request};

use crate::command::{config, content, removal};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Args, Flag, Kind, Names, Spec, SwarmState};

pub(crate) static SECRET: Spec = Spec::group(
    "secret",
    "Work with passwords and keys for tasks",
    &[&CREATE, &inspect::INSPECT, &ls::LS, &RM],
)
.swarm(SwarmState::Manager);

static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] SECRET [file|-]",
    "Make a secret of a file or standard input",
)
.args(Args::Range(1, 2))
.flags(&[&[
    Flag::new("driver", Kind::Text, "What keeps it").short('d'),
    Flag::new("label", Kind::Labels, "A label of the secret").short('l'),
    Flag::new(
        "template-driver",
        Kind::Text,
        "What fills it in as a template",
    ),
]])
.names(Names::Files)
.runs(create);

static RM: Spec = Spec::verb("rm", "SECRET [SECRET...]", "Remove secrets")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .names(Names::Secrets)
    .runs(remove);

fn create(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let name = &cx.args()[0];
    let path = cx.args().get(1).map_or("", String::as_str);
    let driver = config::driver(given.text("driver"));
    let data = match (&driver, path) {
        (Some(_), "") => Ok([].into()),
        (Some(_), _) => Err("when using secret driver secret data must be empty".to_owned()),
        (None, "") => Err("secret file is required".to_owned()),
        (None, path) => content::read(cx, path)?,
    };
    let spec = SecretSpec {
        annotations: Annotations {
            name: name.clone(),
            labels: super::service::spec::pairs(given.all("label")),
        },
        data: data.map_err(Stop::error)?,
        driver,
        templating: config::driver(given.text("template-driver")),
    };
    let response = cx.ask(Request::SecretCreate {
        spec: Box::new(spec),
    })?;
    cx.line(answer!(response, SecretCreated).as_str());
    Ok(Ending::Done)
}

fn remove(cx: &mut Context<'_>) -> Outcome {
    removal::each(cx, |name| Request::SecretRemove { name })?;
    Ok(Ending::Done)
}
