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

#[cfg(test)]
mod tests {
    use api::Version;
    use api::task::TaskState;
    use sim::Timestamp;

    use super::*;
    use crate::manager::rig::objects;

    /// A service at version 5 and a task of it at another version, on a node with a label.
    fn scene(service_words: &[&str], task_words: &[&str]) -> (Service, Task, Node) {
        let mut service = objects::service("web");
        objects::set_service(&mut service.spec, "image=a");
        let mut task = objects::task("t1", Some(&service), Timestamp(0));
        task.spec_version = Some(Version { index: 3 });
        for word in task_words {
            objects::set_task(&mut task, word);
        }
        service.spec_version = Version { index: 5 };
        for word in service_words {
            objects::set_service(&mut service.spec, word);
        }
        let mut node = objects::node("n1");
        objects::set_node(&mut node, "label.disk=ssd");
        (service, task, node)
    }

    #[test]
    fn u16_u17_u19_a_task_is_replaced_for_what_differs_in_its_template() {
        let ssd = "constraint=node.labels.disk==ssd";
        let hdd = "constraint=node.labels.disk==hdd";
        let rows: &[(&str, &[&str], &[&str], bool)] = &[
            ("template equal, versions not", &[], &[], false),
            (
                "versions equal, template not",
                &["image=b"],
                &["version=5"],
                false,
            ),
            ("another image", &["image=b"], &[], true),
            ("forced", &["force"], &[], true),
            ("replicas only", &["replicas=9"], &[], false),
            ("the service's labels", &["label.x=y"], &[], false),
            ("a constraint the node meets", &[ssd], &[], false),
            ("a constraint it does not meet", &[hdd], &[], true),
            (
                "a constraint it meets, and an image",
                &[ssd, "image=b"],
                &[],
                true,
            ),
            (
                "max replicas, no constraint",
                &["max-per-node=1"],
                &[],
                false,
            ),
            ("no endpoint to compare", &["ports=80:80"], &[], false),
            (
                "another endpoint",
                &["ports=80:80"],
                &["host-port=81:80/tcp"],
                true,
            ),
        ];
        for (what, service_words, task_words, expected) in rows {
            let (service, task, node) = scene(service_words, task_words);
            assert_eq!(is_dirty(&service, &task, Some(&node)), *expected, "{what}");
        }
        let (service, task, _) = scene(&[ssd], &[]);
        assert!(is_dirty(&service, &task, None), "the node is not known");
    }

    #[test]
    fn u21_the_managers_time_goes_before_the_agents() {
        let (_, mut task, _) = scene(&[], &[]);
        task.status.timestamp = Timestamp(9);
        assert_eq!(task.status_time(), Timestamp(9));
        task.applied = Some((api::NodeId::from("m1"), Timestamp(4)));
        assert_eq!(task.status_time(), Timestamp(4));
    }

    #[test]
    fn tasks_leave_nodes_that_are_gone_down_or_drained() {
        assert!(is_invalid(None));
        for (word, expected) in [
            ("state=down", true),
            ("availability=drain", true),
            ("availability=pause", false),
            ("state=unknown", false),
            ("state=disconnected", false),
        ] {
            let mut node = objects::node("n1");
            objects::set_node(&mut node, word);
            assert_eq!(is_invalid(Some(&node)), expected, "{word}");
        }
        let (_, task, _) = scene(&[], &[]);
        assert_eq!(restart_delay(&task), DEFAULT_RESTART_DELAY);
        assert_eq!(task.desired_state, TaskState::Running);
    }
}
