//! `--help` of every command that the recordings have: usage, aliases, commands, flags, types and
//! defaults are as recorded; only descriptions are ours.

#[path = "support/page.rs"]
mod page;
#[path = "support/recording.rs"]
#[allow(dead_code, reason = "each test reads what it needs")]
mod recording;

use api::cluster::LocalNodeState;
use api::system::Info;
use api::{Request, Response};
use docker::{Command, Environment, Resume, TerminalSize, Want};
use page::Page;
use sim::Timestamp;

/// What the daemon says of itself.
#[derive(Clone, Copy)]
enum Daemon {
    OutsideASwarm,
    Manager,
    Worker,
}

impl Daemon {
    fn info(self) -> Info {
        let mut info = Info::default();
        info.swarm.local_node_state = match self {
            Daemon::OutsideASwarm => LocalNodeState::Inactive,
            Daemon::Manager | Daemon::Worker => LocalNodeState::Active,
        };
        info.swarm.control_available = matches!(self, Daemon::Manager);
        info
    }
}

fn help(words: &[&str], daemon: Daemon, columns: u16) -> String {
    let environment = Environment {
        stdout_tty: Some(TerminalSize { columns, rows: 50 }),
        stdin_tty: true,
        variables: Default::default(),
        client_version: "28.5.2".to_owned(),
    };
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    let mut command = Command::new(words, environment);
    let mut resume = Resume::Started;
    let mut text = String::new();
    loop {
        let step = command.resume(resume, Timestamp(0));
        text.extend(step.printed.into_iter().map(|printed| printed.text));
        match step.want {
            Want::Exit(code) => {
                assert_eq!(code, 0, "{text}");
                return text;
            }
            Want::Call(request) => {
                assert_eq!(*request, Request::Info);
                resume = Resume::Answer(Ok(Response::Info(Box::new(daemon.info()))));
            }
            other => panic!("help wants {other:?}"),
        }
    }
}

/// Every recorded page with the words that show it.
fn recorded_pages() -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for start in ["136", "137", "138", "139"] {
        for recorded in recording::commands(start) {
            if !recorded.typed.starts_with("for ") {
                pages.push((recorded.typed, recorded.printed));
                continue;
            }
            for page in recorded.printed.split("### ").skip(1) {
                let (typed, text) = page.split_once('\n').expect("a title ends its line");
                pages.push((typed.to_owned(), text.to_owned()));
            }
        }
    }
    pages
}

#[test]
fn help_pages_are_as_recorded() {
    let mut differences = String::new();
    for (typed, text) in recorded_pages() {
        let words: Vec<&str> = typed.split(' ').skip(1).collect();
        let ours = Page::read(&help(&words, Daemon::OutsideASwarm, 2000));
        let recorded = Page::read(&text);
        if ours != recorded {
            differences.push_str(&format!("{typed}\n{}", difference(&recorded, &ours)));
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

fn difference(recorded: &Page, ours: &Page) -> String {
    let mut out = String::new();
    for (flag, default) in &recorded.flags {
        if ours.flags.get(flag) != Some(default) {
            out.push_str(&format!("  recorded {flag} ({default})\n"));
        }
    }
    for (flag, default) in &ours.flags {
        if recorded.flags.get(flag) != Some(default) {
            out.push_str(&format!("  ours     {flag} ({default})\n"));
        }
    }
    for (page, whose) in [(recorded, "recorded"), (ours, "ours    ")] {
        let Page {
            usage,
            aliases,
            commands,
            flags: _,
            end,
        } = page;
        out.push_str(&format!(
            "  {whose} {usage:?} {aliases:?} {commands:?} {end:?}\n"
        ));
    }
    out
}

#[test]
fn a_worker_sees_less() {
    let swarm = |text: &str| {
        let page = Page::read(text);
        let mut commands = page.commands.into_iter();
        commands.find(|(title, _)| title == "Swarm Commands:")
    };
    let names = |words: &[&str]| {
        let names = words.iter().map(|word| (*word).to_owned()).collect();
        Some(("Swarm Commands:".to_owned(), names))
    };
    assert_eq!(
        swarm(&help(&["--help"], Daemon::Manager, 80)),
        names(&["config", "node", "secret", "service", "stack", "swarm"])
    );
    assert_eq!(
        swarm(&help(&["--help"], Daemon::Worker, 80)),
        names(&["swarm"])
    );

    let verbs = |daemon| {
        Page::read(&help(&["swarm", "--help"], daemon, 80)).commands[0]
            .1
            .clone()
    };
    assert_eq!(
        verbs(Daemon::Manager),
        [
            "ca",
            "init",
            "join",
            "join-token",
            "leave",
            "unlock",
            "unlock-key",
            "update"
        ]
    );
    assert_eq!(verbs(Daemon::Worker), ["init", "join", "leave"]);
    assert_eq!(verbs(Daemon::OutsideASwarm), ["init", "join"]);
}

#[test]
fn a_page_is_as_wide_as_its_terminal() {
    for columns in [60, 80, 120] {
        let text = help(
            &["service", "create", "--help"],
            Daemon::OutsideASwarm,
            columns,
        );
        let flags = text.lines().filter(|line| line.starts_with(' '));
        let widest = flags.max_by_key(|line| line.chars().count());
        let widest = widest.unwrap_or_default();
        assert!(widest.chars().count() <= usize::from(columns), "{widest}");
    }
}
