//! Log lines of a swarm as they come, each with the task it is from:
//! `web.1.c5wocl43jhwk@node2    | ready` (docker/cli `service/logs.go`).
//!
//! A line tells ids only. The first line of a task makes three calls for names while the stream
//! goes on.

use std::collections::BTreeMap;

use api::task::Task;
use api::{ApiError, LogSource, Request, Response, StreamPart, TaskId};
use sim::Timestamp;

use crate::cli::Want;
use crate::command::tasks::name_in;
use crate::context::words;
use crate::tail::{Said, Wake};

/// How lines are shown.
#[derive(Clone, Debug)]
pub(crate) struct How {
    pub timestamps: bool,
    pub details: bool,
    pub raw: bool,
    pub no_resolve: bool,
    pub no_trunc: bool,
    pub no_task_ids: bool,
    /// How many digits the slots have, so that the bars of all lines stand under each other.
    pub digits: usize,
}

/// A stream of log lines.
#[derive(Clone, Debug)]
pub(crate) struct LogLines {
    how: How,
    request: Request,
    asked: Asked,
    /// What came and is not shown yet, because a name is missing.
    held: Option<StreamPart>,
    /// Names of services and nodes by id.
    names: BTreeMap<String, String>,
    tasks: BTreeMap<TaskId, Task>,
}

/// What the stream waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    /// The daemon is to open it.
    Stream,
    /// The next part.
    Part,
    /// The name of this id.
    Name(String),
    /// This task.
    Task,
}

/// Ctrl-C.
const INTERRUPTED: u8 = 130;

impl LogLines {
    /// A stream that this request opens.
    pub fn new(request: Request, how: How) -> LogLines {
        LogLines {
            how,
            request,
            asked: Asked::Stream,
            held: None,
            names: BTreeMap::new(),
            tasks: BTreeMap::new(),
        }
    }

    /// Goes on until it wants something.
    pub fn wake(&mut self, wake: Wake, said: &mut Said) -> Want {
        match wake {
            Wake::Begin => return Want::Call(Box::new(self.request.clone())),
            Wake::Interrupted => return Want::Exit(INTERRUPTED),
            Wake::Part(part) => self.held = Some(part),
            Wake::Answer(answer) => {
                if let Err(error) = self.on_answer(answer) {
                    said.error_line(&words(&error));
                    return Want::Exit(1);
                }
            }
            Wake::Time => (),
        }
        self.show(said)
    }

    fn on_answer(&mut self, answer: Result<Response, ApiError>) -> Result<(), ApiError> {
        match std::mem::replace(&mut self.asked, Asked::Part) {
            Asked::Stream => {
                answer?;
            }
            // A name that cannot be had is its id.
            Asked::Name(id) => {
                let name = answer.ok().and_then(|response| name_in(&response));
                self.names.insert(id.clone(), name.unwrap_or(id));
            }
            Asked::Task => {
                let Response::Task(task) = answer? else {
                    panic!("expected a task");
                };
                self.tasks.insert(task.id.clone(), *task);
            }
            Asked::Part => panic!("nothing was asked"),
        }
        Ok(())
    }

    /// Shows what came, as soon as all names in it are known.
    fn show(&mut self, said: &mut Said) -> Want {
        self.asked = Asked::Part;
        match self.held.take() {
            Some(StreamPart::Log {
                task,
                at,
                stderr,
                line,
            }) => {
                if let (Some(source), false) = (&task, self.how.raw)
                    && let Some((request, asked)) = self.missing(source)
                {
                    self.asked = asked;
                    self.held = Some(StreamPart::Log {
                        task,
                        at,
                        stderr,
                        line,
                    });
                    return Want::Call(Box::new(request));
                }
                let text = self.line(task.as_ref(), at, &line);
                said.add(stderr, text);
            }
            Some(StreamPart::Event(_)) | None => (),
            Some(StreamPart::End) => return Want::Exit(0),
            Some(StreamPart::Failed(error)) => {
                said.error_line(&format!("error from daemon in stream: {error}"));
                return Want::Exit(1);
            }
        }
        Want::Part { within: None }
    }

    /// What must be asked before a line of this source can be shown.
    fn missing(&self, source: &LogSource) -> Option<(Request, Asked)> {
        let (node, service) = (source.node.to_string(), source.service.to_string());
        let is_unknown = |id: &String| !self.how.no_resolve && !self.names.contains_key(id);
        if is_unknown(&node) {
            let request = Request::NodeInspect { name: node.clone() };
            return Some((request, Asked::Name(node)));
        }
        if is_unknown(&service) {
            let request = Request::ServiceInspect {
                name: service.clone(),
                insert_defaults: false,
            };
            return Some((request, Asked::Name(service)));
        }
        if self.tasks.contains_key(&source.task) {
            return None;
        }
        let name = source.task.to_string();
        Some((Request::TaskInspect { name }, Asked::Task))
    }

    fn line(&self, source: Option<&LogSource>, at: Timestamp, line: &str) -> String {
        let mut out = String::new();
        if self.how.timestamps {
            out.push_str(&crate::command::moment::fixed(at));
            out.push(' ');
        }
        if let (Some(source), false) = (source, self.how.raw) {
            out.push_str(&self.origin(source));
            out.push_str("    | ");
        }
        if self.how.details {
            // Labels and variables the log driver was told to keep would stand here.
            out.push(' ');
        }
        out.push_str(line);
        out.push('\n');
        out
    }

    fn origin(&self, source: &LogSource) -> String {
        let name = |id: &str| self.names.get(id).map_or(id, String::as_str).to_owned();
        let task = self.tasks.get(&source.task).expect("it was asked for");
        let slot = task.slot.to_string();
        let mut origin = format!("{}.{slot}", name(source.service.as_str()));
        if !self.how.no_task_ids {
            let id = if self.how.no_trunc {
                task.id.as_str()
            } else {
                task.id.short()
            };
            origin.push('.');
            origin.push_str(id);
        }
        let padding = " ".repeat(self.how.digits.saturating_sub(slot.len()));
        format!("{origin}@{}{padding}", name(source.node.as_str()))
    }
}
