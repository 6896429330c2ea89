//! Programs that a machine has and the lab does not play: each says so by its name.

use super::{Io, Started};

/// What to do instead, by program.
const INSTEAD: &[(&str, &str)] = &[
    ("apt", "what can be used is installed"),
    ("apt-get", "what can be used is installed"),
    (
        "dig",
        "ask inside of a container: docker exec CONTAINER nslookup NAME",
    ),
    ("ifconfig", "use: ip addr"),
    ("ipvsadm", "see the network view of the map"),
    ("iptables", "see the network view of the map"),
    ("journalctl", "see: docker service logs, docker events"),
    ("netstat", "see: docker service ls, docker ps"),
    (
        "nslookup",
        "ask inside of a container: docker exec CONTAINER nslookup NAME",
    ),
    ("nsenter", "see the network view of the map"),
    ("reboot", "use the power switch on the node's menu"),
    ("service", "stop and start Docker on the node's menu"),
    ("shutdown", "use the power switch on the node's menu"),
    ("ss", "see: docker service ls, docker ps"),
    ("sysctl", "the kernel's settings are as they are"),
    ("systemctl", "stop and start Docker on the node's menu"),
];

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let name = words[0].rsplit('/').next().unwrap_or_default().to_owned();
    let instead = INSTEAD
        .iter()
        .find(|(it, _)| *it == name)
        .map_or("", |(_, instead)| instead);
    Started::refuse(
        &format!("{name}: not supported in Swarm Lab yet; {instead}\n"),
        1,
        io,
    )
}
