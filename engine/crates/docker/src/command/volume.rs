//! `docker volume`: places where containers keep files. Not carried out yet; usage lines, flags and
//! defaults after docker/cli `volume/*.go` (recording 139).

use crate::command::listing::{FORMAT, INSPECT_FORMAT};
use crate::flag::{Args, Flag, Kind, Spec, SwarmState};

const INSTEAD: &str = "give a service its volumes with 'docker service create --mount'";
const CONDITION: &str = "List only what meets this condition (such as \"dangling=true\")";
const AVAILABILITY: Flag = Flag::new(
    "availability",
    Kind::Text,
    "Whether the volume may be used (\"active\", \"pause\", \"drain\")",
)
.default("active")
.choices(&["active", "pause", "drain"]);

pub(crate) static VOLUME: Spec = Spec::group(
    "volume",
    "Work with volumes",
    &[&CREATE, &INSPECT, &LS, &PRUNE, &RM, &UPDATE],
)
.named("volume", "COMMAND");

static CREATE: Spec = Spec::verb("create", "[OPTIONS] [VOLUME]", "Make a volume")
    .args(Args::AtMost(1))
    .flags(&[
        &[
            Flag::new("driver", Kind::Text, "What keeps it")
                .short('d')
                .default("local"),
            Flag::new("label", Kind::Labels, "A label of the volume"),
            Flag::new("opt", Kind::Map, "An option for what keeps it")
                .short('o')
                .default("map[]"),
        ],
        CLUSTER,
    ])
    .later(INSTEAD);

/// Volumes that the swarm itself manages; `--help` tells of them on a manager only, and here never.
const CLUSTER: &[Flag] = &[
    AVAILABILITY.hidden(),
    Flag::new("group", Kind::Text, "The group of volumes it is in").hidden(),
    Flag::new("limit-bytes", Kind::Bytes, "Its least size").hidden(),
    Flag::new("required-bytes", Kind::Bytes, "Its greatest size").hidden(),
    Flag::new("scope", Kind::Text, "How many nodes may use it at once")
        .default("single")
        .choices(&["single", "multi"])
        .hidden(),
    Flag::new("secret", Kind::Map, "A secret it needs")
        .default("map[]")
        .hidden(),
    Flag::new("sharing", Kind::Text, "How many tasks may use it at once")
        .default("none")
        .choices(&["none", "readonly", "onewriter", "all"])
        .hidden(),
    Flag::new(
        "topology-preferred",
        Kind::List,
        "Where it should be reached from",
    )
    .hidden(),
    Flag::new(
        "topology-required",
        Kind::List,
        "Where it must be reached from",
    )
    .hidden(),
    Flag::new("type", Kind::Text, "Whether it has a file system")
        .default("block")
        .choices(&["mount", "block"])
        .hidden(),
];

static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] VOLUME [VOLUME...]",
    "Show all there is to know of volumes",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT]])
.later(INSTEAD);

static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List volumes")
    .aliases(&["list"])
    .flags(&[&[
        Flag::new("cluster", Kind::Switch, "List those the swarm manages").hidden(),
        Flag::new("filter", Kind::Filter, CONDITION).short('f'),
        FORMAT,
        Flag::new("quiet", Kind::Switch, "Print names and nothing else").short('q'),
    ]])
    .later(INSTEAD);

static PRUNE: Spec = Spec::verb("prune", "[OPTIONS]", "Remove the volumes that nobody uses")
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
            "Remove only what meets this condition (such as \"label=<label>\")",
        ),
        Flag::new("force", Kind::Switch, "Do not ask first").short('f'),
    ]])
    .later(INSTEAD);

static RM: Spec = Spec::verb("rm", "[OPTIONS] VOLUME [VOLUME...]", "Remove volumes")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .flags(&[&[Flag::new("force", Kind::Switch, "Whatever keeps it says").short('f')]])
    .later(INSTEAD);

static UPDATE: Spec = Spec::verb(
    "update",
    "[OPTIONS] [VOLUME]",
    "Change a volume of the swarm",
)
.args(Args::Exact(1))
.flags(&[&[AVAILABILITY]])
.swarm(SwarmState::Manager)
.later(INSTEAD);
