//! `docker version` (docker/cli `system/version.go`; recording 135).

use std::fmt::Write;

use api::Request;
use api::go::{Field, Struct, ToGo, Value};
use api::system::{Component, Version};

use super::client;
use crate::command::listing::{BAD_TEMPLATE, INSPECT_FORMAT};
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::Spec;
use crate::format::tabs::Tabs;
use crate::template::{Data, Functions, Template};

pub(crate) static VERSION: Spec = Spec::verb(
    "version",
    "[OPTIONS]",
    "Show the versions of client and daemon",
)
.common(11)
.flags(&[&[INSPECT_FORMAT]])
.runs(run);

const ENGINE: &str = "Engine";

/// `docker --version`.
pub(crate) fn one_line(version: &str) -> String {
    let build = client::build(version);
    format!("Docker version {version}, build {}\n", build.git_commit)
}

fn run(cx: &mut Context<'_>) -> Outcome {
    let template = match cx.invocation.given.text("format") {
        "" => None,
        "json" => Some("{{json .}}"),
        own => Some(own),
    };
    let template = match template.map(|text| Template::named("version", text)) {
        None => None,
        Some(Ok(template)) => Some(template),
        Some(Err(reason)) => {
            let text = format!("template parsing error: {reason}");
            return Err(Stop::status(BAD_TEMPLATE, text));
        }
    };
    let answer = cx.call(Request::Version)?;
    let server = match &answer {
        Ok(response) => Some(with_engine(answer!(*response, Version))),
        Err(_) => None,
    };
    let version = &cx.environment.client_version;
    let (text, failed) = match template {
        None => (standard(version, server.as_ref()), None),
        Some(template) => match template.execute(&data(version, server.as_ref()), Functions::Basic)
        {
            Ok(text) => (text, None),
            Err(failed) => (failed.written, Some(failed.reason)),
        },
    };
    cx.out(Tabs::VERSION.aligned(&format!("{text}\n")));
    answer?;
    match failed {
        Some(reason) => Err(Stop::error(reason)),
        None => Ok(Ending::Done),
    }
}

/// A daemon that does not list itself among its parts is added to them.
fn with_engine(server: &Version) -> Version {
    let mut server = server.clone();
    let engine = server
        .components
        .iter_mut()
        .find(|part| part.name == ENGINE);
    match engine {
        Some(engine) => {
            if let Some(built) = engine.details.get_mut("BuildTime") {
                *built = client::date(built);
            }
        }
        None => {
            let details = [
                ("ApiVersion", server.api_version.clone()),
                ("Arch", server.arch.clone()),
                ("BuildTime", client::date(&server.build_time)),
                ("Experimental", server.experimental.to_string()),
                ("GitCommit", server.git_commit.clone()),
                ("GoVersion", server.go_version.clone()),
                ("MinAPIVersion", server.min_api_version.clone()),
                ("Os", server.os.clone()),
            ];
            server.components.push(Component {
                name: ENGINE.to_owned(),
                version: server.version.clone(),
                details: details.map(|(name, text)| (name.to_owned(), text)).into(),
            });
        }
    }
    server
}

fn data(version: &str, server: Option<&Version>) -> Data {
    let server = match server {
        Some(server) => match server.to_go() {
            // A swarm has a `Version`, too.
            Value::Struct(server) => Value::Ptr(Box::new(Value::Struct(Struct {
                name: "types.Version",
                ..server
            }))),
            other => other,
        },
        None => Value::Nil,
    };
    let fields = vec![
        Field::new(client::value(version, true), "Client", "Client"),
        Field::new(server, "Server", "Server"),
    ];
    let value = Value::Struct(Struct {
        name: "versionInfo",
        fields,
    });
    Data::new(value, "system.versionInfo")
}

/// What docker/cli's own template makes of it, its columns still parted by tabs.
fn standard(version: &str, server: Option<&Version>) -> String {
    let build = client::build(version);
    let mut out = format!(
        "Client:\n Version:\t{version}\n API version:\t{}\n Go version:\t{}\n Git commit:\t{}\n Built:\t{}\n OS/Arch:\tlinux/amd64\n Context:\tdefault",
        client::API_VERSION,
        build.go_version,
        build.git_commit,
        build.built
    );
    let Some(server) = server else {
        return out;
    };
    out.push_str("\n\nServer:");
    if !server.platform.name.is_empty() {
        write!(out, " {}", server.platform.name).expect("a String takes any text");
    }
    for part in &server.components {
        part_text(&mut out, part);
    }
    out
}

fn part_text(out: &mut String, part: &Component) {
    let mut add = |text: String| out.push_str(&text);
    add(format!("\n {}:", part.name));
    if part.name != ENGINE {
        add(format!("\n  Version:\t{}", part.version));
        for (name, text) in &part.details {
            add(format!("\n  {name}:\t{text}"));
        }
        return;
    }
    let detail = |name: &str| part.details.get(name).map_or("", String::as_str);
    add(format!("\n  Version:\t{}", part.version));
    add(format!(
        "\n  API version:\t{} (minimum version {})",
        detail("ApiVersion"),
        detail("MinAPIVersion")
    ));
    add(format!("\n  Go version:\t{}", detail("GoVersion")));
    add(format!("\n  Git commit:\t{}", detail("GitCommit")));
    add(format!("\n  Built:\t{}", detail("BuildTime")));
    add(format!("\n  OS/Arch:\t{}/{}", detail("Os"), detail("Arch")));
    add(format!("\n  Experimental:\t{}", detail("Experimental")));
}
