//! Random lives: services, nodes and leaders come, go and fail; then calm, and everything must
//! be as it should. The books are kept here, from the store alone. A failure prints the life as
//! a script that can be put into `testdata/parts`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use api::TaskId;
use api::service::{Mode, PublishMode};
use api::task::TaskState;
use sim::{Duration, Rng};

use super::Rig;
use crate::object::{Node, Service, Slot, Task};
use crate::testing::Player;

const SEEDS: u64 = 50;
const STEPS: usize = 40;

const BEGINNING: &[&str] = &[
    "case a random life",
    "network ingress ingress",
    "network front",
    "node n1 n2 n3 n4 n5 memory=40 label.zone=a",
    "node n4 n5 label.zone=b",
    "image bad fails=2s",
    "image worse rejected",
    "image short completes=3s",
    "image slow starts=3s stops=4s",
    "service a replicas=4 image=good memory=2 ports=80:80 networks=front",
    "service b replicas=3 image=slow prefer=node.labels.zone ports=0:90 update.delay=2s",
    "service g global image=good networks=front update.parallelism=0",
    "service h replicas=2 image=good ports=9000:90/tcp/host update.order=stop-first",
    "parts all",
];

/// What a life goes through, one line a step. No policy here ever gives up: a slot that is given
/// up counts as taken even while it is removed, and then SwarmKit, scaling down during an update,
/// may remove the new tasks, too.
fn step(rng: &mut Rng) -> String {
    let service = ["a", "b", "g", "h"][rng.index(4)];
    let node = format!("n{}", rng.range(1, 5));
    let image = ["good", "slow", "bad", "worse", "short"][rng.index(5)];
    match rng.below(14) {
        0 | 1 => format!("update {service} image={image}"),
        2 => format!("update {service} image=good force"),
        3 => format!("update a replicas={}", rng.below(7)),
        4 => format!("update b replicas={}", rng.below(12)),
        5 => {
            let action = ["pause", "continue", "rollback"][rng.index(3)];
            format!("update {service} image={image} update.action={action}")
        }
        6 => {
            let order = ["start-first", "stop-first"][rng.index(2)];
            format!("update b image={image} update.order={order}")
        }
        7 => format!("node {node} state=down"),
        8 => format!("node {node} state=ready"),
        9 => format!("node {node} availability=drain"),
        10 => format!("node {node} availability=pause"),
        11 => format!("node {node} availability=active"),
        12 => "parts all".to_owned(),
        _ => format!("update {service} label.step={}", rng.below(3)),
    }
}

const CALM: &[&str] = &[
    "node n1 n2 n3 n4 n5 state=ready availability=active",
    "update a image=good force update.action=continue",
    "update b image=good force update.action=continue",
    "update g image=good force update.action=continue",
    "update h image=good force update.action=continue update.order=stop-first",
    "run 10m",
];

/// Lives one life; what was done is in `script`.
fn live(seed: u64, script: &mut Vec<String>) {
    let mut rng = Rng::stream(seed, "chaos");
    let mut rig = Rig::new(seed);
    let mut run = |rig: &mut Rig, line: &str| {
        script.push(line.to_owned());
        rig.command(line);
    };
    for line in BEGINNING {
        run(&mut rig, line);
    }
    for _ in 0..STEPS {
        let line = step(&mut rng);
        run(&mut rig, &line);
        let pause = [0, 60, 400, 3_000, 15_000][rng.index(5)];
        run(&mut rig, &format!("run {pause}ms"));
        check_always(&rig);
    }
    for line in CALM {
        run(&mut rig, line);
    }
    check_always(&rig);
    check_converged(&rig);
    check_leader_change(&mut rig);
    for service in ["a", "b", "g", "h"] {
        run(&mut rig, &format!("remove service {service}"));
    }
    run(&mut rig, "run 1m");
    assert_eq!(
        rig.store.tasks().count(),
        0,
        "all tasks go with their services"
    );
    check_all_free(&rig);
}

#[test]
fn whatever_happens_calm_brings_order() {
    for seed in 0..SEEDS {
        let mut script = Vec::new();
        let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            live(seed, &mut script);
        }));
        assert!(lived.is_ok(), "seed {seed}:\n{}", script.join("\n"));
    }
}

/// SWARMKIT, appendix D: 8, 9 and 10.
fn check_always(rig: &Rig) {
    let mut given: BTreeSet<(String, String)> = BTreeSet::new();
    let mut give = |network: &str, address: &str| {
        let key = (network.to_owned(), address.to_owned());
        assert!(given.insert(key), "{address} on {network} is given twice");
    };
    let mut published = BTreeSet::new();
    for service in rig.store.services() {
        for vip in service.endpoint.iter().flat_map(|it| &it.virtual_ips) {
            give(vip.network_id.as_str(), &vip.addr);
        }
        let ports = service.endpoint.iter().flat_map(|it| &it.ports);
        for port in ports.filter(|it| it.publish_mode == PublishMode::Ingress) {
            assert!(
                published.insert((port.protocol, port.published_port)),
                "{port:?}"
            );
        }
    }
    for node in rig.store.nodes() {
        for attachment in &node.attachments {
            give(attachment.network.id.as_str(), &attachment.addresses[0]);
        }
        check_node(rig, node);
    }
    for task in rig
        .store
        .tasks()
        .filter(|task| !task.status.state.is_terminal())
    {
        for attachment in &task.networks {
            for address in &attachment.addresses {
                give(attachment.network.id.as_str(), address);
            }
        }
    }
}

/// What a node's tasks hold fits, and no port is held twice.
fn check_node(rig: &Rig, node: &Node) {
    let mut ports = BTreeSet::new();
    let mut memory = 0;
    let holds = |task: &&Arc<Task>| {
        let state = task.status.state;
        (TaskState::Assigned..=TaskState::Running).contains(&state)
    };
    for task in rig.store.tasks_of_node(&node.id).filter(holds) {
        let reserved = task.spec.resources.as_ref();
        let reserved = reserved.and_then(|resources| resources.reservations.as_ref());
        memory += reserved.map_or(0, |reserved| reserved.memory_bytes);
        let endpoint = task.endpoint.iter().flat_map(|it| &it.ports);
        for port in endpoint.filter(|it| it.publish_mode == PublishMode::Host) {
            assert!(
                ports.insert((port.protocol, port.published_port)),
                "{port:?}"
            );
        }
    }
    let described = node.description.as_ref().expect("a node of a script");
    assert!(
        memory <= described.resources.memory_bytes,
        "{memory} on {}",
        node.id
    );
}

/// SWARMKIT, appendix D: 6, 7 and 13.
fn check_converged(rig: &Rig) {
    for service in rig.store.services() {
        let mut slots: BTreeMap<Slot, Vec<&Arc<Task>>> = BTreeMap::new();
        let mut history: BTreeMap<Slot, usize> = BTreeMap::new();
        for task in rig.store.tasks_of_service(&service.id) {
            *history.entry(task.slot.clone()).or_default() += 1;
            if task.desired_state <= TaskState::Running {
                slots.entry(task.slot.clone()).or_default().push(task);
            }
        }
        let name = &service.spec.annotations.name;
        let wanted = wanted_slots(service, rig);
        assert_eq!(
            slots.len(),
            wanted,
            "slots of {name}: {:#?}",
            rig.show_tasks(name)
        );
        for tasks in slots.values() {
            let is_up = |task: &&Arc<Task>| {
                let is_new = task.spec == service.spec.task_template;
                task.status.state == TaskState::Running && is_new
            };
            let is_well = tasks.len() == 1 && tasks.iter().all(is_up);
            assert!(is_well, "{:#?}", rig.show_tasks(name));
        }
        let status = service.update_status.as_ref().map(|it| it.state.as_str());
        // Where nothing was up, there was nothing to update.
        assert!(
            matches!(status, Some("completed") | None),
            "{name}: {status:?}"
        );
        assert!(
            history.values().all(|count| *count <= 5),
            "{:#?}",
            rig.show_tasks(name)
        );
    }
}

fn wanted_slots(service: &Service, rig: &Rig) -> usize {
    match service.spec.mode.kind() {
        Mode::Replicated { replicas } => replicas as usize,
        Mode::Global => rig.store.nodes().count(),
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => panic!("there are no jobs here"),
    }
}

/// A new leader finds nothing to do.
fn check_leader_change(rig: &mut Rig) {
    let before: BTreeSet<TaskId> = rig.store.tasks().map(|task| task.id.clone()).collect();
    let version = rig.store.version();
    rig.command("parts all");
    rig.run(Duration::from_secs(60));
    let after: BTreeSet<TaskId> = rig.store.tasks().map(|task| task.id.clone()).collect();
    assert_eq!(before, after);
    assert_eq!(
        version,
        rig.store.version(),
        "a new leader writes without need"
    );
}

/// Nodes keep their place in the routing mesh and nothing else.
fn check_all_free(rig: &Rig) {
    for node in rig.store.nodes() {
        let networks = node.attachments.iter().map(|it| it.network.id.as_str());
        assert_eq!(networks.collect::<Vec<_>>(), ["ingress"], "{}", node.id);
    }
}
