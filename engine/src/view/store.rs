//! A store as plain data.

use std::collections::BTreeMap;

use api::NodeId;
use api::node::NodeState;
use api::service::Mode;
use api::task::TaskState;
use swarm::object::{Service, Task};
use swarm::store::Store;

use super::{ClusterView, NodeView, ServiceView, StoreView, TaskView};

impl StoreView {
    /// Everything a manager knows, in the order people list it.
    pub(crate) fn new(store: &Store) -> StoreView {
        let states: BTreeMap<&NodeId, NodeState> = store
            .nodes()
            .map(|node| (&node.id, node.status.state))
            .collect();
        let mut tasks: Vec<TaskView> = store.tasks().map(|task| task_view(task, &states)).collect();
        tasks.sort_by(|one, other| {
            let key = |task: &TaskView| (task.name.split('.').next().map(str::to_owned), task.slot);
            key(one)
                .cmp(&key(other))
                .then(other.since.cmp(&one.since))
                .then(one.id.cmp(&other.id))
        });
        let mut services: Vec<ServiceView> = store
            .services()
            .map(|service| service_view(service, store))
            .collect();
        services.sort_by(|one, other| one.name.cmp(&other.name));
        let network = |it: &std::sync::Arc<swarm::object::Network>| {
            let driver = it
                .driver_state
                .as_ref()
                .map_or_else(|| "overlay".to_owned(), |it| it.name.clone());
            (it.id.clone(), it.spec.annotations.name.clone(), driver)
        };
        StoreView {
            version: store.version().index,
            cluster: store.cluster().map(|cluster| ClusterView {
                id: cluster.id.clone(),
                worker_token: cluster.root_ca.join_tokens.worker.clone(),
                manager_token: cluster.root_ca.join_tokens.manager.clone(),
                created_at: cluster.meta.created_at,
            }),
            nodes: nodes(store),
            services,
            tasks,
            networks: store.networks().map(network).collect(),
        }
    }
}

fn nodes(store: &Store) -> Vec<NodeView> {
    let view = |node: &std::sync::Arc<swarm::object::Node>| NodeView {
        id: node.id.clone(),
        hostname: node
            .description
            .as_ref()
            .map(|it| it.hostname.clone())
            .unwrap_or_default(),
        role: node.role,
        state: node.status.state,
        message: node.status.message.clone(),
        availability: node.spec.availability,
        address: node.status.addr.clone(),
        labels: node.spec.annotations.labels.clone().into_iter().collect(),
        reachability: None,
        leader: false,
    };
    let mut nodes: Vec<NodeView> = store.nodes().map(view).collect();
    nodes.sort_by(|one, other| (&one.hostname, &one.id).cmp(&(&other.hostname, &other.id)));
    nodes
}

fn service_view(service: &Service, store: &Store) -> ServiceView {
    let container = service.spec.task_template.container_spec.as_ref();
    let mode = service.spec.mode.kind();
    let tasks: Vec<_> = store.tasks_of_service(&service.id).collect();
    let count =
        |is_it: &dyn Fn(&Task) -> bool| tasks.iter().filter(|task| is_it(task)).count() as u64;
    let desired = match mode {
        Mode::Replicated { replicas } => replicas,
        Mode::ReplicatedJob { max_concurrent, .. } => max_concurrent,
        Mode::Global => count(&|task| task.desired_state == TaskState::Running),
        Mode::GlobalJob => count(&|task| task.desired_state == TaskState::Complete),
    };
    let endpoint = service.endpoint.as_ref();
    let spec_ports = || {
        service
            .spec
            .endpoint_spec
            .iter()
            .flat_map(|it| it.ports.clone())
            .collect()
    };
    ServiceView {
        id: service.id.clone(),
        name: service.spec.annotations.name.clone(),
        mode,
        image: container
            .map(|it| without_digest(&it.image))
            .unwrap_or_default(),
        args: container.map(|it| it.args.clone()).unwrap_or_default(),
        ports: endpoint.map_or_else(spec_ports, |it| it.ports.clone()),
        update_status: service.update_status.clone(),
        running: count(&|task| task.status.state == TaskState::Running),
        desired,
    }
}

fn task_view(task: &Task, states: &BTreeMap<&NodeId, NodeState>) -> TaskView {
    let name = task.name();
    let state = task.node_id.as_ref().and_then(|node| states.get(node));
    TaskView {
        id: task.id.clone(),
        service_id: task.service_id.clone(),
        name: name
            .strip_suffix(&format!(".{}", task.id))
            .unwrap_or(&name)
            .to_owned(),
        slot: task.slot_number(),
        node_id: task.node_id.clone(),
        state: task.status.state,
        desired_state: task.desired_state,
        message: task.status.message.clone(),
        err: task.status.err.clone(),
        since: task.status.timestamp,
        last_known: state == Some(&NodeState::Down) && !task.status.state.is_terminal(),
        image: task
            .spec
            .container_spec
            .as_ref()
            .map(|it| without_digest(&it.image))
            .unwrap_or_default(),
    }
}

fn without_digest(image: &str) -> String {
    image.split('@').next().unwrap_or(image).to_owned()
}
