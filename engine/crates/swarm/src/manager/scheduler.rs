//! Gives every pending task a node, or a reason why there is none (SwarmKit `manager/scheduler`).
//!
//! Keeps a table of the nodes and what stands on them, brought up to date event by event, so
//! that a decision need not look at the whole store. Decides in groups, a short while after the
//! last commit; never moves a task that has a node.

pub(in crate::manager) mod generic_resource;

mod explanation;
mod filter;
mod node_heap;
mod node_info;
mod one_off;
mod pipeline;
mod placement;
mod volumes;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use api::node::GenericResource;
use api::task::{TaskState, TaskStatus};
use api::{NodeId, ServiceId, TaskId, Version};
use sim::{Duration, Instant, Rng, Timestamp};

pub use explanation::{Explanation, Standing};
pub use filter::Refusal;
pub use node_info::Rank;
pub(in crate::manager) use node_info::reservations;
use node_info::{NodeInfo, ServiceVersion, service_version};
use one_off::OneOffs;
use pipeline::Pipeline;
use placement::{Outcome, Placed};
use volumes::VolumeSet;

use super::map_order;
use super::part::Part;
use crate::node::Moment;
use crate::object::{Node, Task, VolumeAttachment};
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};

// SwarmKit manager/scheduler/scheduler.go: quiet time after a commit before tasks are placed, and
// the time after which a commit does not put it off any more.
const COMMIT_DEBOUNCE_GAP: Duration = Duration::from_millis(50);
const MAX_LATENCY: Duration = Duration::from_secs(1);

/// Places tasks.
#[derive(Clone, Debug)]
pub(crate) struct Scheduler {
    nodes: BTreeMap<NodeId, NodeInfo>,
    volumes: VolumeSet,
    /// Pending tasks without a node, each with the number of its arrival.
    unassigned: BTreeMap<TaskId, u64>,
    /// Nodes and tasks that came so far.
    arrivals: u64,
    /// Pending tasks whose node somebody else chose: it must only be able to take them.
    preassigned_pending: BTreeSet<TaskId>,
    /// The same, until they end.
    preassigned: BTreeSet<TaskId>,
    /// Failures not yet put down to their node, since noting knows no time.
    failures: Vec<(NodeId, ServiceVersion)>,
    /// Something happened that may let an unassigned task find a node.
    is_tick_required: bool,
    /// Whether something was committed since the last act.
    has_news: bool,
    debounce: Debounce,
    /// What was decided and is not proposed yet.
    decisions: VecDeque<Decision>,
    explanations: BTreeMap<TaskId, Arc<Explanation>>,
    rng: Rng,
}

#[derive(Clone, Copy, Debug)]
enum Debounce {
    Idle,
    Waiting { since: Instant, until: Instant },
}

#[derive(Clone, Debug)]
struct Decision {
    /// The task as it was when decided. If it was written since, the decision is void.
    task: Arc<Task>,
    verdict: Verdict,
}

#[derive(Clone, Debug)]
enum Verdict {
    Assign {
        node: NodeId,
        generic: Vec<GenericResource>,
        volumes: Vec<VolumeAttachment>,
    },
    /// It stays pending, for this reason.
    Explain(String),
    /// It stays pending and belongs to an old version of its service: nobody tries again.
    GiveUp,
}

impl Scheduler {
    /// Builds the table from a bare store; places what is pending at once.
    pub(crate) fn resume(store: &Store, rng: Rng, moment: Moment) -> Scheduler {
        let nodes = (0..).zip(store.nodes());
        let mut scheduler = Scheduler {
            nodes: nodes
                .map(|(arrival, node)| (node.id.clone(), NodeInfo::new(node.clone(), arrival)))
                .collect(),
            volumes: VolumeSet::of(store),
            unassigned: BTreeMap::new(),
            arrivals: store.nodes().count() as u64,
            preassigned_pending: BTreeSet::new(),
            preassigned: BTreeSet::new(),
            failures: Vec::new(),
            is_tick_required: true,
            has_news: false,
            debounce: Debounce::Waiting {
                since: moment.now,
                until: moment.now,
            },
            decisions: VecDeque::new(),
            explanations: BTreeMap::new(),
            rng,
        };
        for task in store.tasks() {
            // Updated, deleted or scaled down before it was assigned.
            let is_unwanted =
                task.status.state == TaskState::Pending && task.desired_state > TaskState::Complete;
            if concerns(task) && !is_unwanted {
                scheduler.take_in(task);
            }
        }
        scheduler
    }

    /// Why the last decision about a task fell as it did; `None` when there was none since this
    /// manager leads.
    pub(crate) fn explain(&self, task: &TaskId) -> Option<&Explanation> {
        self.explanations.get(task).map(Arc::as_ref)
    }

    /// Puts a task where it belongs: into a queue, or on its node.
    fn take_in(&mut self, task: &Task) {
        match &task.node_id {
            None => {
                self.wait(task.id.clone());
                self.is_tick_required = true;
            }
            Some(_) if task.status.state == TaskState::Pending => {
                self.preassigned.insert(task.id.clone());
                self.preassigned_pending.insert(task.id.clone());
            }
            Some(node) => {
                self.volumes.hold(task, node, &task.volumes);
                if let Some(info) = self.nodes.get_mut(node) {
                    info.add(task);
                }
            }
        }
    }

    fn arrival(&mut self) -> u64 {
        self.arrivals += 1;
        self.arrivals
    }

    fn wait(&mut self, task: TaskId) {
        let arrival = self.arrival();
        self.unassigned.entry(task).or_insert(arrival);
    }

    /// Forgets a task; tells whether that made room on a node.
    fn forget(&mut self, task: &Task) -> bool {
        self.unassigned.remove(&task.id);
        self.preassigned_pending.remove(&task.id);
        self.preassigned.remove(&task.id);
        self.explanations.remove(&task.id);
        self.volumes.release(&task.id);
        let info = task.node_id.as_ref().and_then(|id| self.nodes.get_mut(id));
        info.is_some_and(|info| info.remove(&task.id))
    }

    fn note_task(&mut self, old: Option<&Task>, task: &Task) {
        if concerns(task) {
            self.take_in(task);
            return;
        }
        let Some(old) = old.filter(|old| concerns(old)) else {
            return;
        };
        // The scheduler did not choose the node of a preassigned task, so it does not blame it.
        let is_failure = matches!(task.status.state, TaskState::Failed | TaskState::Rejected);
        if is_failure && !self.preassigned.contains(&task.id) {
            let node = task.node_id.clone();
            self.failures
                .extend(node.map(|node| (node, service_version(task))));
        }
        self.forget(old);
        self.is_tick_required = true;
    }

    fn note_node(&mut self, node: &Arc<Node>) {
        let arrival = self.arrival();
        match self.nodes.get_mut(&node.id) {
            Some(info) => info.replace(node.clone()),
            None => {
                let info = NodeInfo::new(node.clone(), arrival);
                self.nodes.insert(node.id.clone(), info);
            }
        }
        self.is_tick_required = true;
    }

    /// Whether the time to place tasks has come.
    fn is_due(&mut self, now: Instant) -> bool {
        let has_news = std::mem::take(&mut self.has_news);
        let until = now + COMMIT_DEBOUNCE_GAP;
        let (next, is_due) = match (self.debounce, has_news) {
            (Debounce::Idle, false) => (Debounce::Idle, false),
            (Debounce::Idle, true) => (Debounce::Waiting { since: now, until }, false),
            (Debounce::Waiting { since, .. }, true) if now.since(since) > MAX_LATENCY => {
                (Debounce::Idle, true)
            }
            (Debounce::Waiting { since, .. }, true) => (Debounce::Waiting { since, until }, false),
            (Debounce::Waiting { until, .. }, false) if until <= now => (Debounce::Idle, true),
            (waiting @ Debounce::Waiting { .. }, false) => (waiting, false),
        };
        self.debounce = next;
        is_due
    }

    fn schedule(&mut self, store: &Store, moment: Moment) {
        self.confirm_preassigned(store, moment);
        if std::mem::take(&mut self.is_tick_required) {
            self.tick(store, moment);
        }
    }

    /// Tasks that come with a node go before others.
    fn confirm_preassigned(&mut self, store: &Store, moment: Moment) {
        for id in self.preassigned_pending.clone() {
            let task = store.task(&id).filter(|task| is_pending(task)).cloned();
            let node = task.as_ref().and_then(|task| task.node_id.clone());
            let (Some(task), Some(node)) = (task, node) else {
                self.preassigned_pending.remove(&id);
                continue;
            };
            let Some(info) = self.nodes.get_mut(&node) else {
                continue;
            };
            let mut pipeline = Pipeline::new(&task, &self.volumes);
            let verdict = if pipeline.admits(info) {
                let rank = info.rank(&service_version(&task), moment.now);
                pipeline.note(info, Standing::Fits(rank));
                self.preassigned_pending.remove(&id);
                let volumes = self.volumes.reserve(&task, info);
                let generic = info.add(&task);
                Verdict::Assign {
                    node,
                    generic,
                    volumes,
                }
            } else {
                Verdict::Explain(pipeline.explain())
            };
            let explanation = Arc::new(Explanation::new(pipeline, moment));
            self.explanations.insert(id, explanation);
            self.decisions.push_back(Decision { task, verdict });
        }
    }

    /// Tries to place every unassigned task.
    fn tick(&mut self, store: &Store, moment: Moment) {
        let mut groups: Vec<(ServiceVersion, Vec<Arc<Task>>)> = Vec::new();
        let mut alone: Vec<VecDeque<Arc<Task>>> = Vec::new();
        let mut one_offs: BTreeMap<ServiceVersion, Vec<Arc<Task>>> = BTreeMap::new();
        for id in self.take_unassigned() {
            let is_open = |task: &&Arc<Task>| task.node_id.is_none() && is_pending(task);
            let Some(task) = store.task(&id).filter(is_open) else {
                continue;
            };
            let version = service_version(task);
            if task.spec_version.is_some() {
                match groups.iter_mut().find(|group| group.0 == version) {
                    Some((_, group)) => group.push(task.clone()),
                    None => groups.push((version, vec![task.clone()])),
                }
            } else if placement::has_preferences(task) {
                alone.push(VecDeque::from([task.clone()]));
            } else {
                one_offs.entry(version).or_default().push(task.clone());
            }
        }
        map_order::walk(&mut self.rng, &mut groups);
        let mut walked = Vec::new();
        for (_, mut group) in groups {
            map_order::walk(&mut self.rng, &mut group);
            walked.push(VecDeque::from(group));
        }
        for group in walked.into_iter().chain(alone) {
            let nodes = &mut self.nodes;
            let first = group.front().expect("a group has a task");
            let pipeline = Pipeline::new(first, &self.volumes);
            let group = (group, pipeline);
            let outcome = placement::place_group(group, nodes, moment.now, &mut self.rng);
            self.conclude(outcome, store, moment);
        }
        for (version, tasks) in one_offs {
            for outcome in self.place_one_by_one(version, tasks, moment.now) {
                self.conclude(outcome, store, moment);
            }
        }
    }

    /// The unassigned tasks in the order of one walk; none is left.
    fn take_unassigned(&mut self) -> Vec<TaskId> {
        let taken = std::mem::take(&mut self.unassigned);
        let mut by_arrival: Vec<(u64, TaskId)> = taken
            .into_iter()
            .map(|(id, arrival)| (arrival, id))
            .collect();
        by_arrival.sort_unstable();
        map_order::walk(&mut self.rng, &mut by_arrival);
        by_arrival.into_iter().map(|(_, id)| id).collect()
    }

    fn place_one_by_one(
        &mut self,
        version: ServiceVersion,
        tasks: Vec<Arc<Task>>,
        now: Instant,
    ) -> Vec<Outcome> {
        let mut one_offs = OneOffs::new(version, &mut self.nodes, now, &mut self.rng);
        one_offs.volumes = self.volumes.clone();
        tasks.into_iter().map(|task| one_offs.place(task)).collect()
    }

    /// Notes what came of placing tasks that are alike.
    fn conclude(&mut self, outcome: Outcome, store: &Store, moment: Moment) {
        let text = match outcome.pipeline.explain() {
            none if none.is_empty() => "no suitable node".to_owned(),
            reasons => format!("no suitable node ({reasons})"),
        };
        let explanation = Arc::new(Explanation::new(outcome.pipeline, moment));
        for placed in outcome.placed {
            let Placed {
                task,
                node,
                generic,
                volumes,
            } = placed;
            self.volumes.hold(&task, &node, &volumes);
            self.explanations
                .insert(task.id.clone(), explanation.clone());
            let verdict = Verdict::Assign {
                node,
                generic,
                volumes,
            };
            self.decisions.push_back(Decision { task, verdict });
        }
        for task in outcome.unplaced {
            // Without a service nobody waits for the task any more.
            let Some(newest) = service_spec_version(store, &task) else {
                continue;
            };
            self.explanations
                .insert(task.id.clone(), explanation.clone());
            let is_old = task.spec_version.is_some_and(|version| newest > version);
            let verdict = if is_old {
                Verdict::GiveUp
            } else {
                self.wait(task.id.clone());
                Verdict::Explain(text.clone())
            };
            self.decisions.push_back(Decision { task, verdict });
        }
    }

    /// Writes decisions down, as many as one transaction takes.
    fn propose(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        if self.decisions.is_empty() {
            return None;
        }
        let mut draft = Draft::new(store, moment.wall);
        while draft.len() < MAX_CHANGES_PER_TRANSACTION {
            let Some(decision) = self.decisions.pop_front() else {
                break;
            };
            let stored = store.task(&decision.task.id);
            if stored.is_some_and(|task| task.meta.version == decision.task.meta.version) {
                if let Some(task) = decision.carry_out(moment.wall) {
                    draft.update_task(task).expect("it was just read");
                }
            } else {
                self.undo(&decision, stored.is_some());
            }
        }
        draft.finish()
    }

    /// The task was written or removed after the decision: it does not stand.
    fn undo(&mut self, decision: &Decision, is_still_there: bool) {
        let Verdict::Assign { node, .. } = &decision.verdict else {
            return;
        };
        let id = &decision.task.id;
        self.volumes.release(id);
        if let Some(info) = self.nodes.get_mut(node) {
            info.remove(id);
        }
        if is_still_there {
            self.take_in(&decision.task);
        }
    }
}

impl Part for Scheduler {
    fn note(&mut self, event: &StoreEvent, _store: &Store) {
        self.has_news = true;
        match event {
            StoreEvent::Created(Object::Task(task)) => self.note_task(None, task),
            StoreEvent::Updated {
                old: Object::Task(old),
                new: Object::Task(task),
            } => self.note_task(Some(old), task),
            StoreEvent::Removed(Object::Task(task)) => {
                self.is_tick_required |= self.forget(task);
            }
            StoreEvent::Created(Object::Node(node))
            | StoreEvent::Updated {
                new: Object::Node(node),
                ..
            } => self.note_node(node),
            StoreEvent::Removed(Object::Node(node)) => {
                self.nodes.remove(&node.id);
            }
            StoreEvent::Created(Object::Volume(volume))
            | StoreEvent::Updated {
                new: Object::Volume(volume),
                ..
            } => {
                self.volumes.put(volume);
                self.is_tick_required = true;
            }
            StoreEvent::Removed(Object::Volume(volume)) => self.volumes.remove(&volume.id),
            StoreEvent::Created(_) | StoreEvent::Updated { .. } | StoreEvent::Removed(_) => (),
        }
    }

    fn act(&mut self, store: &Store, moment: Moment) -> Option<Transaction> {
        for (node, version) in std::mem::take(&mut self.failures) {
            if let Some(info) = self.nodes.get_mut(&node) {
                info.failed(version, moment.now);
            }
        }
        // Decisions stand on each other: the next round waits until all are written.
        if self.decisions.is_empty() && self.is_due(moment.now) {
            self.schedule(store, moment);
        }
        self.propose(store, moment)
    }

    fn next_timeout(&self) -> Option<Instant> {
        match self.debounce {
            Debounce::Idle => None,
            Debounce::Waiting { until, .. } => Some(until),
        }
    }
}

impl Decision {
    /// The task as decided; `None` when that changes nothing.
    fn carry_out(self, now: Timestamp) -> Option<Task> {
        let mut task = (*self.task).clone();
        match self.verdict {
            Verdict::Assign {
                node,
                generic,
                volumes,
            } => {
                let is_chosen = task.node_id.is_none();
                let message = if is_chosen {
                    "scheduler assigned task to node"
                } else {
                    "scheduler confirmed task can run on preassigned node"
                };
                task.node_id = Some(node);
                task.generic_resources = generic;
                task.volumes = volumes;
                task.applied = None;
                task.status = TaskStatus {
                    timestamp: now,
                    state: TaskState::Assigned,
                    message: message.to_owned(),
                    ..TaskStatus::default()
                };
            }
            Verdict::Explain(text) => {
                if task.status.err == text {
                    return None;
                }
                task.status.err = text;
                task.status.timestamp = now;
            }
            Verdict::GiveUp => {
                if task.desired_state < TaskState::Shutdown {
                    return None;
                }
                task.status.state = TaskState::Shutdown;
                task.status.err.clear();
                task.status.timestamp = now;
            }
        }
        Some(task)
    }
}

impl Explanation {
    fn new(pipeline: Pipeline, moment: Moment) -> Explanation {
        Explanation {
            at: moment.wall,
            seen: pipeline.into_seen(),
        }
    }
}

/// Whether a task waits for a node or holds on to one.
fn concerns(task: &Task) -> bool {
    (TaskState::Pending..=TaskState::Running).contains(&task.status.state)
}

fn is_pending(task: &Task) -> bool {
    task.status.state == TaskState::Pending
}

/// The version of a task's service as it is now; `None` when there is no such service.
fn service_spec_version(store: &Store, task: &Task) -> Option<Version> {
    let service: &ServiceId = task.service_id.as_ref()?;
    store.service(service).map(|service| service.spec_version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manager::rig::objects;

    #[test]
    fn a_decision_can_say_which_node_lacked_what() {
        let mut store = Store::default();
        let moment = Moment {
            now: Instant::START,
            wall: Timestamp(0),
        };
        let mut draft = Draft::new(&store, moment.wall);
        for (id, word) in [("n1", "state=down"), ("n2", "memory=1"), ("n3", "memory=5")] {
            let mut node = objects::node(id);
            objects::set_node(&mut node, word);
            draft.create_node(node).unwrap();
        }
        let service = objects::service("web");
        let mut task = objects::task("t1", Some(&service), moment.wall);
        for word in ["memory=2", "state=pending"] {
            objects::set_task(&mut task, word);
        }
        // The fullest node is looked at last, or it would do without a look at the others.
        let mut neighbour = objects::task("t0", Some(&service), moment.wall);
        for word in ["state=running", "node=n3"] {
            objects::set_task(&mut neighbour, word);
        }
        draft.create_task(neighbour).unwrap();
        draft.create_service(service).unwrap();
        draft.create_task(task).unwrap();
        store.apply(1, &draft.finish().unwrap());

        let mut scheduler = Scheduler::resume(&store, Rng::stream(1, "scheduler"), moment);
        let transaction = scheduler.act(&store, moment).unwrap();
        store.apply(2, &transaction);
        let task = store.task(&TaskId::from("t1")).unwrap();
        assert_eq!(task.node_id, Some(NodeId::from("n3")));
        let explanation = scheduler.explain(&task.id).unwrap();
        assert_eq!(explanation.at, moment.wall);
        let seen = explanation.seen.iter();
        let mut seen: Vec<_> = seen.map(|(node, how)| (node.id.as_str(), *how)).collect();
        seen.sort();
        let rank = Rank {
            failures: 0,
            of_service: 1,
            active: 1,
        };
        assert_eq!(
            seen,
            [
                ("n1", Standing::Refused(Refusal::NotReady)),
                ("n2", Standing::Refused(Refusal::Resources)),
                ("n3", Standing::Fits(rank)),
            ]
        );
    }
}
