//! How good a wire is.

use core::time::Duration;

use serde::{Deserialize, Serialize};

/// How long a message is under way: at least `base`, and up to `jitter` more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latency {
    pub base: Duration,
    pub jitter: Duration,
}

impl Latency {
    /// No time at all.
    pub const NONE: Latency = Latency {
        base: Duration::ZERO,
        jitter: Duration::ZERO,
    };
}

impl Default for Latency {
    /// A quiet local network.
    fn default() -> Latency {
        Latency {
            base: Duration::from_micros(300),
            jitter: Duration::from_micros(200),
        }
    }
}

/// How much worse than the others one wire is; the default is not at all. Chances in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quality {
    /// On top of the usual time.
    pub delay: Latency,
    /// Lost on the way. A stream sends again and is only late.
    pub loss: u16,
    /// Datagrams that come twice.
    pub duplication: u16,
    /// Datagrams that are overtaken by later ones.
    pub reordering: u16,
}

impl Default for Quality {
    fn default() -> Quality {
        Quality {
            delay: Latency::NONE,
            loss: 0,
            duplication: 0,
            reordering: 0,
        }
    }
}
