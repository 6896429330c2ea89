//! Becoming a member of a swarm, being one, and leaving.

use super::*;
use api::cluster::LocalNodeState;
use api::node::NodeState;

fn state(rig: &mut Rig, machine: usize) -> (LocalNodeState, bool) {
    match rig.call(machine, Request::Info) {
        Ok(Response::Info(info)) => (info.swarm.local_node_state, info.swarm.control_available),
        other => panic!("{other:?}"),
    }
}

fn nodes(rig: &mut Rig) -> Vec<(String, NodeState)> {
    match rig.call(
        0,
        Request::NodeList {
            filters: Filters::new(),
        },
    ) {
        Ok(Response::Nodes(mut nodes)) => {
            nodes.sort_by(|one, other| one.description.hostname.cmp(&other.description.hostname));
            nodes
                .into_iter()
                .map(|node| (node.description.hostname, node.status.state))
                .collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn init_makes_a_manager_that_answers() {
    let mut rig = Rig::new(1);
    assert!(matches!(rig.init(0), Ok(Response::SwarmInitialized(_))));
    assert_eq!(state(&mut rig, 0), (LocalNodeState::Active, true));
    rig.run(3);
    assert_eq!(nodes(&mut rig), [("node1".to_owned(), NodeState::Ready)]);
    let again = Request::SwarmInit(Box::new(init_request("")));
    assert_eq!(
        rig.refused(0, again),
        "This node is already part of a swarm. Use \"docker swarm leave\" to leave this swarm and join another one."
    );
    let Ok(Response::Info(info)) = rig.call(0, Request::Info) else {
        panic!()
    };
    assert_eq!((info.swarm.nodes, info.swarm.managers), (1, 1));
    assert_eq!(info.swarm.node_addr, "192.168.99.11");
}

#[test]
fn a_bad_address_is_refused_before_anything_begins() {
    let mut rig = Rig::new(1);
    let refused = rig.refused(0, Request::SwarmInit(Box::new(init_request("eth9"))));
    assert!(
        refused.starts_with("advertise address must be a non-zero IP address"),
        "{refused}"
    );
    assert_eq!(state(&mut rig, 0), (LocalNodeState::Inactive, false));
}

#[test]
fn workers_and_managers_join() {
    let mut rig = Rig::new(3);
    rig.init(0).unwrap();
    assert_eq!(rig.join(1, "worker"), Ok(Response::Done));
    assert_eq!(rig.join(2, "manager"), Ok(Response::Done));
    rig.run(5);
    let ready = |name: &str| (name.to_owned(), NodeState::Ready);
    assert_eq!(
        nodes(&mut rig),
        [ready("node1"), ready("node2"), ready("node3")]
    );
    assert_eq!(state(&mut rig, 1), (LocalNodeState::Active, false));
    assert_eq!(state(&mut rig, 2), (LocalNodeState::Active, true));
    let worker = "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";
    assert_eq!(
        rig.refused(
            1,
            Request::NodeList {
                filters: Filters::new()
            }
        ),
        worker
    );
}

#[test]
fn a_manager_that_is_off_keeps_the_joiner_waiting_and_then_trying() {
    let mut rig = Rig::new(2);
    rig.init(0).unwrap();
    let request = rig.join_request("worker");
    rig.power_off(0);
    let began = rig.now;
    let refused = rig.refused(1, Request::SwarmJoin(Box::new(request)));
    assert_eq!(
        refused,
        "Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the \"docker info\" command to see the current swarm status of your node."
    );
    assert_eq!((rig.now - began).as_secs(), 20);
    assert_eq!(state(&mut rig, 1), (LocalNodeState::Pending, false));
}

#[test]
fn a_wrong_token_is_refused_and_leaves_no_trace() {
    let mut rig = Rig::new(2);
    rig.init(0).unwrap();
    let mut request = rig.join_request("worker");
    request
        .join_token
        .replace_range(60.., "0000000000000000000000000");
    let refused = rig.refused(1, Request::SwarmJoin(Box::new(request)));
    assert_eq!(
        refused,
        "rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster"
    );
    assert_eq!(state(&mut rig, 1), (LocalNodeState::Inactive, false));
    assert_eq!(rig.join(1, "worker"), Ok(Response::Done));
}

#[test]
fn leaving_is_warned_of_on_managers_and_done_on_workers() {
    let mut rig = Rig::swarm(1, 1);
    let last = rig.refused(0, Request::SwarmLeave { force: false });
    assert!(
        last.contains("Removing the last manager erases all current state"),
        "{last}"
    );
    assert_eq!(
        rig.call(1, Request::SwarmLeave { force: false }),
        Ok(Response::Done)
    );
    assert_eq!(state(&mut rig, 1), (LocalNodeState::Inactive, false));
    assert_eq!(
        rig.call(0, Request::SwarmLeave { force: true }),
        Ok(Response::Done)
    );
    assert_eq!(state(&mut rig, 0), (LocalNodeState::Inactive, false));
    let again = rig.refused(0, Request::SwarmLeave { force: true });
    assert_eq!(again, "This node is not part of a swarm");
    // The way out of overlays stays; ingress goes (recording 001).
    let Ok(Response::Networks(list)) = rig.call(
        0,
        Request::NetworkList {
            filters: Filters::new(),
        },
    ) else {
        panic!()
    };
    let mut names: Vec<&str> = list.iter().map(|network| network.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["bridge", "docker_gwbridge", "host", "none"]);
    assert!(rig.init(0).is_ok());
}

#[test]
fn a_member_is_one_again_after_a_restart() {
    let mut rig = Rig::swarm(1, 1);
    rig.power_off(1);
    rig.run(20);
    assert_eq!(nodes(&mut rig)[1].1, NodeState::Down);
    rig.power_on(1);
    rig.run(20);
    assert_eq!(nodes(&mut rig)[1].1, NodeState::Ready);
    rig.stop(0);
    rig.run(2);
    rig.start(0);
    rig.run(30);
    assert_eq!(state(&mut rig, 0), (LocalNodeState::Active, true));
    assert_eq!(
        nodes(&mut rig),
        [
            ("node1".to_owned(), NodeState::Ready),
            ("node2".to_owned(), NodeState::Ready)
        ]
    );
}

#[test]
fn without_quorum_a_manager_says_so_and_its_own_networks_are_still_listed() {
    let mut rig = Rig::swarm(2, 0);
    rig.power_off(1);
    rig.run(40);
    let words = rig.refused(
        0,
        Request::NodeList {
            filters: Filters::new(),
        },
    );
    assert_eq!(
        words,
        "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online."
    );
    let Ok(Response::Info(info)) = rig.call(0, Request::Info) else {
        panic!()
    };
    assert_eq!((info.swarm.error, info.swarm.managers), (words, 0));
    assert!(info.swarm.cluster.is_some());
    let Ok(Response::Networks(list)) = rig.call(
        0,
        Request::NetworkList {
            filters: Filters::new(),
        },
    ) else {
        panic!()
    };
    assert!(list.iter().any(|network| network.name == "ingress"));
}
