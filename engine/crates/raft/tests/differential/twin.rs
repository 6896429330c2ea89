//! tikv's member with a disk under it, driven as ours is.

use raft::{ConfState, Entry, HardState, Index, Message, Persisted, RaftId, Snapshot};
use tikv_raft::eraftpb;
use tikv_raft::{
    Config, Error, GetEntriesContext, RaftState, RawNode, Result, Storage, StorageError,
};

use crate::words::{
    Note, Ours, Sum, conf_to_theirs, entry_to_ours, entry_to_theirs, hard_state_to_ours,
    hard_state_to_theirs, message_to_ours, snapshot_to_ours, snapshot_to_theirs,
};

/// The disk as tikv's member reads it. Like ours in memory, and unlike ours on
/// the disk, it may keep entries which its snapshot has already.
pub struct Disk {
    hard_state: eraftpb::HardState,
    conf: eraftpb::ConfState,
    snapshot: eraftpb::Snapshot,
    /// The entry before the first: term, index.
    base: (u64, u64),
    entries: Vec<eraftpb::Entry>,
}

impl Disk {
    fn new(persisted: &Persisted<Note, Sum>) -> Disk {
        let snapshot = persisted.snapshot.as_ref();
        let conf = snapshot.map_or(&persisted.conf, |snapshot| &snapshot.conf);
        Disk {
            hard_state: hard_state_to_theirs(&persisted.hard_state),
            conf: conf_to_theirs(conf),
            base: snapshot.map_or((0, 0), |snapshot| (snapshot.term.0, snapshot.index.0)),
            snapshot: snapshot.map(snapshot_to_theirs).unwrap_or_default(),
            entries: persisted.entries.iter().map(entry_to_theirs).collect(),
        }
    }

    fn last(&self) -> u64 {
        self.base.1 + self.entries.len() as u64
    }

    fn offset(&self, index: u64) -> usize {
        (index - self.base.1 - 1) as usize
    }

    fn append(&mut self, entries: &[eraftpb::Entry]) {
        if let Some(first) = entries.first() {
            self.entries.truncate(self.offset(first.index));
            self.entries.extend_from_slice(entries);
        }
    }

    fn restore(&mut self, snapshot: &eraftpb::Snapshot) {
        let meta = snapshot.get_metadata();
        self.base = (meta.term, meta.index);
        self.conf = meta.get_conf_state().clone();
        self.entries.clear();
        self.snapshot = snapshot.clone();
    }

    fn compact(&mut self, upto: u64, snapshot: eraftpb::Snapshot) {
        if self.snapshot.get_metadata().index < snapshot.get_metadata().index {
            self.snapshot = snapshot;
        }
        if upto > self.base.1 {
            let last = self.offset(upto);
            self.base = (self.entries[last].term, upto);
            self.entries.drain(..=last);
        }
    }
}

impl Storage for Disk {
    fn initial_state(&self) -> Result<RaftState> {
        Ok(RaftState::new(self.hard_state.clone(), self.conf.clone()))
    }

    fn entries(
        &self,
        low: u64,
        high: u64,
        max_size: impl Into<Option<u64>>,
        _context: GetEntriesContext,
    ) -> Result<Vec<eraftpb::Entry>> {
        if low <= self.base.1 {
            return Err(Error::Store(StorageError::Compacted));
        }
        let mut entries = self.entries[self.offset(low)..self.offset(high)].to_vec();
        tikv_raft::util::limit_size(&mut entries, max_size.into());
        Ok(entries)
    }

    fn term(&self, index: u64) -> Result<u64> {
        if index == self.base.1 {
            return Ok(self.base.0);
        }
        if index < self.base.1 {
            return Err(Error::Store(StorageError::Compacted));
        }
        let entry = self.entries.get(self.offset(index));
        entry
            .map(|entry| entry.term)
            .ok_or(Error::Store(StorageError::Unavailable))
    }

    fn first_index(&self) -> Result<u64> {
        Ok(self.base.1 + 1)
    }

    fn last_index(&self) -> Result<u64> {
        Ok(self.last())
    }

    fn snapshot(&self, _request_index: u64, _to: u64) -> Result<eraftpb::Snapshot> {
        Ok(self.snapshot.clone())
    }
}

/// What one round of work came to, be it ours or theirs.
#[derive(Debug, Default, PartialEq)]
pub struct Work {
    /// In the order of sending, by receiver.
    pub messages: Vec<Ours>,
    pub applied: Vec<Entry<Note>>,
    pub restored: Vec<Snapshot<Sum>>,
}

pub struct Twin {
    pub node: RawNode<Disk>,
    id: RaftId,
}

impl Twin {
    pub fn new(config: &raft::Config, persisted: &Persisted<Note, Sum>) -> Twin {
        let disk = Disk::new(persisted);
        let config = Config {
            id: config.id.0,
            election_tick: config.election_ticks as usize,
            heartbeat_tick: config.heartbeat_ticks as usize,
            applied: disk.base.1,
            max_size_per_msg: config.max_size_per_msg,
            max_inflight_msgs: config.max_inflight,
            check_quorum: config.check_quorum,
            max_committed_size_per_ready: config.max_size_per_msg,
            ..Default::default()
        };
        let logger = slog::Logger::root(slog::Discard, slog::o!());
        let node = RawNode::new(&config, disk, &logger).expect("the config is valid");
        Twin {
            id: RaftId(config.id),
            node,
        }
    }

    /// Saves, sends and applies until there is nothing left to do.
    pub fn drain(&mut self) -> Work {
        let mut work = Work::default();
        while self.node.has_ready() {
            let mut ready = self.node.ready();
            if !ready.snapshot().is_empty() {
                let snapshot = ready.snapshot().clone();
                self.node.mut_store().restore(&snapshot);
                work.restored.push(snapshot_to_ours(&snapshot));
            }
            let entries = ready.take_entries();
            self.node.mut_store().append(&entries);
            if let Some(hard_state) = ready.hs() {
                self.node.mut_store().hard_state = hard_state.clone();
            }
            let mut messages = ready.take_messages();
            messages.extend(ready.take_persisted_messages());
            self.relabel(&mut messages);
            self.apply(&ready.take_committed_entries(), &mut work);
            let mut light = self.node.advance_append(ready);
            if let Some(commit) = light.commit_index() {
                self.node.mut_store().hard_state.commit = commit;
            }
            let mut more = light.take_messages();
            self.relabel(&mut more);
            messages.extend(more);
            self.apply(&light.take_committed_entries(), &mut work);
            self.node.advance_apply();
            let to_ours = |message| message_to_ours(message, self.id);
            work.messages.extend(messages.iter().map(to_ours));
        }
        work
    }

    /// A snapshot leaves with the members of now: with tikv, as in SwarmKit, it
    /// is the owner who sees to that.
    fn relabel(&self, messages: &mut [eraftpb::Message]) {
        let conf = self.node.raft.prs().conf().to_conf_state();
        for message in messages {
            if message.get_msg_type() == eraftpb::MessageType::MsgSnapshot {
                let meta = message.mut_snapshot().mut_metadata();
                meta.set_conf_state(conf.clone());
            }
        }
    }

    fn apply(&mut self, committed: &[eraftpb::Entry], work: &mut Work) {
        for entry in committed.iter().map(entry_to_ours) {
            if let raft::EntryData::Change(change) = &entry.data {
                let change = crate::words::change_to_theirs(change);
                let conf = self.node.apply_conf_change(&change);
                conf.expect("one change at a time is always possible");
            }
            work.applied.push(entry);
        }
    }

    pub fn compact(&mut self, upto: Index, snapshot: &Snapshot<Sum>) {
        let snapshot = snapshot_to_theirs(snapshot);
        self.node.mut_store().compact(upto.0, snapshot);
    }

    pub fn saved_hard_state(&self) -> HardState {
        hard_state_to_ours(&self.node.store().hard_state)
    }

    pub fn conf(&self) -> ConfState {
        let conf = self.node.raft.prs().conf().to_conf_state();
        crate::words::conf_to_ours(&conf)
    }

    pub fn step(&mut self, message: &Message<Note, Sum>) -> bool {
        let message = crate::words::message_to_theirs(message);
        self.node.step(message).is_ok()
    }
}
