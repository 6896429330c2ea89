//! How a refusal is told: who says it, and which HTTP status goes with it.

use core::fmt::Display;

use api::ErrorKind;

use crate::node::ControlError;
pub(super) use crate::rpc::Code;
use crate::rpc::RpcError;
use crate::store::StoreError;

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
            Voice::Manager(code) => RpcError::new(code, refusal.to_string()).into(),
            Voice::Daemon(kind) => ControlError {
                kind,
                message: refusal.to_string(),
            },
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
