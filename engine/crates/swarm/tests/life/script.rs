//! Stories of whole swarms in `testdata/life`: commands, a line, and what there is to see.
//!
//! `REWRITE=1 cargo test -p swarm --test life stories` writes what happens in place of what is
//! promised; read the difference before you keep it.

use std::fs;
use std::path::{Path, PathBuf};

use api::NodeId;
use api::cluster::{Rotate, SwarmSpec};
use api::node::{Availability, NodeRole, NodeState};
use api::task::TaskState;
use sim::Duration;
use swarm::{ControlRequest, ControlResponse, NodeProgress, RaftRole};

use crate::rig::Rig;
use crate::swarm::{
    change_node, create, error, leader, node_ls, set_role, state_in_store, swarm_with,
};

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
    /// The Raft ids a script has shown, which it calls #1, #2, ….
    raft_ids: Vec<u64>,
}

fn run(stage: &mut Option<Stage>, line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    if words[0] == "swarm" {
        *stage = Some(begin(&words[1..]));
        return Vec::new();
    }
    if words[0] == "case" {
        *stage = None;
        return Vec::new();
    }
    let stage = stage.as_mut().unwrap();
    stage.remember();
    let answer = stage.command(&words);
    stage.remember();
    answer
}

/// `swarm managers=3 workers=1 seed=7 [snapshot=20]`
fn begin(words: &[&str]) -> Stage {
    let named = |name: &str| {
        let mut pairs = words.iter().filter_map(|word| word.split_once('='));
        let number = pairs.find(|(key, _)| *key == name);
        number.map(|(_, number)| number.parse::<u64>().unwrap())
    };
    let mut spec = SwarmSpec::default();
    if let Some(interval) = named("snapshot") {
        spec.raft.snapshot_interval = interval;
        spec.raft.log_entries_for_slow_followers = 5;
    }
    let [managers, workers] = ["managers", "workers"].map(|it| named(it).unwrap() as usize);
    let rig = swarm_with((managers, workers), named("seed").unwrap(), spec);
    Stage {
        ids: vec![None; rig.len()],
        rig,
        raft_ids: Vec::new(),
    }
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
            ["restart", node] => rig.restart_daemon(machine(node)),
            ["lose-raft", node] => rig.lose_raft(machine(node)),
            ["move", node] => rig.move_away(machine(node)),
            ["point", node, "at", by] => rig.point_at(machine(node), machine(by)),
            ["init", node] => rig.init(machine(node)),
            ["members", "at", by] => return self.members(machine(by)),
            ["log", node] => return self.log(machine(node)),
            ["services", "at", by] => return self.services(machine(by)),
            ["roots"] => return self.roots(),
            ["rotate-root", "at", by] => return self.rotate_root(machine(by)),
            [verb @ ("drain" | "activate"), node, "at", by] => {
                let availability = match *verb {
                    "drain" => Availability::Drain,
                    _ => Availability::Active,
                };
                let id = self.ids[machine(node)].clone().unwrap();
                let answer = change_node(rig, machine(by), id, |it| it.availability = availability);
                return vec![answer.map_or_else(|error| error.message, |_| "done".to_owned())];
            }
            ["autolock", "on", "at", by] => {
                return self.update_swarm(machine(by), |spec| {
                    spec.encryption_config.auto_lock_managers = true;
                });
            }
            ["unlock", node, key] => {
                let leader = leader(rig).unwrap();
                let store = rig.node(leader).unwrap().store().unwrap();
                let right = store.cluster().unwrap().unlock_key.clone().unwrap();
                let key = match *key {
                    "right" => right,
                    "wrong" => format!("SWMKEY-1-{}", "w".repeat(43)),
                    other => other.to_owned(),
                };
                let answer = rig.unlock(machine(node), &key);
                return vec![answer.map_or_else(|error| error.message, |()| "done".to_owned())];
            }
            ["storm", rounds] => return self.storm(rounds.parse().unwrap()),
            ["is", node] => return self.standing(machine(node)),
            ["wait", secs] => rig.run(secs.trim_end_matches('s').parse().unwrap()),
            ["new-machine"] => rig.add_machine(),
            ["join", node, "manager", "as", address, "at", by] => {
                let token = rig.tokens(machine(by)).manager;
                rig.join_as(machine(node), &token, machine(by), address.parse().unwrap());
                return self.joined(machine(node));
            }
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

    /// The group as one manager has it, by Raft id.
    fn members(&mut self, machine: usize) -> Vec<String> {
        let Some(raft) = self.rig.node(machine).and_then(|node| node.raft()) else {
            return vec!["no manager".to_owned()];
        };
        let mut lines = Vec::new();
        let mut peers: Vec<_> = raft.peers.iter().collect();
        peers.sort_by_key(|peer| self.name(&peer.node_id));
        for peer in peers {
            if !self.raft_ids.contains(&peer.raft_id) {
                self.raft_ids.push(peer.raft_id);
            }
            let number = self.raft_ids.iter().position(|it| *it == peer.raft_id);
            let number = number.unwrap() + 1;
            let name = self.name(&peer.node_id);
            lines.push(format!("{name} #{number} {}", peer.address));
        }
        lines
    }

    /// Whether a manager's log was cut behind a snapshot.
    fn log(&self, machine: usize) -> Vec<String> {
        let log = self.rig.node(machine).unwrap().raft_log(usize::MAX);
        vec![match log.first().map(|entry| entry.index) {
            Some(0 | 1) => "whole".to_owned(),
            Some(_) => "cut".to_owned(),
            None => "empty".to_owned(),
        }]
    }

    fn services(&self, machine: usize) -> Vec<String> {
        let store = self.rig.node(machine).unwrap().store().unwrap();
        let services = store.services();
        let mut names: Vec<String> = services
            .map(|service| service.spec.annotations.name.clone())
            .collect();
        names.sort();
        vec![names.join(" ")]
    }

    /// Which root each node trusts and has its certificate from: the last one?
    fn roots(&self) -> Vec<String> {
        let leader = leader(&self.rig).unwrap();
        let store = self.rig.node(leader).unwrap().store().unwrap();
        let root = &store.cluster().unwrap().root_ca;
        let mut lines: Vec<String> = store
            .nodes()
            .map(|node| {
                let description = node.description.as_ref().unwrap();
                let trusts = description.tls_info.trust_root == root.certificate;
                let has = node.certificate_rotation == root.last_forced_rotation;
                let words = match (trusts, has) {
                    (true, true) => "has the last root",
                    (true, false) => "trusts the last root",
                    (false, _) => "has an old root",
                };
                format!("{} {words}", self.name(&node.id))
            })
            .collect();
        lines.sort();
        lines
    }

    /// `docker swarm ca --rotate --detach`
    fn rotate_root(&mut self, machine: usize) -> Vec<String> {
        self.update_swarm(machine, |spec| spec.ca_config.force_rotate += 1)
    }

    fn update_swarm(&mut self, machine: usize, change: impl FnOnce(&mut SwarmSpec)) -> Vec<String> {
        let Ok(ControlResponse::Cluster(swarm)) =
            self.rig.ask(machine, ControlRequest::InspectCluster)
        else {
            return vec!["no swarm".to_owned()];
        };
        let mut spec = Box::new(swarm.info.spec.clone());
        change(&mut spec);
        let request = ControlRequest::UpdateCluster {
            version: swarm.info.meta.version,
            spec,
            rotate: Rotate::default(),
        };
        let answer = self.rig.ask(machine, request);
        vec![answer.map_or_else(|error| error.message, |_| "done".to_owned())]
    }

    fn standing(&self, machine: usize) -> Vec<String> {
        let Some(node) = self.rig.node(machine) else {
            let reason = self.rig.died_of(machine).unwrap_or("nothing");
            return vec![format!("dead of {reason}")];
        };
        vec![match node.progress() {
            NodeProgress::Pending => "pending".to_owned(),
            NodeProgress::Refused(error) => error.message,
            NodeProgress::Locked => "locked".to_owned(),
            NodeProgress::Active => node.role().as_str().to_owned(),
        }]
    }

    /// Again and again a minority of managers loses its power and comes back, while services are
    /// made; none whose making was answered may be lost.
    fn storm(&mut self, rounds: usize) -> Vec<String> {
        let managers = self.managers_now();
        let mut acknowledged = Vec::new();
        for round in 0..rounds {
            let victims = managers
                .iter()
                .cycle()
                .skip(round * 2)
                .take((managers.len() - 1) / 2);
            let victims: Vec<usize> = victims.copied().collect();
            victims.iter().for_each(|it| self.rig.power_off(*it));
            self.rig.run(3 + (round as u64 * 7) % 25);
            let asked = managers.iter().find(|it| !victims.contains(it)).unwrap();
            let name = format!("s{round:03}");
            let call = self.rig.control(*asked, create(&name, 0));
            self.rig.run_until(25, |rig| rig.took(call).is_some());
            if matches!(self.rig.answers[&call].1, Some((_, Ok(_)))) {
                acknowledged.push(name);
            }
            victims.iter().for_each(|it| self.rig.power_on(*it));
            self.rig.run(2 + (round as u64 * 5) % 13);
        }
        self.rig.run(90);
        let last = managers.last().copied().unwrap_or_default();
        let stored = self.services(last).join(" ");
        let lost = acknowledged.iter().filter(|name| !stored.contains(*name));
        let lost = lost.count();
        let enough = if acknowledged.len() * 2 > rounds {
            "most"
        } else {
            "few"
        };
        vec![format!("{enough} of {rounds} were made, {lost} lost")]
    }

    fn managers_now(&self) -> Vec<usize> {
        let is_manager = |it: &usize| self.rig.node(*it).is_some_and(|node| node.raft().is_some());
        (0..self.rig.len()).filter(is_manager).collect()
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
