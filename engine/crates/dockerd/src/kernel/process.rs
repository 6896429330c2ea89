//! A container's process and its namespaces: program, interfaces, files, its own NAT.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::http::{ConnectError, HttpRequest, HttpResponse};
use sim::{Duration, Instant};
use swarm::Moment;

use super::conntrack::Conntrack;
use super::net::Link;
use super::program::{
    Asked, LaunchError, Line, Program, Scene, Then, Turn, default_action, launch,
};
use crate::catalogue::Image;

/// All that a container's process is started with.
#[derive(Clone, Debug)]
pub(crate) struct Launch {
    /// For traces.
    pub(crate) name: String,
    pub(crate) image: Arc<Image>,
    /// Entrypoint and command.
    pub(crate) words: Vec<String>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) hostname: String,
    /// In the order of `eth0`, `eth1` …
    pub(crate) interfaces: Vec<Interface>,
    /// Published to target ports, for packets that come in over ingress.
    pub(crate) redirects: BTreeMap<u16, u16>,
    /// Whether `docker-init` is process 1 and passes signals on.
    pub(crate) has_init: bool,
}

/// A container's end on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Interface {
    pub(crate) link: Link,
    pub(crate) ip: Ipv4Addr,
}

/// A process that runs.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    launch: Launch,
    program: Program,
    files: BTreeSet<String>,
    pub(super) conntrack: Conntrack,
    /// Tells this process from an earlier one of the same container.
    pub(super) serial: u64,
}

impl Launch {
    /// The container's addresses.
    pub(crate) fn addresses(&self) -> Vec<Ipv4Addr> {
        self.interfaces
            .iter()
            .map(|interface| interface.ip)
            .collect()
    }
}

impl Process {
    pub(super) fn start(
        launch_with: Launch,
        serial: u64,
        (has_internet, moment): (bool, Moment),
    ) -> Result<Process, LaunchError> {
        let addresses = launch_with.addresses();
        let mut files = BTreeSet::new();
        let mut unused = Vec::new();
        let scene = Scene {
            image: &launch_with.image,
            hostname: &launch_with.hostname,
            addresses: &addresses,
            files: &mut files,
            main: None,
            main_lines: &mut unused,
            has_internet,
            now: moment.now,
            wall: moment.wall,
        };
        let program = launch(&launch_with.words, &launch_with.env, &scene)?;
        Ok(Process {
            launch: launch_with,
            program,
            files,
            conntrack: Conntrack::default(),
            serial,
        })
    }

    pub(super) fn resume(&mut self, has_internet: bool, moment: Moment) -> Turn {
        let addresses = self.launch.addresses();
        let mut unused = Vec::new();
        let mut scene = Scene {
            image: &self.launch.image,
            hostname: &self.launch.hostname,
            addresses: &addresses,
            files: &mut self.files,
            main: None,
            main_lines: &mut unused,
            has_internet,
            now: moment.now,
            wall: moment.wall,
        };
        self.program.resume(&mut scene)
    }

    /// The exit status a signal brings about.
    pub(super) fn on_signal(&self, signal: &str) -> Option<i64> {
        if signal == "SIGKILL" {
            return Some(137);
        }
        let own = self.program.on_signal(signal);
        own.or_else(|| default_action(signal).filter(|_| self.launch.has_init))
    }

    /// Runs a command to its end beside the program. It is followed in one go: what it does at the
    /// end of a wait is done at once, which nobody but the next check can see.
    pub(super) fn run_beside(
        &mut self,
        words: &[String],
        limit: Duration,
        (has_internet, moment): (bool, Moment),
    ) -> (Option<(i64, Duration)>, Vec<Line>) {
        let addresses = self.launch.addresses();
        let mut main_lines = Vec::new();
        let mut scene = Scene {
            image: &self.launch.image,
            hostname: &self.launch.hostname,
            addresses: &addresses,
            files: &mut self.files,
            main: Some(&self.program),
            main_lines: &mut main_lines,
            has_internet,
            now: moment.now,
            wall: moment.wall,
        };
        let Ok(mut program) = launch(words, &self.launch.env, &scene) else {
            return (Some((127, Duration::ZERO)), Vec::new());
        };
        let result = loop {
            match program.resume(&mut scene).then {
                Then::Exit(status) => break Some((status, scene.now - moment.now)),
                Then::Never => break None,
                Then::At(at) if at > moment.now + limit => break None,
                Then::At(at) => {
                    scene.wall = moment.wall + (at - moment.now);
                    scene.now = at;
                }
            }
        };
        (result, main_lines)
    }

    /// The name of its container.
    pub(super) fn name(&self) -> &str {
        &self.launch.name
    }

    pub(super) fn has(&self, link: &Link, ip: Ipv4Addr) -> bool {
        self.launch
            .interfaces
            .iter()
            .any(|interface| interface.link == *link && interface.ip == ip)
    }

    /// Whether it has no interfaces of its own but the machine's.
    pub(super) fn is_in_host_namespace(&self) -> bool {
        let mut interfaces = self.launch.interfaces.iter();
        interfaces.any(|interface| interface.link == Link::Host)
    }

    /// The target port behind a published one.
    pub(super) fn redirect(&self, port: u16) -> Option<u16> {
        self.launch.redirects.get(&port).copied()
    }

    /// Whether something listens on a port.
    pub(super) fn listens_on(&self, port: u16, now: Instant) -> bool {
        self.program.server_at(port, now).is_some()
    }

    /// Answers a request that was accepted.
    pub(super) fn answer(
        &mut self,
        (to, client): (SocketAddrV4, SocketAddrV4),
        request: &HttpRequest,
        has_internet: bool,
        moment: Moment,
    ) -> (Result<HttpResponse, ConnectError>, Option<Line>) {
        let addresses = self.launch.addresses();
        let mut unused = Vec::new();
        let scene = Scene {
            image: &self.launch.image,
            hostname: &self.launch.hostname,
            addresses: &addresses,
            files: &mut self.files,
            main: None,
            main_lines: &mut unused,
            has_internet,
            now: moment.now,
            wall: moment.wall,
        };
        match self.program.server_at(to.port(), moment.now) {
            Some(server) => server.answer(Asked { client, request }, &scene),
            None => (Err(ConnectError::Reset), None),
        }
    }
}
