//! A manager's Raft as plain data, for eyes. Made when asked for, never kept.

use std::net::SocketAddrV4;

use api::NodeId;
use raft::{EntryData, Index, RaftId, RoleName};

use crate::manager::membership::Member;
use crate::manager::raft_node::{Proposal, RaftNode};

/// What a manager knows of its group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaftView {
    pub role: RaftRole,
    pub term: u64,
    /// Whom it thinks leads.
    pub leader: Option<NodeId>,
    /// Whom it voted for in this term.
    pub vote: Option<NodeId>,
    pub commit: u64,
    pub applied: u64,
    pub last_index: u64,
    /// The term of the newest entry; 0 when the log holds none beyond its snapshot.
    pub last_term: u64,
    /// Ticks of a second since it heard a leader, or since a leader last counted its followers.
    pub election_elapsed: u32,
    /// At how many ticks it will stand for election; a leader will not.
    pub election_timeout: Option<u32>,
    /// All members, itself included.
    pub peers: Vec<RaftPeerView>,
}

/// What a manager is in Raft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaftRole {
    Follower,
    Candidate,
    Leader,
}

/// A member of the group, as another sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaftPeerView {
    pub node_id: NodeId,
    pub raft_id: u64,
    pub address: SocketAddrV4,
    /// Whether the last message reached it. Only a leader speaks to all, so only it knows.
    pub reachable: bool,
    /// Up to where a leader knows its log to agree; nothing for who does not lead.
    pub matched: Option<u64>,
}

/// An entry in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaftEntryView {
    pub index: u64,
    pub term: u64,
    pub text: String,
}

impl RaftView {
    pub(crate) fn of(node: &RaftNode) -> RaftView {
        let raft = node.raft();
        let name = |id: RaftId| node.members.get(id).map(|member| member.node_id.clone());
        RaftView {
            role: match raft.role().name() {
                RoleName::Follower => RaftRole::Follower,
                RoleName::Candidate => RaftRole::Candidate,
                RoleName::Leader => RaftRole::Leader,
            },
            term: raft.term().0,
            leader: raft.leader().and_then(name),
            vote: raft.vote().and_then(name),
            commit: raft.commit().0,
            applied: raft.applied().0,
            last_index: raft.last_index().0,
            last_term: raft.log().entries().last().map_or(0, |it| it.term.0),
            election_elapsed: raft.election_elapsed(),
            election_timeout: raft.election_timeout(),
            peers: node.members.all().iter().map(|it| peer(node, it)).collect(),
        }
    }
}

impl RaftEntryView {
    /// The newest `count` entries of a log, oldest first.
    pub(crate) fn tail(node: &RaftNode, count: usize) -> Vec<RaftEntryView> {
        let entries = node.raft().log().entries();
        let tail = &entries[entries.len().saturating_sub(count)..];
        tail.iter().map(|it| entry(node, it)).collect()
    }
}

fn peer(node: &RaftNode, (id, member): (&RaftId, &Member)) -> RaftPeerView {
    let progress = node.raft().progress();
    let progress = progress.and_then(|all| all.get(id));
    let matched = progress.map(|progress| progress.matched);
    RaftPeerView {
        node_id: member.node_id.clone(),
        raft_id: id.0,
        address: member.address,
        reachable: *id == node.id() || node.members.is_reachable(*id),
        matched: matched.map(|Index(index)| index),
    }
}

fn entry(node: &RaftNode, entry: &raft::Entry<Proposal>) -> RaftEntryView {
    let text = match &entry.data {
        EntryData::Empty => "new leader".to_owned(),
        EntryData::Normal(Proposal(transaction)) => transaction.to_string(),
        EntryData::Change(change) => {
            let member = node.members.get(change.id());
            let name = member.map_or("a former member", |member| member.node_id.short());
            match change {
                raft::ConfChange::AddVoter { .. } | raft::ConfChange::AddLearner { .. } => {
                    format!("add member {name}")
                }
                raft::ConfChange::RemoveNode { .. } => format!("remove member {name}"),
            }
        }
    };
    RaftEntryView {
        index: entry.index.0,
        term: entry.term.0,
        text,
    }
}
