//! The kinds of tests, by the words a person types.

use crate::failure::Failure;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Format, clippy, documentation.
    Lint,
    /// Everything that runs without a browser.
    Native,
    /// Rust in headless Chromium.
    Wasm,
    /// The release build.
    Dist,
    /// The release build in headless Chromium, driven by Playwright.
    EndToEnd,
}

use Kind::{Dist, EndToEnd, Lint, Native, Wasm};

impl Kind {
    /// Cheap ones first; the last two in this order, since one tests what the other builds.
    const ALL: [Kind; 5] = [Lint, Native, Wasm, Dist, EndToEnd];

    pub fn word(self) -> &'static str {
        match self {
            Lint => "lint",
            Native => "native",
            Wasm => "wasm",
            Dist => "dist",
            EndToEnd => "e2e",
        }
    }

    /// The kinds named by these words, or all of them if there is no word.
    pub fn parse(words: &[&str]) -> Result<Vec<Kind>, Failure> {
        if words.is_empty() {
            return Ok(Kind::ALL.to_vec());
        }
        let known = |word: &&str| Kind::ALL.into_iter().find(|kind| kind.word() == *word);
        words
            .iter()
            .map(|word| {
                known(word).ok_or_else(|| Failure::new(format!("no kind of test is called {word}")))
            })
            .collect::<Result<_, _>>()
            .map_err(|failure| failure.cure("The kinds are: lint native wasm dist e2e"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_all_kinds() {
        assert_eq!(Kind::parse(&[]).expect("no words"), Kind::ALL);
    }

    #[test]
    fn kinds_run_in_the_order_they_are_named() {
        assert_eq!(
            Kind::parse(&["e2e", "lint"]).expect("two kinds"),
            [EndToEnd, Lint]
        );
        assert!(Kind::parse(&["unit"]).is_err());
    }
}
