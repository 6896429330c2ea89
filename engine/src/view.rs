//! The world as plain data for front ends, labs and checkers.
//!
//! Views are made, never kept. Whoever looks says through whose eyes: each manager's own store
//! ([`ManagerView::store`]), or the bare truth of the machines ([`MachineView::containers`]).

mod member;
mod store;
mod terminal;
mod why;

use std::net::Ipv4Addr;
use std::sync::Arc;

use api::node::{Availability, NodeRole, NodeState, Reachability};
use api::service::{Mode, PortConfig, UpdateStatus};
use api::task::TaskState;
use api::{ClusterId, NetworkId, NodeId, ServiceId, TaskId};
use sim::{Instant, MachineId, Timestamp};

use crate::{Fault, TerminalId};

/// A command and what it printed.
pub use shell::Block as BlockView;
/// What a manager is in Raft.
pub use swarm::RaftRole;
pub use swarm::{Rank, Refusal, Standing};
pub use why::{NodeWhy, WhyView};

/// Everything there is to see at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    pub now: Instant,
    pub wall: Timestamp,
    /// In the order of the plan.
    pub machines: Vec<Arc<MachineView>>,
}

/// One computer.
#[derive(Clone, Debug, PartialEq)]
pub struct MachineView {
    pub id: MachineId,
    pub name: String,
    pub address: Ipv4Addr,
    pub outside: bool,
    pub power: Power,
    pub daemon: DaemonState,
    /// Whether its network cable is in.
    pub plugged: bool,
    /// What else is broken on it, or on the wires that lead away from it: [`Fault::undo`] mends it.
    pub faults: Vec<Fault>,
    /// What its daemon says of its membership.
    pub member: Option<MemberView>,
    /// What really runs or lies on it.
    pub containers: Vec<ContainerView>,
    pub networks: Vec<NetworkView>,
    pub images: Vec<String>,
    pub terminals: Vec<TerminalView>,
}

/// Whether a machine has power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Power {
    Off,
    On,
}

/// What the daemon process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DaemonState {
    Stopped,
    /// Not answering yet.
    Starting,
    Running,
    /// It stops its containers before it goes.
    Stopping,
    /// It is there but gets no CPU.
    Frozen,
}

/// A machine's part in a swarm.
#[derive(Clone, Debug, PartialEq)]
pub struct MemberView {
    /// `pending`, `active`, `locked`, `error`.
    pub state: String,
    pub node_id: Option<NodeId>,
    /// The role its certificate gives it.
    pub role: NodeRole,
    pub advertise: String,
    pub manager: Option<ManagerView>,
}

/// A manager: its Raft, and the swarm as it knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ManagerView {
    pub role: RaftRole,
    pub term: u64,
    /// Who it thinks leads.
    pub leader: Option<NodeId>,
    pub commit: u64,
    pub applied: u64,
    pub last_index: u64,
    /// Node ids of all voters, itself included.
    pub voters: Vec<NodeId>,
    /// Of these, whom it reached lately; only a leader's is meaningful.
    pub reachable: Vec<NodeId>,
    /// Ticks of a second since it last heard from a leader, and at how many it will stand; a leader
    /// will not.
    pub election_elapsed: u32,
    pub election_timeout: Option<u32>,
    pub store: Arc<StoreView>,
}

/// One manager's copy of the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct StoreView {
    pub version: u64,
    pub cluster: Option<ClusterView>,
    /// By host name, then id.
    pub nodes: Vec<NodeView>,
    /// By name.
    pub services: Vec<ServiceView>,
    /// By service, slot, newest first.
    pub tasks: Vec<TaskView>,
    pub networks: Vec<(NetworkId, String, String)>,
}

/// The cluster object.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterView {
    pub id: ClusterId,
    pub worker_token: String,
    pub manager_token: String,
    pub created_at: Timestamp,
}

/// A node as a manager knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeView {
    pub id: NodeId,
    pub hostname: String,
    pub role: NodeRole,
    pub state: NodeState,
    pub message: String,
    pub availability: Availability,
    pub address: String,
    pub labels: Vec<(String, String)>,
    /// Set for managers as the leader sees them; `None` for workers and in a follower's store.
    pub reachability: Option<Reachability>,
    pub leader: bool,
}

/// A service as a manager knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceView {
    pub id: ServiceId,
    pub name: String,
    pub mode: Mode,
    /// Without the digest.
    pub image: String,
    pub args: Vec<String>,
    pub ports: Vec<PortConfig>,
    pub update_status: Option<UpdateStatus>,
    /// Tasks observed running (SWARMKIT §12.2: whatever is wanted of them).
    pub running: u64,
    /// Tasks wanted.
    pub desired: u64,
}

/// A task as a manager knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskView {
    pub id: TaskId,
    pub service_id: Option<ServiceId>,
    /// `web.3`, or `agent.<node id>`.
    pub name: String,
    pub slot: u64,
    pub node_id: Option<NodeId>,
    pub state: TaskState,
    pub desired_state: TaskState,
    pub message: String,
    pub err: String,
    /// When the state was reported.
    pub since: Timestamp,
    /// Its node is not heard from: this is only the last that was known.
    pub last_known: bool,
    pub image: String,
}

/// A container that is really there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerView {
    pub id: String,
    pub name: String,
    pub image: String,
    /// `created`, `running`, `exited` …
    pub state: String,
    /// `Up 3 seconds`.
    pub status: String,
    pub task: Option<TaskId>,
    pub service: Option<String>,
}

/// A network on a machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkView {
    pub id: String,
    pub name: String,
    pub driver: String,
    pub scope: String,
}

/// A terminal.
#[derive(Clone, Debug, PartialEq)]
pub struct TerminalView {
    pub id: TerminalId,
    /// `None` while a program is in the foreground.
    pub prompt: Option<String>,
    /// Oldest first; their output is shared with the shell.
    pub blocks: Vec<BlockView>,
    pub history: Arc<Vec<String>>,
}

/// A script that runs, or ran, without a prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptView {
    /// None while it runs.
    pub exit: Option<u8>,
    /// Every byte it wrote, standard output and error together.
    pub raw: String,
    /// The lines a terminal would show, those scrolled off included.
    pub screen: Vec<String>,
}

impl View {
    /// A machine by name.
    pub fn machine(&self, name: &str) -> Option<&MachineView> {
        self.machines
            .iter()
            .find(|machine| machine.name == name)
            .map(Arc::as_ref)
    }

    /// The manager whose word counts now: the leader of the highest term; without one, the manager
    /// that applied most. Of several swarms, the one with the most members.
    pub fn authority(&self) -> Option<(&MachineView, &ManagerView)> {
        let managers = self.machines.iter().filter_map(|machine| {
            let manager = machine.member.as_ref()?.manager.as_ref()?;
            Some((machine.as_ref(), manager))
        });
        managers.max_by_key(|(machine, manager)| {
            let leads = manager.role == RaftRole::Leader;
            let members = manager.store.nodes.len();
            let is_awake = machine.power == Power::On && machine.daemon == DaemonState::Running;
            (
                is_awake,
                members,
                leads,
                manager.term,
                manager.applied,
                core::cmp::Reverse(machine.id),
            )
        })
    }

    /// The machine a node of the swarm runs on.
    pub fn machine_of(&self, node: &NodeId) -> Option<&MachineView> {
        let is_it = |machine: &&Arc<MachineView>| {
            machine
                .member
                .as_ref()
                .is_some_and(|member| member.node_id.as_ref() == Some(node))
        };
        self.machines.iter().find(is_it).map(Arc::as_ref)
    }
}
