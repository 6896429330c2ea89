//! Networks: row P5 of SWARMKIT §14.9, the rules of §12.3, the listing.

use api::network::{IpamConfig, IpamOptions, NetworkSpec};
use api::service::PublishMode;
use api::task::{NetworkAttachmentConfig, TaskState};
use api::{Driver, ErrorKind};

use super::super::testing::{Bench, filters, named, publish, spec};
use super::{Block, network_inspect};
use crate::node::{ControlRequest, ControlResponse};

/// What `docker network create -d overlay NAME` sends.
fn overlay(name: &str) -> NetworkSpec {
    NetworkSpec {
        annotations: named(name),
        driver_configuration: Some(Driver {
            name: "overlay".to_owned(),
            ..Driver::default()
        }),
        ipam_options: Some(IpamOptions::default()),
        ..NetworkSpec::default()
    }
}

fn create(bench: &mut Bench, spec: NetworkSpec) -> Result<(), String> {
    let spec = Box::new(spec);
    let request = ControlRequest::CreateNetwork { spec };
    bench.ask(request).map(|_| ())
}

fn refusal(change: impl FnOnce(&mut NetworkSpec)) -> String {
    let mut spec = overlay("front");
    change(&mut spec);
    create(&mut Bench::new(), spec).unwrap_err()
}

fn invalid(text: &str) -> String {
    format!("rpc error: code = InvalidArgument desc = {text}")
}

#[test]
fn names_drivers_and_labels_are_checked() {
    assert_eq!(
        refusal(|spec| (spec.attachable, spec.ingress) = (true, true)),
        invalid("ingress network cannot be attachable")
    );
    assert_eq!(
        refusal(|spec| spec.annotations.name = "bad name".to_owned()),
        invalid("name must be valid as a DNS name component")
    );
    assert_eq!(
        refusal(|spec| spec.annotations.name = "none".to_owned()),
        "none is a pre-defined network and cannot be created"
    );
    assert_eq!(
        refusal(|spec| {
            let labels = &mut spec.annotations.labels;
            labels.insert("com.docker.swarm.predefined".into(), "x".into());
        }),
        "rpc error: code = PermissionDenied desc = label com.docker.swarm.predefined is for \
         internally created predefined networks and cannot be applied by users"
    );
    let driver = |name: &str, ingress| {
        refusal(|spec| {
            spec.driver_configuration.as_mut().unwrap().name = name.to_owned();
            spec.ingress = ingress;
        })
    };
    assert_eq!(
        driver("", false),
        invalid("driver name: if driver is specified name is required")
    );
    assert_eq!(
        driver("weave", false),
        invalid("error during lookup of plugin weave")
    );
    assert_eq!(
        driver("macvlan", true),
        "rpc error: code = Unimplemented desc = only overlay driver is currently supported for \
         ingress network"
    );
}

#[test]
fn addresses_lie_in_their_subnet() {
    let refused = |subnet: &str, range: &str, gateway: &str| {
        refusal(|spec| {
            spec.ipam_options.as_mut().unwrap().configs = vec![IpamConfig {
                subnet: subnet.to_owned(),
                range: range.to_owned(),
                gateway: gateway.to_owned(),
            }];
        })
    };
    let ipam = |text: &str| invalid(&format!("ipam configuration: {text}"));
    assert_eq!(
        refused("10.0.300.0/24", "", ""),
        ipam("invalid subnet 10.0.300.0/24")
    );
    assert_eq!(refused("", "", ""), ipam("invalid subnet "));
    assert_eq!(refused("10.1.0.0/24", "x", ""), ipam("invalid range x"));
    assert_eq!(
        refused("10.1.0.0/24", "10.2.0.0/25", ""),
        ipam("subnet 10.1.0.0/24 does not contain range 10.2.0.0/25")
    );
    assert_eq!(refused("10.1.0.0/24", "", "x"), ipam("invalid gateway x"));
    assert_eq!(
        refused("10.1.0.0/24", "", "10.1.1.1"),
        ipam("subnet 10.1.0.0/24 does not contain gateway 10.1.1.1")
    );
}

#[test]
fn a_block_contains_what_begins_alike() {
    let check = |block: &str, address: &str, expected| {
        let block = Block::parse(block).unwrap();
        assert_eq!(block.contains(address.parse().unwrap()), expected);
    };
    check("10.10.0.0/24", "10.10.0.255", true);
    check("10.10.0.0/24", "10.10.1.0", false);
    check("10.10.0.7/32", "10.10.0.7", true);
    check("0.0.0.0/0", "255.1.2.3", true);
    check("fd00::/64", "fd00::1", true);
    check("fd00::/64", "fd00:0:0:1::1", false);
    check("::/0", "10.0.0.1", false);
    for bad in ["10.0.0.0", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/", "x/8"] {
        assert!(Block::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn one_ingress_is_enough() {
    assert_eq!(
        refusal(|spec| spec.ingress = true),
        "rpc error: code = AlreadyExists desc = ingress network (net-ingress) is already present"
    );
}

#[test]
fn a_name_is_taken_once() {
    let mut bench = Bench::new();
    create(&mut bench, overlay("front")).unwrap();
    assert_eq!(
        create(&mut bench, overlay("Front")).unwrap_err(),
        "rpc error: code = Unknown desc = name conflicts with an existing object"
    );
    let network = bench.store.network_by_name("front").unwrap();
    let ipam = network.spec.ipam_options.as_ref().unwrap();
    assert_eq!(ipam.driver.name, "default");
}

fn remove(bench: &mut Bench, name: &str) -> Result<(), String> {
    let name = name.to_owned();
    let request = ControlRequest::RemoveNetwork { name };
    bench.ask(request).map(|_| ())
}

fn attach(target: &str) -> Vec<NetworkAttachmentConfig> {
    vec![NetworkAttachmentConfig {
        target: target.to_owned(),
        ..NetworkAttachmentConfig::default()
    }]
}

/// P5.
#[test]
fn a_network_in_use_stays() {
    let mut bench = Bench::new();
    bench.network("front", |_| ());
    let mut wish = spec("web");
    wish.task_template.networks = attach("front");
    let id = bench.create(wish).unwrap();
    let in_use = |by: &str| {
        format!("rpc error: code = FailedPrecondition desc = network net-front is in use by {by}")
    };
    assert_eq!(
        remove(&mut bench, "front").unwrap_err(),
        in_use(&format!("service {id}"))
    );
    let name = "web".to_owned();
    bench.ask(ControlRequest::RemoveService { name }).unwrap();

    for (task, state, desired) in [
        ("done", TaskState::Complete, TaskState::Running),
        ("ending", TaskState::Running, TaskState::Remove),
        ("live", TaskState::Running, TaskState::Running),
    ] {
        bench.task(task, |it| {
            it.spec.networks = attach("net-front");
            (it.status.state, it.desired_state) = (state, desired);
        });
    }
    assert_eq!(
        remove(&mut bench, "front").unwrap_err(),
        in_use("task live")
    );
    bench.write(|draft| draft.remove_task(&"live".into()));
    remove(&mut bench, "front").unwrap();
    let request = ControlRequest::RemoveNetwork {
        name: "front".to_owned(),
    };
    let error = bench.try_ask(&request).unwrap_err();
    assert_eq!(error.message, "network front not found");
    assert_eq!(error.kind, ErrorKind::System);
}

#[test]
fn predefined_and_needed_networks_stay() {
    let mut bench = Bench::new();
    bench.network("bridge", |network| network.predefined = true);
    assert_eq!(
        remove(&mut bench, "bridge").unwrap_err(),
        "rpc error: code = FailedPrecondition desc = network net-bridge (bridge) is a swarm \
         predefined network and cannot be removed"
    );
    let mut wish = spec("web");
    publish(&mut wish, 80, PublishMode::Ingress);
    let id = bench.create(wish).unwrap();
    assert_eq!(
        remove(&mut bench, "ingress").unwrap_err(),
        format!(
            "rpc error: code = FailedPrecondition desc = ingress network cannot be removed \
             because service {id} depends on it"
        )
    );
}

#[test]
fn listings_hide_what_every_machine_has() {
    let mut bench = Bench::new();
    bench.network("bridge", |network| network.predefined = true);
    bench.network("front", |_| ());
    bench.network("frontend", |_| ());
    let mut listed = |words: &[&str]| {
        let filters = filters(words);
        match bench.ask(ControlRequest::ListNetworks { filters })? {
            ControlResponse::Networks(networks) => {
                let names = networks.into_iter().map(|it| it.spec.annotations.name);
                Ok(names.collect::<Vec<_>>().join(" "))
            }
            other => panic!("{other:?}"),
        }
    };
    let mut check = |words: &[&str], expected: Result<&str, &str>| {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(listed(words), expected, "{words:?}");
    };
    check(&[], Ok("front frontend ingress"));
    // Full names only: the daemon asks for names and beginnings, and both must hold.
    check(&["name=front"], Ok("front"));
    check(&["id=net-front"], Ok("front frontend"));
    check(&["driver=overlay"], Ok("front frontend ingress"));
    check(&["foo=x"], Err("invalid filter 'foo'"));
}

#[test]
fn a_network_shows_what_the_allocator_gave() {
    let mut bench = Bench::new();
    bench.network("front", |network| {
        network.driver_state = Some(Driver {
            name: "overlay".to_owned(),
            options: [("vni".to_owned(), "4097".to_owned())].into(),
        });
        network.ipam = Some(IpamOptions {
            driver: Driver {
                name: "default".to_owned(),
                ..Driver::default()
            },
            configs: vec![IpamConfig {
                subnet: "10.0.1.0/24".to_owned(),
                gateway: "10.0.1.1".to_owned(),
                ..IpamConfig::default()
            }],
        });
    });
    let name = "front".to_owned();
    let answer = bench.ask(ControlRequest::InspectNetwork { name }).unwrap();
    let ControlResponse::Networks(networks) = answer else {
        panic!("no network");
    };
    assert_eq!(networks[0].spec.scope, "swarm");
    let shown = network_inspect(&networks[0]);
    assert_eq!(
        (shown.driver.as_str(), shown.scope.as_str()),
        ("overlay", "swarm")
    );
    assert_eq!(shown.ipam.config[0].subnet, "10.0.1.0/24");
    assert_eq!(shown.labels.get(), None);
}
