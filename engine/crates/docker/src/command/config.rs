//! `docker config`: files that tasks find in their file system. Not carried out yet; usage lines, flags and defaults after docker/cli
//! `config/*.go` (recordings 110, 138).

use crate::command::listing::{FILTER, FORMAT, INSPECT_FORMAT, PRETTY, QUIET};
use crate::flag::{Args, Flag, Kind, Names, Spec, SwarmState};

const INSTEAD: &str = "put settings into a service with '--env'";

pub(crate) static CONFIG: Spec = Spec::group(
    "config",
    "Work with files that tasks find in their file system",
    &[&CREATE, &INSPECT, &LS, &RM],
)
.swarm(SwarmState::Manager);

static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] CONFIG file|-",
    "Make a config of a file or standard input",
)
.args(Args::Exact(2))
.flags(&[&[
    Flag::new("label", Kind::Labels, "A label of the config").short('l'),
    Flag::new(
        "template-driver",
        Kind::Text,
        "What fills it in as a template",
    ),
]])
.names(Names::Files)
.later(INSTEAD);

static INSPECT: Spec = Spec::verb(
    "inspect",
    "[OPTIONS] CONFIG [CONFIG...]",
    "Show all there is to know of configs",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PRETTY]])
.later(INSTEAD);

static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List configs")
    .aliases(&["list"])
    .flags(&[&[FILTER, FORMAT, QUIET]])
    .later(INSTEAD);

static RM: Spec = Spec::verb("rm", "CONFIG [CONFIG...]", "Remove configs")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .later(INSTEAD);
