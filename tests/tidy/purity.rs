//! The engine reads no file, prints nothing, and shares no changeable state.
//!
//! Clippy's list in `engine/clippy.toml` bans single functions and types; this bans whole modules of
//! std, which clippy cannot. Tests of the engine may read their data.

use super::finding::Finding;
use super::tree::{Source, is_for_tests};

use syn::spanned::Spanned;

/// Parts of std that reach outside, and what goes instead.
const BANNED: [(&str, &str); 4] = [
    (
        "std::fs",
        "the engine reads no files: take the text as an argument or include it",
    ),
    (
        "std::io",
        "the engine has no outside: return what is to be shown",
    ),
    ("std::process", "the engine has no outside"),
    (
        "RefCell",
        "a part calls only what it owns: no shared changeable state",
    ),
];

pub fn check(source: &Source) -> Vec<Finding> {
    let is_engine = source.path.starts_with("engine/");
    let is_suspect = BANNED
        .iter()
        .any(|(banned, _)| source.text.contains(banned));
    if !is_engine || source.is_test || !is_suspect {
        return Vec::new();
    }
    let Ok(file) = syn::parse_file(&source.text) else {
        return Vec::new();
    };
    let tests: Vec<_> = file.items.iter().filter_map(test_lines).collect();
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or(line);
        if tests.iter().any(|lines| lines.contains(&(index + 1))) {
            continue;
        }
        for (banned, instead) in BANNED.iter().filter(|(banned, _)| has_word(code, banned)) {
            findings.push(Finding::new(
                source,
                index + 1,
                format!("{banned}: {instead}"),
            ));
        }
    }
    findings
}

fn test_lines(item: &syn::Item) -> Option<std::ops::RangeInclusive<usize>> {
    match item {
        syn::Item::Mod(module) if is_for_tests(&module.attrs) => {
            Some(module.span().start().line..=module.span().end().line)
        }
        _ => None,
    }
}

fn has_word(code: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(word).any(|(at, _)| {
        !is_part(code[..at].chars().next_back()) && !is_part(code[at + word.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::sample;

    fn findings(path: &str, text: &str) -> usize {
        check(&sample(path, text)).len()
    }

    #[test]
    fn reaching_outside_is_found_in_the_engine_only() {
        let text = "use std::fs::File;\nfn x() { std::io::stdout(); }\nstruct S(RefCell<u8>);\n";
        assert_eq!(findings("engine/crates/sim/src/x.rs", text), 3);
        assert_eq!(findings("engine/src/x.rs", text), 3);
        assert_eq!(findings("xtask/src/x.rs", text), 0);
    }

    #[test]
    fn tests_and_comments_may_name_it() {
        assert_eq!(
            findings(
                "engine/src/x.rs",
                "// not std::fs\n#[cfg(test)]\nmod tests {\n use std::fs;\n}\n"
            ),
            0
        );
        let for_tests = Source {
            is_test: true,
            ..sample(
                "engine/src/x.rs",
                "use std::fs;
",
            )
        };
        assert_eq!(check(&for_tests).len(), 0);
    }
}
