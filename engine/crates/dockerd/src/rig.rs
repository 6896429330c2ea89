//! A few machines on one switch, for tests: calls, connections, power and cables, without shells.

mod life;
mod membership;
mod mesh;
mod tasks;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::sync::Arc;

use api::cluster::{InitRequest, JoinRequest};
use api::http::{ConnectError, HttpRequest, HttpResponse};
use api::service::{
    EndpointSpec, PortConfig, PublishMode, Replicated, ResolutionMode, ServiceMode, ServiceSpec,
};
use api::task::{ContainerSpec, HealthConfig, Task, TaskSpec, TaskState};
use api::{Annotations, ApiError, Filters, Request, Response, StreamPart};
use sim::{Duration, EventQueue, Instant, Rng, Timestamp};
use swarm::{CallId, Moment};

use crate::{Address, ConnectionId, Dockerd, Frame, HostFacts, Output, Profile};

/// The machines and what is under way between them.
pub(crate) struct Rig {
    pub(crate) machines: Vec<Dockerd>,
    pub(crate) now: Instant,
    queue: EventQueue<Flight>,
    /// Machines whose cable is out.
    pub(crate) cut: BTreeSet<usize>,
    answers: BTreeMap<CallId, Result<Response, ApiError>>,
    pub(crate) parts: BTreeMap<CallId, Vec<StreamPart>>,
    replies: BTreeMap<ConnectionId, Result<HttpResponse, ConnectError>>,
    last_id: u64,
}

enum Flight {
    Arrive {
        from: usize,
        to: usize,
        frame: Frame,
    },
    Lost {
        sender: usize,
        to: Ipv4Addr,
        frame: Frame,
    },
}

const LATENCY: Duration = Duration::from_micros(400);
const SEND_TIMEOUT: Duration = Duration::from_secs(2);

pub(crate) fn address(index: usize) -> Ipv4Addr {
    Ipv4Addr::new(192, 168, 99, 11 + index as u8)
}

pub(crate) fn facts(index: usize) -> HostFacts {
    HostFacts {
        hostname: format!("node{}", index + 1),
        addresses: vec![Address {
            interface: "eth0".to_owned(),
            ip: address(index),
            prefix_len: 24,
        }],
        hosts: Vec::new(),
        nano_cpus: 2_000_000_000,
        memory_bytes: 4 << 30,
        has_docker: true,
    }
}

impl Rig {
    /// Blank machines, switched on, every daemon up.
    pub(crate) fn new(count: usize) -> Rig {
        Rig::with(Profile::product(), count, 1)
    }

    pub(crate) fn with(profile: Profile, count: usize, seed: u64) -> Rig {
        let profile = Arc::new(profile);
        let machine = |index| {
            let rng = Rng::stream(seed, &format!("dockerd/{index}"));
            Dockerd::new(facts(index), profile.clone(), rng)
        };
        let mut rig = Rig {
            machines: (0..count).map(machine).collect(),
            now: Instant::START,
            queue: EventQueue::new(),
            cut: BTreeSet::new(),
            answers: BTreeMap::new(),
            parts: BTreeMap::new(),
            replies: BTreeMap::new(),
            last_id: 0,
        };
        for index in 0..count {
            rig.power_on(index);
        }
        rig.run(20);
        assert!(
            rig.machines.iter().all(Dockerd::is_running),
            "every daemon comes up"
        );
        rig
    }

    /// A swarm of so many managers and workers, all ready.
    pub(crate) fn swarm(managers: usize, workers: usize) -> Rig {
        let mut rig = Rig::new(managers + workers);
        rig.init(0).unwrap();
        for index in 1..managers + workers {
            let role = if index < managers {
                "manager"
            } else {
                "worker"
            };
            rig.join(index, role).unwrap();
        }
        rig.run(8);
        rig
    }

    pub(crate) fn moment(&self) -> Moment {
        let begins = Timestamp::from_civil(2026, 11, 20, 9 * 3600, 0);
        Moment {
            now: self.now,
            wall: begins + self.now.elapsed(),
        }
    }

    pub(crate) fn power_on(&mut self, machine: usize) {
        let moment = self.moment();
        self.machines[machine].power_on(moment);
    }

    pub(crate) fn power_off(&mut self, machine: usize) {
        let moment = self.moment();
        self.machines[machine].power_off(moment);
    }

    pub(crate) fn start(&mut self, machine: usize) {
        let moment = self.moment();
        self.machines[machine].start(moment);
    }

    pub(crate) fn stop(&mut self, machine: usize) {
        let moment = self.moment();
        self.machines[machine].stop(moment);
    }

    pub(crate) fn kill(&mut self, machine: usize) {
        let moment = self.moment();
        self.machines[machine].kill(moment);
    }

    fn fresh(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Lets so many seconds pass.
    pub(crate) fn run(&mut self, seconds: u64) {
        self.run_for(Duration::from_secs(seconds));
    }

    pub(crate) fn run_for(&mut self, time: Duration) {
        let until = self.now + time;
        self.carry();
        while let Some(next) = self.next().filter(|next| *next <= until) {
            self.now = next.max(self.now);
            self.step();
        }
        self.now = until;
    }

    fn next(&self) -> Option<Instant> {
        let machines = self.machines.iter().filter_map(Dockerd::next_timeout);
        machines.chain(self.queue.next_at()).min()
    }

    fn step(&mut self) {
        let moment = self.moment();
        while let Some((_, flight)) = self.queue.pop_until(self.now) {
            self.land(flight);
            self.carry();
        }
        for machine in &mut self.machines {
            if machine.next_timeout().is_some_and(|at| at <= moment.now) {
                machine.on_timeout(moment);
            }
        }
        self.carry();
    }

    fn land(&mut self, flight: Flight) {
        let moment = self.moment();
        match flight {
            Flight::Arrive { from, to, frame } => {
                let is_cut = self.cut.contains(&from) || self.cut.contains(&to);
                if is_cut && from != to || !self.machines[to].is_on() {
                    self.lose(from, address(to), frame);
                } else if matches!(frame, Frame::Swarm { .. })
                    && !self.machines[to].listens_for_swarm()
                {
                    self.machines[from].on_undelivered(address(to), frame, moment);
                } else {
                    self.machines[to].on_frame(address(from), frame, moment);
                }
            }
            Flight::Lost { sender, to, frame } => {
                self.machines[sender].on_undelivered(to, frame, moment);
            }
        }
    }

    fn lose(&mut self, sender: usize, to: Ipv4Addr, frame: Frame) {
        self.queue
            .push(self.now + SEND_TIMEOUT, Flight::Lost { sender, to, frame });
    }

    fn carry(&mut self) {
        for index in 0..self.machines.len() {
            for output in self.machines[index].take_outputs() {
                match output {
                    Output::Send { to, frame } => self.send(index, to, frame),
                    Output::Answer { call, result } => drop(self.answers.insert(call, result)),
                    Output::Part { call, part } => self.parts.entry(call).or_default().push(part),
                    Output::Reply { connection, result } => {
                        self.replies.insert(connection, result);
                    }
                }
            }
        }
    }

    fn send(&mut self, from: usize, to: Ipv4Addr, frame: Frame) {
        let place = (0..self.machines.len()).find(|index| address(*index) == to);
        match place {
            Some(to) => self
                .queue
                .push(self.now + LATENCY, Flight::Arrive { from, to, frame }),
            None => self.lose(from, to, frame),
        }
    }

    /// Begins a call.
    pub(crate) fn begin(&mut self, machine: usize, request: Request) -> CallId {
        let call = CallId(self.fresh());
        let moment = self.moment();
        self.machines[machine].request(call, request, moment);
        self.carry();
        call
    }

    /// The answer of a call, if there is one.
    pub(crate) fn answered(&mut self, call: CallId) -> Option<Result<Response, ApiError>> {
        self.answers.remove(&call)
    }

    /// Calls and waits, at most a minute.
    pub(crate) fn call(&mut self, machine: usize, request: Request) -> Result<Response, ApiError> {
        let text = format!("{request:?}");
        let call = self.begin(machine, request);
        for _ in 0..6000 {
            if let Some(answer) = self.answered(call) {
                return answer;
            }
            self.run_for(Duration::from_millis(10));
        }
        panic!("no answer to {text}");
    }

    /// The words of a refusal.
    pub(crate) fn refused(&mut self, machine: usize, request: Request) -> String {
        match self.call(machine, request) {
            Ok(response) => panic!("not refused: {response:?}"),
            Err(error) => error.message,
        }
    }

    pub(crate) fn init(&mut self, machine: usize) -> Result<Response, ApiError> {
        self.call(machine, Request::SwarmInit(Box::new(init_request(""))))
    }

    /// `swarm join` with the first machine's token for this role.
    pub(crate) fn join(&mut self, machine: usize, role: &str) -> Result<Response, ApiError> {
        let request = self.join_request(role);
        self.call(machine, Request::SwarmJoin(Box::new(request)))
    }

    pub(crate) fn join_request(&mut self, role: &str) -> JoinRequest {
        let Ok(Response::Swarm(swarm)) = self.call(0, Request::SwarmInspect) else {
            panic!("the first machine is a manager");
        };
        let tokens = &swarm.join_tokens;
        JoinRequest {
            listen_addr: "0.0.0.0:2377".to_owned(),
            remote_addrs: vec![format!("{}:2377", address(0))],
            join_token: if role == "manager" {
                tokens.manager.clone()
            } else {
                tokens.worker.clone()
            },
            ..JoinRequest::default()
        }
    }

    pub(crate) fn create(&mut self, spec: ServiceSpec) -> api::ServiceId {
        let request = Request::ServiceCreate {
            spec: Box::new(spec),
            query_registry: true,
        };
        match self.call(0, request) {
            Ok(Response::ServiceCreated { id, .. }) => id,
            other => panic!("no service: {other:?}"),
        }
    }

    /// The tasks of the swarm as the first machine's manager tells of them.
    pub(crate) fn tasks(&mut self) -> Vec<Task> {
        match self.call(
            0,
            Request::TaskList {
                filters: Filters::new(),
            },
        ) {
            Ok(Response::Tasks(tasks)) => tasks,
            other => panic!("no tasks: {other:?}"),
        }
    }

    /// How many tasks are observed in this state.
    pub(crate) fn in_state(&mut self, state: TaskState) -> usize {
        self.tasks()
            .iter()
            .filter(|task| task.status.state == state)
            .count()
    }

    /// Waits until so many tasks run.
    pub(crate) fn until_running(&mut self, count: usize) {
        for _ in 0..120 {
            if self.in_state(TaskState::Running) == count {
                return;
            }
            self.run_for(Duration::from_millis(500));
        }
        panic!("not {count} running: {:#?}", self.tasks());
    }

    /// `docker ps -a` on a machine: name without the task's id, and status.
    pub(crate) fn ps(&mut self, machine: usize) -> Vec<(String, String)> {
        let request = Request::ContainerList {
            all: true,
            filters: Filters::new(),
            size: false,
            limit: 0,
        };
        let Ok(Response::Containers(list)) = self.call(machine, request) else {
            panic!("a daemon lists its containers");
        };
        let short = |name: &str| {
            name.trim_start_matches('/')
                .rsplit_once('.')
                .map(|it| it.0.to_owned())
        };
        list.iter()
            .map(|it| (short(&it.names[0]).unwrap_or_default(), it.status.clone()))
            .collect()
    }

    /// `curl` on a machine. `None` if nobody has answered within the time.
    pub(crate) fn curl(
        &mut self,
        machine: usize,
        to: Ipv4Addr,
        port: u16,
        seconds: u64,
    ) -> Option<Result<HttpResponse, ConnectError>> {
        let connection = ConnectionId(self.fresh());
        let request = HttpRequest {
            method: "GET".to_owned(),
            path: "/".to_owned(),
            headers: vec![("Host".to_owned(), format!("{to}:{port}"))],
            body: Vec::new(),
        };
        let moment = self.moment();
        self.machines[machine].connect(connection, SocketAddrV4::new(to, port), request, moment);
        self.carry();
        for _ in 0..seconds * 100 {
            if let Some(reply) = self.replies.remove(&connection) {
                return Some(reply);
            }
            self.run_for(Duration::from_millis(10));
        }
        None
    }

    /// The body of an answer.
    pub(crate) fn body(&mut self, machine: usize, to: Ipv4Addr, port: u16) -> String {
        match self.curl(machine, to, port, 5) {
            Some(Ok(response)) => String::from_utf8(response.body).unwrap(),
            other => panic!("no answer of {to}:{port}: {other:?}"),
        }
    }
}

pub(crate) fn init_request(advertise: &str) -> InitRequest {
    InitRequest {
        listen_addr: "0.0.0.0:2377".to_owned(),
        advertise_addr: advertise.to_owned(),
        ..InitRequest::default()
    }
}

/// A service of so many replicas.
pub(crate) fn service(name: &str, image: &str, replicas: u64) -> ServiceSpec {
    let container = ContainerSpec {
        image: image.to_owned(),
        ..ContainerSpec::default()
    };
    ServiceSpec {
        annotations: Annotations {
            name: name.to_owned(),
            ..Annotations::default()
        },
        task_template: TaskSpec {
            container_spec: Some(container),
            ..TaskSpec::default()
        },
        mode: ServiceMode {
            replicated: Some(Replicated {
                replicas: Some(replicas),
            }),
            ..ServiceMode::default()
        },
        ..ServiceSpec::default()
    }
}

pub(crate) fn with_args(mut spec: ServiceSpec, args: &[&str]) -> ServiceSpec {
    let container = spec.task_template.container_spec.as_mut().unwrap();
    container.args = args.iter().map(|word| (*word).to_owned()).collect();
    spec
}

pub(crate) fn with_health(mut spec: ServiceSpec, command: &str) -> ServiceSpec {
    let container = spec.task_template.container_spec.as_mut().unwrap();
    container.healthcheck = Some(HealthConfig {
        test: vec!["CMD-SHELL".to_owned(), command.to_owned()],
        interval: Duration::from_secs(1),
        retries: 2,
        ..HealthConfig::default()
    });
    spec
}

pub(crate) fn published(mut spec: ServiceSpec, published: u32, target: u32) -> ServiceSpec {
    publish(&mut spec, published, target, PublishMode::Ingress);
    spec
}

pub(crate) fn published_on_host(mut spec: ServiceSpec, published: u32, target: u32) -> ServiceSpec {
    publish(&mut spec, published, target, PublishMode::Host);
    spec
}

fn publish(spec: &mut ServiceSpec, published_port: u32, target_port: u32, mode: PublishMode) {
    let port = PortConfig {
        published_port,
        target_port,
        publish_mode: mode,
        ..PortConfig::default()
    };
    spec.endpoint_spec = Some(EndpointSpec {
        mode: ResolutionMode::Vip,
        ports: vec![port],
    });
}
