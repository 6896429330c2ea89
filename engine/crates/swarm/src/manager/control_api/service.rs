//! Services: creating, changing, removing and showing them (SwarmKit
//! `manager/controlapi/service.go`, moby `daemon/cluster/services.go`).
//!
//! The order of checks is the original's, since the first one that fails is the one a person sees.

mod conflict;
mod defaults;
mod form;
mod status;
#[cfg(test)]
mod tests;
mod validate;
mod view;

use core::fmt;
use std::sync::Arc;

use api::service::{JobStatus, Mode, ServiceMode, ServiceSpec, UpdateState, UpdateStatus};
use api::{ErrorKind, Filters, Meta, ServiceId, Version};

pub(super) use conflict::needs_ingress;
pub use defaults::insert_defaults;
#[cfg(test)]
pub(super) use view::service as view;

use super::find::find;
use super::refusal::{Code, Refusal, Voice};
use super::{Call, Outcome, filter, found, propose};
use crate::node::{ControlError, ControlResponse};
use crate::object::{Network, Service};
use crate::store::{Store, StoreError};

/// What an update asks for. The spec is checked even when a rollback then ignores it.
pub(super) struct Wish<'a> {
    pub spec: &'a ServiceSpec,
    pub is_rollback: bool,
}

/// Why a service is not created or changed although its spec is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ServiceError {
    NameTaken(String),
    NetworksNotMigrated,
    ModeChanged,
    Renamed,
    NoPreviousSpec(ServiceId),
    /// The daemon runs nothing but containers.
    PluginRuntime,
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServiceError::NameTaken(name) => {
                let conflict = StoreError::NameConflict;
                write!(f, "{conflict}: service {name} already exists")
            }
            ServiceError::NetworksNotMigrated => {
                f.write_str("networks must be migrated to TaskSpec before being changed")
            }
            ServiceError::ModeChanged => f.write_str("service mode change is not allowed"),
            ServiceError::Renamed => f.write_str("renaming services is not supported"),
            ServiceError::NoPreviousSpec(id) => {
                write!(f, "service {id} does not have a previous spec")
            }
            ServiceError::PluginRuntime => {
                f.write_str("runtime type \"plugin\" only supported in experimental")
            }
        }
    }
}

impl Refusal for ServiceError {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            ServiceError::NameTaken(_) => Code::AlreadyExists,
            ServiceError::NetworksNotMigrated
            | ServiceError::ModeChanged
            | ServiceError::Renamed => Code::Unimplemented,
            ServiceError::NoPreviousSpec(_) => Code::FailedPrecondition,
            ServiceError::PluginRuntime => return Voice::Daemon(ErrorKind::System),
        })
    }
}

pub(super) fn create(call: &mut Call<'_>, spec: &ServiceSpec) -> Outcome {
    let spec = read_spec(call.store, spec)?;
    validate::validate(&spec)?;
    conflict::check_networks(call.store, &spec)?;
    conflict::check_ports(call.store, &spec, None)?;
    conflict::check_ingress(call.store, &spec)?;
    conflict::check_files(call.store, &spec)?;

    let id = ServiceId::random(call.rng);
    let name = spec.annotations.name.clone();
    let mut draft = call.draft();
    draft
        .create_service(new_service(id.clone(), spec, call))
        .map_err(|error| match error {
            StoreError::NameConflict => ControlError::from(ServiceError::NameTaken(name)),
            other => other.into(),
        })?;
    propose(draft, ControlResponse::ServiceCreated(id))
}

fn new_service(id: ServiceId, spec: ServiceSpec, call: &Call<'_>) -> Service {
    let job_status = is_job(&spec.mode).then(|| JobStatus {
        job_iteration: Version::default(),
        last_execution: call.moment.wall,
    });
    Service {
        id,
        meta: Meta::default(),
        spec,
        spec_version: Version::default(),
        previous_spec: None,
        previous_spec_version: None,
        endpoint: None,
        update_status: None,
        job_status,
    }
}

/// What the daemon does with a spec before the manager sees it: networks by id, and the form the
/// manager keeps.
fn read_spec(store: &Store, spec: &ServiceSpec) -> Result<ServiceSpec, ControlError> {
    let mut spec = spec.clone();
    // The networks of the task count; the service's own are from old times.
    let networks = match spec.task_template.networks.is_empty() {
        false => &mut spec.task_template.networks,
        true => &mut spec.networks,
    };
    for network in networks {
        network.target = find::<Network>(store, &network.target)?.id.to_string();
    }
    if spec.task_template.runtime == "plugin" && spec.task_template.plugin_spec.is_some() {
        return Err(ServiceError::PluginRuntime.into());
    }
    Ok(form::read(&spec)?)
}

pub(super) fn update(
    call: &mut Call<'_>,
    id: &ServiceId,
    version: Version,
    wish: Wish<'_>,
) -> Outcome {
    let store = call.store;
    let spec = read_spec(store, wish.spec)?;
    let stored = find::<Service>(store, id.as_str())?;
    validate::validate(&spec)?;
    conflict::check_networks(store, &spec)?;
    if spec.endpoint_spec.is_some() && spec.endpoint_spec != stored.spec.endpoint_spec {
        conflict::check_ports(store, &spec, Some(&stored.id))?;
    }
    check_networks_migrated(stored, &spec)?;
    conflict::check_files(store, &spec)?;
    check_same(stored, &spec)?;

    let mut service = Service::clone(stored);
    service.meta.version = version;
    if let Some(job) = &mut service.job_status {
        job.job_iteration.index += 1;
        job.last_execution = call.moment.wall;
    }
    if wish.is_rollback {
        roll_back(&mut service, call)?;
    } else {
        put_spec(&mut service, spec, version);
    }
    conflict::check_ingress(store, &service.spec)?;
    let mut draft = call.draft();
    draft.rewrite_service(service)?;
    propose(draft, ControlResponse::Done)
}

/// The service's own networks may only change together with those of its task.
fn check_networks_migrated(stored: &Service, spec: &ServiceSpec) -> Result<(), ServiceError> {
    let old = &stored.spec;
    let is_moved = spec.task_template.networks != old.task_template.networks;
    match spec.networks == old.networks || is_moved {
        true => Ok(()),
        false => Err(ServiceError::NetworksNotMigrated),
    }
}

fn check_same(stored: &Service, spec: &ServiceSpec) -> Result<(), ServiceError> {
    let mode = |spec: &ServiceSpec| core::mem::discriminant(&spec.mode.kind());
    if mode(&stored.spec) != mode(spec) {
        return Err(ServiceError::ModeChanged);
    }
    if stored.spec.annotations.name != spec.annotations.name {
        return Err(ServiceError::Renamed);
    }
    Ok(())
}

/// Old and new spec change places, so that rolling back twice changes nothing.
fn roll_back(service: &mut Service, call: &Call<'_>) -> Result<(), ServiceError> {
    let Some(previous) = service.previous_spec.take() else {
        return Err(ServiceError::NoPreviousSpec(service.id.clone()));
    };
    let current = core::mem::replace(&mut service.spec, *previous);
    service.previous_spec = Some(Box::new(current));
    let version = service.previous_spec_version.unwrap_or_default();
    service.previous_spec_version = Some(service.spec_version);
    service.spec_version = version;
    service.update_status = Some(UpdateStatus {
        state: UpdateState::RollbackStarted,
        started_at: Some(call.moment.wall),
        completed_at: None,
        message: "manually requested rollback".to_owned(),
    });
    Ok(())
}

fn put_spec(service: &mut Service, spec: ServiceSpec, version: Version) {
    let old = core::mem::replace(&mut service.spec, spec);
    service.previous_spec = Some(Box::new(old));
    service.previous_spec_version = Some(service.spec_version);
    // Not the version the service gets by this write: only good for telling specs apart.
    service.spec_version = version;
    service.update_status = None;
}

pub(super) fn remove(call: &mut Call<'_>, name: &str) -> Outcome {
    let id = find::<Service>(call.store, name)?.id.clone();
    let mut draft = call.draft();
    draft.remove_service(&id)?;
    propose(draft, ControlResponse::Done)
}

pub(super) fn inspect(call: &Call<'_>, name: &str) -> Outcome {
    let service = find::<Service>(call.store, name)?;
    found(ControlResponse::Services(vec![view::service(service)]))
}

pub(super) fn list(call: &Call<'_>, filters: &Filters, with_status: bool) -> Outcome {
    filter::accept(filters, &["name", "id", "label", "mode", "runtime"])?;
    let services = call.store.services().filter(|it| is_listed(it, filters));
    let shown = services.map(|service| {
        let mut shown = view::service(service);
        shown.service_status = with_status.then(|| status::of(call.store, service));
        shown
    });
    found(ControlResponse::Services(shown.collect()))
}

fn is_listed(service: &Arc<Service>, filters: &Filters) -> bool {
    let values = |key| filter::values(filters, key);
    let annotations = &service.spec.annotations;
    filter::begins(&annotations.name, values("name"))
        && filter::begins(service.id.as_str(), values("id"))
        && filter::has_labels(&annotations.labels, values("label"))
        && filter::equals(mode_word(&service.spec.mode), values("mode"))
        // Every service here runs containers.
        && filter::equals("container", values("runtime"))
}

fn mode_word(mode: &ServiceMode) -> &'static str {
    match mode.kind() {
        Mode::Replicated { .. } => "replicated",
        Mode::Global => "global",
        Mode::ReplicatedJob { .. } => "replicated-job",
        Mode::GlobalJob => "global-job",
    }
}

fn is_job(mode: &ServiceMode) -> bool {
    match mode.kind() {
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => true,
        Mode::Replicated { .. } | Mode::Global => false,
    }
}
