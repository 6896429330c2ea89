//! What outlives power, what a copy is, and how a log is kept short.

use api::cluster::{RaftConfig, SwarmSpec};
use sim::Instant;

use crate::rig::Rig;
use crate::swarm::{create_service, is_active, leader, node_ls, running_tasks, secs, swarm};

/// Everything of a swarm as one text.
fn digest(rig: &Rig) -> String {
    (0..rig.len())
        .map(|machine| format!("{:?}", rig.node(machine)))
        .collect()
}

fn eventful_life(seed: u64) -> Rig {
    let mut rig = swarm(3, 2, seed);
    create_service(&mut rig, 1, "web", 7);
    rig.run(4);
    rig.power_off(0);
    rig.run(70);
    rig.power_on(0);
    rig.run(20);
    rig
}

#[test]
fn the_same_seed_gives_the_same_life() {
    assert_eq!(digest(&eventful_life(1)), digest(&eventful_life(1)));
    assert_ne!(digest(&eventful_life(1)), digest(&eventful_life(2)));
}

#[test]
fn a_copy_of_a_node_lives_the_same_life() {
    let rig = eventful_life(3);
    for machine in 0..rig.len() {
        let mut node = rig.node(machine).unwrap().clone();
        let mut copy = node.clone();
        let mut moment = rig.moment();
        for _ in 0..50 {
            moment.now = node.next_timeout().unwrap();
            node.on_timeout(moment);
            copy.on_timeout(moment);
        }
        assert_eq!(format!("{node:?}"), format!("{copy:?}"));
    }
}

/// A swarm that takes a snapshot every few entries.
fn short_logs(machines: usize) -> Rig {
    let mut rig = Rig::new(machines, 5);
    let spec = SwarmSpec {
        raft: RaftConfig {
            snapshot_interval: 20,
            log_entries_for_slow_followers: 5,
            ..RaftConfig::default()
        },
        ..SwarmSpec::default()
    };
    rig.init_with(0, spec);
    rig.run(1);
    rig
}

#[test]
fn a_newcomer_is_given_a_snapshot_when_the_log_is_cut() {
    // SWARMKIT F19.
    let mut rig = short_logs(2);
    for name in ["a", "b", "c", "d"] {
        create_service(&mut rig, 0, name, 3);
        rig.run(5);
    }
    let log = rig.node(0).unwrap().raft_log(1000);
    assert!(log[0].index > 1, "the log was cut");
    let token = rig.tokens(0).manager;
    rig.join(1, &token, 0);
    rig.run(10);
    assert!(is_active(&rig, 1));
    let store = |machine| rig.node(machine).unwrap().store().unwrap();
    assert_eq!(store(1), store(0));
    create_service(&mut rig, 1, "e", 1);
    rig.run(5);
    assert_eq!(running_tasks(&rig, 1).len(), 13);
}

#[test]
fn managers_come_back_from_snapshot_and_log() {
    let mut rig = short_logs(3);
    let token = rig.tokens(0).manager;
    for machine in [1, 2] {
        rig.join(machine, &token, 0);
        rig.run(5);
    }
    create_service(&mut rig, 0, "web", 6);
    rig.run(10);
    let before = rig.node(0).unwrap().store().unwrap().services().count();
    // SWARMKIT F12: all at once.
    for machine in 0..3 {
        rig.power_off(machine);
    }
    rig.run(5);
    for machine in 0..3 {
        rig.power_on(machine);
    }
    assert!(rig.run_until(60, |rig| leader(rig).is_some()).is_some());
    rig.run(60);
    let new = leader(&rig).unwrap();
    let store = |machine| rig.node(machine).unwrap().store().unwrap();
    assert_eq!(store(new).services().count(), before);
    assert_eq!(store(0), store(1));
    assert_eq!(store(1), store(2));
    assert_eq!(running_tasks(&rig, new).len(), 6);
    assert_eq!(node_ls(&mut rig, 1).unwrap().len(), 3);
}

#[test]
fn a_node_that_is_never_woken_early_never_sleeps_too_long() {
    let rig = eventful_life(4);
    for machine in 0..rig.len() {
        let node = rig.node(machine).unwrap();
        let next = node.next_timeout().unwrap();
        assert!(next > Instant::START && next.since(rig.now) < secs(60));
    }
}
