//! A node's next certificate: in time, or at once when its role is to change (SwarmKit
//! `ca/renewer.go`, `ca/certificates.go`).

use std::net::SocketAddrV4;

use api::node::{Availability, NodeRole};
use sim::{Duration, Instant, Rng};

use crate::certificate::Certificate;
use crate::message::{Body, Call, Reply, Request};
use crate::node::Moment;
use crate::outbox::Outbox;
use crate::remotes::Remotes;
use crate::rpc::RequestId;

/// SwarmKit `ca/renewer.go`: a pause, so that the role manager can write the new role first.
const FORCED_PAUSE: Duration = Duration::from_millis(500);
/// SwarmKit `ca/renewer.go`: the back-off after a renewal that brought nothing.
const BACKOFF_BASE: Duration = Duration::from_secs(5);
const BACKOFF_FACTOR: Duration = Duration::from_secs(5);
const BACKOFF_MAX: Duration = Duration::from_secs(3600);
/// SwarmKit `ca/certificates.go`, as for a newcomer.
const TRIES: u32 = 5;
const RETRY_INTERVAL: Duration = Duration::from_secs(2);
const RPC_TIMEOUT: Duration = Duration::from_secs(5);

/// Looks after a node's certificate.
#[derive(Clone, Debug)]
pub(super) struct Renewal {
    rng: Rng,
    stage: Stage,
    /// The role the next certificate is to have.
    expected: Option<NodeRole>,
    failures: u32,
}

#[derive(Clone, Debug)]
enum Stage {
    Resting {
        until: Instant,
    },
    Asking {
        id: RequestId,
        deadline: Instant,
        tries: u32,
    },
    Retrying {
        at: Instant,
        tries: u32,
    },
}

/// Whom to ask.
pub(super) struct Route<'a> {
    pub(super) certificate: &'a Certificate,
    /// The manager on this node, asked first, but only first: it may be on its way out.
    pub(super) local: Option<SocketAddrV4>,
    pub(super) own: SocketAddrV4,
    pub(super) remotes: &'a Remotes,
    pub(super) moment: Moment,
    pub(super) outbox: &'a mut Outbox,
}

impl Renewal {
    pub(super) fn new(certificate: &Certificate, mut rng: Rng, moment: Moment) -> Renewal {
        let until = moment.now + certificate.renewal_delay(moment.wall, &mut rng);
        Renewal {
            rng,
            stage: Stage::Resting { until },
            expected: None,
            failures: 0,
        }
    }

    /// A new certificate is wanted soon, with this role if one is given.
    pub(super) fn force(&mut self, expected: Option<NodeRole>, now: Instant) {
        self.expected = expected.or(self.expected);
        let until = now + FORCED_PAUSE;
        match self.stage {
            Stage::Resting { .. } => self.stage = Stage::Resting { until },
            // One is on its way; what it brings will be compared with what is expected.
            Stage::Asking { .. } | Stage::Retrying { .. } => {}
        }
    }

    fn ask(&mut self, tries: u32, route: &mut Route<'_>) {
        let remote = route.remotes.pick(route.own, &mut self.rng);
        let manager = if tries == 0 {
            route.local.or(remote)
        } else {
            remote.or(route.local)
        };
        let now = route.moment.now;
        let Some(manager) = manager else {
            return self.failed(tries, now);
        };
        let id = RequestId::random(&mut self.rng);
        let deadline = now + RPC_TIMEOUT;
        let call = Call {
            id,
            certificate: Some(route.certificate.clone()),
            forwarded_by: None,
            deadline,
            request: Request::Certificate {
                token: None,
                availability: Availability::Active,
            },
        };
        route.outbox.send(manager, Body::Request(Box::new(call)));
        self.stage = Stage::Asking {
            id,
            deadline,
            tries,
        };
    }

    fn failed(&mut self, tries: u32, now: Instant) {
        if tries + 1 < TRIES {
            let at = now + RETRY_INTERVAL;
            self.stage = Stage::Retrying {
                at,
                tries: tries + 1,
            };
        } else {
            self.back_off(now);
        }
    }

    /// go-events `ExponentialBackoff`: uniform below a bound that doubles.
    fn back_off(&mut self, now: Instant) {
        let bound = BACKOFF_BASE + BACKOFF_FACTOR * (1 << self.failures.min(10));
        self.failures += 1;
        let delay = self.rng.duration(Duration::ZERO, bound.min(BACKOFF_MAX));
        self.stage = Stage::Resting { until: now + delay };
    }

    /// A call was answered. The new certificate, if it brought one.
    pub(super) fn on_reply(
        &mut self,
        name: RequestId,
        reply: &Reply,
        moment: Moment,
    ) -> Option<Certificate> {
        let tries = match self.stage {
            Stage::Asking { id, tries, .. } if id == name => tries,
            Stage::Asking { .. } | Stage::Resting { .. } | Stage::Retrying { .. } => return None,
        };
        let Reply::Certificate(certificate) = reply else {
            self.failed(tries, moment.now);
            return None;
        };
        if self.expected.is_some_and(|role| role != certificate.role) {
            // The role manager has not got there yet.
            self.back_off(moment.now);
            return None;
        }
        self.expected = None;
        self.failures = 0;
        let delay = certificate.renewal_delay(moment.wall, &mut self.rng);
        self.stage = Stage::Resting {
            until: moment.now + delay,
        };
        Some(certificate.as_ref().clone())
    }

    pub(super) fn on_timeout(&mut self, mut route: Route<'_>) {
        let now = route.moment.now;
        match self.stage {
            Stage::Resting { until } if until <= now => self.ask(0, &mut route),
            Stage::Retrying { at, tries } if at <= now => self.ask(tries, &mut route),
            Stage::Asking {
                deadline, tries, ..
            } if deadline <= now => self.failed(tries, now),
            Stage::Resting { .. } | Stage::Retrying { .. } | Stage::Asking { .. } => {}
        }
    }

    pub(super) fn next_timeout(&self) -> Instant {
        match self.stage {
            Stage::Resting { until } => until,
            Stage::Retrying { at, .. } => at,
            Stage::Asking { deadline, .. } => deadline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{ClusterId, NodeId};
    use sim::Timestamp;

    const DAY: Duration = Duration::from_secs(24 * 3600);

    fn certificate(role: NodeRole, now: Timestamp) -> Certificate {
        Certificate {
            node_id: NodeId::from("n"),
            role,
            cluster_id: ClusterId::from("c"),
            root_digest: String::new(),
            rotation: 0,
            valid_from: now,
            valid_until: now,
        }
        .valid_for(90 * DAY, now)
    }

    fn address(number: u8) -> SocketAddrV4 {
        SocketAddrV4::new([10, 0, 0, number].into(), 2377)
    }

    struct Scene {
        renewal: Renewal,
        certificate: Certificate,
        remotes: Remotes,
        local: Option<SocketAddrV4>,
        moment: Moment,
    }

    impl Scene {
        fn new(local: Option<SocketAddrV4>) -> Scene {
            let moment = Moment {
                now: Instant::START,
                wall: Timestamp(0),
            };
            let certificate = certificate(NodeRole::Worker, moment.wall);
            let rng = Rng::stream(1, "renewal");
            Scene {
                renewal: Renewal::new(&certificate, rng, moment),
                certificate,
                remotes: Remotes::of_addresses(&[address(2)]),
                local,
                moment,
            }
        }

        /// Waits for the next thing it does; how long that took, and whom it asked.
        fn next(&mut self) -> (Duration, Option<(SocketAddrV4, RequestId)>) {
            let at = self.renewal.next_timeout();
            let waited = at.since(self.moment.now);
            self.moment.now = at;
            self.moment.wall = self.moment.wall + waited;
            let mut outbox = Outbox::default();
            self.renewal.on_timeout(Route {
                certificate: &self.certificate,
                local: self.local,
                own: address(1),
                remotes: &self.remotes,
                moment: self.moment,
                outbox: &mut outbox,
            });
            let asked = outbox.sends.pop().map(|(to, body)| match body {
                Body::Request(call) => (to, call.id),
                other => panic!("{other:?}"),
            });
            (waited, asked)
        }

        fn answer(&mut self, id: RequestId, role: NodeRole) -> Option<Certificate> {
            let certificate = certificate(role, self.moment.wall);
            let reply = Reply::Certificate(Box::new(certificate));
            self.renewal.on_reply(id, &reply, self.moment)
        }
    }

    #[test]
    fn a_certificate_is_renewed_in_time_again_and_again() {
        let mut scene = Scene::new(None);
        for _ in 0..3 {
            let (waited, asked) = scene.next();
            assert!(44 * DAY < waited && waited < 73 * DAY, "{waited:?}");
            let (to, id) = asked.unwrap();
            assert_eq!(to, address(2));
            assert!(scene.answer(id, NodeRole::Worker).is_some());
        }
    }

    #[test]
    fn a_change_of_role_is_asked_for_after_half_a_second_until_it_is_there() {
        let mut scene = Scene::new(None);
        scene
            .renewal
            .force(Some(NodeRole::Manager), scene.moment.now);
        let (waited, asked) = scene.next();
        assert_eq!(waited, FORCED_PAUSE);
        // The role manager was not there yet.
        let mut bound = Duration::from_secs(10);
        let mut id = asked.unwrap().1;
        for _ in 0..5 {
            assert!(scene.answer(id, NodeRole::Worker).is_none());
            let (waited, asked) = scene.next();
            assert!(waited <= bound, "{waited:?}");
            bound = bound * 2 - BACKOFF_BASE;
            id = asked.unwrap().1;
        }
        assert!(scene.answer(id, NodeRole::Manager).is_some());
        let (waited, _) = scene.next();
        assert!(waited > 44 * DAY);
    }

    #[test]
    fn the_manager_on_the_node_is_asked_first_and_others_if_it_fails() {
        let mut scene = Scene::new(Some(address(1)));
        scene.renewal.force(None, scene.moment.now);
        let (_, asked) = scene.next();
        assert_eq!(asked.unwrap().0, address(1));
        for _ in 1..TRIES {
            // Nobody answers.
            assert_eq!(scene.next(), (RPC_TIMEOUT, None));
            let (waited, asked) = scene.next();
            assert_eq!(waited, RETRY_INTERVAL);
            assert_eq!(asked.unwrap().0, address(2));
        }
        assert_eq!(scene.next(), (RPC_TIMEOUT, None));
        let (waited, asked) = scene.next();
        assert!(waited <= BACKOFF_BASE + BACKOFF_FACTOR, "{waited:?}");
        assert_eq!(asked.unwrap().0, address(1), "and from the beginning");
    }
}
