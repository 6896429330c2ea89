//! The page's own browser: frames, the address, keys that work everywhere, focus.

use engine::MachineId;
use gloo_events::{EventListener, EventListenerOptions};
use gloo_render::{AnimationFrame, request_animation_frame};
use labs::Language;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::{App, Msg, Region};
use crate::route::Route;
use crate::storage::Theme;
use crate::words::Words;

/// What keeps the page going; dropped with it.
pub(super) struct Hooks {
    frame: Option<AnimationFrame>,
    _listeners: Vec<EventListener>,
}

impl Hooks {
    /// Asks for the first frame and listens to the address and to keys.
    pub(super) fn new(ctx: &Context<App>) -> Hooks {
        let mut hooks = Hooks {
            frame: None,
            _listeners: listeners(ctx),
        };
        hooks.ask_for_frame(ctx);
        hooks
    }

    /// Asks for one more frame.
    pub(super) fn ask_for_frame(&mut self, ctx: &Context<App>) {
        let link = ctx.link().clone();
        self.frame = Some(request_animation_frame(move |at| {
            link.send_message(Msg::Frame(at))
        }));
    }
}

fn listeners(ctx: &Context<App>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else {
        return Vec::new();
    };
    let link = ctx.link().clone();
    let address = EventListener::new(&window, "hashchange", move |_| {
        link.send_message(Msg::Open(route()))
    });
    let link = ctx.link().clone();
    let options = EventListenerOptions::enable_prevent_default();
    let keys = EventListener::new_with_options(&window, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if let Some(msg) = message_of(event) {
            event.prevent_default();
            link.send_message(msg);
        }
    });
    vec![address, keys]
}

/// Keys that work wherever the focus is (UX §9).
fn message_of(event: &KeyboardEvent) -> Option<Msg> {
    if event.is_composing() {
        return None;
    }
    let key = event.key();
    if key == "F6" {
        return Some(Msg::Region(next_region(event.shift_key())));
    }
    if event.ctrl_key() && !event.alt_key() && key == "." {
        return App::is_time_key(".").map(Msg::Time);
    }
    if event.ctrl_key() && event.alt_key() {
        if let Some(number @ 1..=9) = key.chars().next().and_then(|digit| digit.to_digit(10)) {
            return Some(Msg::ShowTerminal(MachineId(number as u16 - 1)));
        }
        return App::is_time_key(&key).map(Msg::Time);
    }
    let in_field = event
        .target()
        .and_then(|it| it.dyn_into::<web_sys::Element>().ok());
    let typing = in_field.is_some_and(|it| matches!(it.tag_name().as_str(), "INPUT" | "SELECT"));
    (key == "?" && !typing).then_some(Msg::Keys(true))
}

/// The region after the one that has the focus.
fn next_region(backwards: bool) -> Region {
    let focused = document().and_then(|document| document.active_element());
    let is_in = |region: &Region| {
        let selector = format!("#region-{}", region.code());
        focused
            .as_ref()
            .is_some_and(|it| it.closest(&selector).ok().flatten().is_some())
    };
    let count = Region::ALL.len();
    let next = match (Region::ALL.iter().position(is_in), backwards) {
        (Some(at), false) => (at + 1) % count,
        (Some(at), true) => (at + count - 1) % count,
        (None, false) => 0,
        (None, true) => count - 1,
    };
    Region::ALL[next]
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// The screen of the address.
pub(super) fn route() -> Route {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok());
    Route::from_fragment(&hash.unwrap_or_default())
}

/// Puts the focus on an element once it is drawn.
pub(super) fn focus(id: &str) {
    let id = id.to_owned();
    gloo_timers::callback::Timeout::new(0, move || {
        let element = document().and_then(|document| document.get_element_by_id(&id));
        if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    })
    .forget();
}

/// A link that moves the focus and leaves the address alone, since the address is the screen.
pub(super) fn focus_instead(id: &'static str) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        focus(id);
    })
}

/// The title of the browser's tab.
pub(super) fn set_title(words: &Words, title: Option<&str>) {
    let name = words.get("app-name");
    if let Some(document) = document() {
        document
            .set_title(&title.map_or_else(|| name.clone(), |title| format!("{title} · {name}")));
    }
}

/// Language and colours of the page.
pub(super) fn set_page(language: Language, theme: Option<Theme>) {
    let Some(root) = document().and_then(|document| document.document_element()) else {
        return;
    };
    let _ = root.set_attribute("lang", language.code());
    let _ = match theme {
        Some(Theme::Dark) => root.set_attribute("data-theme", "dark"),
        Some(Theme::Light) => root.set_attribute("data-theme", "light"),
        None => root.remove_attribute("data-theme"),
    };
}

/// If our own code should ever panic, the student is told what to do instead of seeing a page that
/// does nothing. What was typed is saved already.
pub fn show_panics() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        let words = Words::new(crate::storage::Settings::load().language());
        let Some(body) = document().and_then(|document| document.body()) else {
            return;
        };
        let text = format!(
            "{}\n{}",
            words.get("broken-title"),
            words.get("broken-text")
        );
        let made = document().and_then(|document| document.create_element("div").ok());
        if let Some(element) = made {
            element.set_class_name("broken");
            let _ = element.set_attribute("role", "alert");
            element.set_text_content(Some(&text));
            let _ = body.prepend_with_node_1(&element);
        }
    }));
}
