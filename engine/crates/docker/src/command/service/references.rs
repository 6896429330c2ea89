//! The secrets and configs a service is to see, found by name (docker/cli `service/parse.go`,
//! `getUpdatedSecrets` and `getUpdatedConfigs` of `service/update.go`; recordings 110, 111).

use std::collections::{BTreeMap, BTreeSet};

use api::service::Global;
use api::task::{ConfigReference, ContainerSpec, ReferenceTarget, SecretReference};
use api::{ConfigId, Filters, Request, SecretId};

use super::spec;
use crate::command::listing;
use crate::context::{Context, Stop, answer};
use crate::flag::Given;
use crate::flag::value::reference::{self, Reference};

/// Gives a new service what `--secret`, `--config` and `--credential-spec` ask for.
pub(super) fn give(cx: &mut Context<'_>, container: &mut ContainerSpec) -> Result<(), Stop> {
    container.secrets = secrets(cx, "secret")?;
    container.configs = configs(cx, "config")?;
    name_credentials(container);
    Ok(())
}

/// Changes what a service sees.
pub(super) fn change(cx: &mut Context<'_>, container: &mut ContainerSpec) -> Result<(), Stop> {
    let given = &cx.invocation.given;
    let removed = given.all("secret-rm");
    container
        .secrets
        .retain(|secret| !removed.contains(&secret.secret_name));
    let added = secrets(cx, "secret-add")?;
    container.secrets.extend(added);
    let removed = given.all("config-rm");
    let credentials = kept_credentials(given, container);
    container.configs.retain(|config| match &config.runtime {
        Some(_) => credentials.as_ref().is_some_and(|kept| {
            [config.config_name.as_str(), config.config_id.as_str()].contains(&kept.as_str())
        }),
        None => !removed.contains(&config.config_name),
    });
    let added = configs(cx, "config-add")?;
    container.configs.extend(added);
    if given.changed("credential-spec") {
        match spec::credential_spec(given) {
            None => {
                if let Some(privileges) = &mut container.privileges {
                    privileges.credential_spec = None;
                }
            }
            credentials => {
                container.privileges.get_or_insert_default().credential_spec = credentials;
                name_credentials(container);
            }
        }
    }
    Ok(())
}

/// Name or id of the config whose reference as credentials stays.
fn kept_credentials(given: &Given, container: &ContainerSpec) -> Option<String> {
    let credentials = if given.changed("credential-spec") {
        spec::credential_spec(given)
    } else {
        let privileges = container.privileges.as_ref();
        privileges.and_then(|privileges| privileges.credential_spec.clone())
    };
    credentials
        .map(|credentials| credentials.config)
        .filter(|config| !config.is_empty())
}

/// The swarm knows credentials by their config's id; a person, by its name.
fn name_credentials(container: &mut ContainerSpec) {
    let privileges = container.privileges.as_mut();
    let Some(credentials) = privileges.and_then(|it| it.credential_spec.as_mut()) else {
        return;
    };
    let mut configs = container.configs.iter();
    if let Some(config) = configs.find(|config| config.config_name == credentials.config) {
        credentials.config = config.config_id.to_string();
    }
}

fn secrets(cx: &mut Context<'_>, flag: &str) -> Result<Vec<SecretReference>, Stop> {
    let asked = asked(&cx.invocation.given, flag, "secret")?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let response = cx.ask(Request::SecretList {
        filters: named(asked.iter().map(|reference| reference.name.as_str())),
    })?;
    let known = answer!(response, Secrets).iter();
    let ids: BTreeMap<&str, &SecretId> = known
        .map(|secret| (secret.spec.annotations.name.as_str(), &secret.id))
        .collect();
    let found = |asked: Reference| match ids.get(asked.name.as_str()) {
        Some(id) => Ok(SecretReference {
            secret_id: (*id).clone(),
            secret_name: asked.name.clone(),
            file: Some(target(asked)),
        }),
        None => Err(Stop::error(format!("secret not found: {}", asked.name))),
    };
    asked.into_iter().map(found).collect()
}

/// Those of the flag, and the one that holds the credentials.
fn configs(cx: &mut Context<'_>, flag: &str) -> Result<Vec<ConfigReference>, Stop> {
    let given = &cx.invocation.given;
    let asked = asked(given, flag, "config")?;
    let credentials = spec::credential_spec(given).map(|credentials| credentials.config);
    let credentials = credentials.filter(|config| !config.is_empty());
    if asked.is_empty() && credentials.is_none() {
        return Ok(Vec::new());
    }
    let names = asked.iter().map(|reference| reference.name.as_str());
    let response = cx.ask(Request::ConfigList {
        filters: named(names.chain(credentials.as_deref())),
    })?;
    let known = answer!(response, Configs).iter();
    let ids: BTreeMap<&str, &ConfigId> = known
        .map(|config| (config.spec.annotations.name.as_str(), &config.id))
        .collect();
    let id = |name: &str| {
        let id = ids.get(name).map(|id| (*id).clone());
        id.ok_or_else(|| Stop::error(format!("config not found: {name}")))
    };
    let mut references = Vec::new();
    for asked in asked {
        references.push(ConfigReference {
            config_id: id(&asked.name)?,
            config_name: asked.name.clone(),
            file: Some(target(asked)),
            runtime: None,
        });
    }
    if let Some(name) = credentials {
        references.push(ConfigReference {
            config_id: id(&name)?,
            config_name: name,
            file: None,
            runtime: Some(Global {}),
        });
    }
    Ok(references)
}

/// What a flag asks for; no two may be the same file.
fn asked(given: &Given, flag: &str, what: &str) -> Result<Vec<Reference>, Stop> {
    let mut targets = BTreeSet::new();
    let mut asked = Vec::new();
    for text in given.all(flag) {
        let reference = reference::parse(text, what).expect("the flag accepted it");
        if !targets.insert(reference.target.clone()) {
            let name = reference.name;
            return Err(Stop::error(format!(
                "duplicate {what} target for {name} not allowed"
            )));
        }
        asked.push(reference);
    }
    Ok(asked)
}

fn named<'a>(names: impl Iterator<Item = &'a str>) -> Filters {
    let mut filters = Filters::new();
    for name in names {
        listing::add(&mut filters, "name", name);
    }
    filters
}

fn target(reference: Reference) -> ReferenceTarget {
    ReferenceTarget {
        name: reference.target,
        uid: reference.uid,
        gid: reference.gid,
        mode: reference.mode,
    }
}
