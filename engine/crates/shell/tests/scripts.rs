//! Scripts in `testdata/*.txt`, each command with what it prints.
//!
//! The grammar is that of the recordings: `$ command`, `> ` continues it, output is indented by two
//! spaces, `~` means that it did not end in a line end, `? N` is the exit status. Each command is a
//! `bash -c` of its own on the machine of its file; `@` lines say what else there is:
//! `@ fresh` begins with new files. Rewritten with `REWRITE=1`; the diff is to be read.

mod machine;

use std::fs;
use std::path::Path;

use machine::Machine;

/// A command of a script, or a line that is kept as it is.
enum Step {
    Kept(String),
    Fresh,
    Command(Vec<String>),
}

fn steps(text: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        let continues = matches!(steps.last(), Some(Step::Command(_)));
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step::Command(vec![command.to_owned()]));
        } else if let (Some(Step::Command(lines)), true) =
            (steps.last_mut(), continues && line.starts_with('>'))
        {
            lines.push(line.strip_prefix("> ").unwrap_or("").to_owned());
        } else if line == "@ fresh" {
            steps.push(Step::Fresh);
        } else if line.is_empty() || line.starts_with('#') {
            steps.push(Step::Kept(line.to_owned()));
        }
    }
    steps
}

/// The script with what its commands print now.
fn played(text: &str) -> String {
    let mut machine = Machine::new("node1");
    let mut out = String::new();
    for step in steps(text) {
        match step {
            Step::Kept(line) => out.push_str(&format!("{line}\n")),
            Step::Fresh => {
                machine = Machine::new("node1");
                out.push_str("@ fresh\n");
            }
            Step::Command(lines) => {
                for (index, line) in lines.iter().enumerate() {
                    let mark = if index == 0 { "$" } else { ">" };
                    out.push_str(format!("{mark} {line}").trim_end());
                    out.push('\n');
                }
                let (output, status) = machine.run(&lines.join("\n"));
                for line in output.split_inclusive('\n') {
                    let ended = line.ends_with('\n');
                    out.push_str(&format!("  {}\n", line.trim_end_matches('\n')));
                    if !ended {
                        out.push_str("~\n");
                    }
                }
                if status != 0 {
                    out.push_str(&format!("? {status}\n"));
                }
            }
        }
    }
    out
}

#[test]
fn scripts_print_what_they_printed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("testdata is there")
        .map(|it| it.expect("readable").path())
        .collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files
        .iter()
        .filter(|it| it.extension().is_some_and(|it| it == "txt"))
    {
        let text = fs::read_to_string(file).expect("a text");
        let now = played(&text);
        if now == text {
            continue;
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "how a person asks for new expectations"
        )]
        if std::env::var("REWRITE").is_ok() {
            fs::write(file, &now).expect("writable");
            continue;
        }
        wrong.push(format!("{}:\n{}", file.display(), difference(&text, &now)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The first lines that differ, with the command they belong to.
fn difference(before: &str, now: &str) -> String {
    let (before, now): (Vec<&str>, Vec<&str>) = (before.lines().collect(), now.lines().collect());
    let mut text = String::new();
    let (mut left, mut right) = (0, 0);
    let mut shown = 0;
    while (left < before.len() || right < now.len()) && shown < 40 {
        if before.get(left) == now.get(right) {
            left += 1;
            right += 1;
            continue;
        }
        let command = before[..left.min(before.len())]
            .iter()
            .rev()
            .find(|it| it.starts_with('$'));
        text.push_str(&format!("line {}: {}\n", left + 1, command.unwrap_or(&"")));
        // Both go on at the next command.
        let next = |lines: &[&str], from: usize| {
            (from..lines.len())
                .find(|at| lines[*at].starts_with('$'))
                .unwrap_or(lines.len())
        };
        let (left_end, right_end) = (next(&before, left), next(&now, right));
        before[left..left_end]
            .iter()
            .for_each(|it| text.push_str(&format!("  - {it}\n")));
        now[right..right_end]
            .iter()
            .for_each(|it| text.push_str(&format!("  + {it}\n")));
        (left, right) = (left_end, right_end);
        shown += 1;
    }
    text
}
