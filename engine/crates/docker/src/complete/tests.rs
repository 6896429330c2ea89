use api::network::Network;
use api::node::Node;
use api::service::Service;
use api::{container, image};

use super::*;

fn words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    if line.is_empty() || line.ends_with(' ') {
        words.push(String::new());
    }
    words
}

/// The words that can stand next.
fn next(line: &str) -> Vec<String> {
    match complete(&words(line)) {
        Completion::Words(words) => words.into_iter().map(|(word, _)| word).collect(),
        other => panic!("{line}: {other:?}"),
    }
}

/// What is asked of the daemon for the next word.
fn asked(line: &str) -> String {
    match complete(&words(line)) {
        Completion::Live { request, prefix } => {
            let request = format!("{request:?}");
            let name = request.split([' ', '{']).next().unwrap_or_default();
            format!("{name} {prefix}").trim_end().to_owned()
        }
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn commands_complete_with_what_they_do() {
    assert_eq!(next("serv"), ["service"]);
    assert_eq!(next("swarm join"), ["join", "join-token"]);
    assert_eq!(
        next("service "),
        [
            "create", "inspect", "logs", "ls", "ps", "rm", "rollback", "scale", "update"
        ]
    );
    let Completion::Words(all) = complete(&words("")) else {
        panic!("the root has words");
    };
    assert!(all.len() > 50);
    assert!(
        all.iter()
            .all(|(word, about)| !word.is_empty() && !about.is_empty())
    );
}

#[test]
fn aliases_lead_on_but_are_not_offered() {
    assert_eq!(next("service li"), Vec::<String>::new());
    assert_eq!(next("service list --q"), ["--quiet"]);
}

#[test]
fn flags_complete_once_unless_they_are_lists() {
    assert_eq!(next("node ls --f"), ["--filter", "--format"]);
    assert_eq!(next("node ls --quiet --q"), Vec::<String>::new());
    assert_eq!(next("node ls --filter role=worker --fi"), ["--filter"]);
    assert_eq!(
        next("node ls -"),
        ["--filter", "--format", "--quiet", "-f", "-q"]
    );
    assert_eq!(next("--tlsc"), ["--tlscacert", "--tlscert"]);
}

#[test]
fn hidden_flags_stay_hidden() {
    assert_eq!(next("volume ls --cl"), Vec::<String>::new());
    assert_eq!(next("stop --ti"), ["--timeout"]);
}

#[test]
fn values_complete_where_they_can_be_counted() {
    assert_eq!(
        next("node update --availability "),
        ["active", "drain", "pause"]
    );
    assert_eq!(
        next("node update --availability=d"),
        ["--availability=drain"]
    );
    assert_eq!(next("node update --role m"), ["manager"]);
    assert_eq!(
        next("service create --mode "),
        ["global", "global-job", "replicated", "replicated-job"]
    );
    assert_eq!(next("inspect --type no"), ["node"]);
    assert_eq!(next("swarm join-token "), ["manager", "worker"]);
    assert_eq!(next("service ls --format "), Vec::<String>::new());
}

#[test]
fn live_names_are_asked_for() {
    assert_eq!(asked("service update w"), "ServiceList w");
    assert_eq!(asked("service update --replicas 3 "), "ServiceList");
    assert_eq!(asked("service scale w"), "ServiceList w");
    assert_eq!(asked("node inspect "), "NodeList");
    assert_eq!(asked("network rm "), "NetworkList");
    assert_eq!(asked("service create --network fr"), "NetworkList fr");
    assert_eq!(asked("service update --network-add "), "NetworkList");
    assert_eq!(asked("service create ngi"), "ImageList ngi");
    assert_eq!(asked("logs "), "ContainerList");
    assert_eq!(asked("-H tcp://10.0.0.2:2375 service ps "), "ServiceList");
    assert_eq!(asked("service rm web ag"), "ServiceList ag");
}

#[test]
fn words_that_are_too_many_have_no_completion() {
    assert_eq!(next("service update web "), Vec::<String>::new());
    assert_eq!(next("node ls x"), Vec::<String>::new());
}

#[test]
fn files_complete_as_files() {
    assert_eq!(complete(&words("stack deploy -c ")), Completion::File);
    assert_eq!(
        complete(&words("service create --env-file v")),
        Completion::File
    );
    assert_eq!(
        complete(&words("service create nginx --he")),
        Completion::File
    );
    assert_eq!(complete(&words("build ")), Completion::File);
}

#[test]
fn flags_end_where_a_containers_own_command_begins() {
    assert_eq!(complete(&words("service create nginx -")), Completion::File);
    assert_eq!(asked("service rm -- -"), "ServiceList -");
}

fn names(answer: Response, prefix: &str) -> Vec<String> {
    let live = Completion::Live {
        request: Box::new(Request::Info),
        prefix: prefix.to_owned(),
    };
    let words = live.from_answer(&answer).into_iter();
    words.map(|(word, _)| word).collect()
}

#[test]
fn answers_become_names_in_order() {
    let service = |name: &str| {
        let mut service = Service::default();
        service.spec.annotations.name = name.to_owned();
        service
    };
    let services = vec![service("web"), service("agent"), service("worker")];
    assert_eq!(
        names(Response::Services(services.clone()), ""),
        ["agent", "web", "worker"]
    );
    assert_eq!(names(Response::Services(services), "w"), ["web", "worker"]);

    let mut node = Node::default();
    node.description.hostname = "node1".to_owned();
    assert_eq!(names(Response::Nodes(vec![node]), "n"), ["node1"]);

    let network = Network {
        name: "front".to_owned(),
        ..Network::default()
    };
    assert_eq!(names(Response::Networks(vec![network]), ""), ["front"]);

    let container = container::Summary {
        names: vec!["/web.1.abc".to_owned()],
        ..container::Summary::default()
    };
    assert_eq!(
        names(Response::Containers(vec![container]), "web"),
        ["web.1.abc"]
    );

    let image = image::Summary {
        repo_tags: vec!["nginx:alpine".to_owned(), "<none>:<none>".to_owned()],
        ..image::Summary::default()
    };
    assert_eq!(names(Response::Images(vec![image]), ""), ["nginx:alpine"]);
    assert_eq!(names(Response::Done, ""), Vec::<String>::new());
}

#[test]
fn only_live_completions_read_answers() {
    assert_eq!(
        Completion::File.from_answer(&Response::Services(Vec::new())),
        Vec::new()
    );
}
