//! `docker ps`: which containers pass which filters (moby `daemon/list.go`).

use api::container::Summary;
use api::{ApiError, ErrorKind, Filters};

use crate::container::{Container, State};
use crate::host::Host;

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) all: bool,
    /// 0 is all.
    pub(super) limit: i64,
    pub(super) filters: &'a Filters,
}

const KEYS: &[&str] = &[
    "ancestor",
    "before",
    "exited",
    "expose",
    "health",
    "id",
    "is-task",
    "isolation",
    "label",
    "name",
    "network",
    "publish",
    "since",
    "status",
    "volume",
];
const STATES: &[&str] = &[
    "created",
    "running",
    "paused",
    "restarting",
    "removing",
    "exited",
    "dead",
];
const HEALTHS: &[&str] = &["none", "starting", "healthy", "unhealthy"];

/// The containers, newest first.
pub(super) fn list(wanted: &Wanted<'_>, host: &Host<'_>) -> Result<Vec<Summary>, ApiError> {
    check(wanted.filters)?;
    let mut containers: Vec<&Container> =
        host.disk.containers().map(std::sync::Arc::as_ref).collect();
    containers.sort_by(|one, other| (other.created, &other.id).cmp(&(one.created, &one.id)));
    let containers = window(containers, wanted.filters)?;
    let shows_all = wanted.all || wanted.limit > 0 || wanted.filters.contains_key("status");
    let passing = containers
        .into_iter()
        .filter(|container| shows_all || container.is_running())
        .filter(|container| passes(container, wanted.filters));
    let limit = usize::try_from(wanted.limit)
        .ok()
        .filter(|limit| *limit > 0);
    let shown = passing.take(limit.unwrap_or(usize::MAX));
    Ok(shown
        .map(|container| container.summary(host.moment.wall))
        .collect())
}

fn invalid(words: String) -> ApiError {
    ApiError::new(ErrorKind::InvalidParameter, words)
}

fn check(filters: &Filters) -> Result<(), ApiError> {
    if let Some(key) = filters.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(invalid(format!("invalid filter '{key}'")));
    }
    for (key, values) in filters {
        for value in values {
            check_value(key, value)?;
        }
    }
    Ok(())
}

fn check_value(key: &str, value: &str) -> Result<(), ApiError> {
    let unknown = |what: &str, list: &[&str]| {
        let list = list.join(", ");
        invalid(format!(
            "invalid filter '{key}={value}': invalid value for {what} ({value}): must be one of {list}"
        ))
    };
    match key {
        "status" if !STATES.contains(&value) => Err(unknown("state", STATES)),
        "health" if !HEALTHS.contains(&value) => Err(unknown("health", HEALTHS)),
        "exited" if value.parse::<i64>().is_err() => Err(invalid(format!(
            "invalid filter 'exited={value}': strconv.Atoi: parsing \"{value}\": invalid syntax"
        ))),
        "is-task" if !matches!(value, "true" | "false" | "1" | "0") => {
            Err(invalid(format!("invalid filter 'is-task=[{value}]'")))
        }
        _ => Ok(()),
    }
}

/// What lies between `before` and `since`.
fn window<'a>(
    containers: Vec<&'a Container>,
    filters: &Filters,
) -> Result<Vec<&'a Container>, ApiError> {
    let place = |key: &str| -> Result<Option<usize>, ApiError> {
        let Some(name) = filters.get(key).and_then(|values| values.first()) else {
            return Ok(None);
        };
        let is_it = |it: &&Container| it.name == *name || it.id.as_str().starts_with(name.as_str());
        let found = containers.iter().position(is_it);
        found
            .map(Some)
            .ok_or_else(|| ApiError::new(ErrorKind::NotFound, format!("No such container: {name}")))
    };
    let from = place("before")?.map_or(0, |place| place + 1);
    let to = place("since")?.unwrap_or(containers.len());
    Ok(containers.into_iter().take(to).skip(from).collect())
}

fn passes(container: &Container, filters: &Filters) -> bool {
    filters.iter().all(|(key, values)| {
        let any = |is_it: &dyn Fn(&str) -> bool| values.iter().any(|value| is_it(value));
        match key.as_str() {
            // A name is a regular expression for Docker; parts of names are what people write.
            "name" => any(&|value| name_matches(&container.name, value)),
            "id" => any(&|value| container.id.as_str().starts_with(value)),
            "status" => any(&|value| container.state_word() == value),
            "health" => any(&|value| health_word(container) == value),
            "exited" => any(&|value| exited_with(container, value)),
            "label" => values.iter().all(|value| has_label(container, value)),
            "ancestor" => any(&|value| is_of(container, value)),
            "is-task" => {
                any(&|value| container.config.task.is_some() == matches!(value, "true" | "1"))
            }
            "network" => any(&|value| is_on(container, value)),
            "volume" => any(&|value| has_volume(container, value)),
            "publish" => any(&|value| {
                container
                    .bindings
                    .iter()
                    .any(|binding| port_is(value, binding.published))
            }),
            "expose" => any(&|value| exposes(container, value)),
            _ => true,
        }
    })
}

/// `^/?web` and `web$` are understood as anchors; a slash before the name is not part of it here.
fn name_matches(name: &str, pattern: &str) -> bool {
    let (pattern, from_start) = match pattern.strip_prefix('^') {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let pattern = pattern.strip_prefix('/').unwrap_or(pattern);
    match (from_start, to_end) {
        (true, true) => name == pattern,
        (true, false) => name.starts_with(pattern),
        (false, true) => name.ends_with(pattern),
        (false, false) => name.contains(pattern),
    }
}

fn health_word(container: &Container) -> &'static str {
    match &container.state {
        State::Running {
            health: Some(health),
            ..
        } => health.word(),
        State::Running { health: None, .. }
        | State::Created
        | State::StartFailed { .. }
        | State::Exited { .. } => "none",
    }
}

fn exited_with(container: &Container, code: &str) -> bool {
    matches!(container.state, State::Exited { status, .. } if code.parse() == Ok(status))
}

fn has_label(container: &Container, wanted: &str) -> bool {
    let (key, value) = wanted.split_once('=').unwrap_or((wanted, ""));
    let found = container.config.labels.get(key);
    found.is_some_and(|found| !wanted.contains('=') || found == value)
}

fn is_of(container: &Container, image: &str) -> bool {
    let config = &container.config;
    let bare = config.image_name.split('@').next().unwrap_or_default();
    bare == image
        || bare.split(':').next() == Some(image)
        || config.image.id.as_str().contains(image)
}

fn is_on(container: &Container, network: &str) -> bool {
    let listed = container
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.is_listed);
    listed.into_iter().any(|endpoint| {
        endpoint.network_name == network || endpoint.network.as_str().starts_with(network)
    })
}

fn has_volume(container: &Container, wanted: &str) -> bool {
    let mut mounts = container.config.mounts.iter();
    mounts.any(|mount| mount.source == wanted || mount.target == wanted)
}

fn exposes(container: &Container, wanted: &str) -> bool {
    let exposed = container.config.image.exposes.iter();
    let mut numbers = exposed.filter_map(|text| text.split('/').next()?.parse().ok());
    container.is_running() && numbers.any(|number| port_is(wanted, number))
}

/// `80`, `80/tcp`, `8000-9000`.
fn port_is(wanted: &str, port: u16) -> bool {
    let numbers = wanted.split('/').next().unwrap_or_default();
    let (from, to) = numbers.split_once('-').unwrap_or((numbers, numbers));
    match (from.parse::<u16>(), to.parse::<u16>()) {
        (Ok(from), Ok(to)) => (from..=to).contains(&port),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_matched_in_part_or_between_anchors() {
        let name = "web.1.nm5oqmpy0z7a05qtor7kumvh1";
        for (pattern, matches) in [
            ("web", true),
            ("web.1", true),
            ("^web", true),
            ("^/web", true),
            ("^eb", false),
            ("vh1$", true),
            ("web$", false),
            ("db", false),
        ] {
            assert_eq!(name_matches(name, pattern), matches, "{pattern}");
        }
        assert!(port_is("80/tcp", 80) && port_is("79-81", 80) && !port_is("8080", 80));
    }

    #[test]
    fn unknown_filters_are_refused_in_the_engines_words() {
        let refused = |key: &str, value: &str| {
            let filters = [(key.to_owned(), vec![value.to_owned()])].into();
            check(&filters).map_err(|error| error.message)
        };
        assert_eq!(refused("foo", "x"), Err("invalid filter 'foo'".to_owned()));
        assert_eq!(refused("status", "running"), Ok(()));
        assert_eq!(
            refused("status", "gone"),
            Err("invalid filter 'status=gone': invalid value for state (gone): must be one of created, running, paused, restarting, removing, exited, dead".to_owned())
        );
        assert_eq!(
            refused("exited", "x"),
            Err(
                "invalid filter 'exited=x': strconv.Atoi: parsing \"x\": invalid syntax".to_owned()
            )
        );
    }
}
