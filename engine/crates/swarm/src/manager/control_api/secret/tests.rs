//! Secrets and, where they differ, configs: row P6 of SWARMKIT §14.9, the rules of §12.4.

use api::config::ConfigSpec;
use api::secret::SecretSpec;
use api::task::{ReferenceTarget, SecretReference};
use api::{Driver, SecretId};

use super::super::testing::{Bench, container, filters, named, spec};
use crate::node::{ControlRequest, ControlResponse};

fn secret(name: &str, data: &[u8]) -> SecretSpec {
    SecretSpec {
        annotations: named(name),
        data: data.into(),
        ..SecretSpec::default()
    }
}

fn create(bench: &mut Bench, spec: SecretSpec) -> Result<SecretId, String> {
    let spec = Box::new(spec);
    match bench.ask(ControlRequest::CreateSecret { spec })? {
        ControlResponse::SecretCreated(id) => Ok(id),
        other => panic!("{other:?}"),
    }
}

fn create_config(bench: &mut Bench, name: &str, data: Vec<u8>) -> Result<(), String> {
    let spec = Box::new(ConfigSpec {
        annotations: named(name),
        data: data.into(),
        templating: None,
    });
    let request = ControlRequest::CreateConfig { spec };
    bench.ask(request).map(|_| ())
}

fn invalid(text: &str) -> String {
    format!("rpc error: code = InvalidArgument desc = {text}")
}

#[test]
fn names_sizes_and_drivers_are_checked() {
    let mut bench = Bench::new();
    let mut refused = |spec| create(&mut bench, spec).unwrap_err();
    assert_eq!(
        refused(secret("bad name", b"x")),
        invalid(
            "invalid name, only 64 [a-zA-Z0-9-_.] characters allowed, and the start and end \
             character must be [a-zA-Z0-9]"
        )
    );
    let size = invalid("secret data must be larger than 0 and less than 512000 bytes");
    assert_eq!(refused(secret("a", b"")), size);
    assert_eq!(refused(secret("a", &[0; 512_000])), size);
    let with_driver = |name: &str| SecretSpec {
        driver: Some(Driver {
            name: name.to_owned(),
            ..Driver::default()
        }),
        ..secret("a", b"")
    };
    assert_eq!(
        refused(with_driver("")),
        invalid("secret driver must have a name")
    );
    assert_eq!(
        refused(with_driver("vault")),
        "rpc error: code = Unknown desc = plugin \"vault\" not found"
    );
    create(&mut bench, secret("a", &[0; 511_999])).unwrap();
}

#[test]
fn a_config_may_be_twice_as_large() {
    let mut bench = Bench::new();
    assert_eq!(
        create_config(&mut bench, "big", vec![0; 1_024_000]).unwrap_err(),
        invalid("config data must be larger than 0 and less than 1024000 bytes")
    );
    create_config(&mut bench, "big", vec![0; 1_000_001]).unwrap();
    assert_eq!(
        create_config(&mut bench, "big", vec![0]).unwrap_err(),
        "rpc error: code = AlreadyExists desc = config big already exists"
    );
}

#[test]
fn a_name_is_taken_once_and_found_in_any_case() {
    let mut bench = Bench::new();
    let id = create(&mut bench, secret("db_password", b"x")).unwrap();
    assert_eq!(
        create(&mut bench, secret("DB_password", b"x")).unwrap_err(),
        "rpc error: code = AlreadyExists desc = secret DB_password already exists"
    );
    let name = "Db_Password".to_owned();
    match bench.ask(ControlRequest::InspectSecret { name }).unwrap() {
        ControlResponse::Secrets(secrets) => {
            assert_eq!(secrets[0].id, id);
            assert!(secrets[0].spec.data.is_empty());
        }
        other => panic!("{other:?}"),
    }
    let name = "nope".to_owned();
    assert_eq!(
        bench
            .ask(ControlRequest::InspectSecret { name })
            .unwrap_err(),
        "secret nope not found"
    );
}

#[test]
fn listings_are_filtered_by_any_name() {
    let mut bench = Bench::new();
    let mut labelled = secret("api_key", b"x");
    labelled
        .annotations
        .labels
        .insert("env".into(), "prod".into());
    create(&mut bench, labelled).unwrap();
    let id = create(&mut bench, secret("db", b"x")).unwrap();
    let mut check = |words: &[&str], expected: &[&str]| {
        let filters = filters(words);
        let answer = bench.ask(ControlRequest::ListSecrets { filters }).unwrap();
        let ControlResponse::Secrets(secrets) = answer else {
            panic!("no secrets");
        };
        let names = secrets.into_iter().map(|it| it.spec.annotations.name);
        let mut names: Vec<String> = names.collect();
        names.sort();
        assert_eq!(names, expected, "{words:?}");
    };
    check(&[], &["api_key", "db"]);
    check(&["name=d"], &["db"]);
    check(&["name=API"], &["api_key"]);
    check(&["names=db", "name=api"], &["api_key", "db"]);
    check(&[&format!("id={}", id.short())], &["db"]);
    check(&["label=env"], &["api_key"]);
    check(&["label=env", "name=db"], &[]);
    let filters = filters(&["foo=x"]);
    assert_eq!(
        bench
            .ask(ControlRequest::ListSecrets { filters })
            .unwrap_err(),
        "invalid filter 'foo'"
    );
}

#[test]
fn only_labels_change() {
    let mut bench = Bench::new();
    let id = create(&mut bench, secret("a", b"x")).unwrap();
    let mut update = |spec: SecretSpec| {
        let version = bench.store.secret(&id).unwrap().meta.version;
        let (id, spec) = (id.clone(), Box::new(spec));
        bench.ask(ControlRequest::UpdateSecret { id, version, spec })
    };
    let refused = invalid("only updates to Labels are allowed");
    assert_eq!(update(secret("b", b"x")).unwrap_err(), refused);
    assert_eq!(update(secret("a", b"y")).unwrap_err(), refused);
    // Data that is not given is not changed.
    let mut good = secret("a", b"");
    good.annotations.labels.insert("env".into(), "dev".into());
    update(good).unwrap();
    let stored = bench.store.secret(&id).unwrap();
    assert_eq!(stored.annotations.labels["env"], "dev");
    assert_eq!(stored.data.as_ref(), b"x");
}

/// P6.
#[test]
fn a_secret_in_use_stays() {
    let mut bench = Bench::new();
    let id = create(&mut bench, secret("pw", b"x")).unwrap();
    let mut remove = |service: Option<&str>| {
        if let Some(service) = service {
            let mut wish = spec(service);
            container(&mut wish).secrets = vec![SecretReference {
                file: Some(ReferenceTarget {
                    name: "pw".to_owned(),
                    ..ReferenceTarget::default()
                }),
                secret_id: id.clone(),
                secret_name: "pw".to_owned(),
            }];
            bench.create(wish).unwrap();
        }
        let name = "pw".to_owned();
        bench.ask(ControlRequest::RemoveSecret { name })
    };
    assert_eq!(
        remove(Some("web")).unwrap_err(),
        invalid("secret 'pw' is in use by the following service: web")
    );
    let text = remove(Some("api")).unwrap_err();
    let prefix = invalid("secret 'pw' is in use by the following services: ");
    let mut names: Vec<&str> = text.strip_prefix(&prefix).unwrap().split(", ").collect();
    names.sort_unstable();
    assert_eq!(names, ["api", "web"]);
    for name in ["web", "api"] {
        let name = name.to_owned();
        bench.ask(ControlRequest::RemoveService { name }).unwrap();
    }
    let name = "pw".to_owned();
    bench.ask(ControlRequest::RemoveSecret { name }).unwrap();
    assert_eq!(bench.store.secret(&id), None);
}
