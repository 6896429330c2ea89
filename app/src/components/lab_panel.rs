//! The text of a lab, one step at a time.

use std::collections::BTreeMap;
use std::rc::Rc;

use labs::{GoalState, Lab};
use yew::prelude::*;

use super::lab_text::{TextContext, block};
use crate::app::Msg;
use crate::route::Route;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct LabPanelProps {
    pub lab: Rc<Lab>,
    pub goals: Rc<Vec<GoalState>>,
    pub step: usize,
    /// What the step leaves open, with what it is now (`labs::open_texts`).
    pub filled: BTreeMap<String, String>,
    pub hints: BTreeMap<String, usize>,
    pub on_msg: Callback<Msg>,
}

/// The text of a lab.
#[component]
pub fn LabPanel(props: &LabPanelProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let text = props.lab.text(words.language);
    let Some(step) = text.steps.get(props.step) else {
        return Html::default();
    };
    let context = TextContext {
        words: words.clone(),
        lab: props.lab.clone(),
        goals: props.goals.clone(),
        hints: props.hints.clone(),
        filled: props.filled.clone(),
        step: step.id.clone(),
        on_msg: props.on_msg.clone(),
    };
    let (number, all) = ((props.step + 1).to_string(), text.steps.len().to_string());
    let met = props.goals.iter().filter(|goal| goal.met).count();
    html! {
        <article class="lab-text">
            <p class="step-of">
                { words.with("step-of", &[("number", &number), ("all", &all)]) }
                { " · " }
                { words.with("goals-met", &[("met", &met.to_string()), ("all", &props.goals.len().to_string())]) }
            </p>
            <progress max={props.goals.len().to_string()} value={met.to_string()} aria-label={words.get("goals")} />
            <h2 id="step-title" tabindex="-1">{ &step.title }</h2>
            { for step.blocks.iter().map(|it| block(it, &context)) }
            { buttons(props, text.steps.len(), &words) }
        </article>
    }
}

fn buttons(props: &LabPanelProps, steps: usize, words: &Words) -> Html {
    let step = props.step;
    let on_back = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::Step(step.saturating_sub(1)));
    let on_next = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::Step(step + 1));
    let on_reset = props.on_msg.reform(|_: MouseEvent| Msg::ResetStep);
    let is_done = props.goals.iter().all(|goal| goal.met);
    html! {
        <footer class="step-buttons">
            if step > 0 {
                <button onclick={on_back}>{ format!("← {}", words.get("step-back")) }</button>
            }
            <button onclick={on_reset}>{ words.get("reset-step") }</button>
            if step + 1 < steps {
                <button class="primary" onclick={on_next}>{ format!("{} →", words.get("step-next")) }</button>
            } else {
                <a class="button primary" href={Route::Catalogue.fragment()}>{ words.get("lab-finish") }</a>
            }
            if is_done {
                <p class="all-met">{ format!("✓ {}", words.get("goals-all-met")) }</p>
            }
        </footer>
    }
}
