//! What the browser keeps: settings, and for each lab its journal.
//!
//! A browser that refuses to store anything (private windows, `file://`) costs the student nothing
//! but the memory: every call then does nothing.

use std::collections::BTreeMap;

use engine::{Instant, Journal};
use labs::Language;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::stage::Opened;

/// How far a lab was when it was last saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub journal: Journal,
    pub now: Instant,
    pub step: usize,
    /// Hints shown for each goal.
    pub hints: BTreeMap<String, usize>,
    /// When each step was first opened.
    #[serde(default)]
    pub opened: BTreeMap<usize, Opened>,
    /// Goals met, for the catalogue.
    pub met: usize,
}

/// What a person chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// `ko` or `en`.
    pub language: String,
    pub theme: Option<Theme>,
    pub panes: usize,
}

/// The colours of the page. Without a choice the system's are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    Dark,
    Light,
}

/// What was found under a lab's name.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Nothing,
    Saved(Box<Saved>),
    /// Something that cannot be read. It was put aside under another name.
    Damaged,
}

const SETTINGS: &str = "swarm-lab/settings";

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn key(lab: &str) -> String {
    format!("swarm-lab/lab/{lab}")
}

/// Keeps a lab. A full or forbidden storage is no reason to stop the student.
pub fn save(lab: &str, saved: &Saved) {
    if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(saved)) {
        let _ = storage.set_item(&key(lab), &text);
    }
}

/// Finds what was kept of a lab.
pub fn load(lab: &str) -> Found {
    let text = storage().and_then(|storage| storage.get_item(&key(lab)).ok().flatten());
    let Some(text) = text else {
        return Found::Nothing;
    };
    match serde_json::from_str(&text) {
        Ok(saved) => Found::Saved(Box::new(saved)),
        Err(_) => {
            put_aside(lab, &text);
            Found::Damaged
        }
    }
}

/// Keeps a session that cannot be used under another name: nothing is lost.
pub fn put_aside(lab: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&format!("{}/damaged", key(lab)), text);
        let _ = storage.remove_item(&key(lab));
    }
}

/// Forgets a lab.
pub fn forget(lab: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&key(lab));
    }
}

impl Settings {
    /// What was chosen before, or what the browser asks for.
    pub fn load() -> Settings {
        let text = storage().and_then(|storage| storage.get_item(SETTINGS).ok().flatten());
        let chosen = text.and_then(|text| serde_json::from_str(&text).ok());
        chosen.unwrap_or_else(|| Settings {
            language: browser_language().code().to_owned(),
            theme: None,
            panes: 1,
        })
    }

    /// Keeps the choice.
    pub fn save(&self) {
        if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(self)) {
            let _ = storage.set_item(SETTINGS, &text);
        }
    }

    /// The colours the page has: the chosen ones, or the system's.
    pub fn shown_theme(&self) -> Theme {
        self.theme.unwrap_or_else(|| {
            let query = "(prefers-color-scheme: light)";
            let window = web_sys::window();
            let found = window.and_then(|window| window.match_media(query).ok().flatten());
            if found.is_some_and(|query| query.matches()) {
                Theme::Light
            } else {
                Theme::Dark
            }
        })
    }

    /// The chosen language.
    pub fn language(&self) -> Language {
        Language::ALL
            .into_iter()
            .find(|language| language.code() == self.language)
            .unwrap_or(Language::English)
    }
}

fn browser_language() -> Language {
    let language = web_sys::window().and_then(|window| window.navigator().language());
    match language {
        Some(language) if language.starts_with("ko") => Language::Korean,
        _ => Language::English,
    }
}
