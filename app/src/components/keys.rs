//! The list of keys, as a dialog.

use web_sys::{HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::app::Msg;
use crate::words::Words;

const KEYS: &[(&str, &str)] = &[
    ("F6 / Shift+F6", "key-regions"),
    ("Ctrl+.", "key-pause"),
    ("Ctrl+Alt+→", "key-step"),
    ("Ctrl+Alt+1 … 9", "key-terminal"),
    ("Tab", "key-complete"),
    ("↑ ↓", "key-history"),
    ("Ctrl+C", "key-interrupt"),
    ("Ctrl+L", "key-clear"),
    ("Esc Esc", "key-leave"),
];

#[derive(PartialEq, Properties)]
pub struct KeysProps {
    pub on_msg: Callback<Msg>,
}

/// The list of keys.
#[component]
pub fn Keys(props: &KeysProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let button = use_node_ref();
    {
        let button = button.clone();
        use_effect_with((), move |()| {
            if let Some(button) = button.cast::<HtmlElement>() {
                let _ = button.focus();
            }
        });
    }
    let on_close = props.on_msg.reform(|_: MouseEvent| Msg::Keys(false));
    let on_key = {
        let on_msg = props.on_msg.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => on_msg.emit(Msg::Keys(false)),
            // The only thing that takes the focus here is the button.
            "Tab" => event.prevent_default(),
            _ => (),
        })
    };
    html! {
        <div class="dialog-back" onkeydown={on_key}>
            <div class="dialog" role="dialog" aria-modal="true" aria-labelledby="keys-title">
                <h2 id="keys-title">{ words.get("keys-title") }</h2>
                <dl class="keys">
                    { for KEYS.iter().map(|(keys, word)| html! {
                        <div><dt><kbd>{ *keys }</kbd></dt><dd>{ words.get(word) }</dd></div>
                    }) }
                </dl>
                <button ref={button} onclick={on_close}>{ words.get("close") }</button>
            </div>
        </div>
    }
}
