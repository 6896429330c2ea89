//! Our words in tikv's, and back.

use protobuf::Message as _;
use raft::{
    AppendReply, ConfChange, ConfState, Entry, EntryData, HardState, Index, Message, MessageKind,
    Payload, Position, RaftId, Snapshot, Term,
};
use serde::{Deserialize, Serialize};
use tikv_raft::eraftpb;
use tikv_raft::eraftpb::{ConfChangeType, EntryType, MessageType};

/// What is proposed: a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note(pub u32);

impl Payload for Note {
    fn size(&self) -> u64 {
        4
    }
}

/// What is in a snapshot: the sum of all notes applied.
pub type Sum = u64;

pub type Ours = Message<Note, Sum>;

/// The word tikv uses for a campaign that the leader asked for.
const TRANSFER: &[u8] = b"CampaignTransfer";

pub fn entry_to_theirs(entry: &Entry<Note>) -> eraftpb::Entry {
    let mut theirs = eraftpb::Entry {
        term: entry.term.0,
        index: entry.index.0,
        ..Default::default()
    };
    match &entry.data {
        EntryData::Empty => {}
        EntryData::Normal(note) => theirs.data = note.0.to_be_bytes().to_vec().into(),
        EntryData::Change(change) => {
            theirs.set_entry_type(EntryType::EntryConfChange);
            let bytes = change_to_theirs(change).write_to_bytes();
            theirs.data = bytes.expect("it is a valid message").into();
        }
    }
    theirs
}

pub fn entry_to_ours(entry: &eraftpb::Entry) -> Entry<Note> {
    let data = match entry.get_entry_type() {
        EntryType::EntryNormal if entry.data.is_empty() => EntryData::Empty,
        EntryType::EntryNormal => {
            let bytes = entry.data[..].try_into().expect("a note has four bytes");
            EntryData::Normal(Note(u32::from_be_bytes(bytes)))
        }
        EntryType::EntryConfChange => EntryData::Change(change_to_ours(&entry.data)),
        EntryType::EntryConfChangeV2 => panic!("nobody proposes a joint change"),
    };
    Entry {
        term: Term(entry.term),
        index: Index(entry.index),
        data,
    }
}

pub fn change_to_theirs(change: &ConfChange) -> eraftpb::ConfChange {
    let mut theirs = eraftpb::ConfChange {
        node_id: change.id().0,
        ..Default::default()
    };
    theirs.set_change_type(match change {
        ConfChange::AddVoter { .. } => ConfChangeType::AddNode,
        ConfChange::AddLearner { .. } => ConfChangeType::AddLearnerNode,
        ConfChange::RemoveNode { .. } => ConfChangeType::RemoveNode,
    });
    theirs
}

fn change_to_ours(bytes: &[u8]) -> ConfChange {
    let mut theirs = eraftpb::ConfChange::default();
    theirs.merge_from_bytes(bytes).expect("we wrote it");
    let id = RaftId(theirs.node_id);
    let context = Vec::new();
    match theirs.get_change_type() {
        ConfChangeType::AddNode => ConfChange::AddVoter { id, context },
        ConfChangeType::AddLearnerNode => ConfChange::AddLearner { id, context },
        ConfChangeType::RemoveNode => ConfChange::RemoveNode { id },
    }
}

pub fn conf_to_theirs(conf: &ConfState) -> eraftpb::ConfState {
    let numbers = |ids: &std::collections::BTreeSet<RaftId>| ids.iter().map(|id| id.0).collect();
    eraftpb::ConfState {
        voters: numbers(&conf.voters),
        learners: numbers(&conf.learners),
        ..Default::default()
    }
}

pub fn conf_to_ours(conf: &eraftpb::ConfState) -> ConfState {
    let ids = |numbers: &[u64]| numbers.iter().copied().map(RaftId).collect();
    ConfState {
        voters: ids(&conf.voters),
        learners: ids(&conf.learners),
    }
}

pub fn hard_state_to_theirs(hard_state: &HardState) -> eraftpb::HardState {
    eraftpb::HardState {
        term: hard_state.term.0,
        vote: hard_state.vote.map_or(0, |id| id.0),
        commit: hard_state.commit.0,
        ..Default::default()
    }
}

pub fn hard_state_to_ours(hard_state: &eraftpb::HardState) -> HardState {
    HardState {
        term: Term(hard_state.term),
        vote: id_to_ours(hard_state.vote),
        commit: Index(hard_state.commit),
    }
}

/// Theirs says zero for nobody.
pub fn id_to_ours(id: u64) -> Option<RaftId> {
    (id != 0).then_some(RaftId(id))
}

pub fn snapshot_to_theirs(snapshot: &Snapshot<Sum>) -> eraftpb::Snapshot {
    let mut theirs = eraftpb::Snapshot {
        data: snapshot.data.to_be_bytes().to_vec().into(),
        ..Default::default()
    };
    let meta = theirs.mut_metadata();
    meta.index = snapshot.index.0;
    meta.term = snapshot.term.0;
    meta.set_conf_state(conf_to_theirs(&snapshot.conf));
    theirs
}

pub fn snapshot_to_ours(snapshot: &eraftpb::Snapshot) -> Snapshot<Sum> {
    let meta = snapshot.get_metadata();
    let bytes = snapshot.data[..].try_into().expect("a sum has eight bytes");
    Snapshot {
        index: Index(meta.index),
        term: Term(meta.term),
        conf: conf_to_ours(meta.get_conf_state()),
        data: Sum::from_be_bytes(bytes),
    }
}

pub fn message_to_theirs(message: &Ours) -> eraftpb::Message {
    let mut theirs = eraftpb::Message {
        from: message.from.0,
        to: message.to.0,
        term: message.term.0,
        ..Default::default()
    };
    let kind = match &message.kind {
        MessageKind::Append {
            prev,
            entries,
            commit,
        } => {
            (theirs.log_term, theirs.index) = (prev.term.0, prev.index.0);
            theirs.commit = commit.0;
            theirs.entries = entries.iter().map(entry_to_theirs).collect();
            MessageType::MsgAppend
        }
        MessageKind::AppendReply(AppendReply::Accepted { index }) => {
            theirs.index = index.0;
            MessageType::MsgAppendResponse
        }
        MessageKind::AppendReply(AppendReply::Rejected { index, hint }) => {
            theirs.index = index.0;
            theirs.reject = true;
            (theirs.log_term, theirs.reject_hint) = (hint.term.0, hint.index.0);
            MessageType::MsgAppendResponse
        }
        MessageKind::Heartbeat { commit } => {
            theirs.commit = commit.0;
            MessageType::MsgHeartbeat
        }
        MessageKind::HeartbeatReply => MessageType::MsgHeartbeatResponse,
        MessageKind::Vote { last, transfer } => {
            (theirs.log_term, theirs.index) = (last.term.0, last.index.0);
            if *transfer {
                theirs.context = TRANSFER.to_vec().into();
            }
            MessageType::MsgRequestVote
        }
        MessageKind::VoteReply { granted } => {
            theirs.reject = !granted;
            MessageType::MsgRequestVoteResponse
        }
        MessageKind::Snapshot(snapshot) => {
            theirs.set_snapshot(snapshot_to_theirs(snapshot));
            MessageType::MsgSnapshot
        }
        MessageKind::TimeoutNow => MessageType::MsgTimeoutNow,
        MessageKind::TransferLeader { transferee } => {
            // Theirs has the transferee stand where the sender should.
            theirs.from = transferee.0;
            MessageType::MsgTransferLeader
        }
    };
    theirs.set_msg_type(kind);
    theirs
}

/// `sender` is who sent it: theirs does not always say.
pub fn message_to_ours(message: &eraftpb::Message, sender: RaftId) -> Ours {
    let at = |index| Position {
        term: Term(message.log_term),
        index: Index(index),
    };
    let index = Index(message.index);
    let kind = match message.get_msg_type() {
        MessageType::MsgAppend => MessageKind::Append {
            prev: at(message.index),
            entries: message.entries.iter().map(entry_to_ours).collect(),
            commit: Index(message.commit),
        },
        MessageType::MsgAppendResponse if message.reject => {
            let hint = at(message.reject_hint);
            MessageKind::AppendReply(AppendReply::Rejected { index, hint })
        }
        MessageType::MsgAppendResponse => MessageKind::AppendReply(AppendReply::Accepted { index }),
        MessageType::MsgHeartbeat => MessageKind::Heartbeat {
            commit: Index(message.commit),
        },
        MessageType::MsgHeartbeatResponse => MessageKind::HeartbeatReply,
        MessageType::MsgRequestVote => MessageKind::Vote {
            last: at(message.index),
            transfer: message.context == TRANSFER,
        },
        MessageType::MsgRequestVoteResponse => MessageKind::VoteReply {
            granted: !message.reject,
        },
        MessageType::MsgSnapshot => MessageKind::Snapshot(snapshot_to_ours(message.get_snapshot())),
        MessageType::MsgTimeoutNow => MessageKind::TimeoutNow,
        MessageType::MsgTransferLeader => MessageKind::TransferLeader {
            transferee: RaftId(message.from),
        },
        other => panic!("no such word of ours: {other:?}"),
    };
    Message {
        from: sender,
        to: RaftId(message.to),
        term: Term(message.term),
        kind,
    }
}
