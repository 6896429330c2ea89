//! Tasks: listing and showing them (SwarmKit `manager/controlapi/task.go`, moby
//! `daemon/cluster/tasks.go`, `convert/task.go`). Nobody makes or removes one by hand.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use api::task::TaskState;
use api::{Annotations, Filters};

use super::find::find;
use super::{Call, Outcome, filter, found};
use crate::manager::orchestrator::is_dirty;
use crate::node::{ControlError, ControlResponse};
use crate::object::{Node, Service, Task};
use crate::store::Store;

pub(super) fn inspect(call: &Call<'_>, name: &str) -> Outcome {
    let task = find::<Task>(call.store, name)?;
    found(ControlResponse::Tasks(vec![view(task)]))
}

const KEYS: [&str; 8] = [
    "name",
    "id",
    "label",
    "service",
    "node",
    "desired-state",
    // Not meant for people: `service create` watches its progress by it.
    "_up-to-date",
    "runtime",
];

pub(super) fn list(call: &Call<'_>, filters: &Filters) -> Outcome {
    filter::accept(filters, &KEYS)?;
    let wanted = Wanted::read(call.store, filters)?;
    let tasks = call.store.tasks().filter(|task| wanted.has(task));
    let shown = tasks.map(|task| view(task)).collect();
    found(ControlResponse::Tasks(shown))
}

/// The filters, with services and nodes found already.
struct Wanted<'a> {
    store: &'a Store,
    filters: &'a Filters,
    services: Vec<&'a Arc<Service>>,
    nodes: Vec<&'a Arc<Node>>,
    desired_states: Vec<TaskState>,
}

impl<'a> Wanted<'a> {
    fn read(store: &'a Store, filters: &'a Filters) -> Result<Wanted<'a>, ControlError> {
        let services = filter::values(filters, "service").iter();
        let nodes = filter::values(filters, "node").iter();
        let states: Vec<(&str, TaskState)> = TaskState::ALL
            .iter()
            .map(|state| (state.as_str(), *state))
            .collect();
        Ok(Wanted {
            store,
            filters,
            services: services
                .map(|name| find(store, name))
                .collect::<Result<_, _>>()?,
            nodes: nodes
                .map(|name| find(store, name))
                .collect::<Result<_, _>>()?,
            desired_states: filter::words(filters, "desired-state", &states)?,
        })
    }

    fn has(&self, task: &Task) -> bool {
        let values = |key| filter::values(self.filters, key);
        filter::begins(&task.name(), values("name"))
            && filter::begins(task.id.as_str(), values("id"))
            && filter::has_labels(&task.service_annotations.labels, values("label"))
            && self.has_service(task)
            && self.has_node(task)
            && self.has_runtime(task)
            && (self.desired_states.is_empty() || self.desired_states.contains(&task.desired_state))
            && (values("_up-to-date").is_empty() || self.is_up_to_date(task))
    }

    fn has_service(&self, task: &Task) -> bool {
        let is_of = |service: &&Arc<Service>| Some(&service.id) == task.service_id.as_ref();
        self.services.is_empty() || self.services.iter().any(is_of)
    }

    fn has_node(&self, task: &Task) -> bool {
        let is_on = |node: &&Arc<Node>| Some(&node.id) == task.node_id.as_ref();
        self.nodes.is_empty() || self.nodes.iter().any(is_on)
    }

    /// Without this filter only containers are listed, no attachments.
    fn has_runtime(&self, task: &Task) -> bool {
        let wanted = filter::values(self.filters, "runtime");
        let runtime = match task.spec.network_attachment_spec {
            Some(_) => "attachment",
            None => "container",
        };
        match wanted {
            [] => runtime == "container",
            wanted => filter::equals(runtime, wanted),
        }
    }

    fn is_up_to_date(&self, task: &Task) -> bool {
        let service = task
            .service_id
            .as_ref()
            .and_then(|id| self.store.service(id));
        let node = task.node_id.as_ref().and_then(|id| self.store.node(id));
        service.is_some_and(|service| !is_dirty(service, task, node.map(AsRef::as_ref)))
    }
}

pub(super) fn view(task: &Task) -> api::task::Task {
    let mut spec = task.spec.clone();
    // Unlike in its service, the runtime of a container is not named.
    spec.runtime = match spec.network_attachment_spec {
        Some(_) => "attachment".to_owned(),
        None => String::new(),
    };
    api::task::Task {
        id: task.id.clone(),
        meta: task.meta.clone(),
        annotations: Annotations::default(),
        spec,
        service_id: task.service_id.clone().unwrap_or_default(),
        slot: i64::try_from(task.slot_number()).unwrap_or(i64::MAX),
        node_id: task.node_id.clone().unwrap_or_default(),
        status: task.status.clone(),
        desired_state: task.desired_state,
        networks_attachments: task.networks.clone(),
        generic_resources: task.generic_resources.clone(),
        job_iteration: task.job_iteration,
        volumes: Vec::new(),
    }
}
