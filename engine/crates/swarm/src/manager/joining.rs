//! How a manager gets into the Raft group (SwarmKit `manager/state/raft/raft.go`, `Join`).
//!
//! The leader calls back the address the newcomer gave, and only if that works writes it into the
//! log. One change of members at a time; who comes meanwhile waits.

use std::net::SocketAddrV4;

use raft::RaftId;
use sim::{Duration, Instant, Rng};

use super::membership::Member;
use super::raft_node::RaftNode;
use crate::message::{Body, Call, Reply, Request};
use crate::outbox::Outbox;
use crate::rpc::{Caller, Code, RequestId, RpcError};

/// SwarmKit `raft.go`: how long the leader waits for the newcomer's answer.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(5);

/// SwarmKit `raft.go`, `ErrConfChangeRefused` and its kin.
const UNREACHABLE: &str =
    "could not connect to prospective new cluster member using its advertised address";

/// Everybody who wants in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Joins(Vec<Join>);

#[derive(Clone, Debug)]
struct Join {
    caller: Caller,
    member: Member,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    /// Called back, not answered yet.
    Checking { request: RequestId, until: Instant },
    /// Answered; another change of members is still under way.
    Queued,
    /// In the log.
    Proposed(RaftId),
}

impl Joins {
    /// A newcomer, or a member that tells its new address.
    pub(crate) fn begin(
        &mut self,
        (caller, member): (Caller, Member),
        raft: &mut RaftNode,
        now: Instant,
        (rng, outbox): (&mut Rng, &mut Outbox),
    ) {
        if let Some(id) = raft.member_id(&member.node_id) {
            // A member keeps its Raft id for good.
            let _ = raft.propose_address(id, &member);
            return outbox.reply(caller, joined(id, raft));
        }
        let request = RequestId::random(rng);
        let until = now + HEALTH_TIMEOUT;
        outbox.send(member.address, health_check(request, until));
        self.0.push(Join {
            caller,
            member,
            stage: Stage::Checking { request, until },
        });
    }

    /// A call back was answered, or could not be made. Returns whether it was one of these.
    pub(crate) fn on_health(
        &mut self,
        id: RequestId,
        result: Result<(), RpcError>,
        outbox: &mut Outbox,
    ) -> bool {
        let asked =
            |join: &Join| matches!(join.stage, Stage::Checking { request, .. } if request == id);
        let Some(place) = self.0.iter().position(asked) else {
            return false;
        };
        match result {
            Ok(()) => self.0[place].stage = Stage::Queued,
            Err(error) => refuse(&self.0.remove(place), &error, outbox),
        }
        true
    }

    pub(crate) fn on_timeout(&mut self, now: Instant, outbox: &mut Outbox) {
        self.0.retain(|join| match join.stage {
            Stage::Checking { until, .. } if until <= now => {
                refuse(join, &RpcError::deadline(), outbox);
                false
            }
            Stage::Checking { .. } | Stage::Queued | Stage::Proposed(_) => true,
        });
    }

    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        let untils = self.0.iter().filter_map(|join| match join.stage {
            Stage::Checking { until, .. } => Some(until),
            Stage::Queued | Stage::Proposed(_) => None,
        });
        untils.min()
    }

    /// Writes who is next, and answers who is in.
    pub(crate) fn advance(&mut self, raft: &mut RaftNode, rng: &mut Rng, outbox: &mut Outbox) {
        for join in &mut self.0 {
            if matches!(join.stage, Stage::Queued) && raft.takes_change() {
                match raft.propose_member(&join.member, rng) {
                    Ok(id) => join.stage = Stage::Proposed(id),
                    // It leads no more, and the next step is to tell so.
                    Err(_) => return,
                }
            }
        }
        self.0.retain(|join| match join.stage {
            Stage::Proposed(id) if raft.members.get(id).is_some() => {
                outbox.reply(join.caller, joined(id, raft));
                false
            }
            Stage::Checking { .. } | Stage::Queued | Stage::Proposed(_) => true,
        });
    }

    /// The leader fell.
    pub(crate) fn fail(self, error: &RpcError, outbox: &mut Outbox) {
        for join in self.0 {
            outbox.reply(join.caller, Reply::Failed(error.clone()));
        }
    }
}

fn health_check(id: RequestId, deadline: Instant) -> Body {
    Body::Request(Box::new(Call {
        id,
        certificate: None,
        forwarded_by: None::<SocketAddrV4>,
        deadline,
        request: Request::Health,
    }))
}

fn joined(raft_id: RaftId, raft: &RaftNode) -> Reply {
    Reply::JoinedRaft {
        raft_id,
        members: raft.members.all().clone(),
        removed: raft.members.removed().clone(),
    }
}

fn refuse(join: &Join, why: &RpcError, outbox: &mut Outbox) {
    let error = RpcError::new(Code::Unknown, format!("{UNREACHABLE}: {why}"));
    outbox.reply(join.caller, Reply::Failed(error));
}
