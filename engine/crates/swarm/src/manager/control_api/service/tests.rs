//! Services: rows P1 to P4, P10, P12 and P15 of SWARMKIT §14.9, each rule of §12.2, each filter.

use api::go::Ratio;
use api::secret::SecretSpec;
use api::service::{
    GlobalJob, PublishMode, Replicated, ReplicatedJob, ResolutionMode, ServiceMode, ServiceSpec,
    ServiceStatus, UpdateConfig, UpdateState,
};
use api::task::{
    BindOptions, ConfigReference, CredentialSpec, HealthConfig, Limit, Mount, MountType,
    NetworkAttachmentConfig, Placement, Privileges, ReferenceTarget, ResourceRequirements,
    RestartPolicy, SecretReference, TaskState,
};
use api::{ConfigId, ErrorKind, SecretId, ServiceId, Version};
use sim::Duration;

use super::super::testing::{Bench, container, filters, publish, spec};
use crate::node::{ControlRequest, ControlResponse};
use crate::object::Slot;

/// What the manager says to a spec that differs from a good one by this change.
fn refusal(change: impl FnOnce(&mut ServiceSpec)) -> String {
    let mut bench = Bench::new();
    let mut spec = spec("web");
    change(&mut spec);
    bench.create(spec).unwrap_err()
}

fn invalid(text: &str) -> String {
    format!("rpc error: code = InvalidArgument desc = {text}")
}

#[test]
fn names_are_checked_first() {
    let refused = |name: &str| {
        refusal(|spec| {
            spec.annotations.name = name.to_owned();
            container(spec).image = String::new();
        })
    };
    assert_eq!(refused(""), invalid("meta: name must be provided"));
    assert_eq!(
        refused("bad name"),
        invalid("name must be valid as a DNS name component")
    );
    assert_eq!(
        refused(&"a".repeat(70)),
        invalid("name must be 63 characters or fewer")
    );
}

#[test]
fn resources_have_lower_limits() {
    let limited = |nano_cpus, memory_bytes| {
        refusal(|spec| {
            spec.task_template.resources = Some(ResourceRequirements {
                limits: Some(Limit {
                    nano_cpus,
                    memory_bytes,
                    pids: 0,
                }),
                reservations: None,
            });
        })
    };
    assert_eq!(
        limited(100_000, 0),
        invalid("invalid cpu value 0.0001: Must be at least 0.001")
    );
    assert_eq!(
        limited(0, 1_048_576),
        invalid("invalid memory value 1048576: Must be at least 4MiB")
    );
}

#[test]
fn a_malformed_constraint_has_no_code() {
    let text = refusal(|spec| {
        spec.task_template.placement = Some(Placement {
            constraints: vec!["node.role=manager".to_owned()],
            ..Placement::default()
        });
    });
    assert_eq!(
        text,
        "rpc error: code = Unknown desc = constraint expected one operator from ==, !="
    );
}

fn file(name: &str) -> Option<ReferenceTarget> {
    Some(ReferenceTarget {
        name: name.to_owned(),
        ..ReferenceTarget::default()
    })
}

fn secret(id: &str, name: &str, file: Option<ReferenceTarget>) -> SecretReference {
    SecretReference {
        file,
        secret_id: SecretId::from(id),
        secret_name: name.to_owned(),
    }
}

fn config(id: &str, name: &str, file: Option<ReferenceTarget>) -> ConfigReference {
    ConfigReference {
        file,
        runtime: None,
        config_id: ConfigId::from(id),
        config_name: name.to_owned(),
    }
}

#[test]
fn references_to_secrets_are_complete_and_meet_nowhere() {
    let refused = |secrets: Vec<SecretReference>| refusal(|spec| container(spec).secrets = secrets);
    assert_eq!(
        refused(vec![secret("", "a", file("f"))]),
        invalid("malformed secret reference")
    );
    assert_eq!(
        refused(vec![secret("1", "a", None)]),
        invalid("malformed secret reference, no target provided")
    );
    assert_eq!(
        refused(vec![secret("1", "a", file(""))]),
        invalid("malformed file secret reference, invalid target file name provided")
    );
    assert_eq!(
        refused(vec![
            secret("1", "a", file("f")),
            secret("2", "b", file("f"))
        ]),
        invalid("secret references 'a' and 'b' have a conflicting target: 'f'")
    );
    assert_eq!(
        refused(vec![secret("1", "a", file("f"))]),
        invalid("secret not found: a")
    );
    assert_eq!(
        refused(vec![
            secret("1", "a", file("f")),
            secret("2", "b", file("g"))
        ]),
        invalid("secrets not found: a, b")
    );
}

#[test]
fn references_to_configs_likewise() {
    let refused = |configs: Vec<ConfigReference>| refusal(|spec| container(spec).configs = configs);
    assert_eq!(
        refused(vec![config("1", "a", None)]),
        "invalid Config: either File or Runtime should be set"
    );
    assert_eq!(
        refused(vec![config("1", "", file("f"))]),
        invalid("malformed config reference")
    );
    assert_eq!(
        refused(vec![
            config("1", "a", file("f")),
            config("2", "b", file("f"))
        ]),
        invalid("config references 'a' and 'b' have a conflicting target: 'f'")
    );
    assert_eq!(
        refused(vec![config("1", "a", file("f"))]),
        invalid("config not found: a")
    );
}

#[test]
fn a_credential_spec_names_one_source_and_its_config_is_referenced() {
    let refused = |config: &str, file: &str, registry: &str| {
        refusal(|spec| {
            container(spec).privileges = Some(Privileges {
                credential_spec: Some(CredentialSpec {
                    config: config.to_owned(),
                    file: file.to_owned(),
                    registry: registry.to_owned(),
                }),
                ..Privileges::default()
            });
        })
    };
    assert_eq!(
        refused("", "", ""),
        "invalid CredentialSpec: must either provide \"file\", \"registry\", or \"config\" for \
         credential spec"
    );
    assert_eq!(
        refused("c", "f", ""),
        "invalid CredentialSpec: cannot specify both \"config\" and \"file\" credential specs"
    );
    assert_eq!(
        refused("c", "f", "r"),
        "invalid CredentialSpec: cannot specify both \"config\", \"file\", and \"registry\" \
         credential specs"
    );
    assert_eq!(
        refused("c", "", ""),
        invalid(
            "CredentialSpec references config 'c', but that config isn't in config references \
             with RuntimeTarget"
        )
    );
}

#[test]
fn a_service_runs_a_container_with_a_valid_image() {
    let image = |image: &str| refusal(|spec| container(spec).image = image.to_owned());
    assert_eq!(
        image(""),
        invalid("ContainerSpec: image reference must be provided")
    );
    assert_eq!(
        image("NGINX:alpine"),
        invalid("ContainerSpec: \"NGINX:alpine\" is not a valid repository/tag")
    );
    assert_eq!(
        refusal(|spec| spec.task_template.container_spec = None),
        "mismatched Runtime and *Spec fields"
    );
    assert_eq!(
        refusal(|spec| spec.task_template.runtime = "attachment".to_owned()),
        "unsupported runtime"
    );
}

#[test]
fn templates_are_tried_out() {
    let refused = |host: &str| refusal(|spec| container(spec).hostname = host.to_owned());
    assert_eq!(
        refused("{{.Node"),
        invalid("expanding hostname failed: template: expansion:1: unclosed action")
    );
    assert_eq!(
        refused("{{.Task.Number}}"),
        invalid(
            "expanding hostname failed: template: expansion:1:7: executing \"expansion\" at \
             <.Task.Number>: can't evaluate field Number in type struct { ID string; Name \
             string; Slot string }"
        )
    );
}

#[test]
fn mounts_have_targets_of_their_own_and_known_kinds() {
    let mount = |kind, target: &str| Mount {
        kind,
        target: target.to_owned(),
        ..Mount::default()
    };
    assert_eq!(
        refusal(|spec| container(spec).mounts =
            vec![mount(MountType::Volume, "/a"), mount(MountType::Bind, "/a")]),
        invalid("ContainerSpec: duplicate mount point: /a")
    );
    assert_eq!(
        refusal(|spec| container(spec).mounts = vec![mount(MountType::Image, "/a")]),
        "invalid MountType: \"image\""
    );
    let bind = Mount {
        bind_options: Some(BindOptions {
            propagation: "sideways".to_owned(),
            ..BindOptions::default()
        }),
        ..mount(MountType::Bind, "/a")
    };
    assert_eq!(
        refusal(|spec| container(spec).mounts = vec![bind]),
        "invalid MountPropagation: \"sideways\""
    );
}

#[test]
fn health_checks_are_not_faster_than_a_millisecond() {
    let short = Duration::from_micros(500);
    let refused = |health: HealthConfig| refusal(|spec| container(spec).healthcheck = Some(health));
    let check = |health, field: &str| {
        let text = format!("ContainerSpec: {field} in HealthConfig cannot be less than 1ms");
        assert_eq!(refused(health), invalid(&text));
    };
    let good = HealthConfig::default;
    check(
        HealthConfig {
            interval: short,
            ..good()
        },
        "Interval",
    );
    check(
        HealthConfig {
            timeout: short,
            ..good()
        },
        "Timeout",
    );
    check(
        HealthConfig {
            start_period: short,
            ..good()
        },
        "StartPeriod",
    );
    check(
        HealthConfig {
            start_interval: short,
            ..good()
        },
        "StartInterval",
    );
    assert_eq!(
        refused(HealthConfig {
            retries: -1,
            ..good()
        }),
        invalid("ContainerSpec: Retries in HealthConfig cannot be negative")
    );
}

fn replicated(replicas: u64) -> ServiceMode {
    ServiceMode {
        replicated: Some(Replicated {
            replicas: Some(replicas),
        }),
        ..ServiceMode::default()
    }
}

fn replicated_job(max_concurrent: Option<u64>, total_completions: Option<u64>) -> ServiceMode {
    ServiceMode {
        replicated_job: Some(ReplicatedJob {
            max_concurrent,
            total_completions,
        }),
        ..ServiceMode::default()
    }
}

#[test]
fn modes_are_one_and_count_from_nothing() {
    let refused = |mode: ServiceMode| refusal(|spec| spec.mode = mode);
    assert_eq!(
        refused(replicated(u64::MAX)),
        invalid("Number of replicas must be non-negative")
    );
    assert_eq!(
        refused(replicated_job(Some(u64::MAX), Some(1))),
        invalid("Maximum concurrent jobs must not be negative")
    );
    assert_eq!(
        refused(replicated_job(Some(1), Some(u64::MAX))),
        invalid("Total completed jobs must not be negative")
    );
    assert_eq!(
        refused(ServiceMode {
            global: Some(api::service::Global {}),
            ..replicated(1)
        }),
        "must specify only one service mode"
    );
}

#[test]
fn jobs_have_no_update_config_and_ratios_are_parts_of_one() {
    let job = |spec: &mut ServiceSpec| {
        spec.mode = replicated_job(None, None);
        spec.update_config = Some(UpdateConfig::default());
    };
    assert_eq!(refusal(job), invalid("Jobs may not have an update config"));
    for millionths in [-1, 1_000_001] {
        let text = refusal(|spec| {
            spec.update_config = Some(UpdateConfig {
                max_failure_ratio: Ratio { millionths },
                ..UpdateConfig::default()
            });
        });
        let expected = "TaskSpec: update-maxfailureratio cannot be less than 0 or bigger than 1";
        assert_eq!(text, invalid(expected));
    }
    // The rollback's settings are not looked at.
    let mut bench = Bench::new();
    let mut good = spec("web");
    good.rollback_config = Some(UpdateConfig {
        max_failure_ratio: Ratio { millionths: -1 },
        ..UpdateConfig::default()
    });
    bench.create(good).unwrap();
}

#[test]
fn ports_of_one_service_differ_and_the_mesh_needs_a_vip() {
    assert_eq!(
        refusal(|spec| {
            publish(spec, 80, PublishMode::Ingress);
            spec.endpoint_spec.as_mut().unwrap().mode = ResolutionMode::Dnsrr;
        }),
        invalid("EndpointSpec: port published with ingress mode can't be used with dnsrr mode")
    );
    assert_eq!(
        refusal(|spec| {
            publish(spec, 80, PublishMode::Ingress);
            publish(spec, 80, PublishMode::Host);
        }),
        invalid("EndpointSpec: duplicate published ports provided")
    );
}

#[test]
fn networks_are_found_by_name_and_ingress_is_taboo() {
    let attach = |target: &str| {
        let mut spec = spec("web");
        spec.task_template.networks = vec![NetworkAttachmentConfig {
            target: target.to_owned(),
            ..NetworkAttachmentConfig::default()
        }];
        spec
    };
    let mut bench = Bench::new();
    bench.network("front", |_| ());
    let request = ControlRequest::CreateService {
        spec: Box::new(attach("nonet")),
    };
    let error = bench.try_ask(&request).unwrap_err();
    assert_eq!(error.message, "network nonet not found");
    assert_eq!(error.kind, ErrorKind::System);
    assert_eq!(
        bench.create(attach("ingress")).unwrap_err(),
        invalid("Service cannot be explicitly attached to the ingress network \"ingress\"")
    );
    let id = bench.create(attach("front")).unwrap();
    let networks = &bench.service(&id).spec.task_template.networks;
    assert_eq!(networks[0].target, "net-front");
}

/// P2.
#[test]
fn a_mesh_port_has_one_service_and_a_host_port_many() {
    let mut bench = Bench::new();
    let with = |name: &str, mode| {
        let mut spec = spec(name);
        publish(&mut spec, 8080, mode);
        spec
    };
    bench.create(with("host", PublishMode::Host)).unwrap();
    bench.create(with("host2", PublishMode::Host)).unwrap();
    let text = bench
        .create(with("mesh", PublishMode::Ingress))
        .unwrap_err();
    assert!(
        text.starts_with(&invalid("port '8080' is already in use by service 'host")),
        "{text}"
    );
    assert!(text.ends_with(") as a host-published port"), "{text}");

    let mut bench = Bench::new();
    let id = bench.create(with("mesh", PublishMode::Ingress)).unwrap();
    for mode in [PublishMode::Ingress, PublishMode::Host] {
        let text =
            format!("port '8080' is already in use by service 'mesh' ({id}) as an ingress port");
        assert_eq!(
            bench.create(with("second", mode)).unwrap_err(),
            invalid(&text)
        );
    }
    let mut udp = with("udp", PublishMode::Ingress);
    udp.endpoint_spec.as_mut().unwrap().ports[0].protocol = api::service::Protocol::Udp;
    bench.create(udp).unwrap();
}

#[test]
fn the_mesh_needs_its_network() {
    let mut bench = Bench::new();
    let name = "ingress".to_owned();
    bench.ask(ControlRequest::RemoveNetwork { name }).unwrap();
    let mut spec = spec("web");
    publish(&mut spec, 80, PublishMode::Ingress);
    assert_eq!(
        bench.create(spec).unwrap_err(),
        "rpc error: code = FailedPrecondition desc = service needs ingress network, but no \
         ingress network is present"
    );
}

#[test]
fn a_name_belongs_to_one_service_in_any_case() {
    let mut bench = Bench::new();
    bench.create(spec("web")).unwrap();
    let request = ControlRequest::CreateService {
        spec: Box::new(spec("WEB")),
    };
    let error = bench.try_ask(&request).unwrap_err();
    assert_eq!(
        error.message,
        "rpc error: code = AlreadyExists desc = name conflicts with an existing object: service \
         WEB already exists"
    );
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[test]
fn a_spec_is_kept_in_one_form() {
    let mut bench = Bench::new();
    let mut wish = spec("web");
    wish.mode = ServiceMode::default();
    wish.task_template.runtime = "container".to_owned();
    wish.task_template.restart_policy = Some(RestartPolicy::default());
    container(&mut wish).isolation = "weird".to_owned();
    container(&mut wish).mounts = vec![Mount {
        kind: MountType::Bind,
        target: "/a".to_owned(),
        bind_options: Some(BindOptions {
            non_recursive: true,
            create_mountpoint: true,
            ..BindOptions::default()
        }),
        ..Mount::default()
    }];
    let id = bench.create(wish).unwrap();
    let kept = &bench.service(&id).spec;
    assert_eq!(kept.mode, replicated(1));
    let task = &kept.task_template;
    assert_eq!(task.runtime, "");
    assert_eq!(task.restart_policy.as_ref().unwrap().max_attempts, Some(0));
    let container = task.container_spec.as_ref().unwrap();
    assert_eq!(container.isolation, "default");
    let bind = container.mounts[0].bind_options.as_ref().unwrap();
    assert_eq!(
        (
            bind.propagation.as_str(),
            bind.non_recursive,
            bind.create_mountpoint
        ),
        ("rprivate", true, false)
    );
}

#[test]
fn a_replicated_job_runs_once_by_default() {
    let mut bench = Bench::new();
    let mut wish = spec("job");
    wish.mode = replicated_job(Some(3), None);
    let id = bench.create(wish).unwrap();
    assert_eq!(
        bench.service(&id).spec.mode,
        replicated_job(Some(3), Some(3))
    );
}

fn update(bench: &mut Bench, id: &ServiceId, spec: ServiceSpec) -> Result<(), String> {
    let version = bench.service(id).meta.version;
    change(bench, id, version, (spec, false))
}

fn change(
    bench: &mut Bench,
    id: &ServiceId,
    version: Version,
    (spec, rollback): (ServiceSpec, bool),
) -> Result<(), String> {
    let request = ControlRequest::UpdateService {
        id: id.clone(),
        version,
        spec: Box::new(spec),
        rollback,
    };
    bench.ask(request).map(|_| ())
}

/// P3, P15.
#[test]
fn an_update_keeps_mode_and_name_and_knows_what_it_changes() {
    let mut bench = Bench::new();
    let id = bench.create(spec("web")).unwrap();
    let version = bench.service(&id).meta.version;
    let mut global = spec("web");
    global.mode = ServiceMode {
        global: Some(api::service::Global {}),
        ..ServiceMode::default()
    };
    assert_eq!(
        update(&mut bench, &id, global).unwrap_err(),
        "rpc error: code = Unimplemented desc = service mode change is not allowed"
    );
    assert_eq!(
        update(&mut bench, &id, spec("other")).unwrap_err(),
        "rpc error: code = Unimplemented desc = renaming services is not supported"
    );
    update(&mut bench, &id, spec("web")).unwrap();
    assert_eq!(
        change(&mut bench, &id, version, (spec("web"), false)).unwrap_err(),
        "rpc error: code = Unknown desc = update out of sequence"
    );
    let nope = ServiceId::from("nope");
    assert_eq!(
        change(&mut bench, &nope, version, (spec("web"), false)).unwrap_err(),
        "service nope not found"
    );
}

#[test]
fn old_networks_move_to_the_task_first() {
    let mut bench = Bench::new();
    bench.network("front", |_| ());
    let id = bench.create(spec("web")).unwrap();
    let mut wish = spec("web");
    wish.networks = vec![NetworkAttachmentConfig {
        target: "front".to_owned(),
        ..NetworkAttachmentConfig::default()
    }];
    assert_eq!(
        update(&mut bench, &id, wish).unwrap_err(),
        "rpc error: code = Unimplemented desc = networks must be migrated to TaskSpec before \
         being changed"
    );
}

#[test]
fn a_service_does_not_collide_with_itself() {
    let mut bench = Bench::new();
    let mut wish = spec("web");
    publish(&mut wish, 8080, PublishMode::Ingress);
    let id = bench.create(wish.clone()).unwrap();
    publish(&mut wish, 8081, PublishMode::Ingress);
    update(&mut bench, &id, wish).unwrap();
}

#[test]
fn an_update_remembers_the_spec_before() {
    let mut bench = Bench::new();
    let id = bench.create(spec("web")).unwrap();
    let before = bench.service(&id).clone();
    let mut wish = spec("web");
    wish.mode = replicated(3);
    update(&mut bench, &id, wish).unwrap();
    let after = bench.service(&id);
    assert_eq!(after.previous_spec.as_deref(), Some(&before.spec));
    assert_eq!(after.previous_spec_version, Some(Version { index: 0 }));
    assert_eq!(after.spec_version, before.meta.version);
    assert!(after.meta.version > before.meta.version);
    assert_eq!(after.meta.created_at, before.meta.created_at);
    assert!(after.meta.updated_at > before.meta.updated_at);
}

/// P4.
#[test]
fn a_rollback_toggles() {
    let mut bench = Bench::new();
    let id = bench.create(spec("web")).unwrap();
    let roll_back = |bench: &mut Bench| {
        let version = bench.service(&id).meta.version;
        change(bench, &id, version, (spec("web"), true))
    };
    assert_eq!(
        roll_back(&mut bench).unwrap_err(),
        format!(
            "rpc error: code = FailedPrecondition desc = service {id} does not have a previous spec"
        )
    );
    let mut wish = spec("web");
    wish.mode = replicated(3);
    update(&mut bench, &id, wish).unwrap();
    let version = bench.service(&id).spec_version;

    roll_back(&mut bench).unwrap();
    let service = bench.service(&id);
    assert_eq!(service.spec.mode, replicated(1));
    assert_eq!(service.spec_version, Version { index: 0 });
    let status = service.update_status.as_ref().unwrap();
    assert_eq!(
        (status.state, status.message.as_str()),
        (UpdateState::RollbackStarted, "manually requested rollback")
    );
    roll_back(&mut bench).unwrap();
    assert_eq!(bench.service(&id).spec.mode, replicated(3));
    assert_eq!(bench.service(&id).spec_version, version);
}

/// P12.
#[test]
fn an_update_runs_a_job_again() {
    let mut bench = Bench::new();
    let mut wish = spec("job");
    wish.mode = ServiceMode {
        global_job: Some(GlobalJob {}),
        ..ServiceMode::default()
    };
    let id = bench.create(wish.clone()).unwrap();
    let first = bench.service(&id).job_status.clone().unwrap();
    assert_eq!(first.job_iteration, Version { index: 0 });
    update(&mut bench, &id, wish).unwrap();
    let second = bench.service(&id).job_status.clone().unwrap();
    assert_eq!(second.job_iteration, Version { index: 1 });
    assert!(second.last_execution > first.last_execution);
}

#[test]
fn a_service_is_found_by_id_name_and_beginning() {
    let mut bench = Bench::new();
    let id = bench.create(spec("web")).unwrap();
    let find = |bench: &mut Bench, name: &str| {
        let name = name.to_owned();
        match bench.ask(ControlRequest::InspectService { name })? {
            ControlResponse::Services(services) => Ok(services[0].id.clone()),
            other => panic!("{other:?}"),
        }
    };
    for name in [id.as_str(), "web", &id.as_str()[..3]] {
        assert_eq!(find(&mut bench, name), Ok(id.clone()), "{name}");
    }
    for name in ["nope", "WEB", "we"] {
        let text = format!("service {name} not found");
        assert_eq!(find(&mut bench, name), Err::<ServiceId, _>(text));
    }
    bench.create(spec("api")).unwrap();
    let text = "service  is ambiguous (2 matches found)".to_owned();
    assert_eq!(find(&mut bench, ""), Err(text));
}

#[test]
fn a_removed_service_is_gone_at_once() {
    let mut bench = Bench::new();
    let id = bench.create(spec("web")).unwrap();
    let remove = |bench: &mut Bench| {
        let name = "web".to_owned();
        bench.ask(ControlRequest::RemoveService { name })
    };
    assert_eq!(remove(&mut bench), Ok(ControlResponse::Done));
    assert_eq!(bench.store.service(&id), None);
    assert_eq!(remove(&mut bench).unwrap_err(), "service web not found");
}

fn listed(bench: &mut Bench, words: &[&str]) -> Result<Vec<String>, String> {
    let filters = filters(words);
    let status = false;
    match bench.ask(ControlRequest::ListServices { filters, status })? {
        ControlResponse::Services(services) => {
            let names = services.into_iter().map(|it| it.spec.annotations.name);
            let mut names: Vec<String> = names.collect();
            names.sort();
            Ok(names)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn listings_are_filtered() {
    let mut bench = Bench::new();
    for (name, label, mode) in [
        ("web", ("tier", "front"), replicated(2)),
        ("webapi", ("tier", "back"), replicated(1)),
        ("job", ("x", "y"), replicated_job(None, None)),
    ] {
        let mut wish = spec(name);
        wish.mode = mode;
        wish.annotations
            .labels
            .insert(label.0.into(), label.1.into());
        bench.create(wish).unwrap();
    }
    let id = bench.store.service_by_name("job").unwrap().id.to_string();
    let mut check = |words: &[&str], expected: &[&str]| {
        assert_eq!(listed(&mut bench, words).unwrap(), expected, "{words:?}");
    };
    check(&[], &["job", "web", "webapi"]);
    check(&["name=web"], &["web", "webapi"]);
    check(&["name=eb"], &[]);
    check(&["name=job", "name=webapi"], &["job", "webapi"]);
    check(&["mode=replicated"], &["web", "webapi"]);
    check(&["mode=replicated-job"], &["job"]);
    check(&["mode=repl"], &[]);
    check(&["label=tier"], &["web", "webapi"]);
    check(&["label=tier=back"], &["webapi"]);
    check(&["label=tier=back", "name=web"], &["webapi"]);
    check(&[&format!("id={}", &id[..5])], &["job"]);
    check(&["runtime=container"], &["job", "web", "webapi"]);
    check(&["runtime=plugin"], &[]);
    assert_eq!(
        listed(&mut bench, &["foo=bar"]).unwrap_err(),
        "invalid filter 'foo'"
    );
}

fn statuses(bench: &mut Bench) -> Vec<(String, (u64, u64, u64))> {
    let request = ControlRequest::ListServices {
        filters: filters(&[]),
        status: true,
    };
    let ControlResponse::Services(services) = bench.ask(request).unwrap() else {
        panic!("no services");
    };
    let numbers = |status: ServiceStatus| {
        (
            status.running_tasks,
            status.desired_tasks,
            status.completed_tasks,
        )
    };
    let mut statuses: Vec<_> = services
        .into_iter()
        .map(|it| {
            (
                it.spec.annotations.name,
                numbers(it.service_status.unwrap()),
            )
        })
        .collect();
    statuses.sort();
    statuses
}

/// P10.
#[test]
fn statuses_count_what_runs_and_what_should() {
    use TaskState::{Complete, Failed, Running, Shutdown};
    let mut bench = Bench::new();
    let global = ServiceMode {
        global: Some(api::service::Global {}),
        ..ServiceMode::default()
    };
    let global_job = ServiceMode {
        global_job: Some(GlobalJob {}),
        ..ServiceMode::default()
    };
    for (name, mode, tasks) in [
        // A task on a node that is down is still seen running.
        (
            "r",
            replicated(2),
            vec![(Running, Running), (Running, Running), (Running, Shutdown)],
        ),
        (
            "g",
            global,
            vec![(Running, Running), (Failed, Running), (Running, Shutdown)],
        ),
        (
            "rj",
            replicated_job(Some(2), Some(5)),
            vec![(Complete, Complete), (Running, Complete)],
        ),
        (
            "gj",
            global_job,
            vec![
                (Complete, Complete),
                (Running, Complete),
                (Failed, Complete),
            ],
        ),
    ] {
        let mut wish = spec(name);
        wish.mode = mode;
        let id = bench.create(wish).unwrap();
        let iteration = bench
            .service(&id)
            .job_status
            .as_ref()
            .map(|job| job.job_iteration);
        for (at, (state, desired)) in tasks.into_iter().enumerate() {
            bench.task(&format!("{name}{at}"), |task| {
                task.service_id = Some(id.clone());
                task.slot = Slot::Number(at as u64 + 1);
                task.status.state = state;
                task.desired_state = desired;
                task.job_iteration = iteration;
            });
        }
        // Of an earlier run.
        bench.task(&format!("{name}-old"), |task| {
            task.service_id = Some(id.clone());
            task.status.state = Complete;
            task.desired_state = Complete;
            task.job_iteration = iteration.map(|_| Version { index: 99 });
        });
    }
    let expected = [
        ("g", (2, 2, 0)),
        ("gj", (1, 2, 1)),
        ("r", (3, 2, 0)),
        ("rj", (1, 2, 1)),
    ];
    let expected = expected.map(|(name, numbers)| (name.to_owned(), numbers));
    assert_eq!(statuses(&mut bench), expected);
}

#[test]
fn secrets_are_found_by_id_and_name_together() {
    let mut bench = Bench::new();
    let request = ControlRequest::CreateSecret {
        spec: Box::new(SecretSpec {
            annotations: super::super::testing::named("password"),
            data: b"x".as_slice().into(),
            ..SecretSpec::default()
        }),
    };
    let ControlResponse::SecretCreated(id) = bench.ask(request).unwrap() else {
        panic!("no secret");
    };
    let mut wish = spec("web");
    container(&mut wish).secrets = vec![secret(id.as_str(), "other", file("f"))];
    assert_eq!(
        bench.create(wish.clone()).unwrap_err(),
        invalid("secret not found: other")
    );
    container(&mut wish).secrets[0].secret_name = "password".to_owned();
    bench.create(wish).unwrap();
}
