//! How long a node may be silent (SwarmKit `manager/dispatcher/{nodes,period}.go`, `heartbeat/`).

use sim::{Duration, Instant, Rng};

use crate::store::Store;

/// SwarmKit `dispatcher.go`: `DefaultHeartBeatPeriod`, `defaultHeartBeatEpsilon`.
const DEFAULT_PERIOD: Duration = Duration::from_secs(5);
const EPSILON: Duration = Duration::from_millis(500);
/// SwarmKit `dispatcher.go`: a node is down after three missed heartbeats; after a change of
/// leader it has twice that time to come back.
const GRACE: u32 = 3;
const UNKNOWN_GRACE: u32 = 6;
/// SwarmKit `dispatcher.go`: `rateLimitCount`, `defaultRateLimitPeriod`.
const RATE_LIMIT_COUNT: u32 = 3;
const RATE_LIMIT_PERIOD: Duration = Duration::from_secs(8);

/// Until when to wait for a node, and how soon it is to speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beat {
    pub(super) period: Duration,
    pub(super) expires_at: Instant,
}

impl Beat {
    /// The time to the next heartbeat, drawn anew for each, so that nodes do not speak in chorus.
    /// The node is given three times that very period.
    pub(super) fn draw(store: &Store, now: Instant, rng: &mut Rng) -> Beat {
        let period = period(store, rng);
        Beat {
            period,
            expires_at: now + period * GRACE,
        }
    }

    /// The time a node has to report to a new leader.
    pub(super) fn draw_unknown(store: &Store, now: Instant, rng: &mut Rng) -> Instant {
        now + period(store, rng) * UNKNOWN_GRACE
    }
}

fn period(store: &Store, rng: &mut Rng) -> Duration {
    let period = store
        .cluster()
        .map(|cluster| cluster.spec.dispatcher.heartbeat_period)
        .filter(|period| !period.is_zero())
        .unwrap_or(DEFAULT_PERIOD);
    rng.duration(period.saturating_sub(EPSILON), period + EPSILON)
}

/// Counts the registrations of one node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RateLimit {
    registered_at: Instant,
    attempts: u32,
}

impl RateLimit {
    /// The first registration a dispatcher sees is free.
    pub(super) fn new(now: Instant) -> RateLimit {
        RateLimit {
            registered_at: now,
            attempts: 0,
        }
    }

    /// Whether one more is allowed now.
    pub(super) fn allows(&mut self, now: Instant) -> bool {
        if now.since(self.registered_at) > RATE_LIMIT_PERIOD {
            self.attempts = 0;
        }
        self.attempts += 1;
        let is_allowed = self.attempts <= RATE_LIMIT_COUNT;
        if is_allowed {
            self.registered_at = now;
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_node_has_three_of_the_very_periods_it_was_told() {
        let mut rng = Rng::stream(1, "heartbeat");
        for _ in 0..1000 {
            let beat = Beat::draw(&Store::default(), Instant::START, &mut rng);
            let (low, high) = (DEFAULT_PERIOD - EPSILON, DEFAULT_PERIOD + EPSILON);
            assert!(low <= beat.period && beat.period <= high);
            assert_eq!(beat.expires_at, Instant::START + beat.period * 3);
            let unknown = Beat::draw_unknown(&Store::default(), Instant::START, &mut rng);
            let grace = unknown.elapsed();
            assert!(Duration::from_secs(27) <= grace && grace <= Duration::from_secs(33));
        }
    }

    /// SWARMKIT D2.
    #[test]
    fn the_fourth_registration_within_the_window_is_refused() {
        let mut limit = RateLimit::new(Instant::START);
        let now = Instant::START + Duration::from_secs(1);
        let allowed: Vec<bool> = (0..4).map(|_| limit.allows(now)).collect();
        assert_eq!(allowed, [true, true, true, false]);
        assert!(limit.allows(now + RATE_LIMIT_PERIOD + Duration::from_nanos(1)));
    }
}
