//! `docker events`: what was, then what comes, until the end if one was given.

use api::{Response, StreamPart};
use swarm::CallId;

use crate::daemon::Output;
use crate::daemon::process::{Daemon, Timer};
use crate::events::Subscription;
use crate::host::Host;

impl Daemon {
    /// `GET /events`.
    pub(super) fn subscribe_events(
        &mut self,
        call: CallId,
        wanted: &Subscription,
        host: &mut Host<'_>,
    ) {
        let past = self.events.subscribe(call, wanted, host.moment.wall);
        self.answer(call, Ok(Response::Stream), host);
        for event in past {
            let part = StreamPart::Event(Box::new(event));
            host.outputs.push(Output::Part { call, part });
        }
        if !self.events.is_listening(call) {
            host.outputs.push(Output::Part {
                call,
                part: StreamPart::End,
            });
        } else if let Some(until) = wanted.until {
            let after = until.since(host.moment.wall);
            self.agenda
                .push(host.moment.now + after, Timer::EventsEnd { call });
        }
    }
}
