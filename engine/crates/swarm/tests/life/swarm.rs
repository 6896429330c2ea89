//! A whole swarm, and what is asked of it.

use api::cluster::JoinTokens;
use api::node::{Availability, NodeRole, NodeState};
use api::service::{Replicated, ServiceMode, ServiceSpec};
use api::task::{ContainerSpec, TaskSpec, TaskState};
use api::{Annotations, NodeId, ServiceId, TaskId};
use sim::Duration;
use swarm::{CallId, ControlRequest, ControlResponse, RaftRole};

use crate::rig::{Answer, Rig};

/// The last words of a swarm without a leader.
pub const NO_LEADER: &str = "rpc error: code = Unknown desc = The swarm does not have a leader. \
     It's possible that too few managers are online. Make sure more than half of the managers are \
     online.";
pub const DEADLINE: &str = "rpc error: code = DeadlineExceeded desc = context deadline exceeded";
pub const LOST_LEADER: &str = "rpc error: code = Unknown desc = raft: failed to process the \
     request: node lost leader status";

/// Managers first, then workers; machine 0 founded it.
pub fn swarm(managers: usize, workers: usize, seed: u64) -> Rig {
    swarm_with((managers, workers), seed, Default::default())
}

pub fn swarm_with(
    (managers, workers): (usize, usize),
    seed: u64,
    spec: api::cluster::SwarmSpec,
) -> Rig {
    let mut rig = Rig::new(managers + workers, seed);
    rig.init_with(0, spec);
    rig.run(1);
    let JoinTokens { worker, manager } = rig.tokens(0);
    for machine in 1..managers + workers {
        let token = if machine < managers {
            &manager
        } else {
            &worker
        };
        rig.join(machine, token, 0);
        let is_in = |rig: &Rig| is_active(rig, machine);
        assert!(rig.run_until(20, is_in).is_some(), "node{}", machine + 1);
    }
    let all = rig.len();
    let settled = rig.run_until(20, |rig| {
        let nodes = nodes_in_store(rig, 0);
        nodes.len() == all && nodes.iter().all(|(_, state)| *state == NodeState::Ready)
    });
    assert!(settled.is_some(), "all nodes are ready");
    // The last manager to come may still be catching up.
    rig.run(1);
    rig
}

pub fn is_active(rig: &Rig, machine: usize) -> bool {
    let node = rig.node(machine);
    node.is_some_and(|node| node.progress() == swarm::NodeProgress::Active)
}

pub fn id(rig: &Rig, machine: usize) -> NodeId {
    rig.node(machine).unwrap().id().unwrap().clone()
}

/// Whoever leads the highest term and has applied all of its log.
pub fn leader(rig: &Rig) -> Option<usize> {
    let leads = |machine: &usize| {
        let raft = rig.node(*machine).and_then(|node| node.raft());
        raft.filter(|raft| raft.role == RaftRole::Leader)
            .map(|raft| (raft.term, *machine))
    };
    let leaders = (0..rig.len()).filter_map(|machine| leads(&machine));
    leaders.max().map(|(_, machine)| machine)
}

/// The nodes and their states as one manager's own store has them, in order of host name.
pub fn nodes_in_store(rig: &Rig, machine: usize) -> Vec<(String, NodeState)> {
    let store = rig.node(machine).and_then(|node| node.store());
    let nodes = store.into_iter().flat_map(|store| store.nodes());
    let mut nodes: Vec<(String, NodeState)> = nodes
        .map(|node| {
            let description = node.description.as_ref();
            let name = description.map_or("?", |it| it.hostname.as_str());
            (name.to_owned(), node.status.state)
        })
        .collect();
    nodes.sort();
    nodes
}

pub fn state_in_store(rig: &Rig, machine: usize, of: usize) -> Option<NodeState> {
    let name = format!("node{}", of + 1);
    let nodes = nodes_in_store(rig, machine);
    nodes
        .iter()
        .find(|(node, _)| *node == name)
        .map(|(_, state)| *state)
}

/// `docker node ls`, as text.
pub fn node_ls(rig: &mut Rig, machine: usize) -> Result<Vec<String>, String> {
    let filters = Default::default();
    match rig.ask(machine, ControlRequest::ListNodes { filters }) {
        Ok(ControlResponse::Nodes(nodes)) => {
            let mut lines: Vec<String> = nodes.iter().map(line).collect();
            lines.sort();
            Ok(lines)
        }
        Ok(other) => panic!("{other:?}"),
        Err(error) => Err(error.message),
    }
}

fn line(node: &api::node::Node) -> String {
    let manager = node.manager_status.as_ref().map(|status| {
        if status.leader {
            "leader"
        } else {
            status.reachability.as_str()
        }
    });
    let (name, state) = (&node.description.hostname, node.status.state.as_str());
    let availability = match node.spec.availability {
        Availability::Active => "",
        Availability::Pause => " pause",
        Availability::Drain => " drain",
    };
    format!("{name} {state}{availability} {}", manager.unwrap_or("-"))
}

/// `docker node promote|demote`.
pub fn set_role(rig: &mut Rig, machine: usize, id: NodeId, role: NodeRole) -> Answer {
    change_node(rig, machine, id, |spec| spec.role = role)
}

/// `docker node update`.
pub fn change_node(
    rig: &mut Rig,
    machine: usize,
    id: NodeId,
    change: impl FnOnce(&mut api::node::NodeSpec),
) -> Answer {
    let name = id.to_string();
    let node = match rig.ask(machine, ControlRequest::InspectNode { name })? {
        ControlResponse::Nodes(mut nodes) => nodes.remove(0),
        other => panic!("{other:?}"),
    };
    let mut spec = node.spec;
    change(&mut spec);
    let version = node.meta.version;
    rig.ask(machine, ControlRequest::UpdateNode { id, version, spec })
}

/// `docker service create --detach`.
pub fn create_service(rig: &mut Rig, machine: usize, name: &str, replicas: u64) -> ServiceId {
    match rig.ask(machine, create(name, replicas)) {
        Ok(ControlResponse::ServiceCreated(id)) => id,
        other => panic!("{other:?}"),
    }
}

pub fn create(name: &str, replicas: u64) -> ControlRequest {
    let spec = ServiceSpec {
        annotations: Annotations {
            name: name.to_owned(),
            ..Annotations::default()
        },
        task_template: TaskSpec {
            container_spec: Some(ContainerSpec {
                image: "nginx:alpine".to_owned(),
                ..ContainerSpec::default()
            }),
            ..TaskSpec::default()
        },
        mode: ServiceMode {
            replicated: Some(Replicated {
                replicas: Some(replicas),
            }),
            ..ServiceMode::default()
        },
        ..ServiceSpec::default()
    };
    ControlRequest::CreateService {
        spec: Box::new(spec),
    }
}

/// Tasks wanted to run that do, in one manager's store.
pub fn running_tasks(rig: &Rig, machine: usize) -> Vec<(TaskId, usize)> {
    let store = rig.node(machine).and_then(|node| node.store());
    let tasks = store.into_iter().flat_map(|store| store.tasks());
    let running = tasks.filter(|task| {
        task.status.state == TaskState::Running && task.desired_state == TaskState::Running
    });
    running
        .map(|task| {
            let node = task.node_id.clone().unwrap();
            (task.id.clone(), machine_of(rig, &node))
        })
        .collect()
}

fn machine_of(rig: &Rig, node: &NodeId) -> usize {
    let is_it = |machine: &usize| rig.node(*machine).and_then(|it| it.id()) == Some(node);
    (0..rig.len()).find(is_it).unwrap_or(usize::MAX)
}

pub fn error(rig: &Rig, call: CallId) -> Option<String> {
    match &rig.answers[&call].1 {
        Some((_, Err(error))) => Some(error.message.clone()),
        Some((_, Ok(_))) | None => None,
    }
}

pub fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}
