//! Verbs of `docker container` that Swarm Lab does not carry out yet, with their places at the top.
//! Flags, types and defaults after docker/cli `container/*.go` (recording 139).

use super::limits;
use crate::command::listing::INSPECT_FORMAT;
use crate::flag::{Args, Flag, Kind, Names, Spec};

/// What to use instead of working on a container by hand.
const TASKS: &str =
    "the swarm runs containers as tasks: see 'docker service ps', 'docker service update'";
const LOGS_INSTEAD: &str = "read what a task wrote with 'docker service logs'";
const IMAGES: &str = "the images of this lab are given: see 'docker images'";
const INSIDE: &str = "look at a task from outside: 'docker service ps', 'docker service logs'";

pub(crate) const DETACH_KEYS: Flag = Flag::new(
    "detach-keys",
    Kind::Text,
    "The keys that leave a container to itself",
);
const SIGNAL: Flag = Flag::new("signal", Kind::Text, "The signal it gets").short('s');
const FORCE_PRUNE: Flag = Flag::new("force", Kind::Switch, "Do not ask first").short('f');

/// `--time`, as `--timeout` was called once.
const TIMEOUT: &[Flag] = &[
    SIGNAL,
    Flag::new("timeout", Kind::Int, "Seconds until it is killed").short('t'),
    Flag::new("time", Kind::Int, "Seconds until it is killed").deprecated("use --timeout instead"),
];

pub(crate) static ATTACH: Spec = Spec::verb(
    "attach",
    "[OPTIONS] CONTAINER",
    "Tie this terminal to what runs in a container",
)
.alias_line("docker container attach, docker attach")
.args(Args::Exact(1))
.flags(&[&[
    DETACH_KEYS,
    Flag::new("no-stdin", Kind::Switch, "Leave standard input alone"),
    Flag::new("sig-proxy", Kind::Switch, "Pass signals on to it").default("true"),
]])
.names(Names::Containers)
.later(LOGS_INSTEAD);

pub(crate) static COMMIT: Spec = Spec::verb(
    "commit",
    "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
    "Make an image of what a container has become",
)
.alias_line("docker container commit, docker commit")
.args(Args::Range(1, 2))
.flags(&[&[
    Flag::new("author", Kind::Text, "Who made it").short('a'),
    Flag::new(
        "change",
        Kind::List,
        "A Dockerfile's instruction for the image",
    )
    .short('c'),
    Flag::new("message", Kind::Text, "What it is about").short('m'),
    Flag::new("pause", Kind::Switch, "Hold the container still meanwhile")
        .short('p')
        .default("true"),
]])
.stops_at_first_word()
.names(Names::Containers)
.later(IMAGES);

pub(crate) static CP: Spec = Spec::verb(
    "cp",
    "[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
    "Copy files into a container or out of it",
)
.alias_line("docker container cp, docker cp")
.args(Args::Exact(2))
.flags(&[&[
    Flag::new("archive", Kind::Switch, "Keep owners and groups as they are").short('a'),
    Flag::new("follow-link", Kind::Switch, "Copy what links of SRC_PATH point to").short('L'),
    Flag::new("quiet", Kind::Switch, "Do not show how far it is").short('q'),
]])
.names(Names::Containers)
.later(INSIDE);

pub(crate) static DIFF: Spec = Spec::verb(
    "diff",
    "CONTAINER",
    "List which files of a container differ from its image's",
)
.alias_line("docker container diff, docker diff")
.args(Args::Exact(1))
.names(Names::Containers)
.later(INSIDE);

pub(crate) static EXEC: Spec = Spec::verb(
    "exec",
    "[OPTIONS] CONTAINER COMMAND [ARG...]",
    "Run one more command in a container that runs",
)
.alias_line("docker container exec, docker exec")
.common(2)
.args(Args::AtLeast(2))
.flags(&[&[
    Flag::new("detach", Kind::Switch, "Do not wait for its end").short('d'),
    DETACH_KEYS,
    Flag::new("env", Kind::Env, "Environment variables for it").short('e'),
    Flag::new("env-file", Kind::List, "A file of environment variables"),
    Flag::new("interactive", Kind::Switch, "Keep standard input open").short('i'),
    Flag::new(
        "privileged",
        Kind::Switch,
        "Give it every right of the machine",
    ),
    Flag::new("tty", Kind::Switch, "Give it a terminal").short('t'),
    Flag::new(
        "user",
        Kind::Text,
        "Who runs it (\"<name|uid>[:<group|gid>]\")",
    )
    .short('u'),
    Flag::new("workdir", Kind::Text, "The folder it starts in").short('w'),
]])
.stops_at_first_word()
.names(Names::Containers)
.later(INSIDE);

pub(crate) static EXPORT: Spec = Spec::verb(
    "export",
    "[OPTIONS] CONTAINER",
    "Pack a container's files into a tar archive",
)
.alias_line("docker container export, docker export")
.args(Args::Exact(1))
.flags(&[&[Flag::new(
    "output",
    Kind::Text,
    "The file to write, not standard output",
)
.short('o')]])
.names(Names::Containers)
.later(INSIDE);

pub(crate) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "Show all there is to know of containers",
)
.args(Args::AtLeast(1))
.flags(&[&[
    INSPECT_FORMAT,
    Flag::new("size", Kind::Switch, "Tell how much room its files take").short('s'),
]])
.names(Names::Containers)
.later("'docker ps' lists containers, 'docker inspect' shows the task of one");

pub(crate) static KILL: Spec = Spec::verb(
    "kill",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "End containers at once",
)
.alias_line("docker container kill, docker kill")
.args(Args::AtLeast(1))
.flags(&[&[SIGNAL]])
.names(Names::Containers)
.later(TASKS);

pub(crate) static LOGS: Spec =
    Spec::verb("logs", "[OPTIONS] CONTAINER", "Show what a container wrote")
        .alias_line("docker container logs, docker logs")
        .args(Args::Exact(1))
        .flags(&[&[
            Flag::new("details", Kind::Switch, "Show what else the log knows"),
            Flag::new("follow", Kind::Switch, "Go on showing what is written").short('f'),
            Flag::new("since", Kind::Text, "Only what came after this moment"),
            Flag::new("tail", Kind::Text, "The last so many lines")
                .short('n')
                .default("all"),
            Flag::new(
                "timestamps",
                Kind::Switch,
                "Show when each line was written",
            )
            .short('t'),
            Flag::new("until", Kind::Text, "Only what came before this moment"),
        ]])
        .names(Names::Containers)
        .later(LOGS_INSTEAD);

pub(crate) static PAUSE: Spec = Spec::verb(
    "pause",
    "CONTAINER [CONTAINER...]",
    "Hold all that runs in containers still",
)
.alias_line("docker container pause, docker pause")
.args(Args::AtLeast(1))
.names(Names::Containers)
.later(TASKS);

pub(crate) static PORT: Spec = Spec::verb(
    "port",
    "CONTAINER [PRIVATE_PORT[/PROTO]]",
    "List where a container's ports are published",
)
.alias_line("docker container port, docker port")
.args(Args::Range(1, 2))
.names(Names::Containers)
.later("'docker ps' and 'docker service ls' show ports");

pub(crate) static PRUNE: Spec = Spec::verb(
    "prune",
    "[OPTIONS]",
    "Remove the containers that do not run",
)
.flags(&[&[
    Flag::new(
        "filter",
        Kind::Filter,
        "Remove only what meets this condition (such as \"until=<timestamp>\")",
    ),
    FORCE_PRUNE,
]])
.later(TASKS);

pub(crate) static RENAME: Spec = Spec::verb(
    "rename",
    "CONTAINER NEW_NAME",
    "Give a container another name",
)
.alias_line("docker container rename, docker rename")
.args(Args::Exact(2))
.names(Names::Containers)
.later(TASKS);

pub(crate) static RESTART: Spec = Spec::verb(
    "restart",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "Stop containers and start them again",
)
.alias_line("docker container restart, docker restart")
.args(Args::AtLeast(1))
.flags(&[TIMEOUT])
.names(Names::Containers)
.later("restart a service's tasks with 'docker service update --force'");

pub(crate) static RM: Spec = Spec::verb(
    "rm",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "Remove containers",
)
.aliases(&["remove"])
.alias_line("docker container rm, docker container remove, docker rm")
.args(Args::AtLeast(1))
.flags(&[&[
    Flag::new("force", Kind::Switch, "Even if it runs: it is killed").short('f'),
    Flag::new("link", Kind::Switch, "Remove the link of that name").short('l'),
    Flag::new("volumes", Kind::Switch, "Its nameless volumes, too").short('v'),
]])
.names(Names::Containers)
.later(TASKS);

/// `docker rm` knows no `docker remove`.
pub(crate) static RM_AT_THE_TOP: Spec = RM.aliases(&[]);

pub(crate) static START: Spec = Spec::verb(
    "start",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "Start containers that do not run",
)
.alias_line("docker container start, docker start")
.args(Args::AtLeast(1))
.flags(&[&[
    Flag::new(
        "attach",
        Kind::Switch,
        "Show what it writes, and pass signals on",
    )
    .short('a'),
    Flag::new("checkpoint", Kind::Text, "Go on from this checkpoint").hidden(),
    Flag::new("checkpoint-dir", Kind::Text, "Where checkpoints are kept").hidden(),
    DETACH_KEYS,
    Flag::new("interactive", Kind::Switch, "Tie standard input to it").short('i'),
]])
.names(Names::Containers)
.later(TASKS);

pub(crate) static STATS: Spec = Spec::verb(
    "stats",
    "[OPTIONS] [CONTAINER...]",
    "Show what containers use, as it changes",
)
.alias_line("docker container stats, docker stats")
.args(Args::AtLeast(0))
.flags(&[&[
    Flag::new("all", Kind::Switch, "Show those that do not run, too").short('a'),
    crate::command::listing::FORMAT,
    Flag::new("no-stream", Kind::Switch, "Show it once and end"),
    crate::command::listing::NO_TRUNC,
]])
.names(Names::Containers)
.later(INSIDE);

pub(crate) static STOP: Spec = Spec::verb(
    "stop",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "Ask containers to end, and kill those that do not",
)
.alias_line("docker container stop, docker stop")
.args(Args::AtLeast(1))
.flags(&[TIMEOUT])
.names(Names::Containers)
.later("stop a service's tasks with 'docker service scale'");

pub(crate) static TOP: Spec = Spec::verb(
    "top",
    "CONTAINER [ps OPTIONS]",
    "List what runs in a container",
)
.alias_line("docker container top, docker top")
.args(Args::AtLeast(1))
.stops_at_first_word()
.names(Names::Containers)
.later(INSIDE);

pub(crate) static UNPAUSE: Spec = Spec::verb(
    "unpause",
    "CONTAINER [CONTAINER...]",
    "Let go on what 'pause' holds",
)
.alias_line("docker container unpause, docker unpause")
.args(Args::AtLeast(1))
.names(Names::Containers)
.later(TASKS);

pub(crate) static UPDATE: Spec = Spec::verb(
    "update",
    "[OPTIONS] CONTAINER [CONTAINER...]",
    "Change what containers may use",
)
.alias_line("docker container update, docker update")
.args(Args::AtLeast(1))
.flags(&[
    limits::CPU,
    limits::MEMORY,
    &[
        Flag::new("kernel-memory", Kind::Bytes, "Memory of the kernel").hidden(),
        Flag::new("restart", Kind::Text, "When it is started again").choices(limits::RESTARTS),
    ],
])
.names(Names::Containers)
.later("change a service's tasks with 'docker service update'");

pub(crate) static WAIT: Spec = Spec::verb(
    "wait",
    "CONTAINER [CONTAINER...]",
    "Wait for the end of containers and show their exit codes",
)
.alias_line("docker container wait, docker wait")
.args(Args::AtLeast(1))
.names(Names::Containers)
.later("see how a task ended with 'docker service ps'");
