//! The log of one member, as it stands in memory.
//!
//! ```text
//!   snapshot     entries
//!   ........ [ base+1 ............................ last ]
//!                  applied <= committed <= last
//!                          persisted     <= last
//! ```
//!
//! After etcd/raft `log.go` and `log_unstable.go`. Unlike there, memory holds
//! the whole log and `persisted` says how much of it the disk has, too.

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Payload, Position, limit_size};
use crate::error::LogError;
use crate::id::{Index, Term};
use crate::persisted::{Persisted, Snapshot};

/// What stands before the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Base<S> {
    /// Nothing: the log is whole.
    Beginning,
    /// On the disk, and applied.
    Kept(Snapshot<S>),
    /// Come from the leader; the owner has not saved and applied it yet.
    Arrived(Snapshot<S>),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Log<P, S> {
    snapshot: Base<S>,
    /// The entry before the first. It may be older than the snapshot: entries
    /// are kept for followers which are only a little behind.
    base: Position,
    /// Invariant: their indexes follow `base` without a gap, and their terms
    /// never fall.
    entries: Vec<Entry<P>>,
    /// The disk has everything up to here.
    persisted: Index,
    /// A majority has everything up to here; it never changes again.
    ///
    /// Invariant: never falls.
    committed: Index,
    /// The owner did everything up to here.
    ///
    /// Invariant: `applied <= committed`, and never falls.
    applied: Index,
}

impl<P: Payload, S: Clone> Log<P, S> {
    /// The log as the disk has it, with nothing but the snapshot applied.
    pub(crate) fn new(persisted: Persisted<P, S>) -> Log<P, S> {
        let base = persisted.snapshot.as_ref().map(Snapshot::position);
        let base = base.unwrap_or_default();
        let commit = persisted.hard_state.commit.max(base.index);
        let log = Log {
            snapshot: persisted.snapshot.map_or(Base::Beginning, Base::Kept),
            base,
            persisted: base.index.plus(persisted.entries.len()),
            entries: persisted.entries,
            committed: commit,
            applied: base.index,
        };
        log.check_shape();
        log
    }

    fn check_shape(&self) {
        let mut before = self.base;
        for entry in &self.entries {
            assert_eq!(entry.index, before.index.next(), "a gap in the log");
            assert!(
                entry.term >= before.term,
                "the term falls at {}",
                entry.index
            );
            before = entry.position();
        }
        assert!(
            self.committed <= self.last_index(),
            "committed {} but the log ends at {}",
            self.committed,
            self.last_index()
        );
    }

    pub fn first_index(&self) -> Index {
        self.base.index.next()
    }

    pub fn last_index(&self) -> Index {
        self.base.index.plus(self.entries.len())
    }

    pub fn last(&self) -> Position {
        self.entries.last().map_or(self.base, Entry::position)
    }

    pub fn committed(&self) -> Index {
        self.committed
    }

    pub fn applied(&self) -> Index {
        self.applied
    }

    pub fn persisted(&self) -> Index {
        self.persisted
    }

    /// All entries in memory, oldest first.
    pub fn entries(&self) -> &[Entry<P>] {
        &self.entries
    }

    pub fn entry(&self, index: Index) -> Option<&Entry<P>> {
        (index > self.base.index).then(|| self.entries.get(self.offset(index)))?
    }

    /// The newest snapshot, be it applied or not.
    pub fn snapshot(&self) -> Option<&Snapshot<S>> {
        match &self.snapshot {
            Base::Beginning => None,
            Base::Kept(snapshot) | Base::Arrived(snapshot) => Some(snapshot),
        }
    }

    /// A snapshot which the owner has still to save and to apply.
    pub(crate) fn arrived_snapshot(&self) -> Option<&Snapshot<S>> {
        match &self.snapshot {
            Base::Arrived(snapshot) => Some(snapshot),
            Base::Beginning | Base::Kept(_) => None,
        }
    }

    /// `None` if the entry is compacted or not there yet.
    pub fn term(&self, index: Index) -> Option<Term> {
        if index == self.base.index {
            return Some(self.base.term);
        }
        self.entry(index).map(|entry| entry.term)
    }

    pub(crate) fn has(&self, position: Position) -> bool {
        self.term(position.index) == Some(position.term)
    }

    /// Whether a log which ends at `theirs` is at least as new as this one.
    pub(crate) fn is_up_to_date(&self, theirs: Position) -> bool {
        let ours = self.last();
        (theirs.term, theirs.index) >= (ours.term, ours.index)
    }

    /// Entries from `next` on, as many as fit one message.
    pub(crate) fn entries_from(&self, next: Index, max_size: u64) -> &[Entry<P>] {
        assert!(next > self.base.index, "entry {next} is compacted");
        let rest = self.entries.get(self.offset(next)..).unwrap_or_default();
        limit_size(rest, max_size)
    }

    /// The leader writes. Returns the last index.
    pub(crate) fn push(&mut self, entry: Entry<P>) -> Index {
        assert_eq!(entry.index, self.last_index().next(), "a gap in the log");
        self.entries.push(entry);
        self.last_index()
    }

    /// A follower takes `entries` if it has the one before them. Returns up to
    /// where the logs agree now, or nothing if it does not have it.
    ///
    /// Entries it has already stay untouched: an old append which arrives late
    /// must not cut what came after it.
    pub(crate) fn maybe_append(
        &mut self,
        prev: Position,
        entries: Vec<Entry<P>>,
        commit: Index,
    ) -> Result<Option<Index>, LogError> {
        if !self.has(prev) {
            return Ok(None);
        }
        let last_new = prev.index.plus(entries.len());
        let known = entries
            .iter()
            .take_while(|entry| self.has(entry.position()))
            .count();
        if known < entries.len() {
            self.replace_after(prev.index.plus(known), entries.into_iter().skip(known))?;
        }
        self.commit_to(commit.min(last_new))?;
        Ok(Some(last_new))
    }

    fn replace_after(
        &mut self,
        kept: Index,
        entries: impl Iterator<Item = Entry<P>>,
    ) -> Result<(), LogError> {
        if kept < self.committed {
            return Err(LogError::CommittedConflict {
                index: kept.next(),
                committed: self.committed,
            });
        }
        self.entries.truncate(self.offset(kept.next()));
        self.persisted = self.persisted.min(kept);
        self.entries.extend(entries);
        Ok(())
    }

    /// The last entry up to `index` whose term is at most `term`: past it, the
    /// two logs cannot agree. Term zero if the log does not know it.
    pub(crate) fn find_conflict_by_term(&self, index: Index, term: Term) -> Position {
        let mut index = index;
        while index > Index(0) {
            match self.term(index) {
                None => break,
                Some(ours) if ours <= term => return Position { term: ours, index },
                Some(_) => index = index.prev(),
            }
        }
        Position {
            term: Term(0),
            index,
        }
    }

    pub(crate) fn commit_to(&mut self, commit: Index) -> Result<(), LogError> {
        if commit <= self.committed {
            return Ok(());
        }
        if commit > self.last_index() {
            return Err(LogError::CommitBeyondLog {
                commit,
                last: self.last_index(),
            });
        }
        self.committed = commit;
        Ok(())
    }

    /// A leader commits by counting only what it wrote itself; older entries
    /// are committed with it (the paper's section 5.4.2 and figure 8).
    pub(crate) fn maybe_commit(&mut self, at: Position) -> bool {
        let is_news = at.index > self.committed && self.has(at);
        if is_news {
            self.committed = at.index;
        }
        is_news
    }

    /// What the owner has to save.
    pub(crate) fn unsaved(&self) -> &[Entry<P>] {
        let saved = self.persisted.max(self.base.index);
        &self.entries[self.offset(saved.next())..]
    }

    /// The disk has everything up to `position`, unless it was replaced since.
    pub(crate) fn saved_to(&mut self, position: Position) {
        if self.has(position) {
            self.persisted = self.persisted.max(position.index);
        }
    }

    /// What the owner has to apply, as much as fits one batch. Nothing while a
    /// snapshot waits, which comes before it.
    pub(crate) fn unapplied(&self, max_size: u64) -> &[Entry<P>] {
        if self.arrived_snapshot().is_some() {
            return &[];
        }
        limit_size(self.committed_after_applied(), max_size)
    }

    /// A committed change of members waits to be applied: until then this
    /// member does not know who may vote.
    pub(crate) fn has_unapplied_change(&self) -> bool {
        self.committed_after_applied().iter().any(Entry::is_change)
    }

    fn committed_after_applied(&self) -> &[Entry<P>] {
        let from = self.applied.max(self.base.index);
        &self.entries[self.offset(from.next())..self.offset(self.committed.next())]
    }

    pub(crate) fn applied_to(&mut self, index: Index) {
        assert!(
            self.applied <= index && index <= self.committed,
            "applied {index} is not between {} and {}",
            self.applied,
            self.committed
        );
        self.applied = index;
    }

    /// The leader's snapshot takes the place of the whole log.
    pub(crate) fn restore(&mut self, snapshot: Snapshot<S>) {
        assert!(
            snapshot.index > self.committed,
            "nothing committed is undone"
        );
        self.base = snapshot.position();
        self.committed = snapshot.index;
        self.persisted = Index(0);
        self.entries.clear();
        self.snapshot = Base::Arrived(snapshot);
    }

    /// The owner saved and applied the snapshot that had arrived.
    pub(crate) fn snapshot_saved(&mut self) {
        self.snapshot = match std::mem::replace(&mut self.snapshot, Base::Beginning) {
            Base::Arrived(snapshot) => {
                self.persisted = self.persisted.max(snapshot.index);
                self.applied = self.applied.max(snapshot.index);
                Base::Kept(snapshot)
            }
            kept @ (Base::Beginning | Base::Kept(_)) => kept,
        };
    }

    /// Forgets entries up to `upto` now that the owner has a snapshot.
    pub(crate) fn compact(&mut self, upto: Index, snapshot: Snapshot<S>) {
        assert!(snapshot.index <= self.applied, "a snapshot of the future");
        assert!(upto <= snapshot.index, "the snapshot lacks what is cut");
        if self
            .snapshot()
            .is_none_or(|kept| kept.index < snapshot.index)
        {
            self.snapshot = Base::Kept(snapshot);
        }
        if let Some(term) = self.term(upto).filter(|_| upto > self.base.index) {
            self.entries.drain(..self.offset(upto.next()));
            self.base = Position { term, index: upto };
        }
    }

    fn offset(&self, index: Index) -> usize {
        index.since(self.first_index()) as usize
    }
}

#[cfg(test)]
#[path = "log/tests.rs"]
mod tests;
