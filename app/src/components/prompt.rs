//! The line one types into: a native input, so that Hangul, screen readers, selection and paste are
//! the browser's own business.
//!
//! While a composition is under way every key belongs to it; we act on Enter only when it has ended.

use std::rc::Rc;
use std::sync::Arc;

use engine::{Suggestion, TerminalId};
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::app::{Msg, Proposal};
use crate::paste;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct PromptProps {
    pub terminal: TerminalId,
    pub machine: String,
    /// `None` while a program runs.
    pub prompt: Option<String>,
    pub history: Arc<Vec<String>>,
    pub waiting: usize,
    pub proposal: Option<Proposal>,
    pub on_msg: Callback<Msg>,
}

/// What the prompt remembers between keys.
#[derive(Clone, Debug, Default, PartialEq)]
struct Memory {
    /// Which line of the history is shown, counted from the newest; 0 is what is being typed.
    back: usize,
    /// What was being typed before the history was looked through.
    draft: String,
    suggestions: Rc<Vec<Suggestion>>,
    /// Escape was pressed: the next Tab leaves the terminal.
    escaped: bool,
}

/// The line one types into.
#[component]
pub fn Prompt(props: &PromptProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let input = use_node_ref();
    let memory = use_state_eq(Memory::default);
    use_proposal(input.clone(), props.proposal.clone());
    let keys = KeyHandling {
        terminal: props.terminal,
        history: props.history.clone(),
        on_msg: props.on_msg.clone(),
        input: input.clone(),
        memory: memory.clone(),
    };
    let key_row = key_row(&keys, &words);
    let on_key = Callback::from(move |event: KeyboardEvent| keys.key(&event));
    let on_paste = on_paste(props);
    let on_interrupt = interrupt(props);
    let label = words.with("terminal-input", &[("machine", &props.machine)]);
    html! {
        <>
            <div class={classes!("prompt", props.prompt.is_none().then_some("busy"))}>
                <span class="ps1" lang="en" translate="no" aria-hidden="true">
                    { props.prompt.clone().unwrap_or_default() }
                </span>
                <input ref={input} type="text" aria-label={label} onkeydown={on_key} onpaste={on_paste}
                    autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false"
                    lang="en" enterkeyhint="send" />
                if props.prompt.is_none() {
                    <button class="stop" title={words.get("terminal-busy")} onclick={on_interrupt}>
                        { words.get("interrupt") }
                    </button>
                }
            </div>
            if props.waiting > 0 {
                <p class="waiting-lines">{ words.with("paste-queued", &[("count", &props.waiting.to_string())]) }</p>
            }
            { suggestions(&memory, &words) }
            { key_row }
        </>
    }
}

/// Keys that the keyboard of a phone does not have, or hides.
fn key_row(keys: &KeyHandling, words: &Words) -> Html {
    let button = |label: &'static str, act: fn(&KeyHandling, &HtmlInputElement)| {
        let keys = keys.clone();
        let on_click = Callback::from(move |event: MouseEvent| {
            // The click is not one into the terminal: the keyboard stays as it is.
            event.stop_propagation();
            if let Some(field) = keys.input.cast::<HtmlInputElement>() {
                act(&keys, &field);
            }
        });
        let keep_focus = Callback::from(|event: MouseEvent| event.prevent_default());
        html! { <button onmousedown={keep_focus} onclick={on_click} tabindex="-1">{ label }</button> }
    };
    html! {
        <div class="key-row" role="group" aria-label={words.get("keys")} lang="en" translate="no">
            { button("Tab", |keys, field| { keys.tab(field); }) }
            { button("↑", |keys, field| { keys.look_back(field, true); }) }
            { button("↓", |keys, field| { keys.look_back(field, false); }) }
            { button("Ctrl+C", |keys, field| { keys.interrupt(field); }) }
            { button("-", |_, field| insert(field, "-")) }
            { button("/", |_, field| insert(field, "/")) }
            { button("|", |_, field| insert(field, "|")) }
            { button("\"", |_, field| insert(field, "\"")) }
            { button("$", |_, field| insert(field, "$")) }
            { button("⏎", |keys, field| { keys.enter(field); }) }
        </div>
    }
}

fn suggestions(memory: &Memory, words: &Words) -> Html {
    let found = &memory.suggestions;
    let list = found
        .iter()
        .map(|it| html! { <li lang="en" translate="no">{ it.word.trim_end() }</li> });
    let spoken = match found.len() {
        0 => String::new(),
        count => {
            let names: Vec<&str> = found.iter().take(10).map(|it| it.word.trim()).collect();
            format!(
                "{}: {}",
                words.with("completions", &[("count", &count.to_string())]),
                names.join(", ")
            )
        }
    };
    html! {
        <>
            if !found.is_empty() {
                <ul class="suggestions" aria-hidden="true">{ for list }</ul>
            }
            <p class="visually-hidden" aria-live="polite">{ spoken }</p>
        </>
    }
}

/// A command of the text arrives in the prompt and waits there for Enter.
#[hook]
fn use_proposal(input: NodeRef, proposal: Option<Proposal>) {
    use_effect_with(proposal, move |proposal| {
        let field = input.cast::<HtmlInputElement>();
        if let (Some(proposal), Some(field)) = (proposal, field) {
            field.set_value(&proposal.command);
            let _ = field.focus();
        }
    });
}

fn interrupt(props: &PromptProps) -> Callback<MouseEvent> {
    let terminal = props.terminal;
    props
        .on_msg
        .reform(move |_: MouseEvent| Msg::Interrupt(terminal))
}

/// One line is pasted as text; several are typed one after the other.
fn on_paste(props: &PromptProps) -> Callback<Event> {
    let (terminal, on_msg) = (props.terminal, props.on_msg.clone());
    Callback::from(move |event: Event| {
        let pasted = wasm_bindgen::JsCast::dyn_ref::<web_sys::ClipboardEvent>(&event)
            .and_then(|event| event.clipboard_data())
            .and_then(|data| data.get_data("text/plain").ok());
        let Some(text) = pasted else { return };
        let field = event.target_dyn_into::<HtmlInputElement>();
        let Some(field) = field else { return };
        let mut lines = paste::lines(&text);
        if lines.len() == 1 && !text.ends_with('\n') {
            // The browser pastes it, unless a prompt has to be stripped.
            if lines[0] != text {
                event.prevent_default();
                insert(&field, &lines[0]);
            }
            return;
        }
        event.prevent_default();
        lines[0] = format!("{}{}", field.value(), lines[0]);
        field.set_value("");
        on_msg.emit(Msg::Type { terminal, lines });
    })
}

/// Puts text where the cursor is.
fn insert(field: &HtmlInputElement, text: &str) {
    let value = field.value();
    let start = byte_offset(&value, field.selection_start().ok().flatten());
    let end = byte_offset(&value, field.selection_end().ok().flatten()).max(start);
    let whole = format!("{}{text}{}", &value[..start], &value[end..]);
    field.set_value(&whole);
    let cursor = value[..start].encode_utf16().count() + text.encode_utf16().count();
    let _ = field.set_selection_range(cursor as u32, cursor as u32);
}

/// The browser counts in UTF-16, we in bytes.
fn byte_offset(text: &str, utf16: Option<u32>) -> usize {
    let Some(utf16) = utf16 else {
        return text.len();
    };
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= utf16 {
            return at;
        }
        units += letter.len_utf16() as u32;
    }
    text.len()
}

/// All a key needs to do its work.
#[derive(Clone)]
struct KeyHandling {
    terminal: TerminalId,
    history: Arc<Vec<String>>,
    on_msg: Callback<Msg>,
    input: NodeRef,
    memory: UseStateHandle<Memory>,
}

impl KeyHandling {
    fn key(&self, event: &KeyboardEvent) {
        // 229 is what a browser without composition events calls a key of a composition.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let Some(field) = self.input.cast::<HtmlInputElement>() else {
            return;
        };
        let key = event.key();
        let done = match (key.as_str(), event.ctrl_key() && !event.alt_key()) {
            ("Enter", _) => self.enter(&field),
            ("Tab", false) if !event.shift_key() => self.tab(&field),
            ("ArrowUp", false) => self.look_back(&field, true),
            ("ArrowDown", false) => self.look_back(&field, false),
            ("Escape", _) => self.escape(),
            ("c", true) => self.interrupt(&field),
            ("l", true) => self.send(Msg::Type {
                terminal: self.terminal,
                lines: vec!["clear".to_owned()],
            }),
            ("d", true) if field.value().is_empty() => {
                self.send(Msg::Act(engine::Input::EndOfInput {
                    terminal: self.terminal,
                }))
            }
            ("u", true) => cut(&field, Cut::ToStart),
            ("k", true) => cut(&field, Cut::ToEnd),
            ("a", true) => move_cursor(&field, 0),
            ("e", true) => move_cursor(&field, field.value().encode_utf16().count() as u32),
            _ => {
                if self.memory.escaped && key != "Tab" && key != "Shift" {
                    self.memory.set(Memory {
                        escaped: false,
                        ..(*self.memory).clone()
                    });
                }
                false
            }
        };
        if done {
            event.prevent_default();
        }
    }

    fn send(&self, msg: Msg) -> bool {
        self.on_msg.emit(msg);
        true
    }

    fn enter(&self, field: &HtmlInputElement) -> bool {
        let line = field.value();
        field.set_value("");
        self.memory.set(Memory::default());
        // Safari pastes decomposed Hangul; commands and files are compared composed.
        let line = line.replace('\u{a0}', " ");
        self.send(Msg::Type {
            terminal: self.terminal,
            lines: vec![line],
        })
    }

    /// Escape twice, or once before Tab, leaves the terminal to the page.
    fn escape(&self) -> bool {
        if self.memory.escaped
            && let Some(field) = self.input.cast::<HtmlInputElement>()
        {
            let _ = field.blur();
        }
        let suggestions = Rc::new(Vec::new());
        self.memory.set(Memory {
            escaped: true,
            suggestions,
            ..(*self.memory).clone()
        });
        true
    }

    fn tab(&self, field: &HtmlInputElement) -> bool {
        if self.memory.escaped {
            self.memory.set(Memory {
                escaped: false,
                ..(*self.memory).clone()
            });
            return false;
        }
        let line = field.value();
        let cursor = byte_offset(&line, field.selection_start().ok().flatten());
        let (field, memory) = (field.clone(), self.memory.clone());
        let before = line[..cursor].to_owned();
        let reply =
            Callback::from(move |found: Vec<Suggestion>| complete(&field, &before, &memory, found));
        self.send(Msg::Complete {
            terminal: self.terminal,
            line,
            cursor,
            reply,
        })
    }

    fn look_back(&self, field: &HtmlInputElement, earlier: bool) -> bool {
        let mut memory = (*self.memory).clone();
        if memory.back == 0 {
            memory.draft = field.value();
        }
        memory.back = match earlier {
            true => (memory.back + 1).min(self.history.len()),
            false => memory.back.saturating_sub(1),
        };
        let line = match memory.back {
            0 => memory.draft.clone(),
            back => self.history[self.history.len() - back].clone(),
        };
        field.set_value(&line);
        self.memory.set(memory);
        true
    }

    /// A selection is copied (by the browser); otherwise the program is interrupted.
    fn interrupt(&self, field: &HtmlInputElement) -> bool {
        let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
        let outside = selection.is_some_and(|it| !it.is_collapsed());
        let inside = field.selection_start().ok() != field.selection_end().ok();
        if outside || inside {
            return false;
        }
        field.set_value("");
        self.memory.set(Memory::default());
        self.send(Msg::Interrupt(self.terminal))
    }
}

/// One suggestion is taken; of several, what they have in common, and the list is shown.
fn complete(
    field: &HtmlInputElement,
    before: &str,
    memory: &UseStateHandle<Memory>,
    found: Vec<Suggestion>,
) {
    let word_start = before
        .rfind([' ', '\t', '|', ';', '&', '(', '='])
        .map_or(0, |at| at + 1);
    let typed = &before[word_start..];
    let common = found
        .iter()
        .map(|it| it.word.as_str())
        .reduce(common_prefix)
        .unwrap_or_default();
    if common.len() > typed.len() && common.starts_with(typed) {
        insert(field, &common[typed.len()..]);
    }
    // As bash does: the only choice is finished, unless more of a path or value may follow.
    if let [only] = found.as_slice()
        && !only.word.ends_with(['/', '=', ' '])
        && only.word.starts_with(typed)
    {
        insert(field, " ");
    }
    let shown = if found.len() > 1 { found } else { Vec::new() };
    memory.set(Memory {
        suggestions: Rc::new(shown),
        ..(**memory).clone()
    });
}

fn common_prefix<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one
        .char_indices()
        .zip(other.chars())
        .take_while(|((_, one), other)| one == other);
    let end = same
        .last()
        .map_or(0, |((at, letter), _)| at + letter.len_utf8());
    &one[..end]
}

enum Cut {
    ToStart,
    ToEnd,
}

fn cut(field: &HtmlInputElement, what: Cut) -> bool {
    let value = field.value();
    let cursor = byte_offset(&value, field.selection_start().ok().flatten());
    let (rest, at) = match what {
        Cut::ToStart => (&value[cursor..], 0),
        Cut::ToEnd => (
            &value[..cursor],
            value[..cursor].encode_utf16().count() as u32,
        ),
    };
    field.set_value(rest);
    move_cursor(field, at)
}

fn move_cursor(field: &HtmlInputElement, at: u32) -> bool {
    let _ = field.set_selection_range(at, at);
    true
}
