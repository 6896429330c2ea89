//! `docker swarm ca`: shows the root certificate (docker/cli `swarm/ca.go`; recording 010).
//! Rotating it is not there yet.

use api::Request;

use super::settings;
use crate::command::later;
use crate::context::{Context, Ending, Outcome, Stop, answer};
use crate::flag::{Flag, Kind, Spec, SwarmState};

const FLAGS: &[Flag] = &[
    Flag::new(
        "ca-cert",
        Kind::PemFile,
        "File with the certificate of a new root, in PEM",
    ),
    Flag::new(
        "ca-key",
        Kind::PemFile,
        "File with the key of a new root, in PEM",
    ),
    Flag::new(
        "detach",
        Kind::Switch,
        "Come back at once, while nodes get their new certificates",
    )
    .short('d'),
    Flag::new("quiet", Kind::Switch, "Do not show how far it is").short('q'),
    Flag::new(
        "rotate",
        Kind::Switch,
        "Replace the root; without certificate and key, new ones are made",
    ),
];

pub(crate) static CA: Spec = Spec::verb("ca", "[OPTIONS]", "Show or replace the root certificate")
    .flags(&[FLAGS, &settings::CA])
    .swarm(SwarmState::Manager)
    .runs(run);

fn run(cx: &mut Context<'_>) -> Outcome {
    let given = &cx.invocation.given;
    let swarm = cx.ask(Request::SwarmInspect)?;
    if given.is("rotate") {
        return Err(Stop::error(later::sentence(
            "docker swarm ca --rotate",
            "the root certificate is shown by 'docker swarm ca'",
        )));
    }
    let needs_rotate = ["ca-cert", "ca-key", "cert-expiry", "external-ca"];
    if let Some(name) = needs_rotate.iter().find(|name| given.changed(name)) {
        return Err(Stop::error(format!(
            "`--{name}` flag requires the `--rotate` flag to update the CA"
        )));
    }
    let root = answer!(swarm, Swarm).info.tls_info.trust_root.trim();
    if root.is_empty() {
        return Err(Stop::error("No CA information available"));
    }
    cx.line(root);
    Ok(Ending::Done)
}
