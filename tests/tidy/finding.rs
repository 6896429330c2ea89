//! One thing that is against a rule: where, and what would be right.

use std::fmt;

use super::tree::Source;

#[derive(Debug)]
pub struct Finding {
    path: String,
    /// The first line is 1; a finding about the whole file has line 1, too.
    line: usize,
    what: String,
}

impl Finding {
    pub fn new(source: &Source, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: source.path.clone(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}
