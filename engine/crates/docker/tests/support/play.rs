//! Plays a command against the paper daemon and writes down all that can be seen of it.

use std::collections::{BTreeMap, VecDeque};

use api::go::{ToGo, Value};
use api::service::{
    Global, GlobalJob, Replicated, ReplicatedJob, Service, ServiceMode, ServiceSpec, UpdateState,
    UpdateStatus,
};
use api::task::TaskState;
use api::{ApiError, ErrorKind, LogSource, Request, Response, StreamPart};
use docker::{Command, Environment, Resume, TerminalSize, Want};
use sim::Duration;

use super::lab::{self, Standing};

/// The surroundings of the next commands.
#[derive(Clone, Debug)]
pub struct Stage {
    pub standing: Standing,
    pub terminal: Option<TerminalSize>,
    pub files: Vec<(String, String)>,
    pub lines: VecDeque<String>,
    /// The next request of this name is refused.
    pub refusal: Option<(String, ApiError)>,
    /// What those who wait for a service see, one after the other; the last of them lasts.
    pub polls: Vec<Poll>,
    pub mode: ServiceMode,
    /// The service `rich`, made by `@ has FLAGS`.
    rich: Option<Service>,
    seen: usize,
    /// Ctrl-C is pressed when this many polls have been seen.
    interrupt: Option<usize>,
}

/// What is to be seen of the service `web` at one moment.
#[derive(Clone, Debug, Default)]
pub struct Poll {
    /// States by slot or, for a global service, by node; perhaps with an error.
    states: Vec<(TaskState, String)>,
    update: Option<UpdateStatus>,
}

impl Poll {
    /// `running preparing rejected:no-such-image / paused too many failures`.
    fn read(text: &str) -> Poll {
        let (states, update) = text.split_once(" / ").unwrap_or((text, ""));
        let state = |word: &str| {
            let (state, error) = word.split_once(':').unwrap_or((word, ""));
            (state_named(state), error.replace('-', " "))
        };
        let update = (!update.is_empty()).then(|| {
            let (state, message) = update.split_once(' ').unwrap_or((update, ""));
            UpdateStatus {
                state: update_state_named(state),
                message: message.to_owned(),
                ..UpdateStatus::default()
            }
        });
        Poll {
            states: states.split_whitespace().map(state).collect(),
            update,
        }
    }
}

fn state_named(name: &str) -> TaskState {
    use TaskState::{
        Assigned, Complete, Failed, New, Pending, Preparing, Ready, Rejected, Running, Shutdown,
        Starting,
    };
    let all = [
        New, Pending, Assigned, Preparing, Ready, Starting, Running, Complete, Shutdown, Failed,
        Rejected,
    ];
    let found = all.into_iter().find(|state| state.as_str() == name);
    found.unwrap_or_else(|| panic!("no state is called {name}"))
}

fn update_state_named(name: &str) -> UpdateState {
    use UpdateState::{
        Completed, Paused, RollbackCompleted, RollbackPaused, RollbackStarted, Updating,
    };
    let all = [
        Updating,
        Paused,
        Completed,
        RollbackStarted,
        RollbackPaused,
        RollbackCompleted,
    ];
    let found = all.into_iter().find(|state| state.as_str() == name);
    found.unwrap_or_else(|| panic!("no update state is called {name}"))
}

impl Stage {
    pub fn new() -> Stage {
        Stage {
            standing: Standing::Manager,
            terminal: None,
            files: Vec::new(),
            lines: VecDeque::new(),
            refusal: None,
            polls: Vec::new(),
            mode: ServiceMode::default(),
            rich: None,
            seen: 0,
            interrupt: None,
        }
    }

    /// `worker`, `refuse NodeRemove system: words`, `types y`, `file path: text`, `terminal 80`.
    pub fn set(&mut self, directive: &str) {
        let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
        match word {
            "manager" => self.standing = Standing::Manager,
            "worker" => self.standing = Standing::Worker,
            "alone" => self.standing = Standing::Alone,
            "unreachable" => self.standing = Standing::Unreachable,
            "types" => self.lines.push_back(rest.to_owned()),
            "terminal" => {
                let columns = rest.parse().expect("a terminal has columns");
                self.terminal = Some(TerminalSize { columns, rows: 50 });
            }
            "pipe" => self.terminal = None,
            "poll" => {
                if self.seen > 0 {
                    self.polls.clear();
                    self.seen = 0;
                }
                self.polls.push(Poll::read(rest));
            }
            "has" => {
                let words = format!("docker service create -d --name rich {rest} nginx");
                self.rich = None;
                play(super::split(&words), self);
                assert!(self.rich.is_some(), "it was not made: {rest}");
            }
            "interrupt" => self.interrupt = rest.parse().ok(),
            "mode" => {
                self.mode = ServiceMode::default();
                let (name, count) = rest.split_once(' ').unwrap_or((rest, "0"));
                let count = count.parse().expect("a mode has a number");
                match name {
                    "replicated" => {
                        let replicas = Some(count);
                        self.mode.replicated = Some(Replicated { replicas });
                    }
                    "global" => self.mode.global = Some(Global {}),
                    "job" => {
                        self.mode.replicated_job = Some(ReplicatedJob {
                            max_concurrent: Some(2),
                            total_completions: Some(count),
                        });
                    }
                    "global-job" => self.mode.global_job = Some(GlobalJob {}),
                    other => panic!("no mode is called {other}"),
                }
            }
            "file" => {
                let (path, text) = rest.split_once(": ").expect("path: text");
                self.files
                    .push((path.to_owned(), text.replace("\\n", "\n")));
            }
            "refuse" => {
                let (name, rest) = rest.split_once(' ').expect("refuse NAME kind: words");
                let (kind, words) = rest.split_once(": ").expect("refuse NAME kind: words");
                let kind = match kind {
                    "invalid" => ErrorKind::InvalidParameter,
                    "missing" => ErrorKind::NotFound,
                    "conflict" => ErrorKind::Conflict,
                    "system" => ErrorKind::System,
                    other => panic!("no refusal is called {other}"),
                };
                self.refusal = Some((name.to_owned(), ApiError::new(kind, words)));
            }
            other => panic!("no directive is called {other}"),
        }
    }

    fn answer(&mut self, request: &Request) -> Resume {
        let name = name_of(request);
        if let Some((_, error)) = self.refusal.take_if(|(wanted, _)| *wanted == name) {
            return Resume::Answer(Err(error));
        }
        if let Some(answer) = self.polled(request) {
            return Resume::Answer(Ok(answer));
        }
        match request {
            Request::ServiceCreate { spec, .. } if spec.annotations.name == "rich" => {
                self.rich = Some(Service {
                    id: "rich".into(),
                    spec: (**spec).clone(),
                    ..Service::default()
                });
            }
            Request::ServiceInspect { name, .. } if name == "rich" => {
                let rich = self.rich.clone().expect("the stage has it");
                return Resume::Answer(Ok(Response::Service(Box::new(rich))));
            }
            _ => (),
        }
        let answer = self.standing.answer(request);
        if matches!(answer, Ok(Response::SwarmInitialized(_))) {
            self.standing = Standing::Manager;
        }
        Resume::Answer(answer)
    }
}

impl Stage {
    /// The answer to those who wait for a service, if the stage tells of one.
    fn polled(&mut self, request: &Request) -> Option<Response> {
        let at = self
            .seen
            .saturating_sub(1)
            .min(self.polls.len().checked_sub(1)?);
        match request {
            Request::ServiceInspect {
                insert_defaults: false,
                ..
            } => {
                let poll = &self.polls[self.seen.min(self.polls.len() - 1)];
                self.seen += 1;
                let mut service = lab::web();
                service.spec.mode = self.mode.clone();
                service.update_status = poll.update.clone();
                let is_job = self.mode.replicated_job.is_some() || self.mode.global_job.is_some();
                service.job_status = is_job.then(Default::default);
                Some(Response::Service(Box::new(service)))
            }
            Request::TaskList { filters } if filters.contains_key("_up-to-date") => {
                let is_global = self.mode.global.is_some() || self.mode.global_job.is_some();
                // Slots of a job count from 0.
                let first = i64::from(self.mode.replicated_job.is_none());
                let states = self.polls[at].states.iter().enumerate();
                let tasks = states.map(|(place, (state, error))| {
                    let slot = if is_global { 0 } else { place as i64 + first };
                    let mut task =
                        lab::task(&lab::web(), &format!("p{place}"), slot, place % 3, *state);
                    task.status.err.clone_from(error);
                    task.desired_state = match state {
                        TaskState::Complete => TaskState::Complete,
                        other if other.is_terminal() => TaskState::Shutdown,
                        _ => TaskState::Running,
                    };
                    task.job_iteration = Some(api::Version::default());
                    task
                });
                Some(Response::Tasks(tasks.collect()))
            }
            _ => None,
        }
    }
}

/// What a command did: each line with its mark.
pub fn play(words: Vec<String>, stage: &mut Stage) -> String {
    let environment = Environment {
        stdout_tty: stage.terminal,
        stdin_tty: stage.terminal.is_some(),
        variables: [("COLOUR".to_owned(), "blue".to_owned())].into(),
        client_version: "28.5.2".to_owned(),
    };
    let mut command = Command::new(words, environment);
    let mut resume = Resume::Started;
    let mut now = lab::now();
    let mut parts = VecDeque::new();
    let mut seen = String::new();
    stage.seen = 0;
    for _ in 0..2000 {
        // A copy must go on just as well.
        command = command.clone();
        let step = command.resume(resume, now);
        for printed in &step.printed {
            show(
                &mut seen,
                if printed.stderr { "! " } else { "  " },
                &printed.text,
            );
        }
        resume = match step.want {
            Want::Exit(0) => return seen,
            Want::Exit(code) => {
                seen.push_str(&format!("? {code}\n"));
                return seen;
            }
            Want::Call(request) => {
                let is_watching = stage.seen > 0 && matches!(*request, Request::NodeList { .. })
                    || matches!(&*request, Request::TaskList { filters } if filters.contains_key("_up-to-date"));
                if let Some(text) = telling(&request, stage).filter(|_| !is_watching) {
                    seen.push_str(&format!("> {text}\n"));
                }
                if matches!(
                    *request,
                    Request::ServiceLogs { .. } | Request::Events { .. }
                ) {
                    parts = stream(&request);
                }
                stage.answer(&request)
            }
            Want::Part { .. } => match parts.pop_front() {
                Some(part) => Resume::Part(part),
                None => Resume::Interrupted,
            },
            Want::Sleep(wait) => {
                now.0 += i64::try_from(wait.as_nanos()).expect("a short wait");
                match stage.interrupt {
                    Some(polls) if stage.seen >= polls => Resume::Interrupted,
                    Some(_) | None => Resume::Woken,
                }
            }
            Want::ReadFile(path) => {
                let found = stage.files.iter().find(|(known, _)| *known == path);
                Resume::File(match found {
                    Some((_, text)) => Ok(text.clone().into_bytes()),
                    None => Err("no such file or directory".to_owned()),
                })
            }
            Want::WriteFile { path, .. } => {
                seen.push_str(&format!("> writes {path}\n"));
                Resume::Written(Ok(()))
            }
            Want::ReadLine => Resume::Line(stage.lines.pop_front()),
        };
        now.0 += i64::try_from(Duration::from_millis(1).as_nanos()).expect("a short wait");
    }
    panic!("it has no end:\n{seen}")
}

/// Text with the mark before every line; control characters are written out.
fn show(seen: &mut String, mark: &str, text: &str) {
    let text = text.replace('\x1b', "\\e").replace('\r', "\\r");
    for line in text.split_inclusive('\n') {
        let line = line.trim_end_matches('\n');
        seen.push_str(format!("{mark}{line}").trim_end_matches('\n'));
        seen.push('\n');
    }
}

fn name_of(request: &Request) -> String {
    let text = format!("{request:?}");
    let end = text.find(|letter: char| !letter.is_alphanumeric());
    text[..end.unwrap_or(text.len())].to_owned()
}

/// Requests that change something, and those whose words matter; mere looking is left out.
fn telling(request: &Request, stage: &Stage) -> Option<String> {
    Some(match request {
        Request::ServiceCreate {
            spec,
            query_registry,
        } => {
            let text = format!("ServiceCreate registry={query_registry}");
            text + &difference(&lab::plain(), spec)
        }
        Request::ServiceUpdate {
            id,
            version,
            spec,
            rollback,
            query_registry,
        } => {
            let text = format!(
                "ServiceUpdate version={} rollback={rollback} registry={query_registry}",
                version.index
            );
            let services: Vec<_> = lab::services()
                .into_iter()
                .chain(stage.rich.clone())
                .collect();
            let before = services.iter().find(|service| service.id == *id);
            text + &difference(&before.expect("it is there").spec, spec)
        }
        Request::NodeUpdate { version, spec, .. } => {
            format!(
                "NodeUpdate version={} {}",
                version.index,
                spec.to_go().to_json_raw()
            )
        }
        Request::NetworkCreate { spec, options } => {
            format!("NetworkCreate {} {options:?}", spec.to_go().to_json_raw())
        }
        Request::SwarmUpdate { spec, rotate, .. } => {
            format!("SwarmUpdate {} {rotate:?}", spec.to_go().to_json_raw())
        }
        Request::SwarmInit(init) => {
            let spec = init.spec.to_go().to_json_raw();
            let plain = api::cluster::InitRequest {
                spec: Default::default(),
                ..(**init).clone()
            };
            let text = format!("{plain:?}");
            let end = text.find(", spec: ").unwrap_or(text.len());
            format!("{} }} {spec}", &text[..end])
        }
        Request::NodeInspect { .. }
        | Request::ServiceInspect { .. }
        | Request::TaskInspect { .. }
        | Request::SwarmInspect
        | Request::SwarmUnlockKey
        | Request::Info
        | Request::Version => return None,
        other => format!("{other:?}"),
    })
}

/// What is not the same in two specs: path, and what it is now.
fn difference(before: &ServiceSpec, after: &ServiceSpec) -> String {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    leaves(&before.to_go(), "", &mut old);
    leaves(&after.to_go(), "", &mut new);
    let mut out = String::new();
    for (path, value) in &new {
        if old.get(path) != Some(value) {
            out.push_str(&format!("\n>   {path} = {value}"));
        }
    }
    for path in old.keys().filter(|path| !new.contains_key(*path)) {
        out.push_str(&format!("\n>   {path} gone"));
    }
    out
}

fn leaves(value: &Value, path: &str, found: &mut BTreeMap<String, String>) {
    match value {
        Value::Ptr(inner) => leaves(inner, path, found),
        Value::Struct(of) if !of.fields.is_empty() => {
            for field in &of.fields {
                let name = format!("{path}.{}", field.name);
                leaves(
                    &field.value,
                    if field.embedded { path } else { &name },
                    found,
                );
            }
        }
        Value::Nil => (),
        other => {
            found.insert(path.trim_start_matches('.').to_owned(), other.to_json_raw());
        }
    }
}

/// What comes of a log or of events.
fn stream(request: &Request) -> VecDeque<StreamPart> {
    let mut parts = VecDeque::new();
    match request {
        Request::ServiceLogs { options, .. } => {
            let tasks = lab::tasks();
            for (at, line) in [(0, "ready"), (3, "listening on port 80"), (0, "GET /")] {
                let task = &tasks[at];
                parts.push_back(StreamPart::Log {
                    task: Some(LogSource {
                        service: lab::service_id(),
                        task: task.id.clone(),
                        node: task.node_id.clone(),
                        container: api::ContainerId::default(),
                    }),
                    at: lab::ago(100),
                    stderr: line == "GET /",
                    line: line.to_owned(),
                });
            }
            if !options.follow {
                parts.push_back(StreamPart::End);
            }
        }
        Request::Events { until, .. } => {
            let event = api::event::Event {
                kind: "service".to_owned(),
                action: "create".to_owned(),
                actor: api::event::Actor {
                    id: lab::WEB.to_owned(),
                    attributes: [("name".to_owned(), "web".to_owned())].into(),
                },
                scope: "swarm".to_owned(),
                time: lab::ago(5).0 / 1_000_000_000,
                time_nano: lab::ago(5).0 + 120_000_000,
                ..api::event::Event::default()
            };
            parts.push_back(StreamPart::Event(Box::new(event)));
            if until.is_some() {
                parts.push_back(StreamPart::End);
            }
        }
        _ => (),
    }
    parts
}
