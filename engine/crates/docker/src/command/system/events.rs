//! `docker events` (docker/cli `system/events.go`).

use api::Request;
use api::event::Event;
use api::go::{ToGo, Value};

use super::event_lines::EventLines;
use crate::command::listing::{self, BAD_TEMPLATE, FILTER, INSPECT_FORMAT};
use crate::command::moment;
use crate::context::{Context, Ending, Outcome, Stop};
use crate::flag::{Flag, Kind, Spec};
use crate::tail::Tail;
use crate::template::{Data, Functions, Template};

const FORMAT: Flag = Flag::new("format", Kind::Text, INSPECT_FORMAT.about);

pub(crate) static EVENTS: Spec =
    Spec::verb("events", "[OPTIONS]", "Show what happens, as it happens")
        .alias_line("docker system events, docker events")
        .flags(&[&[
            FILTER,
            FORMAT,
            Flag::new(
                "since",
                Kind::Text,
                "Begin with what happened after this moment",
            ),
            Flag::new("until", Kind::Text, "End at this moment"),
        ]])
        .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let template = template(given.text("format"))
        .map_err(|reason| Stop::status(BAD_TEMPLATE, format!("Error parsing format: {reason}")))?;
    let request = Request::Events {
        since: moment::flag(cx, "since")?,
        until: moment::flag(cx, "until")?,
        filters: listing::filters(given),
    };
    let lines = EventLines::new(request, template);
    Ok(Ending::Then(Box::new(Tail::Events(lines))))
}

/// The template, tried on an empty event first.
fn template(format: &str) -> Result<Option<Template>, String> {
    let text = match format {
        "" => return Ok(None),
        "json" => "{{json .}}",
        own => own,
    };
    let template = Template::parse(text)?;
    let empty = Value::Ptr(Box::new(Event::default().to_go()));
    match template.execute(&Data::new(empty, "*events.Message"), Functions::Basic) {
        Ok(_) => Ok(Some(template)),
        Err(failed) => Err(failed.reason),
    }
}
