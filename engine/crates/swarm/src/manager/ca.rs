//! The certificate authority: whom it lets in, and as what (SwarmKit `ca/server.go`).
//!
//! Whoever has a join token becomes a node of the token's role; whoever has a certificate gets the
//! next one, for the role the role manager has put into the store. Unlike Docker a request is
//! signed in the transaction that writes it, not by a loop afterwards.

pub(crate) mod digest;
pub(crate) mod root;

use api::Annotations;
use api::node::{Availability, NodeRole, NodeSpec, NodeState, NodeStatus};
use api::{Meta, NodeId};
use sim::Rng;

use crate::certificate::Certificate;
use crate::node::Moment;
use crate::object::{Cluster, Node};
use crate::rpc::{Code, RpcError};
use crate::store::{Draft, Store, Transaction};

/// SwarmKit `ca/server.go`, for each kind of wrong token.
const NO_TOKEN: &str = "A valid join token is necessary to join this cluster";

/// A signed certificate, and what has to be written before it counts.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) certificate: Certificate,
    pub(crate) transaction: Option<Transaction>,
}

/// Lets a newcomer in.
pub(crate) fn admit(
    (token, availability): (&str, Availability),
    store: &Store,
    rng: &mut Rng,
    moment: Moment,
) -> Result<Issued, RpcError> {
    let cluster = cluster(store)?;
    let tokens = &cluster.root_ca.join_tokens;
    let role = if token == tokens.worker {
        NodeRole::Worker
    } else if token == tokens.manager {
        NodeRole::Manager
    } else {
        return Err(RpcError::new(Code::InvalidArgument, NO_TOKEN));
    };
    let node = new_node(NodeId::random(rng), (role, role), availability);
    let certificate = certificate(&node.id, role, cluster, moment);
    let mut draft = Draft::new(store, moment.wall);
    draft
        .create_node(Node {
            certificate_rotation: certificate.rotation,
            ..node
        })
        .map_err(|error| RpcError::new(Code::Unknown, error.to_string()))?;
    Ok(Issued {
        certificate,
        transaction: draft.finish(),
    })
}

/// Gives a node its next certificate: of the role observed, which follows the one desired.
pub(crate) fn renew(
    current: &Certificate,
    store: &Store,
    moment: Moment,
) -> Result<Issued, RpcError> {
    let cluster = cluster(store)?;
    let node = store.node(&current.node_id);
    let node = node.ok_or_else(|| RpcError::new(Code::NotFound, "node not found"))?;
    let certificate = certificate(&node.id, node.role, cluster, moment);
    let mut draft = Draft::new(store, moment.wall);
    if node.certificate_rotation != certificate.rotation {
        let mut node = node.as_ref().clone();
        node.certificate_rotation = certificate.rotation;
        draft.update_node(node).expect("just read from this store");
    }
    Ok(Issued {
        certificate,
        transaction: draft.finish(),
    })
}

/// `swarm ca --rotate`: a new root and new tokens. `cluster` is what is to be written, but for them.
/// Unlike Docker the new root counts at once: no intermediate is signed by both.
pub(crate) fn rotate(
    mut cluster: Cluster,
    store: &Store,
    rng: &mut Rng,
    moment: Moment,
) -> Result<Option<Transaction>, RpcError> {
    let rotation = cluster.root_ca.last_forced_rotation + 1;
    cluster.root_ca = root::new_root(rng, moment.wall);
    cluster.root_ca.last_forced_rotation = rotation;
    let mut draft = Draft::new(store, moment.wall);
    draft
        .update_cluster(cluster)
        .map_err(|error| RpcError::new(Code::Unknown, error.to_string()))?;
    Ok(draft.finish())
}

/// Refuses who was removed, and who belongs to another swarm (SwarmKit `ca/auth.go`).
pub(crate) fn authorize(certificate: &Certificate, store: &Store) -> Result<(), RpcError> {
    let Some(cluster) = store.cluster() else {
        return Ok(());
    };
    let node = &certificate.node_id;
    let denied = |message: String| Err(RpcError::new(Code::PermissionDenied, message));
    if certificate.cluster_id != cluster.id {
        return denied("Permission denied: remote certificate not part of organization".to_owned());
    }
    if cluster
        .blacklisted
        .iter()
        .any(|(removed, _)| removed == node)
    {
        return denied(format!(
            "Permission denied: node {node} was removed from swarm"
        ));
    }
    Ok(())
}

/// A node as it is first written: `roles` are the desired and the observed one.
pub(crate) fn new_node(
    id: NodeId,
    roles: (NodeRole, NodeRole),
    availability: Availability,
) -> Node {
    Node {
        id,
        meta: Meta::default(),
        spec: NodeSpec {
            annotations: Annotations::default(),
            role: roles.0,
            availability,
        },
        description: None,
        status: NodeStatus {
            state: NodeState::Unknown,
            message: String::new(),
            addr: String::new(),
        },
        role: roles.1,
        attachments: Vec::new(),
        certificate_rotation: 0,
        csi: Default::default(),
    }
}

fn certificate(node: &NodeId, role: NodeRole, cluster: &Cluster, moment: Moment) -> Certificate {
    Certificate {
        node_id: node.clone(),
        role,
        cluster_id: cluster.id.clone(),
        root_digest: cluster.root_ca.digest.clone(),
        rotation: cluster.root_ca.last_forced_rotation,
        valid_from: moment.wall,
        valid_until: moment.wall,
    }
    .valid_for(cluster.spec.ca_config.node_cert_expiry, moment.wall)
}

fn cluster(store: &Store) -> Result<&Cluster, RpcError> {
    let cluster = store.cluster();
    cluster
        .map(AsRef::as_ref)
        .ok_or_else(|| RpcError::new(Code::Aborted, "CA signer is stopped"))
}
