//! `/var/lib/docker`: what is left of a machine's Docker when the power goes.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::{ContainerId, NetworkId, TaskId};
use imbl::OrdMap;
use sim::{Rng, Timestamp};

use crate::cluster::StoredSwarm;
use crate::container::{Container, State};
use crate::host::hex_id;
use crate::image::Images;
use crate::network::LocalNetwork;

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    /// `engine-id`: what `docker info` shows as `ID`.
    pub(crate) engine_id: String,
    pub(crate) images: Images,
    containers: OrdMap<ContainerId, Arc<Container>>,
    /// `host`, `none` and, once there was a swarm, `docker_gwbridge`. The network `bridge` is made
    /// anew by every daemon.
    pub(crate) networks: BTreeMap<NetworkId, LocalNetwork>,
    /// `swarm/`.
    pub(crate) swarm: Option<StoredSwarm>,
}

impl Disk {
    /// Docker is installed, nothing was ever run.
    pub(crate) fn blank(rng: &mut Rng) -> Disk {
        Disk {
            engine_id: uuid(rng),
            images: Images::default(),
            containers: OrdMap::new(),
            networks: BTreeMap::new(),
            swarm: None,
        }
    }

    /// All containers, in order of id.
    pub(crate) fn containers(&self) -> impl Iterator<Item = &Arc<Container>> {
        self.containers.values()
    }

    /// The container of this id.
    pub(crate) fn container(&self, id: &ContainerId) -> Option<&Arc<Container>> {
        self.containers.get(id)
    }

    /// The same, to change it.
    pub(crate) fn container_mut(&mut self, id: &ContainerId) -> Option<&mut Container> {
        self.containers.get_mut(id).map(Arc::make_mut)
    }

    /// The container of a task.
    pub(crate) fn container_of(&self, task: &TaskId) -> Option<&Arc<Container>> {
        let is_it = |container: &&Arc<Container>| {
            container
                .config
                .task
                .as_ref()
                .is_some_and(|of| of.task.id == *task)
        };
        self.containers().find(is_it)
    }

    /// A program ended while there was no daemon.
    pub(crate) fn note_exit(&mut self, id: &ContainerId, status: i64, at: Timestamp) {
        if let Some(container) = self.container_mut(id)
            && let State::Running { started, .. } = container.state
        {
            container.state = State::Exited {
                status,
                started,
                finished: at,
            };
        }
    }

    /// Keeps a container.
    pub(crate) fn put_container(&mut self, container: Container) {
        self.containers
            .insert(container.id.clone(), Arc::new(container));
    }

    /// Forgets a container.
    pub(crate) fn remove_container(&mut self, id: &ContainerId) -> Option<Arc<Container>> {
        self.containers.remove(id)
    }
}

/// A random UUID (RFC 9562, version 4).
fn uuid(rng: &mut Rng) -> String {
    let hex = hex_id(rng);
    let variant = ["8", "9", "a", "b"][rng.index(4)];
    format!(
        "{}-{}-4{}-{variant}{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[12..15],
        &hex[15..18],
        &hex[18..30]
    )
}
