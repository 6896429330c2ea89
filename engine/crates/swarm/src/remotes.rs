//! The managers a node knows, and how it picks one (SwarmKit `remotes/remotes.go`).
//!
//! Each has a weight which rises when a connection works and falls when one breaks; the choice is
//! by lot, the heavier the likelier.

use std::net::SocketAddrV4;

use api::NodeId;
use api::cluster::Peer;
use serde::{Deserialize, Serialize};
use sim::Rng;

/// SwarmKit `remotes.go`: `DefaultObservationWeight` and the bounds of a weight.
const OBSERVATION: i64 = 10;
const MAX_WEIGHT: i64 = 1 << 8;
/// Even a manager without weight is tried now and then: SwarmKit adds 0.001 to each weight.
const SCALE: i64 = 1000;

/// What came of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Worked,
    Failed,
}

/// Known managers, in order of address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remotes(Vec<Remote>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remote {
    /// Unknown as long as only the address was given to `swarm join`.
    node_id: Option<NodeId>,
    address: SocketAddrV4,
    weight: i64,
}

impl Remotes {
    /// The addresses given to `swarm join`.
    pub(crate) fn of_addresses(addresses: &[SocketAddrV4]) -> Remotes {
        let remotes = addresses.iter().map(|address| Remote {
            node_id: None,
            address: *address,
            weight: OBSERVATION,
        });
        Remotes(remotes.collect())
    }

    /// A single manager.
    pub(crate) fn of_manager(node_id: &NodeId, address: SocketAddrV4) -> Remotes {
        Remotes(vec![Remote {
            node_id: Some(node_id.clone()),
            address,
            weight: OBSERVATION,
        }])
    }

    /// Takes over the managers as the leader tells of them.
    pub(crate) fn update(&mut self, managers: &[Peer]) {
        let known = std::mem::take(&mut self.0);
        for manager in managers {
            let Ok(address) = manager.addr.parse::<SocketAddrV4>() else {
                continue;
            };
            let weight = known.iter().find(|remote| remote.address == address);
            self.0.push(Remote {
                node_id: Some(manager.node_id.clone()),
                address,
                weight: weight.map_or(OBSERVATION, |remote| remote.weight),
            });
        }
        self.0.sort_by_key(|remote| remote.address);
    }

    /// Averages an outcome in.
    pub(crate) fn observe(&mut self, address: SocketAddrV4, outcome: Outcome) {
        let observed = match outcome {
            Outcome::Worked => OBSERVATION,
            Outcome::Failed => -OBSERVATION,
        };
        if let Some(remote) = self.0.iter_mut().find(|remote| remote.address == address) {
            remote.weight = i64::midpoint(remote.weight, observed).clamp(-MAX_WEIGHT, MAX_WEIGHT);
        }
    }

    /// Draws one of them; never the node at `own`.
    pub(crate) fn pick(&self, own: SocketAddrV4, rng: &mut Rng) -> Option<SocketAddrV4> {
        let others = self.0.iter().filter(|remote| remote.address != own);
        let shares: Vec<(SocketAddrV4, u64)> = others
            .map(|remote| (remote.address, remote.share()))
            .collect();
        let total: u64 = shares.iter().map(|(_, share)| share).sum();
        if total == 0 {
            return None;
        }
        let mut lot = rng.below(total);
        for (address, share) in shares {
            if lot < share {
                return Some(address);
            }
            lot -= share;
        }
        None
    }

    /// For `docker info`.
    pub(crate) fn peers(&self) -> Vec<Peer> {
        let peer = |remote: &Remote| Peer {
            node_id: remote.node_id.clone().unwrap_or_default(),
            addr: remote.address.to_string(),
        };
        self.0.iter().map(peer).collect()
    }
}

impl Remote {
    fn share(&self) -> u64 {
        u64::try_from(self.weight.max(0) * SCALE + 1).unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u8) -> SocketAddrV4 {
        SocketAddrV4::new([10, 0, 0, number].into(), 2377)
    }

    #[test]
    fn a_manager_that_fails_is_hardly_ever_picked() {
        let mut remotes = Remotes::of_addresses(&[address(1), address(2)]);
        remotes.observe(address(1), Outcome::Failed);
        remotes.observe(address(1), Outcome::Failed);
        let mut rng = Rng::stream(1, "pick");
        let own = address(9);
        let picked = (0..1000).filter(|_| remotes.pick(own, &mut rng) == Some(address(1)));
        assert!(picked.count() < 10);
    }

    #[test]
    fn a_node_never_picks_itself() {
        let remotes = Remotes::of_addresses(&[address(1)]);
        assert_eq!(remotes.pick(address(1), &mut Rng::stream(1, "pick")), None);
    }

    #[test]
    fn weights_survive_a_new_list() {
        let mut remotes = Remotes::of_addresses(&[address(1), address(2)]);
        remotes.observe(address(2), Outcome::Failed);
        let peer = |number: u8| Peer {
            node_id: NodeId(format!("n{number}")),
            addr: address(number).to_string(),
        };
        let before = remotes.0[1].weight;
        remotes.update(&[peer(3), peer(2)]);
        assert_eq!(remotes.0[0].weight, before);
        assert_eq!(remotes.peers(), [peer(2), peer(3)]);
    }
}
