//! Services: their images are looked up at the registry before the swarm is told, so that every
//! node runs the same one.
//!
//! Unlike Docker, where the command asks by `GET /distribution` and rewrites the spec itself, the
//! daemon does both at the word `query_registry`; what comes of it is the same.

use std::sync::Arc;

use api::node::Platform;
use api::service::ServiceSpec;
use api::task::Placement;
use api::{Request, Response, ServiceId, Version};
use swarm::{CallId, ControlRequest, ControlResponse};

use super::Step;
use crate::catalogue::Image;
use crate::daemon::process::Daemon;
use crate::host::Host;
use crate::reference::Reference;
use crate::registry::{self, PullError};

/// A service that is to be written.
#[derive(Clone, Debug)]
pub(crate) struct ServiceWork {
    spec: Box<ServiceSpec>,
    target: Target,
}

#[derive(Clone, Debug)]
enum Target {
    New,
    Known {
        id: ServiceId,
        version: Version,
        rollback: bool,
    },
}

impl Daemon {
    /// `POST /services/create` and `…/update`.
    pub(super) fn service_request(&mut self, call: CallId, request: Request, host: &mut Host<'_>) {
        let (mut work, query_registry) = match request {
            Request::ServiceCreate {
                spec,
                query_registry,
            } => (
                ServiceWork {
                    spec,
                    target: Target::New,
                },
                query_registry,
            ),
            Request::ServiceUpdate {
                id,
                version,
                spec,
                rollback,
                query_registry,
            } => {
                let target = Target::Known {
                    id,
                    version,
                    rollback,
                };
                (ServiceWork { spec, target }, query_registry)
            }
            _ => return,
        };
        if !self.cluster.is_active_manager() {
            return self.answer(call, Err(self.cluster.no_manager()), host);
        }
        if work.spec.annotations.name.is_empty() {
            work.spec.annotations.name = super::name::random(host.rng);
        }
        if query_registry && needs_digest(&work.spec) {
            return self.ask_registry(call, Step::Resolve(Box::new(work)), host);
        }
        self.write_service(call, work, Vec::new(), host);
    }

    /// The registry has answered, well or not.
    pub(super) fn resolved(&mut self, call: CallId, mut work: ServiceWork, host: &mut Host<'_>) {
        let warnings = pin(&mut work.spec, |it| registry::resolve(host, it))
            .into_iter()
            .collect();
        self.write_service(call, work, warnings, host);
    }

    fn write_service(
        &mut self,
        call: CallId,
        work: ServiceWork,
        warnings: Vec<String>,
        host: &mut Host<'_>,
    ) {
        let ServiceWork { spec, target } = work;
        let (request, step) = match target {
            Target::New => (
                ControlRequest::CreateService { spec },
                Step::Created { warnings },
            ),
            Target::Known {
                id,
                version,
                rollback,
            } => {
                let request = ControlRequest::UpdateService {
                    id,
                    version,
                    spec,
                    rollback,
                };
                (request, Step::Updated { warnings })
            }
        };
        self.ask_swarm(call, request, step, host);
    }
}

/// Whether the registry has something to say: a name it can read that has no digest.
fn needs_digest(spec: &ServiceSpec) -> bool {
    let container = spec.task_template.container_spec.as_ref();
    let reference = container.and_then(|it| Reference::parse(&it.image).ok());
    reference.is_some_and(|reference| reference.digest.is_none())
}

/// Pins the image by its digest and says which machines it is for. The warning is for the case that
/// the registry does not know it (docker `client/service_create.go` `digestWarning`).
fn pin<'a>(
    spec: &mut ServiceSpec,
    registry: impl FnOnce(&Reference) -> Result<&'a Arc<Image>, PullError>,
) -> Option<String> {
    let container = spec.task_template.container_spec.as_mut()?;
    let reference = Reference::parse(&container.image).ok()?.tagged();
    container.image = reference.to_string();
    let Ok(image) = registry(&reference) else {
        let name = &container.image;
        return Some(format!(
            "image {name} could not be accessed on a registry to record\nits digest. Each node will access {name} independently,\npossibly leading to different nodes running different\nversions of the image.\n"
        ));
    };
    let pinned = Reference {
        digest: Some(image.digest.clone()),
        ..reference
    };
    container.image = pinned.to_string();
    let placement = spec
        .task_template
        .placement
        .get_or_insert_with(Placement::default);
    placement.platforms = image
        .platforms
        .iter()
        .map(|platform| Platform {
            // Nodes report the variant of an ARM machine, images do not: not compared.
            architecture: match platform.architecture.as_str() {
                "arm" => String::new(),
                other => other.to_owned(),
            },
            os: platform.os.clone(),
        })
        .collect();
    None
}

/// The service, with what it does not say filled in.
pub(super) fn inspected(response: ControlResponse, insert_defaults: bool) -> Response {
    let response = super::the_one(response);
    match response {
        Response::Service(mut service) if insert_defaults => {
            swarm::insert_defaults(&mut service.spec);
            Response::Service(service)
        }
        other => other,
    }
}

pub(super) fn created(response: ControlResponse, warnings: Vec<String>) -> Response {
    match response {
        ControlResponse::ServiceCreated(id) => Response::ServiceCreated { id, warnings },
        other => super::passed(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use api::task::{ContainerSpec, TaskSpec};

    fn spec(image: &str) -> ServiceSpec {
        let container = ContainerSpec {
            image: image.to_owned(),
            ..ContainerSpec::default()
        };
        ServiceSpec {
            task_template: TaskSpec {
                container_spec: Some(container),
                ..TaskSpec::default()
            },
            ..ServiceSpec::default()
        }
    }

    fn image(spec: &ServiceSpec) -> &str {
        &spec.task_template.container_spec.as_ref().unwrap().image
    }

    #[test]
    fn an_image_is_pinned_with_its_platforms() {
        let mut spec = spec("nginx");
        let hub = Catalogue::embedded();
        assert_eq!(pin(&mut spec, |it| registry::find(&hub, it)), None);
        assert!(
            image(&spec).starts_with("nginx:latest@sha256:"),
            "{}",
            image(&spec)
        );
        let placement = spec.task_template.placement.as_ref().unwrap();
        assert_eq!(placement.platforms.len(), 16);
        assert_eq!(
            placement.platforms[2],
            Platform {
                architecture: String::new(),
                os: "linux".into()
            }
        );
        assert!(!needs_digest(&spec));
    }

    #[test]
    fn an_image_the_registry_lacks_is_warned_of() {
        let mut spec = spec("nginx:nosuchtag");
        let hub = Catalogue::embedded();
        let warning = pin(&mut spec, |it| registry::find(&hub, it)).unwrap();
        assert!(warning.starts_with(
            "image nginx:nosuchtag could not be accessed on a registry to record\nits digest."
        ));
        assert_eq!(image(&spec), "nginx:nosuchtag");
    }
}
