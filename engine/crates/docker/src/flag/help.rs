//! What `--help` shows: docker/cli's usage template (`cli/cobra.go`) and pflag's table of flags,
//! wrapped to the terminal's width (recordings 131, 136–140).

use std::fmt::Write;

use super::parse::{path_name, usage_line};
use super::{Flag, Kind, Shown, Spec, SwarmState};

/// What the daemon said of the swarm, as far as `--help` hides commands by it; nothing if it did
/// not answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SwarmSeen {
    pub is_active: bool,
    pub is_manager: bool,
}

/// The names of commands are padded to at least this many columns (cobra, `minNamePadding`).
const NAME_COLUMNS: usize = 11;

/// The help of the command a path ends in.
pub(crate) fn help(path: &[&Spec], columns: usize, seen: Option<SwarmSeen>) -> String {
    let spec = path.last().expect("a path has a command");
    let is_root = path.len() == 1;
    let mut out = String::from("Usage:  ");
    if spec.children.is_empty() {
        out.push_str(&usage_line(path));
    } else {
        out.push_str(&path_name(path));
        if has_flags(spec) {
            out.push_str(" [OPTIONS]");
        }
        out.push_str(" COMMAND");
    }
    add(&mut out, &format!("\n\n{}", spec.about));
    if let Some(line) = aliases(path) {
        add(&mut out, &format!("\n\nAliases:\n  {line}"));
    }
    if !is_root && has_flags(spec) {
        add(&mut out, "\n\nOptions:\n");
        out.push_str(&flag_table(spec, columns));
    }
    commands(&mut out, spec, is_root, seen);
    if is_root {
        add(&mut out, "\n\nGlobal Options:\n");
        out.push_str(&flag_table(spec, columns));
    }
    if !spec.children.is_empty() {
        let name = path_name(path);
        add(
            &mut out,
            &format!("\n\nRun '{name} COMMAND --help' for more information on a command."),
        );
    }
    if is_root {
        add(
            &mut out,
            "\n\nFor more help on how to use Docker, head to https://docs.docker.com/go/guides/",
        );
    }
    out.push('\n');
    out
}

fn add(out: &mut String, text: &str) {
    out.push_str(text);
}

fn has_flags(spec: &Spec) -> bool {
    spec.all_flags().any(|flag| flag.shown == Shown::Yes)
}

fn aliases(path: &[&Spec]) -> Option<String> {
    let spec = path.last()?;
    if !spec.alias_line.is_empty() {
        return Some(spec.alias_line.to_owned());
    }
    if spec.aliases.is_empty() {
        return None;
    }
    let parent = path_name(&path[..path.len() - 1]);
    let mut line = path_name(path);
    for alias in spec.aliases {
        write!(line, ", {parent} {alias}").expect("a String takes any text");
    }
    Some(line)
}

/// The lists of commands: common ones, managers of objects, those of the swarm, and the rest.
fn commands(out: &mut String, spec: &Spec, is_root: bool, seen: Option<SwarmSeen>) {
    let mut children: Vec<&Spec> = spec
        .children
        .iter()
        .copied()
        .filter(|child| !child.hidden && !is_hidden_by_swarm(child, seen))
        .collect();
    children.sort_by_key(|child| child.name);
    let is_group = |child: &Spec| !child.children.is_empty();
    let is_common = |child: &Spec| is_root && child.common.is_some();
    let mut common: Vec<&Spec> = children.iter().copied().filter(|c| is_common(c)).collect();
    common.sort_by_key(|child| child.common);
    let groups = |in_swarm: bool| -> Vec<&Spec> {
        children
            .iter()
            .copied()
            .filter(|child| is_group(child) && child.swarm.is_some() == in_swarm)
            .collect()
    };
    let verbs: Vec<&Spec> = children
        .iter()
        .copied()
        .filter(|child| !is_group(child) && !is_common(child))
        .collect();
    let width = spec
        .children
        .iter()
        .map(|child| child.name.len())
        .fold(NAME_COLUMNS, usize::max);
    let sections = [
        ("Common Commands", common),
        ("Management Commands", groups(false)),
        ("Swarm Commands", groups(true)),
        ("Commands", verbs),
    ];
    for (title, specs) in sections {
        if specs.is_empty() {
            continue;
        }
        add(out, &format!("\n\n{title}:"));
        for spec in specs {
            write!(out, "\n  {:width$} {}", spec.name, spec.about)
                .expect("a String takes any text");
        }
    }
}

/// docker/cli `hideUnsupportedFeatures`.
fn is_hidden_by_swarm(spec: &Spec, seen: Option<SwarmSeen>) -> bool {
    match (spec.swarm, seen) {
        (_, None) | (None | Some(SwarmState::Any), Some(_)) => false,
        (Some(SwarmState::Manager), Some(seen)) => !seen.is_manager,
        (Some(SwarmState::Active), Some(seen)) => !seen.is_active,
    }
}

/// pflag `FlagUsagesWrapped`.
fn flag_table(spec: &Spec, columns: usize) -> String {
    let mut flags: Vec<&Flag> = spec
        .all_flags()
        .filter(|flag| flag.shown == Shown::Yes)
        .collect();
    flags.sort_by_key(|flag| flag.name);
    let left: Vec<String> = flags.iter().map(|flag| left_side(flag)).collect();
    let width = left.iter().map(String::len).max().unwrap_or(0) + 1;
    let mut out = String::new();
    for (flag, left) in flags.iter().zip(left) {
        let about = format!("{}{}", flag.about, default_note(flag));
        // One space is pflag's own, two more its off-by-one.
        let text = wrap(width + 2, columns.saturating_sub(1), &about);
        writeln!(out, "{left:width$}  {text}").expect("a String takes any text");
    }
    out.trim_end().to_owned()
}

fn left_side(flag: &Flag) -> String {
    let mut left = match flag.short {
        Some(short) => format!("  -{short}, --{}", flag.name),
        None => format!("      --{}", flag.name),
    };
    let type_name = flag.kind.type_name();
    if !type_name.is_empty() {
        left.push(' ');
        left.push_str(type_name);
    }
    left
}

fn default_note(flag: &Flag) -> String {
    match (flag.default, flag.kind) {
        ("", _) | ("false", Kind::Switch) => String::new(),
        (default, kind) if kind.is_quoted() => format!(" (default \"{default}\")"),
        (default, _) => format!(" (default {default})"),
    }
}

/// pflag `wrap`: text in a column that begins at `indent`, in lines no longer than `columns`.
fn wrap(indent: usize, columns: usize, text: &str) -> String {
    const LEAST: usize = 24;
    const SLOP: usize = 5;
    let mut indent = indent;
    let mut out = String::new();
    let mut room = columns.saturating_sub(indent);
    if room < LEAST {
        indent = 16;
        room = columns.saturating_sub(indent);
        out.push('\n');
        out.push_str(&" ".repeat(indent));
    }
    if room < LEAST {
        return text.replace('\n', &out);
    }
    let new_line = format!("\n{}", " ".repeat(indent));
    let (line, mut rest) = wrap_line(room - SLOP, SLOP, text);
    out.push_str(&line.replace('\n', &new_line));
    while !rest.is_empty() {
        let (line, after) = wrap_line(room - SLOP, SLOP, rest);
        out.push_str(&new_line);
        out.push_str(&line.replace('\n', &new_line));
        rest = after;
    }
    out
}

/// pflag `wrapN`: the first line, and the rest.
fn wrap_line(room: usize, slop: usize, text: &str) -> (&str, &str) {
    if room + slop > text.len() {
        return (text, "");
    }
    let head = &text[..floor(text, room)];
    let Some(at) = head.rfind([' ', '\t', '\n']).filter(|at| *at > 0) else {
        return (text, "");
    };
    match head.rfind('\n') {
        Some(line) if line > 0 && line < at => (&text[..line], &text[line + 1..]),
        _ => (&text[..at], &text[at + 1..]),
    }
}

/// The last boundary of a letter up to `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_text_avoids_orphans() {
        let text = "Number of log entries between Raft snapshots (default 10000)";
        assert_eq!(
            wrap(40, 79, text),
            "Number of log entries between\n                                        Raft snapshots (default 10000)"
        );
    }

    #[test]
    fn a_narrow_terminal_gets_a_block() {
        let wrapped = wrap(70, 60, "some words that are long enough to wrap");
        assert!(wrapped.starts_with("\n                some words"));
    }
}
