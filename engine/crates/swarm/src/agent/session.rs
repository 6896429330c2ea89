//! The standing connection to a dispatcher, as the agent sees it (SwarmKit `agent/session.go`).

use std::net::SocketAddrV4;

use sim::Instant;

use crate::message::{Assignments, AssignmentsKind, SessionId};
use crate::rpc::RequestId;

/// Where an agent's connection stands.
#[derive(Clone, Debug)]
pub(super) enum Session {
    /// None; the next try is at `until`.
    Waiting {
        until: Instant,
        before: Option<SessionId>,
    },
    /// Asked for, not granted yet.
    Registering {
        manager: SocketAddrV4,
        request: RequestId,
        deadline: Instant,
        before: Option<SessionId>,
    },
    Open(Open),
}

/// A session that stands.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) id: SessionId,
    pub(super) manager: SocketAddrV4,
    /// The call which the dispatcher keeps answering.
    stream: RequestId,
    pub(super) heartbeat: Heartbeat,
    /// The report that was not confirmed yet.
    pub(super) report: Option<(RequestId, Instant)>,
    /// Up to where the assignments came.
    sequence: u64,
}

/// The pulse of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heartbeat {
    /// The next is due at `at`.
    Resting { at: Instant },
    /// Sent, not heard back.
    Sent {
        request: RequestId,
        deadline: Instant,
    },
}

impl Session {
    pub(super) fn waiting(until: Instant, before: Option<SessionId>) -> Session {
        Session::Waiting { until, before }
    }

    /// The session it is, or the last one it was: a dispatcher may still know it.
    pub(super) fn id(&self) -> Option<SessionId> {
        match self {
            Session::Waiting { before, .. } | Session::Registering { before, .. } => *before,
            Session::Open(open) => Some(open.id),
        }
    }

    /// The manager it is with, and the call that holds it open.
    pub(super) fn stream(&self) -> Option<(SocketAddrV4, RequestId)> {
        match self {
            Session::Waiting { .. } => None,
            Session::Registering {
                manager, request, ..
            } => Some((*manager, *request)),
            Session::Open(open) => Some((open.manager, open.stream)),
        }
    }

    /// Whether an answer to this call is waited for.
    pub(super) fn has_asked(&self, id: RequestId) -> bool {
        match self {
            Session::Waiting { .. } => false,
            Session::Registering { request, .. } => *request == id,
            Session::Open(open) => {
                let beat = match open.heartbeat {
                    Heartbeat::Resting { .. } => None,
                    Heartbeat::Sent { request, .. } => Some(request),
                };
                let report = open.report.map(|(request, _)| request);
                open.stream == id || beat == Some(id) || report == Some(id)
            }
        }
    }

    /// Whether some answer is overdue: then the session counts as broken.
    pub(super) fn is_late(&self, now: Instant) -> bool {
        self.deadline().is_some_and(|deadline| deadline <= now)
    }

    fn deadline(&self) -> Option<Instant> {
        match self {
            Session::Waiting { .. } => None,
            Session::Registering { deadline, .. } => Some(*deadline),
            Session::Open(open) => {
                let beat = match open.heartbeat {
                    Heartbeat::Resting { .. } => None,
                    Heartbeat::Sent { deadline, .. } => Some(deadline),
                };
                let report = open.report.map(|(_, deadline)| deadline);
                beat.into_iter().chain(report).min()
            }
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        let next = match self {
            Session::Waiting { until, .. } => Some(*until),
            Session::Registering { .. } => None,
            Session::Open(open) => match open.heartbeat {
                Heartbeat::Resting { at } => Some(at),
                Heartbeat::Sent { .. } => None,
            },
        };
        next.into_iter().chain(self.deadline()).min()
    }
}

impl Open {
    /// The first heartbeat is sent at once.
    pub(super) fn new((manager, stream): (SocketAddrV4, RequestId), id: SessionId) -> Open {
        Open {
            id,
            manager,
            stream,
            heartbeat: Heartbeat::Resting { at: Instant::START },
            report: None,
            sequence: 0,
        }
    }

    /// Whether these assignments come right after the last ones; if so they are counted.
    pub(super) fn follows(&mut self, assignments: &Assignments) -> bool {
        let follows = match assignments.kind {
            AssignmentsKind::Complete => true,
            AssignmentsKind::Incremental { applies_to } => applies_to == self.sequence,
        };
        if follows {
            self.sequence = assignments.results_in;
        }
        follows
    }
}

impl Heartbeat {
    pub(super) fn is_due(&self, now: Instant) -> bool {
        matches!(self, Heartbeat::Resting { at } if *at <= now)
    }

    pub(super) fn sent(&mut self, request: RequestId, deadline: Instant) {
        *self = Heartbeat::Sent { request, deadline };
    }

    pub(super) fn heard(&mut self, next: Instant) {
        *self = Heartbeat::Resting { at: next };
    }
}
