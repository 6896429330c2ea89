//! A task's states, seen and wanted, never fall; its node is set before it is placed and stays; what
//! is gone does not come back; nobody is ever seen in the state that is only wanted.

use std::collections::BTreeSet;

use engine::{TaskId, TaskState};

use super::Promise;
use crate::simulation::sight::Change;

#[derive(Debug, Default)]
pub struct Monotone {
    gone: BTreeSet<TaskId>,
}

impl Promise for Monotone {
    fn name(&self) -> &'static str {
        "task states only grow"
    }

    fn change(&mut self, change: Change<'_>) -> Result<(), String> {
        for (before, task) in change.tasks() {
            let name = task.name();
            let state = task.status.state;
            let broken = match before {
                _ if state == TaskState::Remove => Some("is seen in a state that is only wanted"),
                _ if state >= TaskState::Assigned
                    && state <= TaskState::Running
                    && task.node_id.is_none() =>
                {
                    Some("is placed without a node")
                }
                None if self.gone.contains(&task.id) => Some("came back from the dead"),
                None => None,
                Some(before) if before.status.state > state => Some("fell back in its state"),
                Some(before) if before.desired_state > task.desired_state => {
                    Some("is wanted in an earlier state")
                }
                Some(before) if before.node_id.is_some() && before.node_id != task.node_id => {
                    Some("moved to another node")
                }
                Some(before) if before.slot != task.slot => Some("changed its slot"),
                Some(_) => None,
            };
            if let Some(broken) = broken {
                let was = before.map(|it| (it.status.state, it.desired_state));
                let is = (state, task.desired_state);
                return Err(format!("{name} {broken}: {was:?}, now {is:?}"));
            }
        }
        let removed = change.before.tasks().map(|task| &task.id);
        let removed = removed.filter(|id| change.after.task(id).is_none());
        self.gone.extend(removed.cloned());
        Ok(())
    }
}
