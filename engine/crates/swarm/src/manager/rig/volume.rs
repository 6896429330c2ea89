//! Cluster volumes of a script: `volume v1 driver=d single-node sharing=none topology=zone:a`.

use api::task::{Mount, MountType, TaskSpec};
use api::{Meta, VolumeId};

use super::Rig;
use super::objects::pair;
use crate::object::{Node, Sharing, Topology, Volume, VolumeAvailability};

fn volume(name: &str) -> Volume {
    Volume {
        id: VolumeId::from(name),
        meta: Meta::default(),
        name: name.to_owned(),
        group: String::new(),
        driver: "plug".to_owned(),
        availability: VolumeAvailability::Active,
        is_single_node: false,
        sharing: Sharing::All,
        volume_id: format!("made-{name}"),
        topology: Vec::new(),
    }
}

/// Sets one property; `unmade`: its plug-in has not made it.
fn set_volume(volume: &mut Volume, text: &str) {
    let (key, value) = pair(text);
    match key {
        "driver" => volume.driver = value.to_owned(),
        "group" => volume.group = value.to_owned(),
        "unmade" => volume.volume_id.clear(),
        "single-node" => volume.is_single_node = true,
        "topology" => volume.topology.push(topology(value)),
        "sharing" => {
            volume.sharing = match value {
                "none" => Sharing::None,
                "read-only" => Sharing::ReadOnly,
                "one-writer" => Sharing::OneWriter,
                "all" => Sharing::All,
                other => panic!("nobody shares {other}"),
            };
        }
        "availability" => {
            volume.availability = match value {
                "active" => VolumeAvailability::Active,
                "pause" => VolumeAvailability::Pause,
                "drain" => VolumeAvailability::Drain,
                other => panic!("no volume is {other}"),
            };
        }
        other => panic!("a volume has no {other}"),
    }
}

/// `zone:a,rack:1`
fn topology(text: &str) -> Topology {
    let segments = text.split(',').map(|segment| {
        let (name, value) = segment.split_once(':').expect("name:value");
        (name.to_owned(), value.to_owned())
    });
    segments.collect()
}

/// `csi=zone:a,rack:1`: where the plug-in `plug` says that the node lies.
pub(super) fn set_csi(node: &mut Node, text: &str) {
    node.csi.insert("plug".to_owned(), topology(text));
}

/// `volume=v1`, `volume=group:g`, `volume=v1/ro`: what a task mounts.
pub(super) fn mount_volume(template: &mut TaskSpec, text: &str) {
    let (source, read_only) = match text.strip_suffix("/ro") {
        Some(source) => (source, true),
        None => (text, false),
    };
    let container = template.container_spec.get_or_insert_default();
    container.mounts.push(Mount {
        kind: MountType::Cluster,
        source: source.to_owned(),
        target: format!("/{source}"),
        read_only,
        ..Mount::default()
    });
}

impl Rig {
    pub(super) fn put_volume(&mut self, words: &[&str]) {
        let id = VolumeId::from(words[0]);
        let stored = self.store.volume(&id).map(|it| Volume::clone(it));
        let mut written = stored.clone().unwrap_or_else(|| volume(words[0]));
        words[1..]
            .iter()
            .for_each(|it| set_volume(&mut written, it));
        self.write(|draft| match stored {
            Some(_) => draft.update_volume(written).expect("the volume"),
            None => draft.create_volume(written).expect("a new volume"),
        });
    }
}
