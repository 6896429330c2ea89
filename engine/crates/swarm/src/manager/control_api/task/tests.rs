//! Tasks: each filter, and the name a task is found by.

use api::node::NodeRole;
use api::task::{NetworkAttachmentSpec, TaskState};
use api::{NodeId, ServiceId, Version};

use super::super::testing::{Bench, filters, named, spec};
use crate::node::{ControlRequest, ControlResponse};
use crate::object::Slot;

/// Service `web` with tasks a (node1, up to date) and b (no node, old); service `api` with c
/// (node1); and d, the attachment of a plain container.
fn bench() -> (Bench, ServiceId) {
    let mut bench = Bench::new();
    let node = bench.node("node1", NodeRole::Manager);
    let web = bench.create(spec("web")).unwrap();
    let api = bench.create(spec("api")).unwrap();
    let template = bench.service(&web).spec.task_template.clone();
    let mut add = |id: &str, service: &ServiceId, node: Option<&NodeId>, slot| {
        let name = bench.service(service).spec.annotations.name.clone();
        bench.task(id, |task| {
            task.service_id = Some(service.clone());
            task.service_annotations = named(&name);
            task.node_id = node.cloned();
            task.slot = Slot::Number(slot);
            task.spec = template.clone();
            task.spec_version = Some(Version::default());
        });
    };
    add("a", &web, Some(&node), 1);
    add("b", &web, None, 2);
    add("c", &api, Some(&node), 1);
    bench.write(|draft| {
        let mut task = draft.task(&"b".into()).unwrap().as_ref().clone();
        task.spec_version = Some(Version { index: 99 });
        task.spec.force_update = 1;
        task.desired_state = TaskState::Shutdown;
        let labels = &mut task.service_annotations.labels;
        labels.insert("tier".into(), "front".into());
        draft.update_task(task)
    });
    bench.task("d", |task| {
        task.spec.network_attachment_spec = Some(NetworkAttachmentSpec::default());
    });
    (bench, web)
}

fn listed(bench: &mut Bench, words: &[&str]) -> Result<String, String> {
    let filters = filters(words);
    match bench.ask(ControlRequest::ListTasks { filters })? {
        ControlResponse::Tasks(tasks) => {
            let ids = tasks.into_iter().map(|task| task.id.0);
            Ok(ids.collect::<Vec<_>>().join(" "))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn listings_are_filtered() {
    let (mut bench, web) = bench();
    let mut check = |words: &[&str], expected: &str| {
        assert_eq!(listed(&mut bench, words).unwrap(), expected, "{words:?}");
    };
    check(&[], "a b c");
    check(&["service=web"], "a b");
    check(&[&format!("service={web}")], "a b");
    check(&["service=web", "service=api"], "a b c");
    check(&["node=node1"], "a c");
    check(&["node=id-no", "service=api"], "c");
    check(&["name=web.2"], "b");
    check(&["name=we"], "a b");
    check(&["id=c"], "c");
    check(&["label=tier=front"], "b");
    check(&["desired-state=running"], "a c");
    check(&["desired-state=Shutdown"], "b");
    check(&["_up-to-date=true"], "a c");
    check(&["_up-to-date=true", "service=web"], "a");
    check(&["runtime=attachment"], "d");
    check(&["runtime=container", "runtime=attachment"], "a b c d");
    let mut refused = |word: &str| listed(&mut bench, &[word]).unwrap_err();
    assert_eq!(refused("foo=bar"), "invalid filter 'foo'");
    assert_eq!(
        refused("desired-state=busy"),
        "Invalid desired-state filter: 'busy'"
    );
    assert_eq!(refused("service=nope"), "service nope not found");
    assert_eq!(refused("node=nope"), "node nope not found");
}

#[test]
fn a_task_is_found_by_its_name() {
    let (mut bench, _) = bench();
    let mut inspect = |name: &str| -> Result<api::task::Task, String> {
        let name = name.to_owned();
        match bench.ask(ControlRequest::InspectTask { name })? {
            ControlResponse::Tasks(mut tasks) => Ok(tasks.remove(0)),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(inspect("web.1.a").unwrap().id.as_str(), "a");
    let task = inspect("c").unwrap();
    assert_eq!((task.slot, task.node_id.as_str()), (1, "id-node1"));
    assert_eq!(task.spec.runtime, "");
    assert_eq!(inspect("d").unwrap().spec.runtime, "attachment");
    assert_eq!(inspect("x").unwrap_err(), "task x not found");
}
