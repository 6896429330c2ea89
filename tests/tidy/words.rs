//! Names that say nothing, words that tell of one machine, and reminders nobody will read.

use syn::visit::{self, Visit};
use syn::{Ident, ItemEnum, ItemMod, ItemStruct, ItemTrait, ItemType};

use super::finding::Finding;
use super::tree::Source;

/// Names of files, folders and modules that could hold anything.
const ANYTHING: [&str; 8] = [
    "util", "utils", "helper", "helpers", "common", "misc", "types", "shared",
];

/// Ends of type names that say nothing about what the thing is. `Manager` alone is a Swarm manager.
const DOERS: [&str; 4] = ["Handler", "Helper", "Manager", "Util"];

/// SwarmKit's own name for the part that promotes and demotes.
const SWARMKIT_NAMES: [&str; 1] = ["RoleManager"];

/// Words of other worlds: the field says worker, manager, task, leader.
const FOREIGN: [&str; 4] = ["Master", "Slave", "Pod", "Minion"];

/// Folders at the top of machines that this was written on.
const MACHINE_FOLDERS: [&str; 2] = ["work", "farm"];

/// Hosts of package registries, in two halves so that this file does not name them.
const REGISTRIES: [(&str, &str); 6] = [
    ("deb", ".debian.org"),
    ("registry", ".npmjs.org"),
    ("pypi", ".org"),
    ("files", ".pythonhosted"),
    ("index", ".crates.io"),
    ("static", ".crates.io"),
];

/// Reminders, in two halves for the same reason.
const REMINDERS: [(&str, &str); 4] = [("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK")];

/// Names of files, modules and types.
pub fn check_names(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for part in source.path.trim_end_matches(".rs").split('/') {
        if ANYTHING.contains(&part) {
            findings.push(Finding::new(
                source,
                1,
                format!("{part} could hold anything: name what it holds"),
            ));
        }
    }
    if let Ok(file) = syn::parse_file(&source.text) {
        let mut names = Names { source, findings };
        names.visit_file(&file);
        findings = names.findings;
    }
    findings
}

struct Names<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
}

impl Names<'_> {
    fn doer(&mut self, ident: &Ident) {
        let name = ident.to_string();
        let line = ident.span().start().line;
        let end = DOERS
            .iter()
            .find(|end| name.ends_with(*end) && name != **end);
        if let Some(end) = end.filter(|_| !SWARMKIT_NAMES.contains(&name.as_str())) {
            let what = format!("{name}: …{end} says nothing, find the noun of the field");
            self.findings.push(Finding::new(self.source, line, what));
        }
        if FOREIGN.iter().any(|foreign| words(&name).contains(foreign)) {
            self.findings.push(Finding::new(
                self.source,
                line,
                format!("{name} is no word of Swarm"),
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.doer(&item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.doer(&item.ident);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast ItemTrait) {
        self.doer(&item.ident);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast ItemType) {
        self.doer(&item.ident);
        visit::visit_item_type(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if ANYTHING.contains(&item.ident.to_string().as_str()) && item.content.is_some() {
            let line = item.ident.span().start().line;
            self.findings.push(Finding::new(
                self.source,
                line,
                format!("{} could hold anything", item.ident),
            ));
        }
        visit::visit_item_mod(self, item);
    }
}

/// The words of a name in camel case: `NodeStatus` has `Node` and `Status`.
fn words(name: &str) -> Vec<&str> {
    let starts = name
        .char_indices()
        .filter(|(at, c)| *at > 0 && c.is_uppercase())
        .map(|(at, _)| at);
    let mut cuts: Vec<usize> = std::iter::once(0).chain(starts).collect();
    cuts.push(name.len());
    cuts.windows(2).map(|cut| &name[cut[0]..cut[1]]).collect()
}

/// Paths of the machine something was written on, and hosts that only some machines reach.
pub fn check_traces(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let path = MACHINE_FOLDERS.iter().find(|folder| has_path(line, folder));
        if let Some(folder) = path {
            findings.push(Finding::new(
                source,
                index + 1,
                format!("names a path under /{folder} of one machine"),
            ));
        }
        let host = REGISTRIES
            .iter()
            .map(|(first, rest)| format!("{first}{rest}"))
            .find(|host| line.contains(host));
        if let Some(host) = host {
            findings.push(Finding::new(
                source,
                index + 1,
                format!("names the registry {host}"),
            ));
        }
    }
    findings
}

/// Whether the line has `/folder/` at the start of a path.
fn has_path(line: &str, folder: &str) -> bool {
    let path = format!("/{folder}/");
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_ascii_alphanumeric() || "_.".contains(c))
    })
}

/// Reminders without the number of an issue; an issue is where such a thing belongs.
pub fn check_leftovers(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in source.text.lines().enumerate() {
        let reminder = REMINDERS
            .iter()
            .map(|(first, rest)| format!("{first}{rest}"));
        if let Some(word) = reminder.into_iter().find(|word| has_bare(line, word)) {
            findings.push(Finding::new(
                source,
                index + 1,
                format!("bare {word}: do it, or write {word}(#issue)"),
            ));
        }
    }
    findings
}

fn has_bare(line: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word).any(|(at, _)| {
        let after = &line[at + word.len()..];
        !is_part(line[..at].chars().next_back())
            && !is_part(after.chars().next())
            && !after.starts_with("(#")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::sample;

    #[test]
    fn names_that_could_hold_anything_are_found() {
        for path in [
            "engine/src/utils.rs",
            "app/src/helpers/time.rs",
            "labs/src/types.rs",
            "tests/common.rs",
        ] {
            assert_eq!(check_names(&sample(path, "")).len(), 1, "{path}");
        }
        assert_eq!(check_names(&sample("engine/src/wire.rs", "")).len(), 0);
        assert_eq!(
            check_names(&sample("engine/src/wire.rs", "mod misc { }")).len(),
            1
        );
    }

    #[test]
    fn doers_that_say_nothing_are_found() {
        let names = |text| check_names(&sample("engine/src/x.rs", text)).len();
        assert_eq!(names("struct MessageHandler;"), 1);
        assert_eq!(names("enum TaskManager {}"), 1);
        assert_eq!(names("trait StoreHelper {}"), 1);
        assert_eq!(names("mod inner { type TaskHandler = u8; }"), 1);
        assert_eq!(
            names("struct Manager; struct RoleManager; struct Scheduler;"),
            0
        );
    }

    #[test]
    fn words_of_other_worlds_are_found() {
        let names = |text| check_names(&sample("engine/src/x.rs", text)).len();
        assert_eq!(names("struct MasterNode;"), 1);
        assert_eq!(names("struct PodSpec;"), 1);
        assert_eq!(names("struct Podium; struct Mastery;"), 0);
    }

    #[test]
    fn paths_of_one_machine_are_found() {
        let traces = |text: String| check_traces(&sample("x.md", &text)).len();
        assert_eq!(traces(format!("see /{}/main", "work")), 1);
        assert_eq!(traces(format!("/{}/x", "farm")), 1);
        assert_eq!(traces(format!("home/{}/x", "work")), 0);
        assert_eq!(traces("a network/workload".to_owned()), 0);
    }

    #[test]
    fn hosts_of_registries_are_found() {
        for (first, rest) in REGISTRIES {
            assert_eq!(
                check_traces(&sample("x.lock", &format!("https://{first}{rest}/x"))).len(),
                1
            );
        }
        assert_eq!(check_traces(&sample("x.md", "crates.io is fine")).len(), 0);
    }

    #[test]
    fn a_reminder_needs_an_issue() {
        let left = |text: String| check_leftovers(&sample("x.rs", &text)).len();
        for (first, rest) in REMINDERS {
            assert_eq!(left(format!("// {first}{rest}: later")), 1);
            assert_eq!(left(format!("// {first}{rest}(#7): later")), 0);
            assert_eq!(left(format!("mktemp {first}{rest}X{first}{rest}")), 0);
        }
    }
}
