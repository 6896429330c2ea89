//! The commands of a script, and what they say.

use raft::{ConfChange, ConfState, Config, Index, Persisted, Raft, RaftId, Role};

use crate::group::{Group, Letter, Member, State, Word, config};

#[derive(Default)]
pub struct Stage {
    group: Group,
    /// Who was there before the first entry.
    founders: ConfState,
    /// Set by `knobs`, for members made after it.
    knobs: Vec<(String, u64)>,
}

/// A command line, word by word.
struct Words<'a> {
    line: &'a str,
    words: std::iter::Peekable<std::str::SplitWhitespace<'a>>,
}

impl<'a> Words<'a> {
    fn of(line: &'a str) -> Words<'a> {
        Words {
            line,
            words: line.split_whitespace().peekable(),
        }
    }

    fn word(&mut self) -> &'a str {
        let word = self.words.next();
        word.unwrap_or_else(|| panic!("`{}` lacks a word", self.line))
    }

    fn number(&mut self) -> u64 {
        let word = self.word();
        let number = word.parse();
        number.unwrap_or_else(|_| panic!("`{}`: {word} is not a number", self.line))
    }

    fn id(&mut self) -> RaftId {
        RaftId(self.number())
    }

    fn number_or(&mut self, default: u64) -> u64 {
        match self.words.peek().is_some() {
            true => self.number(),
            false => default,
        }
    }

    fn rest(&mut self) -> Vec<&'a str> {
        self.words.by_ref().collect()
    }

    fn ids(&mut self) -> Vec<RaftId> {
        let mut ids = Vec::new();
        while self.words.peek().is_some() {
            ids.push(self.id());
        }
        ids
    }
}

impl Stage {
    /// Does what a line says and tells what was seen.
    pub fn run(&mut self, line: &str) -> Vec<String> {
        let mut words = Words::of(line);
        let mut told = match words.word() {
            "knobs" => self.set_knobs(&words.rest()),
            "group" => self.make_group(words.number()),
            "bootstrap" => self.bootstrap(words.id()),
            "join" => self.join(words.id()),
            "force-new-cluster" => self.force_new_cluster(words.id()),
            "stop" => self.quietly(|group| group.stop(words.id())),
            "start" => self.quietly(|group| group.start(words.id())),
            "wipe" => self.wipe(words.id()),
            "cut" => self.quietly(|group| group.part(&words.ids())),
            "mend" => self.quietly(|group| group.cut.clear()),
            "timeout" => self.on(&mut words, |member, words| {
                member.set_election_timeout(words.number() as u32);
            }),
            "tick" => self.tick(&mut words),
            "pass" => self.quietly(|group| group.pass(words.number() as u32)),
            "campaign" => self.on(&mut words, |member, _| member.campaign()),
            "elect" => self.elect(words.number()),
            "lapse" => self.lapse(&words.ids()),
            "propose" => self.propose(&mut words),
            "add" => self.change(&mut words, |id| {
                let context = Vec::new();
                ConfChange::AddVoter { id, context }
            }),
            "add-learner" => self.change(&mut words, |id| {
                let context = Vec::new();
                ConfChange::AddLearner { id, context }
            }),
            "remove" => self.change(&mut words, |id| ConfChange::RemoveNode { id }),
            "transfer" => self.on(&mut words, |member, words| {
                member.transfer_leader(words.id());
            }),
            "unreachable" => self.on(&mut words, |member, words| {
                member.report_unreachable(words.id());
            }),
            "snapshot-sent" => self.on(&mut words, |member, words| {
                member.report_snapshot(words.id(), true);
            }),
            "snapshot-lost" => self.on(&mut words, |member, words| {
                member.report_snapshot(words.id(), false);
            }),
            "compact" => self.compact(&mut words),
            "deliver" => self.deliver(&words.rest()),
            "drop" => self.drop_letters(&words.rest()),
            "double" => self.double(&words.rest()),
            "reverse" => self.quietly(|group| group.wire.reverse()),
            "stabilize" => self.stabilize(),
            "settle" => self.quietly(Group::settle),
            "wire" => self.group.wire.iter().map(Letter::to_string).collect(),
            "status" => self.status(),
            "log" => self.log(words.id()),
            "progress" => self.progress(words.id()),
            "state" => vec![format!("{:?}", self.group.machine(words.id()).state)],
            "expect-silence" => self.expect_silence(),
            other => panic!("no such command: {other}"),
        };
        told.extend(self.sights(""));
        told
    }

    fn sights(&mut self, indent: &str) -> Vec<String> {
        let sights = self.group.take_sights();
        let words = sights
            .iter()
            .map(|(id, sight)| format!("{indent}{id} {sight}"));
        words.collect()
    }

    fn quietly(&mut self, act: impl FnOnce(&mut Group)) -> Vec<String> {
        act(&mut self.group);
        Vec::new()
    }

    fn on(&mut self, words: &mut Words, act: impl FnOnce(&mut Member, &mut Words)) -> Vec<String> {
        let id = words.id();
        self.group.with(id, |member| act(member, words));
        Vec::new()
    }

    fn set_knobs(&mut self, knobs: &[&str]) -> Vec<String> {
        for knob in knobs {
            let (name, value) = knob.split_once('=').expect("a knob is name=value");
            let value = value.parse().expect("a knob's value is a number");
            self.knobs.push((name.to_string(), value));
        }
        Vec::new()
    }

    fn config(&self, id: u64) -> Config {
        let mut config = config(id);
        for (name, value) in &self.knobs {
            match name.as_str() {
                "max-size" => config.max_size_per_msg = *value,
                "window" => config.max_inflight = *value as usize,
                "check-quorum" => config.check_quorum = *value != 0,
                "step-down" => config.step_down_on_removal = *value != 0,
                other => panic!("no such knob: {other}"),
            }
        }
        config
    }

    fn make_group(&mut self, count: u64) -> Vec<String> {
        let configs = (1..=count).map(|id| self.config(id)).collect();
        self.group = Group::of_configs(configs);
        self.founders = ConfState::of_voters((1..=count).map(RaftId));
        Vec::new()
    }

    fn bootstrap(&mut self, id: RaftId) -> Vec<String> {
        let disk = Persisted::bootstrap(id, Vec::new());
        self.group.add(self.config(id.0), disk);
        Vec::new()
    }

    fn join(&mut self, id: RaftId) -> Vec<String> {
        self.group.add(self.config(id.0), self.empty_disk());
        Vec::new()
    }

    fn empty_disk(&self) -> Persisted<Word, State> {
        Persisted {
            conf: self.founders.clone(),
            ..Persisted::default()
        }
    }

    fn wipe(&mut self, id: RaftId) -> Vec<String> {
        self.group.machine(id).disk = self.empty_disk();
        self.group.start(id);
        Vec::new()
    }

    fn force_new_cluster(&mut self, id: RaftId) -> Vec<String> {
        let machine = self.group.machine(id);
        let disk = std::mem::take(&mut machine.disk);
        machine.disk = disk.force_new_cluster(id, Vec::new());
        self.group.start(id);
        Vec::new()
    }

    fn tick(&mut self, words: &mut Words) -> Vec<String> {
        let id = words.id();
        self.group.tick(id, words.number_or(1) as u32);
        Vec::new()
    }

    fn elect(&mut self, id: u64) -> Vec<String> {
        self.group.elect(id);
        self.group.take_sights();
        vec![format!("{id} {}", status_of(self.group.member(id)))]
    }

    /// Time passes until a lease is over, but nobody campaigns.
    fn lapse(&mut self, ids: &[RaftId]) -> Vec<String> {
        for id in ids {
            self.group
                .with(*id, |member| member.set_election_timeout(19));
            self.group.tick(*id, member_ticks());
        }
        Vec::new()
    }

    fn propose(&mut self, words: &mut Words) -> Vec<String> {
        let id = words.id();
        let mut told = Vec::new();
        for word in words.rest() {
            let word = Word(word.to_string());
            if let Err(error) = self.group.with(id, |member| member.propose(word)) {
                told.push(format!("{id} {error}: {error:?}"));
            }
        }
        told
    }

    fn change(
        &mut self,
        words: &mut Words,
        change: impl FnOnce(RaftId) -> ConfChange,
    ) -> Vec<String> {
        let (id, change) = (words.id(), change(words.id()));
        match self.group.with(id, |member| member.propose_change(change)) {
            Ok(index) => {
                let entry = self.group.member(id.0).log().entry(index);
                vec![format!(
                    "{id} writes {}",
                    entry.expect("it was just written")
                )]
            }
            Err(error) => vec![format!("{id} {error}: {error:?}")],
        }
    }

    fn compact(&mut self, words: &mut Words) -> Vec<String> {
        let (id, kept) = (words.id(), words.number_or(0));
        let machine = self.group.machine(id);
        let member = machine.member.as_mut().expect("it is on");
        let snapshot = member.snapshot_of(machine.state.clone());
        let upto = Index(snapshot.index.0.saturating_sub(kept));
        let told = format!("{id} has snapshot {}", snapshot.position());
        machine.disk.compact(snapshot.clone());
        member.compact(upto, snapshot);
        vec![told]
    }

    /// Delivers what is on the wire now, not what is answered: all of it, or
    /// what matches (`1->2`, a kind, or both).
    fn deliver(&mut self, filter: &[&str]) -> Vec<String> {
        let waiting = std::mem::take(&mut self.group.wire);
        let (chosen, kept): (Vec<Letter>, _) = waiting
            .into_iter()
            .partition(|letter| matches(letter, filter));
        let told = chosen
            .into_iter()
            .flat_map(|letter| self.deliver_one(letter))
            .collect();
        // What waited longer stays ahead of the answers.
        self.group.wire.splice(0..0, kept);
        told
    }

    fn deliver_one(&mut self, letter: Letter) -> Vec<String> {
        let words = letter.to_string();
        if !self.group.deliver(letter) {
            return vec![format!("{words} (lost)")];
        }
        let mut told = vec![words];
        told.extend(self.sights("  "));
        told
    }

    fn drop_letters(&mut self, filter: &[&str]) -> Vec<String> {
        let waiting = std::mem::take(&mut self.group.wire);
        let (dropped, kept) = waiting
            .into_iter()
            .partition(|letter| matches(letter, filter));
        self.group.wire = kept;
        let dropped: Vec<Letter> = dropped;
        dropped
            .iter()
            .map(|letter| format!("{letter} (dropped)"))
            .collect()
    }

    fn double(&mut self, filter: &[&str]) -> Vec<String> {
        let wire = self.group.wire.iter();
        let again: Vec<Letter> = wire
            .filter(|letter| matches(letter, filter))
            .cloned()
            .collect();
        self.group.wire.extend(again);
        Vec::new()
    }

    /// Delivers until nothing is left, and tells every step.
    fn stabilize(&mut self) -> Vec<String> {
        let mut told = Vec::new();
        while !self.group.wire.is_empty() {
            assert!(told.len() < 1000, "they never fall silent");
            let letter = self.group.wire.remove(0);
            told.extend(self.deliver_one(letter));
        }
        told
    }

    fn expect_silence(&mut self) -> Vec<String> {
        match self.group.wire.is_empty() {
            true => vec!["silence".to_string()],
            false => self.group.wire.iter().map(Letter::to_string).collect(),
        }
    }

    fn status(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (id, machine) in &self.group.machines {
            lines.push(match &machine.member {
                None => format!("{id} is off"),
                Some(member) => format!("{id} {}", status_of(member)),
            });
        }
        lines
    }

    fn log(&self, id: RaftId) -> Vec<String> {
        let log = self.group.member(id.0).log();
        let mut lines = Vec::new();
        if let Some(snapshot) = log.snapshot() {
            lines.push(format!(
                "snapshot {} {}",
                snapshot.position(),
                snapshot.conf
            ));
        }
        lines.extend(log.entries().iter().map(|entry| entry.to_string()));
        lines
    }

    fn progress(&self, id: RaftId) -> Vec<String> {
        let progress = self.group.member(id.0).progress();
        let lines = progress.into_iter().flatten();
        lines
            .map(|(id, progress)| format!("{id}: {progress}"))
            .collect()
    }
}

/// How long a lease is.
fn member_ticks() -> u32 {
    config(1).election_ticks
}

fn matches(letter: &Letter, filter: &[&str]) -> bool {
    let ends = format!("{}->{}", letter.from, letter.to);
    let to = format!("->{}", letter.to);
    let from = format!("{}->", letter.from);
    let fits = |word: &&str| {
        [
            ends.as_str(),
            to.as_str(),
            from.as_str(),
            letter.kind.name(),
        ]
        .contains(word)
    };
    filter.iter().all(fits)
}

fn status_of(member: &Member) -> String {
    let term = member.term();
    let role = match member.role() {
        Role::Follower { leader: None } => format!("follows nobody in term {term}"),
        Role::Follower {
            leader: Some(leader),
        } => format!("follows {leader} in term {term}"),
        Role::Candidate { votes } => {
            let votes: Vec<String> = votes
                .iter()
                .map(|(id, granted)| format!("{id}:{}", if *granted { "yes" } else { "no" }))
                .collect();
            format!("asks for votes in term {term} ({})", votes.join(" "))
        }
        Role::Leader(leader) => match leader.transferee {
            None => format!("leads term {term}"),
            Some(to) => format!("leads term {term} and hands over to {to}"),
        },
    };
    format!(
        "{role}, commit {}, last {}, {}",
        member.commit(),
        member.log().last(),
        member.conf()
    )
}

#[test]
fn a_tick_is_a_tick() {
    let mut stage = Stage::default();
    stage.run("bootstrap 1");
    stage.run("timeout 1 12");
    assert!(stage.run("tick 1 11").is_empty());
    assert_eq!(stage.run("tick 1")[0], "1 is leader in term 2");
    let leader = stage.group.member(1);
    assert!(Raft::is_leader(leader));
}
