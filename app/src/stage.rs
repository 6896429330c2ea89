//! What is being played: a lab's session, the step the student reads, and the lines that wait to be
//! typed.

use std::collections::{BTreeMap, VecDeque};

use engine::{Input, Instant, TaskId, TerminalId, View, WhyView};
use labs::{GoalState, Lab, Session};
use serde::{Deserialize, Serialize};

use crate::route::{Route, Template};
use crate::storage::{self, Found, Saved};

/// A lab or sandbox on the screen.
pub struct Stage {
    pub session: Session,
    pub step: usize,
    /// Hints shown for each goal.
    pub hints: BTreeMap<String, usize>,
    /// When each step was first opened.
    opened: BTreeMap<usize, Opened>,
    /// The session as it was then, as far as it was lived since the page was loaded.
    checkpoints: BTreeMap<usize, Session>,
    /// Lines that wait for a prompt, as what is typed ahead waits in a terminal.
    waiting: VecDeque<(TerminalId, String)>,
}

impl Stage {
    /// The stage of a screen, resumed where it was left. The second value tells whether what was
    /// saved could not be used.
    pub fn open(route: &Route) -> Option<(Stage, bool)> {
        let lab = match route {
            Route::Catalogue => return None,
            Route::Lab(id) => labs::find(id)?,
            Route::Sandbox(template) => sandbox(*template),
        };
        Some(match storage::load(&lab.id) {
            Found::Saved(saved) => match Stage::resume(&lab, &saved) {
                Some(stage) => (stage, false),
                None => {
                    let text = serde_json::to_string(&saved).unwrap_or_default();
                    storage::put_aside(&lab.id, &text);
                    (Stage::fresh(&lab), true)
                }
            },
            Found::Nothing => (Stage::fresh(&lab), false),
            Found::Damaged => (Stage::fresh(&lab), true),
        })
    }

    /// The lab from its beginning.
    pub fn fresh(lab: &Lab) -> Stage {
        Stage::around(Session::new(lab, lab.cluster.seed))
    }

    fn around(session: Session) -> Stage {
        let opened = BTreeMap::from([(0, Opened::now(&session))]);
        let checkpoints = BTreeMap::from([(0, session.clone())]);
        Stage {
            session,
            step: 0,
            hints: BTreeMap::new(),
            opened,
            checkpoints,
            waiting: VecDeque::new(),
        }
    }

    /// Lives a saved session again; `None` when it is not one of this lab, or would take for ever.
    fn resume(lab: &Lab, saved: &Saved) -> Option<Stage> {
        let is_ours = saved.journal.plan == lab.cluster.plan;
        let is_sane = saved.now.elapsed().as_secs() < RESUME_LIMIT_S;
        if !is_ours || !is_sane {
            return None;
        }
        let session = Session::resume(lab, &saved.journal, saved.now);
        let last_step = lab.korean.steps.len().saturating_sub(1);
        let mut stage = Stage::around(session);
        stage.step = saved.step.min(last_step);
        stage.hints = saved.hints.clone();
        let is_past = |its: &(&usize, &Opened)| its.1.at <= saved.now;
        let opened = saved.opened.iter().filter(is_past);
        stage.opened = opened.map(|(step, its)| (*step, *its)).collect();
        stage.checkpoints.clear();
        Some(stage)
    }

    /// Keeps it in the browser.
    pub fn save(&self) {
        let goals = self.session.goals();
        let saved = Saved {
            journal: self.session.world().journal().clone(),
            now: self.session.world().now(),
            step: self.step,
            hints: self.hints.clone(),
            opened: self.opened.clone(),
            met: goals.iter().filter(|goal| goal.met).count(),
        };
        storage::save(&self.session.lab().id, &saved);
    }

    /// Opens a step.
    pub fn go_to(&mut self, step: usize) {
        self.step = step.min(self.session.lab().korean.steps.len().saturating_sub(1));
        if !self.opened.contains_key(&self.step) {
            self.opened.insert(self.step, Opened::now(&self.session));
            self.checkpoints.insert(self.step, self.session.clone());
        }
    }

    /// Back to how it was when this step was first opened.
    pub fn reset_step(&mut self) {
        let begin = match self.checkpoints.get(&self.step) {
            Some(session) => Some(session.clone()),
            None => self.opened.get(&self.step).map(|it| it.live(&self.session)),
        };
        if let Some(session) = begin {
            self.checkpoints.insert(self.step, session.clone());
            self.session = session;
        }
        self.opened.retain(|step, _| *step <= self.step);
        self.checkpoints.retain(|step, _| *step <= self.step);
        self.waiting.clear();
    }

    /// Lets a line wait for its terminal's prompt.
    pub fn queue(&mut self, terminal: TerminalId, line: &str) {
        self.waiting.push_back((terminal, line.to_owned()));
    }

    /// How many lines wait for a terminal.
    pub fn waiting(&self, terminal: TerminalId) -> usize {
        self.waiting
            .iter()
            .filter(|(its, _)| *its == terminal)
            .count()
    }

    /// Drops what waits for a terminal: Ctrl-C flushes what was typed ahead.
    pub fn flush(&mut self, terminal: TerminalId) {
        self.waiting.retain(|(its, _)| *its != terminal);
    }

    /// Types the lines whose terminal has a prompt. Returns whether it typed any.
    pub fn type_waiting(&mut self, view: &View) -> bool {
        let is_ready = |terminal: TerminalId| {
            let machine = view
                .machines
                .iter()
                .find(|machine| machine.id == terminal.machine);
            let its = machine.and_then(|it| it.terminals.iter().find(|its| its.id == terminal));
            its.is_some_and(|its| its.prompt.is_some())
        };
        let next = self
            .waiting
            .iter()
            .position(|(terminal, _)| is_ready(*terminal));
        let Some((terminal, line)) = next.and_then(|at| self.waiting.remove(at)) else {
            return false;
        };
        // A terminal that is gone takes nothing any more.
        let _ = self.session.input(Input::Enter { terminal, line });
        true
    }

    /// Lets time pass up to a moment.
    pub fn run_until(&mut self, until: Instant) {
        self.session.run_until(until);
    }

    /// Whole seconds since the student got the machines.
    pub fn elapsed_s(&self) -> u64 {
        self.session
            .world()
            .now()
            .since(self.session.begins())
            .as_secs()
    }

    /// Why a task is where it is.
    pub fn why(&self, task: Option<&TaskId>) -> Option<WhyView> {
        self.session.world().why(task?)
    }

    /// The goals of the step that is open, with how they stand.
    pub fn goals(&self) -> Vec<GoalState> {
        self.session.goals()
    }
}

/// The moment a step was first opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    at: Instant,
    /// How many inputs had been made by then.
    inputs: usize,
}

impl Opened {
    fn now(session: &Session) -> Opened {
        Opened {
            at: session.world().now(),
            inputs: session.world().journal().entries.len(),
        }
    }

    /// Lives a session again up to this moment.
    fn live(self, session: &Session) -> Session {
        let mut journal = session.world().journal().clone();
        journal.entries.truncate(self.inputs);
        Session::resume(session.lab(), &journal, self.at)
    }
}

/// A saved session longer than this in virtual time is not lived again: it would freeze the page.
const RESUME_LIMIT_S: u64 = 24 * 3600;

/// The sandbox of a template.
pub fn sandbox(template: Template) -> Lab {
    Lab::sandbox(&format!("sandbox-{}", template.code()), template.machines())
}
