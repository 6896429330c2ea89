//! Verbs of `docker image` that Swarm Lab does not carry out yet, with their places at the top.
//! Flags, types and defaults after docker/cli `image/*.go` (recording 139).

use crate::command::listing::{FORMAT, INSPECT_FORMAT, NO_TRUNC};
use crate::flag::{Args, Flag, Kind, Names, Spec};

const GIVEN: &str = "the images of this lab are given: see 'docker images'";
pub(super) const PLATFORM: Flag = Flag::new(
    "platform",
    Kind::Text,
    "For which kind of machine, where there is a choice",
);
pub(super) const TRUST: Flag = Flag::new(
    "disable-content-trust",
    Kind::Switch,
    "Do not check who signed it",
)
.default("true");

pub(crate) static BUILD: Spec = Spec::verb(
    "build",
    "[OPTIONS] PATH | URL | -",
    "Make an image as a Dockerfile says",
)
.alias_line("docker image build, docker build, docker builder build")
.common(4)
.args(Args::Exact(1))
.flags(&[
    &[
        Flag::new("add-host", Kind::Hosts, "A name for an address (host:ip)"),
        Flag::new("build-arg", Kind::Env, "A variable of the build"),
        Flag::new(
            "cache-from",
            Kind::Strings,
            "An image whose layers may be taken over",
        ),
        Flag::new("cgroup-parent", Kind::Text, "The cgroup above that of RUN"),
        Flag::new("compress", Kind::Switch, "Send the folder compressed"),
        Flag::new(
            "cpu-period",
            Kind::Int,
            "The period over which --cpu-quota counts",
        ),
        Flag::new(
            "cpu-quota",
            Kind::Int,
            "Processor time it may have in a period",
        ),
        Flag::new(
            "cpu-shares",
            Kind::Int,
            "Its share of the processors beside others",
        )
        .short('c'),
        Flag::new(
            "cpuset-cpus",
            Kind::Text,
            "Which processors it may use (0-3, 0,1)",
        ),
        Flag::new(
            "cpuset-mems",
            Kind::Text,
            "Which memory nodes it may use (0-3, 0,1)",
        ),
        TRUST,
        Flag::new(
            "file",
            Kind::Text,
            "The Dockerfile (if not \"PATH/Dockerfile\")",
        )
        .short('f'),
        Flag::new(
            "force-rm",
            Kind::Switch,
            "Remove containers on the way even on failure",
        ),
        Flag::new("iidfile", Kind::Text, "A file the image's id is written to"),
    ],
    &[
        Flag::new(
            "isolation",
            Kind::Text,
            "How it is kept apart from the machine",
        ),
        Flag::new("label", Kind::Labels, "A label of the image"),
        Flag::new("memory", Kind::Bytes, "How much memory it may use").short('m'),
        Flag::new(
            "memory-swap",
            Kind::Bytes,
            "How much memory and swap; -1 for any swap",
        ),
        Flag::new("network", Kind::Text, "The network RUN is on").default("default"),
        Flag::new("no-cache", Kind::Switch, "Take no layer over"),
        PLATFORM,
        Flag::new(
            "pull",
            Kind::Switch,
            "Ask the registry for newer base images",
        ),
        Flag::new(
            "quiet",
            Kind::Switch,
            "Show the image's id and nothing else",
        )
        .short('q'),
        Flag::new(
            "rm",
            Kind::Switch,
            "Remove containers on the way when all went well",
        )
        .default("true"),
        Flag::new("security-opt", Kind::Strings, "An option on what it may do"),
        Flag::new("shm-size", Kind::Bytes, "Size of /dev/shm"),
        Flag::new("squash", Kind::Switch, "Make one layer of all new ones").hidden(),
        Flag::new("tag", Kind::List, "What the image is called (\"name:tag\")").short('t'),
        Flag::new("target", Kind::Text, "The stage to build"),
        Flag::new("ulimit", Kind::Ulimit, "A limit on its processes").default("[]"),
    ],
])
.names(Names::Files)
.later(GIVEN);

pub(crate) static HISTORY: Spec =
    Spec::verb("history", "[OPTIONS] IMAGE", "Show how an image was made")
        .alias_line("docker image history, docker history")
        .args(Args::Exact(1))
        .flags(&[&[
            FORMAT,
            Flag::new("human", Kind::Switch, "Sizes and dates for people to read")
                .short('H')
                .default("true"),
            NO_TRUNC,
            PLATFORM,
            Flag::new("quiet", Kind::Switch, "Print ids and nothing else").short('q'),
        ]])
        .names(Names::Images)
        .later(GIVEN);

pub(crate) static IMPORT: Spec = Spec::verb(
    "import",
    "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
    "Make an image of the files in a tar archive",
)
.alias_line("docker image import, docker import")
.args(Args::AtLeast(1))
.flags(&[&[
    Flag::new(
        "change",
        Kind::List,
        "A Dockerfile's instruction for the image",
    )
    .short('c'),
    Flag::new("message", Kind::Text, "What it is about").short('m'),
    PLATFORM,
]])
.names(Names::Files)
.later(GIVEN);

pub(crate) static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] IMAGE [IMAGE...]",
    "Show all there is to know of images",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PLATFORM]])
.names(Names::Images)
.later("'docker images' lists images");

pub(crate) static LOAD: Spec = Spec::verb(
    "load",
    "[OPTIONS]",
    "Take images out of a tar archive or standard input",
)
.alias_line("docker image load, docker load")
.flags(&[&[
    Flag::new("input", Kind::Text, "The file to read, not standard input").short('i'),
    PLATFORM,
    Flag::new("quiet", Kind::Switch, "Do not show how far it is").short('q'),
]])
.later(GIVEN);

pub(crate) static PRUNE: Spec =
    Spec::verb("prune", "[OPTIONS]", "Remove the images that nobody uses")
        .flags(&[&[
            Flag::new(
                "all",
                Kind::Switch,
                "All of them, not only those without a name",
            )
            .short('a'),
            Flag::new(
                "filter",
                Kind::Filter,
                "Remove only what meets this condition (such as \"until=<timestamp>\")",
            ),
            Flag::new("force", Kind::Switch, "Do not ask first").short('f'),
        ]])
        .later(GIVEN);

pub(crate) static PUSH: Spec = Spec::verb(
    "push",
    "[OPTIONS] NAME[:TAG]",
    "Send an image to a registry",
)
.alias_line("docker image push, docker push")
.common(6)
.args(Args::Exact(1))
.flags(&[&[
    Flag::new("all-tags", Kind::Switch, "Every tag of the repository").short('a'),
    TRUST,
    PLATFORM,
    Flag::new("quiet", Kind::Switch, "Do not show how far it is").short('q'),
]])
.names(Names::Images)
.later(GIVEN);

pub(crate) static RM: Spec = Spec::verb("rm", "[OPTIONS] IMAGE [IMAGE...]", "Remove images")
    .aliases(&["remove"])
    .alias_line("docker image rm, docker image remove, docker rmi")
    .args(Args::AtLeast(1))
    .flags(&[&[
        Flag::new("force", Kind::Switch, "Even if something uses it").short('f'),
        Flag::new(
            "no-prune",
            Kind::Switch,
            "Keep the nameless images it was made of",
        ),
        Flag::new("platform", Kind::Strings, "For this kind of machine only"),
    ]])
    .names(Names::Images)
    .later(GIVEN);

pub(crate) static RMI: Spec = RM.aliases(&[]).named("rmi", "[OPTIONS] IMAGE [IMAGE...]");

pub(crate) static SAVE: Spec = Spec::verb(
    "save",
    "[OPTIONS] IMAGE [IMAGE...]",
    "Pack images into a tar archive (on standard output)",
)
.alias_line("docker image save, docker save")
.args(Args::AtLeast(1))
.flags(&[&[
    Flag::new(
        "output",
        Kind::Text,
        "The file to write, not standard output",
    )
    .short('o'),
    PLATFORM,
]])
.names(Names::Images)
.later(GIVEN);

pub(crate) static TAG: Spec = Spec::verb(
    "tag",
    "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
    "Give an image one more name",
)
.alias_line("docker image tag, docker tag")
.args(Args::Exact(2))
.stops_at_first_word()
.names(Names::Images)
.later(GIVEN);
