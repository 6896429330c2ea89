//! The daemon's process: everything it keeps in its memory, and its life from start to end.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use api::event::Event;
use api::network::SwarmNetwork;
use api::{ApiError, ContainerId, NetworkId, Request, Response, StreamPart, TaskId};
use sim::{EventQueue, Instant};
use swarm::CallId;

use super::{Frame, Output};
use crate::cluster::Cluster;
use crate::container::{LogLine, State};
use crate::engine_api::{Calls, Followers};
use crate::events::{Events, event};
use crate::executor::Executor;
use crate::host::Host;
use crate::kernel::net::BridgeName;
use crate::kernel::program::Line;
use crate::network::gossip::Gossip;
use crate::network::{Kind, LocalNetwork, Overlays};
use crate::reference::Reference;

/// A daemon that runs, or is about to.
#[derive(Clone, Debug)]
pub(crate) struct Daemon {
    pub(super) phase: Phase,
    pub(crate) agenda: EventQueue<Timer>,
    pub(crate) cluster: Cluster,
    pub(crate) calls: Calls,
    pub(crate) executor: Executor,
    pub(crate) overlays: Overlays,
    pub(crate) events: Events,
    pub(crate) followers: Followers,
    /// The network `bridge`, which every daemon makes anew.
    pub(crate) bridge: LocalNetwork,
}

/// How far a daemon has come.
#[derive(Clone, Debug)]
pub(super) enum Phase {
    /// It reads its disk. Whoever calls meanwhile has to wait.
    Starting {
        until: Instant,
        waiting: Vec<(CallId, Request)>,
    },
    /// Containers of a daemon that was killed are stopped first.
    Stopping {
        waiting: Vec<(CallId, Request)>,
    },
    /// moby `cluster.go`: the start waits for the swarm, at most 20 s.
    AwaitingSwarm {
        until: Instant,
        waiting: Vec<(CallId, Request)>,
    },
    Serving,
    /// SIGTERM: it ends when its containers have. Then perhaps another one is started.
    ShuttingDown {
        starts_again: bool,
    },
}

/// What waits for its time.
#[derive(Clone, Debug)]
pub(crate) enum Timer {
    Job {
        task: TaskId,
        serial: u64,
    },
    Kill {
        container: ContainerId,
        pid: i64,
    },
    /// The daemon learns that a program has ended.
    Died {
        container: ContainerId,
        status: i64,
    },
    Check {
        container: ContainerId,
        pid: i64,
    },
    Checked {
        container: ContainerId,
        pid: i64,
        is_ok: bool,
    },
    /// The ingress network is set up on this node.
    Ingress(Box<SwarmNetwork>),
    /// moby `swarmRequestTimeout`.
    CallDeadline {
        call: CallId,
    },
    /// The registry has answered, or the image is there.
    Registry {
        call: CallId,
    },
    JoinTimeout {
        call: CallId,
    },
    Left {
        call: CallId,
    },
    /// The swarm node is tried again after an error.
    RestartNode,
    /// The end of an event stream has come.
    EventsEnd {
        call: CallId,
    },
}

impl Daemon {
    /// A daemon that begins to start.
    pub(super) fn new(host: &mut Host<'_>, ready_at: Instant) -> Daemon {
        let bridge = Kind::Bridge(BridgeName::Docker0);
        Daemon {
            phase: Phase::Starting {
                until: ready_at,
                waiting: Vec::new(),
            },
            agenda: EventQueue::new(),
            cluster: Cluster::default(),
            calls: Calls::default(),
            executor: Executor::default(),
            overlays: Overlays::default(),
            events: Events::default(),
            followers: Followers::default(),
            bridge: LocalNetwork::own("bridge", bridge, host.rng, host.moment.wall),
        }
    }

    /// Whether it answers.
    pub(super) fn is_serving(&self) -> bool {
        matches!(self.phase, Phase::Serving)
    }

    /// When something happens by itself.
    pub(super) fn next_timeout(&self) -> Option<Instant> {
        let phase = match self.phase {
            Phase::Starting { until, .. } | Phase::AwaitingSwarm { until, .. } => Some(until),
            Phase::Stopping { .. } | Phase::Serving | Phase::ShuttingDown { .. } => None,
        };
        let gossip = self.overlays.gossip.as_ref().map(Gossip::next_timeout);
        let node = self.cluster.node().and_then(swarm::Node::next_timeout);
        [phase, gossip, node, self.agenda.next_at()]
            .into_iter()
            .flatten()
            .min()
    }

    /// Lets everything happen that is due.
    pub(super) fn on_timeout(&mut self, host: &mut Host<'_>) {
        self.advance_phase(host);
        while let Some((_, timer)) = self.agenda.pop_until(host.moment.now) {
            self.on_timer(timer, host);
        }
        let now = host.moment.now;
        if let Some(gossip) = self
            .overlays
            .gossip
            .as_mut()
            .filter(|it| it.next_timeout() <= now)
        {
            gossip.on_timeout(now);
        }
        let moment = host.moment;
        self.cluster.with_node(|node| {
            if node.next_timeout().is_some_and(|at| at <= moment.now) {
                node.on_timeout(moment);
            }
        });
    }

    fn on_timer(&mut self, timer: Timer, host: &mut Host<'_>) {
        match timer {
            Timer::Job { task, serial } => self.on_job_timeout(&task, serial, host),
            Timer::Kill { container, pid } => self.kill_container(&container, pid, host),
            Timer::Died { container, status } => self.on_died(&container, status, host),
            Timer::Check { container, pid } => self.check(&container, pid, host),
            Timer::Checked {
                container,
                pid,
                is_ok,
            } => {
                self.checked(&container, (pid, is_ok), host);
            }
            Timer::Ingress(network) => self.set_up_ingress(&network, host),
            Timer::CallDeadline { call } => self.on_call_deadline(call, host),
            Timer::Registry { call } => self.on_registry(call, host),
            Timer::JoinTimeout { call } => self.on_join_timeout(call, host),
            Timer::Left { call } => self.finish_leaving(call, host),
            Timer::RestartNode => self.restart_node(host),
            Timer::EventsEnd { call } => {
                if self.events.is_listening(call) {
                    self.events.unsubscribe(call);
                    host.outputs.push(Output::Part {
                        call,
                        part: StreamPart::End,
                    });
                }
            }
        }
    }

    /// Goes on with starting when what it waits for is there.
    pub(super) fn advance_phase(&mut self, host: &mut Host<'_>) {
        let now = host.moment.now;
        match &mut self.phase {
            Phase::Starting { until, waiting } if *until <= now => {
                let waiting = std::mem::take(waiting);
                self.phase = Phase::Stopping { waiting };
                self.restore(host);
                self.advance_phase(host);
            }
            Phase::Stopping { waiting } if host.disk.containers().all(|it| !it.is_running()) => {
                let waiting = std::mem::take(waiting);
                self.phase = Phase::Serving;
                if let Some(until) = self.resume_swarm(host) {
                    self.phase = Phase::AwaitingSwarm { until, waiting };
                } else {
                    self.serve(waiting, host);
                }
            }
            Phase::AwaitingSwarm { until, waiting } => {
                let is_over = *until <= now || !self.cluster.is_pending();
                if is_over {
                    let waiting = std::mem::take(waiting);
                    self.serve(waiting, host);
                }
            }
            Phase::Starting { .. }
            | Phase::Stopping { .. }
            | Phase::Serving
            | Phase::ShuttingDown { .. } => (),
        }
    }

    fn serve(&mut self, waiting: Vec<(CallId, Request)>, host: &mut Host<'_>) {
        self.phase = Phase::Serving;
        for (call, request) in waiting {
            self.request(call, request, host);
        }
    }

    /// Brings the records of containers in line with what really runs (moby `daemon.go` `restore`):
    /// without live restore, what an earlier daemon left running is stopped; what is gone without
    /// anybody seeing its end has status 255.
    fn restore(&mut self, host: &mut Host<'_>) {
        self.make_own_networks(host);
        let running: Vec<_> = host
            .disk
            .containers()
            .filter(|container| container.is_running())
            .cloned()
            .collect();
        for container in running {
            if host.kernel.is_running(&container.id) {
                self.stop_container(&container, host);
            } else {
                self.on_died(&container.id, LOST, host);
            }
        }
        // Those that ended while there was no daemon still hold their addresses.
        let ended: Vec<ContainerId> = host
            .disk
            .containers()
            .filter(|it| !it.is_running() && !it.endpoints.is_empty())
            .map(|it| it.id.clone())
            .collect();
        for id in ended {
            self.disconnect_container(&id, host);
        }
    }

    /// Stopped before it has read its disk: nobody waits for programs of a time before the power
    /// went.
    fn bury_the_dead(&mut self, host: &mut Host<'_>) {
        let records = host.disk.containers().filter(|it| it.is_running());
        let dead = records.filter(|it| !host.kernel.is_running(&it.id));
        let dead: Vec<ContainerId> = dead.map(|it| it.id.clone()).collect();
        for id in dead {
            self.on_died(&id, LOST, host);
        }
    }

    fn make_own_networks(&mut self, host: &mut Host<'_>) {
        let has =
            |host: &Host<'_>, name: &str| host.disk.networks.values().any(|it| it.name == name);
        for (name, kind) in [("host", Kind::Host), ("none", Kind::Null)] {
            if !has(host, name) {
                let network = LocalNetwork::own(name, kind, host.rng, host.moment.wall);
                host.disk.networks.insert(network.id.clone(), network);
            }
        }
    }

    /// A call of the Engine API, if the daemon is far enough to take it.
    pub(super) fn on_request(&mut self, call: CallId, request: Request, host: &mut Host<'_>) {
        match &mut self.phase {
            Phase::Starting { waiting, .. }
            | Phase::Stopping { waiting }
            | Phase::AwaitingSwarm { waiting, .. } => waiting.push((call, request)),
            Phase::Serving => self.request(call, request, host),
            Phase::ShuttingDown { .. } => {
                let error = crate::engine_api::nobody();
                host.outputs.push(Output::Answer {
                    call,
                    result: Err(error),
                });
            }
        }
    }

    /// SIGTERM: says good-bye to the swarm and stops every container.
    pub(super) fn shut_down_all(&mut self, host: &mut Host<'_>) {
        if matches!(self.phase, Phase::Starting { .. }) {
            self.bury_the_dead(host);
        }
        self.phase = Phase::ShuttingDown {
            starts_again: false,
        };
        if let Some(gossip) = &mut self.overlays.gossip {
            gossip.leave();
        }
        self.send_gossip(host);
        self.cluster.store(host);
        self.cluster = Cluster::default();
        self.forget_jobs();
        self.break_off_calls(host);
        let running: Vec<_> = host
            .disk
            .containers()
            .filter(|container| container.is_running())
            .cloned()
            .collect();
        for container in running {
            self.stop_container(&container, host);
        }
    }

    /// Whoever waits for an answer sees the connection break.
    pub(super) fn break_off_calls(&mut self, host: &mut Host<'_>) {
        let waiting = match &mut self.phase {
            Phase::Starting { waiting, .. }
            | Phase::Stopping { waiting }
            | Phase::AwaitingSwarm { waiting, .. } => std::mem::take(waiting),
            Phase::Serving | Phase::ShuttingDown { .. } => Vec::new(),
        };
        let (unanswered, streams) = self.calls.take_all();
        let waiting = waiting.into_iter().map(|(call, _)| call);
        let entering = self.cluster.take_calls();
        for call in waiting.chain(unanswered).chain(entering) {
            let error = crate::engine_api::nobody();
            self.answer(call, Err(error), host);
        }
        for call in streams.into_iter().chain(self.events.take_listeners()) {
            let part = StreamPart::End;
            host.outputs.push(Output::Part { call, part });
        }
    }

    /// Something a program wrote.
    pub(super) fn on_line(&mut self, id: &ContainerId, line: Line, host: &mut Host<'_>) {
        let entry = LogLine {
            at: host.moment.wall,
            stderr: line.stderr,
            text: line.text,
        };
        if let Some(container) = host.disk.container_mut(id) {
            container.write(entry.clone());
        }
        self.follow(id, &entry, host);
    }

    /// A program ended; the daemon learns of it a moment later.
    pub(super) fn on_exited(&mut self, id: ContainerId, status: i64, host: &mut Host<'_>) {
        let after = host.profile.speed.die.draw(host.rng);
        let timer = Timer::Died {
            container: id,
            status,
        };
        self.agenda.push(host.moment.now + after, timer);
    }

    /// Tells listeners of an event.
    pub(crate) fn publish(&mut self, event: Event, host: &mut Host<'_>) {
        for call in self.events.publish(event.clone()) {
            let part = StreamPart::Event(Box::new(event.clone()));
            host.outputs.push(Output::Part { call, part });
        }
    }

    pub(crate) fn publish_pull(&mut self, reference: &Reference, host: &mut Host<'_>) {
        let name = reference.to_string();
        let attributes = [("name".to_owned(), reference.familiar_name())].into();
        let mut pulled = event("image", "pull", (&name, attributes), host.moment.wall);
        pulled.status = "pull".to_owned();
        pulled.id = name;
        self.publish(pulled, host);
    }

    /// Begins to gossip with the other members, knowing the managers.
    pub(crate) fn start_gossip(&mut self, swarm: &NetworkId, host: &mut Host<'_>) {
        let bootstrap = self.cluster.manager_addresses();
        match &mut self.overlays.gossip {
            Some(gossip) => gossip.set_bootstrap(bootstrap),
            None => {
                let rng = host.rng.split("gossip");
                let own = (swarm.clone(), host.facts.address());
                self.overlays.gossip = Some(Gossip::new(own, bootstrap, rng, host.moment.now));
            }
        }
    }

    fn set_up_ingress(&mut self, network: &SwarmNetwork, host: &mut Host<'_>) {
        // It may have left the swarm meanwhile.
        if self.overlays.has_attachment(&network.id) {
            self.make_gateway_bridge(host);
            self.overlays.join(network, host);
        }
    }

    /// The bridge by which containers on overlays reach the outside.
    pub(crate) fn make_gateway_bridge(&mut self, host: &mut Host<'_>) {
        if host
            .disk
            .networks
            .values()
            .all(|network| network.name != "docker_gwbridge")
        {
            let kind = Kind::Bridge(BridgeName::Gateway);
            let network = LocalNetwork::own("docker_gwbridge", kind, host.rng, host.moment.wall);
            host.disk.networks.insert(network.id.clone(), network);
        }
    }

    /// Its id.
    pub(crate) fn gateway_network(&self, host: &Host<'_>) -> NetworkId {
        let found = host
            .disk
            .networks
            .values()
            .find(|network| network.name == "docker_gwbridge");
        found.map(|network| network.id.clone()).unwrap_or_default()
    }

    /// Something arrived on port 7946.
    pub(super) fn on_gossip(
        &mut self,
        from: Ipv4Addr,
        message: crate::network::gossip::Message,
        host: &mut Host<'_>,
    ) {
        if let Some(gossip) = &mut self.overlays.gossip {
            gossip.on_message(from, message, host.moment.now);
        }
    }

    /// Carries out what came of gossip.
    pub(crate) fn send_gossip(&mut self, host: &mut Host<'_>) {
        let Some(gossip) = &mut self.overlays.gossip else {
            return;
        };
        let (sends, changes) = (gossip.take_sends(), gossip.take_changes());
        for (to, message) in sends {
            let frame = Frame::Gossip(Box::new(message));
            host.outputs.push(Output::Send { to, frame });
        }
        for change in changes {
            self.overlays.apply(&change, host);
        }
    }

    /// Answers a call.
    pub(crate) fn answer(
        &self,
        call: CallId,
        result: Result<Response, ApiError>,
        host: &mut Host<'_>,
    ) {
        host.outputs.push(Output::Answer { call, result });
    }

    /// The ports it listens on.
    pub(super) fn own_ports(&self) -> std::collections::BTreeSet<u16> {
        let manager = self.cluster.is_active_manager().then_some(2377);
        let member = self.overlays.gossip.as_ref().map(|_| 7946);
        manager.into_iter().chain(member).collect()
    }

    /// Containers by state, for `docker info`.
    pub(crate) fn counts(&self, host: &Host<'_>) -> BTreeMap<&'static str, i64> {
        let mut counts = BTreeMap::new();
        for container in host.disk.containers() {
            let key = match container.state {
                State::Running { .. } => "running",
                State::Created | State::StartFailed { .. } | State::Exited { .. } => "stopped",
            };
            *counts.entry(key).or_insert(0) += 1;
        }
        counts
    }
}

/// moby `daemon.go`: the status of a container whose end nobody saw (recording 072).
const LOST: i64 = 255;
