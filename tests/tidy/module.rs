//! Every module opens with what it is, and stands in `foo.rs`, never in `foo/mod.rs`.
//!
//! A `tests.rs` that belongs to one module is that module's foot and needs no words of its own.

use syn::{Attribute, Expr, Lit, Meta};

use super::finding::Finding;
use super::tree::Source;

/// Openings that say nothing.
const EMPTY: [&str; 3] = ["to be written", "to do", "placeholder"];

pub fn check(source: &Source) -> Vec<Finding> {
    let finding = |what: &str| Finding::new(source, 1, what);
    let mut findings = Vec::new();
    if source.path.ends_with("/mod.rs") {
        findings.push(finding(
            "is called mod.rs: name it foo.rs, beside its folder foo/",
        ));
    }
    let is_foot = source.is_test && source.stem() == "tests";
    match syn::parse_file(&source.text) {
        Ok(_) if is_foot => (),
        Ok(file) => findings.extend(check_opening(&opening(&file.attrs)).map(finding)),
        Err(error) => findings.push(finding(&format!("cannot be read as Rust: {error}"))),
    }
    findings
}

/// The words of the `//!` lines at the top.
fn opening(attributes: &[Attribute]) -> String {
    let words = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(words) => Some(words.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    words.collect::<Vec<_>>().join("\n")
}

fn check_opening(opening: &str) -> Option<&'static str> {
    let start = opening.to_lowercase();
    if opening.trim().is_empty() {
        Some("opens without `//!`: say what it is, what for, what not, after which original")
    } else if EMPTY.iter().any(|empty| start.starts_with(empty)) {
        Some("opens with words that say nothing")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::sample;

    fn findings(text: &str) -> usize {
        check(&sample("engine/src/x.rs", text)).len()
    }

    #[test]
    fn an_opening_is_a_sentence_before_all_items() {
        assert_eq!(findings("//! Wires between machines.\nfn x() {}\n"), 0);
        assert_eq!(
            findings("#![forbid(unsafe_code)]\n//! Wires between machines.\n"),
            0
        );
    }

    #[test]
    fn a_missing_or_empty_opening_is_found() {
        assert_eq!(findings(""), 1);
        assert_eq!(findings("/// An item.\nfn x() {}\n"), 1);
        assert_eq!(findings("// No doc comment.\nfn x() {}\n"), 1);
        assert_eq!(findings("//!\nfn x() {}\n"), 1);
        assert_eq!(findings("//! To be written.\n"), 1);
    }

    #[test]
    fn the_foot_of_a_module_needs_no_opening() {
        let foot = Source {
            is_test: true,
            ..sample("engine/src/wire/tests.rs", "")
        };
        assert_eq!(check(&foot).len(), 0);
        let rig = Source {
            is_test: true,
            ..sample("engine/src/wire/rig.rs", "")
        };
        assert_eq!(check(&rig).len(), 1);
    }

    #[test]
    fn what_is_no_rust_is_found() {
        assert_eq!(findings("//! Wires.\nfn {"), 1);
    }

    #[test]
    fn mod_rs_is_found() {
        assert_eq!(
            check(&sample("engine/src/wire/mod.rs", "//! Wires.\n")).len(),
            1
        );
    }
}
