//! What nodes say to each other on port 2377 (SwarmKit `api/{raft,ca,dispatcher,logbroker}.proto`).
//!
//! Raft's messages travel as they are. All else is a call ([`crate::rpc`]): to the authority that
//! signs certificates, to the leader's control API, to its dispatcher. Any manager takes a call
//! and passes it on to the leader. Unlike Docker, session, assignments and log subscriptions share
//! one stream instead of three.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::cluster::Peer;
use api::node::{Availability, NodeDescription};
use api::task::TaskStatus;
use api::{ConfigId, LogOptions, SecretId, StreamPart, TaskId};
use raft::RaftId;
use sim::{Duration, Instant, Rng};

use crate::certificate::Certificate;
use crate::manager::membership::Member;
use crate::manager::raft_node::RaftMessage;
use crate::node::{ControlError, ControlRequest, ControlResponse};
use crate::object::{Config, Node, Secret, Task};
use crate::rpc::{RequestId, RpcError};

/// What travels between nodes on port 2377: Raft, forwarded control calls, dispatcher sessions,
/// joining and certificates.
#[derive(Clone, Debug)]
pub struct Message {
    pub(crate) sent_at: Instant,
    pub(crate) body: Body,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    Raft(Box<RaftMessage>),
    /// Nothing listens where this was sent: the connection is refused.
    RaftRefused(Box<RaftMessage>),
    /// To a manager that is one no more but does not know: SwarmKit answers its Raft messages
    /// with "raft: member was removed from the cluster".
    MemberRemoved {
        raft_id: RaftId,
    },
    Request(Box<Call>),
    Reply {
        id: RequestId,
        reply: Box<Reply>,
    },
    /// Whoever made this call waits no more.
    Cancel {
        id: RequestId,
    },
}

/// A request with what a connection tells of who makes it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: RequestId,
    /// The certificate of the node which makes it; passed along when forwarded.
    pub(crate) certificate: Option<Certificate>,
    /// A call is forwarded once, to the leader; who gets it then and leads no more refuses.
    pub(crate) forwarded_by: Option<SocketAddrV4>,
    /// When its maker gives up.
    pub(crate) deadline: Instant,
    pub(crate) request: Request,
}

#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// The root certificate, for a newcomer to compare with its token.
    RootCa,
    Certificate {
        /// None asks for a new certificate in place of the one that comes with the call.
        token: Option<String>,
        availability: Availability,
    },
    /// Take me into the Raft group: I am reached at `address`.
    JoinRaft {
        address: SocketAddrV4,
    },
    /// Are you there?
    Health,
    Control(Box<ControlRequest>),
    Session(Box<SessionRequest>),
    Heartbeat {
        session: SessionId,
    },
    UpdateTaskStatus {
        session: SessionId,
        updates: Vec<(TaskId, TaskStatus)>,
    },
    PublishLogs {
        subscription: SubscriptionId,
        part: StreamPart,
    },
}

impl Request {
    /// Whether it only makes sense over the connection of a session.
    pub(crate) fn is_of_session(&self) -> bool {
        match self {
            Request::Heartbeat { .. }
            | Request::UpdateTaskStatus { .. }
            | Request::PublishLogs { .. } => true,
            Request::RootCa
            | Request::Certificate { .. }
            | Request::JoinRaft { .. }
            | Request::Health
            | Request::Control(_)
            | Request::Session(_) => false,
        }
    }
}

/// An agent's standing connection to the dispatcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SessionId(u64);

/// One reader of logs, as nodes are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SubscriptionId(u64);

impl SessionId {
    pub(crate) fn random(rng: &mut Rng) -> SessionId {
        SessionId(rng.next())
    }
}

impl SubscriptionId {
    pub(crate) fn random(rng: &mut Rng) -> SubscriptionId {
        SubscriptionId(rng.next())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct SessionRequest {
    /// The one before, in case the dispatcher still has it.
    pub(crate) session: Option<SessionId>,
    pub(crate) description: NodeDescription,
    /// Where the connection comes from.
    pub(crate) address: Ipv4Addr,
}

#[derive(Clone, Debug)]
pub(crate) enum Reply {
    RootCa {
        certificate: String,
    },
    Certificate(Box<Certificate>),
    JoinedRaft {
        raft_id: RaftId,
        members: BTreeMap<RaftId, Member>,
        removed: BTreeSet<RaftId>,
    },
    Healthy,
    Control(Result<ControlResponse, ControlError>),
    /// A piece of a log; the last one ends the call.
    Part(StreamPart),
    /// A session says this as long as it stands.
    Session(SessionPush),
    /// The beat was heard; the next is expected after `period`.
    Heartbeat {
        period: Duration,
    },
    StatusTaken,
    LogsTaken,
    Failed(RpcError),
}

/// What a dispatcher sends an agent by itself.
#[derive(Clone, Debug)]
pub(crate) enum SessionPush {
    Message(SessionMessage),
    Assignments(Assignments),
    /// Send the lines of these tasks.
    Subscribe(LogSubscription),
    Unsubscribe(SubscriptionId),
}

/// The swarm as the dispatcher wants this node to know it.
#[derive(Clone, Debug)]
pub(crate) struct SessionMessage {
    pub(crate) session: SessionId,
    pub(crate) node: Arc<Node>,
    pub(crate) managers: Vec<Peer>,
    pub(crate) root_ca: String,
}

/// A step in the numbered sequence of one session's assignments.
#[derive(Clone, Debug)]
pub(crate) struct Assignments {
    pub(crate) kind: AssignmentsKind,
    /// **Invariant:** numbers of one session follow each other without a gap.
    pub(crate) results_in: u64,
    /// What the tasks need, taken over before them.
    pub(crate) files: Files,
    pub(crate) update: Vec<Arc<Task>>,
    pub(crate) remove: Vec<TaskId>,
}

/// Secrets and configs that come and go with the tasks that name them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    pub(crate) secrets: Vec<Arc<Secret>>,
    pub(crate) configs: Vec<Arc<Config>>,
    pub(crate) removed_secrets: Vec<SecretId>,
    pub(crate) removed_configs: Vec<ConfigId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssignmentsKind {
    /// Everything this node has; whatever is not in it goes.
    Complete,
    /// What changed since `applies_to`.
    Incremental { applies_to: u64 },
}

#[derive(Clone, Debug)]
pub(crate) struct LogSubscription {
    pub(crate) id: SubscriptionId,
    pub(crate) tasks: Vec<TaskId>,
    pub(crate) options: LogOptions,
}

/// moby and SwarmKit wait this long for a connection before they call a message lost; a machine
/// that is there and refuses says so at once.
const SEND_TIMEOUT: Duration = Duration::from_secs(2);

impl Message {
    /// Whether it comes back over a connection that was opened from the other side, and so is no
    /// matter of the receiver's port 2377.
    pub fn is_answer(&self) -> bool {
        match self.body {
            Body::Reply { .. } | Body::MemberRemoved { .. } | Body::RaftRefused(_) => true,
            Body::Raft(_) | Body::Request(_) | Body::Cancel { .. } => false,
        }
    }

    /// Given back undelivered at `now`: whether somebody refused it, rather than nobody being there.
    pub(crate) fn is_refused_by(&self, now: Instant) -> bool {
        now.since(self.sent_at) < SEND_TIMEOUT
    }
}

impl Reply {
    /// Why there is no answer, if there is none.
    pub(crate) fn failure(&self) -> Option<&RpcError> {
        if let Reply::Failed(error) = self {
            Some(error)
        } else {
            None
        }
    }

    /// Whether the call is over with it.
    pub(crate) fn is_last(&self) -> bool {
        match self {
            Reply::Session(_) => false,
            Reply::Part(part) => match part {
                StreamPart::Log { .. } | StreamPart::Event(_) => false,
                StreamPart::End | StreamPart::Failed(_) => true,
            },
            Reply::RootCa { .. }
            | Reply::Certificate(_)
            | Reply::JoinedRaft { .. }
            | Reply::Healthy
            | Reply::Control(_)
            | Reply::Heartbeat { .. }
            | Reply::StatusTaken
            | Reply::LogsTaken
            | Reply::Failed(_) => true,
        }
    }
}
