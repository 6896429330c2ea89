//! Steps with a name and a time, and the summary at the end.

use std::time::{Duration, Instant};

use crate::failure::Failure;

/// Does one named piece of work and says how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    println!("\n==> {name}");
    let start = Instant::now();
    let outcome = work();
    let word = if outcome.is_ok() { "done" } else { "FAILED" };
    println!("    {word}: {name} ({})", seconds(start.elapsed()));
    outcome
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f32())
}

/// What became of the steps of a longer run; one that fails does not stop the others.
#[derive(Default)]
pub struct Report {
    lines: Vec<Line>,
}

struct Line {
    name: String,
    time: Duration,
    fate: Fate,
}

enum Fate {
    Passed,
    Failed(Failure),
    /// Not tried, because the named step before it failed.
    Skipped(String),
}

impl Report {
    /// Does a step and remembers its fate. True when it went well.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(), Failure>) -> bool {
        let start = Instant::now();
        let fate = match step(name, work) {
            Ok(()) => Fate::Passed,
            Err(failure) => {
                println!("    {}", failure.to_string().replace('\n', "\n    "));
                Fate::Failed(failure)
            }
        };
        let passed = matches!(fate, Fate::Passed);
        self.lines.push(Line {
            name: name.to_owned(),
            time: start.elapsed(),
            fate,
        });
        passed
    }

    /// Remembers a step that cannot be tried.
    pub fn skip(&mut self, name: &str, because: &str) {
        let fate = Fate::Skipped(because.to_owned());
        self.lines.push(Line {
            name: name.to_owned(),
            time: Duration::ZERO,
            fate,
        });
    }

    /// Prints every step's fate and a last line with the counts.
    pub fn finish(self) -> Result<(), Failure> {
        println!("\n==> Summary");
        let (mut passed, mut failed, mut skipped) = (0, 0, 0);
        for Line { name, time, fate } in &self.lines {
            let time = seconds(*time);
            match fate {
                Fate::Passed => {
                    passed += 1;
                    println!("  ok       {name} ({time})");
                }
                Fate::Failed(failure) => {
                    failed += 1;
                    let failure = failure.to_string().replace('\n', "\n             ");
                    println!("  FAILED   {name} ({time})\n           {failure}");
                }
                Fate::Skipped(because) => {
                    skipped += 1;
                    println!("  skipped  {name}: {because}");
                }
            }
        }
        let total = self.lines.iter().map(|line| line.time).sum();
        println!("  in all {}\n", seconds(total));
        println!("steps: {passed} passed, {failed} failed, {skipped} skipped");
        match failed {
            0 => Ok(()),
            _ => Err(Failure::new(format!(
                "{failed} of {} steps failed, see above",
                self.lines.len()
            ))),
        }
    }
}
