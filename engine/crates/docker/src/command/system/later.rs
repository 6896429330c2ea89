//! Verbs of `docker system` that Swarm Lab does not carry out yet.

use crate::command::listing::FORMAT;
use crate::flag::{Flag, Kind, Spec};

pub(crate) static DF: Spec = Spec::verb("df", "[OPTIONS]", "Show how much room things take")
    .flags(&[&[
        FORMAT,
        Flag::new("verbose", Kind::Switch, "Show each thing by itself").short('v'),
    ]])
    .later("'docker images' shows the size of images");

pub(crate) static PRUNE: Spec = Spec::verb("prune", "[OPTIONS]", "Remove what nobody uses")
    .flags(&[&[
        Flag::new(
            "all",
            Kind::Switch,
            "All unused images, not only those without a name",
        )
        .short('a'),
        Flag::new(
            "filter",
            Kind::Filter,
            "Remove only what meets this condition (such as \"label=<key>=<value>\")",
        ),
        Flag::new("force", Kind::Switch, "Do not ask first").short('f'),
        Flag::new("volumes", Kind::Switch, "Nameless volumes, too"),
    ]])
    .later("remove things one by one: 'docker service rm', 'docker network rm'");
