//! The bar at the top: where one is, language, colours, keys.

use labs::Language;
use yew::prelude::*;

use crate::app::Msg;
use crate::route::Route;
use crate::storage::{Settings, Theme};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct HeaderProps {
    pub settings: Settings,
    pub route: Route,
    pub title: Option<String>,
    pub on_msg: Callback<Msg>,
}

/// The bar at the top.
#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let on_msg = &props.on_msg;
    let other = match words.language {
        Language::Korean => Language::English,
        Language::English => Language::Korean,
    };
    let on_language = on_msg.reform(move |_: MouseEvent| Msg::Language(other));
    let (theme, label) = match props.settings.shown_theme() {
        Theme::Light => (Theme::Dark, "theme-dark"),
        Theme::Dark => (Theme::Light, "theme-light"),
    };
    let on_theme = on_msg.reform(move |_: MouseEvent| Msg::Theme(theme));
    let on_keys = on_msg.reform(|_: MouseEvent| Msg::Keys(true));
    html! {
        <header class="top">
            <a class="home" href={Route::Catalogue.fragment()}>{ words.get("app-name") }</a>
            if let Some(title) = &props.title {
                <h1 class="where">{ title }</h1>
            }
            <nav class="tools" aria-label={words.get("settings")}>
                <button lang={other.code()} onclick={on_language}>{ words.get("language-other") }</button>
                <button onclick={on_theme}>{ words.get(label) }</button>
                <button onclick={on_keys} aria-label={words.get("keys")}>{ "?" }</button>
            </nav>
        </header>
    }
}
