//! What a lab is: `lab.toml` read and checked.

use core::fmt;
use std::collections::BTreeMap;

use engine::{MachineId, Plan};
use serde::Deserialize;

use crate::{Folder, Language, Predicate, Script, Text};

/// A lab, ready to be played.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    pub id: String,
    /// Its folder's name.
    pub folder: String,
    /// The part of the course it belongs to.
    pub part: u32,
    pub minutes: u32,
    /// Labs to do before.
    pub needs: Vec<String>,
    pub title: Said,
    /// One line for the catalogue.
    pub summary: Said,
    pub cluster: Cluster,
    pub goals: Vec<Goal>,
    pub hints: Vec<Hint>,
    pub faults: Vec<Fault>,
    pub korean: Text,
    pub english: Text,
    pub proof: Proof,
}

/// Something said in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    pub ko: String,
    pub en: String,
}

/// The machines at the start, and what is done before the student sees them.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    pub plan: Plan,
    pub seed: u64,
    /// Machines that form a swarm at the start.
    pub managers: u16,
    pub workers: u16,
    /// Commands run silently: the machine's name, the command.
    pub setup: Vec<(String, String)>,
}

/// What is to be reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub id: String,
    /// The step of the text it belongs to.
    pub step: String,
    pub say: Said,
    pub when: Predicate,
    /// The name of the machine or service the map shows while it is not met.
    pub point_at: Option<String>,
    /// Goals that must be met before.
    pub after: Vec<String>,
}

/// A ladder of hints for a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub goal: String,
    pub rungs: Vec<Said>,
}

/// Something the student may break in this lab, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub id: String,
    pub action: engine::Fault,
}

/// The scripts that prove a lab.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// The first is the main solution.
    pub solutions: Vec<Script>,
    pub wrong: Vec<WrongPath>,
    /// Under so many seeds.
    pub seeds: u64,
}

/// A way that must not solve the lab.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongPath {
    pub script: Script,
    /// The goals it must leave unmet.
    pub not_met: Vec<String>,
}

/// A lab that cannot be read: which file, where in it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabError {
    pub file: String,
    pub message: String,
}

impl LabError {
    /// An error in a file of a lab.
    pub fn new(folder: &Folder, file: &str, message: impl fmt::Display) -> LabError {
        LabError {
            file: format!("{}/{file}", folder.name),
            message: message.to_string(),
        }
    }
}

impl fmt::Display for LabError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)
    }
}

impl Said {
    /// The words in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Korean => &self.ko,
            Language::English => &self.en,
        }
    }
}

/// LAB-FORMAT §2.5: the most a lab's files may weigh together.
const BYTES_MAX: usize = 60 * 1024;

/// The seed of a sandbox: everybody starts from the same one, so that "it happened to me" can be
/// seen again.
const SANDBOX_SEED: u64 = 4711;

/// The most machines a lab may ask for; a browser tab must carry them.
const MACHINES_MAX: u16 = 50;

/// `lab.toml` as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: u32,
    id: String,
    part: u32,
    minutes: u32,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default, rename = "sources")]
    _sources: Vec<String>,
    title: Said,
    summary: Said,
    cluster: WrittenCluster,
    #[serde(default, rename = "goal")]
    goals: Vec<WrittenGoal>,
    #[serde(default, rename = "hint")]
    hints: Vec<WrittenHint>,
    #[serde(default, rename = "fault")]
    faults: Vec<WrittenFault>,
    ci: WrittenProof,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCluster {
    seed: u64,
    #[serde(default)]
    managers: u16,
    #[serde(default)]
    workers: u16,
    /// Machines outside of any swarm.
    #[serde(default)]
    blank: u16,
    #[serde(default)]
    node: BTreeMap<String, WrittenMachine>,
    #[serde(default)]
    setup: Vec<WrittenSetup>,
}

/// What is unusual about one machine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMachine {
    /// More network cards: interface, address with prefix length.
    #[serde(default)]
    cards: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSetup {
    on: String,
    run: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenGoal {
    id: String,
    step: String,
    say: Said,
    when: String,
    point_at: Option<String>,
    #[serde(default)]
    after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHint {
    goal: String,
    ko: Vec<String>,
    en: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFault {
    id: String,
    #[serde(rename = "do")]
    action: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProof {
    main: String,
    #[serde(default)]
    also: Vec<String>,
    #[serde(default)]
    wrong: Vec<WrittenWrong>,
    #[serde(default = "default_seeds")]
    seeds: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWrong {
    script: String,
    not_met: Vec<String>,
}

fn default_seeds() -> u64 {
    20
}

impl Lab {
    /// Reads a lab from its files.
    pub fn read(folder: &Folder) -> Result<Lab, LabError> {
        let bytes: usize = folder.files.values().map(String::len).sum();
        if bytes > BYTES_MAX {
            let message = format!("a lab may have {BYTES_MAX} bytes; this one has {bytes}");
            return Err(LabError::new(folder, "", message));
        }
        let wrong = |message: String| LabError::new(folder, "lab.toml", message);
        let written: Written = toml::from_str(folder.file("lab.toml")?)
            .map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        if written.format != 1 {
            return Err(wrong(format!(
                "format {} is not known; this is 1",
                written.format
            )));
        }
        let plan = plan(&written.cluster).map_err(&wrong)?;
        let faults = faults(&written.faults, &plan).map_err(&wrong)?;
        let text = |file: &str| {
            Text::parse(folder.file(file)?).map_err(|error| LabError::new(folder, file, error))
        };
        let setup = written
            .cluster
            .setup
            .into_iter()
            .map(|it| (it.on, it.run))
            .collect();
        let lab = Lab {
            goals: goals(written.goals).map_err(&wrong)?,
            hints: written
                .hints
                .into_iter()
                .map(hint)
                .collect::<Result<_, _>>()
                .map_err(&wrong)?,
            faults,
            korean: text("text.ko.md")?,
            english: text("text.en.md")?,
            proof: proof(&written.ci, folder)?,
            id: written.id,
            folder: folder.name.clone(),
            part: written.part,
            minutes: written.minutes,
            needs: written.needs,
            title: written.title,
            summary: written.summary,
            cluster: Cluster {
                plan,
                seed: written.cluster.seed,
                managers: written.cluster.managers,
                workers: written.cluster.workers,
                setup,
            },
        };
        lab.check_names().map_err(&wrong)?;
        Ok(lab)
    }

    /// The text in a language.
    pub fn text(&self, language: Language) -> &Text {
        match language {
            Language::Korean => &self.korean,
            Language::English => &self.english,
        }
    }

    /// A machine of the plan by name.
    pub fn machine(&self, name: &str) -> Option<MachineId> {
        machine(&self.cluster.plan, name)
    }

    fn check_names(&self) -> Result<(), String> {
        let has_goal = |id: &String| self.goals.iter().any(|goal| goal.id == *id);
        for goal in &self.goals {
            if !self.korean.steps.iter().any(|step| step.id == goal.step) {
                return Err(format!(
                    "goal '{}': the text has no step '{}'",
                    goal.id, goal.step
                ));
            }
            if let Some(other) = goal.after.iter().find(|id| !has_goal(id)) {
                return Err(format!("goal '{}': there is no goal '{other}'", goal.id));
            }
        }
        let of_hints = self.hints.iter().map(|hint| &hint.goal);
        let of_wrong = self.proof.wrong.iter().flat_map(|wrong| &wrong.not_met);
        match of_hints.chain(of_wrong).find(|id| !has_goal(id)) {
            Some(id) => Err(format!("there is no goal '{id}'")),
            None => self.check_texts(),
        }
    }

    /// Both languages have the same steps, and the same commands to run in the same order.
    fn check_texts(&self) -> Result<(), String> {
        let (ko, en) = (self.korean.shape(), self.english.shape());
        match ko.iter().zip(&en).find(|(ko, en)| ko != en) {
            Some((ko, en)) => Err(format!("text.ko.md has {ko} where text.en.md has {en}")),
            None if ko.len() != en.len() => Err(format!(
                "text.ko.md has {} steps and commands, text.en.md {}",
                ko.len(),
                en.len()
            )),
            None => Ok(()),
        }
    }
}

fn machine(plan: &Plan, name: &str) -> Option<MachineId> {
    let at = plan
        .machines
        .iter()
        .position(|machine| machine.name == name)?;
    u16::try_from(at).ok().map(MachineId)
}

fn plan(written: &WrittenCluster) -> Result<Plan, String> {
    let count = u32::from(written.managers) + u32::from(written.workers) + u32::from(written.blank);
    let count = u16::try_from(count).unwrap_or(u16::MAX);
    if !(1..=MACHINES_MAX).contains(&count) {
        return Err(format!(
            "a lab has 1 to {MACHINES_MAX} machines, not {count}"
        ));
    }
    let mut plan = Plan::blank(count);
    for (name, unusual) in &written.node {
        let at = machine(&plan, name).ok_or_else(|| format!("there is no machine '{name}'"))?;
        for (interface, address) in &unusual.cards {
            let wrong = || format!("'{address}' is not an address with a prefix length");
            let (ip, len) = address.split_once('/').ok_or_else(wrong)?;
            let card = (
                interface.clone(),
                ip.parse().map_err(|_| wrong())?,
                len.parse()
                    .ok()
                    .filter(|len| *len <= 32)
                    .ok_or_else(wrong)?,
            );
            plan.machines[usize::from(at.0)].addresses.push(card);
        }
    }
    Ok(plan)
}

fn goals(written: Vec<WrittenGoal>) -> Result<Vec<Goal>, String> {
    let goal = |goal: WrittenGoal| {
        let when = Predicate::parse(&goal.when)
            .map_err(|error| format!("goal '{}', when {error}", goal.id))?;
        let WrittenGoal {
            id,
            step,
            say,
            when: _,
            point_at,
            after,
        } = goal;
        Ok(Goal {
            id,
            step,
            say,
            when,
            point_at,
            after,
        })
    };
    written.into_iter().map(goal).collect()
}

fn hint(written: WrittenHint) -> Result<Hint, String> {
    if written.ko.len() != written.en.len() {
        return Err(format!("the hints for '{}' differ in number", written.goal));
    }
    let rungs = written
        .ko
        .into_iter()
        .zip(written.en)
        .map(|(ko, en)| Said { ko, en });
    Ok(Hint {
        goal: written.goal,
        rungs: rungs.collect(),
    })
}

fn faults(written: &[WrittenFault], plan: &Plan) -> Result<Vec<Fault>, String> {
    let fault = |fault: &WrittenFault| {
        let action = action(&fault.action, plan)
            .ok_or_else(|| format!("fault '{}': '{}' means nothing", fault.id, fault.action))?;
        Ok(Fault {
            id: fault.id.clone(),
            action,
        })
    };
    written.iter().map(fault).collect()
}

/// `power_off("node3")`.
fn action(text: &str, plan: &Plan) -> Option<engine::Fault> {
    let (verb, rest) = text.split_once("(\"")?;
    let machine = machine(plan, rest.strip_suffix("\")")?)?;
    Some(match verb {
        "power_off" => engine::Fault::PowerOff(machine),
        "power_on" => engine::Fault::PowerOn(machine),
        "stop_daemon" => engine::Fault::StopDaemon(machine),
        "start_daemon" => engine::Fault::StartDaemon(machine),
        "kill_daemon" => engine::Fault::KillDaemon(machine),
        "unplug" => engine::Fault::Unplug(machine),
        "plug" => engine::Fault::Plug(machine),
        _ => return None,
    })
}

fn proof(written: &WrittenProof, folder: &Folder) -> Result<Proof, LabError> {
    let script = |file: &String| {
        Script::parse(folder.file(file)?).map_err(|error| LabError::new(folder, file, error))
    };
    let wrong = |it: &WrittenWrong| {
        Ok(WrongPath {
            script: script(&it.script)?,
            not_met: it.not_met.clone(),
        })
    };
    Ok(Proof {
        solutions: std::iter::once(&written.main)
            .chain(&written.also)
            .map(script)
            .collect::<Result<_, _>>()?,
        wrong: written.wrong.iter().map(wrong).collect::<Result<_, _>>()?,
        seeds: written.seeds,
    })
}

impl Lab {
    /// A lab without text and goals: machines to do with as one likes.
    pub fn sandbox(id: &str, (managers, workers, blank): (u16, u16, u16)) -> Lab {
        Lab {
            id: id.to_owned(),
            folder: String::new(),
            part: 0,
            minutes: 0,
            needs: Vec::new(),
            title: Said::default(),
            summary: Said::default(),
            cluster: Cluster {
                plan: Plan::blank(managers + workers + blank).with_client(),
                seed: SANDBOX_SEED,
                managers,
                workers,
                setup: Vec::new(),
            },
            goals: Vec::new(),
            hints: Vec::new(),
            faults: Vec::new(),
            korean: Text::default(),
            english: Text::default(),
            proof: Proof {
                solutions: Vec::new(),
                wrong: Vec::new(),
                seeds: 0,
            },
        }
    }
}
