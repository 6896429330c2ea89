//! What a script prints of a store.

use std::collections::BTreeMap;

use api::TaskId;
use api::service::PortConfig;
use api::task::NetworkAttachment;

use super::Rig;
use crate::manager::orchestrator::is_dirty;
use crate::object::{Network, Node, Service, Slot, Task};
use crate::store::{Object, Store, StoreEvent};

/// Names of tasks that do not depend on chance: `web.1#2` is the second task made for slot 1.
#[derive(Default)]
pub(super) struct Names {
    names: BTreeMap<TaskId, String>,
    made: BTreeMap<String, usize>,
}

impl Names {
    pub(super) fn learn(&mut self, task: &Task) {
        // An id given by a script is a name already.
        if task.id.as_str().len() < 25 {
            return;
        }
        let slot = slot(task);
        let made = self.made.entry(slot.clone()).or_default();
        *made += 1;
        self.names.insert(task.id.clone(), format!("{slot}#{made}"));
    }

    pub(super) fn of(&self, id: &TaskId) -> String {
        let name = self.names.get(id);
        name.map_or_else(|| id.to_string(), String::clone)
    }
}

fn slot(task: &Task) -> String {
    let service = &task.service_annotations.name;
    match &task.slot {
        Slot::Number(number) => format!("{service}.{number}"),
        Slot::Node(node) => format!("{service}.{node}"),
    }
}

/// One line for an event worth telling.
pub(super) fn event(event: &StoreEvent, store: &Store, names: &Names) -> Option<String> {
    match event {
        StoreEvent::Created(Object::Task(task)) => {
            let name = names.of(&task.id);
            Some(format!("{name} is made, desired {}", task.desired_state))
        }
        StoreEvent::Removed(Object::Task(task)) => {
            Some(format!("{} is removed", names.of(&task.id)))
        }
        StoreEvent::Updated {
            old: Object::Task(old),
            new: Object::Task(new),
        } => task_change(old, new, names),
        StoreEvent::Updated {
            old: Object::Service(old),
            new: Object::Service(new),
        } => service_change(old, new, store, names),
        StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => None,
    }
}

fn task_change(old: &Task, new: &Task, names: &Names) -> Option<String> {
    let mut changes = Vec::new();
    if old.desired_state != new.desired_state {
        changes.push(format!("desired {}", new.desired_state));
    }
    if old.status.state != new.status.state {
        changes.push(new.status.state.to_string());
    }
    if old.status.err != new.status.err && !new.status.err.is_empty() {
        changes.push(format!("({})", new.status.err));
    }
    if changes.is_empty() {
        return None;
    }
    Some(format!("{} {}", names.of(&new.id), changes.join(" ")))
}

fn service_change(old: &Service, new: &Service, store: &Store, names: &Names) -> Option<String> {
    let status = new.update_status.as_ref()?;
    if old.update_status.as_ref() == Some(status) {
        return None;
    }
    let mut message = status.message.clone();
    for task in store.tasks() {
        message = message.replace(task.id.as_str(), &names.of(&task.id));
    }
    let name = &new.spec.annotations.name;
    Some(format!("{name}: {}: {message}", status.state))
}

impl Rig {
    /// All tasks, or those of a service, by slot and age.
    pub(super) fn show_tasks(&self, service: &str) -> Vec<String> {
        let tasks = self.seen.iter().filter_map(|id| self.store.task(id));
        let is_wanted = |task: &&std::sync::Arc<Task>| {
            service.is_empty() || task.service_annotations.name == service
        };
        let mut tasks: Vec<_> = tasks.filter(is_wanted).collect();
        tasks.sort_by_key(|task| (task.service_id.clone(), task.slot.clone()));
        tasks.into_iter().map(|task| self.task_line(task)).collect()
    }

    fn task_line(&self, task: &Task) -> String {
        let name = self.names.of(&task.id);
        let (state, desired) = (task.status.state, task.desired_state);
        let mut line = format!("{name} {state}/{desired}");
        if let Some(node) = &task.node_id {
            line += &format!(" on {node}");
        }
        let container = task.spec.container_spec.as_ref();
        if let Some(container) = container.filter(|it| !it.image.is_empty()) {
            line += &format!(" {}", container.image);
        }
        if let Some(iteration) = task.job_iteration {
            line += &format!(" run {}", iteration.index);
        }
        for attachment in &task.volumes {
            line += &format!(" with {}", attachment.id);
        }
        if !task.status.err.is_empty() {
            line += &format!(" ({})", task.status.err);
        }
        line
    }

    /// How many active tasks of a service each node has.
    pub(super) fn show_spread(&self, service: &str) -> Vec<String> {
        let counts = self.spread(service);
        let counts = counts.iter().map(|(node, count)| format!("{node}={count}"));
        vec![counts.collect::<Vec<_>>().join(" ")]
    }

    /// The counts alone, since which node got which is a matter of chance.
    pub(super) fn show_levels(&self, service: &str) -> Vec<String> {
        let mut counts: Vec<usize> = self.spread(service).into_values().collect();
        counts.sort();
        let counts = counts.iter().map(usize::to_string);
        vec![counts.collect::<Vec<_>>().join(" ")]
    }

    /// How the update of a service stands, or that there is none.
    pub(super) fn show_update(&self, service: &str) -> Vec<String> {
        let service = self.store.service_by_name(service);
        let status = service.and_then(|service| service.update_status.as_ref());
        let line = status.map(|status| {
            let mut message = status.message.clone();
            for id in &self.seen {
                message = message.replace(id.as_str(), &self.names.of(id));
            }
            format!("{}: {message}", status.state)
        });
        vec![line.unwrap_or_else(|| "no update".to_owned())]
    }

    /// Tasks that wait for a node, and why.
    pub(super) fn show_waiting(&self) -> Vec<String> {
        let tasks = self.store.tasks().filter(|task| task.node_id.is_none());
        let line = |task: &std::sync::Arc<Task>| {
            let name = self.names.of(&task.id);
            format!("{name} ({})", task.status.err)
        };
        tasks.map(line).collect()
    }

    /// Which tasks of a service an update replaces.
    pub(super) fn show_dirty(&self, service: &str) -> Vec<String> {
        let service = self.store.service(&service.into()).expect("the service");
        let tasks = self.store.tasks_of_service(&service.id);
        let line = |task: &std::sync::Arc<Task>| {
            let node = task.node_id.as_ref().and_then(|id| self.store.node(id));
            let is_dirty = is_dirty(service, task, node.map(|node| &**node));
            let word = if is_dirty { "replace" } else { "clean" };
            format!("{} {word}", self.names.of(&task.id))
        };
        tasks.map(line).collect()
    }

    /// The log driver of every task.
    pub(super) fn show_drivers(&self) -> Vec<String> {
        let tasks = self.seen.iter().filter_map(|id| self.store.task(id));
        let driver = |task: &Task| task.log_driver.as_ref().map(|driver| driver.name.clone());
        let line = |task: &Task| format!("{} {:?}", self.names.of(&task.id), driver(task));
        tasks.map(|task| line(task)).collect()
    }

    pub(super) fn show_networks(&self) -> Vec<String> {
        let networks = self.store.networks();
        networks.map(|network| network_line(network)).collect()
    }

    /// Addresses of services, nodes and tasks.
    pub(super) fn show_addresses(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.store.services().map(|it| service_line(it)).collect();
        lines.extend(self.store.nodes().map(|it| node_line(it)));
        let tasks = self.seen.iter().filter_map(|id| self.store.task(id));
        let mut tasks: Vec<_> = tasks.filter(|task| !task.networks.is_empty()).collect();
        tasks.sort_by_key(|task| (task.service_id.clone(), task.slot.clone()));
        for task in tasks {
            let attachments = attachments(&task.networks);
            lines.push(format!("task {}{attachments}", self.names.of(&task.id)));
        }
        lines
    }
}

fn network_line(network: &Network) -> String {
    let name = &network.spec.annotations.name;
    let Some(state) = &network.driver_state else {
        return format!("{name} has nothing");
    };
    let mut line = format!("{name} {}", state.name);
    for config in network.ipam.iter().flat_map(|ipam| &ipam.configs) {
        line += &format!(" {} via {}", config.subnet, config.gateway);
    }
    for (key, value) in &state.options {
        let key = key.rsplit('.').next().unwrap_or(key);
        line += &format!(" {key}={value}");
    }
    line
}

fn service_line(service: &Service) -> String {
    let name = &service.spec.annotations.name;
    let Some(endpoint) = &service.endpoint else {
        return format!("service {name} has no endpoint");
    };
    let mut line = format!("service {name}");
    for vip in &endpoint.virtual_ips {
        line += &format!(" {}:{}", vip.network_id, vip.addr);
    }
    for port in &endpoint.ports {
        line += &format!(" {}", port_text(port));
    }
    line
}

fn port_text(port: &PortConfig) -> String {
    let (published, target) = (port.published_port, port.target_port);
    format!(
        "{published}->{target}/{}/{}",
        port.protocol, port.publish_mode
    )
}

fn node_line(node: &Node) -> String {
    format!("node {}{}", node.id, attachments(&node.attachments))
}

fn attachments(attachments: &[NetworkAttachment]) -> String {
    let mut text = String::new();
    for attachment in attachments {
        let name = &attachment.network.spec.annotations.name;
        text += &format!(" {name}:{}", attachment.addresses.join("+"));
    }
    text
}
