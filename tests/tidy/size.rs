//! Files and functions that are too long to be read in one go, functions with too many arguments.
//!
//! Tests do not count: neither `#[cfg(test)]` modules, nor test functions, nor files made only of
//! tests.

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{FnArg, ImplItemFn, ItemFn, ItemMod, Signature, TraitItemFn};

use super::finding::Finding;
use super::tree::{Source, is_for_tests};

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;
/// Besides `self`.
const ARGUMENTS: usize = 4;

pub fn check(source: &Source) -> Vec<Finding> {
    // What cannot be read is found by the check of module openings.
    let Ok(file) = syn::parse_file(&source.text) else {
        return Vec::new();
    };
    if source.is_test {
        return Vec::new();
    }
    let mut measure = Measure {
        source,
        findings: Vec::new(),
        test_lines: 0,
    };
    measure.visit_file(&file);
    let lines = source.text.lines().count() - measure.test_lines;
    if lines > FILE_LINES {
        let what = format!("has {lines} lines without tests, {FILE_LINES} is the limit");
        measure.findings.push(Finding::new(source, 1, what));
    }
    measure.findings
}

struct Measure<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
    test_lines: usize,
}

impl Measure<'_> {
    fn function(&mut self, signature: &Signature, block: &impl Spanned) {
        let start = signature.span().start().line;
        let lines = block.span().end().line + 1 - start;
        let name = &signature.ident;
        if lines > FUNCTION_LINES {
            let what = format!("{name} has {lines} lines, {FUNCTION_LINES} is the limit");
            self.findings.push(Finding::new(self.source, start, what));
        }
        let arguments = signature
            .inputs
            .iter()
            .filter(|input| matches!(input, FnArg::Typed(_)))
            .count();
        if arguments > ARGUMENTS {
            let what = format!("{name} has {arguments} arguments, {ARGUMENTS} is the limit");
            self.findings.push(Finding::new(self.source, start, what));
        }
    }
}

impl<'ast> Visit<'ast> for Measure<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_for_tests(&item.attrs) {
            self.test_lines += item.span().end().line + 1 - item.span().start().line;
        } else {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_for_tests(&item.attrs) {
            self.function(&item.sig, &item.block);
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            self.function(&item.sig, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        match &item.default {
            Some(block) => self.function(&item.sig, block),
            None => self.function(&item.sig, &item.sig),
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::sample;

    fn findings(text: &str) -> usize {
        check(&sample("engine/src/x.rs", text)).len()
    }

    fn function(head: &str, lines: usize) -> String {
        format!(
            "{head} fn long() {{\n{}}}\n",
            "    step();\n".repeat(lines - 2)
        )
    }

    #[test]
    fn a_function_has_seventy_lines_at_most() {
        assert_eq!(findings(&function("", 70)), 0);
        assert_eq!(findings(&function("", 71)), 1);
        assert_eq!(
            findings(&format!("impl X {{\n{}}}", function("pub", 71))),
            1
        );
        assert_eq!(findings(&format!("trait X {{\n{}}}", function("", 71))), 1);
        assert_eq!(findings(&format!("mod x {{\n{}}}", function("", 71))), 1);
        assert_eq!(
            findings(&format!("fn outer() {{\n{}}}", function("", 71))),
            2
        );
    }

    #[test]
    fn tests_may_be_long() {
        assert_eq!(findings(&function("#[test]\n", 100)), 0);
        let marked = "#[cfg_attr(not(target_arch = \"wasm32\"), test)]\n";
        assert_eq!(findings(&function(marked, 100)), 0);
        assert_eq!(
            findings(&format!(
                "#[cfg(test)]\nmod tests {{\n{}}}",
                function("", 100)
            )),
            0
        );
        let long = function("", 100);
        let for_tests = Source {
            is_test: true,
            ..sample("engine/src/x.rs", &long)
        };
        assert_eq!(check(&for_tests).len(), 0);
    }

    #[test]
    fn a_file_has_six_hundred_lines_at_most_without_its_tests() {
        assert_eq!(findings(&"const X: u8 = 0;\n".repeat(600)), 0);
        assert_eq!(findings(&"const X: u8 = 0;\n".repeat(601)), 1);
        let tests = format!(
            "#[cfg(test)]\nmod tests {{\n{}}}\n",
            "const X: u8 = 0;\n".repeat(500)
        );
        assert_eq!(
            findings(&format!("{}{tests}", "const X: u8 = 0;\n".repeat(600))),
            0
        );
    }

    #[test]
    fn a_function_has_four_arguments_at_most_besides_self() {
        assert_eq!(
            findings("impl X { fn a(&self, b: u8, c: u8, d: u8, e: u8) {} }"),
            0
        );
        assert_eq!(findings("fn a(b: u8, c: u8, d: u8, e: u8, f: u8) {}"), 1);
    }
}
