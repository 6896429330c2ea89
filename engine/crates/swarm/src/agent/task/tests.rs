//! What a task does, as lines: what comes in, what goes out.

use api::ContainerId;
use api::task::PortStatus;

use super::*;

/// A task and everything it said.
struct Scene {
    runner: TaskRunner,
    moment: Moment,
    said: Vec<String>,
}

fn task(desired_state: TaskState) -> Arc<Task> {
    Arc::new(Task {
        id: TaskId::from("t"),
        meta: api::Meta::default(),
        spec: api::task::TaskSpec::default(),
        spec_version: None,
        service_id: None,
        slot: crate::object::Slot::Number(1),
        node_id: None,
        service_annotations: api::Annotations::default(),
        status: TaskStatus::default(),
        applied: None,
        desired_state,
        networks: Vec::new(),
        endpoint: None,
        log_driver: None,
        generic_resources: Vec::new(),
        job_iteration: None,
        volumes: Vec::new(),
    })
}

fn container(exit_code: i64) -> ContainerStatus {
    ContainerStatus {
        container_id: ContainerId(String::new()),
        pid: 0,
        exit_code,
    }
}

fn report(words: &[&str]) -> TaskReport {
    let rest = words[1..].join(" ");
    match words[0] {
        "prepared" => TaskReport::Prepared { container: None },
        "started" => TaskReport::Started {
            container: container(0),
            ports: PortStatus::default(),
        },
        "stopped" => TaskReport::Stopped { container: None },
        "failed" => TaskReport::Failed {
            container: None,
            err: rest,
        },
        "exited" => TaskReport::Exited {
            container: container(if rest.is_empty() { 0 } else { 1 }),
            err: rest,
        },
        other => panic!("{other}"),
    }
}

impl Scene {
    fn new(state: TaskState) -> Scene {
        let status = TaskStatus {
            state,
            ..TaskStatus::default()
        };
        Scene {
            runner: TaskRunner::new(task(TaskState::Running), status),
            moment: Moment {
                now: Instant::START,
                wall: Timestamp(0),
            },
            said: Vec::new(),
        }
    }

    /// One line: `want STATE`, `wait MS`, `run`, or a report.
    fn play(&mut self, line: &str) {
        let (mut orders, mut changes) = (Vec::new(), Vec::new());
        let words: Vec<&str> = line.split(' ').collect();
        let moment = self.moment;
        match words[0] {
            "run" => self.runner.run(moment.wall, &mut orders, &mut changes),
            "want" => {
                let desired = TaskState::from_word(words[1]).unwrap();
                let wanted = task(desired);
                self.runner
                    .update(wanted, moment, &mut orders, &mut changes);
            }
            "wait" => {
                let millis: u64 = words[1].parse().unwrap();
                self.moment.now += Duration::from_millis(millis);
                if self
                    .runner
                    .retry_at()
                    .is_some_and(|at| at <= self.moment.now)
                {
                    self.runner.run(moment.wall, &mut orders, &mut changes);
                }
            }
            _ => self
                .runner
                .on_report(report(&words), moment.wall, &mut orders, &mut changes),
        }
        self.note(&orders, &changes);
    }

    fn note(&mut self, orders: &[TaskOrder], changes: &[(TaskId, TaskStatus)]) {
        for (_, status) in changes {
            let err = if status.err.is_empty() {
                String::new()
            } else {
                format!(" ({})", status.err)
            };
            let line = format!("{} \"{}\"{err}", status.state.as_str(), status.message);
            self.said.push(line);
        }
        for order in orders {
            self.said.push(match order {
                TaskOrder::Prepare(_) => "-> prepare".to_owned(),
                TaskOrder::Start(_) => "-> start".to_owned(),
                TaskOrder::Shutdown(_) => "-> shutdown".to_owned(),
                TaskOrder::Remove(_) | TaskOrder::Attachments(_) | TaskOrder::Logs { .. } => {
                    unreachable!("not a step of a task")
                }
            });
        }
    }
}

/// Each line of input and, indented below it, what it leads to.
fn check(from: TaskState, story: &str) {
    let mut scene = Scene::new(from);
    let mut told = String::new();
    for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('=') {
            continue;
        }
        scene.play(line);
        told += &format!("{line}\n");
        for said in std::mem::take(&mut scene.said) {
            told += &format!("= {said}\n");
        }
    }
    let expected: Vec<&str> = story
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .collect();
    assert_eq!(told.trim_end(), expected.join("\n"));
}

#[test]
fn a_task_goes_from_assigned_to_running_and_completes() {
    check(
        TaskState::Assigned,
        r#"
        run
        = accepted "accepted"
        = preparing "preparing"
        = -> prepare
        prepared
        = ready "prepared"
        = starting "starting"
        = -> start
        started
        = running "started"
        exited
        = complete "finished"
        want shutdown
        "#,
    );
}

#[test]
fn a_failure_before_the_start_rejects_and_later_fails() {
    check(
        TaskState::Accepted,
        r#"
        run
        = preparing "preparing"
        = -> prepare
        failed No such image: nope:latest
        = rejected "preparing" (No such image: nope:latest)
        "#,
    );
    check(
        TaskState::Ready,
        r#"
        run
        = starting "starting"
        = -> start
        failed starting container failed: boom
        = failed "starting" (starting container failed: boom)
        "#,
    );
    check(
        TaskState::Running,
        r#"
        run
        exited task: non-zero exit (1)
        = failed "" (task: non-zero exit (1))
        "#,
    );
}

#[test]
fn a_task_that_is_to_be_ready_waits_there_and_goes_on_at_once() {
    let mut scene = Scene::new(TaskState::Assigned);
    scene.runner.task = task(TaskState::Ready);
    for line in ["run", "prepared"] {
        scene.play(line);
    }
    assert_eq!(
        scene.said.last().map(String::as_str),
        Some("ready \"prepared\"")
    );
    scene.said.clear();
    scene.play("want running");
    assert_eq!(scene.said, ["starting \"starting\"", "-> start"]);
}

#[test]
fn a_running_task_that_is_to_stop_pauses_for_a_second_first() {
    check(
        TaskState::Running,
        r#"
        run
        want shutdown
        wait 999
        wait 1
        = -> shutdown
        stopped
        = shutdown "shutdown"
        "#,
    );
}

#[test]
fn a_container_that_ends_during_the_pause_is_not_forgotten() {
    check(
        TaskState::Running,
        r#"
        run
        want complete
        exited task: non-zero exit (3)
        wait 1000
        = failed "" (task: non-zero exit (3))
        "#,
    );
    // But who is to be shut down is shut down.
    check(
        TaskState::Running,
        r#"
        run
        want shutdown
        exited task: non-zero exit (3)
        wait 1000
        = -> shutdown
        stopped
        = shutdown "shutdown"
        "#,
    );
}

#[test]
fn a_step_that_was_cancelled_is_done_again() {
    check(
        TaskState::Starting,
        r#"
        run
        = -> start
        want complete
        started
        wait 1000
        = -> start
        started
        = running "started"
        "#,
    );
}

#[test]
fn what_is_wanted_never_falls() {
    check(
        TaskState::Running,
        r#"
        run
        want remove
        want running
        wait 1000
        = -> shutdown
        stopped
        = shutdown "shutdown"
        want running
        "#,
    );
}

#[test]
fn the_same_wish_twice_cancels_nothing() {
    check(
        TaskState::Starting,
        r#"
        run
        = -> start
        want running
        started
        = running "started"
        "#,
    );
}

#[test]
fn a_task_that_is_wanted_gone_before_it_began_is_shut_down_as_it_is() {
    let mut scene = Scene::new(TaskState::Assigned);
    scene.runner.task = task(TaskState::Remove);
    scene.play("run");
    assert_eq!(scene.said, ["-> shutdown"]);
    scene.play("stopped");
    assert_eq!(
        scene.said.last().map(String::as_str),
        Some("shutdown \"shutdown\"")
    );
}

#[test]
fn a_task_that_ended_is_left_alone() {
    for state in TaskState::ALL.iter().filter(|state| state.is_terminal()) {
        let mut scene = Scene::new(*state);
        for line in ["run", "want shutdown", "want remove", "wait 5000"] {
            scene.play(line);
        }
        assert!(scene.said.is_empty(), "{state:?}: {:?}", scene.said);
    }
}

#[test]
fn an_answer_to_nothing_changes_nothing() {
    for line in ["prepared", "started", "stopped", "failed x"] {
        let mut scene = Scene::new(TaskState::Complete);
        scene.play("run");
        scene.play(line);
        assert!(scene.said.is_empty(), "{line}: {:?}", scene.said);
    }
}
