//! `docker service update` (docker/cli `service/update.go`; recordings 050, 051, 062).

use api::Request;

use super::{flags, merge, refusal, rollback};
use crate::context::{Context, Outcome, Stop, answer};
use crate::flag::{Args, Flag, Kind, Names, Spec};

const POLICIES: [Flag; 18] = flags::without_defaults(flags::POLICIES);

const FLAGS: &[Flag] = &[
    flags::DETACH,
    flags::QUIET,
    Flag::new("args", Kind::CommandLine, "The arguments of the command"),
    Flag::new(
        "force",
        Kind::Switch,
        "Replace all tasks, whether anything changed or not",
    ),
    Flag::new("image", Kind::Text, "Run this image"),
    Flag::new(
        "rollback",
        Kind::Switch,
        "Take the service back to what it was before",
    ),
];

/// Each thing of which a service has several can be added and removed.
const LISTS: &[Flag] = &[
    Flag::new(
        "config-add",
        Kind::Config,
        "Let the service see another config",
    ),
    Flag::new("config-rm", Kind::List, "Let it see a config no more"),
    Flag::new("constraint-add", Kind::List, "Add a condition for nodes"),
    Flag::new("constraint-rm", Kind::List, "Remove a condition for nodes"),
    Flag::new(
        "container-label-add",
        Kind::Labels,
        "Add or change a label of the containers",
    ),
    Flag::new(
        "container-label-rm",
        Kind::List,
        "Remove a label of the containers",
    ),
    Flag::new("dns-add", Kind::Addresses, "Add a DNS server"),
    Flag::new(
        "dns-option-add",
        Kind::List,
        "Add an option for asking DNS servers",
    ),
    Flag::new(
        "dns-option-rm",
        Kind::List,
        "Remove an option for asking DNS servers",
    ),
    Flag::new("dns-rm", Kind::List, "Remove a DNS server"),
    Flag::new(
        "dns-search-add",
        Kind::DnsSearch,
        "Add a domain to look for short names in",
    ),
    Flag::new(
        "dns-search-rm",
        Kind::List,
        "Remove a domain to look for short names in",
    ),
    Flag::new(
        "env-add",
        Kind::Env,
        "Add or change an environment variable",
    ),
    Flag::new("env-rm", Kind::List, "Remove an environment variable"),
    Flag::new(
        "generic-resource-add",
        Kind::GenericResources,
        "Add something else a node must have free",
    ),
    Flag::new(
        "generic-resource-rm",
        Kind::List,
        "Remove something else a node must have free",
    ),
    Flag::new(
        "group-add",
        Kind::List,
        "Add a group of the container's user",
    ),
    Flag::new(
        "group-rm",
        Kind::List,
        "Remove a group of the container's user",
    ),
    Flag::new(
        "host-add",
        Kind::Hosts,
        "Add a line of the hosts file (\"host:ip\")",
    ),
    Flag::new(
        "host-rm",
        Kind::List,
        "Remove a line of the hosts file (\"host:ip\")",
    ),
    Flag::new(
        "label-add",
        Kind::Labels,
        "Add or change a label of the service",
    ),
    Flag::new("label-rm", Kind::List, "Remove a label of the service"),
    Flag::new("mount-add", Kind::Mount, "Add or change a mount"),
    Flag::new(
        "mount-rm",
        Kind::List,
        "Remove what is mounted at this path",
    ),
    Flag::new("network-add", Kind::Network, "Join a network"),
    Flag::new("network-rm", Kind::List, "Leave a network"),
    Flag::new(
        "placement-pref-add",
        Kind::Preference,
        "Spread tasks over something else, too",
    ),
    Flag::new(
        "placement-pref-rm",
        Kind::Preference,
        "Do not spread tasks over this",
    ),
    Flag::new("publish-add", Kind::Port, "Publish a port"),
    Flag::new(
        "publish-rm",
        Kind::Port,
        "Publish this port of the containers no more",
    ),
    Flag::new(
        "secret-add",
        Kind::Secret,
        "Let the service see another secret",
    ),
    Flag::new("secret-rm", Kind::List, "Let it see a secret no more"),
    Flag::new(
        "sysctl-add",
        Kind::List,
        "Add or change a setting of the kernel",
    ),
    Flag::new("sysctl-rm", Kind::List, "Remove a setting of the kernel"),
    Flag::new(
        "ulimit-add",
        Kind::Ulimit,
        "Add or change a limit for processes",
    )
    .default("[]"),
    Flag::new("ulimit-rm", Kind::List, "Remove a limit for processes"),
];

pub(crate) static UPDATE: Spec = Spec::verb("update", "[OPTIONS] SERVICE", "Change a service")
    .args(Args::Exact(1))
    .flags(&[
        FLAGS,
        LISTS,
        flags::CONTAINER,
        flags::HEALTH,
        flags::AMOUNTS,
        flags::REGISTRY,
        &POLICIES,
    ])
    .names(Names::Services)
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let name = cx.args()[0].clone();
    let response = cx.ask(Request::ServiceInspect {
        name: name.clone(),
        insert_defaults: false,
    })?;
    let service = answer!(response, Service);
    let is_rollback = given.is("rollback");
    let alone = ["rollback", "detach", "quiet"];
    if is_rollback && given.names().any(|flag| !alone.contains(&flag)) {
        return Err(Stop::error(
            "other flags may not be combined with --rollback",
        ));
    }
    let mut spec = service.spec.clone();
    merge::into(cx, &mut spec)?;
    refusal::check(cx, "mount-add")?;
    let response = cx.ask(Request::ServiceUpdate {
        id: service.id.clone(),
        version: service.meta.version,
        spec: Box::new(spec),
        rollback: is_rollback,
        query_registry: given.changed("image") && !given.is("no-resolve-image"),
    })?;
    rollback::print_warnings(cx, &response);
    cx.line(&name);
    super::wait(cx, name)
}
