//! Secrets and configs a node has because of its tasks (SwarmKit `manager/dispatcher/assignments.go`).
//!
//! One comes with the first task that names it and goes when the last such task has ended. It is
//! never sent again: what is in it does not change. What a driver makes for a single task has an
//! id of its own; when the driver fails, the file is left out, and the task finds out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::{ConfigId, SecretId, TaskId};

use crate::message::Files;
use crate::object::{Config, Secret, Task};
use crate::store::Store;

/// Makes the data of a secret that has a driver.
pub(super) type SecretDriver = fn(&Secret, &Task) -> Option<Made>;

/// What a driver made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) data: Arc<[u8]>,
    /// It is for this task alone; another one has other data.
    pub(super) is_for_one_task: bool,
}

/// There are no plug-ins here, and so no drivers. Docker's control API refuses a secret with a
/// driver that no manager has, and so does ours.
pub(super) fn no_driver(_secret: &Secret, _task: &Task) -> Option<Made> {
    None
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum FileId {
    Secret(SecretId),
    Config(ConfigId),
}

#[derive(Clone, Debug)]
enum File {
    Secret(Arc<Secret>),
    Config(Arc<Config>),
}

#[derive(Clone, Debug)]
enum Change {
    Send(File),
    Remove,
}

/// The files of one node, and what it has not been told of them yet.
#[derive(Clone, Debug)]
pub(super) struct FileSet {
    driver: SecretDriver,
    users: BTreeMap<FileId, BTreeSet<TaskId>>,
    changes: BTreeMap<FileId, Change>,
}

impl FileSet {
    pub(super) fn new(driver: SecretDriver) -> FileSet {
        FileSet {
            driver,
            users: BTreeMap::new(),
            changes: BTreeMap::new(),
        }
    }

    /// A task that is new to the node needs its files.
    pub(super) fn need(&mut self, task: &Task, store: &Store) {
        let Some(container) = &task.spec.container_spec else {
            return;
        };
        for reference in &container.secrets {
            if let Some(secret) = self.secret(&reference.secret_id, task, store) {
                self.add(
                    FileId::Secret(secret.id.clone()),
                    File::Secret(secret),
                    task,
                );
            }
        }
        for reference in &container.configs {
            if let Some(config) = store.config(&reference.config_id).cloned() {
                self.add(
                    FileId::Config(config.id.clone()),
                    File::Config(config),
                    task,
                );
            }
        }
    }

    fn secret(&self, id: &SecretId, task: &Task, store: &Store) -> Option<Arc<Secret>> {
        let stored = store.secret(id)?;
        if stored.driver.is_none() {
            return Some(stored.clone());
        }
        let made = (self.driver)(stored, task)?;
        let mut secret = Secret::clone(stored);
        secret.data = made.data;
        if made.is_for_one_task {
            // SwarmKit identity.CombineTwoIDs.
            secret.id = SecretId(format!("{id}.{}", task.id));
        }
        Some(Arc::new(secret))
    }

    fn add(&mut self, id: FileId, file: File, task: &Task) {
        let users = self.users.entry(id.clone()).or_default();
        let is_first = users.is_empty();
        users.insert(task.id.clone());
        if is_first {
            match self.changes.remove(&id) {
                // The node still has it.
                Some(Change::Remove) => {}
                Some(Change::Send(_)) | None => {
                    self.changes.insert(id, Change::Send(file));
                }
            }
        }
    }

    /// A task needs nothing more. Returns whether a file goes with it.
    pub(super) fn release(&mut self, task: &TaskId) -> bool {
        let mut unused = Vec::new();
        for (id, users) in &mut self.users {
            if users.remove(task) && users.is_empty() {
                unused.push(id.clone());
            }
        }
        for id in &unused {
            self.users.remove(id);
            match self.changes.remove(id) {
                // It was never sent.
                Some(Change::Send(_)) => {}
                Some(Change::Remove) | None => {
                    self.changes.insert(id.clone(), Change::Remove);
                }
            }
        }
        !unused.is_empty()
    }

    pub(super) fn has_changes(&self) -> bool {
        !self.changes.is_empty()
    }

    /// What the node is to be told now.
    pub(super) fn take(&mut self) -> Files {
        let mut files = Files::default();
        for (id, change) in std::mem::take(&mut self.changes) {
            match (id, change) {
                (_, Change::Send(File::Secret(secret))) => files.secrets.push(secret),
                (_, Change::Send(File::Config(config))) => files.configs.push(config),
                (FileId::Secret(id), Change::Remove) => files.removed_secrets.push(id),
                (FileId::Config(id), Change::Remove) => files.removed_configs.push(id),
            }
        }
        files
    }
}
