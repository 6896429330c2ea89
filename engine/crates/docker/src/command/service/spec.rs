//! The flags of `docker service create` to a service's spec (docker/cli `service/opts.go`,
//! `ToService`; recordings 020, 023, 025, 027).

use api::Labels;
use api::node::{DiscreteResource, GenericResource, Resources};
use api::service::{
    EndpointSpec, FailureAction, Global, GlobalJob, PortConfig, Replicated, ReplicatedJob,
    ResolutionMode, ServiceMode, ServiceSpec, UpdateConfig, UpdateOrder,
};
use api::task::{
    ContainerSpec, CredentialSpec, DnsConfig, HealthConfig, Limit, Mount, NetworkAttachmentConfig,
    Placement, PlacementPreference, Privileges, ResourceRequirements, RestartCondition,
    RestartPolicy, SpreadOver, TaskSpec, Ulimit,
};
use api::{Annotations, Driver, Request};
use sim::Duration;

use super::references;
use crate::context::{Context, Stop, answer};
use crate::flag::Given;
use crate::flag::value::{list, mount, network, number, port, words};

/// The spec of a new service. Asks for the networks by name, and reads files of variables.
pub(super) fn build(cx: &mut Context<'_>) -> Result<ServiceSpec, Stop> {
    let given = &cx.invocation.given;
    let env = environment(cx)?;
    let healthcheck = health(given)?;
    let mode = mode(given)?;
    let update_config = update_config(given, "update", None);
    let rollback_config = update_config_of_rollback(given);
    let is_job = mode.replicated_job.is_some() || mode.global_job.is_some();
    if is_job && (update_config.is_some() || rollback_config.is_some()) {
        return Err(Stop::error(
            "update and rollback configuration is not supported for jobs",
        ));
    }
    let networks = networks(cx)?;
    let resources = resources(given)?;
    let mut container = container(cx, env);
    container.healthcheck = healthcheck;
    references::give(cx, &mut container)?;
    Ok(ServiceSpec {
        annotations: Annotations {
            name: given.text("name").to_owned(),
            labels: pairs(given.all("label")),
        },
        task_template: TaskSpec {
            container_spec: Some(container),
            resources: Some(resources),
            restart_policy: restart_policy(given, None),
            placement: Some(Placement {
                constraints: given.all("constraint").to_vec(),
                preferences: preferences(given.all("placement-pref")),
                max_replicas: given.unsigned("replicas-max-per-node").unwrap_or(0),
                platforms: Vec::new(),
            }),
            networks,
            log_driver: log_driver(given),
            ..TaskSpec::default()
        },
        mode,
        update_config,
        rollback_config,
        endpoint_spec: Some(EndpointSpec {
            mode: ResolutionMode::from_word(&given.text("endpoint-mode").to_lowercase())
                .unwrap_or_default(),
            ports: ports(given.all("publish")),
        }),
        ..ServiceSpec::default()
    })
}

fn container(cx: &Context<'_>, env: Vec<String>) -> ContainerSpec {
    let given = &cx.invocation.given;
    let (capability_add, capability_drop) =
        capabilities(given.all("cap-add"), given.all("cap-drop"));
    let (image, args) = cx.args().split_first().expect("at least one argument");
    ContainerSpec {
        image: image.clone(),
        args: args.to_vec(),
        command: command_line(given, "entrypoint"),
        env,
        hostname: given.text("hostname").to_owned(),
        labels: pairs(given.all("container-label")),
        dir: given.text("workdir").to_owned(),
        user: given.text("user").to_owned(),
        groups: given.all("group").to_vec(),
        stop_signal: given.text("stop-signal").to_owned(),
        tty: given.is("tty"),
        read_only: given.is("read-only"),
        mounts: mounts(cx, "mount"),
        init: Some(given.is("init")),
        dns_config: Some(DnsConfig {
            nameservers: given.all("dns").to_vec(),
            search: given.all("dns-search").to_vec(),
            options: given.all("dns-option").to_vec(),
        }),
        hosts: hosts(given.all("host")),
        stop_grace_period: span(given, "stop-grace-period"),
        isolation: given.text("isolation").to_owned(),
        sysctls: pairs(given.all("sysctl")),
        capability_add,
        capability_drop,
        ulimits: ulimits(given.all("ulimit")),
        oom_score_adj: given.integer("oom-score-adj").unwrap_or(0),
        privileges: credential_spec(given).map(|spec| Privileges {
            credential_spec: Some(spec),
            ..Privileges::default()
        }),
        ..ContainerSpec::default()
    }
}

/// A span of time given, if any.
pub(super) fn span(given: &Given, name: &str) -> Option<Duration> {
    given.span(name).map(|span| span.duration())
}

/// `key=value` and `key` as a map.
pub(crate) fn pairs(items: &[String]) -> Labels {
    let pairs = items.iter().map(|item| match item.split_once('=') {
        Some((key, value)) => (key.to_owned(), value.to_owned()),
        None => (item.clone(), String::new()),
    });
    pairs.collect()
}

/// A command line split into words.
pub(super) fn command_line(given: &Given, name: &str) -> Vec<String> {
    let text = given.last(name).unwrap_or("");
    words::split(text).expect("the flag accepted it")
}

/// What `docker/cli opts.ConvertExtraHosts…` makes of `host:ip`: `ip host`.
pub(super) fn hosts(items: &[String]) -> Vec<String> {
    let lines = items.iter().filter_map(|item| item.split_once(':'));
    lines.map(|(host, ip)| format!("{ip} {host}")).collect()
}

/// The mounts asked for, with paths that begin with a dot made whole.
pub(super) fn mounts(cx: &Context<'_>, name: &str) -> Vec<Mount> {
    let folder = cx.environment.variables.get("PWD");
    let folder = folder.map_or("/", String::as_str);
    let parsed = cx.invocation.given.all(name).iter();
    parsed
        .map(|text| {
            let mut mount = mount::parse(text).expect("the flag accepted it").mount;
            if mount.source.starts_with('.') {
                mount.source = absolute(folder, &mount.source);
            }
            mount
        })
        .collect()
}

/// Go's `filepath.Abs`.
fn absolute(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => (),
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// One limit a name, in order of names; the last wins.
pub(super) fn ulimits(items: &[String]) -> Vec<Ulimit> {
    let parsed = items
        .iter()
        .map(|item| list::ulimit(item).expect("the flag accepted it"));
    let by_name: std::collections::BTreeMap<String, Ulimit> =
        parsed.map(|limit| (limit.name.clone(), limit)).collect();
    by_name.into_values().collect()
}

/// The ports asked for.
pub(super) fn ports(items: &[String]) -> Vec<PortConfig> {
    let parsed = items.iter();
    parsed
        .flat_map(|item| port::parse(item).expect("the flag accepted it"))
        .collect()
}

/// What tasks are to be spread over.
pub(super) fn preferences(items: &[String]) -> Vec<PlacementPreference> {
    let descriptors = items.iter().filter_map(|item| item.split_once('='));
    descriptors
        .map(|(_, descriptor)| PlacementPreference {
            spread: Some(SpreadOver {
                spread_descriptor: descriptor.to_owned(),
            }),
        })
        .collect()
}

/// The credential spec given, unless it is to be taken away.
pub(super) fn credential_spec(given: &Given) -> Option<CredentialSpec> {
    let text = given.last("credential-spec")?;
    let mut spec = CredentialSpec::default();
    if let Some(config) = text.strip_prefix("config://") {
        config.clone_into(&mut spec.config);
    } else if let Some(file) = text.strip_prefix("file://") {
        file.clone_into(&mut spec.file);
    } else if let Some(registry) = text.strip_prefix("registry://") {
        registry.clone_into(&mut spec.registry);
    } else {
        return None;
    }
    Some(spec)
}

/// docker/cli `opts.NormalizeCapability`: `net_admin` is `CAP_NET_ADMIN`.
pub(super) fn capability(word: &str) -> String {
    let upper = word.trim().to_uppercase();
    if upper == "ALL" || upper == "RESET" || upper.starts_with("CAP_") {
        return upper;
    }
    format!("CAP_{upper}")
}

/// docker/cli `opts.EffectiveCapAddCapDrop`: adding wins over dropping, `ALL` over the rest.
fn capabilities(add: &[String], drop: &[String]) -> (Vec<String>, Vec<String>) {
    let normal = |words: &[String]| {
        let set: std::collections::BTreeSet<String> =
            words.iter().map(|word| capability(word)).collect();
        if set.contains("ALL") {
            return std::collections::BTreeSet::from(["ALL".to_owned()]);
        }
        set
    };
    let (add, drop) = (normal(add), normal(drop));
    let kept = |set: &std::collections::BTreeSet<String>| -> Vec<String> {
        let words = set.iter().filter(|word| *word != "RESET");
        words.cloned().collect()
    };
    let drop = drop.difference(&add).cloned().collect();
    (kept(&add), kept(&drop))
}

/// The variables of files first, then those given; of one name the last counts.
fn environment(cx: &mut Context<'_>) -> Result<Vec<String>, Stop> {
    let given = &cx.invocation.given;
    let mut all = Vec::new();
    for path in given.all("env-file") {
        let content = cx
            .read_file(path)?
            .map_err(|reason| Stop::error(format!("open {path}: {reason}")))?;
        let lines = variables_in(&content, &cx.environment.variables)
            .map_err(|reason| Stop::error(format!("invalid env file ({path}): {reason}")))?;
        all.extend(lines);
    }
    all.extend(given.all("env").iter().cloned());
    let mut current: Vec<String> = Vec::new();
    for variable in all {
        let name = variable
            .split_once('=')
            .map_or(&*variable, |(name, _)| name);
        let prefix = format!("{name}=");
        current.retain(|known| !known.starts_with(&prefix));
        current.push(variable);
    }
    Ok(current)
}

/// docker/cli `pkg/kvfile`.
fn variables_in(content: &[u8], shell: &Labels) -> Result<Vec<String>, String> {
    let text = String::from_utf8_lossy(content);
    let mut variables = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines() {
        let line = line.trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, has_value) = match line.split_once('=') {
            Some((name, _)) => (name, true),
            None => (line, false),
        };
        if name.is_empty() {
            return Err(format!("no variable name on line '{line}'"));
        }
        if name.contains([' ', '\t']) {
            return Err(format!("variable '{name}' contains whitespaces"));
        }
        if has_value {
            variables.push(line.to_owned());
        } else if let Some(value) = shell.get(line) {
            variables.push(format!("{line}={value}"));
        }
    }
    Ok(variables)
}

fn health(given: &Given) -> Result<Option<HealthConfig>, Stop> {
    let spans = [
        "health-interval",
        "health-timeout",
        "health-start-period",
        "health-start-interval",
    ];
    let command = given.text("health-cmd");
    let retries = given.integer("health-retries").unwrap_or(0);
    let is_set = !command.is_empty() || given.any(&spans) || retries != 0;
    if given.is("no-healthcheck") {
        if is_set {
            return Err(Stop::error(
                "--no-healthcheck conflicts with --health-* options",
            ));
        }
        return Ok(Some(HealthConfig {
            test: vec!["NONE".to_owned()],
            ..HealthConfig::default()
        }));
    }
    if !is_set {
        return Ok(None);
    }
    let [interval, timeout, start_period, start_interval] =
        spans.map(|name| span(given, name).unwrap_or_default());
    Ok(Some(HealthConfig {
        test: if command.is_empty() {
            Vec::new()
        } else {
            vec!["CMD-SHELL".to_owned(), command.to_owned()]
        },
        interval,
        timeout,
        start_period,
        start_interval,
        retries,
    }))
}

fn mode(given: &Given) -> Result<ServiceMode, Stop> {
    let replicas = given.unsigned("replicas");
    let concurrent = given.unsigned("max-concurrent");
    let most = given.unsigned("replicas-max-per-node").unwrap_or(0);
    let refuse = |flag: &str, modes: &str| {
        Err(Stop::error(format!(
            "{flag} can only be used with {modes} mode"
        )))
    };
    const COUNTED: &str = "replicated or replicated-job";
    let mut mode = ServiceMode::default();
    match given.text("mode") {
        word @ ("global" | "global-job") => {
            // The two modes look at the same flags in another order.
            let is_job = word == "global-job";
            if !is_job && replicas.is_some() {
                return refuse("replicas", COUNTED);
            }
            if most > 0 {
                return refuse("replicas-max-per-node", COUNTED);
            }
            if concurrent.is_some() {
                return refuse("max-concurrent", "replicated-job");
            }
            if replicas.is_some() {
                return refuse("replicas", COUNTED);
            }
            if is_job {
                mode.global_job = Some(GlobalJob {});
            } else {
                mode.global = Some(Global {});
            }
        }
        "replicated" => {
            if concurrent.is_some() {
                return refuse("max-concurrent", "replicated-job");
            }
            mode.replicated = Some(Replicated { replicas });
        }
        "replicated-job" => {
            mode.replicated_job = Some(ReplicatedJob {
                max_concurrent: concurrent.or(replicas),
                total_completions: replicas,
            });
        }
        word => {
            return Err(Stop::error(format!(
                "Unknown mode: {word}, only replicated and global supported"
            )));
        }
    }
    Ok(mode)
}

/// SwarmKit `api/defaults`: what a config has before flags change it.
fn default_config() -> UpdateConfig {
    UpdateConfig {
        parallelism: 1,
        delay: Duration::ZERO,
        failure_action: FailureAction::Pause,
        monitor: Duration::from_secs(5),
        max_failure_ratio: api::go::Ratio::default(),
        order: UpdateOrder::StopFirst,
    }
}

/// The flags `--update-…` or `--rollback-…`, over what there was or the defaults; nothing if none
/// of them is given.
pub(super) fn update_config(
    given: &Given,
    prefix: &str,
    old: Option<&UpdateConfig>,
) -> Option<UpdateConfig> {
    let name = |flag: &str| format!("{prefix}-{flag}");
    let flags = [
        "parallelism",
        "delay",
        "monitor",
        "failure-action",
        "max-failure-ratio",
        "order",
    ];
    if !flags.iter().any(|flag| given.changed(&name(flag))) {
        return old.cloned();
    }
    let mut config = old.cloned().unwrap_or_else(default_config);
    if let Some(parallelism) = given.unsigned(&name("parallelism")) {
        config.parallelism = parallelism;
    }
    if let Some(delay) = span(given, &name("delay")) {
        config.delay = delay;
    }
    if let Some(monitor) = span(given, &name("monitor")) {
        config.monitor = monitor;
    }
    if let Some(word) = given.last(&name("failure-action")) {
        config.failure_action = FailureAction::from_word(word).unwrap_or_default();
    }
    if let Some(ratio) = given.last(&name("max-failure-ratio")) {
        config.max_failure_ratio = number::float(ratio).expect("the flag accepted it");
    }
    if let Some(word) = given.last(&name("order")) {
        config.order = UpdateOrder::from_word(word).unwrap_or_default();
    }
    Some(config)
}

fn update_config_of_rollback(given: &Given) -> Option<UpdateConfig> {
    update_config(given, "rollback", None)
}

/// The flags `--restart-…`, over what there was or the defaults; nothing if none of them is given.
pub(super) fn restart_policy(given: &Given, old: Option<&RestartPolicy>) -> Option<RestartPolicy> {
    let flags = [
        "restart-condition",
        "restart-delay",
        "restart-max-attempts",
        "restart-window",
    ];
    if !given.any(&flags) {
        return old.cloned();
    }
    let mut policy = old.cloned().unwrap_or_else(|| RestartPolicy {
        condition: RestartCondition::Any,
        delay: Some(Duration::from_secs(5)),
        max_attempts: Some(0),
        window: Some(Duration::ZERO),
    });
    if let Some(word) = given.last("restart-condition") {
        policy.condition = RestartCondition::from_word(word).unwrap_or_default();
    }
    if let Some(delay) = span(given, "restart-delay") {
        policy.delay = Some(delay);
    }
    if let Some(attempts) = given.unsigned("restart-max-attempts") {
        policy.max_attempts = Some(attempts);
    }
    if let Some(window) = span(given, "restart-window") {
        policy.window = Some(window);
    }
    Some(policy)
}

/// A driver with its options, if one is named.
pub(super) fn log_driver(given: &Given) -> Option<Driver> {
    match given.last("log-driver") {
        None | Some("") => None,
        Some(name) => Some(Driver {
            name: name.to_owned(),
            options: pairs(given.all("log-opt")),
        }),
    }
}

/// CPUs given, in billionths.
pub(super) fn cpus(given: &Given, name: &str) -> Option<i64> {
    given
        .last(name)
        .map(|text| number::nano_cpus(text).expect("the flag accepted it"))
}

/// Memory given, in bytes.
pub(super) fn memory(given: &Given, name: &str) -> Option<i64> {
    given
        .last(name)
        .map(|text| number::bytes(text).expect("the flag accepted it"))
}

fn resources(given: &Given) -> Result<ResourceRequirements, Stop> {
    Ok(ResourceRequirements {
        limits: Some(Limit {
            nano_cpus: cpus(given, "limit-cpu").unwrap_or(0),
            memory_bytes: memory(given, "limit-memory").unwrap_or(0),
            pids: given.integer("limit-pids").unwrap_or(0),
        }),
        reservations: Some(Resources {
            nano_cpus: cpus(given, "reserve-cpu").unwrap_or(0),
            memory_bytes: memory(given, "reserve-memory").unwrap_or(0),
            generic_resources: generic(given.all("generic-resource"))?,
        }),
    })
}

/// `gpu=1` (docker/cli `service/generic_resource_opts.go`, SwarmKit `genericresource.Parse`): a
/// service asks for a number of a thing, never for a thing by name.
pub(super) fn generic(items: &[String]) -> Result<Vec<GenericResource>, Stop> {
    let mut resources = Vec::new();
    for item in items {
        let (kind, value) = item.split_once('=').expect("the flag accepted it");
        let Ok(value) = value.parse::<i64>() else {
            return Err(Stop::error(format!(
                "invalid generic-resource request `{kind}={value}`, Named Generic Resources is not supported for service create or update"
            )));
        };
        resources.push(GenericResource {
            named: None,
            discrete: Some(DiscreteResource {
                kind: kind.to_owned(),
                value,
            }),
        });
    }
    Ok(resources)
}

/// The networks to join, by id and in the order of ids.
fn networks(cx: &mut Context<'_>) -> Result<Vec<NetworkAttachmentConfig>, Stop> {
    let mut networks = Vec::new();
    for text in cx.invocation.given.all("network") {
        let mut network = network::parse(text).expect("the flag accepted it");
        network.target = network_id(cx, &network.target)?;
        networks.push(network);
    }
    networks.sort_by(|a, b| a.target.cmp(&b.target));
    Ok(networks)
}

/// The id of a network of the swarm.
pub(super) fn network_id(cx: &mut Context<'_>, name: &str) -> Result<String, Stop> {
    let response = cx.ask(Request::NetworkInspect {
        name: name.to_owned(),
        verbose: false,
        scope: "swarm".to_owned(),
    })?;
    Ok(answer!(response, Network).id.to_string())
}
