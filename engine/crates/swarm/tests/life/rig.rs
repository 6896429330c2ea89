//! Machines with a swarm node each, joined by wires, with a fake executor and virtual time.
//!
//! What a daemon and a world would do for a node, and no more: messages take a while, are refused
//! where no node is and lost where no power is; tasks are prepared, started and stopped after fixed
//! times; a disk outlives its machine's power. Watches that no task's state ever falls.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddrV4};

use api::ContainerId;
use api::TaskId;
use api::cluster::SwarmSpec;
use api::node::{Availability, NodeDescription};
use api::task::{ContainerStatus, PortStatus, TaskState};
use sim::{Duration, EventQueue, Instant, Latency, MachineId, Rng, Timestamp, Wire, Wires};
use swarm::{
    CallId, ControlError, ControlRequest, ControlResponse, Disk, InitOptions, JoinOptions, Machine,
    Message, Moment, Node, Output, Start, TaskOrder, TaskReport,
};

/// The transport's time-out for a message nobody takes.
const SEND_TIMEOUT: Duration = Duration::from_secs(2);

pub type Answer = Result<ControlResponse, ControlError>;

pub struct Rig {
    pub now: Instant,
    queue: EventQueue<Event>,
    wires: Wires,
    rng: Rng,
    machines: Vec<Host>,
    calls: u64,
    /// Each call of a daemon: when it was made, when and how it was answered.
    pub answers: BTreeMap<CallId, (Instant, Option<(Instant, Answer)>)>,
    /// How far each task was seen to have come, and at which version of a store.
    seen: BTreeMap<TaskId, (u64, TaskState)>,
    /// Which version of each machine's store was looked at last.
    checked: BTreeMap<usize, u64>,
}

struct Host {
    address: Ipv4Addr,
    /// Counts lives, so that what was meant for the last one is dropped.
    life: u32,
    on: bool,
    node: Option<Node>,
    disk: Option<Disk>,
    containers: BTreeMap<TaskId, Container>,
    wake_at: Option<Instant>,
    parts: BTreeMap<CallId, Vec<api::StreamPart>>,
    /// Its disk was tampered with: that its node gives up is no surprise.
    may_die: bool,
    died_of: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Created,
    Running,
    Exited,
}

enum Event {
    Deliver {
        from: SocketAddrV4,
        to: usize,
        message: Box<Message>,
    },
    Undelivered {
        sender: usize,
        life: u32,
        to: SocketAddrV4,
        message: Box<Message>,
    },
    Wake {
        machine: usize,
    },
    Work {
        machine: usize,
        life: u32,
        task: TaskId,
        work: Work,
    },
}

/// What the fake executor is busy with.
#[derive(Clone, Copy)]
enum Work {
    Prepare,
    Start,
    Stop,
}

impl Host {
    fn new(number: usize) -> Host {
        Host {
            address: Ipv4Addr::new(10, 0, 0, number as u8 + 1),
            life: 0,
            on: true,
            node: None,
            disk: None,
            containers: BTreeMap::new(),
            wake_at: None,
            parts: BTreeMap::new(),
            may_die: false,
            died_of: None,
        }
    }
}

impl Rig {
    pub fn new(machines: usize, seed: u64) -> Rig {
        let rng = Rng::stream(seed, "rig");
        let wires = Wires::new(Latency::default(), Rng::stream(seed, "wires"));
        let hosts = (0..machines).map(Host::new);
        Rig {
            now: Instant::START + Duration::from_secs(1),
            queue: EventQueue::new(),
            wires,
            rng,
            machines: hosts.collect(),
            calls: 0,
            answers: BTreeMap::new(),
            seen: BTreeMap::new(),
            checked: BTreeMap::new(),
        }
    }

    pub fn moment(&self) -> Moment {
        let start = Timestamp::from_civil(2026, 11, 20, 19 * 3600, 0);
        Moment {
            now: self.now,
            wall: start + self.now.elapsed(),
        }
    }

    pub fn len(&self) -> usize {
        self.machines.len()
    }

    pub fn address(&self, machine: usize) -> SocketAddrV4 {
        SocketAddrV4::new(self.machines[machine].address, 2377)
    }

    pub fn node(&self, machine: usize) -> Option<&Node> {
        self.machines[machine].node.as_ref()
    }

    pub fn tokens(&self, machine: usize) -> api::cluster::JoinTokens {
        let store = self.node(machine).unwrap().store().unwrap();
        store.cluster().unwrap().root_ca.join_tokens.clone()
    }

    /// `docker swarm unlock`
    pub fn unlock(&mut self, machine: usize, key: &str) -> Result<(), ControlError> {
        let moment = self.moment();
        let node = self.machines[machine].node.as_mut().unwrap();
        let result = node.unlock(key, moment);
        self.carry_out(machine);
        result
    }

    /// Running containers on a machine.
    pub fn running(&self, machine: usize) -> usize {
        let host = &self.machines[machine];
        let containers = host.containers.values();
        containers.filter(|it| **it == Container::Running).count()
    }

    pub fn parts(&self, machine: usize, call: CallId) -> &[api::StreamPart] {
        let parts = self.machines[machine].parts.get(&call);
        parts.map_or(&[], Vec::as_slice)
    }

    fn start(&mut self, machine: usize, start: Start) {
        let rng = self.rng.split("node");
        let moment = self.moment();
        let host = &mut self.machines[machine];
        let description = NodeDescription {
            hostname: format!("node{}", machine + 1),
            resources: api::node::Resources {
                nano_cpus: 2_000_000_000,
                memory_bytes: 4 << 30,
                ..Default::default()
            },
            ..Default::default()
        };
        let about = Machine {
            address: host.address,
            description,
        };
        host.node = Some(Node::start(start, about, rng, moment));
        self.carry_out(machine);
    }

    pub fn init(&mut self, machine: usize) {
        self.init_with(machine, SwarmSpec::default());
    }

    pub fn init_with(&mut self, machine: usize, spec: SwarmSpec) {
        let mut options = self.init_options(machine);
        options.spec = spec;
        self.start(machine, Start::Init(Box::new(options)));
    }

    fn init_options(&self, machine: usize) -> InitOptions {
        InitOptions {
            advertise: self.address(machine),
            availability: Availability::Active,
            spec: SwarmSpec::default(),
            auto_lock_managers: false,
            default_addr_pool: Vec::new(),
            subnet_size: 0,
            data_path_port: 0,
        }
    }

    pub fn force_new_cluster(&mut self, machine: usize) {
        let options = self.init_options(machine);
        let host = &mut self.machines[machine];
        let node = host.node.take().unwrap();
        host.life += 1;
        // The daemon stops the node, and with it what its containers did.
        host.containers
            .retain(|_, container| *container == Container::Exited);
        let disk = Box::new(node.disk());
        self.start(machine, Start::ForceNewCluster(Box::new(options), disk));
    }

    /// One more blank machine.
    pub fn add_machine(&mut self) {
        let number = self.machines.len();
        self.machines.push(Host::new(number));
    }

    pub fn join(&mut self, machine: usize, token: &str, remote: usize) {
        let advertise = self.address(machine);
        self.join_as(machine, token, remote, advertise);
    }

    /// Joins, and says to be reached at `advertise`.
    pub fn join_as(&mut self, machine: usize, token: &str, remote: usize, advertise: SocketAddrV4) {
        let options = JoinOptions {
            advertise,
            remotes: vec![self.address(remote)],
            token: token.to_owned(),
            availability: Availability::Active,
        };
        self.start(machine, Start::Join(Box::new(options)));
    }

    pub fn leave(&mut self, machine: usize) {
        let host = &mut self.machines[machine];
        host.life += 1;
        host.node = None;
        host.disk = None;
        host.containers.clear();
    }

    pub fn power_off(&mut self, machine: usize) {
        let host = &mut self.machines[machine];
        host.life += 1;
        host.on = false;
        host.disk = host.node.take().map(|node| node.disk());
        for container in host.containers.values_mut() {
            if *container == Container::Running {
                *container = Container::Exited;
            }
        }
    }

    pub fn power_on(&mut self, machine: usize) {
        self.machines[machine].on = true;
        if let Some(disk) = self.machines[machine].disk.take() {
            self.start(machine, Start::Resume(Box::new(disk)));
        }
        let exited = self.machines[machine].containers.clone();
        for (task, container) in exited {
            if container == Container::Exited {
                let report = TaskReport::Exited {
                    container: status(&task, 255),
                    err: "task: non-zero exit (255)".to_owned(),
                };
                self.report(machine, &task, report);
            }
        }
    }

    /// A machine that is off loses its folder of Raft, but not its certificate.
    pub fn lose_raft(&mut self, machine: usize) {
        let host = &mut self.machines[machine];
        host.disk.as_mut().unwrap().lose_raft();
        host.may_die = true;
    }

    /// Why a machine's node gave up.
    pub fn died_of(&self, machine: usize) -> Option<&str> {
        self.machines[machine].died_of.as_deref()
    }

    /// A machine that is off comes back under another address.
    pub fn move_away(&mut self, machine: usize) {
        let host = &mut self.machines[machine];
        host.address = Ipv4Addr::new(10, 0, 1, machine as u8 + 1);
        let address = SocketAddrV4::new(host.address, 2377);
        host.disk.as_mut().unwrap().move_to(address);
    }

    /// A machine that is off is told of a manager of a swarm it may not belong to.
    pub fn point_at(&mut self, machine: usize, manager: usize) {
        let address = self.address(manager);
        self.machines[machine]
            .disk
            .as_mut()
            .unwrap()
            .point_at(address);
    }

    /// The daemon is stopped and started at once; containers run on, and are found running.
    pub fn restart_daemon(&mut self, machine: usize) {
        let host = &mut self.machines[machine];
        host.life += 1;
        let disk = Box::new(host.node.take().unwrap().disk());
        self.start(machine, Start::Resume(disk));
    }

    /// The machine loses its disk as well.
    pub fn wipe(&mut self, machine: usize) {
        self.power_off(machine);
        self.machines[machine].disk = None;
        self.machines[machine].containers.clear();
        self.machines[machine].on = true;
    }

    pub fn unplug(&mut self, machine: usize) {
        self.wires.unplug(MachineId(machine as u16));
    }

    pub fn plug(&mut self, machine: usize) {
        self.wires.plug(MachineId(machine as u16));
    }

    /// A container ends by itself.
    pub fn crash(&mut self, machine: usize, task: &TaskId, exit_code: i64) {
        self.machines[machine]
            .containers
            .insert(task.clone(), Container::Exited);
        let err = match exit_code {
            0 => String::new(),
            code => format!("task: non-zero exit ({code})"),
        };
        let container = status(task, exit_code);
        self.report(machine, task, TaskReport::Exited { container, err });
    }

    fn report(&mut self, machine: usize, task: &TaskId, report: TaskReport) {
        let moment = self.moment();
        if let Some(node) = &mut self.machines[machine].node {
            node.on_task(task, report, moment);
            self.carry_out(machine);
        }
    }

    /// The daemon of a machine asks its node.
    pub fn control(&mut self, machine: usize, request: ControlRequest) -> CallId {
        self.calls += 1;
        let call = CallId(self.calls);
        self.answers.insert(call, (self.now, None));
        let moment = self.moment();
        let node = self.machines[machine].node.as_mut();
        node.unwrap().control(call, request, moment);
        self.carry_out(machine);
        call
    }

    /// The daemon's client goes away.
    pub fn cancel(&mut self, machine: usize, call: CallId) {
        self.machines[machine].node.as_mut().unwrap().cancel(call);
        self.carry_out(machine);
    }

    /// Asks and waits for the answer.
    pub fn ask(&mut self, machine: usize, request: ControlRequest) -> Answer {
        let call = self.control(machine, request);
        let until = self.now + Duration::from_secs(30);
        loop {
            if let Some((_, answer)) = &self.answers[&call].1 {
                return answer.clone();
            }
            assert!(self.step(until), "a call was never answered");
        }
    }

    /// How long a call took; nothing while it is not answered.
    pub fn took(&self, call: CallId) -> Option<Duration> {
        let (asked, answered) = &self.answers[&call];
        answered.as_ref().map(|(at, _)| at.since(*asked))
    }

    pub fn run(&mut self, secs: u64) {
        self.run_for(Duration::from_secs(secs));
    }

    pub fn run_for(&mut self, duration: Duration) {
        let until = self.now + duration;
        while self.step(until) {}
        self.now = until;
    }

    /// Runs until something holds; how long that took.
    pub fn run_until(&mut self, limit: u64, holds: impl Fn(&Rig) -> bool) -> Option<Duration> {
        let begin = self.now;
        let until = self.now + Duration::from_secs(limit);
        while !holds(self) {
            if !self.step(until) {
                return None;
            }
        }
        Some(self.now.since(begin))
    }

    fn step(&mut self, until: Instant) -> bool {
        let Some((at, event)) = self.queue.pop_until(until) else {
            return false;
        };
        self.now = at;
        match event {
            Event::Deliver { from, to, message } => self.deliver(from, to, message),
            Event::Undelivered {
                sender,
                life,
                to,
                message,
            } => self.undelivered((sender, life), to, *message),
            Event::Wake { machine } => self.wake(machine),
            Event::Work {
                machine,
                life,
                task,
                work,
            } => self.work((machine, life), &task, work),
        }
        true
    }

    fn wake(&mut self, machine: usize) {
        let moment = self.moment();
        let host = &mut self.machines[machine];
        host.wake_at = None;
        if let Some(node) = &mut host.node {
            node.on_timeout(moment);
            let next = node.next_timeout();
            assert!(
                next.is_none_or(|at| at > self.now),
                "node{} spins",
                machine + 1
            );
        }
        self.carry_out(machine);
    }

    fn deliver(&mut self, from: SocketAddrV4, to: usize, message: Box<Message>) {
        let sender = self.by_address(*from.ip());
        let is_carried = sender.is_none_or(|it| self.wires.carries(id(it), id(to)));
        let address = self.address(to);
        if !is_carried || !self.machines[to].on {
            return self.lose(sender, address, message);
        }
        let moment = self.moment();
        match &mut self.machines[to].node {
            Some(node) => {
                node.on_message(from, *message, moment);
                self.carry_out(to);
            }
            None => {
                if let Some(sender) = sender {
                    let life = self.machines[sender].life;
                    let event = Event::Undelivered {
                        sender,
                        life,
                        to: address,
                        message,
                    };
                    self.queue.push(self.now + Duration::from_millis(1), event);
                }
            }
        }
    }

    fn lose(&mut self, sender: Option<usize>, to: SocketAddrV4, message: Box<Message>) {
        if let Some(sender) = sender {
            let life = self.machines[sender].life;
            let event = Event::Undelivered {
                sender,
                life,
                to,
                message,
            };
            self.queue.push(self.now + SEND_TIMEOUT, event);
        }
    }

    fn undelivered(&mut self, (sender, life): (usize, u32), to: SocketAddrV4, message: Message) {
        let moment = self.moment();
        if self.machines[sender].life != life {
            return;
        }
        if let Some(node) = &mut self.machines[sender].node {
            node.on_undelivered(to, message, moment);
            self.carry_out(sender);
        }
    }

    fn by_address(&self, address: Ipv4Addr) -> Option<usize> {
        self.machines
            .iter()
            .position(|host| host.address == address)
    }

    fn carry_out(&mut self, machine: usize) {
        loop {
            let outputs = match &mut self.machines[machine].node {
                Some(node) => node.take_outputs(),
                None => Vec::new(),
            };
            if outputs.is_empty() {
                break;
            }
            for output in outputs {
                self.carry_out_one(machine, output);
            }
        }
        self.check_stores(machine);
        self.schedule_wake(machine);
    }

    fn carry_out_one(&mut self, machine: usize, output: Output) {
        match output {
            Output::Send { to, message } => self.send(machine, to, message),
            Output::Answer { call, result } => {
                let now = self.now;
                let entry = self.answers.get_mut(&call).unwrap();
                assert!(entry.1.is_none(), "a call is answered once");
                entry.1 = Some((now, result));
            }
            Output::Part { call, part } => {
                let parts = &mut self.machines[machine].parts;
                parts.entry(call).or_default().push(part);
            }
            Output::Task(order) => self.order(machine, order),
            Output::StateChanged => {}
            Output::Gone { reason } => {
                let host = &mut self.machines[machine];
                assert!(host.may_die, "node{} died: {reason}", machine + 1);
                host.node = None;
                host.life += 1;
                host.died_of = Some(reason);
            }
        }
    }

    /// SWARMKIT appendix D, 1: a state never falls from one version of a store to a later one,
    /// whoever's store it is.
    fn check_stores(&mut self, machine: usize) {
        let node = self.machines[machine].node.as_ref();
        let Some(store) = node.and_then(|node| node.store()) else {
            return;
        };
        let version = store.version().index;
        if self.checked.get(&machine) == Some(&version) {
            return;
        }
        self.checked.insert(machine, version);
        for task in store.tasks() {
            let first = (version, TaskState::New);
            let seen = self.seen.entry(task.id.clone()).or_insert(first);
            if version >= seen.0 {
                assert!(task.status.state >= seen.1, "{} fell", task.id);
                *seen = (version, task.status.state);
            }
        }
    }

    fn schedule_wake(&mut self, machine: usize) {
        let now = self.now;
        let host = &mut self.machines[machine];
        let next = host.node.as_ref().and_then(|node| node.next_timeout());
        let Some(at) = next.map(|at| at.max(now)) else {
            return;
        };
        if host.wake_at.is_none_or(|scheduled| at < scheduled) {
            host.wake_at = Some(at);
            self.queue.push(at, Event::Wake { machine });
        }
    }

    fn send(&mut self, machine: usize, to: SocketAddrV4, message: Box<Message>) {
        let from = self.address(machine);
        let receiver = self.by_address(*to.ip());
        let arrival = receiver.and_then(|it| {
            let wire = Wire {
                from: id(machine),
                to: id(it),
            };
            let at = self.wires.stream(self.now, wire)?;
            Some((it, at))
        });
        match arrival {
            Some((to, at)) => self.queue.push(at, Event::Deliver { from, to, message }),
            None => self.lose(Some(machine), to, message),
        }
    }

    fn order(&mut self, machine: usize, order: TaskOrder) {
        let (task, work, delay) = match order {
            TaskOrder::Prepare(task) => (task.id.clone(), Work::Prepare, 300),
            TaskOrder::Start(task) => (task, Work::Start, 400),
            TaskOrder::Shutdown(task) => (task, Work::Stop, 500),
            TaskOrder::Remove(task) => {
                self.machines[machine].containers.remove(&task);
                return;
            }
            TaskOrder::Attachments(_) => return,
            TaskOrder::Logs {
                subscription, task, ..
            } => return self.send_logs(machine, subscription, &task),
        };
        let life = self.machines[machine].life;
        let event = Event::Work {
            machine,
            life,
            task,
            work,
        };
        self.queue
            .push(self.now + Duration::from_millis(delay), event);
    }

    fn work(&mut self, (machine, life): (usize, u32), task: &TaskId, work: Work) {
        let host = &mut self.machines[machine];
        if host.life != life {
            return;
        }
        let (container, report) = match work {
            Work::Prepare => {
                let container = Some(status(task, 0));
                (Container::Created, TaskReport::Prepared { container })
            }
            Work::Start => {
                let (container, ports) = (status(task, 0), PortStatus::default());
                (Container::Running, TaskReport::Started { container, ports })
            }
            Work::Stop => {
                let container = Some(status(task, 0));
                (Container::Exited, TaskReport::Stopped { container })
            }
        };
        host.containers.insert(task.clone(), container);
        self.report(machine, task, report);
    }

    fn send_logs(&mut self, machine: usize, subscription: CallId, task: &TaskId) {
        let moment = self.moment();
        let line = api::StreamPart::Log {
            task: None,
            at: moment.wall,
            stderr: false,
            line: format!("hello from {task}"),
        };
        for part in [line, api::StreamPart::End] {
            let node = self.machines[machine].node.as_mut().unwrap();
            node.on_log(subscription, part, moment);
        }
    }
}

fn id(machine: usize) -> MachineId {
    MachineId(machine as u16)
}

fn status(task: &TaskId, exit_code: i64) -> ContainerStatus {
    ContainerStatus {
        container_id: ContainerId(format!("container-of-{task}")),
        pid: 1,
        exit_code,
    }
}
