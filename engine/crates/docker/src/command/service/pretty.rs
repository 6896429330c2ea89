//! A service for people to read: `docker service inspect --pretty` (docker/cli
//! `service/formatter.go`; recordings 020, 025, 027, 034, 050, 055). The odd mixture of tabs and
//! spaces, and a space at some lines' ends, is Docker's.

use std::collections::BTreeMap;
use std::fmt::Write;

use api::go::Value;
use api::service::{PortConfig, Service, UpdateConfig, UpdateState, UpdateStatus};
use api::task::{ContainerSpec, HealthConfig, Placement, ResourceRequirements};
use api::{Driver, Labels};
use sim::Timestamp;

use crate::format::human;

/// The text; every line but the first begins with a newline here, as in Docker's template.
pub(super) fn text(
    service: &Service,
    networks: &BTreeMap<String, String>,
    now: Timestamp,
) -> String {
    let mut out = Text(String::new());
    let spec = &service.spec;
    out.line(&format!("ID:\t\t{}", service.id));
    out.line(&format!("Name:\t\t{}", spec.annotations.name));
    labels(&mut out, &spec.annotations.labels);
    mode(&mut out, service);
    if let Some(status) = &service.update_status {
        update_status(&mut out, status, now);
    }
    let task = &spec.task_template;
    placement(&mut out, task.placement.as_ref());
    if let Some(config) = &spec.update_config {
        out.line("UpdateConfig:");
        update_config(&mut out, config, "Update");
    }
    if let Some(config) = &spec.rollback_config {
        out.line("RollbackConfig:");
        update_config(&mut out, config, "Rollback");
    }
    let nothing = ContainerSpec::default();
    let container = task.container_spec.as_ref().unwrap_or(&nothing);
    self::container(&mut out, container);
    mounts_and_files(&mut out, container);
    if let Some(driver) = &task.log_driver {
        log_driver(&mut out, driver);
    }
    if let Some(resources) = &task.resources {
        self::resources(&mut out, resources);
    }
    if !task.networks.is_empty() {
        let name = |id: &str| networks.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let names = task.networks.iter().map(|network| name(&network.target));
        out.line(&format!(
            "Networks: {} ",
            names.collect::<Vec<_>>().join(" ")
        ));
    }
    let endpoint = spec.endpoint_spec.as_ref();
    let endpoint_mode = endpoint.map_or("", |endpoint| endpoint.mode.as_str());
    out.line(&format!("Endpoint Mode:\t{endpoint_mode}"));
    ports(&mut out, &service.endpoint.ports);
    if let Some(health) = &container.healthcheck {
        self::health(&mut out, health);
    }
    out.0.push('\n');
    out.0
}

struct Text(String);

impl Text {
    fn line(&mut self, text: &str) {
        write!(self.0, "\n{text}").expect("a String takes any text");
    }

    /// `key=value`, or the key alone.
    fn pair(&mut self, before: &str, key: &str, between: &str, value: &str) {
        if value.is_empty() {
            self.line(&format!("{before}{key}"));
        } else {
            self.line(&format!("{before}{key}{between}{value}"));
        }
    }
}

fn labels(out: &mut Text, labels: &Labels) {
    if labels.is_empty() {
        return;
    }
    out.line("Labels:");
    for (key, value) in labels {
        out.pair(" ", key, "=", value);
    }
}

fn mode(out: &mut Text, service: &Service) {
    let mode = &service.spec.mode;
    if mode.global.is_some() {
        out.line("Service Mode:\tGlobal");
    } else if let Some(replicated) = &mode.replicated {
        out.line("Service Mode:\tReplicated");
        if let Some(replicas) = replicated.replicas {
            out.line(&format!(" Replicas:\t{replicas}"));
        }
    } else {
        // Of jobs Docker says nothing (recording 029).
        out.line("Service Mode:");
    }
}

fn update_status(out: &mut Text, status: &UpdateStatus, now: Timestamp) {
    out.line("UpdateStatus:");
    out.line(&format!(" State:\t\t{}", status.state));
    if let Some(at) = status.started_at {
        out.line(&format!(" Started:\t{}", human::ago(now, at)));
    }
    if let (UpdateState::Completed, Some(at)) = (status.state, status.completed_at) {
        out.line(&format!(" Completed:\t{}", human::ago(now, at)));
    }
    out.line(&format!(" Message:\t{}", status.message));
}

fn placement(out: &mut Text, placement: Option<&Placement>) {
    out.line("Placement:");
    let Some(placement) = placement else {
        return;
    };
    if !placement.constraints.is_empty() {
        let all = placement.constraints.join(" ");
        out.line(&format!(" Constraints:\t[{all}]"));
    }
    let spreads: Vec<String> = placement
        .preferences
        .iter()
        .filter_map(|preference| preference.spread.as_ref())
        .map(|spread| format!("spread={}", spread.spread_descriptor))
        .collect();
    if !spreads.is_empty() {
        out.line(&format!(" Preferences:   [{}]", spreads.join(" ")));
    }
    if placement.max_replicas > 0 {
        out.line(&format!(
            " Max Replicas Per Node:   {}",
            placement.max_replicas
        ));
    }
}

fn update_config(out: &mut Text, config: &UpdateConfig, which: &str) {
    let span = |span| Value::Duration(span).to_string();
    out.line(&format!(" Parallelism:\t{}", config.parallelism));
    if !config.delay.is_zero() {
        out.line(&format!(" Delay:\t\t{}", span(config.delay)));
    }
    out.line(&format!(" On failure:\t{}", config.failure_action));
    if !config.monitor.is_zero() {
        out.line(&format!(" Monitoring Period: {}", span(config.monitor)));
    }
    out.line(&format!(" Max failure ratio: {}", config.max_failure_ratio));
    out.line(&format!(
        " {:19}{}",
        format!("{which} order:"),
        config.order
    ));
}

fn container(out: &mut Text, container: &ContainerSpec) {
    out.line("ContainerSpec:");
    out.line(&format!(" Image:\t\t{}", container.image));
    for (title, words) in [("Args", &container.args), ("Env", &container.env)] {
        if !words.is_empty() {
            out.line(&format!(" {title}:\t\t{} ", words.join(" ")));
        }
    }
    if !container.dir.is_empty() {
        out.line(&format!(" Dir:\t\t{}", container.dir));
    }
    if let Some(init) = container.init {
        out.line(&format!(" Init:\t\t{init}"));
    }
    if !container.user.is_empty() {
        out.line(&format!(" User: {}", container.user));
    }
    let capabilities = [
        ("Add", &container.capability_add),
        ("Drop", &container.capability_drop),
    ];
    if capabilities.iter().any(|(_, words)| !words.is_empty()) {
        out.line("Capabilities:");
    }
    for (title, words) in capabilities {
        if !words.is_empty() {
            out.line(&format!(" {title}: {}", words.join(", ")));
        }
    }
    if !container.sysctls.is_empty() {
        out.line("SysCtls:");
        for (key, value) in &container.sysctls {
            out.pair(" ", key, ": ", value);
        }
    }
    if !container.ulimits.is_empty() {
        out.line("Ulimits:");
        let by_name: BTreeMap<&str, _> = container
            .ulimits
            .iter()
            .map(|limit| (limit.name.as_str(), limit))
            .collect();
        for (name, limit) in by_name {
            out.line(&format!(" {name}: {}:{}", limit.soft, limit.hard));
        }
    }
}

fn mounts_and_files(out: &mut Text, container: &ContainerSpec) {
    if !container.mounts.is_empty() {
        out.line("Mounts:");
    }
    for mount in &container.mounts {
        out.line(&format!(" Target:\t{}", mount.target));
        out.line(&format!("  Source:\t{}", mount.source));
        out.line(&format!("  ReadOnly:\t{}", mount.read_only));
        out.line(&format!("  Type:\t\t{}", mount.kind));
    }
    let configs = container.configs.iter();
    let configs = configs.map(|config| (config.file.as_ref(), &config.config_name));
    let secrets = container.secrets.iter();
    let secrets = secrets.map(|secret| (secret.file.as_ref(), &secret.secret_name));
    let mut files =
        |title: &str, references: Vec<(Option<&api::task::ReferenceTarget>, &String)>| {
            if !references.is_empty() {
                out.line(title);
            }
            for (file, name) in references {
                let target = file.map_or("", |file| &file.name);
                out.line(&format!(" Target:\t{target}"));
                out.line(&format!("  Source:\t{name}"));
            }
        };
    files("Configs:", configs.collect());
    files("Secrets:", secrets.collect());
}

fn log_driver(out: &mut Text, driver: &Driver) {
    out.line("Log Driver:");
    if !driver.name.is_empty() {
        out.line(&format!(" Name:\t\t{}", driver.name));
    }
    if !driver.options.is_empty() {
        out.line(" LogOpts:");
        for (key, value) in &driver.options {
            out.pair("  ", key, ":       ", value);
        }
    }
    out.line("");
}

fn resources(out: &mut Text, resources: &ResourceRequirements) {
    out.line("Resources:");
    let reserved = resources.reservations.clone().unwrap_or_default();
    let limits = resources.limits.clone().unwrap_or_default();
    if reserved.nano_cpus > 0 || reserved.memory_bytes > 0 {
        out.line(" Reservations:");
        cpus_and_memory(out, reserved.nano_cpus, reserved.memory_bytes);
    }
    if limits.nano_cpus > 0 || limits.memory_bytes > 0 || limits.pids > 0 {
        out.line(" Limits:");
        cpus_and_memory(out, limits.nano_cpus, limits.memory_bytes);
    }
    if limits.pids > 0 {
        out.line(&format!("  PIDs:\t\t{}", limits.pids));
    }
}

fn cpus_and_memory(out: &mut Text, nano_cpus: i64, bytes: i64) {
    if nano_cpus > 0 {
        let (whole, part) = (nano_cpus / 1_000_000_000, nano_cpus % 1_000_000_000);
        let text = format!("{whole}.{part:09}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        out.line(&format!("  CPU:\t\t{text}"));
    }
    if bytes != 0 {
        out.line(&format!("  Memory:\t{}", human::bytes(bytes)));
    }
}

fn ports(out: &mut Text, ports: &[PortConfig]) {
    if ports.is_empty() {
        return;
    }
    out.line("Ports:");
    for port in ports {
        out.line(&format!(" PublishedPort = {}", port.published_port));
        out.line(&format!("  Protocol = {}", port.protocol));
        out.line(&format!("  TargetPort = {}", port.target_port));
        out.line(&format!("  PublishMode = {}", port.publish_mode));
    }
    out.0.push(' ');
}

fn health(out: &mut Text, health: &HealthConfig) {
    let span = |span| Value::Duration(span).to_string();
    out.line(" Healthcheck:");
    out.line(&format!("  Interval = {}", span(health.interval)));
    out.line(&format!("  Retries = {}", health.retries));
    out.line(&format!("  StartPeriod =\t{}", span(health.start_period)));
    out.line(&format!("  Timeout =\t{}", span(health.timeout)));
    if health.test.is_empty() {
        return;
    }
    out.line("  Tests:");
    for test in &health.test {
        out.line(&format!("\t Test = {test}"));
    }
    out.0.push(' ');
}
