//! What you see: Yew components that draw the engine's views and send one message type.
//!
//! For now this is only the frame of the page, there to prove the way from source to browser.
//! It decides nothing about Swarm and never will.

#![allow(clippy::float_arithmetic, reason = "positions on the screen")]

use yew::prelude::*;

/// The whole page.
#[component]
pub fn App() -> Html {
    html! {
        <main>
            <h1>{ "Swarm Lab" }</h1>
        </main>
    }
}
