//! Proves a lab: it starts unsolved, its solutions solve it, its wrong paths do not, and no step of
//! the solution can be left out (LAB-FORMAT §2.5).

use core::fmt;

use engine::{Duration, Input, Instant};

use crate::{Lab, Language, Monitor, Scene, Script, ScriptLine, Session};

/// The longest a script may take, in virtual time.
const SCRIPT_LIMIT: Duration = Duration::from_secs(600);

/// The longest a command may take before the next line of a script is done.
const COMMAND_LIMIT: Duration = Duration::from_secs(120);

/// How long the world may go on after a script before the goals are judged.
const CALM: Duration = Duration::from_secs(30);

/// A promise about a lab that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub lab: String,
    pub message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.lab, self.message)
    }
}

/// Proves everything about a lab. Returns how many proofs were made.
pub fn prove(lab: &Lab) -> Result<usize, Failure> {
    let mut proofs = 0;
    let mut tell = |result: Result<(), String>| match result {
        Ok(()) => {
            proofs += 1;
            Ok(())
        }
        Err(message) => Err(Failure {
            lab: lab.folder.clone(),
            message,
        }),
    };
    tell(starts_unsolved(lab))?;
    for (number, solution) in (1..).zip(&lab.proof.solutions) {
        for seed in 0..lab.proof.seeds {
            tell(
                is_solved(lab, solution, lab.cluster.seed + seed).map_err(|error| {
                    format!(
                        "solution {number}, seed {}: {error}",
                        lab.cluster.seed + seed
                    )
                }),
            )?;
        }
    }
    for (number, wrong) in (1..).zip(&lab.proof.wrong) {
        tell(
            stays_unsolved(lab, &wrong.script, &wrong.not_met)
                .map_err(|error| format!("wrong path {number}: {error}")),
        )?;
    }
    if let Some(main) = lab.proof.solutions.first() {
        for left_out in essential(main) {
            tell(needs_every_step(lab, main, left_out))?;
        }
    }
    tell(text_runs(lab))?;
    Ok(proofs)
}

/// An untouched lab meets no goal, now or after a while.
fn starts_unsolved(lab: &Lab) -> Result<(), String> {
    let mut session = Session::new(lab, lab.cluster.seed);
    let later = session.world().now() + CALM;
    session.run_until(later);
    match session.goals().into_iter().find(|goal| goal.met) {
        Some(goal) => Err(format!("goal '{}' is met without doing anything", goal.id)),
        None => Ok(()),
    }
}

fn is_solved(lab: &Lab, script: &Script, seed: u64) -> Result<(), String> {
    let session = play(lab, script, seed)?;
    match session.goals().into_iter().find(|goal| !goal.met) {
        Some(goal) => {
            let why = goal
                .reason
                .map(|it| it.text(Language::English))
                .unwrap_or_default();
            Err(format!("goal '{}' is not met: {why}", goal.id))
        }
        None => Ok(()),
    }
}

fn stays_unsolved(lab: &Lab, script: &Script, not_met: &[String]) -> Result<(), String> {
    let session = play(lab, script, lab.cluster.seed)?;
    match session
        .goals()
        .into_iter()
        .find(|goal| goal.met && not_met.contains(&goal.id))
    {
        Some(goal) => Err(format!("goal '{}' is met all the same", goal.id)),
        None => Ok(()),
    }
}

/// The lines of a script that do something.
fn essential(script: &Script) -> Vec<usize> {
    let does = |line: &ScriptLine| match line {
        ScriptLine::Run { only_looks, .. } => !only_looks,
        ScriptLine::Fault { .. } => true,
        ScriptLine::Wait(_) | ScriptLine::WaitFor { .. } => false,
    };
    script
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| does(line))
        .map(|(at, _)| at)
        .collect()
}

fn needs_every_step(lab: &Lab, main: &Script, left_out: usize) -> Result<(), String> {
    let mut script = main.clone();
    let line = script.lines.remove(left_out);
    // A wait that is never fulfilled is fine here: the way is broken on purpose.
    let session = Player::new(lab, lab.cluster.seed).play(&script, false);
    match session.is_ok_and(|session| session.is_done()) {
        true => Err(format!("every goal is met without {line:?}")),
        false => Ok(()),
    }
}

/// Every command with a button can be run, one after the other, in a fresh lab.
fn text_runs(lab: &Lab) -> Result<(), String> {
    let mut player = Player::new(lab, lab.cluster.seed);
    for (machine, command) in lab.korean.runnable() {
        let output = player.run(machine, command)?;
        for trouble in ["command not found", "not supported"] {
            if output.contains(trouble) {
                return Err(format!(
                    "the text's `{command}` on {machine}: {}",
                    output.trim()
                ));
            }
        }
    }
    Ok(())
}

/// A lab after a script and some calm.
pub fn play(lab: &Lab, script: &Script, seed: u64) -> Result<Session, String> {
    Player::new(lab, seed).play(script, true)
}

struct Player<'a> {
    lab: &'a Lab,
    session: Session,
}

impl Player<'_> {
    fn new(lab: &Lab, seed: u64) -> Player<'_> {
        Player {
            lab,
            session: Session::new(lab, seed),
        }
    }

    fn play(mut self, script: &Script, must_arrive: bool) -> Result<Session, String> {
        let limit = self.session.world().now() + SCRIPT_LIMIT;
        for line in &script.lines {
            match line {
                ScriptLine::Run {
                    machine, command, ..
                } => {
                    self.run(machine, command)?;
                }
                ScriptLine::Fault { id } => self.fault(id)?,
                ScriptLine::Wait(duration) => self.let_pass(*duration),
                ScriptLine::WaitFor {
                    predicate,
                    source,
                    within,
                } => {
                    let mut monitor = Monitor::new(predicate.clone());
                    let arrived = self.wait_for(&mut monitor, *within);
                    if !arrived && must_arrive {
                        return Err(format!("{source}: not within {within:?}"));
                    }
                }
            }
            if self.session.world().now() > limit {
                return Err(format!("the script takes longer than {SCRIPT_LIMIT:?}"));
            }
        }
        self.let_pass(CALM);
        Ok(self.session)
    }

    /// Types a command into a machine's first terminal and waits until it ends.
    fn run(&mut self, machine: &str, command: &str) -> Result<String, String> {
        let id = self
            .lab
            .machine(machine)
            .ok_or_else(|| format!("there is no machine '{machine}'"))?;
        let terminal = engine::TerminalId {
            machine: id,
            index: 0,
        };
        let limit = self.session.world().now() + COMMAND_LIMIT;
        for line in self.session.expand(command).lines() {
            let input = Input::Enter {
                terminal,
                line: line.to_owned(),
            };
            self.session
                .input(input)
                .map_err(|error| error.to_string())?;
            self.run_while(limit, |session| {
                session
                    .world()
                    .view()
                    .machine(machine)
                    .is_some_and(|machine| {
                        machine
                            .terminals
                            .first()
                            .is_some_and(|terminal| terminal.prompt.is_none())
                    })
            });
        }
        let view = self.session.world().view();
        let terminal = view
            .machine(machine)
            .and_then(|machine| machine.terminals.first());
        let block = terminal.and_then(|terminal| terminal.blocks.last());
        Ok(block
            .map(|block| block.output.lines().collect::<Vec<_>>().join("\n"))
            .unwrap_or_default())
    }

    fn run_while(&mut self, limit: Instant, goes_on: impl Fn(&Session) -> bool) {
        while goes_on(&self.session) {
            match self.session.world().next_event_at() {
                Some(at) if at <= limit => self.session.run_until(at),
                _ => return,
            }
        }
    }

    fn fault(&mut self, id: &str) -> Result<(), String> {
        let fault = self.lab.faults.iter().find(|fault| fault.id == id);
        let fault = fault.ok_or_else(|| format!("there is no fault '{id}'"))?;
        let done = self.session.input(Input::Fault(fault.action));
        done.map(|_| ()).map_err(|error| error.to_string())
    }

    fn let_pass(&mut self, duration: Duration) {
        let until = self.session.world().now() + duration;
        self.session.run_until(until);
    }

    fn wait_for(&mut self, monitor: &mut Monitor, within: Duration) -> bool {
        let limit = self.session.world().now() + within;
        loop {
            let view = self.session.world().view();
            let versions = std::collections::BTreeMap::new();
            let trace = self.session.world().trace();
            let scene = Scene {
                view: &view,
                trace,
                token_versions: &versions,
            };
            if monitor.observe(scene) {
                return true;
            }
            if self.session.world().now() >= limit {
                return false;
            }
            self.let_pass(Duration::from_millis(100));
        }
    }
}
