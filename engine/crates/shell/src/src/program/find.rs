//! `find`

use super::xargs::Xargs;
use super::{Io, Started};
use crate::files::Kind;
use crate::pattern::Pattern;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let mut roots: Vec<String> = Vec::new();
    let mut tests: Vec<(Test, bool)> = Vec::new();
    let (mut is_negated, mut end, mut exec) = (false, '\n', None);
    let mut words = words[1..].iter().peekable();
    while let Some(word) = words.next_if(|it| !it.starts_with('-') && *it != "!") {
        roots.push(word.clone());
    }
    while let Some(word) = words.next() {
        let mut value = || words.next().map(String::as_str);
        let test = match word.as_str() {
            "-print" => continue,
            "-print0" => {
                end = '\0';
                continue;
            }
            "!" | "-not" => {
                is_negated = !is_negated;
                continue;
            }
            "-exec" => match command(&mut words) {
                Some(command) => {
                    exec = Some(command);
                    continue;
                }
                None => None,
            },
            "-iname" => value().map(|it| Test::AnyCase(Pattern::new(&it.to_lowercase()))),
            "-path" => value().map(|it| Test::Path(Pattern::new(it))),
            "-mindepth" => value().and_then(|it| it.parse().ok()).map(Test::Below),
            "-empty" => Some(Test::Empty),
            "-name" => value().map(|it| Test::Name(Pattern::new(it))),
            "-type" => value().and_then(|it| it.chars().next()).map(Test::Kind),
            "-maxdepth" => value().and_then(|it| it.parse().ok()).map(Test::Depth),
            "-delete" => Some(Test::Delete),
            _ => {
                return Started::refuse(&format!("find: unknown predicate `{word}'\n"), 1, io);
            }
        };
        match test {
            Some(test) => tests.push((test, std::mem::take(&mut is_negated))),
            None => {
                return Started::refuse(&format!("find: missing argument to `{word}'\n"), 1, io);
            }
        }
    }
    if roots.is_empty() {
        roots.push(".".to_owned());
    }
    let mut status = 0;
    let mut found = Vec::new();
    for root in roots {
        let path = io.path(&root);
        if let Err(error) = io.host.files.entry(&path) {
            io.err(&format!("find: ‘{root}’: {error}\n"));
            status = 1;
            continue;
        }
        found.extend(search(&root, &path, &tests, io));
    }
    match exec {
        Some(command) if !found.is_empty() => Xargs::of_find(command, found, io),
        Some(_) => Started::Done(status),
        None => {
            let text: String = found.iter().map(|it| format!("{it}{end}")).collect();
            io.out(&text);
            Started::Done(status)
        }
    }
}

/// The words of `-exec` up to `;` or `+`; whether each path has a command of its own.
fn command<'w>(words: &mut impl Iterator<Item = &'w String>) -> Option<(Vec<String>, bool)> {
    let mut command: Vec<String> = Vec::new();
    loop {
        match words.next()?.as_str() {
            ";" if !command.is_empty() => return Some((command, true)),
            "+" if command.last().is_some_and(|it| it == "{}") => {
                command.pop();
                return Some((command, false));
            }
            word => command.push(word.to_owned()),
        }
    }
}

enum Test {
    Name(Pattern),
    /// `f`, `d`, `l`
    Kind(char),
    Depth(usize),
    /// `-mindepth`
    Below(usize),
    /// `-iname`
    AnyCase(Pattern),
    /// `-path`
    Path(Pattern),
    Empty,
    Delete,
}

/// What is to be shown of a folder and all in it, in order.
fn search(root: &str, path: &str, tests: &[(Test, bool)], io: &mut Io<'_, '_>) -> Vec<String> {
    let key = if path == "/" { "" } else { path };
    let paths: Vec<String> = std::iter::once(path.to_owned())
        .chain(io.host.files.below(key))
        .collect();
    let (mut shows, mut deleted) = (Vec::new(), Vec::new());
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
            Test::Below(least) => depth >= *least,
            Test::AnyCase(pattern) => pattern.matches(&name.to_lowercase()),
            Test::Path(pattern) => pattern.matches(&shown),
            Test::Empty => match &entry.kind {
                Kind::Folder => io.host.files.below(&found).is_empty(),
                Kind::File(content) => content.is_empty(),
                Kind::Link(_) | Kind::Program(_) | Kind::Device(_) | Kind::Socket => false,
            },
            Test::Delete => true,
        };
        if !tests.iter().all(|(test, negated)| holds(test) != *negated) {
            continue;
        }
        if tests.iter().any(|(it, _)| matches!(it, Test::Delete)) {
            deleted.push(found);
        } else {
            shows.push(shown);
        }
    }
    // What lies in a folder goes before it.
    for path in deleted.iter().rev() {
        if let Err(error) = io.host.files.remove(path) {
            io.err(&format!("find: cannot delete ‘{path}’: {error}\n"));
        }
    }
    shows
}
