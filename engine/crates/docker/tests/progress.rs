//! The bars of `service create`, `update`, `scale` and `rollback` on a terminal, against the bytes
//! that real Docker wrote: what it drew is read back into what it must have seen, poll by poll, and
//! our command is shown the same. What it draws then must be the same bytes. Only the order of the
//! slots within a poll is free: there it is that of a Go map.

#[path = "support/recording.rs"]
#[allow(dead_code, reason = "each test reads what it needs")]
mod recording;

use api::node::{Node, NodeState, NodeStatus};
use api::service::{
    Global, Replicated, Service, ServiceMode, UpdateConfig, UpdateState, UpdateStatus,
};
use api::task::{Task, TaskState, TaskStatus};
use api::{ApiError, ErrorKind, Request, Response};
use docker::{Command, Environment, Resume, TerminalSize, Want};
use recording::Recorded;
use sim::{Duration, Timestamp};

/// One line drawn anew, with the moves of the cursor around it.
type Frame = String;

/// What a recorded watch saw.
#[derive(Debug)]
struct Watched {
    is_global: bool,
    total: u64,
    /// From which poll on it is a rollback, and what was said of it.
    rollback: Option<(usize, String)>,
    polls: Vec<Poll>,
    /// The command gave up: its last words.
    end: Option<String>,
}

/// The tasks of one poll: place or node, and state as drawn.
#[derive(Clone, Debug, Default, PartialEq)]
struct Poll {
    tasks: Vec<(String, String)>,
    frames: Vec<Frame>,
}

/// Text between the moves of the cursor.
fn text_of(frame: &str) -> &str {
    let start = frame
        .find("\x1b[2K\r")
        .map_or(0, |at| at + "\x1b[2K\r".len());
    let text = &frame[start..];
    text.split(" \r").next().unwrap_or(text)
}

/// The frames of a stream of bytes, and what stands before and after them.
fn frames(bytes: &str) -> (String, Vec<Frame>, String) {
    let bytes = bytes.replace("\r\n", "\n");
    let start = bytes.find("\x1b[").unwrap_or(bytes.len());
    // A new line for the first frame belongs to it.
    let start = if bytes[..start].ends_with("\n\n") {
        start - 1
    } else {
        start
    };
    let (before, mut rest) = bytes.split_at(start);
    let mut found = Vec::new();
    while let Some(at) = rest.find(" \r\x1b[") {
        let after = &rest[at..];
        let end = after.find('B').map_or(rest.len(), |end| at + end + 1);
        found.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    (before.to_owned(), found, rest.to_owned())
}

/// A poll ends with the line for all of them; what is said of `verify` is left out, for it depends
/// on how fast the machine was.
fn polls(all: Vec<Frame>) -> Vec<Poll> {
    let mut polls = vec![Poll::default()];
    for frame in all {
        let text = text_of(&frame).trim_end().to_owned();
        if text.starts_with("verify: ") || text.starts_with("rollback: ") {
            continue;
        }
        let poll = polls.last_mut().expect("there is always one");
        poll.frames.push(frame);
        if text.starts_with("overall progress: ") {
            polls.push(Poll::default());
            continue;
        }
        let (place, state) = text.split_once(':').unwrap_or((&text, ""));
        let state = state.split('[').next().unwrap_or(state).trim();
        poll.tasks.push((place.to_owned(), state.to_owned()));
    }
    polls.retain(|poll| !poll.frames.is_empty());
    polls
}

/// The bytes with the nodes of a global service renamed in the order in which they are drawn first:
/// there it is the order of a Go map, here that of their ids.
fn bytes_of(recorded: &Recorded) -> Option<String> {
    let (_, bytes) = recorded.terminal.as_ref()?;
    let (_, all, _) = frames(bytes);
    let mut nodes: Vec<String> = Vec::new();
    for frame in &all {
        let place = text_of(frame).split(':').next().unwrap_or_default();
        let is_node = place.len() == 12 && place.chars().all(char::is_alphanumeric);
        if is_node && !nodes.iter().any(|node| node == place) {
            nodes.push(place.to_owned());
        }
    }
    let renamed = |bytes: String, (at, node): (usize, &String)| {
        bytes.replace(node.as_str(), &format!("n{at:0>11}"))
    };
    Some(nodes.iter().enumerate().fold(bytes.clone(), renamed))
}

fn read(recorded: &Recorded) -> Option<Watched> {
    let (_, frames, after) = frames(&bytes_of(recorded)?);
    let said = frames
        .iter()
        .find_map(|frame| text_of(frame).strip_prefix("rollback: "));
    let said = said.unwrap_or_default().trim_end().to_owned();
    let mut polls = polls(frames);
    let first = text_of(polls.first()?.frames.first()?)
        .trim_end()
        .to_owned();
    let (_, total) = first.strip_suffix(" tasks")?.rsplit_once(" out of ")?;
    let total = total.parse().ok()?;
    let is_global = !polls
        .iter()
        .flat_map(|poll| &poll.tasks)
        .any(|(place, _)| place.contains('/'));
    if !is_global {
        // The first line of all and the empty line of each slot come before anything is seen.
        let (empty, seen): (Vec<_>, Vec<_>) = polls[1]
            .tasks
            .iter()
            .cloned()
            .partition(|(_, state)| state.is_empty());
        assert_eq!(empty.len() as u64, total, "{}", recorded.place);
        polls[1].tasks = seen;
    }
    polls.remove(0);
    let is_rollback = |frame: &Frame| text_of(frame).contains("rolling back");
    let rollback = polls
        .iter()
        .position(|poll| poll.frames.iter().any(is_rollback));
    let rollback = rollback.map(|at| (at, said));
    let end = after
        .split('\n')
        .find(|line| line.starts_with("service "))
        .map(str::to_owned);
    Some(Watched {
        is_global,
        total,
        rollback,
        polls,
        end,
    })
}

impl Watched {
    fn service(&self, at: usize) -> Service {
        let mut service = Service {
            id: "recorded".into(),
            ..Service::default()
        };
        service.spec.mode = if self.is_global {
            ServiceMode {
                global: Some(Global {}),
                ..ServiceMode::default()
            }
        } else {
            ServiceMode {
                replicated: Some(Replicated {
                    replicas: Some(self.total),
                }),
                ..ServiceMode::default()
            }
        };
        service.spec.update_config = Some(UpdateConfig {
            monitor: Duration::from_secs(5),
            ..UpdateConfig::default()
        });
        let status = |state, message: &str| {
            Some(UpdateStatus {
                state,
                message: message.to_owned(),
                ..UpdateStatus::default()
            })
        };
        if let Some((_, said)) = self.rollback.as_ref().filter(|(from, _)| at >= *from) {
            service.update_status = status(UpdateState::RollbackStarted, said);
        }
        if let (Some(end), true) = (&self.end, at >= self.polls.len()) {
            let message = end.split(": ").nth(1).unwrap_or_default();
            service.update_status = status(UpdateState::Paused, message);
        }
        service
    }

    fn tasks(&self, at: usize) -> Vec<Task> {
        // A task that is not drawn is not there; the last poll lasts until all is verified.
        let poll = &self.polls[at.min(self.polls.len() - 1)];
        let task = |(place, state): &(String, String)| {
            let slot = place.split('/').next().and_then(|slot| slot.parse().ok());
            let known = state_named(state);
            Task {
                slot: if self.is_global { 0 } else { slot.unwrap_or(0) },
                node_id: if self.is_global {
                    place.as_str().into()
                } else {
                    "node".into()
                },
                status: TaskStatus {
                    state: known.unwrap_or(TaskState::Pending),
                    err: if known.is_some() {
                        String::new()
                    } else {
                        state.clone()
                    },
                    ..TaskStatus::default()
                },
                desired_state: TaskState::Running,
                ..Task::default()
            }
        };
        poll.tasks.iter().map(task).collect()
    }

    fn nodes(&self) -> Vec<Node> {
        let names = self
            .polls
            .iter()
            .flat_map(|poll| &poll.tasks)
            .map(|(place, _)| place.as_str());
        let node = |name: &str| Node {
            id: name.into(),
            status: NodeStatus {
                state: NodeState::Ready,
                ..NodeStatus::default()
            },
            ..Node::default()
        };
        names.chain(["node"]).map(node).collect()
    }

    /// All that our command writes when it is shown this.
    fn play(&self, recorded: &Recorded, columns: u16) -> String {
        let environment = Environment {
            stdout_tty: Some(TerminalSize { columns, rows: 30 }),
            stdin_tty: true,
            variables: Default::default(),
            client_version: "28.5.2".to_owned(),
        };
        let words = recording::words(&recorded.typed).expect("it is plain");
        let mut command = Command::new(words, environment);
        let (mut resume, mut out, mut seen) = (Resume::Started, String::new(), 0);
        let mut now = Timestamp(1_000_000_000_000);
        loop {
            let step = command.resume(resume, now);
            out.extend(step.printed.into_iter().map(|printed| printed.text));
            resume = match step.want {
                Want::Exit(_) => return out,
                Want::Sleep(wait) => {
                    now.0 += i64::try_from(wait.as_nanos()).expect("a short wait");
                    seen += 1;
                    Resume::Woken
                }
                Want::Call(request) => Resume::Answer(self.answer(&request, seen)),
                other => panic!("{}: it wants {other:?}", recorded.place),
            };
        }
    }

    fn answer(&self, request: &Request, seen: usize) -> Result<Response, ApiError> {
        Ok(match request {
            Request::ServiceInspect { .. } => Response::Service(Box::new(self.service(seen))),
            Request::ServiceCreate { .. } => Response::ServiceCreated {
                id: "recorded".into(),
                warnings: Vec::new(),
            },
            Request::ServiceUpdate { .. } => Response::ServiceUpdated {
                warnings: Vec::new(),
            },
            Request::TaskList { .. } => Response::Tasks(self.tasks(seen)),
            Request::NodeList { .. } => Response::Nodes(self.nodes()),
            _ => return Err(ApiError::new(ErrorKind::NotFound, "unasked")),
        })
    }
}

/// A task's state as it is drawn; nothing for the words of an error.
fn state_named(name: &str) -> Option<TaskState> {
    let all = [
        TaskState::New,
        TaskState::Pending,
        TaskState::Assigned,
        TaskState::Accepted,
        TaskState::Preparing,
        TaskState::Ready,
        TaskState::Starting,
        TaskState::Running,
    ];
    all.into_iter().find(|state| state.as_str() == name)
}

fn sorted(mut frames: Vec<Frame>) -> Vec<Frame> {
    frames.sort();
    frames
}

#[test]
fn bars_are_drawn_as_recorded() {
    let mut compared = 0;
    let is_watch = |typed: &str| {
        let verbs = ["create", "update", "scale", "rollback"];
        let is_service = verbs
            .iter()
            .any(|verb| typed.starts_with(&format!("docker service {verb}")));
        is_service && !typed.contains("job")
    };
    let recorded = ["021", "054", "055", "057"]
        .into_iter()
        .flat_map(recording::commands);
    for recorded in recorded.filter(|recorded| is_watch(&recorded.typed)) {
        let (Some(watched), Some((columns, _))) = (read(&recorded), &recorded.terminal) else {
            continue;
        };
        let ours = watched.play(&recorded, *columns);
        let (_, frames, _) = frames(&ours);
        let ours = polls(frames);
        let (_, theirs, _) = self::frames(&bytes_of(&recorded).expect("it has them"));
        let theirs = polls(theirs);
        for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            assert_eq!(
                sorted(ours.frames.clone()),
                sorted(theirs.frames.clone()),
                "{} {}, poll {at}",
                recorded.place,
                recorded.typed
            );
        }
        assert_eq!(
            ours.len(),
            theirs.len(),
            "{} {}",
            recorded.place,
            recorded.typed
        );
        compared += 1;
    }
    let has_recordings = !recording::commands("054").is_empty();
    assert_eq!(compared >= 8, has_recordings, "{compared} compared");
}
