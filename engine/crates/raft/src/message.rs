//! What members say to each other.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::entry::{Entry, Position};
use crate::id::{Index, RaftId, Term};
use crate::persisted::Snapshot;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message<P, S> {
    pub from: RaftId,
    pub to: RaftId,
    /// The sender's term. A member which hears of a newer one follows it.
    pub term: Term,
    pub kind: MessageKind<P, S>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageKind<P, S> {
    /// Leader: put these entries after `prev`, if you have `prev`.
    Append {
        prev: Position,
        entries: Vec<Entry<P>>,
        commit: Index,
    },
    AppendReply(AppendReply),
    /// Leader: I am here. `commit` never says more than this follower has.
    Heartbeat {
        commit: Index,
    },
    HeartbeatReply,
    /// Candidate: vote for me. `transfer` says that the old leader asked for
    /// it, so a lease does not protect the old leader.
    Vote {
        last: Position,
        transfer: bool,
    },
    VoteReply {
        granted: bool,
    },
    /// Leader: your log ends before mine begins; take my state instead.
    Snapshot(Snapshot<S>),
    /// Leader: campaign now, I want you to be the next.
    TimeoutNow,
    /// Follower: somebody here asks you to hand over to `transferee`.
    TransferLeader {
        transferee: RaftId,
    },
}

/// What a follower says to an append or a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppendReply {
    /// The logs agree up to `index`. Zero is also what a deposed leader is told
    /// so that it learns the newer term.
    Accepted { index: Index },
    /// There is no entry of the leader's at `index`; try again at or before `hint`.
    Rejected { index: Index, hint: Position },
}

impl<P, S> MessageKind<P, S> {
    /// A reply counts only if it comes from a member.
    pub(crate) fn is_reply(&self) -> bool {
        match self {
            MessageKind::AppendReply(_)
            | MessageKind::HeartbeatReply
            | MessageKind::VoteReply { .. } => true,
            MessageKind::Append { .. }
            | MessageKind::Heartbeat { .. }
            | MessageKind::Vote { .. }
            | MessageKind::Snapshot(_)
            | MessageKind::TimeoutNow
            | MessageKind::TransferLeader { .. } => false,
        }
    }

    /// Only the leader of the message's term sends these.
    pub(crate) fn is_from_leader(&self) -> bool {
        match self {
            MessageKind::Append { .. }
            | MessageKind::Heartbeat { .. }
            | MessageKind::Snapshot(_) => true,
            MessageKind::AppendReply(_)
            | MessageKind::HeartbeatReply
            | MessageKind::Vote { .. }
            | MessageKind::VoteReply { .. }
            | MessageKind::TimeoutNow
            | MessageKind::TransferLeader { .. } => false,
        }
    }

    /// One word for it.
    pub fn name(&self) -> &'static str {
        match self {
            MessageKind::Append { .. } => "Append",
            MessageKind::AppendReply(_) => "AppendReply",
            MessageKind::Heartbeat { .. } => "Heartbeat",
            MessageKind::HeartbeatReply => "HeartbeatReply",
            MessageKind::Vote { .. } => "Vote",
            MessageKind::VoteReply { .. } => "VoteReply",
            MessageKind::Snapshot(_) => "Snapshot",
            MessageKind::TimeoutNow => "TimeoutNow",
            MessageKind::TransferLeader { .. } => "TransferLeader",
        }
    }
}

impl<P: fmt::Display, S> fmt::Display for Message<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}->{} term {} ", self.from, self.to, self.term)?;
        self.kind.fmt(f)
    }
}

impl<P: fmt::Display, S> fmt::Display for MessageKind<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            MessageKind::Append {
                prev,
                entries,
                commit,
            } => {
                write!(f, " after {prev} commit {commit}")?;
                let entries: Vec<String> = entries.iter().map(Entry::to_string).collect();
                if !entries.is_empty() {
                    write!(f, " [{}]", entries.join(", "))?;
                }
                Ok(())
            }
            MessageKind::AppendReply(AppendReply::Accepted { index }) => {
                write!(f, " accepted {index}")
            }
            MessageKind::AppendReply(AppendReply::Rejected { index, hint }) => {
                write!(f, " rejected {index} hint {hint}")
            }
            MessageKind::Heartbeat { commit } => write!(f, " commit {commit}"),
            MessageKind::Vote { last, transfer } => {
                write!(
                    f,
                    " last {last}{}",
                    if *transfer { " transfer" } else { "" }
                )
            }
            MessageKind::VoteReply { granted: true } => f.write_str(" granted"),
            MessageKind::VoteReply { granted: false } => f.write_str(" refused"),
            MessageKind::Snapshot(snapshot) => {
                write!(f, " {} {}", snapshot.position(), snapshot.conf)
            }
            MessageKind::TransferLeader { transferee } => write!(f, " to {transferee}"),
            MessageKind::HeartbeatReply | MessageKind::TimeoutNow => Ok(()),
        }
    }
}
