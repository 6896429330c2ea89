//! What makes a node a manager or lets it be one no more (SwarmKit `node/node.go`,
//! `superviseManager` and `runManager`).
//!
//! The certificate decides. A new manager first joins the Raft group; one that was removed from
//! the group waits for its worker's certificate before it tries to come back.

use std::net::SocketAddrV4;

use sim::{Duration, Instant, Rng};

use crate::certificate::Certificate;
use crate::manager::{End, Manager};
use crate::message::{Body, Call, Request};
use crate::outbox::Outbox;
use crate::remotes::Remotes;
use crate::rpc::RequestId;

/// SwarmKit `node/node.go`: `roleChangeTimeout`.
pub(super) const ROLE_CHANGE_TIMEOUT: Duration = Duration::from_secs(16);
/// SwarmKit `raft.go`: `reqTimeout`.
const JOIN_TIMEOUT: Duration = Duration::from_secs(25);
/// moby `daemon/cluster/noderunner.go`: `initialReconnectDelay`, `maxReconnectDelay`.
const FIRST_RETRY_DELAY: Duration = Duration::from_millis(100);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(30);

/// A node's place among the managers.
#[derive(Clone, Debug)]
pub(super) enum Seat {
    /// A worker has none.
    Worker,
    /// Wants into the Raft group.
    Joining(RaftJoin),
    Manager(Box<Manager>),
    /// Removed from the group, but the certificate still says manager. First it is waited for a
    /// new one, then one is asked for.
    Removed {
        until: Instant,
        has_asked: bool,
    },
}

/// A try to get into the Raft group.
#[derive(Clone, Debug)]
pub(super) enum RaftJoin {
    Asking {
        id: RequestId,
        deadline: Instant,
        delay: Duration,
    },
    Retrying {
        at: Instant,
        delay: Duration,
    },
}

/// Who asks, and whom it may ask.
pub(super) struct Applicant<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) advertise: SocketAddrV4,
    pub(super) remotes: &'a Remotes,
    pub(super) rng: &'a mut Rng,
    pub(super) outbox: &'a mut Outbox,
}

impl RaftJoin {
    pub(super) fn begin(applicant: Applicant<'_>, now: Instant) -> RaftJoin {
        RaftJoin::ask(applicant, now, FIRST_RETRY_DELAY)
    }

    fn ask(applicant: Applicant<'_>, now: Instant, delay: Duration) -> RaftJoin {
        let Applicant {
            certificate,
            advertise,
            remotes,
            rng,
            outbox,
        } = applicant;
        let Some(manager) = remotes.pick(advertise, rng) else {
            return RaftJoin::retry(now, delay);
        };
        let id = RequestId::random(rng);
        let deadline = now + JOIN_TIMEOUT;
        let call = Call {
            id,
            certificate: Some(certificate.clone()),
            forwarded_by: None,
            deadline,
            request: Request::JoinRaft { address: advertise },
        };
        outbox.send(manager, Body::Request(Box::new(call)));
        RaftJoin::Asking {
            id,
            deadline,
            delay,
        }
    }

    fn retry(now: Instant, delay: Duration) -> RaftJoin {
        RaftJoin::Retrying {
            at: now + delay,
            delay: (delay * 2).min(MAX_RETRY_DELAY),
        }
    }

    /// Whether an answer to this call is waited for.
    pub(super) fn has_asked(&self, name: RequestId) -> bool {
        matches!(self, RaftJoin::Asking { id, .. } if *id == name)
    }

    pub(super) fn failed(&self, now: Instant) -> RaftJoin {
        match self {
            RaftJoin::Asking { delay, .. } | RaftJoin::Retrying { delay, .. } => {
                RaftJoin::retry(now, *delay)
            }
        }
    }

    pub(super) fn on_timeout(&self, applicant: Applicant<'_>, now: Instant) -> RaftJoin {
        match self {
            RaftJoin::Retrying { at, delay } if *at <= now => RaftJoin::ask(applicant, now, *delay),
            RaftJoin::Asking { deadline, .. } if *deadline <= now => self.failed(now),
            RaftJoin::Asking { .. } | RaftJoin::Retrying { .. } => self.clone(),
        }
    }

    pub(super) fn next_timeout(&self) -> Instant {
        match self {
            RaftJoin::Asking { deadline, .. } => *deadline,
            RaftJoin::Retrying { at, .. } => *at,
        }
    }
}

impl Seat {
    pub(super) fn manager(&self) -> Option<&Manager> {
        match self {
            Seat::Manager(manager) => Some(manager),
            Seat::Worker | Seat::Joining(_) | Seat::Removed { .. } => None,
        }
    }

    pub(super) fn manager_mut(&mut self) -> Option<&mut Manager> {
        match self {
            Seat::Manager(manager) => Some(manager),
            Seat::Worker | Seat::Joining(_) | Seat::Removed { .. } => None,
        }
    }

    /// Whether something listens here: a manager does even before it is in the group.
    pub(super) fn listens(&self) -> bool {
        match self {
            Seat::Joining(_) | Seat::Manager(_) => true,
            Seat::Worker | Seat::Removed { .. } => false,
        }
    }

    pub(super) fn next_timeout(&self) -> Option<Instant> {
        match self {
            Seat::Worker => None,
            Seat::Joining(join) => Some(join.next_timeout()),
            Seat::Manager(manager) => Some(manager.next_timeout()),
            Seat::Removed { until, .. } => Some(*until),
        }
    }

    /// The manager ends; its Raft data goes with it.
    pub(super) fn vacate(&mut self, next: Seat, outbox: &mut Outbox) {
        if let Seat::Manager(manager) = std::mem::replace(self, next) {
            manager.stop(outbox);
        }
    }

    /// What a manager's end leads to.
    pub(super) fn end(&mut self, end: End, now: Instant, outbox: &mut Outbox) -> Option<String> {
        match end {
            End::Removed => {
                let until = now + ROLE_CHANGE_TIMEOUT;
                let removed = Seat::Removed {
                    until,
                    has_asked: false,
                };
                self.vacate(removed, outbox);
                None
            }
            End::Broken(error) => Some(error.to_string()),
        }
    }
}
