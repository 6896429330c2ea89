//! How a refusal is told: who says it, and which HTTP status goes with it.

use core::fmt::Display;

use api::ErrorKind;

use crate::node::ControlError;
use crate::store::StoreError;

/// The gRPC codes the manager uses (`google.golang.org/grpc/codes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// What SwarmKit returns without a code of its own.
    Unknown,
    InvalidArgument,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    FailedPrecondition,
    Unimplemented,
    Internal,
}

/// Who refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// The manager, through gRPC: its words come out as `rpc error: code = X desc = …`.
    Manager(Code),
    /// The daemon before or after it asks the manager: plain words.
    Daemon(ErrorKind),
}

/// A reason to say no, with its words in `Display`.
pub(super) trait Refusal: Display {
    fn voice(&self) -> Voice;
}

impl<R: Refusal> From<R> for ControlError {
    fn from(refusal: R) -> ControlError {
        match refusal.voice() {
            Voice::Manager(code) => ControlError {
                kind: code.kind(),
                message: format!("rpc error: code = {} desc = {refusal}", code.as_str()),
            },
            Voice::Daemon(kind) => ControlError {
                kind,
                message: refusal.to_string(),
            },
        }
    }
}

impl Code {
    /// moby `api/server/httpstatus/status.go`.
    fn kind(self) -> ErrorKind {
        match self {
            Code::InvalidArgument | Code::FailedPrecondition => ErrorKind::InvalidParameter,
            Code::NotFound => ErrorKind::NotFound,
            Code::AlreadyExists => ErrorKind::Conflict,
            Code::PermissionDenied => ErrorKind::Forbidden,
            Code::Unimplemented => ErrorKind::NotImplemented,
            Code::Unknown | Code::Internal => ErrorKind::System,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Code::Unknown => "Unknown",
            Code::InvalidArgument => "InvalidArgument",
            Code::NotFound => "NotFound",
            Code::AlreadyExists => "AlreadyExists",
            Code::PermissionDenied => "PermissionDenied",
            Code::FailedPrecondition => "FailedPrecondition",
            Code::Unimplemented => "Unimplemented",
            Code::Internal => "Internal",
        }
    }
}

impl Refusal for StoreError {
    /// The store's errors go out as they are, without a code.
    fn voice(&self) -> Voice {
        Voice::Manager(Code::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_managers_words_carry_the_code_and_the_status_follows_it() {
        let error = ControlError::from(StoreError::OutOfSequence);
        assert_eq!(
            error.message,
            "rpc error: code = Unknown desc = update out of sequence"
        );
        assert_eq!(error.kind, ErrorKind::System);
    }
}
