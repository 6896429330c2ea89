//! Terminals in `testdata/terminal/*.txt`: what is typed, and what is then to be seen.
//!
//! `type LINE`, `interrupt`, `end`, `wait 5s`, `resize 40x10`, `file PATH` with its lines behind it
//! as `| …`, `clone` (goes on in a copy), and `screen`, `history`, `complete LINE`, `wants`, whose
//! output is indented by two spaces. Rewritten with `REWRITE=1`; the diff is to be read.

mod machine;

use std::fs;
use std::path::Path;

use docker::TerminalSize;
use machine::Machine;
use shell::{Session, SessionKind};
use sim::Duration;

/// The terminal as a person sees it: blocks with their prompts, then the prompt.
fn screen(session: &Session) -> String {
    let mut text = String::new();
    for block in session.blocks() {
        for (index, line) in block.command.split('\n').enumerate() {
            let prompt = if index == 0 { &block.prompt } else { ">" };
            text.push_str(format!("{prompt} {line}").trim_start());
            text.push('\n');
        }
        for line in block.output.lines() {
            text.push_str(&format!("{line}\n"));
        }
        if let Some(status) = block.exit.filter(|it| *it != 0) {
            text.push_str(&format!("(exit {status})\n"));
        }
    }
    text.push_str(&match session.prompt() {
        Some(prompt) if prompt.is_empty() => "(reads)\n".to_owned(),
        Some(prompt) => format!("{prompt}_\n"),
        None => "(busy)\n".to_owned(),
    });
    text
}

fn carry_out(line: &str, session: &mut Session, machine: &mut Machine) -> String {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    match verb {
        "type" => session.enter(rest, &mut machine.host()),
        "interrupt" => session.interrupt(&mut machine.host()),
        "end" => session.end_of_input(&mut machine.host()),
        "clone" => *session = session.clone(),
        "wait" => {
            let seconds = rest
                .trim_end_matches('s')
                .parse()
                .expect("a number of seconds");
            machine.run_for(session, Duration::from_secs(seconds));
        }
        "resize" => {
            let (columns, rows) = rest.split_once('x').expect("columns and rows");
            let size = TerminalSize {
                columns: columns.parse().expect("a number"),
                rows: rows.parse().expect("a number"),
            };
            session.resize(size);
        }
        "screen" => return screen(session),
        "history" => {
            return session
                .history()
                .iter()
                .map(|it| format!("{it}\n"))
                .collect();
        }
        "complete" => {
            let host = machine.host();
            let found = session.complete(rest, rest.len(), &host, &mut |_| None);
            return found.iter().map(|it| format!("{}\n", it.word)).collect();
        }
        other => panic!("there is no verb {other}"),
    }
    machine.run_for(session, Duration::ZERO);
    String::new()
}

fn played(text: &str) -> String {
    let mut machine = Machine::new("node1");
    let kind = SessionKind::Interactive(TerminalSize {
        columns: 60,
        rows: 12,
    });
    let mut session = Session::new(kind, &mut machine.host());
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("  ") {
            continue;
        }
        out.push_str(&format!("{line}\n"));
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(path) = line.strip_prefix("file ") {
            let mut content = String::new();
            while let Some(more) = lines.next_if(|it| it.starts_with('|')) {
                out.push_str(&format!("{more}\n"));
                content.push_str(more.strip_prefix("| ").unwrap_or_default());
                content.push('\n');
            }
            machine.files.install(path, content.as_bytes());
            continue;
        }
        if line == "fresh" {
            machine = Machine::new("node1");
            let kind = SessionKind::Interactive(TerminalSize {
                columns: 60,
                rows: 12,
            });
            session = Session::new(kind, &mut machine.host());
            continue;
        }
        for shown in carry_out(line, &mut session, &mut machine).lines() {
            out.push_str(&format!("  {shown}\n"));
        }
    }
    out
}

#[test]
fn terminals_show_what_they_showed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terminal");
    let files = fs::read_dir(folder).expect("testdata is there");
    let mut wrong = Vec::new();
    for file in files.map(|it| it.expect("readable").path()) {
        let text = fs::read_to_string(&file).expect("a text");
        let now = played(&text);
        #[expect(
            clippy::disallowed_methods,
            reason = "how a person asks for new expectations"
        )]
        let rewrites = std::env::var("REWRITE").is_ok();
        if now != text && rewrites {
            fs::write(&file, &now).expect("writable");
        } else if now != text {
            wrong.push(format!("{}:\n{now}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "now:\n{}", wrong.join("\n"));
}
