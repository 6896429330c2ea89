//! Which crate may name which: the arrows of the workspace.
//!
//! Cargo refuses circles, this refuses shortcuts: a command that reaches into the daemon, a page that
//! reads a store. Dependencies for tests and builds follow the same arrows. Some crates from outside
//! are bound to a place, too: what needs a browser, and what draws by chance.

use toml::{Table, Value};

use super::finding::Finding;
use super::tree::Source;

/// A crate of ours and all that it may name. Anything not written here is forbidden.
const ARROWS: [(&str, &[&str]); 12] = [
    ("sim", &[]),
    ("raft", &[]),
    ("api", &["sim"]),
    ("swarm", &["api", "raft", "sim"]),
    ("dockerd", &["api", "swarm", "sim"]),
    ("docker", &["api", "sim"]),
    ("shell", &["docker", "api", "sim"]),
    (
        "engine",
        &["sim", "raft", "api", "swarm", "dockerd", "docker", "shell"],
    ),
    ("labs", &["engine"]),
    ("app", &["engine", "labs"]),
    ("tests", &["engine", "labs"]),
    ("xtask", &[]),
];

/// In a browser, the tests mount the page.
const ON_WASM: (&str, &str) = ("tests", "app");

/// Crates from outside, by how their names begin, and the only crates of ours that may name them.
const BOUND: [(&str, &[&str]); 8] = [
    ("yew", &["app", "tests"]),
    ("gloo", &["app", "tests"]),
    ("web-sys", &["app", "tests"]),
    ("js-sys", &["app", "tests"]),
    ("wasm-bindgen", &["app", "tests"]),
    ("rand", &["sim", "raft", "swarm"]),
    ("getrandom", &[]),
    ("tokio", &[]),
];

pub fn check(manifest: &Source) -> Vec<Finding> {
    let finding = |what: String| Finding::new(manifest, 1, what);
    let table: Table = match manifest.text.parse() {
        Ok(table) => table,
        Err(error) => return vec![finding(format!("cannot be read: {error}"))],
    };
    let Some(name) = table
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(Value::as_str)
    else {
        return vec![finding("has no package name".to_owned())];
    };
    let Some((_, may_name)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![finding(format!(
            "{name} has no arrows: add it to tests/tidy/arrows.rs"
        ))];
    };
    let mut findings = Vec::new();
    for Dependency {
        target,
        kind,
        name: other,
        is_ours,
    } in dependencies(&table)
    {
        let is_on_wasm =
            target.is_some_and(|target| target.contains("wasm32")) && ON_WASM == (name, other);
        if is_ours && !may_name.contains(&other) && !is_on_wasm {
            findings.push(finding(format!(
                "{name} may not name {other}, only {may_name:?}"
            )));
        }
        // For its tests a crate may use what it likes from outside.
        let bound = BOUND.iter().find(|(start, _)| other.starts_with(start));
        if let Some((_, places)) = bound.filter(|_| !is_ours && kind == Kind::Normal)
            && !places.contains(&name)
        {
            findings.push(finding(format!("{other} belongs only in {places:?}")));
        }
    }
    if table
        .get("lints")
        .and_then(|lints| lints.get("workspace"))
        .and_then(Value::as_bool)
        != Some(true)
    {
        findings.push(finding(
            "takes no lints from the workspace: [lints] workspace = true".to_owned(),
        ));
    }
    findings
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    Normal,
    ForTests,
}

struct Dependency<'a> {
    /// The `cfg(…)` or triple it is limited to.
    target: Option<&'a str>,
    kind: Kind,
    name: &'a str,
    is_ours: bool,
}

/// All dependencies of a package: plain, for tests, for builds, and those of one target only.
fn dependencies(table: &Table) -> Vec<Dependency<'_>> {
    let mut found = section(table, None);
    let targets = table
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flatten();
    for (target, section_of) in targets {
        found.extend(
            section_of
                .as_table()
                .into_iter()
                .flat_map(|table| section(table, Some(target))),
        );
    }
    found
}

fn section<'a>(table: &'a Table, target: Option<&'a str>) -> Vec<Dependency<'a>> {
    let kinds = [
        ("dependencies", Kind::Normal),
        ("build-dependencies", Kind::Normal),
        ("dev-dependencies", Kind::ForTests),
    ];
    let mut found = Vec::new();
    for (title, kind) in kinds {
        for (name, value) in table
            .get(title)
            .and_then(Value::as_table)
            .into_iter()
            .flatten()
        {
            let is_ours = ARROWS.iter().any(|(ours, _)| ours == name) && !is_from_outside(value);
            found.push(Dependency {
                target,
                kind,
                name,
                is_ours,
            });
        }
    }
    found
}

/// A crate from a registry may have the name of one of ours (tikv's raft has).
fn is_from_outside(value: &Value) -> bool {
    value.is_str() || value.get("version").is_some() || value.get("git").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::sample;

    fn check_dependencies(name: &str, dependencies: &str) -> usize {
        let text =
            format!("[package]\nname = \"{name}\"\n[lints]\nworkspace = true\n{dependencies}");
        check(&sample("x/Cargo.toml", &text)).len()
    }

    #[test]
    fn an_arrow_that_is_drawn_is_allowed() {
        assert_eq!(
            check_dependencies(
                "docker",
                "[dependencies]\napi.workspace = true\nserde = \"1\""
            ),
            0
        );
        assert_eq!(
            check_dependencies("engine", "[dependencies]\nraft.workspace = true"),
            0
        );
    }

    #[test]
    fn a_shortcut_is_found_wherever_it_stands() {
        for title in [
            "dependencies",
            "dev-dependencies",
            "build-dependencies",
            "target.'cfg(unix)'.dependencies",
        ] {
            let shortcut = format!("[{title}]\nswarm = {{ path = \"../swarm\" }}");
            assert_eq!(check_dependencies("docker", &shortcut), 1, "{title}");
        }
        assert_eq!(
            check_dependencies("labs", "[dependencies]\napp.workspace = true"),
            1
        );
        assert_eq!(
            check_dependencies("app", "[dependencies]\nswarm.workspace = true"),
            1
        );
    }

    #[test]
    fn the_tests_may_name_the_page_on_wasm_only() {
        let on_wasm =
            "[target.'cfg(target_arch = \"wasm32\")'.dev-dependencies]\napp.workspace = true";
        assert_eq!(check_dependencies("tests", on_wasm), 0);
        assert_eq!(
            check_dependencies("tests", "[dependencies]\napp.workspace = true"),
            1
        );
        assert_eq!(check_dependencies("labs", on_wasm), 1);
    }

    #[test]
    fn a_crate_from_outside_may_have_the_name_of_one_of_ours() {
        let twin = "[dev-dependencies]\nraft = { package = \"raft\", version = \"0.7\" }";
        assert_eq!(check_dependencies("sim", twin), 0);
    }

    #[test]
    fn crates_for_browsers_and_for_chance_have_their_places() {
        assert_eq!(
            check_dependencies("engine", "[dependencies]\nweb-sys = \"0.3\""),
            1
        );
        assert_eq!(
            check_dependencies("docker", "[dependencies]\nrand_core.workspace = true"),
            1
        );
        assert_eq!(
            check_dependencies("sim", "[dependencies]\nrand_core.workspace = true"),
            0
        );
        assert_eq!(
            check_dependencies("docker", "[dev-dependencies]\nrand = \"0.9\""),
            0
        );
    }

    #[test]
    fn a_crate_without_arrows_or_lints_is_found() {
        assert_eq!(check_dependencies("newcomer", ""), 1);
        assert_eq!(
            check(&sample("x/Cargo.toml", "[package]\nname = \"sim\"")).len(),
            1
        );
        assert_eq!(check(&sample("x/Cargo.toml", "[package")).len(), 1);
    }
}
