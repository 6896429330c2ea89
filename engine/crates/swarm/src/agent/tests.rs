//! Scripts of an agent: what a manager and the daemon tell it, and what it says to them
//! (`testdata/agent`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use api::node::NodeRole;
use api::task::{ContainerStatus, PortStatus, TaskState};
use api::{ClusterId, ContainerId, NodeId};
use sim::Timestamp;

use super::*;
use crate::manager::rig::objects::{duration, node, set_task, task};
use crate::message::{Assignments, AssignmentsKind, Files, SessionId};
use crate::object::Task;
use crate::rpc::{Code, RpcError};
use crate::testing::{Player, assert_same, replay};

const MANAGER: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 1), 2377);
const OWN: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(10, 0, 0, 2), 2377);

/// An agent and all that is around it.
struct Scene {
    agent: Agent,
    moment: Moment,
    certificate: Certificate,
    remotes: Remotes,
    outbox: Outbox,
    orders: Vec<TaskOrder>,
    /// What it asked and was not answered yet, by the word a script has for it.
    asked: BTreeMap<&'static str, RequestId>,
    tasks: BTreeMap<TaskId, Task>,
    sequence: u64,
}

impl Scene {
    fn new(seed: u64) -> Scene {
        let description = (NodeDescription::default(), *OWN.ip());
        let rng = Rng::stream(seed, "agent");
        let mut scene = Scene {
            agent: Agent::new(description, Vec::new(), rng, Instant::START),
            moment: Moment {
                now: Instant::START,
                wall: Timestamp(0),
            },
            certificate: Certificate {
                node_id: NodeId::from("n2"),
                role: NodeRole::Worker,
                cluster_id: ClusterId::from("cluster"),
                root_digest: String::new(),
                rotation: 0,
                valid_from: Timestamp(0),
                valid_until: Timestamp(i64::MAX),
            },
            remotes: Remotes::of_addresses(&[MANAGER]),
            outbox: Outbox::default(),
            orders: Vec::new(),
            asked: BTreeMap::new(),
            tasks: BTreeMap::new(),
            sequence: 0,
        };
        scene.with(|agent, tools| agent.start(tools));
        scene
    }

    fn with(&mut self, run: impl FnOnce(&mut Agent, &mut Tools<'_>)) {
        let mut tools = Tools {
            moment: self.moment,
            certificate: &self.certificate,
            local: None,
            own: OWN,
            remotes: &mut self.remotes,
            outbox: &mut self.outbox,
            orders: &mut self.orders,
        };
        run(&mut self.agent, &mut tools);
    }

    /// What it said since it was listened to last.
    fn said(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        for (_, body) in std::mem::take(&mut self.outbox.sends) {
            lines.extend(self.call(body));
        }
        for order in std::mem::take(&mut self.orders) {
            lines.push(match order {
                TaskOrder::Prepare(task) => format!("-> prepare {}", task.id),
                TaskOrder::Start(task) => format!("-> start {task}"),
                TaskOrder::Shutdown(task) => format!("-> shutdown {task}"),
                TaskOrder::Remove(task) => format!("-> remove {task}"),
                TaskOrder::Attachments(_) => "-> attachments".to_owned(),
                TaskOrder::Logs { task, .. } => format!("-> logs {task}"),
            });
        }
        lines
    }

    fn call(&mut self, body: Body) -> Option<String> {
        let call = match body {
            Body::Request(call) => call,
            Body::Cancel { .. } => return Some("hangs up".to_owned()),
            Body::Raft(_)
            | Body::RaftRefused(_)
            | Body::MemberRemoved { .. }
            | Body::Reply { .. } => {
                panic!("not an agent's")
            }
        };
        let (word, line) = match &call.request {
            Request::Session(request) => {
                let memory = request.description.resources.memory_bytes;
                let before = request.session.map_or("", |_| " again");
                let memory = match memory {
                    0 => String::new(),
                    bytes => format!(", memory {bytes}"),
                };
                ("session", format!("asks for a session{before}{memory}"))
            }
            Request::Heartbeat { .. } => ("heartbeat", "beats".to_owned()),
            Request::UpdateTaskStatus { updates, .. } => {
                let update = |(id, status): &(TaskId, api::task::TaskStatus)| {
                    let err = match status.err.as_str() {
                        "" => String::new(),
                        err => format!(" ({err})"),
                    };
                    let container = status.container_status.as_ref();
                    let code = container.map_or(0, |it| it.exit_code);
                    let code = match code {
                        0 => String::new(),
                        code => format!(" exit code {code}"),
                    };
                    format!(" {id} {}{err}{code}", status.state)
                };
                let updates: Vec<String> = updates.iter().map(update).collect();
                ("report", format!("reports{}", updates.join(",")))
            }
            Request::RootCa
            | Request::Certificate { .. }
            | Request::JoinRaft { .. }
            | Request::Health
            | Request::Control(_)
            | Request::PublishLogs { .. } => panic!("not of a session"),
        };
        self.asked.insert(word, call.id);
        Some(line)
    }

    fn reply(&mut self, word: &str, reply: Reply) {
        let id = self.asked[word];
        self.with(|agent, tools| agent.on_reply(id, reply, tools));
    }

    /// The manager gives what was asked for.
    fn grant(&mut self, word: &str) {
        let reply = match word {
            "session" => Reply::Session(SessionPush::Message(SessionMessage {
                session: SessionId::random(&mut Rng::stream(1, "session")),
                node: Arc::new(node("n2")),
                managers: vec![api::cluster::Peer {
                    node_id: NodeId::from("n1"),
                    addr: MANAGER.to_string(),
                }],
                root_ca: String::new(),
            })),
            "heartbeat" => Reply::Heartbeat {
                period: Duration::from_secs(5),
            },
            "report" => Reply::StatusTaken,
            other => panic!("nobody grants {other}"),
        };
        self.reply(word, reply);
    }

    /// Time passes; an obliging manager answers all but sessions.
    fn run(&mut self, time: Duration, is_answered: bool) -> Vec<String> {
        let end = self.moment.now + time;
        let mut lines = Vec::new();
        loop {
            if is_answered {
                self.oblige();
            }
            let millis = self.moment.now.elapsed().as_millis();
            for line in self.said() {
                let line = format!("{:>3}.{:03} {line}", millis / 1000, millis % 1000);
                if !is_answered || !line.ends_with("beats") {
                    lines.push(line);
                }
            }
            if is_answered && self.asked.contains_key("heartbeat") {
                continue;
            }
            let Some(at) = self.agent.next_timeout().filter(|at| *at <= end) else {
                break;
            };
            self.moment.now = at.max(self.moment.now);
            self.with(|agent, tools| agent.advance(tools));
        }
        self.moment.now = end;
        lines
    }

    fn oblige(&mut self) {
        for word in ["heartbeat", "report"] {
            if self.asked.contains_key(word) {
                self.grant(word);
                self.asked.remove(word);
            }
        }
    }

    /// `assign all a b desired=ready`, `assign then a desired=shutdown`, `assign then -a`
    fn assign(&mut self, is_complete: bool, words: &[&str]) {
        let is_setting = |word: &&&str| word.contains('=');
        let settings: Vec<&str> = words.iter().filter(is_setting).copied().collect();
        let names = words.iter().filter(|word| !word.contains('='));
        let (mut update, mut remove) = (Vec::new(), Vec::new());
        for name in names {
            if let Some(name) = name.strip_prefix('-') {
                remove.push(TaskId::from(name));
                continue;
            }
            let id = TaskId::from(*name);
            let stored = self.tasks.get(&id).cloned();
            let mut assigned = stored.unwrap_or_else(|| new_task(name));
            settings
                .iter()
                .for_each(|word| set_task(&mut assigned, word));
            self.tasks.insert(id, assigned.clone());
            update.push(Arc::new(assigned));
        }
        let applies_to = self.sequence;
        self.sequence += 1;
        let kind = match is_complete {
            true => AssignmentsKind::Complete,
            false => AssignmentsKind::Incremental { applies_to },
        };
        let assignments = Assignments {
            kind,
            results_in: self.sequence,
            files: Files::default(),
            update,
            remove,
        };
        let push = SessionPush::Assignments(assignments);
        self.reply("session", Reply::Session(push));
    }

    /// `daemon a failed No such image`, `daemon a exited 3 task: non-zero exit (3)`
    fn daemon(&mut self, task: &str, words: &[&str]) {
        let container = |exit_code| ContainerStatus {
            container_id: ContainerId(String::new()),
            pid: 0,
            exit_code,
        };
        let report = match words {
            ["prepared"] => TaskReport::Prepared { container: None },
            ["started"] => TaskReport::Started {
                container: container(0),
                ports: PortStatus::default(),
            },
            ["stopped"] => TaskReport::Stopped { container: None },
            ["failed", err @ ..] => TaskReport::Failed {
                container: None,
                err: err.join(" "),
            },
            ["exited", code, err @ ..] => TaskReport::Exited {
                container: container(code.parse().unwrap()),
                err: err.join(" "),
            },
            other => panic!("no daemon says {other:?}"),
        };
        let id = TaskId::from(task);
        self.with(|agent, tools| agent.on_task(&id, report, tools));
    }
}

fn new_task(name: &str) -> Task {
    let mut new = task(name, None, Timestamp(0));
    new.status.state = TaskState::Assigned;
    new
}

impl Player for Scene {
    fn command(&mut self, line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["case", ..] => {
                *self = Scene::new(1);
                self.said();
                return Vec::new();
            }
            ["begin"] => *self = Scene::new(1),
            ["grant", word] => self.grant(word),
            ["refuse", word] => {
                let error = RpcError::new(Code::Unavailable, "no");
                self.reply(word, Reply::Failed(error));
            }
            ["assign", "all", rest @ ..] => self.assign(true, rest),
            ["assign", "then", rest @ ..] => self.assign(false, rest),
            ["skip"] => self.sequence += 1,
            ["daemon", task, rest @ ..] => self.daemon(task, rest),
            ["run", time] => return self.run(duration(time), true),
            ["run", time, "unanswered"] => return self.run(duration(time), false),
            ["memory", bytes] => {
                let mut description = NodeDescription::default();
                description.resources.memory_bytes = bytes.parse().unwrap();
                self.agent.describe(description, self.moment.now);
            }
            ["back-off"] => return back_off(),
            [] => {}
            other => panic!("no command is called {other:?}"),
        }
        self.oblige();
        self.said()
    }
}

/// How long agents that are always refused wait before each try: many of them, the longest wait, as
/// the next of SwarmKit's limits above it.
fn back_off() -> Vec<String> {
    const LIMITS: [u128; 7] = [100, 300, 700, 1500, 3100, 6300, 8000];
    let mut longest = [0; 9];
    let mut shortest = [u128::MAX; 9];
    for seed in 0..200 {
        let mut scene = Scene::new(seed);
        scene.said();
        for (longest, shortest) in longest.iter_mut().zip(&mut shortest) {
            let refused_at = scene.moment.now;
            let error = RpcError::new(Code::Unavailable, "no");
            scene.reply("session", Reply::Failed(error));
            scene.said();
            let at = scene.agent.next_timeout().unwrap();
            let waited = at.since(refused_at).as_millis();
            (*longest, *shortest) = (waited.max(*longest), waited.min(*shortest));
            scene.moment.now = at;
            scene.with(|agent, tools| agent.advance(tools));
            scene.said();
        }
    }
    let line = |(longest, shortest): (&u128, &u128)| {
        let limit = LIMITS.iter().find(|limit| longest <= limit).unwrap();
        assert!(shortest * 10 < *limit, "some hardly wait");
        format!("up to {limit} ms")
    };
    longest.iter().zip(&shortest).map(line).collect()
}

fn paths() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/agent");
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn agents_do_what_the_scripts_say() {
    for path in paths() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_same(&path, &text, &replay(&text, Scene::new(1)));
    }
}

#[test]
#[ignore = "writes into testdata"]
fn rewrite_scripts() {
    for path in paths() {
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, replay(&text, Scene::new(1))).unwrap();
    }
}
