//! `POST /networks/prune`: tries to remove every network of the swarm, one after the other; those
//! in use refuse (moby `daemon/prune.go`, `clusterNetworksPrune`; recording 100). A machine has no
//! networks of its own that could go.

use api::{ApiError, Filters, NetworkId, Response};
use swarm::{CallId, ControlRequest, ControlResponse};

use super::of_swarm;
use crate::daemon::process::Daemon;
use crate::engine_api::Step;
use crate::host::Host;

/// How far it has come.
#[derive(Clone, Debug)]
pub(crate) enum Prune {
    /// The swarm was asked what networks there are.
    Listing,
    /// It was asked to remove the first of these.
    Removing {
        left: Vec<(NetworkId, String)>,
        removed: Vec<String>,
    },
}

impl Daemon {
    /// Only a manager looks at the swarm's networks.
    pub(super) fn begin_prune(&mut self, call: CallId, host: &mut Host<'_>) {
        if !self.cluster.is_active_manager() {
            return self.answer(call, Ok(Response::NetworksPruned(Vec::new())), host);
        }
        let request = ControlRequest::ListNetworks {
            filters: Filters::new(),
        };
        self.ask_swarm(call, request, Step::PruneNetworks(Prune::Listing), host);
    }

    /// The swarm has answered.
    pub(in crate::engine_api) fn prune_networks(
        &mut self,
        call: CallId,
        prune: Prune,
        result: Result<ControlResponse, ApiError>,
        host: &mut Host<'_>,
    ) {
        let (left, removed) = match prune {
            Prune::Listing => {
                let networks = of_swarm(result).into_iter();
                let networks = networks.filter(|network| !network.ingress);
                let left = networks.map(|network| (network.id, network.name));
                (left.collect(), Vec::new())
            }
            Prune::Removing {
                mut left,
                mut removed,
            } => {
                let (_, name) = left.remove(0);
                removed.extend(result.is_ok().then_some(name));
                (left, removed)
            }
        };
        let Some((id, _)) = left.first() else {
            return self.answer(call, Ok(Response::NetworksPruned(removed)), host);
        };
        let request = ControlRequest::RemoveNetwork {
            name: id.to_string(),
        };
        let step = Step::PruneNetworks(Prune::Removing { left, removed });
        self.ask_swarm(call, request, step, host);
    }
}
