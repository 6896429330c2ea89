//! `docker info` and `docker version` (moby `daemon/info.go`).

use std::collections::BTreeMap;

use api::cluster::SwarmStatus;
use api::system::{
    Commit, Component, Info, PlatformName, Plugins, RegistryConfig, Runtime, Version,
};
use api::{ApiError, Filters, Labels, Response};
use swarm::{CallId, ControlError, ControlRequest, ControlResponse, Node, NodeProgress};

use super::Step;
use crate::cluster::{LOG_DRIVERS, NETWORK_DRIVERS, VOLUME_DRIVERS, refusal};
use crate::daemon::process::Daemon;
use crate::host::Host;
use crate::profile::{API_VERSION, MIN_API_VERSION, Profile};

/// moby `cluster/swarm.go` `Info`.
const TWO_MANAGERS: &str = "WARNING: Running Swarm in a two-manager configuration. This configuration provides\n         no fault tolerance, and poses a high risk to lose control over the cluster.\n         Refer to https://docs.docker.com/engine/swarm/admin_guide/ to configure the\n         Swarm for fault-tolerance.";

impl Daemon {
    /// `GET /info`. A manager asks its leader for the swarm's part.
    pub(super) fn info(&mut self, call: CallId, host: &mut Host<'_>) {
        let info = Box::new(self.local_info(host));
        if !self.cluster.is_active_manager() {
            return self.answer(call, Ok(Response::Info(info)), host);
        }
        self.ask_swarm(
            call,
            ControlRequest::InspectCluster,
            Step::InfoCluster(info),
            host,
        );
    }

    /// What the daemon knows by itself.
    pub(super) fn local_info(&self, host: &Host<'_>) -> Info {
        let counts = self.counts(host);
        let count = |key: &str| counts.get(key).copied().unwrap_or(0);
        let (running, stopped) = (count("running"), count("stopped"));
        Info {
            id: host.disk.engine_id.clone(),
            containers: running + stopped,
            containers_running: running,
            containers_paused: 0,
            containers_stopped: stopped,
            images: i64::try_from(host.disk.images.len()).unwrap_or(0),
            system_time: host.moment.wall.rfc3339(),
            name: host.facts.hostname.clone(),
            ncpu: host.facts.nano_cpus / 1_000_000_000,
            mem_total: host.facts.memory_bytes,
            swarm: self.swarm_status(),
            ..platform_info(host.profile)
        }
    }

    fn swarm_status(&self) -> SwarmStatus {
        let (state, error) = self.cluster.state();
        let node = self.cluster.node();
        SwarmStatus {
            node_id: node.and_then(Node::id).cloned().unwrap_or_default(),
            node_addr: self
                .cluster
                .advertise()
                .map(|it| it.ip().to_string())
                .unwrap_or_default(),
            local_node_state: state,
            control_available: self.cluster.is_active_manager(),
            error,
            remote_managers: node.map(Node::managers).unwrap_or_default(),
            ..SwarmStatus::default()
        }
    }

    /// The cluster is known, or why not; now its nodes.
    pub(super) fn info_cluster(
        &mut self,
        call: CallId,
        mut info: Box<Info>,
        result: Result<ControlResponse, ApiError>,
        host: &mut Host<'_>,
    ) {
        // Also without an answer there is an object, an empty one.
        info.swarm.cluster = Some(api::cluster::ClusterInfo::default());
        match result {
            Ok(ControlResponse::Cluster(swarm)) => info.swarm.cluster = Some(swarm.info),
            Ok(_) => (),
            Err(error) => info.swarm.error = error.message,
        }
        let request = ControlRequest::ListNodes {
            filters: Filters::new(),
        };
        self.ask_swarm(call, request, Step::InfoNodes(info), host);
    }

    /// `POST /swarm/unlock`
    pub(super) fn unlock(&mut self, call: CallId, key: &str, host: &mut Host<'_>) {
        let node = self.cluster.node();
        let is_locked = node.is_some_and(|node| node.progress() == NodeProgress::Locked);
        let answer = if is_locked {
            let moment = host.moment;
            let mut unlocked = Ok(());
            self.cluster
                .with_node(|node| unlocked = node.unlock(key, moment));
            let refused = |error: ControlError| ApiError::new(error.kind, error.message);
            unlocked.map(|()| Response::Done).map_err(refused)
        } else if self.cluster.is_active_manager() {
            Err(ApiError::new(api::ErrorKind::Conflict, refusal::NOT_LOCKED))
        } else {
            Err(self.cluster.no_manager())
        };
        self.answer(call, answer, host);
    }
}

/// The nodes are known, or why not.
pub(super) fn with_nodes(
    mut info: Box<Info>,
    result: Result<ControlResponse, ApiError>,
) -> Response {
    match result {
        Ok(ControlResponse::Nodes(nodes)) => {
            let managers = nodes
                .iter()
                .filter(|node| node.manager_status.is_some())
                .count();
            info.swarm.nodes = i64::try_from(nodes.len()).unwrap_or(0);
            info.swarm.managers = i64::try_from(managers).unwrap_or(0);
            if managers == 2 {
                info.swarm.warnings.push(TWO_MANAGERS.to_owned());
            }
        }
        Ok(_) => (),
        Err(error) => info.swarm.error = error.message,
    }
    Response::Info(info)
}

/// What does not change while the machine runs.
fn platform_info(profile: &Profile) -> Info {
    let platform = &profile.platform;
    let engine = &profile.engine;
    let mut warnings = Vec::new();
    if !platform.has_swap_limit {
        warnings.push("WARNING: No swap limit support".to_owned());
    }
    Info {
        driver: "overlay2".to_owned(),
        driver_status: driver_status(&platform.backing_filesystem),
        plugins: Plugins {
            volume: owned(VOLUME_DRIVERS),
            network: owned(NETWORK_DRIVERS),
            authorization: Vec::new(),
            log: owned(LOG_DRIVERS),
        },
        memory_limit: true,
        swap_limit: platform.has_swap_limit,
        cpu_cfs_period: true,
        cpu_cfs_quota: true,
        cpu_shares: true,
        cpu_set: true,
        pids_limit: true,
        ipv4_forwarding: true,
        nfd: 34,
        ngoroutines: 62,
        logging_driver: "json-file".to_owned(),
        cgroup_driver: platform.cgroup_driver.clone(),
        cgroup_version: "2".to_owned(),
        kernel_version: platform.kernel_version.clone(),
        operating_system: platform.operating_system.clone(),
        os_version: platform.os_version.clone(),
        os_type: "linux".to_owned(),
        architecture: "x86_64".to_owned(),
        index_server_address: "https://index.docker.io/v1/".to_owned(),
        registry_config: Some(RegistryConfig {
            insecure_registry_cidrs: owned(&["::1/128", "127.0.0.0/8"]),
            mirrors: Vec::new(),
        }),
        docker_root_dir: "/var/lib/docker".to_owned(),
        server_version: engine.version.clone(),
        runtimes: runtimes(),
        default_runtime: "runc".to_owned(),
        init_binary: "docker-init".to_owned(),
        containerd_commit: Commit {
            id: engine.containerd_commit.clone(),
        },
        runc_commit: Commit {
            id: engine.runc_commit.clone(),
        },
        init_commit: Commit {
            id: engine.init_commit.clone(),
        },
        security_options: platform.security_options.clone(),
        cdi_spec_dirs: owned(&["/etc/cdi", "/var/run/cdi"]),
        warnings,
        ..Info::default()
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// The lines of storage driver overlay2 (recording 003).
fn driver_status(filesystem: &str) -> Vec<Vec<String>> {
    let pairs = [
        ["Backing Filesystem", filesystem],
        ["Supports d_type", "true"],
        ["Using metacopy", "false"],
        ["Native Overlay Diff", "true"],
        ["userxattr", "false"],
    ];
    pairs.iter().map(|pair| owned(pair)).collect()
}

fn runtimes() -> BTreeMap<String, Runtime> {
    let runtime = |path: &str| Runtime {
        path: path.to_owned(),
        status: Labels::new(),
    };
    [
        ("io.containerd.runc.v2".to_owned(), runtime("runc")),
        ("runc".to_owned(), runtime("runc")),
    ]
    .into()
}

/// `GET /version`.
pub(super) fn version(profile: &Profile) -> Version {
    let engine = &profile.engine;
    let kernel_version = profile.platform.kernel_version.clone();
    let details = [
        ("ApiVersion", API_VERSION),
        ("Arch", "amd64"),
        ("BuildTime", &engine.build_time),
        ("Experimental", "false"),
        ("GitCommit", &engine.git_commit),
        ("GoVersion", &engine.go_version),
        ("KernelVersion", &kernel_version),
        ("MinAPIVersion", MIN_API_VERSION),
        ("Os", "linux"),
    ];
    let own = Component {
        name: "Engine".to_owned(),
        version: engine.version.clone(),
        details: details
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
    };
    Version {
        platform: PlatformName {
            name: engine.platform.clone(),
        },
        components: vec![
            own,
            engine.containerd.clone(),
            engine.runc.clone(),
            engine.init.clone(),
        ],
        version: engine.version.clone(),
        api_version: API_VERSION.to_owned(),
        min_api_version: MIN_API_VERSION.to_owned(),
        git_commit: engine.git_commit.clone(),
        go_version: engine.go_version.clone(),
        os: "linux".to_owned(),
        arch: "amd64".to_owned(),
        kernel_version,
        experimental: false,
        build_time: engine.build_time.clone(),
    }
}
