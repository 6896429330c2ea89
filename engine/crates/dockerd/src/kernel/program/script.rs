//! A shell script of a container: read into steps, then run step by step, waiting in between.
//!
//! Knows lists, `&&` and `||`, groups, `if`, `while`, `until`, `for`, variables and redirection of
//! outputs. What it does not know (pipes, background jobs, `case`) it names on standard error and
//! ends with status 2. Unlike Docker, whose containers have all of Linux.

mod parse;

use std::collections::BTreeMap;
use std::sync::Arc;

use sim::{Duration, Instant};

use super::command::{self, Outcome};
use super::ping::Ping;
use super::word::Word;
use super::{Line, Program, Scene, Then, Turn};

/// A script that runs.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    steps: Arc<Vec<Step>>,
    at: usize,
    status: i64,
    variables: BTreeMap<String, String>,
    /// The words each `for` around the current step still has to go through.
    loops: Vec<Vec<String>>,
    /// What it waits for.
    job: Option<Job>,
    /// What is printed first.
    lines: Vec<Line>,
}

/// One step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Run(Simple),
    Jump(usize),
    JumpIfOk(usize),
    JumpIfFailed(usize),
    /// The words a `for` goes through.
    Begin(Vec<Word>),
    /// Sets the variable to the next word, or leaves the loop.
    Next {
        variable: String,
        done: usize,
    },
    SetStatus(i64),
    /// Waits, then ends with the status.
    End {
        after: Duration,
        status: i64,
    },
}

/// A simple command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Simple {
    assignments: Vec<(String, Word)>,
    words: Vec<Word>,
    /// Where its outputs go.
    outputs: Outputs,
    is_negated: bool,
}

/// Where a command's two outputs go.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Outputs {
    out: Sink,
    err: Sink,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Sink {
    Out,
    Err,
    File(Word),
}

/// A command that takes time.
#[derive(Clone, Debug)]
enum Job {
    Sleep(Instant),
    Ping(Ping, Outputs),
    /// A program of the image; after `exec` nothing follows it.
    Child {
        program: Box<Program>,
        is_exec: bool,
    },
    Forever,
}

/// More steps than this without waiting are a busy loop, which is slowed down.
const STEPS_PER_TURN: usize = 1000;
const BUSY_PAUSE: Duration = Duration::from_millis(100);

impl Default for Outputs {
    fn default() -> Outputs {
        Outputs {
            out: Sink::Out,
            err: Sink::Err,
        }
    }
}

impl Script {
    /// A script in the shell's language.
    pub(super) fn parse(text: &str, env: BTreeMap<String, String>, lines: Vec<Line>) -> Script {
        match parse::steps(text) {
            Ok(steps) => Script::new(steps, env, lines),
            Err(error) => {
                let line = Line::err(format!("sh: {error}"));
                let mut lines = lines;
                lines.push(line);
                Script::printing(lines, Some((Duration::ZERO, 2)))
            }
        }
    }

    /// A single command that is no shell.
    pub(super) fn command(
        words: Vec<String>,
        env: BTreeMap<String, String>,
        lines: Vec<Line>,
    ) -> Script {
        let words = words.iter().map(|word| Word::text(word)).collect();
        let simple = Simple {
            words,
            ..Simple::default()
        };
        Script::new(vec![Step::Run(simple)], env, lines)
    }

    /// Prints and then ends, or runs for ever.
    pub(super) fn printing(lines: Vec<Line>, end: Option<(Duration, i64)>) -> Script {
        let mut script = Script::new(Vec::new(), BTreeMap::new(), lines);
        match end {
            Some((after, status)) => script.steps = Arc::new(vec![Step::End { after, status }]),
            None => script.job = Some(Job::Forever),
        }
        script
    }

    fn new(steps: Vec<Step>, variables: BTreeMap<String, String>, lines: Vec<Line>) -> Script {
        Script {
            steps: Arc::new(steps),
            at: 0,
            status: 0,
            variables,
            loops: Vec::new(),
            job: None,
            lines,
        }
    }

    /// The program of the image that it runs at the moment.
    pub(super) fn child(&self) -> Option<&Program> {
        match &self.job {
            Some(Job::Child { program, .. }) => Some(program),
            Some(Job::Sleep(_) | Job::Ping(..) | Job::Forever) | None => None,
        }
    }

    /// A shell as process 1 ignores signals; what it became by `exec` may not.
    pub(super) fn on_signal(&self, signal: &str) -> Option<i64> {
        match &self.job {
            Some(Job::Child {
                program,
                is_exec: true,
            }) => program.on_signal(signal),
            Some(Job::Ping(..)) if signal == "SIGINT" => Some(0),
            Some(_) | None => None,
        }
    }

    /// Goes on until it waits or ends.
    pub(super) fn resume(&mut self, scene: &mut Scene<'_>) -> Turn {
        let mut lines = std::mem::take(&mut self.lines);
        for _ in 0..STEPS_PER_TURN {
            if let Some(then) = self.wait(scene, &mut lines) {
                return Turn { lines, then };
            }
            let Some(step) = self.steps.get(self.at).cloned() else {
                return Turn {
                    lines,
                    then: Then::Exit(self.status),
                };
            };
            self.at += 1;
            if let Some(then) = self.take(step, scene, &mut lines) {
                return Turn { lines, then };
            }
        }
        self.job = Some(Job::Sleep(scene.now + BUSY_PAUSE));
        Turn {
            lines,
            then: Then::At(scene.now + BUSY_PAUSE),
        }
    }

    /// Waits for the job if there is one; `None` when the next step may be taken.
    fn wait(&mut self, scene: &mut Scene<'_>, lines: &mut Vec<Line>) -> Option<Then> {
        let status = match self.job.as_mut()? {
            Job::Forever => return Some(Then::Never),
            Job::Sleep(until) if *until > scene.now => return Some(Then::At(*until)),
            Job::Sleep(_) => 0,
            Job::Ping(ping, outputs) => {
                let mut printed = Vec::new();
                let next = ping.resume(scene, &mut printed);
                lines.extend(outputs.sort(printed));
                match next {
                    Ok(at) => return Some(Then::At(at)),
                    Err(status) => status,
                }
            }
            Job::Child { program, is_exec } => {
                let turn = program.resume(scene);
                lines.extend(turn.lines);
                match turn.then {
                    Then::Exit(status) if *is_exec => return Some(Then::Exit(status)),
                    Then::Exit(status) => status,
                    then @ (Then::At(_) | Then::Never) => return Some(then),
                }
            }
        };
        self.status = status;
        self.job = None;
        None
    }

    fn take(&mut self, step: Step, scene: &mut Scene<'_>, lines: &mut Vec<Line>) -> Option<Then> {
        match step {
            Step::Run(simple) => return self.run(&simple, scene, lines),
            Step::Jump(to) => self.at = to,
            Step::JumpIfOk(to) if self.status == 0 => self.at = to,
            Step::JumpIfFailed(to) if self.status != 0 => self.at = to,
            Step::JumpIfOk(_) | Step::JumpIfFailed(_) => (),
            Step::Begin(words) => {
                let mut list = self.expand(&words, scene);
                list.reverse();
                self.loops.push(list);
            }
            Step::Next { variable, done } => match self.loops.last_mut().and_then(Vec::pop) {
                Some(word) => drop(self.variables.insert(variable, word)),
                None => {
                    self.loops.pop();
                    self.at = done;
                }
            },
            Step::SetStatus(status) => self.status = status,
            Step::End { after, status } if after == Duration::ZERO => {
                return Some(Then::Exit(status));
            }
            Step::End { after, status } => {
                self.status = status;
                self.job = Some(Job::Sleep(scene.now + after));
            }
        }
        None
    }

    fn run(
        &mut self,
        simple: &Simple,
        scene: &mut Scene<'_>,
        lines: &mut Vec<Line>,
    ) -> Option<Then> {
        for (name, value) in &simple.assignments {
            let value = self.expand(std::slice::from_ref(value), scene).join(" ");
            self.variables.insert(name.clone(), value);
        }
        let words = self.expand(&simple.words, scene);
        if words.is_empty() {
            self.status = 0;
            return None;
        }
        if let Sink::File(word) = &simple.outputs.out {
            let file = self.expand(std::slice::from_ref(word), scene).join(" ");
            scene.files.insert(file);
        }
        let outcome = command::run(&words, &mut self.variables, scene);
        let job = match outcome {
            Outcome::Done {
                status,
                lines: printed,
            } => {
                lines.extend(simple.outputs.sort(printed));
                self.status = if simple.is_negated {
                    i64::from(status == 0)
                } else {
                    status
                };
                return None;
            }
            Outcome::Exit(status) => return Some(Then::Exit(status.unwrap_or(self.status))),
            Outcome::Sleep(time) => Job::Sleep(scene.now + time),
            Outcome::Ping(ping, first) => {
                lines.extend(simple.outputs.sort(vec![first]));
                Job::Ping(ping, simple.outputs.clone())
            }
            Outcome::Child { program, is_exec } => Job::Child { program, is_exec },
            Outcome::Forever => Job::Forever,
        };
        self.job = Some(job);
        None
    }

    fn expand(&self, words: &[Word], scene: &mut Scene<'_>) -> Vec<String> {
        let mut run = |text: &str| {
            let mut script = Script::parse(text, self.variables.clone(), Vec::new());
            let printed = script.resume(scene).lines;
            let out = printed
                .into_iter()
                .filter(|line| !line.stderr)
                .map(|line| line.text);
            out.collect::<Vec<_>>().join("\n")
        };
        let texts = words
            .iter()
            .map(|word| word.expand(&self.variables, self.status, &mut run));
        texts.collect()
    }
}

impl Outputs {
    /// What of a command's lines is seen, and where.
    fn sort(&self, lines: Vec<Line>) -> Vec<Line> {
        let place = |line: Line| {
            let sink = if line.stderr { &self.err } else { &self.out };
            match sink {
                Sink::Out => Some(Line {
                    stderr: false,
                    ..line
                }),
                Sink::Err => Some(Line {
                    stderr: true,
                    ..line
                }),
                Sink::File(_) => None,
            }
        };
        lines.into_iter().filter_map(place).collect()
    }
}
