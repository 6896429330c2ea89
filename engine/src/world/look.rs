//! Shows the world: reads, changes nothing.

use std::sync::Arc;

use api::{NodeId, TaskId};
use dockerd::Dockerd;
use sim::{MachineId, Timestamp};

use super::World;
use crate::machine::Machine;
use crate::{
    ContainerView, DaemonState, MachineView, MemberView, NetworkView, Power, RaftEntryView,
    RaftView, ScriptView, Store, TerminalId, TerminalView, View, WhyView,
};

impl World {
    /// Everything there is to see now.
    pub fn view(&self) -> View {
        let machines = self
            .machines
            .iter()
            .map(|machine| Arc::new(self.machine_view(machine)));
        let moment = self.moment();
        View {
            now: moment.now,
            wall: moment.wall,
            machines: machines.collect(),
        }
    }

    /// Why a task got its node, or none, as the leader of now decided it; `None` when it was
    /// decided under another leader, or not yet.
    pub fn why(&self, task: &TaskId) -> Option<WhyView> {
        let nodes = self.machines.iter();
        let nodes = nodes.filter_map(|machine| machine.dockerd.node());
        // Cut off, an old leader may still think that it leads.
        let explained = nodes.filter(|node| node.explain(task).is_some());
        let newest = explained.max_by_key(|node| node.raft().map(|raft| raft.term))?;
        newest.explain(task).map(WhyView::new)
    }

    /// What a daemon process does.
    pub fn daemon_state(&self, machine: MachineId) -> DaemonState {
        let found = self.machines.get(usize::from(machine.0));
        found.map_or(DaemonState::Stopped, |machine| {
            daemon_state(&machine.dockerd)
        })
    }

    /// A manager's seat in Raft, for checkers; nothing where none runs.
    pub fn raft(&self, machine: MachineId) -> Option<RaftView> {
        self.dockerd(machine)?.node()?.raft()
    }

    /// The node of a machine's manager.
    pub fn manager_id(&self, machine: MachineId) -> Option<NodeId> {
        let node = self.dockerd(machine)?.node()?;
        node.store()?;
        node.id().cloned()
    }

    /// The newest entries of a manager's log, oldest first.
    pub fn raft_log(&self, machine: MachineId, count: usize) -> Vec<RaftEntryView> {
        let node = self.dockerd(machine).and_then(Dockerd::node);
        node.map_or_else(Vec::new, |node| node.raft_log(count))
    }

    /// A manager's own store, whole.
    pub fn store(&self, machine: MachineId) -> Option<&Store> {
        self.dockerd(machine)?.node()?.store()
    }

    /// With which status a script ended, if it has.
    pub fn script_exit(&self, terminal: TerminalId) -> Option<u8> {
        let machine = self.machines.get(usize::from(terminal.machine.0))?;
        machine.sessions.get(&terminal.index)?.exit_status()
    }

    fn dockerd(&self, machine: MachineId) -> Option<&Dockerd> {
        let machine = self.machines.get(usize::from(machine.0))?;
        Some(&machine.dockerd)
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
        let interactive = machine
            .sessions
            .iter()
            .filter(|(index, _)| machine.is_interactive(**index));
        let terminals = interactive.map(|(index, session)| {
            TerminalView::new(
                TerminalId {
                    machine: machine.id,
                    index: *index,
                },
                session,
            )
        });
        let wall = self.moment_on(machine.id).wall;
        MachineView {
            id: machine.id,
            name: machine.plan.name.clone(),
            address: machine.plan.address(),
            outside: machine.plan.outside,
            power: if dockerd.is_on() {
                Power::On
            } else {
                Power::Off
            },
            daemon: daemon_state(dockerd),
            plugged: self.wires.is_plugged(machine.id),
            faults: self.faults_on(machine),
            member: dockerd.node().map(MemberView::new),
            containers: containers(dockerd, wall),
            networks: networks(dockerd),
            images: dockerd.images(),
            terminals: terminals.collect(),
        }
    }
}

fn daemon_state(dockerd: &Dockerd) -> DaemonState {
    match dockerd.daemon_state() {
        dockerd::DaemonState::Stopped => DaemonState::Stopped,
        dockerd::DaemonState::Starting => DaemonState::Starting,
        dockerd::DaemonState::Running => DaemonState::Running,
        dockerd::DaemonState::Stopping => DaemonState::Stopping,
        dockerd::DaemonState::Frozen => DaemonState::Frozen,
    }
}

fn containers(dockerd: &Dockerd, now: Timestamp) -> Vec<ContainerView> {
    let view = |container: dockerd::ContainerInfo<'_>| ContainerView {
        id: container.id().to_string(),
        name: container.name().to_owned(),
        image: container.image().to_owned(),
        state: container.state().to_owned(),
        status: container.status(now),
        task: container.task().cloned(),
        service: container.service_name().map(str::to_owned),
    };
    dockerd.containers().into_iter().map(view).collect()
}

fn networks(dockerd: &Dockerd) -> Vec<NetworkView> {
    let view = |network: dockerd::NetworkInfo<'_>| NetworkView {
        id: network.id().to_owned(),
        name: network.name().to_owned(),
        driver: network.driver().to_owned(),
        scope: network.scope().to_owned(),
    };
    dockerd.networks().into_iter().map(view).collect()
}
