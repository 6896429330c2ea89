//! Makes a failing scenario smaller as long as it breaks the same promise.

use super::Failure;
use super::run::Run;
use super::scenario::{Deed, Scenario};

/// How many lives are spent on it.
const TRIES: usize = 150;

/// A smaller scenario that breaks the promise that `failure` broke.
pub fn shrink(scenario: &Scenario, failure: &Failure) -> Scenario {
    let mut shrinking = Shrinking {
        smallest: scenario.clone(),
        promise: failure.promise,
        tries: TRIES,
    };
    while shrinking.drop_steps() | shrinking.drop_machines() {}
    shrinking.smallest
}

struct Shrinking {
    smallest: Scenario,
    promise: &'static str,
    tries: usize,
}

impl Shrinking {
    fn take_if_it_fails(&mut self, candidate: Scenario) -> bool {
        let Some(tries) = self.tries.checked_sub(1) else {
            return false;
        };
        self.tries = tries;
        let failure = Run::new(&candidate, false).play().failure;
        let fails = failure.is_some_and(|it| it.promise == self.promise);
        if fails {
            self.smallest = candidate;
        }
        fails
    }

    /// Large pieces first, then single steps; what waits for them waits on.
    fn drop_steps(&mut self) -> bool {
        let mut has_dropped = false;
        let mut size = self.smallest.steps.len().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < self.smallest.steps.len() {
                let mut candidate = self.smallest.clone();
                let end = (at + size).min(candidate.steps.len());
                let dropped: Vec<_> = candidate.steps.drain(at..end).collect();
                if let Some(next) = candidate.steps.get_mut(at) {
                    next.after += dropped.iter().map(|step| step.after).sum();
                }
                match self.take_if_it_fails(candidate) {
                    true => has_dropped = true,
                    false => at += size,
                }
            }
            size /= 2;
        }
        has_dropped
    }

    /// The last worker, as long as no step needs it.
    fn drop_machines(&mut self) -> bool {
        let mut candidate = self.smallest.clone();
        let last = candidate.managers + candidate.workers;
        let needs = |deed: &Deed| match deed {
            Deed::Command(command) => command.machine.0 + 1 == last,
            Deed::Break(fault) => {
                fault.machine().0 + 1 == last
                    || fault.other_machine().is_some_and(|it| it.0 + 1 == last)
            }
            Deed::Mend(machine) => machine.0 + 1 == last,
        };
        candidate.steps.retain(|step| !needs(&step.deed));
        match (candidate.workers, candidate.managers) {
            (0, 1) => return false,
            (0, _) => candidate.managers -= 1,
            (_, _) => candidate.workers -= 1,
        }
        self.take_if_it_fails(candidate)
    }
}
