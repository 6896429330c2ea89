//! The map: every machine, what the swarm knows of it, and its tasks.
//!
//! Through the eyes of the manager whose word counts (`View::authority`); the machines' own truth
//! (power, daemon, cable) is shown beside it.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use engine::{
    MachineId, MachineView, ManagerView, NodeView, Power, RaftRole, ServiceId, TaskId, TaskState,
    TaskView, View, WhyView,
};
use yew::prelude::*;

use super::fault_panel::FaultPanel;
use super::node_card::NodeCard;
use super::passport::passport;
use super::task_chip::TaskChip;
use crate::app::Msg;
use crate::words::Words;

#[derive(PartialEq, Properties)]
pub struct MapProps {
    pub view: Rc<View>,
    pub pointed_at: Option<String>,
    /// The task whose passport is open.
    pub passport: Option<TaskId>,
    pub why: Option<Rc<WhyView>>,
    /// The machine whose faults are open.
    pub faults: Option<MachineId>,
    pub on_msg: Callback<Msg>,
}

/// The map.
#[component]
pub fn Map(props: &MapProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let authority = props.view.authority();
    let manager = authority.map(|(_, manager)| manager);
    let colours = manager.map(colours).unwrap_or_default();
    html! {
        <div class="map">
            <div class="map-head">
                <h2>{ words.get("map-title") }</h2>
                if let Some((machine, _)) = authority {
                    <p class="through">{ words.with("others-think", &[("machine", &machine.name)]) }</p>
                }
            </div>
            { manager.map(|it| quorum_warning(&props.view, it, &words)).unwrap_or_default() }
            { open_passport(props, manager) }
            if let Some(machine) = props.faults {
                <FaultPanel view={props.view.clone()} {machine} on_msg={props.on_msg.clone()} />
            }
            <div class="nodes">
                { for props.view.machines.iter().map(|machine| card(machine, manager, &colours, props)) }
            </div>
            { manager.map(|it| waiting(it, &colours, &words, &props.on_msg)).unwrap_or_default() }
        </div>
    }
}

fn open_passport(props: &MapProps, manager: Option<&ManagerView>) -> Html {
    let open = props.passport.as_ref().zip(manager);
    open.map(|(id, manager)| passport(id, manager, props.why.clone(), &props.on_msg))
        .unwrap_or_default()
}

type Colours = BTreeMap<ServiceId, usize>;

/// Each service's colour: by its place in order of creation, so that it never changes.
fn colours(manager: &ManagerView) -> Colours {
    let services = manager.store.services.iter();
    services
        .enumerate()
        .map(|(at, service)| (service.id.clone(), at))
        .collect()
}

fn colour_of(task: &TaskView, colours: &Colours) -> usize {
    task.service_id
        .as_ref()
        .and_then(|id| colours.get(id))
        .copied()
        .unwrap_or(0)
}

fn card(
    machine: &Arc<MachineView>,
    manager: Option<&ManagerView>,
    colours: &Colours,
    props: &MapProps,
) -> Html {
    let own = machine
        .member
        .as_ref()
        .and_then(|member| member.node_id.as_ref());
    let known = |node: &&NodeView| match own {
        Some(id) => node.id == *id,
        None => node.hostname == machine.name,
    };
    let nodes = manager
        .map(|it| it.store.nodes.as_slice())
        .unwrap_or_default();
    // A machine that is off, or left, is still known to the swarm by its last entry.
    let left = own.is_none() && machine.power == Power::On;
    let node = nodes.iter().rev().find(known).filter(|_| !left).cloned();
    let is_leader = manager.is_some_and(|it| {
        it.role == RaftRole::Leader
            && node.is_some()
            && it.leader == node.as_ref().map(|it| it.id.clone())
    });
    let tasks = node
        .as_ref()
        .zip(manager)
        .map(|(node, it)| tasks_on(node, it, colours));
    html! {
        <NodeCard key={machine.name.clone()} machine={machine.clone()} {node} {is_leader}
            tasks={Rc::new(tasks.unwrap_or_default())} pointed_at={props.pointed_at.clone()}
            on_msg={props.on_msg.clone()} />
    }
}

/// The tasks a card shows: what lives, and what failed last in its slot and has no successor there.
fn tasks_on(node: &NodeView, manager: &ManagerView, colours: &Colours) -> Vec<(TaskView, usize)> {
    let tasks = manager
        .store
        .tasks
        .iter()
        .filter(|task| task.node_id.as_ref() == Some(&node.id));
    let is_shown =
        |task: &&TaskView| !task.state.is_terminal() || (task.desired_state <= TaskState::Running);
    tasks
        .filter(is_shown)
        .map(|task| (task.clone(), colour_of(task, colours)))
        .collect()
}

/// Tasks without a node, with what the scheduler says.
fn waiting(
    manager: &ManagerView,
    colours: &Colours,
    words: &Words,
    on_msg: &Callback<Msg>,
) -> Html {
    let is_waiting = |task: &&TaskView| {
        task.node_id.is_none()
            && !task.state.is_terminal()
            && task.desired_state <= TaskState::Running
    };
    let tasks: Vec<&TaskView> = manager.store.tasks.iter().filter(is_waiting).collect();
    if tasks.is_empty() {
        return Html::default();
    }
    html! {
        <section class="waiting-tasks" aria-label={words.get("tasks-waiting")}>
            <h3>{ words.get("tasks-waiting") }</h3>
            <ul class="tasks">
                { for tasks.iter().map(|task| html! {
                    <>
                        <TaskChip key={task.id.to_string()} task={(*task).clone()}
                            colour={colour_of(task, colours)} is_silent={false} pointed_at={false}
                            on_msg={on_msg.clone()} />
                        if !task.err.is_empty() {
                            <li class="why" lang="en" translate="no">{ &task.err }</li>
                        }
                    </>
                }) }
            </ul>
        </section>
    }
}

/// A strip that says that nobody leads.
fn quorum_warning(view: &View, manager: &ManagerView, words: &Words) -> Html {
    if manager.role == RaftRole::Leader {
        return Html::default();
    }
    let is_alive = |id: &&engine::NodeId| {
        view.machine_of(id)
            .is_some_and(|it| it.power == Power::On && it.plugged)
    };
    let alive = manager.voters.iter().filter(is_alive).count();
    let all = manager.voters.len();
    let values = [alive, all, all / 2 + 1].map(|number| number.to_string());
    let named = [
        ("alive", values[0].as_str()),
        ("all", &values[1]),
        ("needed", &values[2]),
    ];
    html! { <p class="no-quorum">{ words.with("no-quorum", &named) }</p> }
}
