//! Which cluster volume a task may use on which node (SwarmKit `manager/scheduler/{volumes,topology}.go`).
//!
//! Only volumes that their plug-in has made take part. Unlike Docker, nothing publishes them on a
//! node: there are no plug-ins here, so no volume ever is made but by a test.

use std::collections::BTreeMap;
use std::sync::Arc;

use api::task::{Mount, MountType};
use api::{NodeId, TaskId, VolumeId};

use super::node_info::NodeInfo;
use crate::object::{Sharing, Task, Topology, Volume, VolumeAttachment, VolumeAvailability};
use crate::store::Store;

/// All volumes, and who uses each.
#[derive(Clone, Debug, Default)]
pub(super) struct VolumeSet {
    volumes: BTreeMap<VolumeId, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    volume: Arc<Volume>,
    users: BTreeMap<TaskId, User>,
}

#[derive(Clone, Debug)]
struct User {
    node: NodeId,
    is_reader: bool,
}

/// A volume's name, or `group:` and the name of many.
const GROUP: &str = "group:";

/// The cluster volumes a task mounts.
pub(super) fn cluster_mounts(task: &Task) -> impl Iterator<Item = &Mount> {
    let container = task.spec.container_spec.as_ref();
    let mounts = container.into_iter().flat_map(|it| &it.mounts);
    mounts.filter(|mount| mount.kind == MountType::Cluster)
}

impl VolumeSet {
    pub(super) fn of(store: &Store) -> VolumeSet {
        let mut set = VolumeSet::default();
        for volume in store.volumes() {
            set.put(volume);
        }
        set
    }

    /// A volume is new or was changed.
    pub(super) fn put(&mut self, volume: &Arc<Volume>) {
        if volume.volume_id.is_empty() {
            return;
        }
        let volume = volume.clone();
        match self.volumes.get_mut(&volume.id) {
            Some(known) => known.volume = volume,
            None => {
                let users = BTreeMap::new();
                self.volumes
                    .insert(volume.id.clone(), Known { volume, users });
            }
        }
    }

    pub(super) fn remove(&mut self, id: &VolumeId) {
        self.volumes.remove(id);
    }

    /// A task that has a node uses what is attached to it.
    pub(super) fn hold(&mut self, task: &Task, node: &NodeId, attached: &[VolumeAttachment]) {
        for attachment in attached {
            if let Some(known) = self.volumes.get_mut(&attachment.id) {
                let mut mounts = cluster_mounts(task);
                let mount = mounts.find(|mount| mount.target == attachment.target);
                let user = User {
                    node: node.clone(),
                    is_reader: mount.is_some_and(|mount| mount.read_only),
                };
                known.users.insert(task.id.clone(), user);
            }
        }
    }

    /// A task has ended, or never came to be where it was to go.
    pub(super) fn release(&mut self, task: &TaskId) {
        for known in self.volumes.values_mut() {
            known.users.remove(task);
        }
    }

    /// Whether a node has one of the volumes a task asks for. One is enough for SwarmKit, too.
    pub(super) fn admits(&self, task: &Task, info: &NodeInfo) -> bool {
        cluster_mounts(task).any(|mount| self.pick(mount, info).is_some())
    }

    /// Takes a volume for each mount.
    pub(super) fn reserve(&mut self, task: &Task, info: &NodeInfo) -> Vec<VolumeAttachment> {
        let mut attached = Vec::new();
        for mount in cluster_mounts(task) {
            if let Some(id) = self.pick(mount, info) {
                attached.push(VolumeAttachment {
                    id,
                    source: mount.source.clone(),
                    target: mount.target.clone(),
                });
            }
        }
        self.hold(task, &info.node.id, &attached);
        attached
    }

    fn pick(&self, mount: &Mount, info: &NodeInfo) -> Option<VolumeId> {
        let is_meant = |volume: &Volume| match mount.source.strip_prefix(GROUP) {
            Some(group) => volume.group == group,
            None => volume.name == mount.source,
        };
        let mut meant = self.volumes.values().filter(|it| is_meant(&it.volume));
        let usable = meant.find(|known| known.is_usable(info, mount.read_only))?;
        Some(usable.volume.id.clone())
    }
}

impl Known {
    fn is_usable(&self, info: &NodeInfo, is_reader: bool) -> bool {
        let volume = &self.volume;
        let mut users = self.users.values();
        let is_elsewhere = |user: &User| user.node != info.node.id;
        let is_kept = volume.is_single_node && users.clone().any(is_elsewhere);
        let is_shared = match volume.sharing {
            Sharing::None => self.users.is_empty(),
            Sharing::ReadOnly => is_reader,
            Sharing::OneWriter => is_reader || users.all(|user| user.is_reader),
            Sharing::All => true,
        };
        volume.availability == VolumeAvailability::Active
            && !is_kept
            && is_shared
            && is_in_topology(info.node.csi.get(&volume.driver), &volume.topology)
    }
}

/// Whether a node lies in one of the places a volume can be reached from.
fn is_in_topology(node: Option<&Topology>, places: &[Topology]) -> bool {
    let segment = |name: &String| node.and_then(|node| node.get(name));
    let is_there = |place: &Topology| {
        let mut segments = place.iter();
        segments.all(|(name, value)| segment(name) == Some(value))
    };
    places.is_empty() || places.iter().any(is_there)
}
