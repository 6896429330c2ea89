//! What stands for everything a spec leaves open (SwarmKit `api/defaults/service.go`).

use api::service::{ServiceSpec, UpdateConfig};
use api::task::{
    ContainerSpec, DnsConfig, Placement, ResourceRequirements, RestartCondition, RestartPolicy,
};
use sim::Duration;

const STOP_GRACE_PERIOD: Duration = Duration::from_secs(10);
const RESTART_DELAY: Duration = Duration::from_secs(5);
const MONITOR: Duration = Duration::from_secs(5);

/// Fills in what the Engine shows by `inspect` where the spec says nothing.
pub fn insert_defaults(spec: &mut ServiceSpec) {
    let task = &mut spec.task_template;
    if let Some(container) = &mut task.container_spec {
        fill_container(container);
    }
    task.resources
        .get_or_insert_with(ResourceRequirements::default);
    let restart = task.restart_policy.get_or_insert(RestartPolicy {
        condition: RestartCondition::Any,
        delay: None,
        max_attempts: Some(0),
        window: None,
    });
    restart.delay.get_or_insert(RESTART_DELAY);
    task.placement.get_or_insert_with(Placement::default);
    fill_update(&mut spec.update_config);
    fill_update(&mut spec.rollback_config);
}

fn fill_container(container: &mut ContainerSpec) {
    container.stop_grace_period.get_or_insert(STOP_GRACE_PERIOD);
    container.dns_config.get_or_insert_with(DnsConfig::default);
}

fn fill_update(config: &mut Option<UpdateConfig>) {
    let config = config.get_or_insert_with(|| UpdateConfig {
        parallelism: 1,
        ..UpdateConfig::default()
    });
    // No monitor period and one of zero are the same in the API.
    if config.monitor.is_zero() {
        config.monitor = MONITOR;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_spec_gets_everything() {
        let mut spec = ServiceSpec::default();
        spec.task_template.container_spec = Some(ContainerSpec::default());
        insert_defaults(&mut spec);
        let task = &spec.task_template;
        let container = task.container_spec.as_ref().unwrap();
        assert_eq!(container.stop_grace_period, Some(Duration::from_secs(10)));
        assert_eq!(container.dns_config, Some(DnsConfig::default()));
        assert_eq!(task.resources, Some(ResourceRequirements::default()));
        assert_eq!(task.placement, Some(Placement::default()));
        let restart = task.restart_policy.as_ref().unwrap();
        assert_eq!(
            (restart.delay, restart.max_attempts),
            (Some(Duration::from_secs(5)), Some(0))
        );
        let update = spec.update_config.as_ref().unwrap();
        assert_eq!(
            (update.parallelism, update.monitor),
            (1, Duration::from_secs(5))
        );
        assert_eq!(spec.update_config, spec.rollback_config);
    }

    #[test]
    fn what_is_there_stays() {
        let mut spec = ServiceSpec {
            update_config: Some(UpdateConfig {
                parallelism: 0,
                monitor: Duration::from_secs(9),
                ..UpdateConfig::default()
            }),
            ..ServiceSpec::default()
        };
        spec.task_template.restart_policy = Some(RestartPolicy {
            condition: RestartCondition::None,
            delay: Some(Duration::ZERO),
            ..RestartPolicy::default()
        });
        let before = spec.clone();
        insert_defaults(&mut spec);
        assert_eq!(spec.update_config, before.update_config);
        assert_eq!(
            spec.task_template.restart_policy,
            before.task_template.restart_policy
        );
    }
}
