//! Fake machines: what becomes of a task depends on its image alone.

use std::collections::BTreeMap;

use api::node::NodeState;
use api::task::{TaskState, TaskStatus};
use api::{NodeId, TaskId};
use sim::{Duration, Instant};

use crate::node::Moment;
use crate::object::{Node, Task};
use crate::store::{Object, Store, StoreEvent};

/// What a container of an image does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behaviour {
    pub(super) ending: Ending,
    /// How often it ends that way before it simply runs; `None` for ever.
    pub(super) times: Option<u32>,
    /// From assignment until it runs, and again for each later step.
    pub(super) start: Duration,
    /// From being told to stop until it has; `None` never.
    pub(super) stop: Option<Duration>,
}

/// How a container ends by itself.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending {
    Never,
    Fails(Duration),
    Completes(Duration),
    Rejected,
}

impl Default for Behaviour {
    fn default() -> Behaviour {
        Behaviour {
            ending: Ending::Never,
            times: None,
            start: Duration::from_millis(100),
            stop: Some(Duration::from_millis(100)),
        }
    }
}

/// All machines.
#[derive(Default)]
pub(super) struct Agents {
    pub(super) images: BTreeMap<String, Behaviour>,
    /// What happens next to a task.
    queue: BTreeMap<(Instant, u64), (TaskId, Step)>,
    count: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Advance,
    End,
    Stop,
}

impl Agents {
    /// When something is to be reported next.
    pub(super) fn next(&self) -> Option<Instant> {
        self.queue.keys().next().map(|(at, _)| *at)
    }

    /// Sees what a commit asks of the machines.
    pub(super) fn look(&mut self, events: &[StoreEvent], store: &Store, now: Instant) {
        for event in events {
            match event {
                StoreEvent::Created(Object::Task(task)) => self.consider(None, task, now),
                StoreEvent::Updated {
                    old: Object::Task(old),
                    new: Object::Task(task),
                } => self.consider(Some(old), task, now),
                StoreEvent::Updated {
                    old: Object::Node(old),
                    new: Object::Node(node),
                } => self.wake(old, node, store, now),
                _ => (),
            }
        }
    }

    /// A machine that comes back does at once what it was told meanwhile.
    fn wake(&mut self, old: &Node, node: &Node, store: &Store, now: Instant) {
        if is_on(node) && !is_on(old) {
            for task in store.tasks_of_node(&node.id) {
                self.consider(None, task, now);
            }
        }
    }

    fn consider(&mut self, old: Option<&Task>, task: &Task, now: Instant) {
        let state = task.status.state;
        if !(TaskState::Assigned..=TaskState::Running).contains(&state) {
            return;
        }
        let behaviour = self.behaviour(task);
        let was_desired = old.map(|old| old.desired_state);
        let was_state = old.map(|old| old.status.state);
        let is_new_desire = was_desired != Some(task.desired_state);
        if task.desired_state >= TaskState::Shutdown {
            let is_new_here = was_state.is_none_or(|state| state < TaskState::Assigned);
            let stop = behaviour.stop.filter(|_| is_new_desire || is_new_here);
            self.plan(stop, now, task, Step::Stop);
        } else if state < TaskState::Running {
            let is_news = is_new_desire || was_state != Some(state);
            let is_waiting = state == TaskState::Ready && task.desired_state == TaskState::Ready;
            let start = (is_news && !is_waiting).then_some(behaviour.start);
            self.plan(start, now, task, Step::Advance);
        } else if was_state != Some(TaskState::Running) {
            let end = match behaviour.ending {
                Ending::Fails(after) | Ending::Completes(after) => Some(after),
                Ending::Never | Ending::Rejected => None,
            };
            self.plan(end, now, task, Step::End);
        }
    }

    fn plan(&mut self, after: Option<Duration>, now: Instant, task: &Task, step: Step) {
        if let Some(after) = after {
            self.count += 1;
            let key = (now + after, self.count);
            self.queue.insert(key, (task.id.clone(), step));
        }
    }

    fn behaviour(&self, task: &Task) -> Behaviour {
        let container = task.spec.container_spec.as_ref();
        let image = container.map_or("", |container| container.image.as_str());
        self.images.get(image).copied().unwrap_or_default()
    }

    /// The reports of everything that is due.
    pub(super) fn due(&mut self, store: &Store, moment: Moment) -> Vec<(TaskId, TaskStatus)> {
        let mut statuses = Vec::new();
        while let Some(entry) = self.queue.first_entry() {
            if entry.key().0 > moment.now {
                break;
            }
            let (id, step) = entry.remove();
            let Some(task) = store.task(&id) else {
                continue;
            };
            let node = task.node_id.as_ref().and_then(|id: &NodeId| store.node(id));
            // A machine that is off says nothing, and has forgotten what it ran.
            if !node.is_some_and(|node| is_on(node)) {
                continue;
            }
            if let Some((state, err)) = self.step(task, step) {
                let status = TaskStatus {
                    timestamp: moment.wall,
                    state,
                    err: err.to_owned(),
                    ..TaskStatus::default()
                };
                statuses.push((id, status));
            }
        }
        statuses
    }

    fn step(&mut self, task: &Task, step: Step) -> Option<(TaskState, &'static str)> {
        let is_stopping = task.desired_state >= TaskState::Shutdown;
        let behaviour = self.behaviour(task);
        match step {
            Step::Stop => Some((TaskState::Shutdown, "")),
            Step::Advance | Step::End if is_stopping => None,
            Step::End => {
                self.use_up(task);
                match behaviour.ending {
                    Ending::Fails(_) => Some((TaskState::Failed, "task: non-zero exit (1)")),
                    Ending::Completes(_) => Some((TaskState::Complete, "")),
                    Ending::Never | Ending::Rejected => None,
                }
            }
            Step::Advance if matches!(behaviour.ending, Ending::Rejected) => {
                self.use_up(task);
                Some((TaskState::Rejected, "No such image"))
            }
            Step::Advance if task.desired_state <= TaskState::Ready => Some((TaskState::Ready, "")),
            Step::Advance => Some((TaskState::Running, "")),
        }
    }

    /// Counts down how often an image still ends by itself.
    fn use_up(&mut self, task: &Task) {
        let image = task.spec.container_spec.as_ref().map(|it| &it.image);
        let Some(behaviour) = image.and_then(|image| self.images.get_mut(image)) else {
            return;
        };
        if let Some(times) = &mut behaviour.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                behaviour.ending = Ending::Never;
            }
        }
    }
}

/// A machine whose state is unknown to a new leader works on.
fn is_on(node: &Node) -> bool {
    node.status.state != NodeState::Down
}
