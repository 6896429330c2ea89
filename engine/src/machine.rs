//! One computer: its Docker, its files, its terminals.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::Arc;

use docker::TerminalSize;
use dockerd::{Address, Dockerd, HostFacts, Profile};
use shell::{FileSystem, Host, Session, SessionKind};
use sim::{Instant, MachineId, Rng};
use swarm::Moment;

use crate::event::Event;
use crate::{MachinePlan, SwarmPort, TerminalId};

/// Names and addresses of all machines, as `/etc/hosts` has them.
pub(crate) type Hosts = Arc<Vec<(String, Ipv4Addr)>>;

/// What is broken on a machine, but for power, daemon, cable and wires.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    pub(crate) is_frozen: bool,
    /// What waits until the machine, or its daemon, gets CPU again, by number of arrival.
    pub(crate) held: BTreeMap<u64, Event>,
    pub(crate) blocked_ports: BTreeSet<SwarmPort>,
    /// How many seconds too many its clock shows.
    pub(crate) clock_seconds: i32,
}

/// A computer of the world.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) id: MachineId,
    pub(crate) plan: MachinePlan,
    pub(crate) dockerd: Dockerd,
    pub(crate) sessions: BTreeMap<u16, Session>,
    /// What is broken on it.
    pub(crate) faults: Faults,
    /// The earliest wake that waits in the queue for this machine's Docker.
    pub(crate) wake_at: Option<Instant>,
    files: FileSystem,
    next_terminal: u16,
    /// The terminals a person sees: not scripts, not the far end of `ssh`.
    interactive: BTreeSet<u16>,
    hosts: Hosts,
    client_version: String,
}

impl Machine {
    /// A machine that is switched off.
    pub(crate) fn new(
        id: MachineId,
        plan: &MachinePlan,
        profile: &Arc<Profile>,
        (seed, hosts): (u64, &Hosts),
    ) -> Machine {
        let rng = Rng::stream(seed, &format!("dockerd/{}", plan.name));
        let addresses = plan
            .addresses
            .iter()
            .map(|(interface, ip, prefix_len)| Address {
                interface: interface.clone(),
                ip: *ip,
                prefix_len: *prefix_len,
            });
        let facts = HostFacts {
            hostname: plan.name.clone(),
            addresses: addresses.collect(),
            hosts: hosts.to_vec(),
            nano_cpus: plan.nano_cpus,
            memory_bytes: plan.memory_bytes,
            has_docker: !plan.outside,
        };
        let mut files = FileSystem::for_machine(&plan.name, hosts);
        for (path, content) in &plan.files {
            files.install(path, content.as_bytes());
        }
        Machine {
            id,
            plan: plan.clone(),
            dockerd: Dockerd::new(facts, profile.clone(), rng),
            sessions: BTreeMap::new(),
            faults: Faults::default(),
            wake_at: None,
            files,
            next_terminal: 0,
            interactive: BTreeSet::new(),
            hosts: hosts.clone(),
            client_version: profile.client_version.clone(),
        }
    }

    /// Opens one more shell.
    pub(crate) fn open(&mut self, kind: SessionKind, moment: Moment) -> TerminalId {
        let index = self.next_terminal;
        self.next_terminal += 1;
        if matches!(kind, SessionKind::Interactive(_)) {
            self.interactive.insert(index);
        }
        let session = Session::new(kind, &mut self.host(moment));
        self.sessions.insert(index, session);
        TerminalId {
            machine: self.id,
            index,
        }
    }

    /// Whether a person sees this terminal.
    pub(crate) fn is_interactive(&self, index: u16) -> bool {
        self.interactive.contains(&index)
    }

    /// Lets a session do something with what the machine offers it. Nothing happens when there is
    /// no such session (it ended while something was on the way to it).
    pub(crate) fn with_session(
        &mut self,
        index: u16,
        moment: Moment,
        act: impl FnOnce(&mut Session, &mut Host<'_>),
    ) {
        if let Some(mut session) = self.sessions.remove(&index) {
            act(&mut session, &mut self.host(moment));
            self.sessions.insert(index, session);
        }
    }

    /// What the machine offers a shell at this moment.
    pub(crate) fn host(&mut self, moment: Moment) -> Host<'_> {
        Host {
            hostname: &self.plan.name,
            addresses: &self.plan.addresses,
            hosts: &self.hosts,
            files: &mut self.files,
            client_version: &self.client_version,
            now: moment.now,
            wall: moment.wall,
        }
    }

    /// The same with other files in place of the machine's own.
    pub(crate) fn lend<'a>(&'a self, files: &'a mut FileSystem, moment: Moment) -> Host<'a> {
        Host {
            hostname: &self.plan.name,
            addresses: &self.plan.addresses,
            hosts: &self.hosts,
            files,
            client_version: &self.client_version,
            now: moment.now,
            wall: moment.wall,
        }
    }

    /// The files as they are, for someone who only reads.
    pub(crate) fn files(&self) -> &FileSystem {
        &self.files
    }

    /// Writes a file as an editor does.
    pub(crate) fn write_file(&mut self, path: &str, content: &str) {
        self.files.install(path, content.as_bytes());
    }

    /// The power is gone; terminals break off.
    pub(crate) fn power_off(&mut self, moment: Moment) {
        self.dockerd.power_off(moment);
        for session in self.sessions.values_mut() {
            session.power_off();
        }
    }

    /// The power is back: the kernel and the daemon start, and somebody logs in at each console.
    pub(crate) fn power_on(&mut self, moment: Moment) {
        self.dockerd.power_on(moment);
        let indexes: Vec<u16> = self.sessions.keys().copied().collect();
        for index in indexes {
            self.with_session(index, moment, |session, host| session.power_on(host));
        }
    }

    /// The size every terminal starts with.
    pub(crate) const TERMINAL_SIZE: TerminalSize = TerminalSize {
        columns: 100,
        rows: 30,
    };
}
