//! Managers that lock themselves: after a restart nothing runs until a person brings the key
//! (SwarmKit `node/node.go`, `ca/keyreadwriter.go`, moby `daemon/cluster/swarm.go`).
//!
//! What is on the disk is of no use without the key it was written under: the swarm's when the
//! manager was last up. Unlike Docker nothing is encrypted; the key is only compared.

use api::ErrorKind;

use super::{ControlError, Disk, Life, Moment, Node};

/// SwarmKit `manager/encryption/encryption.go`: how a key looks to a person, 32 bytes of base 64.
const PREFIX: &str = "SWMKEY-1-";
const KEY_LENGTH: usize = 43;

impl Node {
    /// The key without which the disk cannot be read: a manager's, if its swarm locks managers.
    pub(super) fn lock(&self) -> Option<String> {
        self.store()?.cluster()?.unlock_key.clone()
    }

    /// A person brings the key. With the right one the node goes on where it stopped.
    pub fn unlock(&mut self, key: &str, moment: Moment) -> Result<(), ControlError> {
        let Life::Locked(disk) = &self.life else {
            return Err(refusal(ErrorKind::Conflict, "swarm is not locked"));
        };
        if !is_key(key) {
            return Err(refusal(ErrorKind::InvalidParameter, "invalid key string"));
        }
        if disk.lock.as_deref() != Some(key) {
            let words = "swarm could not be unlocked: invalid key provided";
            return Err(refusal(ErrorKind::InvalidParameter, words));
        }
        let mut disk = Disk::clone(disk);
        disk.lock = None;
        let (machine, rng) = (self.machine.clone(), self.rng.split("unlocked"));
        let outputs = std::mem::take(&mut self.outputs);
        let told = self.told.clone();
        *self = Node::resume(disk, machine, rng, moment);
        self.outputs.splice(0..0, outputs);
        self.told = told;
        self.settle(moment);
        Ok(())
    }
}

fn is_key(text: &str) -> bool {
    let is_letter = |it: u8| it.is_ascii_alphanumeric() || it == b'+' || it == b'/';
    let key = text.strip_prefix(PREFIX);
    key.is_some_and(|key| key.len() == KEY_LENGTH && key.bytes().all(is_letter))
}

fn refusal(kind: ErrorKind, words: &str) -> ControlError {
    ControlError {
        kind,
        message: words.to_owned(),
    }
}
