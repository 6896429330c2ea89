//! The first screen: the labs, and blank machines to play with.

use labs::Lab;
use yew::prelude::*;

use crate::app::Msg;
use crate::components::lab_text::inline_code;
use crate::route::{Route, Template};
use crate::storage::{self, Found};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct CatalogueProps {
    pub on_msg: Callback<Msg>,
}

/// The list of labs.
#[component]
pub fn Catalogue(_props: &CatalogueProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let labs = use_memo((), |()| labs::catalogue());
    let first = labs
        .first()
        .map(|lab| Route::Lab(lab.id.clone()).fragment());
    html! {
        <main class="catalogue">
            <section class="hero">
                <h1>{ words.get("tagline") }</h1>
                <p>{ words.get("catalogue-intro") }</p>
                <a class="button primary" href={first}>{ words.get("start-now") }</a>
            </section>
            <section aria-labelledby="labs-title">
                <h2 id="labs-title">{ words.get("catalogue-title") }</h2>
                <ol class="cards">{ for labs.iter().map(|lab| lab_card(lab, &words)) }</ol>
            </section>
            <section aria-labelledby="sandbox-title">
                <h2 id="sandbox-title">{ words.get("sandbox") }</h2>
                <p>{ words.get("sandbox-intro") }</p>
                <ul class="cards small">
                    { for Template::ALL.into_iter().map(|template| sandbox_card(template, &words)) }
                </ul>
            </section>
        </main>
    }
}

fn lab_card(lab: &Lab, words: &Words) -> Html {
    let met = match storage::load(&lab.id) {
        Found::Saved(saved) => Some(saved.met),
        Found::Nothing | Found::Damaged => None,
    };
    let all = lab.goals.len();
    let is_done = met.is_some_and(|met| met >= all);
    let number = lab.folder.split('-').next().unwrap_or_default().to_owned();
    let minutes = words.with("minutes", &[("count", &lab.minutes.to_string())]);
    html! {
        <li>
            <a class="card" href={Route::Lab(lab.id.clone()).fragment()}>
                <span class="number" aria-hidden="true">{ number }</span>
                <span class="card-title">{ lab.title.get(words.language) }</span>
                <span class="card-summary">{ inline_code(lab.summary.get(words.language)) }</span>
                <span class="card-facts">
                    { minutes }
                    if let Some(met) = met {
                        { " · " }
                        { words.with("goals-met", &[("met", &met.to_string()), ("all", &all.to_string())]) }
                    }
                    if is_done {
                        { format!(" · ✓ {}", words.get("lab-done")) }
                    }
                </span>
            </a>
        </li>
    }
}

fn sandbox_card(template: Template, words: &Words) -> Html {
    let name = words.get(&format!("sandbox-{}", template.code()));
    html! {
        <li><a class="card" href={Route::Sandbox(template).fragment()}>
            <span class="card-title">{ name }</span>
        </a></li>
    }
}
