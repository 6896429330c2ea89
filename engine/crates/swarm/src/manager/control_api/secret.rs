//! Secrets: keeping, showing and removing them (SwarmKit `manager/controlapi/secret.go`, moby
//! `daemon/cluster/secrets.go`). Their data goes in and never comes out again, but to tasks.

#[cfg(test)]
mod tests;

use core::fmt;
use std::sync::Arc;

use api::secret::SecretSpec;
use api::{Filters, Meta, SecretId, Version};

use super::find::find;
use super::refusal::{Code, Refusal, Voice};
use super::{Call, Outcome, filter, found, name, propose};
use crate::node::{ControlError, ControlResponse};
use crate::object::Secret;
use crate::store::StoreError;

/// SwarmKit `api/validation/secrets.go` MaxSecretSize.
const MAX_SIZE: usize = 500 * 1024;

/// Why a secret is not kept, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum SecretError {
    NoDriverName,
    Driver(String),
    Size,
    Exists(String),
    NotLabels,
    InUse {
        secret: String,
        services: Vec<String>,
    },
}

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretError::NoDriverName => f.write_str("secret driver must have a name"),
            SecretError::Driver(name) => write!(f, "plugin {name:?} not found"),
            SecretError::Size => write!(
                f,
                "secret data must be larger than 0 and less than {MAX_SIZE} bytes"
            ),
            SecretError::Exists(name) => write!(f, "secret {name} already exists"),
            SecretError::NotLabels => f.write_str("only updates to Labels are allowed"),
            SecretError::InUse { secret, services } => write!(
                f,
                "secret '{secret}' is in use by the following {}: {}",
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

impl Refusal for SecretError {
    fn voice(&self) -> Voice {
        Voice::Manager(match self {
            SecretError::Driver(_) => Code::Unknown,
            SecretError::Exists(_) => Code::AlreadyExists,
            SecretError::NoDriverName
            | SecretError::Size
            | SecretError::NotLabels
            | SecretError::InUse { .. } => Code::InvalidArgument,
        })
    }
}

pub(super) fn create(call: &mut Call<'_>, spec: &SecretSpec) -> Outcome {
    validate(spec)?;
    let id = SecretId::random(call.rng);
    let mut draft = call.draft();
    let secret = Secret {
        id: id.clone(),
        meta: Meta::default(),
        annotations: spec.annotations.clone(),
        data: Arc::clone(&spec.data),
        templating: spec.templating.clone(),
        driver: spec.driver.clone(),
    };
    draft.create_secret(secret).map_err(|error| match error {
        StoreError::NameConflict => SecretError::Exists(spec.annotations.name.clone()).into(),
        other => ControlError::from(other),
    })?;
    propose(draft, ControlResponse::SecretCreated(id))
}

fn validate(spec: &SecretSpec) -> Result<(), ControlError> {
    name::validate_file(&spec.annotations.name)?;
    match &spec.driver {
        Some(driver) if driver.name.is_empty() => Err(SecretError::NoDriverName.into()),
        // There are no plug-ins here.
        Some(driver) => Err(SecretError::Driver(driver.name.clone()).into()),
        None if spec.data.is_empty() || spec.data.len() >= MAX_SIZE => {
            Err(SecretError::Size.into())
        }
        None => Ok(()),
    }
}

pub(super) fn list(call: &Call<'_>, filters: &Filters) -> Outcome {
    filter::accept(filters, &["names", "name", "id", "label"])?;
    let secrets = call.store.secrets().filter(|secret| {
        let annotations = &secret.annotations;
        filter::is_named(&annotations.name, secret.id.as_str(), filters)
            && filter::has_labels(&annotations.labels, filter::values(filters, "label"))
    });
    let secrets = secrets.map(|secret| view(secret)).collect();
    found(ControlResponse::Secrets(secrets))
}

pub(super) fn inspect(call: &Call<'_>, name: &str) -> Outcome {
    let secret = find::<Secret>(call.store, name)?;
    found(ControlResponse::Secrets(vec![view(secret)]))
}

pub(super) fn view(secret: &Secret) -> api::secret::Secret {
    api::secret::Secret {
        id: secret.id.clone(),
        meta: secret.meta.clone(),
        spec: SecretSpec {
            annotations: secret.annotations.clone(),
            data: Arc::default(),
            driver: secret.driver.clone(),
            templating: secret.templating.clone(),
        },
    }
}

pub(super) fn update(
    call: &Call<'_>,
    id: &SecretId,
    version: Version,
    spec: &SecretSpec,
) -> Outcome {
    let stored = find::<Secret>(call.store, id.as_str())?;
    let has_other_data = !spec.data.is_empty() && spec.data != stored.data;
    if stored.annotations.name != spec.annotations.name || has_other_data {
        return Err(SecretError::NotLabels.into());
    }
    let mut secret = Secret::clone(stored);
    secret.meta.version = version;
    secret.annotations.labels = spec.annotations.labels.clone();
    let mut draft = call.draft();
    draft.rewrite_secret(secret)?;
    propose(draft, ControlResponse::Done)
}

pub(super) fn remove(call: &Call<'_>, name: &str) -> Outcome {
    let secret = find::<Secret>(call.store, name)?;
    let services = call.store.services().filter(|service| {
        let container = service.spec.task_template.container_spec.iter();
        let mut references = container.flat_map(|it| &it.secrets);
        references.any(|it| it.secret_id == secret.id)
    });
    let services: Vec<String> = services
        .map(|service| service.spec.annotations.name.clone())
        .collect();
    if !services.is_empty() {
        let secret = secret.annotations.name.clone();
        return Err(SecretError::InUse { secret, services }.into());
    }
    let mut draft = call.draft();
    draft.remove_secret(&secret.id)?;
    propose(draft, ControlResponse::Done)
}
