//! Watching a service until it is as wanted (docker/cli `service/progress`).
//!
//! Every 200 ms three calls: the service, its up-to-date tasks, the nodes. What they tell goes to
//! an updater for the service's mode, which draws ([`Screen`]) and says whether all is there. Then
//! it must stay so for the monitor period. Jobs are over when they are complete. A service that is
//! paused by a failed update ends the command with an error.

mod global;
mod job;
mod replicated;

use std::collections::{BTreeSet, VecDeque};

use api::node::{Node, NodeState};
use api::service::{Mode, Service, UpdateState};
use api::task::{Task, TaskState};
use api::{NodeId, Request, Response};
use sim::{Duration, Timestamp};

use crate::cli::{TerminalSize, Want};
use crate::context::words;
use crate::progress::{Change, Screen};
use crate::tail::{Said, Wake};

/// Time between two looks.
const PAUSE: Duration = Duration::from_millis(200);
/// How long a service must stay as it is, unless its update config says otherwise.
const MONITOR: Duration = Duration::from_secs(5);
/// With more slots than this, only the overall line is drawn.
const MOST_LINES: u64 = 20;

/// The services a command waits for, one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Converge {
    waiting: VecDeque<String>,
    watch: Option<Watch>,
    how: How,
    /// What went wrong so far, printed at the end.
    errors: Vec<String>,
}

/// How a command waits.
#[derive(Clone, Debug)]
pub(crate) struct How {
    pub terminal: Option<TerminalSize>,
    pub quiet: bool,
    /// Errors are gathered, each with the service's name before it (`service scale`).
    pub gathers_errors: bool,
}

impl Converge {
    /// Waits for these services, by the names they were given.
    pub fn new(services: Vec<String>, how: How, errors: Vec<String>) -> Converge {
        Converge {
            waiting: services.into(),
            watch: None,
            how,
            errors,
        }
    }

    /// Goes on until it wants something.
    pub fn wake(&mut self, wake: Wake, now: Timestamp, said: &mut Said) -> Want {
        let mut wake = wake;
        loop {
            let Some(watch) = &mut self.watch else {
                match self.waiting.pop_front() {
                    Some(name) => self.watch = Some(Watch::new(name, self.how.terminal)),
                    None => return self.end(said),
                }
                wake = Wake::Begin;
                continue;
            };
            let mut text = String::new();
            let is_interrupt = matches!(wake, Wake::Interrupted);
            let next = watch.step(wake, now, &mut text);
            if !self.how.quiet {
                said.out(text);
            }
            match next {
                Next::Want(want) => return want,
                Next::Done if is_interrupt => {
                    self.watch = None;
                    self.cancel_rest();
                    return self.end(said);
                }
                Next::Canceled => {
                    self.cancel_rest();
                    return self.end(said);
                }
                Next::Done => self.watch = None,
                Next::Failed(reason) => {
                    let name = self.watch.take().map_or(String::new(), |watch| watch.name);
                    self.failed(&name, reason);
                }
            }
            wake = Wake::Begin;
        }
    }

    fn failed(&mut self, name: &str, reason: String) {
        if self.how.gathers_errors {
            self.errors.push(format!("{name}: {reason}"));
        } else {
            self.errors.push(reason);
        }
    }

    /// After Ctrl-C nothing else is watched; a command that gathers errors tells of it, others end
    /// quietly.
    fn cancel_rest(&mut self) {
        let current = self.watch.take().map(|watch| watch.name);
        let rest = std::mem::take(&mut self.waiting);
        if self.how.gathers_errors {
            for name in current.into_iter().chain(rest) {
                self.failed(&name, "context canceled".to_owned());
            }
        }
    }

    fn end(&self, said: &mut Said) -> Want {
        if self.errors.is_empty() {
            return Want::Exit(0);
        }
        said.error_line(&self.errors.join("\n"));
        Want::Exit(1)
    }
}

/// What a watch came to.
enum Next {
    Want(Want),
    Done,
    /// Ctrl-C in the midst of a call.
    Canceled,
    Failed(String),
}

/// One service being watched.
#[derive(Clone, Debug)]
struct Watch {
    name: String,
    screen: Screen,
    updater: Option<Updater>,
    is_converged: bool,
    converged_at: Option<Timestamp>,
    monitor: Duration,
    is_rollback: bool,
    /// Said at the end: the rollback was already over when the watch began.
    rollback_message: Option<String>,
    asked: Asked,
}

/// What the watch is waiting for.
#[derive(Clone, Debug)]
enum Asked {
    Nothing,
    Service,
    Tasks(Box<Service>),
    Nodes(Box<Service>, Vec<Task>),
    Pause,
}

/// What draws a service of one mode.
#[derive(Clone, Debug)]
enum Updater {
    Replicated(replicated::Replicated),
    Global(global::Global),
    ReplicatedJob(job::ReplicatedJob),
    GlobalJob(job::GlobalJob),
}

/// What an updater looks at, and where it draws.
struct Look<'a> {
    service: &'a Service,
    tasks: &'a [Task],
    /// The nodes that are not down.
    active: &'a BTreeSet<NodeId>,
    is_rollback: bool,
    screen: &'a mut Screen,
    text: &'a mut String,
}

impl Look<'_> {
    fn draw(&mut self, change: &Change) {
        let text = self.screen.change(change);
        self.text.push_str(&text);
    }

    fn overall(&mut self, running: u64, all: u64) {
        let prefix = if self.is_rollback {
            "rolling back update: "
        } else {
            ""
        };
        let action = format!("{prefix}{running} out of {all} tasks");
        self.draw(&Change::line("overall progress", action));
    }
}

impl Watch {
    fn new(name: String, terminal: Option<TerminalSize>) -> Watch {
        Watch {
            name,
            screen: Screen::new(terminal),
            updater: None,
            is_converged: false,
            converged_at: None,
            monitor: MONITOR,
            is_rollback: false,
            rollback_message: None,
            asked: Asked::Nothing,
        }
    }

    fn step(&mut self, wake: Wake, now: Timestamp, text: &mut String) -> Next {
        let response = match wake {
            Wake::Interrupted => return self.interrupt(text),
            Wake::Begin | Wake::Time => {
                self.asked = Asked::Service;
                return call(Request::ServiceInspect {
                    name: self.name.clone(),
                    insert_defaults: false,
                });
            }
            Wake::Answer(Ok(response)) => response,
            Wake::Answer(Err(error)) => return Next::Failed(words(&error)),
            Wake::Part(_) => unreachable!("no stream was opened"),
        };
        match (std::mem::replace(&mut self.asked, Asked::Nothing), response) {
            (Asked::Service, Response::Service(service)) => self.on_service(service, now, text),
            (Asked::Tasks(service), Response::Tasks(tasks)) => {
                self.asked = Asked::Nodes(service, tasks);
                call(Request::NodeList {
                    filters: api::Filters::new(),
                })
            }
            (Asked::Nodes(service, tasks), Response::Nodes(nodes)) => {
                self.look((&service, &tasks, &nodes), now, text)
            }
            (asked, response) => panic!("{asked:?} was answered by {response:?}"),
        }
    }

    /// Ctrl-C between two looks ends the watch with a hint (recordings 034, 037, 107); during a call
    /// the call fails and nothing more is said (recording 201).
    fn interrupt(&mut self, text: &mut String) -> Next {
        if !matches!(self.asked, Asked::Pause) {
            return Next::Canceled;
        }
        if !self.is_converged {
            text.push_str(
                &self
                    .screen
                    .message("", "Operation continuing in background."),
            );
            let hint = format!("Use `docker service ps {}` to check progress.", self.name);
            text.push_str(&self.screen.message("", &hint));
        }
        Next::Done
    }

    fn on_service(&mut self, service: Box<Service>, now: Timestamp, text: &mut String) -> Next {
        if let Some(config) = &service.spec.update_config
            && !config.monitor.is_zero()
        {
            self.monitor = config.monitor;
        }
        if self.updater.is_none() {
            self.updater = Some(Updater::of(&service));
        }
        if let Some(next) = self.on_update_status(&service, text) {
            return next;
        }
        let is_over = self
            .converged_at
            .is_some_and(|at| now.since(at) >= self.monitor);
        if self.is_converged && is_over {
            let action = format!("Service {} converged", self.name);
            text.push_str(&self.screen.change(&Change::line("verify", action)));
            if let Some(message) = &self.rollback_message {
                text.push_str(&self.screen.message("rollback", message));
            }
            return Next::Done;
        }
        let filters = api::Filters::from([
            ("service".to_owned(), vec![service.id.to_string()]),
            ("_up-to-date".to_owned(), vec!["true".to_owned()]),
        ]);
        self.asked = Asked::Tasks(service);
        call(Request::TaskList { filters })
    }

    /// What the state of an update means; something where it ends the watch.
    fn on_update_status(&mut self, service: &Service, text: &mut String) -> Option<Next> {
        let status = service.update_status.as_ref()?;
        match status.state {
            UpdateState::Updating => self.is_rollback = false,
            UpdateState::Completed if !self.is_converged => return Some(Next::Done),
            UpdateState::Completed => (),
            UpdateState::Paused => {
                let reason = format!("service update paused: {}", status.message);
                return Some(Next::Failed(reason));
            }
            UpdateState::RollbackStarted => {
                if !self.is_rollback && !status.message.is_empty() {
                    let change = Change::line("rollback", &status.message);
                    text.push_str(&self.screen.change(&change));
                }
                self.is_rollback = true;
            }
            UpdateState::RollbackPaused => {
                let reason = format!("service rollback paused: {}", status.message);
                return Some(Next::Failed(reason));
            }
            UpdateState::RollbackCompleted => {
                if !self.is_converged {
                    self.rollback_message = Some(status.message.clone());
                }
                self.is_rollback = true;
            }
        }
        None
    }

    fn look(
        &mut self,
        (service, tasks, nodes): (&Service, &[Task], &[Node]),
        now: Timestamp,
        text: &mut String,
    ) -> Next {
        let active: BTreeSet<NodeId> = nodes
            .iter()
            .filter(|node| node.status.state != NodeState::Down)
            .map(|node| node.id.clone())
            .collect();
        let mut look = Look {
            service,
            tasks,
            active: &active,
            is_rollback: self.is_rollback,
            screen: &mut self.screen,
            text,
        };
        let updater = self.updater.as_mut().expect("made with the first answer");
        self.is_converged = updater.update(&mut look);
        if self.is_converged && service.job_status.is_some() {
            text.push_str(&self.screen.message("", "job complete"));
            return Next::Done;
        }
        self.verify(now, text);
        self.asked = Asked::Pause;
        Next::Want(Want::Sleep(PAUSE))
    }

    fn verify(&mut self, now: Timestamp, text: &mut String) {
        let action = if self.is_converged {
            let since = *self.converged_at.get_or_insert(now);
            let left = self.monitor.saturating_sub(now.since(since));
            // The real clock has always moved on a little, so a whole number of seconds left is
            // shown as that number.
            let seconds = left.as_nanos().div_ceil(1_000_000_000);
            if seconds == 0 {
                return;
            }
            format!("Waiting {seconds} seconds to verify that tasks are stable...")
        } else {
            if self.converged_at.take().is_none() {
                return;
            }
            "Detected task failure".to_owned()
        };
        text.push_str(&self.screen.change(&Change::line("verify", action)));
    }
}

fn call(request: Request) -> Next {
    Next::Want(Want::Call(Box::new(request)))
}

impl Updater {
    fn of(service: &Service) -> Updater {
        match service.spec.mode.kind() {
            Mode::Replicated { .. } => Updater::Replicated(replicated::Replicated::default()),
            Mode::Global => Updater::Global(global::Global::default()),
            Mode::ReplicatedJob {
                max_concurrent,
                total_completions,
            } => {
                let job = job::ReplicatedJob::new(service, max_concurrent, total_completions);
                Updater::ReplicatedJob(job)
            }
            Mode::GlobalJob => Updater::GlobalJob(job::GlobalJob::default()),
        }
    }

    /// Draws what has changed; whether all is as wanted.
    fn update(&mut self, look: &mut Look<'_>) -> bool {
        match self {
            Updater::Replicated(updater) => updater.update(look),
            Updater::Global(updater) => updater.update(look),
            Updater::ReplicatedJob(updater) => updater.update(look),
            Updater::GlobalJob(updater) => updater.update(look),
        }
    }
}

/// A state's place in a task's life; nothing for those that are never drawn
/// (`service/progress`, `numberedStates`).
fn place(state: TaskState) -> Option<u64> {
    Some(match state {
        TaskState::New => 1,
        TaskState::Pending => 3,
        TaskState::Assigned => 4,
        TaskState::Accepted => 5,
        TaskState::Preparing => 6,
        TaskState::Ready => 7,
        TaskState::Starting => 8,
        TaskState::Running => 9,
        TaskState::Complete => 10,
        TaskState::Shutdown => 11,
        TaskState::Failed => 12,
        TaskState::Rejected => 13,
        TaskState::Remove | TaskState::Orphaned => return None,
    })
}

/// Desired and observed place, by which the task of a slot is chosen: the lowest counts.
fn places(task: &Task) -> Option<(u64, u64)> {
    Some((place(task.desired_state)?, place(task.status.state)?))
}

fn is_over(state: TaskState) -> bool {
    place(state) > place(TaskState::Running)
}

/// The state's word, as wide as the longest (`preparing`, `allocated`).
fn state_word(state: TaskState) -> String {
    format!("{state:<9}")
}

/// An error on one line of at most 75 bytes.
fn short_error(error: &str) -> String {
    const MOST: usize = 75;
    let error = error.replace('\n', " ");
    if error.len() <= MOST {
        return error;
    }
    let end = (0..MOST).rev().find(|at| error.is_char_boundary(*at));
    format!("{}…", &error[..end.unwrap_or(0)])
}

#[cfg(test)]
mod tests;
