//! `ls`

use sim::Timestamp;

use super::arguments::{Arguments, Known};
use super::date::formatted;
use super::{Io, Started};
use crate::files::{Entry, Kind};

const KNOWN: Known = Known {
    program: "ls",
    short: "alAhdrtS1RFnogipCxsUvck",
    long: &[
        ("all", 'a'),
        ("almost-all", 'A'),
        ("human-readable", 'h'),
        ("directory", 'd'),
        ("reverse", 'r'),
        ("recursive", 'R'),
        ("classify", 'F'),
        ("color", 'k'),
    ],
    stops_at_operand: false,
};

/// A name and what lies there.
type Named = (String, Entry);

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let words: Vec<String> = words[1..]
        .iter()
        .filter(|it| !it.starts_with("--color"))
        .cloned()
        .collect();
    let arguments = match KNOWN.read(&words) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 2, io),
    };
    let mut operands = arguments.operands.clone();
    if operands.is_empty() {
        operands.push(".".to_owned());
    }
    let mut status = 0;
    let mut files: Vec<Named> = Vec::new();
    let mut folders: Vec<String> = Vec::new();
    for name in operands {
        let path = io.path(&name);
        let files_here = &io.host.files;
        // With -l a link is shown itself, unless the name says that it is a folder.
        let here = files_here.entry_here(&path);
        let entry = match arguments.has('l') && !name.ends_with('/') {
            true => here.or_else(|_| files_here.entry(&path)),
            false => files_here.entry(&path).or(here),
        };
        let entry = entry.cloned();
        match entry {
            Ok(entry) if entry.kind == Kind::Folder && !arguments.has('d') => folders.push(name),
            Ok(entry) => files.push((name, entry)),
            Err(error) => {
                io.err(&format!("ls: cannot access '{name}': {error}\n"));
                status = 2;
            }
        }
    }
    let has_files = !files.is_empty();
    show(files, &arguments, io);
    let names_folders = has_files || folders.len() > 1 || arguments.has('R') || status != 0;
    let mut is_first = !has_files;
    for folder in folders {
        show_folder(&folder, &arguments, (names_folders, &mut is_first), io);
    }
    Started::Done(status)
}

fn show_folder(
    folder: &str,
    arguments: &Arguments,
    (is_named, is_first): (bool, &mut bool),
    io: &mut Io<'_, '_>,
) {
    if is_named {
        let gap = if *is_first { "" } else { "\n" };
        io.out(&format!("{gap}{folder}:\n"));
    }
    *is_first = false;
    let path = io.path(folder);
    let listed = io.host.files.list(&path).unwrap_or_default();
    let mut entries: Vec<Named> = listed
        .into_iter()
        .map(|(name, entry)| (name, entry.clone()))
        .collect();
    let shows_hidden = arguments.has('a') || arguments.has('A');
    entries.retain(|(name, _)| shows_hidden || !name.starts_with('.'));
    if arguments.has('a') {
        let here = io.host.files.entry(&path).cloned();
        let above = io
            .host
            .files
            .entry(&crate::files::absolute(&path, ".."))
            .cloned();
        let dots = [(".", here), ("..", above)];
        let dots = dots
            .into_iter()
            .filter_map(|(name, entry)| Some((name.to_owned(), entry.ok()?)));
        entries = dots.chain(entries).collect();
    }
    let below: Vec<String> = entries
        .iter()
        .filter(|(name, entry)| entry.kind == Kind::Folder && !matches!(name.as_str(), "." | ".."))
        .map(|(name, _)| format!("{}/{name}", folder.trim_end_matches('/')))
        .collect();
    if arguments.has('l') {
        // Blocks of a disk are nothing that the lab has: a total of bytes in KiB stands for them.
        let kilobytes: usize = entries
            .iter()
            .map(|(_, entry)| size(entry).div_ceil(4096) * 4)
            .sum();
        io.out(&format!("total {kilobytes}\n"));
    }
    show(entries, arguments, io);
    if arguments.has('R') {
        for folder in below {
            show_folder(&folder, arguments, (true, is_first), io);
        }
    }
}

fn show(mut entries: Vec<Named>, arguments: &Arguments, io: &mut Io<'_, '_>) {
    if arguments.has('t') {
        entries.sort_by_key(|(_, entry)| core::cmp::Reverse(entry.modified));
    } else if arguments.has('S') {
        entries.sort_by_key(|(_, entry)| core::cmp::Reverse(size(entry)));
    } else {
        // In the C.UTF-8 locale names are ordered by their bytes.
        entries.sort_by(|(left, _), (right, _)| left.cmp(right));
    }
    if arguments.has('r') {
        entries.reverse();
    }
    if arguments.has('l') || arguments.has('n') || arguments.has('o') || arguments.has('g') {
        return show_long(&entries, arguments, io);
    }
    let names: Vec<String> = entries
        .iter()
        .map(|(name, entry)| format!("{name}{}", mark(entry, arguments)))
        .collect();
    match io.tty_size() {
        Some(size) if !arguments.has('1') => io.out(&columns(&names, usize::from(size.columns))),
        _ => names.iter().for_each(|name| io.out(&format!("{name}\n"))),
    }
}

fn mark(entry: &Entry, arguments: &Arguments) -> &'static str {
    let marks_all = arguments.has('F');
    match &entry.kind {
        Kind::Folder if marks_all || arguments.has('p') => "/",
        Kind::Link(_) if marks_all => "@",
        Kind::Socket if marks_all => "=",
        Kind::File(_) | Kind::Program(_) if marks_all && entry.mode & 0o111 != 0 => "*",
        Kind::Folder
        | Kind::Link(_)
        | Kind::Socket
        | Kind::File(_)
        | Kind::Program(_)
        | Kind::Device(_) => "",
    }
}

fn show_long(entries: &[Named], arguments: &Arguments, io: &mut Io<'_, '_>) {
    let sizes: Vec<String> = entries
        .iter()
        .map(|(_, entry)| shown_size(entry, arguments.has('h')))
        .collect();
    let width = sizes.iter().map(String::len).max().unwrap_or(0);
    let wall = io.host.wall;
    for ((name, entry), size) in entries.iter().zip(sizes) {
        let links = if entry.kind == Kind::Folder { 2 } else { 1 };
        let modified = modified(entry.modified, wall);
        let target = match &entry.kind {
            Kind::Link(target) => format!(" -> {target}"),
            _ => String::new(),
        };
        let (mode, mark) = (mode(entry), mark(entry, arguments));
        io.out(&format!(
            "{mode} {links} root root {size:>width$} {modified} {name}{mark}{target}\n"
        ));
    }
}

/// `drwxr-xr-x`
fn mode(entry: &Entry) -> String {
    let kind = match &entry.kind {
        Kind::Folder => 'd',
        Kind::Link(_) => 'l',
        Kind::Device(_) => 'c',
        Kind::Socket => 's',
        Kind::File(_) | Kind::Program(_) => '-',
    };
    let mut text = String::from(kind);
    for shift in [6, 3, 0] {
        let bits = entry.mode >> shift;
        text.push(if bits & 4 != 0 { 'r' } else { '-' });
        text.push(if bits & 2 != 0 { 'w' } else { '-' });
        let is_sticky = shift == 0 && entry.mode & 0o1000 != 0;
        text.push(match (bits & 1 != 0, is_sticky) {
            (true, true) => 't',
            (false, true) => 'T',
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    text
}

fn size(entry: &Entry) -> usize {
    match &entry.kind {
        Kind::File(content) => content.len(),
        Kind::Folder => 4096,
        Kind::Link(target) => target.len(),
        Kind::Program(_) | Kind::Device(_) | Kind::Socket => 0,
    }
}

fn shown_size(entry: &Entry, for_people: bool) -> String {
    let bytes = size(entry);
    if !for_people || bytes < 1024 {
        return bytes.to_string();
    }
    let mut unit = 1024;
    let mut letters = "KMGT".chars();
    let mut letter = letters.next().unwrap_or('K');
    while bytes / unit >= 1024 {
        unit *= 1024;
        letter = letters.next().unwrap_or('T');
    }
    // Rounded up, with one digit behind the point below ten.
    let tenths = (bytes * 10).div_ceil(unit);
    if tenths < 100 {
        format!("{}.{}{letter}", tenths / 10, tenths % 10)
    } else {
        format!("{}{letter}", bytes.div_ceil(unit))
    }
}

/// With the time if it is half a year old at most, else with the year.
fn modified(at: Timestamp, now: Timestamp) -> String {
    const HALF_A_YEAR: u64 = 15_778_476;
    if now.since(at).as_secs() < HALF_A_YEAR {
        formatted("%b %e %H:%M", at)
    } else {
        formatted("%b %e  %Y", at)
    }
}

/// Names in columns from the top down, as many as the terminal has room for.
fn columns(names: &[String], width: usize) -> String {
    let count = names.len();
    for rows in 1..=count {
        let widths: Vec<usize> = names
            .chunks(rows)
            .map(|column| column.iter().map(|name| cells(name)).max().unwrap_or(0) + 2)
            .collect();
        let total: usize = widths.iter().sum::<usize>();
        if total.saturating_sub(2) > width && rows < count {
            continue;
        }
        let mut text = String::new();
        for row in 0..rows {
            let mut line = String::new();
            for (column, width) in widths.iter().enumerate() {
                let Some(name) = names.get(column * rows + row) else {
                    continue;
                };
                line.push_str(name);
                line.push_str(&" ".repeat(width - cells(name)));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        return text;
    }
    String::new()
}

fn cells(text: &str) -> usize {
    text.chars()
        .map(|it| if crate::screen::is_wide(it) { 2 } else { 1 })
        .sum()
}
