//! The flags `…-add` and `…-rm` of `docker service update`: each thing of which a service has
//! several, with docker/cli's own rules for order and doubles (`service/update.go`).

use std::collections::{BTreeMap, BTreeSet};

use api::Labels;
use api::node::GenericResource;
use api::service::{PortConfig, ServiceSpec};
use api::task::{ContainerSpec, Mount, TaskSpec, Ulimit};

use super::spec;
use crate::context::{Context, Stop};
use crate::flag::Given;
use crate::flag::value::network;

fn add(given: &Given, name: &str) -> Vec<String> {
    given.all(&format!("{name}-add")).to_vec()
}

fn removed(given: &Given, name: &str) -> BTreeSet<String> {
    let items = given.all(&format!("{name}-rm")).iter();
    items.cloned().collect()
}

/// A map: what goes goes first.
pub(super) fn labels(given: &Given, name: &str, labels: &mut Labels) {
    for item in removed(given, name) {
        let key = item.split_once('=').map_or(&*item, |(key, _)| key);
        // Labels are removed by exactly the word given, sysctls by their key.
        labels.remove(if name == "sysctl" { key } else { &item });
    }
    labels.extend(spec::pairs(&add(given, name)));
}

/// A list that is kept sorted: constraints.
pub(super) fn sorted(given: &Given, name: &str, items: &mut Vec<String>) {
    items.extend(add(given, name));
    let removed = removed(given, name);
    items.retain(|item| !removed.contains(item));
    items.sort();
}

pub(super) fn groups(given: &Given, groups: &mut Vec<String>) {
    if given.any(&["group-add", "group-rm"]) {
        sorted(given, "group", groups);
    }
}

/// Unlike Docker, which leaves the order of variables to chance when one is added, old ones keep
/// their place and new ones follow.
pub(super) fn environment(given: &Given, env: &mut Vec<String>) {
    let name = |variable: &str| match variable.split_once('=') {
        Some((name, _)) => name.to_owned(),
        None => variable.to_owned(),
    };
    let removed = removed(given, "env");
    env.retain(|variable| !removed.contains(&name(variable)));
    for variable in add(given, "env") {
        match env.iter_mut().find(|known| name(known) == name(&variable)) {
            Some(known) => *known = variable,
            None => env.push(variable),
        }
    }
}

/// By target; a new mount replaces an old one at the same path.
pub(super) fn mounts(cx: &Context<'_>, mounts: &mut Vec<Mount>) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    let mut by_target: BTreeMap<String, Mount> = BTreeMap::new();
    for mount in spec::mounts(cx, "mount-add") {
        if by_target.insert(mount.target.clone(), mount).is_some() {
            return Err(Stop::error("duplicate mount target"));
        }
    }
    for mount in std::mem::take(mounts) {
        by_target.entry(mount.target.clone()).or_insert(mount);
    }
    let removed = removed(given, "mount");
    by_target.retain(|target, _| !removed.contains(target));
    *mounts = by_target.into_values().collect();
    mounts.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
    Ok(())
}

pub(super) fn ulimits(given: &Given, limits: &mut Vec<Ulimit>) {
    let mut by_name: BTreeMap<String, Ulimit> = std::mem::take(limits)
        .into_iter()
        .map(|limit| (limit.name.clone(), limit))
        .collect();
    for item in removed(given, "ulimit") {
        by_name.remove(item.split_once('=').map_or(&*item, |(name, _)| name));
    }
    for limit in spec::ulimits(&add(given, "ulimit")) {
        by_name.insert(limit.name.clone(), limit);
    }
    *limits = by_name.into_values().collect();
}

pub(super) fn generic_resources(given: &Given, task: &mut TaskSpec) -> Result<(), Stop> {
    if !given.any(&["generic-resource-add", "generic-resource-rm"]) {
        return Ok(());
    }
    let resources = task.resources.get_or_insert_default();
    let reserved = &mut resources
        .reservations
        .get_or_insert_default()
        .generic_resources;
    let kind = |resource: &GenericResource| {
        let discrete = resource.discrete.as_ref();
        discrete.map_or(String::new(), |discrete| discrete.kind.clone())
    };
    let known = std::mem::take(reserved).into_iter();
    let mut by_kind: BTreeMap<String, GenericResource> =
        known.map(|resource| (kind(&resource), resource)).collect();
    for resource in spec::generic(given.all("generic-resource-add"))? {
        by_kind.insert(kind(&resource), resource);
    }
    for name in given.all("generic-resource-rm") {
        if by_kind.remove(name).is_none() {
            return Err(Stop::error(format!(
                "could not find generic-resource `{name}` to remove it"
            )));
        }
    }
    *reserved = by_kind.into_values().collect();
    Ok(())
}

/// Networks by id, sorted; joining one twice is refused.
pub(super) fn networks(cx: &mut Context<'_>, spec: &mut ServiceSpec) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    if !given.any(&["network-add", "network-rm"]) {
        return Ok(());
    }
    let old = std::mem::take(&mut spec.networks);
    let networks = &mut spec.task_template.networks;
    if networks.is_empty() {
        *networks = old;
    }
    for name in removed(given, "network") {
        let id = spec::network_id(cx, &name)?;
        networks.retain(|network| network.target != id);
    }
    for text in given.all("network-add") {
        let mut network = network::parse(text).expect("the flag accepted it");
        let id = spec::network_id(cx, &network.target)?;
        if networks.iter().any(|known| known.target == id) {
            return Err(Stop::error(format!(
                "service is already attached to network {}",
                network.target
            )));
        }
        network.target = id;
        networks.push(network);
    }
    networks.sort_by(|a, b| a.target.cmp(&b.target));
    Ok(())
}

/// A port is removed by target, protocol and mode, whatever it is published as.
pub(super) fn ports(given: &Given, ports: &mut Vec<PortConfig>) {
    let key = |port: &PortConfig| {
        format!(
            "{}:{}/{}/{}",
            port.published_port, port.target_port, port.protocol, port.publish_mode
        )
    };
    let known: BTreeSet<String> = ports.iter().map(key).collect();
    let gone = spec::ports(given.all("publish-rm"));
    ports.retain(|port| {
        !gone.iter().any(|gone| {
            port.protocol == gone.protocol
                && port.target_port == gone.target_port
                && port.publish_mode == gone.publish_mode
        })
    });
    let new = spec::ports(given.all("publish-add"));
    ports.extend(new.into_iter().filter(|port| !known.contains(&key(port))));
    ports.sort_by_key(key);
}

pub(super) fn dns(given: &Given, container: &mut ContainerSpec) {
    let names = ["dns", "dns-search", "dns-option"];
    let is_given = |name: &&str| given.any(&[&format!("{name}-add"), &format!("{name}-rm")]);
    if !names.iter().any(is_given) {
        return;
    }
    let config = container.dns_config.get_or_insert_default();
    let lists = [
        &mut config.nameservers,
        &mut config.search,
        &mut config.options,
    ];
    for (name, list) in names.into_iter().zip(lists) {
        let unique: BTreeSet<String> = list.drain(..).chain(add(given, name)).collect();
        let removed = removed(given, name);
        *list = unique.difference(&removed).cloned().collect();
    }
}

/// Lines of the hosts file, `IP name [alias …]`; a name is removed from each line, or from those
/// of one address, and a line without names goes.
pub(super) fn hosts(given: &Given, hosts: &mut Vec<String>) {
    if !given.any(&["host-add", "host-rm"]) {
        return;
    }
    let mut lines: Vec<String> = Vec::new();
    for line in std::mem::take(hosts) {
        let mut words = line.split_whitespace();
        let Some(ip) = words.next() else {
            continue;
        };
        let is_removed = |name: &str| {
            given.all("host-rm").iter().any(|item| {
                let (host, address) = item.split_once(':').unwrap_or((item, ""));
                host == name && (address.is_empty() || address == ip)
            })
        };
        let names: Vec<&str> = words.filter(|name| !is_removed(name)).collect();
        if !names.is_empty() {
            lines.push(format!("{ip} {}", names.join(" ")));
        }
    }
    lines.extend(spec::hosts(given.all("host-add")));
    for line in lines {
        if !hosts.contains(&line) {
            hosts.push(line);
        }
    }
}

/// A capability that was dropped and is added now is simply no longer dropped, and the other way
/// round.
pub(super) fn capabilities(given: &Given, container: &mut ContainerSpec) {
    if !given.any(&["cap-add", "cap-drop"]) {
        return;
    }
    let normal = |words: &[String]| -> BTreeSet<String> {
        words.iter().map(|word| spec::capability(word)).collect()
    };
    let mut added = normal(&container.capability_add);
    let mut dropped = normal(&container.capability_drop);
    let mut to_add = normal(given.all("cap-add"));
    let mut to_drop = normal(given.all("cap-drop"));
    if to_add.remove("RESET") {
        added.clear();
    }
    if to_drop.remove("RESET") {
        dropped.clear();
    }
    for word in to_drop.difference(&to_add) {
        if !added.remove(word) {
            dropped.insert(word.clone());
        }
    }
    for word in to_add {
        if !dropped.remove(&word) {
            added.insert(word);
        }
    }
    let listed = |set: BTreeSet<String>| {
        if set.contains("ALL") {
            return vec!["ALL".to_owned()];
        }
        set.into_iter().collect()
    };
    container.capability_add = listed(added);
    container.capability_drop = listed(dropped);
}
