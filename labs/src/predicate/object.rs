//! What a predicate can speak of, and how it reads it from a view.

use engine::{MachineView, ManagerView, Mode, NodeView, RaftRole, ServiceView, TaskState, View};

use super::{Constant, Field, Lookup, Named};

/// What an expression is worth at a moment. What is not there is `Nothing`; comparing it with
/// anything is false, and so is asking it anything.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Nothing,
    Bool(bool),
    Number(i64),
    Text(String),
    Time(engine::Duration),
    List(Vec<Value>),
    Thing(Thing),
}

/// Something with fields, by its name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Thing {
    /// A machine and the member of the swarm it is.
    Node(String),
    Service(String),
    /// `worker` or `manager`.
    Token(String),
    Raft,
}

impl From<&Constant> for Value {
    fn from(constant: &Constant) -> Value {
        match constant {
            Constant::Bool(value) => Value::Bool(*value),
            Constant::Number(value) => Value::Number(*value),
            Constant::Text(value) => Value::Text(value.clone()),
            Constant::Time(value) => Value::Time(*value),
            Constant::List(items) => Value::List(items.iter().map(Value::from).collect()),
        }
    }
}

impl Value {
    /// Whether it counts as true: only `true` does.
    pub(crate) fn is_true(&self) -> bool {
        *self == Value::Bool(true)
    }

    fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    fn count(count: usize) -> Value {
        Value::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    fn number(number: u64) -> Value {
        Value::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The cluster as the manager sees it whose word counts.
fn manager(view: &View) -> Option<&ManagerView> {
    view.authority().map(|(_, manager)| manager)
}

fn node<'a>(view: &'a View, name: &str) -> Option<&'a NodeView> {
    let nodes = &manager(view)?.store.nodes;
    // A machine that joined again has several entries; the one it is now counts.
    let own = view
        .machine(name)
        .and_then(|it| it.member.as_ref()?.node_id.clone());
    let is_own = |node: &&NodeView| Some(&node.id) == own.as_ref();
    nodes
        .iter()
        .find(is_own)
        .or_else(|| nodes.iter().rev().find(|node| node.hostname == name))
}

fn service<'a>(view: &'a View, name: &str) -> Option<&'a ServiceView> {
    manager(view)?
        .store
        .services
        .iter()
        .find(|service| service.name == name)
}

/// A list or thing that needs no name.
pub(super) fn named(view: &View, named: Named) -> Value {
    let nodes = |keep: &dyn Fn(&NodeView) -> bool| {
        let nodes = manager(view)
            .map(|it| it.store.nodes.as_slice())
            .unwrap_or_default();
        let thing = |node: &NodeView| Value::Thing(Thing::Node(node.hostname.clone()));
        Value::List(nodes.iter().filter(|node| keep(node)).map(thing).collect())
    };
    match named {
        Named::Nodes => nodes(&|_| true),
        Named::Workers => nodes(&|node| node.role == engine::NodeRole::Worker),
        Named::Managers => nodes(&|node| node.role == engine::NodeRole::Manager),
        Named::Machines => {
            let inside = view.machines.iter().filter(|machine| !machine.outside);
            Value::List(
                inside
                    .map(|it| Value::Thing(Thing::Node(it.name.clone())))
                    .collect(),
            )
        }
        Named::Services => {
            let services = manager(view)
                .map(|it| it.store.services.as_slice())
                .unwrap_or_default();
            let thing = |it: &ServiceView| Value::Thing(Thing::Service(it.name.clone()));
            Value::List(services.iter().map(thing).collect())
        }
        Named::Raft => Value::Thing(Thing::Raft),
    }
}

/// What is found by name.
pub(super) fn lookup(view: &View, lookup: Lookup, name: &str) -> Value {
    match lookup {
        Lookup::Node => Value::Thing(Thing::Node(name.to_owned())),
        Lookup::Service => Value::Thing(Thing::Service(name.to_owned())),
        Lookup::Token => Value::Thing(Thing::Token(name.to_owned())),
        Lookup::Spread => spread(view, name),
        Lookup::Containers => match view.machine(name) {
            Some(machine) => {
                let names = machine
                    .containers
                    .iter()
                    .map(|it| Value::text(it.name.clone()));
                Value::List(names.collect())
            }
            None => Value::Nothing,
        },
    }
}

/// For each node that may run tasks, how many running tasks of the service it has.
fn spread(view: &View, name: &str) -> Value {
    let (Some(manager), Some(service)) = (manager(view), service(view, name)) else {
        return Value::Nothing;
    };
    let may_run = |node: &&NodeView| {
        node.state == engine::NodeState::Ready && node.availability == engine::Availability::Active
    };
    let running = |node: &NodeView| {
        let is_counted = |task: &&engine::TaskView| {
            task.service_id.as_ref() == Some(&service.id)
                && task.node_id.as_ref() == Some(&node.id)
                && task.state == TaskState::Running
                && task.desired_state <= TaskState::Running
        };
        Value::count(manager.store.tasks.iter().filter(is_counted).count())
    };
    Value::List(
        manager
            .store
            .nodes
            .iter()
            .filter(may_run)
            .map(running)
            .collect(),
    )
}

/// Whether a thing is there.
pub(super) fn exists(view: &View, value: &Value) -> bool {
    match value {
        Value::Nothing => false,
        Value::Thing(Thing::Node(name)) => node(view, name).is_some(),
        Value::Thing(Thing::Service(name)) => service(view, name).is_some(),
        Value::Thing(Thing::Token(_) | Thing::Raft) => manager(view).is_some(),
        Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Time(_) | Value::List(_) => {
            true
        }
    }
}

/// A field of a thing. `versions` counts the values a token has had so far.
pub(super) fn field(
    view: &View,
    of: &Value,
    field: Field,
    versions: impl Fn(&str) -> i64,
) -> Value {
    let Value::Thing(thing) = of else {
        return Value::Nothing;
    };
    let found = match thing {
        Thing::Node(name) => match view.machine(name) {
            Some(machine) => {
                machine_field(machine, field).or_else(|| node_field(view, name, field))
            }
            None => node_field(view, name, field),
        },
        Thing::Service(name) => service(view, name).and_then(|it| service_field(it, field)),
        Thing::Token(role) => (field == Field::Version).then(|| Value::Number(versions(role))),
        Thing::Raft => manager(view).and_then(|it| raft_field(it, field)),
    };
    found.unwrap_or(Value::Nothing)
}

/// What the machine itself knows, in a swarm or not.
fn machine_field(machine: &MachineView, field: Field) -> Option<Value> {
    let member = machine.member.as_ref();
    Some(match field {
        Field::Name => Value::text(machine.name.clone()),
        Field::InSwarm => Value::Bool(member.is_some_and(|member| member.state == "active")),
        Field::IsManager => Value::Bool(member.is_some_and(|member| member.manager.is_some())),
        Field::AdvertiseAddr => {
            let address = member?.advertise.as_str();
            Value::text(address.split(':').next().unwrap_or(address))
        }
        Field::IsOn => Value::Bool(machine.power == engine::Power::On),
        Field::IsPlugged => Value::Bool(machine.plugged),
        Field::Daemon => Value::text(match machine.daemon {
            engine::DaemonState::Stopped => "stopped",
            engine::DaemonState::Starting => "starting",
            engine::DaemonState::Stopping => "stopping",
            engine::DaemonState::Running => "running",
            engine::DaemonState::Frozen => "frozen",
        }),
        Field::Containers => {
            let running = machine.containers.iter().filter(|it| it.state == "running");
            Value::count(running.count())
        }
        _ => return None,
    })
}

/// What the swarm knows of a node.
fn node_field(view: &View, name: &str, field: Field) -> Option<Value> {
    let node = node(view, name)?;
    Some(match field {
        Field::Name => Value::text(node.hostname.clone()),
        Field::State => Value::text(node.state.as_str()),
        Field::Availability => Value::text(node.availability.as_str()),
        Field::Role => Value::text(node.role.as_str()),
        Field::IsLeader => Value::Bool(node.leader),
        Field::Reachability => Value::text(node.reachability?.as_str()),
        _ => return None,
    })
}

fn service_field(service: &ServiceView, field: Field) -> Option<Value> {
    Some(match field {
        Field::Name => Value::text(service.name.clone()),
        Field::Replicas => match service.mode {
            Mode::Replicated { replicas } => Value::number(replicas),
            Mode::ReplicatedJob {
                total_completions, ..
            } => Value::number(total_completions),
            Mode::Global | Mode::GlobalJob => return None,
        },
        Field::Running => Value::number(service.running),
        Field::Desired => Value::number(service.desired),
        Field::Mode => Value::text(match service.mode {
            Mode::Replicated { .. } => "replicated",
            Mode::Global => "global",
            Mode::ReplicatedJob { .. } => "replicated-job",
            Mode::GlobalJob => "global-job",
        }),
        Field::Image => Value::text(service.image.clone()),
        Field::Command => Value::List(service.args.iter().map(Value::text).collect()),
        Field::Published => {
            let port = |port: &engine::PortConfig| Value::Number(i64::from(port.published_port));
            Value::List(service.ports.iter().map(port).collect())
        }
        Field::Update => Value::text(service.update_status.as_ref()?.state.as_str()),
        _ => return None,
    })
}

fn raft_field(manager: &ManagerView, field: Field) -> Option<Value> {
    let leader = || {
        manager
            .leader
            .as_ref()
            .filter(|_| manager.role == RaftRole::Leader)
    };
    Some(match field {
        Field::Leader => {
            let id = leader()?;
            let node = manager.store.nodes.iter().find(|node| node.id == *id)?;
            Value::text(node.hostname.clone())
        }
        Field::Term => Value::number(manager.term),
        Field::Voters => Value::count(manager.voters.len()),
        Field::HasQuorum => Value::Bool(leader().is_some()),
        Field::Commit => Value::number(manager.commit),
        _ => return None,
    })
}
