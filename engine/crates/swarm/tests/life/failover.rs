//! A leader dies; another takes over; the first one returns.

use api::node::NodeState;
use sim::Duration;
use swarm::ControlRequest;

use crate::rig::Rig;
use crate::swarm::{
    DEADLINE, create_service, error, leader, millis, node_ls, running_tasks, secs, state_in_store,
    swarm,
};

/// Elections depend on lots, so each claim is held against many.
const SEEDS: std::ops::Range<u64> = 0..12;

/// Cuts the founder's power; who leads then, and after how long.
fn kill_leader(rig: &mut Rig) -> (usize, Duration) {
    assert_eq!(leader(rig), Some(0));
    rig.power_off(0);
    let took = rig.run_until(60, |rig| leader(rig).is_some_and(|it| it != 0));
    (leader(rig).unwrap(), took.unwrap())
}

#[test]
fn a_new_leader_is_elected_ten_to_twenty_seconds_after_the_old_one_died() {
    let mut retried = 0;
    for seed in SEEDS {
        let mut rig = swarm(3, 2, seed);
        let (_, took) = kill_leader(&mut rig);
        // Ten ticks of its own clock after the last heartbeat, which may be almost a second old.
        assert!(took > secs(8), "seed {seed}: {took:?}");
        // The first to stand may still be refused by the other, who heard the leader last.
        retried += usize::from(took > secs(20));
        assert!(took < secs(40), "seed {seed}: {took:?}");
    }
    assert!(
        retried <= SEEDS.count() / 4,
        "{retried} elections were repeated"
    );
}

#[test]
fn after_an_election_every_node_is_unknown_until_its_agent_comes_back() {
    for seed in SEEDS {
        let mut rig = swarm(3, 2, seed);
        let (new, _) = kill_leader(&mut rig);
        rig.run_for(millis(50));
        let nodes = node_ls(&mut rig, new).unwrap();
        let unknown = nodes.iter().filter(|line| line.contains(" unknown "));
        assert_eq!(unknown.count(), 5, "seed {seed}: {nodes:?}");
        let back = rig.run_until(20, |rig| {
            let ready = |of| state_in_store(rig, new, of) == Some(NodeState::Ready);
            (1..5).all(ready)
        });
        // At worst a registration times out, then a whole back-off passes.
        assert!(
            back.is_some_and(|it| it < secs(14)),
            "seed {seed}: {back:?}"
        );
        assert_eq!(state_in_store(&rig, new, 0), Some(NodeState::Unknown));
    }
}

#[test]
fn the_dead_leader_is_down_27_to_33_seconds_after_the_election() {
    for seed in SEEDS {
        let mut rig = swarm(3, 1, seed);
        let (new, _) = kill_leader(&mut rig);
        let down = rig.run_until(60, |rig| {
            state_in_store(rig, new, 0) == Some(NodeState::Down)
        });
        let down = down.unwrap();
        assert!(
            millis(27_000) <= down && down <= millis(33_200),
            "seed {seed}: {down:?}"
        );
        let store = rig.node(new).unwrap().store().unwrap();
        let node = store
            .nodes()
            .find(|node| node.status.state == NodeState::Down);
        let message = &node.unwrap().status.message;
        assert_eq!(message, r#"heartbeat failure for node in "unknown" state"#);
    }
}

#[test]
fn tasks_of_the_dead_leader_are_replaced_and_start_after_the_restart_delay() {
    let mut rig = swarm(3, 2, 3);
    create_service(&mut rig, 0, "web", 5);
    rig.run(10);
    assert_eq!(running_tasks(&rig, 0).len(), 5);
    let on_leader = rig.running(0);
    assert!(on_leader > 0);
    let (new, _) = kill_leader(&mut rig);
    rig.run_until(60, |rig| {
        state_in_store(rig, new, 0) == Some(NodeState::Down)
    });
    rig.run_for(millis(50));
    assert_eq!(running_tasks(&rig, new).len(), 5 - on_leader);
    let replaced = rig
        .run_until(30, |rig| running_tasks(rig, new).len() == 5)
        .unwrap();
    // The 5 s of the restart policy, and what a start costs.
    assert!(secs(5) <= replaced && replaced < secs(8), "{replaced:?}");
}

#[test]
fn a_call_forwarded_to_a_leader_without_power_waits_for_the_twenty_seconds_to_be_over() {
    let mut rig = swarm(3, 0, 5);
    rig.power_off(0);
    let filters = Default::default();
    let call = rig.control(1, ControlRequest::ListNodes { filters });
    rig.run(25);
    assert_eq!(error(&rig, call).as_deref(), Some(DEADLINE));
    assert_eq!(rig.took(call), Some(secs(20)));
}

#[test]
fn the_leader_that_returns_follows_and_ends_with_the_same_store() {
    for seed in SEEDS {
        let mut rig = swarm(3, 2, seed);
        create_service(&mut rig, 0, "web", 4);
        rig.run(8);
        let (new, _) = kill_leader(&mut rig);
        rig.run(5);
        create_service(&mut rig, new, "db", 2);
        rig.run(60);
        rig.power_on(0);
        let back = rig.run_until(30, |rig| {
            state_in_store(rig, new, 0) == Some(NodeState::Ready)
        });
        assert!(back.is_some(), "seed {seed}");
        rig.run(30);
        assert_eq!(
            leader(&rig),
            Some(new),
            "seed {seed}: it must not depose the new leader"
        );
        let store = |machine| rig.node(machine).unwrap().store().unwrap();
        assert_eq!(store(0), store(new), "seed {seed}");
        assert_eq!(store(1), store(2), "seed {seed}");
        assert_eq!(running_tasks(&rig, new).len(), 6, "seed {seed}");
        let nodes = node_ls(&mut rig, 0).unwrap();
        assert!(
            nodes[0].ends_with("ready reachable"),
            "seed {seed}: {nodes:?}"
        );
    }
}

#[test]
fn a_leader_that_is_cut_off_steps_down_and_the_majority_goes_on() {
    let mut rig = swarm(3, 1, 7);
    rig.unplug(0);
    rig.run(25);
    let new = leader(&rig).unwrap();
    assert_ne!(new, 0);
    create_service(&mut rig, new, "web", 1);
    let cut_off = rig.node(0).unwrap();
    assert!(cut_off.raft().unwrap().leader.is_none());
    assert_eq!(cut_off.store().unwrap().services().count(), 0);
    rig.plug(0);
    rig.run(60);
    let store = |machine| rig.node(machine).unwrap().store().unwrap();
    assert_eq!(store(0).services().count(), 1);
    assert_eq!(store(0), store(new));
}

#[test]
fn a_manager_that_was_away_for_long_finds_a_leader_it_has_never_heard_of() {
    for seed in SEEDS {
        let mut rig = swarm(3, 0, seed);
        rig.power_off(2);
        rig.run(3);
        let token = rig.tokens(0).manager;
        for machine in [3, 4] {
            rig.add_machine();
            rig.join(machine, &token, 0);
            rig.run(5);
        }
        kill_leader(&mut rig);
        rig.run(20);
        rig.power_on(2);
        rig.run(60);
        let new = leader(&rig).unwrap();
        let store = |machine| rig.node(machine).unwrap().store().unwrap();
        assert_eq!(store(2), store(new), "seed {seed}, led by node{}", new + 1);
    }
}
