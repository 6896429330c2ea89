//! Too few managers: what is refused, with which words, after how long; and the way back.

use api::node::NodeState;
use swarm::ControlRequest;

use crate::rig::Rig;
use crate::swarm::{
    DEADLINE, LOST_LEADER, NO_LEADER, create, create_service, error, leader, node_ls,
    running_tasks, secs, state_in_store, swarm,
};

fn list() -> ControlRequest {
    let filters = Default::default();
    ControlRequest::ListNodes { filters }
}

/// Three managers and a worker with two tasks; then two managers lose their power.
fn lose_quorum(seed: u64) -> Rig {
    let mut rig = swarm(3, 1, seed);
    create_service(&mut rig, 0, "web", 4);
    rig.run(8);
    rig.power_off(1);
    rig.run(1);
    rig.power_off(2);
    rig
}

#[test]
fn the_leader_answers_reads_until_it_notices_that_it_is_alone() {
    let mut rig = lose_quorum(1);
    rig.run(4);
    let nodes = node_ls(&mut rig, 0).unwrap();
    assert_eq!(nodes[0], "node1 ready leader");
    assert_eq!(nodes[1], "node2 ready unreachable");
    assert_eq!(nodes[2], "node3 ready unreachable");
    let alone = rig.run_until(30, |rig| leader(rig).is_none()).unwrap();
    // Recording 076: it steps down 10 to 20 s after it lost the others.
    assert!(secs(5) <= alone && alone <= secs(16), "{alone:?}");
}

#[test]
fn a_write_that_is_under_way_when_the_leader_falls_fails_with_its_words() {
    for seed in 0..5 {
        let mut rig = lose_quorum(seed);
        rig.run(2);
        let call = rig.control(0, create("db", 1));
        let waiting = rig.control(0, create("more", 1));
        rig.run(20);
        assert_eq!(
            error(&rig, call).as_deref(),
            Some(LOST_LEADER),
            "seed {seed}"
        );
        assert_eq!(
            error(&rig, waiting).as_deref(),
            Some(LOST_LEADER),
            "seed {seed}"
        );
        assert!(rig.took(call).unwrap() < secs(20), "seed {seed}");
    }
}

#[test]
fn without_a_leader_calls_first_wait_for_their_time_and_later_fail_at_once() {
    let mut rig = lose_quorum(2);
    rig.run_until(30, |rig| leader(rig).is_none()).unwrap();
    let first = rig.control(0, create("db", 1));
    rig.run(25);
    assert_eq!(error(&rig, first).as_deref(), Some(DEADLINE));
    assert_eq!(rig.took(first), Some(secs(20)));
    let later = rig.control(0, list());
    assert_eq!(error(&rig, later).as_deref(), Some(NO_LEADER));
    assert_eq!(rig.took(later), Some(secs(0)));
}

#[test]
fn without_quorum_nothing_is_written_and_what_ran_goes_on() {
    let mut rig = lose_quorum(3);
    rig.run(2);
    let before = rig.node(0).unwrap().store().unwrap().clone();
    let running = rig.running(0) + rig.running(3);
    assert!(running > 0);
    rig.run(120);
    assert_eq!(*rig.node(0).unwrap().store().unwrap(), before);
    assert_eq!(rig.running(0) + rig.running(3), running);
}

#[test]
fn one_manager_that_returns_brings_the_swarm_back() {
    for seed in 0..5 {
        let mut rig = lose_quorum(seed);
        rig.run(60);
        rig.power_on(1);
        let back = rig.run_until(60, |rig| leader(rig).is_some()).unwrap();
        assert!(back < secs(45), "seed {seed}: {back:?}");
        let new = leader(&rig).unwrap();
        rig.run(60);
        assert_eq!(leader(&rig), Some(new), "seed {seed}");
        assert_eq!(state_in_store(&rig, new, 2), Some(NodeState::Down));
        assert_eq!(running_tasks(&rig, new).len(), 4, "seed {seed}");
        create_service(&mut rig, new, "db", 1);
    }
}

#[test]
fn of_two_managers_none_can_go_on_alone() {
    let mut rig = swarm(2, 0, 4);
    rig.power_off(1);
    rig.run(45);
    assert_eq!(node_ls(&mut rig, 0), Err(NO_LEADER.to_owned()));
    rig.power_on(1);
    assert!(rig.run_until(60, |rig| leader(rig).is_some()).is_some());
}

#[test]
fn a_single_manager_that_is_restarted_leads_at_once() {
    let mut rig = swarm(1, 1, 5);
    create_service(&mut rig, 0, "web", 2);
    rig.run(8);
    rig.power_off(0);
    rig.run(12);
    assert!(rig.running(1) > 0, "the worker goes on");
    rig.power_on(0);
    assert_eq!(leader(&rig), Some(0));
    let nodes = node_ls(&mut rig, 0).unwrap();
    assert!(nodes[1].starts_with("node2 unknown"), "{nodes:?}");
    // Recording 082: the worker comes back within its back-off of 8 s.
    let back = rig.run_until(20, |rig| {
        state_in_store(rig, 0, 1) == Some(NodeState::Ready)
    });
    assert!(back.unwrap() < secs(14), "{back:?}");
    rig.run(15);
    assert_eq!(running_tasks(&rig, 0).len(), 2);
}

#[test]
fn a_new_cluster_is_forced_from_one_manager() {
    let mut rig = lose_quorum(6);
    rig.run(12);
    rig.force_new_cluster(0);
    rig.run(1);
    assert_eq!(leader(&rig), Some(0));
    let nodes = node_ls(&mut rig, 0).unwrap();
    // Recording 077: the others are plain workers in the list, and unknown.
    assert_eq!(nodes[0], "node1 ready leader");
    assert_eq!(nodes[1], "node2 unknown -");
    assert_eq!(nodes[2], "node3 unknown -");
    rig.run(45);
    assert_eq!(state_in_store(&rig, 0, 1), Some(NodeState::Down));
    assert_eq!(state_in_store(&rig, 0, 3), Some(NodeState::Ready));
    assert_eq!(running_tasks(&rig, 0).len(), 4);
    // A manager of the old group comes back and finds that it is one no more.
    rig.power_on(1);
    rig.run(90);
    assert_eq!(leader(&rig), Some(0));
}
