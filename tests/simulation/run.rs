//! Plays a scenario and shows the promises everything there is to see.

use std::collections::BTreeMap;

use engine::{
    DaemonState, Duration, Fault, Input, Instant, MachineId, Plan, Power, RaftRole, Store,
    TaskState, TerminalId, World,
};

use super::promise::{self, Calm, Promise};
use super::scenario::{About, Command, Deed, Scenario};
use super::sight::{Change, Done, Seen};
use super::{Failure, Outcome};

/// How long a machine may take to join.
const JOIN_LIMIT: Duration = Duration::from_secs(90);

/// The commands' last chance before all faults are undone.
const AFTERMATH: Duration = Duration::from_secs(3);

/// How long a daemon may take to stop its containers: ten seconds of grace, and a little.
const STOPPING: Duration = Duration::from_secs(12);

/// How long the swarm may take to come together: an election (20 s) that may be disturbed by one who
/// comes back (20 s more), nodes given up after it (33 s), tasks that are restarted and updates
/// that go slot by slot.
const CALM_LIMIT: Duration = Duration::from_secs(240);

/// How often it is asked whether it has.
const CALM_STEP: Duration = Duration::from_secs(5);

/// One life under observation.
pub struct Run<'a> {
    scenario: &'a Scenario,
    world: World,
    promises: Vec<Box<dyn Promise>>,
    /// How each manager was seen last: role, term, vote, commit, applied, last index.
    last: BTreeMap<MachineId, Stamp>,
    /// What was committed so far, as far as anybody showed it.
    store: Store,
    running: Vec<Running>,
    tokens: (String, String),
    /// A manager left by force, so that the rest may have no majority.
    may_be_lost: bool,
    log: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Stamp {
    role: RaftRole,
    term: u64,
    has_voted: bool,
    commit: u64,
    applied: u64,
    last_index: u64,
    last_term: u64,
}

struct Running {
    terminal: TerminalId,
    line: String,
    about: About,
    started: Instant,
}

impl<'a> Run<'a> {
    /// A world of this scenario in which nothing has happened. `tells` asks for a log.
    pub fn new(scenario: &'a Scenario, tells: bool) -> Run<'a> {
        let plan = Plan::blank(scenario.managers + scenario.workers);
        Run {
            scenario,
            world: World::new(&plan, scenario.seed),
            promises: promise::all(),
            last: BTreeMap::new(),
            store: Store::default(),
            running: Vec::new(),
            tokens: (String::new(), String::new()),
            may_be_lost: false,
            log: tells.then(Vec::new),
        }
    }

    /// Lives it to its end, or to the first broken promise.
    pub fn play(mut self) -> Outcome {
        let mut has_quorum = true;
        let lived = self.live();
        let failure = match lived {
            Ok(came_together) => {
                has_quorum = came_together;
                None
            }
            Err((promise, why)) => Some(Failure {
                promise,
                why,
                at: format!("{:?}", self.world.now()),
            }),
        };
        Outcome {
            failure,
            log: self.log.unwrap_or_default(),
            has_quorum,
        }
    }

    fn live(&mut self) -> Result<bool, Broken> {
        self.form()?;
        for step in &self.scenario.steps {
            self.pass(step.after)?;
            self.carry_out(&step.deed)?;
        }
        self.pass(AFTERMATH)?;
        // Twice: a daemon that was told to stop may only get to it now.
        for pause in [Duration::ZERO, STOPPING] {
            self.pass(pause)?;
            for machine in 0..self.machines() {
                self.mend(MachineId(machine))?;
            }
        }
        self.tell(|| "calm".to_owned());
        self.come_together()
    }

    fn machines(&self) -> u16 {
        self.scenario.managers + self.scenario.workers
    }

    fn form(&mut self) -> Result<(), Broken> {
        self.run_to_end(0, "docker swarm init --advertise-addr 192.168.99.11")?;
        let token = |run: &mut Run<'_>, role: &str| {
            let line = format!("docker swarm join-token -q {role}");
            Ok(run.run_to_end(0, &line)?.trim().to_owned())
        };
        self.tokens = (token(self, "worker")?, token(self, "manager")?);
        for machine in 1..self.scenario.managers {
            let line = format!("docker swarm join --token {} 192.168.99.11", self.tokens.1);
            self.run_to_end(machine, &line)?;
        }
        let line = format!("docker swarm join --token {} 192.168.99.11", self.tokens.0);
        for machine in self.scenario.managers..self.machines() {
            self.start(MachineId(machine), &line, About::Other);
        }
        let limit = self.world.now() + JOIN_LIMIT;
        while !self.running.is_empty() && self.world.now() < limit {
            self.pass(Duration::from_millis(500))?;
        }
        match self.running.is_empty() {
            true => Ok(()),
            false => Err(("a swarm can be made", "a worker does not get in".to_owned())),
        }
    }

    fn run_to_end(&mut self, machine: u16, line: &str) -> Result<String, Broken> {
        let terminal = self.script(MachineId(machine), line);
        let limit = self.world.now() + JOIN_LIMIT;
        while self.world.script_exit(terminal).is_none() && self.world.now() < limit {
            self.pass_one(limit)?;
        }
        let script = self.world.script(terminal);
        let (exit, raw) = script.map_or((None, String::new()), |it| (it.exit, it.raw));
        match exit {
            Some(0) => Ok(raw),
            _ => Err(("a swarm can be made", format!("`{line}`: {raw}"))),
        }
    }

    fn script(&mut self, machine: MachineId, line: &str) -> TerminalId {
        let input = Input::Script {
            machine,
            script: line.to_owned(),
            tty: None,
        };
        let opened = self.world.input(input);
        opened.ok().flatten().expect("the machine is in the plan")
    }

    fn start(&mut self, machine: MachineId, line: &str, about: About) {
        let started = self.world.now();
        self.tell(|| format!("node{}$ {line}", machine.0 + 1));
        for promise in &mut self.promises {
            promise.begun(&about, started);
        }
        let terminal = self.script(machine, line);
        self.running.push(Running {
            terminal,
            line: line.to_owned(),
            about,
            started,
        });
    }

    fn carry_out(&mut self, deed: &Deed) -> Result<(), Broken> {
        match deed {
            Deed::Command(Command {
                machine,
                line,
                about,
            }) => {
                self.may_be_lost |= *about == About::Lose;
                let line = line.replace("{worker}", &self.tokens.0);
                let line = line.replace("{manager}", &self.tokens.1);
                self.start(*machine, &line, about.clone());
            }
            Deed::Break(fault) => self.fault(*fault),
            Deed::Mend(machine) => return self.mend(*machine),
        }
        self.look()
    }

    fn fault(&mut self, fault: Fault) {
        self.tell(|| format!("{fault:?}"));
        // A scenario that was shrunk may name a machine that is no more.
        let _ = self.world.input(Input::Fault(fault));
    }

    /// Undoes all that is broken on a machine.
    fn mend(&mut self, machine: MachineId) -> Result<(), Broken> {
        let view = self.world.view();
        let Some(found) = view.machines.iter().find(|it| it.id == machine) else {
            return Ok(());
        };
        let mut mending: Vec<Fault> = found.faults.iter().map(|fault| fault.undo()).collect();
        mending.extend((!found.plugged).then_some(Fault::Plug(machine)));
        match (found.power, found.daemon) {
            (Power::Off, _) => mending.push(Fault::PowerOn(machine)),
            (Power::On, DaemonState::Stopped | DaemonState::Stopping) => {
                mending.push(Fault::StartDaemon(machine));
            }
            (Power::On, DaemonState::Starting | DaemonState::Running | DaemonState::Frozen) => (),
        }
        for fault in mending {
            self.fault(fault);
        }
        self.look()
    }

    /// Lets time pass, looking at everything that happens.
    fn pass(&mut self, time: Duration) -> Result<(), Broken> {
        let until = self.world.now() + time;
        while self.world.now() < until {
            self.pass_one(until)?;
        }
        Ok(())
    }

    fn pass_one(&mut self, limit: Instant) -> Result<(), Broken> {
        let next = self.world.next_event_at().unwrap_or(limit);
        self.world.run_until(next.min(limit));
        self.look()
    }

    fn look(&mut self) -> Result<(), Broken> {
        for machine in 0..self.machines() {
            self.look_at(MachineId(machine))?;
        }
        let ended = self
            .running
            .iter()
            .position(|it| self.world.script_exit(it.terminal).is_some());
        match ended {
            Some(at) => {
                let running = self.running.swap_remove(at);
                self.end(running)?;
                self.look()
            }
            None => Ok(()),
        }
    }

    fn end(&mut self, running: Running) -> Result<(), Broken> {
        let script = self.world.script(running.terminal);
        let (status, output) =
            script.map_or((1, String::new()), |it| (it.exit.unwrap_or(1), it.raw));
        let first = output.lines().next().unwrap_or_default().to_owned();
        self.tell(|| format!("`{}` [{status}] {first}", running.line));
        let done = Done {
            about: running.about,
            started: running.started,
            ended: self.world.now(),
            status,
            output,
        };
        self.ask(|promise| promise.done(&done))
    }

    fn look_at(&mut self, machine: MachineId) -> Result<(), Broken> {
        let Some(raft) = self.world.raft(machine) else {
            if self.last.remove(&machine).is_some() {
                let at = self.world.now();
                self.promises.iter_mut().for_each(|it| it.gone(machine, at));
            }
            return Ok(());
        };
        let stamp = Stamp {
            role: raft.role,
            term: raft.term,
            has_voted: raft.vote.is_some(),
            commit: raft.commit,
            applied: raft.applied,
            last_index: raft.last_index,
            last_term: raft.last_term,
        };
        let before = self.last.get(&machine);
        if before == Some(&stamp) {
            return Ok(());
        }
        // From the last entry known to be committed on: all that can be new.
        let known = before.map_or(0, |it| it.commit);
        let count = usize::try_from(raft.last_index.saturating_sub(known)).unwrap_or(usize::MAX);
        if before.is_none_or(|it| (it.role, it.term) != (stamp.role, stamp.term)) {
            let (role, term) = (raft.role, raft.term);
            self.tell(|| format!("node{} is {role:?} in term {term}", machine.0 + 1));
        }
        self.last.insert(machine, stamp);
        let node = self.world.manager_id(machine);
        let own = raft
            .peers
            .iter()
            .find(|it| Some(&it.node_id) == node.as_ref());
        let seen = Seen {
            at: self.world.now(),
            machine,
            raft_id: own.map(|it| it.raft_id),
            node,
            log: self.world.raft_log(machine, count),
            store: self.world.store(machine).cloned().unwrap_or_default(),
            raft,
        };
        self.ask(|promise| promise.see(&seen))?;
        self.advance(seen)
    }

    /// The committed condition goes on when somebody shows a newer one.
    fn advance(&mut self, seen: Seen) -> Result<(), Broken> {
        if seen.store.version() <= self.store.version() {
            return Ok(());
        }
        let before = std::mem::replace(&mut self.store, seen.store.clone());
        let change = Change {
            at: seen.at,
            before: &before,
            after: &seen.store,
        };
        self.tell_change(&change);
        self.ask(|promise| promise.change(change))
    }

    fn ask(
        &mut self,
        mut question: impl FnMut(&mut dyn Promise) -> Result<(), String>,
    ) -> Result<(), Broken> {
        for promise in &mut self.promises {
            question(promise.as_mut()).map_err(|why| (promise.name(), why))?;
        }
        Ok(())
    }

    /// Waits until all promises are content. Whether there was a quorum to do so.
    fn come_together(&mut self) -> Result<bool, Broken> {
        let limit = self.world.now() + CALM_LIMIT;
        loop {
            self.pass(CALM_STEP)?;
            let content = self.is_content();
            match content {
                Ok(()) => return Ok(true),
                Err(_) if self.world.now() < limit => (),
                Err(_) if self.may_be_lost && !self.has_quorum() => return Ok(false),
                Err(broken) => return Err(broken),
            }
        }
    }

    fn is_content(&mut self) -> Result<(), Broken> {
        for promise in &mut self.promises {
            let calm = Calm {
                world: &self.world,
                store: &self.store,
            };
            promise.calm(&calm).map_err(|why| (promise.name(), why))?;
        }
        Ok(())
    }

    /// Whether a majority of those whom the managers take for managers is there.
    fn has_quorum(&self) -> bool {
        let machines = (0..self.machines()).map(MachineId);
        let there: Vec<_> = machines
            .clone()
            .filter_map(|it| self.world.manager_id(it))
            .collect();
        let newest = machines
            .filter_map(|it| self.world.raft(it))
            .max_by_key(|it| it.applied);
        newest.is_some_and(|raft| {
            let present = raft
                .peers
                .iter()
                .filter(|it| there.contains(&it.node_id))
                .count();
            present > raft.peers.len() / 2
        })
    }

    fn tell(&mut self, line: impl FnOnce() -> String) {
        let now = self.world.now();
        if let Some(log) = &mut self.log {
            log.push(format!("{now:?} {}", line()));
        }
    }

    fn tell_change(&mut self, change: &Change<'_>) {
        if self.log.is_none() {
            return;
        }
        for node in change.after.nodes() {
            let before = change.before.node(&node.id);
            if before.is_none_or(|it| it.status.state != node.status.state || it.role != node.role)
            {
                let name = node
                    .description
                    .as_ref()
                    .map_or("a newcomer", |it| &it.hostname);
                self.tell(|| format!("  {name}: {} {}", node.role, node.status.state));
            }
        }
        for (before, task) in change.tasks() {
            let is_told = before.is_none_or(|it| {
                (it.status.state, it.desired_state) != (task.status.state, task.desired_state)
            });
            let node = task.node_id.as_ref().and_then(|id| change.after.node(id));
            let node = node.and_then(|it| it.description.as_ref());
            let place = node.map_or_else(String::new, |it| format!(" on {}", it.hostname));
            let state: TaskState = task.status.state;
            if is_told {
                self.tell(|| {
                    let (wanted, err) = (task.desired_state, &task.status.err);
                    format!("  {}{place}: {state}, wanted {wanted} {err}", task.name())
                });
            }
        }
    }
}

/// The promise, and how it was broken.
type Broken = (&'static str, String);
