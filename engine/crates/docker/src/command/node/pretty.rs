//! A node for people to read: `docker node inspect --pretty` (docker/cli `node/formatter.go`;
//! recordings 014, 072). The odd mixture of tabs and spaces is Docker's.

use std::collections::BTreeMap;
use std::fmt::Write;

use api::Labels;
use api::node::{Node, TlsInfo};

use crate::format::{human, pretty};

/// The text, without a newline at its end.
pub(super) fn text(node: &Node) -> String {
    let mut out = String::new();
    about(&mut out, node);
    status(&mut out, node);
    machine(&mut out, node);
    let tls = &node.description.tls_info;
    if *tls != TlsInfo::default() {
        line(&mut out, "TLS Info:");
        line(&mut out, " TrustRoot:");
        line(&mut out, &tls.trust_root);
        line(
            &mut out,
            &format!(" Issuer Subject:\t{}", tls.cert_issuer_subject),
        );
        line(
            &mut out,
            &format!(" Issuer Public Key:\t{}", tls.cert_issuer_public_key),
        );
    }
    out.pop();
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a String takes any text");
}

fn labels(out: &mut String, labels: &Labels) {
    for (key, value) in labels {
        if value.is_empty() {
            line(out, &format!(" - {key}"));
        } else {
            line(out, &format!(" - {key}={value}"));
        }
    }
}

fn about(out: &mut String, node: &Node) {
    line(out, &format!("ID:\t\t\t{}", node.id));
    let annotations = &node.spec.annotations;
    if !annotations.name.is_empty() {
        line(out, &format!("Name:\t\t\t{}", annotations.name));
    }
    if !annotations.labels.is_empty() {
        line(out, "Labels:");
        labels(out, &annotations.labels);
    }
    line(
        out,
        &format!("Hostname:              \t{}", node.description.hostname),
    );
    let joined = pretty(&node.meta.created_at.to_string());
    line(out, &format!("Joined at:             \t{joined}"));
}

fn status(out: &mut String, node: &Node) {
    line(out, "Status:");
    let state = pretty(node.status.state.as_str());
    line(out, &format!(" State:\t\t\t{state}"));
    if !node.status.message.is_empty() {
        let message = pretty(&node.status.message);
        line(out, &format!(" Message:              \t{message}"));
    }
    let availability = pretty(node.spec.availability.as_str());
    line(out, &format!(" Availability:         \t{availability}"));
    if !node.status.addr.is_empty() {
        line(out, &format!(" Address:\t\t{}", node.status.addr));
    }
    let Some(manager) = &node.manager_status else {
        return;
    };
    line(out, "Manager Status:");
    line(out, &format!(" Address:\t\t{}", manager.addr));
    let reachability = pretty(manager.reachability.as_str());
    line(out, &format!(" Raft Status:\t\t{reachability}"));
    let is_leader = if manager.leader { "Yes" } else { "No" };
    line(out, &format!(" Leader:\t\t{is_leader}"));
}

fn machine(out: &mut String, node: &Node) {
    let description = &node.description;
    line(out, "Platform:");
    line(
        out,
        &format!(" Operating System:\t{}", description.platform.os),
    );
    line(
        out,
        &format!(" Architecture:\t\t{}", description.platform.architecture),
    );
    line(out, "Resources:");
    let cpus = description.resources.nano_cpus / 1_000_000_000;
    line(out, &format!(" CPUs:\t\t\t{cpus}"));
    let memory = match description.resources.memory_bytes {
        0 => String::new(),
        bytes => human::bytes(bytes),
    };
    line(out, &format!(" Memory:\t\t{memory}"));
    let mut plugins: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for plugin in &description.engine.plugins {
        plugins.entry(&plugin.kind).or_default().push(&plugin.name);
    }
    if !plugins.is_empty() {
        line(out, "Plugins:");
        for (kind, names) in plugins {
            line(out, &format!(" {kind}:\t\t{}", names.join(", ")));
        }
    }
    line(
        out,
        &format!("Engine Version:\t\t{}", description.engine.engine_version),
    );
    if !description.engine.labels.is_empty() {
        line(out, "Engine Labels:");
        labels(out, &description.engine.labels);
    }
}
