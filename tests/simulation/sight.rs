//! What a checker gets to see: one manager's new condition, or the swarm's next committed one.

use std::sync::Arc;

use engine::object::Task;
use engine::{Instant, MachineId, NodeId, RaftEntryView, RaftRole, RaftView, Store, TaskState};

/// A manager, seen in a new condition.
#[derive(Clone, Debug)]
pub struct Seen {
    pub at: Instant,
    pub machine: MachineId,
    /// The node whose manager it is.
    pub node: Option<NodeId>,
    pub raft: RaftView,
    /// Which seat it is: a machine that left and came back has another.
    pub raft_id: Option<u64>,
    /// The newest entries of its log, oldest first; at least all that are new since it was seen last.
    pub log: Vec<RaftEntryView>,
    /// Its store, which costs nothing to copy.
    pub store: Store,
}

/// The first sight of a committed condition of the swarm.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    pub at: Instant,
    pub before: &'a Store,
    pub after: &'a Store,
}

/// A command that ended.
#[derive(Clone, Debug)]
pub struct Done {
    pub about: super::scenario::About,
    pub started: Instant,
    pub ended: Instant,
    pub status: u8,
    pub output: String,
}

impl Seen {
    pub fn leads(&self) -> bool {
        self.raft.role == RaftRole::Leader
    }
}

impl Change<'_> {
    /// Tasks with what they were before, if they were.
    pub fn tasks(&self) -> impl Iterator<Item = (Option<&Arc<Task>>, &Arc<Task>)> {
        self.after.tasks().filter_map(|task| {
            let before = self.before.task(&task.id);
            let is_same = before.is_some_and(|before| Arc::ptr_eq(before, task));
            (!is_same).then_some((before, task))
        })
    }
}

/// Whether a task holds what it takes from its node: from when it is placed until it has ended.
pub fn is_live(task: &Task) -> bool {
    (TaskState::Assigned..=TaskState::Running).contains(&task.status.state)
}
