//! Shows the world: reads, changes nothing.

use std::sync::Arc;

use dockerd::Dockerd;
use shell::SessionKind;
use sim::MachineId;

use super::World;
use crate::machine::Machine;
use crate::{
    ContainerView, DaemonState, MachineView, MemberView, NetworkView, Power, ScriptView, TerminalId,
    TerminalView, View,
};

impl World {
    /// Everything there is to see now.
    pub fn view(&self) -> View {
        let machines = self.machines.iter().map(|machine| Arc::new(self.machine_view(machine)));
        let moment = self.moment();
        View { now: moment.now, wall: moment.wall, machines: machines.collect() }
    }

    /// What a daemon process does.
    pub fn daemon_state(&self, machine: MachineId) -> DaemonState {
        let found = self.machines.get(usize::from(machine.0));
        found.map_or(DaemonState::Stopped, |machine| daemon_state(&machine.dockerd))
    }

    /// A script started by [`crate::Input::Script`]: how far it is.
    pub fn script(&self, terminal: TerminalId) -> Option<ScriptView> {
        let machine = self.machines.get(usize::from(terminal.machine.0))?;
        let session = machine.sessions.get(&terminal.index)?;
        Some(ScriptView {
            exit: session.exit_status(),
            raw: session.raw_output().to_owned(),
            screen: session.screen(),
        })
    }

    fn machine_view(&self, machine: &Machine) -> MachineView {
        let dockerd = &machine.dockerd;
        let interactive = machine.sessions.iter().filter(|(_, session)| {
            matches!(session.kind(), SessionKind::Interactive(_))
        });
        let terminals = interactive.map(|(index, session)| {
            TerminalView::new(TerminalId { machine: machine.id, index: *index }, session)
        });
        MachineView {
            id: machine.id,
            name: machine.plan.name.clone(),
            address: machine.plan.address(),
            outside: machine.plan.outside,
            power: if dockerd.is_on() { Power::On } else { Power::Off },
            daemon: daemon_state(dockerd),
            plugged: self.wires.is_plugged(machine.id),
            member: dockerd.node().map(MemberView::new),
            containers: containers(dockerd),
            networks: networks(dockerd),
            images: dockerd.images(),
            terminals: terminals.collect(),
        }
    }
}
