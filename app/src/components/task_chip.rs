//! A task on the map: shape, word and colour say its state; letter and colour its service.

use engine::{TaskState, TaskView};
use yew::prelude::*;

use crate::app::Msg;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct TaskChipProps {
    pub task: TaskView,
    /// Which of the services' colours it has.
    pub colour: usize,
    /// Its machine is off: whatever the swarm still says of it is old news.
    pub is_silent: bool,
    pub pointed_at: bool,
    pub on_msg: Callback<Msg>,
}

/// How many services have a colour of their own.
pub const COLOURS: usize = 8;

/// A task.
#[component]
pub fn TaskChip(props: &TaskChipProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let task = &props.task;
    let last_known = task.last_known || (props.is_silent && !task.state.is_terminal());
    let (shape, kind) = match last_known {
        true => ("░", "last-known"),
        false => look(task),
    };
    let id = task.id.clone();
    let on_passport = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::Passport(Some(id.clone())));
    let classes = classes!(
        "task",
        kind,
        format!("service-{}", props.colour % COLOURS),
        props.pointed_at.then_some("pointed")
    );
    html! {
        <li>
            <button class={classes} title={task.err.clone()} onclick={on_passport}>
                <span class="shape" aria-hidden="true">{ shape }</span>
                <span class="task-name" lang="en" translate="no">{ short_name(task) }</span>
                <span class="task-state">{ state_word(task, props.is_silent, &words) }</span>
            </button>
        </li>
    }
}

/// A task's state in a word.
pub fn state_word(task: &TaskView, is_silent: bool, words: &Words) -> String {
    let is_old_news = task.last_known || (is_silent && !task.state.is_terminal());
    match look(task) {
        _ if is_old_news => words.get("last-known"),
        (_, "stopping") => words.get("state-stopping"),
        _ => words.get(&format!("state-{}", task.state)),
    }
}

/// `web.3`; a global task is known by its service alone, since its node is the card it is on.
fn short_name(task: &TaskView) -> String {
    match task.slot {
        0 => task.name.split('.').next().unwrap_or(&task.name).to_owned(),
        _ => task.name.clone(),
    }
}

fn look(task: &TaskView) -> (&'static str, &'static str) {
    match task.state {
        TaskState::New | TaskState::Pending => ("○", "waiting"),
        TaskState::Assigned | TaskState::Accepted | TaskState::Preparing | TaskState::Ready => {
            ("◔", "preparing")
        }
        TaskState::Starting => ("◌", "starting"),
        TaskState::Running if task.desired_state > TaskState::Running => ("◍", "stopping"),
        TaskState::Running => ("●", "running"),
        TaskState::Complete => ("✓", "ended"),
        TaskState::Shutdown | TaskState::Remove => ("■", "ended"),
        TaskState::Failed | TaskState::Rejected => ("✖", "failed"),
        TaskState::Orphaned => ("░", "ended"),
    }
}
