//! `find`

use super::{Io, Started};
use crate::files::Kind;
use crate::pattern::Pattern;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut roots: Vec<String> = Vec::new();
    let mut tests: Vec<Test> = Vec::new();
    let mut words = words[1..].iter().peekable();
    while let Some(word) = words.next_if(|it| !it.starts_with('-')) {
        roots.push(word.clone());
    }
    while let Some(word) = words.next() {
        let mut value = || words.next().map(String::as_str);
        let test = match word.as_str() {
            "-print" => continue,
            "-name" => value().map(|it| Test::Name(Pattern::new(it))),
            "-type" => value().and_then(|it| it.chars().next()).map(Test::Kind),
            "-maxdepth" => value().and_then(|it| it.parse().ok()).map(Test::Depth),
            "-delete" => Some(Test::Delete),
            _ => {
                return Started::refuse(&format!("find: unknown predicate `{word}'\n"), 1, io);
            }
        };
        match test {
            Some(test) => tests.push(test),
            None => {
                return Started::refuse(&format!("find: missing argument to `{word}'\n"), 1, io);
            }
        }
    }
    if roots.is_empty() {
        roots.push(".".to_owned());
    }
    let mut status = 0;
    for root in roots {
        let path = io.path(&root);
        if let Err(error) = io.host.files.entry(&path) {
            io.err(&format!("find: ‘{root}’: {error}\n"));
            status = 1;
            continue;
        }
        search(&root, &path, &tests, io);
    }
    Started::Done(status)
}

enum Test {
    Name(Pattern),
    /// `f`, `d`, `l`
    Kind(char),
    Depth(usize),
    Delete,
}

fn search(root: &str, path: &str, tests: &[Test], io: &mut Io<'_, '_>) {
    let key = if path == "/" { "" } else { path };
    let paths: Vec<String> = std::iter::once(path.to_owned())
        .chain(io.host.files.below(key))
        .collect();
    let mut deleted = Vec::new();
    for found in paths {
        let rest = found
            .strip_prefix(key)
            .unwrap_or_default()
            .trim_start_matches('/');
        let shown = if rest.is_empty() {
            root.to_owned()
        } else {
            format!("{}/{rest}", root.trim_end_matches('/'))
        };
        let depth = if rest.is_empty() {
            0
        } else {
            rest.matches('/').count() + 1
        };
        let name = shown.rsplit('/').next().unwrap_or_default();
        let Ok(entry) = io.host.files.entry_here(&found) else {
            continue;
        };
        let kind = match &entry.kind {
            Kind::Folder => 'd',
            Kind::Link(_) => 'l',
            Kind::File(_) | Kind::Program(_) => 'f',
            Kind::Device(_) => 'c',
            Kind::Socket => 's',
        };
        let holds = |test: &Test| match test {
            Test::Name(pattern) => pattern.matches(name),
            Test::Kind(wanted) => *wanted == kind,
            Test::Depth(most) => depth <= *most,
            Test::Delete => true,
        };
        if !tests.iter().all(holds) {
            continue;
        }
        if tests.iter().any(|it| matches!(it, Test::Delete)) {
            deleted.push(found);
        } else {
            io.out(&format!("{shown}\n"));
        }
    }
    // What lies in a folder goes before it.
    for path in deleted.iter().rev() {
        if let Err(error) = io.host.files.remove(path) {
            io.err(&format!("find: cannot delete ‘{path}’: {error}\n"));
        }
    }
}
