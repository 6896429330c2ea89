//! Words of a service a person asks for, beyond those of [`super::objects`]: also what is wrong.

use api::service::{Replicated, ReplicatedJob, ServiceSpec};
use api::task::{
    ConfigReference, ContainerSpec, CredentialSpec, Limit, Mount, MountType, ReferenceTarget,
    SecretReference,
};
use sim::Duration;

use super::objects::{duration, pair, set_service};
use crate::store::Store;

/// Sets one property; secrets and configs are named and found in the store.
pub(super) fn set_wish(spec: &mut ServiceSpec, text: &str, store: &Store) {
    let (key, value) = pair(text);
    match key {
        "name" => spec.annotations.name = value.to_owned(),
        "replicas" => {
            spec.mode.replicated = Some(Replicated {
                replicas: Some(signed(value)),
            });
        }
        "job" => {
            let (concurrent, total) = value.split_once('/').expect("concurrent/total");
            spec.mode.replicated = None;
            spec.mode.replicated_job = Some(ReplicatedJob {
                max_concurrent: Some(signed(concurrent)),
                total_completions: Some(signed(total)),
            });
        }
        "global" => {
            spec.mode.replicated = None;
            set_service(spec, text);
        }
        "reserve-nanos" | "limit-nanos" | "reserve-bytes" | "limit-bytes" => {
            set_amount(spec, key, value.parse().expect("a number"));
        }
        "secret" | "config" | "credentials" | "env" | "mount-at" => {
            set_container(container(spec), (key, value), store);
        }
        _ if key.starts_with("health.") => set_health(container(spec), key, value),
        _ => set_service(spec, text),
    }
}

fn container(spec: &mut ServiceSpec) -> &mut ContainerSpec {
    spec.task_template.container_spec.get_or_insert_default()
}

/// Clients cast their signed numbers.
fn signed(text: &str) -> u64 {
    text.parse::<i64>().expect("a number") as u64
}

fn set_amount(spec: &mut ServiceSpec, key: &str, amount: i64) {
    let resources = spec.task_template.resources.get_or_insert_default();
    match key {
        "reserve-nanos" => resources.reservations.get_or_insert_default().nano_cpus = amount,
        "reserve-bytes" => resources.reservations.get_or_insert_default().memory_bytes = amount,
        "limit-nanos" => limits(&mut resources.limits).nano_cpus = amount,
        _ => limits(&mut resources.limits).memory_bytes = amount,
    }
}

fn limits(limits: &mut Option<Limit>) -> &mut Limit {
    limits.get_or_insert_default()
}

/// `secret=NAME/FILE`; no slash: no target; `secret=/FILE`: no name.
fn set_container(container: &mut ContainerSpec, (key, value): (&str, &str), store: &Store) {
    let (name, file) = match value.split_once('/') {
        Some((name, file)) => (name, Some(file)),
        None => (value, None),
    };
    let file = file.map(|file| ReferenceTarget {
        name: file.to_owned(),
        ..ReferenceTarget::default()
    });
    match key {
        "secret" => {
            let stored = store.secrets().find(|it| it.annotations.name == name);
            let secret_id = stored.map_or_else(|| name.into(), |it| it.id.clone());
            container.secrets.push(SecretReference {
                file,
                secret_id,
                secret_name: name.to_owned(),
            });
        }
        "config" => {
            let stored = store.configs().find(|it| it.annotations.name == name);
            let config_id = stored.map_or_else(|| name.into(), |it| it.id.clone());
            container.configs.push(ConfigReference {
                file,
                runtime: None,
                config_id,
                config_name: name.to_owned(),
            });
        }
        "credentials" => {
            let privileges = container.privileges.get_or_insert_default();
            privileges.credential_spec = Some(CredentialSpec {
                config: value.to_owned(),
                ..CredentialSpec::default()
            });
        }
        "env" => container.env.push(value.to_owned()),
        _ => container.mounts.push(Mount {
            kind: MountType::Volume,
            target: value.to_owned(),
            ..Mount::default()
        }),
    }
}

fn set_health(container: &mut ContainerSpec, key: &str, value: &str) {
    let health = container.healthcheck.get_or_insert_default();
    let time = || match value.strip_suffix("us") {
        Some(micros) => Duration::from_nanos(1000 * micros.parse::<u64>().expect("a number")),
        None => duration(value),
    };
    match key {
        "health.interval" => health.interval = time(),
        "health.timeout" => health.timeout = time(),
        "health.start-period" => health.start_period = time(),
        "health.start-interval" => health.start_interval = time(),
        "health.retries" => health.retries = value.parse().expect("a number"),
        other => panic!("a healthcheck has no {other}"),
    }
}
