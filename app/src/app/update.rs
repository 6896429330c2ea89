//! What each message does.

use engine::{Fault, Input, MachineId, TerminalId};
use labs::Language;

use super::{App, Msg, PaneState, Region};
use crate::playback::TimeCommand;
use crate::route::Route;
use crate::stage::Stage;
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
            Msg::Interrupt(terminal) => self.interrupt(terminal),
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
            Msg::Break(faults) => self.break_all(faults),
            Msg::Time(command) => self.time(command),
            Msg::Step(step) => self.step(step),
            Msg::ResetStep => self.reset_step(),
            Msg::StartOver => self.start_over(),
            Msg::Hint(goal) => self.hint(goal),
            Msg::PointAt(name) => self.point_at(name),
            Msg::Passport(task) => self.open_passport(task),
            Msg::Faults(machine) => self.open_faults(machine),
            Msg::ShowTerminal(machine) => self.show_terminal(machine),
            Msg::UsePane(pane) => self.use_pane(pane),
            Msg::Panes(count) => self.set_panes(count),
            Msg::Language(language) => self.set_language(language),
            Msg::Theme(theme) => self.set_theme(theme),
            Msg::Region(region) => self.show_region(region),
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
        self.faults = None;
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

    fn interrupt(&mut self, terminal: TerminalId) -> bool {
        if let Some(stage) = &mut self.stage {
            stage.flush(terminal);
        }
        self.act(Input::Interrupt { terminal })
    }

    fn break_all(&mut self, faults: Vec<Fault>) -> bool {
        let mut has_changed = false;
        for fault in faults {
            has_changed |= self.act(Input::Fault(fault));
        }
        has_changed
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

    /// Carries out a time command by its key.
    pub(super) fn is_time_key(key: &str) -> Option<TimeCommand> {
        match key {
            "." => Some(TimeCommand::Toggle),
            "ArrowRight" => Some(TimeCommand::Step),
            _ => None,
        }
    }
}
