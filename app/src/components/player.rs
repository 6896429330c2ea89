//! Text, map, terminals and time together on one screen.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::{Duration, MachineId, TaskId, View, WhyView};
use labs::{GoalState, Lab};
use yew::prelude::*;

use super::lab_panel::LabPanel;
use super::map::Map;
use super::terminal_area::TerminalArea;
use super::time_bar::TimeBar;
use crate::app::{Msg, PaneState, Proposal, Region};
use crate::playback::Playback;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct PlayerProps {
    pub view: Rc<View>,
    pub goals: Rc<Vec<GoalState>>,
    pub lab: Rc<Lab>,
    pub is_sandbox: bool,
    pub step: usize,
    pub hints: BTreeMap<String, usize>,
    pub panes: PaneState,
    /// Lines that wait for each pane's prompt.
    pub waiting: Vec<usize>,
    pub proposal: Proposal,
    pub pointed_at: Option<String>,
    /// The task whose passport is open.
    pub passport: Option<TaskId>,
    pub why: Option<Rc<WhyView>>,
    /// The machine whose faults are open.
    pub faults: Option<MachineId>,
    pub region: Region,
    pub playback: Playback,
    /// Since the student got the machines.
    pub elapsed_s: u64,
    /// While time stands still: how long until something happens.
    pub until_event: Option<Duration>,
    pub on_msg: Callback<Msg>,
}

/// The player.
#[component]
pub fn Player(props: &PlayerProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let shows = format!("player shows-{}", props.region.code());
    let is_sandbox = props.is_sandbox.then_some("is-sandbox");
    html! {
        <main class={classes!(shows, is_sandbox)}>
            { region(Region::Text, &words, text(props, &words)) }
            { region(Region::Map, &words, html! {
                <Map view={props.view.clone()} pointed_at={props.pointed_at.clone()}
                    passport={props.passport.clone()} why={props.why.clone()} faults={props.faults}
                    on_msg={props.on_msg.clone()} />
            }) }
            { region(Region::Terminal, &words, html! {
                <TerminalArea view={props.view.clone()} panes={props.panes.clone()}
                    waiting={props.waiting.clone()} proposal={props.proposal.clone()}
                    on_msg={props.on_msg.clone()} />
            }) }
            { region(Region::Time, &words, html! {
                <TimeBar elapsed_s={props.elapsed_s} until_event={props.until_event}
                    pace={props.playback.pace} speed={props.playback.speed}
                    on_msg={props.on_msg.clone()} />
            }) }
            { region_bar(props, &words) }
        </main>
    }
}

fn region(region: Region, words: &Words, content: Html) -> Html {
    let id = format!("region-{}", region.code());
    let label = words.get(&id);
    html! {
        <section class={classes!("region", id.clone())} id={id.clone()} aria-label={label} tabindex="-1">
            { content }
        </section>
    }
}

fn text(props: &PlayerProps, words: &Words) -> Html {
    if props.is_sandbox {
        let on_new = props.on_msg.reform(|_: MouseEvent| Msg::StartOver);
        return html! {
            <article class="lab-text">
                <h2>{ words.get("sandbox") }</h2>
                <p>{ words.get("sandbox-intro") }</p>
                <p>{ words.get("sandbox-goal-free") }</p>
                <button onclick={on_new}>{ words.get("sandbox-new") }</button>
            </article>
        };
    }
    let step = props.lab.text(words.language).steps.get(props.step);
    let open = step.map(labs::open_texts).unwrap_or_default();
    let filled: BTreeMap<String, String> = open
        .into_iter()
        .map(|text| (text.to_owned(), labs::fill(text, &props.view)))
        .collect();
    html! {
        <LabPanel {filled} lab={props.lab.clone()} goals={props.goals.clone()} step={props.step}
            hints={props.hints.clone()} on_msg={props.on_msg.clone()} />
    }
}

/// On a narrow screen: which region is seen.
fn region_bar(props: &PlayerProps, words: &Words) -> Html {
    let button = |region: Region| {
        let on_show = props
            .on_msg
            .reform(move |_: MouseEvent| Msg::Region(region));
        let is_shown = props.region == region;
        html! {
            <button aria-pressed={is_shown.to_string()} onclick={on_show}>
                { words.get(&format!("region-{}", region.code())) }
            </button>
        }
    };
    html! {
        <nav class="region-bar" aria-label={words.get("regions")}>
            { for Region::ALL.into_iter().map(button) }
        </nav>
    }
}
