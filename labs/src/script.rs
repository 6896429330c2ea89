//! Scripts (`*.swarm`): solutions, wrong paths and demonstrations (LAB-FORMAT §2.3).

use core::fmt;

use engine::Duration;

use crate::Predicate;

/// What is done, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub lines: Vec<ScriptLine>,
}

/// One thing done.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptLine {
    /// `@node1 docker node ls`. One that only looks (`@node1? …`) may be left out.
    Run {
        machine: String,
        command: String,
        only_looks: bool,
    },
    /// `@fault cord`: the button of that fault.
    Fault { id: String },
    /// `@wait 5s`
    Wait(Duration),
    /// `@wait PREDICATE within 60s`
    WaitFor {
        predicate: Predicate,
        source: String,
        within: Duration,
    },
}

/// A script that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptError {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl Script {
    /// Reads a script; `#` begins a comment line.
    pub fn parse(source: &str) -> Result<Script, ScriptError> {
        let mut lines = Vec::new();
        for (text, number) in source.lines().zip(1..) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let line = line(text).map_err(|message| ScriptError {
                line: number,
                message,
            })?;
            lines.push(line);
        }
        Ok(Script { lines })
    }
}

fn line(text: &str) -> Result<ScriptLine, String> {
    let text = text.strip_prefix('@').ok_or("a line begins with '@'")?;
    let (word, rest) = text
        .split_once(' ')
        .ok_or("something is missing after the first word")?;
    match word {
        "wait" => wait(rest.trim()),
        "fault" => Ok(ScriptLine::Fault {
            id: rest.trim().to_owned(),
        }),
        machine => {
            let only_looks = machine.ends_with('?');
            let machine = machine.trim_end_matches('?').to_owned();
            Ok(ScriptLine::Run {
                machine,
                command: rest.to_owned(),
                only_looks,
            })
        }
    }
}

fn wait(rest: &str) -> Result<ScriptLine, String> {
    if let Some(duration) = duration(rest) {
        return Ok(ScriptLine::Wait(duration));
    }
    let (source, limit) = rest.rsplit_once(" within ").unwrap_or((rest, "60s"));
    let within = duration(limit).ok_or_else(|| format!("'{limit}' is no duration"))?;
    let predicate = Predicate::parse(source).map_err(|error| error.to_string())?;
    Ok(ScriptLine::WaitFor {
        predicate,
        source: source.to_owned(),
        within,
    })
}

/// `5s`, `500ms`, `2m`.
fn duration(text: &str) -> Option<Duration> {
    let split = text.find(|letter: char| !letter.is_ascii_digit())?;
    let number: u64 = text[..split].parse().ok()?;
    let millis = match &text[split..] {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        _ => return None,
    };
    Some(Duration::from_millis(number.saturating_mul(millis)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_reads_line_by_line() {
        let script = Script::parse("# x\n@node1 docker swarm init\n@node1? docker node ls\n@wait 5s\n@wait raft.voters == 1 within 10s\n@fault cord\n").unwrap();
        assert_eq!(script.lines.len(), 5);
        assert_eq!(script.lines[2], ScriptLine::Wait(Duration::from_secs(5)));
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Script::parse("@node1 ls\nhello\n").unwrap_err();
        assert_eq!(error.to_string(), "line 2: a line begins with '@'");
        let error = Script::parse("@wait raft.x == 1\n").unwrap_err();
        assert_eq!(error.to_string(), "line 1: 1:6: nothing has a field 'x'");
    }
}
