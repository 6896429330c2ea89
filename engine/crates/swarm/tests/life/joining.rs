//! Who gets in, who does not, and with which words.

use api::cluster::Rotate;
use api::node::NodeState;
use sim::Duration;
use swarm::{ControlRequest, ControlResponse, NodeProgress};

use crate::rig::Rig;
use crate::swarm::{create_service, id, is_active, leader, node_ls, secs, state_in_store, swarm};

/// How a join ended, and after how long.
fn refusal(rig: &mut Rig, machine: usize) -> (String, Duration) {
    let words = |rig: &Rig| match rig.node(machine).unwrap().progress() {
        NodeProgress::Refused(error) => Some(error.message),
        NodeProgress::Pending | NodeProgress::Locked | NodeProgress::Active => None,
    };
    let took = rig.run_until(60, |rig| words(rig).is_some());
    let took = took.expect("the join ends");
    (words(rig).unwrap(), took)
}

#[test]
fn a_worker_is_in_within_a_second() {
    let mut rig = swarm(1, 0, 1);
    rig.add_machine();
    let token = rig.tokens(0).worker;
    rig.join(1, &token, 0);
    let took = rig.run_until(5, |rig| is_active(rig, 1)).unwrap();
    assert!(took < secs(1), "{took:?}");
    let lines = node_ls(&mut rig, 0).unwrap();
    assert_eq!(lines, ["node1 ready leader", "node2 ready -"]);
}

#[test]
fn a_wrong_secret_is_refused_after_five_tries() {
    // Recording 006: 10.9 s.
    let mut rig = Rig::new(2, 1);
    rig.init(0);
    rig.run(1);
    let token = rig.tokens(0).worker;
    let other = if token.ends_with('0') { '1' } else { '0' };
    let wrong = format!("{}{other}", &token[..token.len() - 1]);
    rig.join(1, &wrong, 0);
    assert_eq!(rig.node(1).unwrap().progress(), NodeProgress::Pending);
    let (words, took) = refusal(&mut rig, 1);
    assert_eq!(
        words,
        "rpc error: code = InvalidArgument desc = A valid join token is necessary to join this \
         cluster"
    );
    assert!(secs(10) <= took && took < secs(11), "{took:?}");
    assert_eq!(rig.node(0).unwrap().store().unwrap().nodes().count(), 1);
}

#[test]
fn a_malformed_token_is_refused_at_once() {
    let mut rig = Rig::new(2, 1);
    rig.init(0);
    rig.run(1);
    rig.join(1, "SWMTKN-1-nonsense", 0);
    let progress = rig.node(1).unwrap().progress();
    let NodeProgress::Refused(error) = progress else {
        panic!("{progress:?}");
    };
    assert_eq!(error.message, "invalid join token");
}

#[test]
fn the_token_of_another_swarm_does_not_fit_the_root() {
    let mut rig = Rig::new(3, 1);
    rig.init(0);
    rig.init(1);
    rig.run(1);
    let token = rig.tokens(1).worker;
    rig.join(2, &token, 0);
    let (words, took) = refusal(&mut rig, 2);
    let start = "remote CA does not match fingerprint. Expected: ";
    assert!(words.starts_with(start), "{words}");
    assert_eq!(words.len(), start.len() + 64);
    assert!(secs(10) <= took && took < secs(11), "{took:?}");
}

#[test]
fn a_machine_that_listens_to_nothing_refuses_the_connection() {
    let token = swarm(1, 0, 1).tokens(0).worker;
    let mut rig = Rig::new(3, 2);
    rig.join(1, &token, 0);
    let (words, took) = refusal(&mut rig, 1);
    assert_eq!(
        words,
        "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while \
         dialing: dial tcp 10.0.0.1:2377: connect: connection refused\""
    );
    assert!(secs(10) <= took && took < secs(11), "{took:?}");
}

#[test]
fn a_machine_that_is_off_keeps_the_newcomer_waiting() {
    let token = swarm(1, 0, 1).tokens(0).worker;
    let mut rig = Rig::new(2, 2);
    rig.power_off(0);
    rig.join(1, &token, 0);
    rig.run(21);
    // The daemon gives up waiting after 20 s; the node goes on trying.
    assert_eq!(rig.node(1).unwrap().progress(), NodeProgress::Pending);
    let (words, _) = refusal(&mut rig, 1);
    assert_eq!(words, crate::swarm::DEADLINE);
}

#[test]
fn any_manager_lets_in_not_only_the_leader() {
    let mut rig = swarm(3, 0, 4);
    let token = rig.tokens(2).worker;
    let before = node_ls(&mut rig, 1).unwrap().len();
    rig.add_machine();
    rig.join(3, &token, 2);
    assert!(rig.run_until(5, |rig| is_active(rig, 3)).is_some());
    assert_eq!(node_ls(&mut rig, 1).unwrap().len(), before + 1);
}

#[test]
fn a_manager_that_cannot_be_called_back_is_not_taken_into_the_group() {
    let mut rig = swarm(1, 0, 5);
    rig.add_machine();
    let token = rig.tokens(0).manager;
    let nowhere = "10.0.0.99:2377".parse().unwrap();
    rig.join_as(1, &token, 0, nowhere);
    let (words, took) = refusal(&mut rig, 1);
    assert_eq!(
        words,
        "manager stopped: can't initialize raft node: rpc error: code = Unknown desc = could not \
         connect to prospective new cluster member using its advertised address: rpc error: code = \
         DeadlineExceeded desc = context deadline exceeded"
    );
    assert!(secs(5) <= took && took < secs(6), "{took:?}");
    assert_eq!(rig.node(0).unwrap().raft().unwrap().peers.len(), 1);
}

#[test]
fn a_wiped_machine_joins_anew_beside_its_former_self() {
    let mut rig = swarm(1, 2, 6);
    create_service(&mut rig, 0, "web", 3);
    rig.run(8);
    let former = id(&rig, 2);
    rig.wipe(2);
    rig.run(20);
    let token = rig.tokens(0).worker;
    rig.join(2, &token, 0);
    rig.run(5);
    assert_ne!(id(&rig, 2), former);
    let lines = node_ls(&mut rig, 0).unwrap();
    // Recording 006: the same name twice.
    let twice: Vec<&String> = lines.iter().filter(|line| line.contains("node3")).collect();
    assert_eq!(twice, ["node3 down -", "node3 ready -"]);
}

#[test]
fn a_removed_node_is_refused_from_then_on_and_does_not_know_why() {
    let mut rig = swarm(1, 2, 7);
    let node = id(&rig, 2);
    let request = ControlRequest::RemoveNode {
        name: node.to_string(),
        force: true,
    };
    rig.ask(0, request).unwrap();
    rig.run(60);
    assert_eq!(node_ls(&mut rig, 0).unwrap().len(), 2);
    // Recording 017: it calls itself active.
    assert!(is_active(&rig, 2));
}

#[test]
fn a_worker_that_left_is_down_after_its_heartbeats_are_missed() {
    for seed in 0..8 {
        let mut rig = swarm(1, 2, seed);
        rig.run(seed);
        rig.leave(2);
        let down = rig.run_until(30, |rig| state_in_store(rig, 0, 2) == Some(NodeState::Down));
        let down = down.unwrap();
        // Two to three periods of 5 s, give or take a tenth.
        assert!(secs(8) < down && down < secs(17), "seed {seed}: {down:?}");
    }
}

#[test]
fn a_manager_that_left_by_force_stays_a_member_that_nobody_reaches() {
    let mut rig = swarm(3, 0, 8);
    rig.leave(2);
    rig.run(3);
    let lines = node_ls(&mut rig, 0).unwrap();
    // Recording 007.
    assert_eq!(lines[2], "node3 ready unreachable");
    assert_eq!(leader(&rig), Some(0));
}

#[test]
fn a_new_root_gives_every_node_a_new_certificate_and_the_swarm_new_tokens() {
    let mut rig = swarm(2, 1, 9);
    let old = rig.tokens(0);
    let swarm = match rig.ask(1, ControlRequest::InspectCluster) {
        Ok(ControlResponse::Cluster(swarm)) => swarm,
        other => panic!("{other:?}"),
    };
    let mut spec = Box::new(swarm.info.spec.clone());
    spec.ca_config.force_rotate += 1;
    let request = ControlRequest::UpdateCluster {
        version: swarm.info.meta.version,
        spec,
        rotate: Rotate::default(),
    };
    rig.ask(1, request).unwrap();
    rig.run(5);
    let new = rig.tokens(0);
    assert_ne!(old.worker, new.worker);
    let store = rig.node(0).unwrap().store().unwrap();
    let root = &store.cluster().unwrap().root_ca.certificate;
    for node in store.nodes() {
        let description = node.description.as_ref().unwrap();
        assert_eq!(&description.tls_info.trust_root, root);
        assert_eq!(node.status.state, NodeState::Ready);
    }
    rig.add_machine();
    rig.join(3, &old.worker, 0);
    let (words, _) = refusal(&mut rig, 3);
    assert!(
        words.starts_with("remote CA does not match fingerprint"),
        "{words}"
    );
    rig.join(3, &new.worker, 0);
    assert!(rig.run_until(5, |rig| is_active(rig, 3)).is_some());
}
