//! `sleep`

use sim::{Duration, Instant};

use super::{Io, Program, Started};
use crate::decimal::Decimal;
use crate::system::{Ended, Turn};

/// Waits.
#[derive(Clone, Debug)]
pub(crate) struct Sleep {
    until: Instant,
}

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    if words.len() < 2 {
        return Started::refuse(
            "sleep: missing operand\nTry 'sleep --help' for more information.\n",
            1,
            io,
        );
    }
    let mut wait = Duration::ZERO;
    for word in &words[1..] {
        match parse_seconds(word) {
            Some(seconds) => wait += seconds,
            None => {
                let message = format!(
                    "sleep: invalid time interval ‘{word}’\nTry 'sleep --help' for more information.\n"
                );
                return Started::refuse(&message, 1, io);
            }
        }
    }
    if wait.is_zero() {
        return Started::Done(0);
    }
    let until = io.system.wake_after(io.me, wait, io.host.now);
    Started::program(Program::Sleep(Sleep { until }), io)
}

/// `5`, `0.5`, `2m`, `1h`, `infinity`
pub(crate) fn parse_seconds(word: &str) -> Option<Duration> {
    if matches!(word, "infinity" | "inf") {
        return Some(Duration::from_secs(100 * 365 * 86_400));
    }
    let (number, unit) = match word.strip_suffix(['s', 'm', 'h', 'd']) {
        Some(number) => (number, word.chars().next_back()),
        None => (word, None),
    };
    let seconds = Decimal::parse(number)?;
    let factor = match unit {
        Some('m') => 60,
        Some('h') => 3_600,
        Some('d') => 86_400,
        _ => 1,
    };
    let thousandths = seconds.times(Decimal::whole(factor * 1_000)).truncated();
    u64::try_from(thousandths).ok().map(Duration::from_millis)
}

impl Sleep {
    pub(crate) fn step(&mut self, io: &mut Io<'_, '_>) -> Turn {
        if io.host.now >= self.until {
            Turn::Ended(Ended::Exited(0))
        } else {
            Turn::Blocked
        }
    }
}
