//! Scripts of what agents say to a dispatcher and hear from it: `testdata/dispatcher`.
//!
//! Commands, `----`, and what is heard, with the second at which it is. Sessions are numbered in the
//! order of their making, since their ids are chance.

use std::collections::BTreeMap;
use std::path::PathBuf;

use api::cluster::Peer;

use super::*;
use crate::manager::rig::objects::{duration, node, pair, set_node, set_task, task};
use crate::message::{Call, Files, Request};
use crate::node::{InitOptions, Machine, Output, Start};
use crate::object::{Config, Secret};

/// The agents of a script, and the leader they speak to.
#[derive(Default)]
struct Script {
    store: Store,
    index: u64,
    stage: Option<Stage>,
    managers: Vec<Peer>,
    /// In the order they were made, with their nodes.
    sessions: Vec<SessionId>,
    /// The last session of each node.
    last: BTreeMap<String, SessionId>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/dispatcher")
}

#[test]
fn agents_hear_what_the_scripts_say() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let replayed = crate::testing::replay(&text, Script::default());
        crate::testing::assert_same(&path, &text, &replayed);
    }
}

#[test]
#[ignore = "writes into testdata"]
fn rewrite_scripts() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, crate::testing::replay(&text, Script::default())).unwrap();
    }
}

impl crate::testing::Player for Script {
    fn command(&mut self, line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            ["case", ..] => *self = Script::default(),
            ["lead"] => self.lead(),
            ["run", time] => return self.run(time),
            ["register", node, rest @ ..] => return self.register(node, rest),
            ["beat", node, rest @ ..] => return self.beat(node, rest),
            ["report", node, tasks @ ..] => return self.report(node, tasks),
            ["stranger", what] => return vec![stranger(what)],
            ["managers", names @ ..] => return self.set_managers(names),
            ["show", "nodes"] => return self.show_nodes(),
            ["show", "tasks"] => return self.show_tasks(),
            ["driver", what] => self.set_driver(what),
            words => {
                self.write(words);
                return self.heard();
            }
        }
        Vec::new()
    }
}

impl Script {
    fn stage(&mut self) -> &mut Stage {
        self.stage.as_mut().expect("somebody leads")
    }

    fn lead(&mut self) {
        let stage = Stage::over(std::mem::take(&mut self.store), self.index);
        self.stage = Some(stage);
        self.stage().run(0);
    }

    fn run(&mut self, time: &str) -> Vec<String> {
        let end = self.stage().now + duration(time);
        let mut lines = Vec::new();
        // In small steps, so that each thing heard has its time.
        while self.stage().now < end {
            let left = end.since(self.stage().now);
            let step = left.min(Duration::from_millis(10));
            self.stage().run(u64::try_from(step.as_millis()).unwrap());
            let millis = self.stage().now.as_nanos() / 1_000_000 - 100_000;
            for line in self.heard() {
                lines.push(format!("{:>3}.{:03} {line}", millis / 1000, millis % 1000));
            }
        }
        lines
    }

    /// What agents were told, as `n1: …`.
    fn heard(&mut self) -> Vec<String> {
        let Some(stage) = &mut self.stage else {
            return Vec::new();
        };
        let sends = std::mem::take(&mut stage.outbox.sends);
        let mut lines = Vec::new();
        for (at, body) in sends {
            let node = format!("n{}", char::from(at.ip().octets()[3]));
            if let Some(words) = self.words_of(&node, body) {
                lines.push(format!("{node}: {words}"));
            }
        }
        lines
    }

    fn words_of(&mut self, node: &str, body: Body) -> Option<String> {
        let Body::Reply { reply, .. } = body else {
            return None;
        };
        Some(match *reply {
            Reply::Session(SessionPush::Message(message)) => {
                let session = message.session;
                self.last.insert(node.to_owned(), session);
                if !self.sessions.contains(&session) {
                    self.sessions.push(session);
                }
                let number = self.sessions.iter().position(|it| *it == session)? + 1;
                let managers: Vec<String> = message
                    .managers
                    .iter()
                    .map(|peer| peer.node_id.to_string())
                    .collect();
                let root = &message.root_ca;
                format!("session {number} of {}, {root}", managers.join(" "))
                    .replace(" of ,", ",")
                    .trim_end_matches(", ")
                    .to_owned()
            }
            Reply::Session(SessionPush::Assignments(step)) => {
                format!("{}{}", super::words(&step), files(&step.files))
            }
            Reply::Heartbeat { period } => {
                let millis = period.as_millis();
                match (4500..=5500).contains(&millis) {
                    true => "next beat in 4.5 to 5.5 s".to_owned(),
                    false => format!("next beat in {millis} ms"),
                }
            }
            Reply::StatusTaken => "taken".to_owned(),
            Reply::Failed(error) => format!("{}: {}", error.code.as_str(), error.message),
            other => panic!("{other:?}"),
        })
    }

    /// `register n1 [again]`: with the session it has.
    fn register(&mut self, node: &str, rest: &[&str]) -> Vec<String> {
        let before = (rest == ["again"]).then(|| self.last[node]);
        let stage = self.stage();
        let caller = stage.caller(node);
        let request = SessionRequest {
            session: before,
            description: NodeDescription::default(),
            address: [10, 0, 0, 1].into(),
        };
        let id = NodeId::from(node);
        stage.with(|dispatcher, context| dispatcher.on_session((caller, &id), request, context));
        let refused = self.heard();
        if !refused.is_empty() {
            return refused;
        }
        self.stage().run(100);
        self.heard()
    }

    /// `beat n1 [session 1]`; without a number its last one.
    fn session(&mut self, node: &str, rest: &[&str]) -> SessionId {
        match rest {
            ["session", number] => self.sessions[number.parse::<usize>().unwrap() - 1],
            _ => self.last.get(node).copied().unwrap_or_else(|| {
                // One that was never made.
                SessionId::random(&mut Rng::stream(9, "none"))
            }),
        }
    }

    fn beat(&mut self, node: &str, rest: &[&str]) -> Vec<String> {
        let session = self.session(node, rest);
        let stage = self.stage();
        let (caller, id) = (stage.caller(node), NodeId::from(node));
        stage.with(|dispatcher, context| {
            dispatcher.on_heartbeat((caller, &id), session, context);
        });
        self.heard()
    }

    /// `report n1 a=running b=failed`
    fn report(&mut self, node: &str, tasks: &[&str]) -> Vec<String> {
        let session = self.session(node, &[]);
        let update = |word: &&str| {
            let (task, state) = pair(word);
            let status = TaskStatus {
                state: TaskState::from_word(state).unwrap(),
                ..TaskStatus::default()
            };
            (TaskId::from(task), status)
        };
        let updates: Vec<_> = tasks.iter().map(update).collect();
        let stage = self.stage();
        let (caller, id) = (stage.caller(node), NodeId::from(node));
        stage.with(|dispatcher, context| {
            dispatcher.on_task_status((caller, &id), (session, updates), context);
        });
        self.heard()
    }

    /// `managers m1 m2`: who takes part in Raft now.
    fn set_managers(&mut self, names: &[&str]) -> Vec<String> {
        let peer = |(place, name): (usize, &&str)| Peer {
            node_id: NodeId::from(*name),
            addr: format!("10.0.1.{place}:2377"),
        };
        self.managers = names.iter().enumerate().map(peer).collect();
        let managers = self.managers.clone();
        let stage = self.stage();
        stage.managers = managers;
        stage.with(|dispatcher, context| dispatcher.publish(context));
        self.heard()
    }

    /// `driver per-task | shared | fails`: what becomes of a secret that has one.
    fn set_driver(&mut self, what: &str) {
        self.stage().dispatcher.secret_driver = match what {
            "per-task" => |_, task| {
                Some(Made {
                    data: task.id.as_str().as_bytes().into(),
                    is_for_one_task: true,
                })
            },
            "shared" => |_, _| {
                Some(Made {
                    data: b"shared".as_slice().into(),
                    is_for_one_task: false,
                })
            },
            "fails" => |_, _| None,
            other => panic!("no driver {other}"),
        };
    }

    fn show_nodes(&mut self) -> Vec<String> {
        let line = |node: &std::sync::Arc<Node>| {
            let (state, message) = (node.status.state, &node.status.message);
            let line = format!("{} {state} {message}", node.id);
            line.trim_end().to_owned()
        };
        self.stage().store.nodes().map(line).collect()
    }

    /// Observed states, and who wrote them.
    fn show_tasks(&mut self) -> Vec<String> {
        let line = |task: &std::sync::Arc<Task>| {
            let by = task.applied.as_ref().map(|(by, _)| format!(" by {by}"));
            let state = task.status.state;
            format!("{} {state}{}", task.id, by.unwrap_or_default())
        };
        self.stage().store.tasks().map(line).collect()
    }

    /// Writes into the store: before anybody leads, what a leader will find.
    fn write(&mut self, words: &[&str]) {
        let store = self.stage.as_ref().map_or(&self.store, |it| &it.store);
        let mut draft = Draft::new(store, Timestamp(0));
        put(&mut draft, words);
        let Some(transaction) = draft.finish() else {
            return;
        };
        match &mut self.stage {
            Some(stage) => stage.commit(&transaction),
            None => {
                self.index += 1;
                self.store.apply(self.index, &transaction);
            }
        }
    }
}

fn put(draft: &mut Draft, words: &[&str]) {
    match words {
        ["node", name, rest @ ..] => {
            let stored = draft.node(&(*name).into()).map(|it| Node::clone(it));
            let mut written = stored.clone().unwrap_or_else(|| node(name));
            rest.iter().for_each(|word| set_node(&mut written, word));
            match stored {
                Some(_) => draft.update_node(written).unwrap(),
                None => draft.create_node(written).unwrap(),
            }
        }
        ["task", name, rest @ ..] => {
            let stored = draft.task(&(*name).into()).map(|it| Task::clone(it));
            let mut written = stored
                .clone()
                .unwrap_or_else(|| task(name, None, Timestamp(0)));
            rest.iter().for_each(|word| set_task(&mut written, word));
            match stored {
                Some(_) => draft.update_task(written).unwrap(),
                None => draft.create_task(written).unwrap(),
            }
        }
        // Twice in one batching window: comes and goes.
        ["remove", "task", name] => draft.remove_task(&(*name).into()).unwrap(),
        ["secret", name, rest @ ..] => put_secret(draft, name, rest),
        ["config", name] => {
            let config = Config {
                id: (*name).into(),
                meta: api::Meta::default(),
                annotations: named(name),
                data: b"data".as_slice().into(),
                templating: None,
            };
            draft.create_config(config).unwrap();
        }
        ["root", text] => {
            let cluster = draft.cluster().map(|it| crate::object::Cluster::clone(it));
            let mut written = cluster.clone().unwrap_or_else(cluster_of_a_script);
            written.root_ca.certificate = (*text).to_owned();
            match cluster {
                Some(_) => draft.update_cluster(written).unwrap(),
                None => draft.create_cluster(written).unwrap(),
            }
        }
        other => panic!("no command is called {other:?}"),
    }
}

fn cluster_of_a_script() -> crate::object::Cluster {
    crate::manager::rig::objects::cluster()
}

fn named(name: &str) -> api::Annotations {
    api::Annotations {
        name: name.to_owned(),
        ..api::Annotations::default()
    }
}

/// `secret s1 [driver=d] [label=x]`
fn put_secret(draft: &mut Draft, name: &str, words: &[&str]) {
    let stored = draft.secret(&name.into()).map(|it| Secret::clone(it));
    let mut written = stored.clone().unwrap_or_else(|| Secret {
        id: name.into(),
        meta: api::Meta::default(),
        annotations: named(name),
        data: b"data".as_slice().into(),
        templating: None,
        driver: None,
    });
    for (key, value) in words.iter().map(|word| pair(word)) {
        match key {
            "driver" => {
                written.driver = Some(api::Driver {
                    name: value.to_owned(),
                    ..api::Driver::default()
                });
            }
            label => {
                let labels = &mut written.annotations.labels;
                labels.insert(label.to_owned(), value.to_owned());
            }
        }
    }
    match stored {
        Some(_) => draft.update_secret(written).unwrap(),
        None => draft.create_secret(written).unwrap(),
    }
}

/// What a driver made is shown, what a person keeps is not.
fn files(files: &Files) -> String {
    let secrets = files.secrets.iter().map(|secret| match &secret.driver {
        Some(_) => format!(
            " +secret {} ({})",
            secret.id,
            String::from_utf8_lossy(&secret.data)
        ),
        None => format!(" +secret {}", secret.id),
    });
    let configs = files.configs.iter().map(|it| format!(" +config {}", it.id));
    let gone = files.removed_secrets.iter();
    let gone = gone.map(|id| format!(" -secret {id}"));
    let gone_configs = files.removed_configs.iter();
    let gone_configs = gone_configs.map(|id| format!(" -config {id}"));
    let all = secrets.chain(configs).chain(gone).chain(gone_configs);
    all.collect()
}

/// Somebody without a certificate calls a swarm of one node.
fn stranger(what: &str) -> String {
    let mut rng = Rng::stream(3, "stranger");
    let mut moment = Moment {
        now: Instant::START,
        wall: Timestamp::from_civil(2026, 11, 20, 0, 0),
    };
    let mut node = crate::Node::start(init(), machine(), rng.split("node"), moment);
    for _ in 0..100 {
        node.take_outputs();
        let Some(at) = node.next_timeout() else {
            break;
        };
        moment.now = at;
        node.on_timeout(moment);
    }
    let session = SessionId::random(&mut rng);
    let request = match what {
        "session" => Request::Session(Box::new(SessionRequest {
            session: None,
            description: NodeDescription::default(),
            address: [10, 0, 0, 9].into(),
        })),
        "heartbeat" => Request::Heartbeat { session },
        "report" => Request::UpdateTaskStatus {
            session,
            updates: Vec::new(),
        },
        "control" => Request::Control(Box::new(crate::ControlRequest::InspectCluster)),
        "join" => Request::JoinRaft {
            address: SocketAddrV4::new([10, 0, 0, 9].into(), 2377),
        },
        other => panic!("a stranger cannot {other}"),
    };
    let call = Call {
        id: RequestId::random(&mut rng),
        certificate: None,
        forwarded_by: None,
        deadline: moment.now + Duration::from_secs(5),
        request,
    };
    let message = crate::Message {
        sent_at: moment.now,
        body: Body::Request(Box::new(call)),
    };
    let from = SocketAddrV4::new([10, 0, 0, 9].into(), 2377);
    node.on_message(from, message, moment);
    let answers = node.take_outputs().into_iter().filter_map(|output| {
        let Output::Send { message, .. } = output else {
            return None;
        };
        let Body::Reply { reply, .. } = message.body else {
            return None;
        };
        Some(match *reply {
            Reply::Failed(error) => error.code.as_str().to_owned(),
            other => format!("{other:?}"),
        })
    });
    answers.collect::<Vec<_>>().join(" ")
}

fn machine() -> Machine {
    Machine {
        address: [10, 0, 0, 1].into(),
        description: NodeDescription::default(),
    }
}

fn init() -> Start {
    Start::Init(Box::new(InitOptions {
        advertise: SocketAddrV4::new([10, 0, 0, 1].into(), 2377),
        availability: Availability::Active,
        spec: api::cluster::SwarmSpec::default(),
        auto_lock_managers: false,
        default_addr_pool: Vec::new(),
        subnet_size: 0,
        data_path_port: 0,
    }))
}
