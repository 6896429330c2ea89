//! What a node's parts want sent or answered, until the node hands it out.

use std::net::SocketAddrV4;

use api::StreamPart;

use crate::message::{Body, Reply};
use crate::node::{CallId, ControlError, ControlResponse};
use crate::rpc::Caller;

/// Everything that leaves, in order of each kind.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) sends: Vec<(SocketAddrV4, Body)>,
    pub(crate) answers: Vec<(CallId, Answer)>,
}

/// What the local daemon is told of a call it made.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    Result(Result<ControlResponse, ControlError>),
    Part(StreamPart),
}

impl Outbox {
    pub(crate) fn send(&mut self, to: SocketAddrV4, body: Body) {
        self.sends.push((to, body));
    }

    /// Answers a call, wherever it came from.
    pub(crate) fn reply(&mut self, caller: Caller, reply: Reply) {
        match caller {
            Caller::Node { at, id } => {
                let reply = Box::new(reply);
                self.send(at, Body::Reply { id, reply });
            }
            Caller::Local(call) => self.answers.push((call, Answer::of(reply))),
        }
    }
}

impl Answer {
    /// Whether the call is over with it.
    pub(crate) fn is_last(&self) -> bool {
        match self {
            Answer::Result(_) => true,
            Answer::Part(part) => match part {
                StreamPart::Log { .. } | StreamPart::Event(_) => false,
                StreamPart::End | StreamPart::Failed(_) => true,
            },
        }
    }

    fn of(reply: Reply) -> Answer {
        match reply {
            Reply::Control(result) => Answer::Result(result),
            Reply::Part(part) => Answer::Part(part),
            Reply::Failed(error) => Answer::Result(Err(error.into())),
            Reply::RootCa { .. }
            | Reply::Certificate(_)
            | Reply::JoinedRaft { .. }
            | Reply::Healthy
            | Reply::Session(_)
            | Reply::Heartbeat { .. }
            | Reply::StatusTaken
            | Reply::LogsTaken => unreachable!("a daemon makes control calls only"),
        }
    }
}
