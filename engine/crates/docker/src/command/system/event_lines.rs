//! Events as they come, a line each.

use api::event::Event;
use api::go::ToGo;
use api::{Request, StreamPart};
use sim::Timestamp;

use crate::cli::Want;
use crate::command::moment;
use crate::context::words;
use crate::tail::{Said, Wake};
use crate::template::{Data, Functions, Template};

/// A stream of events.
#[derive(Clone, Debug)]
pub(crate) struct EventLines {
    request: Request,
    template: Option<Template>,
}

/// Ctrl-C.
const INTERRUPTED: u8 = 130;

impl EventLines {
    /// A stream that this request opens.
    pub fn new(request: Request, template: Option<Template>) -> EventLines {
        EventLines { request, template }
    }

    /// Goes on until it wants something.
    pub fn wake(&mut self, wake: Wake, said: &mut Said) -> Want {
        let next = Want::Part { within: None };
        match wake {
            Wake::Begin => Want::Call(Box::new(self.request.clone())),
            Wake::Interrupted => Want::Exit(INTERRUPTED),
            Wake::Answer(Err(error)) | Wake::Part(StreamPart::Failed(error)) => {
                said.error_line(&words(&error));
                Want::Exit(1)
            }
            Wake::Part(StreamPart::End) => Want::Exit(0),
            Wake::Part(StreamPart::Event(event)) => match self.line(&event) {
                Ok(line) => {
                    said.out(line);
                    next
                }
                Err((written, reason)) => {
                    said.out(written);
                    said.error_line(&reason);
                    Want::Exit(1)
                }
            },
            Wake::Answer(Ok(_)) | Wake::Part(StreamPart::Log { .. }) | Wake::Time => next,
        }
    }

    fn line(&self, event: &Event) -> Result<String, (String, String)> {
        let Some(template) = &self.template else {
            return Ok(pretty(event));
        };
        let data = Data::new(event.to_go(), "events.Message");
        match template.execute(&data, Functions::Basic) {
            Ok(text) => Ok(format!("{text}\n")),
            Err(failed) => Err((format!("{}\n", failed.written), failed.reason)),
        }
    }
}

/// `2026-11-20T19:08:08.500000000Z service create r1xo (name=web)`.
fn pretty(event: &Event) -> String {
    let at = match (event.time_nano, event.time) {
        (0, 0) => None,
        (0, seconds) => Some(Timestamp(seconds.saturating_mul(1_000_000_000))),
        (nanos, _) => Some(Timestamp(nanos)),
    };
    let at = at.map_or(String::new(), |at| format!("{} ", moment::fixed(at)));
    let attributes = event.actor.attributes.iter();
    let attributes: Vec<String> = attributes
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let attributes = match attributes.as_slice() {
        [] => String::new(),
        some => format!(" ({})", some.join(", ")),
    };
    format!(
        "{at}{} {} {}{attributes}\n",
        event.kind, event.action, event.actor.id
    )
}
