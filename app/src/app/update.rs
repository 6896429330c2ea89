//! What each message does.

use std::rc::Rc;

use engine::{Fault, Input, MachineId, TerminalId};
use labs::Language;

use super::{App, Msg, PaneState, Region};
use crate::playback::TimeCommand;
use crate::route::Route;
use crate::stage::Stage;
use crate::words::Words;
use crate::{app::browser, storage};

/// News are told together, at most so often, so that a screen reader can finish a sentence.
const SPEAK_EVERY_MS: f64 = 1500.0;

/// The time of a session is kept this often while it runs by itself.
const SAVE_EVERY_MS: f64 = 5000.0;

impl App {
    /// Carries out a message; returns whether the page looks different now.
    pub(super) fn take(&mut self, msg: Msg) -> bool {
        match msg {
            Msg::Frame(wall_ms) => self.frame(wall_ms),
            Msg::Open(route) => self.open(route),
            Msg::Act(input) => self.act(input),
            Msg::Type { terminal, lines } => self.type_lines(terminal, &lines),
            Msg::Run { machine, command } => self.run(&machine, &command),
            Msg::Propose { machine, command } => self.propose(&machine, &command),
            Msg::Interrupt(terminal) => {
                if let Some(stage) = &mut self.stage {
                    stage.flush(terminal);
                }
                self.act(Input::Interrupt { terminal })
            }
            Msg::Complete {
                terminal,
                line,
                cursor,
                reply,
            } => {
                if let Some(stage) = &self.stage {
                    reply.emit(stage.session.world().complete(terminal, &line, cursor));
                }
                false
            }
            Msg::Break(fault) => self.break_it(fault),
            Msg::Time(command) => self.time(command),
            Msg::Step(step) => self.step(step),
            Msg::ResetStep => self.reset_step(),
            Msg::StartOver => self.start_over(),
            Msg::Hint(goal) => self.hint(goal),
            Msg::PointAt(name) => {
                if name.is_some() {
                    self.region = Region::Map;
                }
                self.pointed_at = name;
                true
            }
            Msg::Passport(task) => {
                let why = self.stage.as_ref().and_then(|it| it.why(task.as_ref()));
                self.why = why.map(Rc::new);
                self.passport = task;
                true
            }
            Msg::ShowTerminal(machine) => self.show_terminal(machine),
            Msg::UsePane(pane) => {
                self.panes.used = pane.min(self.panes.machines.len().saturating_sub(1));
                true
            }
            Msg::Panes(count) => self.set_panes(count),
            Msg::Language(language) => self.set_language(language),
            Msg::Theme(theme) => {
                self.settings.theme = Some(theme);
                self.apply_settings();
                true
            }
            Msg::Region(region) => {
                self.region = region;
                browser::focus(&format!("region-{}", region.code()));
                true
            }
            Msg::Keys(shown) => {
                self.keys_shown = shown;
                true
            }
            Msg::DismissNotice => {
                self.notice = None;
                true
            }
        }
    }

    fn frame(&mut self, wall_ms: f64) -> bool {
        let passed = self.playback.frame(wall_ms);
        let mut has_changed = self.speak(wall_ms);
        let Some(stage) = &mut self.stage else {
            return has_changed;
        };
        if !passed.is_zero() {
            let second = stage.elapsed_s();
            let until = stage.session.world().now() + passed;
            stage.run_until(until);
            has_changed |= stage.elapsed_s() != second;
        }
        let typed = stage.type_waiting(&self.view);
        if typed {
            stage.save();
        } else if wall_ms - self.last_saved_ms > SAVE_EVERY_MS {
            self.last_saved_ms = wall_ms;
            stage.save();
        }
        self.look() || has_changed
    }

    fn speak(&mut self, wall_ms: f64) -> bool {
        if self.unspoken.is_empty() || wall_ms - self.last_spoken_ms < SPEAK_EVERY_MS {
            return false;
        }
        self.last_spoken_ms = wall_ms;
        // Of several sentences on one thing only the last is still true.
        let mut sentences: Vec<String> = Vec::new();
        for sentence in self.unspoken.drain(..) {
            let subject = |text: &str| text.split(':').next().map(str::to_owned);
            sentences.retain(|earlier| subject(earlier) != subject(&sentence));
            sentences.push(sentence);
        }
        self.spoken = sentences.join(". ");
        true
    }

    /// Goes to a screen, resuming what was left there.
    pub(super) fn open(&mut self, route: Route) -> bool {
        if let Some(stage) = &self.stage {
            stage.save();
        }
        let opened = Stage::open(&route);
        let damaged = opened.as_ref().is_some_and(|(_, damaged)| *damaged);
        self.notice = damaged.then(|| self.words.get("saved-damaged"));
        // An address that names no lab shows the list of labs.
        self.route = if opened.is_some() {
            route
        } else {
            Route::Catalogue
        };
        self.stage = opened.map(|(stage, _)| stage);
        self.playback.resume();
        self.pointed_at = None;
        self.passport = None;
        self.why = None;
        self.region = if matches!(self.route, Route::Sandbox(_)) {
            Region::Terminal
        } else {
            Region::Text
        };
        self.goals = Default::default();
        self.seen = 0;
        browser::set_title(&self.words, self.title().as_deref());
        self.look();
        self.unspoken.clear();
        self.panes = PaneState {
            machines: Vec::new(),
            used: 0,
        };
        let panes = self.settings.panes;
        self.set_panes(panes);
        true
    }

    fn act(&mut self, input: Input) -> bool {
        let Some(stage) = &mut self.stage else {
            return false;
        };
        // What names a terminal or machine that is gone changes nothing.
        let _ = stage.session.input(input);
        stage.save();
        self.look()
    }

    fn type_lines(&mut self, terminal: TerminalId, lines: &[String]) -> bool {
        let Some(stage) = &mut self.stage else {
            return false;
        };
        for line in lines {
            stage.queue(terminal, line);
        }
        if stage.type_waiting(&self.view) {
            stage.save();
        }
        self.look();
        true
    }

    fn run(&mut self, machine: &str, command: &str) -> bool {
        let Some((id, lines)) = self.command(machine, command) else {
            return false;
        };
        self.show_terminal(id);
        // Where only one region is seen, what was just run is what one wants to see.
        self.region = Region::Terminal;
        self.type_lines(
            TerminalId {
                machine: id,
                index: 0,
            },
            &lines,
        )
    }

    fn propose(&mut self, machine: &str, command: &str) -> bool {
        let Some((id, lines)) = self.command(machine, command) else {
            return false;
        };
        self.show_terminal(id);
        self.region = Region::Terminal;
        self.proposal.machine = machine.to_owned();
        self.proposal.command = lines.join("; ");
        self.proposal.number += 1;
        true
    }

    /// The machine of that name, and the command's lines with what they speak of filled in.
    fn command(&self, machine: &str, command: &str) -> Option<(MachineId, Vec<String>)> {
        let stage = self.stage.as_ref()?;
        let id = stage.session.lab().machine(machine)?;
        let command = stage.session.expand(command);
        Some((id, command.lines().map(str::to_owned).collect()))
    }

    fn break_it(&mut self, fault: Fault) -> bool {
        self.act(Input::Fault(fault))
    }

    fn time(&mut self, command: TimeCommand) -> bool {
        let Some(stage) = &mut self.stage else {
            return false;
        };
        let world = stage.session.world();
        let until = self
            .playback
            .command(command, world.now(), world.next_event_at());
        if let Some(until) = until {
            stage.run_until(until);
            stage.save();
            self.look();
        }
        true
    }

    fn step(&mut self, step: usize) -> bool {
        let Some(stage) = &mut self.stage else {
            return false;
        };
        stage.go_to(step);
        stage.save();
        browser::focus("step-title");
        true
    }

    fn reset_step(&mut self) -> bool {
        let Some(stage) = &mut self.stage else {
            return false;
        };
        stage.reset_step();
        stage.save();
        self.goals = Default::default();
        self.seen = 0;
        self.unspoken.push(self.words.get("reset-step-done"));
        self.look();
        true
    }

    fn start_over(&mut self) -> bool {
        if let Some(stage) = self.stage.take() {
            storage::forget(&stage.session.lab().id);
        }
        let route = self.route.clone();
        self.open(route)
    }

    fn hint(&mut self, goal: String) -> bool {
        let Some(stage) = &mut self.stage else {
            return false;
        };
        let all = stage.session.hints(&goal, Language::English).len();
        let shown = stage.hints.entry(goal).or_default();
        *shown = (*shown + 1).min(all);
        stage.save();
        true
    }

    fn show_terminal(&mut self, machine: MachineId) -> bool {
        match self.panes.machines.iter().position(|its| *its == machine) {
            Some(pane) => self.panes.used = pane,
            None => {
                let used = self.panes.used;
                if let Some(pane) = self.panes.machines.get_mut(used) {
                    *pane = machine;
                }
            }
        }
        true
    }

    fn set_panes(&mut self, count: usize) -> bool {
        self.settings.panes = count;
        self.settings.save();
        let machines = self.view.machines.iter().map(|machine| machine.id);
        let mut shown: Vec<MachineId> = self.panes.machines.clone();
        let more: Vec<MachineId> = machines
            .filter(|machine| !shown.contains(machine))
            .collect();
        shown.extend(more);
        shown.truncate(count.max(1));
        self.panes.used = self.panes.used.min(shown.len().saturating_sub(1));
        self.panes.machines = shown;
        true
    }

    fn set_language(&mut self, language: Language) -> bool {
        self.settings.language = language.code().to_owned();
        self.words = Words::new(language);
        self.apply_settings();
        browser::set_title(&self.words, self.title().as_deref());
        true
    }

    /// Keeps the settings and puts them on the page.
    pub(super) fn apply_settings(&mut self) {
        self.settings.save();
        browser::set_page(self.words.language, self.settings.theme);
    }

    /// Carries out a time command by its key.
    pub(super) fn is_time_key(key: &str) -> Option<TimeCommand> {
        match key {
            "." => Some(TimeCommand::Toggle),
            "ArrowRight" => Some(TimeCommand::Step),
            _ => None,
        }
    }
}
