//! Progress of a replicated service: `overall progress: 2 out of 3 tasks`, and a line per slot.

use std::collections::BTreeMap;

use api::service::Mode;
use api::task::{Task, TaskState};

use super::{Look, MOST_LINES, is_over, places, short_error, state_word};
use crate::progress::Change;

/// What was drawn so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Replicated {
    /// Slots in the order they were first seen, so that lines are numbered without gaps.
    slots: Vec<i64>,
    is_drawn: bool,
    /// All were running: nothing is drawn until one of them is not.
    is_done: bool,
}

impl Replicated {
    pub fn update(&mut self, look: &mut Look<'_>) -> bool {
        let Mode::Replicated { replicas } = look.service.spec.mode.kind() else {
            return false;
        };
        if !self.is_drawn {
            look.overall(0, replicas);
            if replicas <= MOST_LINES {
                for line in 1..=replicas {
                    look.draw(&Change::line(format!("{line}/{replicas}"), " "));
                }
            }
            self.is_drawn = true;
        }
        let tasks = by_slot(look);
        let is_running = |task: &&Task| task.status.state == TaskState::Running;
        self.is_done &= tasks.values().all(is_running);
        let mut running = 0;
        for (slot, task) in tasks {
            let line = self.line_of(slot);
            if !is_over(task.desired_state) && task.status.state == TaskState::Running {
                running += 1;
            }
            self.draw(look, task, line, replicas);
        }
        if !self.is_done {
            look.overall(running, replicas);
            self.is_done = running == replicas;
        }
        running == replicas
    }

    fn line_of(&mut self, slot: i64) -> u64 {
        let line = match self.slots.iter().position(|known| *known == slot) {
            Some(line) => line,
            None => {
                self.slots.push(slot);
                self.slots.len() - 1
            }
        };
        line as u64 + 1
    }

    fn draw(&self, look: &mut Look<'_>, task: &Task, line: u64, replicas: u64) {
        if self.is_done || replicas > MOST_LINES || line > replicas {
            return;
        }
        let id = format!("{line}/{replicas}");
        if let Some(change) = of_task(task, id) {
            look.draw(&change);
        }
    }
}

/// The line of a task that is to run: its error, or its state with a bar; nothing once it is over.
pub(super) fn of_task(task: &Task, id: String) -> Option<Change> {
    if !task.status.err.is_empty() {
        return Some(Change::line(id, short_error(&task.status.err)));
    }
    if is_over(task.desired_state) || is_over(task.status.state) {
        return None;
    }
    let (_, place) = places(task)?;
    Some(Change {
        id,
        action: state_word(task.status.state),
        bar: Some((place, 9)),
    })
}

/// The task that counts for each slot: the one with the lowest desired state, then the lowest
/// observed; not on a node that is down.
fn by_slot<'a>(look: &Look<'a>) -> BTreeMap<i64, &'a Task> {
    let mut tasks: BTreeMap<i64, &Task> = BTreeMap::new();
    for task in look.tasks {
        let Some((desired, observed)) = places(task) else {
            continue;
        };
        if let Some((wanted, seen)) = tasks.get(&task.slot).and_then(|other| places(other))
            && (wanted < desired || (wanted == desired && seen <= observed))
        {
            continue;
        }
        let is_placed = !task.node_id.as_str().is_empty();
        if is_placed && !look.active.contains(&task.node_id) {
            continue;
        }
        tasks.insert(task.slot, task);
    }
    tasks
}
