//! Every fault a person can cause, and its undoing, as stories: `faults/*.txt`.
//!
//! A story is a list of steps, each with the words it gives. `swarm managers=3 workers=1 seed=7`
//! makes machines node1 … and joins them; `break` and `mend` are the fault and its undoing; `wait`
//! lets seconds pass; `node1$ …` runs a command to its end; `node1& …` starts one, and `ended` says
//! which of these are over; `leaders` are those who think they lead. `SWARMLAB_REWRITE=1` writes
//! what comes out into the stories, to be reviewed as a diff.
#![allow(clippy::unwrap_used, reason = "a test's panic is its report")]

use std::fmt::Write as _;
use std::path::Path;

use engine::{
    Duration, Fault, Input, Latency, MachineId, Plan, Quality, RaftRole, SwarmPort, TerminalId,
    Wire, World,
};

struct Story {
    world: World,
    /// Commands that were left running.
    started: Vec<(TerminalId, String)>,
}

impl Story {
    fn new(managers: u16, workers: u16, seed: u64) -> Story {
        let plan = Plan::blank(managers + workers).with_client();
        let mut story = Story {
            world: World::new(&plan, seed),
            started: Vec::new(),
        };
        story.run("node1", "docker swarm init --advertise-addr 192.168.99.11");
        for number in 2..=managers + workers {
            let role = match number <= managers {
                true => "manager",
                false => "worker",
            };
            let token = story.run("node1", &format!("docker swarm join-token -q {role}"));
            let join = format!("docker swarm join --token {} 192.168.99.11", token.trim());
            story.run(&format!("node{number}"), &join);
        }
        story.wait(5);
        story
    }

    fn machine(&self, name: &str) -> MachineId {
        let view = self.world.view();
        let found = view.machine(name).map(|machine| machine.id);
        found.unwrap_or_else(|| panic!("there is no machine {name}"))
    }

    fn start(&mut self, machine: &str, command: &str) -> TerminalId {
        let input = Input::Script {
            machine: self.machine(machine),
            script: command.to_owned(),
            tty: None,
        };
        self.world.input(input).unwrap().unwrap()
    }

    fn run(&mut self, machine: &str, command: &str) -> String {
        let terminal = self.start(machine, command);
        let limit = self.world.now() + Duration::from_secs(120);
        while self.world.script(terminal).unwrap().exit.is_none() {
            match self.world.next_event_at() {
                Some(at) if at <= limit => self.world.run_until(at),
                _ => return "(does not end)\n".to_owned(),
            }
        }
        self.world.script(terminal).unwrap().raw
    }

    fn wait(&mut self, seconds: u64) {
        let until = self.world.now() + Duration::from_secs(seconds);
        self.world.run_until(until);
    }

    fn step(&mut self, step: &str) -> String {
        let (verb, rest) = step.split_once(' ').unwrap_or((step, ""));
        if let Some(machine) = verb.strip_suffix('$') {
            return self.run(machine, rest);
        }
        if let Some(machine) = verb.strip_suffix('&') {
            let terminal = self.start(machine, rest);
            self.started.push((terminal, step.to_owned()));
            return String::new();
        }
        match verb {
            "wait" => self.wait(rest.parse().unwrap()),
            "break" => self.fault(rest, |fault| fault),
            "mend" => self.fault(rest, Fault::undo),
            "leaders" => return self.leaders(),
            "ended" => return self.ended(),
            "broken" => return self.broken(rest),
            _ => panic!("unknown step: {step}"),
        }
        String::new()
    }

    fn fault(&mut self, words: &str, change: impl Fn(Fault) -> Fault) {
        for fault in self.read_fault(words) {
            self.world.input(Input::Fault(change(fault))).unwrap();
        }
    }

    fn read_fault(&self, words: &str) -> Vec<Fault> {
        let words: Vec<&str> = words.split(' ').collect();
        let machine = self.machine(words[1]);
        let wire = || Wire {
            from: machine,
            to: self.machine(words[2]),
        };
        vec![match words[0] {
            "power" => Fault::PowerOff(machine),
            "cable" => Fault::Unplug(machine),
            "daemon" => Fault::KillDaemon(machine),
            "stop-daemon" => Fault::StopDaemon(machine),
            "freeze" => Fault::Freeze(machine),
            "freeze-daemon" => Fault::FreezeDaemon(machine),
            "registry" => Fault::RegistryDown(machine),
            "disk" => Fault::FillDisk(machine),
            "cut" => Fault::CutWire(wire()),
            "wire" => Fault::DegradeWire {
                wire: wire(),
                quality: read_quality(&words[3..]),
            },
            "part" => {
                let others = words[2..].iter().map(|name| self.machine(name));
                return Fault::partition(&[machine], &others.collect::<Vec<_>>());
            }
            "port" => Fault::BlockPort {
                machine,
                port: match words[2] {
                    "2377" => SwarmPort::Management,
                    "7946" => SwarmPort::Gossip,
                    "4789" => SwarmPort::Vxlan,
                    other => panic!("no port of a swarm: {other}"),
                },
            },
            "clock" => Fault::SetClock {
                machine,
                seconds: words[2].parse().unwrap(),
            },
            other => panic!("unknown fault: {other}"),
        }]
    }

    fn leaders(&self) -> String {
        let view = self.world.view();
        let mut lines = String::new();
        for machine in &view.machines {
            let manager = machine.member.as_ref().and_then(|it| it.manager.as_ref());
            if manager.is_some_and(|it| it.role == RaftRole::Leader) {
                writeln!(lines, "{}", machine.name).unwrap();
            }
        }
        lines
    }

    fn ended(&self) -> String {
        let mut lines = String::new();
        for (terminal, step) in &self.started {
            if let Some(status) = self.world.script(*terminal).and_then(|it| it.exit) {
                writeln!(lines, "{step} [{status}]").unwrap();
            }
        }
        lines
    }

    fn broken(&self, machine: &str) -> String {
        let view = self.world.view();
        let faults = &view.machine(machine).unwrap().faults;
        faults.iter().fold(String::new(), |lines, fault| {
            lines + &format!("{fault:?}\n")
        })
    }
}

/// `delay=100 jitter=20 loss=300 duplication=100 reordering=100`: milliseconds and thousandths.
fn read_quality(words: &[&str]) -> Quality {
    let value = |name: &str| {
        let found = words
            .iter()
            .find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        found.map_or(0, |number| number.parse::<u16>().unwrap())
    };
    let millis = |name| Duration::from_millis(u64::from(value(name)));
    Quality {
        delay: Latency {
            base: millis("delay"),
            jitter: millis("jitter"),
        },
        loss: value("loss"),
        duplication: value("duplication"),
        reordering: value("reordering"),
    }
}

/// Plays a story: its steps, each with the words it gave.
fn play(text: &str) -> String {
    let mut story: Option<Story> = None;
    let mut played = String::new();
    for line in text.lines().filter(|line| !line.starts_with("    ")) {
        writeln!(played, "{line}").unwrap();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let said = match (line.strip_prefix("swarm "), &mut story) {
            (Some(size), story) => {
                let value = |name: &str| {
                    let mut words = size.split(' ');
                    let found = words.find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
                    found.unwrap().parse::<u16>().unwrap()
                };
                let seed = u64::from(value("seed"));
                *story = Some(Story::new(value("managers"), value("workers"), seed));
                String::new()
            }
            (None, Some(story)) => {
                let before = story.world.view().now;
                let said = story.step(line);
                assert!(story.world.view().now >= before);
                said
            }
            (None, None) => panic!("a story begins with its swarm: {line}"),
        };
        for line in said.lines() {
            writeln!(played, "    {}", line.trim_end()).unwrap();
        }
    }
    played
}

#[test]
fn every_fault_does_what_its_story_tells_and_can_be_undone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let told = std::fs::read_to_string(&path).unwrap();
        let played = play(&told);
        if std::env::var_os("SWARMLAB_REWRITE").is_some() {
            std::fs::write(&path, played).unwrap();
            continue;
        }
        let diff = similar::TextDiff::from_lines(&told, &played);
        assert!(
            told == played,
            "{}:\n{}",
            path.display(),
            diff.unified_diff().context_radius(2)
        );
    }
}

/// A fault is an input like all others: it is in the journal, can be written down, and a journal
/// with all kinds of them lives the same life again.
#[test]
fn a_journal_with_every_fault_lives_the_same_life_again() {
    let mut story = Story::new(3, 0, 5);
    for words in [
        "cut node1 node2",
        "wire node2 node3 delay=20 jitter=30 loss=100 duplication=100 reordering=100",
        "freeze node3",
        "freeze-daemon node2",
        "port node1 7946",
        "registry node1",
        "disk node1",
        "clock node2 -30",
    ] {
        story.fault(words, |fault| fault);
        story.wait(7);
        story.fault(words, Fault::undo);
        story.wait(3);
    }
    for name in ["node1", "node2", "node3"] {
        assert_eq!(story.broken(name), "", "all is undone on {name}");
    }
    let journal = serde_json::to_string(story.world.journal()).unwrap();
    let again: engine::Journal = serde_json::from_str(&journal).unwrap();
    assert_eq!(
        again.replay(story.world.now()).digest(),
        story.world.digest()
    );
}
