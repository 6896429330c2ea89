//! A manager: its Raft log, its store and, only while it leads, the parts that decide
//! (SwarmKit `manager`).

pub(crate) mod allocator;
pub(crate) mod ca;
pub(crate) mod context;
pub(crate) mod control_api;
pub(crate) mod dispatcher;
pub(crate) mod founding;
pub(crate) mod joining;
pub(crate) mod leader;
pub(crate) mod log_broker;
mod map_order;
pub(crate) mod membership;
pub(crate) mod orchestrator;
pub(crate) mod part;
mod parts;
pub(crate) mod proxy;
pub(crate) mod raft_node;
pub(crate) mod role_manager;
pub(crate) mod scheduler;

#[cfg(test)]
pub(crate) mod rig;

use std::net::SocketAddrV4;

use api::TaskId;
use api::node::NodeRole;
use raft::{LogError, RaftId, Term};
use sim::{Duration, Instant, Rng};

use crate::certificate::Certificate;
use crate::message::{Body, Call, Message, Reply, Request};
use crate::node::{CallId, ControlRequest, Moment};
use crate::outbox::{Answer, Outbox};
use crate::rpc::{Caller, Code, RequestId, RpcError};
use crate::store::Store;
use founding::Founding;
use leader::{Leader, Write};
use membership::Member;
use proxy::{NEVER, Proxy};
use raft_node::{News, RaftMessage, RaftNode};
use scheduler::Explanation;

/// moby `daemon/cluster`: `swarmRequestTimeout`.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// A node's manager, while it is one.
#[derive(Clone, Debug)]
pub(crate) struct Manager {
    rng: Rng,
    founding: Founding,
    pub(crate) raft: RaftNode,
    role: Role,
    proxy: Proxy,
    /// Whom it last knew to lead.
    leader: Option<RaftId>,
}

/// Only a leader has leader parts; between election and catching up it has none either.
#[derive(Clone, Debug)]
enum Role {
    Following,
    Leading { term: Term, leader: Box<Leader> },
}

/// Why a manager ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was removed from the group.
    Removed,
    /// Its log contradicts the leader's: its disk lost what it had promised to keep.
    Broken(LogError),
}

impl Manager {
    pub(crate) fn new(raft: RaftNode, founding: Founding, rng: Rng) -> Manager {
        Manager {
            rng,
            founding,
            raft,
            role: Role::Following,
            proxy: Proxy::default(),
            leader: None,
        }
    }

    pub(crate) fn store(&self) -> &Store {
        &self.raft.store
    }

    /// Why a task got its node, or none, as far as this manager decided it as leader.
    pub(crate) fn explain(&self, task: &TaskId) -> Option<&Explanation> {
        match &self.role {
            Role::Following => None,
            Role::Leading { leader, .. } => leader.explain(task),
        }
    }

    /// A message of Raft. Who was removed is told so.
    pub(crate) fn on_raft(
        &mut self,
        from: SocketAddrV4,
        message: RaftMessage,
        outbox: &mut Outbox,
    ) -> Result<(), End> {
        let raft_id = message.from;
        if self.raft.members.is_removed(raft_id) {
            outbox.send(from, Body::MemberRemoved { raft_id });
            return Ok(());
        }
        self.raft.step(from, message).map_err(End::Broken)
    }

    /// The local daemon asks.
    pub(crate) fn control(
        &mut self,
        call: CallId,
        request: ControlRequest,
        moment: Moment,
        outbox: &mut Outbox,
    ) {
        let is_stream = matches!(request, ControlRequest::Logs { .. });
        let deadline = if is_stream {
            NEVER
        } else {
            moment.now + REQUEST_TIMEOUT
        };
        let asked = Call {
            id: RequestId::random(&mut self.rng),
            certificate: Some(self.founding.certificate.clone()),
            forwarded_by: None,
            deadline,
            request: Request::Control(Box::new(request)),
        };
        self.on_call(Caller::Local(call), asked, moment, outbox);
    }

    /// Somebody calls: served here if this manager leads, passed on otherwise.
    pub(crate) fn on_call(
        &mut self,
        caller: Caller,
        call: Call,
        moment: Moment,
        outbox: &mut Outbox,
    ) {
        if !self.raft.raft().is_leader() && call.request.is_of_session() {
            // Over a connection that broke with a former life of this manager, say.
            if !self.proxy.has_session(caller) {
                let error = RpcError::new(Code::Unavailable, "transport is closing");
                return outbox.reply(caller, Reply::Failed(error));
            }
        }
        let errand = (caller, call);
        let tools = (&mut self.rng, &mut *outbox);
        if let Some(call) = self.proxy.begin(errand, &self.raft, moment.now, tools) {
            self.serve(caller, call, moment, outbox);
        }
    }

    fn serve(&mut self, caller: Caller, call: Call, moment: Moment, outbox: &mut Outbox) {
        if let Some(certificate) = &call.certificate
            && let Err(error) = ca::authorize(certificate, &self.raft.store)
        {
            return outbox.reply(caller, Reply::Failed(error));
        }
        let Role::Leading { leader, .. } = &mut self.role else {
            return self.serve_before_reign(caller, call.request, moment, outbox);
        };
        let raft = (&self.raft, moment);
        match call.request {
            Request::Control(_) if call.certificate.is_none() => {
                outbox.reply(caller, no_certificate());
            }
            Request::Control(request) => {
                leader.control((caller, *request), &self.raft, moment, outbox);
            }
            Request::RootCa => outbox.reply(caller, root_ca(&self.raft.store)),
            Request::Health => outbox.reply(caller, Reply::Healthy),
            Request::Certificate {
                token,
                availability,
            } => leader.write(Write::Certificate {
                caller,
                token,
                current: call.certificate,
                availability,
            }),
            Request::JoinRaft { address } => match call.certificate {
                Some(certificate) => self.join(caller, certificate, address, (moment, outbox)),
                None => outbox.reply(caller, no_certificate()),
            },
            request @ (Request::Session(_)
            | Request::Heartbeat { .. }
            | Request::UpdateTaskStatus { .. }
            | Request::PublishLogs { .. }) => match call.certificate {
                Some(certificate) => {
                    let call = (caller, &certificate, request);
                    serve_agent(leader, call, raft, outbox);
                }
                None => outbox.reply(caller, no_certificate()),
            },
        }
    }

    /// Elected, but still applying what earlier leaders left. The store can be read.
    fn serve_before_reign(
        &mut self,
        caller: Caller,
        request: Request,
        moment: Moment,
        outbox: &mut Outbox,
    ) {
        match request {
            Request::Control(request) => {
                // A leader in all but name: reads are answered, writes refused as it is dropped.
                let mut leader = self.new_leader(moment.now);
                leader.control((caller, *request), &self.raft, moment, outbox);
                leader.fall(outbox);
            }
            Request::RootCa => outbox.reply(caller, root_ca(&self.raft.store)),
            Request::Health => outbox.reply(caller, Reply::Healthy),
            Request::Certificate { .. }
            | Request::JoinRaft { .. }
            | Request::Session(_)
            | Request::Heartbeat { .. }
            | Request::UpdateTaskStatus { .. }
            | Request::PublishLogs { .. } => {
                let error = RpcError::new(Code::Aborted, "dispatcher is stopped");
                outbox.reply(caller, Reply::Failed(error));
            }
        }
    }

    fn join(
        &mut self,
        caller: Caller,
        certificate: Certificate,
        address: SocketAddrV4,
        (moment, outbox): (Moment, &mut Outbox),
    ) {
        let node = self.raft.store.node(&certificate.node_id);
        if node.is_none_or(|node| node.role != NodeRole::Manager) {
            // Unlike Docker, which believes the certificate: a node that was demoted while it could
            // not be told would come back as a member nobody wants.
            let error = RpcError::new(Code::PermissionDenied, "node is not a manager");
            return outbox.reply(caller, Reply::Failed(error));
        }
        let member = Member {
            node_id: certificate.node_id,
            address,
        };
        if let Role::Leading { leader, .. } = &mut self.role {
            let tools = (&mut self.rng, outbox);
            leader
                .joins
                .begin((caller, member), &mut self.raft, moment.now, tools);
        }
    }

    /// A call this manager made was answered.
    pub(crate) fn on_reply(&mut self, id: RequestId, reply: Reply, outbox: &mut Outbox) {
        if let Role::Leading { leader, .. } = &mut self.role {
            let result = reply.failure().map_or(Ok(()), |error| Err(error.clone()));
            if leader.joins.on_health(id, result, outbox) {
                return;
            }
        }
        self.proxy.on_reply(id, reply, outbox);
    }

    /// A message did not arrive: refused at once, or lost.
    pub(crate) fn on_undelivered(
        &mut self,
        to: SocketAddrV4,
        message: &Message,
        (moment, outbox): (Moment, &mut Outbox),
    ) {
        let now = moment.now;
        match &message.body {
            Body::Raft(message) => self.raft.on_undelivered(message),
            Body::Request(call) => {
                if !message.is_refused_by(now) {
                    return;
                }
                self.proxy.on_refused(call.id, now);
                if let Role::Leading { leader, .. } = &mut self.role
                    && matches!(call.request, Request::Health)
                {
                    let refused = Err(RpcError::refused(to));
                    leader.joins.on_health(call.id, refused, outbox);
                }
            }
            Body::Reply { id, reply } if matches!(**reply, Reply::Session(_)) => {
                let caller = Caller::Node { at: to, id: *id };
                self.cancel(caller, moment, outbox);
            }
            Body::RaftRefused(_)
            | Body::MemberRemoved { .. }
            | Body::Reply { .. }
            | Body::Cancel { .. } => {}
        }
    }

    /// Whoever made this call waits no more.
    pub(crate) fn cancel(&mut self, caller: Caller, moment: Moment, outbox: &mut Outbox) {
        if self.proxy.cancel(caller, outbox)
            && let Role::Leading { leader, .. } = &mut self.role
        {
            leader.cancel(caller, (&self.raft, moment), outbox);
        }
    }

    pub(crate) fn next_timeout(&self) -> Instant {
        let leader = match &self.role {
            Role::Leading { leader, .. } => leader.next_timeout(&self.raft),
            Role::Following => None,
        };
        let timeouts = [self.proxy.next_timeout(), leader].into_iter().flatten();
        timeouts.fold(self.raft.next_tick(), Instant::min)
    }

    pub(crate) fn on_timeout(&mut self, moment: Moment, outbox: &mut Outbox) {
        self.raft.on_timeout(moment.now);
        let tools = (&mut self.rng, &mut *outbox);
        for (caller, call) in self.proxy.on_timeout(&self.raft, moment.now, tools) {
            self.serve(caller, call, moment, outbox);
        }
    }

    /// Lets Raft and the leader do what they have to do, until nothing is left.
    pub(crate) fn settle(&mut self, moment: Moment, outbox: &mut Outbox) -> Result<(), End> {
        loop {
            let news = self.raft.process(outbox);
            self.follow_role(outbox);
            for item in news {
                self.on_news(item, moment, outbox)?;
            }
            self.begin_reign(moment.now);
            if let Role::Leading { leader, .. } = &mut self.role {
                leader.turn(&mut self.raft, moment, outbox);
            }
            if !self.raft.raft().has_ready() {
                return Ok(());
            }
        }
    }

    /// Drops the leader parts of a term that is over.
    fn follow_role(&mut self, outbox: &mut Outbox) {
        let raft = self.raft.raft();
        if let Role::Leading { term, .. } = &self.role
            && !(raft.is_leader() && raft.term() == *term)
            && let Role::Leading { leader, .. } = std::mem::replace(&mut self.role, Role::Following)
        {
            leader.fall(outbox);
        }
        let leader = self.raft.raft().leader();
        if leader != self.leader {
            self.leader = leader;
            if let Some(member) = self.raft.leader() {
                self.proxy.on_new_leader(member.address);
            }
        }
    }

    fn on_news(&mut self, news: News, moment: Moment, outbox: &mut Outbox) -> Result<(), End> {
        let Role::Leading { leader, .. } = &mut self.role else {
            return match news {
                News::Removed => Err(End::Removed),
                News::Committed { .. } | News::MembersChanged => Ok(()),
            };
        };
        match news {
            News::Committed { at, events, store } => {
                leader.on_committed((at, &events), &store, (&self.raft, moment), outbox);
            }
            News::MembersChanged => leader.on_members_changed((&self.raft, moment), outbox),
            News::Removed => return Err(End::Removed),
        }
        Ok(())
    }

    fn begin_reign(&mut self, now: Instant) {
        if matches!(self.role, Role::Following) && self.raft.is_caught_up_leader() {
            self.role = Role::Leading {
                term: self.raft.raft().term(),
                leader: Box::new(self.new_leader(now)),
            };
        }
    }

    fn new_leader(&mut self, now: Instant) -> Leader {
        Leader::new(self.founding.clone(), self.rng.split("leader"), now)
    }

    /// Ends: whoever is connected is told.
    pub(crate) fn stop(self, outbox: &mut Outbox) {
        match self.role {
            Role::Leading { leader, .. } => leader.fall(outbox),
            Role::Following => {}
        }
        self.proxy.stop(outbox);
    }

    /// The node has a new certificate.
    pub(crate) fn set_certificate(&mut self, certificate: Certificate) {
        self.founding.certificate = certificate;
    }

    /// Whether the daemon still waits for an answer it is about to get.
    pub(crate) fn is_awaited(&mut self, call: CallId, answer: &Answer) -> bool {
        let is_last = answer.is_last();
        self.proxy.answered(Caller::Local(call), is_last)
    }
}

fn serve_agent(
    leader: &mut Leader,
    (caller, certificate, request): (Caller, &Certificate, Request),
    raft: (&RaftNode, Moment),
    outbox: &mut Outbox,
) {
    if !leader.is_ruling() {
        let error = RpcError::new(Code::Aborted, "dispatcher is stopped");
        return outbox.reply(caller, Reply::Failed(error));
    }
    let from = (caller, &certificate.node_id);
    leader.with_services(raft, outbox, |services, context| match request {
        Request::Session(request) => services.dispatcher.on_session(from, *request, context),
        Request::Heartbeat { session } => {
            services.dispatcher.on_heartbeat(from, session, context);
        }
        Request::UpdateTaskStatus { session, updates } => {
            let report = (session, updates);
            services.dispatcher.on_task_status(from, report, context);
        }
        Request::PublishLogs { subscription, part } => {
            let to = (subscription, &certificate.node_id);
            services.logs.on_part(to, part, context.outbox);
            context.outbox.reply(caller, Reply::LogsTaken);
        }
        Request::RootCa
        | Request::Certificate { .. }
        | Request::JoinRaft { .. }
        | Request::Health
        | Request::Control(_) => unreachable!("no agent asks the dispatcher for it"),
    });
}

fn root_ca(store: &Store) -> Reply {
    match store.cluster() {
        Some(cluster) => Reply::RootCa {
            certificate: cluster.root_ca.certificate.clone(),
        },
        None => Reply::Failed(RpcError::new(Code::Aborted, "CA signer is stopped")),
    }
}

fn no_certificate() -> Reply {
    Reply::Failed(RpcError::new(
        Code::PermissionDenied,
        "Permission denied: unauthorized peer role: rpc error: code = PermissionDenied \
         desc = no client certificates in request",
    ))
}
