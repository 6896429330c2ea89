//! A lab's text as HTML, block by block; commands get buttons.

use std::collections::BTreeMap;
use std::rc::Rc;

use labs::{Block, GoalState, Inline, Lab};
use yew::prelude::*;

use super::goals::Goals;
use super::icon::Icon;
use crate::app::Msg;
use crate::words::Words;

/// What the blocks of a text need besides themselves.
#[derive(Clone, PartialEq)]
pub struct TextContext {
    pub words: Words,
    pub lab: Rc<Lab>,
    pub goals: Rc<Vec<GoalState>>,
    pub hints: BTreeMap<String, usize>,
    /// What the step leaves open, with what it is now.
    pub filled: BTreeMap<String, String>,
    pub step: String,
    pub on_msg: Callback<Msg>,
}

impl TextContext {
    fn fill(&self, text: &str) -> String {
        self.filled
            .get(text)
            .map_or(text, String::as_str)
            .to_owned()
    }
}

/// A block of a text.
pub fn block(block: &Block, context: &TextContext) -> Html {
    match block {
        Block::Paragraph(text) => html! { <p>{ inlines(text, context) }</p> },
        Block::Heading(text) => html! { <h3>{ inlines(text, context) }</h3> },
        Block::List {
            ordered: true,
            items,
        } => html! { <ol>{ for list(items, context) }</ol> },
        Block::List {
            ordered: false,
            items,
        } => html! { <ul>{ for list(items, context) }</ul> },
        Block::Quote(blocks) => {
            html! { <blockquote>{ for blocks.iter().map(|it| self::block(it, context)) }</blockquote> }
        }
        Block::Run { machine, command } => run_block(machine, command, context),
        Block::Paste(text) | Block::Code(text) => {
            html! { <pre class="code" lang="en" translate="no" tabindex="0">{ context.fill(text) }</pre> }
        }
        Block::Output(text) => {
            html! { <pre class="code out" lang="en" translate="no" tabindex="0">{ context.fill(text) }</pre> }
        }
        Block::Fault(id) => fault_block(id, context),
        Block::Goals => html! {
            <Goals lab={context.lab.clone()} goals={context.goals.clone()}
                hints={context.hints.clone()} step={context.step.clone()}
                on_msg={context.on_msg.clone()} />
        },
    }
}

fn list<'a>(items: &'a [Vec<Block>], context: &'a TextContext) -> impl Iterator<Item = Html> + 'a {
    items.iter().map(|item| {
        // An item of one paragraph needs none.
        if let [Block::Paragraph(text)] = item.as_slice() {
            return html! { <li>{ inlines(text, context) }</li> };
        }
        html! { <li>{ for item.iter().map(|it| block(it, context)) }</li> }
    })
}

fn run_block(machine: &str, command: &str, context: &TextContext) -> Html {
    let words = &context.words;
    let (its, text) = (machine.to_owned(), command.to_owned());
    let on_run = context.on_msg.reform(move |_: MouseEvent| Msg::Run {
        machine: its.clone(),
        command: text.clone(),
    });
    let (its, text) = (machine.to_owned(), command.to_owned());
    let on_propose = context.on_msg.reform(move |_: MouseEvent| Msg::Propose {
        machine: its.clone(),
        command: text.clone(),
    });
    let command = context.fill(command);
    let label = words.with("run-on-label", &[("command", &command)]);
    html! {
        <div class="run">
            <pre lang="en" translate="no" tabindex="0">{ command }</pre>
            <div class="run-buttons">
                <button class="primary" onclick={on_run}>
                    { Icon::Play.view() }
                    <span>{ machine }<span class="visually-hidden">{ label }</span></span>
                </button>
                <button onclick={on_propose}>{ words.get("to-prompt") }</button>
            </div>
        </div>
    }
}

fn fault_block(id: &str, context: &TextContext) -> Html {
    let fault = context.lab.faults.iter().find(|fault| fault.id == id);
    let Some(fault) = fault.map(|fault| fault.action) else {
        return Html::default();
    };
    let on_break = context
        .on_msg
        .reform(move |_: MouseEvent| Msg::Break(vec![fault]));
    let machine = &context.lab.cluster.plan.machines[usize::from(fault.machine().0)].name;
    let what = context.words.get(super::node_card::fault_word(fault));
    html! {
        <p><button class="danger" onclick={on_break}>
            { Icon::Fault.view() }{ format!("{what} ({machine})") }
        </button></p>
    }
}

fn inlines(text: &[Inline], context: &TextContext) -> Html {
    html! { <>{ for text.iter().map(|piece| inline(piece, context)) }</> }
}

fn inline(piece: &Inline, context: &TextContext) -> Html {
    match piece {
        Inline::Text(text) => html! { { text } },
        Inline::Code(text) => {
            html! { <code lang="en" translate="no">{ context.fill(text) }</code> }
        }
        Inline::Strong(inner) => html! { <strong>{ inlines(inner, context) }</strong> },
        Inline::Emphasis(inner) => html! { <em>{ inlines(inner, context) }</em> },
        Inline::Link { to, text } => {
            html! { <a href={to.clone()} rel="noopener noreferrer">{ inlines(text, context) }</a> }
        }
        Inline::Break => html! { <br /> },
    }
}

/// A short text in which `this` is code.
pub fn inline_code(text: &str) -> Html {
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => html! { { part } },
        _ => html! { <code lang="en" translate="no">{ part }</code> },
    });
    html! { <>{ for parts }</> }
}
