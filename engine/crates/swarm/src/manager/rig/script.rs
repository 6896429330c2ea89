//! Runs the scripts of `testdata/parts`: blocks of commands, `----`, and what they print.
//!
//! `case` begins a new world. After a change of behaviour, `cargo test -p swarm -- --ignored
//! rewrite_scripts` writes what is printed now into the files; read the difference.

use std::path::PathBuf;

use api::Version;
use api::service::{JobStatus, Mode, UpdateState, UpdateStatus};

use super::objects::{
    cluster, duration, network, node, pair, service, set_behaviour, set_network, set_node,
    set_service, set_task, task,
};
use super::{PARTS, Rig};
use crate::constraint;
use crate::manager::ca::root::new_root;
use crate::object::{Cluster, Network, Node, Service, Task};
use crate::testing::{Player, assert_same, replay};

macro_rules! scripts {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let path = path(stringify!($name));
                let text = std::fs::read_to_string(&path).expect("the script is there");
                assert_same(&path, &text, &replay(&text, Rig::new(1)));
            }
        )*

        #[test]
        #[ignore = "writes into testdata"]
        fn rewrite_scripts() {
            for name in [$(stringify!($name)),*] {
                let text = std::fs::read_to_string(path(name)).expect("the script is there");
                let replayed = replay(&text, Rig::new(1));
                std::fs::write(path(name), replayed).expect("testdata can be written");
            }
        }
    };
}

scripts!(
    allocator,
    constraint,
    constraint_enforcer,
    control_api,
    global,
    jobs,
    replicated,
    restart,
    scheduler,
    task_reaper,
    update,
    volume,
);

fn path(name: &str) -> PathBuf {
    let crate_folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    crate_folder
        .join("testdata/parts")
        .join(format!("{name}.txt"))
}

impl Player for Rig {
    fn command(&mut self, line: &str) -> Vec<String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some((verb, words)) = words.split_first() else {
            return Vec::new();
        };
        match *verb {
            "case" => self.begin(),
            "parts" if words == ["all"] => self.resume(&PARTS[1..]),
            "parts" => self.resume(words),
            "run" => return self.run_traced(words[0]),
            "trace" => self.trace = (words[0] == "on").then(Vec::new),
            "show" => return self.show(words[0], words.get(1).unwrap_or(&"")),
            "image" => self.image(words),
            "ask" => return self.ask(words),
            "look" => self.look(words[0]),
            "members" => self.set_members(words),
            "matches" => return self.matches(line),
            _ => self.write_command(verb, words),
        }
        Vec::new()
    }
}

impl Rig {
    fn begin(&mut self) {
        *self = Rig::new(1);
        let mut cluster = cluster();
        cluster.root_ca = new_root(&mut self.rng.clone(), self.moment().wall);
        self.write(|draft| draft.create_cluster(cluster).expect("a new store"));
    }

    fn run_traced(&mut self, time: &str) -> Vec<String> {
        self.run(duration(time));
        self.trace.as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn show(&mut self, what: &str, name: &str) -> Vec<String> {
        match what {
            "tasks" => self.show_tasks(name),
            "spread" => self.show_spread(name),
            "levels" => self.show_levels(name),
            "networks" => self.show_networks(),
            "update" => self.show_update(name),
            "drivers" => self.show_drivers(),
            "addresses" => self.show_addresses(),
            "dirty" => self.show_dirty(name),
            "waiting" => self.show_waiting(),
            "statuses" => self.show_statuses(),
            "job" => self.show_job(name),
            "spec" => self.show_spec(name),
            "tokens" => self.show_tokens(),
            "blacklist" => self.show_blacklist(),
            "commits" => self.show_commits(),
            other => panic!("nothing is called {other}"),
        }
    }

    /// `matches node.role==manager && …`: the nodes that satisfy all, or what is wrong.
    fn matches(&self, line: &str) -> Vec<String> {
        let text = line.strip_prefix("matches ").unwrap_or_default();
        let expressions: Vec<String> = text.split(" && ").map(str::to_owned).collect();
        let constraints = match constraint::parse(&expressions) {
            Ok(constraints) => constraints,
            Err(error) => return vec![error.to_string()],
        };
        let nodes = self.store.nodes();
        let nodes = nodes.filter(|node| constraint::all_match(&constraints, node));
        let nodes: Vec<&str> = nodes.map(|node| node.id.as_str()).collect();
        vec![if nodes.is_empty() {
            "nobody".to_owned()
        } else {
            nodes.join(" ")
        }]
    }

    fn image(&mut self, words: &[&str]) {
        let image = words[0].to_owned();
        let behaviour = self.agents.images.entry(image).or_default();
        *behaviour = Default::default();
        for word in &words[1..] {
            set_behaviour(behaviour, word);
        }
    }

    fn write_command(&mut self, verb: &str, words: &[&str]) {
        match verb {
            "node" => self.put_nodes(words),
            "service" => self.create_service(words),
            "update" => self.update_service(words),
            "rollback" => self.roll_back(words[0]),
            "task" => self.put_task(words[0], &words[1..]),
            "tasks" => self.put_tasks(words),
            "network" => self.put_network(words),
            "cluster" => self.put_cluster(words),
            "volume" => self.put_volume(words),
            "remove" => self.remove(words[0], words[1]),
            other => panic!("no command is called {other}"),
        }
    }

    /// `node n1 n2 state=down`: makes or changes them, in one commit.
    fn put_nodes(&mut self, words: &[&str]) {
        let is_name = |word: &&&str| !word.contains('=') && **word != "bare";
        let names: Vec<&str> = words.iter().take_while(is_name).copied().collect();
        self.write(|draft| {
            for name in &names {
                let stored = draft.node(&(*name).into()).map(|it| Node::clone(it));
                let mut node = stored.clone().unwrap_or_else(|| node(name));
                for word in &words[names.len()..] {
                    set_node(&mut node, word);
                }
                let written = match stored {
                    Some(_) => draft.update_node(node),
                    None => draft.create_node(node),
                };
                written.expect("a node");
            }
        });
    }

    fn create_service(&mut self, words: &[&str]) {
        let mut service = service(words[0]);
        for word in &words[1..] {
            set_service(&mut service.spec, word);
        }
        if is_job(&service) {
            let last_execution = self.moment().wall;
            service.job_status = Some(JobStatus {
                job_iteration: Version::default(),
                last_execution,
            });
        }
        self.write(|draft| draft.create_service(service).expect("a new service"));
    }

    fn stored_service(&self, name: &str) -> Service {
        let service = self
            .store
            .service(&name.into())
            .expect("the service is there");
        Service::clone(service)
    }

    /// As the control API does it (SWARMKIT 12.2).
    fn update_service(&mut self, words: &[&str]) {
        let mut service = self.stored_service(words[0]);
        service.previous_spec = Some(Box::new(service.spec.clone()));
        service.previous_spec_version = Some(service.spec_version);
        service.spec_version = service.meta.version;
        service.update_status = None;
        for word in &words[1..] {
            set_service(&mut service.spec, word);
        }
        if let Some(status) = &mut service.job_status {
            status.job_iteration.index += 1;
        }
        self.write(|draft| draft.update_service(service).expect("the service"));
    }

    fn roll_back(&mut self, name: &str) {
        let mut service = self.stored_service(name);
        let previous = service.previous_spec.take().expect("a previous spec");
        let replaced = std::mem::replace(&mut service.spec, *previous);
        service.previous_spec = Some(Box::new(replaced));
        let version = service.previous_spec_version.unwrap_or_default();
        service.previous_spec_version = Some(service.spec_version);
        service.spec_version = version;
        service.update_status = Some(UpdateStatus {
            state: UpdateState::RollbackStarted,
            started_at: Some(self.moment().wall),
            completed_at: None,
            message: "manually requested rollback".to_owned(),
        });
        self.write(|draft| draft.update_service(service).expect("the service"));
    }

    /// `tasks a 18 service=web`: `a01` to `a18`, in one commit.
    fn put_tasks(&mut self, words: &[&str]) {
        let count: usize = words[1].parse().expect("a number of tasks");
        let tasks: Vec<Task> = (1..=count)
            .map(|number| self.task_from(&format!("{}{number:02}", words[0]), &words[2..]))
            .collect();
        self.write(|draft| {
            for task in tasks {
                draft.create_task(task).expect("a new task");
            }
        });
    }

    fn put_task(&mut self, id: &str, words: &[&str]) {
        let is_there = self.store.task(&id.into()).is_some();
        let task = self.task_from(id, words);
        self.write(|draft| {
            let written = if is_there {
                draft.update_task(task)
            } else {
                draft.create_task(task)
            };
            written.expect("a task");
        });
    }

    fn task_from(&self, id: &str, words: &[&str]) -> Task {
        let named = words.iter().map(|word| pair(word));
        let service = named.clone().find(|(key, _)| *key == "service");
        let service = service.map(|(_, name)| self.stored_service(name));
        let age = named.clone().find(|(key, _)| *key == "age");
        let age = age.map_or(0, |(_, age)| duration(age).as_nanos() as i64);
        let mut now = self.moment().wall;
        now.0 -= age;
        let stored = self.store.task(&id.into());
        let mut task = match stored {
            Some(stored) => Task::clone(stored),
            None => task(id, service.as_ref(), now),
        };
        task.status.timestamp = now;
        if let Some((_, ago)) = named.clone().find(|(key, _)| *key == "applied") {
            let mut at = self.moment().wall;
            at.0 -= duration(ago).as_nanos() as i64;
            task.applied = Some(("leader".into(), at));
        }
        for word in words {
            if !matches!(pair(word).0, "service" | "age" | "applied") {
                set_task(&mut task, word);
            }
        }
        task
    }

    fn put_network(&mut self, words: &[&str]) {
        let mut network: Network = network(words[0]);
        for word in &words[1..] {
            set_network(&mut network, word);
        }
        self.write(|draft| draft.create_network(network).expect("a new network"));
    }

    /// `cluster history=2 log-driver=json-file pool=10.20.0.0/16 size=26`
    fn put_cluster(&mut self, words: &[&str]) {
        let stored = self.store.cluster().expect("a cluster");
        let mut cluster = Cluster::clone(stored);
        for (key, value) in words.iter().map(|word| pair(word)) {
            match key {
                "history" => {
                    let limit = value.parse().expect("a number");
                    cluster.spec.orchestration.task_history_retention_limit = Some(limit);
                }
                "log-driver" => {
                    let driver = cluster
                        .spec
                        .task_defaults
                        .log_driver
                        .get_or_insert_default();
                    driver.name = value.to_owned();
                }
                "pool" => cluster.default_addr_pool.push(value.to_owned()),
                "size" => cluster.subnet_size = value.parse().expect("a number"),
                other => panic!("a cluster has no {other}"),
            }
        }
        self.write(|draft| draft.update_cluster(cluster).expect("the cluster"));
    }

    fn remove(&mut self, kind: &str, name: &str) {
        self.write(|draft| {
            let removed = match kind {
                "node" => draft.remove_node(&name.into()),
                "service" => draft.remove_service(&name.into()),
                "task" => draft.remove_task(&name.into()),
                "network" => draft.remove_network(&name.into()),
                other => panic!("no kind is called {other}"),
            };
            removed.expect("it is there");
        });
    }
}

fn is_job(service: &Service) -> bool {
    match service.spec.mode.kind() {
        Mode::ReplicatedJob { .. } | Mode::GlobalJob => true,
        Mode::Replicated { .. } | Mode::Global => false,
    }
}
