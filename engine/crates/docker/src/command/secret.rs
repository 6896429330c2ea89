//! `docker secret`: passwords and keys for tasks. Not carried out yet; usage lines, flags and defaults after docker/cli
//! `secret/*.go` (recordings 111, 138).

use crate::command::listing::{FILTER, FORMAT, INSPECT_FORMAT, PRETTY, QUIET};
use crate::flag::{Args, Flag, Kind, Names, Spec, SwarmState};

const INSTEAD: &str = "put settings into a service with '--env'";

pub(crate) static SECRET: Spec = Spec::group(
    "secret",
    "Work with passwords and keys for tasks",
    &[&CREATE, &INSPECT, &LS, &RM],
)
.swarm(SwarmState::Manager);

static CREATE: Spec = Spec::verb(
    "create",
    "[OPTIONS] SECRET [file|-]",
    "Make a secret of a file or standard input",
)
.args(Args::Range(1, 2))
.flags(&[&[
    Flag::new("driver", Kind::Text, "What keeps it").short('d'),
    Flag::new("label", Kind::Labels, "A label of the secret").short('l'),
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
    "[OPTIONS] SECRET [SECRET...]",
    "Show all there is to know of secrets",
)
.args(Args::AtLeast(1))
.flags(&[&[INSPECT_FORMAT, PRETTY]])
.later(INSTEAD);

static LS: Spec = Spec::verb("ls", "[OPTIONS]", "List secrets")
    .aliases(&["list"])
    .flags(&[&[FILTER, FORMAT, QUIET]])
    .later(INSTEAD);

static RM: Spec = Spec::verb("rm", "SECRET [SECRET...]", "Remove secrets")
    .aliases(&["remove"])
    .args(Args::AtLeast(1))
    .later(INSTEAD);
