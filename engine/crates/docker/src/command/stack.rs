//! `docker stack`: services that belong together, from one Compose file. Not carried out yet; usage
//! lines, flags and defaults after docker/cli `stack/*.go` (recordings 120–123, 138).

use crate::command::listing::{FILTER, FORMAT, NO_TRUNC, QUIET};
use crate::flag::{Args, Flag, Kind, Spec, SwarmState};

const ONE_BY_ONE: &str = "create its services one by one with 'docker service create'";
const COMPOSE_FILE: Flag = Flag::new(
    "compose-file",
    Kind::Strings,
    "A Compose file, or \"-\" for standard input",
)
.short('c');

pub(crate) static STACK: Spec = Spec::group(
    "stack",
    "Work with groups of services from a Compose file",
    &[&CONFIG, &DEPLOY, &LS, &PS, &RM, &SERVICES],
)
.named("stack", "[OPTIONS]")
.flags(&[&[Flag::new(
    "orchestrator",
    Kind::Text,
    "What runs stacks (swarm, kubernetes or all)",
)
.deprecated("option will be ignored")]])
.swarm(SwarmState::Manager);

static CONFIG: Spec = Spec::verb(
    "config",
    "[OPTIONS]",
    "Show what several Compose files come to together",
)
.flags(&[&[
    COMPOSE_FILE,
    Flag::new(
        "skip-interpolation",
        Kind::Switch,
        "Leave variables as they stand",
    ),
]])
.later(ONE_BY_ONE);

static DEPLOY: Spec = Spec::verb(
    "deploy",
    "[OPTIONS] STACK",
    "Bring a stack to what its Compose file says",
)
.aliases(&["up"])
.args(Args::Exact(1))
.flags(&[&[
    COMPOSE_FILE,
    Flag::new(
        "detach",
        Kind::Switch,
        "Do not wait until its services are as wanted",
    )
    .short('d')
    .default("true"),
    Flag::new(
        "prune",
        Kind::Switch,
        "Remove services that the file no longer has",
    ),
    Flag::new("quiet", Kind::Switch, "Do not show how far it is").short('q'),
    Flag::new(
        "resolve-image",
        Kind::Text,
        "When to ask the registry for digests and platforms (\"always\", \"changed\", \"never\")",
    )
    .default("always")
    .choices(&["always", "changed", "never"]),
    Flag::new(
        "with-registry-auth",
        Kind::Switch,
        "Pass this client's registry login on to the nodes",
    ),
]])
.later(ONE_BY_ONE);

static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List stacks")
    .aliases(&["list"])
    .flags(&[&[FORMAT]])
    .later("list services with 'docker service ls'");

static PS: Spec = Spec::verb("ps", "[OPTIONS] STACK", "List the tasks of a stack")
    .args(Args::Exact(1))
    .flags(&[&[
        FILTER,
        FORMAT,
        Flag::new("no-resolve", Kind::Switch, "Print ids instead of names"),
        NO_TRUNC,
        QUIET,
    ]])
    .later("list tasks with 'docker service ps'");

static RM: Spec = Spec::verb("rm", "[OPTIONS] STACK [STACK...]", "Remove stacks")
    .aliases(&["remove", "down"])
    .args(Args::AtLeast(1))
    .flags(&[&[
        Flag::new("detach", Kind::Switch, "Do not wait until they are gone")
            .short('d')
            .default("true"),
    ]])
    .later("remove services with 'docker service rm'");

static SERVICES: Spec = Spec::verb(
    "services",
    "[OPTIONS] STACK",
    "List the services of a stack",
)
.args(Args::Exact(1))
.flags(&[&[FILTER, FORMAT, QUIET]])
.later("list services with 'docker service ls'");
