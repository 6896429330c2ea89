//! What only a leader does: it takes writes one at a time and runs the parts that decide
//! (SwarmKit `manager/manager.go`, `becomeLeader` and `becomeFollower`).
//!
//! Made on election from the store and dropped on defeat, with everything it remembers. Its first
//! transaction is the founding's; services and parts begin when that is committed.

mod services;
mod write;

use api::TaskId;
use api::cluster::Peer;
use raft::Position;
use sim::{Duration, Instant, Rng};

use super::context::Context;
use super::control_api::{self, Demand, Handled, RaftMember, RaftView};
use super::founding::Founding;
use super::joining::Joins;
use super::log_broker::Selector;
use super::raft_node::RaftNode;
use super::scheduler::Explanation;
use crate::message::Reply;
use crate::node::{ControlRequest, ControlResponse, Moment};
use crate::outbox::Outbox;
use crate::rpc::{Caller, Code, RpcError};
use crate::store::{Store, StoreEvent};
use services::Services;
pub(crate) use write::Write;
use write::{Queue, Then};

/// SwarmKit `raft.go`: `ErrLostLeadership`.
pub(crate) const LOST_LEADERSHIP: &str =
    "raft: failed to process the request: node lost leader status";

/// The reign of one leader.
#[derive(Clone, Debug)]
pub(crate) struct Leader {
    rng: Rng,
    founding: Founding,
    /// Who wants to write. The lock of SwarmKit's store is that only the first one does.
    queue: Queue,
    /// The one transaction that is under way.
    in_flight: Option<(Position, Then)>,
    pub(super) joins: Joins,
    reign: Reign,
    /// Something was committed since the parts last had nothing to write.
    is_news: bool,
    /// When parts were last asked to act, so that none can ask for the past.
    acted_at: Instant,
}

#[derive(Clone, Debug)]
enum Reign {
    /// The first transaction is not committed yet.
    Founding,
    Ruling(Box<Services>),
}

impl Leader {
    pub(crate) fn new(founding: Founding, rng: Rng, now: Instant) -> Leader {
        Leader {
            rng,
            founding,
            queue: Queue::founding(),
            in_flight: None,
            joins: Joins::default(),
            reign: Reign::Founding,
            is_news: true,
            acted_at: now,
        }
    }

    /// Why a task got its node, or none, as far as this leader decided it.
    pub(crate) fn explain(&self, task: &TaskId) -> Option<&Explanation> {
        match &self.reign {
            Reign::Founding => None,
            Reign::Ruling(services) => services.parts.explain(task),
        }
    }

    /// Takes a write, to be done in its turn.
    pub(crate) fn write(&mut self, write: Write) {
        self.queue.push(write);
    }

    /// A person asks. Reads are answered from the store as it is; writes wait for their turn.
    pub(crate) fn control(
        &mut self,
        (caller, request): (Caller, ControlRequest),
        raft: &RaftNode,
        moment: Moment,
        outbox: &mut Outbox,
    ) {
        if let ControlRequest::Logs {
            service,
            task,
            options,
        } = &request
        {
            match selector(service.as_deref(), task.as_deref(), &raft.store) {
                Ok(selector) => {
                    let reader = (caller, selector, options.clone());
                    self.with_services((raft, moment), outbox, |services, context| {
                        services
                            .logs
                            .subscribe(reader, &services.dispatcher, context);
                    });
                }
                Err(error) => outbox.reply(caller, Reply::Failed(error)),
            }
        } else if is_read(&request) {
            match self.handle(&request, raft, moment) {
                Handled::Answer(result) => outbox.reply(caller, Reply::Control(result)),
                Handled::Propose { .. } | Handled::Demand(_) => unreachable!("a read only reads"),
            }
        } else {
            self.queue.push(Write::Control(caller, Box::new(request)));
        }
    }

    fn handle(&mut self, request: &ControlRequest, raft: &RaftNode, moment: Moment) -> Handled {
        let view = raft_view(raft);
        let mut call = control_api::Call {
            store: &raft.store,
            raft: &view,
            rng: &mut self.rng,
            moment,
        };
        control_api::handle(request, &mut call)
    }

    /// Runs a call to one of the services; before the founding there are none.
    pub(crate) fn with_services(
        &mut self,
        (raft, moment): (&RaftNode, Moment),
        outbox: &mut Outbox,
        run: impl FnOnce(&mut Services, &mut Context<'_>),
    ) {
        if let Reign::Ruling(services) = &mut self.reign {
            let managers = managers(raft);
            let mut context = Context {
                store: &raft.store,
                managers: &managers,
                moment,
                outbox,
            };
            run(services, &mut context);
        }
    }

    /// Whether services have begun.
    pub(crate) fn is_ruling(&self) -> bool {
        matches!(self.reign, Reign::Ruling(_))
    }

    /// A transaction was committed: everybody is told, then whoever waited for it.
    pub(crate) fn on_committed(
        &mut self,
        (at, events): (Position, &[StoreEvent]),
        store: &Store,
        (raft, moment): (&RaftNode, Moment),
        outbox: &mut Outbox,
    ) {
        self.is_news = true;
        if let Reign::Ruling(services) = &mut self.reign {
            let managers = managers(raft);
            let mut context = Context {
                store,
                managers: &managers,
                moment,
                outbox: &mut *outbox,
            };
            for event in events {
                services.note(event, &mut context);
            }
        }
        if self.in_flight.as_ref().is_some_and(|(own, _)| *own == at)
            && let Some((_, then)) = self.in_flight.take()
        {
            self.done(then, (raft, moment), outbox);
        }
    }

    fn done(&mut self, then: Then, (raft, moment): (&RaftNode, Moment), outbox: &mut Outbox) {
        match then {
            Then::Rule => self.rule(raft, moment),
            Then::Reply(caller, reply) => outbox.reply(caller, *reply),
            Then::Nothing => {}
        }
    }

    /// The founding is done: from here on it decides.
    fn rule(&mut self, raft: &RaftNode, moment: Moment) {
        assert!(!self.is_ruling(), "a reign begins once");
        let node_id = self.founding.certificate.node_id.clone();
        let services = Services::resume(raft, node_id, &mut self.rng, moment);
        self.reign = Reign::Ruling(Box::new(services));
    }

    /// Managers came or went.
    pub(crate) fn on_members_changed(
        &mut self,
        (raft, moment): (&RaftNode, Moment),
        outbox: &mut Outbox,
    ) {
        self.with_services((raft, moment), outbox, |services, context| {
            services.dispatcher.publish(context);
        });
    }

    /// Does whatever is due, and proposes the next transaction if none is under way.
    pub(crate) fn turn(&mut self, raft: &mut RaftNode, moment: Moment, outbox: &mut Outbox) {
        self.joins.on_timeout(moment.now, outbox);
        self.joins.advance(raft, &mut self.rng, outbox);
        if self.is_dispatcher_due(moment.now) {
            self.with_services((raft, moment), outbox, |services, context| {
                services.dispatcher.on_timeout(context);
            });
        }
        while self.in_flight.is_none() {
            let Some((transaction, then)) = self.next_write(raft, moment, outbox) else {
                return;
            };
            match raft.propose(transaction) {
                Ok(at) => self.in_flight = Some((at, then)),
                Err(error) => {
                    let error = RpcError::new(Code::Unknown, error.to_string());
                    then.fail(&error, outbox);
                }
            }
        }
    }

    fn is_dispatcher_due(&self, now: Instant) -> bool {
        match &self.reign {
            Reign::Founding => false,
            Reign::Ruling(services) => {
                let next = services.dispatcher.next_timeout();
                next.is_some_and(|at| at <= now)
            }
        }
    }

    /// When to call [`Leader::turn`].
    pub(crate) fn next_timeout(&self, raft: &RaftNode) -> Option<Instant> {
        let Reign::Ruling(services) = &self.reign else {
            return self.joins.next_timeout();
        };
        // While something is written, or cannot be, parts have to wait for that first.
        let is_free = self.in_flight.is_none() && raft.takes_proposals();
        let parts = services.next_write().filter(|_| is_free);
        let parts = parts.map(|at| at.max(self.acted_at + Duration::from_millis(1)));
        let timeouts = [
            self.joins.next_timeout(),
            services.dispatcher.next_timeout(),
            parts,
        ];
        timeouts.into_iter().flatten().min()
    }

    /// Whoever made this call waits no more.
    pub(crate) fn cancel(
        &mut self,
        caller: Caller,
        (raft, moment): (&RaftNode, Moment),
        outbox: &mut Outbox,
    ) {
        self.with_services((raft, moment), outbox, |services, context| {
            services.dispatcher.on_broken(caller);
            services
                .logs
                .cancel(caller, &services.dispatcher, context.outbox);
        });
    }

    /// The leader fell: whoever waits is told, whether or not the write will come true.
    pub(crate) fn fall(self, outbox: &mut Outbox) {
        let error = RpcError::new(Code::Unknown, LOST_LEADERSHIP);
        if let Some((_, then)) = self.in_flight {
            then.fail(&error, outbox);
        }
        self.queue.fail(&error, outbox);
        self.joins.fail(&error, outbox);
        match self.reign {
            Reign::Founding => {}
            Reign::Ruling(services) => services.stop(&error, outbox),
        }
    }
}

/// The managers as agents are told of them.
pub(crate) fn managers(raft: &RaftNode) -> Vec<Peer> {
    let members = raft.members.all().values();
    let peer = |member: &super::membership::Member| Peer {
        node_id: member.node_id.clone(),
        addr: member.address.to_string(),
    };
    members.map(peer).collect()
}

fn raft_view(raft: &RaftNode) -> RaftView {
    let own = raft.id();
    let members = raft.members.all().iter();
    let members = members.map(|(id, member)| RaftMember {
        node_id: member.node_id.clone(),
        addr: member.address,
        is_reachable: *id == own || raft.members.is_reachable(*id),
        is_leader: *id == own,
    });
    RaftView {
        members: members.collect(),
    }
}

fn is_read(request: &ControlRequest) -> bool {
    use ControlRequest as Ask;
    match request {
        Ask::InspectCluster
        | Ask::UnlockKey
        | Ask::ListNodes { .. }
        | Ask::InspectNode { .. }
        | Ask::ListServices { .. }
        | Ask::InspectService { .. }
        | Ask::ListTasks { .. }
        | Ask::InspectTask { .. }
        | Ask::ListNetworks { .. }
        | Ask::InspectNetwork { .. }
        | Ask::ListSecrets { .. }
        | Ask::InspectSecret { .. }
        | Ask::ListConfigs { .. }
        | Ask::InspectConfig { .. } => true,
        Ask::UpdateCluster { .. }
        | Ask::UpdateNode { .. }
        | Ask::RemoveNode { .. }
        | Ask::CreateService { .. }
        | Ask::UpdateService { .. }
        | Ask::RemoveService { .. }
        | Ask::CreateNetwork { .. }
        | Ask::RemoveNetwork { .. }
        | Ask::CreateSecret { .. }
        | Ask::UpdateSecret { .. }
        | Ask::RemoveSecret { .. }
        | Ask::CreateConfig { .. }
        | Ask::UpdateConfig { .. }
        | Ask::RemoveConfig { .. }
        | Ask::Logs { .. } => false,
    }
}

/// Whose logs are meant. The daemon has found the object already and gives its id.
fn selector(
    service: Option<&str>,
    task: Option<&str>,
    store: &Store,
) -> Result<Selector, RpcError> {
    let missing = |what: String| RpcError::new(Code::NotFound, what);
    if let Some(word) = service {
        let service = store
            .service(&word.into())
            .or_else(|| store.service_by_name(word));
        let service = service.ok_or_else(|| missing(format!("service {word} not found")))?;
        return Ok(Selector::Service(service.id.clone()));
    }
    let word = task.unwrap_or_default();
    let task = store.task(&word.into());
    let task = task.ok_or_else(|| missing(format!("task {word} not found")))?;
    Ok(Selector::Task(task.id.clone()))
}

/// What a person is told when a change was made.
fn answer(response: ControlResponse) -> Reply {
    Reply::Control(Ok(response))
}
