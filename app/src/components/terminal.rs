//! A machine's terminal: blocks of output, and one native input line.

use std::sync::Arc;

use engine::{BlockView, MachineView, Power, Text};
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::prompt::Prompt;
use crate::app::{Msg, Proposal};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct TerminalProps {
    pub machine: Arc<MachineView>,
    pub pane: usize,
    pub is_used: bool,
    pub waiting: usize,
    pub proposal: Option<Proposal>,
    pub on_msg: Callback<Msg>,
}

/// A terminal.
#[component]
pub fn Terminal(props: &TerminalProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let screen = use_node_ref();
    let terminal = props.machine.terminals.first();
    let newest = terminal.and_then(|it| it.blocks.last().map(|block| block.id));
    use_end(screen.clone(), newest);
    let Some(terminal) = terminal else {
        return Html::default();
    };
    let pane = props.pane;
    let on_use = props.on_msg.reform(move |_: FocusEvent| Msg::UsePane(pane));
    let on_click = focus_prompt(&screen);
    let machine = &props.machine;
    html! {
        <section class={classes!("terminal", props.is_used.then_some("used"))} onfocusin={on_use}
            aria-label={words.with("terminal-of", &[("machine", &machine.name)])}
            data-terminal={machine.name.clone()}>
            <h3 class="terminal-title">
                <span>{ &machine.name }</span>
                <span class="ip" lang="en" translate="no">{ machine.address.to_string() }</span>
            </h3>
            <div class="screen" ref={screen} onclick={on_click} tabindex="0" role="log"
                aria-label={words.with("terminal-of", &[("machine", &machine.name)])}
                aria-live="off">
                <div class="lines">
                    { for terminal.blocks.iter().map(|it| block(it, &machine.name, &words)) }
                    if machine.power == Power::Off {
                        <p class="terminal-off">{ words.with("terminal-off", &[("machine", &machine.name)]) }</p>
                    } else {
                        <Prompt terminal={terminal.id} machine={machine.name.clone()}
                            prompt={terminal.prompt.clone()} history={terminal.history.clone()}
                            waiting={props.waiting} proposal={props.proposal.clone()}
                            on_msg={props.on_msg.clone()} />
                    }
                </div>
            </div>
        </section>
    }
}

/// A command and its output, as one article with a heading, so that it can be jumped to.
fn block(block: &BlockView, machine: &str, words: &Words) -> Html {
    let values = [("machine", machine), ("command", block.command.as_str())];
    let title = words.with("block-title", &values);
    let state = match block.exit {
        Some(status) => words.with("block-exit", &[("status", &status.to_string())]),
        None => words.get("block-running"),
    };
    let failed = block.exit.filter(|status| *status != 0);
    html! {
        <article key={block.id.to_string()} class="block"
            aria-label={format!("{title}, {state}")}>
            <h4 class="visually-hidden">{ format!("{title}, {state}") }</h4>
            <p class="typed" lang="en" translate="no" aria-hidden="true">
                <span class="ps1">{ &block.prompt }</span>{ " " }<span class="cmd">{ &block.command }</span>
                if let Some(status) = failed {
                    <span class="exit">{ format!("exit {status}") }</span>
                }
            </p>
            if !block.output.is_empty() {
                <pre lang="en" translate="no">{ text(&block.output) }</pre>
            }
        </article>
    }
}

fn text(output: &Text) -> String {
    output.lines().collect::<Vec<_>>().join("\n")
}

/// A new command brings the end into sight. As long as it is there the style keeps it there: the
/// screen's lines grow from its foot, where 0 is.
#[hook]
fn use_end(screen: NodeRef, newest: Option<u64>) {
    use_effect_with(newest, move |_| {
        if let Some(screen) = screen.cast::<Element>() {
            screen.set_scroll_top(0);
        }
    });
}

/// A click into the terminal goes to its prompt, unless something was selected to be copied.
fn focus_prompt(screen: &NodeRef) -> Callback<MouseEvent> {
    let screen = screen.clone();
    Callback::from(move |_| {
        let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
        if selection.is_some_and(|selection| !selection.is_collapsed()) {
            return;
        }
        let input = screen
            .cast::<Element>()
            .and_then(|it| it.query_selector("input").ok().flatten());
        if let Some(input) =
            input.and_then(|it| wasm_bindgen::JsCast::dyn_into::<HtmlElement>(it).ok())
        {
            let _ = input.focus();
        }
    })
}
