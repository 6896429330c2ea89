//! Time under one's thumb: pause, speed, the next event.

use engine::Duration;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::Icon;
use crate::app::Msg;
use crate::playback::{Pace, Speed, TimeCommand};
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct TimeBarProps {
    /// Since the student got the machines.
    pub elapsed_s: u64,
    /// How long until something happens by itself, while time stands still.
    pub until_event: Option<Duration>,
    pub pace: Pace,
    pub speed: Speed,
    pub on_msg: Callback<Msg>,
}

/// The time bar.
#[component]
pub fn TimeBar(props: &TimeBarProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let send = |command: TimeCommand| props.on_msg.reform(move |_: MouseEvent| Msg::Time(command));
    let on_speed = props.on_msg.reform(|event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        let tenths = chosen.parse().unwrap_or(Speed::REAL.tenths);
        Msg::Time(TimeCommand::SetSpeed(Speed { tenths }))
    });
    let is_paused = props.pace == Pace::Paused;
    let (mark, word) = if is_paused {
        (Icon::Play, "time-play")
    } else {
        (Icon::Pause, "time-pause")
    };
    let clock = clock(props.elapsed_s);
    html! {
        <div class="time-bar" role="group" aria-label={words.get("time-title")}>
            <button class="primary" onclick={send(TimeCommand::Toggle)} aria-label={words.get(word)}>
                { mark.view() }
            </button>
            <label>
                <span class="visually-hidden">{ words.get("time-speed") }</span>
                <select onchange={on_speed}>
                    { for Speed::ALL.into_iter().map(|speed| html! {
                        <option value={speed.tenths.to_string()} selected={speed == props.speed}>
                            { speed.label() }
                        </option>
                    }) }
                </select>
            </label>
            <button onclick={send(TimeCommand::Step)}>{ Icon::Step.view() }{ words.get("time-step") }</button>
            <button onclick={send(TimeCommand::Skip(Duration::from_secs(10)))}>
                { Icon::Skip.view() }{ words.get("time-skip") }
            </button>
            <span class="next-event">{ next_event(props, &words) }</span>
            <span class="clock" aria-label={words.with("time-clock", &[("clock", &clock)])} role="timer">
                { &clock }
                if is_paused {
                    <span class="paused">{ words.get("time-paused") }</span>
                }
            </span>
        </div>
    }
}

fn clock(seconds: u64) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// Only of interest while time stands still: while it runs the number would only flicker.
fn next_event(props: &TimeBarProps, words: &Words) -> String {
    if props.pace == Pace::Playing {
        return String::new();
    }
    match props.until_event {
        Some(until) => {
            let millis = until.as_millis();
            let seconds = format!("{}.{:03}", millis / 1000, millis % 1000);
            words.with("time-next", &[("seconds", &seconds)])
        }
        None => words.get("time-quiet"),
    }
}
