//! `docker service create` (docker/cli `service/create.go`; recordings 020–025).

use api::Request;

use super::{flags, refusal, spec};
use crate::context::{Context, Outcome};
use crate::flag::{Args, Flag, Kind, Names, Spec};

const FLAGS: &[Flag] = &[
    flags::DETACH,
    flags::QUIET,
    Flag::new("config", Kind::Config, "Let the service see a config"),
    Flag::new("constraint", Kind::List, "Which nodes may get tasks"),
    Flag::new("container-label", Kind::Labels, "A label for the containers"),
    Flag::new("dns", Kind::Addresses, "A DNS server to ask"),
    Flag::new("dns-option", Kind::List, "An option for asking DNS servers"),
    Flag::new("dns-search", Kind::DnsSearch, "A domain to look for short names in"),
    Flag::new("env", Kind::Env, "An environment variable").short('e'),
    Flag::new("env-file", Kind::List, "A file with environment variables"),
    Flag::new(
        "generic-resource",
        Kind::GenericResources,
        "Something else a node must have free for a task",
    ),
    Flag::new("group", Kind::List, "Another group of the container's user"),
    Flag::new("host", Kind::Hosts, "A line for the container's hosts file (host:ip)"),
    Flag::new("label", Kind::Labels, "A label for the service").short('l'),
    Flag::new(
        "mode",
        Kind::Text,
        "How many tasks, and where (\"replicated\", \"global\", \"replicated-job\", \"global-job\")",
    )
    .default("replicated")
    .choices(&["replicated", "global", "replicated-job", "global-job"]),
    Flag::new("mount", Kind::Mount, "Mount a volume, folder or memory into the container"),
    Flag::new("name", Kind::Text, "The service's name"),
    Flag::new("network", Kind::Network, "A network to join"),
    Flag::new("placement-pref", Kind::Preference, "What tasks are spread over"),
    Flag::new("publish", Kind::Port, "Reach a port of the containers from outside").short('p'),
    Flag::new("secret", Kind::Secret, "Let the service see a secret"),
    Flag::new("sysctl", Kind::List, "A setting of the kernel for the container"),
    Flag::new("ulimit", Kind::Ulimit, "A limit for the container's processes").default("[]"),
];

pub(crate) static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    "Let the swarm run a new service",
)
.args(Args::AtLeast(1))
.flags(&[
    FLAGS,
    flags::CONTAINER,
    flags::HEALTH,
    flags::AMOUNTS,
    flags::REGISTRY,
    &flags::POLICIES,
])
.stops_at_first_word()
.names(Names::Images)
.runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let spec = spec::build(cx)?;
    refusal::check(cx, "mount")?;
    let response = cx.ask(Request::ServiceCreate {
        spec: Box::new(spec),
        query_registry: !given.is("no-resolve-image"),
    })?;
    let api::Response::ServiceCreated { id, warnings } = &*response else {
        panic!("expected ServiceCreated, got {response:?}");
    };
    for warning in warnings {
        cx.error_line(warning);
    }
    cx.line(id.as_str());
    super::wait(cx, id.to_string())
}
