//! `docker network create` (docker/cli `network/create.go`; recording 100).

use std::collections::BTreeMap;

use api::network::{ConfigReference, IpamOptions, NetworkSpec};
use api::{Annotations, Driver, Request, Response};

use super::ipam;
use crate::command::service::spec::pairs;
use crate::context::{Context, Ending, Outcome, Stop};
use crate::flag::{Args, Flag, Kind, Spec};

const FLAGS: &[Flag] = &[
    Flag::new(
        "attachable",
        Kind::Switch,
        "Let plain containers join it, too",
    ),
    Flag::new(
        "aux-address",
        Kind::Map,
        "An address the driver is to leave alone",
    )
    .default("map[]"),
    Flag::new(
        "config-from",
        Kind::Text,
        "Take the configuration of this network",
    ),
    Flag::new(
        "config-only",
        Kind::Switch,
        "Make a configuration and no network",
    ),
    Flag::new("driver", Kind::Text, "What carries the network")
        .short('d')
        .default("bridge")
        .choices(&["bridge", "overlay"]),
    Flag::new("gateway", Kind::Strings, "The way out of the subnet"),
    Flag::new(
        "ingress",
        Kind::Switch,
        "Make it the network of the routing mesh",
    ),
    Flag::new("internal", Kind::Switch, "Let nothing in or out"),
    Flag::new(
        "ip-range",
        Kind::Strings,
        "Give containers addresses of this part only",
    ),
    Flag::new("ipam-driver", Kind::Text, "What gives out addresses").default("default"),
    Flag::new(
        "ipam-opt",
        Kind::Map,
        "An option for what gives out addresses",
    )
    .default("map[]"),
    Flag::new("ipv4", Kind::Switch, "Give out IPv4 addresses, or do not").default("true"),
    Flag::new("ipv6", Kind::Switch, "Give out IPv6 addresses, or do not"),
    Flag::new("label", Kind::Labels, "A label for the network"),
    Flag::new("opt", Kind::Map, "An option for the driver")
        .short('o')
        .default("map[]"),
    Flag::new(
        "scope",
        Kind::Text,
        "Whether it is of the swarm or of this machine",
    ),
    Flag::new(
        "subnet",
        Kind::Strings,
        "The addresses it has, in CIDR notation",
    ),
];

pub(crate) static CREATE: Spec = Spec::verb("create", "[OPTIONS] NETWORK", "Make a network")
    .args(Args::Exact(1))
    .flags(&[FLAGS])
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let configs = ipam::configs(given).map_err(Stop::error)?;
    let driver_options: BTreeMap<String, String> = pairs(given.all("opt"));
    let from = given.text("config-from");
    let spec = NetworkSpec {
        annotations: Annotations {
            name: cx.args()[0].clone(),
            labels: pairs(given.all("label")),
        },
        driver_configuration: Some(Driver {
            name: given.text("driver").to_owned(),
            options: driver_options.clone(),
        }),
        ipv6_enabled: given.is("ipv6"),
        internal: given.is("internal"),
        attachable: given.is("attachable"),
        ingress: given.is("ingress"),
        ipam_options: Some(IpamOptions {
            driver: Driver {
                name: given.text("ipam-driver").to_owned(),
                options: pairs(given.all("ipam-opt")),
            },
            configs,
        }),
        config_from: (!from.is_empty()).then(|| ConfigReference {
            network: from.to_owned(),
        }),
        scope: given.text("scope").to_owned(),
    };
    let response = cx.ask(Request::NetworkCreate {
        spec: Box::new(spec),
        options: driver_options,
    })?;
    let Response::NetworkCreated { id, .. } = &*response else {
        panic!("expected NetworkCreated, got {response:?}");
    };
    cx.line(id.as_str());
    Ok(Ending::Done)
}
