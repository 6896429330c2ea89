//! The judge: plays what was recorded from real Docker on a fresh world and compares.
//!
//! `scenario` reads the recorder's files, `player` carries them out, `normalise` hides what varies
//! from run to run (a port of the oracle's own rules), `score` counts equal lines; `why` carries out a
//! directive of our own.

pub mod normalise;
pub mod player;
pub mod scenario;
pub mod score;
pub mod why;
