//! One lab being lived: a world, and the goals watched while its time passes.
//!
//! Goals are looked at every [`LOOK_EVERY`] of virtual time and after every input, whatever the
//! speed of the page, so that the same session ticks the same goals at 1x and at 100x.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Duration, Input, InputError, Instant, Journal, TerminalId, View, World};

use crate::variables::{fill, value};
use crate::{Lab, Language, Monitor, Reason, Scene};

/// How often the goals are looked at, in virtual time.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The longest the set-up of a lab may take.
const SETUP_LIMIT: Duration = Duration::from_secs(120);

/// A lab being lived. A clone lives the same life.
#[derive(Clone, Debug)]
pub struct Session {
    lab: Lab,
    world: World,
    /// When the student got the machines.
    begins: Instant,
    monitors: Vec<Monitor>,
    /// Goals once met stay met.
    met: BTreeSet<String>,
    tokens: BTreeMap<String, BTreeSet<String>>,
    next_look: Instant,
}

/// How a goal stands.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalState {
    pub id: String,
    pub met: bool,
    /// The failing part, while it is not met.
    pub reason: Option<Reason>,
}

impl Session {
    /// The lab at its start, machines up and set-up done.
    pub fn new(lab: &Lab, seed: u64) -> Session {
        let mut world = World::new(&lab.cluster.plan, seed);
        set_up(lab, &mut world);
        Session::around(lab, world)
    }

    /// The lab lived again from a journal, up to a moment. The journal must be one of this lab.
    pub fn resume(lab: &Lab, journal: &Journal, until: Instant) -> Session {
        let mut session = Session::new(lab, journal.seed);
        let later = journal
            .entries
            .iter()
            .filter(|entry| entry.at >= session.begins);
        let inputs: Vec<_> = later
            .take_while(|entry| entry.at <= until)
            .cloned()
            .collect();
        for entry in inputs {
            session.run_until(entry.at);
            // What was refused then is refused now and changes nothing.
            let _ = session.input(entry.input);
        }
        session.run_until(until);
        session
    }

    fn around(lab: &Lab, world: World) -> Session {
        let monitors = lab
            .goals
            .iter()
            .map(|goal| Monitor::new(goal.when.clone()))
            .collect();
        let begins = world.now();
        let mut session = Session {
            lab: lab.clone(),
            world,
            begins,
            monitors,
            met: BTreeSet::new(),
            tokens: BTreeMap::new(),
            next_look: begins,
        };
        session.look();
        session
    }

    /// The lab.
    pub fn lab(&self) -> &Lab {
        &self.lab
    }

    /// The world it lives in.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// When the student got the machines; what the page counts its clock from.
    pub fn begins(&self) -> Instant {
        self.begins
    }

    /// Does something, at this moment.
    pub fn input(&mut self, input: Input) -> Result<Option<TerminalId>, InputError> {
        let opened = self.world.input(input)?;
        self.look();
        Ok(opened)
    }

    /// Lets time pass, looking at the goals on the way.
    pub fn run_until(&mut self, until: Instant) {
        while self.next_look <= until {
            // Where nothing happens there is nothing new to see, except for how long it lasts.
            self.world.run_until(self.next_look);
            self.look();
        }
        self.world.run_until(until);
    }

    fn look(&mut self) {
        let view = self.world.view();
        self.next_look = next_after(view.now);
        self.note_tokens(&view);
        let versions = self.token_versions();
        let scene = Scene {
            view: &view,
            trace: self.world.trace(),
            token_versions: &versions,
        };
        for (goal, monitor) in self.lab.goals.iter().zip(&mut self.monitors) {
            let holds = monitor.observe(scene);
            if holds && goal.after.iter().all(|id| self.met.contains(id)) {
                self.met.insert(goal.id.clone());
            }
        }
    }

    fn note_tokens(&mut self, view: &View) {
        let cluster = view
            .authority()
            .and_then(|(_, manager)| manager.store.cluster.as_ref());
        if let Some(cluster) = cluster {
            let tokens = [
                ("worker", &cluster.worker_token),
                ("manager", &cluster.manager_token),
            ];
            for (role, token) in tokens {
                self.tokens
                    .entry(role.to_owned())
                    .or_default()
                    .insert(token.clone());
            }
        }
    }

    fn token_versions(&self) -> BTreeMap<String, i64> {
        self.tokens
            .iter()
            .map(|(role, seen)| (role.clone(), seen.len() as i64))
            .collect()
    }

    /// How every goal stands, in the order of the lab.
    pub fn goals(&self) -> Vec<GoalState> {
        let view = self.world.view();
        let versions = self.token_versions();
        let scene = Scene {
            view: &view,
            trace: self.world.trace(),
            token_versions: &versions,
        };
        let state = |(goal, monitor): (&crate::Goal, &Monitor)| {
            let met = self.met.contains(&goal.id);
            let reason = if met { None } else { monitor.explain(scene) };
            GoalState {
                id: goal.id.clone(),
                met,
                reason,
            }
        };
        self.lab
            .goals
            .iter()
            .zip(&self.monitors)
            .map(state)
            .collect()
    }

    /// Whether every goal is met.
    pub fn is_done(&self) -> bool {
        self.lab
            .goals
            .iter()
            .all(|goal| self.met.contains(&goal.id))
    }

    /// Replaces `$$join_token(worker)$$` and `$$ip(node1)$$` by what they are now. What is not
    /// known yet stays as it is written.
    pub fn expand(&self, text: &str) -> String {
        fill(text, &self.world.view())
    }

    /// The hints for a goal, as a ladder.
    pub fn hints(&self, goal: &str, language: Language) -> Vec<String> {
        let ladder = self.lab.hints.iter().find(|hint| hint.goal == goal);
        let rungs = ladder.map(|hint| hint.rungs.as_slice()).unwrap_or_default();
        rungs
            .iter()
            .map(|rung| rung.get(language).to_owned())
            .collect()
    }
}

/// The next moment of the grid after this one.
fn next_after(now: Instant) -> Instant {
    let step = LOOK_EVERY.as_nanos() as u64;
    Instant::from_nanos((now.as_nanos() / step + 1) * step)
}

/// Forms the swarm a lab starts with and runs its set-up, by real commands.
fn set_up(lab: &Lab, world: &mut World) {
    let cluster = &lab.cluster;
    if cluster.managers > 0 {
        let first = cluster.plan.machines[0].address();
        run(
            world,
            lab,
            "node1",
            &format!("docker swarm init --advertise-addr {first}"),
        );
        for number in 2..=cluster.managers + cluster.workers {
            let role = if number <= cluster.managers {
                "manager"
            } else {
                "worker"
            };
            let view = world.view();
            let Some(token) = value(&format!("join_token({role})"), &view) else {
                return;
            };
            let command = format!("docker swarm join --token {token} {first}:2377");
            run(world, lab, &format!("node{number}"), &command);
        }
    }
    for (machine, command) in &cluster.setup {
        run(world, lab, machine, command);
    }
    // Tasks of the set-up come up before the student looks.
    if !cluster.setup.is_empty() {
        let settled = world.now() + Duration::from_secs(10);
        world.run_until(settled);
    }
}

fn run(world: &mut World, lab: &Lab, machine: &str, command: &str) {
    let Some(machine) = lab.machine(machine) else {
        return;
    };
    let input = Input::Script {
        machine,
        script: command.to_owned(),
        tty: None,
    };
    let Ok(Some(terminal)) = world.input(input) else {
        return;
    };
    let limit = world.now() + SETUP_LIMIT;
    while world
        .script(terminal)
        .is_some_and(|script| script.exit.is_none())
    {
        match world.next_event_at() {
            Some(at) if at <= limit => world.run_until(at),
            _ => return,
        }
    }
}
