//! Whatever is typed or pasted, the shell neither panics nor hangs: scraps of bash in any order,
//! noise, novels, very long lines, very deep nesting.

mod machine;

use docker::TerminalSize;
use machine::Machine;
use shell::{Session, SessionKind};
use sim::{Duration, Rng};

/// What scripts are made of.
const SCRAPS: &[&str] = &[
    "echo",
    "a",
    "b c",
    "$x",
    "${x",
    "${x:-",
    "${x%%*}",
    "${#x}",
    "${x//a/b}",
    "${a[@]}",
    "${!x}",
    "}",
    "{",
    "(",
    ")",
    "$(",
    "`",
    "\"",
    "'",
    "\\",
    "\n",
    ";",
    ";;",
    "&",
    "&&",
    "||",
    "|",
    "|&",
    ">",
    ">>",
    "<",
    "<<X",
    "X\n",
    "<<<",
    "2>&1",
    "&>",
    ">&",
    "<(",
    "if",
    "then",
    "else",
    "elif",
    "fi",
    "for",
    "i",
    "in",
    "1 2 3",
    "do",
    "done",
    "while",
    "until",
    "case",
    "esac",
    "*)",
    "a|b)",
    "function",
    "f()",
    "f",
    "[[",
    "]]",
    "[",
    "]",
    "==",
    "=~",
    "-eq",
    "-z",
    "!",
    "((",
    "))",
    "$((",
    "1+2",
    "x++",
    "1/0",
    "x=1",
    "x+=2",
    "a=(1 2)",
    "a[1]=2",
    "{1..5}",
    "{a,b}",
    "*",
    "?",
    "~",
    "#",
    "$?",
    "$@",
    "$*",
    "$#",
    "$1",
    "read x",
    "local y=1",
    "return",
    "break",
    "continue 2",
    "set -e",
    "set -x",
    "trap 'echo t' EXIT",
    "shift",
    "eval",
    "export A=b",
    "unset x",
    "cat",
    "grep a",
    "grep -E '(a|b)*'",
    "sed 's/a/b/g'",
    "sed -n 2p",
    "awk '{print $1}'",
    "awk '",
    "jq .a",
    "sort",
    "uniq -c",
    "head -1",
    "tail -n +2",
    "cut -d: -f1",
    "tr a-z A-Z",
    "wc -l",
    "xargs",
    "seq 3",
    "sleep 1",
    "wait",
    "jobs",
    "kill %1",
    "date",
    "printf '%s %d\\n' a 1",
    "ls -l",
    "mkdir -p d/e",
    "cd d",
    "rm -rf d",
    "touch f",
    "curl -s localhost",
    "ping -c1 node2",
    "ip a",
    "docker --version",
    "time",
    "exec",
    "exec 3>f",
    ">&3",
    "99999999999999999999>f",
    "~99999999999999999999",
    "$99999999999999999999",
    "한글",
    "\u{1f600}",
    "\t",
    "\r",
    "\0",
    "\u{7f}",
    "é",
    "--",
    "-n",
    "-e",
    "\\\n",
    "timeout 1",
    "env",
    "sudo",
    "watch",
    "tee f",
    "test",
    "let",
    "declare -A m",
    "mapfile",
    "history",
    "type",
    "command -v",
    "bash -c",
    "diff a b",
    "base64",
    "[^]",
    "[a-",
    "{,}",
];

fn scraps(rng: &mut Rng) -> String {
    let mut text = String::new();
    for _ in 0..rng.range(1, 30) {
        text.push_str(SCRAPS[rng.index(SCRAPS.len())]);
        if rng.below(4) > 0 {
            text.push(' ');
        }
    }
    text
}

fn noise(rng: &mut Rng) -> String {
    let length = rng.range(1, 60);
    (0..length)
        .filter_map(|_| char::from_u32(rng.below(0x3000) as u32))
        .collect()
}

/// Runs a script for a while; it need not come to an end.
fn run(script: &str) {
    let mut machine = Machine::new("node1");
    let mut session = Session::new(SessionKind::Script { tty: None }, &mut machine.host());
    session.enter(script, &mut machine.host());
    machine.run_for(&mut session, Duration::from_secs(2));
    session.interrupt(&mut machine.host());
    machine.run_for(&mut session, Duration::from_millis(100));
}

/// Types a script line by line, with Tab before each Enter.
fn type_lines(script: &str) {
    let mut machine = Machine::new("node1");
    let kind = SessionKind::Interactive(TerminalSize {
        columns: 40,
        rows: 10,
    });
    let mut session = Session::new(kind, &mut machine.host());
    for line in script.split('\n') {
        session.complete(line, line.len(), &machine.host(), &mut |_| None);
        session.enter(line, &mut machine.host());
        machine.run_for(&mut session, Duration::from_millis(300));
    }
    session.interrupt(&mut machine.host());
    machine.run_for(&mut session, Duration::from_millis(100));
    session.end_of_input(&mut machine.host());
    machine.run_for(&mut session, Duration::from_millis(100));
    let _ = session.clone().blocks().len();
}

/// How many seeds; more with `NOISE=100000`.
fn seeds() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "how a person asks for more")]
    let wanted = std::env::var("NOISE").ok();
    wanted.and_then(|it| it.parse().ok()).unwrap_or(400)
}

#[test]
fn scraps_of_bash_do_no_harm() {
    for seed in 0..seeds() {
        let mut rng = Rng::stream(seed, "scraps");
        run(&scraps(&mut rng));
    }
}

#[test]
fn scraps_can_be_typed() {
    for seed in 0..seeds() / 3 {
        let mut rng = Rng::stream(seed, "typed");
        type_lines(&scraps(&mut rng));
    }
}

#[test]
fn noise_does_no_harm() {
    for seed in 0..seeds() {
        let mut rng = Rng::stream(seed, "noise");
        let text = noise(&mut rng);
        run(&text);
        type_lines(&text);
        run(&format!(
            "sed '{text}'; awk '{text}'; jq '{text}'; grep -E '{text}'; echo $(({text}))"
        ));
    }
}

#[test]
fn deep_texts_do_no_harm() {
    let deep = 2_000;
    for open in [
        "(",
        "$(",
        "{ ",
        "((",
        "$((",
        "${x:-",
        "\"$(",
        "`",
        "[[ ",
        "if true; then ",
        "{a,",
        "a[",
        "<(",
        "! ",
    ] {
        run(&format!("echo {}", open.repeat(deep)));
        run(&open.repeat(deep));
    }
    for (open, close) in [
        ("(", ")"),
        ("$(", ")"),
        ("${x:-", "}"),
        ("$((", "))"),
        ("{ ", "; }"),
        ("{a,", "}"),
    ] {
        let (open, close) = (open.repeat(deep), close.repeat(deep));
        run(&format!("echo {open}x{close}"));
    }
    let nested = |before: &str, open: &str, close: &str, after: &str| {
        let (open, close) = (open.repeat(10_000), close.repeat(10_000));
        run(&format!("{before}{open}1{close}{after}"));
    };
    nested("echo $((", "(", ")", "))");
    nested("jq -n '", "[", "]", "'");
    nested("echo '", "[", "]", "' | jq .");
    nested("awk 'BEGIN{print ", "(", ")", "}'");
    nested("test ", "! ", "", "");
    nested("test ", "( ", " )", "");
}

#[test]
fn long_texts_do_no_harm() {
    for long in [
        "a", "a ", "'", "\"", "$", "\\", "{", "}", "*", "<<X ", ";", "|", "a|", "한", "#", "=",
        "a=1 ", "$x", "{a,b}", "[", "[[:", "``",
    ] {
        run(&long.repeat(10_000 / long.len()));
    }
    let word = "a".repeat(10_000);
    run(&format!("echo {word} | sed 's/a/b/g' | tr a b | wc -c"));
    run(&format!(
        "x={word}; echo ${{#x}} ${{x%%b*}} ${{x//a/b}} ${{x//a*b/c}} | wc -c"
    ));
    let word = "a".repeat(2_000);
    run(&format!(
        "[[ {word} =~ (a*)*b ]]; case {word} in *a*a*a*a*b) ;; esac"
    ));
    run(&format!("echo {word} | grep -E '(a+a+)+y'"));
    run(&format!("echo $(({}1))", "1+".repeat(10_000)));
}

/// None of these commands may hang, fill the memory, or be deaf to Ctrl-C.
#[test]
fn what_has_no_end_can_be_stopped() {
    stop_all(include_str!("../testdata/endless/commands.txt"));
}

/// Many more, which take a while: with `cargo test -- --ignored`.
#[test]
#[ignore = "takes half a minute"]
fn much_more_that_has_no_end_can_be_stopped() {
    stop_all(include_str!("../testdata/endless/more.txt"));
}

fn stop_all(commands: &str) {
    for script in commands.split("\n%\n") {
        let mut machine = Machine::new("node1");
        let kind = SessionKind::Interactive(TerminalSize {
            columns: 80,
            rows: 24,
        });
        let mut session = Session::new(kind, &mut machine.host());
        session.enter(script.trim_end(), &mut machine.host());
        machine.run_for(&mut session, Duration::from_millis(20));
        for _ in 0..4 {
            session.interrupt(&mut machine.host());
            machine.run_for(&mut session, Duration::from_millis(10));
        }
        session.enter("kill -9 $(jobs -p) 2> /dev/null", &mut machine.host());
        session.enter("echo still here", &mut machine.host());
        machine.run_for(&mut session, Duration::from_secs(2));
        let said: Vec<&str> = session
            .blocks()
            .last()
            .map_or(Vec::new(), |it| it.output.lines().collect());
        assert!(
            said.contains(&"still here"),
            "the prompt did not come back after:\n{script}\n{said:?}"
        );
    }
}

#[test]
fn a_pasted_novel_does_no_harm() {
    let mut rng = Rng::stream(7, "novel");
    let words = [
        "It",
        "was",
        "don't",
        "\"never\"",
        "the",
        "end",
        "(maybe)",
        "of",
        "스웜",
        "$5",
        "a;",
        "b|",
        "—",
        "#1",
    ];
    let mut novel = String::new();
    for _ in 0..3_000 {
        for _ in 0..rng.range(3, 15) {
            novel.push_str(words[rng.index(words.len())]);
            novel.push(' ');
        }
        novel.push('\n');
    }
    let mut machine = Machine::new("node1");
    let kind = SessionKind::Interactive(TerminalSize {
        columns: 100,
        rows: 30,
    });
    let mut session = Session::new(kind, &mut machine.host());
    session.enter(&novel, &mut machine.host());
    machine.run_for(&mut session, Duration::from_secs(60));
}
