//! Who writes next: calls in the order they came, then the leader's own parts.

use std::collections::VecDeque;

use api::node::Availability;

use super::{Demand, Handled, Leader, Reign, answer};
use crate::certificate::Certificate;
use crate::manager::ca::{self, Issued};
use crate::manager::context::Context;
use crate::manager::raft_node::RaftNode;
use crate::message::Reply;
use crate::node::{ControlRequest, Moment};
use crate::outbox::Outbox;
use crate::rpc::{Caller, Code, RpcError};
use crate::store::Transaction;

/// A call that changes the store.
#[derive(Clone, Debug)]
pub(crate) enum Write {
    Control(Caller, Box<ControlRequest>),
    /// A node asks for a certificate: with a token its first, without the next.
    Certificate {
        caller: Caller,
        token: Option<String>,
        current: Option<Certificate>,
        availability: Availability,
    },
}

/// What happens when a transaction is committed.
#[derive(Clone, Debug)]
pub(super) enum Then {
    /// The founding is done.
    Rule,
    Reply(Caller, Box<Reply>),
    /// Whoever wrote it sees it in the store.
    Nothing,
}

/// The calls that wait for their turn.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// Before all calls comes the founding, once.
    is_founding_due: bool,
    calls: VecDeque<Write>,
}

impl Queue {
    pub(super) fn founding() -> Queue {
        Queue {
            is_founding_due: true,
            calls: VecDeque::new(),
        }
    }

    pub(super) fn push(&mut self, write: Write) {
        self.calls.push_back(write);
    }

    pub(super) fn fail(self, error: &RpcError, outbox: &mut Outbox) {
        for write in self.calls {
            outbox.reply(write.caller(), Reply::Failed(error.clone()));
        }
    }
}

impl Write {
    fn caller(&self) -> Caller {
        match self {
            Write::Control(caller, _) | Write::Certificate { caller, .. } => *caller,
        }
    }
}

impl Then {
    pub(super) fn fail(self, error: &RpcError, outbox: &mut Outbox) {
        match self {
            Then::Reply(caller, _) => outbox.reply(caller, Reply::Failed(error.clone())),
            Then::Rule | Then::Nothing => {}
        }
    }
}

impl Leader {
    /// The next transaction, and what happens when it is committed.
    pub(super) fn next_write(
        &mut self,
        raft: &mut RaftNode,
        moment: Moment,
        outbox: &mut Outbox,
    ) -> Option<(Transaction, Then)> {
        if std::mem::take(&mut self.queue.is_founding_due) {
            match self
                .founding
                .transaction(&raft.store, &mut self.rng, moment)
            {
                Some(transaction) => return Some((transaction, Then::Rule)),
                None => self.rule(raft, moment),
            }
        }
        while let Some(write) = self.queue.calls.pop_front() {
            let caller = write.caller();
            match self.draft(write, raft, moment) {
                (Some(transaction), reply) => {
                    return Some((transaction, Then::Reply(caller, Box::new(reply))));
                }
                (None, reply) => outbox.reply(caller, reply),
            }
        }
        let transaction = self.own_write(raft, moment, outbox)?;
        Some((transaction, Then::Nothing))
    }

    /// What a call wants written, and what it is answered then, or at once if it is nothing.
    fn draft(
        &mut self,
        write: Write,
        raft: &RaftNode,
        moment: Moment,
    ) -> (Option<Transaction>, Reply) {
        match write {
            Write::Control(_, request) => match self.handle(&request, raft, moment) {
                Handled::Answer(result) => (None, Reply::Control(result)),
                Handled::Propose { transaction, then } => (Some(transaction), answer(then)),
                Handled::Demand(demand) => self.demand(demand, raft, moment),
            },
            Write::Certificate {
                token,
                current,
                availability,
                ..
            } => {
                let issued = match (token, current) {
                    (Some(token), _) => {
                        let request = (token.as_str(), availability);
                        ca::admit(request, &raft.store, &mut self.rng, moment)
                    }
                    (None, Some(current)) => ca::renew(&current, &raft.store, moment),
                    (None, None) => Err(RpcError::new(Code::PermissionDenied, "no certificate")),
                };
                issued_reply(issued)
            }
        }
    }

    /// What the control API has checked but only the authority can do.
    fn demand(
        &mut self,
        demand: Demand,
        raft: &RaftNode,
        moment: Moment,
    ) -> (Option<Transaction>, Reply) {
        match demand {
            Demand::RotateRoot { cluster } => {
                let rotated = ca::rotate(*cluster, &raft.store, &mut self.rng, moment);
                match rotated {
                    Ok(transaction) => (transaction, answer(crate::node::ControlResponse::Done)),
                    Err(error) => (None, Reply::Failed(error)),
                }
            }
            Demand::Logs => unreachable!("the log broker took it"),
        }
    }

    /// What the leader itself has to write. Parts must not lose what they noted, so they are asked
    /// only when a proposal will be taken.
    fn own_write(
        &mut self,
        raft: &mut RaftNode,
        moment: Moment,
        outbox: &mut Outbox,
    ) -> Option<Transaction> {
        if !raft.takes_proposals() {
            return None;
        }
        let Reign::Ruling(services) = &mut self.reign else {
            return None;
        };
        let is_due = services.next_write().is_some_and(|at| at <= moment.now);
        if !self.is_news && !is_due {
            return None;
        }
        self.acted_at = moment.now;
        let managers = super::managers(raft);
        let mut context = Context {
            store: &raft.store,
            managers: &managers,
            moment,
            outbox,
        };
        let reported = services.dispatcher.act(&mut context);
        let transaction = reported
            .or_else(|| services.parts.act(&raft.store, moment))
            .or_else(|| services.role_manager.act(raft, moment));
        self.is_news = transaction.is_some();
        transaction
    }
}

fn issued_reply(issued: Result<Issued, RpcError>) -> (Option<Transaction>, Reply) {
    match issued {
        Ok(Issued {
            certificate,
            transaction,
        }) => (transaction, Reply::Certificate(Box::new(certificate))),
        Err(error) => (None, Reply::Failed(error)),
    }
}
