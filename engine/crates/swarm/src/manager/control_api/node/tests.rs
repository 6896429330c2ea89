//! Nodes: rows P7 to P9 of SWARMKIT §14.9, the rules of §12.5, each filter.

use api::node::{Availability, NodeRole, NodeSpec, NodeState};
use api::task::TaskState;
use api::{ErrorKind, NodeId, Version};
use sim::Duration;

use super::super::testing::{Bench, filters};
use crate::node::{ControlRequest, ControlResponse};

use NodeRole::{Manager, Worker};

fn precondition(text: &str) -> String {
    format!("rpc error: code = FailedPrecondition desc = {text}")
}

fn update(
    bench: &mut Bench,
    id: &NodeId,
    change: impl FnOnce(&mut NodeSpec),
) -> Result<(), String> {
    let node = bench.store.node(id).unwrap();
    let (version, mut spec) = (node.meta.version, node.spec.clone());
    change(&mut spec);
    let id = id.clone();
    let request = ControlRequest::UpdateNode { id, version, spec };
    bench.ask(request).map(|_| ())
}

fn demote(bench: &mut Bench, id: &NodeId) -> Result<(), String> {
    update(bench, id, |spec| spec.role = Worker)
}

fn remove(bench: &mut Bench, name: &str, force: bool) -> Result<(), String> {
    let name = name.to_owned();
    let request = ControlRequest::RemoveNode { name, force };
    bench.ask(request).map(|_| ())
}

/// P8.
#[test]
fn a_demotion_never_costs_the_quorum() {
    let mut bench = Bench::new();
    let ids = ["m1", "m2", "m3"].map(|name| bench.node(name, Manager));
    bench.raft.members[2].is_reachable = false;
    assert_eq!(
        demote(&mut bench, &ids[1]).unwrap_err(),
        precondition("can't remove member from the raft: this would result in a loss of quorum")
    );
    // The one that is away may go.
    demote(&mut bench, &ids[2]).unwrap();
    bench.raft.members.pop();
    bench.change_node(&ids[2], |node| node.role = Worker);

    demote(&mut bench, &ids[1]).unwrap();
    bench.raft.members.pop();
    bench.change_node(&ids[1], |node| node.role = Worker);
    assert_eq!(
        demote(&mut bench, &ids[0]).unwrap_err(),
        precondition("attempting to demote the last manager of the swarm")
    );
}

#[test]
fn a_manager_that_has_not_joined_yet_is_not_demoted() {
    let mut bench = Bench::new();
    bench.node("m1", Manager);
    let id = bench.node("w1", Worker);
    update(&mut bench, &id, |spec| spec.role = Manager).unwrap();
    assert_eq!(
        demote(&mut bench, &id).unwrap_err(),
        "rpc error: code = NotFound desc = can't find manager in raft memberlist"
    );
}

#[test]
fn availability_and_labels_change_freely() {
    let mut bench = Bench::new();
    let id = bench.node("m1", Manager);
    update(&mut bench, &id, |spec| {
        spec.availability = Availability::Drain;
        let labels = &mut spec.annotations.labels;
        labels.insert("bad label".to_owned(), String::new());
    })
    .unwrap();
    let node = bench.store.node(&id).unwrap();
    assert_eq!(node.spec.availability, Availability::Drain);
}

#[test]
fn an_update_that_changes_nothing_is_written_all_the_same() {
    let mut bench = Bench::new();
    let id = bench.node("m1", Manager);
    let before = bench.store.node(&id).unwrap().meta.clone();
    update(&mut bench, &id, |_| ()).unwrap();
    let after = bench.store.node(&id).unwrap().meta.clone();
    assert!(after.version > before.version && after.updated_at > before.updated_at);
}

#[test]
fn an_update_of_an_old_version_is_refused() {
    let mut bench = Bench::new();
    let id = bench.node("m1", Manager);
    bench.node("w1", Worker);
    update(&mut bench, &id, |_| ()).unwrap();
    let spec = bench.store.node(&id).unwrap().spec.clone();
    let version = Version::default();
    let request = ControlRequest::UpdateNode { id, version, spec };
    assert_eq!(
        bench.ask(request).unwrap_err(),
        "rpc error: code = Unknown desc = update out of sequence"
    );
}

/// P7.
#[test]
fn a_node_that_is_up_is_removed_by_force_only() {
    let mut bench = Bench::new();
    bench.node("m1", Manager);
    let up = bench.node("up", Worker);
    assert_eq!(
        remove(&mut bench, "up", false).unwrap_err(),
        precondition("node id-up is not down and can't be removed")
    );
    remove(&mut bench, "up", true).unwrap();
    assert_eq!(bench.store.node(&up), None);
    let cluster = bench.store.cluster().unwrap();
    assert_eq!(cluster.blacklisted[0].0, up);

    for (name, state) in [("down", NodeState::Down), ("unknown", NodeState::Unknown)] {
        let id = bench.node(name, Worker);
        bench.change_node(&id, |node| node.status.state = state);
        remove(&mut bench, name, false).unwrap();
    }
    assert_eq!(bench.store.cluster().unwrap().blacklisted.len(), 3);
}

#[test]
fn a_manager_is_not_even_removed_by_force() {
    let mut bench = Bench::new();
    bench.node("m1", Manager);
    let id = bench.node("m2", Manager);
    for force in [false, true] {
        assert_eq!(
            remove(&mut bench, "m2", force).unwrap_err(),
            precondition(
                "node id-m2 is a cluster manager and is a member of the raft cluster. It must be \
                 demoted to worker before removal"
            )
        );
    }
    // Demoted, but still a member for a moment: its wish counts.
    demote(&mut bench, &id).unwrap();
    remove(&mut bench, "m2", true).unwrap();
}

#[test]
fn old_certificates_are_forgotten() {
    let mut bench = Bench::new();
    bench.node("m1", Manager);
    bench.node("a", Worker);
    remove(&mut bench, "a", true).unwrap();
    let expiry = bench.store.cluster().unwrap().blacklisted[0].1;
    bench.moment.wall = expiry + Duration::from_secs(8 * 24 * 3600);
    bench.node("b", Worker);
    remove(&mut bench, "b", true).unwrap();
    let blacklisted = &bench.store.cluster().unwrap().blacklisted;
    assert_eq!(blacklisted.len(), 1);
    assert_eq!(blacklisted[0].0.as_str(), "id-b");
}

/// P9.
#[test]
fn unfinished_tasks_of_a_removed_node_are_orphans() {
    let mut bench = Bench::new();
    bench.node("m1", Manager);
    let gone = bench.node("gone", Worker);
    let here = bench.node("here", Worker);
    for state in TaskState::ALL {
        bench.task(&format!("gone-{state}"), |task| {
            task.node_id = Some(gone.clone());
            task.status.state = *state;
        });
    }
    bench.task("here", |task| {
        task.node_id = Some(here.clone());
        task.status.state = TaskState::Running;
    });
    remove(&mut bench, "gone", true).unwrap();
    for task in bench.store.tasks() {
        let state = task.status.state;
        match task.id.as_str().strip_prefix("gone-") {
            None => assert_eq!(state, TaskState::Running),
            Some(before) => {
                let before = TaskState::from_word(before).unwrap();
                let is_live = before < TaskState::Complete;
                let expected = if is_live { TaskState::Orphaned } else { before };
                assert_eq!(state, expected, "{before}");
            }
        }
    }
    let orphan = bench.store.task(&"gone-running".into()).unwrap();
    assert_eq!(
        orphan.status.message,
        "Task belonged to a node that has been deleted"
    );
}

fn listed(bench: &mut Bench, words: &[&str]) -> Result<String, String> {
    let filters = filters(words);
    match bench.ask(ControlRequest::ListNodes { filters })? {
        ControlResponse::Nodes(nodes) => {
            let names = nodes.into_iter().map(|it| it.description.hostname);
            Ok(names.collect::<Vec<_>>().join(" "))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn listings_are_filtered() {
    let mut bench = Bench::new();
    bench.node("node1", Manager);
    bench.node("node2", Worker);
    let east = bench.node("other", Worker);
    bench.change_node(&east, |node| {
        let labels = &mut node.spec.annotations.labels;
        labels.insert("region".into(), "east".into());
        let engine = &mut node.description.as_mut().unwrap().engine;
        engine.labels.insert("disk".into(), "ssd".into());
    });
    // Desired manager, not yet one.
    let promoted = bench.node("promoted", Worker);
    bench.change_node(&promoted, |node| node.spec.role = Manager);
    let mut check = |words: &[&str], expected: &str| {
        assert_eq!(listed(&mut bench, words).unwrap(), expected, "{words:?}");
    };
    check(&[], "node1 node2 other promoted");
    check(&["role=worker"], "node2 other promoted");
    check(&["role=Manager"], "node1");
    check(&["name=node"], "node1 node2");
    check(&["name=node1", "name=oth"], "node1 other");
    check(&["id=id-node2"], "node2");
    check(&["membership=accepted"], "node1 node2 other promoted");
    check(&["membership=pending"], "");
    check(&["node.label=region"], "other");
    check(&["node.label=region=east"], "other");
    check(&["node.label=region=west"], "");
    check(&["label=region"], "");
    check(&["label=disk=ssd"], "other");
    let mut refused = |word: &str| listed(&mut bench, &[word]).unwrap_err();
    assert_eq!(refused("foo=bar"), "invalid filter 'foo'");
    assert_eq!(refused("role=boss"), "Invalid role filter: 'boss'");
    assert_eq!(refused("membership=x"), "Invalid membership filter: 'x'");
}

fn inspect(bench: &mut Bench, name: &str) -> Result<api::node::Node, String> {
    let name = name.to_owned();
    match bench.ask(ControlRequest::InspectNode { name })? {
        ControlResponse::Nodes(mut nodes) => Ok(nodes.remove(0)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_members_of_raft_have_a_manager_status() {
    let mut bench = Bench::new();
    bench.node("m1", Manager);
    bench.node("m2", Manager);
    bench.node("w1", Worker);
    bench.raft.members[1].is_reachable = false;
    let mut status = |name: &str| {
        let node = inspect(&mut bench, name).unwrap();
        node.manager_status.map(|it| {
            let (leader, reachability) = (it.leader, it.reachability.as_str());
            format!("{leader} {reachability} {}", it.addr)
        })
    };
    assert_eq!(status("m1").unwrap(), "true reachable 10.0.0.1:2377");
    assert_eq!(status("m2").unwrap(), "false unreachable 10.0.0.2:2377");
    assert_eq!(status("w1"), None);
}

#[test]
fn a_node_is_found_by_a_word_that_means_one() {
    let mut bench = Bench::new();
    bench.node("node1", Manager);
    bench.node("node2", Worker);
    // Two machines may have the same name.
    let twin = bench.node("twin", Worker);
    bench.change_node(&twin, |node| {
        node.description.as_mut().unwrap().hostname = "node2".to_owned();
    });
    assert_eq!(
        inspect(&mut bench, "node1").unwrap().id.as_str(),
        "id-node1"
    );
    assert_eq!(inspect(&mut bench, "id-t").unwrap().id, twin);
    assert_eq!(inspect(&mut bench, "x").unwrap_err(), "node x not found");
    assert_eq!(
        inspect(&mut bench, "node2").unwrap_err(),
        "node node2 is ambiguous (2 matches found)"
    );
    assert_eq!(
        inspect(&mut bench, "id-node").unwrap_err(),
        "node id-node is ambiguous (2 matches found)"
    );
    let name = "x".to_owned();
    let error = bench.try_ask(&ControlRequest::InspectNode { name });
    assert_eq!(error.unwrap_err().kind, ErrorKind::NotFound);
}
