//! Progress of jobs: how many of their tasks are complete, and which are under way.

use std::collections::{BTreeMap, BTreeSet};

use api::service::Service;
use api::task::{Task, TaskState};
use api::{NodeId, Version};

use super::{Look, MOST_LINES, place, places, short_error, state_word};
use crate::progress::Change;

/// A job that runs so many times.
#[derive(Clone, Debug)]
pub(super) struct ReplicatedJob {
    iteration: Version,
    concurrent: u64,
    total: u64,
    is_drawn: bool,
}

impl ReplicatedJob {
    pub fn new(service: &Service, concurrent: u64, total: u64) -> ReplicatedJob {
        ReplicatedJob {
            iteration: iteration_of(service),
            concurrent,
            total,
            is_drawn: false,
        }
    }

    pub fn update(&mut self, look: &mut Look<'_>) -> bool {
        if !self.is_drawn {
            self.overall(look, 0, 0);
            if self.total <= MOST_LINES {
                for line in 1..=self.total {
                    look.draw(&Change::line(format!("{line}/{}", self.total), " "));
                }
            }
            self.is_drawn = true;
        }
        let mut tasks: BTreeMap<i64, &Task> = BTreeMap::new();
        for task in of_iteration(look.tasks, self.iteration) {
            keep_lower(&mut tasks, task.slot, task);
        }
        let (mut active, mut complete) = (0, 0);
        // Slots of a job count from 0; docker/cli looks at as many as there are tasks.
        for slot in 0..tasks.len() as i64 {
            let Some(task) = tasks.get(&slot) else {
                // There, a slot without a task is a task without a state.
                active += 1;
                continue;
            };
            if self.total <= MOST_LINES {
                let id = format!("{}/{}", task.slot + 1, self.total);
                look.draw(&of_task(task, id));
            }
            if place(task.status.state) < place(TaskState::Complete) {
                active += 1;
            }
            if task.status.state == TaskState::Complete {
                complete += 1;
            }
        }
        self.overall(look, active, complete);
        complete == self.total
    }

    fn overall(&self, look: &mut Look<'_>, active: u64, complete: u64) {
        draw_total(look, complete, self.total);
        let wanted = self.total.saturating_sub(complete).min(self.concurrent);
        let width = self.concurrent.to_string().len();
        let action = format!("{active:width$} out of {wanted:width$} tasks");
        look.draw(&Change::line("active tasks", action));
    }
}

/// A job that runs once on every node there was when it began.
#[derive(Clone, Debug, Default)]
pub(super) struct GlobalJob {
    nodes: Option<BTreeSet<NodeId>>,
}

impl GlobalJob {
    pub fn update(&mut self, look: &mut Look<'_>) -> bool {
        let iteration = iteration_of(look.service);
        if self.nodes.is_none() && look.tasks.is_empty() && !look.active.is_empty() {
            look.draw(&Change::line("job progress", "waiting for tasks"));
            return false;
        }
        let is_new = self.nodes.is_none();
        let tasks = look.tasks;
        let nodes = self.nodes.get_or_insert_with(|| {
            let own = tasks
                .iter()
                .filter(|task| task.job_iteration == Some(iteration));
            own.map(|task| task.node_id.clone()).collect()
        });
        let total = nodes.len() as u64;
        if is_new {
            draw_total(look, 0, total);
        }
        let mut latest: BTreeMap<&NodeId, &Task> = BTreeMap::new();
        for task in of_iteration(tasks, iteration) {
            if nodes.contains(&task.node_id) {
                keep_lower(&mut latest, &task.node_id, task);
            }
        }
        let mut complete = 0;
        for (node, task) in latest {
            if total <= MOST_LINES {
                look.draw(&of_task(task, node.to_string()));
            }
            if task.status.state == TaskState::Complete {
                complete += 1;
            }
        }
        draw_total(look, complete, total);
        complete == total
    }
}

fn iteration_of(service: &Service) -> Version {
    let status = service.job_status.as_ref();
    status.map_or_else(Version::default, |status| status.job_iteration)
}

fn of_iteration(tasks: &[Task], iteration: Version) -> impl Iterator<Item = &Task> {
    tasks
        .iter()
        .filter(move |task| task.job_iteration == Some(iteration) && places(task).is_some())
}

/// Of two tasks for one place, the one that is less far.
fn keep_lower<'a, K: Ord>(tasks: &mut BTreeMap<K, &'a Task>, key: K, task: &'a Task) {
    let other = tasks.entry(key).or_insert(task);
    if place(other.status.state) > place(task.status.state) {
        *other = task;
    }
}

fn draw_total(look: &mut Look<'_>, complete: u64, total: u64) {
    let width = total.to_string().len();
    look.draw(&Change {
        id: "job progress".to_owned(),
        action: format!("{complete:width$} out of {total} complete"),
        // A line with nothing done of nothing has no bar, and is then shown without a terminal.
        bar: (total > 0).then_some((complete, total)),
    });
}

fn of_task(task: &Task, id: String) -> Change {
    if !task.status.err.is_empty() {
        return Change::line(id, short_error(&task.status.err));
    }
    Change {
        id,
        action: state_word(task.status.state),
        bar: place(task.status.state).map(|place| (place, 10)),
    }
}
