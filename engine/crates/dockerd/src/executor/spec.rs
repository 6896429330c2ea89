//! From a task to what its container is made of (moby `executor/container/container.go`), with the
//! refusals of making one.

use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use api::task::{HealthConfig, Mount, MountType};
use api::{ContainerId, Labels, NodeId};
use sim::Duration;
use swarm::object::Task;

use crate::catalogue::Image;
use crate::container::{Config, TaskOf};
use crate::host::HostFacts;
use crate::reference::Reference;

/// Why no container can be made for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SpecError {
    NoContainer,
    NoImage {
        image: String,
    },
    BindSource {
        path: String,
    },
    Cpus {
        available: i64,
    },
    Memory,
    Template {
        text: String,
    },
    /// There is no room for the container's layer.
    DiskFull {
        id: ContainerId,
    },
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpecError::NoContainer => f.write_str("unsupported runtime"),
            SpecError::NoImage { image } => write!(f, "No such image: {image}"),
            SpecError::BindSource { path } => write!(
                f,
                "invalid mount config for type \"bind\": bind source path does not exist: {path}"
            ),
            SpecError::Cpus { available } => write!(
                f,
                "range of CPUs is from 0.01 to {available}.00, as there are only {available} CPUs available"
            ),
            // moby `daemon/graphdriver/overlay2`: the first thing made is the `-init` layer.
            SpecError::DiskFull { id } => write!(
                f,
                "mkdir /var/lib/docker/overlay2/{id}-init: no space left on device"
            ),
            SpecError::Memory => f.write_str("Minimum memory limit allowed is 6MB"),
            SpecError::Template { text } => {
                write!(
                    f,
                    "expanding env failed: expanding env {text:?}: unknown field"
                )
            }
        }
    }
}

/// Docker's smallest memory limit (moby `daemon_unix.go` `linuxMinMemory`).
const MIN_MEMORY: i64 = 6 << 20;

/// Paths every machine has, so that a bind mount of them works. Files a person made are the
/// shell's; they become known here with the data plane.
const KNOWN_PATHS: [&str; 14] = [
    "/", "/bin", "/boot", "/dev", "/etc", "/home", "/mnt", "/opt", "/proc", "/root", "/run",
    "/sys", "/tmp", "/var",
];
const KNOWN_BELOW: [&str; 6] = [
    "/var/run/docker.sock",
    "/var/lib/docker",
    "/etc/",
    "/proc/",
    "/sys/",
    "/dev/",
];

/// The image a task's container is of, as its name is shown and looked for.
pub(super) fn image_name(task: &Task) -> Result<Reference, SpecError> {
    let container = task
        .spec
        .container_spec
        .as_ref()
        .ok_or(SpecError::NoContainer)?;
    let reference = Reference::parse(&container.image).map(Reference::tagged);
    reference.map_err(|_| SpecError::NoImage {
        image: container.image.clone(),
    })
}

/// Checks what the machine cannot do.
pub(super) fn check(task: &Task, facts: &HostFacts) -> Result<(), SpecError> {
    let container = task
        .spec
        .container_spec
        .as_ref()
        .ok_or(SpecError::NoContainer)?;
    if let Some(limits) = task
        .spec
        .resources
        .as_ref()
        .and_then(|it| it.limits.as_ref())
    {
        if limits.nano_cpus > facts.nano_cpus {
            return Err(SpecError::Cpus {
                available: facts.nano_cpus / 1_000_000_000,
            });
        }
        if limits.memory_bytes > 0 && limits.memory_bytes < MIN_MEMORY {
            return Err(SpecError::Memory);
        }
    }
    let is_missing = |mount: &&Mount| mount.kind == MountType::Bind && !exists(mount);
    match container.mounts.iter().find(is_missing) {
        Some(mount) => Err(SpecError::BindSource {
            path: mount.source.clone(),
        }),
        None => Ok(()),
    }
}

fn exists(mount: &Mount) -> bool {
    let creates = mount
        .bind_options
        .as_ref()
        .is_some_and(|it| it.create_mountpoint);
    let path = mount.source.trim_end_matches('/');
    let path = if path.is_empty() { "/" } else { path };
    creates
        || KNOWN_PATHS.contains(&path)
        || KNOWN_BELOW.iter().any(|below| path.starts_with(below))
}

/// What the container is made of.
pub(super) fn config(
    (id, name): (&ContainerId, &str),
    task: &Arc<Task>,
    (image, image_name): (&Arc<Image>, &Reference),
    facts: &HostFacts,
) -> Result<Config, SpecError> {
    let spec = task
        .spec
        .container_spec
        .as_ref()
        .ok_or(SpecError::NoContainer)?;
    let expand = |text: &str| expand(text, task, facts);
    let hostname = match spec.hostname.as_str() {
        "" => id.short().to_owned(),
        text => expand(text)?,
    };
    let mut env: BTreeMap<String, String> = BTreeMap::new();
    for pair in &image.env {
        insert(&mut env, pair);
    }
    for pair in &spec.env {
        insert(&mut env, &expand(pair)?);
    }
    env.insert("HOSTNAME".to_owned(), hostname.clone());
    env.entry("HOME".to_owned())
        .or_insert_with(|| "/root".to_owned());
    let words = match (spec.command.is_empty(), spec.args.is_empty()) {
        (false, _) => [spec.command.clone(), spec.args.clone()].concat(),
        (true, false) => [image.entrypoint.clone(), spec.args.clone()].concat(),
        (true, true) => [image.entrypoint.clone(), image.command.clone()].concat(),
    };
    let node = task.node_id.clone().unwrap_or_default();
    let signal = [&spec.stop_signal, &image.stop_signal]
        .into_iter()
        .find(|it| !it.is_empty());
    Ok(Config {
        image_name: image_name.to_string(),
        image: image.clone(),
        words,
        env,
        hostname,
        labels: labels(task, name, &node, image),
        stop_signal: signal.map_or_else(|| "SIGTERM".to_owned(), |it| full_signal(it)),
        stop_grace: spec.stop_grace_period.unwrap_or(Duration::from_secs(10)),
        health: health(spec.healthcheck.as_ref(), image.health.as_ref()),
        mounts: spec.mounts.clone(),
        has_init: spec.init == Some(true),
        task: Some(TaskOf {
            task: task.clone(),
            service: task.service_id.clone().unwrap_or_default(),
            node,
        }),
    })
}

fn insert(env: &mut BTreeMap<String, String>, pair: &str) {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    env.insert(name.to_owned(), value.to_owned());
}

fn full_signal(signal: &str) -> String {
    match signal.starts_with("SIG") || signal.bytes().all(|byte| byte.is_ascii_digit()) {
        true => signal.to_owned(),
        false => format!("SIG{signal}"),
    }
}

/// Those of the image, of the spec, and the swarm's own on top.
fn labels(task: &Task, name: &str, node: &NodeId, image: &Image) -> Labels {
    let mut labels = image.labels.clone();
    if let Some(spec) = &task.spec.container_spec {
        labels.extend(spec.labels.clone());
    }
    let service = task.service_id.as_ref().map_or("", |id| id.as_str());
    let own = [
        ("task", ""),
        ("task.id", task.id.as_str()),
        ("task.name", name),
        ("node.id", node.as_str()),
        ("service.id", service),
        ("service.name", task.service_annotations.name.as_str()),
    ];
    labels.extend(own.map(|(key, value)| (format!("com.docker.swarm.{key}"), value.to_owned())));
    labels
}

/// The spec's check, with the image's where it says nothing; `None` when there is none to run.
fn health(asked: Option<&HealthConfig>, own: Option<&HealthConfig>) -> Option<HealthConfig> {
    let mut health = match (asked, own) {
        (None, own) => own?.clone(),
        (Some(asked), None) => asked.clone(),
        (Some(asked), Some(own)) if asked.test.is_empty() => {
            let or = |one: Duration, other: Duration| if one.is_zero() { other } else { one };
            HealthConfig {
                test: own.test.clone(),
                interval: or(asked.interval, own.interval),
                timeout: or(asked.timeout, own.timeout),
                start_period: or(asked.start_period, own.start_period),
                start_interval: or(asked.start_interval, own.start_interval),
                retries: if asked.retries == 0 {
                    own.retries
                } else {
                    asked.retries
                },
            }
        }
        (Some(asked), Some(_)) => asked.clone(),
    };
    let kind = health.test.first().map(String::as_str);
    if !matches!(kind, Some("CMD" | "CMD-SHELL")) {
        return None;
    }
    // moby `health.go`: 30 s, 30 s and 5 s where nothing is said.
    let or = |time: &mut Duration, seconds| {
        if time.is_zero() {
            *time = Duration::from_secs(seconds);
        }
    };
    or(&mut health.interval, 30);
    or(&mut health.timeout, 30);
    or(&mut health.start_interval, 5);
    if health.retries <= 0 {
        health.retries = 3;
    }
    Some(health)
}

/// Puts the swarm's own fields into a text (SwarmKit `template`): `{{.Node.Hostname}}`.
fn expand(text: &str, task: &Task, facts: &HostFacts) -> Result<String, SpecError> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (field, behind) = after.split_once("}}").ok_or_else(|| SpecError::Template {
            text: text.to_owned(),
        })?;
        let value = field_of(field.trim(), task, facts);
        result += before;
        result += &value.ok_or_else(|| SpecError::Template {
            text: text.to_owned(),
        })?;
        rest = behind;
    }
    Ok(result + rest)
}

fn field_of(field: &str, task: &Task, facts: &HostFacts) -> Option<String> {
    let node = task
        .node_id
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default();
    if let Some(label) = field.strip_prefix(".Service.Labels.") {
        return Some(
            task.service_annotations
                .labels
                .get(label)
                .cloned()
                .unwrap_or_default(),
        );
    }
    Some(match field {
        ".Service.ID" => task
            .service_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        ".Service.Name" => task.service_annotations.name.clone(),
        ".Node.ID" => node,
        ".Node.Hostname" => facts.hostname.clone(),
        ".Node.Platform.OS" => "linux".to_owned(),
        ".Node.Platform.Architecture" => "x86_64".to_owned(),
        ".Task.ID" => task.id.to_string(),
        ".Task.Name" => task.name(),
        // The node stands for a slot that is none.
        ".Task.Slot" => match task.slot_number() {
            0 => node,
            number => number.to_string(),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_the_specs_the_images_or_none() {
        let test = |words: &[&str]| HealthConfig {
            test: words.iter().map(|word| (*word).to_owned()).collect(),
            ..HealthConfig::default()
        };
        let image = HealthConfig {
            retries: 5,
            ..test(&["CMD-SHELL", "exit 1"])
        };
        assert_eq!(health(None, None), None);
        assert_eq!(health(None, Some(&image)).unwrap().retries, 5);
        assert_eq!(health(Some(&test(&["NONE"])), Some(&image)), None);
        let mixed = health(Some(&test(&[])), Some(&image)).unwrap();
        assert_eq!(
            (mixed.retries, mixed.interval),
            (5, Duration::from_secs(30))
        );
        let own = health(Some(&test(&["CMD", "true"])), Some(&image)).unwrap();
        assert_eq!((own.retries, own.test.len()), (3, 2));
    }

    #[test]
    fn refusals_are_in_the_engines_words() {
        let cases = [
            (
                SpecError::NoImage {
                    image: "nginx:nosuchtag".into(),
                },
                "No such image: nginx:nosuchtag",
            ),
            (
                SpecError::BindSource {
                    path: "/no/such/dir".into(),
                },
                "invalid mount config for type \"bind\": bind source path does not exist: /no/such/dir",
            ),
            (
                SpecError::Cpus { available: 2 },
                "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available",
            ),
        ];
        for (error, words) in cases {
            assert_eq!(error.to_string(), words);
        }
    }
}
