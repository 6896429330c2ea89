//! What becomes of tasks when machines, containers and people change their minds.

use api::node::NodeState;
use api::task::TaskState;
use api::{LogOptions, StreamPart, TaskId};
use swarm::{ControlRequest, ControlResponse};

use crate::rig::Rig;
use crate::swarm::{create, create_service, millis, running_tasks, secs, state_in_store, swarm};

fn task(rig: &Rig, id: &TaskId) -> Option<swarm::object::Task> {
    let store = rig.node(0).unwrap().store().unwrap();
    store.task(id).map(|task| task.as_ref().clone())
}

fn scale(rig: &mut Rig, name: &str, replicas: u64) {
    let name = name.to_owned();
    let service = match rig.ask(0, ControlRequest::InspectService { name }) {
        Ok(ControlResponse::Services(mut services)) => services.remove(0),
        other => panic!("{other:?}"),
    };
    let mut spec = Box::new(service.spec);
    let mode = spec.mode.replicated.as_mut().unwrap();
    mode.replicas = Some(replicas);
    let request = ControlRequest::UpdateService {
        id: service.id,
        version: service.meta.version,
        spec,
        rollback: false,
    };
    rig.ask(0, request).unwrap();
}

#[test]
fn a_service_runs_within_two_seconds() {
    let mut rig = swarm(1, 2, 1);
    create_service(&mut rig, 0, "web", 6);
    let took = rig.run_until(10, |rig| running_tasks(rig, 0).len() == 6);
    // SWARMKIT appendix C: half a second to a second and a half, and the executor's 0.7 s.
    assert!(took.is_some_and(|it| it < secs(2)), "{took:?}");
    let per_node: Vec<usize> = (0..3).map(|machine| rig.running(machine)).collect();
    assert_eq!(per_node, [2, 2, 2]);
}

#[test]
fn tasks_of_a_worker_without_power_are_replaced_and_fail_when_it_returns() {
    // Recording 072.
    for seed in 0..6 {
        let mut rig = swarm(1, 2, seed);
        create_service(&mut rig, 0, "web", 6);
        rig.run(5);
        let lost: Vec<TaskId> = running_tasks(&rig, 0)
            .into_iter()
            .filter(|(_, machine)| *machine == 2)
            .map(|(id, _)| id)
            .collect();
        assert_eq!(lost.len(), 2);
        rig.power_off(2);
        let down = rig.run_until(30, |rig| state_in_store(rig, 0, 2) == Some(NodeState::Down));
        assert!(
            down.is_some_and(|it| secs(8) < it && it < secs(17)),
            "{down:?}"
        );
        rig.run(10);
        assert_eq!(running_tasks(&rig, 0).len(), 6);
        for id in &lost {
            let task = task(&rig, id).unwrap();
            // Nobody saw them stop.
            assert_eq!(task.status.state, TaskState::Running);
            assert_eq!(task.desired_state, TaskState::Shutdown);
        }
        let elsewhere = running_tasks(&rig, 0);
        rig.power_on(2);
        let back = rig.run_until(20, |rig| {
            state_in_store(rig, 0, 2) == Some(NodeState::Ready)
        });
        assert!(back.is_some());
        rig.run(10);
        for id in &lost {
            let task = task(&rig, id).unwrap();
            assert_eq!(task.status.state, TaskState::Failed);
            assert_eq!(task.status.err, "task: non-zero exit (255)");
        }
        assert_eq!(running_tasks(&rig, 0), elsewhere, "nothing moves back");
    }
}

#[test]
fn a_worker_that_was_cut_off_stops_what_runs_elsewhere_by_now() {
    let mut rig = swarm(1, 2, 3);
    create_service(&mut rig, 0, "web", 6);
    rig.run(5);
    rig.unplug(2);
    rig.run(40);
    assert_eq!(rig.running(2), 2, "it goes on by itself");
    assert_eq!(running_tasks(&rig, 0).len(), 6);
    rig.plug(2);
    rig.run(30);
    assert_eq!(rig.running(2), 0);
    let store = rig.node(0).unwrap().store().unwrap();
    let stopped = store
        .tasks()
        .filter(|task| task.status.state == TaskState::Shutdown);
    assert_eq!(stopped.count(), 2);
}

#[test]
fn a_container_that_ends_is_replaced_after_the_restart_delay() {
    let mut rig = swarm(1, 1, 4);
    create_service(&mut rig, 0, "web", 1);
    rig.run(5);
    let (id, machine) = running_tasks(&rig, 0).remove(0);
    rig.crash(machine, &id, 1);
    rig.run(1);
    let failed = task(&rig, &id).unwrap();
    assert_eq!(failed.status.state, TaskState::Failed);
    assert_eq!(failed.status.err, "task: non-zero exit (1)");
    assert_eq!(failed.status.message, "started");
    assert_eq!(failed.status.container_status.unwrap().exit_code, 1);
    assert!(running_tasks(&rig, 0).is_empty());
    let took = rig
        .run_until(20, |rig| running_tasks(rig, 0).len() == 1)
        .unwrap();
    assert!(secs(4) <= took && took < secs(7), "{took:?}");
}

#[test]
fn a_container_that_ends_well_is_complete() {
    let mut rig = swarm(1, 0, 4);
    create_service(&mut rig, 0, "web", 1);
    rig.run(5);
    let (id, machine) = running_tasks(&rig, 0).remove(0);
    rig.crash(machine, &id, 0);
    rig.run(1);
    let ended = task(&rig, &id).unwrap();
    assert_eq!(ended.status.state, TaskState::Complete);
    assert_eq!(ended.status.message, "finished");
}

#[test]
fn a_running_task_begins_to_stop_a_second_after_its_node_was_told() {
    let mut rig = swarm(1, 0, 5);
    create_service(&mut rig, 0, "web", 2);
    rig.run(5);
    scale(&mut rig, "web", 1);
    let took = rig.run_until(10, |rig| rig.running(0) == 1).unwrap();
    // 100 ms of quiet in the dispatcher, 1 s of retry, 0.5 s of the executor.
    assert!(millis(1600) <= took && took < millis(1800), "{took:?}");
    rig.run(5);
    let store = rig.node(0).unwrap().store().unwrap();
    assert_eq!(store.tasks().count(), 1, "the removed task is forgotten");
}

#[test]
fn a_daemon_that_restarts_takes_up_its_tasks_before_it_hears_of_a_manager() {
    let mut rig = swarm(1, 1, 6);
    create_service(&mut rig, 0, "web", 4);
    rig.run(5);
    let tasks = running_tasks(&rig, 0);
    rig.restart_daemon(1);
    rig.run(20);
    assert_eq!(running_tasks(&rig, 0), tasks, "nobody noticed");
    assert_eq!(rig.running(1), 2);
}

#[test]
fn scaling_by_hundreds_is_done_in_portions() {
    let mut rig = swarm(1, 3, 7);
    create_service(&mut rig, 0, "web", 450);
    let took = rig.run_until(60, |rig| running_tasks(rig, 0).len() == 450);
    assert!(took.is_some_and(|it| it < secs(10)), "{took:?}");
}

#[test]
fn a_service_created_before_any_worker_joins_is_placed_on_those_that_come() {
    // SWARMKIT I7.
    let mut rig = swarm(1, 0, 8);
    create_service(&mut rig, 0, "web", 1);
    rig.add_machine();
    let token = rig.tokens(0).worker;
    rig.join(1, &token, 0);
    rig.run(5);
    scale(&mut rig, "web", 4);
    rig.run(5);
    assert_eq!((rig.running(0), rig.running(1)), (2, 2));
}

#[test]
fn a_stale_version_is_refused() {
    let mut rig = swarm(1, 0, 9);
    create_service(&mut rig, 0, "web", 1);
    rig.run(3);
    let name = "web".to_owned();
    let service = match rig.ask(0, ControlRequest::InspectService { name }) {
        Ok(ControlResponse::Services(mut services)) => services.remove(0),
        other => panic!("{other:?}"),
    };
    scale(&mut rig, "web", 2);
    let request = ControlRequest::UpdateService {
        id: service.id,
        version: service.meta.version,
        spec: Box::new(service.spec),
        rollback: false,
    };
    let refusal = rig.ask(0, request).unwrap_err();
    assert!(
        refusal.message.ends_with("update out of sequence"),
        "{}",
        refusal.message
    );
}

#[test]
fn of_two_creations_of_one_name_at_the_same_time_one_fails() {
    let mut rig = swarm(3, 0, 10);
    let one = rig.control(1, create("web", 1));
    let other = rig.control(2, create("web", 1));
    rig.run(2);
    let results = [one, other].map(|call| rig.answers[&call].1.as_ref().unwrap().1.is_ok());
    assert_ne!(results[0], results[1]);
}

#[test]
fn logs_of_a_service_come_from_every_node_that_runs_it() {
    let mut rig = swarm(3, 1, 11);
    let service = create_service(&mut rig, 0, "web", 4);
    rig.run(5);
    for machine in 0..3 {
        let call = rig.control(
            machine,
            ControlRequest::Logs {
                service: Some(service.to_string()),
                task: None,
                options: LogOptions::default(),
            },
        );
        rig.run(1);
        let parts = rig.parts(machine, call);
        let lines = parts
            .iter()
            .filter(|part| matches!(part, StreamPart::Log { .. }));
        assert_eq!(lines.count(), 4, "node{}: {parts:?}", machine + 1);
        assert_eq!(parts.last(), Some(&StreamPart::End));
    }
}

#[test]
fn logs_say_which_node_could_not_be_asked() {
    let mut rig = swarm(1, 2, 12);
    let service = create_service(&mut rig, 0, "web", 3);
    rig.run(5);
    rig.power_off(2);
    rig.run(30);
    let call = rig.control(
        0,
        ControlRequest::Logs {
            service: Some(service.to_string()),
            task: None,
            options: LogOptions::default(),
        },
    );
    rig.run(1);
    let Some(StreamPart::Failed(error)) = rig.parts(0, call).last() else {
        panic!("{:?}", rig.parts(0, call));
    };
    let start = "rpc error: code = Unknown desc = warning: incomplete log stream. some logs could \
                 not be retrieved for the following reasons: node ";
    assert!(error.message.starts_with(start), "{}", error.message);
    assert!(
        error.message.ends_with(" is not available"),
        "{}",
        error.message
    );
}

#[test]
fn who_follows_a_log_is_given_tasks_that_start_later() {
    let mut rig = swarm(1, 1, 13);
    let service = create_service(&mut rig, 0, "web", 1);
    rig.run(5);
    let options = LogOptions {
        follow: true,
        ..LogOptions::default()
    };
    let request = ControlRequest::Logs {
        service: Some(service.to_string()),
        task: None,
        options,
    };
    let call = rig.control(0, request);
    rig.run(1);
    assert_eq!(rig.parts(0, call).len(), 1);
    scale(&mut rig, "web", 2);
    rig.run(3);
    assert_eq!(rig.parts(0, call).len(), 2);
    rig.cancel(0, call);
    scale(&mut rig, "web", 3);
    rig.run(3);
    assert_eq!(rig.parts(0, call).len(), 2);
}
