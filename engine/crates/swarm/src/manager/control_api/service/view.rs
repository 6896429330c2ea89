//! A service as the Engine shows it (moby `daemon/cluster/convert/service.go` ServiceFromGRPC).

use api::service::{Endpoint, EndpointSpec, ResolutionMode, ServiceSpec};

use crate::object::Service;

/// The service with everything a person may see, without counts.
pub(in super::super) fn service(service: &Service) -> api::service::Service {
    api::service::Service {
        id: service.id.clone(),
        meta: service.meta.clone(),
        spec: spec(&service.spec),
        previous_spec: service.previous_spec.as_deref().map(spec),
        endpoint: service.endpoint.clone().unwrap_or_else(no_endpoint),
        update_status: service.update_status.clone(),
        service_status: None,
        job_status: service.job_status.clone(),
    }
}

/// In a service the runtime is named; in its tasks it is not.
fn spec(spec: &ServiceSpec) -> ServiceSpec {
    let mut shown = spec.clone();
    shown.task_template.runtime = "container".to_owned();
    shown
}

/// Before the allocator came by, not even the mode is known.
fn no_endpoint() -> Endpoint {
    Endpoint {
        spec: EndpointSpec {
            mode: ResolutionMode::Unset,
            ports: Vec::new(),
        },
        ..Endpoint::default()
    }
}
