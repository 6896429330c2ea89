//! `docker plugin`: programs that add to the daemon. Not carried out; usage lines, flags and
//! defaults after docker/cli `plugin/*.go`.

use crate::command::listing::{FORMAT, INSPECT_FORMAT, NO_TRUNC};
use crate::flag::{Args, Flag, Kind, Spec};

const INSTEAD: &str = "the daemons of this lab have the usual drivers: see 'docker info'";
const TRUST: Flag = Flag::new(
    "disable-content-trust",
    Kind::Switch,
    "Do not check who signed it",
)
.default("true");
const GRANT: Flag = Flag::new(
    "grant-all-permissions",
    Kind::Switch,
    "Give it every right it asks for",
);

pub(crate) static PLUGIN: Spec = Spec::group(
    "plugin",
    "Work with programs that add to the daemon",
    &[
        &CREATE, &DISABLE, &ENABLE, &INSPECT, &INSTALL, &LS, &PUSH, &RM, &SET, &UPGRADE,
    ],
);

static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] PLUGIN PLUGIN-DATA-DIR",
    "Make a plugin of a folder with its files and settings",
)
.args(Args::AtLeast(2))
.flags(&[&[Flag::new(
    "compress",
    Kind::Switch,
    "Send the folder compressed",
)]])
.later(INSTEAD);

static DISABLE: Spec = Spec::verb("disable", "[OPTIONS] PLUGIN", "Switch a plugin off")
    .args(Args::Exact(1))
    .flags(&[&[Flag::new("force", Kind::Switch, "Even if something uses it").short('f')]])
    .later(INSTEAD);

static ENABLE: Spec = Spec::verb("enable", "[OPTIONS] PLUGIN", "Switch a plugin on")
    .args(Args::Exact(1))
    .flags(&[&[Flag::new("timeout", Kind::Int, "Seconds to wait for its answer").default("30")]])
    .later(INSTEAD);

static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] PLUGIN [PLUGIN...]",
    "Show all there is to know of plugins",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT]])
.later(INSTEAD);

static INSTALL: Spec = Spec::verb(
    "install",
    "[OPTIONS] PLUGIN [KEY=VALUE...]",
    "Fetch a plugin and switch it on",
)
.args(Args::AtLeast(1))
.flags(&[&[
    Flag::new("alias", Kind::Text, "What it is called here"),
    Flag::new("disable", Kind::Switch, "Leave it switched off"),
    TRUST,
    GRANT,
]])
.later(INSTEAD);

static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List plugins")
    .aliases(&["list"])
    .flags(&[&[
        Flag::new(
            "filter",
            Kind::Filter,
            "List only what meets this condition (such as \"enabled=true\")",
        )
        .short('f'),
        FORMAT,
        NO_TRUNC,
        Flag::new("quiet", Kind::Switch, "Print ids and nothing else").short('q'),
    ]])
    .later(INSTEAD);

static PUSH: Spec = Spec::verb(
    "push",
    "[OPTIONS] PLUGIN[:TAG]",
    "Send a plugin to a registry",
)
.args(Args::Exact(1))
.flags(&[&[TRUST]])
.later(INSTEAD);

static RM: Spec = Spec::verb("rm", "[OPTIONS] PLUGIN [PLUGIN...]", "Remove plugins")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .flags(&[&[Flag::new("force", Kind::Switch, "Even if it is switched on").short('f')]])
    .later(INSTEAD);

static SET: Spec = Spec::verb(
    "set",
    "PLUGIN KEY=VALUE [KEY=VALUE...]",
    "Change settings of a plugin",
)
.args(Args::AtLeast(2))
.later(INSTEAD);

static UPGRADE: Spec = Spec::verb(
    "upgrade",
    "[OPTIONS] PLUGIN [REMOTE]",
    "Replace a plugin by a newer one",
)
.args(Args::Range(1, 2))
.flags(&[&[
    TRUST,
    GRANT,
    Flag::new(
        "skip-remote-check",
        Kind::Switch,
        "Do not check that it is the same plugin",
    ),
]])
.later(INSTEAD);
