//! How many tasks a service has and should have: the counts of `docker service ls` (SwarmKit
//! `manager/controlapi/service.go` ListServiceStatuses).

use api::Version;
use api::service::{Mode, ServiceStatus};
use api::task::TaskState;

use crate::object::{Service, Task};
use crate::store::Store;

/// The counts of a service. Running means seen running, whatever is wished: a node that is down
/// keeps its tasks running here, so that `3/2` can appear.
pub(super) fn of(store: &Store, service: &Service) -> ServiceStatus {
    let iteration = service.job_status.as_ref().map(|job| job.job_iteration);
    let tasks = store.tasks_of_service(&service.id);
    let counted: Vec<_> = tasks.filter(|task| is_counted(task, iteration)).collect();
    let count = |is: &dyn Fn(&Task) -> bool| counted.iter().filter(|task| is(task)).count() as u64;
    ServiceStatus {
        running_tasks: count(&|task| task.status.state == TaskState::Running),
        desired_tasks: match service.spec.mode.kind() {
            Mode::Replicated { replicas } => replicas,
            Mode::ReplicatedJob { max_concurrent, .. } => max_concurrent,
            Mode::Global | Mode::GlobalJob => count(&is_desired),
        },
        completed_tasks: match iteration {
            Some(_) => count(&|task| task.status.state == TaskState::Complete),
            None => 0,
        },
    }
}

/// Of a job only the tasks of this run count.
fn is_counted(task: &Task, iteration: Option<Version>) -> bool {
    iteration.is_none() || task.job_iteration == iteration
}

/// A task of a global service that should be there; of a job, one that has still to complete.
fn is_desired(task: &Task) -> bool {
    match task.desired_state {
        TaskState::Running => true,
        TaskState::Complete => task.status.state != TaskState::Complete,
        TaskState::New
        | TaskState::Pending
        | TaskState::Assigned
        | TaskState::Accepted
        | TaskState::Preparing
        | TaskState::Ready
        | TaskState::Starting
        | TaskState::Shutdown
        | TaskState::Failed
        | TaskState::Rejected
        | TaskState::Remove
        | TaskState::Orphaned => false,
    }
}
