//! For tests: a leader without Raft. The parts' transactions are committed to a store at once,
//! time is a number, and fake agents move the tasks. Scripts in `testdata/parts` drive it.
//!
//! Checks after every commit what must always hold: no state falls, no task changes its node, no
//! transaction is too large.

mod agent;
mod chaos;
mod gate;
pub(crate) mod objects;
mod person;
mod script;
mod show;
mod volume;
mod wish;

use std::collections::BTreeMap;

use api::task::TaskState;
use api::{NodeId, TaskId, Version};
use sim::{Duration, Instant, Rng, Timestamp};

use super::control_api::RaftView;
use super::part::Part;
use super::{allocator, orchestrator, scheduler};
use crate::node::Moment;
use crate::object::Task;
use crate::store::{Draft, MAX_CHANGES_PER_TRANSACTION, Object, Store, StoreEvent, Transaction};
use agent::Agents;

/// Commits without a pause in virtual time that can only be an endless loop.
const MAX_COMMITS_AT_ONCE: usize = 100_000;

/// A store, the parts that write it, and the machines.
pub(crate) struct Rig {
    pub(crate) store: Store,
    index: u64,
    pub(crate) now: Instant,
    rng: Rng,
    parts: Vec<(&'static str, Box<dyn Part>)>,
    agents: Agents,
    /// Tasks in the order they were created, ever.
    seen: Vec<TaskId>,
    trace: Option<Vec<String>>,
    names: show::Names,
    /// The managers, as the control API sees them.
    raft: RaftView,
    /// The version of each service a person looked at last.
    seen_versions: BTreeMap<String, Version>,
    /// Names for what tokens are made of.
    parts_of_tokens: BTreeMap<String, String>,
    /// How many writes each commit had.
    commits: Vec<usize>,
}

const PARTS: [&str; 9] = [
    "gate",
    "allocator",
    "scheduler",
    "constraint_enforcer",
    "volume_enforcer",
    "task_reaper",
    "replicated",
    "jobs",
    "global",
];

/// What the clocks on the walls show at first.
fn start() -> Timestamp {
    Timestamp::from_civil(2026, 11, 20, 0, 0)
}

impl Rig {
    pub(crate) fn new(seed: u64) -> Rig {
        Rig {
            store: Store::default(),
            index: 0,
            now: Instant::START,
            rng: Rng::stream(seed, "rig"),
            parts: Vec::new(),
            agents: Agents::default(),
            seen: Vec::new(),
            trace: None,
            names: show::Names::default(),
            raft: RaftView::default(),
            seen_versions: BTreeMap::new(),
            parts_of_tokens: BTreeMap::new(),
            commits: Vec::new(),
        }
    }

    pub(crate) fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            wall: start() + self.now.elapsed(),
        }
    }

    /// A new leader: every part starts from the store.
    pub(crate) fn resume(&mut self, names: &[&str]) {
        let mut parts = Vec::new();
        for name in PARTS.into_iter().filter(|name| names.contains(name)) {
            let rng = self.rng.split(name);
            parts.push((name, self.part(name, rng)));
        }
        self.parts = parts;
    }

    fn part(&self, name: &str, rng: Rng) -> Box<dyn Part> {
        let (store, moment) = (&self.store, self.moment());
        match name {
            "gate" => Box::new(gate::Gate::resume(store)),
            "allocator" => Box::new(allocator::Allocator::resume(store, rng, moment)),
            "scheduler" => Box::new(scheduler::Scheduler::resume(store, rng, moment)),
            "constraint_enforcer" => {
                Box::new(orchestrator::ConstraintEnforcer::resume(store, rng, moment))
            }
            "volume_enforcer" => Box::new(orchestrator::VolumeEnforcer::resume(store, moment)),
            "task_reaper" => Box::new(orchestrator::TaskReaper::resume(store, rng, moment)),
            "jobs" => Box::new(orchestrator::Jobs::resume(store, rng, moment)),
            "global" => Box::new(orchestrator::Global::resume(store, rng, moment)),
            "replicated" => Box::new(orchestrator::Replicated::resume(store, rng, moment)),
            other => panic!("no part is called {other}"),
        }
    }

    /// Commits what the closure drafts.
    pub(crate) fn write(&mut self, draft_it: impl FnOnce(&mut Draft)) {
        let mut draft = Draft::new(&self.store, self.moment().wall);
        draft_it(&mut draft);
        if let Some(transaction) = draft.finish() {
            self.commit(&transaction);
        }
    }

    fn commit(&mut self, transaction: &Transaction) {
        self.index += 1;
        self.commits.push(transaction.0.len());
        let events = self.store.apply(self.index, transaction);
        for event in &events {
            self.check(event);
            self.watch(event);
            for (_, part) in &mut self.parts {
                part.note(event, &self.store);
            }
        }
        self.agents.look(&events, &self.store, self.now);
    }

    /// What holds at every commit (SWARMKIT, appendix D, 1 to 3).
    fn check(&self, event: &StoreEvent) {
        let StoreEvent::Updated {
            old: Object::Task(old),
            new: Object::Task(new),
        } = event
        else {
            return;
        };
        assert!(new.status.state >= old.status.state, "state falls: {new:?}");
        assert!(
            new.desired_state >= old.desired_state,
            "desire falls: {new:?}"
        );
        assert_ne!(new.status.state, TaskState::Remove, "never seen: {new:?}");
        let moved = old.node_id.is_some() && old.node_id != new.node_id;
        assert!(!moved, "a task changes its node: {new:?}");
        let is_assigned = new.status.state >= TaskState::Assigned;
        let has_ended = new.status.state.is_terminal();
        assert!(
            !is_assigned || has_ended || new.node_id.is_some(),
            "{new:?}"
        );
    }

    fn watch(&mut self, event: &StoreEvent) {
        if let StoreEvent::Created(Object::Task(task)) = event {
            self.seen.push(task.id.clone());
            self.names.learn(task);
        }
        let line = show::event(event, &self.store, &self.names);
        if let (Some(trace), Some(line)) = (&mut self.trace, line) {
            let millis = self.now.elapsed().as_millis();
            trace.push(format!("{:>3}.{:03} {line}", millis / 1000, millis % 1000));
        }
    }

    /// Lets the parts act until none has anything to propose.
    pub(crate) fn settle(&mut self) {
        for _ in 0..MAX_COMMITS_AT_ONCE {
            let moment = self.moment();
            let mut proposals = self.parts.iter_mut();
            let Some((name, transaction)) = proposals.find_map(|(name, part)| {
                part.act(&self.store, moment)
                    .map(|transaction| (*name, transaction))
            }) else {
                return;
            };
            assert!(
                transaction.0.len() <= MAX_CHANGES_PER_TRANSACTION,
                "{name} proposes {} changes",
                transaction.0.len()
            );
            assert!(!transaction.is_empty(), "{name} proposes nothing");
            self.commit(&transaction);
        }
        panic!("the parts never come to rest");
    }

    /// Lets time pass.
    pub(crate) fn run(&mut self, duration: Duration) {
        let end = self.now + duration;
        let mut idle_rounds = 0;
        loop {
            let before = self.index;
            self.settle();
            let parts = self
                .parts
                .iter()
                .filter_map(|(_, part)| part.next_timeout());
            let next = parts.chain(self.agents.next()).min();
            let Some(next) = next.filter(|next| *next <= end) else {
                self.now = end;
                return;
            };
            let is_stuck = next <= self.now && before == self.index;
            idle_rounds = if is_stuck { idle_rounds + 1 } else { 0 };
            assert!(idle_rounds < 100, "a timer is due for ever");
            self.now = self.now.max(next);
            self.report();
        }
    }

    /// The agents' reports that are due.
    fn report(&mut self) {
        let (store, moment) = (&self.store, self.moment());
        let statuses = self.agents.due(store, moment);
        let leader = NodeId::from("leader");
        self.write(|draft| {
            for (id, status) in statuses {
                let Some(task) = draft.task(&id) else {
                    continue;
                };
                if task.status.state >= status.state {
                    continue;
                }
                let mut task = Task::clone(task);
                task.status = status;
                task.applied = Some((leader.clone(), moment.wall));
                draft.update_task(task).expect("just read");
            }
        });
    }

    /// Active tasks of a service by node, for placement tests.
    pub(crate) fn spread(&self, service: &str) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for task in self.store.tasks() {
            let is_active = task.desired_state <= TaskState::Complete
                && !task.status.state.is_terminal()
                && task.service_annotations.name == service;
            if let (true, Some(node)) = (is_active, &task.node_id) {
                *counts.entry(node.to_string()).or_default() += 1;
            }
        }
        counts
    }
}
