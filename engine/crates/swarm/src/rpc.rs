//! Calls between nodes: how they are named, refused and worded (gRPC's status codes).
//!
//! A call is a request message and one or more reply messages with the same [`RequestId`]. It has
//! no life of its own: whoever made it keeps the id and a time limit, whoever serves it keeps a
//! [`Caller`] to answer to.

use std::net::SocketAddrV4;

use api::ErrorKind;
use sim::Rng;

use crate::node::{CallId, ControlError};

/// Names a call among all calls of all nodes: drawn at random, so that an answer that comes after
/// its node was restarted means nothing to the new life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RequestId(u64);

impl RequestId {
    pub(crate) fn random(rng: &mut Rng) -> RequestId {
        RequestId(rng.next())
    }
}

/// To whom an answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Caller {
    /// The daemon of this machine.
    Local(CallId),
    /// A node, this one included: its agent speaks to its manager in messages, too.
    Node { at: SocketAddrV4, id: RequestId },
}

impl Caller {
    /// Whether two calls came over the same connection.
    pub(crate) fn comes_with(self, other: Caller) -> bool {
        match (self, other) {
            (Caller::Local(_), Caller::Local(_)) => true,
            (Caller::Node { at: one, .. }, Caller::Node { at: other, .. }) => one == other,
            (Caller::Local(_), Caller::Node { .. }) | (Caller::Node { .. }, Caller::Local(_)) => {
                false
            }
        }
    }
}

/// gRPC's status codes, as far as SwarmKit uses them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    Unknown,
    InvalidArgument,
    DeadlineExceeded,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Aborted,
    Unimplemented,
    Internal,
    Unavailable,
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RpcError {
    pub(crate) code: Code,
    pub(crate) message: String,
}

impl RpcError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> RpcError {
        RpcError {
            code,
            message: message.into(),
        }
    }

    /// Nothing listens there. The words are Go's dialler's.
    pub(crate) fn refused(at: SocketAddrV4) -> RpcError {
        let message = format!(
            "connection error: desc = \"transport: Error while dialing: dial tcp {at}: \
             connect: connection refused\""
        );
        RpcError::new(Code::Unavailable, message)
    }

    /// Nobody answered in time.
    pub(crate) fn deadline() -> RpcError {
        RpcError::new(Code::DeadlineExceeded, "context deadline exceeded")
    }
}

impl Code {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Code::Unknown => "Unknown",
            Code::InvalidArgument => "InvalidArgument",
            Code::DeadlineExceeded => "DeadlineExceeded",
            Code::NotFound => "NotFound",
            Code::AlreadyExists => "AlreadyExists",
            Code::PermissionDenied => "PermissionDenied",
            Code::ResourceExhausted => "ResourceExhausted",
            Code::FailedPrecondition => "FailedPrecondition",
            Code::Aborted => "Aborted",
            Code::Unimplemented => "Unimplemented",
            Code::Internal => "Internal",
            Code::Unavailable => "Unavailable",
        }
    }

    /// How the Engine API passes it on (moby `api/server/httpstatus/status.go`).
    fn kind(self) -> ErrorKind {
        match self {
            Code::InvalidArgument | Code::FailedPrecondition => ErrorKind::InvalidParameter,
            Code::NotFound => ErrorKind::NotFound,
            Code::AlreadyExists => ErrorKind::Conflict,
            Code::PermissionDenied => ErrorKind::Forbidden,
            Code::Unimplemented => ErrorKind::NotImplemented,
            Code::Unavailable => ErrorKind::Unavailable,
            Code::Unknown
            | Code::DeadlineExceeded
            | Code::ResourceExhausted
            | Code::Internal
            | Code::Aborted => ErrorKind::System,
        }
    }
}

impl core::fmt::Display for RpcError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let code = self.code.as_str();
        write!(f, "rpc error: code = {code} desc = {}", self.message)
    }
}

impl From<RpcError> for ControlError {
    fn from(error: RpcError) -> ControlError {
        ControlError {
            kind: error.code.kind(),
            message: error.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_words_of_grpc() {
        assert_eq!(
            RpcError::deadline().to_string(),
            "rpc error: code = DeadlineExceeded desc = context deadline exceeded"
        );
    }
}
