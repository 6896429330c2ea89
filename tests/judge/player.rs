//! Carries a scenario out on a fresh world and writes what the recorder would have written.
//!
//! A transcript is played, too: its output is ignored, and each command starts no earlier than the
//! recording's clock says, because a real call took 0.4–2.5 s on the loaded recording machine.

use std::collections::BTreeMap;
use std::fmt::Write;

use engine::{
    DaemonState, Duration, Fault, Input, Instant, MachineId, Plan, ProfileName, TerminalSize, World,
};
use fancy_regex::{Captures, Regex};

use super::scenario::{Action, Recorded, Step, parse};
use super::why::why;

/// Plays a scenario or transcript and returns the transcript.
pub fn play(text: &str, seed: u64) -> String {
    let mut player = Player::new(seed);
    for step in parse(text) {
        player.step(&step);
    }
    player.out
}

struct Player {
    seed: u64,
    world: World,
    /// When the scenario's clock was last set to 0.
    zero: Instant,
    /// The end of the last recorded step, before which a directive does not begin.
    recorded_end: Option<f64>,
    variables: BTreeMap<String, String>,
    nodes: u16,
    size: TerminalSize,
    limit: Duration,
    out: String,
    placeholder: Regex,
}

/// What a command left.
struct Outcome {
    output: String,
    screen: Vec<String>,
    /// `None` when it was stopped after its time.
    status: Option<u8>,
}

/// How long the recorder lets a command run.
const LIMIT: Duration = Duration::from_secs(180);

impl Player {
    fn new(seed: u64) -> Player {
        Player {
            seed,
            world: World::new(
                &Plan {
                    profile: ProfileName::Recorder,
                    ..Plan::blank(1)
                },
                seed,
            ),
            zero: Instant::START,
            recorded_end: None,
            variables: BTreeMap::new(),
            nodes: 1,
            size: TerminalSize {
                columns: 100,
                rows: 30,
            },
            limit: LIMIT,
            out: String::new(),
            placeholder: Regex::new(
                r"(?<![{$])\{(WORKER_TOKEN|MANAGER_TOKEN|ID:node\d|[A-Z][A-Z0-9]*)\}(?!\})",
            )
            .expect("written right"),
        }
    }

    fn step(&mut self, step: &Step) {
        for line in &step.lines {
            self.line(line);
        }
        match &step.action {
            Action::Comment => return,
            Action::Run { node, command, tty } => {
                self.wait_for(step.recorded);
                self.run(node, command, *tty);
            }
            Action::Cluster { managers, workers } => self.cluster(*managers, *workers),
            Action::Hosts(count) => self.fresh(*count),
            Action::Image(images) => self.images(images),
            Action::Setup { node, command } => {
                let outcome = self.quiet(node, command);
                if outcome.status != Some(0) {
                    self.problem(&outcome.output);
                }
                self.zero = self.world.now();
            }
            Action::Sample {
                node,
                command,
                every,
                span,
                clocks,
            } => {
                self.sample(node, command, (*every, *span), clocks);
            }
            Action::Let {
                name,
                node,
                command,
            } => {
                let value = self.quiet(node, command).output.trim().to_owned();
                self.variables.insert(name.clone(), value);
            }
            Action::Why { node, task } => self.why(node, task),
            Action::Terminal { columns, rows } => {
                self.size = TerminalSize {
                    columns: *columns,
                    rows: *rows,
                };
            }
            Action::Timeout(limit) => self.limit = Duration::from_secs_f64(*limit),
            Action::Unknown(text) => self.problem(&format!("unknown directive {text}")),
            action => self.timed(action),
        }
        if step.recorded.end.is_some() {
            self.recorded_end = step.recorded.end;
        }
    }

    /// Directives that take time and print the clock.
    fn timed(&mut self, action: &Action) {
        self.wait_until_second(self.recorded_end);
        match action {
            Action::Wait(seconds) => self.let_pass(Duration::from_secs_f64(*seconds)),
            Action::Until {
                node,
                command,
                pattern,
                limit,
            } => {
                self.until(node, command, pattern, Duration::from_secs_f64(*limit));
            }
            Action::Stop(node) => self.fault(node, Fault::PowerOff),
            Action::Start(node) => {
                self.fault(node, Fault::PowerOn);
                self.wait_for_daemon(node, DaemonState::Running);
            }
            Action::Cut(node) => self.fault(node, Fault::Unplug),
            Action::Heal(node) => self.fault(node, Fault::Plug),
            Action::Daemon { action, node } => match action.as_str() {
                "stop" => {
                    self.fault(node, Fault::StopDaemon);
                    self.wait_for_daemon(node, DaemonState::Stopped);
                }
                "kill" => self.fault(node, Fault::KillDaemon),
                _ => {
                    self.fault(node, Fault::StartDaemon);
                    self.wait_for_daemon(node, DaemonState::Running);
                }
            },
            _ => unreachable!("the caller carries out all others"),
        }
        let line = format!("+ {:.2}", self.clock());
        self.line(&line);
    }

    fn fresh(&mut self, count: u16) {
        let plan = Plan {
            profile: ProfileName::Recorder,
            ..Plan::blank(count)
        };
        self.world = World::new(&plan, self.seed);
        self.nodes = count;
        self.start_clock();
    }

    fn start_clock(&mut self) {
        self.zero = self.world.now();
        self.recorded_end = None;
    }

    fn cluster(&mut self, managers: u16, workers: u16) {
        self.fresh(managers + workers);
        let token = |player: &mut Player, role: &str| {
            let command = format!("docker swarm join-token -q {role}");
            player.quiet("node1", &command).output.trim().to_owned()
        };
        let outcome = self.quiet("node1", "docker swarm init --advertise-addr 192.168.99.11");
        if outcome.status != Some(0) {
            self.problem(&format!("setup failed: {}", outcome.output));
        }
        let (manager, worker) = (token(self, "manager"), token(self, "worker"));
        for number in 2..=managers + workers {
            let token = if number <= managers {
                &manager
            } else {
                &worker
            };
            let command = format!("docker swarm join --token {token} 192.168.99.11:2377");
            let outcome = self.quiet(&format!("node{number}"), &command);
            if outcome.status != Some(0) {
                self.problem(&format!("setup failed: {}", outcome.output));
            }
        }
        self.wait_for_cluster(usize::from(managers), usize::from(managers + workers));
        self.start_clock();
    }

    fn wait_for_cluster(&mut self, managers: usize, nodes: usize) {
        let mut last = String::new();
        for _ in 0..120 {
            let list = "docker node ls --format '{{.Status}} {{.ManagerStatus}}'";
            last = self.quiet("node1", list).output;
            let ready = last
                .lines()
                .filter(|line| line.starts_with("Ready"))
                .count();
            let reached = |line: &&str| line.contains("Leader") || line.contains("Reachable");
            if ready == nodes && last.lines().filter(reached).count() == managers {
                return;
            }
            self.let_pass(Duration::from_millis(500));
        }
        self.problem(&format!("cluster not ready: {last}"));
    }

    fn images(&mut self, images: &[String]) {
        for machine in (0..self.nodes).map(MachineId) {
            for image in images {
                let input = Input::InstallImage {
                    machine,
                    image: image.clone(),
                };
                self.world.input(input).expect("the machine is there");
            }
        }
        self.start_clock();
    }

    fn run(&mut self, node: &str, command: &str, tty: bool) {
        let started = self.world.now();
        let command = self.substituted(command);
        let size = tty.then_some(self.size);
        let limit = std::mem::replace(&mut self.limit, LIMIT);
        let outcome = self.execute(node, &command, size, limit);
        if tty {
            for line in &outcome.screen {
                self.line(&format!("  {line}"));
            }
            let raw = serde_json::to_string(&outcome.output).expect("a string");
            self.line(&format!("raw: {raw}"));
        } else {
            self.body(&outcome.output);
        }
        match outcome.status {
            Some(0) => (),
            Some(status) => self.line(&format!("? {status}")),
            None => self.line("? timeout"),
        }
        let duration = self.world.now().since(started).as_secs_f64();
        let line = format!("+ {:.2} {duration:.2}", self.clock());
        self.line(&line);
    }

    fn sample(
        &mut self,
        node: &str,
        command: &str,
        (every, span): (f64, f64),
        clocks: &[Recorded],
    ) {
        let begins = self.clock();
        let mut index = 0;
        while index as f64 * every <= span {
            match clocks.get(index) {
                Some(clock) => {
                    self.wait_for(*clock);
                    self.recorded_end = clock.end;
                }
                None => self.wait_until_second(Some(begins + index as f64 * every)),
            }
            self.line(&format!("{node}$ {command}"));
            self.run(node, command, false);
            index += 1;
        }
    }

    fn until(&mut self, node: &str, command: &str, pattern: &str, limit: Duration) {
        let command = self.substituted(command);
        let pattern = Regex::new(&format!("(?sm){pattern}")).expect("a recorded pattern");
        let ends = self.world.now() + limit;
        let mut output = String::new();
        while self.world.now() < ends {
            output = self
                .execute(node, &command, None, Duration::from_secs(30))
                .output;
            if pattern.is_match(&output).unwrap_or(false) {
                return;
            }
            self.let_pass(Duration::from_millis(400));
        }
        self.line("? timeout");
        self.body(&output);
    }

    fn quiet(&mut self, node: &str, command: &str) -> Outcome {
        let command = self.substituted(command);
        self.execute(node, &command, None, Duration::from_secs(300))
    }

    /// Runs a command to its end or its limit.
    fn execute(
        &mut self,
        node: &str,
        command: &str,
        tty: Option<TerminalSize>,
        limit: Duration,
    ) -> Outcome {
        let Some(machine) = self.machine(node) else {
            return Outcome {
                output: String::new(),
                screen: Vec::new(),
                status: None,
            };
        };
        let input = Input::Script {
            machine,
            script: command.to_owned(),
            tty,
        };
        let terminal = self
            .world
            .input(input)
            .ok()
            .flatten()
            .expect("the machine is there");
        let ends = self.world.now() + limit;
        while self
            .world
            .script(terminal)
            .is_some_and(|script| script.exit.is_none())
        {
            match self.world.next_event_at() {
                Some(at) if at <= ends => self.world.run_until(at),
                _ => {
                    self.world.run_until(ends);
                    break;
                }
            }
        }
        let script = self
            .world
            .script(terminal)
            .expect("a script stays after its end");
        let outcome = Outcome {
            output: script.raw.to_owned(),
            screen: script.screen.clone(),
            status: script.exit,
        };
        // The recorder kills what runs too long.
        if outcome.status.is_none() {
            let _ = self.world.input(Input::Interrupt { terminal });
        }
        outcome
    }

    fn substituted(&mut self, command: &str) -> String {
        let placeholder = self.placeholder.clone();
        let mut asked: BTreeMap<String, String> = BTreeMap::new();
        for found in placeholder.captures_iter(command).flatten() {
            let key = found[1].to_owned();
            let value = self.value_of(&key).unwrap_or_else(|| found[0].to_owned());
            asked.insert(key, value);
        }
        let value = |found: &Captures<'_>| asked[&found[1]].clone();
        placeholder.replace_all(command, value).into_owned()
    }

    fn value_of(&mut self, key: &str) -> Option<String> {
        if let Some(value) = self.variables.get(key) {
            return Some(value.clone());
        }
        match key {
            "WORKER_TOKEN" => Some(self.ask_managers("docker swarm join-token -q worker")),
            "MANAGER_TOKEN" => Some(self.ask_managers("docker swarm join-token -q manager")),
            _ => {
                let node = key.strip_prefix("ID:")?;
                let id = self.ask_managers(&format!("docker node inspect -f '{{{{.ID}}}}' {node}"));
                if id.is_empty() {
                    let own = "docker info -f '{{.Swarm.NodeID}}'";
                    return Some(self.quiet_raw(node, own).output.trim().to_owned());
                }
                Some(id)
            }
        }
    }

    fn ask_managers(&mut self, command: &str) -> String {
        for number in 1..=self.nodes {
            let outcome = self.quiet_raw(&format!("node{number}"), command);
            if outcome.status == Some(0) {
                return outcome.output.trim().to_owned();
            }
        }
        String::new()
    }

    fn quiet_raw(&mut self, node: &str, command: &str) -> Outcome {
        self.execute(node, command, None, Duration::from_secs(20))
    }

    fn machine(&self, node: &str) -> Option<MachineId> {
        let number: u16 = node.strip_prefix("node")?.parse().ok()?;
        (1..=self.nodes)
            .contains(&number)
            .then(|| MachineId(number - 1))
    }

    fn fault(&mut self, node: &str, fault: impl Fn(MachineId) -> Fault) {
        match self.machine(node) {
            Some(machine) => {
                let _ = self.world.input(Input::Fault(fault(machine)));
            }
            None => self.problem(&format!("no machine {node}")),
        }
    }

    fn why(&mut self, node: &str, task: &str) {
        let Some(machine) = self.machine(node) else {
            return self.problem(&format!("no machine {node}"));
        };
        for line in why(&self.world, machine, task) {
            self.line(&format!("  {line}"));
        }
    }

    fn wait_for_daemon(&mut self, node: &str, state: DaemonState) {
        let Some(machine) = self.machine(node) else {
            return;
        };
        let ends = self.world.now() + Duration::from_secs(60);
        while self.world.daemon_state(machine) != state && self.world.now() < ends {
            self.let_pass(Duration::from_millis(100));
        }
    }

    fn wait_for(&mut self, recorded: Recorded) {
        self.wait_until_second(recorded.start);
    }

    fn wait_until_second(&mut self, second: Option<f64>) {
        if let Some(second) = second.filter(|second| *second > 0.0) {
            let at = self.zero + Duration::from_secs_f64(second);
            if at > self.world.now() {
                self.world.run_until(at);
            }
        }
    }

    fn let_pass(&mut self, duration: Duration) {
        let until = self.world.now() + duration;
        self.world.run_until(until);
    }

    fn clock(&self) -> f64 {
        self.world.now().since(self.zero).as_secs_f64()
    }

    fn line(&mut self, line: &str) {
        writeln!(self.out, "{line}").expect("a String takes any text");
    }

    fn body(&mut self, output: &str) {
        if output.is_empty() {
            return;
        }
        for line in output.strip_suffix('\n').unwrap_or(output).split('\n') {
            self.line(&format!("  {line}"));
        }
        if !output.ends_with('\n') {
            self.line("~");
        }
    }

    fn problem(&mut self, text: &str) {
        self.line(&format!("! {}", text.trim().replace('\n', "\n! ")));
    }
}
