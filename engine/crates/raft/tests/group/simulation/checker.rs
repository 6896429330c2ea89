//! The promises of the paper's figure 3, each with a book of its own.

use std::collections::BTreeMap;

use raft::{ConfChange, Entry, EntryData, Index, Position, RaftId, Role, RoleName, Term};

use crate::group::{Group, Member, Sight, Word};

#[derive(Default)]
pub struct Checker {
    leaders: BTreeMap<Term, RaftId>,
    votes: BTreeMap<(RaftId, Term), RaftId>,
    terms: BTreeMap<RaftId, Term>,
    /// Every entry ever seen, with the term of the one before it.
    entries: BTreeMap<(Index, Term), (Entry<Word>, Option<Term>)>,
    /// What a leader's log was when last seen in its term.
    reigns: BTreeMap<(RaftId, Term), Vec<Position>>,
    /// Every entry ever applied, by index; whoever applies it must find the same.
    committed: BTreeMap<Index, Entry<Word>>,
    applied: BTreeMap<RaftId, Index>,
    removed: BTreeMap<RaftId, bool>,
    elections: usize,
}

impl Checker {
    pub fn committed(&self) -> usize {
        self.committed.len()
    }

    pub fn elections(&self) -> usize {
        self.elections
    }

    pub fn was_removed(&self, id: RaftId) -> bool {
        self.removed.get(&id).copied().unwrap_or_default()
    }

    /// The machine starts anew and applies again what came after its snapshot.
    pub fn forget_applied(&mut self, id: RaftId) {
        self.applied.remove(&id);
    }

    pub fn look(&mut self, group: &Group, sights: &[(RaftId, Sight)]) {
        for (id, sight) in sights {
            self.look_at_sight(*id, sight);
        }
        for id in group.living() {
            // Only who did something can have changed.
            if sights.iter().any(|(who, _)| *who == id) || group.member(id.0).is_leader() {
                self.look_at_member(group.member(id.0));
            }
        }
    }

    fn look_at_sight(&mut self, id: RaftId, sight: &Sight) {
        match sight {
            Sight::Role { role, term, .. } => self.look_at_role(id, (*role, *term)),
            Sight::Apply { entry } => self.look_at_applied(id, entry),
            Sight::Restore { snapshot } => {
                self.applied.insert(id, snapshot.index);
            }
            Sight::Refuse { error } => {
                let is_log = matches!(error, raft::StepError::Log(_));
                assert!(!is_log, "{id}: {error}, but no disk lost anything");
            }
            Sight::Vote { .. } | Sight::Commit { .. } | Sight::Conf { .. } => {}
        }
    }

    /// Election safety: at most one leader can be elected in a given term.
    fn look_at_role(&mut self, id: RaftId, (role, term): (RoleName, Term)) {
        if role == RoleName::Leader {
            self.elections += 1;
            let leader = *self.leaders.entry(term).or_insert(id);
            assert_eq!(leader, id, "two leaders in term {term}");
        }
    }

    /// State machine safety: no two members apply different entries at an index.
    fn look_at_applied(&mut self, id: RaftId, entry: &Entry<Word>) {
        let first = self.committed.entry(entry.index).or_insert(entry.clone());
        assert_eq!(first, entry, "{id} applies something else");
        if let Some(applied) = self.applied.insert(id, entry.index) {
            assert_eq!(applied.next(), entry.index, "{id} skips or repeats");
        }
        if let EntryData::Change(change) = &entry.data {
            let is_removal = matches!(change, ConfChange::RemoveNode { .. });
            self.removed.insert(change.id(), is_removal);
        }
    }

    fn look_at_member(&mut self, member: &Member) {
        let id = member.id();
        let term = self.terms.entry(id).or_default();
        assert!(*term <= member.term(), "{id}: the term falls");
        *term = member.term();
        if let Some(vote) = member.vote() {
            let first = *self.votes.entry((id, member.term())).or_insert(vote);
            assert_eq!(first, vote, "{id} votes twice in term {}", member.term());
        }
        self.look_at_log(member);
        if let Role::Leader(_) = member.role() {
            self.look_at_leader(member);
        }
    }

    /// Log matching: an entry of one index and term is the same everywhere, and
    /// so is the one before it; by induction, so is all before it.
    fn look_at_log(&mut self, member: &Member) {
        let log = member.log();
        assert!(log.applied() <= log.committed() && log.committed() <= log.last_index());
        for entry in log.entries() {
            let before = log.term(entry.index.prev());
            let key = (entry.index, entry.term);
            let first = self.entries.entry(key).or_insert((entry.clone(), before));
            assert_eq!(first.0, *entry, "{}: another entry", member.id());
            assert_eq!(first.1, before, "{}: another past", member.id());
        }
    }

    /// Leader completeness: it has all that was ever applied when it was
    /// elected. Leader append-only: what it had in its term, it has still.
    fn look_at_leader(&mut self, member: &Member) {
        let log = member.log();
        let key = (member.id(), member.term());
        if !self.reigns.contains_key(&key) {
            for (index, entry) in &self.committed {
                let has = log
                    .term(*index)
                    .map_or(*index < log.first_index(), |term| term == entry.term);
                assert!(has, "leader {} lacks {}", member.id(), entry.position());
            }
        }
        let now: Vec<Position> = log.entries().iter().map(Entry::position).collect();
        let before = self.reigns.insert(key, now).unwrap_or_default();
        for position in before {
            let is_there = position.index < log.first_index()
                || log.term(position.index) == Some(position.term);
            assert!(is_there, "leader {} lost {position}", member.id());
        }
    }
}
