//! `docker info` (docker/cli `system/info.go`; recordings 003, 004, 135).

use api::go::{Field, Struct, ToGo, Value};
use api::system::Info;
use api::{ApiError, ErrorKind, Request};

use super::{client, info_text};
use crate::command::listing::{BAD_TEMPLATE, INSPECT_FORMAT};
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::Spec;
use crate::template::{Data, Functions, Template};

pub(crate) static INFO: Spec = Spec::verb("info", "[OPTIONS]", "Show all about client and daemon")
    .alias_line("docker system info, docker info")
    .common(12)
    .flags(&[&[INSPECT_FORMAT]])
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    match cx.invocation.given.text("format") {
        "" => print(cx),
        "json" => format(cx, "{{json .}}"),
        own => format(cx, own),
    }
}

fn print(cx: &mut Context<'_>) -> Outcome {
    let answer = cx.call(Request::Info)?;
    let is_debug = cx.invocation.global.is("debug");
    let version = &cx.environment.client_version;
    cx.out(info_text::client(version, is_debug));
    cx.line("\nServer:");
    match answer {
        Ok(response) => {
            let info = answer!(response, Info);
            cx.out(info_text::server(info, is_debug));
            for warning in &info.warnings {
                cx.error_line(warning);
            }
            Ok(Ending::Done)
        }
        Err(error) if is_unreachable(&error) => Err(error.into()),
        Err(error) => {
            cx.error_line(format!("ERROR: {}", words(&error)));
            Err(Stop::error("errors pretty printing info"))
        }
    }
}

fn is_unreachable(error: &ApiError) -> bool {
    matches!(error.kind, ErrorKind::NoConnection | ErrorKind::Lost)
}

fn format(cx: &mut Context<'_>, text: &str) -> Outcome {
    let template = Template::parse(text);
    let client = client_fields(cx);
    let mut info = Info::default();
    let mut refused = None;
    let mut unreachable = None;
    let needs_server = match &template {
        Ok(template) => needs_server(text, template, &client),
        Err(_) => true,
    };
    if needs_server {
        match cx.call(Request::Info)? {
            Ok(response) => info = answer!(response, Info).as_ref().clone(),
            Err(error) if is_unreachable(&error) => unreachable = Some(words(&error)),
            Err(error) => {
                cx.error_line(words(&error));
                refused = Some(words(&error));
            }
        }
    }
    let failed = match template {
        Err(reason) => Some((format!("template parsing error: {reason}"), BAD_TEMPLATE)),
        Ok(template) => {
            let data = data(&info, refused, client);
            let (text, failed) = match template.execute(&data, Functions::Basic) {
                Ok(text) => (text, None),
                Err(failed) => (failed.written, Some((failed.reason, 1))),
            };
            cx.line(text);
            failed
        }
    };
    match (unreachable, failed) {
        (None, None) => Ok(Ending::Done),
        (None, Some((reason, code))) => Err(Stop::status(code, reason)),
        (Some(reason), None) => Err(Stop::error(reason)),
        (Some(first), Some((second, code))) => {
            Err(Stop::status(code, format!("{first}\n{second}")))
        }
    }
}

/// A template that asks for the client's part only needs no daemon.
fn needs_server(text: &str, template: &Template, client: &[Field]) -> bool {
    let mut pairs = text.as_bytes().windows(2);
    let names_a_field = pairs.any(|pair| pair[0] == b'.' && pair[1].is_ascii_alphabetic());
    let value = Value::Struct(Struct {
        name: "sparseInfo",
        fields: client.to_vec(),
    });
    let data = Data::new(value, "system.sparseInfo");
    !names_a_field || template.execute(&data, Functions::Basic).is_err()
}

fn client_fields(cx: &Context<'_>) -> Vec<Field> {
    let version = &cx.environment.client_version;
    let fields = vec![
        Field::new(
            Value::Bool(cx.invocation.global.is("debug")),
            "Debug",
            "Debug",
        ),
        Field::new(
            client::value(version, false),
            "clientVersion",
            "clientVersion",
        )
        .embed(),
        Field::new(Value::List(Some(Vec::new())), "Plugins", "Plugins"),
        Field::new(Value::List(None), "Warnings", "Warnings"),
    ];
    let client = Value::Ptr(Box::new(Value::Struct(Struct {
        name: "clientInfo",
        fields,
    })));
    vec![
        Field::new(client, "ClientInfo", "ClientInfo").omitempty(),
        Field::new(Value::List(None), "ClientErrors", "ClientErrors").omitempty(),
    ]
}

/// docker/cli `dockerInfo`.
fn data(info: &Info, refused: Option<String>, client: Vec<Field>) -> Data {
    let errors = refused.map(|error| vec![Value::Str(error)]);
    let mut fields = vec![
        Field::new(info.to_go(), "Info", "Info").embed(),
        Field::new(Value::List(errors), "ServerErrors", "ServerErrors").omitempty(),
        Field::new(Value::Str(String::new()), "UserName", "-"),
    ];
    fields.extend(client);
    let value = Value::Struct(Struct {
        name: "dockerInfo",
        fields,
    });
    Data::new(value, "system.dockerInfo")
}
