//! What a registry answers: the digest and the machines of an image, or why it has none.

use core::fmt;
use std::sync::Arc;

use api::image::{Descriptor, DistributionInspect};
use api::{ApiError, ErrorKind};

use crate::catalogue::{Catalogue, Image};
use crate::host::Host;
use crate::reference::{Reference, ReferenceError};

/// Where Docker asks for images of the Hub (moby `registry/config.go`, `DefaultRegistryHost`).
const HUB: &str = "registry-1.docker.io";

/// Why an image cannot be had (moby `distribution`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PullError {
    Reference(ReferenceError),
    /// The Hub does not tell a missing repository from a private one.
    Denied {
        name: String,
    },
    /// The repository has no such tag or digest.
    Unknown {
        reference: String,
    },
    /// There is no registry at that address.
    Unreachable {
        domain: String,
    },
    /// The image is for other machines.
    Platform,
    /// There is no room for it.
    DiskFull,
}

impl fmt::Display for PullError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PullError::Reference(error) => error.fmt(f),
            PullError::Denied { name } => write!(
                f,
                "pull access denied for {name}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
            ),
            PullError::Unknown { reference } => {
                write!(
                    f,
                    "manifest for {reference} not found: manifest unknown: manifest unknown"
                )
            }
            PullError::Unreachable { domain } => write!(
                f,
                "Get \"https://{domain}/v2/\": dial tcp: connect: connection refused"
            ),
            PullError::Platform => {
                f.write_str("no matching manifest for linux/amd64 in the manifest list entries")
            }
            // moby `distribution/pull_v2.go`: the layer is downloaded into a file first.
            PullError::DiskFull => {
                f.write_str("write /var/lib/docker/tmp/GetImageBlob1: no space left on device")
            }
        }
    }
}

/// Asks for an image by its complete name, from a machine that may not reach any registry.
pub(crate) fn resolve<'a>(
    host: &Host<'a>,
    reference: &Reference,
) -> Result<&'a Arc<Image>, PullError> {
    if host.trouble.registry_down {
        let domain = match reference.domain.as_str() {
            "docker.io" => HUB.to_owned(),
            domain => domain.to_owned(),
        };
        return Err(PullError::Unreachable { domain });
    }
    find(&host.profile.catalogue, reference)
}

/// What a registry would answer.
pub(crate) fn find<'a>(
    catalogue: &'a Catalogue,
    reference: &Reference,
) -> Result<&'a Arc<Image>, PullError> {
    if let Some(image) = catalogue.find(reference) {
        return Ok(image);
    }
    if reference.domain != "docker.io" {
        return Err(PullError::Unreachable {
            domain: reference.domain.clone(),
        });
    }
    Err(match catalogue.has_repository(reference) {
        true => PullError::Unknown {
            reference: reference.to_string(),
        },
        false => PullError::Denied {
            name: reference.familiar_name(),
        },
    })
}

/// `GET /distribution/{name}/json`.
pub(crate) fn inspect(host: &Host<'_>, name: &str) -> Result<DistributionInspect, ApiError> {
    let reference = Reference::parse(name)
        .map_err(|error| ApiError::new(ErrorKind::InvalidParameter, error.to_string()))?
        .tagged();
    let image = resolve(host, &reference).map_err(|error| {
        let kind = match error {
            PullError::Denied { .. } => ErrorKind::Unauthorized,
            PullError::Unknown { .. } => ErrorKind::NotFound,
            PullError::Reference(_)
            | PullError::Unreachable { .. }
            | PullError::Platform
            | PullError::DiskFull => ErrorKind::System,
        };
        ApiError::new(kind, error.to_string())
    })?;
    let count = i64::try_from(image.platforms.len()).unwrap_or(0);
    Ok(DistributionInspect {
        descriptor: Descriptor {
            media_type: "application/vnd.oci.image.index.v1+json".to_owned(),
            digest: image.digest.clone(),
            // An index takes about 280 bytes for each manifest.
            size: 120 + 280 * count,
        },
        platforms: image.platforms.clone(),
    })
}
