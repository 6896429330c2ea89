//! The part of a machine's kernel that Docker drives: processes of containers, networks, rules.
//!
//! It is set up by the daemon and goes on without it; the power takes it away. What the daemon or
//! the world has to learn of it comes out as [`News`].

pub(crate) mod balancer;
mod conntrack;
pub(crate) mod net;
pub(crate) mod packet;
mod path;
pub(crate) mod process;
pub(crate) mod program;

use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::ContainerId;
use api::http::{ConnectError, HttpRequest, HttpResponse};
use imbl::OrdMap;
use sim::{Duration, EventQueue, Instant};
use swarm::Moment;

use crate::daemon::{ConnectionId, Frame};
use crate::host::HostFacts;
use net::Net;
use packet::{Hop, Packet};
use process::{Launch, Process};
use program::{LaunchError, Line, Then};

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    facts: Arc<HostFacts>,
    has_internet: bool,
    processes: OrdMap<ContainerId, Arc<Process>>,
    pub(crate) net: Net,
    agenda: EventQueue<Step>,
    last_pid: i64,
    news: Vec<News>,
}

/// What waits for its time.
#[derive(Clone, Debug)]
enum Step {
    /// A program goes on.
    Resume { container: ContainerId, serial: u64 },
    /// A program ends at a signal.
    Die {
        container: ContainerId,
        serial: u64,
        status: i64,
    },
    /// A server answers what arrived at this interface.
    Answer {
        container: ContainerId,
        serial: u64,
        link: net::Link,
        packet: Box<Packet>,
    },
    /// Nobody answered the connection of this port.
    GiveUp {
        local: SocketAddrV4,
        error: ConnectError,
    },
}

/// What others learn of the kernel.
#[derive(Clone, Debug)]
pub(crate) enum News {
    Wrote {
        container: ContainerId,
        line: Line,
    },
    Exited {
        container: ContainerId,
        status: i64,
    },
    Send {
        to: Ipv4Addr,
        frame: Frame,
    },
    Reply {
        connection: ConnectionId,
        result: Result<HttpResponse, ConnectError>,
        trace: Vec<Hop>,
    },
}

/// How long a server takes to answer.
const ANSWER_TIME: Duration = Duration::from_millis(1);

/// Linux gives up connecting after six repetitions of the first packet (`tcp_syn_retries`).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(127);

/// How long a program takes from a signal to its end.
const DYING_TIME: Duration = Duration::from_millis(20);

/// ARP gives up after 3 s; the world tells of a lost frame after 2 s.
const ARP_REST: Duration = Duration::from_secs(1);

impl Kernel {
    /// A kernel that has just booted.
    pub(crate) fn new(facts: Arc<HostFacts>, has_internet: bool) -> Kernel {
        Kernel {
            net: Net::default(),
            facts,
            has_internet,
            processes: OrdMap::new(),
            agenda: EventQueue::new(),
            last_pid: 1000,
            news: Vec::new(),
        }
    }

    /// Takes what others have to learn, in order.
    pub(crate) fn take_news(&mut self) -> Vec<News> {
        std::mem::take(&mut self.news)
    }

    /// When something happens by itself.
    pub(crate) fn next_timeout(&self) -> Option<Instant> {
        self.agenda.next_at()
    }

    /// Lets everything happen that is due.
    pub(crate) fn on_timeout(&mut self, moment: Moment) {
        while let Some((_, step)) = self.agenda.pop_until(moment.now) {
            match step {
                Step::Resume { container, serial } if self.is_current(&container, serial) => {
                    self.resume(&container, moment);
                }
                Step::Die {
                    container,
                    serial,
                    status,
                } if self.is_current(&container, serial) => {
                    self.die(&container, status);
                }
                Step::Answer {
                    container,
                    serial,
                    link,
                    packet,
                } => {
                    let is_there = self.is_current(&container, serial);
                    if is_there {
                        self.answer(&container, &link, *packet, moment);
                    }
                }
                Step::Resume { .. } | Step::Die { .. } => (),
                Step::GiveUp { local, error } => self.give_up(local, error),
            }
        }
    }

    fn is_current(&self, container: &ContainerId, serial: u64) -> bool {
        self.processes
            .get(container)
            .is_some_and(|process| process.serial == serial)
    }

    /// Whether a container's program runs.
    pub(crate) fn is_running(&self, container: &ContainerId) -> bool {
        self.processes.contains_key(container)
    }

    /// Starts a container's program. Returns its process id.
    pub(crate) fn start(
        &mut self,
        container: &ContainerId,
        launch: Launch,
        moment: Moment,
    ) -> Result<i64, LaunchError> {
        self.last_pid += 1 + i64::from(launch.addresses().len() as u32) * 7;
        let serial = self.last_pid as u64;
        let process = Process::start(launch, serial, (self.has_internet, moment))?;
        self.processes.insert(container.clone(), Arc::new(process));
        self.resume(container, moment);
        Ok(self.last_pid)
    }

    fn resume(&mut self, container: &ContainerId, moment: Moment) {
        let has_internet = self.has_internet;
        let Some(process) = self.processes.get_mut(container).map(Arc::make_mut) else {
            return;
        };
        let turn = process.resume(has_internet, moment);
        let serial = process.serial;
        for line in turn.lines {
            self.news.push(News::Wrote {
                container: container.clone(),
                line,
            });
        }
        match turn.then {
            Then::At(at) => {
                let step = Step::Resume {
                    container: container.clone(),
                    serial,
                };
                self.agenda.push(at.max(moment.now), step);
            }
            Then::Never => (),
            Then::Exit(status) => self.die(container, status),
        }
    }

    fn die(&mut self, container: &ContainerId, status: i64) {
        if self.processes.remove(container).is_some() {
            self.net.forget_container(container);
            self.news.push(News::Exited {
                container: container.clone(),
                status,
            });
        }
    }

    /// Sends a signal to a container's program.
    pub(crate) fn signal(&mut self, container: &ContainerId, signal: &str, moment: Moment) {
        let Some(process) = self.processes.get(container) else {
            return;
        };
        let Some(status) = process.on_signal(signal) else {
            return;
        };
        let step = Step::Die {
            container: container.clone(),
            serial: process.serial,
            status,
        };
        self.agenda.push(moment.now + DYING_TIME, step);
    }

    /// Runs a command beside a container's program, as a health check does: its exit status and
    /// how long it takes, or `None` if it takes longer than `limit`.
    pub(crate) fn run_beside(
        &mut self,
        container: &ContainerId,
        words: &[String],
        limit: Duration,
        moment: Moment,
    ) -> Option<(i64, Duration)> {
        let has_internet = self.has_internet;
        let process = self.processes.get_mut(container).map(Arc::make_mut)?;
        let (result, lines) = process.run_beside(words, limit, (has_internet, moment));
        for line in lines {
            self.news.push(News::Wrote {
                container: container.clone(),
                line,
            });
        }
        result
    }

    /// A program of the machine itself opens a connection.
    pub(crate) fn connect(
        &mut self,
        connection: ConnectionId,
        to: SocketAddrV4,
        request: HttpRequest,
        moment: Moment,
    ) {
        let source = self.source_for(*to.ip());
        let local = self.net.open(connection, source);
        let deadline = moment.now + CONNECT_TIMEOUT;
        self.agenda.push(
            deadline,
            Step::GiveUp {
                local,
                error: ConnectError::TimedOut,
            },
        );
        let packet = Packet {
            source: local,
            destination: to,
            payload: packet::Payload::Request(Arc::new(request)),
            trace: Vec::new(),
        };
        self.output(packet, moment);
    }

    /// Linux gives a connection to one of the machine's own addresses that same address.
    fn source_for(&self, to: Ipv4Addr) -> Ipv4Addr {
        if self.facts.is_own(to) {
            to
        } else {
            self.facts.address()
        }
    }

    /// A packet from another machine.
    pub(crate) fn on_packet(&mut self, packet: Packet, moment: Moment) {
        self.input(packet, moment);
    }

    /// A packet in a tunnel from another machine.
    pub(crate) fn on_tunnelled(&mut self, vni: u32, packet: Packet, moment: Moment) {
        self.untunnelled(vni, packet, moment);
    }

    /// A packet that did not reach the other machine.
    pub(crate) fn on_undelivered(&mut self, packet: &Packet, moment: Moment) {
        if packet.is_request() && self.net.is_open(packet.source) {
            let step = Step::GiveUp {
                local: packet.source,
                error: ConnectError::NoRoute,
            };
            self.agenda.push(moment.now + ARP_REST, step);
        }
    }

    fn give_up(&mut self, local: SocketAddrV4, error: ConnectError) {
        if let Some(connection) = self.net.close(local) {
            let reply = News::Reply {
                connection,
                result: Err(error),
                trace: Vec::new(),
            };
            self.news.push(reply);
        }
    }

    /// The container of this network and address, if its program runs here.
    fn process_at(&self, link: &net::Link, ip: Ipv4Addr) -> Option<(&ContainerId, &Arc<Process>)> {
        let is_there = |(_, process): &(&ContainerId, &Arc<Process>)| process.has(link, ip);
        self.processes.iter().find(is_there)
    }
}
