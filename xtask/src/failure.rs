//! Why a step could not be done, and what a person can do about it.

use std::fmt;

/// A step that went wrong: the reason, and a cure where one is known.
#[derive(Debug)]
pub struct Failure {
    why: String,
    cure: Option<String>,
}

impl Failure {
    pub fn new(why: impl Into<String>) -> Failure {
        Failure {
            why: why.into(),
            cure: None,
        }
    }

    /// Says what helps. The first cure stays: it was given nearest to the trouble.
    pub fn cure(mut self, cure: impl Into<String>) -> Failure {
        self.cure.get_or_insert(cure.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)?;
        match &self.cure {
            Some(cure) => write!(f, "\n  cure: {}", cure.trim_end().replace('\n', "\n  ")),
            None => Ok(()),
        }
    }
}

/// Turns the error of a file operation into a failure that names the file.
pub fn on_file<E: fmt::Display>(path: &std::path::Path) -> impl FnOnce(E) -> Failure {
    move |error| Failure::new(format!("{}: {error}", path.display()))
}
