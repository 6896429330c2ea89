//! The recorder's scenarios (`.scn`) and transcripts (`.t`): grammar in `oracle/README.md`.

/// One step of a scenario, with the lines it stands on.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// As written, continuation lines included.
    pub lines: Vec<String>,
    pub action: Action,
    /// What the recording says of the clock, if this is one.
    pub recorded: Recorded,
}

/// Seconds of the recording's clock, as written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Recorded {
    /// When the step ended.
    pub end: Option<f64>,
    /// When its command started.
    pub start: Option<f64>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    Comment,
    Run {
        node: String,
        command: String,
        tty: bool,
    },
    Cluster {
        managers: u16,
        workers: u16,
    },
    Hosts(u16),
    Image(Vec<String>),
    Setup {
        node: String,
        command: String,
    },
    Wait(f64),
    Until {
        node: String,
        command: String,
        pattern: String,
        limit: f64,
    },
    /// Followed, in a transcript, by the commands it expands to; those are kept here with their
    /// clocks so that each starts when the recorded one did.
    Sample {
        node: String,
        command: String,
        every: f64,
        span: f64,
        clocks: Vec<Recorded>,
    },
    Let {
        name: String,
        node: String,
        command: String,
    },
    /// Ours: why a task is where it is, as a manager knows the task.
    Why {
        node: String,
        task: String,
    },
    Terminal {
        columns: u16,
        rows: u16,
    },
    Timeout(f64),
    Stop(String),
    Start(String),
    Cut(String),
    Heal(String),
    Daemon {
        action: String,
        node: String,
    },
    Unknown(String),
}

/// Reads a scenario or a transcript; a transcript's output lines are skipped.
pub fn parse(text: &str) -> Vec<Step> {
    let lines: Vec<&str> = text.lines().collect();
    let mut steps: Vec<Step> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if !is_step(line) {
            if let (Some(step), Some(clock)) = (steps.last_mut(), clock(line)) {
                step.recorded = clock;
            }
            continue;
        }
        let mut written = vec![line.to_owned()];
        if !line.starts_with('#') {
            while at < lines.len() && (lines[at].starts_with("> ") || lines[at] == ">") {
                written.push(lines[at].to_owned());
                at += 1;
            }
        }
        let action = action(&joined(&written));
        steps.push(Step {
            lines: written,
            action,
            recorded: Recorded::default(),
        });
    }
    fold_samples(steps)
}

fn is_step(line: &str) -> bool {
    line.starts_with('#') || line.starts_with("@ ") || command(line).is_some()
}

/// `+ A B` after a command, `+ A` after a directive.
fn clock(line: &str) -> Option<Recorded> {
    let mut numbers = line.strip_prefix("+ ")?.split(' ').map(str::parse::<f64>);
    let end = numbers.next()?.ok()?;
    let duration = numbers.next().and_then(Result::ok);
    Some(Recorded {
        end: Some(end),
        start: duration.map(|duration| end - duration),
    })
}

fn joined(lines: &[String]) -> String {
    let mut text = lines[0].clone();
    for line in &lines[1..] {
        text.push('\n');
        text.push_str(line.get(2..).unwrap_or(""));
    }
    text
}

/// `node1$ CMD` or `node1% CMD`.
fn command(line: &str) -> Option<(String, bool, String)> {
    let digit = line.strip_prefix("node")?.chars().next()?;
    if !digit.is_ascii_digit() {
        return None;
    }
    let rest = &line[5..];
    let tty = match rest.get(..2)? {
        "$ " => false,
        "% " => true,
        _ => return None,
    };
    Some((line[..5].to_owned(), tty, rest[2..].to_owned()))
}

fn action(text: &str) -> Action {
    if text.starts_with('#') {
        return Action::Comment;
    }
    if let Some((node, tty, command)) = command(text) {
        return Action::Run { node, command, tty };
    }
    directive(text).unwrap_or_else(|| Action::Unknown(text.to_owned()))
}

fn directive(text: &str) -> Option<Action> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let word = |at: usize| words.get(at).map(|word| (*word).to_owned());
    let seconds = |at: usize| words.get(at)?.trim_end_matches('s').parse::<f64>().ok();
    let rest = text.splitn(3, ' ').nth(2).unwrap_or("");
    Some(match *words.get(1)? {
        "cluster" => {
            let value = |key: &str| {
                let found = words
                    .iter()
                    .find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
                found.and_then(|value| value.parse().ok())
            };
            Action::Cluster {
                managers: value("managers").unwrap_or(1),
                workers: value("workers").unwrap_or(0),
            }
        }
        "hosts" => Action::Hosts(words.get(2)?.parse().ok()?),
        "image" => Action::Image(words[2..].iter().map(|word| (*word).to_owned()).collect()),
        "setup" => {
            let (node, _, command) = command(rest)?;
            Action::Setup { node, command }
        }
        "wait" => Action::Wait(seconds(2)?),
        "until" => until(rest)?,
        "sample" => sample(rest)?,
        "let" => {
            let (name, rest) = rest.split_once(" = ")?;
            let (node, _, command) = command(rest)?;
            Action::Let {
                name: name.to_owned(),
                node,
                command,
            }
        }
        "why" => {
            let (node, _, task) = command(rest)?;
            Action::Why { node, task }
        }
        "tty" => {
            let (columns, rows) = words.get(2)?.split_once('x')?;
            Action::Terminal {
                columns: columns.parse().ok()?,
                rows: rows.parse().ok()?,
            }
        }
        "timeout" => Action::Timeout(seconds(2)?),
        "stop" => Action::Stop(word(2)?),
        "start" => Action::Start(word(2)?),
        "cut" => Action::Cut(word(2)?),
        "heal" => Action::Heal(word(2)?),
        "daemon" => Action::Daemon {
            action: word(2)?,
            node: word(3)?,
        },
        _ => return None,
    })
}

fn until(rest: &str) -> Option<Action> {
    let (node, _, rest) = command(rest)?;
    let (command, rest) = rest.split_once(" =~ ")?;
    let (pattern, limit) = rest.rsplit_once(' ')?;
    Some(Action::Until {
        node,
        command: command.to_owned(),
        pattern: pattern.to_owned(),
        limit: limit.trim_end_matches('s').parse().ok()?,
    })
}

fn sample(rest: &str) -> Option<Action> {
    let (node, _, rest) = command(rest)?;
    let (rest, span) = rest.rsplit_once(" for ")?;
    let (command, every) = rest.rsplit_once(" every ")?;
    Some(Action::Sample {
        node,
        command: command.to_owned(),
        every: every.trim_end_matches('s').parse().ok()?,
        span: span.trim_end_matches('s').parse().ok()?,
        clocks: Vec::new(),
    })
}

/// In a transcript the commands a sample expanded to follow it; they belong to it.
fn fold_samples(steps: Vec<Step>) -> Vec<Step> {
    let mut folded: Vec<Step> = Vec::new();
    for step in steps {
        if let (
            Some(Step {
                action:
                    Action::Sample {
                        node,
                        command,
                        clocks,
                        ..
                    },
                ..
            }),
            Action::Run {
                node: its_node,
                command: its_command,
                tty: false,
            },
        ) = (folded.last_mut(), &step.action)
            && node == its_node
            && command == its_command
            && step.recorded.end.is_some()
        {
            clocks.push(step.recorded);
            continue;
        }
        folded.push(step);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_reads_as_its_scenario() {
        let text = "# x\n@ hosts 2\nnode1$ echo a\n> b\n  a\n? 1\n+ 2.50 0.50\n@ wait 3s\n+ 5.5\n";
        let steps = parse(text);
        assert_eq!(steps.len(), 4);
        assert_eq!(
            steps[2].recorded,
            Recorded {
                end: Some(2.5),
                start: Some(2.0)
            }
        );
        let Action::Run { command, .. } = &steps[2].action else {
            panic!("a command")
        };
        assert_eq!(command, "echo a\nb");
        assert_eq!(steps[3].action, Action::Wait(3.0));
    }

    #[test]
    fn the_commands_of_a_sample_belong_to_it() {
        let text = "@ sample node1$ x every 2s for 2s\nnode1$ x\n+ 1.0 0.5\nnode1$ x\n+ 3.0 0.5\nnode1$ y\n";
        let steps = parse(text);
        assert_eq!(steps.len(), 2);
        let Action::Sample { clocks, every, .. } = &steps[0].action else {
            panic!("a sample")
        };
        assert_eq!((clocks.len(), *every), (2, 2.0));
    }
}
