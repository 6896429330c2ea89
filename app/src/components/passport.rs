//! A task's passport: what it is, what was in its slot before, and why it is where it is.

use std::rc::Rc;

use engine::{ManagerView, NodeWhy, Rank, Refusal, Standing, TaskId, TaskView, WhyView};
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::task_chip::state_word;
use crate::app::Msg;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct PassportProps {
    pub task: TaskView,
    /// Older tasks of the same slot, newest first.
    pub earlier: Vec<TaskView>,
    /// The name of the node it is on.
    pub node: Option<String>,
    /// `None` when it was decided under an earlier leader, or not yet.
    pub why: Option<Rc<WhyView>>,
    pub on_msg: Callback<Msg>,
}

/// The passport of a task.
#[component]
pub fn Passport(props: &PassportProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let task = &props.task;
    let title = use_node_ref();
    {
        let title = title.clone();
        use_effect_with(task.id.clone(), move |_| {
            if let Some(title) = title.cast::<HtmlElement>() {
                let _ = title.focus();
            }
        });
    }
    let on_close = props.on_msg.reform(|_: MouseEvent| Msg::Passport(None));
    let on_key = {
        let on_msg = props.on_msg.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                on_msg.emit(Msg::Passport(None));
            }
        })
    };
    html! {
        <section class="passport" aria-labelledby="passport-title" onkeydown={on_key}>
            <header>
                <h3 id="passport-title" ref={title} tabindex="-1">
                    <span lang="en" translate="no">{ &task.name }</span>
                    { " · " }{ state_word(task, false, &words) }
                </h3>
                <button onclick={on_close}>{ words.get("close") }</button>
            </header>
            <p class="says" lang="en" translate="no">{ says(task) }</p>
            { earlier(&props.earlier, &words) }
            <h4>{ question(props, &words) }</h4>
            { table(props, &words) }
        </section>
    }
}

/// The daemon's own words.
fn says(task: &TaskView) -> String {
    match task.err.as_str() {
        "" => task.message.clone(),
        err => format!("{}: {err}", task.message),
    }
}

fn question(props: &PassportProps, words: &Words) -> String {
    match &props.node {
        Some(node) => words.with("why-here", &[("node", node)]),
        None => words.get("why-nowhere"),
    }
}

fn earlier(tasks: &[TaskView], words: &Words) -> Html {
    if tasks.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ words.get("slot-before") }</h4>
            <ul class="earlier">
                { for tasks.iter().map(|task| html! {
                    <li>
                        <code lang="en" translate="no">{ task.id.to_string().chars().take(12).collect::<String>() }</code>
                        { " " }{ state_word(task, false, words) }
                        if !task.err.is_empty() {
                            { " " }<span class="why" lang="en" translate="no">{ &task.err }</span>
                        }
                    </li>
                }) }
            </ul>
        </>
    }
}

fn table(props: &PassportProps, words: &Words) -> Html {
    let Some(why) = &props.why else {
        return html! { <p>{ words.get("why-unknown") }</p> };
    };
    if why.nodes.is_empty() {
        return html! { <p>{ words.get("why-no-nodes") }</p> };
    }
    let head = [
        "why-node",
        "why-verdict",
        "why-of-service",
        "why-all",
        "why-failures",
    ];
    html! {
        <>
            <p class="rule">{ words.get(rule(props, why)) }</p>
            <table class="why-table">
                <thead><tr>{ for head.map(|it| html! { <th scope="col">{ words.get(it) }</th> }) }</tr></thead>
                <tbody>{ for why.nodes.iter().map(|it| row(it, props, words)) }</tbody>
            </table>
        </>
    }
}

fn row(node: &NodeWhy, props: &PassportProps, words: &Words) -> Html {
    let is_chosen = props.node.as_ref() == Some(&node.hostname);
    let (mark, verdict) = match (is_chosen, node.standing, node.then_refused) {
        (true, ..) => ("★", words.get("why-chosen")),
        (false, Standing::Refused(refusal), _) => ("✖", words.get(refusal_word(refusal))),
        (false, _, Some(refusal)) => {
            let refusal = words.get(refusal_word(refusal));
            ("✖", words.with("why-then", &[("refusal", &refusal)]))
        }
        (false, Standing::Fits(_), None) => ("✓", words.get("why-fits")),
        (false, Standing::NotNeeded(_), None) => ("–", words.get("why-not-needed")),
    };
    let rank = rank(node.standing);
    let cell = |value: fn(&Rank) -> u64| match &rank {
        Some(rank) => html! { <td>{ value(rank).to_string() }</td> },
        None => html! { <td>{ "–" }</td> },
    };
    html! {
        <tr class={classes!(is_chosen.then_some("chosen"))}>
            <th scope="row" lang="en" translate="no">{ &node.hostname }</th>
            <td><span aria-hidden="true">{ mark }{ " " }</span>{ verdict }</td>
            { cell(|rank| rank.of_service) }
            { cell(|rank| rank.active) }
            { cell(|rank| rank.failures) }
        </tr>
    }
}

fn rank(standing: Standing) -> Option<Rank> {
    match standing {
        Standing::Refused(_) => None,
        Standing::Fits(rank) | Standing::NotNeeded(rank) => Some(rank),
    }
}

/// The rule that settled it, so that the numbers can be read.
fn rule(props: &PassportProps, why: &WhyView) -> &'static str {
    if props.node.is_none() {
        return "why-rule-none";
    }
    let ranks: Vec<Rank> = why
        .nodes
        .iter()
        .filter_map(|it| rank(it.standing))
        .collect();
    let best = ranks.iter().min();
    match ranks.iter().filter(|rank| Some(*rank) == best).count() {
        0 | 1 => "why-rule-best",
        _ => "why-rule-tie",
    }
}

fn refusal_word(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotReady => "refused-not-ready",
        Refusal::Resources => "refused-resources",
        Refusal::Plugin => "refused-plugin",
        Refusal::Constraints => "refused-constraints",
        Refusal::Platform => "refused-platform",
        Refusal::HostPort => "refused-host-port",
        Refusal::MaxReplicas => "refused-max-replicas",
        Refusal::Volumes => "refused-volumes",
    }
}

/// The passport of a task as a manager knows it; nothing when the task is gone.
pub fn passport(
    id: &TaskId,
    manager: &ManagerView,
    why: Option<Rc<WhyView>>,
    on_msg: &Callback<Msg>,
) -> Html {
    let tasks = &manager.store.tasks;
    let Some(task) = tasks.iter().find(|task| task.id == *id) else {
        return Html::default();
    };
    let is_earlier = |other: &&TaskView| {
        let is_same_slot = match task.slot {
            0 => other.node_id == task.node_id,
            slot => other.slot == slot,
        };
        is_same_slot && other.service_id == task.service_id && other.id != task.id
    };
    let mut earlier: Vec<TaskView> = tasks.iter().filter(is_earlier).cloned().collect();
    earlier.sort_by_key(|task| std::cmp::Reverse(task.since));
    let nodes = &manager.store.nodes;
    let node = nodes
        .iter()
        .find(|node| Some(&node.id) == task.node_id.as_ref());
    html! {
        <Passport task={task.clone()} {earlier} node={node.map(|node| node.hostname.clone())}
            {why} on_msg={on_msg.clone()} />
    }
}
