//! What orchestrators ask of a task and of its node (SwarmKit `manager/orchestrator/task.go`).

use api::node::{Availability, NodeState};
use api::task::{RestartCondition, TaskSpec};
use sim::Duration;

use crate::constraint;
use crate::object::{Node, Service, Task};

// SwarmKit api/defaults/service.go.
const DEFAULT_RESTART_DELAY: Duration = Duration::from_secs(5);

/// Whether a task must be replaced for its service's spec. A task whose node still satisfies the
/// new constraints need not, when nothing but the placement changed.
///
/// Unlike Docker, there are no credentials for a registry in a spec, which a running task would
/// not have to be replaced for.
pub(in crate::manager) fn is_dirty(service: &Service, task: &Task, node: Option<&Node>) -> bool {
    if task.spec_version == Some(service.spec_version) {
        return false;
    }
    let template = &service.spec.task_template;
    let is_met = || {
        let placement = template.placement.as_ref();
        node.is_some_and(|node| constraint::placement_matches(placement, node))
    };
    if differs_in_placement_only(template, &task.spec) && is_met() {
        return false;
    }
    let wanted = service.spec.endpoint_spec.as_ref();
    let wanted = wanted.cloned().unwrap_or_default();
    let has_endpoint = |endpoint: &api::service::Endpoint| endpoint.spec == wanted;
    *template != task.spec || !task.endpoint.as_ref().is_none_or(has_endpoint)
}

fn differs_in_placement_only(template: &TaskSpec, spec: &TaskSpec) -> bool {
    if template.placement == spec.placement {
        return false;
    }
    let mut template = template.clone();
    template.placement = spec.placement.clone();
    template == *spec
}

/// Whether tasks must leave a node: it is gone, down or being drained.
pub(super) fn is_invalid(node: Option<&Node>) -> bool {
    node.is_none_or(|node| {
        node.status.state == NodeState::Down || node.spec.availability == Availability::Drain
    })
}

/// When a task wants to be restarted. A spec without a policy means always.
pub(super) fn restart_condition(task: &Task) -> RestartCondition {
    let policy = task.spec.restart_policy.as_ref();
    policy.map_or(RestartCondition::Any, |policy| policy.condition)
}

/// How long its replacement waits.
pub(super) fn restart_delay(task: &Task) -> Duration {
    let policy = task.spec.restart_policy.as_ref();
    let delay = policy.and_then(|policy| policy.delay);
    delay.unwrap_or(DEFAULT_RESTART_DELAY)
}

/// How often a slot of this task may be restarted; 0 is without limit.
pub(super) fn max_attempts(spec: &TaskSpec) -> u64 {
    let policy = spec.restart_policy.as_ref();
    policy.and_then(|policy| policy.max_attempts).unwrap_or(0)
}

/// The time within which attempts count; `None` when all ever do.
pub(super) fn restart_window(task: &Task) -> Option<Duration> {
    let policy = task.spec.restart_policy.as_ref();
    let window = policy.and_then(|policy| policy.window);
    window.filter(|window| !window.is_zero())
}
