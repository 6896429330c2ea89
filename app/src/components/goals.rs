//! The goals of a step, ticking by themselves; what fails, and hints.

use std::collections::BTreeMap;
use std::rc::Rc;

use labs::{Goal, GoalState, Lab};
use yew::prelude::*;

use super::lab_text::inline_code;
use crate::app::Msg;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct GoalsProps {
    pub lab: Rc<Lab>,
    pub goals: Rc<Vec<GoalState>>,
    pub hints: BTreeMap<String, usize>,
    pub step: String,
    pub on_msg: Callback<Msg>,
}

/// The goals of a step.
#[component]
pub fn Goals(props: &GoalsProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let of_step = props
        .lab
        .goals
        .iter()
        .filter(|goal| goal.step == props.step);
    html! {
        <section class="goals" aria-label={words.get("goals")}>
            <h3>{ words.get("goals") }</h3>
            <ul>{ for of_step.map(|goal| goal_item(goal, props, &words)) }</ul>
        </section>
    }
}

fn goal_item(goal: &Goal, props: &GoalsProps, words: &Words) -> Html {
    let state = props.goals.iter().find(|state| state.id == goal.id);
    let met = state.is_some_and(|state| state.met);
    let (mark, word) = if met {
        ("☑", "goal-met")
    } else {
        ("☐", "goal-open")
    };
    let reason = state.and_then(|state| state.reason.as_ref());
    html! {
        <li class={classes!("goal", met.then_some("met"))} data-goal={goal.id.clone()} data-met={met.to_string()}>
            <span class="mark" aria-hidden="true">{ mark }</span>
            <div>
                <p>
                    { inline_code(goal.say.get(words.language)) }
                    <span class="visually-hidden">{ format!(" ({})", words.get(word)) }</span>
                </p>
                if let Some(reason) = reason {
                    <p class="reason" lang="en" translate="no">{ reason.text(words.language) }</p>
                }
                if !met {
                    { help(goal, props, words) }
                }
            </div>
        </li>
    }
}

fn help(goal: &Goal, props: &GoalsProps, words: &Words) -> Html {
    let ladder = props.lab.hints.iter().find(|hint| hint.goal == goal.id);
    let rungs = ladder.map(|hint| hint.rungs.as_slice()).unwrap_or_default();
    let shown = props
        .hints
        .get(&goal.id)
        .copied()
        .unwrap_or(0)
        .min(rungs.len());
    let counts = [
        ("shown", shown.to_string()),
        ("all", rungs.len().to_string()),
    ];
    let label = words.with("hint", &[("shown", &counts[0].1), ("all", &counts[1].1)]);
    let id = goal.id.clone();
    let on_hint = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::Hint(id.clone()));
    let point_at = goal.point_at.clone();
    let on_point = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::PointAt(point_at.clone()));
    html! {
        <>
            if shown > 0 {
                <ol class="hints">
                    { for rungs[..shown].iter().map(|rung| html! {
                        <li>{ inline_code(rung.get(words.language)) }</li>
                    }) }
                </ol>
            }
            <div class="goal-buttons">
                if shown < rungs.len() {
                    <button onclick={on_hint}>{ label }</button>
                }
                if goal.point_at.is_some() {
                    <button onclick={on_point}>{ words.get("show-on-map") }</button>
                }
            </div>
        </>
    }
}
