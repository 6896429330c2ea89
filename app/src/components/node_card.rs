//! A machine on the map: its name, its part in the swarm, its tasks, its switches.

use std::rc::Rc;
use std::sync::Arc;

use engine::{
    Availability, DaemonState, Fault, MachineId, MachineView, NodeRole, NodeState, NodeView, Power,
    Quality, TaskView,
};
use yew::prelude::*;

use super::fault_panel::fault_text;
use super::icon::Icon;
use super::task_chip::TaskChip;
use crate::app::Msg;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct NodeCardProps {
    pub machine: Arc<MachineView>,
    /// What the swarm knows of it, through the eyes of the manager whose word counts.
    pub node: Option<NodeView>,
    pub is_leader: bool,
    /// Its tasks, and the colour of each.
    pub tasks: Rc<Vec<(TaskView, usize)>>,
    /// The machine or service shown on the map.
    pub pointed_at: Option<String>,
    pub on_msg: Callback<Msg>,
}

/// How many tasks a card shows before it only counts them.
const TASKS_SHOWN: usize = 12;

/// A machine.
#[component]
pub fn NodeCard(props: &NodeCardProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let machine = &props.machine;
    let pointed = props.pointed_at.as_deref() == Some(machine.name.as_str());
    let classes = classes!("node", health(props), pointed.then_some("pointed"));
    let id = machine.id;
    let on_terminal = props
        .on_msg
        .reform(move |_: MouseEvent| Msg::ShowTerminal(id));
    html! {
        <section class={classes} aria-label={machine.name.clone()} data-machine={machine.name.clone()}>
            <header>
                <h3>
                    <span class="role-icon" aria-hidden="true">{ role_icon(props) }</span>
                    { &machine.name }
                </h3>
                <span class="role">{ role_word(props, &words) }</span>
            </header>
            <p class="node-facts">
                <span class="ip" lang="en" translate="no">{ machine.address.to_string() }</span>
                <span class="status">{ status_words(props, &words) }</span>
            </p>
            { broken(props, &words) }
            { tasks(props, &words) }
            <div class="node-buttons">
                <button onclick={on_terminal}>{ words.get("open-terminal") }</button>
                if !machine.outside {
                    { fault_menu(machine, &words, &props.on_msg) }
                }
            </div>
        </section>
    }
}

fn health(props: &NodeCardProps) -> &'static str {
    if props.machine.power == Power::Off {
        return "off";
    }
    match props.node.as_ref().map(|node| node.state) {
        Some(NodeState::Down | NodeState::Disconnected) => "down",
        Some(NodeState::Unknown) => "unknown",
        Some(NodeState::Ready) => "ready",
        None => "alone",
    }
}

fn role_icon(props: &NodeCardProps) -> &'static str {
    match &props.node {
        _ if props.is_leader => "★",
        Some(node) if node.role == NodeRole::Manager => "◆",
        Some(_) => "◇",
        None => "▢",
    }
}

fn role_word(props: &NodeCardProps, words: &Words) -> String {
    let word = match &props.node {
        _ if props.machine.outside => "role-client",
        _ if props.is_leader => "role-leader",
        Some(node) if node.role == NodeRole::Manager => "role-manager",
        Some(_) => "role-worker",
        None if props.machine.member.is_some() => "swarm-pending",
        None => "swarm-none",
    };
    words.get(word)
}

fn status_words(props: &NodeCardProps, words: &Words) -> String {
    let mut said = Vec::new();
    if let Some(node) = &props.node {
        said.push(words.get(&format!("node-{}", node.state)));
        match node.availability {
            Availability::Active => (),
            Availability::Pause => said.push(words.get("availability-pause")),
            Availability::Drain => said.push(words.get("availability-drain")),
        }
    }
    if props.machine.power == Power::Off {
        said.push(words.get("power-off-word"));
    } else if !props.machine.outside {
        match props.machine.daemon {
            DaemonState::Running => (),
            DaemonState::Starting => said.push(words.get("daemon-starting")),
            DaemonState::Stopping => said.push(words.get("daemon-stopping")),
            DaemonState::Stopped => said.push(words.get("daemon-stopped")),
            DaemonState::Frozen => said.push(words.get("daemon-frozen")),
        }
    }
    if !props.machine.plugged {
        said.push(words.get("unplugged"));
    }
    said.join(" · ")
}

/// What is broken besides, so that nobody looks for it in the swarm.
fn broken(props: &NodeCardProps, words: &Words) -> Html {
    let faults = &props.machine.faults;
    let mut names: Vec<String> = faults.iter().map(|it| fault_text(*it, words)).collect();
    names.dedup();
    match names.is_empty() {
        true => Html::default(),
        false => html! {
            <p class="broken-now">{ Icon::Fault.view() }{ " " }{ names.join(" · ") }</p>
        },
    }
}

fn tasks(props: &NodeCardProps, words: &Words) -> Html {
    if props.node.is_none() {
        return Html::default();
    }
    if props.tasks.is_empty() {
        return html! { <p class="no-tasks">{ words.get("tasks-none") }</p> };
    }
    let more = props.tasks.len().saturating_sub(TASKS_SHOWN);
    let is_pointed = |task: &TaskView| {
        props
            .pointed_at
            .as_deref()
            .is_some_and(|name| task.name.split('.').next() == Some(name))
    };
    html! {
        <ul class="tasks">
            { for props.tasks.iter().take(TASKS_SHOWN).map(|(task, colour)| html! {
                <TaskChip key={task.id.to_string()} task={task.clone()} colour={*colour}
                    is_silent={props.machine.power == Power::Off} pointed_at={is_pointed(task)}
                    on_msg={props.on_msg.clone()} />
            }) }
            if more > 0 {
                <li class="more">{ words.with("tasks-more", &[("count", &more.to_string())]) }</li>
            }
        </ul>
    }
}

fn fault_menu(machine: &MachineView, words: &Words, on_msg: &Callback<Msg>) -> Html {
    let button = |fault: Fault| {
        let on_break = on_msg.reform(move |_: MouseEvent| Msg::Break(vec![fault]));
        html! { <li><button onclick={on_break}>{ words.get(fault_word(fault)) }</button></li> }
    };
    let id = machine.id;
    let on_more = on_msg.reform(move |_: MouseEvent| Msg::Faults(Some(id)));
    html! {
        <details class="faults" ontoggle={Callback::from(show_whole)}>
            <summary aria-label={words.with("faults-of", &[("machine", &machine.name)])}>
                { Icon::Fault.view() }{ words.get("faults") }
            </summary>
            <ul>
                { for possible_faults(machine).into_iter().map(button) }
                <li><button onclick={on_more}>{ words.get("faults-more") }</button></li>
            </ul>
        </details>
    }
}

/// A menu that opens at the edge of the map moves into sight.
fn show_whole(event: Event) {
    let menu: web_sys::HtmlElement = event.target_unchecked_into();
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    menu.scroll_into_view_with_scroll_into_view_options(&options);
}

/// What can be broken or mended on a machine as it is now.
fn possible_faults(machine: &MachineView) -> Vec<Fault> {
    let id: MachineId = machine.id;
    let mut faults = Vec::new();
    match machine.power {
        Power::Off => faults.push(Fault::PowerOn(id)),
        Power::On => {
            faults.push(Fault::PowerOff(id));
            match machine.daemon {
                DaemonState::Stopped => faults.push(Fault::StartDaemon(id)),
                DaemonState::Starting | DaemonState::Running | DaemonState::Stopping => {
                    faults.push(Fault::StopDaemon(id));
                    faults.push(Fault::KillDaemon(id));
                }
                DaemonState::Frozen => {
                    faults.push(Fault::KillDaemon(id));
                    faults.push(Fault::ThawDaemon(id));
                }
            }
        }
    }
    faults.push(if machine.plugged {
        Fault::Unplug(id)
    } else {
        Fault::Plug(id)
    });
    faults
}

/// The word for a fault.
pub fn fault_word(fault: Fault) -> &'static str {
    match fault {
        Fault::PowerOff(_) => "fault-power-off",
        Fault::PowerOn(_) => "fault-power-on",
        Fault::StopDaemon(_) => "fault-stop-daemon",
        Fault::StartDaemon(_) => "fault-start-daemon",
        Fault::KillDaemon(_) => "fault-kill-daemon",
        Fault::Unplug(_) => "fault-unplug",
        Fault::Plug(_) => "fault-plug",
        Fault::FreezeDaemon(_) => "fault-freeze-daemon",
        Fault::ThawDaemon(_) => "fault-thaw-daemon",
        Fault::Freeze(_) => "fault-freeze",
        Fault::Thaw(_) => "fault-thaw",
        Fault::CutWire(_) => "fault-cut-wire",
        Fault::MendWire(_) => "fault-mend-wire",
        Fault::DegradeWire { quality, .. } if quality == Quality::default() => "fault-mend-wire",
        Fault::DegradeWire { .. } => "fault-degrade-wire",
        Fault::BlockPort { .. } => "fault-block-port",
        Fault::UnblockPort { .. } => "fault-unblock-port",
        Fault::RegistryDown(_) => "fault-registry-down",
        Fault::RegistryUp(_) => "fault-registry-up",
        Fault::FillDisk(_) => "fault-fill-disk",
        Fault::FreeDisk(_) => "fault-free-disk",
        Fault::SetClock { seconds: 0, .. } => "fault-clock-right",
        Fault::SetClock { .. } => "fault-clock-wrong",
    }
}
