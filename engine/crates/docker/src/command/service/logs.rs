//! `docker service logs` (docker/cli `service/logs.go`; recordings 029, 035, 131, 200).

use api::{ErrorKind, LogOptions, Request};

use super::log_lines::{How, LogLines};
use crate::command::moment;
use crate::context::{Context, Ending, Outcome, Stop, answer, words};
use crate::flag::{Args, Flag, Kind, Names, Spec};
use crate::tail::Tail;

const FLAGS: &[Flag] = &[
    Flag::new(
        "details",
        Kind::Switch,
        "Show what else the log driver knows of a line",
    ),
    Flag::new("follow", Kind::Switch, "Go on with what comes").short('f'),
    Flag::new("no-resolve", Kind::Switch, "Show ids instead of names"),
    Flag::new(
        "no-task-ids",
        Kind::Switch,
        "Leave out the ids of the tasks",
    ),
    Flag::new("no-trunc", Kind::Switch, "Show ids in full length"),
    Flag::new("raw", Kind::Switch, "Show the lines and nothing else"),
    Flag::new(
        "since",
        Kind::Text,
        "Begin at this time (such as \"2013-01-02T13:23:37Z\") or so long ago (such as \"42m\" for 42 minutes)",
    ),
    Flag::new("tail", Kind::Text, "How many of the last lines to show")
        .short('n')
        .default("all"),
    Flag::new(
        "timestamps",
        Kind::Switch,
        "Show when each line was written",
    )
    .short('t'),
];

pub(crate) static LOGS: Spec = Spec::verb(
    "logs",
    "[OPTIONS] SERVICE|TASK",
    "Show what the tasks of a service, or one task, wrote",
)
.args(Args::Exact(1))
.flags(&[FLAGS])
.names(Names::Services)
.runs(run);

/// What is to be read: of a service or of a task.
struct Target {
    is_service: bool,
    tty: bool,
    /// How many digits the slots have.
    digits: usize,
}

fn run(cx: &mut Context<'_>) -> Outcome {
    let target = target(cx)?;
    let given = &cx.invocation.given;
    let is_raw = given.is("raw");
    if target.tty && !is_raw {
        return Err(Stop::error("tty service logs only supported with --raw"));
    }
    let name = cx.args()[0].clone();
    let options = LogOptions {
        follow: given.is("follow"),
        since: moment::flag(cx, "since")?,
        until: None,
        tail: lines(given.text("tail"))?,
    };
    let request = if target.is_service {
        Request::ServiceLogs { name, options }
    } else {
        Request::TaskLogs { name, options }
    };
    let how = How {
        timestamps: given.is("timestamps"),
        details: given.is("details"),
        raw: is_raw,
        no_resolve: given.is("no-resolve"),
        no_trunc: given.is("no-trunc"),
        no_task_ids: given.is("no-task-ids"),
        digits: target.digits,
    };
    let tail = Tail::Logs(LogLines::new(request, how));
    Ok(Ending::Then(Box::new(tail)))
}

fn target(cx: &mut Context<'_>) -> Result<Target, Stop> {
    let name = cx.args()[0].clone();
    let answer = cx.call(Request::ServiceInspect {
        name: name.clone(),
        insert_defaults: false,
    })?;
    let error = match answer {
        Ok(response) => {
            let spec = &answer!(response, Service).spec;
            let replicas = spec.mode.replicated.as_ref();
            let replicas = replicas.and_then(|mode| mode.replicas);
            let container = spec.task_template.container_spec.as_ref();
            return Ok(Target {
                is_service: true,
                tty: container.is_some_and(|container| container.tty),
                digits: replicas.map_or(1, |replicas| replicas.to_string().len()),
            });
        }
        Err(error) => error,
    };
    if error.kind != ErrorKind::NotFound {
        return Err(error.into());
    }
    match cx.call(Request::TaskInspect { name: name.clone() })? {
        Ok(response) => {
            let task = answer!(response, Task);
            let container = task.spec.container_spec.as_ref();
            Ok(Target {
                is_service: false,
                tty: container.is_some_and(|container| container.tty),
                digits: task.slot.to_string().len(),
            })
        }
        Err(error) if error.kind == ErrorKind::NotFound => {
            Err(Stop::error(format!("no such task or service: {name}")))
        }
        Err(error) => Err(Stop::error(words(&error))),
    }
}

/// How many lines; the daemon's words for what is no number (moby `daemon/cluster/services.go`).
fn lines(text: &str) -> Result<Option<u64>, Stop> {
    if text.is_empty() || text == "all" {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(count) if count < 0 => Err(Stop::error(
            "Error response from daemon: negative tail values not supported",
        )),
        Ok(count) => Ok(Some(count.unsigned_abs())),
        Err(_) => Err(Stop::error(
            "Error response from daemon: tail value must be a positive integer or \"all\"",
        )),
    }
}
