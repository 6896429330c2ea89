//! `swarm join`: how a machine gets its certificate (SwarmKit `ca/certificates.go`,
//! `DownloadRootCA`, `RequestAndSaveNewCertificates`).
//!
//! First the root certificate, which must be the one the token names; then, with the token, a
//! certificate of its own. Each is tried five times, two seconds apart, whatever the answer was:
//! the manager asked may just have lost its leader.

use sim::{Duration, Instant, Rng};

use crate::certificate::Certificate;
use crate::manager::ca::{digest, root};
use crate::message::{Body, Call, Reply, Request};
use crate::node::{ControlError, JoinOptions};
use crate::outbox::Outbox;
use crate::remotes::Remotes;
use crate::rpc::{RequestId, RpcError};

/// SwarmKit `ca/certificates.go`: how often, how far apart, and how long one try may take.
const TRIES: u32 = 5;
const RETRY_INTERVAL: Duration = Duration::from_secs(2);
const RPC_TIMEOUT: Duration = Duration::from_secs(5);

/// A machine that is on its way in.
#[derive(Clone, Debug)]
pub(super) struct Admission {
    options: JoinOptions,
    rng: Rng,
    stage: Stage,
    tries: u32,
    wait: Wait,
}

#[derive(Clone, Debug)]
enum Stage {
    /// Wants the root certificate.
    Root,
    /// Knows the root; wants a certificate of its own.
    Certificate { root_ca: String },
}

#[derive(Clone, Debug)]
enum Wait {
    /// For an answer.
    Answer { id: RequestId, deadline: Instant },
    /// After a failure, for the next try.
    Retry { at: Instant, error: ControlError },
}

/// How it ended.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Admitted {
        certificate: Certificate,
        root_ca: String,
    },
    Refused(ControlError),
}

impl Admission {
    /// Begins; a malformed token is refused at once.
    pub(super) fn begin(
        options: JoinOptions,
        remotes: &Remotes,
        rng: Rng,
        (now, outbox): (Instant, &mut Outbox),
    ) -> Result<Admission, ControlError> {
        if root::token_digest(&options.token).is_none() {
            return Err(ControlError {
                kind: api::ErrorKind::InvalidParameter,
                // SwarmKit ca/config.go: ErrInvalidJoinToken.
                message: "invalid join token".to_owned(),
            });
        }
        let mut admission = Admission {
            options,
            rng,
            stage: Stage::Root,
            tries: 0,
            wait: Wait::Retry {
                at: now,
                error: RpcError::deadline().into(),
            },
        };
        admission.try_again(remotes, now, outbox);
        Ok(admission)
    }

    fn try_again(&mut self, remotes: &Remotes, now: Instant, outbox: &mut Outbox) {
        let Some(manager) = remotes.pick(self.options.advertise, &mut self.rng) else {
            // Nobody but itself was named.
            let refused = RpcError::refused(self.options.advertise);
            return self.failed(refused.into(), now);
        };
        let id = RequestId::random(&mut self.rng);
        let deadline = now + RPC_TIMEOUT;
        let request = match &self.stage {
            Stage::Root => Request::RootCa,
            Stage::Certificate { .. } => Request::Certificate {
                token: Some(self.options.token.clone()),
                availability: self.options.availability,
            },
        };
        let call = Call {
            id,
            certificate: None,
            forwarded_by: None,
            deadline,
            request,
        };
        outbox.send(manager, Body::Request(Box::new(call)));
        self.wait = Wait::Answer { id, deadline };
    }

    fn failed(&mut self, error: ControlError, now: Instant) {
        self.tries += 1;
        let at = now + RETRY_INTERVAL;
        self.wait = Wait::Retry { at, error };
    }

    /// A call was answered. Whether it ended the matter.
    pub(super) fn on_reply(
        &mut self,
        (name, reply): (RequestId, Reply),
        remotes: &Remotes,
        now: Instant,
        outbox: &mut Outbox,
    ) -> Option<Outcome> {
        match self.wait {
            Wait::Answer { id, .. } if id == name => {}
            Wait::Answer { .. } | Wait::Retry { .. } => return None,
        }
        match reply {
            Reply::RootCa { certificate } => match check_root(&certificate, &self.options.token) {
                Ok(()) => {
                    self.stage = Stage::Certificate {
                        root_ca: certificate,
                    };
                    self.tries = 0;
                    self.try_again(remotes, now, outbox);
                }
                Err(error) => self.failed(error, now),
            },
            Reply::Certificate(certificate) => match &self.stage {
                Stage::Root => {}
                Stage::Certificate { root_ca } => {
                    return Some(Outcome::Admitted {
                        certificate: *certificate,
                        root_ca: root_ca.clone(),
                    });
                }
            },
            Reply::Failed(error) => self.failed(error.into(), now),
            Reply::JoinedRaft { .. }
            | Reply::Healthy
            | Reply::Control(_)
            | Reply::Part(_)
            | Reply::Session(_)
            | Reply::Heartbeat { .. }
            | Reply::StatusTaken
            | Reply::LogsTaken => {}
        }
        None
    }

    /// Time has come: a try is given up, or the next one made, or there were enough.
    pub(super) fn on_timeout(
        &mut self,
        remotes: &Remotes,
        now: Instant,
        outbox: &mut Outbox,
    ) -> Option<Outcome> {
        match &self.wait {
            Wait::Answer { deadline, .. } if *deadline <= now => {
                self.failed(RpcError::deadline().into(), now);
            }
            Wait::Retry { at, error } if *at <= now => {
                if self.tries >= TRIES {
                    return Some(Outcome::Refused(error.clone()));
                }
                self.try_again(remotes, now, outbox);
            }
            Wait::Answer { .. } | Wait::Retry { .. } => {}
        }
        None
    }

    pub(super) fn next_timeout(&self) -> Instant {
        match self.wait {
            Wait::Answer { deadline, .. } => deadline,
            Wait::Retry { at, .. } => at,
        }
    }
}

/// Whether this is the root the token means (SwarmKit `ca/certificates.go`, `GetRemoteCA`).
fn check_root(certificate: &str, token: &str) -> Result<(), ControlError> {
    let expected = root::token_digest(token).unwrap_or_default();
    if root::digest(certificate) == expected {
        return Ok(());
    }
    let bytes = digest::from_base36(expected).unwrap_or_default();
    let hex = digest::hex(&bytes);
    Err(ControlError {
        kind: api::ErrorKind::System,
        message: format!("remote CA does not match fingerprint. Expected: {hex}"),
    })
}
