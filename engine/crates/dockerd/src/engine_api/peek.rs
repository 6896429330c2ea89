//! Answers at once, from what this machine has: for the names of live objects in tab completion.

use api::network::SwarmNetwork;
use api::{Request, Response};
use swarm::Moment;
use swarm::object::{Node, Service, Task};
use swarm::store::Store;

use crate::daemon::process::Daemon;
use crate::disk::Disk;

/// See [`Dockerd::peek`](crate::Dockerd::peek). Objects of the swarm come from this machine's own
/// manager's store, without what only the leader knows.
pub(crate) fn peek(
    request: &Request,
    daemon: &Daemon,
    disk: &Disk,
    moment: Moment,
) -> Option<Response> {
    let store = || daemon.cluster.node().and_then(swarm::Node::store);
    match request {
        Request::ContainerList { all, .. } => {
            let shown = disk
                .containers()
                .filter(|container| *all || container.is_running());
            let list = shown
                .map(|container| container.summary(moment.wall))
                .collect();
            Some(Response::Containers(list))
        }
        Request::ImageList { .. } => Some(Response::Images(disk.images.summaries(None))),
        Request::NodeList { .. } => Some(Response::Nodes(
            store()?.nodes().map(|it| node(it)).collect(),
        )),
        Request::ServiceList { .. } => Some(Response::Services(
            store()?.services().map(|it| service(it)).collect(),
        )),
        Request::TaskList { .. } => Some(Response::Tasks(
            store()?.tasks().map(|it| task(it)).collect(),
        )),
        Request::NetworkList { .. } => Some(Response::Networks(networks(daemon, disk, store()))),
        _ => None,
    }
}

fn node(node: &Node) -> api::node::Node {
    api::node::Node {
        id: node.id.clone(),
        meta: node.meta.clone(),
        spec: node.spec.clone(),
        description: node.description.clone().unwrap_or_default(),
        status: node.status.clone(),
        manager_status: None,
    }
}

fn service(service: &Service) -> api::service::Service {
    api::service::Service {
        id: service.id.clone(),
        meta: service.meta.clone(),
        spec: service.spec.clone(),
        endpoint: service.endpoint.clone().unwrap_or_default(),
        ..api::service::Service::default()
    }
}

fn task(task: &Task) -> api::task::Task {
    api::task::Task {
        id: task.id.clone(),
        meta: task.meta.clone(),
        spec: task.spec.clone(),
        service_id: task.service_id.clone().unwrap_or_default(),
        slot: i64::try_from(task.slot_number()).unwrap_or(0),
        node_id: task.node_id.clone().unwrap_or_default(),
        status: task.status.clone(),
        desired_state: task.desired_state,
        ..api::task::Task::default()
    }
}

fn networks(daemon: &Daemon, disk: &Disk, store: Option<&Store>) -> Vec<api::network::Network> {
    let local = disk.networks.values().chain(daemon.own_networks());
    let mut list: Vec<api::network::Network> = local
        .map(|network| network.inspect(Default::default()))
        .collect();
    let of_swarm = store.into_iter().flat_map(Store::networks);
    for network in of_swarm.filter(|network| !network.predefined) {
        if list.iter().all(|known| known.id != network.id) {
            list.push(swarm::network_inspect(&SwarmNetwork {
                id: network.id.clone(),
                meta: network.meta.clone(),
                spec: network.spec.clone(),
                driver_state: network.driver_state.clone().unwrap_or_default(),
                ipam_options: network.ipam.clone(),
            }));
        }
    }
    list
}
