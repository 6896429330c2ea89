//! News of the daemon: what `docker events` shows (moby `daemon/events`).

use std::collections::{BTreeMap, VecDeque};

use api::event::{Actor, Event};
use api::{Filters, Labels};
use sim::Timestamp;
use swarm::CallId;

use crate::container::Container;

/// What happened lately, and who wants to hear of what happens next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    recent: VecDeque<Event>,
    listeners: BTreeMap<CallId, Filters>,
}

/// moby `daemon/events`: so many are kept for `--since`.
const KEPT: usize = 256;

/// What to listen to.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) since: Option<Timestamp>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) filters: Filters,
}

impl Events {
    /// Something happened. Returns who is to be told.
    pub(crate) fn publish(&mut self, event: Event) -> Vec<CallId> {
        let wants =
            |(call, filters): (&CallId, &Filters)| matches(&event, filters).then_some(*call);
        let told = self.listeners.iter().filter_map(wants).collect();
        self.recent.push_back(event);
        if self.recent.len() > KEPT {
            self.recent.pop_front();
        }
        told
    }

    /// What happened in the time asked for; the call hears of what follows, unless an end in the
    /// past was given.
    pub(crate) fn subscribe(
        &mut self,
        call: CallId,
        subscription: &Subscription,
        now: Timestamp,
    ) -> Vec<Event> {
        let Subscription {
            since,
            until,
            filters,
        } = subscription;
        let is_in_time = |event: &&Event| {
            since.is_some_and(|since| event.time_nano >= since.0)
                && until.is_none_or(|until| event.time_nano <= until.0)
        };
        let recent = self.recent.iter().filter(is_in_time);
        let found = recent
            .filter(|event| matches(event, filters))
            .cloned()
            .collect();
        if until.is_none_or(|until| until > now) {
            self.listeners.insert(call, filters.clone());
        }
        found
    }

    /// Whether a call still listens.
    pub(crate) fn is_listening(&self, call: CallId) -> bool {
        self.listeners.contains_key(&call)
    }

    /// All who listen, when the daemon goes.
    pub(crate) fn take_listeners(&mut self) -> Vec<CallId> {
        std::mem::take(&mut self.listeners).into_keys().collect()
    }

    /// The call has gone, or its end has come.
    pub(crate) fn unsubscribe(&mut self, call: CallId) {
        self.listeners.remove(&call);
    }
}

/// Whether an event passes the filters of `docker events`.
fn matches(event: &Event, filters: &Filters) -> bool {
    filters.iter().all(|(key, values)| {
        let name = event.actor.attributes.get("name");
        let is_actor = |kind: &str, value: &String| {
            event.kind == kind && (event.actor.id.starts_with(value) || name == Some(value))
        };
        values.iter().any(|value| match key.as_str() {
            "type" => event.kind == *value,
            "event" => event.action == *value || event.action.split(':').next() == Some(value),
            "scope" => event.scope == *value,
            "image" => event.from == *value || is_actor("image", value),
            "label" => {
                let (label, wanted) = value.split_once('=').unwrap_or((value, ""));
                let found = event.actor.attributes.get(label);
                found.is_some_and(|it| wanted.is_empty() || it == wanted)
            }
            kind => is_actor(kind, value),
        })
    })
}

/// An event of the daemon.
pub(crate) fn event(
    kind: &str,
    action: &str,
    (id, attributes): (&str, Labels),
    at: Timestamp,
) -> Event {
    Event {
        status: String::new(),
        id: String::new(),
        from: String::new(),
        kind: kind.to_owned(),
        action: action.to_owned(),
        actor: Actor {
            id: id.to_owned(),
            attributes,
        },
        scope: "local".to_owned(),
        time: at.0.div_euclid(1_000_000_000),
        time_nano: at.0,
    }
}

/// An event of a container, with its labels as attributes.
pub(crate) fn container_event(
    container: &Container,
    action: &str,
    more: &[(&str, String)],
    at: Timestamp,
) -> Event {
    let config = &container.config;
    let mut attributes = config.labels.clone();
    attributes.insert("image".to_owned(), config.image_name.clone());
    attributes.insert("name".to_owned(), container.name.clone());
    for (key, value) in more {
        attributes.insert((*key).to_owned(), value.clone());
    }
    let id = container.id.as_str();
    let mut event = event("container", action, (id, attributes), at);
    event.status = action.to_owned();
    event.id = id.to_owned();
    event.from = config.image_name.clone();
    event
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(action: &str, at: i64) -> Event {
        let labels = [("name".to_owned(), "web.1".to_owned())].into();
        event("container", action, ("abc123", labels), Timestamp(at))
    }

    fn filters(list: &[(&str, &str)]) -> Filters {
        list.iter()
            .map(|(key, value)| ((*key).to_owned(), vec![(*value).to_owned()]))
            .collect()
    }

    #[test]
    fn filters_pass_what_they_name() {
        let cases = [
            (vec![], true),
            (vec![("type", "container")], true),
            (vec![("type", "network")], false),
            (vec![("event", "start")], true),
            (vec![("container", "web.1")], true),
            (vec![("container", "abc")], true),
            (vec![("container", "web.2")], false),
            (vec![("event", "start"), ("type", "image")], false),
        ];
        for (list, passes) in cases {
            assert_eq!(
                matches(&some("start", 1), &filters(&list)),
                passes,
                "{list:?}"
            );
        }
    }

    #[test]
    fn the_past_is_told_once_and_the_future_as_it_comes() {
        let mut events = Events::default();
        events.publish(some("create", 1));
        events.publish(some("start", 5));
        let since = Subscription {
            since: Some(Timestamp(2)),
            until: None,
            filters: Filters::new(),
        };
        let past = events.subscribe(CallId(1), &since, Timestamp(9));
        assert_eq!(past.len(), 1);
        assert_eq!(events.publish(some("die", 10)), [CallId(1)]);
        events.unsubscribe(CallId(1));
        assert!(events.publish(some("destroy", 11)).is_empty());
    }
}
