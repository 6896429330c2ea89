//! How this world's engine introduces itself and how fast its machines are (DESIGN, contracts).
//!
//! Everything by which the product and the recorder's machine differ is data in this file; no code
//! asks for a profile's name. The recorder's lines are those of recordings 003 and 135, its
//! durations follow the head of FINDINGS.

use std::sync::Arc;

use api::system::Component;
use sim::{Duration, Rng};

use crate::catalogue::Catalogue;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    pub name: String,
    /// What `docker version` says of the client.
    pub client_version: String,
    pub engine: EngineBuild,
    pub platform: Platform,
    pub speed: Speed,
    /// Whether names outside of the machines resolve and answer. The recorder's host had no
    /// Internet but a registry.
    pub has_internet: bool,
    /// What every machine has, whatever the plan says.
    pub memory_bytes: Option<i64>,
    /// What every image weighs, whatever the catalogue says: the recorder's were synthetic.
    pub image_bytes: Option<i64>,
    pub catalogue: Arc<Catalogue>,
}

/// The version strings of the programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineBuild {
    pub platform: String,
    pub version: String,
    pub git_commit: String,
    pub go_version: String,
    pub build_time: String,
    pub containerd: Component,
    pub runc: Component,
    pub init: Component,
    pub runc_commit: String,
    pub containerd_commit: String,
    pub init_commit: String,
}

/// What the daemon finds on the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    pub kernel_version: String,
    pub operating_system: String,
    pub os_version: String,
    pub backing_filesystem: String,
    pub cgroup_driver: String,
    pub has_swap_limit: bool,
    pub security_options: Vec<String>,
}

/// A duration that is drawn anew each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub low: Duration,
    pub high: Duration,
}

/// How long things take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// From power to the start of the daemon.
    pub boot: Span,
    /// From the start of the daemon to its first answer, without a swarm.
    pub daemon_start: Span,
    /// Making a container of an image that is there.
    pub create: Span,
    /// Starting a container.
    pub start: Span,
    /// How many containers a machine starts at a time; the next one waits. The recorder's guest had
    /// two cores: of four tasks of a drained machine, two were slower than the others (recording 070).
    pub starts_at_once: usize,
    /// From the end of a container's program to the daemon's knowing.
    pub die: Span,
    /// Stopping the swarm node on `swarm leave`.
    pub leave: Span,
    /// One question to a registry.
    pub registry: Span,
    /// What travels from a registry in a second, unpacking included.
    pub pull_bytes_per_second: u64,
    /// Making `docker_gwbridge` and the ingress sandbox once the node has its address there. They
    /// come after the answer of `swarm init` (recordings 001, 202).
    pub ingress_setup: Span,
}

impl Span {
    /// From `low` to `high` milliseconds.
    pub const fn millis(low: u64, high: u64) -> Span {
        Span {
            low: Duration::from_millis(low),
            high: Duration::from_millis(high),
        }
    }

    /// One value.
    pub(crate) fn draw(self, rng: &mut Rng) -> Duration {
        rng.duration(self.low, self.high)
    }
}

/// Engine API version of 28.5, and the oldest it answers to.
pub(crate) const API_VERSION: &str = "1.51";
pub(crate) const MIN_API_VERSION: &str = "1.24";

impl Profile {
    /// The engine a student meets: Docker's own packages of 28.5.2 on a small server.
    pub fn product() -> Profile {
        Profile {
            name: "product".to_owned(),
            client_version: "28.5.2".to_owned(),
            engine: EngineBuild {
                platform: "Docker Engine - Community".to_owned(),
                version: "28.5.2".to_owned(),
                git_commit: "89c5e8f".to_owned(),
                go_version: "go1.25.3".to_owned(),
                build_time: "2025-11-05T14:43:25.000000000+00:00".to_owned(),
                containerd: component(
                    "containerd",
                    "v1.7.29",
                    "442cb34bda9a6a0fed82a2ca7cade05c5c749582",
                ),
                runc: component("runc", "1.3.3", "v1.3.3-0-gd842d771"),
                init: component("docker-init", "0.19.0", "de40ad0"),
                runc_commit: "v1.3.3-0-gd842d771".to_owned(),
                containerd_commit: "442cb34bda9a6a0fed82a2ca7cade05c5c749582".to_owned(),
                init_commit: "de40ad0".to_owned(),
            },
            platform: Platform {
                kernel_version: "6.12.43+deb13-amd64".to_owned(),
                operating_system: "Debian GNU/Linux 13 (trixie)".to_owned(),
                os_version: "13".to_owned(),
                backing_filesystem: "extfs".to_owned(),
                cgroup_driver: "systemd".to_owned(),
                has_swap_limit: true,
                security_options: options(&[
                    "name=apparmor",
                    "name=seccomp,profile=builtin",
                    "name=cgroupns",
                ]),
            },
            speed: Speed {
                boot: Span::millis(4_000, 6_000),
                daemon_start: Span::millis(900, 1_500),
                create: Span::millis(30, 80),
                start: Span::millis(180, 400),
                starts_at_once: 4,
                die: Span::millis(10, 30),
                leave: Span::millis(300, 700),
                registry: Span::millis(250, 600),
                pull_bytes_per_second: 40_000_000,
                ingress_setup: Span::millis(300, 600),
            },
            has_internet: true,
            memory_bytes: None,
            image_bytes: None,
            catalogue: Arc::new(Catalogue::embedded()),
        }
    }

    /// The machine the recordings were made on: Debian's 28.5.2 in a User-Mode Linux guest.
    pub fn recorder() -> Profile {
        let version = "28.5.2+dfsg4";
        Profile {
            name: "recorder".to_owned(),
            client_version: version.to_owned(),
            engine: EngineBuild {
                platform: String::new(),
                version: version.to_owned(),
                git_commit: "3ef3c07c883be49a2e8097bcf6d2952fce1d70eb".to_owned(),
                go_version: "go1.27.1".to_owned(),
                build_time: "2026-09-15T11:02:57.000000000+00:00".to_owned(),
                containerd: component("containerd", "2.1.9+unknown", ""),
                runc: component("runc", "1.3.6+ds1", "1.3.6+ds1-1"),
                init: component("docker-init", "0.19.0", ""),
                runc_commit: "1.3.6+ds1-1".to_owned(),
                containerd_commit: String::new(),
                init_commit: String::new(),
            },
            platform: Platform {
                kernel_version: "7.2.13".to_owned(),
                operating_system: "Debian GNU/Linux forky/sid (containerized)".to_owned(),
                os_version: String::new(),
                backing_filesystem: "tmpfs".to_owned(),
                cgroup_driver: "cgroupfs".to_owned(),
                // Recordings 003 and 004 warn that it is missing; all others do not.
                has_swap_limit: true,
                security_options: options(&["name=seccomp,profile=builtin", "name=cgroupns"]),
            },
            speed: Speed {
                boot: Span::millis(1_000, 2_000),
                daemon_start: Span::millis(5_000, 9_000),
                create: Span::millis(200, 500),
                start: Span::millis(1_500, 3_000),
                starts_at_once: 2,
                die: Span::millis(1_200, 2_200),
                leave: Span::millis(1_500, 2_500),
                registry: Span::millis(100, 250),
                pull_bytes_per_second: 2_000_000,
                ingress_setup: Span::millis(4_200, 5_200),
            },
            has_internet: false,
            // 5.882GiB, as most recordings show it; 4.898GiB in a few.
            memory_bytes: Some(6_316_261_376),
            image_bytes: Some(2_939_000),
            catalogue: Arc::new(Catalogue::embedded()),
        }
    }
}

fn component(name: &str, version: &str, git_commit: &str) -> Component {
    Component {
        name: name.to_owned(),
        version: version.to_owned(),
        details: [("GitCommit".to_owned(), git_commit.to_owned())].into(),
    }
}

fn options(list: &[&str]) -> Vec<String> {
    list.iter().map(|option| (*option).to_owned()).collect()
}
