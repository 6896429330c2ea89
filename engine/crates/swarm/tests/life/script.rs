//! Stories of whole swarms in `testdata/life`: commands, a line, and what there is to see.
//!
//! `REWRITE=1 cargo test -p swarm --test life stories` writes what happens in place of what is
//! promised; read the difference before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use api::NodeId;
use api::node::{NodeRole, NodeState};
use api::task::TaskState;
use sim::Duration;
use swarm::{NodeProgress, RaftRole};

use crate::rig::Rig;
use crate::swarm::{create, error, leader, node_ls, set_role, state_in_store, swarm};

/// Some commands and the lines they give.
struct Block {
    asked: Vec<String>,
    expected: Vec<String>,
}

fn scripts() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/life");
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Blocks stand apart by an empty line.
fn parse(text: &str) -> Vec<Block> {
    let blocks = text.split("\n\n").filter(|block| !block.trim().is_empty());
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    let parse_block = |block: &str| match block.split_once("\n----") {
        Some((asked, expected)) => Block {
            asked: lines(asked),
            expected: lines(expected.trim_start_matches('\n').trim_end()),
        },
        None => Block {
            asked: lines(block.trim_end()),
            expected: Vec::new(),
        },
    };
    blocks.map(parse_block).collect()
}

fn words_of(block: &Block) -> String {
    let asked = block.asked.join("\n");
    if block.asked.iter().all(|line| line.starts_with('#')) {
        return asked;
    }
    let words = format!("{asked}\n----\n{}", block.expected.join("\n"));
    words.trim_end().to_owned()
}

fn play(blocks: &[Block]) -> Vec<Block> {
    let mut stage = None;
    let play_block = |block: &Block| {
        let commands = block.asked.iter().filter(|line| !line.starts_with('#'));
        Block {
            asked: block.asked.clone(),
            expected: commands.flat_map(|line| run(&mut stage, line)).collect(),
        }
    };
    blocks.iter().map(play_block).collect()
}

/// Whether the person at the keyboard wants new words.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch for the person who runs the tests"
)]
fn is_rewriting() -> bool {
    std::env::var_os("REWRITE").is_some()
}

#[test]
fn stories_go_as_they_are_told() {
    let mut wrong = Vec::new();
    for path in scripts() {
        let text = fs::read_to_string(&path).unwrap();
        let blocks = parse(&text);
        let played = play(&blocks);
        if is_rewriting() {
            let words: Vec<String> = played.iter().map(words_of).collect();
            fs::write(&path, words.join("\n\n") + "\n").unwrap();
            continue;
        }
        for (block, played) in blocks.iter().zip(&played) {
            if block.expected != played.expected {
                let name = path.file_name().unwrap_or_default().display();
                let (promised, happened) = (words_of(block), words_of(played));
                wrong.push(format!(
                    "{name}\npromised:\n{promised}\nhappened:\n{happened}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Who is on the stage.
struct Stage {
    rig: Rig,
    /// The ids of all nodes, also of those that are off.
    ids: Vec<Option<NodeId>>,
}

fn run(stage: &mut Option<Stage>, line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if words[0] == "swarm" {
        let [managers, workers, seed] = [1, 2, 3].map(|place| {
            let (_, number) = words[place].split_once('=').unwrap();
            number.parse::<u64>().unwrap()
        });
        let rig = swarm(managers as usize, workers as usize, seed);
        let ids = vec![None; rig.len()];
        *stage = Some(Stage { rig, ids });
        return Vec::new();
    }
    let stage = stage.as_mut().unwrap();
    stage.remember();
    let answer = stage.command(&words);
    stage.remember();
    answer
}

fn machine(word: &str) -> usize {
    let number = word.strip_prefix("node").unwrap_or(word);
    number.parse::<usize>().unwrap() - 1
}

impl Stage {
    fn remember(&mut self) {
        self.ids.resize(self.rig.len(), None);
        for machine in 0..self.rig.len() {
            let id = self.rig.node(machine).and_then(|node| node.id()).cloned();
            self.ids[machine] = id.or(self.ids[machine].take());
        }
    }

    fn name(&self, id: &NodeId) -> String {
        let place = self.ids.iter().position(|it| it.as_ref() == Some(id));
        place.map_or("?".to_owned(), |place| format!("node{}", place + 1))
    }

    fn command(&mut self, words: &[&str]) -> Vec<String> {
        let rig = &mut self.rig;
        match words {
            ["off", node] => rig.power_off(machine(node)),
            ["on", node] => rig.power_on(machine(node)),
            ["cut", node] => rig.unplug(machine(node)),
            ["mend", node] => rig.plug(machine(node)),
            ["leave", node] => rig.leave(machine(node)),
            ["force-new-cluster", node] => rig.force_new_cluster(machine(node)),
            ["wait", secs] => rig.run(secs.trim_end_matches('s').parse().unwrap()),
            ["new-machine"] => rig.add_machine(),
            ["join", node, role, "at", by] => {
                let tokens = rig.tokens(machine(by));
                let token = match *role {
                    "manager" => tokens.manager,
                    "worker" => tokens.worker,
                    "malformed" => "SWMTKN-1-x".to_owned(),
                    "stale" => format!("{}0", &tokens.worker[..tokens.worker.len() - 1]),
                    other => panic!("{other}"),
                };
                rig.join(machine(node), &token, machine(by));
                return self.joined(machine(node));
            }
            ["until", "leader"] => {
                let before = leader(rig);
                let took =
                    rig.run_until(90, |rig| leader(rig).is_some_and(|it| Some(it) != before));
                return vec![after(took)];
            }
            ["until", "no", "leader"] => {
                let took = rig.run_until(90, |rig| leader(rig).is_none());
                return vec![after(took)];
            }
            ["until", node, state, "at", by] => {
                let state = NodeState::from_word(state).unwrap();
                let (node, by) = (machine(node), machine(by));
                let took = rig.run_until(90, |rig| state_in_store(rig, by, node) == Some(state));
                return vec![after(took)];
            }
            ["create", name, replicas, "at", by] => {
                return self.ask(machine(by), create(name, replicas.parse().unwrap()));
            }
            [verb @ ("promote" | "demote"), node, "at", by] => {
                let role = match *verb {
                    "promote" => NodeRole::Manager,
                    _ => NodeRole::Worker,
                };
                let id = self.ids[machine(node)].clone().unwrap();
                let answer = set_role(rig, machine(by), id, role);
                return vec![answer.map_or_else(|error| error.message, |_| "done".to_owned())];
            }
            ["nodes", "at", by] => return node_ls(rig, machine(by)).unwrap_or_else(|it| vec![it]),
            ["managers"] => return self.managers(),
            ["stores"] => return self.stores(),
            ["tasks", "at", by] => return self.tasks(machine(by)),
            other => panic!("no such command: {other:?}"),
        }
        Vec::new()
    }

    fn joined(&mut self, machine: usize) -> Vec<String> {
        let progress = |rig: &Rig| rig.node(machine).unwrap().progress();
        let took = self
            .rig
            .run_until(60, |rig| progress(rig) != NodeProgress::Pending);
        match progress(&self.rig) {
            NodeProgress::Refused(error) => vec![format!("{}: {}", after(took), error.message)],
            NodeProgress::Active => vec![format!("{}: active", after(took))],
            NodeProgress::Pending | NodeProgress::Locked => vec!["pending".to_owned()],
        }
    }

    /// Asks and waits; says how long it took if that is worth a word.
    fn ask(&mut self, machine: usize, request: swarm::ControlRequest) -> Vec<String> {
        let call = self.rig.control(machine, request);
        let took = self.rig.run_until(30, |rig| rig.took(call).is_some());
        let words = error(&self.rig, call).unwrap_or("done".to_owned());
        vec![match took {
            Some(took) if took < Duration::from_secs(1) => words,
            took => format!("{}: {words}", after(took)),
        }]
    }

    /// What each manager thinks of itself and its group.
    fn managers(&self) -> Vec<String> {
        let line = |machine: usize| {
            let raft = self.rig.node(machine)?.raft()?;
            let leader = raft.leader.as_ref().map(|id| self.name(id));
            let words = match (raft.role, leader) {
                (RaftRole::Leader, _) => "leads".to_owned(),
                (RaftRole::Candidate, _) => "stands for election".to_owned(),
                (RaftRole::Follower, Some(leader)) => format!("follows {leader}"),
                (RaftRole::Follower, None) => "knows no leader".to_owned(),
            };
            let members: Vec<String> = raft.peers.iter().map(|it| self.name(&it.node_id)).collect();
            let mut members = members;
            members.sort();
            let members = members.join(" ");
            Some(format!(
                "node{} {words}, term {}, of {members}",
                machine + 1,
                raft.term
            ))
        };
        (0..self.rig.len()).filter_map(line).collect()
    }

    /// Which managers have equal stores.
    fn stores(&self) -> Vec<String> {
        let mut groups: Vec<(&swarm::store::Store, Vec<String>)> = Vec::new();
        for machine in 0..self.rig.len() {
            let Some(store) = self.rig.node(machine).and_then(|node| node.store()) else {
                continue;
            };
            let name = format!("node{}", machine + 1);
            match groups.iter_mut().find(|(it, _)| *it == store) {
                Some((_, names)) => names.push(name),
                None => groups.push((store, vec![name])),
            }
        }
        groups
            .into_iter()
            .map(|(_, names)| names.join(" = "))
            .collect()
    }

    /// Every task, as one manager's own store has it.
    fn tasks(&self, machine: usize) -> Vec<String> {
        let store = self.rig.node(machine).unwrap().store().unwrap();
        let mut tasks: Vec<_> = store.tasks().collect();
        tasks.sort_by_key(|task| {
            let newest_first = std::cmp::Reverse(task.meta.created_at);
            (
                task.service_annotations.name.clone(),
                task.slot_number(),
                newest_first,
            )
        });
        let line = |task: &std::sync::Arc<swarm::object::Task>| {
            let name = format!("{}.{}", task.service_annotations.name, task.slot_number());
            let node = task
                .node_id
                .as_ref()
                .map_or("-".to_owned(), |id| self.name(id));
            let state = task.status.state.as_str();
            let wanted = match task.desired_state {
                TaskState::Running => String::new(),
                other => format!(", wanted {}", other.as_str()),
            };
            let why = if task.status.err.is_empty() {
                String::new()
            } else {
                format!(": {}", task.status.err)
            };
            format!("{name} {node} {state}{wanted}{why}")
        };
        tasks.into_iter().map(line).collect()
    }
}

/// Tenths of a second are what a person would note.
fn after(took: Option<Duration>) -> String {
    match took {
        Some(took) => {
            let tenths = took.as_millis() / 100;
            format!("after {}.{} s", tenths / 10, tenths % 10)
        }
        None => "not within the time".to_owned(),
    }
}
