//! Power and process: switched on and off, started, stopped, killed.

use std::sync::Arc;

use sim::{Instant, Rng};
use swarm::Moment;

use super::process::{Daemon, Phase};
use super::{Dockerd, Power, Process};
use crate::disk::Disk;
use crate::host::{Host, HostFacts, Trouble};
use crate::kernel::Kernel;
use crate::profile::Profile;
use crate::reference::Reference;
use crate::registry;

impl Dockerd {
    /// A blank machine that is switched off: Docker is installed, nothing was ever run.
    pub fn new(facts: HostFacts, profile: Arc<Profile>, mut rng: Rng) -> Dockerd {
        let mut facts = facts;
        facts.memory_bytes = profile.memory_bytes.unwrap_or(facts.memory_bytes);
        Dockerd {
            disk: Disk::blank(&mut rng),
            facts: Arc::new(facts),
            profile,
            rng,
            power: Power::Off,
            trouble: Trouble::default(),
            traces: Vec::new(),
            outputs: Vec::new(),
        }
    }

    /// Switches the machine on; the daemon starts by itself a little later.
    pub fn power_on(&mut self, moment: Moment) {
        if self.is_on() {
            return;
        }
        let kernel = Kernel::new(self.facts.clone(), self.profile.has_internet);
        self.power = Power::On {
            kernel: Box::new(kernel),
            process: Process::None,
        };
        let boot = self.profile.speed.boot.draw(&mut self.rng);
        self.start_process(moment, moment.now + boot);
    }

    /// The power is gone: whatever was not on the disk is lost, nobody is told.
    pub fn power_off(&mut self, moment: Moment) {
        self.thaw_to_die();
        self.store_swarm(moment);
        self.power = Power::Off;
        self.outputs.clear();
    }

    /// `systemctl start docker`.
    pub fn start(&mut self, moment: Moment) {
        let Power::On { process, .. } = &mut self.power else {
            return;
        };
        match process {
            Process::None => self.start_process(moment, moment.now),
            Process::Alive(daemon) => {
                if let Phase::ShuttingDown { starts_again } = &mut daemon.phase {
                    *starts_again = true;
                }
            }
            // systemd takes it for active.
            Process::Frozen { .. } => (),
        }
    }

    /// `systemctl stop docker`: SIGTERM, after which systemd sends SIGCONT; containers are stopped.
    pub fn stop(&mut self, moment: Moment) {
        self.thaw(moment);
        self.with_daemon(moment, |daemon, host| daemon.shut_down_all(host));
    }

    /// `kill -9` of the daemon: containers and kernel state go on. Unlike Docker under systemd,
    /// nobody starts it again.
    pub fn kill(&mut self, moment: Moment) {
        self.thaw_to_die();
        self.store_swarm(moment);
        self.with_daemon(moment, |daemon, host| daemon.break_off_calls(host));
        if let Power::On { process, kernel } = &mut self.power {
            *process = Process::None;
            kernel.net.own_ports.clear();
        }
    }

    /// `kill -STOP` of the daemon: it does nothing any more, and does not know. Containers, kernel
    /// and the sockets of those who call it go on.
    pub fn freeze(&mut self) {
        if let Power::On { process, .. } = &mut self.power {
            *process = match std::mem::replace(process, Process::None) {
                Process::Alive(daemon) => Process::Frozen {
                    daemon,
                    held: Vec::new(),
                },
                it @ (Process::None | Process::Frozen { .. }) => it,
            };
        }
    }

    /// `kill -CONT`: it goes on where it was, late with all it wanted to do meanwhile.
    pub fn thaw(&mut self, moment: Moment) {
        let mut traces = Vec::new();
        let Some((mut host, process)) = self.split(moment) else {
            return;
        };
        let waiting = match std::mem::replace(process, Process::None) {
            Process::Frozen { daemon, held } => {
                *process = Process::Alive(daemon);
                held
            }
            it @ (Process::None | Process::Alive(_)) => {
                *process = it;
                Vec::new()
            }
        };
        for news in waiting {
            super::frames::on_news(news, process, &mut host, &mut traces);
        }
        self.settle(moment);
    }

    /// Whether the daemon is there but gets no CPU.
    pub fn is_frozen(&self) -> bool {
        let Power::On { process, .. } = &self.power else {
            return false;
        };
        match process {
            Process::Frozen { .. } => true,
            Process::None | Process::Alive(_) => false,
        }
    }

    /// What is wrong around the machine's Docker from now on.
    pub fn set_trouble(&mut self, trouble: Trouble) {
        self.trouble = trouble;
    }

    /// What is wrong around the machine's Docker.
    pub fn trouble(&self) -> Trouble {
        self.trouble
    }

    /// Whether the machine has power.
    pub fn is_on(&self) -> bool {
        match self.power {
            Power::Off => false,
            Power::On { .. } => true,
        }
    }

    /// Whether the daemon answers.
    pub fn is_running(&self) -> bool {
        self.daemon().is_some_and(Daemon::is_serving)
    }

    /// Puts an image on the disk as if it had been pulled. `false` if the registry has none of
    /// that name.
    pub fn install_image(&mut self, name: &str) -> bool {
        let Ok(reference) = Reference::parse(name).map(Reference::tagged) else {
            return false;
        };
        let Ok(image) = registry::find(&self.profile.catalogue, &reference) else {
            return false;
        };
        self.disk.images.add(&reference, image);
        true
    }

    fn start_process(&mut self, moment: Moment, from: Instant) {
        if !self.facts.has_docker {
            return;
        }
        let start = self.profile.speed.daemon_start.draw(&mut self.rng);
        let Some((mut host, process)) = self.split(moment) else {
            return;
        };
        *process = Process::Alive(Box::new(Daemon::new(&mut host, from + start)));
    }

    /// Writes down what the swarm node has to remember. The node writes as it goes; here that is
    /// made up for when the node is about to vanish.
    fn store_swarm(&mut self, moment: Moment) {
        let Some((mut host, Process::Alive(daemon))) = self.split(moment) else {
            return;
        };
        daemon.cluster.store(&mut host);
    }

    /// A frozen daemon dies without doing anything more; containerd keeps what it was not told.
    fn thaw_to_die(&mut self) {
        if let Power::On { process, .. } = &mut self.power {
            *process = match std::mem::replace(process, Process::None) {
                Process::Frozen { daemon, held: _ } => Process::Alive(daemon),
                it @ (Process::None | Process::Alive(_)) => it,
            };
        }
    }

    pub(super) fn daemon(&self) -> Option<&Daemon> {
        match &self.power {
            Power::On {
                process: Process::Alive(daemon) | Process::Frozen { daemon, .. },
                ..
            } => Some(daemon),
            Power::On {
                process: Process::None,
                ..
            }
            | Power::Off => None,
        }
    }

    /// The machine's parts, to be worked with.
    fn split(&mut self, moment: Moment) -> Option<(Host<'_>, &mut Process)> {
        let Power::On { kernel, process } = &mut self.power else {
            return None;
        };
        let host = Host {
            facts: &self.facts,
            profile: &self.profile,
            disk: &mut self.disk,
            kernel,
            rng: &mut self.rng,
            outputs: &mut self.outputs,
            trouble: self.trouble,
            moment,
        };
        Some((host, process))
    }

    /// Lets the daemon do something, if there is one, and then all that follows from it.
    pub(super) fn with_daemon(
        &mut self,
        moment: Moment,
        act: impl FnOnce(&mut Daemon, &mut Host<'_>),
    ) {
        if let Some((mut host, Process::Alive(daemon))) = self.split(moment) {
            act(daemon, &mut host);
        }
        self.settle(moment);
    }

    /// Lets the kernel do something, and then all that follows from it.
    pub(super) fn with_kernel(&mut self, moment: Moment, act: impl FnOnce(&mut Kernel)) {
        if let Power::On { kernel, .. } = &mut self.power {
            act(kernel);
        }
        self.settle(moment);
    }

    /// Hands round what kernel, node and gossip want of each other until all is quiet.
    pub(super) fn settle(&mut self, moment: Moment) {
        let mut traces = Vec::new();
        if let Some((mut host, process)) = self.split(moment) {
            loop {
                let news = host.kernel.take_news();
                let is_quiet = news.is_empty();
                for news in news {
                    super::frames::on_news(news, process, &mut host, &mut traces);
                }
                let is_done = match process {
                    Process::None | Process::Frozen { .. } => true,
                    Process::Alive(daemon) => {
                        let is_still = daemon.carry_out_node(&mut host);
                        daemon.send_gossip(&mut host);
                        daemon.advance_phase(&mut host);
                        host.kernel.net.own_ports = daemon.own_ports();
                        is_still
                    }
                };
                if is_quiet && is_done {
                    break;
                }
            }
        }
        self.traces.extend(traces);
        let excess = self.traces.len().saturating_sub(KEPT_TRACES);
        self.traces.drain(..excess);
        self.end_process(moment);
    }

    /// A daemon that was told to end does so when its last container has.
    fn end_process(&mut self, moment: Moment) {
        let Some((host, process)) = self.split(moment) else {
            return;
        };
        let Process::Alive(daemon) = process else {
            return;
        };
        let Phase::ShuttingDown { starts_again } = daemon.phase else {
            return;
        };
        if host
            .disk
            .containers()
            .any(|container| container.is_running())
        {
            return;
        }
        host.kernel.net.own_ports.clear();
        *process = Process::None;
        if starts_again {
            self.start_process(moment, moment.now);
        }
    }
}

/// How many connections are remembered.
const KEPT_TRACES: usize = 16;
