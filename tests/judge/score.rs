//! How much of a recording the emulator says word for word.

use std::fmt;
use std::ops::AddAssign;

use similar::{Algorithm, capture_diff_slices};

use super::normalise::{Normaliser, Strictness};

/// Equal lines of so many, in both manners.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    pub strict: Count,
    pub loose: Count,
    /// Transcripts whose every line is equal, strictly.
    pub exact: usize,
    pub transcripts: usize,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub equal: usize,
    pub lines: usize,
}

impl Count {
    /// Whether nothing differs.
    pub fn is_exact(self) -> bool {
        self.equal == self.lines
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.equal, self.lines)
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Score) {
        for (mine, its) in [
            (&mut self.strict, other.strict),
            (&mut self.loose, other.loose),
        ] {
            mine.equal += its.equal;
            mine.lines += its.lines;
        }
        self.exact += other.exact;
        self.transcripts += other.transcripts;
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Score {
            strict,
            loose,
            exact,
            transcripts,
        } = self;
        write!(
            f,
            "conformance: strict {strict} lines, loose {loose} lines, {exact}/{transcripts} exact"
        )
    }
}

/// Compares a recording with what was played.
pub fn compare(normaliser: &Normaliser, recorded: &str, played: &str) -> Score {
    let count = |strictness| {
        let recorded = normaliser.lines(recorded, strictness);
        let played = normaliser.lines(played, strictness);
        count(&recorded, &played)
    };
    let strict = count(Strictness::Strict);
    Score {
        strict,
        loose: count(Strictness::Loose),
        exact: usize::from(strict.is_exact()),
        transcripts: 1,
    }
}

/// Lines of both, so that a line too much counts against the score like a line too few.
fn count(recorded: &[String], played: &[String]) -> Count {
    let equal: usize = capture_diff_slices(Algorithm::Myers, recorded, played)
        .iter()
        .filter(|op| op.tag() == similar::DiffTag::Equal)
        .map(|op| op.old_range().len())
        .sum();
    Count {
        equal,
        lines: recorded.len().max(played.len()),
    }
}
