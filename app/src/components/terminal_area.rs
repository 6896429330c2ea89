//! The terminals: a tab for each machine, and one, two or four panes.

use std::rc::Rc;
use std::sync::Arc;

use engine::{MachineId, MachineView, View};
use yew::prelude::*;

use super::terminal::Terminal;
use crate::app::{Msg, PaneState, Proposal};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct TerminalAreaProps {
    pub view: Rc<View>,
    pub panes: PaneState,
    pub waiting: Vec<usize>,
    pub proposal: Proposal,
    pub on_msg: Callback<Msg>,
}

/// The terminals.
#[component]
pub fn TerminalArea(props: &TerminalAreaProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let count = props.panes.machines.len();
    html! {
        <div class="terminal-area" id="terminals">
            <div class="terminal-head">
                <h2 class="visually-hidden">{ words.get("terminals") }</h2>
                <ul class="machine-tabs">
                    { for props.view.machines.iter().map(|machine| tab(machine, props, &words)) }
                </ul>
                { pane_buttons(count, &words, &props.on_msg) }
            </div>
            <div class={format!("panes panes-{count}")}>
                { for props.panes.machines.iter().enumerate().map(|(at, id)| pane(at, *id, props)) }
            </div>
        </div>
    }
}

fn tab(machine: &MachineView, props: &TerminalAreaProps, words: &Words) -> Html {
    let id = machine.id;
    let on_show = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::ShowTerminal(id));
    let is_shown = props.panes.machines.contains(&id);
    html! {
        <li>
            <button aria-pressed={is_shown.to_string()} onclick={on_show}
                aria-label={words.with("terminal-of", &[("machine", &machine.name)])}>
                { &machine.name }
            </button>
        </li>
    }
}

fn pane_buttons(shown: usize, words: &Words, on_msg: &Callback<Msg>) -> Html {
    let button = |count: usize| {
        let on_panes = on_msg.reform(move |_: MouseEvent| Msg::Panes(count));
        let label = words.with("panes-count", &[("count", &count.to_string())]);
        html! {
            <button class="pane-count" aria-pressed={(count == shown).to_string()} title={label}
                onclick={on_panes}>{ count }</button>
        }
    };
    html! {
        <div class="pane-counts" role="group" aria-label={words.get("panes")}>
            { for [1, 2, 4].into_iter().map(button) }
        </div>
    }
}

fn pane(at: usize, id: MachineId, props: &TerminalAreaProps) -> Html {
    let machine = props.view.machines.iter().find(|machine| machine.id == id);
    let Some(machine) = machine else {
        return Html::default();
    };
    let proposal = (props.proposal.machine == machine.name).then(|| props.proposal.clone());
    html! {
        <Terminal key={machine.name.clone()} machine={Arc::clone(machine)} pane={at}
            is_used={props.panes.used == at} waiting={props.waiting.get(at).copied().unwrap_or(0)}
            {proposal} on_msg={props.on_msg.clone()} />
    }
}
