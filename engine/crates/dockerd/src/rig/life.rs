//! Power, process, and what a daemon tells without a swarm.

use super::*;
use crate::DaemonState;
use api::ErrorKind;

fn names(rig: &mut Rig, machine: usize) -> Vec<String> {
    match rig.call(
        machine,
        Request::NetworkList {
            filters: Filters::new(),
        },
    ) {
        Ok(Response::Networks(mut list)) => {
            list.sort_by(|one, other| one.name.cmp(&other.name));
            list.into_iter().map(|network| network.name).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_fresh_machine_has_its_three_networks_and_nothing_else() {
    let mut rig = Rig::new(1);
    assert_eq!(names(&mut rig, 0), ["bridge", "host", "none"]);
    assert_eq!(rig.ps(0), []);
    let Ok(Response::Images(images)) = rig.call(
        0,
        Request::ImageList {
            all: false,
            filters: Filters::new(),
        },
    ) else {
        panic!()
    };
    assert!(images.is_empty());
}

#[test]
fn info_and_version_are_those_of_the_profile() {
    let mut rig = Rig::with(Profile::recorder(), 1, 1);
    let Ok(Response::Info(info)) = rig.call(0, Request::Info) else {
        panic!()
    };
    let swarm = api::go::ToGo::to_go(&info.swarm).to_json();
    // Recording 130.
    assert_eq!(
        swarm,
        r#"{"NodeID":"","NodeAddr":"","LocalNodeState":"inactive","ControlAvailable":false,"Error":"","RemoteManagers":null}"#
    );
    assert_eq!(
        (
            info.kernel_version.as_str(),
            info.cgroup_driver.as_str(),
            info.mem_total
        ),
        ("7.2.13", "cgroupfs", 6_316_261_376)
    );
    assert_eq!(info.driver_status[0], ["Backing Filesystem", "tmpfs"]);
    assert!(info.warnings.is_empty());
    let Ok(Response::Version(version)) = rig.call(0, Request::Version) else {
        panic!()
    };
    assert_eq!(version.version, "28.5.2+dfsg4");
    assert_eq!(version.components[2].name, "runc");
}

#[test]
fn outside_of_a_swarm_manager_commands_are_refused() {
    let mut rig = Rig::new(1);
    let outside = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";
    let requests = [
        Request::NodeList {
            filters: Filters::new(),
        },
        Request::ServiceList {
            filters: Filters::new(),
            status: true,
        },
        Request::ServiceCreate {
            spec: Box::new(service("a", "nginx", 1)),
            query_registry: true,
        },
        Request::SwarmInspect,
        Request::TaskList {
            filters: Filters::new(),
        },
    ];
    for request in requests {
        assert_eq!(rig.refused(0, request), outside);
    }
    let leave = Request::SwarmLeave { force: false };
    assert_eq!(rig.refused(0, leave), "This node is not part of a swarm");
}

#[test]
fn without_a_daemon_nobody_answers_and_while_it_starts_callers_wait() {
    let mut rig = Rig::new(1);
    rig.stop(0);
    rig.run(1);
    assert_eq!(rig.machines[0].daemon_state(), DaemonState::Stopped);
    let error = rig.call(0, Request::Info).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NoConnection);
    rig.start(0);
    assert_eq!(rig.machines[0].daemon_state(), DaemonState::Starting);
    assert!(rig.call(0, Request::Info).is_ok());
    assert_eq!(rig.machines[0].daemon_state(), DaemonState::Running);
}

#[test]
fn identity_and_images_survive_the_power() {
    let mut rig = Rig::new(1);
    let id = |rig: &mut Rig| match rig.call(0, Request::Info) {
        Ok(Response::Info(info)) => (info.id, info.images),
        other => panic!("{other:?}"),
    };
    let pull = Request::ImagePull {
        image: "nginx:alpine".to_owned(),
    };
    assert!(matches!(
        rig.call(0, pull),
        Ok(Response::ImagePulled { is_new: true, .. })
    ));
    let before = id(&mut rig);
    assert_eq!(before.1, 1);
    rig.power_off(0);
    assert!(!rig.machines[0].is_on());
    rig.run(5);
    rig.power_on(0);
    rig.run(20);
    assert_eq!(id(&mut rig), before);
}

#[test]
fn pulling_what_is_not_there_is_refused_in_the_registrys_words() {
    let mut rig = Rig::new(1);
    let mut refused = |image: &str| {
        rig.refused(
            0,
            Request::ImagePull {
                image: image.to_owned(),
            },
        )
    };
    assert_eq!(
        refused("nosuch/image"),
        "pull access denied for nosuch/image, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
    );
    assert_eq!(
        refused("nginx:nosuchtag"),
        "manifest for nginx:nosuchtag not found: manifest unknown: manifest unknown"
    );
    assert_eq!(
        refused("NGINX"),
        "invalid reference format: repository name (library/NGINX) must be lowercase"
    );
}

#[test]
fn a_machine_without_docker_never_answers_but_its_programs_connect() {
    let mut rig = Rig::new(1);
    let profile = Arc::new(Profile::product());
    let outside = HostFacts {
        has_docker: false,
        ..facts(1)
    };
    rig.machines
        .push(Dockerd::new(outside, profile, Rng::stream(1, "client")));
    rig.power_on(1);
    rig.run(20);
    assert!(!rig.machines[1].is_running());
    assert_eq!(
        rig.call(1, Request::Ping).unwrap_err().kind,
        ErrorKind::NoConnection
    );
    assert_eq!(
        rig.curl(1, address(0), 80, 1),
        Some(Err(ConnectError::Refused))
    );
}
