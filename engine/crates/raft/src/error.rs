//! Why something was refused.

use std::fmt;

use crate::id::{Index, RaftId};

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepError {
    /// It is for another member.
    Misaddressed { to: RaftId },
    /// A reply from somebody who is not, or no longer, in the group.
    UnknownPeer { from: RaftId },
    /// This log and the leader's contradict each other.
    Log(LogError),
}

/// What cannot happen unless a disk lost what it had promised to keep (a wiped
/// manager which comes back under its old id). etcd panics here, which kills
/// the manager; we tell the owner, who should do the same to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogError {
    /// The leader says that more is committed than this log has.
    CommitBeyondLog { commit: Index, last: Index },
    /// The leader has another entry where this log is committed already.
    CommittedConflict { index: Index, committed: Index },
}

/// Why a proposal was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposeError {
    /// Only a leader writes the log. Here is who it is, as far as known.
    NotLeader { leader: Option<RaftId> },
    /// The leader is handing over and takes nothing new.
    TransferPending { transferee: RaftId },
    /// The leader is not in the group any more.
    Removed,
}

impl From<LogError> for StepError {
    fn from(error: LogError) -> StepError {
        StepError::Log(error)
    }
}

impl fmt::Display for StepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StepError::Misaddressed { to } => write!(f, "message is for {to}"),
            StepError::UnknownPeer { from } => write!(f, "{from} is not a member"),
            StepError::Log(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // etcd/raft log.go, commitTo and maybeAppend: its own words.
            LogError::CommitBeyondLog { commit, last } => write!(
                f,
                "tocommit({commit}) is out of range [lastIndex({last})]. \
                 Was the raft log corrupted, truncated, or lost?"
            ),
            LogError::CommittedConflict { index, committed } => write!(
                f,
                "entry {index} conflict with committed entry [committed({committed})]"
            ),
        }
    }
}

impl fmt::Display for ProposeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // etcd/raft raft.go, ErrProposalDropped: one text for every reason.
        f.write_str("raft proposal dropped")
    }
}

impl std::error::Error for StepError {}
impl std::error::Error for LogError {}
impl std::error::Error for ProposeError {}
