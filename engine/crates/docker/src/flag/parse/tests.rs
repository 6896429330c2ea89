use super::*;
use crate::command::ROOT;

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn run(text: &str) -> Invocation {
    match resolve(&ROOT, &words(text), &BTreeMap::new()) {
        Ok(Resolved::Run(invocation, _)) => *invocation,
        other => panic!("{text}: {other:?}"),
    }
}

/// The first line of the refusal.
fn refused(text: &str) -> (String, u8) {
    match resolve(&ROOT, &words(text), &BTreeMap::new()) {
        Err(Refused { text, code }) => (text.lines().next().unwrap_or("").to_owned(), code),
        other => panic!("{text}: {other:?}"),
    }
}

fn check_flag_error(text: &str, expected: &str) {
    assert_eq!(refused(text), (expected.to_owned(), 125), "{text}");
}

fn check_words_error(text: &str, expected: &str) {
    assert_eq!(refused(text), (expected.to_owned(), 1), "{text}");
}

#[test]
fn values_stand_behind_a_sign_or_in_the_next_word() {
    for text in [
        "service update --replicas 3 web",
        "service update --replicas=3 web",
        "service update web --replicas 3",
        "service update web --replicas=3",
    ] {
        let invocation = run(text);
        assert_eq!(invocation.given.unsigned("replicas"), Some(3), "{text}");
        assert_eq!(invocation.args, ["web"], "{text}");
    }
}

#[test]
fn short_flags_can_be_bundled() {
    for text in [
        "service create -dt --name web nginx",
        "service create -d -t --name=web nginx",
        "service create -d=true -t nginx --name web",
    ] {
        let given = run(text).given;
        assert!(given.is("detach") && given.is("tty"), "{text}");
    }
    for text in [
        "service ls -qfname=web",
        "service ls -q -f name=web",
        "service ls -qf name=web",
        "service ls -f=name=web -q",
    ] {
        let given = run(text).given;
        assert!(given.is("quiet"), "{text}");
        assert_eq!(given.all("filter"), ["name=web"], "{text}");
    }
}

#[test]
fn a_switch_takes_its_value_only_behind_a_sign() {
    let invocation = run("node ls --quiet=false");
    assert!(invocation.given.changed("quiet") && !invocation.given.is("quiet"));
    check_words_error(
        "node ls --quiet false",
        "docker: 'docker node ls' accepts no arguments",
    );
    check_flag_error(
        "node ls --quiet=maybe",
        "invalid argument \"maybe\" for \"-q, --quiet\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
    );
}

#[test]
fn a_command_line_of_its_own_is_left_alone() {
    let invocation = run("service create --name web nginx sh -c --name=x -- y");
    assert_eq!(invocation.given.text("name"), "web");
    assert_eq!(
        invocation.args,
        ["nginx", "sh", "-c", "--name=x", "--", "y"]
    );
    let invocation = run("service create -- --name");
    assert_eq!(invocation.args, ["--name"]);
}

#[test]
fn two_dashes_end_the_flags() {
    let invocation = run("service rm -- -web");
    assert_eq!(invocation.args, ["-web"]);
}

#[test]
fn the_roots_flags_stand_before_the_command() {
    let invocation = run("-H tcp://10.0.0.2:2375 --debug node ls");
    assert_eq!(invocation.global.last("host"), Some("tcp://10.0.0.2:2375"));
    assert!(invocation.global.is("debug"));
    check_flag_error("node ls -H x", "unknown shorthand flag: 'H' in -H");
    check_flag_error("--nope node ls", "unknown flag: --nope");
}

#[test]
fn aliases_name_the_command_itself() {
    let name = |text: &str| path_name(&run(text).path);
    assert_eq!(name("service list"), "docker service ls");
    assert_eq!(name("service remove web"), "docker service rm");
    assert_eq!(name("container ps"), "docker container ls");
    assert_eq!(name("image list"), "docker image ls");
    assert_eq!(name("stack up web"), "docker stack deploy");
    check_words_error("remove x", "docker: unknown command: docker remove");
}

#[test]
fn flags_that_are_wrong_are_told_with_the_usage() {
    check_flag_error("service ls --nope", "unknown flag: --nope");
    check_flag_error("service ls -z", "unknown shorthand flag: 'z' in -z");
    check_flag_error("service ls -qz", "unknown shorthand flag: 'z' in -z");
    check_flag_error("service ls --filter", "flag needs an argument: --filter");
    check_flag_error("service ls -qf", "flag needs an argument: 'f' in -f");
    check_flag_error("service ls ---x", "bad flag syntax: ---x");
    check_flag_error("service ls --=x", "bad flag syntax: --=x");
    check_flag_error(
        "service ls -f name",
        "invalid argument \"name\" for \"-f, --filter\" flag: bad format of filter (expected name=value)",
    );
    let Err(refused) = resolve(&ROOT, &words("service ls --nope"), &BTreeMap::new()) else {
        panic!("it was not refused");
    };
    assert_eq!(
        refused.text,
        "unknown flag: --nope\n\nUsage:  docker service ls [OPTIONS]\n\nRun 'docker service ls --help' for more information"
    );
}

#[test]
fn commands_that_are_none_are_told() {
    check_words_error("foo", "docker: unknown command: docker foo");
    check_words_error("service foo", "docker: unknown command: docker service foo");
    check_words_error("compose up", "docker: unknown command: docker compose");
}

#[test]
fn the_number_of_words_is_checked() {
    check_words_error(
        "swarm init x",
        "docker: 'docker swarm init' accepts no arguments",
    );
    check_words_error(
        "swarm join",
        "docker: 'docker swarm join' requires 1 argument",
    );
    check_words_error(
        "node rm",
        "docker: 'docker node rm' requires at least 1 argument",
    );
    check_words_error(
        "images a b",
        "docker: 'docker images' requires at most 1 argument",
    );
    check_words_error("tag a", "docker: 'docker tag' requires 2 arguments");
    check_words_error(
        "port",
        "docker: 'docker port' requires at least 1 and at most 2 arguments",
    );
}

#[test]
fn help_wins_over_everything_else() {
    for text in [
        "node ls --help",
        "node ls extra --help",
        "--help",
        "node -h",
    ] {
        let resolved = resolve(&ROOT, &words(text), &BTreeMap::new());
        assert!(
            matches!(resolved, Ok(Resolved::Help(..))),
            "{text}: {resolved:?}"
        );
    }
    let Ok(Resolved::Help(_, notes)) = resolve(&ROOT, &words("node ls -h"), &BTreeMap::new())
    else {
        panic!("it shows no help");
    };
    assert_eq!(notes, ["Flag shorthand -h has been deprecated, use --help"]);
}

#[test]
fn a_letter_that_a_flag_took_is_no_help() {
    let invocation = run("run -h web nginx");
    assert_eq!(invocation.given.last("hostname"), Some("web"));
}

#[test]
fn an_old_name_works_with_a_note() {
    let Ok(Resolved::Run(_, notes)) = resolve(&ROOT, &words("stop --time 3 web"), &BTreeMap::new())
    else {
        panic!("it does not run");
    };
    assert_eq!(
        notes,
        ["Flag --time has been deprecated, use --timeout instead"]
    );
}

#[test]
fn the_last_of_several_values_counts_and_lists_keep_all() {
    let given = run("service create --name a --name b -e A=1 --env B=2 nginx").given;
    assert_eq!(given.last("name"), Some("b"));
    assert_eq!(given.all("env"), ["A=1", "B=2"]);
    assert_eq!(given.text("mode"), "replicated");
    assert!(!given.changed("mode"));
    assert_eq!(given.integer("limit-pids"), None);
}

#[test]
fn the_version_is_shown_before_anything_else() {
    for text in ["--version", "-v"] {
        let resolved = resolve(&ROOT, &words(text), &BTreeMap::new());
        assert!(matches!(resolved, Ok(Resolved::Version)), "{text}");
    }
}
