//! The swarm as a whole: row P11 of SWARMKIT §14.9, the rules of §12.6, keys.

use api::cluster::{Rotate, Swarm, SwarmSpec};
use api::{ErrorKind, Version};
use sim::Duration;

use super::super::testing::Bench;
use super::super::{Demand, Handled};
use crate::node::{ControlRequest, ControlResponse};
use crate::store::Store;

fn inspect(bench: &mut Bench) -> Swarm {
    match bench.ask(ControlRequest::InspectCluster).unwrap() {
        ControlResponse::Cluster(swarm) => *swarm,
        other => panic!("{other:?}"),
    }
}

fn request(
    bench: &mut Bench,
    rotate: Rotate,
    change: impl FnOnce(&mut SwarmSpec),
) -> ControlRequest {
    let swarm = inspect(bench);
    let mut spec = swarm.info.spec;
    change(&mut spec);
    ControlRequest::UpdateCluster {
        version: swarm.info.meta.version,
        spec: Box::new(spec),
        rotate,
    }
}

fn update(
    bench: &mut Bench,
    rotate: Rotate,
    change: impl FnOnce(&mut SwarmSpec),
) -> Result<(), String> {
    let request = request(bench, rotate, change);
    bench.ask(request).map(|_| ())
}

/// P11.
#[test]
fn one_token_changes_and_both_name_the_same_root() {
    let mut bench = Bench::new();
    let before = inspect(&mut bench).join_tokens;
    let rotate = Rotate {
        worker_token: true,
        ..Rotate::default()
    };
    update(&mut bench, rotate, |_| ()).unwrap();
    let after = inspect(&mut bench).join_tokens;
    assert_ne!(after.worker, before.worker);
    assert_eq!(after.manager, before.manager);
    let root = |token: &str| token.split('-').nth(2).unwrap().to_owned();
    assert_eq!(root(&after.worker), root(&before.worker));
    assert_eq!(after.worker.len(), before.worker.len());
}

#[test]
fn the_spec_is_checked() {
    let mut bench = Bench::new();
    let mut refused =
        |change: fn(&mut SwarmSpec)| update(&mut bench, Rotate::default(), change).unwrap_err();
    assert_eq!(
        refused(|spec| spec.ca_config.node_cert_expiry = Duration::from_secs(60)),
        "rpc error: code = InvalidArgument desc = minimum certificate expiry time is: 1h0m0s"
    );
    assert_eq!(
        refused(|spec| spec.annotations.name = "mine".to_owned()),
        "swarm spec must be named \"default\""
    );
    assert_eq!(
        refused(|spec| spec.ca_config.signing_ca_key = "key".to_owned()),
        "rpc error: code = InvalidArgument desc = if a signing CA key is provided, the signing \
         CA cert must also be provided"
    );
    let own = request(&mut bench, Rotate::default(), |spec| {
        spec.ca_config.signing_ca_cert = "cert".to_owned();
    });
    let error = bench.try_ask(&own).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotImplemented);
}

#[test]
fn settings_are_stored_and_the_version_counts() {
    let mut bench = Bench::new();
    update(&mut bench, Rotate::default(), |spec| {
        spec.orchestration.task_history_retention_limit = Some(1);
        spec.dispatcher.heartbeat_period = Duration::from_secs(1);
    })
    .unwrap();
    let spec = inspect(&mut bench).info.spec;
    assert_eq!(spec.orchestration.task_history_retention_limit, Some(1));
    assert_eq!(spec.dispatcher.heartbeat_period, Duration::from_secs(1));
    let stale = ControlRequest::UpdateCluster {
        version: Version::default(),
        spec: Box::new(spec),
        rotate: Rotate::default(),
    };
    assert_eq!(
        bench.ask(stale).unwrap_err(),
        "rpc error: code = Unknown desc = update out of sequence"
    );
}

#[test]
fn a_locked_swarm_has_a_key() {
    let mut bench = Bench::new();
    let key = |bench: &mut Bench| match bench.ask(ControlRequest::UnlockKey).unwrap() {
        ControlResponse::UnlockKey(key) => key,
        other => panic!("{other:?}"),
    };
    let lock = |bench: &mut Bench, auto_lock: bool, unlock_key: bool| {
        let rotate = Rotate {
            unlock_key,
            ..Rotate::default()
        };
        update(bench, rotate, |spec| {
            spec.encryption_config.auto_lock_managers = auto_lock;
        })
        .unwrap();
        key(bench)
    };
    assert_eq!(key(&mut bench), "");
    // Rotating a key that is not there makes none.
    assert_eq!(lock(&mut bench, false, true), "");
    let first = lock(&mut bench, true, false);
    assert!(first.starts_with("SWMKEY-1-"), "{first}");
    assert_eq!(first.len(), "SWMKEY-1-".len() + 43);
    assert_eq!(lock(&mut bench, true, false), first);
    assert_ne!(lock(&mut bench, true, true), first);
    assert_eq!(lock(&mut bench, false, false), "");
}

#[test]
fn a_new_root_is_demanded_of_the_ca() {
    let mut bench = Bench::new();
    let request = request(&mut bench, Rotate::default(), |spec| {
        spec.ca_config.force_rotate += 1;
    });
    match bench.handle(&request) {
        Handled::Demand(Demand::RotateRoot { cluster }) => {
            assert_eq!(cluster.spec.ca_config.force_rotate, 1);
            assert_eq!(cluster.root_ca.last_forced_rotation, 0);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn without_a_cluster_there_is_no_swarm() {
    let mut bench = Bench::new();
    bench.store = Store::default();
    assert_eq!(
        bench.ask(ControlRequest::InspectCluster).unwrap_err(),
        "This node is not part of a swarm"
    );
}
