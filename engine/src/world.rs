//! The world: machines, wires and clock. Takes the next event, gives it to its owner, routes what
//! comes out.

mod fault;
mod input;
mod look;
mod network;
mod remote;
mod route;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use dockerd::{ConnectionId, Profile};
use shell::{ProcessId, SessionKind, Suggestion};
use sim::{Duration, EventQueue, Instant, Latency, MachineId, Rng, Timestamp, Wires};
use swarm::{CallId, Moment};

use crate::event::Event;
use crate::machine::{Hosts, Machine};
use crate::{Journal, Plan, ProfileName, TerminalId, TraceLine};

/// A swarm of machines as one value.
#[derive(Clone, Debug)]
pub struct World {
    now: Instant,
    begins: Timestamp,
    queue: EventQueue<Event>,
    machines: Vec<Machine>,
    by_address: BTreeMap<Ipv4Addr, MachineId>,
    wires: Wires,
    /// Calls of the Engine API without an answer so far, and the machine that was called.
    calls: BTreeMap<CallId, (Caller, MachineId)>,
    connections: BTreeMap<ConnectionId, Caller>,
    /// Sessions at the far end of an `ssh`, and who looks at them.
    remotes: BTreeMap<TerminalId, remote::Remote>,
    /// Counts calls and connections; never reused.
    last_id: u64,
    journal: Journal,
    trace: Vec<TraceLine>,
    /// Counts events and inputs.
    happened: u64,
}

/// The program that waits for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Caller {
    terminal: TerminalId,
    process: ProcessId,
}

impl World {
    /// The longest a daemon may take to come up in an undisturbed machine.
    const BOOT_LIMIT: Duration = Duration::from_secs(60);

    /// A world of this plan: every machine on, every daemon up, one terminal on each.
    pub fn new(plan: &Plan, seed: u64) -> World {
        let hosts: Hosts = Arc::new(
            plan.machines
                .iter()
                .map(|machine| (machine.name.clone(), machine.address()))
                .collect(),
        );
        let profile = Arc::new(match plan.profile {
            ProfileName::Product => Profile::product(),
            ProfileName::Recorder => Profile::recorder(),
        });
        let machines =
            plan.machines.iter().zip(0..).map(|(machine, id)| {
                Machine::new(MachineId(id), machine, &profile, (seed, &hosts))
            });
        let mut world = World {
            now: Instant::START,
            begins: plan.begins,
            queue: EventQueue::new(),
            machines: machines.collect(),
            by_address: plan
                .machines
                .iter()
                .zip(0..)
                .map(|(it, id)| (it.address(), MachineId(id)))
                .collect(),
            wires: Wires::new(Latency::default(), Rng::stream(seed, "wires")),
            calls: BTreeMap::new(),
            connections: BTreeMap::new(),
            remotes: BTreeMap::new(),
            last_id: 0,
            journal: Journal {
                plan: plan.clone(),
                seed,
                entries: Vec::new(),
            },
            trace: Vec::new(),
            happened: 0,
        };
        world.boot();
        world
    }

    fn boot(&mut self) {
        for index in 0..self.machines.len() {
            let moment = self.moment();
            self.machines[index].dockerd.power_on(moment);
            let kind = SessionKind::Interactive(Machine::TERMINAL_SIZE);
            self.machines[index].open(kind, moment);
            self.settle(MachineId(index as u16));
        }
        let limit = self.now + World::BOOT_LIMIT;
        let is_up = |world: &World| world.machines.iter().all(|it| it.dockerd.is_running());
        while !is_up(self) {
            match self.queue.next_at() {
                Some(at) if at <= limit => self.run_until(at),
                _ => break,
            }
        }
    }

    /// Virtual time.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// The journal so far: all that is needed to live this again.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// What happened so far, oldest first.
    pub fn trace(&self) -> &[TraceLine] {
        &self.trace
    }

    /// How many events and inputs there were so far: while it stays the same, a view differs in
    /// nothing but its clock.
    pub fn happened(&self) -> u64 {
        self.happened
    }

    /// When something happens next by itself.
    pub fn next_event_at(&self) -> Option<Instant> {
        self.queue.next_at()
    }

    /// Handles events in order up to and including this moment.
    pub fn run_until(&mut self, until: Instant) {
        while let Some((at, event)) = self.queue.pop_until(until) {
            debug_assert!(at >= self.now, "time goes forward");
            self.now = at;
            self.happened += 1;
            self.handle(event);
        }
        self.now = self.now.max(until);
    }

    /// How the word that ends at `cursor` (a byte offset) could go on.
    pub fn complete(&self, terminal: TerminalId, line: &str, cursor: usize) -> Vec<Suggestion> {
        let moment = self.moment_on(terminal.machine);
        let Some(machine) = self.machines.get(usize::from(terminal.machine.0)) else {
            return Vec::new();
        };
        let Some(session) = machine.sessions.get(&terminal.index) else {
            return Vec::new();
        };
        // The host is lent a copy of the files, which costs nothing: completing only reads.
        let mut files = machine.files().clone();
        let mut ask = |request| machine.dockerd.peek(&request, moment);
        session.complete(line, cursor, &machine.lend(&mut files, moment), &mut ask)
    }

    /// A number that two worlds share only if they lived the same life: FNV-1a over everything
    /// there is to see.
    pub fn digest(&self) -> u64 {
        let seen = format!(
            "{:?} {} {:?}",
            self.view(),
            self.queue.len(),
            self.queue.next_at()
        );
        seen.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        })
    }

    fn moment(&self) -> Moment {
        Moment {
            now: self.now,
            wall: self.begins + self.now.elapsed(),
        }
    }

    fn machine(&mut self, id: MachineId) -> &mut Machine {
        &mut self.machines[usize::from(id.0)]
    }

    fn fresh_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }
}
