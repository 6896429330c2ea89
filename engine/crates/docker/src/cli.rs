//! A running `docker` command as its host sees it.

use std::collections::VecDeque;
use std::sync::Arc;

use api::{ApiError, Request, Response, StreamPart};
use serde::{Deserialize, Serialize};
use sim::{Duration, Timestamp};

use crate::command::{self, ROOT};
use crate::context::{Answer, Answered, Context, Ending, Failure, Outcome, Run, Stop};
use crate::endpoint;
use crate::flag::{Invocation, Resolved, resolve};
use crate::tail::{Said, Tail, Wake};

pub use crate::complete::{Completion, complete};

/// Columns and rows of a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TerminalSize {
    pub columns: u16,
    pub rows: u16,
}

/// What a command is started with besides its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// The terminal that standard output is, if it is one.
    pub stdout_tty: Option<TerminalSize>,
    /// Whether standard input is a terminal.
    pub stdin_tty: bool,
    /// `DOCKER_HOST` and friends.
    pub variables: std::collections::BTreeMap<String, String>,
    /// The client's own version: `28.5.2`.
    pub client_version: String,
}

/// What a command prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    pub stderr: bool,
    /// With `\n` alone for a line's end, even on a terminal; the terminal adds `\r`.
    pub text: String,
}

/// What a command wants before it can go on.
#[derive(Clone, Debug, PartialEq)]
pub enum Want {
    /// Call the daemon; resume with [`Resume::Answer`]. Which daemon: [`Command::host`]. If there is
    /// none, `ErrorKind::NoConnection` without words will do: the words are the command's. A command
    /// may call while a stream it opened goes on (`service logs` asks for names): parts that come
    /// before the answer wait at the host until they are wanted.
    Call(Box<Request>),
    /// Wait for the next part of the stream that was answered, at most this long if given; resume
    /// with [`Resume::Part`], or [`Resume::Woken`].
    Part { within: Option<Duration> },
    /// Resume with [`Resume::Woken`] after this time.
    Sleep(Duration),
    /// Resume with [`Resume::File`]; a relative path starts at the shell's folder; `-` is all of
    /// standard input.
    ReadFile(String),
    /// Write a file; resume with [`Resume::Written`].
    WriteFile { path: String, content: Vec<u8> },
    /// One line of standard input; resume with [`Resume::Line`].
    ReadLine,
    /// It is over.
    Exit(u8),
}

/// What a command is resumed with.
#[derive(Clone, Debug, PartialEq)]
pub enum Resume {
    /// It starts.
    Started,
    Answer(Result<Response, ApiError>),
    Part(StreamPart),
    Woken,
    /// The content, or the operating system's words: `no such file or directory`.
    File(Result<Vec<u8>, String>),
    Written(Result<(), String>),
    /// `None` at the end of input.
    Line(Option<String>),
    /// Ctrl-C.
    Interrupted,
}

/// What came of a resumption: text first, then the next want.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub printed: Vec<Printed>,
    pub want: Want,
}

/// A `docker` command that runs.
#[derive(Clone, Debug)]
pub struct Command {
    words: Vec<String>,
    environment: Environment,
    state: State,
    /// The call that is not answered yet.
    called: Option<Box<Request>>,
}

/// Where a command is.
#[derive(Clone, Debug)]
enum State {
    Fresh,
    Running(Box<Running>),
    Tail(Box<Tail>),
    Over(u8),
}

/// A command whose function has not reached its end.
#[derive(Clone, Debug)]
struct Running {
    invocation: Invocation,
    /// What is run: the command's own function, or its help.
    run: crate::context::Function,
    started: Timestamp,
    answers: Vec<Answered>,
    prints: usize,
    /// What is still wanted before the function runs again.
    wants: VecDeque<Want>,
}

/// SIGINT: 128 and its number.
const INTERRUPTED: u8 = 130;

impl Command {
    /// A command of these words, without `docker` itself. Resume it with [`Resume::Started`].
    pub fn new(words: Vec<String>, environment: Environment) -> Command {
        Command {
            words,
            environment,
            state: State::Fresh,
            called: None,
        }
    }

    /// The address of the daemon it calls, as typed (`tcp://10.0.0.2:2375`), if not the machine's
    /// own: from `--host`, else from `DOCKER_HOST`.
    pub fn host(&self) -> Option<String> {
        let variable = self.environment.variables.get("DOCKER_HOST");
        let flag = match resolve(&ROOT, &self.words, &self.environment.variables) {
            Ok(Resolved::Run(invocation, _) | Resolved::Help(invocation, _)) => {
                invocation.global.last("host").map(str::to_owned)
            }
            Ok(Resolved::Version) | Err(_) => None,
        };
        flag.or_else(|| variable.filter(|host| !host.is_empty()).cloned())
    }

    /// Goes on until it wants something.
    ///
    /// # Panics
    ///
    /// If it is resumed with something that it did not want: the host's mistake.
    pub fn resume(&mut self, resume: Resume, now: Timestamp) -> Step {
        let called = self.called.take();
        let resume = match resume {
            Resume::Answer(Err(error)) => {
                let host = self.host();
                let error = endpoint::worded(error, host.as_deref(), called.as_deref());
                Resume::Answer(Err(error))
            }
            other => other,
        };
        let step = self.go_on(resume, now);
        if let Want::Call(request) = &step.want {
            self.called = Some(request.clone());
        }
        step
    }

    fn go_on(&mut self, resume: Resume, now: Timestamp) -> Step {
        match &mut self.state {
            State::Fresh => self.start(&resume, now),
            State::Running(_) if resume == Resume::Interrupted => self.end(Vec::new(), INTERRUPTED),
            State::Running(running) => {
                let answer = answer_of(resume);
                running.answers.push(Answered { answer, at: now });
                match running.wants.pop_front() {
                    Some(want) => Step {
                        printed: Vec::new(),
                        want,
                    },
                    None => self.run(now),
                }
            }
            State::Tail(_) => {
                let wake = Wake::of(resume).expect("a tail wants only calls, parts and sleep");
                self.wake(wake, now, Vec::new())
            }
            State::Over(code) => Step {
                printed: Vec::new(),
                want: Want::Exit(*code),
            },
        }
    }

    fn start(&mut self, resume: &Resume, now: Timestamp) -> Step {
        assert!(*resume == Resume::Started, "a fresh command is started");
        let resolved = resolve(&ROOT, &self.words, &self.environment.variables);
        let (invocation, notes, run) = match resolved {
            Err(refused) => {
                let printed = vec![error_text(&refused.text)];
                return self.end(printed, refused.code);
            }
            Ok(Resolved::Version) => {
                let text = command::system::version::one_line(&self.environment.client_version);
                let printed = vec![Printed {
                    stderr: false,
                    text,
                }];
                return self.end(printed, 0);
            }
            Ok(Resolved::Help(invocation, notes)) => (
                invocation,
                notes,
                command::help::run as crate::context::Function,
            ),
            Ok(Resolved::Run(invocation, notes)) => {
                let spec = *invocation.path.last().expect("the root is always there");
                let run = match spec.run {
                    Run::Group => command::help::run_on_stderr,
                    Run::Works(function) => function,
                    Run::Later(_) => command::later::run,
                };
                (invocation, notes, run)
            }
        };
        self.state = State::Running(Box::new(Running {
            invocation: *invocation,
            run,
            started: now,
            answers: Vec::new(),
            prints: 0,
            wants: VecDeque::new(),
        }));
        let mut step = self.run(now);
        let notes = notes.iter().map(|note| error_text(note));
        step.printed.splice(0..0, notes);
        step
    }

    /// Runs the function with the answers it has.
    fn run(&mut self, now: Timestamp) -> Step {
        let State::Running(running) = &mut self.state else {
            unreachable!("only a running command is run");
        };
        let skip = (running.started, running.prints);
        let mut context = Context::new(
            &running.invocation,
            &self.environment,
            &running.answers,
            skip,
        );
        let outcome = (running.run)(&mut context);
        let (mut printed, prints) = context.finish();
        running.prints = prints;
        match outcome {
            Err(Stop::Wants(wants)) => {
                running.wants = wants.into();
                let want = running.wants.pop_front().expect("a stop wants something");
                Step { printed, want }
            }
            Err(Stop::ShowsHelp) => {
                running.run = command::help::run;
                running.answers.clear();
                let step = self.run(now);
                printed.extend(step.printed);
                Step { printed, ..step }
            }
            other => self.finish(other, now, printed),
        }
    }

    fn finish(&mut self, outcome: Outcome, now: Timestamp, mut printed: Vec<Printed>) -> Step {
        match outcome {
            Ok(Ending::Done) => self.end(printed, 0),
            Ok(Ending::Then(tail)) => {
                self.state = State::Tail(tail);
                self.wake(Wake::Begin, now, printed)
            }
            Err(Stop::Fails(Failure { text, code })) => {
                if !text.is_empty() {
                    printed.push(error_text(&text));
                }
                self.end(printed, code)
            }
            Err(Stop::Wants(_) | Stop::ShowsHelp) => unreachable!("handled by its caller"),
        }
    }

    fn wake(&mut self, wake: Wake, now: Timestamp, printed: Vec<Printed>) -> Step {
        let State::Tail(tail) = &mut self.state else {
            unreachable!("only a tail is woken");
        };
        let mut said = Said { printed };
        let want = tail.wake(wake, now, &mut said);
        if let Want::Exit(code) = want {
            return self.end(said.printed, code);
        }
        Step {
            printed: said.printed,
            want,
        }
    }

    fn end(&mut self, printed: Vec<Printed>, code: u8) -> Step {
        self.state = State::Over(code);
        Step {
            printed,
            want: Want::Exit(code),
        }
    }
}

fn error_text(text: &str) -> Printed {
    Printed {
        stderr: true,
        text: format!("{text}\n"),
    }
}

fn answer_of(resume: Resume) -> Answer {
    match resume {
        Resume::Answer(answer) => Answer::Api(answer.map(Arc::new)),
        Resume::File(answer) => Answer::File(answer.map(Arc::new)),
        Resume::Line(answer) => Answer::Line(answer),
        Resume::Started
        | Resume::Part(_)
        | Resume::Woken
        | Resume::Written(_)
        | Resume::Interrupted => panic!("a command was resumed with {resume:?} unasked"),
    }
}
