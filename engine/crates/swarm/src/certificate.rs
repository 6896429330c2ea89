//! Who a node is: the certificate it shows on every connection (SwarmKit `ca/certificates.go`).
//!
//! A token of this simulation, not X.509, with the same contents: common name (node), unit (role),
//! organisation (cluster), validity, and the root that signed it.

use api::node::NodeRole;
use api::{ClusterId, NodeId};
use serde::{Deserialize, Serialize};
use sim::{Duration, Rng, Timestamp};

/// SwarmKit `ca/certificates.go`: `CertBackdate`.
const BACKDATE: Duration = Duration::from_secs(3600);

/// A node's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Certificate {
    pub(crate) node_id: NodeId,
    pub(crate) role: NodeRole,
    pub(crate) cluster_id: ClusterId,
    /// The root that signed it, by its digest: the middle of a join token.
    pub(crate) root_digest: String,
    /// Which `swarm ca --rotate` it was issued under.
    pub(crate) rotation: u64,
    pub(crate) valid_from: Timestamp,
    pub(crate) valid_until: Timestamp,
}

impl Certificate {
    /// Sets the validity of a certificate issued at `now`.
    pub(crate) fn valid_for(mut self, expiry: Duration, now: Timestamp) -> Certificate {
        self.valid_from = Timestamp(now.0.saturating_sub(nanos(BACKDATE)));
        self.valid_until = now + expiry;
        self
    }

    /// How long to wait before asking for the next one: somewhere between half and four fifths of
    /// its life (SwarmKit `ca/renewer.go`, `calculateRandomExpiry`).
    pub(crate) fn renewal_delay(&self, now: Timestamp, rng: &mut Rng) -> Duration {
        let life = self.valid_until.since(self.valid_from);
        let renew_at = self.valid_from + rng.duration(life / 2, life * 4 / 5);
        renew_at.since(now)
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_renewed_in_the_second_half_of_its_life() {
        let now = Timestamp::from_civil(2026, 11, 20, 0, 0);
        let day = Duration::from_secs(24 * 3600);
        let certificate = Certificate {
            node_id: NodeId::from("n"),
            role: NodeRole::Worker,
            cluster_id: ClusterId::from("c"),
            root_digest: String::new(),
            rotation: 0,
            valid_from: now,
            valid_until: now,
        }
        .valid_for(90 * day, now);
        let mut rng = Rng::stream(1, "renewal");
        for _ in 0..100 {
            let delay = certificate.renewal_delay(now, &mut rng);
            assert!(44 * day < delay && delay < 73 * day, "{delay:?}");
        }
    }
}
