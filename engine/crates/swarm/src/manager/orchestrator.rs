//! Which tasks should exist: the parts that compare what a service wants with what there is, and
//! make, replace or retire tasks (SwarmKit `manager/orchestrator`).
//!
//! One part for each kind of service; two supervisors that they share by type, not by instance:
//! [`restart`] decides when a task that ended is replaced, [`update`] rolls a new spec over the
//! slots. Beside them the [`TaskReaper`], which forgets, and the [`ConstraintEnforcer`]. None of
//! them picks nodes or addresses.

mod constraint_enforcer;
mod global;
mod jobs;
mod pass;
mod replicated;
mod restart;
mod resume;
mod slot;
mod task;
mod task_reaper;
mod update;
mod volume_enforcer;

pub(crate) use constraint_enforcer::ConstraintEnforcer;
pub(crate) use global::Global;
pub(crate) use jobs::Jobs;
pub(crate) use replicated::Replicated;
pub(super) use task::is_dirty;
pub(crate) use task_reaper::TaskReaper;
pub(crate) use volume_enforcer::VolumeEnforcer;
