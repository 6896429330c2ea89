//! What happens in one simulated life, drawn from its seed: data, so that it can be shrunk.

use engine::{Duration, Fault, Latency, MachineId, Quality, Rng, SwarmPort, Wire};

/// One life.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub seed: u64,
    pub managers: u16,
    pub workers: u16,
    pub steps: Vec<Step>,
}

/// Something that is done a while after the step before.
#[derive(Clone, Debug)]
pub struct Step {
    pub after: Duration,
    pub deed: Deed,
}

/// What is done.
#[derive(Clone, Debug)]
pub enum Deed {
    Command(Command),
    Break(Fault),
    /// Undoes whatever is broken now on one machine.
    Mend(MachineId),
}

/// A line for a machine's shell, and what it is about. `{worker}` and `{manager}` stand for join
/// tokens.
#[derive(Clone, Debug)]
pub struct Command {
    pub machine: MachineId,
    pub line: String,
    pub about: About,
}

/// What of a command the checkers keep in their books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    Create {
        service: String,
    },
    Remove {
        service: String,
    },
    Scale {
        service: String,
        replicas: u64,
    },
    /// Changes a service in another way.
    Change {
        service: String,
    },
    /// Names of all services.
    List,
    /// A manager leaves, or is removed by force: the group may lose its majority for good.
    Lose,
    Other,
}

const SERVICES: u64 = 4;

/// The dash makes sure that no name is the beginning of an id, which would be taken for it.
fn name(number: u64) -> String {
    format!("w-{number}")
}

impl Scenario {
    /// What a seed makes.
    pub fn random(seed: u64) -> Scenario {
        let mut rng = Rng::stream(seed, "scenario");
        let managers = [1, 1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5, 5, 6, 7][rng.index(20)];
        let workers = match rng.below(100) {
            0..=79 => rng.below(3),
            80..=97 => rng.below(6),
            _ => rng.range(6, 20),
        } as u16;
        let mut draw = Draw {
            rng,
            machines: managers + workers,
            managers,
        };
        let count = draw.rng.range(3, 16);
        let mut steps: Vec<Step> = vec![Step {
            after: Duration::ZERO,
            deed: draw.create(0),
        }];
        steps.extend((0..count).flat_map(|_| draw.steps()));
        Scenario {
            seed,
            managers,
            workers,
            steps,
        }
    }
}

struct Draw {
    rng: Rng,
    machines: u16,
    managers: u16,
}

impl Draw {
    fn steps(&mut self) -> Vec<Step> {
        let after = match self.rng.below(10) {
            0..=3 => Duration::from_millis(self.rng.below(300)),
            4..=8 => Duration::from_millis(self.rng.below(4_000)),
            _ => Duration::from_millis(self.rng.below(20_000)),
        };
        let deeds = match self.rng.below(100) {
            0..=59 => vec![self.command()],
            60..=87 => self.faults().into_iter().map(Deed::Break).collect(),
            _ => vec![Deed::Mend(self.machine())],
        };
        let waits = std::iter::once(after).chain(std::iter::repeat(Duration::ZERO));
        let step = |(deed, after)| Step { after, deed };
        deeds.into_iter().zip(waits).map(step).collect()
    }

    fn machine(&mut self) -> MachineId {
        MachineId(self.rng.below(u64::from(self.machines)) as u16)
    }

    /// A machine that was a manager at the start, mostly.
    fn manager(&mut self) -> MachineId {
        match self.rng.chance(950) {
            true => MachineId(self.rng.below(u64::from(self.managers)) as u16),
            false => self.machine(),
        }
    }

    fn node(&mut self) -> String {
        format!("node{}", self.machine().0 + 1)
    }

    fn service(&mut self) -> String {
        name(self.rng.below(SERVICES))
    }

    fn typed(&mut self, line: String, about: About) -> Deed {
        let machine = self.manager();
        Deed::Command(Command {
            machine,
            line,
            about,
        })
    }

    fn command(&mut self) -> Deed {
        match self.rng.below(100) {
            0..=17 => {
                let number = self.rng.below(SERVICES);
                self.create(number)
            }
            18..=32 => self.scale(),
            33..=49 => self.update(),
            50..=54 => {
                let service = self.service();
                self.typed(
                    format!("docker service rollback -d {service}"),
                    About::Change { service },
                )
            }
            55..=60 => {
                let service = self.service();
                self.typed(
                    format!("docker service rm {service}"),
                    About::Remove { service },
                )
            }
            61..=72 => {
                let availability = ["drain", "pause", "active", "active"][self.rng.index(4)];
                let line = format!(
                    "docker node update --availability {availability} {}",
                    self.node()
                );
                self.typed(line, About::Other)
            }
            73..=80 => {
                let verb = ["promote", "promote", "demote"][self.rng.index(3)];
                let line = format!("docker node {verb} {}", self.node());
                self.typed(line, About::Other)
            }
            81..=83 => self.leave(),
            84..=86 => self.join(),
            87..=89 => self.swarm_update(),
            _ => self.typed(
                "docker service ls --format '{{.Name}}'".to_owned(),
                About::List,
            ),
        }
    }

    fn create(&mut self, number: u64) -> Deed {
        let service = name(number);
        let mode = match self.rng.below(10) {
            0..=7 => format!("--replicas {}", self.rng.range(1, 5)),
            _ => "--mode global".to_owned(),
        };
        let port = 8000 + self.rng.below(3);
        let more = match self.rng.below(12) {
            0 => format!("-p {port}:80"),
            1 => format!("-p mode=host,published={port},target=80"),
            2 => "--reserve-memory 1500M".to_owned(),
            3 => format!("--constraint node.hostname!={}", self.node()),
            4 => "--restart-delay 2s --restart-max-attempts 2".to_owned(),
            5 => "--update-order start-first --update-parallelism 2".to_owned(),
            6 => "--replicas-max-per-node 1 --mode replicated".to_owned(),
            _ => String::new(),
        };
        // A program that ends at once, now and then.
        let image = match self.rng.below(12) {
            0 => "alpine sleep 3",
            _ => "nginx:alpine",
        };
        let more = match mode.contains("global") {
            true => more.replace("--replicas-max-per-node 1 --mode replicated", ""),
            false => more,
        };
        let line = format!("docker service create -d -q --name {service} {mode} {more} {image}");
        self.typed(line, About::Create { service })
    }

    fn scale(&mut self) -> Deed {
        let (service, replicas) = (self.service(), self.rng.below(7));
        self.typed(
            format!("docker service scale -d {service}={replicas}"),
            About::Scale { service, replicas },
        )
    }

    fn update(&mut self) -> Deed {
        let service = self.service();
        let number = self.rng.below(100);
        let what = match self.rng.below(10) {
            0..=2 => "--force".to_owned(),
            3..=4 => "--image redis:alpine".to_owned(),
            5 => format!("--env-add A={number}"),
            6 => format!("--constraint-add node.hostname!={}", self.node()),
            7 => "--reserve-memory 800M".to_owned(),
            8 => format!("--publish-add {}:80", 8000 + number % 3),
            _ => "--args false --image alpine --update-failure-action rollback".to_owned(),
        };
        self.typed(
            format!("docker service update -d -q {what} {service}"),
            About::Change { service },
        )
    }

    fn leave(&mut self) -> Deed {
        if self.rng.chance(300) {
            let line = format!("docker node rm --force {}", self.node());
            return self.typed(line, About::Lose);
        }
        let machine = self.machine();
        let force = self.rng.chance(200);
        let line = match force {
            true => "docker swarm leave --force",
            false => "docker swarm leave",
        };
        // A single manager without a word of force stays.
        Deed::Command(Command {
            machine,
            line: line.to_owned(),
            // Also without force: who was promoted a moment ago does not know yet.
            about: About::Lose,
        })
    }

    fn join(&mut self) -> Deed {
        let machine = self.machine();
        let role = ["{worker}", "{manager}"][self.rng.index(2)];
        let line = format!("docker swarm join --token {role} 192.168.99.11");
        Deed::Command(Command {
            machine,
            line,
            about: About::Other,
        })
    }

    fn swarm_update(&mut self) -> Deed {
        let line = match self.rng.below(3) {
            0 => "docker swarm update --snapshot-interval 20",
            1 => "docker swarm update --task-history-limit 1",
            _ => "docker swarm update --dispatcher-heartbeat 3s",
        };
        self.typed(line.to_owned(), About::Other)
    }

    fn faults(&mut self) -> Vec<Fault> {
        let machine = self.machine();
        let wire = Wire {
            from: machine,
            to: self.machine(),
        };
        vec![match self.rng.below(20) {
            0..=2 => Fault::PowerOff(machine),
            3..=4 => Fault::KillDaemon(machine),
            5 => Fault::StopDaemon(machine),
            6..=7 => Fault::Unplug(machine),
            8..=9 => Fault::Freeze(machine),
            10 => Fault::FreezeDaemon(machine),
            11..=12 => return self.partition(),
            13..=14 => Fault::CutWire(wire),
            15..=16 => Fault::DegradeWire {
                wire,
                quality: self.quality(),
            },
            17 => Fault::BlockPort {
                machine,
                port: [SwarmPort::Management, SwarmPort::Gossip, SwarmPort::Vxlan]
                    [self.rng.index(3)],
            },
            18 => match self.rng.below(2) {
                0 => Fault::RegistryDown(machine),
                _ => Fault::FillDisk(machine),
            },
            // Not more than an hour ahead: certificates issued meanwhile would not be valid when the
            // clock is right again, and nobody could come together.
            _ => Fault::SetClock {
                machine,
                seconds: [-7200, -300, -5, 5, 300, 3000][self.rng.index(6)],
            },
        }]
    }

    fn partition(&mut self) -> Vec<Fault> {
        let all = (0..self.machines).map(MachineId);
        let (some, others): (Vec<_>, Vec<_>) = all.partition(|_| self.rng.chance(500));
        Fault::partition(&some, &others)
    }

    fn quality(&mut self) -> Quality {
        let mut some = |most: u64| self.rng.below(most) as u16;
        let (loss, duplication, reordering) = (some(600), some(300), some(300));
        let delay = Latency {
            base: Duration::from_millis(u64::from(some(400))),
            jitter: Duration::from_millis(u64::from(some(200))),
        };
        Quality {
            delay,
            loss,
            duplication,
            reordering,
        }
    }
}
