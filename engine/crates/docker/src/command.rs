//! The table of commands: `docker` itself and everything under it (docker/cli
//! `cli/command/commands/commands.go`; recordings 136–140).

pub(crate) mod config;
pub(crate) mod container;
pub(crate) mod content;
pub(crate) mod help;
pub(crate) mod image;
pub(crate) mod later;
pub(crate) mod listing;
pub(crate) mod moment;
pub(crate) mod network;
pub(crate) mod node;
pub(crate) mod outside;
pub(crate) mod plugin;
pub(crate) mod prompt;
pub(crate) mod removal;
pub(crate) mod secret;
pub(crate) mod service;
pub(crate) mod stack;
pub(crate) mod swarm;
pub(crate) mod system;
pub(crate) mod tasks;
pub(crate) mod volume;

use crate::flag::{Args, Flag, Kind, Spec};

/// `docker` itself.
pub(crate) static ROOT: Spec = Spec {
    args: Args::Any,
    ..Spec::group(
        "docker",
        "Runs programs in containers, alone or as a swarm",
        CHILDREN,
    )
    .named("docker", "[OPTIONS] COMMAND [ARG...]")
    .flags(&[FLAGS])
};

const FLAGS: &[Flag] = &[
    Flag::new("config", Kind::Path, "The folder of the client's settings").default("/root/.docker"),
    Flag::new(
        "context",
        Kind::Text,
        "The context whose daemon to call (before DOCKER_HOST and what \"docker context use\" chose)",
    )
    .short('c'),
    Flag::new("debug", Kind::Switch, "Say more of what is done").short('D'),
    Flag::new("host", Kind::DaemonHost, "The address of the daemon to call").short('H'),
    Flag::new(
        "log-level",
        Kind::Text,
        "How much to say (\"debug\", \"info\", \"warn\", \"error\", \"fatal\")",
    )
    .short('l')
    .default("info")
    .choices(&["debug", "info", "warn", "error", "fatal"]),
    Flag::new("tls", Kind::Switch, "Use TLS; --tlsverify does so, too"),
    Flag::new("tlscacert", Kind::Path, "Trust only what this authority signed")
        .default("/root/.docker/ca.pem"),
    Flag::new("tlscert", Kind::Path, "The client's certificate").default("/root/.docker/cert.pem"),
    Flag::new("tlskey", Kind::Path, "The client's key").default("/root/.docker/key.pem"),
    Flag::new("tlsverify", Kind::Switch, "Use TLS and check the daemon's certificate"),
    Flag::new("version", Kind::Switch, "Print the client's version and end").short('v'),
];

const CHILDREN: &[&Spec] = &[
    &container::run::RUN,
    &container::later::EXEC,
    &container::ls::PS,
    &image::later::BUILD,
    &image::pull::PULL,
    &image::later::PUSH,
    &image::ls::IMAGES,
    &outside::LOGIN,
    &outside::LOGOUT,
    &outside::SEARCH,
    &system::version::VERSION,
    &system::info::INFO,
    &outside::BUILDER,
    &container::CONTAINER,
    &outside::CONTEXT,
    &image::IMAGE,
    &outside::MANIFEST,
    &network::NETWORK,
    &plugin::PLUGIN,
    &system::SYSTEM,
    &outside::TRUST,
    &volume::VOLUME,
    &config::CONFIG,
    &node::NODE,
    &secret::SECRET,
    &service::SERVICE,
    &stack::STACK,
    &swarm::SWARM,
    &container::later::ATTACH,
    &container::later::COMMIT,
    &container::later::CP,
    &container::run::CREATE,
    &container::later::DIFF,
    &system::events::EVENTS,
    &container::later::EXPORT,
    &image::later::HISTORY,
    &image::later::IMPORT,
    &system::inspect::INSPECT,
    &container::later::KILL,
    &image::later::LOAD,
    &container::later::LOGS,
    &container::later::PAUSE,
    &container::later::PORT,
    &container::later::RENAME,
    &container::later::RESTART,
    &container::later::RM_AT_THE_TOP,
    &image::later::RMI,
    &image::later::SAVE,
    &container::later::START,
    &container::later::STATS,
    &container::later::STOP,
    &image::later::TAG,
    &container::later::TOP,
    &container::later::UNPAUSE,
    &container::later::UPDATE,
    &container::later::WAIT,
];

#[cfg(test)]
mod tests;
