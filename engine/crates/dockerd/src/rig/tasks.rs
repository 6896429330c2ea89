//! Tasks become containers, run, end, and are stopped.

use super::*;
use crate::DaemonState;

fn errors(rig: &mut Rig) -> Vec<(TaskState, String)> {
    let mut list: Vec<(TaskState, String)> = rig
        .tasks()
        .into_iter()
        .map(|task| (task.status.state, task.status.err))
        .collect();
    list.sort();
    list
}

#[test]
fn a_service_runs_as_containers() {
    let mut rig = Rig::swarm(1, 1);
    rig.create(service("web", "nginx:alpine", 2));
    rig.until_running(2);
    for machine in 0..2 {
        let list = rig.ps(machine);
        assert_eq!(list.len(), 1, "one on each machine");
        assert!(
            list[0].0.starts_with("web.") && list[0].1.starts_with("Up "),
            "{list:?}"
        );
        let names = rig.machines[machine].images();
        assert_eq!(names, ["nginx:<none>"], "pulled by its digest");
    }
    let task = rig.tasks().remove(0);
    let status = task.status.container_status.unwrap();
    assert!(status.pid > 0 && status.container_id.as_str().len() == 64);
    let image = task.spec.container_spec.unwrap().image;
    assert!(image.starts_with("nginx:alpine@sha256:"), "{image}");
}

#[test]
fn a_program_that_ends_is_replaced_after_the_delay() {
    let mut rig = Rig::swarm(1, 0);
    rig.create(service("crash", "broken/app:v2", 1));
    rig.run(20);
    let errors = errors(&mut rig);
    let failed = errors
        .iter()
        .filter(|(state, err)| *state == TaskState::Failed && err == "task: non-zero exit (1)");
    assert!(failed.count() >= 2, "{errors:?}");
}

#[test]
fn a_program_that_ends_well_is_complete() {
    let mut rig = Rig::swarm(1, 0);
    rig.create(service("done", "broken/app:ok-exit", 1));
    rig.run(4);
    assert!(errors(&mut rig).contains(&(TaskState::Complete, String::new())));
    rig.create(service("shell", "alpine", 1));
    rig.run(4);
    assert_eq!(rig.in_state(TaskState::Running), 0);
}

#[test]
fn what_cannot_be_had_is_rejected_and_what_cannot_start_has_failed() {
    let cases = [
        (
            "nginx:nosuchtag",
            TaskState::Rejected,
            "No such image: nginx:nosuchtag",
        ),
        (
            "localhost:5000/shop:1",
            TaskState::Rejected,
            "No such image: localhost:5000/shop:1",
        ),
        (
            "broken/app:nocmd",
            TaskState::Failed,
            "starting container failed: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: \"/no/such/binary\": stat /no/such/binary: no such file or directory",
        ),
    ];
    let mut rig = Rig::swarm(1, 0);
    for (number, (image, state, err)) in cases.into_iter().enumerate() {
        rig.create(service(&format!("s{number}"), image, 1));
        rig.run(4);
        let found = errors(&mut rig);
        assert!(
            found.contains(&(state, err.to_owned())),
            "{image}: {found:?}"
        );
    }
    rig.create(with_args(
        service("bash", "alpine", 1),
        &["bash", "-c", "sleep 9"],
    ));
    rig.run(4);
    let found = errors(&mut rig);
    let is_it = |err: &str| err.ends_with("exec: \"bash\": executable file not found in $PATH");
    assert!(found.iter().any(|(_, err)| is_it(err)), "{found:?}");
}

#[test]
fn a_task_with_checks_runs_once_it_is_healthy() {
    let mut rig = Rig::swarm(1, 0);
    rig.create(with_health(
        service("web", "nginx:alpine", 1),
        "wget -q -O /dev/null http://localhost/",
    ));
    rig.run_for(Duration::from_millis(2300));
    assert_eq!(rig.in_state(TaskState::Running), 0);
    assert!(
        rig.ps(0)
            .iter()
            .any(|(_, status)| status.ends_with("(health: starting)"))
    );
    rig.until_running(1);
    assert!(rig.ps(0)[0].1.ends_with("(healthy)"));
}

#[test]
fn a_task_that_never_becomes_healthy_is_stopped() {
    // Recordings 059 and 063: nginx ends with status 0, so the task is complete, not failed.
    let mut rig = Rig::swarm(1, 0);
    rig.create(with_health(service("bad", "nginx:alpine", 1), "exit 1"));
    rig.run(8);
    assert!(errors(&mut rig).contains(&(TaskState::Complete, String::new())));
    assert_eq!(rig.in_state(TaskState::Running), 0);
    // A program that ignores its stop signal is killed.
    let stubborn = with_args(service("stubborn", "alpine", 1), &["sleep", "1000"]);
    rig.create(with_health(stubborn, "exit 1"));
    rig.run(20);
    let err = "task: non-zero exit (137): dockerexec: unhealthy container";
    assert!(errors(&mut rig).contains(&(TaskState::Failed, err.to_owned())));
}

#[test]
fn scaling_down_stops_and_removes_containers() {
    let mut rig = Rig::swarm(1, 0);
    let id = rig.create(service("web", "nginx:alpine", 3));
    rig.until_running(3);
    let Ok(Response::Service(found)) = rig.call(
        0,
        Request::ServiceInspect {
            name: "web".to_owned(),
            insert_defaults: false,
        },
    ) else {
        panic!()
    };
    let mut spec = found.spec.clone();
    spec.mode.replicated = Some(Replicated { replicas: Some(1) });
    let update = Request::ServiceUpdate {
        id,
        version: found.meta.version,
        spec: Box::new(spec),
        rollback: false,
        query_registry: false,
    };
    assert!(rig.call(0, update).is_ok());
    rig.run(10);
    assert_eq!(rig.ps(0).len(), 1);
    assert!(
        rig.call(
            0,
            Request::ServiceRemove {
                name: "web".to_owned()
            }
        )
        .is_ok()
    );
    rig.run(10);
    assert_eq!(rig.ps(0), []);
}

#[test]
fn after_a_power_cut_containers_are_lost_and_replaced() {
    // Recording 072.
    let mut rig = Rig::swarm(1, 1);
    rig.create(service("web", "nginx:alpine", 2));
    rig.until_running(2);
    rig.power_off(1);
    rig.run(40);
    assert_eq!(
        rig.ps(0).len(),
        2,
        "the replacement runs on the first machine"
    );
    rig.power_on(1);
    rig.run(20);
    let list = rig.ps(1);
    assert!(
        list.iter()
            .all(|(_, status)| status.starts_with("Exited (255) ")),
        "{list:?}"
    );
    let lost = (TaskState::Failed, "task: non-zero exit (255)".to_owned());
    assert!(errors(&mut rig).contains(&lost));
}

#[test]
fn containers_outlive_a_killed_daemon_and_are_stopped_by_the_next_one() {
    // Recording 073.
    let mut rig = Rig::swarm(1, 1);
    rig.create(service("web", "nginx:alpine", 2));
    rig.until_running(2);
    let id = rig.machines[1].containers()[0].id().clone();
    rig.kill(1);
    rig.run(5);
    assert!(rig.machines[1].really_runs(&id));
    rig.run(25);
    rig.start(1);
    rig.run(15);
    assert!(!rig.machines[1].really_runs(&id));
    assert!(
        rig.ps(1)
            .iter()
            .any(|(_, status)| status.starts_with("Exited (0) "))
    );
    let found = errors(&mut rig);
    assert!(
        found.contains(&(TaskState::Complete, String::new())),
        "{found:?}"
    );
}

#[test]
fn a_stopped_daemon_takes_its_containers_along() {
    let mut rig = Rig::swarm(1, 1);
    rig.create(with_args(service("nap", "alpine", 2), &["sleep", "1000"]));
    rig.until_running(2);
    rig.stop(1);
    rig.run(2);
    assert_eq!(
        rig.machines[1].daemon_state(),
        DaemonState::Stopping,
        "sleep ignores SIGTERM"
    );
    rig.run(10);
    assert_eq!(rig.machines[1].daemon_state(), DaemonState::Stopped);
    rig.start(1);
    rig.run(10);
    assert!(
        rig.ps(1)
            .iter()
            .any(|(_, status)| status.starts_with("Exited (137) "))
    );
}

#[test]
fn logs_of_a_service_come_from_every_node() {
    let mut rig = Rig::swarm(1, 1);
    rig.create(service("web", "nginx:alpine", 2));
    rig.until_running(2);
    let request = Request::ServiceLogs {
        name: "web".to_owned(),
        options: api::LogOptions::default(),
    };
    let call = rig.begin(0, request);
    rig.run(3);
    assert_eq!(rig.answered(call), Some(Ok(Response::Stream)));
    let parts = &rig.parts[&call];
    assert_eq!(parts.last(), Some(&StreamPart::End));
    let mut sources = BTreeSet::new();
    for part in parts {
        if let StreamPart::Log {
            task: Some(source),
            line,
            ..
        } = part
        {
            sources.insert(source.node.clone());
            assert!(
                line.contains("docker-entrypoint") || line.contains("[notice]"),
                "{line}"
            );
        }
    }
    assert_eq!(sources.len(), 2);
}

#[test]
fn events_tell_a_containers_life() {
    let mut rig = Rig::swarm(1, 0);
    let filters = [("type".to_owned(), vec!["container".to_owned()])].into();
    let call = rig.begin(
        0,
        Request::Events {
            since: None,
            until: None,
            filters,
        },
    );
    rig.create(service("done", "broken/app:ok-exit", 1));
    rig.run(3);
    let actions: Vec<String> = rig.parts[&call]
        .iter()
        .filter_map(|part| match part {
            StreamPart::Event(event) => Some(event.action.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(actions[..3], ["create", "start", "die"].map(str::to_owned));
}
