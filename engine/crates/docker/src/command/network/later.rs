//! Verbs of `docker network` that Swarm Lab does not carry out yet.

use crate::flag::{Args, Flag, Kind, Names, Spec};

const CONTAINERS: &str = "give a service its networks by 'docker service update --network-add'";

pub(crate) static CONNECT: Spec = Spec::verb(
    "connect",
    "[OPTIONS] NETWORK CONTAINER",
    "Put a container on a network",
)
.args(Args::Exact(2))
.flags(&[&[
    Flag::new(
        "alias",
        Kind::Strings,
        "Another name of the container on that network",
    ),
    Flag::new(
        "driver-opt",
        Kind::Strings,
        "An option for the network's driver",
    ),
    Flag::new(
        "gw-priority",
        Kind::Int,
        "The network with the highest is the way out; may be negative",
    ),
    Flag::new(
        "ip",
        Kind::Text,
        "IPv4 address (such as \"172.30.100.104\")",
    ),
    Flag::new("ip6", Kind::Text, "IPv6 address (such as \"2001:db8::33\")"),
    Flag::new(
        "link",
        Kind::List,
        "Another container to be reached by a name",
    ),
    Flag::new("link-local-ip", Kind::Strings, "A link-local address"),
]])
.names(Names::Networks)
.later(CONTAINERS);

pub(crate) static DISCONNECT: Spec = Spec::verb(
    "disconnect",
    "[OPTIONS] NETWORK CONTAINER",
    "Take a container off a network",
)
.args(Args::Exact(2))
.flags(&[&[Flag::new("force", Kind::Switch, "Whatever the container says to it").short('f')]])
.names(Names::Networks)
.later(CONTAINERS);
