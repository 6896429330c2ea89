//! Workers become managers and managers workers, while what they run goes on.

use api::node::NodeRole;
use swarm::ControlRequest;

use crate::swarm::{create_service, id, leader, node_ls, running_tasks, secs, set_role, swarm};

#[test]
fn a_promoted_worker_becomes_a_manager_within_three_seconds() {
    for seed in 0..6 {
        let mut rig = swarm(1, 2, seed);
        let node = id(&rig, 1);
        set_role(&mut rig, 0, node, NodeRole::Manager).unwrap();
        let took = rig.run_until(10, |rig| rig.node(1).unwrap().store().is_some());
        // SWARMKIT 10.4: about 1 to 3 s in all.
        assert!(took.is_some_and(|it| it < secs(3)), "seed {seed}: {took:?}");
        rig.run(3);
        let nodes = node_ls(&mut rig, 1).unwrap();
        let expected = [
            "node1 ready leader",
            "node2 ready reachable",
            "node3 ready -",
        ];
        assert_eq!(nodes, expected, "seed {seed}");
    }
}

#[test]
fn a_demoted_manager_goes_on_as_a_worker_with_its_tasks() {
    for seed in 0..6 {
        let mut rig = swarm(3, 0, seed);
        create_service(&mut rig, 0, "web", 6);
        rig.run(8);
        let tasks = running_tasks(&rig, 0);
        let node = id(&rig, 2);
        set_role(&mut rig, 0, node, NodeRole::Worker).unwrap();
        rig.run(1);
        let nodes = node_ls(&mut rig, 0).unwrap();
        assert_eq!(nodes[2], "node3 ready -", "seed {seed}");
        assert!(
            rig.node(2).unwrap().store().is_none(),
            "its manager is gone"
        );
        rig.run(40);
        assert_eq!(rig.node(2).unwrap().role(), NodeRole::Worker, "seed {seed}");
        let nodes = node_ls(&mut rig, 1).unwrap();
        assert_eq!(nodes[2], "node3 ready -", "seed {seed}");
        assert_eq!(running_tasks(&rig, 0), tasks, "nothing moved");
    }
}

#[test]
fn a_demoted_manager_can_be_promoted_again_under_a_new_raft_id() {
    let mut rig = swarm(3, 0, 1);
    let raft_id = |rig: &crate::rig::Rig| {
        let peers = rig.node(0).unwrap().raft().unwrap().peers;
        let node = id(rig, 2);
        let peer = peers.iter().find(|peer| peer.node_id == node);
        peer.map(|peer| peer.raft_id)
    };
    let first = raft_id(&rig).unwrap();
    let node = id(&rig, 2);
    set_role(&mut rig, 0, node, NodeRole::Worker).unwrap();
    rig.run(40);
    assert_eq!(raft_id(&rig), None);
    let node = id(&rig, 2);
    set_role(&mut rig, 0, node, NodeRole::Manager).unwrap();
    rig.run(20);
    let second = raft_id(&rig).unwrap();
    assert_ne!(first, second);
    rig.run(20);
    let store = |machine: usize| rig.node(machine).unwrap().store().unwrap();
    assert_eq!(store(2), store(0));
}

#[test]
fn a_leader_that_is_demoted_hands_over_without_an_election_timeout() {
    for seed in 0..6 {
        let mut rig = swarm(3, 0, seed);
        let node = id(&rig, 0);
        set_role(&mut rig, 0, node, NodeRole::Worker).unwrap();
        let took = rig.run_until(5, |rig| leader(rig).is_some_and(|it| it != 0));
        assert!(took.is_some_and(|it| it < secs(1)), "seed {seed}: {took:?}");
        // Recording 016: six seconds later it says that it is no manager.
        rig.run(6);
        assert!(rig.node(0).unwrap().store().is_none(), "seed {seed}");
        let new = leader(&rig).unwrap();
        rig.run(30);
        assert_eq!(rig.node(0).unwrap().role(), NodeRole::Worker, "seed {seed}");
        let nodes = node_ls(&mut rig, new).unwrap();
        assert_eq!(nodes[0], "node1 ready -", "seed {seed}");
    }
}

#[test]
fn the_last_manager_cannot_be_demoted() {
    let mut rig = swarm(1, 1, 2);
    let node = id(&rig, 0);
    let refusal = set_role(&mut rig, 0, node, NodeRole::Worker).unwrap_err();
    assert_eq!(
        refusal.message,
        "rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the \
         swarm"
    );
}

#[test]
fn a_manager_that_is_off_can_be_demoted_and_comes_back_as_a_worker() {
    // SWARMKIT I4.
    let mut rig = swarm(3, 0, 3);
    let node = id(&rig, 2);
    rig.power_off(2);
    rig.run(20);
    set_role(&mut rig, 0, node, NodeRole::Worker).unwrap();
    rig.run(10);
    rig.power_on(2);
    rig.run(90);
    assert_eq!(rig.node(2).unwrap().role(), NodeRole::Worker);
    let nodes = node_ls(&mut rig, 0).unwrap();
    assert_eq!(nodes[2], "node3 ready -");
}

#[test]
fn a_worker_refuses_what_only_a_manager_may_be_asked() {
    let mut rig = swarm(1, 1, 2);
    let filters = Default::default();
    let refusal = rig.ask(1, ControlRequest::ListNodes { filters });
    let words = refusal.unwrap_err().message;
    assert!(words.starts_with("This node is not a swarm manager. Worker nodes can't"));
}
