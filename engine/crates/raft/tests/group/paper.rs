//! One test for each claim of the paper: Ongaro and Ousterhout, *In Search of
//! an Understandable Consensus Algorithm (Extended Version)*, by its sections;
//! and of Ongaro's thesis where SwarmKit uses what the paper has not.

mod election;
mod membership;
mod replication;
mod safety;

use raft::{
    AppendReply, Entry, EntryData, HardState, Index, Message, MessageKind, Persisted, Position,
    RaftId, Term,
};

use crate::group::{Group, Letter, State, Word, config};

/// A member whose disk holds entries of these terms, of which `commit` are
/// committed, in a group of `members`.
fn with_logs(members: u64, logs: &[&[u64]], commit: u64) -> Group {
    let mut group = Group::default();
    for id in 1..=members {
        let terms = logs.get(id as usize - 1).copied().unwrap_or_default();
        let disk = disk_of(members, terms, commit);
        group.add(config(id), disk);
    }
    group.take_sights();
    group
}

fn disk_of(members: u64, terms: &[u64], commit: u64) -> Persisted<Word, State> {
    let entries = (1..).zip(terms).map(|(index, term)| Entry {
        term: Term(*term),
        index: Index(index),
        data: EntryData::Normal(Word(format!("{term}.{index}"))),
    });
    Persisted {
        hard_state: HardState {
            term: Term(terms.last().copied().unwrap_or_default()),
            vote: None,
            commit: Index(commit.min(terms.len() as u64)),
        },
        snapshot: None,
        entries: entries.collect(),
        conf: raft::ConfState::of_voters((1..=members).map(RaftId)),
    }
}

fn letter(from: u64, to: u64, term: u64, kind: MessageKind<Word, State>) -> Letter {
    Message {
        from: RaftId(from),
        to: RaftId(to),
        term: Term(term),
        kind,
    }
}

fn append(prev: (u64, u64), terms: &[u64], commit: u64) -> MessageKind<Word, State> {
    let after = (prev.1 + 1)..;
    let entries = after.zip(terms).map(|(index, term)| Entry {
        term: Term(*term),
        index: Index(index),
        data: EntryData::Normal(Word(format!("{term}.{index}"))),
    });
    MessageKind::Append {
        prev: at(prev.0, prev.1),
        entries: entries.collect(),
        commit: Index(commit),
    }
}

fn vote(last: (u64, u64)) -> MessageKind<Word, State> {
    MessageKind::Vote {
        last: at(last.0, last.1),
        transfer: false,
    }
}

fn granted() -> MessageKind<Word, State> {
    MessageKind::VoteReply { granted: true }
}

fn accepted(index: u64) -> MessageKind<Word, State> {
    let index = Index(index);
    MessageKind::AppendReply(AppendReply::Accepted { index })
}

fn at(term: u64, index: u64) -> Position {
    Position {
        term: Term(term),
        index: Index(index),
    }
}

/// Whatever is on the wire, taken from it.
fn sent(group: &mut Group) -> Vec<Letter> {
    std::mem::take(&mut group.wire)
}

fn terms_of(group: &Group, id: u64) -> Vec<u64> {
    let entries = group.member(id).log().entries();
    entries.iter().map(|entry| entry.term.0).collect()
}
