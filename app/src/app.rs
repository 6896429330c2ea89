//! The root: owns the session, takes every message, draws one screen.

mod browser;
mod choice;
mod update;

use std::rc::Rc;

use engine::{Duration, Fault, Input, MachineId, Suggestion, TaskId, TerminalId, View, WhyView};
use labs::{GoalState, Language};
use yew::prelude::*;

use crate::components::catalogue::Catalogue;
use crate::components::header::Header;
use crate::components::keys::Keys;
use crate::components::player::Player;
use crate::news::news;
use crate::playback::{Pace, Playback, TimeCommand};
use crate::route::Route;
use crate::stage::Stage;
use crate::storage::{Settings, Theme};
use crate::words::Words;

pub use browser::show_panics;

/// Everything that can be done on the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// A frame of the browser, at this wall time in milliseconds.
    Frame(f64),
    /// Another screen: a link was followed, or the browser went back.
    Open(Route),
    /// Does something in the world at once.
    Act(Input),
    /// Lines to be typed into a terminal, each when it has its prompt.
    Type {
        terminal: TerminalId,
        lines: Vec<String>,
    },
    /// A command of the text, run on a machine.
    Run {
        machine: String,
        command: String,
    },
    /// A command of the text, put into the prompt of a machine.
    Propose {
        machine: String,
        command: String,
    },
    Interrupt(TerminalId),
    /// Asks how the word that ends at `cursor` could go on; the answer comes by `reply`.
    Complete {
        terminal: TerminalId,
        line: String,
        cursor: usize,
        reply: Callback<Vec<Suggestion>>,
    },
    /// Breaks or mends, all at the same moment.
    Break(Vec<Fault>),
    /// Opens the faults of a machine, or closes them.
    Faults(Option<MachineId>),
    Time(TimeCommand),
    Step(usize),
    ResetStep,
    StartOver,
    Hint(String),
    /// Shows a machine or service on the map.
    PointAt(Option<String>),
    /// Opens the passport of a task, or closes it.
    Passport(Option<TaskId>),
    /// Shows a machine's terminal in the pane in use.
    ShowTerminal(MachineId),
    UsePane(usize),
    Panes(usize),
    Language(Language),
    Theme(Theme),
    /// On a narrow screen: the only region to be seen.
    Region(Region),
    Keys(bool),
    DismissNotice,
}

/// A part of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    Text,
    Map,
    Terminal,
    Time,
}

impl Region {
    pub const ALL: [Region; 4] = [Region::Text, Region::Map, Region::Terminal, Region::Time];

    /// As in element ids and in the words `region-…`.
    pub fn code(self) -> &'static str {
        match self {
            Region::Text => "text",
            Region::Map => "map",
            Region::Terminal => "terminal",
            Region::Time => "time",
        }
    }
}

/// Which terminals are on the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct PaneState {
    /// The machine in each pane.
    pub machines: Vec<MachineId>,
    /// The pane that takes the next choice.
    pub used: usize,
}

/// A command the text wants in a prompt; the number tells one request from the next.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    pub machine: String,
    pub command: String,
    pub number: u64,
}

/// The whole page.
pub struct App {
    words: Words,
    settings: Settings,
    route: Route,
    stage: Option<Stage>,
    playback: Playback,
    /// The world as it was last drawn; only its clock may be behind.
    view: Rc<View>,
    /// How much had happened in the world when it was last looked at.
    seen: u64,
    goals: Rc<Vec<GoalState>>,
    panes: PaneState,
    proposal: Proposal,
    pointed_at: Option<String>,
    /// The task whose passport is open, and why it is where it is.
    passport: Option<TaskId>,
    /// The machine whose faults are open.
    faults: Option<MachineId>,
    why: Option<Rc<WhyView>>,
    region: Region,
    keys_shown: bool,
    /// A sentence at the top until it is dismissed.
    notice: Option<String>,
    /// What a screen reader is told, and the wall time it was last told something.
    spoken: String,
    last_spoken_ms: f64,
    unspoken: Vec<String>,
    last_saved_ms: f64,
    browser: browser::Hooks,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        let settings = Settings::load();
        let words = Words::new(settings.language());
        let empty = View {
            now: engine::Instant::START,
            wall: engine::Timestamp(0),
            machines: Vec::new(),
        };
        let panes = PaneState {
            machines: Vec::new(),
            used: 0,
        };
        let mut app = App {
            words,
            settings,
            route: Route::Catalogue,
            stage: None,
            playback: Playback::default(),
            view: Rc::new(empty),
            seen: 0,
            goals: Rc::new(Vec::new()),
            panes,
            proposal: Proposal::default(),
            pointed_at: None,
            passport: None,
            faults: None,
            why: None,
            region: Region::Text,
            keys_shown: false,
            notice: None,
            spoken: String::new(),
            last_spoken_ms: 0.0,
            unspoken: Vec::new(),
            last_saved_ms: 0.0,
            browser: browser::Hooks::new(ctx),
        };
        app.apply_settings();
        app.open(browser::route());
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        if matches!(msg, Msg::Frame(_)) {
            self.browser.ask_for_frame(ctx);
        }
        self.take(msg)
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let on_msg = ctx.link().callback(|msg: Msg| msg);
        html! {
            <ContextProvider<Words> context={self.words.clone()}>
                if self.stage.is_some() {
                    <a class="skip" href="#region-terminal" onclick={browser::focus_instead("region-terminal")}>
                        { self.words.get("skip-to-terminal") }
                    </a>
                }
                <Header settings={self.settings.clone()} route={self.route.clone()}
                    title={self.title()} on_msg={on_msg.clone()} />
                { self.notice_view(&on_msg) }
                { self.screen(&on_msg) }
                if self.keys_shown {
                    <Keys on_msg={on_msg} />
                }
                <p class="visually-hidden" role="status" aria-live="polite">{ &self.spoken }</p>
            </ContextProvider<Words>>
        }
    }
}

impl App {
    fn title(&self) -> Option<String> {
        let lab = self.stage.as_ref()?.session.lab();
        match &self.route {
            Route::Catalogue => None,
            Route::Lab(_) => Some(lab.title.get(self.words.language).to_owned()),
            Route::Sandbox(template) => {
                Some(self.words.get(&format!("sandbox-{}", template.code())))
            }
        }
    }

    fn screen(&self, on_msg: &Callback<Msg>) -> Html {
        let Some(stage) = &self.stage else {
            return html! { <Catalogue on_msg={on_msg.clone()} /> };
        };
        let waiting = self.panes.machines.iter().map(|machine| {
            stage.waiting(TerminalId {
                machine: *machine,
                index: 0,
            })
        });
        html! {
            <Player
                view={self.view.clone()}
                goals={self.goals.clone()}
                lab={Rc::new(stage.session.lab().clone())}
                is_sandbox={matches!(self.route, Route::Sandbox(_))}
                step={stage.step}
                hints={stage.hints.clone()}
                panes={self.panes.clone()}
                waiting={waiting.collect::<Vec<_>>()}
                proposal={self.proposal.clone()}
                pointed_at={self.pointed_at.clone()}
                passport={self.passport.clone()}
                why={self.why.clone()}
                faults={self.faults}
                region={self.region}
                playback={self.playback}
                elapsed_s={stage.elapsed_s()}
                until_event={self.until_event(stage)}
                on_msg={on_msg.clone()}
            />
        }
    }

    fn notice_view(&self, on_msg: &Callback<Msg>) -> Html {
        let Some(notice) = &self.notice else {
            return Html::default();
        };
        html! {
            <div class="notice" role="alert">
                <p>{ notice }</p>
                <button onclick={on_msg.reform(|_| Msg::DismissNotice)}>{ self.words.get("close") }</button>
            </div>
        }
    }

    /// How long until something happens by itself; only shown while time stands still.
    fn until_event(&self, stage: &Stage) -> Option<Duration> {
        let world = stage.session.world();
        let at = world
            .next_event_at()
            .filter(|_| self.playback.pace == Pace::Paused)?;
        Some(at.since(world.now()))
    }

    /// Looks at the world if something has happened in it. Keeps what is equal to what was drawn
    /// before, so that it is not drawn again; returns whether anything differs.
    fn look(&mut self) -> bool {
        let Some(stage) = &self.stage else {
            return false;
        };
        let happened = stage.session.world().happened();
        if happened == self.seen {
            return false;
        }
        self.seen = happened;
        let mut view = stage.session.world().view();
        for machine in &mut view.machines {
            let old = self.view.machines.iter().find(|old| old.id == machine.id);
            if let Some(old) = old.filter(|old| **old == *machine) {
                *machine = old.clone();
            }
        }
        let goals = stage.goals();
        let why = stage.why(self.passport.as_ref());
        let why_changed = self.why.as_deref() != why.as_ref();
        if why_changed {
            self.why = why.map(Rc::new);
        }
        self.tell(&view, &goals);
        let goals_changed = *self.goals != goals;
        if goals_changed {
            self.goals = Rc::new(goals);
        }
        let has_changed = self.view.machines != view.machines;
        if has_changed {
            self.view = Rc::new(view);
        }
        goals_changed || why_changed || has_changed
    }

    fn tell(&mut self, view: &View, goals: &[GoalState]) {
        self.unspoken.extend(news(&self.view, view, &self.words));
        let Some(stage) = &self.stage else { return };
        for goal in goals.iter().filter(|goal| goal.met) {
            let was_met = self.goals.iter().any(|old| old.id == goal.id && old.met);
            let lab_goal = stage.session.lab().goals.iter().find(|it| it.id == goal.id);
            if let Some(lab_goal) = lab_goal.filter(|_| !was_met && !self.goals.is_empty()) {
                let say = lab_goal.say.get(self.words.language);
                self.unspoken
                    .push(self.words.with("news-goal", &[("goal", say)]));
            }
        }
    }
}
