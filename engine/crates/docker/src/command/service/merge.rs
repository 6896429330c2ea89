//! The flags of `docker service update` over the spec there is (docker/cli `service/update.go`,
//! `updateService`; recording 050).

use api::node::Resources;
use api::service::{EndpointSpec, ResolutionMode, ServiceMode, ServiceSpec};
use api::task::{ContainerSpec, HealthConfig, Limit, Placement, ResourceRequirements, TaskSpec};

use super::merge_lists as lists;
use super::{references, spec};
use crate::context::{Context, Stop};
use crate::flag::Given;

/// Changes the spec as the flags say.
pub(super) fn into(cx: &mut Context<'_>, spec: &mut ServiceSpec) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    lists::labels(given, "label", &mut spec.annotations.labels);
    let task = &mut spec.task_template;
    let container = task.container_spec.get_or_insert_default();
    lists::labels(given, "container-label", &mut container.labels);
    texts(given, container);
    lists::environment(given, &mut container.env);
    lists::mounts(cx, &mut container.mounts)?;
    lists::labels(given, "sysctl", &mut container.sysctls);
    lists::ulimits(given, &mut container.ulimits);
    resources(given, task)?;
    if let Some(score) = given.integer("oom-score-adj") {
        task.container_spec.get_or_insert_default().oom_score_adj = score;
    }
    lists::generic_resources(given, task)?;
    task.restart_policy = spec::restart_policy(given, task.restart_policy.as_ref());
    placement(given, task);
    lists::networks(cx, spec)?;
    replicas(given, &mut spec.mode)?;
    if let Some(most) = given.unsigned("replicas-max-per-node") {
        spec.task_template
            .placement
            .get_or_insert_default()
            .max_replicas = most;
    }
    spec.update_config = spec::update_config(given, "update", spec.update_config.as_ref());
    spec.rollback_config = spec::update_config(given, "rollback", spec.rollback_config.as_ref());
    endpoint(given, spec);
    let task = &mut spec.task_template;
    let container = task.container_spec.get_or_insert_default();
    lists::groups(given, &mut container.groups);
    lists::dns(given, container);
    lists::hosts(given, &mut container.hosts);
    if let Some(driver) = spec::log_driver(given) {
        task.log_driver = Some(driver);
    }
    if given.is("force") {
        task.force_update += 1;
    }
    let container = task.container_spec.get_or_insert_default();
    health(given, container)?;
    switches(given, container);
    lists::capabilities(given, container);
    references::change(cx, container)
}

/// Flags that simply replace a text or a command line.
fn texts(given: &Given, container: &mut ContainerSpec) {
    let fields = [
        ("image", &mut container.image),
        ("workdir", &mut container.dir),
        ("user", &mut container.user),
        ("hostname", &mut container.hostname),
        ("isolation", &mut container.isolation),
        ("stop-signal", &mut container.stop_signal),
    ];
    for (flag, field) in fields {
        if let Some(text) = given.last(flag) {
            text.clone_into(field);
        }
    }
    if given.changed("args") {
        container.args = spec::command_line(given, "args");
    }
    if given.changed("entrypoint") {
        container.command = spec::command_line(given, "entrypoint");
    }
    if given.changed("init") {
        container.init = Some(given.is("init"));
    }
    if let Some(period) = spec::span(given, "stop-grace-period") {
        container.stop_grace_period = Some(period);
    }
}

fn switches(given: &Given, container: &mut ContainerSpec) {
    if given.changed("tty") {
        container.tty = given.is("tty");
    }
    if given.changed("read-only") {
        container.read_only = given.is("read-only");
    }
}

fn resources(given: &Given, task: &mut TaskSpec) -> Result<(), Stop> {
    let flags = [
        "limit-cpu",
        "limit-memory",
        "limit-pids",
        "reserve-cpu",
        "reserve-memory",
    ];
    if !given.any(&flags) {
        return Ok(());
    }
    let resources: &mut ResourceRequirements = task.resources.get_or_insert_default();
    let limits: &mut Limit = resources.limits.get_or_insert_default();
    let reserved: &mut Resources = resources.reservations.get_or_insert_default();
    let fields = [
        (spec::cpus(given, "limit-cpu"), &mut limits.nano_cpus),
        (
            spec::memory(given, "limit-memory"),
            &mut limits.memory_bytes,
        ),
        (given.integer("limit-pids"), &mut limits.pids),
        (spec::cpus(given, "reserve-cpu"), &mut reserved.nano_cpus),
        (
            spec::memory(given, "reserve-memory"),
            &mut reserved.memory_bytes,
        ),
    ];
    for (value, field) in fields {
        if let Some(value) = value {
            *field = value;
        }
    }
    Ok(())
}

fn placement(given: &Given, task: &mut TaskSpec) {
    if given.any(&["constraint-add", "constraint-rm"]) {
        let placement: &mut Placement = task.placement.get_or_insert_default();
        lists::sorted(given, "constraint", &mut placement.constraints);
    }
    if given.any(&["placement-pref-add", "placement-pref-rm"]) {
        let placement: &mut Placement = task.placement.get_or_insert_default();
        let removed = spec::preferences(given.all("placement-pref-rm"));
        placement
            .preferences
            .retain(|known| !removed.contains(known));
        let added = spec::preferences(given.all("placement-pref-add"));
        placement.preferences.extend(added);
    }
}

fn replicas(given: &Given, mode: &mut ServiceMode) -> Result<(), Stop> {
    let Some(replicas) = given.unsigned("replicas") else {
        return Ok(());
    };
    match &mut mode.replicated {
        Some(mode) => mode.replicas = Some(replicas),
        None => {
            return Err(Stop::error(
                "replicas can only be used with replicated mode",
            ));
        }
    }
    Ok(())
}

fn endpoint(given: &Given, spec: &mut ServiceSpec) {
    if let Some(word) = given.last("endpoint-mode") {
        let endpoint: &mut EndpointSpec = spec.endpoint_spec.get_or_insert_default();
        endpoint.mode = ResolutionMode::from_word(word).unwrap_or_default();
    }
    if given.any(&["publish-add", "publish-rm"]) {
        let endpoint: &mut EndpointSpec = spec.endpoint_spec.get_or_insert_default();
        lists::ports(given, &mut endpoint.ports);
    }
}

fn health(given: &Given, container: &mut ContainerSpec) -> Result<(), Stop> {
    let flags = [
        "health-cmd",
        "health-interval",
        "health-retries",
        "health-timeout",
        "health-start-period",
    ];
    if !given.changed("no-healthcheck") && !given.any(&flags) {
        return Ok(());
    }
    if given.is("no-healthcheck") {
        if given.any(&flags) {
            return Err(Stop::error(
                "--no-healthcheck conflicts with --health-* options",
            ));
        }
        container.healthcheck = Some(HealthConfig {
            test: vec!["NONE".to_owned()],
            ..HealthConfig::default()
        });
        return Ok(());
    }
    let health: &mut HealthConfig = container.healthcheck.get_or_insert_default();
    if health.test.first().is_some_and(|word| word == "NONE") {
        health.test.clear();
    }
    let spans = [
        ("health-interval", &mut health.interval),
        ("health-timeout", &mut health.timeout),
        ("health-start-period", &mut health.start_period),
    ];
    for (flag, field) in spans {
        if let Some(span) = spec::span(given, flag) {
            *field = span;
        }
    }
    if let Some(retries) = given.integer("health-retries") {
        health.retries = retries;
    }
    match given.last("health-cmd") {
        None => (),
        Some("") => health.test.clear(),
        Some(command) => {
            health.test = vec!["CMD-SHELL".to_owned(), command.to_owned()];
        }
    }
    Ok(())
}
