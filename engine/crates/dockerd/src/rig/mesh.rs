//! The routing mesh: any node answers for every task, as long as it can be reached.

use super::*;
use crate::{Deed, Rule};

/// Who answered: the line `Hostname:` of whoami.
fn who(body: &str) -> String {
    let line = body.lines().find(|line| line.starts_with("Hostname: "));
    line.unwrap_or_default().to_owned()
}

fn counts(rig: &mut Rig, machine: usize, to: Ipv4Addr, requests: usize) -> Vec<usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..requests {
        let body = rig.body(machine, to, 8080);
        *counts.entry(who(&body)).or_default() += 1;
    }
    counts.into_values().collect()
}

fn meshed(managers: usize, workers: usize, replicas: u64) -> Rig {
    let mut rig = Rig::swarm(managers, workers);
    rig.create(published(
        service("who", "traefik/whoami", replicas),
        8080,
        80,
    ));
    rig.until_running(replicas as usize);
    rig.run(2);
    rig
}

#[test]
fn requests_go_round_the_tasks_whichever_node_is_asked() {
    // Recording 105.
    let mut rig = meshed(1, 3, 3);
    for index in 0..4 {
        assert_eq!(
            counts(&mut rig, 0, address(index), 12),
            [4, 4, 4],
            "node{}",
            index + 1
        );
    }
    let localhost = Ipv4Addr::LOCALHOST;
    assert_eq!(counts(&mut rig, 3, localhost, 6), [2, 2, 2]);
}

#[test]
fn a_task_sees_the_entry_nodes_address_and_its_own() {
    let mut rig = meshed(1, 0, 1);
    let body = rig.body(0, Ipv4Addr::LOCALHOST, 8080);
    let lines: Vec<&str> = body.lines().collect();
    assert_eq!(lines[1], "IP: 127.0.0.1");
    assert!(lines[2].starts_with("IP: 10.0.0."), "{body}");
    assert_eq!(lines[3], "IP: 172.18.0.3", "the sandbox has 172.18.0.2");
    assert!(lines[4].starts_with("RemoteAddr: 10.0.0.2:"), "{body}");
    assert_eq!(lines[5], "GET / HTTP/1.1");
}

#[test]
fn nobody_listens_on_other_ports_nor_before_there_is_a_task() {
    let mut rig = Rig::swarm(1, 1);
    assert_eq!(
        rig.curl(1, address(0), 8080, 1),
        Some(Err(ConnectError::Refused))
    );
    rig.create(published(service("who", "traefik/whoami", 1), 8080, 80));
    rig.until_running(1);
    rig.run(2);
    assert!(rig.curl(1, address(0), 8080, 1).unwrap().is_ok());
    assert_eq!(
        rig.curl(1, address(0), 8081, 1),
        Some(Err(ConnectError::Refused))
    );
    assert!(rig.machines[1].listening_ports().contains(&8080));
}

#[test]
fn the_trace_names_every_step() {
    let mut rig = meshed(1, 1, 2);
    rig.body(1, address(0), 8080);
    rig.body(1, address(0), 8080);
    let traces = rig.machines[1].traces();
    let rules = |hops: &[crate::Hop]| -> Vec<Rule> {
        hops.iter()
            .filter_map(|hop| match hop.deed {
                Deed::Rewritten { rule, .. } => Some(rule),
                _ => None,
            })
            .collect()
    };
    for trace in traces {
        let expected = [
            Rule::IngressDnat,
            Rule::Ipvs,
            Rule::IngressSnat,
            Rule::Redirect,
        ];
        assert_eq!(rules(&trace.hops), expected);
        assert!(
            trace
                .hops
                .iter()
                .any(|hop| hop.deed == Deed::Answered { status: 200 })
        );
    }
    let tunnelled = |trace: &&crate::ConnectionTrace| {
        trace
            .hops
            .iter()
            .any(|hop| matches!(hop.deed, Deed::Tunnelled { vni: 4096, .. }))
    };
    assert_eq!(
        traces.iter().filter(tunnelled).count(),
        1,
        "one task is on the other machine"
    );
}

#[test]
fn a_client_outside_of_the_cluster_is_served() {
    let mut rig = meshed(1, 1, 2);
    let profile = Arc::new(Profile::product());
    let client = HostFacts {
        has_docker: false,
        ..facts(2)
    };
    rig.machines
        .push(Dockerd::new(client, profile, Rng::stream(1, "client")));
    rig.power_on(2);
    rig.run(1);
    assert_eq!(counts(&mut rig, 2, address(1), 4), [2, 2]);
}

#[test]
fn a_dead_node_costs_its_share_for_a_few_seconds_only() {
    // Recording 106.
    let mut rig = meshed(1, 2, 3);
    rig.power_off(2);
    let mut lost = 0;
    for _ in 0..3 {
        lost += usize::from(rig.curl(0, address(0), 8080, 1).is_none());
    }
    assert_eq!(lost, 1, "only the dead node's task does not answer");
    rig.run(8);
    for _ in 0..6 {
        assert!(matches!(rig.curl(0, address(0), 8080, 1), Some(Ok(_))));
    }
    // The node itself does not answer at all.
    assert_eq!(
        rig.curl(0, address(2), 8080, 5),
        Some(Err(ConnectError::NoRoute))
    );
}

#[test]
fn a_task_that_is_stopped_gets_no_requests_while_it_stops() {
    let mut rig = meshed(1, 1, 2);
    assert!(
        rig.call(
            0,
            Request::ServiceRemove {
                name: "who".to_owned()
            }
        )
        .is_ok()
    );
    rig.run(1);
    rig.run_for(Duration::from_millis(700));
    let both = rig.machines.iter().flat_map(|machine| machine.balancers());
    let weights: Vec<u32> = both
        .flat_map(|service| service.backends)
        .map(|(_, weight)| weight)
        .collect();
    assert!(weights.iter().all(|weight| *weight == 0), "{weights:?}");
    rig.run(8);
    assert_eq!(
        rig.curl(0, address(0), 8080, 1),
        Some(Err(ConnectError::Refused))
    );
    assert!(rig.machines[0].balancers().is_empty());
}

#[test]
fn without_managers_the_mesh_goes_on() {
    let mut rig = Rig::swarm(1, 2);
    let mut spec = published(service("who", "traefik/whoami", 2), 8080, 80);
    spec.task_template.placement = Some(api::task::Placement {
        constraints: vec!["node.role==worker".to_owned()],
        ..api::task::Placement::default()
    });
    rig.create(spec);
    rig.until_running(2);
    rig.run(2);
    rig.power_off(0);
    rig.run(30);
    assert_eq!(counts(&mut rig, 1, address(2), 4), [2, 2]);
    // Even the kernel of a node whose daemon is dead.
    rig.kill(1);
    rig.run(1);
    assert_eq!(counts(&mut rig, 2, address(1), 4), [2, 2]);
}

#[test]
fn a_port_in_host_mode_answers_on_its_own_node_with_the_clients_address() {
    // Recording 107.
    let mut rig = Rig::swarm(1, 2);
    rig.create(published_on_host(
        service("who", "traefik/whoami", 1),
        8080,
        80,
    ));
    rig.until_running(1);
    let holder = (0..3)
        .find(|index| !rig.machines[*index].containers().is_empty())
        .unwrap();
    let asker = (holder + 1) % 3;
    let body = rig.body(asker, address(holder), 8080);
    assert!(body.contains("IP: 172.17.0.2\n"), "{body}");
    assert!(
        body.contains(&format!("RemoteAddr: {}:", address(asker))),
        "{body}"
    );
    let other = (holder + 2) % 3;
    assert_eq!(
        rig.curl(asker, address(other), 8080, 1),
        Some(Err(ConnectError::Refused))
    );
    let status = rig.tasks().remove(0).status.port_status;
    assert_eq!(
        (status.ports[0].published_port, status.ports[0].target_port),
        (8080, 80)
    );
}

#[test]
fn a_cut_cable_hides_what_is_behind_it_and_its_own_side_goes_on() {
    let mut rig = meshed(1, 1, 2);
    rig.cut.insert(1);
    rig.run(12);
    assert_eq!(counts(&mut rig, 0, address(0), 4).iter().sum::<usize>(), 4);
    assert!(matches!(
        rig.curl(1, Ipv4Addr::LOCALHOST, 8080, 1),
        Some(Ok(_))
    ));
    rig.cut.clear();
    rig.run(15);
    assert!(counts(&mut rig, 0, address(1), 4).iter().sum::<usize>() == 4);
}
