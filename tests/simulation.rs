//! The fault simulation: random swarms, random commands and faults, then calm.
//!
//! A seed makes a [`Scenario`], which is data and can be made smaller. A run plays it and shows
//! every new condition of every manager to the [promises](promise), each of which keeps its own
//! book of what it saw and trusts no summary of the engine's. When all faults are undone, the swarm
//! has to come together again. Nothing here knows how the engine works.

pub mod promise;
pub mod run;
pub mod scenario;
pub mod shrink;
pub mod sight;

use run::Run;
use scenario::Scenario;

/// A promise that was not kept.
#[derive(Clone, Debug)]
pub struct Failure {
    pub promise: &'static str,
    pub why: String,
    /// Seconds since the world began.
    pub at: String,
}

/// What became of a scenario.
#[derive(Debug)]
pub struct Outcome {
    pub failure: Option<Failure>,
    /// One line for each thing that happened, if asked for.
    pub log: Vec<String>,
    /// It ended without a quorum, as its commands had it, so nothing could come together.
    pub has_quorum: bool,
}

/// Plays what a seed makes.
pub fn simulate(seed: u64) -> Outcome {
    Run::new(&Scenario::random(seed), false).play()
}

/// The same, told line by line.
pub fn tell(scenario: &Scenario) -> Outcome {
    Run::new(scenario, true).play()
}
