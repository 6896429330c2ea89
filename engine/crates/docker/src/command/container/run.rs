//! `docker run` and `docker create`: their flags (docker/cli `container/{run,create,opts}.go`;
//! recording 139). Swarm Lab runs containers as tasks of services only.

use super::later::DETACH_KEYS;
use super::limits;
use crate::flag::{Args, Flag, Kind, Names, Spec};

const INSTEAD: &str = "run a container as a service: 'docker service create'";

/// What both pull.
const PULLING: &[Flag] = &[
    Flag::new(
        "disable-content-trust",
        Kind::Switch,
        "Do not check who signed the image",
    )
    .default("true"),
    Flag::new("name", Kind::Text, "What the container is called"),
    Flag::new(
        "platform",
        Kind::Text,
        "For which kind of machine, where there is a choice",
    ),
    Flag::new(
        "pull",
        Kind::Text,
        "When to fetch the image (\"always\", \"missing\", \"never\")",
    )
    .default("missing")
    .choices(&["always", "missing", "never"]),
    Flag::new("quiet", Kind::Switch, "Do not show how it is fetched").short('q'),
    Flag::new(
        "use-api-socket",
        Kind::Switch,
        "Hand in the daemon's socket and the rights to it",
    ),
];

/// Only what runs at once can be left alone.
const RUNNING: &[Flag] = &[
    Flag::new("detach", Kind::Switch, "Leave it running and show its id").short('d'),
    DETACH_KEYS,
    Flag::new("sig-proxy", Kind::Switch, "Pass signals on to it").default("true"),
];

/// What runs, as whom, and with which surroundings.
const PROCESS: &[Flag] = &[
    Flag::new(
        "annotation",
        Kind::Map,
        "A note for the program that starts it",
    )
    .default("map[]"),
    Flag::new(
        "attach",
        Kind::List,
        "Tie STDIN, STDOUT or STDERR to this terminal",
    )
    .short('a'),
    Flag::new("cap-add", Kind::List, "A Linux capability it gets"),
    Flag::new("cap-drop", Kind::List, "A Linux capability it loses"),
    Flag::new("cgroup-parent", Kind::Text, "The cgroup above its own"),
    Flag::new(
        "cgroupns",
        Kind::Text,
        "Which cgroup namespace it is in (host|private)\n\
         'host':    that of the machine\n\
         'private': one of its own\n\
         '':        as the daemon is set up\n\
         \x20          (default)",
    )
    .choices(&["host", "private"]),
    Flag::new("cidfile", Kind::Text, "A file its id is written to"),
    Flag::new(
        "entrypoint",
        Kind::Text,
        "What runs, whatever the image says",
    ),
    Flag::new("env", Kind::Env, "Environment variables").short('e'),
    Flag::new("env-file", Kind::List, "A file of environment variables"),
    Flag::new("group-add", Kind::List, "One more group of its user"),
    Flag::new("help", Kind::Switch, "Show this help"),
    Flag::new(
        "init",
        Kind::Switch,
        "Begin with an init that passes signals on and reaps",
    ),
    Flag::new("interactive", Kind::Switch, "Keep standard input open").short('i'),
    Flag::new(
        "isolation",
        Kind::Text,
        "How it is kept apart from the machine",
    ),
    Flag::new("label", Kind::Labels, "A label of the container").short('l'),
    Flag::new("label-file", Kind::List, "A file of labels, one a line"),
    Flag::new("log-driver", Kind::Text, "What keeps its log"),
    Flag::new("log-opt", Kind::List, "An option for what keeps its log"),
    Flag::new("restart", Kind::Text, "When it is started again")
        .default("no")
        .choices(limits::RESTARTS),
    Flag::new(
        "rm",
        Kind::Switch,
        "Remove it and its nameless volumes when it ends",
    ),
    Flag::new("stop-signal", Kind::Text, "The signal that asks it to end"),
    Flag::new(
        "stop-timeout",
        Kind::Int,
        "Seconds from that signal until it is killed",
    ),
    Flag::new("tty", Kind::Switch, "Give it a terminal").short('t'),
    Flag::new(
        "user",
        Kind::Text,
        "Who it is (\"<name|uid>[:<group|gid>]\")",
    )
    .short('u'),
    Flag::new("workdir", Kind::Text, "The folder it starts in").short('w'),
];

const HEALTH: &[Flag] = &[
    Flag::new(
        "health-cmd",
        Kind::Text,
        "The command that checks its health",
    ),
    Flag::new(
        "health-interval",
        Kind::Duration,
        "Time from check to check (ms|s|m|h) (default 0s)",
    ),
    Flag::new(
        "health-retries",
        Kind::Int,
        "So many checks in a row must fail",
    ),
    Flag::new(
        "health-start-interval",
        Kind::Duration,
        "Time from check to check while it starts (ms|s|m|h) (default 0s)",
    ),
    Flag::new(
        "health-start-period",
        Kind::Duration,
        "How long it may take to start before failures count (ms|s|m|h) (default 0s)",
    ),
    Flag::new(
        "health-timeout",
        Kind::Duration,
        "How long a check may take (ms|s|m|h) (default 0s)",
    ),
    Flag::new(
        "no-healthcheck",
        Kind::Switch,
        "Leave the image's check out",
    ),
];

const NETWORK: &[Flag] = &[
    Flag::new("add-host", Kind::Hosts, "A name for an address (host:ip)"),
    Flag::new("dns", Kind::Addresses, "A name server"),
    Flag::new("dns-opt", Kind::List, "An option for finding names").hidden(),
    Flag::new("dns-option", Kind::List, "An option for finding names"),
    Flag::new(
        "dns-search",
        Kind::DnsSearch,
        "A domain to look names up in",
    ),
    Flag::new("domainname", Kind::Text, "Its NIS domain"),
    Flag::new("expose", Kind::List, "A port it listens on, or a range"),
    Flag::new("hostname", Kind::Text, "What it calls itself").short('h'),
    Flag::new("ip", Kind::Text, "IPv4 address (such as 172.30.100.104)"),
    Flag::new("ip6", Kind::Text, "IPv6 address (such as 2001:db8::33)"),
    Flag::new(
        "link",
        Kind::List,
        "Another container to be reached by a name",
    ),
    Flag::new("link-local-ip", Kind::List, "A link-local address"),
    Flag::new(
        "mac-address",
        Kind::Text,
        "MAC address (such as 92:d0:c6:0a:29:33)",
    ),
    Flag::new("net", Kind::Network, "A network it is on").hidden(),
    Flag::new("net-alias", Kind::List, "Another name on that network").hidden(),
    Flag::new("network", Kind::Network, "A network it is on"),
    Flag::new("network-alias", Kind::List, "Another name on that network"),
    Flag::new(
        "publish",
        Kind::List,
        "A port of the machine that leads to it",
    )
    .short('p'),
    Flag::new(
        "publish-all",
        Kind::Switch,
        "A port of the machine for each it exposes",
    )
    .short('P'),
];

const FILES: &[Flag] = &[
    Flag::new("mount", Kind::Mount, "A volume or folder it sees"),
    Flag::new("read-only", Kind::Switch, "Its own files cannot be written"),
    Flag::new("shm-size", Kind::Bytes, "Size of /dev/shm"),
    Flag::new(
        "storage-opt",
        Kind::List,
        "An option for what keeps its files",
    ),
    Flag::new("tmpfs", Kind::List, "A folder kept in memory"),
    Flag::new("volume", Kind::List, "A volume or folder it sees").short('v'),
    Flag::new("volume-driver", Kind::Text, "What keeps its volumes"),
    Flag::new(
        "volumes-from",
        Kind::List,
        "A container whose volumes it sees",
    ),
];

const MACHINE: &[Flag] = &[
    Flag::new("blkio-weight-device", Kind::List, "Its share of one disk").default("[]"),
    Flag::new("cpu-count", Kind::Int, "How many processors (Windows)").hidden(),
    Flag::new(
        "cpu-percent",
        Kind::Int,
        "Share of the processors (Windows)",
    )
    .hidden(),
    Flag::new("device", Kind::List, "A device of the machine it sees"),
    Flag::new(
        "device-cgroup-rule",
        Kind::List,
        "A rule on which devices it may use",
    ),
    Flag::new(
        "device-read-bps",
        Kind::List,
        "Most bytes a second from a device",
    )
    .default("[]"),
    Flag::new(
        "device-read-iops",
        Kind::List,
        "Most reads a second from a device",
    )
    .default("[]"),
    Flag::new(
        "device-write-bps",
        Kind::List,
        "Most bytes a second to a device",
    )
    .default("[]"),
    Flag::new(
        "device-write-iops",
        Kind::List,
        "Most writes a second to a device",
    )
    .default("[]"),
    Flag::new(
        "gpus",
        Kind::Gpus,
        "Which graphics cards it sees ('all' for every one)",
    ),
    Flag::new(
        "io-maxbandwidth",
        Kind::Bytes,
        "Most bytes a second (Windows)",
    )
    .hidden(),
    Flag::new(
        "io-maxiops",
        Kind::Uint,
        "Most operations a second (Windows)",
    )
    .hidden(),
    Flag::new("ipc", Kind::Text, "Which IPC namespace it is in"),
    Flag::new(
        "kernel-memory",
        Kind::Bytes,
        "How much memory of the kernel",
    ),
    Flag::new(
        "memory-swappiness",
        Kind::Int,
        "How readily it is swapped out (0 to 100)",
    )
    .default("-1"),
    Flag::new(
        "oom-kill-disable",
        Kind::Switch,
        "Do not kill it when memory is short",
    ),
    Flag::new(
        "oom-score-adj",
        Kind::Int,
        "How readily it is killed when memory is short (-1000 to 1000)",
    ),
    Flag::new("pid", Kind::Text, "Which PID namespace it is in"),
    Flag::new(
        "privileged",
        Kind::Switch,
        "Give it every right of the machine",
    ),
    Flag::new("runtime", Kind::Text, "The program that runs it"),
    Flag::new("security-opt", Kind::List, "An option on what it may do"),
    Flag::new("sysctl", Kind::Map, "A setting of the kernel for it").default("map[]"),
    Flag::new("ulimit", Kind::Ulimit, "A limit on its processes").default("[]"),
    Flag::new("userns", Kind::Text, "Which user namespace it is in"),
    Flag::new("uts", Kind::Text, "Which UTS namespace it is in"),
];

pub(crate) static RUN: Spec = Spec::verb(
    "run",
    "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    "Make a container from an image and run it",
)
.alias_line("docker container run, docker run")
.common(1)
.args(Args::AtLeast(1))
.flags(&[
    PULLING,
    RUNNING,
    PROCESS,
    HEALTH,
    NETWORK,
    FILES,
    MACHINE,
    limits::CPU,
    limits::MEMORY,
])
.stops_at_first_word()
.names(Names::Images)
.later(INSTEAD);

pub(crate) static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] IMAGE [COMMAND] [ARG...]",
    "Make a container from an image without running it",
)
.alias_line("docker container create, docker create")
.args(Args::AtLeast(1))
.flags(&[
    PULLING,
    PROCESS,
    HEALTH,
    NETWORK,
    FILES,
    MACHINE,
    limits::CPU,
    limits::MEMORY,
])
.stops_at_first_word()
.names(Names::Images)
.later(INSTEAD);
