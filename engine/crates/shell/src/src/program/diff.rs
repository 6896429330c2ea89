//! `diff`

use super::arguments::Known;
use super::{Io, Started};

const KNOWN: Known = Known {
    program: "diff",
    short: "uqwbiBrNs",
    long: &[
        ("unified", 'u'),
        ("brief", 'q'),
        ("ignore-case", 'i'),
        ("ignore-all-space", 'w'),
    ],
    stops_at_operand: false,
};

/// A stretch of lines that differ: from and to in the one, from and to in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hunk {
    old: (usize, usize),
    new: (usize, usize),
}

/// Where a larger table would be needed, one change stands for all: the table would not fit into a
/// page. Unlike GNU's, such a difference is right, but not the shortest.
const TABLE_LIMIT: usize = 4_000_000;

pub(super) fn start(words: &[String], io: &mut Io<'_, '_>) -> Started {
    let arguments = match KNOWN.read(&words[1..]) {
        Ok(arguments) => arguments,
        Err(message) => return Started::refuse(&message, 2, io),
    };
    let [old_name, new_name] = arguments.operands.as_slice() else {
        let after = arguments.operands.first().map_or("diff", String::as_str);
        let message = format!(
            "diff: missing operand after '{after}'\ndiff: Try 'diff --help' for more information.\n"
        );
        return Started::refuse(&message, 2, io);
    };
    let mut texts = Vec::new();
    for name in [old_name, new_name] {
        match super::input::read_file(name, io) {
            Ok(content) => texts.push(String::from_utf8_lossy(&content).into_owned()),
            Err(error) => return Started::refuse(&format!("diff: {name}: {error}\n"), 2, io),
        }
    }
    if texts[0] == texts[1] {
        if arguments.has('s') {
            io.out(&format!("Files {old_name} and {new_name} are identical\n"));
        }
        return Started::Done(0);
    }
    let (old, new): (Vec<&str>, Vec<&str>) =
        (texts[0].lines().collect(), texts[1].lines().collect());
    if arguments.has('q') {
        io.out(&format!("Files {old_name} and {new_name} differ\n"));
        return Started::Done(1);
    }
    let compared = |line: &str| -> String {
        let line = if arguments.has('i') {
            line.to_lowercase()
        } else {
            line.to_owned()
        };
        if arguments.has('w') {
            line.split_whitespace().collect()
        } else {
            line
        }
    };
    let keys = |lines: &[&str]| -> Vec<String> { lines.iter().map(|it| compared(it)).collect() };
    let hunks = hunks(&keys(&old), &keys(&new));
    if hunks.is_empty() {
        return Started::Done(0);
    }
    let text = if arguments.has('u') {
        format!(
            "--- {old_name}\n+++ {new_name}\n{}",
            unified(&old, &new, &hunks)
        )
    } else {
        hunks.iter().map(|hunk| normal(&old, &new, *hunk)).collect()
    };
    io.out(&text);
    Started::Done(1)
}

/// By the longest common subsequence of what lies between the first and the last difference.
fn hunks(old: &[String], new: &[String]) -> Vec<Hunk> {
    let same = |(old, new): &(&String, &String)| old == new;
    let before = old.iter().zip(new).take_while(same).count();
    let (old, new) = (&old[before..], &new[before..]);
    let behind = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let (old, new) = (&old[..old.len() - behind], &new[..new.len() - behind]);
    let moved = |(from, to): (usize, usize)| (from + before, to + before);
    let hunks = hunks_between(old, new).into_iter().map(|hunk| Hunk {
        old: moved(hunk.old),
        new: moved(hunk.new),
    });
    hunks.collect()
}

fn hunks_between(old: &[String], new: &[String]) -> Vec<Hunk> {
    if (old.len() + 1).saturating_mul(new.len() + 1) > TABLE_LIMIT {
        return vec![Hunk {
            old: (0, old.len()),
            new: (0, new.len()),
        }];
    }
    let width = new.len() + 1;
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            common[row * width + column] = if old[row] == new[column] {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let mut hunks = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < old.len() || column < new.len() {
        if row < old.len() && column < new.len() && old[row] == new[column] {
            row += 1;
            column += 1;
            continue;
        }
        let (first_row, first_column) = (row, column);
        while row < old.len() || column < new.len() {
            let is_same = row < old.len() && column < new.len() && old[row] == new[column];
            if is_same {
                break;
            }
            let takes_old = column == new.len()
                || (row < old.len()
                    && common[(row + 1) * width + column] >= common[row * width + column + 1]);
            if takes_old {
                row += 1;
            } else {
                column += 1;
            }
        }
        hunks.push(Hunk {
            old: (first_row, row),
            new: (first_column, column),
        });
    }
    hunks
}

/// `2c2`, with the lines behind it.
fn normal(old: &[&str], new: &[&str], hunk: Hunk) -> String {
    let range = |(from, to): (usize, usize)| match to - from {
        0 => from.to_string(),
        1 => to.to_string(),
        _ => format!("{},{to}", from + 1),
    };
    let is_empty = |(from, to): (usize, usize)| from == to;
    let letter = match (is_empty(hunk.old), is_empty(hunk.new)) {
        (true, _) => 'a',
        (_, true) => 'd',
        _ => 'c',
    };
    let mut text = format!("{}{letter}{}\n", range(hunk.old), range(hunk.new));
    old[hunk.old.0..hunk.old.1]
        .iter()
        .for_each(|it| text.push_str(&format!("< {it}\n")));
    if letter == 'c' {
        text.push_str("---\n");
    }
    new[hunk.new.0..hunk.new.1]
        .iter()
        .for_each(|it| text.push_str(&format!("> {it}\n")));
    text
}

/// `-u`: three lines around, hunks that touch joined.
fn unified(old: &[&str], new: &[&str], hunks: &[Hunk]) -> String {
    const AROUND: usize = 3;
    let mut text = String::new();
    let mut rest = hunks;
    while let Some(first) = rest.first() {
        let joined = 1 + rest
            .windows(2)
            .take_while(|pair| pair[1].old.0 - pair[0].old.1 <= 2 * AROUND)
            .count();
        let (group, after) = rest.split_at(joined);
        rest = after;
        let last = group[joined - 1];
        let before = first.old.0.min(AROUND);
        let behind = (old.len() - last.old.1).min(AROUND);
        let (old_from, old_to) = (first.old.0 - before, last.old.1 + behind);
        let (new_from, new_to) = (first.new.0 - before, last.new.1 + behind);
        let range = |from: usize, to: usize| match to - from {
            0 => format!("{from},0"),
            1 => to.to_string(),
            count => format!("{},{count}", from + 1),
        };
        text.push_str(&format!(
            "@@ -{} +{} @@\n",
            range(old_from, old_to),
            range(new_from, new_to)
        ));
        let mut at = old_from;
        for hunk in group {
            old[at..hunk.old.0]
                .iter()
                .for_each(|it| text.push_str(&format!(" {it}\n")));
            old[hunk.old.0..hunk.old.1]
                .iter()
                .for_each(|it| text.push_str(&format!("-{it}\n")));
            new[hunk.new.0..hunk.new.1]
                .iter()
                .for_each(|it| text.push_str(&format!("+{it}\n")));
            at = hunk.old.1;
        }
        old[at..old_to]
            .iter()
            .for_each(|it| text.push_str(&format!(" {it}\n")));
    }
    text
}
