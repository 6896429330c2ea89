//! Wall time into virtual time: play, pause, speed.

use engine::{Duration, Instant};

/// How fast virtual time goes, in tenths of wall time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    pub tenths: u32,
}

impl Speed {
    /// What the page offers, slowest first.
    pub const ALL: [Speed; 7] = [
        Speed { tenths: 1 },
        Speed { tenths: 5 },
        Speed { tenths: 10 },
        Speed { tenths: 20 },
        Speed { tenths: 50 },
        Speed { tenths: 100 },
        Speed { tenths: 1000 },
    ];

    /// As fast as a watch.
    pub const REAL: Speed = Speed { tenths: 10 };

    /// `0.5×`, `10×`.
    pub fn label(self) -> String {
        match self.tenths % 10 {
            0 => format!("{}×", self.tenths / 10),
            part => format!("{}.{part}×", self.tenths / 10),
        }
    }
}

/// Whether time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    Playing,
    Paused,
}

/// What a person does to time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeCommand {
    Toggle,
    SetSpeed(Speed),
    /// To the next event, however far away.
    Step,
    Skip(Duration),
}

/// Play state of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playback {
    pub pace: Pace,
    pub speed: Speed,
    /// The wall clock at the last frame, in milliseconds.
    last_frame: Option<f64>,
}

/// A frame never makes up for more than this: a tab that slept does not storm ahead when it wakes.
const FRAME_MAX_MS: f64 = 250.0;

impl Default for Playback {
    fn default() -> Playback {
        Playback {
            pace: Pace::Playing,
            speed: Speed::REAL,
            last_frame: None,
        }
    }
}

impl Playback {
    /// Lets time go on at the chosen speed.
    pub fn resume(&mut self) {
        self.pace = Pace::Playing;
    }

    /// A frame at this wall time: how far virtual time is to go.
    pub fn frame(&mut self, wall_ms: f64) -> Duration {
        let passed = self
            .last_frame
            .map_or(0.0, |last| (wall_ms - last).clamp(0.0, FRAME_MAX_MS));
        self.last_frame = Some(wall_ms);
        match self.pace {
            Pace::Paused => Duration::ZERO,
            Pace::Playing => {
                Duration::from_micros((passed * 100.0) as u64 * u64::from(self.speed.tenths))
            }
        }
    }

    /// Carries out a command; returns the moment to go to at once, if any.
    pub fn command(
        &mut self,
        command: TimeCommand,
        now: Instant,
        next_event: Option<Instant>,
    ) -> Option<Instant> {
        match command {
            TimeCommand::Toggle => {
                self.pace = match self.pace {
                    Pace::Playing => Pace::Paused,
                    Pace::Paused => Pace::Playing,
                };
                None
            }
            TimeCommand::SetSpeed(speed) => {
                self.speed = speed;
                None
            }
            TimeCommand::Step => {
                self.pace = Pace::Paused;
                next_event
            }
            TimeCommand::Skip(duration) => Some(now + duration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_goes_as_far_as_the_speed_says() {
        let mut playback = Playback::default();
        assert_eq!(playback.frame(1000.0), Duration::ZERO);
        assert_eq!(playback.frame(1016.0), Duration::from_millis(16));
        playback.speed = Speed { tenths: 1000 };
        assert_eq!(playback.frame(1026.0), Duration::from_secs(1));
        playback.pace = Pace::Paused;
        assert_eq!(playback.frame(1036.0), Duration::ZERO);
    }

    #[test]
    fn a_tab_that_slept_does_not_storm_ahead() {
        let mut playback = Playback::default();
        playback.frame(0.0);
        assert_eq!(playback.frame(3_600_000.0), Duration::from_millis(250));
    }
}
