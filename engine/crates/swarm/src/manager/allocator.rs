//! Gives networks their subnets, services their ports and virtual addresses, nodes and tasks
//! their addresses; lets a new task through to the scheduler once it has all it needs
//! (SwarmKit `manager/allocator/{allocator,network}.go`).
//!
//! Networks, services and nodes are treated in the order of their events, tasks after the whole
//! commit. What cannot be had is tried again when something was given back, or with a commit five
//! minutes later. Nothing tells a user why a task stays new; [`Allocator::obstacle`] could.

mod address_space;
mod network;
mod node;
mod port;
mod serial;
mod service;
mod subnet;
mod task;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use api::{NetworkId, NodeId, ServiceId, TaskId};
use sim::{Duration, Instant, Rng};

use network::{Grant, Networks};
use node::Attachments;
use port::Ports;
use service::{Vips, needs_ingress};
use task::Tasks;

use super::part::Part;
use crate::node::Moment;
use crate::object::{Network, Service, Slot, Task};
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};

// SwarmKit manager/allocator/network.go.
const RETRY_INTERVAL: Duration = Duration::from_secs(5 * 60);

/// Gives numbers and addresses.
#[derive(Clone, Debug)]
pub(crate) struct Allocator {
    networks: Networks,
    /// The network of the routing mesh, while there is one.
    ingress: Option<NetworkId>,
    ports: Ports,
    vips: Vips,
    attachments: Attachments,
    tasks: Tasks,
    /// What happened and was not acted on yet.
    noted: VecDeque<Noted>,
    /// Nodes whose tasks changed.
    nodes: BTreeSet<NodeId>,
    /// New tasks, by service and slot.
    new_tasks: BTreeSet<(Option<ServiceId>, Slot, TaskId)>,
    unallocated_networks: BTreeMap<NetworkId, Obstacle>,
    unallocated_services: BTreeMap<ServiceId, Obstacle>,
    unallocated_tasks: BTreeMap<TaskId, Obstacle>,
    last_retry: Instant,
    /// Whether something was given back since, which others may have waited for.
    is_something_free: bool,
    has_news: bool,
    /// Until the first act: when this manager became leader.
    born: Option<Instant>,
}

#[derive(Clone, Debug)]
enum Noted {
    Network(NetworkId),
    NetworkRemoved(NetworkId),
    Service(ServiceId),
    ServiceRemoved(Box<Service>),
    Node(NodeId),
    NodeRemoved(NodeId),
    TaskEnded(TaskId),
}

/// Why something cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Obstacle {
    UnknownDriver,
    SubnetOverlaps,
    NoSubnetLeft,
    VniTaken,
    AddressTaken,
    NoAddressLeft,
    PortTaken,
    IngressMissing,
    NetworkNotAllocated,
    ServiceNotAllocated,
    ServiceMissing,
}

impl Allocator {
    /// Claims what the store says was given, and looks at everything else.
    pub(crate) fn resume(store: &Store, _rng: Rng, moment: Moment) -> Allocator {
        let cluster = store.cluster();
        let pools = cluster.map_or(&[][..], |cluster| &cluster.default_addr_pool);
        let subnet_size = cluster.map_or(0, |cluster| cluster.subnet_size);
        let mut allocator = Allocator {
            networks: Networks::new(pools, subnet_size),
            ingress: store.ingress_network().map(|network| network.id.clone()),
            ports: Ports::new(),
            vips: Vips::default(),
            attachments: Attachments::default(),
            tasks: Tasks::default(),
            noted: VecDeque::new(),
            nodes: BTreeSet::new(),
            new_tasks: BTreeSet::new(),
            unallocated_networks: BTreeMap::new(),
            unallocated_services: BTreeMap::new(),
            unallocated_tasks: BTreeMap::new(),
            last_retry: moment.now,
            is_something_free: false,
            has_news: false,
            born: Some(moment.now),
        };
        allocator.restore(store);
        allocator.look_at_all(store);
        allocator
    }

    /// What was given stays given, before anybody asks for more.
    fn restore(&mut self, store: &Store) {
        for network in ingress_first(store) {
            if network.driver_state.is_some() && network.ipam.is_some() {
                // What cannot be claimed again is tried anew with the others.
                let _ = self.networks.allocate(network);
            }
        }
        for node in store.nodes() {
            self.attachments.restore(node, &mut self.networks);
        }
        for service in store.services() {
            let endpoint = service.endpoint.as_ref();
            if endpoint.is_some_and(|endpoint| !endpoint.virtual_ips.is_empty()) {
                let _ = self.give_to_service(&mut Service::clone(service));
            }
        }
        for task in store
            .tasks()
            .filter(|task| !task.status.state.is_terminal())
        {
            self.tasks.restore(task, &mut self.networks);
        }
    }

    fn look_at_all(&mut self, store: &Store) {
        let networks = ingress_first(store);
        self.noted
            .extend(networks.map(|network| Noted::Network(network.id.clone())));
        let nodes = store.nodes();
        self.noted
            .extend(nodes.map(|node| Noted::Node(node.id.clone())));
        let services = store.services();
        self.noted
            .extend(services.map(|service| Noted::Service(service.id.clone())));
        for task in store.tasks() {
            self.note_new(task);
        }
    }

    /// Why a task stays new.
    #[expect(dead_code, reason = "nobody shows explanations yet")]
    pub(crate) fn obstacle(&self, task: &TaskId) -> Option<Obstacle> {
        self.unallocated_tasks.get(task).copied()
    }

    fn note_new(&mut self, task: &Task) {
        if task::is_new(task) {
            let key = (task.service_id.clone(), task.slot.clone(), task.id.clone());
            self.new_tasks.insert(key);
        } else {
            self.unallocated_tasks.remove(&task.id);
        }
    }

    fn note_task(&mut self, task: &Task) {
        if task.status.state.is_terminal() {
            self.noted.push_back(Noted::TaskEnded(task.id.clone()));
        }
        self.note_new(task);
        self.note_node_of(task);
    }

    /// A node takes part in a network while it has a task on it.
    fn note_node_of(&mut self, task: &Task) {
        if !task.networks.is_empty() {
            self.nodes.extend(task.node_id.clone());
        }
    }

    fn carry_out(&mut self, noted: Noted, draft: &mut Draft) {
        match noted {
            Noted::Network(id) => self.on_network(&id, draft),
            Noted::NetworkRemoved(id) => self.on_network_removed(&id),
            Noted::Service(id) => self.on_service(&id, draft),
            Noted::ServiceRemoved(mut service) => {
                self.unallocated_services.remove(&service.id);
                self.release_service(&mut service);
            }
            Noted::Node(id) => self.on_node(&id, draft),
            Noted::NodeRemoved(id) => {
                self.attachments.release(&id, &mut self.networks);
                self.is_something_free = true;
            }
            Noted::TaskEnded(id) => {
                self.unallocated_tasks.remove(&id);
                self.is_something_free |= self.tasks.release(&id, &mut self.networks);
            }
        }
    }

    fn on_network(&mut self, id: &NetworkId, draft: &mut Draft) {
        let Some(network) = draft.network(id).cloned() else {
            return;
        };
        if self.networks.is_allocated(id) {
            return;
        }
        let is_second = network.spec.ingress && self.ingress.as_ref().is_some_and(|it| it != id);
        if is_second {
            return;
        }
        match self.networks.allocate(&network) {
            Ok(grant) => {
                self.unallocated_networks.remove(id);
                write_network(&network, grant, draft);
                if network.spec.ingress {
                    self.ingress = Some(id.clone());
                }
            }
            Err(obstacle) => {
                self.unallocated_networks.insert(id.clone(), obstacle);
            }
        }
    }

    /// Whatever stood on the network is gone; only the nodes' own addresses may be left.
    fn on_network_removed(&mut self, id: &NetworkId) {
        if self.ingress.as_ref() == Some(id) {
            self.ingress = None;
        }
        self.unallocated_networks.remove(id);
        self.nodes.extend(self.attachments.leave(id));
        self.is_something_free |= self.networks.release(id);
    }

    fn on_service(&mut self, id: &ServiceId, draft: &mut Draft) {
        let Some(service) = draft.service(id) else {
            return;
        };
        let mut service = Service::clone(service);
        if self.is_service_allocated(&service) {
            self.unallocated_services.remove(id);
            if !port::must_copy_host_ports(&service) {
                return;
            }
            port::copy_host_ports(&mut service);
        } else if self.allocate_service(&mut service).is_err() {
            return;
        }
        draft.update_service(service).expect("it was just read");
    }

    fn is_service_allocated(&self, service: &Service) -> bool {
        let wanted = service.spec.endpoint_spec.as_ref();
        let has = service.endpoint.as_ref();
        let has_ports = wanted.is_some_and(|it| !it.ports.is_empty())
            || has.is_some_and(|it| !it.ports.is_empty());
        self.vips.are_allocated(service, &self.networks)
            && (!has_ports || port::is_allocated(service, false))
    }

    /// Gives a service all its spec asks for, or nothing.
    fn allocate_service(&mut self, service: &mut Service) -> Result<(), Obstacle> {
        if service.spec.endpoint_spec.is_none() && service.endpoint.is_some() {
            self.release_service(service);
        }
        if needs_ingress(service) {
            // Nobody tries again without an ingress network, unless the service changes.
            let ingress = self.ingress.clone().ok_or(Obstacle::IngressMissing)?;
            service::ask_for(service, ingress);
        }
        let given = self.give_to_service(service);
        match given {
            Ok(()) => self.unallocated_services.remove(&service.id),
            Err(obstacle) => {
                let id = service.id.clone();
                self.unallocated_services.insert(id, obstacle)
            }
        };
        given
    }

    fn give_to_service(&mut self, service: &mut Service) -> Result<(), Obstacle> {
        self.ports.allocate(service)?;
        let given = self.vips.allocate(service, &mut self.networks);
        if given.is_err() {
            self.ports.release(service);
        }
        given
    }

    fn release_service(&mut self, service: &mut Service) {
        self.vips.release(service, &mut self.networks);
        self.ports.release(service);
        self.is_something_free = true;
    }

    fn serve_nodes(&mut self, draft: &mut Draft) {
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            let Some(id) = self.nodes.pop_first() else {
                return;
            };
            self.on_node(&id, draft);
        }
    }

    fn on_node(&mut self, id: &NodeId, draft: &mut Draft) {
        let ingress = self.ingress.as_ref();
        let known = &mut self.networks;
        self.is_something_free |= self.attachments.fit(id, ingress, known, draft);
    }

    fn serve_new_tasks(&mut self, draft: &mut Draft, moment: Moment) {
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            let Some((_, _, id)) = self.new_tasks.pop_first() else {
                return;
            };
            self.serve_task(&id, draft, moment);
        }
    }

    fn serve_task(&mut self, id: &TaskId, draft: &mut Draft, moment: Moment) {
        let Some(task) = draft.task(id).filter(|task| task::is_new(task)) else {
            self.unallocated_tasks.remove(id);
            return;
        };
        let mut task = Task::clone(task);
        match self.allocate_task(&mut task, draft) {
            Ok(()) => {
                self.unallocated_tasks.remove(id);
                task::let_through(&mut task, moment.wall);
                draft.update_task(task).expect("it was just read");
            }
            Err(obstacle) => {
                self.unallocated_tasks.insert(id.clone(), obstacle);
            }
        }
    }

    /// A task passes when its service has all it needs and there is an address for it on each of
    /// its networks.
    fn allocate_task(&mut self, task: &mut Task, store: &Store) -> Result<(), Obstacle> {
        let service = match &task.service_id {
            Some(id) => Some(store.service(id).ok_or(Obstacle::ServiceMissing)?),
            None => None,
        };
        if let Some(service) = service {
            if !self.is_service_allocated(service) {
                return Err(Obstacle::ServiceNotAllocated);
            }
            if service.endpoint.is_some() {
                task.endpoint.clone_from(&service.endpoint);
            }
        }
        let ingress = self.ingress.as_ref();
        task.networks = task::attachments(task, service.map(Arc::as_ref), ingress, store);
        self.tasks.allocate(task, &mut self.networks)
    }

    /// Tries again what could not be had.
    fn retry(&mut self, draft: &mut Draft, moment: Moment) {
        for id in self.unallocated_networks.clone().into_keys() {
            if draft.len() < MAX_CHANGES_PER_TRANSACTION {
                self.on_network(&id, draft);
            }
        }
        for id in self.unallocated_services.clone().into_keys() {
            if draft.len() < MAX_CHANGES_PER_TRANSACTION {
                self.on_service(&id, draft);
            }
        }
        for id in self.unallocated_tasks.clone().into_keys() {
            if draft.len() < MAX_CHANGES_PER_TRANSACTION {
                self.serve_task(&id, draft, moment);
            }
        }
        self.last_retry = moment.now;
        self.is_something_free = draft.len() >= MAX_CHANGES_PER_TRANSACTION;
    }
}

impl Part for Allocator {
    fn note(&mut self, event: &StoreEvent, _store: &Store) {
        self.has_news = true;
        match event {
            StoreEvent::Created(object) | StoreEvent::Updated { new: object, .. } => match object {
                // A network never changes but by this part.
                Object::Network(it) => self.noted.push_back(Noted::Network(it.id.clone())),
                Object::Service(it) => self.noted.push_back(Noted::Service(it.id.clone())),
                Object::Task(task) => self.note_task(task),
                Object::Node(it) => self.noted.push_back(Noted::Node(it.id.clone())),
                Object::Cluster(_) | Object::Secret(_) | Object::Config(_) | Object::Volume(_) => {}
            },
            StoreEvent::Removed(object) => match object {
                Object::Network(it) => {
                    let removed = Noted::NetworkRemoved(it.id.clone());
                    self.noted.push_back(removed);
                }
                Object::Service(it) => {
                    let service = Box::new(Service::clone(it));
                    self.noted.push_back(Noted::ServiceRemoved(service));
                }
                Object::Node(it) => self.noted.push_back(Noted::NodeRemoved(it.id.clone())),
                Object::Task(task) => {
                    self.noted.push_back(Noted::TaskEnded(task.id.clone()));
                    self.note_node_of(task);
                }
                Object::Cluster(_) | Object::Secret(_) | Object::Config(_) | Object::Volume(_) => {}
            },
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        self.born = None;
        let mut draft = Draft::new(store, moment.wall);
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            let Some(noted) = self.noted.pop_front() else {
                break;
            };
            self.carry_out(noted, &mut draft);
        }
        self.serve_nodes(&mut draft);
        self.serve_new_tasks(&mut draft, moment);
        let is_late = moment.now.since(self.last_retry) > RETRY_INTERVAL;
        if std::mem::take(&mut self.has_news) && (is_late || self.is_something_free) {
            self.retry(&mut draft, moment);
        }
        draft.finish()
    }

    fn next_timeout(&self) -> Option<Instant> {
        self.born
    }
}

/// The ingress network gets the first subnet.
fn ingress_first(store: &Store) -> impl Iterator<Item = &Arc<Network>> {
    let ingress = store.networks().filter(|network| network.spec.ingress);
    ingress.chain(store.networks().filter(|network| !network.spec.ingress))
}

fn write_network(network: &Network, grant: Grant, draft: &mut Draft) {
    let mut network = network.clone();
    network.driver_state = Some(grant.driver_state);
    network.ipam = Some(grant.ipam);
    draft.update_network(network).expect("it was just read");
}
