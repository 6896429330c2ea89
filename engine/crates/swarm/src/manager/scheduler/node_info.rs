//! What the scheduler knows of one node: its tasks, what they hold, what is left, and how often
//! a service failed there of late (SwarmKit `manager/scheduler/nodeinfo.go`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::node::{GenericResource, Resources};
use api::service::{Protocol, PublishMode};
use api::task::TaskState;
use api::{NodeId, ServiceId, TaskId, Version};
use raft::planted;
use sim::{Duration, Instant, Rng};

use super::generic_resource;
use crate::manager::map_order;
use crate::object::{Node, Task};

// SwarmKit manager/scheduler/scheduler.go: a node where a service failed this often within this
// time comes last for that service.
const MAX_FAILURES: u64 = 5;
const MONITOR_FAILURES: Duration = Duration::from_secs(5 * 60);

/// A node and what stands on it.
#[derive(Clone, Debug)]
pub(super) struct NodeInfo {
    pub(super) node: Arc<Node>,
    /// Nodes that came before it have lower numbers.
    arrival: u64,
    tasks: BTreeMap<TaskId, Held>,
    /// **Invariant:** the number of active ones among `tasks`.
    active: u64,
    /// **Invariant:** `active`, by service; no zeros.
    active_by_service: BTreeMap<Option<ServiceId>, u64>,
    /// **Invariant:** what the node described, less what `tasks` hold. Below zero after a node
    /// shrank.
    pub(super) free: Resources,
    /// Published in host mode by one of `tasks`.
    host_ports: BTreeSet<HostPort>,
    failures: BTreeMap<ServiceVersion, Vec<Instant>>,
}

/// A port of the machine itself.
pub(super) type HostPort = (Protocol, u32);

/// Failures count for one version of a service's template: an update clears the slate.
pub(super) type ServiceVersion = (Option<ServiceId>, Version);

/// What a task takes from its node until it is known to have ended.
#[derive(Clone, Debug)]
struct Held {
    service: Option<ServiceId>,
    is_active: bool,
    nano_cpus: i64,
    memory_bytes: i64,
    generic: Vec<GenericResource>,
    host_ports: Vec<HostPort>,
}

/// How good a node is for a service; less is better (SwarmKit `scheduleTaskGroup`, `nodeLess`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// Recent failures, once there are enough to call the node faulty.
    pub failures: u64,
    /// Active tasks of the same service.
    pub of_service: u64,
    /// Active tasks of all services.
    pub active: u64,
}

/// The nodes in the order in which one walk over SwarmKit's map of them comes by.
pub(super) fn in_walk_order<'n>(
    nodes: &'n mut BTreeMap<NodeId, NodeInfo>,
    rng: &mut Rng,
) -> Vec<&'n mut NodeInfo> {
    let mut infos: Vec<&mut NodeInfo> = nodes.values_mut().collect();
    infos.sort_by_key(|info| info.arrival);
    map_order::walk(rng, &mut infos);
    infos
}

impl NodeInfo {
    pub(super) fn new(node: Arc<Node>, arrival: u64) -> NodeInfo {
        NodeInfo {
            free: described(&node),
            node,
            arrival,
            tasks: BTreeMap::new(),
            active: 0,
            active_by_service: BTreeMap::new(),
            host_ports: BTreeSet::new(),
            failures: BTreeMap::new(),
        }
    }

    /// The node changed: what is free is counted anew.
    pub(super) fn replace(&mut self, node: Arc<Node>) {
        self.node = node;
        self.free = described(&self.node);
        for held in self.tasks.values() {
            self.free.nano_cpus -= held.nano_cpus;
            self.free.memory_bytes -= held.memory_bytes;
            generic_resource::consume(&mut self.free.generic_resources, &held.generic);
        }
    }

    /// Puts a task here, or takes note that it is not active any more. Gives the generic
    /// resources it got.
    pub(super) fn add(&mut self, task: &Task) -> Vec<GenericResource> {
        let is_active = is_active(task);
        if let Some(held) = self.tasks.get_mut(&task.id) {
            let was_active = std::mem::replace(&mut held.is_active, is_active);
            let generic = held.generic.clone();
            self.count(&task.service_id, was_active, is_active);
            return generic;
        }
        let held = self.hold(task, is_active);
        let generic = held.generic.clone();
        self.count(&task.service_id, false, is_active);
        self.tasks.insert(task.id.clone(), held);
        generic
    }

    /// Takes a task away; tells whether it was here.
    pub(super) fn remove(&mut self, id: &TaskId) -> bool {
        let Some(held) = self.tasks.remove(id) else {
            return false;
        };
        self.count(&held.service, held.is_active, false);
        for port in &held.host_ports {
            self.host_ports.remove(port);
        }
        self.free.nano_cpus += held.nano_cpus;
        self.free.memory_bytes += held.memory_bytes;
        if !held.generic.is_empty() {
            // Unlike SwarmKit, names go back to their place in the description's order.
            self.free.generic_resources = described(&self.node).generic_resources;
            for held in self.tasks.values() {
                generic_resource::consume(&mut self.free.generic_resources, &held.generic);
            }
        }
        true
    }

    fn hold(&mut self, task: &Task, is_active: bool) -> Held {
        let reserved = reservations(task);
        let (nano_cpus, memory_bytes) =
            reserved.map_or((0, 0), |it| (it.nano_cpus, it.memory_bytes));
        let memory_bytes = match planted::has("overbooked-memory") {
            true => 0,
            false => memory_bytes,
        };
        let wanted = reserved.map_or(&[][..], |it| it.generic_resources.as_slice());
        let generic = if task.generic_resources.is_empty() {
            generic_resource::pick(&self.free.generic_resources, wanted)
        } else {
            task.generic_resources.clone()
        };
        generic_resource::consume(&mut self.free.generic_resources, &generic);
        self.free.nano_cpus -= nano_cpus;
        self.free.memory_bytes -= memory_bytes;
        let host_ports: Vec<HostPort> = host_ports(task).collect();
        self.host_ports.extend(host_ports.iter().copied());
        Held {
            service: task.service_id.clone(),
            is_active,
            nano_cpus,
            memory_bytes,
            generic,
            host_ports,
        }
    }

    fn count(&mut self, service: &Option<ServiceId>, was_active: bool, is_active: bool) {
        if was_active == is_active {
            return;
        }
        if is_active {
            self.active += 1;
            *self.active_by_service.entry(service.clone()).or_default() += 1;
            return;
        }
        self.active -= 1;
        let of_service = self.active_by_service.get_mut(service);
        let of_service = of_service.expect("an active task was counted for its service");
        *of_service -= 1;
        if *of_service == 0 {
            self.active_by_service.remove(service);
        }
    }

    /// Active tasks of a service.
    pub(super) fn active_of(&self, service: &Option<ServiceId>) -> u64 {
        self.active_by_service.get(service).copied().unwrap_or(0)
    }

    /// Whether a port of the machine is taken.
    pub(super) fn has_host_port(&self, port: &HostPort) -> bool {
        self.host_ports.contains(port)
    }

    /// A task the scheduler had put here failed or was rejected.
    pub(super) fn failed(&mut self, version: ServiceVersion, now: Instant) {
        let is_recent = |at: &Instant| now.since(*at) < MONITOR_FAILURES;
        self.failures.retain(|_, times| times.iter().any(is_recent));
        let times = self.failures.entry(version).or_default();
        times.retain(is_recent);
        times.push(now);
    }

    pub(super) fn recent_failures(&self, version: &ServiceVersion, now: Instant) -> u64 {
        let Some(times) = self.failures.get(version) else {
            return 0;
        };
        let recent = times
            .iter()
            .filter(|at| now.since(**at) <= MONITOR_FAILURES);
        recent.count() as u64
    }

    /// How good the node is for tasks of this version of a service.
    pub(super) fn rank(&self, version: &ServiceVersion, now: Instant) -> Rank {
        let failures = self.recent_failures(version, now);
        Rank {
            failures: if failures >= MAX_FAILURES {
                failures
            } else {
                0
            },
            of_service: self.active_of(&version.0),
            active: self.active,
        }
    }
}

/// Active tasks count for the spread, whether they run yet or not.
fn is_active(task: &Task) -> bool {
    task.desired_state <= TaskState::Complete
}

fn described(node: &Node) -> Resources {
    let description = node.description.as_ref();
    description.map_or_else(Resources::default, |it| it.resources.clone())
}

/// What a task reserves, if anything.
pub(in crate::manager) fn reservations(task: &Task) -> Option<&Resources> {
    task.spec.resources.as_ref()?.reservations.as_ref()
}

/// The machine's ports a task publishes. A published port of 0 is whatever the machine gives.
pub(super) fn host_ports(task: &Task) -> impl Iterator<Item = HostPort> {
    let ports = task.endpoint.iter().flat_map(|endpoint| &endpoint.ports);
    let of_host = ports.filter(|it| it.publish_mode == PublishMode::Host && it.published_port != 0);
    of_host.map(|it| (it.protocol, it.published_port))
}

/// The version of its service a task counts for.
pub(super) fn service_version(task: &Task) -> ServiceVersion {
    (
        task.service_id.clone(),
        task.spec_version.unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use sim::Rng;

    use super::*;
    use crate::manager::rig::objects;

    /// A task of a random service, reserving something, perhaps with a port of the machine.
    fn task(rng: &mut Rng, number: u64) -> Task {
        let service = objects::service(["web", "db"][rng.index(2)]);
        let now = sim::Timestamp(0);
        let mut task = objects::task(&format!("t{number}"), Some(&service), now);
        task.status.state = TaskState::Running;
        for word in ["cpus=1", "memory=3", "generic=gpu:1,ssd:2"] {
            objects::set_task(&mut task, word);
        }
        objects::set_task(&mut task, &format!("host-port={}:80/tcp", 8000 + number));
        task
    }

    /// S34 to S36: whatever came and went, the sums are those of the tasks that are here.
    #[test]
    fn counts_follow_the_tasks() {
        let mut rng = Rng::stream(3, "tasks");
        let mut node = objects::node("n1");
        for word in [
            "cpus=50",
            "memory=200",
            "generic=gpu:a+b+c+d+e+f+g+h,ssd:40",
        ] {
            objects::set_node(&mut node, word);
        }
        let mut info = NodeInfo::new(Arc::new(node.clone()), 0);
        let mut here: BTreeMap<u64, Task> = BTreeMap::new();
        for _ in 0..500 {
            let number = rng.below(8);
            match here.remove(&number) {
                Some(mut task) if rng.chance(400) => {
                    task.desired_state = TaskState::Shutdown;
                    info.add(&task);
                    here.insert(number, task);
                }
                Some(task) => assert!(info.remove(&task.id)),
                None => {
                    let mut task = task(&mut rng, number);
                    task.generic_resources = info.add(&task);
                    assert_eq!(task.generic_resources.len(), 2);
                    here.insert(number, task);
                }
            }
            compare(&info, &node, &here);
        }
        info.replace(Arc::new(node.clone()));
        compare(&info, &node, &here);
        assert!(!info.remove(&TaskId::from("t99")));
    }

    fn compare(info: &NodeInfo, node: &Node, here: &BTreeMap<u64, Task>) {
        let count = here.len() as i64;
        let all = described(node);
        assert_eq!(info.free.nano_cpus, all.nano_cpus - count * 1_000_000_000);
        assert_eq!(info.free.memory_bytes, all.memory_bytes - count * 3_000_000);
        let ssds = 40 - 2 * count;
        let names = 8 - here.len();
        assert_eq!(
            info.free.generic_resources.len(),
            names + usize::from(ssds > 0)
        );
        for (number, task) in here {
            assert!(info.has_host_port(&(Protocol::Tcp, 8000 + *number as u32)));
            let held = &task.generic_resources[0];
            assert!(!info.free.generic_resources.contains(held), "given twice");
        }
        assert_eq!(info.host_ports.len(), here.len());
        let active = here.values().filter(|task| is_active(task)).count();
        assert_eq!(info.active, active as u64);
        let by_service: u64 = info.active_by_service.values().sum();
        assert_eq!(by_service, info.active);
    }
}
