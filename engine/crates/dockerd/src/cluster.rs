//! The daemon's part in a swarm: whether it is a member, and what `swarm init|join|leave` wait for
//! (moby `daemon/cluster`).
//!
//! What the member does is the swarm node's business; here it is made, kept through restarts, asked
//! and dropped.

pub(crate) mod address;
mod enter;
mod leave;

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::cluster::{InitRequest, JoinRequest, LocalNodeState};
use api::node::{
    EngineDescription, NodeDescription, NodeRole, Platform, PluginDescription, Resources,
};
use api::{ApiError, ErrorKind, Labels};
use sim::{Duration, Instant};
use swarm::{CallId, Machine, Node, NodeProgress, Start};

use crate::daemon::process::{Daemon, Timer};
use crate::daemon::{Frame, Output};
use crate::host::Host;

/// moby `cluster.go` `swarmConnectTimeout`.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(20);

/// moby `cluster.go`: the pause before a swarm node that ended is started again.
const FIRST_RECONNECT_DELAY: Duration = Duration::from_millis(200);
const MAX_RECONNECT_DELAY: Duration = Duration::from_secs(30);

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    member: Option<Member>,
    control: Control,
    /// Calls that wait for the one in progress: there is one at a time.
    queue: VecDeque<(CallId, ControlCall)>,
}

/// A call that changes the membership.
#[derive(Clone, Debug)]
pub(crate) enum ControlCall {
    Init(Box<InitRequest>),
    Join(Box<JoinRequest>),
    Leave { force: bool },
}

/// The one in progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Control {
    #[default]
    Free,
    Initialising {
        call: CallId,
        is_forced: bool,
    },
    Joining {
        call: CallId,
    },
    /// It asks how many managers there are.
    Counting {
        call: CallId,
    },
    Leaving {
        call: CallId,
    },
}

/// A membership, or the attempt at one.
#[derive(Clone, Debug)]
struct Member {
    config: MemberConfig,
    state: MemberState,
    /// Whether it ever was ready: then it is started again after an error.
    was_ready: bool,
    reconnect_delay: Duration,
}

#[derive(Clone, Debug)]
enum MemberState {
    Up(Box<Node>),
    /// It ended with an error and is tried again, if anything is left of it.
    Down {
        error: String,
        disk: Option<Box<swarm::Disk>>,
    },
}

/// moby `docker-state.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MemberConfig {
    advertise: SocketAddrV4,
}

/// What `/var/lib/docker/swarm` keeps.
#[derive(Clone, Debug)]
pub(crate) struct StoredSwarm {
    config: MemberConfig,
    disk: Box<swarm::Disk>,
}

/// Why a manager's command cannot be carried out here (moby `cluster.go` `errNoManager`,
/// `errors.go`).
pub(crate) mod refusal {
    pub(crate) const NO_SWARM: &str = "This node is not part of a swarm";
    pub(crate) const EXISTS: &str = "This node is already part of a swarm. Use \"docker swarm leave\" to leave this swarm and join another one.";
    pub(crate) const JOIN_TIMEOUT: &str = "Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the \"docker info\" command to see the current swarm status of your node.";
    pub(crate) const LOCKED: &str = "Swarm is encrypted and needs to be unlocked before it can be used. Please use \"docker swarm unlock\" to unlock it.";
    pub(crate) const NOT_LOCKED: &str = "swarm is not locked";
    pub(crate) const WORKER: &str = "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";
    pub(crate) const OUTSIDE: &str = "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";
    pub(crate) const PREPARING: &str = "This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.";
}

pub(crate) fn unavailable(words: &str) -> ApiError {
    ApiError::new(ErrorKind::Unavailable, words)
}

impl Cluster {
    /// The swarm node, while one runs.
    pub(crate) fn node(&self) -> Option<&Node> {
        match &self.member.as_ref()?.state {
            MemberState::Up(node) => Some(node),
            MemberState::Down { .. } => None,
        }
    }

    /// Lets the node do something, if there is one.
    pub(crate) fn with_node(&mut self, act: impl FnOnce(&mut Node)) {
        if let Some(Member {
            state: MemberState::Up(node),
            ..
        }) = &mut self.member
        {
            act(node);
        }
    }

    /// Whether this daemon belongs to a swarm, or tries to.
    pub(crate) fn is_member(&self) -> bool {
        self.member.is_some()
    }

    /// Whether it waits for its swarm.
    pub(crate) fn is_pending(&self) -> bool {
        self.node()
            .is_some_and(|node| node.progress() == NodeProgress::Pending)
    }

    /// Whether manager's commands can be carried out here.
    pub(crate) fn is_active_manager(&self) -> bool {
        self.node().is_some_and(|node| node.store().is_some())
    }

    /// Why they cannot.
    pub(crate) fn no_manager(&self) -> ApiError {
        let words = match self.node() {
            None => refusal::OUTSIDE,
            Some(node) => match (node.progress(), node.role()) {
                (NodeProgress::Locked, _) => refusal::LOCKED,
                (_, NodeRole::Manager) => refusal::PREPARING,
                (_, NodeRole::Worker) => refusal::WORKER,
            },
        };
        unavailable(words)
    }

    /// What `docker info` calls the membership, and its error.
    pub(crate) fn state(&self) -> (LocalNodeState, String) {
        match self.member.as_ref().map(|member| &member.state) {
            None => (LocalNodeState::Inactive, String::new()),
            Some(MemberState::Up(node)) => (node.state(), String::new()),
            Some(MemberState::Down { error, .. }) => (LocalNodeState::Error, error.clone()),
        }
    }

    /// The address others reach this node at.
    pub(crate) fn advertise(&self) -> Option<SocketAddrV4> {
        self.member.as_ref().map(|member| member.config.advertise)
    }

    /// The same as text.
    pub(crate) fn advertise_text(&self) -> Option<String> {
        self.advertise().map(|address| address.to_string())
    }

    /// The managers it knows, without ports.
    pub(crate) fn manager_addresses(&self) -> Vec<Ipv4Addr> {
        let peers = self.node().map(Node::managers).unwrap_or_default();
        let addresses = peers
            .iter()
            .filter_map(|peer| peer.addr.parse::<SocketAddrV4>().ok());
        addresses.map(|address| *address.ip()).collect()
    }

    /// Calls that will get no answer from this daemon.
    pub(crate) fn take_calls(&mut self) -> Vec<CallId> {
        let current = match std::mem::take(&mut self.control) {
            Control::Free => None,
            Control::Initialising { call, .. }
            | Control::Joining { call }
            | Control::Counting { call }
            | Control::Leaving { call } => Some(call),
        };
        current
            .into_iter()
            .chain(self.queue.drain(..).map(|(call, _)| call))
            .collect()
    }

    /// Writes the membership onto the disk.
    pub(crate) fn store(&self, host: &mut Host<'_>) {
        let Some(member) = &self.member else { return };
        let disk = match &member.state {
            MemberState::Up(node) => Some(Box::new(node.disk())),
            MemberState::Down { disk, .. } => disk.clone(),
        };
        let config = member.config.clone();
        host.disk.swarm = disk.map(|disk| StoredSwarm { config, disk });
    }

    fn start(&mut self, start: Start, config: MemberConfig, host: &mut Host<'_>) {
        let machine = machine(host);
        let rng = host.rng.split("node");
        let node = Node::start(start, machine, rng, host.moment);
        self.member = Some(Member {
            config,
            state: MemberState::Up(Box::new(node)),
            was_ready: false,
            reconnect_delay: FIRST_RECONNECT_DELAY,
        });
    }
}

impl Daemon {
    /// A call that changes the membership; one at a time.
    pub(crate) fn control_membership(
        &mut self,
        call: CallId,
        change: ControlCall,
        host: &mut Host<'_>,
    ) {
        if self.cluster.control != Control::Free {
            self.cluster.queue.push_back((call, change));
            return;
        }
        match change {
            ControlCall::Init(request) => self.init(call, &request, host),
            ControlCall::Join(request) => self.join(call, &request, host),
            ControlCall::Leave { force } => self.leave(call, force, host),
        }
    }

    /// The call in progress is answered; the next may begin.
    fn free_control(&mut self, host: &mut Host<'_>) {
        self.cluster.control = Control::Free;
        if let Some((call, change)) = self.cluster.queue.pop_front() {
            self.control_membership(call, change, host);
        }
    }

    /// A daemon finds what an earlier one left. Returns until when the start waits for it.
    pub(crate) fn resume_swarm(&mut self, host: &mut Host<'_>) -> Option<Instant> {
        let StoredSwarm { config, disk } = host.disk.swarm.clone()?;
        self.cluster.start(Start::Resume(disk), config, host);
        self.report_restored(host);
        Some(host.moment.now + CONNECT_TIMEOUT)
    }

    /// Carries out what the node wants. Returns whether it wanted nothing.
    pub(crate) fn carry_out_node(&mut self, host: &mut Host<'_>) -> bool {
        let mut outputs = Vec::new();
        self.cluster.with_node(|node| outputs = node.take_outputs());
        let is_quiet = outputs.is_empty();
        for output in outputs {
            match output {
                swarm::Output::Send { to, message } => self.send_swarm(to, message, host),
                swarm::Output::Answer { call, result } => self.on_swarm_answer(call, result, host),
                swarm::Output::Part { call, part } => self.on_swarm_part(call, part, host),
                swarm::Output::Task(order) => self.on_order(order, host),
                swarm::Output::StateChanged => self.on_node_changed(host),
                swarm::Output::Gone { reason } => self.on_node_gone(reason, host),
            }
        }
        is_quiet
    }

    fn send_swarm(&self, to: SocketAddrV4, message: Box<swarm::Message>, host: &mut Host<'_>) {
        let own = SocketAddrV4::new(host.facts.address(), 2377);
        let from = self.cluster.advertise().unwrap_or(own);
        let frame = Frame::Swarm { from, to, message };
        host.outputs.push(Output::Send {
            to: *to.ip(),
            frame,
        });
    }

    fn on_node_changed(&mut self, host: &mut Host<'_>) {
        if let Some(gossip) = &mut self.overlays.gossip {
            gossip.set_bootstrap(self.cluster.manager_addresses());
        }
        let Some(progress) = self.cluster.node().map(Node::progress) else {
            return;
        };
        match progress {
            NodeProgress::Active => {
                if let Some(member) = &mut self.cluster.member {
                    member.was_ready = true;
                    member.reconnect_delay = FIRST_RECONNECT_DELAY;
                }
                self.entered(host);
            }
            NodeProgress::Refused(error) => {
                let error = ApiError {
                    kind: error.kind,
                    message: error.message,
                };
                self.entry_failed(error, host);
            }
            NodeProgress::Pending | NodeProgress::Locked => (),
        }
    }

    /// The node can never work again as it is (moby `noderunner.go` `handleNodeExit`).
    fn on_node_gone(&mut self, reason: String, host: &mut Host<'_>) {
        let is_entering = matches!(
            self.cluster.control,
            Control::Initialising { .. } | Control::Joining { .. }
        );
        if is_entering {
            return self.entry_failed(ApiError::new(ErrorKind::System, reason), host);
        }
        let Some(member) = &mut self.cluster.member else {
            return;
        };
        let MemberState::Up(node) = &member.state else {
            return;
        };
        let disk = Some(Box::new(node.disk()));
        member.state = MemberState::Down {
            error: reason,
            disk,
        };
        if member.was_ready {
            let delay = member.reconnect_delay * 2;
            member.reconnect_delay = delay.min(MAX_RECONNECT_DELAY);
            self.agenda
                .push(host.moment.now + member.reconnect_delay, Timer::RestartNode);
        }
        self.fail_swarm_calls(host);
    }

    /// The pause after an error is over.
    pub(crate) fn restart_node(&mut self, host: &mut Host<'_>) {
        let Some(member) = &mut self.cluster.member else {
            return;
        };
        let MemberState::Down {
            disk: Some(disk), ..
        } = &member.state
        else {
            return;
        };
        let start = Start::Resume(disk.clone());
        let (machine, rng) = (machine(host), host.rng.split("node"));
        member.state = MemberState::Up(Box::new(Node::start(start, machine, rng, host.moment)));
    }
}

/// What the node tells of its machine.
fn machine(host: &Host<'_>) -> Machine {
    let plugin = |kind: &str, name: &str| PluginDescription {
        kind: kind.to_owned(),
        name: name.to_owned(),
    };
    let of = |kind: &'static str, names: &[&str]| -> Vec<PluginDescription> {
        names.iter().map(|name| plugin(kind, name)).collect()
    };
    let plugins = [
        of("Log", LOG_DRIVERS),
        of("Network", NETWORK_DRIVERS),
        of("Volume", VOLUME_DRIVERS),
    ];
    let description = NodeDescription {
        hostname: host.facts.hostname.clone(),
        platform: Platform {
            architecture: "x86_64".to_owned(),
            os: "linux".to_owned(),
        },
        resources: Resources {
            nano_cpus: host.facts.nano_cpus,
            memory_bytes: host.facts.memory_bytes,
            generic_resources: Vec::new(),
        },
        engine: EngineDescription {
            engine_version: host.profile.engine.version.clone(),
            labels: Labels::new(),
            plugins: plugins.concat(),
        },
        ..NodeDescription::default()
    };
    Machine {
        address: host.facts.address(),
        description,
    }
}

/// Built-in drivers, in order of name (recordings 003, 014).
pub(crate) const LOG_DRIVERS: &[&str] = &[
    "awslogs",
    "fluentd",
    "gelf",
    "journald",
    "json-file",
    "local",
    "splunk",
    "syslog",
];
pub(crate) const NETWORK_DRIVERS: &[&str] =
    &["bridge", "host", "ipvlan", "macvlan", "null", "overlay"];
pub(crate) const VOLUME_DRIVERS: &[&str] = &["local"];
