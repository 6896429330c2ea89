//! A person at the keyboard of a script: `ask create web image=nginx`, answered by the real
//! control API. Prints what the person is told, with names in place of ids.

use api::cluster::Rotate;
use api::config::ConfigSpec;
use api::network::NetworkSpec;
use api::node::{Availability, NodeRole};
use api::secret::SecretSpec;
use api::{Annotations, Driver, Filters, Version};

use super::Rig;
use super::objects::{network, pair, service, set_network};
use super::wish::set_wish;
use crate::manager::control_api::{Call, Demand, Handled, RaftMember, handle};
use crate::node::{ControlError, ControlRequest, ControlResponse};
use crate::object::{Network, Node, Secret, Service};

impl Rig {
    /// `ask VERB NAME [WORD…]`
    pub(super) fn ask(&mut self, words: &[&str]) -> Vec<String> {
        let request = match words {
            ["create", name, rest @ ..] => self.wish_service(name, rest),
            ["update", name, rest @ ..] => self.wish_update(name, rest, false),
            ["rollback", name, rest @ ..] => self.wish_update(name, rest, true),
            ["node", name, rest @ ..] => self.wish_node(name, rest),
            ["network", name, rest @ ..] => wish_network(name, rest),
            ["secret", name, rest @ ..] => wish_secret(name, rest),
            ["config", name, rest @ ..] => wish_config(name, rest),
            ["label-secret", name, rest @ ..] => self.wish_secret_update(name, rest),
            ["rotate", token] => self.wish_rotate(token),
            ["remove", kind, name, rest @ ..] => wish_removal(kind, name, rest),
            other => panic!("nobody asks {other:?}"),
        };
        let answer = match self.answer(&request) {
            Ok(_) => "done".to_owned(),
            Err(error) => self.with_names(&error.message),
        };
        vec![answer]
    }

    /// Asks and commits at once.
    fn answer(&mut self, request: &ControlRequest) -> Result<ControlResponse, ControlError> {
        let moment = self.moment();
        let mut call = Call {
            store: &self.store,
            raft: &self.raft,
            rng: &mut self.rng,
            moment,
        };
        match handle(request, &mut call) {
            Handled::Answer(answer) => answer,
            Handled::Propose { transaction, then } => {
                self.commit(&transaction);
                Ok(then)
            }
            Handled::Demand(Demand::RotateRoot { .. } | Demand::Logs) => {
                panic!("a script has no such part")
            }
        }
    }

    /// Ids are made by chance: whoever reads a script wants names.
    fn with_names(&self, message: &str) -> String {
        let mut text = message.to_owned();
        for service in self.store.services() {
            let name = format!("<{}>", service.spec.annotations.name);
            text = text.replace(service.id.as_str(), &name);
        }
        for network in self.store.networks() {
            let name = format!("<{}>", network.spec.annotations.name);
            if network.id.as_str() != network.spec.annotations.name {
                text = text.replace(network.id.as_str(), &name);
            }
        }
        text
    }

    /// The service of this name, as it is stored.
    pub(super) fn named_service(&self, name: &str) -> Service {
        let service = self.store.service_by_name(name);
        Service::clone(service.unwrap_or_else(|| panic!("no service is called {name}")))
    }

    fn wish_service(&self, name: &str, words: &[&str]) -> ControlRequest {
        let mut spec = service(name).spec;
        for word in words {
            self.set_wish(&mut spec, word);
        }
        let spec = Box::new(spec);
        ControlRequest::CreateService { spec }
    }

    fn set_wish(&self, spec: &mut api::service::ServiceSpec, word: &str) {
        set_wish(spec, word, &self.store);
    }

    /// `as-seen` uses the version the person has `look`ed at last, `version=7` any other.
    fn wish_update(&self, name: &str, words: &[&str], rollback: bool) -> ControlRequest {
        let service = self.store.service_by_name(name);
        let Some(service) = service.map(|it| Service::clone(it)) else {
            let (id, spec) = (name.into(), Box::new(service_without_id(name)));
            let version = Version::default();
            return ControlRequest::UpdateService {
                id,
                version,
                spec,
                rollback,
            };
        };
        let (mut version, mut spec) = (service.meta.version, service.spec);
        for word in words {
            match pair(word) {
                ("as-seen", _) => version = self.seen_versions[name],
                ("version", index) => version.index = index.parse().expect("a number"),
                _ => self.set_wish(&mut spec, word),
            }
        }
        ControlRequest::UpdateService {
            id: service.id,
            version,
            spec: Box::new(spec),
            rollback,
        }
    }

    /// `look web`: the person reads a service and will write what they read.
    pub(super) fn look(&mut self, name: &str) {
        let version = self.named_service(name).meta.version;
        self.seen_versions.insert(name.to_owned(), version);
    }

    fn wish_node(&self, name: &str, words: &[&str]) -> ControlRequest {
        let node = self.store.node(&name.into()).expect("the node is there");
        let mut spec = Node::clone(node).spec;
        for (key, value) in words.iter().map(|word| pair(word)) {
            match key {
                "role" => spec.role = NodeRole::from_word(value).expect("a role"),
                "availability" => {
                    spec.availability = Availability::from_word(value).expect("an availability");
                }
                other => panic!("nobody changes a node's {other}"),
            }
        }
        ControlRequest::UpdateNode {
            id: node.id.clone(),
            version: node.meta.version,
            spec,
        }
    }

    fn wish_secret_update(&self, name: &str, words: &[&str]) -> ControlRequest {
        let secret = self.store.secrets().find(|it| it.annotations.name == name);
        let secret = Secret::clone(secret.expect("the secret is there"));
        let mut annotations = secret.annotations;
        let mut data = secret.data;
        for (key, value) in words.iter().map(|word| pair(word)) {
            match key {
                "data" => data = value.as_bytes().into(),
                "name" => annotations.name = value.to_owned(),
                label => {
                    annotations
                        .labels
                        .insert(label.to_owned(), value.to_owned());
                }
            }
        }
        let spec = Box::new(SecretSpec {
            annotations,
            data,
            ..SecretSpec::default()
        });
        ControlRequest::UpdateSecret {
            id: secret.id,
            version: secret.meta.version,
            spec,
        }
    }

    fn wish_rotate(&self, token: &str) -> ControlRequest {
        let cluster = self.store.cluster().expect("a cluster");
        let rotate = Rotate {
            worker_token: token == "worker",
            manager_token: token == "manager",
            unlock_key: token == "unlock-key",
        };
        ControlRequest::UpdateCluster {
            version: cluster.meta.version,
            spec: Box::new(cluster.spec.clone()),
            rotate,
        }
    }

    /// `members n1 n2 unreachable=n3`: who is in the Raft group; the first one leads.
    pub(super) fn set_members(&mut self, words: &[&str]) {
        let member = |(place, word): (usize, &&str)| {
            let (key, value) = pair(word);
            let is_reachable = key != "unreachable";
            let name = if is_reachable { key } else { value };
            RaftMember {
                node_id: name.into(),
                addr: std::net::SocketAddrV4::new([10, 0, 0, place as u8 + 1].into(), 2377),
                is_reachable,
                is_leader: place == 0,
            }
        };
        self.raft.members = words.iter().enumerate().map(member).collect();
    }

    /// `show statuses`: the counts of `docker service ls`; completed ones of jobs.
    pub(super) fn show_statuses(&mut self) -> Vec<String> {
        let request = ControlRequest::ListServices {
            filters: Filters::new(),
            status: true,
        };
        let Ok(ControlResponse::Services(services)) = self.answer(&request) else {
            panic!("a list of services");
        };
        let mut lines: Vec<String> = services
            .iter()
            .map(|service| {
                let status = service.service_status.as_ref().expect("asked for");
                let (running, desired) = (status.running_tasks, status.desired_tasks);
                let name = &service.spec.annotations.name;
                match status.completed_tasks {
                    0 => format!("{name} {running}/{desired}"),
                    done => format!("{name} {running}/{desired} ({done} completed)"),
                }
            })
            .collect();
        lines.sort();
        lines
    }

    /// `show job NAME`: which run it is, and when it was asked for.
    pub(super) fn show_job(&self, name: &str) -> Vec<String> {
        let service = self.named_service(name);
        let job = service.job_status.expect("a job");
        let asked = job.last_execution.0 - super::start().0;
        let secs = asked / 1_000_000_000;
        vec![format!(
            "run {} asked for at {secs} s",
            job.job_iteration.index
        )]
    }

    /// `show spec NAME`: the image now and before, as far as they show what a rollback does.
    pub(super) fn show_spec(&self, name: &str) -> Vec<String> {
        let service = self.named_service(name);
        let image = |spec: &api::service::ServiceSpec| {
            let container = spec.task_template.container_spec.as_ref();
            container.map_or(String::new(), |it| it.image.clone())
        };
        let before = service.previous_spec.as_ref();
        let before = before.map_or("nothing".to_owned(), |it| image(it));
        vec![format!("{} before {before}", image(&service.spec))]
    }

    /// `show tokens`: each part that differs has a letter or number of its own.
    pub(super) fn show_tokens(&mut self) -> Vec<String> {
        let cluster = self.store.cluster().expect("a cluster").clone();
        let tokens = &cluster.root_ca.join_tokens;
        let mut line = |role: &str, token: &str| {
            let mut parts = token.split('-').skip(2);
            let mut name = |kind: &str| {
                let part = parts.next().expect("four parts").to_owned();
                let count = self.parts_of_tokens.len() + 1;
                let named = self.parts_of_tokens.entry(part);
                named.or_insert_with(|| format!("{kind}{count}")).clone()
            };
            format!("{role} {} {}", name("digest"), name("secret"))
        };
        vec![
            line("worker", &tokens.worker),
            line("manager", &tokens.manager),
        ]
    }

    /// `show blacklist`: nodes whose certificates are refused.
    pub(super) fn show_blacklist(&self) -> Vec<String> {
        let cluster = self.store.cluster().expect("a cluster");
        let nodes = cluster.blacklisted.iter().map(|(id, _)| id.to_string());
        vec![format!("refused: {}", nodes.collect::<Vec<_>>().join(" "))]
    }

    /// `show commits`: how many writes each had, since this was asked last.
    pub(super) fn show_commits(&mut self) -> Vec<String> {
        let sizes = std::mem::take(&mut self.commits);
        let sizes = sizes.iter().map(usize::to_string);
        vec![sizes.collect::<Vec<_>>().join(" ")]
    }
}

fn service_without_id(name: &str) -> api::service::ServiceSpec {
    let mut spec = service(name).spec;
    spec.task_template.container_spec = Some(Default::default());
    spec
}

fn named(name: &str) -> Annotations {
    Annotations {
        name: name.to_owned(),
        ..Annotations::default()
    }
}

fn wish_network(name: &str, words: &[&str]) -> ControlRequest {
    let mut wished: Network = network(name);
    let overlay = Driver {
        name: "overlay".to_owned(),
        ..Driver::default()
    };
    wished.spec.driver_configuration = Some(overlay);
    for word in words {
        match pair(word) {
            ("attachable", _) => wished.spec.attachable = true,
            ("label", value) => {
                let labels = &mut wished.spec.annotations.labels;
                labels.insert(value.to_owned(), String::new());
            }
            _ => set_network(&mut wished, word),
        }
    }
    let spec: Box<NetworkSpec> = Box::new(wished.spec);
    ControlRequest::CreateNetwork { spec }
}

/// `data=x`, `bytes=N`, `driver=NAME`.
fn wish_secret(name: &str, words: &[&str]) -> ControlRequest {
    let mut spec = SecretSpec {
        annotations: named(name),
        ..SecretSpec::default()
    };
    for (key, value) in words.iter().map(|word| pair(word)) {
        match key {
            "data" => spec.data = value.as_bytes().into(),
            "bytes" => spec.data = vec![b'x'; value.parse().expect("a number")].into(),
            "driver" => {
                spec.driver = Some(Driver {
                    name: value.to_owned(),
                    ..Driver::default()
                });
            }
            other => panic!("a secret has no {other}"),
        }
    }
    let spec = Box::new(spec);
    ControlRequest::CreateSecret { spec }
}

fn wish_config(name: &str, words: &[&str]) -> ControlRequest {
    let mut spec = ConfigSpec {
        annotations: named(name),
        ..ConfigSpec::default()
    };
    for (key, value) in words.iter().map(|word| pair(word)) {
        match key {
            "data" => spec.data = value.as_bytes().into(),
            "bytes" => spec.data = vec![b'x'; value.parse().expect("a number")].into(),
            other => panic!("a config has no {other}"),
        }
    }
    let spec = Box::new(spec);
    ControlRequest::CreateConfig { spec }
}

fn wish_removal(kind: &str, name: &str, words: &[&str]) -> ControlRequest {
    let name = name.to_owned();
    match kind {
        "service" => ControlRequest::RemoveService { name },
        "network" => ControlRequest::RemoveNetwork { name },
        "secret" => ControlRequest::RemoveSecret { name },
        "config" => ControlRequest::RemoveConfig { name },
        "node" => ControlRequest::RemoveNode {
            name,
            force: words == ["force"],
        },
        other => panic!("nobody removes a {other}"),
    }
}
