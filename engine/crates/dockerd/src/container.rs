//! Containers as the daemon keeps them on its disk: what they are made of, and their life.
//!
//! A container's program runs in the [`kernel`](crate::kernel); this is the record of it, which
//! outlives program, daemon and power.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use api::container::{
    EndpointIpamConfig, EndpointSettings, HostConfigSummary, MountPoint, NetworkSettingsSummary,
    Port, Summary,
};
use api::task::{ContainerStatus, HealthConfig, Mount};
use api::{ContainerId, Labels, NetworkId, NodeId, ServiceId};
use imbl::Vector;
use sim::{Duration, Timestamp};
use swarm::object::Task;

use crate::catalogue::Image;
use crate::kernel::net::Link;

/// A container.
#[derive(Clone, Debug)]
pub(crate) struct Container {
    pub(crate) id: ContainerId,
    pub(crate) name: String,
    pub(crate) config: Arc<Config>,
    pub(crate) created: Timestamp,
    pub(crate) state: State,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Ports published in host mode.
    pub(crate) bindings: Vec<Binding>,
    /// Oldest first.
    pub(crate) log: Vector<LogLine>,
}

/// What a container was made with; never changes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Config {
    /// The image as it was named.
    pub(crate) image_name: String,
    pub(crate) image: Arc<Image>,
    /// Entrypoint and command.
    pub(crate) words: Vec<String>,
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) hostname: String,
    pub(crate) labels: Labels,
    pub(crate) stop_signal: String,
    pub(crate) stop_grace: Duration,
    pub(crate) health: Option<HealthConfig>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) has_init: bool,
    /// The task it is the body of.
    pub(crate) task: Option<TaskOf>,
}

/// The task a container belongs to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TaskOf {
    pub(crate) task: Arc<Task>,
    pub(crate) service: ServiceId,
    pub(crate) node: NodeId,
}

/// A container's life (moby `container/state.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Created,
    /// The program could not be started.
    StartFailed {
        status: i64,
    },
    Running {
        pid: i64,
        started: Timestamp,
        health: Option<Health>,
    },
    Exited {
        status: i64,
        started: Timestamp,
        finished: Timestamp,
    },
}

/// What checks found so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    Starting { failures: i64 },
    Healthy { failures: i64 },
    Unhealthy,
}

/// A place on a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) network: NetworkId,
    pub(crate) network_name: String,
    pub(crate) link: Link,
    pub(crate) ip: Ipv4Addr,
    pub(crate) prefix_len: u8,
    pub(crate) mac: String,
    /// Whether it is one of the networks asked for; the way out of overlays is not.
    pub(crate) is_listed: bool,
}

/// A port published on the machine itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) target: u16,
    pub(crate) published: u16,
}

/// A line a container wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LogLine {
    pub(crate) at: Timestamp,
    pub(crate) stderr: bool,
    pub(crate) text: String,
}

/// Unlike Docker, whose log files grow for ever, only so many last lines are kept.
const LOG_LINES: usize = 5_000;

impl Container {
    /// Whether its program runs, as far as the daemon knows.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state, State::Running { .. })
    }

    /// `docker ps`'s word.
    pub(crate) fn state_word(&self) -> &'static str {
        match self.state {
            State::Created | State::StartFailed { .. } => "created",
            State::Running { .. } => "running",
            State::Exited { .. } => "exited",
        }
    }

    /// `Up 3 seconds (healthy)`.
    pub(crate) fn status_text(&self, now: Timestamp) -> String {
        match &self.state {
            State::Created | State::StartFailed { .. } => "Created".to_owned(),
            State::Running {
                started, health, ..
            } => {
                let up = format!("Up {}", human(now.since(*started)));
                match health {
                    None => up,
                    Some(health) => format!("{up} ({})", health.shown()),
                }
            }
            State::Exited {
                status, finished, ..
            } => {
                format!("Exited ({status}) {} ago", human(now.since(*finished)))
            }
        }
    }

    /// The exit status of its last run.
    pub(crate) fn exit_status(&self) -> i64 {
        match self.state {
            State::Created | State::Running { .. } => 0,
            State::StartFailed { status } | State::Exited { status, .. } => status,
        }
    }

    /// What a task tells of its container.
    pub(crate) fn task_status(&self) -> ContainerStatus {
        let pid = match self.state {
            State::Running { pid, .. } => pid,
            State::Created | State::StartFailed { .. } | State::Exited { .. } => 0,
        };
        ContainerStatus {
            container_id: self.id.clone(),
            pid,
            exit_code: self.exit_status(),
        }
    }

    /// Remembers a line.
    pub(crate) fn write(&mut self, line: LogLine) {
        self.log.push_back(line);
        if self.log.len() > LOG_LINES {
            self.log.pop_front();
        }
    }

    /// One line of `docker ps`.
    pub(crate) fn summary(&self, now: Timestamp) -> Summary {
        let listed = || self.endpoints.iter().filter(|endpoint| endpoint.is_listed);
        let settings = |endpoint: &Endpoint| (endpoint.network_name.clone(), endpoint.settings());
        let mode = listed()
            .next()
            .map_or_else(|| "bridge".to_owned(), |it| it.network_name.clone());
        Summary {
            id: self.id.clone(),
            names: vec![format!("/{}", self.name)],
            image: self.config.image_name.clone(),
            image_id: self.config.image.id.clone(),
            command: command_text(&self.config.words),
            created: self.created.0.div_euclid(1_000_000_000),
            ports: self.ports(),
            size_rw: 0,
            size_root_fs: 0,
            labels: self.config.labels.clone(),
            state: self.state_word().to_owned(),
            status: self.status_text(now),
            host_config: HostConfigSummary { network_mode: mode },
            network_settings: NetworkSettingsSummary {
                networks: listed().map(settings).collect(),
            },
            mounts: self.config.mounts.iter().map(mount_point).collect(),
        }
    }

    /// What it exposes and publishes; only a running container with interfaces of its own has ports.
    fn ports(&self) -> Vec<Port> {
        let is_on_host = self.endpoints.iter().any(|it| it.link == Link::Host);
        if !self.is_running() || is_on_host {
            return Vec::new();
        }
        let mut ports: Vec<Port> = Vec::new();
        for exposed in &self.config.image.exposes {
            let (number, kind) = exposed.split_once('/').unwrap_or((exposed, "tcp"));
            let private_port = number.parse().unwrap_or(0);
            if self
                .bindings
                .iter()
                .all(|binding| binding.target != private_port)
            {
                let kind = kind.to_owned();
                ports.push(Port {
                    private_port,
                    kind,
                    ..Port::default()
                });
            }
        }
        ports.extend(self.bindings.iter().map(|binding| Port {
            ip: "0.0.0.0".to_owned(),
            private_port: binding.target,
            public_port: binding.published,
            kind: "tcp".to_owned(),
        }));
        ports
    }
}

impl Health {
    /// As `docker ps` shows it.
    fn shown(self) -> &'static str {
        match self {
            Health::Starting { .. } => "health: starting",
            Health::Healthy { .. } => "healthy",
            Health::Unhealthy => "unhealthy",
        }
    }

    /// The Engine API's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Health::Starting { .. } => "starting",
            Health::Healthy { .. } => "healthy",
            Health::Unhealthy => "unhealthy",
        }
    }
}

impl Endpoint {
    fn settings(&self) -> EndpointSettings {
        let is_overlay = matches!(self.link, Link::Overlay(_));
        let asked = EndpointIpamConfig {
            ipv4_address: self.ip.to_string(),
            ipv6_address: String::new(),
        };
        if self.link == Link::Host {
            return EndpointSettings {
                network_id: self.network.clone(),
                endpoint_id: self.id.clone(),
                ..EndpointSettings::default()
            };
        }
        let gateway = match &self.link {
            Link::Overlay(_) | Link::Host => String::new(),
            Link::Bridge(bridge) => bridge.gateway().to_string(),
        };
        EndpointSettings {
            ipam_config: is_overlay.then_some(asked),
            mac_address: self.mac.clone(),
            network_id: self.network.clone(),
            endpoint_id: self.id.clone(),
            gateway,
            ip_address: self.ip.to_string(),
            ip_prefix_len: i64::from(self.prefix_len),
            ..EndpointSettings::default()
        }
    }
}

/// libnetwork's address for an interface of an overlay: 02:42 and the address in hexadecimal.
pub(crate) fn overlay_mac(ip: Ipv4Addr) -> String {
    let [a, b, c, d] = ip.octets();
    format!("02:42:{a:02x}:{b:02x}:{c:02x}:{d:02x}")
}

/// A program and its arguments in one line; an argument with blanks stands in quotes
/// (moby `container/view.go`).
fn command_text(words: &[String]) -> String {
    let mut words = words.iter();
    let mut text = words.next().cloned().unwrap_or_default();
    for word in words {
        text.push(' ');
        match word.contains(' ') {
            true => text += &format!("'{word}'"),
            false => text += word,
        }
    }
    text
}

fn mount_point(mount: &Mount) -> MountPoint {
    let is_volume = mount.kind == api::task::MountType::Volume;
    MountPoint {
        kind: mount.kind.as_str().to_owned(),
        name: if is_volume {
            mount.source.clone()
        } else {
            String::new()
        },
        source: match is_volume {
            true => format!("/var/lib/docker/volumes/{}/_data", mount.source),
            false => mount.source.clone(),
        },
        destination: mount.target.clone(),
        driver: if is_volume {
            "local".to_owned()
        } else {
            String::new()
        },
        mode: if is_volume {
            "z".to_owned()
        } else {
            String::new()
        },
        rw: !mount.read_only,
        propagation: String::new(),
    }
}

/// A length of time in words (docker/go-units `HumanDuration`).
pub(crate) fn human(time: Duration) -> String {
    let seconds = time.as_secs();
    let minutes = seconds / 60;
    let hours = (seconds + 1800) / 3600;
    match seconds {
        0 => "Less than a second".to_owned(),
        1 => "1 second".to_owned(),
        2..60 => format!("{seconds} seconds"),
        60..120 => "About a minute".to_owned(),
        120..3600 => format!("{minutes} minutes"),
        _ if hours == 1 => "About an hour".to_owned(),
        _ if hours < 48 => format!("{hours} hours"),
        _ if hours < 24 * 14 => format!("{} days", hours / 24),
        _ if hours < 24 * 60 => format!("{} weeks", hours / 24 / 7),
        _ if hours < 24 * 730 => format!("{} months", hours / 24 / 30),
        _ => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_docker_tells_them() {
        let cases = [
            (0, "Less than a second"),
            (1, "1 second"),
            (59, "59 seconds"),
            (61, "About a minute"),
            (125, "2 minutes"),
            (3599, "59 minutes"),
            (3600, "About an hour"),
            (7200, "2 hours"),
            (3600 * 50, "2 days"),
            (3600 * 24 * 20, "2 weeks"),
            (3600 * 24 * 80, "2 months"),
            (3600 * 24 * 800, "2 years"),
        ];
        for (seconds, words) in cases {
            assert_eq!(human(Duration::from_secs(seconds)), words);
        }
    }

    #[test]
    fn a_command_is_shown_in_one_line() {
        let words = ["/docker-entrypoint.sh", "nginx", "-g", "daemon off;"].map(str::to_owned);
        assert_eq!(
            command_text(&words),
            "/docker-entrypoint.sh nginx -g 'daemon off;'"
        );
        assert_eq!(overlay_mac(Ipv4Addr::new(10, 0, 0, 9)), "02:42:0a:00:00:09");
    }
}
