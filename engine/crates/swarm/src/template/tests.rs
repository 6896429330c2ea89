//! Templates and what comes of them; the words of mistakes are Go's.

use api::node::Platform;
use api::task::{TaskSpec, TaskState, TaskStatus, VolumeOptions};
use api::{Annotations, Meta, NodeId, ServiceId, TaskId};

use super::*;

fn task() -> Task {
    Task {
        id: TaskId::from("t1"),
        meta: Meta::default(),
        spec: TaskSpec::default(),
        spec_version: None,
        service_id: Some(ServiceId::from("s1")),
        slot: Slot::Number(2),
        node_id: Some(NodeId::from("n1")),
        service_annotations: Annotations {
            name: "web".to_owned(),
            labels: [("tier".to_owned(), "front".to_owned())].into(),
        },
        status: TaskStatus::default(),
        applied: None,
        desired_state: TaskState::Running,
        networks: Vec::new(),
        endpoint: None,
        log_driver: None,
        generic_resources: Vec::new(),
        job_iteration: None,
        volumes: Vec::new(),
    }
}

fn node() -> NodeDescription {
    NodeDescription {
        hostname: "node1".to_owned(),
        platform: Platform {
            architecture: "x86_64".to_owned(),
            os: "linux".to_owned(),
        },
        ..NodeDescription::default()
    }
}

fn expand(text: &str) -> Result<String, String> {
    let context = Context::of_task(&task(), &node());
    context.expand(text).map_err(|fault| fault.to_string())
}

#[test]
fn fields_and_functions() {
    let check = |text: &str, expected: &str| {
        assert_eq!(expand(text).as_deref(), Ok(expected), "{text}");
    };
    check("plain", "plain");
    // Recording 025.
    check(
        "{{.Node.Hostname}}-{{.Service.Name}}-{{.Task.Slot}}",
        "node1-web-2",
    );
    check(
        "{{ .Service.ID }}/{{.Task.ID}}/{{.Task.Name}}",
        "s1/t1/web.2.t1",
    );
    check(
        "{{.Node.Platform.OS}} {{.Node.Platform.Architecture}}",
        "linux x86_64",
    );
    check("{{.Node.ID}} {{.Service.Labels.tier}}", "n1 front");
    check(
        "{{index .Service.Labels \"tier\"}}{{index .Service.Labels `x`}}",
        "front",
    );
    check("{{join \"-\" .Service.Name .Task.Slot}}", "web-2");
    check("{{.Service.Name | printf \"%s:%d\" .Task.Slot}}", "2:web");
    check("{{printf \"%q %v%%\" .Service.Name 7}}", "\"web\" 7%");
    check("{{len .Service.Name}} {{print 1 2 \"a\"}}", "3 1 2a");
    check("a {{- .Service.Name -}} b", "awebb");
    check("x{{/* nothing */}}y", "xy");
    check("{{.Service.Labels}}", "map[tier:front]");
}

#[test]
fn mistakes_are_told_as_go_tells_them() {
    let check = |text: &str, expected: &str| {
        let expected = format!("template: expansion:{expected}");
        assert_eq!(expand(text), Err(expected), "{text}");
    };
    check("{{.Node", "1: unclosed action");
    check("{{}}", "1: missing value for command");
    check("{{nope}}", "1: function \"nope\" not defined");
    check(
        "a\n{{@}}",
        "2: unrecognized character in action: U+0040 '@'",
    );
    check("{{\"a}}", "1: unterminated quoted string");
    check("{{/* x }}", "1: unclosed comment");
    check(
        "{{if .Node}}",
        "1: not supported in this simulation: {{if}}",
    );
    check(
        "{{(1)}}",
        "1: not supported in this simulation: parentheses",
    );
    let executing = "executing \"expansion\" at";
    check(
        "{{.Nope}}",
        &format!("1:2: {executing} <.Nope>: can't evaluate field Nope in type *template.Context"),
    );
    check(
        "a\nbc{{.Node.Nope}}",
        &format!(
            "2:9: {executing} <.Node.Nope>: can't evaluate field Nope in type struct {{ ID string; \
             Hostname string; Platform template.Platform }}"
        ),
    );
    check(
        "{{.Service.Labels.x}}",
        &format!("1:10: {executing} <.Service.Labels.x>: map has no entry for key \"x\""),
    );
    check(
        "{{.Service.Name.x}}",
        &format!("1:10: {executing} <.Service.Name.x>: can't evaluate field x in type string"),
    );
}

#[test]
fn a_task_without_a_number_goes_by_its_node() {
    let slot = |slot: Slot| {
        let task = Task { slot, ..task() };
        Context::of_task(&task, &node())
            .expand("{{.Task.Slot}}")
            .unwrap()
    };
    assert_eq!(slot(Slot::Number(0)), "n1");
    assert_eq!(slot(Slot::Node(NodeId::from("n7"))), "n7");
}

#[test]
fn environment_mounts_and_host_name_are_filled_in() {
    let mut task = task();
    let text = "{{.Task.Slot}}";
    task.spec.container_spec = Some(ContainerSpec {
        env: vec![format!("A{text}={text}"), "B".to_owned()],
        hostname: format!("h{text}"),
        args: vec![text.to_owned()],
        mounts: vec![Mount {
            source: format!("data-{text}"),
            target: "/data".to_owned(),
            volume_options: Some(VolumeOptions {
                labels: [("slot".to_owned(), text.to_owned())].into(),
                ..VolumeOptions::default()
            }),
            ..Mount::default()
        }],
        ..ContainerSpec::default()
    });
    let container = expand_container(&task, &node()).unwrap().unwrap();
    assert_eq!(container.env, [format!("A{text}=2"), "B".to_owned()]);
    assert_eq!(container.hostname, "h2");
    assert_eq!(container.args, [text]);
    let mount = &container.mounts[0];
    assert_eq!(mount.source, "data-2");
    assert_eq!(mount.volume_options.as_ref().unwrap().labels["slot"], "2");
}

#[test]
fn a_trial_says_where_the_mistake_is() {
    let check = |container: ContainerSpec, expected: &str| {
        let error = try_out(&container).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("{expected}: template: expansion:1: unclosed action")
        );
    };
    check(
        ContainerSpec {
            env: vec!["A={{".to_owned()],
            ..ContainerSpec::default()
        },
        "expanding env failed: expanding env \"A={{\"",
    );
    check(
        ContainerSpec {
            hostname: "{{".to_owned(),
            ..ContainerSpec::default()
        },
        "expanding hostname failed",
    );
    check(
        ContainerSpec {
            mounts: vec![Mount {
                target: "{{".to_owned(),
                ..Mount::default()
            }],
            ..ContainerSpec::default()
        },
        "expanding mounts failed: expanding mount target \"{{\"",
    );
    let good = ContainerSpec {
        hostname: "{{.Node.Hostname}}-{{.Task.Slot}}".to_owned(),
        ..ContainerSpec::default()
    };
    assert_eq!(try_out(&good).unwrap().hostname, "nodeHostname-1");
}
