//! After calm the swarm comes together: one leader, every node heard, every service at its wanted
//! slots or with a stated reason, the machines running what the swarm says, nothing left over.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::object::{Node, Service, Slot, Task};
use engine::{
    Availability, DaemonState, MachineView, Mode, NodeState, Power, RaftRole, ServiceId, Store,
    TaskId, TaskState, UpdateState, View,
};

use super::{Calm, Promise};
use crate::simulation::sight::Change;

#[derive(Debug, Default)]
pub struct Together {
    /// Services of which a task was forgotten before it ever ran. An updater that waits for one of
    /// these waits for good (SWARMKIT §7.4: without a time-out).
    lost: BTreeSet<ServiceId>,
}

impl Promise for Together {
    fn name(&self) -> &'static str {
        "convergence after calm"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        let is_lost = |task: &&Arc<Task>| {
            task.status.state < TaskState::Running && change.after.task(&task.id).is_none()
        };
        let lost = change.before.tasks().filter(is_lost);
        self.lost
            .extend(lost.filter_map(|task| task.service_id.clone()));
        Ok(())
    }

    fn calm(&mut self, calm: &Calm<'_>) -> Result<(), String> {
        let view = calm.world.view();
        managers_agree(&view)?;
        nodes_are_heard(&view, calm.store)?;
        for service in calm.store.services() {
            let has_lost = self.lost.contains(&service.id);
            is_as_wanted(service, has_lost, calm.store)?;
        }
        history_is_short(calm.store)?;
        for machine in &view.machines {
            containers_are_tasks(machine, calm.store)?;
        }
        Ok(())
    }
}

fn managers_agree(view: &View) -> Result<(), String> {
    let managers = view.machines.iter().filter_map(|machine| {
        let manager = machine.member.as_ref()?.manager.as_ref()?;
        (machine.daemon == DaemonState::Running).then_some((machine, manager))
    });
    let managers: Vec<_> = managers.collect();
    let leaders = managers
        .iter()
        .filter(|(_, it)| it.role == RaftRole::Leader);
    let count = leaders.count();
    if count != 1 {
        return Err(format!("there are {count} leaders"));
    }
    let applied: BTreeSet<u64> = managers.iter().map(|(_, it)| it.applied).collect();
    match applied.len() {
        1 => Ok(()),
        _ => Err(format!("the managers have applied up to {applied:?}")),
    }
}

fn nodes_are_heard(view: &View, store: &Store) -> Result<(), String> {
    for node in store.nodes() {
        let machine = view.machine_of(&node.id);
        let is_there = machine.is_some_and(|it| {
            it.power == Power::On && it.member.as_ref().is_some_and(|it| it.state == "active")
        });
        let name = machine.map_or("a machine that left", |it| it.name.as_str());
        match (node.status.state, is_there) {
            (NodeState::Ready, true) | (NodeState::Down, false) => (),
            (state, _) => return Err(format!("{name} is {state} ({is_there})")),
        }
    }
    Ok(())
}

/// Whether a task that is wanted is where it can be.
fn is_settled(task: &Task) -> Result<(), String> {
    let status = &task.status;
    match status.state {
        TaskState::Running => Ok(()),
        TaskState::Pending if !status.err.is_empty() => Ok(()),
        TaskState::Pending => Err(format!("{} is pending and nobody says why", task.name())),
        state => Err(format!("{} is {state}: {}", task.name(), status.err)),
    }
}

/// Programs that end by themselves are always on their way.
fn ends_by_itself(service: &Service) -> bool {
    let container = service.spec.task_template.container_spec.as_ref();
    container.is_some_and(|it| !it.args.is_empty())
}

fn is_as_wanted(service: &Service, has_lost: bool, store: &Store) -> Result<(), String> {
    let name = &service.spec.annotations.name;
    let wanted: Vec<_> = store
        .tasks_of_service(&service.id)
        .filter(|task| task.desired_state <= TaskState::Running)
        .collect();
    let has_policy = service
        .spec
        .task_template
        .restart_policy
        .as_ref()
        .is_some_and(|it| it.max_attempts.is_some_and(|most| most > 0));
    let is_restless = ends_by_itself(service) || is_disturbed(service);
    if !is_restless {
        // SWARMKIT §8.2: a task of an earlier version that fits nowhere is told nothing; and an
        // update that is repeated while it runs (§7.8) still makes such tasks.
        let is_old = |task: &Task| {
            let version = task.spec_version.unwrap_or_default();
            task.status.state == TaskState::Pending && version < service.spec_version
        };
        for task in wanted.iter().filter(|task| !is_old(task)) {
            is_settled(task)?;
        }
    }
    if let Some(status) = &service.update_status
        && status.state == UpdateState::Updating
        && !is_restless
        && wanted
            .iter()
            .all(|task| task.status.state == TaskState::Running)
        && !wanted.is_empty()
        && !has_lost
        && !has_lost_tasks(service, store)
    {
        return Err(format!("the update of {name} does not end"));
    }
    if has_policy || is_restless {
        return Ok(());
    }
    let slots: BTreeSet<&Slot> = wanted.iter().map(|task| &task.slot).collect();
    let expected = match service.spec.mode.kind() {
        Mode::Replicated { replicas } => replicas..=replicas,
        Mode::Global => nodes_for_global(service, store),
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => return Ok(()),
    };
    let count = slots.len() as u64;
    match expected.contains(&count) {
        true => Ok(()),
        false => Err(format!("{name} has {count} slots, wanted are {expected:?}")),
    }
}

/// A task that was under way on a node that went away: nobody hears what became of it, and the
/// updater waits for it (SWARMKIT §7.4: without a time-out).
fn has_lost_tasks(service: &Service, store: &Store) -> bool {
    let is_away = |task: &Task| {
        let node = task.node_id.as_ref().and_then(|it| store.node(it));
        node.is_some_and(|it| it.status.state != NodeState::Ready)
    };
    let mut tasks = store.tasks_of_service(&service.id);
    // Placed nowhere any more, or gone silent on its way.
    let will_never_run = |task: &Task| task.desired_state > TaskState::Running || is_away(task);
    tasks.any(|task| task.status.state < TaskState::Running && will_never_run(task))
}

/// Updates that were paused leave slots as they are.
fn is_disturbed(service: &Service) -> bool {
    let status = service.update_status.as_ref().map(|it| it.state);
    match status {
        Some(UpdateState::Paused | UpdateState::RollbackPaused) => true,
        Some(
            UpdateState::Updating
            | UpdateState::Completed
            | UpdateState::RollbackStarted
            | UpdateState::RollbackCompleted,
        )
        | None => false,
    }
}

/// A node that is paused keeps its global task but gets no new one; so does one that is down.
fn nodes_for_global(service: &Service, store: &Store) -> std::ops::RangeInclusive<u64> {
    let placement = service.spec.task_template.placement.as_ref();
    let constraints = placement.map_or(&[][..], |it| &it.constraints);
    // The simulation only ever asks for nodes other than one.
    let shunned: Vec<&str> = constraints
        .iter()
        .filter_map(|it| it.strip_prefix("node.hostname!="))
        .collect();
    let hostname = |node: &Node| node.description.as_ref().map(|it| it.hostname.clone());
    let fits = |node: &Node| {
        let hostname = hostname(node).unwrap_or_default();
        shunned.iter().all(|it| it.trim() != hostname)
    };
    let count = |is_it: &dyn Fn(&Node) -> bool| {
        store
            .nodes()
            .filter(|node| fits(node) && is_it(node))
            .count() as u64
    };
    let least = count(&|node| {
        node.spec.availability == Availability::Active && node.status.state == NodeState::Ready
    });
    let most = count(&|node| node.spec.availability != Availability::Drain);
    least..=most
}

/// SWARMKIT §10.1: ended tasks of a slot beyond the limit are forgotten.
fn history_is_short(store: &Store) -> Result<(), String> {
    let limit = store
        .cluster()
        .and_then(|it| it.spec.orchestration.task_history_retention_limit)
        .unwrap_or(5);
    let mut ended: BTreeMap<_, i64> = BTreeMap::new();
    for task in store.tasks() {
        let Some(service) = &task.service_id else {
            continue;
        };
        if store.service(service).is_none() {
            let node = task.node_id.as_ref().and_then(|it| store.node(it));
            if node.is_some_and(|it| it.status.state == NodeState::Ready) {
                return Err(format!("{} outlives its service", task.name()));
            }
        }
        if task.status.state > TaskState::Running {
            *ended.entry((service, &task.slot)).or_default() += 1;
        }
    }
    // With a maximum of attempts more are kept, to count them; the simulation asks for 2 at most.
    match ended.iter().find(|(_, count)| **count > limit.max(3) + 1) {
        Some((_, count)) => Err(format!("a slot has {count} ended tasks, kept are {limit}")),
        None => Ok(()),
    }
}

/// `docker ps` agrees with the swarm.
fn containers_are_tasks(machine: &MachineView, store: &Store) -> Result<(), String> {
    let node = machine.member.as_ref().and_then(|it| it.node_id.as_ref());
    // Who was removed is told nothing more and runs on.
    let Some(node) = node.filter(|id| store.node(id).is_some()) else {
        return Ok(());
    };
    let running = |it: &&engine::ContainerView| it.state == "running";
    let here: BTreeSet<&TaskId> = machine
        .containers
        .iter()
        .filter(running)
        .filter_map(|it| it.task.as_ref())
        .collect();
    for task in here {
        match store.task(task) {
            Some(task) if task.node_id.as_ref() == Some(node) => (),
            Some(_) => return Err(format!("{} runs what another node has", machine.name)),
            None => return Err(format!("{} runs a task that is forgotten", machine.name)),
        }
    }
    for task in store.tasks_of_node(node) {
        let is_running = task.status.state == TaskState::Running;
        let is_here = machine.containers.iter().filter(running);
        let mut is_here = is_here.filter_map(|it| it.task.as_ref());
        if is_running && !is_here.any(|it| *it == task.id) {
            let name = task.name();
            return Err(format!(
                "{name} is said to run on {} and does not",
                machine.name
            ));
        }
    }
    Ok(())
}
