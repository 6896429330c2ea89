//! The flags by which a service is described: those that `create` and `update` share, and
//! `--detach` and `--quiet` (docker/cli `service/opts.go`).
//!
//! `create` shows the swarm's defaults, which `update` does not have: a flag that is not given
//! leaves the service as it is. So most of them are made by a function.

use crate::flag::{Flag, Kind};

/// `--detach` of whatever waits for a service.
pub(crate) const DETACH: Flag = Flag::new(
    "detach",
    Kind::Switch,
    "Come back at once, without waiting until the service is as wanted",
)
.short('d');

/// `--quiet` of whatever waits for a service.
pub(crate) const QUIET: Flag =
    Flag::new("quiet", Kind::Switch, "Wait without showing how far it is").short('q');

const ORDERS: &[&str] = &["start-first", "stop-first"];
const RESTARTS: &[&str] = &["none", "on-failure", "any"];

/// The container: `create` and `update` alike.
pub(crate) const CONTAINER: &[Flag] = &[
    Flag::new(
        "cap-add",
        Kind::List,
        "Give the container a Linux capability",
    ),
    Flag::new(
        "cap-drop",
        Kind::List,
        "Take a Linux capability from the container",
    ),
    Flag::new(
        "credential-spec",
        Kind::CredentialSpec,
        "Credential spec of a managed service account (for Windows)",
    ),
    Flag::new(
        "entrypoint",
        Kind::CommandLine,
        "Run this instead of the image's ENTRYPOINT",
    ),
    Flag::new("hostname", Kind::Text, "The container's hostname"),
    Flag::new(
        "init",
        Kind::Switch,
        "Let an init inside the container pass on signals and collect ended processes",
    ),
    Flag::new("isolation", Kind::Text, "How the container is isolated"),
    Flag::new(
        "oom-score-adj",
        Kind::Int,
        "How soon the host ends it when memory runs out (-1000 to 1000)",
    ),
    Flag::new(
        "read-only",
        Kind::Switch,
        "Keep the container from writing to its root filesystem",
    ),
    Flag::new(
        "stop-signal",
        Kind::Text,
        "The signal that stops the container",
    ),
    Flag::new("tty", Kind::Switch, "Give the container a pseudo-TTY").short('t'),
    Flag::new(
        "user",
        Kind::Text,
        "Who runs it (as <name|uid>[:<group|gid>])",
    )
    .short('u'),
    Flag::new("workdir", Kind::Text, "The folder it starts in").short('w'),
];

/// Its health check.
pub(crate) const HEALTH: &[Flag] = &[
    Flag::new(
        "health-cmd",
        Kind::Text,
        "The command that checks whether it is well",
    ),
    Flag::new(
        "health-interval",
        Kind::PositiveDuration,
        "Time between two checks (ms|s|m|h)",
    ),
    Flag::new(
        "health-retries",
        Kind::Int,
        "How many checks must fail in a row before it counts as unwell",
    ),
    Flag::new(
        "health-start-interval",
        Kind::PositiveDuration,
        "Time between two checks while it starts (ms|s|m|h)",
    ),
    Flag::new(
        "health-start-period",
        Kind::PositiveDuration,
        "How long it may take to start before failed checks count (ms|s|m|h)",
    ),
    Flag::new(
        "health-timeout",
        Kind::PositiveDuration,
        "How long one check may take (ms|s|m|h)",
    ),
    Flag::new(
        "no-healthcheck",
        Kind::Switch,
        "Check nothing, whatever HEALTHCHECK the image has",
    ),
];

/// How many, and what each may use.
pub(crate) const AMOUNTS: &[Flag] = &[
    Flag::new(
        "limit-cpu",
        Kind::Cpus,
        "How many CPUs a task may use at most",
    ),
    Flag::new(
        "limit-memory",
        Kind::Bytes,
        "How much memory a task may use at most",
    ),
    Flag::new(
        "limit-pids",
        Kind::Int,
        "How many processes a task may have (default 0 = unlimited)",
    ),
    Flag::new(
        "log-driver",
        Kind::Text,
        "Where the containers' output goes",
    ),
    Flag::new("log-opt", Kind::Env, "An option for the log driver"),
    Flag::new(
        "max-concurrent",
        Kind::Uint,
        "How many tasks of a job run at once (default equal to --replicas)",
    ),
    Flag::new("replicas", Kind::Uint, "How many tasks are to run"),
    Flag::new(
        "replicas-max-per-node",
        Kind::Uint,
        "How many of the tasks a node may get (default 0 = unlimited)",
    ),
    Flag::new(
        "reserve-cpu",
        Kind::Cpus,
        "How many CPUs a node must have free for a task",
    ),
    Flag::new(
        "reserve-memory",
        Kind::Bytes,
        "How much memory a node must have free for a task",
    ),
];

/// What concerns the registry.
pub(crate) const REGISTRY: &[Flag] = &[
    Flag::new(
        "no-resolve-image",
        Kind::Switch,
        "Do not ask the registry for the image's digest and platforms",
    ),
    Flag::new(
        "with-registry-auth",
        Kind::Switch,
        "Let the nodes use this client's login at the registry",
    ),
];

/// How tasks are stopped, restarted, updated and rolled back, and how the service is reached; the
/// defaults are the swarm's, and only `create` shows them.
pub(crate) const POLICIES: [Flag; 18] = [
    Flag::new(
        "endpoint-mode",
        Kind::Text,
        "How the service is reached by its name (vip or dnsrr)",
    )
    .choices(&["vip", "dnsrr"])
    .default("vip"),
    Flag::new(
        "stop-grace-period",
        Kind::Duration,
        "How long a container may take to stop before it is killed (ns|us|ms|s|m|h)",
    )
    .default("10s"),
    Flag::new(
        "restart-condition",
        Kind::Text,
        "When a task that ended is replaced (\"none\", \"on-failure\", \"any\")",
    )
    .choices(RESTARTS)
    .default("any"),
    Flag::new(
        "restart-delay",
        Kind::Duration,
        "How long to wait before it is replaced (ns|us|ms|s|m|h)",
    )
    .default("5s"),
    Flag::new(
        "restart-max-attempts",
        Kind::Uint,
        "How often it is replaced before that is given up",
    ),
    Flag::new(
        "restart-window",
        Kind::Duration,
        "The time in which those attempts are counted (ns|us|ms|s|m|h)",
    ),
    Flag::new(
        "update-failure-action",
        Kind::Text,
        "What happens when an update fails (\"pause\", \"continue\", \"rollback\")",
    )
    .choices(&["pause", "continue", "rollback"])
    .default("pause"),
    delay(
        "update-delay",
        "Time between two updated tasks (ns|us|ms|s|m|h)",
    ),
    ratio(
        "update-max-failure-ratio",
        "Share of tasks that may fail in an update",
    ),
    monitor(
        "update-monitor",
        "How long an updated task is watched for failure (ns|us|ms|s|m|h)",
    ),
    order(
        "update-order",
        "Which goes first in an update (\"start-first\", \"stop-first\")",
    ),
    parallelism(
        "update-parallelism",
        "How many tasks are updated at once (0 for all of them)",
    ),
    Flag::new(
        "rollback-failure-action",
        Kind::Text,
        "What happens when a rollback fails (\"pause\", \"continue\")",
    )
    .choices(&["pause", "continue"])
    .default("pause"),
    delay(
        "rollback-delay",
        "Time between two tasks rolled back (ns|us|ms|s|m|h)",
    ),
    ratio(
        "rollback-max-failure-ratio",
        "Share of tasks that may fail in a rollback",
    ),
    monitor(
        "rollback-monitor",
        "How long a task rolled back is watched for failure (ns|us|ms|s|m|h)",
    ),
    order(
        "rollback-order",
        "Which goes first in a rollback (\"start-first\", \"stop-first\")",
    ),
    parallelism(
        "rollback-parallelism",
        "How many tasks are rolled back at once (0 for all of them)",
    ),
];

/// The same for `update`: what is not given stays as it is.
pub(crate) const fn without_defaults(mut flags: [Flag; 18]) -> [Flag; 18] {
    let mut at = 0;
    while at < flags.len() {
        flags[at].default = "";
        at += 1;
    }
    flags
}

const fn delay(name: &'static str, about: &'static str) -> Flag {
    Flag::new(name, Kind::Duration, about).default("0s")
}

const fn monitor(name: &'static str, about: &'static str) -> Flag {
    Flag::new(name, Kind::Duration, about).default("5s")
}

const fn ratio(name: &'static str, about: &'static str) -> Flag {
    Flag::new(name, Kind::Float, about).default("0")
}

const fn order(name: &'static str, about: &'static str) -> Flag {
    Flag::new(name, Kind::Text, about)
        .choices(ORDERS)
        .default("stop-first")
}

const fn parallelism(name: &'static str, about: &'static str) -> Flag {
    Flag::new(name, Kind::Uint, about).default("1")
}
