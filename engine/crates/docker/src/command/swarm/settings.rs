//! The flags that set what holds for the whole swarm, and what they make of its spec
//! (docker/cli `swarm/opts.go`).

use api::cluster::{ExternalCa, SwarmSpec};
use api::node::Availability;

use crate::context::{Context, Stop};
use crate::flag::value::address;
use crate::flag::{Flag, Given, Kind};
use crate::quote::quote;

/// `--availability` of `init` and `join`.
pub(crate) const AVAILABILITY: Flag = Flag::new(
    "availability",
    Kind::Text,
    "Whether this node may get tasks (\"active\", \"pause\", \"drain\")",
)
.default("active")
.choices(&["active", "pause", "drain"]);

/// Where a manager listens and how others reach it: `init` and `join`.
pub(crate) const ADDRESSES: [Flag; 3] = [
    Flag::new(
        "listen-addr",
        Kind::NodeAddress,
        "Where to listen (as \"<ip|interface>[:port]\")",
    )
    .default(address::LISTEN),
    Flag::new(
        "advertise-addr",
        Kind::Text,
        "Where other nodes reach this one (as \"<ip|interface>[:port]\")",
    ),
    Flag::new(
        "data-path-addr",
        Kind::Text,
        "Address or interface for traffic between containers (as \"<ip|interface>\")",
    ),
];

/// What the certificates are made by: `init`, `update` and `ca`.
pub(crate) const CA: [Flag; 2] = [
    Flag::new(
        "cert-expiry",
        Kind::Duration,
        "How long a node's certificate is valid (ns|us|ms|s|m|h)",
    )
    .default("2160h0m0s"),
    Flag::new(
        "external-ca",
        Kind::ExternalCa,
        "Where to have certificates signed outside of the swarm",
    ),
];

/// How the managers work: `init` and `update`.
pub(crate) const TUNING: [Flag; 4] = [
    Flag::new(
        "dispatcher-heartbeat",
        Kind::Duration,
        "How often a node gives a sign of life (ns|us|ms|s|m|h)",
    )
    .default("5s"),
    Flag::new(
        "max-snapshots",
        Kind::Uint,
        "How many older Raft snapshots to keep",
    ),
    Flag::new(
        "snapshot-interval",
        Kind::Uint,
        "How many log entries lie between Raft snapshots",
    )
    .default("10000"),
    Flag::new(
        "task-history-limit",
        Kind::Int,
        "How many tasks of a slot are remembered",
    )
    .default("5"),
];

/// What `--availability` says; a default that was not typed is left to the daemon.
pub(crate) fn availability(given: &Given) -> Result<Availability, Stop> {
    let Some(word) = given.last("availability") else {
        return Ok(Availability::Active);
    };
    Availability::from_word(&word.to_lowercase()).ok_or_else(|| {
        Stop::error(format!(
            "invalid availability {}, only active, pause and drain are supported",
            quote(word)
        ))
    })
}

/// Puts the flags that were given into a spec. `root_certificate` is for signers that bring none.
pub(crate) fn merge(
    cx: &mut Context<'_>,
    spec: &mut SwarmSpec,
    root_certificate: Option<&str>,
) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    if let Some(limit) = given.integer("task-history-limit") {
        spec.orchestration.task_history_retention_limit = Some(limit);
    }
    if let Some(period) = given.span("dispatcher-heartbeat") {
        spec.dispatcher.heartbeat_period = period.duration();
    }
    if let Some(count) = given.unsigned("max-snapshots") {
        spec.raft.keep_old_snapshots = Some(count);
    }
    if let Some(entries) = given.unsigned("snapshot-interval") {
        spec.raft.snapshot_interval = entries;
    }
    if given.changed("autolock") {
        spec.encryption_config.auto_lock_managers = given.is("autolock");
    }
    merge_ca(cx, spec, root_certificate)
}

/// The part of [`merge`] that `swarm ca` has, too.
pub(crate) fn merge_ca(
    cx: &mut Context<'_>,
    spec: &mut SwarmSpec,
    root_certificate: Option<&str>,
) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    if let Some(expiry) = given.span("cert-expiry") {
        spec.ca_config.node_cert_expiry = expiry.duration();
    }
    if given.changed("external-ca") {
        let mut signers = Vec::new();
        for text in given.all("external-ca") {
            signers.push(signer(cx, text, root_certificate)?);
        }
        spec.ca_config.external_cas = signers;
    }
    Ok(())
}

fn signer(
    cx: &mut Context<'_>,
    text: &str,
    root_certificate: Option<&str>,
) -> Result<ExternalCa, Stop> {
    let signer = address::external_ca(text).expect("the flag accepted it");
    let mut ca = signer.ca;
    if let Some(path) = signer.certificate_file {
        let content = cx.read_file(&path)?.map_err(|reason| {
            Stop::error(format!(
                "unable to read CA cert for external CA: open {path}: {reason}"
            ))
        })?;
        ca.ca_cert = pem(&content)
            .ok_or_else(|| Stop::error("CA cert for external CA must be in PEM format"))?;
    }
    if let (true, Some(certificate)) = (ca.ca_cert.is_empty(), root_certificate) {
        certificate.clone_into(&mut ca.ca_cert);
    }
    Ok(ca)
}

/// A file's text if it holds a certificate or key.
pub(crate) fn pem(content: &[u8]) -> Option<String> {
    let text = String::from_utf8(content.to_vec()).ok()?;
    text.contains("-----BEGIN ").then_some(text)
}
