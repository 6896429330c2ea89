//! Configs: keeping, showing and removing them (SwarmKit `manager/controlapi/config.go`, moby
//! `daemon/cluster/configs.go`). Unlike secrets they are shown with their data.

use core::fmt;
use std::sync::Arc;

use api::config::ConfigSpec;
use api::{ConfigId, Filters, Meta, Version};

use super::find::find;
use super::refusal::{Code, Refusal, Voice};
use super::{Call, Outcome, filter, found, name, propose};
use crate::node::{ControlError, ControlResponse};
use crate::object::Config;
use crate::store::StoreError;

/// SwarmKit `manager/controlapi/config.go` MaxConfigSize.
const MAX_SIZE: usize = 1000 * 1024;

/// Why a config is not kept, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ConfigError {
    Size,
    Exists(String),
    NotLabels,
    InUse {
        config: String,
        services: Vec<String>,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Size => write!(
                f,
                "config data must be larger than 0 and less than {MAX_SIZE} bytes"
            ),
            ConfigError::Exists(name) => write!(f, "config {name} already exists"),
            ConfigError::NotLabels => f.write_str("only updates to Labels are allowed"),
            ConfigError::InUse { config, services } => write!(
                f,
                "config '{config}' is in use by the following {}: {}",
                if services.len() == 1 {
                    "service"
                } else {
                    "services"
                },
                services.join(", ")
            ),
        }
    }
}

impl Refusal for ConfigError {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            ConfigError::Exists(_) => Code::AlreadyExists,
            ConfigError::Size | ConfigError::NotLabels | ConfigError::InUse { .. } => {
                Code::InvalidArgument
            }
        })
    }
}

pub(super) fn create(call: &mut Call<'_>, spec: &ConfigSpec) -> Outcome {
    validate(spec)?;
    let id = ConfigId::random(call.rng);
    let mut draft = call.draft();
    let config = Config {
        id: id.clone(),
        meta: Meta::default(),
        annotations: spec.annotations.clone(),
        data: Arc::clone(&spec.data),
        templating: spec.templating.clone(),
    };
    draft.create_config(config).map_err(|error| match error {
        StoreError::NameConflict => ConfigError::Exists(spec.annotations.name.clone()).into(),
        other => ControlError::from(other),
    })?;
    propose(draft, ControlResponse::ConfigCreated(id))
}

fn validate(spec: &ConfigSpec) -> Result<(), ControlError> {
    name::validate_file(&spec.annotations.name)?;
    match spec.data.is_empty() || spec.data.len() >= MAX_SIZE {
        true => Err(ConfigError::Size.into()),
        false => Ok(()),
    }
}

pub(super) fn list(call: &Call<'_>, filters: &Filters) -> Outcome {
    filter::accept(filters, &["name", "id", "label"])?;
    let configs = call.store.configs().filter(|config| {
        let annotations = &config.annotations;
        filter::is_named(&annotations.name, config.id.as_str(), filters)
            && filter::has_labels(&annotations.labels, filter::values(filters, "label"))
    });
    let configs = configs.map(|config| view(config)).collect();
    found(ControlResponse::Configs(configs))
}

pub(super) fn inspect(call: &Call<'_>, name: &str) -> Outcome {
    let config = find::<Config>(call.store, name)?;
    found(ControlResponse::Configs(vec![view(config)]))
}

pub(super) fn view(config: &Config) -> api::config::Config {
    api::config::Config {
        id: config.id.clone(),
        meta: config.meta.clone(),
        spec: ConfigSpec {
            annotations: config.annotations.clone(),
            data: Arc::clone(&config.data),
            templating: config.templating.clone(),
        },
    }
}

pub(super) fn update(
    call: &Call<'_>,
    id: &ConfigId,
    version: Version,
    spec: &ConfigSpec,
) -> Outcome {
    let stored = find::<Config>(call.store, id.as_str())?;
    let has_other_data = !spec.data.is_empty() && spec.data != stored.data;
    if stored.annotations.name != spec.annotations.name || has_other_data {
        return Err(ConfigError::NotLabels.into());
    }
    let mut config = Config::clone(stored);
    config.meta.version = version;
    config.annotations.labels = spec.annotations.labels.clone();
    let mut draft = call.draft();
    draft.rewrite_config(config)?;
    propose(draft, ControlResponse::Done)
}

pub(super) fn remove(call: &Call<'_>, name: &str) -> Outcome {
    let config = find::<Config>(call.store, name)?;
    let services = call.store.services().filter(|service| {
        let container = service.spec.task_template.container_spec.iter();
        let mut references = container.flat_map(|it| &it.configs);
        references.any(|it| it.config_id == config.id)
    });
    let services: Vec<String> = services
        .map(|service| service.spec.annotations.name.clone())
        .collect();
    if !services.is_empty() {
        let config = config.annotations.name.clone();
        return Err(ConfigError::InUse { config, services }.into());
    }
    let mut draft = call.draft();
    draft.remove_config(&config.id)?;
    propose(draft, ControlResponse::Done)
}
