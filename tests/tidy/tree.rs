//! The files of the repository, read once for each check.
//!
//! What cargo, npm and Trunk make is left out, and so are the recordings of real Docker, whose words
//! are not ours.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use syn::{Attribute, Item, Meta};

/// Folders of the repository that are not written by hand.
const LEFT_OUT: [&str; 6] = [
    ".git",
    "target",
    "dist",
    "node_modules",
    "tests/e2e/results",
    "tests/transcripts",
];

/// Folders whose Rust files keep the house style.
const RUST_FOLDERS: [&str; 5] = ["engine/", "labs/", "app/", "tests/", "xtask/"];

/// A file and what is in it.
pub struct Source {
    /// From the top of the repository, with `/` between the parts.
    pub path: String,
    pub text: String,
    /// Only tests are built from it.
    pub is_test: bool,
}

impl Source {
    /// The name of the file without its ending.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.split('.').next().unwrap_or(name)
    }
}

/// Every Rust file that keeps the house style.
pub fn rust() -> &'static [Source] {
    static RUST: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let ours = |path: &str| RUST_FOLDERS.iter().any(|folder| path.starts_with(folder));
        let mut sources = read(|path| path.ends_with(".rs") && ours(path));
        let test_modules: Vec<String> = sources.iter().flat_map(test_modules).collect();
        for source in &mut sources {
            let is_below = |module: &String| is_in(source, module);
            source.is_test = is_test_folder(&source.path) || test_modules.iter().any(is_below);
        }
        sources
    });
    &RUST
}

/// Whether the file is this module or one below it.
fn is_in(source: &Source, module: &str) -> bool {
    let rest = source.path.trim_end_matches(".rs").strip_prefix(module);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `engine/crates/raft/tests/…`, but not the package `tests` itself: that is written to be read.
fn is_test_folder(path: &str) -> bool {
    path.contains("/tests/") || path.contains("/benches/")
}

/// The modules a file declares with `#[cfg(test)] mod name;`, as paths without `.rs`.
fn test_modules(source: &Source) -> Vec<String> {
    // Reading Rust takes its time, and most files have no such line.
    if !source.text.contains("cfg(test)") {
        return Vec::new();
    }
    let (folder, stem) = (
        source
            .path
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder),
        source.stem(),
    );
    let is_root = stem == "lib" || stem == "main" || source.path.ends_with("/mod.rs");
    let folder = if is_root {
        folder.to_owned()
    } else {
        format!("{folder}/{stem}")
    };
    let items = syn::parse_file(&source.text)
        .map(|file| file.items)
        .unwrap_or_default();
    let declared = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && is_for_tests(&module.attrs) => {
            Some(&module.ident)
        }
        _ => None,
    });
    declared.map(|name| format!("{folder}/{name}")).collect()
}

/// Marked `#[test]`, `#[wasm_bindgen_test]` or `#[cfg(test)]`, also within a `cfg_attr`.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        let is_test = path
            .segments
            .last()
            .is_some_and(|last| last.ident.to_string().ends_with("test"));
        let words = match &attribute.meta {
            Meta::List(list) if path.is_ident("cfg") || path.is_ident("cfg_attr") => {
                list.tokens.to_string()
            }
            _ => String::new(),
        };
        is_test
            || words
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .any(|word| word == "test")
    })
}

/// Every package's `Cargo.toml`; the one at the top is a workspace and no package.
pub fn manifests() -> Vec<Source> {
    read(|path| path.ends_with("/Cargo.toml"))
}

/// Every file that is text. What package managers write is none of ours, except for the addresses
/// that npm may leave in its lock file.
pub fn texts() -> Vec<Source> {
    read(|path| path != "Cargo.lock")
}

fn read(wanted: impl Fn(&str) -> bool) -> Vec<Source> {
    let top = top();
    let mut paths = Vec::new();
    walk(&top, "", &mut paths);
    paths.retain(|path| wanted(path));
    paths.sort();
    let source = |path: String| {
        fs::read_to_string(top.join(&path)).ok().map(|text| Source {
            path,
            text,
            is_test: false,
        })
    };
    paths.into_iter().filter_map(source).collect()
}

fn top() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests package stands in the repository")
        .to_owned()
}

fn walk(top: &Path, folder: &str, paths: &mut Vec<String>) {
    for entry in fs::read_dir(top.join(folder))
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() {
            name.clone()
        } else {
            format!("{folder}/{name}")
        };
        if LEFT_OUT.contains(&path.as_str()) || LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(top, &path, paths),
            Ok(kind) if kind.is_file() => paths.push(path),
            Ok(_) | Err(_) => (),
        }
    }
}

/// A file that exists only in a test of a check.
#[cfg(test)]
pub fn sample(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
        is_test: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_for_tests_are_known_by_their_declaration() {
        let modules = |path| {
            test_modules(&sample(
                path,
                "#[cfg(test)]\nmod rig;\nmod store;\n#[cfg(test)] mod tests {}",
            ))
        };
        assert_eq!(modules("engine/src/lib.rs"), ["engine/src/rig"]);
        assert_eq!(modules("engine/src/manager.rs"), ["engine/src/manager/rig"]);
    }

    #[test]
    fn files_below_a_module_for_tests_are_for_tests() {
        let sources = rust();
        let is_test = |path: &str| {
            sources
                .iter()
                .find(|source| source.path == path)
                .map(|source| source.is_test)
        };
        assert_eq!(
            is_test("engine/crates/raft/tests/differential/main.rs"),
            Some(true)
        );
        assert_eq!(is_test("engine/crates/raft/src/log.rs"), Some(false));
        assert_eq!(is_test("tests/tidy/tree.rs"), Some(false));
    }
}
