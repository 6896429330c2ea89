//! The swarm as a whole: showing and changing it, tokens and keys (SwarmKit
//! `manager/controlapi/cluster.go`, moby `daemon/cluster/swarm.go`, `convert/swarm.go`).

#[cfg(test)]
mod tests;

use core::fmt;
use std::sync::Arc;

use api::cluster::{ClusterInfo, Rotate, Swarm, SwarmSpec, TaskDefaults};
use api::node::TlsInfo;
use api::{ErrorKind, Version};
use sim::{Duration, Rng, Timestamp};

use super::refusal::{Code, Refusal, Voice};
use super::{Call, Demand, Handled, Outcome, found, propose};
use crate::manager::ca::digest::{base64, random_bytes};
use crate::manager::ca::root::join_token;
use crate::node::{ControlError, ControlResponse};
use crate::object::Cluster;
use crate::store::Store;

/// SwarmKit `ca/config.go` MinNodeCertExpiration.
const MIN_CERT_EXPIRY: Duration = Duration::from_secs(3600);
/// SwarmKit `manager/controlapi/cluster.go` expiredCertGrace.
const EXPIRED_CERT_GRACE: Duration = Duration::from_secs(7 * 24 * 3600);
/// SwarmKit `manager/controlapi/cluster.go` defaultVXLANPort.
const DATA_PATH_PORT: u32 = 4789;

/// Why the swarm is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ClusterError {
    NoSwarm,
    Name,
    CertExpiry,
    KeyWithoutCert,
    OwnCa,
}

impl fmt::Display for ClusterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ClusterError::NoSwarm => "This node is not part of a swarm",
            ClusterError::Name => "swarm spec must be named \"default\"",
            ClusterError::CertExpiry => "minimum certificate expiry time is: 1h0m0s",
            ClusterError::KeyWithoutCert => {
                "if a signing CA key is provided, the signing CA cert must also be provided"
            }
            ClusterError::OwnCa => {
                "not supported in this simulation: a CA certificate or an external CA of your own"
            }
        })
    }
}

impl Refusal for ClusterError {
    fn voice(&self) -> Voice {
        match self {
            ClusterError::NoSwarm => Voice::Daemon(ErrorKind::Unavailable),
            ClusterError::Name => Voice::Daemon(ErrorKind::InvalidParameter),
            // Unlike Docker, which could use them: certificates here are no real ones.
            ClusterError::OwnCa => Voice::Daemon(ErrorKind::NotImplemented),
            ClusterError::CertExpiry | ClusterError::KeyWithoutCert => {
                Voice::Manager(Code::InvalidArgument)
            }
        }
    }
}

fn cluster(store: &Store) -> Result<&Arc<Cluster>, ClusterError> {
    store.cluster().ok_or(ClusterError::NoSwarm)
}

pub(super) fn inspect(call: &Call<'_>) -> Outcome {
    let cluster = cluster(call.store)?;
    found(ControlResponse::Cluster(Box::new(view(
        cluster, call.store,
    ))))
}

fn view(cluster: &Cluster, store: &Store) -> Swarm {
    let mut spec = cluster.spec.clone();
    // The certificate is no secret, but an update with it and without the key would be refused.
    spec.ca_config.signing_ca_cert = String::new();
    spec.ca_config.signing_ca_key = String::new();
    let root = &cluster.root_ca;
    Swarm {
        info: ClusterInfo {
            id: cluster.id.clone(),
            meta: cluster.meta.clone(),
            spec,
            tls_info: TlsInfo {
                trust_root: root.certificate.clone(),
                cert_issuer_subject: root.subject.clone(),
                cert_issuer_public_key: root.public_key.clone(),
            },
            root_rotation_in_progress: store
                .nodes()
                .any(|node| node.certificate_rotation < root.last_forced_rotation),
            default_addr_pool: cluster.default_addr_pool.clone(),
            subnet_size: cluster.subnet_size,
            data_path_port: match cluster.data_path_port {
                0 => DATA_PATH_PORT,
                port => port,
            },
        },
        join_tokens: root.join_tokens.clone(),
    }
}

pub(super) fn update(
    call: &mut Call<'_>,
    version: Version,
    spec: &SwarmSpec,
    rotate: Rotate,
) -> Outcome {
    let stored = cluster(call.store)?;
    let spec = read_spec(spec)?;
    validate(&spec)?;

    let mut cluster = Cluster::clone(stored);
    cluster.meta.version = version;
    cluster.spec = spec;
    forget_expired(&mut cluster, call.moment.wall);
    let root = &mut cluster.root_ca;
    if rotate.worker_token {
        root.join_tokens.worker = join_token(&root.digest, call.rng);
    }
    if rotate.manager_token {
        root.join_tokens.manager = join_token(&root.digest, call.rng);
    }
    let is_new_root = cluster.spec.ca_config.force_rotate != root.last_forced_rotation;
    cluster.unlock_key = match cluster.unlock_key.take() {
        _ if !cluster.spec.encryption_config.auto_lock_managers => None,
        Some(key) if !rotate.unlock_key => Some(key),
        Some(_) | None => Some(unlock_key(call.rng)),
    };
    if is_new_root {
        let cluster = Box::new(cluster);
        return Ok(Handled::Demand(Demand::RotateRoot { cluster }));
    }
    let mut draft = call.draft();
    draft.rewrite_cluster(cluster)?;
    propose(draft, ControlResponse::Done)
}

/// The form the manager keeps (moby `convert/swarm.go` MergeSwarmSpecToGRPC on nothing).
fn read_spec(spec: &SwarmSpec) -> Result<SwarmSpec, ClusterError> {
    let mut spec = spec.clone();
    match spec.annotations.name.as_str() {
        "" => spec.annotations.name = "default".to_owned(),
        "default" => (),
        _ => return Err(ClusterError::Name),
    }
    let history = &mut spec.orchestration.task_history_retention_limit;
    history.get_or_insert(0);
    spec.raft.keep_old_snapshots.get_or_insert(0);
    // The Engine takes no defaults for tasks, though it has a place for them.
    spec.task_defaults = TaskDefaults::default();
    Ok(spec)
}

fn validate(spec: &SwarmSpec) -> Result<(), ControlError> {
    let ca = &spec.ca_config;
    // Zero is what an absent one looks like.
    if !ca.node_cert_expiry.is_zero() && ca.node_cert_expiry < MIN_CERT_EXPIRY {
        return Err(ClusterError::CertExpiry.into());
    }
    if !ca.signing_ca_key.is_empty() && ca.signing_ca_cert.is_empty() {
        return Err(ClusterError::KeyWithoutCert.into());
    }
    if !ca.signing_ca_cert.is_empty() || !ca.external_cas.is_empty() {
        return Err(ClusterError::OwnCa.into());
    }
    Ok(())
}

/// Drops the certificates of removed nodes that have been worthless for long.
pub(super) fn forget_expired(cluster: &mut Cluster, now: Timestamp) {
    let is_kept = |expiry: &Timestamp| now <= *expiry + EXPIRED_CERT_GRACE;
    cluster.blacklisted.retain(|(_, expiry)| is_kept(expiry));
}

pub(super) fn show_unlock_key(call: &Call<'_>) -> Outcome {
    let cluster = cluster(call.store)?;
    let key = cluster.unlock_key.clone().unwrap_or_default();
    found(ControlResponse::UnlockKey(key))
}

/// A fresh key that unlocks managers: 32 bytes, readable (SwarmKit
/// `manager/encryption/encryption.go`).
pub(crate) fn unlock_key(rng: &mut Rng) -> String {
    let text = base64(&random_bytes::<32>(rng));
    format!("SWMKEY-1-{}", text.trim_end_matches('='))
}
