//! Everything that can be broken on a machine and on the wires that lead to and from it, and what is
//! broken now, each with its undo.

use std::rc::Rc;
use std::sync::Arc;

use engine::{
    DaemonState, Duration, Fault, Latency, MachineId, MachineView, Power, Quality, SwarmPort, View,
    Wire,
};
use web_sys::{HtmlElement, HtmlSelectElement, KeyboardEvent};
use yew::prelude::*;

use super::node_card::fault_word;
use crate::app::Msg;
use crate::words::Words;

const PORTS: [SwarmPort; 3] = [SwarmPort::Management, SwarmPort::Gossip, SwarmPort::Vxlan];

/// How wrong a clock is set. A certificate's validity begins an hour before it is issued
/// (SWARMKIT §6), so that less would hardly be noticed.
const CLOCK_SECONDS: i32 = 2 * 3600;

#[derive(PartialEq, Properties)]
pub struct FaultPanelProps {
    pub view: Rc<View>,
    pub machine: MachineId,
    pub on_msg: Callback<Msg>,
}

/// The faults of a machine.
#[component]
pub fn FaultPanel(props: &FaultPanelProps) -> Html {
    let words: Words = use_context().expect("the app provides the words");
    let other = use_state_eq(|| None::<MachineId>);
    let title = use_node_ref();
    {
        let title = title.clone();
        use_effect_with(props.machine, move |_| {
            if let Some(title) = title.cast::<HtmlElement>() {
                let _ = title.focus();
            }
        });
    }
    let machines = &props.view.machines;
    let Some(machine) = machines.iter().find(|it| it.id == props.machine) else {
        return Html::default();
    };
    let on_close = props.on_msg.reform(|_: MouseEvent| Msg::Faults(None));
    let on_key = {
        let on_msg = props.on_msg.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                on_msg.emit(Msg::Faults(None));
            }
        })
    };
    let panel = Panel {
        view: &props.view,
        machine,
        words: &words,
        on_msg: &props.on_msg,
    };
    html! {
        <section class="passport fault-panel" aria-labelledby="faults-title" onkeydown={on_key}>
            <header>
                <h3 id="faults-title" ref={title} tabindex="-1">
                    { words.with("faults-of", &[("machine", &machine.name)]) }
                </h3>
                <button onclick={on_close}>{ words.get("close") }</button>
            </header>
            { panel.broken() }
            { panel.group("faults-machine", panel.of_machine()) }
            { panel.group("faults-ports", panel.of_ports()) }
            { panel.wires(&other) }
        </section>
    }
}

struct Panel<'a> {
    view: &'a View,
    machine: &'a Arc<MachineView>,
    words: &'a Words,
    on_msg: &'a Callback<Msg>,
}

impl Panel<'_> {
    fn group(&self, title: &str, faults: Vec<Fault>) -> Html {
        html! {
            <div class="fault-group" role="group" aria-label={self.words.get(title)}>
                <h4>{ self.words.get(title) }</h4>
                <div class="goal-buttons">
                    { for faults.into_iter().map(|fault| self.button(vec![fault], fault_text(fault, self.words))) }
                </div>
            </div>
        }
    }

    fn button(&self, faults: Vec<Fault>, label: String) -> Html {
        let on_break = self
            .on_msg
            .reform(move |_: MouseEvent| Msg::Break(faults.clone()));
        html! { <button onclick={on_break}>{ label }</button> }
    }

    fn has(&self, fault: Fault) -> bool {
        self.machine.faults.contains(&fault)
    }

    /// The fault, or what undoes it if it is there already.
    fn toggle(&self, fault: Fault) -> Fault {
        if self.has(fault) { fault.undo() } else { fault }
    }

    fn of_machine(&self) -> Vec<Fault> {
        let id = self.machine.id;
        let clock = |seconds| Fault::SetClock {
            machine: id,
            seconds,
        };
        let mut faults = Vec::new();
        if self.machine.power == Power::On {
            faults.push(self.toggle(Fault::Freeze(id)));
            match self.machine.daemon {
                DaemonState::Frozen => faults.push(Fault::ThawDaemon(id)),
                DaemonState::Running => faults.push(Fault::FreezeDaemon(id)),
                DaemonState::Starting | DaemonState::Stopping | DaemonState::Stopped => (),
            }
        }
        faults.push(self.toggle(Fault::RegistryDown(id)));
        faults.push(self.toggle(Fault::FillDisk(id)));
        let is_wrong = |fault: &Fault| matches!(fault, Fault::SetClock { .. });
        match self.machine.faults.iter().any(is_wrong) {
            true => faults.push(clock(0)),
            false => faults.extend([clock(CLOCK_SECONDS), clock(-CLOCK_SECONDS)]),
        }
        faults
    }

    fn of_ports(&self) -> Vec<Fault> {
        let machine = self.machine.id;
        let block = |port| Fault::BlockPort { machine, port };
        PORTS.map(|port| self.toggle(block(port))).to_vec()
    }

    /// What can be done to the wires between this machine and another one, or all others.
    fn wires(&self, other: &UseStateHandle<Option<MachineId>>) -> Html {
        let words = self.words;
        let id = self.machine.id;
        let others = || self.view.machines.iter().filter(move |it| it.id != id);
        let chosen: Vec<MachineId> = others()
            .map(|it| it.id)
            .filter(|it| other.is_none_or(|other| other == *it))
            .collect();
        let out = |fault: fn(Wire) -> Fault| -> Vec<Fault> {
            let wires = chosen.iter().map(|to| Wire { from: id, to: *to });
            wires.map(fault).collect()
        };
        let back = |fault: fn(Wire) -> Fault| -> Vec<Fault> {
            let wires = chosen.iter().map(|from| Wire {
                from: *from,
                to: id,
            });
            wires.map(fault).collect()
        };
        let both = |fault| [out(fault), back(fault)].concat();
        let on_choose = {
            let other = other.clone();
            Callback::from(move |event: Event| {
                let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
                other.set(chosen.parse().ok().map(MachineId));
            })
        };
        let label = words.with("faults-wires", &[("machine", &self.machine.name)]);
        html! {
            <div class="fault-group" role="group" aria-label={label.clone()}>
                <h4>{ label.clone() }</h4>
                <div class="goal-buttons">
                    <select aria-label={label} onchange={on_choose}>
                        <option value="" selected={other.is_none()}>{ words.get("wires-all") }</option>
                        { for others().map(|it| html! {
                            <option value={it.id.0.to_string()} selected={**other == Some(it.id)}>{ &it.name }</option>
                        }) }
                    </select>
                    { self.button(both(Fault::CutWire), words.get("wire-cut")) }
                    { self.button(out(Fault::CutWire), words.get("wire-cut-out")) }
                    { self.button(back(Fault::CutWire), words.get("wire-cut-in")) }
                    { self.button(both(slow), words.get("wire-slow")) }
                    { self.button(both(lossy), words.get("wire-lossy")) }
                    { self.button(both(jumbled), words.get("wire-jumbled")) }
                    { self.button([both(Fault::MendWire), both(good)].concat(), words.get("wire-mend")) }
                </div>
            </div>
        }
    }

    /// What is broken now, each with its undo.
    fn broken(&self) -> Html {
        let words = self.words;
        let faults = &self.machine.faults;
        if faults.is_empty() {
            return html! { <p class="rule">{ words.get("faults-none") }</p> };
        }
        html! {
            <div class="fault-group">
                <h4>{ words.get("faults-now") }</h4>
                <ul class="earlier">
                    { for faults.iter().map(|fault| html! {
                        <li>
                            { self.name(*fault) }{ " " }
                            { self.button(vec![fault.undo()], words.get("fault-undo")) }
                        </li>
                    }) }
                </ul>
            </div>
        }
    }

    fn name(&self, fault: Fault) -> String {
        let other = fault.other_machine();
        let other = other.and_then(|id| self.view.machines.iter().find(|it| it.id == id));
        match other {
            Some(other) => format!("{} → {}", fault_text(fault, self.words), other.name),
            None => fault_text(fault, self.words),
        }
    }
}

/// A fault in words, with what it has besides its name.
pub fn fault_text(fault: Fault, words: &Words) -> String {
    let word = words.get(fault_word(fault));
    match fault {
        Fault::BlockPort { port, .. } | Fault::UnblockPort { port, .. } => {
            format!("{word} {}", port_text(port))
        }
        Fault::SetClock { seconds, .. } if seconds != 0 => {
            format!("{word} ({:+} h)", seconds / 3600)
        }
        _ => word,
    }
}

fn port_text(port: SwarmPort) -> &'static str {
    match port {
        SwarmPort::Management => "2377/tcp",
        SwarmPort::Gossip => "7946",
        SwarmPort::Vxlan => "4789/udp",
    }
}

fn degraded(wire: Wire, quality: Quality) -> Fault {
    Fault::DegradeWire { wire, quality }
}

fn good(wire: Wire) -> Fault {
    degraded(wire, Quality::default())
}

/// As a bad line over the sea.
fn slow(wire: Wire) -> Fault {
    let delay = Latency {
        base: Duration::from_millis(200),
        jitter: Duration::from_millis(100),
    };
    degraded(
        wire,
        Quality {
            delay,
            ..Quality::default()
        },
    )
}

fn lossy(wire: Wire) -> Fault {
    degraded(
        wire,
        Quality {
            loss: 300,
            ..Quality::default()
        },
    )
}

fn jumbled(wire: Wire) -> Fault {
    degraded(
        wire,
        Quality {
            duplication: 200,
            reordering: 300,
            ..Quality::default()
        },
    )
}
