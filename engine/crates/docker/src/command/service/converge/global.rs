//! Progress of a global service: `overall progress: 2 out of 3 tasks`, and a line per node.

use std::collections::BTreeMap;

use api::NodeId;
use api::task::{Task, TaskState};

use super::replicated::of_task;
use super::{Look, MOST_LINES, is_over, places};
use crate::format::short_id;
use crate::progress::Change;

/// What was drawn so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Global {
    is_drawn: bool,
    is_done: bool,
}

impl Global {
    pub fn update(&mut self, look: &mut Look<'_>) -> bool {
        let tasks = by_node(look);
        let all = tasks.len() as u64;
        if !self.is_drawn {
            if all == 0 {
                // Either the orchestrator has not made the tasks yet, or no node fits.
                look.draw(&Change::line("overall progress", "waiting for new tasks"));
                return false;
            }
            look.overall(0, all);
            self.is_drawn = true;
        }
        let is_running = |task: &&Task| task.status.state == TaskState::Running;
        self.is_done &= tasks.values().all(is_running);
        let mut running = 0;
        for (node, task) in tasks {
            if !look.active.contains(node) {
                continue;
            }
            if !is_over(task.desired_state) && task.status.state == TaskState::Running {
                running += 1;
            }
            if !self.is_done
                && all <= MOST_LINES
                && let Some(change) = of_task(task, short_id(node.as_str()).to_owned())
            {
                look.draw(&change);
            }
        }
        if !self.is_done {
            look.overall(running, all);
            self.is_done = running == all;
        }
        running == all
    }
}

/// The task that counts for each node: the one with the lowest desired state, then the lowest
/// observed.
fn by_node<'a>(look: &Look<'a>) -> BTreeMap<&'a NodeId, &'a Task> {
    let mut tasks: BTreeMap<&NodeId, &Task> = BTreeMap::new();
    for task in look.tasks {
        let Some((desired, observed)) = places(task) else {
            continue;
        };
        if let Some((wanted, seen)) = tasks.get(&task.node_id).and_then(|other| places(other))
            && (wanted < desired || (wanted == desired && seen <= observed))
        {
            continue;
        }
        tasks.insert(&task.node_id, task);
    }
    tasks
}
